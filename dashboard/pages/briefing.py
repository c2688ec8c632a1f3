"""What a decision maker should know, in five findings, and the brief of two pages to take along."""

from collections.abc import Sequence

from dash import html

from dashboard import index_view, sentences
from dashboard.brief_findings import Finding, findings
from dashboard.components import question, traced
from dashboard.language import tr
from dashboard.page import Page
from dashboard.view import View


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    asked = tr("What should be known of {dependent} and {partner}?", dependent=dependent, partner=partner)
    found = findings(view)
    items = [html.Li(_told(view, one)) for one in found] or [
        html.Li(tr("Nothing moved beyond its bounds, and no rule holds."))
    ]
    note = tr(
        "Chosen by rules: the gravest alerts, a verdict that turned, then the largest moves beyond the bounds. No "
        "sentence says more than the bounds carry."
    )
    head = html.H2(tr("What to know"))
    return [
        *question(asked, [*index_view.sentence(view), *sentences.overview(view)]),
        html.Section([head, html.P(note, className="note"), html.Ol(items)], className="card", id="findings"),
        _brief(view),
    ]


def _told(view: View, one: Finding) -> list[object]:
    if one.claim:
        return [f"{one.text} ", html.A(tr("source"), href=view.address("/memo", None, claim=one.claim))]
    if not one.period:
        return [one.text]
    return [f"{one.text} ", traced(view, tr("source"), one.of, one.variant, one.period)]


def _brief(view: View) -> html.Section:
    note = tr(
        "The same with four charts, the memo’s verdicts, money at risk, what is not known and the sources, as one file "
        "that opens without a network; the browser prints it. The slides have charts that can be edited. The command "
        "depdash brief writes both, and a PDF, with more choices."
    )
    links = [html.A(tr("The brief as one HTML file"), href=view.address("/briefing.html")), " · ",
             html.A(tr("The brief as slides"), href=view.address("/briefing.pptx"))]  # fmt: skip
    return html.Section([html.H2(tr("Two pages to take along")), html.P(note, className="note"), html.P(links)],
                        className="card", id="brief")  # fmt: skip


PAGE = Page("/briefing", "Briefing", 93, body)
