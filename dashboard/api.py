"""The HTTP API: its routes as declared, how it refuses, and whether the server is well."""

import hashlib
from collections.abc import Callable, Collection
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException

from dashboard import exports
from dashboard.answers import ANSWERS, Asked, UnknownError, json_answer
from dashboard.brief import brief
from dashboard.brief_choices import FINDINGS
from dashboard.brief_parts import Asked as BriefAsked
from dashboard.feed import MEDIA, feed
from dashboard.forms import MEDIA as MEDIA_OF_FILES
from dashboard.language import speaking
from dashboard.making import BusyError, Making
from dashboard.operations import FILES, OPERATIONS, ROOT, Operation
from dashboard.package import Packages
from dashboard.parameters import SNAPSHOT, values
from dashboard.repository import Repository
from dashboard.snapshots import Snapshots
from dashboard.view import View
from dashboard.view import view as asked_view
from dashboard.watch import listed, with_entry
from dashboard.watch_view import ENTRY, MAKES, PAIR
from ingest.errors import ParameterError

_BESIDE = (
    "/healthz",
    "/readyz",
    "/feed.xml",
    "/briefing.html",
    "/briefing.pptx",
    MAKES,
)  # what programs ask for beside the API
_MOST_BRIEFS = 32  # of two hundred kilobytes
_BRIEFS = {"html": "text/html; charset=utf-8", "pptx": MEDIA_OF_FILES["pptx"]}
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
        shown = asked_view(_given(request.query_string), snapshots)
        with speaking(shown.language):
            return Response(feed(shown, request.host_url), content_type=f"{MEDIA}; charset=utf-8")

    @routes.get(MAKES)
    def watch() -> Response:
        """Lead back to the overview with a list that has one more entry: nothing of it is kept here."""
        asked = _given(request.query_string)
        entry, of_pair = (asked.pop(name, "") for name in (ENTRY, PAIR))
        shown = asked_view(asked, snapshots)
        text = f"{entry}.{of_pair}" if of_pair else entry
        more = with_entry(shown.watch, text, shown.repository)
        return Response(status=303, headers={"Location": shown.address("/", None, watch=listed(more)) + "#watch"})

    briefs: Making[tuple[str, View, BriefAsked]] = Making("brief", lambda key: _brief(*key), _MOST_BRIEFS)

    @routes.get("/briefing.html", defaults={"form": "html"})
    @routes.get("/briefing.pptx", defaults={"form": "pptx"})
    def briefing(form: str) -> Response:
        asked = _given(request.query_string)
        named: tuple[str, ...] = FINDINGS.checked(asked.pop(FINDINGS.name, ""), snapshots.current)
        shown, choices = asked_view(asked, snapshots), BriefAsked(findings=named, base=request.host_url)
        answer = Response(briefs.get((form, shown, choices)), content_type=_BRIEFS[form])
        name = f"brief_{shown.pair.dependent}_{shown.pair.partner}_{shown.repository.snapshot.id}.{form}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    for operation in OPERATIONS:
        rule = operation.address.replace("{id}", "<path:id>" if operation.answer == "one_series" else "<id>")
        view = _view(operation, snapshots, packages)
        routes.add_url_rule(rule.replace("{period}", "<period>"), operation.id, view)

    @routes.get("/api")
    @routes.get("/api/", defaults={"path": ""})
    @routes.get("/api/<path:path>")
    def unknown(path: str = "") -> Response:
        start, _, form = path.rpartition(".")
        if start and (forms := sorted({o.form for o in OPERATIONS if o.address == f"/api/{start}.{o.form}"})):
            raise UnknownError("format", form, f"one of {', '.join(forms)}")
        raise UnknownError("path", f"/api/{path}", f"a route of {ROOT}, as {ROOT}/openapi.json lists them")

    routes.register_error_handler(
        ParameterError, lambda error: problem(400, "Bad parameter", error.parameter, str(error))
    )
    routes.register_error_handler(UnknownError, lambda error: problem(404, "Not found", error.parameter, str(error)))
    routes.register_error_handler(BusyError, lambda error: _later(str(error)))
    routes.app_errorhandler(HTTPException)(_refused)
    routes.after_app_request(lambda answer: _public(answer, g.get("snapshot", snapshots.current.snapshot.id)))
    return routes


def _brief(form: str, view: View, asked: BriefAsked) -> bytes:
    with speaking(view.language):
        if form == "html":
            return brief(view, asked).encode()
        from dashboard.brief_slides import slides  # loads python-pptx, which takes half a second that only slides need

        return slides(view, asked)


def _view(
    operation: Operation, snapshots: Snapshots, packages: Callable[[Repository], Packages]
) -> Callable[..., Response]:
    answer = ANSWERS[operation.answer]

    def view(**path: str) -> Response:
        given = _given(request.query_string)
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


def _given(query: bytes) -> dict[str, str]:
    """Return the parameters of a query; what is not UTF-8 becomes U+FFFD, which no parameter takes.

    Flask's own reading would leave it escaped, as if somebody had asked for the escape.
    """
    found: dict[str, str] = {}
    for part in filter(None, query.replace(b"+", b" ").split(b"&")):
        name_bytes, _, text = part.partition(b"=")
        name = unquote_to_bytes(name_bytes).decode(errors="replace")
        value = unquote_to_bytes(text).decode(errors="replace")
        if name in found:
            raise ParameterError(name[:40], expected="one value", found=[found[name], value])
        found[name] = value
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
