"""How a rule of alerts would have done over the past, beside dated facts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from indicators.alerts import MONTHS, Firing, Judged
from ingest.declared import AlertRule, Event
from ingest.periods import period

_MONTH = 30.44  # days


class Backtest(NamedTuple):
    """How a rule would have done: how often it was judged, how often without an event near, and what it said."""

    rule: AlertRule
    occasions: int
    quiet: int  # occasions without an event of the rule's kinds
    alarms: int  # of these, those in which it fired all the same
    firings: tuple[tuple[Firing, tuple[str, ...]], ...]  # with the events that each can be about


def backtest(rule: AlertRule, judged: Judged, events: Sequence[Event]) -> Backtest:
    """Return how the firings of a rule lie beside dated facts, over the periods and days since the first of them.

    An occasion has an event where one of the rule's kinds is dated in it or in the period before it; for what stopped,
    from the last period known until the alert. The day of an edition counts with the two periods before it: what came
    then is about a period that is over.

    >>> from indicators.alerts import firings
    >>> from indicators.model import Row
    >>> rule = AlertRule("gap", "level", "x", "", "A", 50.0, 1, "high", "Gap", "It matters.", ("gas",))
    >>> rows = [Row("", str(2019 + n), v, v, v, "reported", ()) for n, v in enumerate([40.0, 52.0, 40.0, 61.0])]
    >>> event = Event("cut", date(2020, 3, 1), "Cut", "", "gas", (), "", "")
    >>> found = Judged(firings(rule, rows, date(2023, 1, 1)), [row.period for row in rows])
    >>> told = backtest(rule, found, [event])
    >>> told.occasions, told.quiet, told.alarms, [about for _, about in told.firings]
    (3, 1, 1, [('cut',), ()])
    """
    begin = min((event.date for event in events), default=date.max)
    spans = {name: _about(rule, name) for name in judged.occasions if period(name).last >= begin}
    about = {name: _within(rule, span, events) for name, span in spans.items()}
    quiet = {name for name, named in about.items() if not named}
    told = tuple((one, about[one.at]) for one in judged.firings if one.at in about)
    return Backtest(rule, len(spans), len(quiet), len({one.at for one, _ in told} & quiet), told)


def _about(rule: AlertRule, name: str) -> tuple[date, date]:
    span, length = period(name), timedelta(days=MONTHS[rule.frequency] * _MONTH)
    if rule.kind == "stopped":
        return span.first, span.last + length + timedelta(days=rule.limit * _MONTH)
    return span.first - (2 * length if span.first == span.last else length), span.last


def _within(rule: AlertRule, span: tuple[date, date], events: Sequence[Event]) -> tuple[str, ...]:
    return tuple(one.id for one in events if one.kind in rule.events and span[0] <= one.date <= span[1])
