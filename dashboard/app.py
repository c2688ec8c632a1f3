"""Put the web application together: pages, API, headers."""

import importlib
import json
import pkgutil
import re
from collections.abc import Callable, Collection, Mapping
from functools import partial, wraps
from pathlib import Path
from typing import Any

import dash
from dash import Dash, dcc, html
from flask import Flask, Response, request

import dashboard.pages
from dashboard.api import blueprint, problem
from dashboard.frame import frame, notice
from dashboard.language import language, speaking, spoken_in, tr
from dashboard.markup import settled
from dashboard.page import Page
from dashboard.remembering import Remembering
from dashboard.repository import Repository
from dashboard.snapshots import Snapshots
from dashboard.view import View, view
from ingest.errors import ParameterError

_LARGEST_REQUEST = 1_000_000  # bytes; callbacks post a few hundred
_LONGEST_ADDRESS = 2000
# What Dash loads for tables and controls of its own, and for browsers that lack what is needed here anyway: the latter
# replaces functions that every browser has by now with ones that make plotly a third slower. The two core components
# that are used stand in assets/components.js.
_UNUSED = re.compile(r'<script src="[^"]*/(dash_table/|dcc/|deps/polyfill)[^"]*"></script>\n?')
_CALLBACK = "/_dash-update-component"  # where Dash asks for pages
_FILES = ("/assets/", "/_dash-component-suites/")
# Dash asks for its layout and its callbacks once its scripts have run: they may come meanwhile.
_INDEX = """<!DOCTYPE html>
<html lang="en">
<head>{%metas%}<title>{%title%}</title>
<link rel="preload" href="/_dash-layout" as="fetch" crossorigin>
<link rel="preload" href="/_dash-dependencies" as="fetch" crossorigin>
{%favicon%}{%css%}</head>
<body>{%app_entry%}<footer class="dash">{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""


def create_app(repository: Repository) -> Dash:
    """Return the application that shows `repository`, and other snapshots that are kept where an address asks so."""
    snapshots = Snapshots(repository)
    server = Flask("dashboard")
    # Pages and answers of the API: a sixth smaller than by the default, for ten milliseconds once.
    server.config |= {"COMPRESS_ALGORITHM": ["br", "zstd", "gzip"], "COMPRESS_BR_LEVEL": 6}
    app = Dash(
        "dashboard",
        server=server,
        use_pages=True,
        pages_folder="",
        assets_folder=str(Path(__file__).parent / "assets"),
        assets_path_ignore=["^map$", "^print$"],  # what one page alone needs, it asks for itself
        title="depdash",
        update_title="",
        index_string=_INDEX,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        suppress_callback_exceptions=True,
        compress=True,
        use_async=False,
    )
    app.interpolate_index = partial(_index, app.interpolate_index)
    app.layout = html.Div([dash.page_container, dcc.Store(id="snapshot", data=repository.snapshot.id)])
    found = pages()
    titles = [(page.path, page.title) for page in found if not (page.alone or page.within)]
    for page in found:
        where = {"path_template" if "<" in page.path else "path": page.path}
        dash.register_page(
            f"depdash{page.path}",
            **where,
            title=f"{page.title} · depdash",
            layout=_settling(_layout(page, snapshots, titles)),
        )
    dash.register_page("not_found_404", layout=_settling(_not_found(repository, titles)))
    server.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    server.register_blueprint(blueprint(snapshots))
    server.before_request(lambda: _refused_callback(app))
    policy: list[str] = []
    server.after_request(lambda answer: _secured(answer, policy))
    server.after_request(_unescaped)
    # An unwarmed worker answers its first concurrent callbacks with "Callback function not found"; and the inline
    # scripts whose hashes the policy needs are complete only once the pages' own callbacks are set up.
    server.test_client().get("/_dash-dependencies")
    policy.append(_policy(app.csp_hashes()))
    # Flask's own way to put something before an application; its types call it a method.
    server.wsgi_app = Remembering(server.wsgi_app, _CALLBACK, _FILES)  # type: ignore[method-assign]
    return app


def _index(whole: Callable[..., str], scripts: str, **parts: str) -> str:
    """Return the page that all else is loaded by, in the language that the address asks for."""
    parts["scripts"] = _UNUSED.sub("", scripts)
    return whole(**parts).replace('<html lang="en">', f'<html lang="{spoken_in(request.args)}">', 1)


def _refused_callback(app: Dash) -> Response | None:
    """Refuse what is posted as a callback and is none: any client can post anything, and Dash would fail inside."""
    if request.path != _CALLBACK or request.method != "POST":
        return None
    body: Any = request.get_json(silent=True)
    try:
        known = app.callback_map.get(body["output"])
        given = {entry["property"]: entry.get("value") for entry in body["inputs"]}
        counts = [len(body["inputs"]), len(body.get("state") or ())]
    except (KeyError, TypeError, AttributeError):
        return problem(400, "Bad callback", "body", "body: expected a callback of this page")
    if known is None:
        return problem(400, "Bad callback", "output", "output: expected a callback of this page")
    if counts != [len(known["inputs"]), len(known["state"])]:
        return problem(400, "Bad callback", "body", "body: expected every input and state of the callback")
    for name, start in (("pathname", "/"), ("search", "")):
        text = given.get(name, start)
        if not _is_address(text or "", start):
            detail = f"{name}: expected at most {_LONGEST_ADDRESS} characters beginning with {start!r}"
            return problem(400, "Bad address", name, detail)
    return None


def _unescaped(answer: Response) -> Response:
    """Return a page's JSON without what Dash escapes for JSON within HTML, a fifth of what the browser has to read."""
    if request.path == _CALLBACK and answer.status_code == 200:
        answer.set_data(json.dumps(json.loads(answer.get_data()), ensure_ascii=False, separators=(",", ":")))
    return answer


def _is_address(text: object, start: str) -> bool:
    return isinstance(text, str) and text.startswith(start) and text.isprintable() and len(text) <= _LONGEST_ADDRESS


def pages() -> list[Page]:
    """Return all pages in the order of the navigation."""
    names = (module.name for module in pkgutil.iter_modules(dashboard.pages.__path__))
    found = [importlib.import_module(f"dashboard.pages.{name}").PAGE for name in names]
    return sorted(found, key=lambda page: page.order)


def _layout(page: Page, snapshots: Snapshots, titles: list[tuple[str, str]]) -> Callable[..., html.Div]:
    def layout(**given: object) -> html.Div:
        asked = _asked(given, page.several)
        with speaking(spoken_in(asked)):
            try:
                shown = view(asked, snapshots, page.asks)
                body = page.body(shown)
            except ParameterError as error:
                shown = View(snapshots.current, language=language())
                body = [
                    html.H1(tr("This address asks for something that is not there")),
                    html.P(str(error), className="problem", lang="en"),
                ]
            body = [*notice(shown, snapshots.current.snapshot.id, page.path), *body]
            if page.alone:
                return html.Div(html.Main(body, id="main"), id="frame", className="embedded", lang=language())
            return frame(page.path, shown, body, titles, within=page.within)

    return layout


def _asked(given: Mapping[str, object], several: Collection[str] = ()) -> dict[str, str]:
    """Return what an address asks for; what it gives several times counts only where a page takes `several`."""
    joined = {name: ",".join(value) for name, value in given.items() if name in several and isinstance(value, list)}
    return {name: value for name, value in given.items() if isinstance(value, str)} | joined


def _settling(layout: Callable[..., html.Div]) -> Callable[..., object]:
    """Return the layout with all that Dash need not mount as HTML."""

    @wraps(layout)
    def settling(**given: object) -> object:
        return settled(layout(**given))

    return settling


def _not_found(repository: Repository, titles: list[tuple[str, str]]) -> Callable[..., html.Div]:
    def layout(**given: object) -> html.Div:
        asked = _asked(given)
        with speaking(spoken_in(asked)):
            shown = View(repository, language=language())
            links = [html.Li(html.A(f"{tr(title)} ({path})", href=shown.address(path))) for path, title in titles]
            text = html.P(tr("These there are:"), className="answer")
            return frame("", shown, [html.H1(tr("There is no such page")), text, html.Ul(links)], titles)

    return layout


def _policy(hashes: list[str]) -> str:
    """Return what a page may load and who may frame it: `{}` stands for the latter."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "worker-src blob:",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors {}",
            "object-src 'none'",
        )
    )


def _secured(answer: Response, policy: list[str]) -> Response:
    framed = request.path.startswith("/embed/")  # made for other sites to put into theirs
    if policy:
        answer.headers.setdefault("Content-Security-Policy", policy[0].format("*" if framed else "'none'"))
    if request.path.startswith("/assets/") and "m" in request.args:  # its address changes with the file
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    if not framed:
        answer.headers.setdefault("X-Frame-Options", "DENY")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    answer.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    return answer
