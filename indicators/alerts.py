"""When the rules of alerts fire over the rows of a result: only where the bounds leave no doubt.

What bounds leave open never fires: a level is crossed between a period with both bounds short of it and one with both
beyond it, a change counts by the least that the bounds of both periods allow, a sign holds where both bounds have it.
Periods of another length than the rule's are passed over, and nothing is compared across a missing period.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from indicators.breaks import Breaks
from indicators.model import Row
from ingest.declared import AlertRule, Event
from ingest.periods import period

_MONTHS = {"A": 12, "Q": 3, "M": 1}
_MONTH = 30.44  # days


class Firing(NamedTuple):
    """A rule that fired: in which period, on which number with its bounds, since when, and whether it still holds."""

    rule: AlertRule
    period: str
    value: float  # NaN where it is known by bounds alone, and where nothing is known
    low: float
    high: float
    since: str  # the period that it is compared with, or from which on it has held
    holds: bool
    observations: tuple[int, ...]


def firings(rule: AlertRule, rows: Sequence[Row], until: date) -> list[Firing]:
    """Return when a rule fired over the rows of its variant, in order of time, as known `until` a day.

    >>> rule = AlertRule("gap", "level", "x", "", "A", 50.0, 1, "high", "Gap", "It matters.", ())
    >>> rows = [Row("", str(2019 + n), v, v - 5, v + 5, "reported", ()) for n, v in enumerate([40.0, 52.0, 60.0, 61.0])]
    >>> [(one.period, one.since, one.holds) for one in firings(rule, rows, date(2023, 1, 1))]
    [('2021', '2019', True)]

    A rule of the kind `break` fires over tests, not rows: see `broken`.
    """
    known = looked_at(rule, rows)
    return _paused(rule, list(_FIRES[rule.kind](rule, known, until)), known)


def looked_at(rule: AlertRule, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of which something is known, of periods as long as the rule's."""
    fitting = (row for row in rows if period(row.period).months == _MONTHS[rule.frequency])
    return [row for row in fitting if not math.isnan(row.high)]


def broken(rule: AlertRule, found: Breaks) -> list[Firing]:
    """Return the structural breaks at dates that were not known beforehand, where all bounds have them too.

    The period is the last one before the break, the value the mean after it.
    """
    return [
        Firing(rule, test.period, test.after, math.nan, math.nan, run.first, False, run.observations)
        for run in found.runs
        if (run.variant, run.frequency) == (rule.variant, rule.frequency)
        for test in run.unknown
        if test.found and test.at_bounds
    ]


class Backtest(NamedTuple):
    """How a rule would have done: the periods it looked at, how many of them had no event, and what it said."""

    rule: AlertRule
    periods: int
    quiet: int  # periods without an event of the rule's kinds
    alarms: int  # periods of these in which it fired all the same
    firings: tuple[tuple[Firing, tuple[str, ...]], ...]  # with the events that each can be about


def backtest(rule: AlertRule, rows: Sequence[Row], found: Sequence[Firing], events: Sequence[Event]) -> Backtest:
    """Return how the firings of a rule lie beside dated facts, over the periods since the first of them.

    A period has an event where one of the rule's kinds is dated in it or in the period before; for what stopped, from
    the last period known until the alert.

    >>> rule = AlertRule("gap", "level", "x", "", "A", 50.0, 1, "high", "Gap", "It matters.", ("gas",))
    >>> rows = [Row("", str(2019 + n), v, v, v, "reported", ()) for n, v in enumerate([40.0, 52.0, 40.0, 61.0])]
    >>> event = Event("cut", date(2020, 3, 1), "Cut", "", "gas", (), "", "")
    >>> told = backtest(rule, rows, firings(rule, rows, date(2023, 1, 1)), [event])
    >>> told.periods, told.quiet, told.alarms, [about for _, about in told.firings]
    (3, 1, 1, [('cut',), ()])
    """
    begin = min((event.date for event in events), default=date.max)
    spans = {row.period: _about(rule, row.period) for row in rows if period(row.period).last >= begin}
    about = {name: _within(rule, span, events) for name, span in spans.items()}
    quiet = {name for name, named in about.items() if not named}
    told = tuple((one, about[one.period]) for one in found if one.period in about)
    return Backtest(rule, len(spans), len(quiet), len({one.period for one, _ in told} & quiet), told)


def _about(rule: AlertRule, name: str) -> tuple[date, date]:
    span, length = period(name), timedelta(days=_MONTHS[rule.frequency] * _MONTH)
    if rule.kind == "stopped":
        return span.first, span.last + length + timedelta(days=rule.limit * _MONTH)
    return span.first - length, span.last


def _within(rule: AlertRule, span: tuple[date, date], events: Sequence[Event]) -> tuple[str, ...]:
    return tuple(one.id for one in events if one.kind in rule.events and span[0] <= one.date <= span[1])


def _paused(rule: AlertRule, found: list[Firing], known: Sequence[Row]) -> list[Firing]:
    """Leave out what fires within the rule's pause after another."""
    places = {row.period: place for place, row in enumerate(known)}
    kept: list[Firing] = []
    for one in found:
        if not kept or places.get(one.period, math.inf) - places.get(kept[-1].period, -math.inf) > rule.pause:
            kept.append(one)
    return kept


def _is_next(before: Row, after: Row) -> bool:
    gap = (period(after.period).first - period(before.period).last).days
    return gap == 1


def _side(rule: AlertRule, row: Row) -> int:
    """Return 1 where all of a row's bounds lie beyond the rule's limit, -1 where they are short of it, 0 where open."""
    if rule.direction > 0:
        return (row.low > rule.limit) - (row.high <= rule.limit)
    return (row.high < rule.limit) - (row.low >= rule.limit)


def _level(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    """Yield each period from which on a row is surely beyond the limit, after one that was surely short of it."""
    short: Row | None = None  # the last that was, with nothing missing since
    for place, row in enumerate(known):
        if place and not _is_next(known[place - 1], row):
            short = None
        side = _side(rule, row)
        if side > 0 and short:
            yield _fired(rule, row, short.period, all(_side(rule, one) > 0 for one in known[place:]))
        short = row if side < 0 else (None if side > 0 else short)


def _change(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    for before, row in pairwise(known):
        if _is_next(before, row) and _moves(rule, before, row):
            yield _fired(rule, row, before.period, row is known[-1])


def _moves(rule: AlertRule, before: Row, row: Row) -> bool:
    rise, fall = row.low - before.high, before.low - row.high
    if rule.relative:
        if before.low <= 0:  # no per cent of what may be nought
            return False
        rise, fall = 100 * (row.low / before.high - 1), 100 * (1 - row.high / before.low)
    return (rule.direction >= 0 and rise > rule.limit) or (rule.direction <= 0 and fall > rule.limit)


def _sign(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    run: list[Row] = []
    for row in known:
        same = row.low > 0 if rule.direction > 0 else row.high < 0
        run = [*(run if run and _is_next(run[-1], row) else []), row] if same else []
        if len(run) == rule.limit:
            rest = known[known.index(row) :]
            holds = all((one.low > 0 if rule.direction > 0 else one.high < 0) for one in rest)
            yield _fired(rule, row, run[0].period, holds)


def _width(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    wide = [row.high - row.low > rule.limit for row in known]
    for place in range(1, len(known)):
        before, row = known[place - 1], known[place]
        if _is_next(before, row) and wide[place] and not wide[place - 1]:
            yield _fired(rule, row, before.period, all(wide[place:]))


def _stopped(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    """Yield each period after which nothing is known, once the limit of months has passed since the next one's end."""
    months = _MONTHS[rule.frequency]
    for place, row in enumerate(known):
        after = known[place + 1] if place + 1 < len(known) else None
        if after and _is_next(row, after):
            continue
        last = period(row.period).last
        waited = (until.year - last.year) * 12 + until.month - last.month - months
        if after is not None or waited > rule.limit:
            yield Firing(rule, row.period, math.nan, math.nan, math.nan, row.period, after is None, row.observations)


def _fired(rule: AlertRule, row: Row, since: str, holds: bool) -> Firing:
    return Firing(rule, row.period, row.value, row.low, row.high, since, holds, row.observations)


_FIRES = {"level": _level, "change": _change, "sign": _sign, "width": _width, "stopped": _stopped}
