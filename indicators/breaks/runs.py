"""Runs of a result in which a break can be one of the world: never across a change of status, a gap or a definition.

A break where the publication changes is first a break in the publication. Only reported values may enter a test of
breaks; what stays out is told with its reason.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan
from typing import NamedTuple

from indicators.model import Row
from ingest.declared import Event
from ingest.model import Status, Tables
from ingest.periods import Period, period

SEASONS = {"year": 1, "quarter": 4, "month": 12}  # how many periods a year has; days and odd spans are not tested


class Left(NamedTuple):
    """Neighbouring periods that enter no test, and why."""

    variant: str
    first: str
    last: str
    periods: int
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """Reported values of one frequency and one definition, each period next to the one before."""

    frequency: str
    rows: tuple[Row, ...]
    begins: str = ""  # why it begins where it does, when another run ends before it


def frequency_of(span: Period) -> str:
    """Return `year`, `quarter` or `month`, or nothing for any other period.

    >>> frequency_of(period("2020")), frequency_of(period("2020-02")), frequency_of(period("2020-02-01..2020-03"))
    ('year', 'month', '')
    """
    if len(span.text) == 4:
        return "year"
    if len(span.text) == 7:
        return "month"
    return "quarter" if "Q" in span.text and ".." not in span.text else ""


def runs_of(rows: Sequence[Row], redefined: Iterable[Event] = ()) -> tuple[tuple[Run, ...], tuple[Left, ...]]:
    """Return the runs of one variant's rows in the order of time, and what was left out.

    A period in which a definition changes belongs to neither side. Where several frequencies are mixed the one with
    the most reported values counts.

    >>> made = [Row("", f"{year}", 1.0, 1.0, 1.0, "reported", ()) for year in (2001, 2002, 2004)]
    >>> [len(run.rows) for run in runs_of(made)[0]]
    [2, 1]
    """
    events = sorted(redefined, key=lambda event: event.date)
    wanted = _main_frequency(rows)
    runs: list[Run] = []
    kept: list[Row] = []
    reason = ""
    left: list[tuple[Row, str]] = []
    for row in rows:
        span = period(row.period)
        why = _why_left(row, span, wanted, events)
        if why:
            left.append((row, why))
            continue
        boundary = _boundary(kept[-1], span, events) if kept else ""
        if boundary:
            runs.append(Run(wanted, tuple(kept), reason))
            kept, reason = [], boundary
        kept.append(row)
    if kept:
        runs.append(Run(wanted, tuple(kept), reason))
    return tuple(runs), _grouped(left)


def redefining(rows: Iterable[Row], events: Iterable[Event], tables: Tables) -> tuple[Event, ...]:
    """Return the events that change the definition of a series which the rows come from, by their observations."""
    numbers = sorted({number for row in rows for number in row.observations})
    series = tables.series.loc[sorted(set(tables.columns["series"][numbers].tolist()))] if numbers else None
    used = set() if series is None else set(zip(series["source"], series["item"], strict=True))
    return tuple(event for event in events if any(tuple(name.split(":", 1)) in used for name in event.redefines))


def split_at(rows: Sequence[Row], day: date) -> int:
    """Return how many of the rows come before a fact: the first after it has at least half its days from `day` on.

    >>> made = [Row("", f"{year}", 1.0, 1.0, 1.0, "reported", ()) for year in (2020, 2021, 2022)]
    >>> split_at(made, date(2021, 6, 24)), split_at(made, date(2020, 8, 9)), split_at(made, date(2030, 1, 1))
    (1, 1, 3)
    """
    for number, row in enumerate(rows):
        span = period(row.period)
        if 2 * (span.last - max(day, span.first)).days + 2 >= (span.last - span.first).days + 1:
            return number
    return len(rows)


def _main_frequency(rows: Sequence[Row]) -> str:
    found = Counter(frequency_of(period(row.period)) for row in rows if row.status == Status.REPORTED)
    return max(SEASONS, key=lambda name: found[name])


def _why_left(row: Row, span: Period, wanted: str, events: Iterable[Event]) -> str:
    if not row.status:
        return "a gap: nothing is known"
    if row.status != Status.REPORTED:
        return f"status {row.status}: only reported values are tested"
    if isnan(row.value):
        return "only bounds are known"
    if frequency_of(span) != wanted:
        return f"not a {wanted}"
    inside = [event.id for event in events if span.first < event.date <= span.last]
    return f"the definition changes within it: {', '.join(inside)}" if inside else ""


def _boundary(before: Row, span: Period, events: Iterable[Event]) -> str:
    """Return why a run ends between a row and the next one: nothing where it goes on."""
    last = period(before.period).last
    changed = [event.id for event in events if last < event.date <= span.first]
    if changed:
        return f"the definition changes: {', '.join(changed)}"
    inside = [event.id for event in events if last < event.date < span.last]
    if inside:
        return f"the definition changes: {', '.join(inside)}"
    return "" if last + timedelta(days=1) == span.first else f"no reported value follows {before.period}"


def _grouped(left: Iterable[tuple[Row, str]]) -> tuple[Left, ...]:
    found: list[Left] = []
    for row, reason in left:
        if found and found[-1].reason == reason:
            found[-1] = found[-1]._replace(last=row.period, periods=found[-1].periods + 1)
        else:
            found.append(Left(row.variant, row.period, row.period, 1, reason))
    return tuple(found)
