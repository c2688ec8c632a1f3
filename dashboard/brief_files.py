"""The brief as files that a server gives: HTML and slides at once, the PDF once it is printed beside the requests."""

import json
import os
from pathlib import Path
from typing import NamedTuple

from dash import html
from flask import Blueprint, Response, request

from dashboard.brief_choices import CHOICES, checked
from dashboard.brief_forms import FORMS, made
from dashboard.brief_parts import Asked
from dashboard.brief_pdf import chromium, printed
from dashboard.language import speaking, tr
from dashboard.making import BusyError, Making
from dashboard.parameters import given_by
from dashboard.plain import document
from dashboard.printing import FOLDER, Printing
from dashboard.snapshots import Snapshots
from dashboard.view import View, view
from ingest.errors import DepdashError

_MOST = 32  # kept of each form, of two hundred kilobytes
_SOON = 2  # seconds until a page looks again


class Unprinted(DepdashError):
    """This server prints no briefs, or could not print one: `status` is that of the answer."""

    def __init__(self, status: int, said: str) -> None:
        self.status = status
        super().__init__(said)


class _Question(NamedTuple):
    form: str
    view: View
    asked: Asked


def prints() -> bool:
    """Return whether this server prints briefs: it needs a folder for them, and a Chromium."""
    try:
        return bool(os.environ.get(FOLDER) and chromium())
    except DepdashError:
        return False


def add_routes(routes: Blueprint, snapshots: Snapshots) -> None:
    """Add /briefing.html, /briefing.pptx and /briefing.pdf.

    While a PDF is printed the answer is 202: a page that looks again by itself, for programs JSON with `Retry-After`.
    """
    files: Making[_Question] = Making("brief", _made, _MOST)

    def asked_for(form: str, query: bytes, base: str) -> _Question:
        asked = given_by(query)
        chosen = checked({one.name: asked.pop(one.name, "") for one in CHOICES}, snapshots.current)
        return _Question(form, view(asked, snapshots), Asked(**chosen, base=base))

    def print_one(question: str) -> bytes:
        query, base = json.loads(question)
        return printed(files.get(asked_for("html", query.encode(), base)).decode())

    printing = Printing(Path(os.environ.get(FOLDER, "")) / snapshots.current.snapshot.id, print_one, _MOST)

    @routes.get("/briefing.html", defaults={"form": "html"})
    @routes.get("/briefing.pptx", defaults={"form": "pptx"})
    def briefing(form: str) -> Response:
        question = asked_for(form, request.query_string, request.host_url)
        return _file(question, files.get(question))

    @routes.get("/briefing.pdf")
    def on_paper() -> Response:
        question = asked_for("pdf", request.query_string, request.host_url)
        _refuse_unless_offered()
        try:
            content = printing.get(json.dumps([request.query_string.decode(), request.host_url]))
        except DepdashError as error:
            raise error if isinstance(error, BusyError) else Unprinted(502, str(error)) from error
        return _file(question, content) if content else _waiting(question.view)


def _made(question: _Question) -> bytes:
    with speaking(question.view.language):
        return made(question.form, question.view, question.asked)


def _file(question: _Question, content: bytes) -> Response:
    pair = question.view.pair
    name = f"brief_{pair.dependent}_{pair.partner}_{question.view.repository.snapshot.id}.{question.form}"
    answer = Response(content, content_type=FORMS[question.form])
    shown = "inline" if question.form == "pdf" else "attachment"  # it takes the place of the page that waited for it
    answer.headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    return answer


def _refuse_unless_offered() -> None:
    if not os.environ.get(FOLDER):
        raise Unprinted(501, f"brief: this server has no folder for printed briefs ({FOLDER}); ask for /briefing.html")
    try:
        chromium()
    except DepdashError as error:
        raise Unprinted(501, str(error)) from error


def _waiting(shown: View) -> Response:
    if request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html":
        query = request.query_string.decode()
        with speaking(shown.language):
            more = html.P(tr("This page looks for it again by itself."), className="answer")
            back = html.A(tr("Back to the page that it was asked on"), href=f"/briefing{query and f'?{query}'}")
            text = document(tr("The brief is being printed"), [more, html.P(back)], again=_SOON)
        answer = Response(text, status=202, content_type=FORMS["html"])
    else:
        answer = Response('{"status": "being printed"}', status=202, content_type="application/json; charset=utf-8")
    answer.headers["Retry-After"] = str(_SOON)
    answer.headers["Cache-Control"] = "no-store"
    return answer
