"""The parts that pages are made of: header, chart cards, tiles, tables, source lines."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.figures import Figure, Line
from dashboard.repository import DEFAULT_PAIR, DEPENDENTS, Repository
from dashboard.sparkline import sparkline
from dashboard.theme import (
    COLOURS,
    STATE_WORDS,
    STATUS_WORDS,
    capital,
    curly,
    interval,
    span,
    spelled,
    spoken,
    unit_word,
)
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known
from indicators.model import Pair, Result
from ingest.declared import Event

_PARTNERS = ("RUS", "CHN", "EUU", "DEU", "POL", "UKR", "KAZ", "LTU", "LVA", "TUR", "ITA", "NLD", "GBR", "USA")
_FILLS = "fills \N{LEFT DOUBLE QUOTATION MARK}\\2\N{RIGHT DOUBLE QUOTATION MARK} for"
_MOST_REASONS = 3  # what is missing is named up to so many
_CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}


def address(path: str, pair: Pair, **more: str) -> str:
    """Return an address that keeps the pair; the default pair needs no words.

    >>> address("/trade", Pair("KAZ", "RUS"))
    '/trade?dependent=KAZ&partner=RUS'
    """
    asked = {} if pair == DEFAULT_PAIR else {"dependent": pair.dependent, "partner": pair.partner}
    asked |= more
    return f"{path}?{urlencode(asked)}" if asked else path


def names(repository: Repository, pair: Pair) -> tuple[str, str]:
    """Return the names of the dependent country and of its partner as a sentence says them."""
    return spoken(repository.name(pair.dependent)), spoken(repository.name(pair.partner))


def frame(
    path: str, pair: Pair, repository: Repository, body: Sequence[object], titles: Sequence[tuple[str, str]]
) -> html.Div:
    """Return a page: header with the pair and the way to the others (path, title), the body, what it rests on."""
    # Plain links: the browser loads a page of many charts in a second, Dash takes many to exchange one for another.
    links = [
        html.Span(title, className="way current", **{"aria-current": "page"})
        if to == path
        else html.A(title, href=address(to, pair), className="way")
        for to, title in titles
    ]
    return html.Div(
        [
            html.A("Skip to the content", href="#main", className="skip"),
            html.Header(
                html.Div(
                    [
                        html.A(["dep", html.B("dash")], href=address("/", pair), className="brand"),
                        _pair_menu(path, pair, repository),
                        html.Span(f"Snapshot {repository.snapshot.id}", className="snapshot"),
                        html.Button(
                            "◐",
                            id="theme",
                            className="plain",
                            title="Light or dark",
                            **{"aria-label": "Change between light and dark"},
                        ),
                        html.Nav(links, className="ways", **{"aria-label": "Pages"}),
                    ],
                    className="wide",
                )
            ),
            html.Main(list(body), id="main", className="wide"),
            html.Footer(
                html.Div(
                    [
                        "Every number leads to the bytes it came from: see ",
                        html.A("Data", href=address("/data", pair)),
                        ". What is not published is left out, never filled in.",
                    ],
                    className="wide",
                )
            ),
        ]
    )


def _pair_menu(path: str, pair: Pair, repository: Repository) -> html.Details:
    def choice(code: str, chosen: Pair) -> html.Li:
        return html.Li(html.A(repository.name(code), href=address(path, chosen)))

    dependents = [choice(code, Pair(code, pair.partner)) for code in (*DEPENDENTS, "RUS") if code != pair.partner]
    partners = [choice(code, Pair(pair.dependent, code)) for code in _PARTNERS if code != pair.dependent]
    return html.Details(
        [
            html.Summary(f"{repository.name(pair.dependent)} → {repository.name(pair.partner)}"),
            html.Div(
                [
                    html.Div([html.H2("Who depends"), html.Ul(dependents)]),
                    html.Div([html.H2("on whom"), html.Ul(partners)]),
                ],
                className="menu",
            ),
        ],
        className="pair",
        # The key makes the menu a new one, closed, on every page.
        key=f"{path}{pair}",
    )


def question(text: str, answer: Sequence[object]) -> list[object]:
    """Return the question a page answers, and the answer computed from the data."""
    parts = [curly(part) if isinstance(part, str) else part for part in answer]
    first, *rest = parts
    return [
        html.H1(curly(text)),
        html.P([capital(first) if isinstance(first, str) else first, *rest], className="answer"),
    ]


def chart(
    identity: str,
    title: str,
    note: str,
    figure: Figure,
    lines: Sequence[Line],
    repository: Repository,
    *,
    events: Sequence[Event] = (),
) -> html.Section:
    """Return a chart with its legend, its sources and editions, CSV links, events and the same numbers as a table."""
    drawn = [line for line in lines if any(row.status for row in line.rows)]
    empty = [line for line in lines if line not in drawn]
    if not drawn:
        return html.Section(
            [html.H2(curly(capital(title))), html.P(reason(lines[0], repository), className="note")],
            className="card empty",
            id=identity,
        )
    results = list({line.result.id: line.result for line in lines}.values())
    return html.Section(
        [
            html.H2(curly(capital(title))),
            html.P(curly(note), className="note"),
            _legend(lines, drawn),
            html.Div(
                dcc.Graph(id=f"{identity}-graph", figure=figure, config=_CONFIG, className="graph"),
                role="img",
                **{"aria-label": _sentence(drawn)},
            ),
            html.P(_sentence(drawn), className="sentence"),
            *([html.P(_empty(empty), className="note")] if empty else []),
            _event_list(figure, events),
            _sources(results, repository),
            _table(drawn),
        ],
        className="card",
        id=identity,
    )


def grid(cards: Sequence[html.Section]) -> html.Div:
    """Return cards side by side, those without anything to draw below the others."""
    empty = [card for card in cards if "empty" in card.className]
    drawn = [card for card in cards if card not in empty]
    return html.Div([html.Div(part, className="grid") for part in (drawn, empty) if part], className="stack")


def reason(line: Line, repository: Repository) -> str:
    """Return why there is nothing to draw, as one sentence that names the countries."""
    pair = line.result.pair
    called = " and ".join(names(repository, pair))
    text = line.result.reason or f"nothing in this snapshot for {called}: {line.name}"
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


def _empty(lines: Sequence[Line]) -> str:
    return curly(f"Nothing in this snapshot: {'; '.join(line.name for line in lines)}.")


def _legend(lines: Sequence[Line], drawn: Sequence[Line]) -> html.Ul:
    chips = [
        html.Li(
            [html.Span(className="chip", style={"backgroundColor": COLOURS[index % len(COLOURS)]}), curly(line.name)]
        )
        for index, line in enumerate(lines)
        if line in drawn
    ]
    found = {row.status for line in drawn for row in line.rows if row.status}
    marks = {"reported": "●", "mirror": "○", "official_statement": "◆", "estimated": "◇", "forecast": "△"}
    keys = [
        html.Li(f"{mark} {STATUS_WORDS[status]}", className="key") for status, mark in marks.items() if status in found
    ]
    return html.Ul(chips + keys, className="legend")


def _sentence(lines: Sequence[Line]) -> str:
    """Return what the chart says last, for those who do not see it."""
    said = []
    for line in lines:
        row = last_known(line.result, line.variant)
        if row:
            value = span(row, line.result.unit, line.scale)
            said.append(f"{line.name} {value} in {spelled(row.period)} ({STATUS_WORDS[row.status]})")
    return curly("Last known: " + "; ".join(said) + ".") if said else "No value is known."


def _event_list(figure: Figure, events: Sequence[Event]) -> html.Details | None:
    marked = {shape.get("name") for shape in figure["layout"]["shapes"]}
    items = [
        html.Li(
            typeset(
                [
                    html.Time(_day(event)),
                    f" {event.title}. {event.text} ",
                    html.Span(event.source, className="source"),
                ]
            )
        )
        for event in events
        if event.id in marked
    ]
    if not items:
        return None
    counted = "1 event marked" if len(items) == 1 else f"{len(items)} events marked"
    return html.Details([html.Summary(counted), html.Ol(items)], className="more")


def _day(event: Event) -> str:
    return {"day": event.date.isoformat(), "month": f"{event.date:%Y-%m}", "year": f"{event.date:%Y}"}[event.precision]


def _sources(results: Sequence[Result], repository: Repository) -> html.P:
    editions = "; ".join(f"{title}, {edition}" for title, edition in repository.editions_of(results))
    links: list[object] = []
    for result in results:
        kind = "indicators" if result.id in CATALOGUE else "measures"
        asked = {"dependent": result.pair.dependent, "partner": result.pair.partner}
        href = f"/api/v1/{kind}/{result.id}.csv?{urlencode(asked)}"
        links += [" ", html.A(f"CSV {result.id}", href=href, className="csv", **{"data-csv": result.id})]
    return html.P([curly(f"Sources: {editions}."), *links], className="sources")


def _table(lines: Sequence[Line]) -> html.Details:
    rows = []
    for line in lines:
        unit = line.result.unit
        for row in line.rows:
            value: object = interval(row.value * line.scale, float("nan"), float("nan"), unit)
            wide = row.low < row.high
            bounds = interval(float("nan"), row.low * line.scale, row.high * line.scale, unit) if wide else ""
            if row.observations:
                asked = address("/data", line.result.pair, lineage=line.result.id, period=row.period)
                value = html.A(value, href=asked, title="Where it comes from")
            rows.append([line.name, spelled(row.period), value, bounds, STATUS_WORDS[row.status]])
    heads = ("Series", "Period", "Value", "Bounds", "Status")
    return html.Details([html.Summary("Table"), table(heads, rows, name="plain-table")], className="more")


def tile(title: str, result: Result, href: str, repository: Repository, *, variant: str = "") -> html.A:
    """Return a figure with its period, status and course; where nothing is known, the reason."""
    row = last_known(result, variant)
    if row is None:
        body: list[object] = [
            html.Span("no data", className="value none"),
            html.Span(_briefly(reason(Line(title, result, variant), repository)), className="meta"),
        ]
    else:
        value = span(row, result.unit)
        known = [html.Span(spelled(row.period)), html.Span(STATUS_WORDS[row.status], className=f"badge {row.status}")]
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
    return html.Div(whole, className="scroll", tabIndex=0, role="region", **{"aria-label": "Table"})


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
    return html.Span(STATE_WORDS[state], className=f"badge state {state}")
