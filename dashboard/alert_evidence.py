"""What each kind of rule judges, gathered from a snapshot: rows, breaks, editions, other countries, verdicts."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, DEPENDENTS, Repository
from indicators.alert_editions import Edition, judged_by_lateness, judged_by_revision, judged_by_verdict
from indicators.alert_ranks import judged_by_rank
from indicators.alerts import Judged, broken, firings, looked_at
from indicators.catalogue import CATALOGUE
from indicators.ledger import MEMO_PAIR
from indicators.model import Pair, Result, Row
from ingest.alerts import alert_rules
from ingest.declared import AlertRule
from ingest.periods import period


def judged(repository: Repository, rule: AlertRule, asked: Query) -> Judged:
    """Return when a rule fired for a pair on what was known by the clock, and when it could have.

    What is later than the span asked for is not looked at; what is before it is, for a rule compares with it.
    """
    return _JUDGES.get(rule.kind, _by_rows)(repository, rule, asked)


def warming(repository: Repository) -> Iterator[Judged]:
    """Judge rule by rule what the first page of every visitor tells."""
    for rule in alert_rules():
        yield judged(repository, rule, Query(DEFAULT_PAIR))


def watched(repository: Repository, rule: AlertRule, pair: Pair, as_of: date | None = None) -> Result:
    """Return the result that a rule watches."""
    return (repository.result if rule.of in CATALOGUE else repository.measure)(rule.of, pair, as_of)


def _rows(repository: Repository, rule: AlertRule, asked: Query) -> Sequence[Row]:
    result = watched(repository, rule, asked.pair, asked.as_of)
    return replace(asked, start=None).within(result).of(rule.variant)


def _until(repository: Repository, asked: Query) -> date:
    """Return the day on which a question stands: that of its clock, or the end of its span where that is earlier."""
    known = asked.as_of or repository.known_to
    return min(known, asked.end.last) if asked.end else known


def _by_rows(repository: Repository, rule: AlertRule, asked: Query) -> Judged:
    rows = _rows(repository, rule, asked)
    return Judged(firings(rule, rows, _until(repository, asked)), [row.period for row in looked_at(rule, rows)])


def _by_breaks(repository: Repository, rule: AlertRule, asked: Query) -> Judged:
    rows = looked_at(rule, _rows(repository, rule, asked))
    return Judged(broken(rule, repository.breaks(rule.of, asked.pair, asked.as_of)), [row.period for row in rows])


def _by_ranks(repository: Repository, rule: AlertRule, asked: Query) -> Judged:
    """Judge a country among the post-Soviet ones; one that is none of them has no place there."""
    dependent, partner = asked.pair.dependent, asked.pair.partner
    if dependent not in DEPENDENTS:
        return Judged([], [])
    pairs = {code: replace(asked, pair=Pair(code, partner)) for code in DEPENDENTS if code != partner}
    rows = {code: _rows(repository, rule, of_one) for code, of_one in pairs.items()}
    return judged_by_rank(rule, rows.pop(dependent), rows)


def _by_revisions(repository: Repository, rule: AlertRule, asked: Query) -> Judged:
    series, editions = repository.snapshot.tables.columns["series"], _editions(repository, rule, asked)
    if not editions:
        return Judged([], [])
    return judged_by_revision(rule, editions, lambda numbers: frozenset(series[list(numbers)].tolist()))


def _by_lateness(repository: Repository, rule: AlertRule, asked: Query) -> Judged:
    """Judge on each day on which the source of the last value was heard of; of several sources the slowest.

    A day on which the source had a later period of others is no evidence: it left out this country, and was not late.
    """
    editions = _editions(repository, rule, asked)
    last = next((known[-1] for one in reversed(editions) if (known := looked_at(rule, one.rows))), None)
    sources = _cadences(repository, last) if last else {}
    if last is None or not sources:
        return Judged([], [])
    slowest = max(sources, key=lambda source: sources[source])
    days, until = [one.day for one in editions], _until(repository, asked)
    places = [(day, bisect_right(days, day)) for day in _heard(repository, slowest) if day <= until]
    heard = [Edition(day, editions[place - 1].rows) for day, place in places if place]
    ends = _ends_of_all(repository, last)
    return judged_by_lateness(rule, [one for one in heard if not _is_behind(rule, one, ends)], sources[slowest])


def _by_verdicts(repository: Repository, rule: AlertRule, asked: Query) -> Judged:
    if asked.pair != MEMO_PAIR:
        return Judged([], [])
    until = _until(repository, asked)
    return judged_by_verdict(rule, [(day, found) for day, found in repository.verdicts(rule.of) if day <= until])


def _editions(repository: Repository, rule: AlertRule, asked: Query) -> list[Edition]:
    """Return the editions known by the day on which the question stands, with no period after its span."""
    until, of_span = _until(repository, asked), replace(asked, start=None)
    known = [(day, result) for day, result in repository.editions(rule.of, asked.pair) if day <= until]
    return [Edition(day, of_span.within(result).of(rule.variant)) for day, result in known]


def _cadences(repository: Repository, row: Row) -> dict[str, int]:
    """Return in how many days each source behind a row brings news, where it is asked and still does."""
    behind = {edition.partition("@")[0] for edition in repository.sources_of([row])}
    stated = {source["id"]: source["due_days"] for source in repository.status(repository.known_to)}
    return {source: days for source in behind if (days := stated.get(source)) is not None}


def _heard(repository: Repository, source: str) -> list[date]:
    """Return the days of a source's editions, and the one on which it last answered, with news or without."""
    editions = {raw["vintage"] for raw in repository.snapshot.manifest["raw"] if raw["source"] == source}
    answered = {one["last_success"] for one in repository.status(repository.known_to) if one["id"] == source}
    return sorted(date.fromisoformat(day) for day in editions | answered if day)


def _ends_of_all(repository: Repository, row: Row) -> pd.DataFrame:
    """Return `vintage` and `last` day of all periods that the sources behind a row have of its items, for anybody."""
    tables = repository.snapshot.tables
    kind = pd.MultiIndex.from_frame(tables.series[["source", "item", "freq"]].astype(object))
    own = kind[np.unique(tables.columns["series"][list(row.observations)])]
    numbers = np.flatnonzero(kind.isin(own))
    rows = np.concatenate([np.r_[tables.rows_of(series)] for series in numbers.tolist()])
    return pd.DataFrame({name: tables.columns[name][rows] for name in ("vintage", "last")})


def _is_behind(rule: AlertRule, edition: Edition, ends: pd.DataFrame) -> bool:
    """Tell whether others had a later period on an edition's day; days are numbers since 1970."""
    known = looked_at(rule, edition.rows)
    latest = ends.loc[ends["vintage"] <= _number(edition.day), "last"].max()
    return bool(known) and bool(latest > _number(period(known[-1].period).last))


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


_JUDGES = {
    "break": _by_breaks,
    "rank": _by_ranks,
    "revision": _by_revisions,
    "late": _by_lateness,
    "verdict": _by_verdicts,
}
