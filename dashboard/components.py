"""The parts that pages are made of: header, chart cards, tiles, tables, source lines."""

from collections.abc import Sequence
from urllib.parse import urlencode

from dash import dcc, html

from dashboard.figures import Figure, Line
from dashboard.repository import DEFAULT_PAIR, DEPENDENTS, Repository
from dashboard.sparkline import sparkline
from dashboard.theme import COLOURS, STATE_WORDS, STATUS_WORDS, curly, interval, span, unit_word
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known
from indicators.model import Pair, Result
from ingest.model import Event

_PARTNERS = ("RUS", "CHN", "EUU", "DEU", "POL", "UKR", "KAZ", "LTU", "LVA", "TUR", "ITA", "NLD", "GBR", "USA")
_CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}


def address(path: str, pair: Pair, **more: str) -> str:
    """Return an address that keeps the pair; the default pair needs no words.

    >>> address("/trade", Pair("KAZ", "RUS"))
    '/trade?dependent=KAZ&partner=RUS'
    """
    asked = {} if pair == DEFAULT_PAIR else {"dependent": pair.dependent, "partner": pair.partner}
    asked |= more
    return f"{path}?{urlencode(asked)}" if asked else path


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
    return [
        html.H1(curly(text)),
        html.P([curly(part) if isinstance(part, str) else part for part in answer], className="answer"),
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
        reasons = [html.P(line.result.reason or f"{line.name}: no data") for line in lines[:1]]
        return html.Section(
            [html.H2(curly(title)), html.P(curly(note), className="note"), *reasons],
            className="card empty",
            id=identity,
        )
    results = list({line.result.id: line.result for line in lines}.values())
    return html.Section(
        [
            html.H2(curly(title)),
            html.P(curly(note), className="note"),
            _legend(lines, drawn),
            html.Div(
                dcc.Graph(id=f"{identity}-graph", figure=figure, config=_CONFIG, className="graph"),
                role="img",
                **{"aria-label": _sentence(drawn)},
            ),
            html.P(_sentence(drawn), className="sentence"),
            *[html.P(f"{line.name}: nothing in this snapshot.", className="note") for line in empty],
            _event_list(figure, events),
            _sources(results, repository),
            _table(drawn),
        ],
        className="card",
        id=identity,
    )


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
            said.append(f"{line.name} {value} in {row.period} ({STATUS_WORDS[row.status]})")
    return "Last known: " + "; ".join(said) + "." if said else "No value is known."


def _event_list(figure: Figure, events: Sequence[Event]) -> html.Details | None:
    marked = {shape.get("name") for shape in figure["layout"]["shapes"]}
    items = [
        html.Li(
            [html.Time(_spelled(event)), f" {event.title}. {event.text} ", html.Span(event.source, className="source")]
        )
        for event in events
        if event.id in marked
    ]
    return (
        html.Details([html.Summary(f"{len(items)} events marked"), html.Ol(items)], className="more") if items else None
    )


def _spelled(event: Event) -> str:
    return {"day": event.date.isoformat(), "month": f"{event.date:%Y-%m}", "year": f"{event.date:%Y}"}[event.precision]


def _sources(results: Sequence[Result], repository: Repository) -> html.P:
    editions = "; ".join(f"{title}, {edition}" for title, edition in repository.editions_of(results))
    links: list[object] = []
    for result in results:
        kind = "indicators" if result.id in CATALOGUE else "measures"
        asked = {"dependent": result.pair.dependent, "partner": result.pair.partner}
        href = f"/api/v1/{kind}/{result.id}.csv?{urlencode(asked)}"
        links += [" ", html.A(f"CSV {result.id}", href=href, className="csv", **{"data-csv": result.id})]
    return html.P([f"Sources: {editions}.", *links], className="sources")


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
            rows.append([line.name, row.period, value, bounds, STATUS_WORDS[row.status]])
    heads = ("Series", "Period", "Value", "Bounds", "Status")
    return html.Details([html.Summary("Table"), table(heads, rows, name="plain-table")], className="more")


def tile(title: str, result: Result, href: str, *, variant: str = "", note: str = "") -> html.A:
    """Return a figure with its period, status and course; where nothing is known, the reason."""
    row = last_known(result, variant)
    if row is None:
        body: list[object] = [
            html.Span("no data", className="value none"),
            html.Span(result.reason or "", className="meta"),
        ]
    else:
        value = span(row, result.unit)
        known = [html.Span(row.period), html.Span(STATUS_WORDS[row.status], className=f"badge {row.status}")]
        body = [
            html.Span([html.B(value), f" {unit_word(result.unit)}"], className="value"),
            html.Span([*known, html.Span(note)] if note else known, className="meta"),
            html.Img(src=sparkline(result.of(variant)), alt="", className="spark"),
        ]
    return html.A([html.Span(curly(title), className="name"), *body], href=href, className="tile")


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], *, name: str = "stacked") -> html.Div:
    """Return a table; on a narrow screen each row becomes a card whose cells carry their column's name."""
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in heads]))
    lines = []
    for first, *cells in rows:
        others = [html.Td(cell, **{"data-label": title}) for title, cell in zip(heads[1:], cells, strict=True)]
        lines.append(html.Tr([html.Th(first, scope="row"), *others]))
    return html.Div(html.Table([head, html.Tbody(lines)], className=name), className="scroll", tabIndex=0)


def badge(state: str) -> html.Span:
    """Return a verdict's state as a badge: its word, and a colour that only repeats it."""
    return html.Span(STATE_WORDS[state], className=f"badge state {state}")
