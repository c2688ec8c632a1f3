"""The lists that are given away beside the results: claims, events, sources, measures and what a value came from."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard import exports
from dashboard.repository import DEPENDENTS, Repository
from dashboard.tables import SOURCES, Record
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result
from indicators.peers import ranked
from indicators.product_table import Product
from indicators.reconcile import REPORTS
from ingest.model import STATUSES

_OTHERS = (
    "measure",
    "swapped",
    "sum",
    "difference",
    "share_of",
    "quotient",
)  # in a candidate: the measures that it is made of


def claims(repository: Repository) -> list[Record]:
    """Return the ledger as a table: every claim with both verdicts, `then_` and `now_`."""
    flat = []
    for claim in exports.claims_json(repository.judgements):
        clocks = {f"{clock}_{name}": value for clock in ("then", "now") for name, value in claim.pop(clock).items()}
        flat.append(claim | clocks)
    return flat


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
        gaps = {"gap": exports.number(line.gap), "gap_percent": exports.number(line.gap_percent)}
        found.append({"flow": line.flow, "period": line.period} | reports | gaps | {"reason": line.reason})
    return found


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
    sources = ";".join(repository.sources_of_numbers(told.pop("rows")))
    status = STATUSES[told.pop("status")]
    cells = {name: exports.number(cell) if isinstance(cell, float) else cell for name, cell in told.items()}
    return key | cells | {"status": status, "sources": sources}


def peers(repository: Repository, indicator: str, partner: str) -> list[Record]:
    """Return an indicator for every country of the region, with its rank in each period, by every variant."""
    countries = [code for code in DEPENDENTS if code != partner]
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
