"""The parts that pages are made of: header, chart cards, tiles, tables, source lines."""

import re
from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.figures import Line
from dashboard.language import tr
from dashboard.repository import Repository
from dashboard.sparkline import sparkline
from dashboard.theme import (
    STATE_WORDS,
    STATUS_WORDS,
    capital,
    curly,
    span,
    spelled,
    spoken,
    unit_word,
)
from dashboard.view import View
from indicators.engine import last_known
from indicators.model import Result

_FILLS = "fills \N{LEFT DOUBLE QUOTATION MARK}\\2\N{RIGHT DOUBLE QUOTATION MARK} for"
_MOST_REASONS = 3  # what is missing is named up to so many


def question(text: str, answer: Sequence[object]) -> list[object]:
    """Return the question a page answers, and the answer computed from the data."""
    parts = [curly(part) if isinstance(part, str) else part for part in answer]
    first, *rest = parts
    return [
        html.H1(curly(text)),
        html.P([capital(first) if isinstance(first, str) else first, *rest], className="answer"),
    ]


def whatever_the_clock(view: View) -> list[html.P]:
    """Return that a table is of what is known now, where the page is asked for what was known on a day."""
    told = f"Not as known on {view.query.as_of}: what follows is of what is known now."
    return [html.P(told, className="note clock")] if view.query.as_of else []


def grid(cards: Sequence[html.Section]) -> html.Div:
    """Return cards side by side, those without anything to draw below the others."""
    empty = [card for card in cards if "empty" in card.className]
    drawn = [card for card in cards if card not in empty]
    return html.Div([html.Div(part, className="grid") for part in (drawn, empty) if part], className="stack")


def reason(line: Line, repository: Repository) -> str:
    """Return why there is nothing to draw, as one sentence that names the countries."""
    pair = line.result.pair
    called = tr(" and ").join(spoken(repository.name(code)) for code in (pair.dependent, pair.partner))
    text = line.result.reason or tr(
        "nothing in this snapshot for {countries}: {name}", countries=called, name=line.name
    )
    text = text.replace(f"{pair.dependent} and {pair.partner}", called)
    # The title of a measure stands as Python spells a text, in either kind of quotation marks.
    text = re.sub(r"fills (['\"])(.*)\1 for", _FILLS, text)
    head, colon, listed = text.partition(": ")
    items = listed.split("; ")
    if len(items) > _MOST_REASONS:
        listed = f"{'; '.join(items[:_MOST_REASONS])}; and {len(items) - _MOST_REASONS} more"
    return f"{capital(curly(head + colon + listed)).rstrip('.')}."


def _briefly(text: str) -> str:
    """Return a reason without the list of what is missing."""
    return f"{text.partition(': ')[0].rstrip('.')}."


def tile(title: str, result: Result, href: str, repository: Repository, *, variant: str = "") -> html.A:
    """Return a figure with its period, status and course; where nothing is known, the reason."""
    row = last_known(result, variant)
    if row is None:
        body: list[object] = [
            html.Span(tr("no data"), className="value none"),
            html.Span(_briefly(reason(Line(title, result, variant), repository)), className="meta"),
        ]
    else:
        value = span(row, result.unit)
        known = [
            html.Span(spelled(row.period)),
            html.Span(tr(STATUS_WORDS[row.status]), className=f"badge {row.status}"),
        ]
        body = [
            html.Span([html.B(value), f" {unit_word(result.unit)}"], className="value"),
            html.Span(known, className="meta"),
            html.Img(src=sparkline(result.of(variant)), alt="", className="spark"),
        ]
    return html.A([html.Span(curly(title), className="name"), *body], href=href, className="tile")


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], *, name: str = "stacked") -> html.Div:
    """Return a table; on a narrow screen each row becomes a card whose cells carry their column's name.

    One of the name `numbers` stays a table with its figures under each other, and is moved sideways instead.
    """
    head = html.Thead(html.Tr([html.Th(curly(title), scope="col") for title in heads]))
    lines = []
    for first, *cells in rows:
        others = [html.Td(typeset(cell), **{"data-label": title}) for title, cell in zip(heads[1:], cells, strict=True)]
        lines.append(html.Tr([html.Th(typeset(first), scope="row"), *others]))
    whole = html.Table([head, html.Tbody(lines)], className=name)
    return html.Div(whole, className="scroll", tabIndex=0, role="region", **{"aria-label": tr("Table")})


def typeset(content: Any) -> Any:
    """Return text, components or lists of them with the apostrophes of print in every text."""
    if isinstance(content, str):
        return curly(content)
    if isinstance(content, list):
        return [typeset(part) for part in content]
    if isinstance(content, Component) and getattr(content, "children", None) is not None:
        content.children = typeset(content.children)
    return content


def badge(state: str) -> html.Span:
    """Return a verdict's state as a badge: its word, and a colour that only repeats it."""
    return html.Span(tr(STATE_WORDS[state]), className=f"badge state {state}")
