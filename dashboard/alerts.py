"""Alerts of a snapshot: what the rules say of each result, in words, and how they would have done over the past."""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from dashboard.language import marked, numeral, tr
from dashboard.parameters import Query
from dashboard.repository import Repository
from dashboard.tables import Record
from dashboard.theme import capital, in_words, number, spelled, unit_word
from indicators.alerts import Backtest, Firing, backtest, broken, firings, looked_at
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result, Row
from ingest.alerts import alert_rules
from ingest.declared import AlertRule
from ingest.periods import period

# What an alert says; every number in it is one of the result that the rule watches.
_SAID = {
    ("level", 1): marked("{value} in {period}, above the limit of {limit}; it was not in {since}."),
    ("level", -1): marked("{value} in {period}, below the limit of {limit}; it was not in {since}."),
    ("change", 0): marked("{value} in {period}; it was {before} in {since}."),
    ("sign", 0): marked("{value} in {period}, of the same sign from {since} on."),
    ("width", 0): marked("Known to be {value} in {period}: the bounds are further apart than {limit}."),
    ("stopped", 0): marked("The last value is of {period}."),
    ("break", 0): marked("A break after {period}: {value} since then, by the mean."),
}
_OF_ONE = marked("{value} in {period}.")  # of a sign that one period is enough for
ORDER = ("high", "medium", "low")


def fired(repository: Repository, pair: Pair, severities: Collection[str] = ORDER) -> list[Firing]:
    """Return every time that a rule of these severities fired for a pair, as the whole snapshot has it."""
    return _fired(repository, Query(pair), severities)


def _fired(repository: Repository, query: Query, severities: Collection[str]) -> list[Firing]:
    asked = (rule for rule in alert_rules() if rule.severity in severities)
    return [one for rule in asked for one in fired_by(repository, rule, query)]


def fired_by(repository: Repository, rule: AlertRule, query: Query) -> list[Firing]:
    """Return every time that a rule fired in the periods asked for, on what was known by the clock.

    Whether it holds is told of the end of the span: nothing later is looked at. What came before the span is, for a
    rule compares with it.
    """
    if rule.kind == "break":
        found = broken(rule, repository.breaks(rule.of, query.pair, query.as_of))
    else:
        rows = replace(query, start=None).within(watched(repository, rule, query.pair, query.as_of)).of(rule.variant)
        found = firings(rule, rows, _until(repository, query))
    return [one for one in found if query.touches(period(one.period))]


def _until(repository: Repository, query: Query) -> date:
    """Return the day on which a question stands: that of its clock, or the end of its span where that is earlier."""
    known = query.as_of or repository.known_to
    return min(known, query.end.last) if query.end else known


def backtests(repository: Repository, pair: Pair) -> list[Backtest]:
    """Return how each rule would have done over all that the snapshot knows of a pair."""
    return [
        backtest(
            rule, _rows(repository, rule, pair), fired_by(repository, rule, Query(pair)), repository.events_about(pair)
        )
        for rule in alert_rules()
    ]


def _rows(repository: Repository, rule: AlertRule, pair: Pair) -> list[Row]:
    return looked_at(rule, watched(repository, rule, pair).of(rule.variant))


def watched(repository: Repository, rule: AlertRule, pair: Pair, as_of: date | None = None) -> Result:
    """Return the result that a rule watches."""
    return (repository.result if rule.of in CATALOGUE else repository.measure)(rule.of, pair, as_of)


def standing(repository: Repository, pair: Pair, severities: Collection[str] = ORDER) -> list[Firing]:
    """Return the alerts of these severities that hold now, the gravest first."""
    return standing_in(repository, Query(pair), severities)


def standing_in(repository: Repository, query: Query, severities: Collection[str] = ORDER) -> list[Firing]:
    """Return the alerts of these severities that fired in the periods asked for and held at their end."""
    held = [one for one in _fired(repository, query, severities) if one.holds]
    return sorted(held, key=lambda one: (ORDER.index(one.rule.severity), one.rule.id))


def since(repository: Repository, previous: Repository, pair: Pair) -> list[Firing]:
    """Return what fires in a snapshot and did not in the previous one, the gravest first."""
    before = {(one.rule.id, one.period) for one in fired(previous, pair)}
    new = [one for one in fired(repository, pair) if (one.rule.id, one.period) not in before]
    return sorted(new, key=lambda one: (ORDER.index(one.rule.severity), one.rule.id))


def told(repository: Repository, one: Firing, pair: Pair, as_of: date | None = None) -> str:
    """Return an alert in sentences: what happened, and the number of its period, or its bounds."""
    rule, result = one.rule, watched(repository, one.rule, pair, as_of)
    rows = {row.period: row for row in result.of(rule.variant)}
    if rule.kind == "break":
        value = _with_unit(number(one.value, result.unit), result.unit)
    else:
        value = in_words(rows[one.period], result.unit, bounds=rule.kind == "width")
    said = tr(
        _template(rule), value=value, period=spelled(one.period), since=spelled(one.since),
        before=in_words(rows[one.since], result.unit), limit=_with_unit(numeral(f"{rule.limit:,g}"), result.unit),
    )  # fmt: skip
    return f"{tr(rule.title)}. {capital(said)}"


def _template(rule: AlertRule) -> str:
    if rule.kind == "sign" and rule.limit == 1:
        return _OF_ONE
    return _SAID.get((rule.kind, rule.direction)) or _SAID[rule.kind, 0]


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit_word(unit)}".strip()


def known_by(repository: Repository, one: Firing) -> date:
    """Return the day by which all that an alert rests on was known."""
    return max((repository.vintage(number) for number in one.observations), default=repository.known_to)


def alert_records(repository: Repository, found: Sequence[Firing], pair: Pair) -> list[Record]:
    """Return alerts as rows of the API and of `depdash alerts --json`."""
    return [
        {
            "rule": one.rule.id,
            "severity": one.rule.severity,
            "indicator": one.rule.of,
            "period": one.period,
            "text": told(repository, one, pair),
            "value": None if math.isnan(one.value) else one.value,
            "since": one.since,
        }
        for one in found
    ]
