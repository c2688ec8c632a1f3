"""The description of the API in OpenAPI 3.1, made from the declarations by which requests are checked."""

import importlib.metadata
from typing import Any

from dashboard.account_tables import (
    SCENARIO_BANDS,
    SCENARIO_INDEX,
    SCENARIO_LINES,
    SCENARIO_SWINGS,
    SUPPORT,
    VULNERABILITY,
)
from dashboard.analysis_tables import ALERTS, BREAKS, ESTIMATED, FREIGHT, PRODUCTS, RELIABILITY, REPLAY
from dashboard.operations import OPERATIONS, Operation, schema_of
from dashboard.parameters import Parameter
from dashboard.repository import Repository
from dashboard.tables import (
    CLAIMS,
    CODE,
    DEPENDENTS_TABLE,
    EVENTS,
    OBSERVATIONS,
    RECONCILED,
    SERIES,
    SOURCES,
    SPECIFICATIONS,
    Json,
    json_schema,
)
from indicators.breaks import Break, Left, Trend, Untested
from indicators.ledger import COMPUTED, STATES
from ingest.model import STATUSES

_TEXT: Json = {"type": "string"}
_TEXT_OR_NULL: Json = {"type": ["string", "null"]}
_NUMBER: Json = {"type": ["number", "null"]}
_DAY: Json = {"type": "string", "format": "date"}
_COUNTRY: Json = {"type": "string", "pattern": CODE}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_COUNT: Json = {"type": "integer", "minimum": 0}
_BEHIND = ("period", "value", "low", "high", "status", "vintage", "edition", "file", "sha256", "row")
_ABOUT = """Every number that depdash computes and every observation it is computed from, with lineage to the bytes of
the published file. Answers depend on the snapshot only; its id is in the header `Depdash-Snapshot` and in the ETag. An
unknown parameter, a parameter given twice and a value that is not allowed answer 400, an unknown id 404, both as
`application/problem+json`. An empty parameter is the same as none."""


def description(repository: Repository) -> Json:
    """Return the description of every route for one snapshot: which codes are allowed hangs on its data."""
    paths: Json = {}
    for operation in OPERATIONS:
        paths[operation.address] = {"get": _operation(operation, repository)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "depdash",
            "summary": "How far one country depends on another",
            "description": _ABOUT.replace("\n", " "),
            "version": importlib.metadata.version("depdash"),
            "license": {"name": "Apache 2.0 (the code)", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas(), "responses": _refusals(), "headers": _headers()},
    }


def _operation(operation: Operation, repository: Repository) -> Json:
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _headers()}
    answers: Json = {
        "200": {
            "description": operation.summary,
            "headers": headers,
            "content": {operation.media: {"schema": schema_of(operation)}},
        },
        "304": {"description": "Not changed since the answer whose ETag is in If-None-Match"},
        "400": {"$ref": "#/components/responses/BadParameter"},
    }
    if any(parameter.within == "path" for parameter in operation.parameters):
        answers["404"] = {"$ref": "#/components/responses/NotFound"}
    if operation.form == "zip":
        answers["429"] = {"$ref": "#/components/responses/TooMany"}
    return {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": [_parameter(parameter, repository) for parameter in operation.parameters],
        "responses": answers,
    }


def _parameter(parameter: Parameter, repository: Repository) -> Json:
    in_path = parameter.within == "path"
    told = {"name": parameter.name, "in": parameter.within, "description": parameter.description, "required": in_path}
    told |= {} if in_path else {"allowEmptyValue": True}
    told |= {"example": parameter.example} if parameter.example else {}
    return told | {"schema": parameter.schema(repository)}


def _headers() -> Json:
    return {
        "ETag": {"description": "the snapshot's id and the hash of the answer", "schema": _TEXT},
        "Depdash-Snapshot": {"description": "the snapshot's id", "schema": _TEXT},
    }


def _refusals() -> Json:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "BadParameter": {
            "description": "A parameter is unknown, doubled or not one of those allowed",
            "content": content,
        },
        "TooMany": {"description": "Two others are being made; ask again in some seconds", "content": content},
        "NotFound": {"description": "An id in the address names nothing", "content": content},
    }


def _object(properties: Json, **more: Any) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), **more}


def _list(name: str) -> Json:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


def schemas() -> Json:
    """Return the JSON Schema of everything that the API answers, by name."""
    return {
        "Problem": _object(
            {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT, "parameter": _TEXT}
        ),
        "OpenApi": _object({"openapi": {"const": "3.1.0"}, "info": {"type": "object"}, "paths": {"type": "object"}}),
        "CsvMetadata": _object(
            {"@context": {"const": "http://www.w3.org/ns/csvw"}, "url": _TEXT, "tableSchema": {"type": "object"}}
        ),
        **_results(),
        **_inputs(),
        "Breaks": _breaks(),
        "Alert": json_schema(ALERTS),
        "Event": json_schema(EVENTS),
        "Dependent": json_schema(DEPENDENTS_TABLE),
        "SourceFile": json_schema(SOURCES),
        "Reconciled": json_schema(RECONCILED),
        "Estimate": json_schema(ESTIMATED),
        "Replayed": json_schema(REPLAY),
        "Freight": json_schema(FREIGHT),
        "Reporter": json_schema(RELIABILITY),
        "Index": _index(),
        **_claims(),
        "Product": json_schema(PRODUCTS),
        "ScenarioBand": json_schema(SCENARIO_BANDS),
        "Scenario": _scenario(),
        "ScenarioSwing": json_schema(SCENARIO_SWINGS),
        "ScenarioIndex": json_schema(SCENARIO_INDEX),
        "Support": json_schema(SUPPORT),
        "Vulnerability": json_schema(VULNERABILITY),
    }


def _results() -> Json:
    status = {"type": ["string", "null"], "enum": [*STATUSES, None]}
    values: Json = {"period": _TEXT, "value": _NUMBER, "low": _NUMBER, "high": _NUMBER, "status": status}
    row = _object(values | {"sources": _TEXTS})
    row["properties"] = {"variant": _TEXT} | row["properties"]  # only where there are variants
    direction = {"type": "integer", "enum": [-1, 0, 1], "description": "1: a higher value is more dependence"}
    result = {
        "indicator": _TEXT, "title": _TEXT, "dependent": _COUNTRY, "partner": _COUNTRY, "unit": _TEXT,
        "direction": direction, "as_of": _DAY, "snapshot": _TEXT, "reason": _TEXT_OR_NULL,
        "rows": {"type": "array", "items": row},
    }  # fmt: skip
    told = ("id", "title", "question", "formula", "tex", "unit", "theme", "reference")
    variant = _object({"id": _TEXT, "title": _TEXT, "reason": _TEXT_OR_NULL})
    indicator = dict.fromkeys(told, _TEXT) | {
        "direction": direction, "caveats": _TEXTS, "variants": {"type": "array", "items": variant},
    }  # fmt: skip
    lineage = {"variant": _TEXT} | values | {"observations": _list("Observation")}
    found = {"Indicator": indicator, "Result": result, "Lineage": lineage, "Point": _point()}
    return {name: _object(told) for name, told in found.items()}


def _point() -> Json:
    """One value with its inputs: an observation's columns, and beside them who publishes it and what else is known."""
    columns = json_schema(OBSERVATIONS)["properties"]
    behind = {name: columns[name] for name in _BEHIND}
    behind |= dict.fromkeys(
        ("series", "source", "via", "locator", "note", "title", "between", "unit", "source_title", "publisher", "url",
         "retrieved", "correction"), _TEXT,
    )  # fmt: skip
    earlier = _object({"vintage": _DAY} | {name: columns[name] for name in ("value", "low", "high")})
    behind |= {"earlier": {"type": "array", "items": earlier}}
    texts = ("id", "title", "variant", "variant_title", "period", "unit", "said", "status_word", "formula", "snapshot")
    return {
        **dict.fromkeys(texts, _TEXT), **dict.fromkeys(("dependent", "partner"), _COUNTRY),
        **dict.fromkeys(("value", "low", "high"), _NUMBER), "status": _TEXT_OR_NULL, "total": _COUNT,
        "inputs": {"type": "array", "items": _object(behind)},
    }  # fmt: skip


def _inputs() -> Json:
    candidates = {"type": "array", "items": {"type": "object"}, "description": "in the order of preference"}
    columns = json_schema(OBSERVATIONS)["properties"]
    behind = {name: columns[name] for name in _BEHIND}
    behind |= {"series": _TEXT, "source": _TEXT, "via": _TEXT, "locator": _TEXT, "note": _TEXT}
    page = {
        "total": _COUNT, "limit": _COUNT, "offset": _COUNT, "snapshot": _TEXT, "next": _TEXT_OR_NULL,
        "items": _list("Series"),
    }  # fmt: skip
    one = {
        "series": {"$ref": "#/components/schemas/Series"}, "snapshot": _TEXT,
        "observations": {"type": "array", "items": json_schema(OBSERVATIONS)},
    }  # fmt: skip
    return {
        "Measure": _object({"id": _TEXT, "title": _TEXT, "unit": _TEXT, "sources": _TEXTS, "candidates": candidates}),
        "Series": json_schema(SERIES),
        "SeriesPage": _object(page),
        "SeriesObservations": _object(one),
        "Observation": _object(behind),
    }


def _breaks() -> Json:
    columns = json_schema(BREAKS)["properties"]
    test = {name: columns[name] for name in Break._fields} | {"events": _TEXTS}
    tests = {"type": "array", "items": _object(test)}
    step = _object({"breaks": _COUNT, "statistic": _NUMBER, "critical": {"type": "number"}, "p": _NUMBER})
    trend = _object({name: {"type": "number"} for name in Trend._fields}) | {"type": ["object", "null"]}
    run = _object(
        {
            **dict.fromkeys(("variant", "frequency", "first", "last", "begins"), _TEXT), "scale": columns["scale"],
            **dict.fromkeys(("points", "shortest", "by_bic", "by_sequence"), _COUNT),
            "autocorrelation": {"type": "number"}, "known": tests, "unknown": tests, "trend": trend,
            "steps": {"type": "array", "items": step}, "notes": _TEXTS, "sources": _TEXTS,
        }
    )  # fmt: skip
    runs = {"type": "array", "items": run}
    left = _object({name: _COUNT if name == "periods" else _TEXT for name in Left._fields})
    untested = _object(dict.fromkeys(Untested._fields, _TEXT))
    return _object(
        {
            **dict.fromkeys(("indicator", "title", "unit", "snapshot"), _TEXT), "as_of": _DAY,
            "dependent": _COUNTRY, "partner": _COUNTRY, "reason": _TEXT_OR_NULL, "runs": runs,
            "left": {"type": "array", "items": left}, "untested": {"type": "array", "items": untested},
        }
    )  # fmt: skip


def _index() -> Json:
    texts, count = dict.fromkeys, {"type": ["integer", "null"]}
    pillars: Json = {"type": "object", "additionalProperties": _NUMBER, "description": "by the pillar's id"}
    by_input: Json = {"type": "object", "additionalProperties": _NUMBER, "description": "by the input's id"}
    used = _object(
        {"id": _TEXT}
        | texts(("value", "low", "high", "score", "weight", "contribution"), _NUMBER)
        | {"clipped": {"type": "boolean", "description": "the value lies beyond a goalpost"}}
    )
    row = _object(
        {"period": _TEXT}
        | texts(("value", "p5", "p50", "p95"), _NUMBER)
        | {"status": {"type": "string", "enum": list(STATUSES)}, "coverage": {"type": "number"}, "rank": count}
        | texts(("rank_p5", "rank_p50", "rank_p95"), _NUMBER)
        | {"ranked": _COUNT, "probability_of_rise": _NUMBER}
        | {"pillars": pillars, "inputs": {"type": "array", "items": used}, "sources": _TEXTS}
    )
    pillar = _object({"id": _TEXT, "title": _TEXT, "weight": {"type": "number"}, "reason": _TEXT})
    numbers = ("effective_weight", "goalpost_low", "goalpost_high")
    declared = _object(
        texts(("id", "title", "pillar", "indicator", "variant", "panel", "reason"), _TEXT)
        | {"direction": {"type": "integer", "enum": [-1, 1]}}
        | texts(numbers, {"type": "number"})
    )
    change = _object({"from": _TEXT, "to": _TEXT, "inputs": by_input, "geometric_shares": pillars})
    factor = _object(
        texts(("factor", "title"), _TEXT) | texts(("first", "first_error", "total", "total_error"), {"type": "number"})
    )
    factors = {"type": "array", "items": factor}
    spread = _object({"period": _TEXT, "sentence": _TEXT, "factors": factors})
    peer = _object(
        {"dependent": _COUNTRY, "period": _TEXT} | texts(("value", "p5", "p95", "rank_p5", "rank_p95"), _NUMBER)
    )
    lists = {"pillars": pillar, "inputs": declared, "left_out": _object({"what": _TEXT, "reason": _TEXT}), "rows": row}
    return _object(
        {
            "index": _TEXT, "title": _TEXT, "dependent": _COUNTRY, "partner": _COUNTRY, "as_of": _DAY,
            "snapshot": _TEXT, "reason": _TEXT_OR_NULL, "since": count, "draws": _COUNT, "seed": _COUNT,
            "coverage_needed": {"type": "number"},
            **{name: {"type": "array", "items": items} for name, items in lists.items()},
            "change": {"anyOf": [change, {"type": "null"}]}, "sensitivity": {"anyOf": [spread, {"type": "null"}]},
            "peers": {"type": "array", "items": peer},
        }
    )  # fmt: skip


def _claims() -> Json:
    state = {"type": "string", "enum": list(STATES)}
    basis = _object({"basis": _TEXT, "state": state, "value": _NUMBER, "margin": _NUMBER})
    verdict = _object(
        {
            "state": state, "decided_by": _TEXT_OR_NULL, "value": _NUMBER, "margin": _NUMBER, "basis": _TEXT,
            "reason": _TEXT, "computed": {"type": "string", "enum": list(COMPUTED)}, "missing": _TEXTS,
            "bases": {"type": "array", "items": basis}, "sources": _TEXTS,
        }
    )  # fmt: skip
    columns = json_schema(CLAIMS)["properties"]
    told: Json = {column.name: columns[column.name] for column in CLAIMS.columns if "_" not in column.name}
    told |= {name: columns[name] for name in ("rule_hash", "rule_frozen")} | {"then": verdict, "now": verdict}
    count = _object({"agree": _COUNT, "of": _COUNT})
    change = _object({"day": _DAY, "before": _TEXT, "after": _TEXT, "reason": _TEXT})
    behind: Json = {
        "reason": _TEXT, "parameters": {"type": "object"}, "changes": {"type": "array", "items": change},
        "agreeing": _object({"then": count, "now": count}),
        "specifications": {"type": "array", "items": json_schema(SPECIFICATIONS)},
        "lineage": _object({"then": _list("Observation"), "now": _list("Observation")}),
    }  # fmt: skip
    return {"Claim": _object(told), "ClaimWhole": _object(told | behind)}


def _scenario() -> Json:
    ends = dict.fromkeys(("low", "central", "high"), _NUMBER)
    parameter = dict.fromkeys(("id", "title", "unit", "basis", "source"), _TEXT) | ends
    given = {"id": _TEXT, "title": _TEXT, "unit": _TEXT, **ends, "sources": _TEXTS}
    given |= dict.fromkeys(("period", "status", "reason"), _TEXT_OR_NULL)
    swing = {"parameter": _TEXT, "at_low": _NUMBER, "at_high": _NUMBER}
    told = dict.fromkeys(("scenario", "title", "text", "claim", "note", "benchmark", "snapshot"), _TEXT)
    told |= dict.fromkeys(("horizon", "base_year", "hub_year"), _COUNT)
    told |= {"dependent": _COUNTRY, "partner": _COUNTRY, "as_of": _DAY}
    tables = {"parameters": _object(parameter), "inputs": _object(given), "tornado": _object(swing)}
    tables["rows"] = json_schema(SCENARIO_LINES)
    return _object(told | {name: {"type": "array", "items": items} for name, items in tables.items()})
