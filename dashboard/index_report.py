"""A composite index as API and command line tell it: years with band, ranks and parts, sensitivity, declaration."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from dashboard.exports import number
from dashboard.repository import Repository
from dashboard.tables import Record
from indicators.composite import effective_weights
from indicators.index.result import IndexResult
from indicators.index.sensitivity import largest
from indicators.model import Pair, Row
from ingest.errors import ParameterError

HEADLINE = "arithmetic"


def index_report(
    repository: Repository, index: str, pair: Pair, since: int | None = None, as_of: date | None = None
) -> dict[str, Any]:
    """Return all that is told of an index for a pair; probabilities are of a rise since the year `since`.

    Without one the first year with a value is taken. Raises ParameterError for a year that the index does not have.
    """
    found = repository.index(index, pair, as_of)
    result = repository.result(index, pair, as_of)
    rows = {int(row.period): row for row in result.of(HEADLINE) if row.status}
    valued = [year for year, row in rows.items() if row.value == row.value]
    start = _since(since, valued, rows)
    rise = found.rise(pair.dependent, start) if start is not None else {}
    last = max(valued, default=None)
    return {
        "index": index,
        "title": result.title,
        "dependent": pair.dependent,
        "partner": pair.partner,
        "as_of": str(as_of or repository.known_to),
        "snapshot": result.snapshot,
        "reason": result.reason,
        "since": start,
        "draws": found.panel.rules.draws,
        "seed": found.panel.rules.seed,
        "coverage_needed": found.panel.declared.coverage,
        **_declared(found),
        "rows": [_year(repository, found, pair, year, row, rise) for year, row in rows.items()],
        "change": _change(found, pair, start, last),
        "sensitivity": _sensitivity(repository, index, pair, last, as_of),
        "peers": _peers(found, last),
    }


def index_records(report: dict[str, Any]) -> list[Record]:
    """Return the years of a report as rows of the table INDEX_YEARS."""
    fixed = {name: report[name] for name in ("index", "dependent", "partner", "since", "as_of")}
    told = ("period", "value", "p5", "p50", "p95", "coverage", "rank", "rank_p5", "rank_p95", "ranked")
    return [
        fixed
        | {name: row[name] for name in (*told, "probability_of_rise", "status")}
        | {"sources": ";".join(row["sources"]) or None}
        for row in report["rows"]
    ]


def _since(asked: int | None, valued: Iterable[int], rows: Iterable[int]) -> int | None:
    known = sorted(rows)
    if asked is None:
        return min(valued, default=None)
    if asked not in known:
        expected = f"a year of the index, {known[0]} to {known[-1]}" if known else "no year: the index has none"
        raise ParameterError("since", expected=expected, found=asked)
    return asked


def _declared(found: IndexResult) -> dict[str, Any]:
    declared, weights = found.panel.declared, effective_weights(found.panel.structure)
    return {
        "pillars": [
            {"id": one.id, "title": one.title, "weight": one.weight, "reason": one.reason} for one in declared.pillars
        ],
        "inputs": [
            {
                "id": one.id, "title": one.title, "pillar": one.pillar, "indicator": one.indicator,
                "variant": one.variant, "direction": one.direction, "effective_weight": weights[one.id],
                "goalpost_low": one.goalposts.low, "goalpost_high": one.goalposts.high, "panel": one.goalposts.panel,
                "reason": one.goalposts.reason,
            }
            for one in declared.inputs
        ],
        "left_out": [{"what": one.what, "reason": one.reason} for one in declared.left_out],
    }  # fmt: skip


def _year(
    repository: Repository, found: IndexResult, pair: Pair, year: int, row: Row, rise: dict[int, float]
) -> dict[str, Any]:
    place, at = found.panel.countries.index(pair.dependent), found.panel.years.index(year)
    ranks = found.ranks[:, place, at]
    valued = found.values[:, at]
    rank = 1 + int((valued > valued[place]).sum()) if not np.isnan(valued[place]) else None
    return {
        "period": row.period,
        "value": number(row.value),
        "p5": number(row.low),
        "p50": number(found.band[1, place, at]),
        "p95": number(row.high),
        "status": row.status,
        "coverage": float(found.headline.coverage.loc[(pair.dependent, year)]),
        "rank": rank,
        "rank_p5": number(ranks[0]),
        "rank_p50": number(ranks[1]),
        "rank_p95": number(ranks[2]),
        "ranked": int((~np.isnan(valued)).sum()),
        "probability_of_rise": number(rise[year]) if year in rise else None,
        "pillars": {pillar.id: number(found.views[pillar.id][0, place, at]) for pillar in found.panel.declared.pillars},
        "inputs": _inputs(found, pair.dependent, year),
        "sources": repository.sources_of([row]),
    }


def _inputs(found: IndexResult, country: str, year: int) -> list[dict[str, Any]]:
    """Return each input of one year: value, bounds, score, weight that year, what it adds, whether cut off."""
    told = []
    for one in found.used(country, year):
        ends = {end: None if one.cell is None else number(getattr(one.cell, end)) for end in ("value", "low", "high")}
        scored = {name: number(getattr(one, name)) for name in ("score", "weight", "contribution")}
        told.append({"id": one.declared.id, **ends, **scored, "clipped": one.clipped})
    return told


def _change(found: IndexResult, pair: Pair, start: int | None, last: int | None) -> dict[str, Any] | None:
    if start is None or last is None or last <= start:
        return None
    by_input = found.change(pair.dependent, start, last)
    by_pillar = found.geometric_change(pair.dependent, start, last)
    return {
        "from": str(start), "to": str(last), "inputs": {str(name): number(value) for name, value in by_input.items()},
        "geometric_shares": {str(name): number(value) for name, value in by_pillar.items()},
    }  # fmt: skip


def _sensitivity(
    repository: Repository, index: str, pair: Pair, last: int | None, as_of: date | None
) -> dict[str, Any] | None:
    if last is None:
        return None
    shares = repository.index_shares(index, pair, last, as_of)
    return {
        "period": str(last), "sentence": largest(shares),
        "factors": [{name: one._asdict()[name] for name in one._fields} for one in shares],
    }  # fmt: skip


def _peers(found: IndexResult, last: int | None) -> list[dict[str, Any]]:
    """Return every country of the panel in one year, the highest index first, those without a value behind."""
    if last is None:
        return []
    at = found.panel.years.index(last)
    order = sorted(range(len(found.panel.countries)), key=lambda place: _descending(found.values[place, at]))
    return [
        {
            "dependent": found.panel.countries[place], "period": str(last), "value": number(found.values[place, at]),
            "p5": number(found.band[0, place, at]), "p95": number(found.band[2, place, at]),
            "rank_p5": number(found.ranks[0, place, at]), "rank_p95": number(found.ranks[2, place, at]),
        }
        for place in order
    ]  # fmt: skip


def _descending(value: float) -> float:
    return -value if value == value else 1.0
