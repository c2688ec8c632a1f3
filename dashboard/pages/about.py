"""What depdash is, what it cannot tell, under which terms its tables may be used, and how to report an error."""

from collections.abc import Sequence

from dash import html

from dashboard.components import question, typeset
from dashboard.language import told, tr
from dashboard.page import Page
from dashboard.theme import curly
from dashboard.view import View
from indicators.catalogue import CATALOGUE

LIMITS = (  # in English; as the page says them: tr
    "After 2021 neither Belarus nor Russia publishes their trade with each other. What stands for it are intervals "
    "from official statements, and nothing where there is no statement. What is left of totals and what a nowcast "
    "carries on are shown beside them, and decide nothing.",
    "Since 2022 no price paid for gas or oil is published, no credit by the ministry of finance, and no total of oil "
    "products to set cargo beside. Why, and since which day, is told by the events that the charts mark.",
    "Goods only: trade in services by partner is not at hand.",
    "Two countries' reports of one flow differ, because freight is in one of them and because no customs post counts "
    "at an open border. The differences are shown as bounds, with their reasons; a mean of both stands beside them.",
    "Most publishers do not record on which day an edition came out. Such editions count as known on the day on which "
    "the files were collected, so a view as of an earlier day does not see them.",
    "Verdicts on the memo are those of declared rules, with the number that decides; what the data at hand cannot "
    "decide stays undecided and says what is missing.",
    "The dependence index rests on choices of goalposts, weights and means: its band holds what other choices give, "
    "and differences within the band mean little.",
    "A nowcast carries on what was and cannot see a break; a scenario is arithmetic on stated assumptions. Nothing "
    "here is a forecast of ours.",
)


def body(view: View) -> Sequence[object]:
    """Return the page."""
    sources = view.repository.snapshot.manifest["sources"]
    answer = [
        tr(
            "{indicators} indicators of how far one country depends on another, from {sources} public sources, with "
            "bounds where the truth is not known.",
            indicators=len(CATALOGUE),
            sources=len(sources),
        )
    ]
    return [
        *question(tr("What is this, and how far can it be trusted?"), answer),
        html.Div(
            [_limits(), html.Div([_terms(view), _errors(view)], className="stack")],
            className="grid prose",
        ),
    ]


def _limits() -> html.Section:
    return html.Section(
        [html.H2(tr("What it cannot tell")), html.Ul([html.Li(curly(tr(text))) for text in LIMITS])],
        className="card",
        id="limits",
    )


def _terms(view: View) -> html.Section:
    dependent, partner = view.names
    cite = tr(
        "depdash, snapshot {id}: indicators of dependency, {dependent} on {partner}.",
        id=view.repository.snapshot.id, dependent=dependent, partner=partner,
    )  # fmt: skip
    limited = [source["title"] for source in view.repository.snapshot.manifest["sources"] if not source["redistribute"]]
    return html.Section(
        [
            html.H2(tr("Licence and citation")),
            html.P(
                tr(
                    "The program is free under the Apache Licence 2.0. Our own tables, the indicators and "
                    "verdicts, may be used under the Creative Commons Attribution licence 4.0; figures as "
                    "published keep the terms of their publishers, which stand beside each source."
                )
            ),
            html.P(
                told(
                    "Cite as: {citation} Name the sources of the figures you use beside it: how each wants to be cited "
                    "stands on its own page, and the menu of a chart copies a citation that names them.",
                    citation=html.Cite(cite),
                )
            ),
            html.P(
                typeset(
                    told(
                        "Of these sources only the rows of eleven countries are passed on: {sources}.",
                        sources=html.Span("; ".join(limited), lang="en"),
                    )
                )
            ),
            html.P(html.A(tr("Sources and their terms"), href=f"{view.address('/data')}#sources")),
            html.P(html.A(tr("How each number is made"), href=view.address("/method"))),
        ],
        className="card",
    )


def _errors(view: View) -> html.Section:
    return html.Section(
        [
            html.H2(tr("How to report an error")),
            html.P(
                tr(
                    "Open the table under a chart and follow the value: it leads to the file, its hash and the "
                    "row it was read from. Report the address of that page, the number you expected and where it "
                    "is published, to the issue tracker of the project. An error of a publisher becomes a "
                    "correction with a guard that fails once the publisher has mended it."
                )
            ),
            html.P(html.A(tr("An example of such a page"), href=view.address("/data", lineage="gdp", period="2020"))),
        ],
        className="card",
    )


PAGE = Page("/about", "About", 95, body)
