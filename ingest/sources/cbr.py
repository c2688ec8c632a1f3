"""Bank of Russia: the official rate of the rouble, roubles per US dollar, by day, July 1992 to November 2023.

Two files of the same days. The workbook is the Bank's own export, in the roubles of the day: before 1998-01-01 a
thousand roubles are one of today's, so these days are a series of their own (`exchange_rate_old_rouble`). The CSV is
the carrier's: the same rates with the days before 1998 divided by a thousand, dated month first. From 1998 on both
agree, the workbook counts; before, the CSV continues the series of today's rouble backwards.
"""

import warnings
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers, sheets
from ingest.model import Parsed, Source, tidy

SOURCE = Source(
    id="cbr",
    publisher="Bank of Russia",
    title="Official exchange rates",
    url="https://www.cbr.ru/",
    licence="Not stated with the files; cite the Bank of Russia",
    redistribute=True,
    citation="Bank of Russia, official exchange rate of the US dollar.",
    cadence="daily",
)

FILES: tuple[str, ...] = ("econ/cbr_RC_usd_rub_*.xlsx", "econ/cbr_usd_rub_daily_*.csv")

_COLLECTED = date(2026, 11, 23)  # the day on which the files were exported was not recorded
_VIA = "Kirill-Murashev/sberindex @3d9c4a6b"
_REDENOMINATED = "1998-01-01"
_SHEET = "RC"
_COLUMNS = ("nominal", "data", "curs", "cdx")
_DOLLAR = "Доллар США"
_ITEMS = {
    "exchange_rate": "Official rate, roubles per US dollar",
    "exchange_rate_old_rouble": "Official rate, roubles before the redenomination of 1998 per US dollar",
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return roubles per US dollar by day; `exchange_rate` is in today's roubles, whatever the day.

    >>> parse(b"date,rate\n11/30/2023,88.8841\n", "cbr.csv").observations[["period", "value"]].values.tolist()
    [['2023-11-30', 88.8841]]

    Raises SourceError for another currency or amount, a date of another spelling, and two rates of one day.
    """
    workbook = PurePosixPath(path).suffix == ".xlsx"
    table = _workbook(payload, path) if workbook else _carried(payload, path)
    twice = table["period"][table["period"].duplicated()]
    if len(twice):
        raise SourceError(path, expected="one rate a day", found=f"two of {twice.iloc[0]}")
    table = table.assign(title=table["item"].map(_ITEMS))
    observations = tidy(table, reporter="RUS", unit="LCU per USD", freq="D", vintage=_COLLECTED)
    return Parsed(f"to {table['period'].max()}, publication date not recorded", _COLLECTED, observations, via=_VIA)


def _workbook(payload: bytes, path: str) -> pd.DataFrame:
    with warnings.catch_warnings():
        # The Bank's export has no styles, which openpyxl remarks on and replaces.
        warnings.filterwarnings("ignore", message="Workbook contains no default style", category=UserWarning)
        head, *rows = sheets(payload, path, [_SHEET])[_SHEET]
    if tuple(head[: len(_COLUMNS)]) != _COLUMNS:
        raise SourceError(path, expected=f"columns {', '.join(_COLUMNS)}", found=f"columns {head}")
    return pd.DataFrame([_rate(row, path, number) for number, row in enumerate(rows, 2)]).assign(locator=_SHEET)


def _rate(row: tuple[Any, ...], path: str, number: int) -> dict[str, Any]:
    amount, day, rate, currency = row[: len(_COLUMNS)]
    if (amount, currency) != (1, _DOLLAR):
        raise SourceError(path, expected=f"1 {_DOLLAR} in row {number}", found=f"{amount} {currency}")
    if not isinstance(day, datetime) or not isinstance(rate, int | float):
        raise SourceError(path, expected=f"a day and a rate in row {number}", found=f"{day!r}, {rate!r}")
    period = f"{day:%Y-%m-%d}"
    item = "exchange_rate" if period >= _REDENOMINATED else "exchange_rate_old_rouble"
    return {"item": item, "period": period, "value": float(rate), "row": number}


def _carried(payload: bytes, path: str) -> pd.DataFrame:
    table = csv_table(payload, path, ("date", "rate"))
    days = matching(table["date"], table["row"], path, r"\d{1,2}/\d{1,2}/\d{4}", "a date like 11/30/2023")
    read = pd.to_datetime(days, format="%m/%d/%Y", errors="coerce")
    if read.isna().any():
        row = table["row"][read.isna()].iloc[0]
        raise SourceError(path, expected=f"month, day and year in row {row}", found=repr(days[read.isna()].iloc[0]))
    periods = read.dt.strftime("%Y-%m-%d")
    notes = periods.lt(_REDENOMINATED).map({True: "divided by 1,000 by the carrier", False: ""})
    rates = numbers(table["rate"], table["row"], path)
    return table[["row"]].assign(period=periods, item="exchange_rate", value=rates, note=notes)
