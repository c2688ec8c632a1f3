"""The catalogue of series as published: found by words and keys, and read with every edition and its file."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.tables import Record
from ingest.model import KEY, STATUSES, Tables
from ingest.periods import Period

Numbers = np.ndarray[Any, Any]


class SeriesCatalogue:
    """What can be asked of the series of a snapshot; all that a search needs is made once, when it is built."""

    def __init__(self, tables: Tables, countries: Mapping[str, str] | None = None) -> None:
        """Take the tables of a snapshot, and the names by which countries are searched for beside their codes."""
        self._tables = tables
        series = tables.series
        self._ids = [str(name) for name in series["series_id"]]
        self._titles = [str(title) for title in series["title"]]
        self._numbers = {name: number for number, name in enumerate(self._ids)}
        keys = {name: pd.Categorical(series[name]) for name in KEY}
        self._codes = {name: key.codes for name, key in keys.items()}
        self._values = {name: [str(value) for value in key.categories] for name, key in keys.items()}
        ends = [self._called(name, countries or {}) for name in ("reporter", "partner")]
        told = zip(self._ids, self._titles, *ends, strict=True)
        self._texts = [" ".join(parts).casefold() for parts in told]
        self._counts = np.bincount(tables.columns["series"], minlength=len(series))
        self._first, self._last = self._ends()

    def _called(self, end: str, countries: Mapping[str, str]) -> list[str]:
        """Return the name of the country at one end of each series."""
        names = [countries.get(code, "") for code in self._values[end]]
        return [names[code] for code in self._codes[end]]

    def __len__(self) -> int:
        """The number of series."""
        return len(self._ids)

    @cached_property
    def keys(self) -> dict[str, frozenset[str]]:
        """The values that occur of each part of the key, such as every source or reporter."""
        return {name: frozenset(values) for name, values in self._values.items()}

    def number(self, name: str) -> int | None:
        """Return the row number of the series with this id, None where there is none."""
        return self._numbers.get(name)

    def found(self, words: Sequence[str] = (), key: Mapping[str, str] | None = None) -> list[int]:
        """Return the numbers of the series with every word in id, title or countries, and these parts of the key."""
        kept = np.ones(len(self), dtype=bool)
        for name, value in (key or {}).items():
            known = self._values[name]
            kept &= self._codes[name] == (known.index(value) if value in known else -2)
        numbers: list[int] = np.flatnonzero(kept).tolist()
        for word in words:
            folded = word.casefold()
            numbers = [number for number in numbers if folded in self._texts[number]]
        return numbers

    def record(self, number: int) -> Record:
        """Return the row of a series in the catalogue: id, title, key, first and last period, observations."""
        key = {name: self._values[name][self._codes[name][number]] for name in KEY}
        return (
            {"id": self._ids[number], "title": self._titles[number]}
            | key
            | {
                "first": self._first[number],
                "last": self._last[number],
                "observations": int(self._counts[number]),
            }
        )

    def observations(
        self, number: int, start: Period | None = None, end: Period | None = None, as_of: date | None = None
    ) -> list[Record]:
        """Return the observations of a series as published, of every edition, by period and vintage.

        With `start` and `end` only periods that touch them, with `as_of` only editions known by that day.
        """
        columns, rows = self._tables.columns, self._tables.rows_of(number)
        kept = np.ones(rows.stop - rows.start, dtype=bool)
        if start is not None:
            kept &= columns["last"][rows] >= _day(start.first)
        if end is not None:
            kept &= columns["first"][rows] <= _day(end.last)
        if as_of is not None:
            kept &= columns["vintage"][rows] <= _day(as_of)
        return self._records(np.flatnonzero(kept) + rows.start, self._tables.units[number])

    def _records(self, rows: Numbers, unit: str) -> list[Record]:
        """The observations in these rows; column by column, because a daily series has tens of thousands."""
        columns = {name: column[rows].tolist() for name, column in self._tables.columns.items()}
        made: dict[str, list[Any]] = {
            "period": columns["period"],
            "vintage": [self._days[day] for day in columns["vintage"]],
            **{name: [None if x != x else x for x in columns[name]] for name in ("value", "low", "high")},
            "unit": [unit] * len(rows),
            "status": [STATUSES[rank] for rank in columns["status"]],
            **{name: [texts[file] for file in columns["file"]] for name, texts in self._files.items()},
            "row": columns["row"],
            "locator": [text or None for text in columns["locator"]],
            "note": [text or None for text in columns["note"]],
        }
        return [dict(zip(made, cells, strict=True)) for cells in zip(*made.values(), strict=True)]

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        files = self._tables.files
        named = {"edition": "edition", "file": "path", "sha256": "sha256"}
        return {name: [str(text) for text in files[column]] for name, column in named.items()}

    @cached_property
    def _days(self) -> dict[int, str]:
        vintages = np.unique(self._tables.columns["vintage"])
        return {int(day): str(np.datetime64(int(day), "D")) for day in vintages}

    def _ends(self) -> tuple[list[str], list[str]]:
        """The periods in which each series begins and ends; within a series rows stand by their first day."""
        columns = self._tables.columns
        series, period, last = columns["series"], columns["period"], columns["last"]
        ends = np.cumsum(self._counts)
        latest = np.lexsort((last, series))[ends - 1]
        return [str(text) for text in period[ends - self._counts]], [str(text) for text in period[latest]]


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days
