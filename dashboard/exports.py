"""Results as CSV, as JSON and as the W3C's metadata for a CSV: one table feeds them and the charts."""

import json
import math
from collections.abc import Mapping
from typing import Any

from dashboard.forms import csv_text
from dashboard.repository import Repository
from dashboard.tables import Record, Table, csvw_schema, result_table
from indicators.catalogue import CATALOGUE
from indicators.model import Result


def columns(result: Result) -> list[str]:
    """Return the names of the CSV's columns; `variant` stands after `partner` where there are variants."""
    return table_of(result).names


def table_of(result: Result) -> Table:
    """Return what the columns of the result's table mean."""
    return result_table(varied=bool(result.variants))


def result_csv(result: Result, repository: Repository) -> str:
    """Return the result as CSV text, header first, one row per period and variant, numbers unrounded."""
    return csv_text(table_of(result), result_records(result, repository))


def result_records(result: Result, repository: Repository) -> list[Record]:
    """Return the rows of the result's table: all its forms are written from these."""
    fixed = {
        "indicator": result.id,
        "dependent": result.pair.dependent,
        "partner": result.pair.partner,
        "unit": result.unit,
        "as_of": str(result.as_of or repository.known_to),
    }
    return [
        fixed
        | {name: number(getattr(row, name)) for name in ("value", "low", "high")}
        | {
            "variant": row.variant,
            "period": row.period,
            "status": row.status or None,
            "sources": ";".join(repository.sources_of([row])) or None,
        }
        for row in result.rows
    ]


def result_json(result: Result, repository: Repository) -> dict[str, Any]:
    """Return the result in the form of the API: numbers or null, sources as a list."""
    rows = []
    for row in result.rows:
        record: dict[str, Any] = {"period": row.period}
        record |= {name: number(getattr(row, name)) for name in ("value", "low", "high")}
        record |= {"status": row.status or None, "sources": repository.sources_of([row])}
        rows.append({"variant": row.variant} | record if result.variants else record)
    return {
        "indicator": result.id,
        "title": result.title,
        "dependent": result.pair.dependent,
        "partner": result.pair.partner,
        "unit": result.unit,
        "direction": result.direction,
        "as_of": str(result.as_of or repository.known_to),
        "snapshot": result.snapshot,
        "reason": result.reason,
        "rows": rows,
    }


def csv_metadata(result: Result, repository: Repository, url: str) -> dict[str, Any]:
    """Return the W3C's CSVW description of the CSV of an indicator or measure at `url`."""
    about = {
        "dc:title": result.title,
        "dc:description": described(result.id, repository),
        "dc:source": [f"{title} ({edition})" for title, edition in repository.editions_of([result])],
        "dc:identifier": f"{result.id}, snapshot {result.snapshot}",
    }
    if result.id in CATALOGUE:
        about["dc:references"] = CATALOGUE[result.id].reference
    return csvw(table_of(result), url, about)


def csvw(table: Table, url: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the W3C's CSVW description of a CSV at `url`; `about` holds what it is, as Dublin Core terms."""
    return {"@context": "http://www.w3.org/ns/csvw", "url": url, **about, "tableSchema": csvw_schema(table)}


def described(name: str, repository: Repository) -> str:
    """Return in sentences what an indicator or a measure is."""
    if name not in CATALOGUE:
        measure = repository.measures[name]
        return f"{measure['title']}, {measure['unit']}, for the pair of countries, from the first source that has it."
    declared = CATALOGUE[name]
    return f"{declared.question} Formula: {declared.formula}. {' '.join(declared.caveats)}".strip()


def catalogue_json() -> list[dict[str, Any]]:
    """Return the catalogue of indicators in the form of the API."""
    return [
        {
            "id": indicator.id,
            "title": indicator.title,
            "question": indicator.question,
            "formula": indicator.formula,
            "tex": indicator.tex,
            "unit": indicator.unit,
            "direction": indicator.direction,
            "theme": indicator.theme,
            "reference": indicator.reference,
            "caveats": list(indicator.caveats),
            "variants": [
                {"id": variant.id, "title": variant.title, "reason": variant.reason or None}
                for variant in indicator.variants
                if variant.id
            ],
        }
        for indicator in CATALOGUE.values()
    ]


def to_json(content: Any) -> str:
    """Return `content` as JSON that every parser accepts: never NaN.

    >>> to_json({"value": None})
    '{"value": null}'
    """
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def number(value: float) -> float | None:
    """Return a number as JSON and tables have it: None for one that is not known.

    >>> number(1.5), number(float("nan"))
    (1.5, None)
    """
    return None if math.isnan(value) else float(value)
