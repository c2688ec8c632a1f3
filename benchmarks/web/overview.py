"""The overview as plain data: `python -m benchmarks.web.overview FILE` writes it as JSON, for the floor and the peers.

The floor takes what `/` shows without Dash: its very HTML (`body`), its very figures. The peers build the same page of
question, answer, tiles, and charts with title, note, sentence and the same figures.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dash
from dash import html
from dash.development.base_component import Component

from dashboard.app import create_app
from dashboard.graph import Graph
from dashboard.markup import settled
from dashboard.repository import open_repository


def main() -> None:
    """Write the overview of the snapshot that is served."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web.overview", description=__doc__)
    parser.add_argument("file", type=Path)
    file: Path = parser.parse_args().file
    create_app(open_repository())
    page = dash.page_registry["depdash/"]["layout"].__wrapped__()
    file.write_text(json.dumps(_told(page), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _told(page: Component) -> dict[str, Any]:
    (question,) = _inside(page, html.H1)
    answer = next(_named(page, "answer"))
    told = {
        "question": _text(question), "answer": _text(answer),
        "tiles": [_tile(tile) for tile in _named(page, "tile")],
        "charts": [_chart(card) for card in _named(page, "card") if list(_inside(card, Graph))],
    }  # fmt: skip
    return told | {"body": _static(page)}  # the last, as it changes the page


def _tile(tile: Component) -> dict[str, str]:
    """Return a tile's name, value, what is said of it, and its small line as an address."""
    (name,), (value,) = (list(_named(tile, part)) for part in ("name", "value"))
    (spark,) = _inside(tile, html.Img)
    told = [text for line in _named(tile, "meta") for text in _texts(line.children)]
    return {"name": _text(name), "value": _text(value), "known": ", ".join(told), "spark": spark.src}


def _texts(content: Any) -> list[str]:
    return [_text(part) for part in content] if isinstance(content, list | tuple) else [_text(content)]


def _chart(card: Component) -> dict[str, Any]:
    (graph,) = _inside(card, Graph)
    return {
        "id": card.id, "title": _text(next(_inside(card, html.H2))), "note": _text(next(_named(card, "note"))),
        "sentence": _text(next(_named(card, "sentence"))), "figure": graph.figure, "config": graph.config,
    }  # fmt: skip


def _static(page: Component) -> str:
    """Return the page as HTML with an empty place for each chart; the charts are taken out of the page."""
    for card in _named(page, "card"):
        for holder in _inside(card, html.Div):
            if isinstance(holder.children, Graph):
                holder.children = html.Div(html.Div(id=f"plot-{card.id}"), className="graph")
    whole = settled(html.Div(page))
    return str(whole.inner)


def _inside(content: Any, kind: type[Component] = Component) -> Iterator[Any]:
    if isinstance(content, list | tuple):
        for part in content:
            yield from _inside(part, kind)
    elif isinstance(content, Component):
        if isinstance(content, kind):
            yield content
        yield from _inside(getattr(content, "children", None), kind)


def _named(content: Any, name: str) -> Iterator[Any]:
    return (part for part in _inside(content) if name in (getattr(part, "className", None) or "").split())


def _text(content: Any) -> str:
    if isinstance(content, Component):
        return _text(getattr(content, "children", None))
    return "".join(map(_text, content)) if isinstance(content, list | tuple) else str(content or "")


if __name__ == "__main__":
    main()
