"""How the rules of alerts would have done over the past, as text for readers: docs/alerts.md."""

from collections.abc import Iterable

from dashboard import alerts
from dashboard.repository import Repository
from indicators.backtest import Backtest
from indicators.model import Pair

_HEAD = """# Alerts over the past

Every rule of `data/alerts.toml` over all that snapshot `{snapshot}` knows of {pair}: when it would have fired, and
which dated facts of `data/memo/events.toml` each alert can be about. Made by
`depdash alerts --backtest --out docs/alerts.md`.

A rule is judged in each period of its frequency that is known; one of a revision, of lateness or of a verdict on each
day on which an edition came, or its source was heard of. A period is quiet where no fact of the rule's kinds is dated
in it or in the period before it, a day where none is in the two periods before it; a rule should be silent there.
Periods before the first dated fact ({first}) are left out: nothing was written down of them.

"""
_FREQUENCIES = {"A": "yearly", "Q": "quarterly", "M": "monthly"}
_FIRED = """
## What fired

"""
_LEFT = """
The list of facts is ours and was there before the rules; it is not complete. An alert beside no fact may be right all
the same, and one beside a fact need not be about it.
"""


def history(repository: Repository, pair: Pair) -> str:
    """Return the rules with how they did, and each time that one fired, as Markdown."""
    found = alerts.backtests(repository, pair)
    facts = repository.events_about(pair)
    first = min((event.date.isoformat() for event in facts), default="none")
    named = f"{repository.name(pair.dependent)} on {repository.name(pair.partner)}"
    head = _HEAD.format(snapshot=repository.snapshot.id, pair=named, first=first)
    heads = ("rule", "watches", "frequency", "severity", "judged", "quiet", "fired in quiet", "silent in quiet")
    lines = (*(_summary(one) for one in found), _total(found))
    summary = [_line(heads), _line("---" for _ in heads), *map(_line, lines)]
    names = ("rule", "period", "what it said", "facts")
    rows = [
        _line((one.rule.id, firing.period, alerts.told(repository, firing, pair), ", ".join(facts) or "none"))
        for one in found
        for firing, facts in one.firings
    ]
    fired = [_line(names), _line("---" for _ in names), *rows]
    return head + "\n".join(summary) + "\n" + _FIRED + "\n".join(fired) + "\n" + _LEFT


def _summary(one: Backtest) -> tuple[object, ...]:
    rule = one.rule
    watched = f"{rule.of}{f' ({rule.variant})' if rule.variant else ''}"
    counts = (one.occasions, one.quiet, one.alarms, _silent(one.quiet, one.alarms))
    return rule.id, watched, _FREQUENCIES[rule.frequency], rule.severity, *counts


def _total(found: Iterable[Backtest]) -> tuple[object, ...]:
    counted = ((one.occasions, one.quiet, one.alarms) for one in found)
    judged, quiet, alarms = (sum(counts) for counts in zip(*counted, strict=True))
    return "**all**", "", "", "", judged, quiet, alarms, _silent(quiet, alarms)


def _silent(quiet: int, alarms: int) -> str:
    return f"{100 * (1 - alarms / quiet):.1f} %" if quiet else ""


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
