"""Alerts of a snapshot: what the rules say of each result, in words, and how they would have done over the past."""

import math
from collections.abc import Collection, Sequence
from datetime import date

from dashboard.language import marked, numeral, tr
from dashboard.repository import Repository
from dashboard.tables import Record
from dashboard.theme import capital, in_words, number, spelled, unit_word
from indicators.alerts import Backtest, Firing, backtest, broken, firings, looked_at
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result, Row
from ingest.alerts import alert_rules
from ingest.declared import AlertRule

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
    asked = (rule for rule in alert_rules() if rule.severity in severities)
    return [one for rule in asked for one in _fired(repository, rule, pair)]


def _fired(repository: Repository, rule: AlertRule, pair: Pair) -> list[Firing]:
    if rule.kind == "break":
        return broken(rule, repository.breaks(rule.of, pair))
    return firings(rule, watched(repository, rule, pair).of(rule.variant), repository.known_to)


def backtests(repository: Repository, pair: Pair) -> list[Backtest]:
    """Return how each rule would have done over all that the snapshot knows of a pair."""
    return [
        backtest(rule, _rows(repository, rule, pair), _fired(repository, rule, pair), repository.events_about(pair))
        for rule in alert_rules()
    ]


def _rows(repository: Repository, rule: AlertRule, pair: Pair) -> list[Row]:
    return looked_at(rule, watched(repository, rule, pair).of(rule.variant))


def watched(repository: Repository, rule: AlertRule, pair: Pair) -> Result:
    """Return the result that a rule watches."""
    return (repository.result if rule.of in CATALOGUE else repository.measure)(rule.of, pair)


def standing(repository: Repository, pair: Pair, severities: Collection[str] = ORDER) -> list[Firing]:
    """Return the alerts of these severities that hold now, the gravest first."""
    held = [one for one in fired(repository, pair, severities) if one.holds]
    return sorted(held, key=lambda one: (ORDER.index(one.rule.severity), one.rule.id))


def since(repository: Repository, previous: Repository, pair: Pair) -> list[Firing]:
    """Return what fires in a snapshot and did not in the previous one, the gravest first."""
    before = {(one.rule.id, one.period) for one in fired(previous, pair)}
    new = [one for one in fired(repository, pair) if (one.rule.id, one.period) not in before]
    return sorted(new, key=lambda one: (ORDER.index(one.rule.severity), one.rule.id))


def told(repository: Repository, one: Firing, pair: Pair) -> str:
    """Return an alert in sentences: what happened, and the number of its period, or its bounds."""
    rule, result = one.rule, watched(repository, one.rule, pair)
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
