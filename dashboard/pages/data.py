"""Where every number comes from: downloads, sources and their age, corrections, all series, the lineage of a value."""

from collections.abc import Sequence
from datetime import date

from dash import html

from dashboard import changes, provenance
from dashboard.cards import file_of
from dashboard.components import question, reason, table
from dashboard.figures import Line
from dashboard.language import numeral, told, tr
from dashboard.page import Page
from dashboard.theme import spelled, unit_word
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known


def body(view: View) -> Sequence[object]:
    """Return the page, or of it what the address asks for: a value's lineage or one source."""
    raw = view.repository.snapshot.manifest["raw"]
    kept = sum(entry["kept"] for entry in raw)
    answer = told(
        "{kept} observations from {files} published files of {sources} sources, in snapshot {id}.",
        kept=html.B(numeral(f"{kept:,}")), files=html.B(str(len(raw))),
        sources=html.B(str(len(view.repository.snapshot.manifest["sources"]))), id=view.repository.snapshot.id,
    )  # fmt: skip
    head = question(tr("Where does every number come from?"), answer)
    back = html.P(html.A(tr("All data"), href=view.address("/data")))
    if "lineage" in view.asked:
        value = provenance.lineage(view, view.asked["lineage"], view.asked.get("period", ""))
        return [*head, back, value]
    if "source" in view.asked:
        return [*head, back, provenance.source_card(view.repository, view.asked["source"])]
    return [
        *head,
        provenance.search(view, view.asked.get("q", "")),
        _package(view),
        _downloads(view),
        *_snapshots(view),
        provenance.freshness(view, date.today()),
        provenance.correction_list(view.repository),
    ]


def _snapshots(view: View) -> list[html.Section]:
    history = view.repository.history
    return [changes.kept_list(view, history.kept())] if history else []


def _package(view: View) -> html.Section:
    links = [
        (tr("All in one package (zip)"), view.file("/package.zip", "dependent", "partner")),
        (tr("Statements of the memo"), view.file("/claims.csv")),
        (tr("Alerts"), view.file("/alerts.csv", "dependent", "partner", "watch")),
        (tr("Alerts and changes as a feed (Atom)"), view.address("/feed.xml")),
        (tr("Events"), view.file("/events.csv")),
        (tr("Published files"), view.file("/sources.csv")),
        (tr("OpenAPI description"), "/api/v1/openapi.json"),
    ]
    note = tr(
        "Every indicator and measure of this pair with its metadata as a Frictionless data package; every address "
        "below answers programs as it answers this page."
    )
    items = [html.Li(html.A(title, href=href)) for title, href in links]
    return html.Section(
        [html.H2(tr("Take it all")), html.P(note, className="note"), html.Ul(items, className="inline")],
        className="card",
    )


def _downloads(view: View) -> html.Details:
    rows = []
    for indicator in CATALOGUE.values():
        result = view.result(indicator.id)
        rows_known = [row for row in result.rows if row.status]
        last = max(
            (row.period for variant in result.variants or ("",) if (row := last_known(result, variant))), default=""
        )
        unit = unit_word(indicator.unit) or tr(indicator.unit)
        forms = ("CSV", "JSON", "XLSX", "Parquet")
        files = [html.A(form, href=file_of(view, result, form.lower()), className="csv") for form in forms]
        rows.append(
            [
                [tr(indicator.title), html.Span(indicator.id, className="source", lang="en")],
                [
                    tr(indicator.question),
                    html.Span(
                        [html.Span(provenance.formula(indicator.formula), lang="en"), f"; {unit}"], className="source"
                    ),
                ],
                tr("{count}, to {period}", count=len(rows_known), period=spelled(last))
                if last
                else reason(Line(indicator.title, result), view.repository),
                [part for file in files for part in (file, " ")],
            ]
        )
    dependent, partner = view.names
    heading = tr("Indicators, {dependent} on {partner}: {count}", dependent=dependent, partner=partner, count=len(rows))
    return html.Details(
        [
            html.Summary(html.H2(heading)),
            html.P(tr("Id, question, formula and unit; how many values and to when."), className="note"),
            table((tr("Indicator"), tr("What it answers"), tr("Values"), tr("Download")), rows),
        ],
        className="card folded",
        id="indicators",
    )


PAGE = Page("/data", "Data", 90, body, asks=("lineage", "period", "source", "q"))
