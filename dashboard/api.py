"""The HTTP API: its routes as declared, how it refuses, and whether the server is well."""

import hashlib
from collections.abc import Callable, Collection
from functools import lru_cache

from dash import html
from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule

from dashboard import brief_files, exports
from dashboard.answers import ANSWERS, Asked, UnknownError, json_answer
from dashboard.brief_files import Unprinted
from dashboard.feed import MEDIA, feed
from dashboard.language import speaking, tr
from dashboard.making import BusyError
from dashboard.operations import FILES, OPERATIONS, ROOT, Operation
from dashboard.package import Packages
from dashboard.parameters import SNAPSHOT, given_by, values
from dashboard.plain import document
from dashboard.repository import Repository
from dashboard.snapshots import Snapshots
from dashboard.view import view as asked_view
from dashboard.watch import listed, with_entry
from dashboard.watch_view import ENTRY, FORM, MAKES, PAIR, entry_form
from ingest.errors import ParameterError

_BESIDE = (
    "/healthz",
    "/readyz",
    "/feed.xml",
    "/briefing.html",
    "/briefing.pptx",
    "/briefing.pdf",
    MAKES,
)  # what programs ask for beside the API
_KEPT = "public, max-age=60"  # a snapshot may be replaced at any time; until then If-None-Match answers 304


def blueprint(snapshots: Snapshots) -> Blueprint:
    """Return the routes that answer from the current snapshot, or from another that is kept and asked for."""
    routes = Blueprint("api", __name__)
    packages = lru_cache(maxsize=2)(Packages)

    @routes.get("/healthz")
    def healthz() -> Response:
        return json_answer({"status": "ok"})

    @routes.get("/readyz")
    def readyz() -> Response:
        return json_answer({"status": "ready", "snapshot": snapshots.current.snapshot.id})

    @routes.get("/feed.xml")
    def atom() -> Response:
        shown = asked_view(given_by(request.query_string), snapshots)
        with speaking(shown.language):
            return Response(feed(shown, request.host_url), content_type=f"{MEDIA}; charset=utf-8")

    brief_files.add_routes(routes, snapshots)

    @routes.get(MAKES)
    def watch() -> Response:
        """Lead back to the overview with a list that has one more entry: nothing of it is kept here."""
        asked = given_by(request.query_string)
        entry, of_pair = (asked.pop(name, "") for name in (ENTRY, PAIR))
        shown = asked_view(asked, snapshots)
        text = f"{entry}.{of_pair}" if of_pair else entry
        more = with_entry(shown.watch, text, shown.repository)
        return Response(status=303, headers={"Location": shown.address("/", None, watch=listed(more)) + "#watch"})

    @routes.get(FORM)
    def watch_form() -> Response:
        shown = asked_view(given_by(request.query_string), snapshots)
        with speaking(shown.language):
            back = html.P(html.A(tr("Overview"), href=shown.address("/")))
            text = document(tr("Choose what to list"), [entry_form(shown), back])
        return Response(text, content_type="text/html; charset=utf-8")

    views = {operation.id: _view(operation, snapshots, packages) for operation in OPERATIONS}

    @routes.get("/api")
    @routes.get("/api/", defaults={"path": ""})
    @routes.get("/api/<path:path>")
    def operation(path: str = "") -> Response:
        try:
            name, given = rules().bind("").match(f"/api/{path}")
        except NotFound as error:
            raise _unknown(path) from error
        return views[name](**given)

    routes.register_error_handler(
        ParameterError, lambda error: problem(400, "Bad parameter", error.parameter, str(error))
    )
    routes.register_error_handler(UnknownError, lambda error: problem(404, "Not found", error.parameter, str(error)))
    routes.register_error_handler(Unprinted, lambda error: problem(error.status, "Not printed", "request", str(error)))
    routes.register_error_handler(BusyError, lambda error: _later(str(error)))
    routes.app_errorhandler(HTTPException)(_refused)
    routes.after_app_request(lambda answer: _public(answer, g.get("snapshot", snapshots.current.snapshot.id)))
    return routes


@lru_cache(maxsize=1)
def rules() -> Map:
    """Return the routes of the API by the ids of its operations.

    Made for the first question that a program asks: to make them takes 20 ms, which is too long for a start.

    >>> rules().bind("").match("/api/v1/indicators/export_share.csv")
    ('indicator_csv', {'id': 'export_share'})
    """
    return Map([Rule(_rule(operation), endpoint=operation.id) for operation in OPERATIONS], merge_slashes=False)


def _rule(operation: Operation) -> str:
    rule = operation.address.replace("{id}", "<path:id>" if operation.answer == "one_series" else "<id>")
    return rule.replace("{period}", "<period>")


def _unknown(path: str) -> UnknownError:
    """Return what is unknown of an address below /api/: its form where another one is known, else all of it."""
    start, _, form = path.rpartition(".")
    if start and (forms := sorted({o.form for o in OPERATIONS if o.address == f"/api/{start}.{o.form}"})):
        return UnknownError("format", form, f"one of {', '.join(forms)}")
    return UnknownError("path", f"/api/{path}", f"a route of {ROOT}, as {ROOT}/openapi.json lists them")


def _view(
    operation: Operation, snapshots: Snapshots, packages: Callable[[Repository], Packages]
) -> Callable[..., Response]:
    answer = ANSWERS[operation.answer]

    def view(**path: str) -> Response:
        given = given_by(request.query_string)
        repository = _asked_for(given.get(SNAPSHOT.name, ""), snapshots)
        g.snapshot = repository.snapshot.id
        for parameter in operation.parameters:
            if parameter.within == "path" and parameter.choices:
                _refuse_unknown(parameter.name, path[parameter.name], parameter.choices(repository))
        checked = values(given, operation.query, repository)
        return answer(Asked(repository, packages(repository), operation.form, path, checked))

    return view


def _asked_for(text: str, snapshots: Snapshots) -> Repository:
    """Return the repository of the snapshot that a request names, of the current one where it names none."""
    named = SNAPSHOT.checked(text, snapshots.current)
    found = snapshots.find(named) if named else snapshots.current
    if found is None:
        allowed = f"{SNAPSHOT.expected}; the current one is {snapshots.current.snapshot.id}"
        raise ParameterError(SNAPSHOT.name, expected=allowed, found=named)
    return found


def _refuse_unknown(parameter: str, found: str, known: Collection[str]) -> None:
    """Say what is unknown: the id, or only the form where the id before it is known."""
    if found in known:
        return
    start, _, form = found.rpartition(".")
    if start in known:
        raise UnknownError("format", form, f"one of {', '.join(FILES)}")
    raise UnknownError(parameter, found, f"one of {', '.join(known)}")


def problem(status: int, title: str, parameter: str, detail: str) -> Response:
    """Return an error in the form of RFC 9457, naming the parameter that is wrong."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, "parameter": parameter}
    return Response(exports.to_json(content), status=status, content_type="application/problem+json")


def _later(detail: str) -> Response:
    answer = problem(429, "Too many at once", "request", detail)
    answer.headers["Retry-After"] = "5"
    return answer


def _of_api() -> bool:
    return request.path.startswith(("/api/", *_BESIDE)) or request.path == "/api"


def _refused(error: HTTPException) -> Response | HTTPException:
    """Tell a program what it did wrong in its own form; people on pages get the server's own words."""
    if not _of_api() or error.code is None or error.code < 400:
        return error
    parameter = "method" if error.code == 405 else "request"
    detail = f"{parameter}: expected GET or HEAD; found {request.method[:20]!r}"
    if error.code != 405:
        detail = f"{parameter}: expected what {ROOT}/openapi.json describes; found {error.name!r}"
    answer = problem(error.code, error.name, parameter, detail)
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _public(answer: Response, snapshot: str) -> Response:
    """Let every site read the API, and every cache keep an answer as long as the snapshot is the same."""
    if not request.path.startswith("/api/"):
        return answer
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag, Depdash-Snapshot, Content-Disposition"
    if request.method == "OPTIONS":
        answer.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        answer.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    if answer.status_code == 200 and request.method in ("GET", "HEAD"):
        answer.headers["Depdash-Snapshot"] = snapshot
        answer.headers["Cache-Control"] = _KEPT
        answer.set_etag(f"{snapshot}-{hashlib.sha256(answer.get_data()).hexdigest()[:16]}")
        answer.make_conditional(request)
    return answer
