"""The matrix through WITS: goods exports of 202 countries to each other, one sheet a year from 1995 to 2014.

The matrix is turned: a **column is the reporting exporter and a row the partner**, against what its labels suggest
(Belarus's column of 2012 adds up to 44.89 bn USD, her own report; her row does not). Totals are 1-3 % low, and
Belarus's column is empty for 1995-1997.

A blank cell means that the exporter reported nothing and becomes no observation. A 0 is kept: some 350 zeros a year
stand in the columns of a few dozen exporters, beside many blanks, so they are partners that the exporter did report,
with less than the unit it counts in. `European Union` as an exporter repeats the exports of its members to the rest of
the world and is left out; as a partner it is blank. `Belgium-Luxembourg` (`_BLX`), `Fm Sudan` (`_SUD`) and
`Netherlands Antilles` (ANT) are former areas with codes of their own; no year holds both them and their successors.
"""

import re
from datetime import date
from typing import Any

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import sheets
from ingest.model import Parsed, Refusal, tidy

COLLECTED = date(2026, 11, 23)  # the publication date of the edition was not recorded
_UNION = "European Union"


def parse(payload: bytes, path: str) -> Parsed:
    """Return exports in thousand USD by exporter and partner; a sheet's columns are the exporters.

    >>> from ingest.errors import DepdashError
    >>> try:
    ...     parse(b"<html></html>", "matrix.xlsx")
    ... except DepdashError as error:
    ...     print(error)
    matrix.xlsx: expected an .xlsx workbook; found an HTML page; fetch the file again

    Raises SourceError for a sheet that is no year, labels that are not the same down and across, or text among values.
    """
    book = sheets(payload, path)
    if strange := [name for name in book if not re.fullmatch(r"(19|20)\d\d", name)]:
        raise SourceError(path, expected="one sheet a year", found=f"sheet {strange[0]!r}")
    years = [_year(year, rows, path) for year, rows in book.items()]
    cells = pd.concat(years, ignore_index=True)
    cells = cells[cells["exporter"] != _UNION]
    codes = {name: area_code(name) for name in {*cells["exporter"], *cells["importer"]}}
    cells = cells.assign(reporter=cells["exporter"].map(codes), partner=cells["importer"].map(codes))
    known = cells["reporter"].notna() & cells["partner"].notna() & (cells["reporter"] != cells["partner"])
    observations = tidy(
        cells.loc[known, ["period", "reporter", "partner", "value", "row", "locator"]],
        item="export",
        product="_T",
        unit="USD thousand",
        vintage=COLLECTED,
        title="Goods exports, as the exporter reports them",
    )
    edition = f"{min(book)}-{max(book)}, publication date not recorded"
    refused = _refusals(path, book[min(book)], codes)
    return Parsed(edition, COLLECTED, observations, refused, via="swigman/TrueEmissions @a326b24b")


def _year(year: str, rows: list[tuple[Any, ...]], path: str) -> pd.DataFrame:
    """Return a sheet in long form: exporter from the header, importer from the first cell of the row."""
    header, body = rows[0], rows[1:]
    labels = [row[0] for row in body]
    if list(header[1:]) != labels or not all(isinstance(label, str) for label in labels):
        found = f"{len(header) - 1} across and {len(labels)} down, or in another order"
        raise SourceError(f"{path}, sheet {year}", expected="the same countries across and down", found=found)
    matrix = pd.DataFrame([row[1:] for row in body], columns=labels, dtype=object)
    long = matrix.assign(importer=labels, row=range(2, len(body) + 2)).melt(["importer", "row"], var_name="exporter")
    long = long[long["value"].notna()]
    if not (numeric := long["value"].map(lambda value: isinstance(value, int | float))).all():
        raise SourceError(f"{path}, sheet {year}", expected="a number", found=repr(long["value"][~numeric].iloc[0]))
    return long.assign(value=long["value"].astype("float64"), period=year, locator=year)


def _refusals(path: str, rows: list[tuple[Any, ...]], codes: dict[str, str | None]) -> tuple[Refusal, ...]:
    """Name the areas that are not read, each once, at its row in the first sheet."""
    places = {row[0]: number for number, row in enumerate(rows, 1)}
    unknown = {name: f"area {name!r} is not in data/codes/areas.csv" for name, code in codes.items() if code is None}
    reasons = {_UNION: f"{_UNION}: its exports repeat those of its members", **unknown}
    return tuple(Refusal(path, places[name], reason) for name, reason in sorted(reasons.items()) if name in places)
