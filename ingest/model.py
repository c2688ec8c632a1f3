"""The nouns that all layers share: sources, observations, snapshots' tables and the declarations of data/."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from ingest.periods import period


class Status(StrEnum):
    """How a value came to be known, from strongest to weakest; a result takes the weakest of its inputs."""

    REPORTED = "reported"
    MIRROR = "mirror"
    RESIDUAL = "residual"
    INTERPOLATED = "interpolated"
    OFFICIAL_STATEMENT = "official_statement"
    ESTIMATED = "estimated"
    NOWCAST = "nowcast"
    FORECAST = "forecast"
    UNDISCLOSED = "undisclosed"


STATUSES: tuple[str, ...] = tuple(status.value for status in Status)

# A series is named by these. As in SDMX `_Z` is "does not apply", `_T` the total, `_X` "not specified"; WLD: the world.
KEY = ("source", "item", "reporter", "partner", "product", "unit", "freq")

# What a reader returns, one row per observation; `row` is the line or sheet row in the published file.
OBSERVATION = (
    "item", "reporter", "partner", "product", "unit", "freq", "title",
    "period", "vintage", "value", "low", "high", "status", "preference", "row", "locator", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A provider's data set and the terms under which it may be used."""

    id: str
    publisher: str
    title: str
    url: str
    licence: str
    redistribute: bool  # False: the packaged snapshot keeps only the rows of the eleven countries that indicators use
    citation: str
    cadence: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row of a published file that became no observation, and why."""

    path: str
    row: int
    reason: str


@dataclass(frozen=True)
class Parsed:
    """What a reader makes of one published file."""

    edition: str  # as the publisher names it
    vintage: date  # the day by which this edition was certainly known
    observations: pd.DataFrame  # columns OBSERVATION
    refused: tuple[Refusal, ...] = ()
    via: str = ""  # the public repository that carried the file, at its commit


def tidy(table: pd.DataFrame, **constants: Any) -> pd.DataFrame:
    """Return `table` with exactly the columns OBSERVATION; `constants` fill columns, the rest take defaults.

    Rows without a value and without bounds are dropped: absence is no observation. Periods take their canonical
    spelling. Raises ValueError for an unknown column, status or period: a fault of the reader, not of the file.

    >>> table = pd.DataFrame({"period": ["2019"], "value": [1.5]})
    >>> tidy(table, item="x", unit="USD", vintage=date(2020, 1, 1)).loc[0, "status"]
    'reported'
    """
    defaults: dict[str, Any] = {
        "reporter": "_Z", "partner": "_Z", "product": "_Z", "freq": "A", "title": "", "low": float("nan"),
        "high": float("nan"), "status": Status.REPORTED.value, "preference": 1, "row": 0, "locator": "", "note": "",
    }  # fmt: skip
    missing = {name: value for name, value in (defaults | constants).items() if name not in table.columns}
    if unknown := {*table.columns, *missing} ^ set(OBSERVATION):
        raise ValueError(f"columns {sorted(unknown)} are missing or unknown")
    figures = ["value", "low", "high"]
    full = table.assign(**{name: missing.pop(name) for name in figures if name in missing})
    full = full[full[figures].notna().any(axis=1)].reset_index(drop=True)
    full = full.assign(**{name: _repeated(value, len(full)) for name, value in missing.items()})[list(OBSERVATION)]
    if wrong := set(full["status"].unique()) - set(STATUSES):
        raise ValueError(f"unknown status {sorted(wrong)}")
    full["period"] = full["period"].map({text: period(text).text for text in full["period"].unique()}).astype("str")
    numbers = {"value": "float64", "low": "float64", "high": "float64", "preference": "int8", "row": "int32"}
    return full.astype(numbers)


def _repeated(value: Any, times: int) -> Any:
    """Return a constant for a column; a text as one category, for a million rows of it are as many bytes."""
    return (
        pd.Categorical.from_codes(np.zeros(times, dtype="int8"), pd.Index([str(value)]))
        if isinstance(value, str)
        else value
    )


@dataclass(frozen=True)
class Tables:
    """The observations of a snapshot, as loaded: pure data for the indicators.

    `series` has the columns KEY, `series_id` and `title`; its row number is the value of `series` in `observations`.
    `observations` has series, period, first, last, vintage, value, low, high, status (its rank in STATUSES),
    preference, file, row, locator, note, sorted by series, period, vintage. `files` has path, sha256, source,
    edition, vintage of each raw file; its row number is the value of `file`.
    """

    snapshot: str
    series: pd.DataFrame
    observations: pd.DataFrame
    files: pd.DataFrame

    @cached_property
    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """The columns of `observations` as arrays, days as numbers since 1970, for the inner loops."""
        return {str(name): _array(self.observations[name], str(name)) for name in self.observations}

    @cached_property
    def _rows_of_series(self) -> np.ndarray[Any, Any]:
        return np.searchsorted(self.columns["series"], np.arange(len(self.series) + 1))

    @cached_property
    def plain(self) -> list[bool]:
        """Whether each series has one figure for each period, none of them marked as inferior: most series."""
        columns, numbers = self.columns, self.columns["series"]
        again = np.zeros(len(numbers), dtype=bool)
        again[1:] = (numbers[1:] == numbers[:-1]) & (columns["period"][1:] == columns["period"][:-1])
        found = np.ones(len(self.series), dtype=bool)
        found[numbers[again | (columns["preference"] != 1)]] = False
        return [bool(one) for one in found]

    @cached_property
    def _ends(self) -> dict[str, list[str]]:
        return {name: [str(text) for text in self.series[name]] for name in ("reporter", "partner", "product")}

    @cached_property
    def _series_of_area(self) -> dict[tuple[str, str, str, str], list[int]]:
        """Series by (source, item, which end of the flow, area); only numbers, which the collector need not visit."""
        found: dict[tuple[str, str, str, str], list[int]] = {}
        sources, items = (self.series[name].tolist() for name in ("source", "item"))
        for end in ("reporter", "partner"):
            for number, key in enumerate(zip(sources, items, repeat(end), self._ends[end])):
                found.setdefault(key, []).append(number)
        return found

    @cached_property
    def units(self) -> list[str]:
        """The unit of each series."""
        return [str(unit) for unit in self.series["unit"]]

    @cached_property
    def frequencies(self) -> list[str]:
        """The frequency of each series."""
        return [str(frequency) for frequency in self.series["freq"]]

    def series_of(self, source: str, item: str, end: str, area: str) -> list[tuple[str, str, int]]:
        """Return (other area, product, series) of each series whose `end`, reporter or partner, is `area`."""
        others = self._ends["partner" if end == "reporter" else "reporter"]
        products = self._ends["product"]
        return [
            (others[number], products[number], number)
            for number in self._series_of_area.get((source, item, end, area), [])
        ]

    def rows_of(self, series: int) -> slice:
        """Return the rows of `observations` that belong to a series."""
        return slice(int(self._rows_of_series[series]), int(self._rows_of_series[series + 1]))


def _array(column: "pd.Series[Any]", name: str) -> np.ndarray[Any, Any]:
    """Return a column as an array: texts from their few different ones, days as whole numbers."""
    if name in ("first", "last", "vintage"):
        return column.to_numpy().astype("datetime64[D]").astype("int64")
    if isinstance(column.dtype, pd.CategoricalDtype) and not column.hasnans:
        texts = np.asarray(column.cat.categories, dtype=object)
        return np.asarray(texts[column.cat.codes.to_numpy()])
    return column.to_numpy()
