"""Rosstat on data of the Federal Customs Service: Russia's goods trade, exports FOB, imports CIF, in mn USD.

Two workbooks. The annual one has a sheet a year, 1994-2021, with the world, the far abroad, the CIS and six of its
members, rounded to three digits or more. The monthly one has a sheet per flow, 2006-2021, with 29 partners: years are
rows with the months below them, month names begin with blanks, country names are broken across lines and mix Latin
letters into Cyrillic words, the unit is misspelt, and `…` stands for a month that was not published. Months sum to the
annual figure to 2011 and in 2020-2021; in 2012-2019 the monthly workbook is another vintage and differs by 1-7 %.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.files import sheets
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="rosstat",
    publisher="Federal State Statistics Service of Russia (Rosstat)",
    title="Russia's foreign trade, on data of the Federal Customs Service",
    url="https://rosstat.gov.ru/",
    licence="Not stated with the workbooks; official statistics, cite Rosstat",
    redistribute=True,
    citation="Rosstat, foreign trade of the Russian Federation, on data of the Federal Customs Service.",
    cadence="annual and monthly; by partner discontinued after 2021",
)

FILES = (
    "trade/rus_fts/rosstat_russia_trade_annual_1994_2021.xlsx",
    "trade/rus_fts/rosstat_russia_trade_by_partner_monthly_2006_2021.xlsx",
)

_COLLECTED = date(2026, 11, 23)  # the publication date of the workbooks was not recorded
_CONTENTS = "Содержание"
_FLOWS = {"Экспорт": "export", "Импорт": "import"}
_TITLES = {"export": "Goods exports, FOB", "import": "Goods imports, CIF"}
_UNITS = ("(млн долларов США)", "(млн доллалов США)")  # the second is the publisher's own slip in the monthly workbook
_NOT_PUBLISHED = "…"
_GROUPS = {"со странами дальнего зарубежья": "_NONCIS", "со странами СНГ": "_CIS"}
_MEMBERS = {
    "Армения": "ARM", "Беларусь": "BLR", "Казахстан": "KAZ", "Киргизия": "KGZ", "Таджикистан": "TJK",
    "Узбекистан": "UZB",
}  # fmt: skip
_PARTNERS = _MEMBERS | {
    "Китай": "CHN", "Нидерланды": "NLD", "Германия": "DEU", "Турция": "TUR", "США": "USA", "Великобритания": "GBR",
    "Республика Корея": "KOR", "Италия": "ITA", "Франция": "FRA", "Япония": "JPN", "Польша": "POL", "Вьетнам": "VNM",
    "Финляндия": "FIN", "Индия": "IND", "Бельгия": "BEL", "Украина": "UKR", "Бразилия": "BRA",
    "Чешская республика": "CZE", "Испания": "ESP", "Швейцария": "CHE", "Австрия": "AUT", "Словакия": "SVK",
    "Индонезия": "IDN", "Швеция": "SWE", "Тайвань": "TWN", "Азербайджан": "AZE",
}  # fmt: skip
_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_CYRILLIC = str.maketrans("AaBCcEeHKMOoPpTXxy", "АаВСсЕеНКМОоРрТХху")  # Latin letters that look like Cyrillic ones

Row = tuple[Any, ...]
Observed = dict[str, Any]


def parse(payload: bytes, path: str) -> Parsed:
    """Return Russia's exports and imports by partner, by year or by month, as the workbook's sheets tell.

    Raises SourceError for another unit, a missing sheet, row or month, and for text where a number should be.
    """
    book = sheets(payload, path)
    monthly = any(name in book for name in _FLOWS)
    if monthly:
        book = sheets(payload, path, _FLOWS)
    observed = pd.DataFrame(_monthly(book, path) if monthly else _annual(book, path))
    freq = "M" if monthly else "A"
    table = observed.assign(title=observed["item"].map(_TITLES))
    observations = tidy(table, reporter="RUS", product="_T", unit="USD mn", freq=freq, vintage=_COLLECTED)
    edition = f"{'monthly' if monthly else 'annual'} to {observed['period'].max()}, publication date not recorded"
    refused = _unknown_partners(book, path) if monthly else ()
    return Parsed(edition, _COLLECTED, observations, refused, via="mary-lev/eu-export-sanctions @4b6a5dfc")


def _annual(book: dict[str, list[Row]], path: str) -> Iterator[Observed]:
    years = {name: rows for name, rows in book.items() if name != _CONTENTS}
    if not years:
        raise SourceError(path, expected="a sheet for each year", found="none")
    for name, rows in years.items():
        where = f"{path}, sheet {name}"
        if not re.fullmatch(r"(19|20)\d\d", name):
            raise SourceError(where, expected="a sheet named by a year", found=repr(name))
        _check_unit(rows, where)
        yield from _year(name, rows, where)


def _year(year: str, rows: list[Row], where: str) -> Iterator[Observed]:
    """Yield one sheet: a flow's total, then its partners, until the next flow."""
    partners = {**_GROUPS, **_MEMBERS}
    flow, seen = "", set()
    for number, row in enumerate(rows, 1):
        label = _name(row[0])
        flow = _FLOWS.get(label, flow)
        partner = "WLD" if label in _FLOWS else partners.get(label) if flow else None
        if flow and label and partner is None:
            raise SourceError(where, expected=f"a partner or a flow in row {number}", found=repr(label))
        if partner:
            seen.add((flow, partner))
            value = _number(row[1], where, number)
            yield {"item": flow, "partner": partner, "period": year, "value": value, "row": number, "locator": year}
    if lacking := {(flow, code) for flow in _FLOWS.values() for code in ("WLD", *partners.values())} - seen:
        raise SourceError(where, expected=f"{len(seen) + len(lacking)} rows of trade", found=f"no row {min(lacking)}")


def _monthly(book: dict[str, list[Row]], path: str) -> Iterator[Observed]:
    for sheet, rows in book.items():
        where = f"{path}, sheet {sheet}"
        _check_unit(rows, where)
        partners = _partners(rows, where)
        for period, number, row in _months(rows, where):
            for column, partner in partners.items():
                value = _number(row[column], where, number)
                place = {"period": period, "row": number, "locator": sheet}
                yield {"item": _FLOWS[sheet], "partner": partner, "value": value, **place}


def _months(rows: list[Row], where: str) -> Iterator[tuple[str, int, Row]]:
    """Yield period, row number and row of each month; a year stands alone above its months, which are in order."""
    year, month = 0, 12
    for number, row in enumerate(rows[_header(rows, where) + 1 :], _header(rows, where) + 2):
        if isinstance(row[0], int) and month == 12 and (not year or row[0] == year + 1):
            year, month = row[0], 0
        elif year and month < 12 and _name(row[0]) == _MONTHS[month]:
            month += 1
            yield f"{year}-{month:02d}", number, row
        elif row[0] is not None:
            raise SourceError(where, expected=f"the next year or month in row {number}", found=repr(row[0]))
    if not year:
        raise SourceError(where, expected="years with months below", found="none")


def _header(rows: list[Row], where: str) -> int:
    for index, row in enumerate(rows):
        if row[0] is None and any(_name(cell) == "Беларусь" for cell in row):
            return index
    raise SourceError(where, expected="a header row with the partner 'Беларусь'", found="none")


def _partners(rows: list[Row], where: str) -> dict[int, str]:
    names = {column: _name(cell) for column, cell in enumerate(rows[_header(rows, where)]) if cell is not None}
    return {column: _PARTNERS[name] for column, name in names.items() if name in _PARTNERS}


def _unknown_partners(book: dict[str, list[Row]], path: str) -> tuple[Refusal, ...]:
    places = {
        _name(cell): _header(rows, path) + 1
        for rows in book.values()
        for cell in rows[_header(rows, path)]
        if cell is not None and _name(cell) not in _PARTNERS
    }
    return tuple(Refusal(path, row, f"partner {name!r} has no code") for name, row in sorted(places.items()))


def _check_unit(rows: list[Row], where: str) -> None:
    head = [cell for row in rows[:5] for cell in row if isinstance(cell, str)]
    if not any(unit in head for unit in _UNITS):
        raise SourceError(where, expected=f"the unit {_UNITS[0]}", found=", ".join(head[:4]) or "no text")


def _name(cell: Any) -> str:
    """Return a label with Cyrillic letters only and single blanks; no label for a number or an empty cell."""
    return " ".join(cell.translate(_CYRILLIC).split()) if isinstance(cell, str) else ""


def _number(cell: Any, where: str, row: int) -> float:
    if cell is None or cell == _NOT_PUBLISHED:
        return float("nan")
    if isinstance(cell, int | float):
        return float(cell)
    raise SourceError(where, expected=f"a number in row {row}", found=repr(cell))
