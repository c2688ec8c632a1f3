"""The numbers of a chart as a sheet by year: what stands in the workbook of a native chart, as the CSV files have it.

A line keeps its value and, where they differ from it, its bounds. What is not known stays empty, never 0.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import forms, workbook
from dashboard.charts import Chart
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.theme import spelled
from indicators.model import Row
from ingest.periods import period

SHEET = "Sheet1"  # which the formulas of the chart name


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: the value of a line, or one of its bounds, by year; the rows that the numbers are of."""

    name: str
    line: int  # its place among the lines of the chart
    field: str  # value, low or high
    rows: tuple[Row | None, ...]
    scale: float

    @property
    def numbers(self) -> list[float | None]:
        """The numbers, None where there is none."""
        found = [math.nan if row is None else getattr(row, self.field) * self.scale for row in self.rows]
        return [None if math.isnan(number) else number for number in found]


@dataclass(frozen=True, slots=True)
class Series:
    """The sheet of a chart: its years, its columns, and for which of its numbers a year is not a whole one."""

    years: tuple[str, ...]
    columns: tuple[Column, ...]
    partial: tuple[tuple[str, str, str], ...]  # name of a line, year, and the period that is known of it


def series_of(declared: Chart) -> Series:
    """Return the numbers that a chart shows, by year.

    >>> from indicators.model import Pair, Result
    >>> rows = tuple(Row("", year, 40.0, 40.0, 41.0, "reported", ()) for year in ("2019", "2021"))
    >>> line = Line("Share", Result("x", "Share", "percent", 1, Pair("BLR", "RUS"), None, "", rows))
    >>> found = series_of(Chart("x", "", "", "percent", [line]))
    >>> found.years, [(column.name, column.numbers) for column in found.columns][0]
    (('2019', '2020', '2021'), ('Share', [40.0, None, 40.0]))
    """
    shown = [_by_year(declared, line) for line in declared.lines]
    every = [year for rows in shown for year in rows]
    years = range(min(every), max(every) + 1) if every else range(0)
    columns = [
        column
        for place, (line, rows) in enumerate(zip(declared.lines, shown, strict=True))
        if any(row.status for row in rows.values())
        for column in _columns(place, line, [rows.get(year) for year in years])
    ]
    partial = [
        (line.name, str(year), spelled(row.period))
        for line, rows in zip(declared.lines, shown, strict=True)
        for year, row in sorted(rows.items())
        if row.period != str(year)
    ]
    return Series(tuple(map(str, years)), tuple(columns), tuple(partial))


def book(series: Series) -> bytes:
    """Return the workbook that a chart of the series is edited in: the same numbers, the same bytes."""
    header = ["", *(column.name for column in series.columns)]
    numbers = [column.numbers for column in series.columns]
    rows = [[year, *(each[place] for each in numbers)] for place, year in enumerate(series.years)]
    return forms.archive(workbook.parts(header, rows, SHEET))


def _by_year(declared: Chart, line: Line) -> dict[int, Row]:
    """Return the row of each year: of the whole year, or of the latest part of it that is known."""
    found: dict[int, Row] = {}
    for row in line.rows:
        span = period(row.period)
        if declared.first is not None and span.last < declared.first:
            continue
        before = found.get(span.last.year)
        if before is None or before.period != str(span.last.year):
            found[span.last.year] = row
    return found


def _columns(place: int, line: Line, rows: Sequence[Row | None]) -> list[Column]:
    names = {"value": line.name}
    if any(row is not None and row.low < row.high for row in rows):
        names |= {"low": tr("{name}, lowest", name=line.name), "high": tr("{name}, highest", name=line.name)}
    return [Column(name, place, field, tuple(rows), line.scale) for field, name in names.items()]
