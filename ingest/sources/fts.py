"""Russian customs' short publications since 2022: Russia's goods trade with the world, by continent and by product.

Since April 2022 customs publish no partner country: Belarus is in none of these tables, they only give the whole that
Russia's side is measured against. Exports are FOB, imports CIF. Two layouts: groups of countries or of products in USD
bn, with the flow above the period, and chapters of the Harmonised System in USD mn, the period above the flow. Each
edition gives a span of months and the same of the year before. The chapters do not sum to the total: 77, 88, 93 and
those above 97 are left out, 11.0 bn of exports in 2021 and 7.3 bn in 2022. The chapters' file gives 591.5 and 259.1 bn
for 2022, a later edition 592.5 and 255.3. Turnover (exports plus imports) and growth follow from what is read; the
heading `в том числе:` carries zeros that are no figures.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.files import sheets
from ingest.model import Parsed, Refusal, Source, tidy
from ingest.periods import period

SOURCE = Source(
    id="fts",
    publisher="Federal Customs Service of Russia (FTS)",
    title="Exports and imports of goods of the Russian Federation, short publications since 2022",
    url="https://customs.gov.ru/statistic",
    licence="Free use, citing the FTS of Russia",
    redistribute=True,
    citation="Federal Customs Service of Russia, exports and imports of goods, short publications.",
    cadence="irregular; by partner country discontinued after 2021",
)

FILES = (
    "trade/rus_fts/fts_russia_continents_*.xlsx",
    "trade/rus_fts/fts_russia_structure_*.xlsx",
    "trade/rus_fts/fts_russia_hs2_*.xlsx",
)

_COLLECTED = date(2026, 11, 23)  # the day of publication was not recorded
_UNITS = {"(млрд. долл. США)": "USD bn", "(миллионов долларов США)": "USD mn"}
_FLOWS = {"экспорт": "export", "импорт": "import"}
_TITLES = {"export": "Goods exports, FOB", "import": "Goods imports, CIF"}
_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_SPAN = re.compile(rf"({'|'.join(_MONTHS)})\s*-\s*({'|'.join(_MONTHS)}) (\d{{4}})(?: г\.)?", re.IGNORECASE)
_TOTALS = ("весь мир", "всего")
_CONTINENTS = {
    "европа": "_EUROPE", "азия": "_ASIA", "африка": "_AFRICA", "америка": "_AMERICA", "океания": "_OCEANIA",
}  # fmt: skip
# 27-ТОПЛИВО, 01-24-Продовольственные, 68-70, 84-97-Машины, 57-М2-КОВРЫ
_CHAPTERS = re.compile(r"(\d\d(?:-\d\d)?(?:, \d\d(?:-\d\d)?)*)-\D")
_HEADING = "в том числе:"

Row = tuple[Any, ...]
Columns = dict[int, tuple[str, str]]  # which column holds which flow and period


def parse(payload: bytes, path: str) -> Parsed:
    """Return the totals, continents and product groups of one short publication, in its own unit.

    >>> parse(b"<html>", "fts.xlsx")
    Traceback (most recent call last):
    ...
    ingest.errors.SourceError: fts.xlsx: expected an .xlsx workbook; found an HTML page; fetch the file again

    Raises SourceError for another unit or layout, a cell that is no number, and a table without its totals.
    """
    found: list[dict[str, object]] = []
    refused: list[Refusal] = []
    for sheet, rows in sheets(payload, path).items():
        unit = _unit(rows, f"{path}, sheet {sheet}")
        header, columns = _columns(rows, f"{path}, sheet {sheet}")
        for number, row in enumerate(rows[header:], start=header + 1):
            try:
                place = _place(row)
            except ValueError as error:
                refused.append(Refusal(path, number, str(error)))
                continue
            if place:
                read = _numbers(row, columns, f"{path}, sheet {sheet}, row {number}")
                found += [{**place, **cell, "unit": unit, "row": number, "locator": sheet} for cell in read]
    table = pd.DataFrame(found)
    totals = table[(table["partner"] == "WLD") & (table["product"] == "_T")] if found else table
    if len(totals) != 4:  # two flows in two years
        raise SourceError(path, expected="four totals, two flows in two years", found=f"{len(totals)} totals")
    observations = tidy(table.assign(title=table["item"].map(_TITLES)), reporter="RUS", vintage=_COLLECTED)
    edition = f"short publication, {' and '.join(totals['period'].unique())}, publication date not recorded"
    return Parsed(edition, _COLLECTED, observations, tuple(refused), "mary-lev/eu-export-sanctions @4b6a5dfc")


def _unit(rows: list[Row], where: str) -> str:
    """The unit stands in brackets in the lines above the table."""
    head = " ".join(cell for row in rows[:3] for cell in row if isinstance(cell, str))
    found = [unit for text, unit in _UNITS.items() if text in head]
    if len(found) != 1:
        raise SourceError(where, expected=f"a unit, {' or '.join(_UNITS)}", found=head[:80] or "no text")
    return found[0]


def _columns(rows: list[Row], where: str) -> tuple[int, Columns]:
    """Return the last row of the header and the columns that hold a flow of one span of months."""
    for above, below in zip(range(len(rows)), range(1, len(rows)), strict=False):
        columns: Columns = {}
        heading = ""
        for column, (upper, lower) in enumerate(zip(rows[above], rows[below], strict=True)):
            heading = _text(upper) or heading
            names = (heading, _text(lower))
            flow = next((_FLOWS[name] for name in names if name in _FLOWS), "")
            span = next((found for name in names if (found := _SPAN.fullmatch(name))), None)
            if flow and span:
                columns[column] = flow, _months(span)
        if columns:
            return below + 1, columns
    raise SourceError(where, expected="columns of exports and imports by months", found="none")


def _months(span: re.Match[str]) -> str:
    first, last = (_MONTHS.index(span[number].casefold()) + 1 for number in (1, 2))
    return period(f"{span[3]}-{first:02d}..{span[3]}-{last:02d}").text


def _place(row: Row) -> dict[str, str]:
    """Return partner and product of a line, nothing for a heading or footnote; ValueError for an unknown line."""
    label = _text(row[0])
    if not label or label == _HEADING or label.startswith("*"):
        return {}
    if label in _TOTALS:
        return {"partner": "WLD", "product": "_T"}
    if label in _CONTINENTS:
        return {"partner": _CONTINENTS[label], "product": "_T"}
    if chapters := _CHAPTERS.match(label):
        return {"partner": "WLD", "product": chapters[1].replace(", ", "+")}
    raise ValueError(f"{row[0]!r} is no continent and no group of goods")


def _numbers(row: Row, columns: Columns, where: str) -> Iterator[dict[str, object]]:
    for column, (flow, span) in columns.items():
        value = row[column]
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SourceError(where, expected="a number", found=repr(value))
        yield {"item": flow, "period": span, "value": float(value), "freq": "A" if len(span) == 4 else "_O"}


def _text(cell: Any) -> str:
    return " ".join(cell.split()).casefold() if isinstance(cell, str) else ""
