"""World Bank Commodity Price Data (the Pink Sheet): 71 monthly prices from 1960, each edition a true vintage.

Traps: the row of codes under the units is absent in many editions, so series are told by their names, which drift
(`Meat, chicken`, `Chicken **`; `Rubber, SGP/MYS`, `Rubber, RSS3`) and carry trailing blanks; missing marks change
(`..`, `…`, `...`, an empty cell); an index stands among the prices; the old file may stay at the old address, so the
edition is read from the printed `Updated on ...`, never from the address or the day of the download.
"""

import math
import re
from datetime import date, datetime, timedelta
from itertools import pairwise, takewhile
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.files import sheets
from ingest.model import Parsed, Refusal, Source, tidy
from ingest.periods import period

SOURCE = Source(
    id="pinksheet",
    publisher="World Bank",
    title="Commodity Price Data (The Pink Sheet), monthly prices",
    url="https://www.worldbank.org/en/research/commodity-markets",
    licence="CC BY 4.0",
    redistribute=True,
    citation="World Bank, Commodity Price Data (The Pink Sheet)",
    cadence="monthly, in the first days of the month",
)

FILES: tuple[str, ...] = ("pinksheet/CMO-Historical-Data-Monthly_*.xlsx",)

SHEET = "Monthly Prices"

_UNITS = {
    "($/bbl)": "USD/bbl",
    "($/mmbtu)": "USD/MMBtu",
    "($/mt)": "USD/t",
    "($/kg)": "USD/kg",
    "($/cubic meter)": "USD/m3",
    "($/dmtu)": "USD/dmtu",
    "($/troy oz)": "USD/troy oz",
    "(cents/sheet)": "US cents/sheet",
    "(2010=100)": "index",
}

# The publisher's unit, then its code and the names it has used, the present one first.
_SERIES: dict[str, dict[str, tuple[str, ...]]] = {
    "($/bbl)": {
        "CRUDE_PETRO": ("Crude oil, average",),
        "CRUDE_BRENT": ("Crude oil, Brent",),
        "CRUDE_DUBAI": ("Crude oil, Dubai",),
        "CRUDE_WTI": ("Crude oil, WTI",),
    },
    "($/mmbtu)": {
        "NGAS_US": ("Natural gas, US",),
        "NGAS_EUR": ("Natural gas, Europe",),
        "NGAS_JP": ("Liquefied natural gas, Japan",),
    },
    "(2010=100)": {"iNATGAS": ("Natural gas index",)},
    "($/mt)": {
        "COAL_AUS": ("Coal, Australian",),
        "COAL_SAFRICA": ("Coal, South African",),
        "COCONUT_OIL": ("Coconut oil",),
        "GRNUT": ("Groundnuts",),
        "FISH_MEAL": ("Fish meal",),
        "GRNUT_OIL": ("Groundnut oil",),
        "PALM_OIL": ("Palm oil",),
        "PLMKRNL_OIL": ("Palm kernel oil",),
        "SOYBEANS": ("Soybeans",),
        "SOYBEAN_OIL": ("Soybean oil",),
        "SOYBEAN_MEAL": ("Soybean meal",),
        "RAPESEED_OIL": ("Rapeseed oil",),
        "SUNFLOWER_OIL": ("Sunflower oil",),
        "BARLEY": ("Barley",),
        "MAIZE": ("Maize",),
        "SORGHUM": ("Sorghum",),
        "RICE_05": ("Rice, Thai 5%",),
        "RICE_25": ("Rice, Thai 25%",),
        "RICE_A1": ("Rice, Thai A.1",),
        "RICE_05_VNM": ("Rice, Viet Namese 5%",),
        "WHEAT_US_SRW": ("Wheat, US SRW",),
        "WHEAT_US_HRW": ("Wheat, US HRW",),
        "TOBAC_US": ("Tobacco, US import u.v.",),
        "PHOSROCK": ("Phosphate rock",),
        "DAP": ("DAP",),
        "TSP": ("TSP",),
        "UREA_EE_BULK": ("Urea",),
        "POTASH": ("Potassium chloride",),
        "ALUMINUM": ("Aluminum",),
        "COPPER": ("Copper",),
        "LEAD": ("Lead",),
        "Tin": ("Tin",),
        "NICKEL": ("Nickel",),
        "Zinc": ("Zinc",),
    },
    "($/kg)": {
        "COCOA": ("Cocoa",),
        "COFFEE_ARABIC": ("Coffee, Arabica",),
        "COFFEE_ROBUS": ("Coffee, Robusta",),
        "TEA_AVG": ("Tea, avg 3 auctions",),
        "TEA_COLOMBO": ("Tea, Colombo",),
        "TEA_KOLKATA": ("Tea, Kolkata",),
        "TEA_MOMBASA": ("Tea, Mombasa",),
        "BANANA_EU": ("Banana, Europe",),
        "BANANA_US": ("Banana, US",),
        "ORANGE": ("Orange",),
        "BEEF": ("Beef",),
        "CHICKEN": ("Chicken", "Meat, chicken"),
        "LAMB": ("Lamb", "Meat, sheep"),
        "SHRIMP_MEX": ("Shrimps, Mexican",),
        "SUGAR_EU": ("Sugar, EU",),
        "SUGAR_US": ("Sugar, US",),
        "SUGAR_WLD": ("Sugar, world",),
        "COTTON_A_INDX": ("Cotton, A Index",),
        "RUBBER_TSR20": ("Rubber, TSR20",),
        "RUBBER1_MYSG": ("Rubber, RSS3", "Rubber, SGP/MYS"),
    },
    "($/cubic meter)": {
        "LOGS_CMR": ("Logs, Cameroon",),
        "LOGS_MYS": ("Logs, Malaysian",),
        "SAWNWD_CMR": ("Sawnwood, Cameroon",),
        "SAWNWD_MYS": ("Sawnwood, Malaysian",),
    },
    "(cents/sheet)": {"PLYWOOD": ("Plywood",)},
    "($/dmtu)": {"IRON_ORE": ("Iron ore, cfr spot",)},
    "($/troy oz)": {"GOLD": ("Gold",), "PLATINUM": ("Platinum",), "SILVER": ("Silver",)},
}
_TITLES = {code: names[0] for series in _SERIES.values() for code, names in series.items()}
_CODES = {name: code for series in _SERIES.values() for code, names in series.items() for name in names}
_PUBLISHED_UNITS = {code: unit for unit, series in _SERIES.items() for code in series}

_MISSING = frozenset({"..", "...", "…", ""})
_UPDATED = re.compile(r"Updated on ([A-Z][a-z]+ \d{1,2}, \d{4})")
_DAY_IN_NAME = re.compile(r"_(\d{4}-\d{2}-\d{2})\.xlsx$")
_MONTH = re.compile(r"\d{4}M\d{2}")
_VIA = {
    date(2021, 9, 2): "rejaneol/iron_ore_price_forecasting @2bb0c7f",
    date(2022, 3, 2): "LucaGelmini/indices-internacionales-scrap @772a387",
    date(2025, 4, 2): "AnatolyBarabanov/FinalProject-CMPSC-445-Tariff-ML @6f2f222",
    date(2026, 3, 3): "phanhienduc9380-art/KTKT-Nha-May-Thep @83877dbe",
    date(2026, 6, 2): "klaus0005/ClaudiuP-SIA2026 @0bf9716",
}

Rows = list[tuple[Any, ...]]


def parse(payload: bytes, path: str) -> Parsed:
    """Return the monthly prices of one edition of the workbook.

    >>> parse(b"<!DOCTYPE html>", "CMO.xlsx")
    Traceback (most recent call last):
    ...
    ingest.errors.SourceError: CMO.xlsx: expected an .xlsx workbook; found an HTML page; fetch the file again
    """
    rows = sheets(payload, path, [SHEET])[SHEET]
    first = _first_month(rows, path)
    updated = _updated(rows[:first], path)
    series, refused = _series(rows[:first], path)
    months = _months(rows[first:], updated, path)
    table = pd.DataFrame(
        {
            "item": code,
            "title": _TITLES[code],
            "unit": _UNITS[_PUBLISHED_UNITS[code]],
            "period": month,
            "value": _number(rows[first + offset][column : column + 1], first + offset + 1, column, path),
            "row": first + offset + 1,
        }
        for code, column in series.items()
        for offset, month in enumerate(months)
    )
    observations = tidy(table, reporter="WLD", freq="M", vintage=updated, locator=SHEET)
    edition = f"Updated on {updated:%B %d, %Y}"
    return Parsed(edition, updated, observations, refused, _VIA.get(updated, ""))


def _first_month(rows: Rows, path: str) -> int:
    """The index of the first row of data: the codes above it may be absent, so no row number is fixed."""
    for index, row in enumerate(rows):
        if row and _MONTH.fullmatch(str(row[0])):
            return index
    raise SourceError(path, expected=f"rows of months like 1960M01 in sheet {SHEET!r}", found=f"{len(rows)} other rows")


def _updated(head: Rows, path: str) -> date:
    """The day printed in the sheet, which the file's name must not contradict."""
    printed = [match for row in head for cell in row[:1] if (match := _UPDATED.fullmatch(str(cell).strip()))]
    if not printed:
        raise SourceError(path, expected="a line 'Updated on September 02, 2021'", found="none above the data")
    try:
        day = datetime.strptime(printed[0][1], "%B %d, %Y").date()
    except ValueError as error:
        raise SourceError(path, expected="a date like September 02, 2021", found=printed[0][0]) from error
    named = _DAY_IN_NAME.search(PurePosixPath(path).name)
    if named and date.fromisoformat(named[1]) != day:
        raise SourceError(path, expected=f"the edition of {named[1]} that its name says", found=printed[0][0])
    return day


def _series(head: Rows, path: str) -> tuple[dict[str, int], tuple[Refusal, ...]]:
    """The column of each known series, after its unit and, where printed, its code were checked."""
    names_at, units_at = _names_and_units(head, path)
    codes = head[units_at + 1] if units_at + 1 < len(head) else ()
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for column, name in enumerate(head[names_at]):
        if name is None or not str(name).strip():
            continue
        code = _CODES.get(_plain(name))
        if code is None:
            unknown.append(_plain(name))
            continue
        _expect(path, name, _cell(head[units_at], column), _PUBLISHED_UNITS[code])
        _expect(path, name, _cell(codes, column), code, may_lack=True)
        if code in columns:
            raise SourceError(path, expected=f"one column {_TITLES[code]!r}", found="two", do="check the edition")
        columns[code] = column
    if lacking := [name for code, name in _TITLES.items() if code not in columns]:
        found = f"{len(columns)} known series" + (f" and unknown {unknown}" if unknown else "")
        raise SourceError(path, expected=f"a column {lacking[0]!r}", found=found)
    return columns, tuple(Refusal(path, names_at + 1, f"unknown series {name!r}") for name in unknown)


def _names_and_units(head: Rows, path: str) -> tuple[int, int]:
    """The indexes of the row of names and of the row of units right under it."""
    for index, row in enumerate(head):
        if sum(str(cell).strip() in _UNITS for cell in row) > len(row) // 4 and index:
            return index - 1, index
    raise SourceError(path, expected="a row of units like ($/bbl) under the names", found="none above the data")


def _plain(name: object) -> str:
    """A series' name without the stars of a footnote and stray blanks."""
    return " ".join(str(name).replace("*", " ").split())


def _cell(row: tuple[Any, ...], column: int) -> str:
    return str(row[column]).strip() if column < len(row) and row[column] is not None else ""


def _expect(path: str, name: str, found: str, expected: str, *, may_lack: bool = False) -> None:
    if found != expected and not (may_lack and not found):
        raise SourceError(path, expected=f"{expected} for {_plain(name)!r}", found=repr(found), do="check the edition")


def _months(rows: Rows, updated: date, path: str) -> list[str]:
    """The months of the data rows, which must follow each other up to the month before the edition's."""
    texts = [str(row[0]) for row in takewhile(_has_label, rows)]
    if any(map(_has_label, rows[len(texts) :])):
        raise SourceError(path, expected="one block of months", found=f"an empty row after {texts[-1]}")
    if wrong := [text for text in texts if not _MONTH.fullmatch(text)]:
        raise SourceError(path, expected="months like 1960M01 in the first column", found=repr(wrong[0]))
    months = [period(text).first for text in texts]
    for before, after in pairwise(months):
        if (before + timedelta(days=31)).replace(day=1) != after:
            raise SourceError(path, expected=f"the month after {before:%YM%m}", found=f"{after:%YM%m}")
    expected = (updated.replace(day=1) - timedelta(days=1)).replace(day=1)
    if months[-1] != expected:
        raise SourceError(path, expected=f"data to {expected:%YM%m}", found=f"data to {months[-1]:%YM%m}")
    return texts


def _has_label(row: tuple[Any, ...]) -> bool:
    return bool(row) and row[0] is not None


def _number(cells: tuple[Any, ...], row: int, column: int, path: str) -> float:
    """The number in a cell given as a slice of its row, which is empty where the sheet ends before the column."""
    cell = next(iter(cells), None)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < cell < math.inf:
        return float(cell)
    if cell is None or (isinstance(cell, str) and cell.strip() in _MISSING):
        return float("nan")
    found = f"{cell!r} in row {row}, column {column + 1}"
    raise SourceError(path, expected="a number above 0 or a missing mark", found=found)
