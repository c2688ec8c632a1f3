"""A chart with all that stands by it: legend, files and sharing, last values in words, events, sources, table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.components import reason, table, traced, typeset
from dashboard.figures import Figure, Line, colours
from dashboard.graph import Graph
from dashboard.labels import NAME as LABEL
from dashboard.language import marked, ntr, tr
from dashboard.theme import CONTEXT, STATUS_MARKS, STATUS_WORDS, capital, curly, interval, span, spelled
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known
from indicators.model import Result
from ingest.declared import Event

COPIED = {"data-copied": "Copied", "data-refused": "The browser refused"}  # in English, as a button says once pressed
FILES = ("csv", "xlsx", "parquet")


@dataclass(frozen=True, slots=True)
class Download:
    """What a chart's numbers are had as: a name in words, the id in its link, and the address of each form."""

    title: str
    id: str
    addresses: Mapping[str, str]
    csv: str = ""  # the id of an indicator or a measure, where the file is of just one


def framed(
    view: View,
    identity: str,
    title: str,
    note: str,
    *,
    chart: Sequence[object],
    downloads: Sequence[Download],
    editions: Sequence[tuple[str, str]],
    below: Sequence[object] = (),
    indicator: str = "",
    method: str = "",
    look: str = "card",
) -> html.Section:
    """Return a card around a chart: title, note, menu, the chart with what explains it, sources, and what is below.

    `indicator` is what may be embedded and compared, of the catalogue and with its variant after a point; `method`
    is the one whose way of being made the note leads to.
    """
    cited = "; ".join(f"{name}, {edition}" for name, edition in editions)
    links = [
        part
        for one in downloads
        for part in (
            " ",
            html.A(
                f"CSV {one.id}",
                href=one.addresses["csv"],
                className="csv",
                lang="en",
                **{"data-csv": one.csv or None},
            ),
        )
    ]
    menu = _menu(view, identity, title, downloads, cited, indicator)
    return html.Section(
        [
            html.Div([html.H2(curly(capital(title))), menu], className="card-head"),
            html.P([curly(note), *_method(view, method)], className="note"),
            *chart,
            html.P([curly(tr("Sources: {sources}.", sources=cited)), *links], className="sources"),
            *below,
        ],
        className=look,
        id=identity,
    )


def card(
    view: View,
    identity: str,
    title: str,
    note: str,
    figure: Figure,
    lines: Sequence[Line],
    events: Sequence[Event],
    downloads: Sequence[Download] = (),
) -> html.Section:
    """Return the card of lines over time; one without a value says why in one sentence.

    `downloads` are files that hold what is drawn, where those of the results do not.
    """
    drawn = [line for line in lines if any(row.status for row in line.rows)]
    if not drawn:
        why = html.P(reason(lines[0], view.repository), className="note")
        return html.Section([html.H2(curly(capital(title))), why], className="card empty", id=identity)
    results = list({(line.result.id, line.result.pair): line.result for line in lines}.values())
    said = sentence([line for line in drawn if not line.faint] or drawn)
    return framed(
        view,
        identity,
        title,
        note,
        chart=[
            _legend(lines, drawn, figure),
            *picture(identity, figure, said),
            *_empty([line for line in lines if line not in drawn]),
            _event_list(figure, events),
        ],
        downloads=downloads or _files(view, results),
        editions=view.repository.editions_of(results),
        below=[_table(view, drawn)],
        method=next((result.id for result in results if result.id in CATALOGUE), ""),
        indicator="" if downloads or lines[0].result.id not in CATALOGUE else _named(lines[0]),
    )


def picture(identity: str, figure: Figure, said: str, style: dict[str, Any] | None = None) -> list[object]:
    """Return a chart and the sentence that stands for it where it is not seen."""
    drawn = html.Div(Graph(identity, figure, style), role="img", **{"aria-label": said})
    return [drawn, html.P(said, className="sentence")]


def _method(view: View, indicator: str) -> list[object]:
    """Return the way to how an indicator is made; a measure is read as its publisher gives it."""
    if not indicator:
        return []
    return [" ", html.A(tr("How it is made"), href=f"{view.address('/method')}#{indicator}", target="_top")]


def _named(line: Line) -> str:
    return f"{line.result.id}.{line.variant}" if line.variant else line.result.id


def _files(view: View, results: Sequence[Result]) -> list[Download]:
    """Return the files of results; where the pairs differ, each is named in its link."""
    several = len({result.pair for result in results}) > 1
    return [
        Download(
            result.title,
            f"{result.id} {result.pair.dependent}-{result.pair.partner}" if several else result.id,
            {form: file_of(view, result, form) for form in FILES},
            result.id,
        )
        for result in results
    ]


def sentence(lines: Sequence[Line]) -> str:
    """Return what the chart says last, for those who do not see it."""
    said = []
    for line in lines:
        row = last_known(line.result, line.variant)
        if row:
            value = span(row, line.result.unit, line.scale)
            status = tr(STATUS_WORDS[row.status])
            text = marked("{name} {value} in {period} ({status})")
            said.append(tr(text, name=line.name, value=value, period=spelled(row.period), status=status))
    return curly(tr("Last known: {values}.", values="; ".join(said))) if said else tr("No value is known.")


def file_of(view: View, result: Result, form: str) -> str:
    """Return the address of a result as a file, of just what the chart draws."""
    kind = "indicators" if result.id in CATALOGUE else "measures"
    pair = {"dependent": result.pair.dependent, "partner": result.pair.partner}
    return view.file(f"/{kind}/{result.id}.{form}", "dependent", "partner", "from", "to", "as_of", **pair)


def _menu(
    view: View, identity: str, title: str, downloads: Sequence[Download], cited: str, indicator: str
) -> html.Details:
    files = [
        html.Li(
            [
                curly(f"{tr(one.title)}: "),
                *[
                    part
                    for form, href in one.addresses.items()
                    for part in (html.A(form.upper(), href=href, className="csv"), " ")
                ],
            ]
        )
        for one in downloads
    ]
    buttons = {
        "png": "PNG", "svg": "SVG", "copy-image": tr("Copy image"), "copy-citation": tr("Copy citation"),
        "copy-link": tr("Copy link"),
    }  # fmt: skip
    does: list[object] = [html.Button(text, className="plain", **{"data-do": do}) for do, text in buttons.items()]
    compare = []
    if indicator:
        embedded = {"data-do": "copy-embed", "data-id": indicator.partition(".")[0]}
        does.append(html.Button(tr("Copy embed code"), className="plain", **embedded))
        # From within another site's page the comparison takes the whole window: it may not be framed.
        href = view.address("/compare", None, indicator=indicator)
        compare = [html.A(tr("Compare with another indicator or pair"), href=href, target="_top", className="compare")]
    return html.Details(
        [
            html.Summary(tr("Download, share"), **{"aria-label": tr("Download, share: {title}", title=title)}),
            html.Div([html.Ul(files), *compare, html.Div(does, className="does")], className="menu right"),
        ],
        className="chart-menu",
        **{
            "data-chart": identity,
            "data-title": curly(capital(title)),
            "data-cite": curly(_citation(view, title, cited)),
            **{name: tr(text) for name, text in COPIED.items()},
        },
    )


def _citation(view: View, title: str, cited: str) -> str:
    dependent, partner = view.names
    return tr(
        "depdash, {title}, {dependent} on {partner}. Snapshot {snapshot}. Sources: {sources}.",
        title=title, dependent=dependent, partner=partner, snapshot=view.repository.snapshot.id, sources=cited,
    )  # fmt: skip


def _empty(lines: Sequence[Line]) -> list[html.P]:
    said = curly(tr("Nothing known: {names}.", names="; ".join(line.name for line in lines)))
    return [html.P(said, className="note")] if lines else []


def _legend(lines: Sequence[Line], drawn: Sequence[Line], figure: Figure) -> html.Ul:
    """Return what the colours and marks mean; a wide chart that names its lines itself leaves their names out."""
    chips = [
        html.Li([html.Span(className="chip", style={"backgroundColor": colour}), curly(line.name)])
        for line, colour in zip(lines, colours(lines), strict=True)
        if line in drawn and not line.faint
    ]
    if any(line.faint for line in drawn):
        chips.append(html.Li([html.Span(className="chip", style={"backgroundColor": CONTEXT}), tr("the others")]))
    found = {row.status for line in drawn for row in line.rows if row.status}
    keys = [
        html.Li(f"{mark} {tr(STATUS_WORDS[status])}", className="key")
        for status, mark in STATUS_MARKS.items()
        if status in found
    ]
    itself = any(note["name"] == LABEL for note in figure["layout"]["annotations"])
    return html.Ul(chips + keys, className="legend labelled" if itself else "legend")


def _event_list(figure: Figure, events: Sequence[Event]) -> html.Details | None:
    marked = {shape.get("name") for shape in figure["layout"]["shapes"]}
    items = [
        html.Li(
            typeset(
                [
                    html.Time(day(event)),
                    f" {tr(event.title)}. {tr(event.text)} ",
                    html.Span(event.source, className="source", lang="en"),
                ]
            )
        )
        for event in events
        if event.id in marked
    ]
    if not items:
        return None
    counted = ntr("{count} event marked", "{count} events marked", len(items))
    return html.Details([html.Summary(counted), html.Ol(items)], className="more")


def day(event: Event) -> str:
    """Return an event's day as far as it is known."""
    return {"day": event.date.isoformat(), "month": f"{event.date:%Y-%m}", "year": f"{event.date:%Y}"}[event.precision]


def _table(view: View, lines: Sequence[Line]) -> html.Details:
    rows = []
    for line in lines:
        unit = line.result.unit
        for row in line.rows:
            value: object = interval(row.value * line.scale, float("nan"), float("nan"), unit)
            wide = row.low < row.high
            bounds = interval(float("nan"), row.low * line.scale, row.high * line.scale, unit) if wide else ""
            if row.observations:
                value = traced(view, value, line.result.id, row.variant, row.period, line.result.pair)
            rows.append([line.name, spelled(row.period), value, bounds, tr(STATUS_WORDS[row.status])])
    heads = (tr("Series"), tr("Period"), tr("Value"), tr("Bounds"), tr("Status"))
    return html.Details([html.Summary(tr("Table")), table(heads, rows, name="plain-table")], className="more")
