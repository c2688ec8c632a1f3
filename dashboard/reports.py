"""The table that sets every report of the pair's trade side by side."""

from collections.abc import Sequence
from itertools import groupby

from dash import html

from dashboard.components import table, whatever_the_clock
from dashboard.language import tr
from dashboard.sentences import flow_title
from dashboard.theme import EN_DASH, curly, interval, number
from dashboard.view import View
from indicators.model import FLOWS, Cell
from indicators.reconcile import REPORTS, Reconciled

_UNIT = "USD mn"
_RECENT = 12  # years shown at once


def reports(view: View) -> html.Section:
    """Return, for each flow, a table of its reports by year with the gap between the two sides, and the reasons."""
    lines = view.repository.reconciled(view.pair)
    intro = tr(
        "Million US dollars. The gap is the partner's report less the country's own, or less its official statement "
        "where nothing else is published. Exports are valued without freight, imports with it. Weighted is our own "
        "mean of both reports once freight is taken out, weighed by how reliable each reporter is."
    )
    body: list[object] = [
        html.H2(tr("Who reports what")),
        html.P(curly(intro), className="note"),
        *whatever_the_clock(view),
    ]
    for flow in FLOWS:
        shown = [line for line in reversed(lines) if line.flow == flow]
        body += [html.H3(flow_title(view, flow)), *_flow(view, shown)]
    file = html.A(tr("CSV reconcile"), href=view.file("/reconcile.csv", "dependent", "partner"), className="csv")
    return html.Section([*body, html.P(file, className="sources")], className="card", id="trade-reports")


def _flow(view: View, lines: Sequence[Reconciled]) -> list[object]:
    if not lines:
        return [html.P(tr("Nobody reports this flow in this snapshot."), className="note")]
    heads = (
        tr("Year"),
        *_heads(tr(view.repository.name(view.pair.dependent)), tr(view.repository.name(view.pair.partner))),
        tr("Weighted"),
        tr("Gap"),
        tr("Gap, %"),
    )
    rows = [_cells(line) for line in lines]
    parts: list[object] = [table(heads, rows[:_RECENT], name="numbers")]
    if rows[_RECENT:]:
        earlier = table(heads, rows[_RECENT:], name="numbers")
        parts.append(html.Details([html.Summary(tr("Earlier years")), earlier], className="more"))
    reasons = [html.Li([html.B(years), html.Span(f" {curly(text)}", lang="en")]) for years, text in _reasons(lines)]
    return [*parts, html.Ul(reasons, className="reasons")] if reasons else parts


def _heads(dependent: str, partner: str) -> list[str]:
    heads = {
        "reported": dependent,
        "mirror": partner,
        "mirror_of_months": tr("{partner}, months", partner=partner),
        "mirror_comtrade": tr("{partner} to Comtrade", partner=partner),
        "reconciled": "BACI",
        "imts": tr("IMF"),
        "statement": tr("Statement"),
    }
    return [heads[name] for name in REPORTS]


def _cells(line: Reconciled) -> list[str]:
    cells = [_spelled(line.reports.get(name)) for name in REPORTS]
    return [line.period, *cells, _spelled(line.weighted), number(line.gap, _UNIT), number(line.gap_percent, "percent")]


def _spelled(cell: Cell | None) -> str:
    return interval(cell.value, cell.low, cell.high, _UNIT) if cell else EN_DASH


def _reasons(lines: Sequence[Reconciled]) -> list[tuple[str, str]]:
    """Return each known reason with the years on end for which it holds, the latest first."""
    found = []
    for text, group in groupby(lines, key=lambda line: line.reason):
        years = [line.period for line in group]
        if text:
            found.append((years[0] if len(years) == 1 else f"{years[-1]}{EN_DASH}{years[0]}", text))
    return found
