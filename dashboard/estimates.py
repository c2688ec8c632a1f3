"""The table of what is estimated of the pair's trade after the country's last own report."""

import math
from collections.abc import Sequence

from dash import html

from dashboard.components import table, whatever_the_clock
from dashboard.language import tr
from dashboard.sentences import flow_title, possessive
from dashboard.theme import EN_DASH, STATUS_WORDS, curly, number
from dashboard.view import View
from indicators.estimators import ESTIMATORS, NOT_COMPUTED, Estimate
from indicators.model import FLOWS, Cell, status_name

_UNIT = "USD mn"
HEADS = ("Year", "Estimator", "Estimate", "Share, %", "Coverage, %", "Status")
WORDS = {
    "partner_report": "Partner's report",
    "official_statement": "Official statement",
    "residual": "Residual",
    "partner_statement": "Partner's statement",
    "nowcast": "Nowcast",
}
CAUTION = (
    "A nowcast carries the relations of the years before 2022 on: a break such as the one of that year it cannot see. "
    "Neither the residual nor the nowcast is mixed into the series above, and neither decides a verdict."
)


def estimated(view: View, *, with_nowcast: bool = True) -> html.Section:
    """Return, for each flow, a table of its estimates by year and estimator; months are in the file."""
    dependent = view.names[0]
    yearly = [one for one in view.repository.estimates(view.pair, with_nowcast) if one.period == one.period[:4]]
    every = sorted(yearly, key=lambda one: one.period, reverse=True)  # within a year the best available stays first
    shown = with_nowcast and view.repository.nowcasts
    body: list[object] = [
        html.H2(tr("What is known after the last report")),
        html.P(
            curly(
                tr(
                    "Million US dollars in the terms of {of_dependent} own reports, and per cent of its total.",
                    of_dependent=possessive(dependent),
                    dependent=dependent,
                )
            ),
            className="note",
        ),
        *whatever_the_clock(view),
    ]
    for flow in FLOWS:
        rows = [_cells(one) for one in every if one.flow == flow]
        title = html.H3(flow_title(view, flow))
        nothing = html.P(tr("No estimator has an answer for this flow in this snapshot."), className="note")
        body += [title, table([tr(head) for head in HEADS], rows, name="numbers") if rows else nothing]
    used = {one.estimator for one in every}
    told = [
        html.Li([html.B(curly(tr(WORDS[name]))), f" {curly(tr(text))}."])
        for name, text in ESTIMATORS.items()
        if name in used
    ]
    told += [html.Li(curly(tr(text))) for text in NOT_COMPUTED.values()]
    body.append(html.Ul(told, className="reasons"))
    if "nowcast" in used:
        body.append(html.P(curly(tr(CAUTION)), className="note"))
    return html.Section(
        [*body, html.P(_links(view, shown), className="sources")], className="card", id="trade-estimators"
    )


def _cells(one: Estimate) -> list[str]:
    name = status_name(one.cell.status)
    coverage = number(one.coverage, "percent")
    return [
        one.period,
        curly(tr(WORDS[one.estimator])),
        _spelled(one.cell, _UNIT),
        _spelled(one.share, "percent"),
        coverage,
        tr(STATUS_WORDS[name]),
    ]


def _spelled(cell: Cell, unit: str) -> str:
    """Return a value with its bounds, the bounds alone, or an upper bound as such; a dash where there is nothing."""
    ends = number(cell.low, unit), number(cell.high, unit)
    if math.isnan(cell.value) and math.isnan(cell.low):
        return tr("at most {high}", high=ends[1]) if not math.isnan(cell.high) else EN_DASH
    bounds = EN_DASH.join(ends)
    if math.isnan(cell.value):
        return bounds
    value = number(cell.value, unit)
    return value if ends == (value, value) else f"{value} ({bounds})"


def _links(view: View, shown: bool) -> Sequence[object]:
    """Return the way to the files, and to the page with or without the nowcast unless the operator has it off."""
    off = {} if shown else {"nowcast": "off"}
    files = {
        "CSV estimators": view.file("/estimators.csv", "dependent", "partner", **off),
        "CSV nowcast": view.file("/nowcast.csv", "dependent", "partner"),
        "CSV CIF/FOB": view.file("/cif_fob.csv", "dependent"),
        "CSV reliability": view.file("/reliability.csv"),
    }
    links: list[object] = [html.A(text, href=href, className="csv", lang="en") for text, href in files.items()]
    if view.repository.nowcasts:
        text = tr("Without the nowcast") if shown else tr("With the nowcast")
        links.append(html.A(text, href=view.address("/trade", nowcast="off" if shown else ""), className="csv"))
    return links
