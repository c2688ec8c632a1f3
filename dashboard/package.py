"""All tables for a pair of countries as a Frictionless data package, with the W3C's CSVW beside each CSV."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard import exports, listings
from dashboard.forms import MEDIA, archive, table_bytes
from dashboard.ledger import claim_records
from dashboard.making import Making
from dashboard.package_texts import LICENCE, citation, readme
from dashboard.repository import Repository
from dashboard.tables import CLAIMS, EVENTS, SERIES, SOURCES, Json, Record, Table, table_schema
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result

_PROFILES = "https://datapackage.org/profiles/2.0"
_MOST_KEPT = 16  # archives of about two megabytes


@dataclass(frozen=True, slots=True)
class Resource:
    """One table of the package, as a file."""

    stem: str  # its path without the ending
    title: str
    description: str
    table: Table
    sources: Sequence[tuple[str, str]]  # title and edition of each
    payload: bytes


class Packages(Making[Pair]):
    """The archives of a snapshot, by pair."""

    def __init__(self, repository: Repository) -> None:
        super().__init__("package", lambda pair: archive(package_files(repository, pair)), _MOST_KEPT)


def package_files(repository: Repository, pair: Pair, form: str = "csv") -> dict[str, bytes]:
    """Return every file of the package by its path, sorted; `form` is csv, parquet or xlsx.

    The same snapshot, pair and form give the same bytes.
    """
    files: dict[str, bytes] = {}
    described = []
    for resource in [*_results(repository, pair, form), *_lists(repository, form)]:
        path = f"{resource.stem}.{form}"
        files[path] = resource.payload
        described.append(_resource(resource, path, form))
        if form == "csv":
            files[f"{path}-metadata.json"] = _json_bytes(_csvw(resource, path))
    package = _package(repository, pair, described)
    files["datapackage.json"] = _json_bytes(package)
    files["README.md"] = readme(package).encode()
    files["CITATION.cff"] = citation(package).encode()
    return dict(sorted(files.items()))


def _results(repository: Repository, pair: Pair, form: str) -> Iterator[Resource]:
    for name in CATALOGUE:
        yield _of_result(repository.result(name, pair), "indicators", repository, form)
    for name in repository.measures:
        yield _of_result(repository.measure(name, pair), "measures", repository, form)


def _of_result(result: Result, folder: str, repository: Repository, form: str) -> Resource:
    table = exports.table_of(result)
    payload = table_bytes(table, exports.result_records(result, repository), form, result.id)
    empty = f" Empty: {result.reason}." if result.reason else ""
    about = f"{exports.described(result.id, repository)}{empty}"
    return Resource(f"{folder}/{result.id}", result.title, about, table, repository.editions_of([result]), payload)


@lru_cache(maxsize=4)
def _lists(repository: Repository, form: str) -> tuple[Resource, ...]:
    """The tables that are the same for every pair."""
    everything = sorted({(row["title"], row["edition"]) for row in listings.sources(repository)})
    made: tuple[tuple[str, str, str, Table, list[Record], list[tuple[str, str]]], ...] = (
        ("claims", "Claims", "The memo's claims in our own words, with both verdicts.", CLAIMS,
         claim_records(repository), everything),
        ("events", "Events", "Dated facts that charts mark.", EVENTS, listings.events(repository), []),
        ("sources", "Sources", "Every published file in the snapshot: edition, terms, hash.", SOURCES,
         listings.sources(repository), everything),
        ("series", "Series", "The catalogue of series as published, from which the measures are filled.", SERIES,
         listings.series(repository), everything),
    )  # fmt: skip
    return tuple(
        Resource(stem, title, about, table, sources, table_bytes(table, records, form, stem))
        for stem, title, about, table, records, sources in made
    )


def _resource(resource: Resource, path: str, form: str) -> Json:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": resource.stem.replace("/", "."),
        "type": "table",
        "path": path,
        "title": resource.title,
        "description": resource.description,
        "format": form,
        "mediatype": MEDIA[form],
        **({"encoding": "utf-8"} if form == "csv" else {}),
        # Frictionless counts no bytes while it reads Parquet, and then reports a difference.
        **({} if form == "parquet" else {"bytes": len(resource.payload)}),
        "hash": f"sha256:{hashlib.sha256(resource.payload).hexdigest()}",
        "schema": table_schema(resource.table),
        **({"sources": [_source(title, edition) for title, edition in resource.sources]} if resource.sources else {}),
    }


def _source(title: str, edition: str) -> Json:
    return {"title": title, "version": edition}


def _csvw(resource: Resource, path: str) -> Json:
    about: dict[str, Any] = {
        "dc:title": resource.title,
        "dc:description": resource.description,
        "dc:license": {"@id": LICENCE["path"]},
        "dc:source": [f"{title} ({edition})" for title, edition in resource.sources],
    }
    return exports.csvw(resource.table, path.rpartition("/")[2], about)


def _package(repository: Repository, pair: Pair, resources: list[Json]) -> Json:
    names = [repository.name(code) for code in (pair.dependent, pair.partner)]
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"depdash-{pair.dependent}-{pair.partner}".lower(),
        "id": f"depdash:{repository.snapshot.id}:{pair.dependent}:{pair.partner}",
        "title": f"How far {names[0]} depends on {names[1]}",
        "description": "Indicators of dependency, the measures they are made of, claims, events and sources.",
        "version": repository.snapshot.id,
        "licenses": [LICENCE],
        "contributors": [{"title": "the depdash authors", "roles": ["creator"]}],
        "keywords": ["economic dependency", "trade", "energy", "finance", names[0], names[1]],
        "sources": _all_sources(repository),
        "resources": resources,
    }


def _all_sources(repository: Repository) -> list[Json]:
    found = []
    for source in repository.snapshot.manifest["sources"]:
        editions = sorted(
            {raw["edition"] for raw in repository.snapshot.manifest["raw"] if raw["source"] == source["id"]}
        )
        told = {"title": source["title"], "version": "; ".join(editions), "licence": source["licence"]}
        told |= {"publisher": source["publisher"], "citation": source["citation"]}
        found.append(told | ({"path": source["url"]} if source["url"].startswith("http") else {}))
    return found


def _json_bytes(content: Json) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
