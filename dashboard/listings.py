"""The lists that are given away beside the results: events, sources, measures and what a value came from."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard import exports
from dashboard.repository import DEPENDENTS, WORLD_SOURCE, Repository
from dashboard.tables import SOURCES, Record
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result, Row, status_name
from indicators.peers import ranked
from indicators.products.table import Product
from indicators.reconcile import REPORTS
from ingest.errors import ParameterError
from ingest.model import STATUSES

_ENDS = ("value", "low", "high")
_OTHERS = (
    "measure",
    "swapped",
    "sum",
    "difference",
    "share_of",
    "quotient",
)  # in a candidate: the measures that it is made of


def events(repository: Repository) -> list[Record]:
    """Return the dated facts that charts mark."""
    return [
        {
            "id": event.id, "date": event.date.isoformat(), "precision": event.precision, "title": event.title,
            "text": event.text, "kind": event.kind, "source": event.source, "url": event.url,
        }
        for event in repository.events
    ]  # fmt: skip


def sources(repository: Repository) -> list[Record]:
    """Return every published file in the snapshot: edition, terms, hash and how much of it is kept."""
    declared = {source["id"]: source for source in repository.snapshot.manifest["sources"]}
    found = []
    for raw in repository.snapshot.manifest["raw"]:
        source = declared[raw["source"]]
        known = raw | {name: source[name] for name in ("title", "citation", "url")}
        found.append({name: known.get(name) for name in SOURCES.names})
    return found


def reconciled(repository: Repository, pair: Pair) -> list[Record]:
    """Return every report of the pair's trade side by side, a row per flow and year, in million USD."""
    found = []
    for line in repository.reconciled(pair):
        reports = {
            f"{name}_{end}": exports.number(getattr(line.reports[name], end)) if name in line.reports else None
            for name in REPORTS
            for end in ("value", "low", "high")
        }
        reports |= {
            f"weighted_{end}": exports.number(getattr(line.weighted, end)) if line.weighted else None
            for end in ("value", "low", "high")
        }
        gaps = {"gap": exports.number(line.gap), "gap_percent": exports.number(line.gap_percent)}
        found.append({"flow": line.flow, "period": line.period} | reports | gaps | {"reason": line.reason})
    return found


def estimated(repository: Repository, pair: Pair, *, with_nowcast: bool = True) -> list[Record]:
    """Return every estimate of the pair's trade after the last own report, a row per flow, period and estimator."""
    found = []
    for one in repository.estimates(pair, with_nowcast):
        told: Record = {"flow": one.flow, "period": one.period, "estimator": one.estimator}
        told |= {end: exports.number(getattr(one.cell, end)) for end in _ENDS}
        shares = {"share": one.share.value, "share_low": one.share.low, "share_high": one.share.high}
        told |= {name: exports.number(value) for name, value in (shares | {"coverage": one.coverage}).items()}
        inputs = ";".join(f"{name}={value:.6g}" for name, value in one.inputs if value == value)
        sources = ";".join(repository.sources_behind(one.cell.observations))
        found.append(told | {"status": status_name(one.cell.status), "inputs": inputs, "sources": sources})
    return found


def freight(repository: Repository, dependent: str) -> list[Record]:
    """Return CIF over FOB for every flow, partner and chapter of which both countries' reports are known."""
    return [
        {
            "flow": one.flow, "partner": one.partner, "product": one.product, "years": len(one.years),
            "first": one.years[0], "last": one.years[-1],
            **{name: exports.number(getattr(one, name)) for name in ("median", "least", "most", "low", "high")},
            "status": status_name(one.status), "remark": one.remark,
            "sources": ";".join(repository.sources_behind(one.observations)),
        }
        for one in repository.freight(dependent)
    ]  # fmt: skip


def reliability(repository: Repository) -> list[Record]:
    """Return each reporter's error with its interval, the most reliable first."""
    found = sorted(repository.reliability.reporters.values(), key=lambda one: (one.error, one.reporter))
    return [
        {
            "reporter": one.reporter, "reports": one.reports, "partners": one.partners,
            "error": exports.number(one.error), "error_low": exports.number(one.low),
            "error_high": exports.number(one.high), "reliability": exports.number(one.reliability),
        }
        for one in found
    ]  # fmt: skip


def replay(repository: Repository, pair: Pair) -> list[Record]:
    """Return how each rung of the nowcast's ladder did over the replay, by flow, frequency and years ahead."""
    return [
        {name: getattr(row, name) for name in ("flow", "frequency", "rung", "years_ahead", "errors")}
        | {"rmse": exports.number(row.rmse), "ratio": exports.number(row.ratio), "kept": row.kept}
        | {"used": row.rung == one.rung, "variance_ratio": exports.number(one.variance_ratio)}
        for one in repository.nowcast(pair)
        for row in one.replay
    ]


def products(repository: Repository, pair: Pair, level: str, year: int | None) -> list[Record]:
    """Return every line of the pair's trade in a year, at the finest level of use and in the latest year unless given.

    Nothing where the snapshot holds no lines of the pair, or none in that year.
    """
    level = level or repository.level(pair, "imports", "exports")
    found = repository.products(pair, level) if level else {}
    key = {"dependent": pair.dependent, "partner": pair.partner, "level": level}
    return [_product(key, line, repository) for line in found.get(str(year or max(found, default="")), ())]


def _product(key: Record, line: Product, repository: Repository) -> Record:
    told = line._asdict()
    sources = ";".join(repository.sources_behind(told.pop("rows")))
    status = STATUSES[told.pop("status")]
    cells = {name: exports.number(cell) if isinstance(cell, float) else cell for name, cell in told.items()}
    return key | cells | {"status": status, "sources": sources}


def region(partner: str, beside: str | None = None) -> list[str]:
    """Return the countries of the region that can depend on a partner, and one beside them where it is none of them.

    >>> region("UKR", "FRA")[0], len(region("UKR", "FRA")), len(region("UKR", "BLR"))
    ('FRA', 11, 10)
    """
    first = [beside] if beside and beside not in DEPENDENTS else []
    return [code for code in (*first, *DEPENDENTS) if code != partner]


def dependents(repository: Repository, partner: str, year: int | None = None) -> list[Record]:
    """Return how much of its trade every country has with a partner in a year, the most dependent exporter first.

    Without a year it is the latest. Raises ParameterError for a year that is not at hand.
    """
    years = list(repository.world(partner).flows)
    year = years[-1] if year is None and years else year
    if year not in years:
        raise ParameterError("year", expected=f"a year from {years[0]} to {years[-1]}" if years else "none", found=year)
    files = [raw for raw in repository.snapshot.manifest["raw"] if raw["source"] == WORLD_SOURCE]
    told: Record = {
        "partner": partner, "period": str(year), "status": "mirror",
        "sources": ";".join(sorted(f"{WORLD_SOURCE}@{raw['vintage']}" for raw in files)),
    }  # fmt: skip
    found = []
    for country, cells in repository.dependents(partner, year).items():
        row: Record = {"dependent": country}
        for name, cell in cells.items():
            ends = {name: cell.value, f"{name}_low": cell.low, f"{name}_high": cell.high}
            row |= {column: exports.number(value) for column, value in ends.items()}
        found.append(row | told)
    return sorted(found, key=lambda row: (row["export_share_high"] is None, -(row["export_share_high"] or 0.0)))


def row_of(record: Record, column: str) -> Row:
    """Return a value of a record with its bounds as a row, NaN where it is empty."""
    names = (column, f"{column}_low", f"{column}_high")
    value, low, high = (math.nan if record[name] is None else float(record[name]) for name in names)
    return Row("", record["period"], value, low, high, record["status"], ())


def peers(repository: Repository, indicator: str, partner: str, beside: str | None = None) -> list[Record]:
    """Return an indicator for every country of the region, with its rank in each period, by every variant.

    `beside` is another country to rank among them.
    """
    countries = region(partner, beside)
    results = {code: repository.result(indicator, Pair(code, partner)) for code in countries}
    found = []
    for variant in CATALOGUE[indicator].variants:
        ranks = {
            code: {row.period: int(row.value) for row in result.rows}
            for code, result in ranked(results, variant.id).items()
        }
        for code, result in results.items():
            for row in result.of(variant.id):
                ends = {name: exports.number(getattr(row, name)) for name in ("value", "low", "high")}
                key = {"indicator": indicator, "variant": variant.id, "dependent": code, "partner": partner}
                told = {"rank": ranks[code].get(row.period), "unit": result.unit, "status": row.status or None}
                sources = ";".join(repository.sources_of([row]))
                found.append(key | {"period": row.period} | ends | told | {"sources": sources})
    return found


def series(repository: Repository) -> list[Record]:
    """Return the whole catalogue of series as published."""
    return [repository.series.record(number) for number in repository.series.found()]


def measures(repository: Repository) -> list[dict[str, Any]]:
    """Return every measure with its unit, the sources that can fill it and its candidates as declared, in order."""
    return [
        {
            "id": name,
            "title": measure["title"],
            "unit": measure["unit"],
            "sources": sources_of_measure(name, repository.measures),
            "candidates": measure["candidate"],
        }
        for name, measure in repository.measures.items()
    ]


def sources_of_measure(name: str, declared: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the ids of the sources that can fill a measure, also through the measures it is made of, sorted.

    >>> sources_of_measure("a", {"a": {"candidate": [{"sum": ["b", "b"]}]}, "b": {"candidate": [{"source": "wits"}]}})
    ['wits']
    """
    found: set[str] = set()
    seen: set[str] = set()
    open_measures = [name]
    while open_measures:
        measure = open_measures.pop()
        if measure in seen or measure not in declared:
            continue
        seen.add(measure)
        for candidate in declared[measure]["candidate"]:
            found |= {candidate["source"]} if "source" in candidate else set()
            for part in _OTHERS:
                named = candidate.get(part, [])
                open_measures += [named] if isinstance(named, str) else list(named)
    return sorted(found)


def lineage(result: Result, period: str, variant: str | None, repository: Repository) -> list[dict[str, Any]]:
    """Return each value of one period with the observations behind it, down to file, hash, row and address."""
    rows = tuple(row for row in result.rows if row.period == period and variant in (None, row.variant))
    values = exports.result_json(replace(result, rows=rows), repository)["rows"]
    return [
        {
            "variant": row.variant,
            **{name: value[name] for name in ("period", "value", "low", "high", "status")},
            "observations": repository.lineage(row),
        }
        for row, value in zip(rows, values, strict=True)
    ]
