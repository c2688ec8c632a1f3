"""When rules of alerts fire by editions: a value revised, a period overdue, a verdict that turned."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from indicators.alerts import MONTHS, Firing, Judged, after_pauses, least_move, looked_at, unknown
from indicators.model import Row
from indicators.verdict import Verdict
from ingest.declared import AlertRule
from ingest.periods import period

# Verdicts that say nothing: the bounds leave the claim open, or nothing can test it.
_OPEN = ("undecidable", "not_testable")

SeriesOf = Callable[[tuple[int, ...]], frozenset[int]]  # the series of which observations are


class Edition(NamedTuple):
    """The rows of a rule's variant as they were known on a day."""

    day: date
    rows: Sequence[Row]


def judged_by_revision(rule: AlertRule, editions: Sequence[Edition], series_of: SeriesOf) -> Judged:
    """Return when a value that was published already came back as another one, by more than the limit and the bounds.

    Of each edition the largest revision fires. A value that another series has come to give is another source's word,
    and one of another status was another thing before: neither is a revision.

    >>> rule = AlertRule("debt", "revision", "x", "", "A", 5.0, 0, "high", "Debt", "It matters.", ())
    >>> def known(day, value):
    ...     return Edition(date.fromisoformat(day), [Row("", "2020", value, value - 1, value + 1, "reported", ())])
    >>> editions = [known("2021-12-31", 40.0), known("2022-12-31", 46.0), known("2023-12-31", 60.0)]
    >>> found = judged_by_revision(rule, editions, frozenset)
    >>> [(one.period, one.day, one.before.value, one.now.value, one.holds) for one in found.firings]
    [('2020', '2023-12-31', 46.0, 60.0, True)]
    """
    found = [one for pair in pairwise(editions) if (one := _largest(rule, *pair, series_of, editions[-1]))]
    occasions = [edition.day.isoformat() for edition in editions[1:]]
    return Judged(after_pauses(rule, found, occasions), occasions)


def _largest(rule: AlertRule, before: Edition, after: Edition, series_of: SeriesOf, last: Edition) -> Firing | None:
    old = {row.period: row for row in looked_at(rule, before.rows)}
    both = [(old[row.period], row) for row in looked_at(rule, after.rows) if row.period in old]
    moves = [(least_move(rule, was, now), was, now) for was, now in both if _same_source(was, now, series_of)]
    size, was, now = max(moves, key=lambda one: one[0], default=(0.0, None, None))
    if was is None or now is None or size <= rule.limit:
        return None
    return Firing(rule, now.period, now, before.day.isoformat(), after is last, was, after.day.isoformat())


def _same_source(was: Row, now: Row, series_of: SeriesOf) -> bool:
    return was.status == now.status and series_of(was.observations) == series_of(now.observations)


def judged_by_lateness(rule: AlertRule, heard: Sequence[Edition], cadence: int) -> Judged:
    """Return after which periods the next one was overdue on a day on which the source was heard of.

    `cadence` is the number of days within which the source brings a period after its end; the rule's limit is how many
    more are borne with. Days on which nobody heard of the source tell nothing: the period may have been out.

    >>> rule = AlertRule("prices", "late", "x", "", "M", 5.0, 0, "high", "Prices", "It matters.", ())
    >>> row = Row("", "2021-08", 40.0, 40.0, 40.0, "reported", ())
    >>> heard = [Edition(date(2021, 11, day), [row]) for day in (9, 14, 15)]
    >>> [(one.period, one.since, one.day) for one in judged_by_lateness(rule, heard, 40).firings]
    [('2021-08', '2021-11-14', '2021-11-15')]
    """
    days = [(edition.day, known[-1]) for edition in heard if (known := looked_at(rule, edition.rows))]
    occasions = [day.isoformat() for day, _ in days]
    return Judged(after_pauses(rule, _overdue(rule, days, cadence), occasions), occasions)


def _overdue(rule: AlertRule, days: Sequence[tuple[date, Row]], cadence: int) -> Iterator[Firing]:
    for name, same in groupby(days, key=lambda one: one[1].period):
        due = _end_of_next(rule, name) + timedelta(days=cadence + rule.limit)
        late = [(day, row) for day, row in same if day > due]
        if late:
            day, row = late[0]
            row = unknown(name, row.observations)
            yield Firing(rule, name, row, due.isoformat(), late[-1] == days[-1], day=day.isoformat())


def _end_of_next(rule: AlertRule, name: str) -> date:
    begins = period(name).last + timedelta(days=1)
    month = begins.month - 1 + MONTHS[rule.frequency]
    return date(begins.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def judged_by_verdict(rule: AlertRule, verdicts: Sequence[tuple[date, Verdict]]) -> Judged:
    """Return when a claim was decided otherwise than before; verdicts that leave it open are passed over.

    >>> rule = AlertRule("claim", "verdict", "C001", "", "A", 0.0, 0, "high", "Claim", "It matters.", ())
    >>> states = ["supported", "undecidable", "supported", "mixed"]
    >>> told = [(date(2020 + place, 1, 1), Verdict(state)) for place, state in enumerate(states)]
    >>> [(one.period, one.since, one.before.status, one.now.status) for one in judged_by_verdict(rule, told).firings]
    [('2023-01-01', '2022-01-01', 'supported', 'mixed')]
    """
    decided = [_stated(day, verdict) for day, verdict in verdicts if verdict.state not in _OPEN]
    last = verdicts[-1][0].isoformat() if verdicts else ""
    found = [
        Firing(rule, row.period, row, before.period, row.period == last, before, row.period)
        for before, row in pairwise(decided)
        if before.status != row.status
    ]
    occasions = [row.period for row in decided]
    return Judged(after_pauses(rule, found, occasions), occasions)


def _stated(day: date, verdict: Verdict) -> Row:
    return unknown(day.isoformat(), verdict.observations)._replace(status=verdict.state)
