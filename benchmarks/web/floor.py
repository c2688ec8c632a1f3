"""The floor: a static page with the HTML, the figures, the styles, the fonts and the plotly build of the overview.

A WSGI application without a framework, all of whose answers are made before the first request. What the page loads is
what `depdash serve` sends for it, byte by byte, with the same compression and the same headers of caching.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from flask import Flask
from flask_compress import Compress

ENCODINGS = {"Accept-Encoding": "gzip, deflate, br, zstd"}  # as Chromium asks on loopback
_KEPT = ("Content-Type", "Content-Encoding", "Cache-Control", "ETag", "Vary")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Overview</title>
<link rel="icon" href="{icon}">{styles}<script defer src="{plotly}"></script><script>{script}</script></head>
<body>{body}<script type="application/json" id="charts">{charts}</script></body>
</html>"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A body as it goes over the wire, with the headers that tell what it is."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


def served() -> Callable[..., Iterable[bytes]]:
    """Return the application, of the overview in the file OVERVIEW and the server at the address DEPDASH."""
    overview = json.loads(Path(os.environ["OVERVIEW"]).read_text(encoding="utf-8"))
    return application(answers(os.environ["DEPDASH"], overview))


def answers(address: str, overview: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the static page and what it loads, by address, taken from the server at `address`."""
    document = requests.get(address, timeout=30).text
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', document)
    (icon,) = re.findall(r'<link rel="icon"[^>]* href="([^"]+)"', document)
    (plotly,) = re.findall(r'<script[^>]* src="([^"]*plotly[^"]*)"', document)
    fonts = [
        urljoin(style, font)
        for style in styles
        for font in re.findall(r'url\("?([^")]+\.woff2[^")]*)', requests.get(urljoin(address, style), timeout=30).text)
    ]
    loaded = {path: _taken(urljoin(address, path)) for path in (*styles, icon, plotly, *fonts)}
    return {"/": _compressed(_page(styles, icon, plotly, overview))} | loaded


def application(prepared: Mapping[str, Answer]) -> Callable[..., Iterable[bytes]]:
    """Return a WSGI application that gives the answers prepared, and 304 for one that the browser has already."""

    def answering(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING")
        found = prepared.get(environ["PATH_INFO"] + (f"?{query}" if query else ""))
        if found is None:
            start("404 Not Found", [("Content-Length", "0")])
            return []
        held = environ.get("HTTP_IF_NONE_MATCH")
        if held and held == dict(found.headers).get("ETag"):
            start("304 Not Modified", list(found.headers))
            return []
        start("200 OK", [*found.headers, ("Content-Length", str(len(found.body)))])
        return [found.body]

    return answering


def _page(styles: Iterable[str], icon: str, plotly: str, overview: Mapping[str, Any]) -> str:
    charts = [{name: chart[name] for name in ("id", "figure", "config")} for chart in overview["charts"]]
    return _PAGE.format(
        styles="".join(f'<link rel="stylesheet" href="{style}">' for style in styles),
        icon=icon,
        plotly=plotly,
        script=Path(__file__).with_name("floor.js").read_text(encoding="utf-8"),
        body=overview["body"],
        charts=json.dumps(charts, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/"),
    )


def _taken(address: str) -> Answer:
    with requests.get(address, headers=ENCODINGS, stream=True, timeout=30) as answer:
        answer.raise_for_status()
        kept = tuple((name, answer.headers[name]) for name in _KEPT if name in answer.headers)
        return Answer(answer.raw.read(decode_content=False), kept)


def _compressed(page: str) -> Answer:
    """Return the page as Dash's own compression would send it."""
    app = Flask("floor")
    Compress(app)
    app.add_url_rule("/", "page", lambda: page)
    with app.test_client() as client:
        answer = client.get("/", headers=ENCODINGS)
        return Answer(answer.data, tuple((name, answer.headers[name]) for name in _KEPT if name in answer.headers))
