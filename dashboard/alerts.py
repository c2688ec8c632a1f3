"""Alerts of a snapshot: what the rules say of each result, in words, and how they would have done over the past."""

import math
from collections.abc import Collection, Sequence
from datetime import date

from dashboard.alert_evidence import judged, watched
from dashboard.language import marked, numeral, tr
from dashboard.parameters import Query
from dashboard.repository import Repository
from dashboard.tables import Record
from dashboard.theme import STATE_WORDS, capital, in_words, number, spelled, unit_word
from dashboard.view import View
from dashboard.watch import follows
from indicators.alerts import Firing
from indicators.backtest import Backtest, backtest
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Row
from ingest.alerts import alert_rules
from ingest.declared import AlertRule, Watched

# What an alert says; every number in it is one that the firing has, or the limit of its rule.
_SAID = {
    ("level", 1): marked("{value} in {period}, above the limit of {limit}; it was not in {since}."),
    ("level", -1): marked("{value} in {period}, below the limit of {limit}; it was not in {since}."),
    ("change", 0): marked("{value} in {period}; it was {before} in {since}."),
    ("sign", 0): marked("{value} in {period}, of the same sign from {since} on."),
    ("width", 0): marked("Known to be {value} in {period}: the bounds are further apart than {limit}."),
    ("stopped", 0): marked("The last value is of {period}."),
    ("break", 0): marked("A break after {period}: {value} since then, by the mean."),
    ("rank", 0): marked("Place {value} in {period}, among the countries known in both periods; {before} in {since}."),
    ("verdict", 0): marked("On what was known by {period}: {value}; by {since} it was: {before}."),
    ("late", 0): marked("The last value is of {period}; the next, due by {since}, was late."),
    ("revision", 0): marked("A revision of {day}: {value} for {period}; it was {before} before, as known by {since}."),
}
_OF_ONE = marked("{value} in {period}.")  # of a sign that one period is enough for
ORDER = ("high", "medium", "low")
Watch = Sequence[Watched]  # the entries of a list that are about the pair; without any, every rule is meant


def fired(repository: Repository, pair: Pair, watch: Watch = ()) -> list[Firing]:
    """Return every time that a rule fired for a pair, as the whole snapshot has it; of a watch list only its rules."""
    return _fired(repository, Query(pair), ORDER, watch)


def _fired(repository: Repository, query: Query, severities: Collection[str], watch: Watch = ()) -> list[Firing]:
    asked = (rule for rule in alert_rules() if rule.severity in severities and follows(watch, rule))
    return [one for rule in asked for one in judged(repository, rule, query).firings]


def backtests(repository: Repository, pair: Pair) -> list[Backtest]:
    """Return how each rule would have done over all that the snapshot knows of a pair."""
    events = repository.events_about(pair)
    return [backtest(rule, judged(repository, rule, Query(pair)), events) for rule in alert_rules()]


def standing(repository: Repository, pair: Pair, watch: Watch = ()) -> list[Firing]:
    """Return the alerts that hold now, the gravest first; of a watch list only those of its rules."""
    return standing_in(repository, Query(pair), ORDER, watch)


def standing_in(
    repository: Repository, query: Query, severities: Collection[str] = ORDER, watch: Watch = ()
) -> list[Firing]:
    """Return the alerts of these severities that fired in the periods asked for and held at their end."""
    held = [one for one in _fired(repository, query, severities, watch) if one.holds]
    return sorted(held, key=lambda one: (ORDER.index(one.rule.severity), one.rule.id))


def since(repository: Repository, previous: Repository, pair: Pair, watch: Watch = ()) -> list[Firing]:
    """Return what fires in a snapshot and did not in the previous one, the gravest first."""
    before = {_identity(one) for one in fired(previous, pair, watch)}
    new = [one for one in fired(repository, pair, watch) if _identity(one) not in before]
    return sorted(new, key=lambda one: (ORDER.index(one.rule.severity), one.rule.id))


def _identity(one: Firing) -> tuple[str, str, str]:
    """Return what tells an alert from others: of a period that is revised again, the edition too."""
    return one.rule.id, one.period, one.day if one.rule.kind == "revision" else ""


def told(repository: Repository, one: Firing, pair: Pair) -> str:
    """Return an alert in sentences: what happened, and the number of its period, or its bounds."""
    rule, unit = one.rule, unit_of(repository, one.rule, pair)
    said = tr(
        _template(rule), value=_stated(rule, one.now, unit), period=spelled(one.period), since=spelled(one.since),
        before=_stated(rule, one.before, unit) if one.before else "", day=spelled(one.day),
        limit=_with_unit(numeral(f"{rule.limit:,g}"), unit),
    )  # fmt: skip
    return f"{tr(rule.title)}. {capital(said)}"


def _stated(rule: AlertRule, row: Row, unit: str) -> str:
    if rule.kind == "verdict":
        return tr(STATE_WORDS[row.status])
    if rule.kind == "break":
        return _with_unit(number(row.value, unit), unit)
    return in_words(row, unit, bounds=rule.kind == "width")


def unit_of(repository: Repository, rule: AlertRule, pair: Pair) -> str:
    """Return the unit of the numbers that an alert says; empty for a verdict, which is a word."""
    if rule.kind in ("rank", "verdict"):
        return "rank" if rule.kind == "rank" else ""
    return watched(repository, rule, pair).unit


def subject(repository: Repository, rule: AlertRule) -> str:
    """Return what a rule watches, in English words."""
    if rule.kind == "verdict":
        return next(one.claim for one in repository.claims if one.id == rule.of)
    return CATALOGUE[rule.of].title if rule.of in CATALOGUE else str(repository.measures[rule.of]["title"])


def address(view: View, one: Firing, pair: Pair | None = None) -> str:
    """Return where that stands which an alert rests on: the claim, or the lineage of the value."""
    if one.rule.kind == "verdict":
        return view.address("/memo", pair, claim=one.rule.of)
    return view.address("/data", pair, lineage=one.rule.of, period=one.period)


def _template(rule: AlertRule) -> str:
    if rule.kind == "sign" and rule.limit == 1:
        return _OF_ONE
    return _SAID.get((rule.kind, rule.direction)) or _SAID[rule.kind, 0]


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit_word(unit)}".strip()


def known_by(repository: Repository, one: Firing) -> date:
    """Return the day by which all that an alert rests on was known."""
    if one.rule.kind == "late":
        return date.fromisoformat(one.since)  # the same on each day on which the source is asked in vain
    if one.day:
        return date.fromisoformat(one.day)
    return max((repository.vintage(number) for number in one.now.observations), default=repository.known_to)


def alert_records(repository: Repository, found: Sequence[Firing], pair: Pair) -> list[Record]:
    """Return alerts as rows of the API and of `depdash alerts --json`."""
    return [
        {
            "rule": one.rule.id,
            "severity": one.rule.severity,
            "indicator": one.rule.of,
            "period": one.period,
            "text": told(repository, one, pair),
            "value": None if math.isnan(one.now.value) else one.now.value,
            "since": one.since,
            "dependent": pair.dependent,
            "partner": pair.partner,
        }
        for one in found
    ]
