"""The Pink Sheet: a page with links, one of them to the workbook of all series by month, of which each edition is new.

The workbook is written part by part: the usual libraries put the time of writing into it, and the same edition has to
be the same bytes.
"""

import functools
import io
import zipfile
from datetime import date, timedelta
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

from ingest.sources.pinksheet import _PUBLISHED_UNITS, _TITLES, SHEET
from plays import Answer

FORMAT = "xlsx"
VALUE, PERIOD, AREA, UNIT = "value", "period", None, "unit"
CANNOT = {
    "endless page counter": "has no pages: a workbook has all months",
    "page 2 repeats page 1": "has no pages: a workbook has all months",
    "another country": "names no country: prices are the world's",
}
TAGGED = True
TODAY = max(date(2026, 11, 24), date.today())  # an old edition is refused
PAGE = "/en/research/commodity-markets"
WORKBOOK = "/en/doc/74e8be41ceb20fa0da750cda2f6b9e4e-0050012026/related/CMO-Historical-Data-Monthly.xlsx"
_FIRST_YEAR = {"small": 2012, "large": 1960}
_LINKS = ("#1", "/en/home", WORKBOOK.replace("Monthly", "Annual"), WORKBOOK, "mailto:data@worldbank.org")
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
}


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    if path == PAGE:
        return page(_LINKS)
    if path == WORKBOOK:
        return Answer(workbook(printed(TODAY, edition), _FIRST_YEAR[size], revised=edition > 1))
    return Answer(b"<html><body>Page not found</body></html>", 404)


def page(links: tuple[str, ...]) -> Answer:
    body = "".join(f'<li><a class="link" href="{link}">Prices</a></li>' for link in links)
    return Answer(f"<!DOCTYPE html><html><body><ul>{body}</ul></body></html>".encode())


def printed(today: date, edition: int = 1) -> date:
    """The day of an edition: the third of the month, and the fourth for the next one."""
    month = today if today.day > 4 else today - timedelta(days=5)
    return month.replace(day=2 + edition)


@functools.cache
def workbook(updated: date, first_year: int = 2000, *, revised: bool = False) -> bytes:
    """The workbook of the edition printed on a day; `revised` changes the last two months by one per cent."""
    months = [(n // 12, n % 12 + 1) for n in range(first_year * 12, updated.year * 12 + updated.month - 1)]
    rows: list[list[Any]] = [["World Bank Commodity Price Data (The Pink Sheet)"], ["monthly prices"], [None]]
    rows += [[f"Updated on {updated:%B %d, %Y}"], [None, *_TITLES.values()], [None, *_PUBLISHED_UNITS.values()]]
    for back, (year, month) in enumerate(reversed(months)):
        factor = 1.01 if revised and back < 2 else 1.0
        prices = [_price(number, year, month, factor) for number in range(len(_TITLES))]
        rows.insert(6, [f"{year}M{month:02d}", *prices])
    return _written(rows)


def _price(number: int, year: int, month: int, factor: float) -> float | str:
    """A made-up price; the last series but one begins in 2014."""
    if number == len(_TITLES) - 2 and year < 2014:
        return "…"
    return round((number % 40 + 2.5) * (1 + (year * 12 + month + number) % 29 / 100) * factor, 4)


def _written(rows: list[list[Any]]) -> bytes:
    cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value!r}</v></c>"


def is_data(path: str, query: dict[str, str]) -> bool:
    return path.endswith(".xlsx")


def rows(body: bytes) -> list[dict[str, Any]]:
    """The prices one by one, as if the sheet were a list."""
    names, units, *months = _sheet(body)[4:]
    return [
        {"period": month[0], "series": name, "unit": unit, "value": value}
        for month in months
        for name, unit, value in zip(names[1:], units[1:], month[1:], strict=True)
    ]


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    """Write prices back: one that stands twice takes another row of its month, a field that is new another column."""
    head = _sheet(body)[:6]
    names = list(dict.fromkeys(row["series"] for row in rows)) or [name for name in head[4] if name]
    names += sorted({key for row in rows for key in row} - set(_LONG))
    if rows and next(iter(rows[0])) != PERIOD:
        names.reverse()
    units = {row["series"]: row.get("unit") for row in rows if "series" in row}
    months: list[dict[str, Any]] = []
    for row in rows:
        if not months or months[-1][PERIOD] != row.get(PERIOD) or row["series"] in months[-1]:
            months.append({PERIOD: row.get(PERIOD)})
        months[-1][row["series"]] = row.get(VALUE)
        months[-1] |= {key: cell for key, cell in row.items() if key not in _LONG}
    listed = [[month[PERIOD], *(month.get(name) for name in names)] for month in months]
    return _written([*map(list, head[:4]), [None, *names], [None, *(units.get(name) for name in names)], *listed])


_LONG = ("period", "series", "unit", "value")


@functools.lru_cache(maxsize=4)
def _sheet(body: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(body), read_only=True)[SHEET].iter_rows(values_only=True))
