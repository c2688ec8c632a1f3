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
    DIRECTION_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
    capital,
    changed,
    curly,
    span,
    spelled,
    spoken,
    unit_word,
)
from dashboard.view import View
from indicators.change import last_change
from indicators.engine import last_known
from indicators.model import Pair, Result

# What the engine says of a result without a value; the title of a measure stands as Python spells a text.
_UNFILLED = re.compile(r"nothing in this snapshot fills (?P<mark>['\"])(?P<title>.*)(?P=mark) for \w+ and \w+")
_LACKING = re.compile(r"no observation(?: known by (?P<day>\S+))? for \w+ and \w+: (?P<names>.*)")
NO_PERIOD = "the inputs share no period in which all are known"  # as the engine says it
_MOST_REASONS = 3  # what is missing is named up to so many


def question(text: str, answer: Sequence[object]) -> list[object]:
    """Return the question a page answers, and the answer computed from the data."""
    parts = [curly(part) if isinstance(part, str) else part for part in answer]
    first, *rest = parts
    return [
        html.H1(curly(text)),
        html.P([capital(first) if isinstance(first, str) else first, *rest], className="answer"),
    ]


def traced(view: View, content: object, of: str, variant: str, period: str, pair: Pair | None = None) -> html.A:
    """Return what opens the lineage of a value, given by its indicator or measure, variant and period."""
    pair = pair or view.pair
    point = {"data-point": of, "data-variant": variant, "data-period": period}
    return html.A(
        content,
        href=view.address("/data", pair, lineage=of, period=period),
        title=tr("Where it comes from"),
        **point, **{"data-dependent": pair.dependent, "data-partner": pair.partner},
    )  # fmt: skip


def whatever_the_clock(view: View) -> list[html.P]:
    """Return that a table is of what is known now, where the page is asked for what was known on a day."""
    told = tr("Not as known on {day}: what follows is of what is known now.", day=view.query.as_of)
    return [html.P(told, className="note clock")] if view.query.as_of else []


def grid(cards: Sequence[html.Section]) -> html.Div:
    """Return cards side by side, those without anything to draw below the others."""
    empty = [card for card in cards if "empty" in card.className]
    drawn = [card for card in cards if card not in empty]
    return html.Div([html.Div(part, className="grid") for part in (drawn, empty) if part], className="stack")


def reason(line: Line, repository: Repository) -> str:
    """Return why there is nothing to draw, as one sentence that names the countries."""
    pair, text = line.result.pair, line.result.reason or ""
    called = tr(" and ").join(spoken(tr(repository.name(code))) for code in (pair.dependent, pair.partner))
    if not text:
        said = tr("nothing known for {countries}: {name}", countries=called, name=line.name)
    elif found := _UNFILLED.fullmatch(text):
        title = found["title"]
        said = tr("nothing in this snapshot fills “{title}” for {countries}", title=tr(title), countries=called)
    elif found := _LACKING.fullmatch(text):
        names = _first([tr(name) for name in found["names"].split("; ")])
        said = (
            tr(
                "no observation known by {day} for {countries}: {names}",
                day=found["day"],
                countries=called,
                names=names,
            )
            if found["day"]
            else tr("no observation for {countries}: {names}", countries=called, names=names)
        )
    else:
        said = tr(text)
    return f"{capital(curly(said)).rstrip('.')}."


def _first(names: list[str]) -> str:
    """Return the names of what is missing, up to a limit."""
    more = len(names) - _MOST_REASONS
    listed = "; ".join(names[:_MOST_REASONS])
    return tr("{names}; and {count} more", names=listed, count=more) if more > 0 else listed


def _briefly(text: str) -> str:
    """Return a reason without the list of what is missing."""
    return f"{text.partition(': ')[0].rstrip('.')}."


def tile(title: str, result: Result, href: str, repository: Repository, *, variant: str = "") -> html.A:
    """Return a figure with its period, status, change, direction and course; where nothing is known, the reason."""
    row = last_known(result, variant)
    if row is None:
        body: list[object] = [
            html.Span(tr("no data"), className="value none"),
            html.Span(_briefly(reason(Line(title, result, variant), repository)), className="meta"),
        ]
    else:
        value, change = span(row, result.unit), last_change(result, variant)
        known = [
            html.Span(spelled(row.period)),
            html.Span(tr(STATUS_WORDS[row.status]), className=f"badge {row.status}"),
        ]
        body = [
            html.Span([html.B(value), f" {unit_word(result.unit)}"], className="value"),
            html.Span(known, className="meta"),
            *([html.Span(changed(change, result.unit), className="meta")] if change else []),
            html.Span(tr(DIRECTION_WORDS[result.direction]), className="meta"),
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
    return html.Div(whole, className="scroll", tabIndex=0, role="group", **{"aria-label": tr("Table")})


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
