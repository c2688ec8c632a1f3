"""What the files of all editions share: the edition, years, names of creditors, one figure per key."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

import pandas as pd

from ingest.errors import SourceError
from ingest.files import matching
from ingest.model import Parsed, Refusal, Status, tidy
from ingest.periods import period

_EDITION = re.compile(r"(?:_|^ids_)(\d{4}-\d{2})[_.]")
_YEAR = r"\d{4}(-\d{2}-\d{2})?"


def edition_of(path: str) -> date:
    """Return the day by which the edition in a file's name was certainly known: the last day of its month.

    >>> edition_of("ids/debt_stock_by_creditor_2009_2022-12.csv").isoformat()
    '2022-12-31'

    Raises SourceError for a name without one.
    """
    name = PurePosixPath(path).name
    if found := _EDITION.search(name):
        return known_by(found[1])
    raise SourceError(path, expected="a name with the edition, _2025-12.csv", found=name, do="rename it")


def known_by(month: str) -> date:
    """Return the last day of an edition's month.

    >>> known_by("2025-12").isoformat()
    '2025-12-31'
    """
    return period(month).last


def years(table: pd.DataFrame, path: str, column: str) -> pd.Series:
    """Return the years of a column that holds years or dates.

    >>> years(pd.DataFrame({"year": ["2011-01-01", "2012"], "row": [2, 3]}), "a.csv", "year").tolist()
    [2011, 2012]

    Raises SourceError for a cell that is neither.
    """
    return matching(table[column], table["row"], path, _YEAR, "a year or a date").str[:4].astype(int)


def status(numbers_of_years: pd.Series, vintage: date) -> pd.Series:
    """Return `reported` to the year before the edition and `forecast` after: what it gives for later was scheduled.

    >>> status(pd.Series([2021, 2022]), date(2022, 12, 31)).tolist()
    ['reported', 'forecast']
    """
    scheduled = numbers_of_years >= vintage.year
    return scheduled.map({False: Status.REPORTED.value, True: Status.FORECAST.value})


def rename_one_of(table: pd.DataFrame, path: str, name: str, spellings: Sequence[str]) -> pd.DataFrame:
    """Return the table with the column that bears one of `spellings` called `name`.

    >>> rename_one_of(pd.DataFrame({"year": [2021]}), "a.csv", "time", ("time", "year")).columns.tolist()
    ['time']

    Raises SourceError where there is none.
    """
    for spelling in spellings:
        if spelling in table.columns:
            return table.rename(columns={spelling: name})
    raise SourceError(path, expected=f"a column {' or '.join(spellings)}", found=f"columns {', '.join(table.columns)}")


def unknown_areas(table: pd.DataFrame, path: str, columns: dict[str, str]) -> tuple[Refusal, ...]:
    """Return one refusal per name that is no known area: its rows become no observation.

    >>> table = pd.DataFrame({"country": ["Oz"], "reporter": [None], "row": [7]})
    >>> unknown_areas(table, "a.csv", {"country": "reporter"})
    (Refusal(path='a.csv', row=7, reason="unknown area 'Oz'"),)
    """
    refused = []
    for names, codes in columns.items():
        unknown = table.loc[table[codes].isna(), [names, "row"]].drop_duplicates(names)
        refused += [Refusal(path, int(row), f"unknown area {name!r}") for name, row in unknown.itertuples(index=False)]
    return tuple(refused)


def parsed(table: pd.DataFrame, path: str, vintage: date, refused: tuple[Refusal, ...], via: str) -> Parsed:
    """Return what a file holds; amounts are in US dollars unless the table has a column `unit`.

    >>> table = pd.DataFrame({"item": ["DT.DOD.BLAT.CD"], "period": ["2021"], "value": [1.5]})
    >>> parsed(table, "a.csv", date(2022, 12, 31), (), "").edition
    'International Debt Statistics, December 2022'

    Raises SourceError where a debtor, creditor, series and year have two figures.
    """
    observations = tidy(table, unit="USD", vintage=vintage)
    keys = ["item", "reporter", "partner", "unit", "period"]
    if (twice := observations[observations.duplicated(keys)]).size:
        row = twice.iloc[0]
        raise SourceError(
            path,
            expected="one figure per debtor, creditor, series and year",
            found=f"{row['item']} of {row['reporter']} to {row['partner']} for {row['period']} twice, row {row['row']}",
        )
    return Parsed(f"International Debt Statistics, {vintage:%B %Y}", vintage, observations, refused, via)
