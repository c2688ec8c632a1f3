"""Kyrgyzstan, National Statistical Committee: exports and imports of goods by country, 1994-2023, a workbook each.

The row of years is the fourth of one workbook and the third of the other, so it is looked for. Imports of 2023 stand
under `2023 1`: the footnote says that they are preliminary. A dash is no trade or, for unions of countries, a year
before the union: no observation. Continents are left out: since 2019 they omit the members of the CIS on and off.
The European Union has the members of each year. Goods of no certain country were exports of up to 263 mn USD in
2008-2013; in 2021 exports by country miss 1,105 mn of the total.
"""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.files import sheets
from ingest.model import Parsed
from ingest.national.partners import COLLECTED, coded, parsed
from ingest.national.workbooks import known_by

_FLOWS = {"экспорта товаров": "export", "импорта товаров": "import"}
_TITLES = {"export": "Goods exports", "import": "Goods imports"}
_UNIT = "(тыс. долларов США)"
_YEAR = re.compile(r"((?:19|20)\d\d)(?: (\d))?")  # a footnote may follow the year
_RUSSIAN, _FIRST_YEAR = 1, 3  # columns: names in Kyrgyz, Russian and English stand before the years
_NAMES = {"Всего": "WLD"}
_CONTINENTS = {"Европа", "Азия", "Америка", "Африка", "Австралия и Океания"}
_PRELIMINARY = "Предварительные данные"
_NO_TRADE = "-"

Row = tuple[Any, ...]


def parse(payload: bytes, path: str) -> Parsed:
    """Return exports or imports of Kyrgyzstan by partner, by year, in thousand USD.

    Raises SourceError for another unit, years out of order, an unknown footnote and text where a number should be.
    """
    sheet, rows = next(iter(sheets(payload, path).items()))
    where = f"{path}, sheet {sheet}"
    head = " ".join(str(row[_RUSSIAN]) for row in rows[:3] if len(row) > _FIRST_YEAR and row[_RUSSIAN])
    flow = next((item for words, item in _FLOWS.items() if f"Географическое распределение {words}" in head), None)
    if flow is None or _UNIT not in head:
        expected = f"the geographic distribution of exports or imports of goods {_UNIT}"
        raise SourceError(where, expected=expected, found=f"a head that says {head!r}")
    years, first = _years(rows, where)
    cells = pd.DataFrame(_cells(rows, first, years, where))
    left = "a sum over a continent; since 2019 members of the CIS are missing from some"
    table, refused = coded(cells.assign(item=flow, locator=sheet), path, _NAMES, _CONTINENTS, left)
    saved = known_by(payload, path)
    said = f"known by {saved}, from the day the workbook was last saved" if saved else "publication date not recorded"
    return parsed(table, path, "KGZ", _TITLES, f"to {years[-1][0]}, {said}", saved or COLLECTED, refused)


def _years(rows: list[Row], where: str) -> tuple[list[tuple[str, str]], int]:
    """Return year and note of each column from the first year on, and the index of the row below the years."""
    for index, row in enumerate(rows[:10]):
        found = [_YEAR.fullmatch(str(cell).strip()) for cell in row[_FIRST_YEAR:] if cell is not None]
        if found and all(found):
            years = [int(match[1]) for match in found if match]
            if years != list(range(years[0], years[0] + len(years))):
                raise SourceError(where, expected=f"one column a year in row {index + 1}", found=str(years))
            notes = [_note(rows, match[2], where) for match in found if match]
            return [(str(year), note) for year, note in zip(years, notes, strict=True)], index + 1
    raise SourceError(where, expected="a row of years", found="none in the first ten rows")


def _note(rows: list[Row], number: str | None, where: str) -> str:
    if number is None:
        return ""
    if any(str(row[_RUSSIAN]).strip() == f"{number} {_PRELIMINARY}" for row in rows):
        return "preliminary"
    raise SourceError(where, expected=f"footnote {number}, {_PRELIMINARY}", found="another footnote or none")


def _cells(rows: list[Row], first: int, years: list[tuple[str, str]], where: str) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows[first:], first + 1):
        name = str(row[_RUSSIAN] or "").strip()
        if not name or name.endswith(_PRELIMINARY):
            continue
        for column, (year, note) in enumerate(years, _FIRST_YEAR):
            value = _number(row[column], where, number)
            yield {"name": name, "period": year, "value": value, "row": number, "note": note}


def _number(cell: Any, where: str, row: int) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    if cell is None or str(cell).strip() == _NO_TRADE:
        return float("nan")
    raise SourceError(where, expected=f"a number or a dash in row {row}", found=repr(cell))
