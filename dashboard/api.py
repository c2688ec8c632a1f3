"""The HTTP API: indicators, measures, claims, events and sources as JSON and CSV, and whether the server is well."""

import csv
import io
from typing import Any

from flask import Blueprint, Response, request

from dashboard import exports
from dashboard.parameters import query
from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Result
from ingest.errors import DepdashError, ParameterError

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


def blueprint(repository: Repository) -> Blueprint:
    """Return the routes that answer from `repository`."""
    routes = Blueprint("api", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        return _json({"status": "ok"})

    @routes.get("/readyz")
    def readyz() -> Response:
        return _json({"status": "ready", "snapshot": repository.snapshot.id})

    @routes.get("/api/v1/indicators")
    def indicators() -> Response:
        return _json(exports.catalogue_json())

    @routes.get("/api/v1/indicators/<name>.csv-metadata.json")
    def indicator_metadata(name: str) -> Response:
        address = request.full_path.rstrip("?").replace(".csv-metadata.json", ".csv", 1)
        return _json(exports.csv_metadata(_asked(name, CATALOGUE, repository), repository, address))

    @routes.get("/api/v1/indicators/<name>.<form>")
    def indicator(name: str, form: str) -> Response:
        return _result(_asked(name, CATALOGUE, repository), form, repository)

    @routes.get("/api/v1/indicators/<name>")
    def indicator_json(name: str) -> Response:
        return _result(_asked(name, CATALOGUE, repository), "json", repository)

    @routes.get("/api/v1/measures")
    def measures() -> Response:
        listed = [{"id": name, "title": m["title"], "unit": m["unit"]} for name, m in repository.measures.items()]
        return _json(listed)

    @routes.get("/api/v1/measures/<name>.<form>")
    def measure(name: str, form: str) -> Response:
        return _result(_asked(name, repository.measures, repository), form, repository)

    @routes.get("/api/v1/lineage/<name>/<period>")
    def lineage(name: str, period: str) -> Response:
        result = _asked(name, CATALOGUE, repository)
        rows = [row for row in result.rows if row.period == period]
        if not rows:
            raise UnknownError("period", period, f"one of the periods of {name}")
        return _json([{"variant": row.variant, "observations": repository.lineage(row)} for row in rows])

    @routes.get("/api/v1/claims", defaults={"form": "json"})
    @routes.get("/api/v1/claims.<form>")
    def claims(form: str) -> Response:
        return _records(_flat_claims(repository) if form == "csv" else exports.claims_json(repository.judgements), form)

    @routes.get("/api/v1/events", defaults={"form": "json"})
    @routes.get("/api/v1/events.<form>")
    def events(form: str) -> Response:
        return _records([_event(event) for event in repository.events], form)

    @routes.get("/api/v1/sources", defaults={"form": "json"})
    @routes.get("/api/v1/sources.<form>")
    def sources(form: str) -> Response:
        raw = [
            {name: value for name, value in entry.items() if name not in ("refused", "conflicts")}
            for entry in repository.snapshot.manifest["raw"]
        ]
        return _records(raw, form)

    @routes.get("/api/<path:path>")
    def unknown(path: str) -> Response:
        raise UnknownError("path", f"/api/{path}", "a route of /api/v1, such as /api/v1/indicators")

    routes.register_error_handler(
        ParameterError, lambda error: problem(400, "Bad parameter", error.parameter, str(error))
    )
    routes.register_error_handler(UnknownError, lambda error: problem(404, "Not found", error.parameter, str(error)))
    return routes


class UnknownError(DepdashError):
    """An id in an address names nothing."""

    def __init__(self, parameter: str, found: str, expected: str) -> None:
        self.parameter = parameter
        super().__init__(f"{parameter}: expected {expected}; found {found[:60]!r}")


def _asked(name: str, known: Any, repository: Repository) -> Result:
    """Return the result that the request asks for, of an indicator or a measure."""
    if name not in known:
        raise UnknownError("id", name, f"one of {', '.join(known)}")
    for parameter in request.args:
        if len(request.args.getlist(parameter)) > 1:
            raise ParameterError(parameter, expected="one value", found=request.args.getlist(parameter))
    checked = query(request.args.to_dict(), repository)
    compute = repository.result if known is CATALOGUE else repository.measure
    return checked.within(compute(name, checked.pair, checked.as_of))


def _result(result: Result, form: str, repository: Repository) -> Response:
    if form == "csv":
        name = f"{result.id}_{result.pair.dependent}_{result.pair.partner}.csv"
        return _csv(exports.result_csv(result, repository), name)
    if form == "json":
        return _json(exports.result_json(result, repository))
    raise UnknownError("format", form, "csv or json")


def _records(records: list[dict[str, Any]], form: str) -> Response:
    if form == "json":
        return _json(records)
    if form != "csv":
        raise UnknownError("format", form, "csv or json")
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(records[0]), lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({k: exports.harmless(v) if isinstance(v, str) else v for k, v in record.items()})
    return _csv(lines.getvalue(), request.path.rpartition("/")[2])


def _flat_claims(repository: Repository) -> list[dict[str, Any]]:
    flat = []
    for claim in exports.claims_json(repository.judgements):
        clocks = {f"{clock}_{name}": value for clock in ("then", "now") for name, value in claim.pop(clock).items()}
        flat.append(claim | clocks)
    return flat


def _event(event: Any) -> dict[str, Any]:
    return {
        "id": event.id, "date": event.date.isoformat(), "precision": event.precision, "title": event.title,
        "text": event.text, "kind": event.kind, "source": event.source, "url": event.url,
    }  # fmt: skip


def _json(content: Any) -> Response:
    return Response(exports.to_json(content), content_type=_TYPES["json"])


def _csv(text: str, name: str) -> Response:
    answer = Response(text, content_type=_TYPES["csv"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def problem(status: int, title: str, parameter: str, detail: str) -> Response:
    """Return an error in the form of RFC 9457, naming the parameter that is wrong."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, "parameter": parameter}
    return Response(exports.to_json(content), status=status, content_type="application/problem+json")
