"""A chart with all that stands by it: legend, files and sharing, last values in words, events, sources, table."""

from collections.abc import Mapping, Sequence

from dash import dcc, html

from dashboard.components import reason, table, typeset
from dashboard.figures import Figure, Line
from dashboard.theme import COLOURS, STATUS_MARKS, STATUS_WORDS, capital, curly, interval, span, spelled
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known
from indicators.model import Result
from ingest.declared import Event

CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}
_COPIED = {"data-copied": "Copied", "data-refused": "The browser refused"}  # what a button says once it was pressed
FILES = ("csv", "xlsx", "parquet")


def card(
    view: View, identity: str, title: str, note: str, figure: Figure, lines: Sequence[Line], events: Sequence[Event]
) -> html.Section:
    """Return a chart's card; one without a value says why in one sentence."""
    drawn = [line for line in lines if any(row.status for row in line.rows)]
    if not drawn:
        why = html.P(reason(lines[0], view.repository), className="note")
        return html.Section([html.H2(curly(capital(title))), why], className="card empty", id=identity)
    results = list({line.result.id: line.result for line in lines}.values())
    return html.Section(
        [
            html.Div([html.H2(curly(capital(title))), _menu(view, identity, title, results)], className="card-head"),
            html.P([curly(note), *_method(view, results)], className="note"),
            _legend(lines, drawn),
            *picture(identity, figure, sentence(drawn)),
            *_empty([line for line in lines if line not in drawn]),
            _event_list(figure, events),
            _sources(view, results),
            _table(view, drawn),
        ],
        className="card",
        id=identity,
    )


def picture(identity: str, figure: Figure, said: str, **look: object) -> list[object]:
    """Return a chart and the sentence that stands for it where it is not seen."""
    graph = dcc.Graph(id={"type": "graph", "chart": identity}, figure=figure, config=CONFIG, className="graph", **look)
    return [html.Div(graph, role="img", **{"aria-label": said}), html.P(said, className="sentence")]


def sentence(lines: Sequence[Line]) -> str:
    """Return what the chart says last, for those who do not see it."""
    said = []
    for line in lines:
        row = last_known(line.result, line.variant)
        if row:
            value = span(row, line.result.unit, line.scale)
            said.append(f"{line.name} {value} in {spelled(row.period)} ({STATUS_WORDS[row.status]})")
    return curly("Last known: " + "; ".join(said) + ".") if said else "No value is known."


def file_of(view: View, result: Result, form: str) -> str:
    """Return the address of a result as a file, of just what the chart draws."""
    kind = "indicators" if result.id in CATALOGUE else "measures"
    pair = {"dependent": result.pair.dependent, "partner": result.pair.partner}
    return view.file(f"/{kind}/{result.id}.{form}", "dependent", "partner", "from", "to", "as_of", **pair)


def _menu(view: View, identity: str, title: str, results: Sequence[Result]) -> html.Details:
    files = {result.title: {form: file_of(view, result, form) for form in FILES} for result in results}
    embed = results[0].id if results[0].id in CATALOGUE else ""
    editions = view.repository.editions_of(results)
    return menu(identity, title, files, citation(view, title, editions), embed=embed)


def menu(
    identity: str, title: str, files: Mapping[str, Mapping[str, str]], cite: str, *, embed: str = ""
) -> html.Details:  # fmt: skip
    """Return a chart's menu: its files by title and form, and what shares it; `embed` is an indicator's id."""
    listed = [
        html.Li(
            [
                curly(f"{what}: "),
                *[
                    part
                    for form, href in forms.items()
                    for part in (html.A(form.upper(), href=href, className="csv"), " ")
                ],
            ]
        )
        for what, forms in files.items()
    ]
    buttons = {
        "png": "PNG", "svg": "SVG", "copy-image": "Copy image", "copy-citation": "Copy citation",
        "copy-link": "Copy link",
    }  # fmt: skip
    does = [html.Button(text, className="plain", **{"data-do": do}) for do, text in buttons.items()]
    if embed:
        does.append(html.Button("Copy embed code", className="plain", **{"data-do": "copy-embed", "data-id": embed}))
    return html.Details(
        [
            html.Summary("Download, share", **{"aria-label": f"Download or share: {title}"}),
            html.Div([html.Ul(listed), html.Div(does, className="does")], className="menu right"),
        ],
        className="chart-menu",
        **{
            "data-chart": identity,
            "data-title": curly(capital(title)),
            "data-cite": curly(cite),
            **_COPIED,
        },
    )


def _method(view: View, results: Sequence[Result]) -> list[object]:
    """Return the way to how the first indicator of a chart is made; a measure is read as its publisher gives it."""
    made = [result.id for result in results if result.id in CATALOGUE]
    return [" ", html.A("How it is made", href=f"{view.address('/method')}#{made[0]}", target="_top")] if made else []


def citation(view: View, title: str, editions: Sequence[tuple[str, str]]) -> str:
    """Return how a chart is cited: what it shows, of whom, from which snapshot and which editions."""
    pair = " on ".join(view.names)
    sources = "; ".join(f"{name}, {edition}" for name, edition in editions)
    return f"depdash, {title}, {pair}. Snapshot {view.repository.snapshot.id}. Sources: {sources}."


def _empty(lines: Sequence[Line]) -> list[html.P]:
    said = curly(f"Nothing in this snapshot: {'; '.join(line.name for line in lines)}.")
    return [html.P(said, className="note")] if lines else []


def _legend(lines: Sequence[Line], drawn: Sequence[Line]) -> html.Ul:
    chips = [
        html.Li(
            [html.Span(className="chip", style={"backgroundColor": COLOURS[index % len(COLOURS)]}), curly(line.name)]
        )
        for index, line in enumerate(lines)
        if line in drawn
    ]
    found = {row.status for line in drawn for row in line.rows if row.status}
    keys = [
        html.Li(f"{mark} {STATUS_WORDS[status]}", className="key")
        for status, mark in STATUS_MARKS.items()
        if status in found
    ]
    return html.Ul(chips + keys, className="legend")


def _event_list(figure: Figure, events: Sequence[Event]) -> html.Details | None:
    marked = {shape.get("name") for shape in figure["layout"]["shapes"]}
    items = [
        html.Li(
            typeset(
                [html.Time(day(event)), f" {event.title}. {event.text} ", html.Span(event.source, className="source")]
            )
        )
        for event in events
        if event.id in marked
    ]
    if not items:
        return None
    counted = "1 event marked" if len(items) == 1 else f"{len(items)} events marked"
    return html.Details([html.Summary(counted), html.Ol(items)], className="more")


def day(event: Event) -> str:
    """Return an event's day as far as it is known."""
    return {"day": event.date.isoformat(), "month": f"{event.date:%Y-%m}", "year": f"{event.date:%Y}"}[event.precision]


def _sources(view: View, results: Sequence[Result]) -> html.P:
    editions = "; ".join(f"{title}, {edition}" for title, edition in view.repository.editions_of(results))
    links: list[object] = []
    for result in results:
        href = file_of(view, result, "csv")
        links += [" ", html.A(f"CSV {result.id}", href=href, className="csv", **{"data-csv": result.id})]
    return html.P([curly(f"Sources: {editions}."), *links], className="sources")


def _table(view: View, lines: Sequence[Line]) -> html.Details:
    rows = []
    for line in lines:
        unit = line.result.unit
        for row in line.rows:
            value: object = interval(row.value * line.scale, float("nan"), float("nan"), unit)
            wide = row.low < row.high
            bounds = interval(float("nan"), row.low * line.scale, row.high * line.scale, unit) if wide else ""
            if row.observations:
                asked = view.address("/data", line.result.pair, lineage=line.result.id, period=row.period)
                pair = {"data-dependent": line.result.pair.dependent, "data-partner": line.result.pair.partner}
                point = {"data-point": line.result.id, "data-variant": row.variant, "data-period": row.period, **pair}
                value = html.A(value, href=asked, title="Where it comes from", **point)
            rows.append([line.name, spelled(row.period), value, bounds, STATUS_WORDS[row.status]])
    heads = ("Series", "Period", "Value", "Bounds", "Status")
    return html.Details([html.Summary("Table"), table(heads, rows, name="plain-table")], className="more")
