"""Kazakhstan, Bureau of National Statistics: trade by country, a workbook a year, each with the year before it too.

Real .xls files. A sheet is named by its year (`12_2019`, later `2022`); the cover and notes of the newest are skipped.
Beside exports and imports a sheet has shares, which follow from them and are not read, and turnover, which must be
their sum: the format has no check sums of its own. An empty cell is no trade, not zero. The workbook for 2023 prints
its day of publication; the others keep the day they were last saved. Figures hardly change from edition to edition.
"""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.national.partners import COLLECTED, coded, parsed
from ingest.national.workbooks import Row, known_by, xls_sheets

_SHEET = re.compile(r"(?:12_)?(20\d\d)")
_WHOLE_YEAR = re.compile(r"(?:за )?(?:январь-декабрь )?(20\d\d) года?")  # another span of months is no year
_UNIT = "тыс. долларов США"
_FLOWS = {3: ("экспорт", "export"), 5: ("импорт", "import")}
_TURNOVER, _ROUNDING = 1, 0.5
_TITLES = {"export": "Goods exports", "import": "Goods imports"}
_NAMES = {"Всего": "WLD", "Всего в том числе": "WLD", "Остальные страны мира": "_NONCIS"}
_SUMS = {
    "Страны вне ЕАЭС", "Страны вне ЕС", "Европа", "Азия", "Америка", "Африка", "Австралия и Океания",
}  # fmt: skip
_PUBLISHED = re.compile(r"Дата опубликования: (\d\d\.\d\d\.\d{4})")


def parse(payload: bytes, path: str) -> Parsed:
    """Return exports and imports of Kazakhstan by partner, by year, in thousand USD.

    Raises SourceError for another unit, another span than a whole year, and text where a number should be.
    """
    book = xls_sheets(payload, path)
    years = {found[1]: name for name in book if (found := _SHEET.fullmatch(name))}
    if not years:
        raise SourceError(path, expected="a sheet named by a year", found=f"sheets {', '.join(book)}")
    rows = [row for year, name in years.items() for row in _rows(book[name], year, name, f"{path}, sheet {name}")]
    table, refused = coded(pd.DataFrame(rows), path, _NAMES, _SUMS, "a sum of the countries below it")
    printed = _printed(book)
    vintage = printed or known_by(payload, path) or COLLECTED
    when = f"published {printed}" if printed else f"known by {vintage}, from the day the workbook was last saved"
    return parsed(table, path, "KAZ", _TITLES, f"for {max(years)}, {when}", vintage, refused)


def _printed(book: dict[str, list[Row]]) -> date | None:
    cells = (str(cell) for rows in book.values() for row in rows[:20] for cell in row)
    found = next(filter(None, map(_PUBLISHED.search, cells)), None)
    return datetime.strptime(found[1], "%d.%m.%Y").date() if found else None


def _rows(rows: list[Row], year: str, sheet: str, where: str) -> Iterator[dict[str, Any]]:
    header = _header(rows, where)
    above = [" ".join(str(cell).split()) for row in rows[:header] for cell in row if cell]
    if _UNIT not in above:
        raise SourceError(where, expected=_UNIT, found=f"a head that says {'; '.join(above)}")
    spans = [found[1] for text in above if (found := _WHOLE_YEAR.fullmatch(text))]
    if spans != [year]:
        raise SourceError(where, expected=f"the whole year {year}", found=f"a head that says {'; '.join(above)}")
    for number, row in enumerate(rows[header + 2 :], header + 3):
        name = " ".join(str(row[0]).split())
        values = {item: _number(row[column], where, number) for column, (_, item) in _FLOWS.items()}
        _check_turnover(_number(row[_TURNOVER], where, number), list(values.values()), where, number)
        for item, value in values.items():
            if name:
                yield {"name": name, "item": item, "period": year, "value": value, "row": number, "locator": sheet}


def _header(rows: list[Row], where: str) -> int:
    """Return the index of the row that names the flows; the row below it says that they are totals."""
    wanted = ([name for name, _ in _FLOWS.values()], ["всего"] * len(_FLOWS))
    for index, (row, below) in enumerate(pairwise(rows[:10])):
        if (_lower(row), _lower(below)) == wanted:
            return index
    raise SourceError(where, expected="columns Экспорт and Импорт, each with Всего", found="none in the first ten rows")


def _lower(row: Row) -> list[str]:
    return [str(row[column]).strip().lower() if column < len(row) else "" for column in _FLOWS]


def _check_turnover(turnover: float, flows: list[float], where: str, row: int) -> None:
    parts = sum(value for value in flows if not math.isnan(value))
    if abs((0 if math.isnan(turnover) else turnover) - parts) > _ROUNDING:
        raise SourceError(where, expected=f"exports and imports that sum to {turnover} in row {row}", found=f"{parts}")


def _number(cell: Any, where: str, row: int) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    if cell is None or not str(cell).strip():
        return float("nan")
    raise SourceError(where, expected=f"a number in row {row}", found=repr(cell))
