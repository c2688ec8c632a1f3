"""World Bank and KNOMAD matrices of remittances (2017, 2021) and migrants (2021) between all countries.

All are modelled: remittances received by a country are split over where its migrants live and what people earn there.
The reporter receives, the partner sends; for migrants the reporter is where they live, the partner where they come
from. The publisher's row and column `World` are totals and would double a sum: they are partner or reporter WLD.

Kept are the totals and the pairs with one of the eleven countries that indicators use: every pair of the world would be
27,000 series of one or two points. Cells that are empty have no estimate. A 0 in the matrices of remittances is none
either: the edition of 2017 prints it where that of 2021 leaves the cell empty, and as the total of countries whose
receipts are unknown. In the matrix of migrants 0 is a count of nobody, and kept. A dash is a pair assumed not to pay
each other. Not read: the sheet `remshare`, a constant of the model.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import sheets
from ingest.model import Parsed, Refusal, Source, Status, tidy
from ingest.periods import period

SOURCE = Source(
    id="knomad",
    publisher="World Bank, KNOMAD",
    title="Bilateral remittance and migration matrices",
    url="https://www.knomad.org/data",
    licence="CC BY 4.0",
    redistribute=True,
    citation="KNOMAD/World Bank, Bilateral Remittance Matrix 2017 (April 2018) and 2021 (December 2022), Bilateral "
    "Migration Matrix 2021 (December 2022).",
    cadence="discontinued",
)

FILES = (
    "econ/knomad_bilateral_remittance_matrix_*.xlsx",
    "econ/wb_bilateral_remittance_*.xlsx",
    "econ/knomad_bilateral_migration_matrix_*.xlsx",
)


@dataclass(frozen=True, slots=True)
class Matrix:
    """What kind of matrix a workbook holds and how it is laid out."""

    item: str
    unit: str
    title: str
    heading: str  # pattern of the first cell, with the year
    across: tuple[str, ...]  # what the corner cell says of the columns, then of the rows
    zero_is_a_count: bool
    via: str


_REMITTANCES = Matrix(
    item="remittance_received",
    unit="USD mn",
    title="Remittances received (reporter) by sending country (partner), modelled",
    heading=r"Bilateral Remittance Estimates for (\d{4}) .*\(millions of US\$\).*",
    across=("receiving", "sending"),
    zero_is_a_count=False,
    via="artemdsmirnov/International-Payment-System-… @003938f9; hbenveniste/mig-fund @1ae38617",
)
_MIGRANTS = Matrix(
    item="migrant_stock",
    unit="persons",
    title="Migrants by country of residence (reporter) and origin (partner), modelled",
    heading=r"Bilateral Estimates of Migrant Stocks in (\d{4})",
    across=("destination", "source"),
    zero_is_a_count=True,
    via="artemdsmirnov/International-Payment-System-… @003938f9",
)
_EDITION = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})"
)
_DASHES = ("-", "…")
_KEPT = ("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "RUS", "TJK", "UKR", "UZB", "WLD")
_FIRST_ROW = 3  # sheet row of the first country, under the heading and the names
_NO_ESTIMATE = "cells of 0, which is no estimate here"
_ELSEWHERE = "estimates between two countries outside the eleven"


def parse(payload: bytes, path: str) -> Parsed:
    """Return one observation per pair of countries with an estimate, and the totals as WLD; `row` is the sheet's row.

    >>> import io, openpyxl
    >>> book, payload = openpyxl.Workbook(), io.BytesIO()
    >>> book.active.append(["Bilateral Remittance Estimates for 2021 (millions of US$) (December 2022 Version)"])
    >>> for row in (["receiving (across) / sending (down)", "Belarus"], ["Russia", 577.9], ["WORLD", 1136.7]):
    ...     book.active.append(row)
    >>> book.save(payload)
    >>> parse(payload.getvalue(), "a.xlsx").observations[["reporter", "partner", "value"]].values.tolist()
    [['BLR', 'RUS', 577.9], ['BLR', 'WLD', 1136.7]]

    Raises SourceError for a damaged workbook, a heading that names another unit, columns and rows exchanged, or text
    where a number belongs.
    """
    book = sheets(payload, path)
    name, rows = next(iter(book.items()))
    matrix, year = _recognised(rows, path)
    last = _last(rows, name, path)
    _check_layout(str(rows[1][0]), matrix, path)
    cells, refused = _cells(rows[_FIRST_ROW - 1 : last + 1], rows[1], name, path)
    if not matrix.zero_is_a_count:
        cells = _without(cells, cells["value"] == 0, _NO_ESTIMATE, refused, path)
    others = ~(cells["reporter"].isin(_KEPT) | cells["partner"].isin(_KEPT))
    cells = _without(cells, others, _ELSEWHERE, refused, path)
    vintage = _vintage(rows, path)
    observations = tidy(
        cells,
        item=matrix.item,
        unit=matrix.unit,
        title=matrix.title,
        period=year,
        status=Status.ESTIMATED.value,
        vintage=vintage,
    )
    refused += _beyond(rows, last, name, path)
    return Parsed(f"{vintage:%B %Y}", vintage, observations, tuple(refused), matrix.via)


def _last(rows: list[tuple[Any, ...]], sheet: str, path: str) -> int:
    """Return the place of the row of totals, below which there are notes only."""
    for number, row in enumerate(rows):
        if number > 1 and row and str(row[0]).strip().upper() == "WORLD":
            return number
    raise SourceError(path, expected=f"a row World in {sheet!r}", found=f"{len(rows)} rows without it")


def _recognised(rows: list[tuple[Any, ...]], path: str) -> tuple[Matrix, str]:
    heading = " ".join(str(rows[0][0]).split()) if rows and rows[0] else ""
    for matrix in (_REMITTANCES, _MIGRANTS):
        if found := re.fullmatch(matrix.heading, heading):
            return matrix, found[1]
    expected = "a matrix of remittances in millions of US$ or of migrant stocks"
    raise SourceError(path, expected=expected, found=repr(heading[:120]))


def _check_layout(corner: str, matrix: Matrix, path: str) -> None:
    """Refuse a matrix whose columns and rows are exchanged: it would turn receipts into payments."""
    columns, rows = matrix.across
    words = corner.lower()
    if not re.search(rf"{columns}.*\(across\).*{rows}.*\(down\)", words, re.DOTALL):
        raise SourceError(path, expected=f"{columns} across and {rows} down", found=repr(" ".join(corner.split())))


def _cells(
    rows: list[tuple[Any, ...]], header: tuple[Any, ...], sheet: str, path: str
) -> tuple[pd.DataFrame, list[Refusal]]:
    """Return the numbers with both countries, and what was left out: unknown names and pairs marked with a dash."""
    names = {number: str(name).strip() for number, name in enumerate(header) if number and name is not None}
    found: list[dict[str, object]] = []
    dashes: list[int] = []
    unknown: dict[str, int] = {}
    for number, row in enumerate(rows, start=_FIRST_ROW):
        sender = str(row[0]).strip()
        for column, receiver in names.items():
            cell = row[column] if column < len(row) else None
            if cell is None:
                continue
            if cell in _DASHES:
                dashes.append(number)
                continue
            if isinstance(cell, bool) or not isinstance(cell, int | float):
                raise SourceError(path, expected=f"a number in row {number} of {sheet!r}", found=repr(cell))
            pair = {"reporter": area_code(receiver), "partner": area_code(sender)}
            if None in pair.values():
                unknown |= {name: number for name in (receiver, sender) if area_code(name) is None}
            else:
                found.append(pair | {"value": float(cell), "row": number})
    refused = [Refusal(path, number, f"unknown area {name!r}") for name, number in unknown.items()]
    if dashes:
        refused.append(Refusal(path, dashes[0], f"{len(dashes)} cells with a dash or dots for a number"))
    return pd.DataFrame(found).assign(locator=sheet.strip()), refused


def _without(cells: pd.DataFrame, left_out: pd.Series, why: str, refused: list[Refusal], path: str) -> pd.DataFrame:
    """Return the cells but those `left_out`, which are added to `refused` as one group."""
    if left_out.any():
        refused.append(Refusal(path, int(cells.loc[left_out, "row"].min()), f"{left_out.sum()} {why}"))
    return cells[~left_out]


def _vintage(rows: list[tuple[Any, ...]], path: str) -> date:
    """Return the last day of the month that the heading or, failing that, a note under the matrix gives."""
    for row in rows:
        if row and isinstance(row[0], str) and (found := _EDITION.search(row[0])):
            return period(f"{found[2]} {found[1][:3]}").last
    raise SourceError(path, expected="an edition like December 2022", found="none")


def _beyond(rows: list[tuple[Any, ...]], last: int, sheet: str, path: str) -> list[Refusal]:
    """Return a refusal for numbers under the matrix, which no name explains."""
    stray = [
        number
        for number, row in enumerate(rows[last + 1 :], start=last + 2)
        if any(isinstance(cell, int | float) for cell in row)
    ]
    return [
        Refusal(path, number, f"a number under the matrix of {sheet.strip()!r}, without a name") for number in stray
    ]
