"""Results as CSV, as JSON and as the W3C's metadata for a CSV: one table feeds them and the charts."""

import csv
import io
import json
import math
from typing import Any

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.ledger import Judgement
from indicators.model import Result, Row
from indicators.rules import Verdict

_COLUMNS = ("indicator", "dependent", "partner", "period", "value", "low", "high", "unit", "status", "sources", "as_of")
_DESCRIPTIONS = {
    "indicator": "id of the indicator or measure",
    "dependent": "country that depends, ISO 3166 alpha-3",
    "partner": "country depended on, ISO 3166 alpha-3",
    "variant": "how it was computed",
    "period": "day, month, quarter, half, year or a range of them",
    "value": "the value; empty where only bounds are known or nothing is",
    "low": "lower bound",
    "high": "upper bound",
    "unit": "unit of value, low and high",
    "status": "how the weakest input came to be known; empty for a gap",
    "sources": "source@day by which its edition was known, separated by ;",
    "as_of": "day up to which editions were used",
}


def columns(result: Result) -> list[str]:
    """Return the names of the CSV's columns; `variant` stands after `partner` where there are variants."""
    names = list(_COLUMNS)
    if result.variants:
        names.insert(3, "variant")
    return names


def harmless(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and does not run it as a formula.

    >>> harmless("=1+1"), harmless("plain")
    ("'=1+1", 'plain')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def result_csv(result: Result, repository: Repository) -> str:
    """Return the result as CSV text, header first, one row per period and variant, numbers unrounded."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, columns(result), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in result.rows:
        writer.writerow(_record(result, row, repository))
    return lines.getvalue()


def _record(result: Result, row: Row, repository: Repository) -> dict[str, str]:
    return {
        "indicator": result.id,
        "dependent": result.pair.dependent,
        "partner": result.pair.partner,
        "variant": harmless(row.variant),
        "period": row.period,
        "value": _text(row.value),
        "low": _text(row.low),
        "high": _text(row.high),
        "unit": harmless(result.unit),
        "status": row.status,
        "sources": ";".join(repository.sources_of([row])),
        "as_of": str(result.as_of or repository.known_to),
    }


def result_json(result: Result, repository: Repository) -> dict[str, Any]:
    """Return the result in the form of the API: numbers or null, sources as a list."""
    rows = []
    for row in result.rows:
        record: dict[str, Any] = {"period": row.period}
        record |= {name: _number(getattr(row, name)) for name in ("value", "low", "high")}
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
    """Return the W3C's CSVW description of the result's CSV at `url`."""
    declared = CATALOGUE[result.id]
    numbers = ("value", "low", "high")
    sources = [f"{title} ({edition})" for title, edition in repository.editions_of([result])]
    described = [
        {
            "name": name,
            "titles": name,
            "dc:description": _DESCRIPTIONS[name],
            "datatype": "number" if name in numbers else "string",
        }
        for name in columns(result)
    ]
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dc:title": declared.title,
        "dc:description": f"{declared.question} Formula: {declared.formula}. {' '.join(declared.caveats)}",
        "dc:source": sources,
        "dc:references": declared.reference,
        "dc:identifier": f"{result.id}, snapshot {result.snapshot}",
        "tableSchema": {
            "columns": described,
            "primaryKey": [name for name in ("variant", "period") if name in columns(result)],
        },
    }


def catalogue_json() -> list[dict[str, Any]]:
    """Return the catalogue of indicators in the form of the API."""
    return [
        {
            "id": indicator.id,
            "title": indicator.title,
            "question": indicator.question,
            "formula": indicator.formula,
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


def claims_json(judgements: tuple[Judgement, ...]) -> list[dict[str, Any]]:
    """Return the ledger in the form of the API: every claim with both verdicts."""
    return [
        {
            "id": judged.claim.id,
            "theme": judged.claim.theme,
            "claim": judged.claim.claim,
            "section": judged.claim.section,
            "paragraph": judged.claim.paragraph,
            "then": _verdict(judged.then, judged.then_basis),
            "now": _verdict(judged.now, judged.now_basis),
        }
        for judged in judgements
    ]


def _verdict(verdict: Verdict, basis: str) -> dict[str, Any]:
    return {
        "state": verdict.state,
        "decided_by": verdict.decided_by or None,
        "value": verdict.value,
        "margin": verdict.margin,
        "basis": basis,
        "reason": verdict.reason,
    }


def to_json(content: Any) -> str:
    """Return `content` as JSON that every parser accepts: never NaN.

    >>> to_json({"value": None})
    '{"value": null}'
    """
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def _text(number: float) -> str:
    return "" if math.isnan(number) else repr(float(number))


def _number(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
