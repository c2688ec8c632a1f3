"""What a decision maker should know, in five findings, and the brief of two pages to take along."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard import index_view, sentences
from dashboard.brief import PAPERS
from dashboard.brief_choices import CHOICES, FINDINGS, LINE, PAPER, checked, listed, offered
from dashboard.brief_files import prints
from dashboard.brief_findings import MOST, Finding, findings, followed, none_found
from dashboard.choices import chooser, select
from dashboard.components import question, traced
from dashboard.language import tr
from dashboard.markup import Element
from dashboard.page import Page
from dashboard.theme import curly
from dashboard.view import View


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    asked = tr("What should be known of {dependent} and {partner}?", dependent=dependent, partner=partner)
    chosen = checked(view.asked, view.repository)
    names: tuple[str, ...] = chosen[FINDINGS.name]
    items = [html.Li(_told(view, one)) for one in findings(view, names)] or [html.Li(none_found(view))]
    note = (
        tr("Chosen by this address. No sentence says more than the bounds carry.")
        if names
        else tr("The first of your watch list that are about this pair. No sentence says more than the bounds carry.")
        if followed(view)
        else tr(
            "Chosen by rules: the gravest alerts, a verdict that turned, then the largest moves beyond the bounds. No "
            "sentence says more than the bounds carry."
        )
    )
    head = html.H2(tr("What to know"))
    return [
        *question(asked, [*index_view.sentence(view), *sentences.overview(view)]),
        html.Section([head, html.P(note, className="note"), html.Ol(items)], className="card", id="findings"),
        _brief(view, chosen),
        _form(view, chosen),
    ]


def _told(view: View, one: Finding) -> list[object]:
    if one.claim:
        return [f"{one.text} ", html.A(tr("source"), href=view.address("/memo", None, claim=one.claim))]
    if not one.period:
        return [one.text]
    return [f"{one.text} ", traced(view, tr("source"), one.of, one.variant, one.period)]


def _brief(view: View, chosen: Mapping[str, Any]) -> html.Section:
    note = tr(
        "The same with four charts, the memo’s verdicts, money at risk, what is not known and the sources, as one file "
        "that opens without a network; the browser prints it. The slides have charts that can be edited. The command "
        "depdash brief writes all three."
    )
    asked = {FINDINGS.name: listed(chosen[FINDINGS.name]), LINE.name: chosen[LINE.name]}
    asked[PAPER.name] = "" if chosen[PAPER.name] == PAPER.default else chosen[PAPER.name]
    forms = {"html": tr("The brief as one HTML file"), "pptx": tr("The brief as slides")}
    if prints():
        forms = {"pdf": tr("The brief as a PDF")} | forms
    files = [html.A(told, href=view.address(f"/briefing.{form}", None, **asked)) for form, told in forms.items()]
    links = [part for file in files for part in (file, " · ")][:-1]
    return html.Section([html.H2(tr("Two pages to take along")), html.P(note, className="note"), html.P(links)],
                        className="card", id="brief")  # fmt: skip


def _form(view: View, chosen: Mapping[str, Any]) -> html.Section:
    """Return the form in which another period, what is told of, paper and line are chosen."""
    names: tuple[str, ...] = chosen[FINDINGS.name]
    start, end = (one.text if one else "" for one in (view.query.start, view.query.end))
    watched, rules = offered(view)
    fields = [
        html.Div([_when(tr("From"), "from", start), _when(tr("to"), "to", end)], className="span"),
        _several(tr("What is watched"), watched, names),
        _several(tr("Rules of alerts"), rules, names),
        html.Div([_line(chosen[LINE.name]), select(tr("Paper"), PAPER.name, _papers(), chosen[PAPER.name])],
                 className="span"),
    ]  # fmt: skip
    note = tr(
        "What moved is told since the first value of the period; charts and findings hold to it. At most {most} "
        "findings are told; with none the rules choose them.",
        most=MOST,
    )
    head = html.H2(tr("Your own brief"))
    form = chooser(view, "/briefing", fields, ("from", "to", *(one.name for one in CHOICES)), {})
    return html.Section([head, html.P(note, className="note"), form], className="card", id="brief-choices")


def _when(title: str, name: str, text: str) -> html.Label:
    return html.Label([title, Element("input", type="text", name=name, value=text, maxLength=30, placeholder="2012")])


def _line(text: str) -> html.Label:
    title = tr("A line at the top, such as a classification")
    return html.Label([title, Element("input", type="text", name=LINE.name, value=text, maxLength=LINE.longest)])


def _papers() -> dict[str, str]:
    return {**{name: name for name in PAPERS}, "letter": tr("Letter, 8.5 × 11 inches")}


def _several(title: str, options: dict[str, str], names: tuple[str, ...]) -> Element:
    boxes = [
        html.Label(
            [Element("input", type="checkbox", name=FINDINGS.name, value=name, checked=name in names or None),
             curly(text)]
        )
        for name, text in options.items()
    ]  # fmt: skip
    return Element("fieldset", [Element("legend", title), html.Div(boxes, className="boxes")])


PAGE = Page("/briefing", "Briefing", 93, body, asks=tuple(one.name for one in CHOICES), several=(FINDINGS.name,))
