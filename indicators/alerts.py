"""When the rules of alerts fire: what every kind returns, and the kinds that judge the rows of one result.

What bounds leave open never fires: a level is crossed between a period with both bounds short of it and one with both
beyond it, a change counts by the least that the bounds of both periods allow, a sign holds where both bounds have it.
Periods of another length than the rule's are passed over, and nothing is compared across a missing period. What is
judged by the editions of a result, or beside other countries, is in `alert_editions` and `alert_ranks`.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from indicators.breaks import Breaks
from indicators.model import Row
from ingest.declared import AlertRule
from ingest.periods import period

MONTHS = {"A": 12, "Q": 3, "M": 1}  # of a period, by frequency


class Firing(NamedTuple):
    """A rule that fired: in which period, on what, since when, whether it still holds, and with which edition.

    It has all that an alert may say: numbers of the rule's result, places among countries, the state of a verdict.
    """

    rule: AlertRule
    period: str
    now: Row  # NaN where it is known by bounds alone, and where nothing is; of a verdict the status is its state
    since: str  # the period or the day that it is compared with, or from which on it has held
    holds: bool
    before: Row | None = None  # what it is compared with
    day: str = ""  # of the edition that brought it, for what is judged by editions

    @property
    def at(self) -> str:
        """The period or the day in which it fired."""
        return self.day or self.period


class Judged(NamedTuple):
    """When a rule fired, and the periods or days in which it could have."""

    firings: list[Firing]
    occasions: list[str]


def firings(rule: AlertRule, rows: Sequence[Row], until: date) -> list[Firing]:
    """Return when a rule fired over the rows of its variant, in order of time, as known `until` a day.

    >>> rule = AlertRule("gap", "level", "x", "", "A", 50.0, 1, "high", "Gap", "It matters.", ())
    >>> rows = [Row("", str(2019 + n), v, v - 5, v + 5, "reported", ()) for n, v in enumerate([40.0, 52.0, 60.0, 61.0])]
    >>> [(one.period, one.since, one.holds) for one in firings(rule, rows, date(2023, 1, 1))]
    [('2021', '2019', True)]

    A rule of the kind `break` fires over tests, not rows: see `broken`.
    """
    known = looked_at(rule, rows)
    return after_pauses(rule, _FIRES[rule.kind](rule, known, until), [row.period for row in known])


def looked_at(rule: AlertRule, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of which something is known, of periods as long as the rule's."""
    fitting = (row for row in rows if period(row.period).months == MONTHS[rule.frequency])
    return [row for row in fitting if not math.isnan(row.high)]


def broken(rule: AlertRule, found: Breaks) -> list[Firing]:
    """Return the structural breaks at dates that were not known beforehand, where all bounds have them too.

    The period is the last one before the break, the value the mean after it.
    """
    return [
        Firing(rule, test.period, unknown(test.period, run.observations)._replace(value=test.after), run.first, False)
        for run in found.runs
        if (run.variant, run.frequency) == (rule.variant, rule.frequency)
        for test in run.unknown
        if test.found and test.at_bounds
    ]


def unknown(name: str, observations: tuple[int, ...] = ()) -> Row:
    """Return the row of a period of which no number is known.

    >>> unknown("2021").value
    nan
    """
    return Row("", name, math.nan, math.nan, math.nan, "", observations)


def after_pauses(rule: AlertRule, found: Iterable[Firing], occasions: Sequence[str]) -> list[Firing]:
    """Return what fires, without what does within the rule's pause after another."""
    places = {name: place for place, name in enumerate(occasions)}
    kept: list[Firing] = []
    for one in found:
        if not kept or places.get(one.at, math.inf) - places.get(kept[-1].at, -math.inf) > rule.pause:
            kept.append(one)
    return kept


def is_next(before: Row, after: Row) -> bool:
    """Tell whether a row's period begins on the day after another's ends."""
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
        if place and not is_next(known[place - 1], row):
            short = None
        side = _side(rule, row)
        if side > 0 and short:
            holds = all(_side(rule, one) > 0 for one in known[place:])
            yield Firing(rule, row.period, row, short.period, holds, short)
        short = row if side < 0 else (None if side > 0 else short)


def _change(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    for before, row in pairwise(known):
        if is_next(before, row) and least_move(rule, before, row) > rule.limit:
            yield Firing(rule, row.period, row, before.period, row is known[-1], before)


def least_move(rule: AlertRule, before: Row, row: Row) -> float:
    """Return the least that the bounds of both allow for a move in the rule's direction, in per cent where `relative`.

    >>> rule = AlertRule("gap", "change", "x", "", "A", 5.0, 0, "high", "Gap", "It matters.", ())
    >>> rows = [Row("", "2019", v, v - 2, v + 2, "reported", ()) for v in (40.0, 50.0, 43.0)]
    >>> least_move(rule, rows[0], rows[1]), least_move(rule, rows[0], rows[2])
    (6.0, -1.0)
    """
    rise, fall = row.low - before.high, before.low - row.high
    if rule.relative:
        if before.low <= 0:  # no per cent of what may be nought
            return -math.inf
        rise, fall = 100 * (row.low / before.high - 1), 100 * (1 - row.high / before.low)
    return max(rise if rule.direction >= 0 else -math.inf, fall if rule.direction <= 0 else -math.inf)


def _sign(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    run: list[Row] = []
    for row in known:
        same = row.low > 0 if rule.direction > 0 else row.high < 0
        run = [*(run if run and is_next(run[-1], row) else []), row] if same else []
        if len(run) == rule.limit:
            rest = known[known.index(row) :]
            holds = all((one.low > 0 if rule.direction > 0 else one.high < 0) for one in rest)
            yield Firing(rule, row.period, row, run[0].period, holds)


def _width(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    wide = [row.high - row.low > rule.limit for row in known]
    for place in range(1, len(known)):
        before, row = known[place - 1], known[place]
        if is_next(before, row) and wide[place] and not wide[place - 1]:
            yield Firing(rule, row.period, row, before.period, all(wide[place:]), before)


def _stopped(rule: AlertRule, known: Sequence[Row], until: date) -> Iterator[Firing]:
    """Yield each period after which nothing is known, once the limit of months has passed since the next one's end."""
    months = MONTHS[rule.frequency]
    for place, row in enumerate(known):
        after = known[place + 1] if place + 1 < len(known) else None
        if after and is_next(row, after):
            continue
        last = period(row.period).last
        waited = (until.year - last.year) * 12 + until.month - last.month - months
        if after is not None or waited > rule.limit:
            yield Firing(rule, row.period, unknown(row.period, row.observations), row.period, after is None)


_FIRES = {"level": _level, "change": _change, "sign": _sign, "width": _width, "stopped": _stopped}
