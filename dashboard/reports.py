"""The table that sets every report of the pair's trade side by side."""

from urllib.parse import urlencode

from dash import html

from dashboard.components import table
from dashboard.repository import Repository
from dashboard.theme import curly, interval, number
from indicators.model import Cell, Pair
from indicators.reconcile import FLOWS, REPORTS, Reconciled

_UNIT = "USD mn"
_RECENT = 16  # years shown at once


def reports(repository: Repository, pair: Pair) -> html.Section:
    """Return, for each flow, a table of its reports by year with the gap between the two sides and the reason."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    lines = repository.reconciled(pair)
    asked = urlencode({"dependent": pair.dependent, "partner": pair.partner})
    intro = (
        "Million US dollars. The gap is the partner's report less the country's own, or less its official statement "
        "where nothing else is published. Exports are valued without freight, imports with it."
    )
    body: list[object] = [html.H2("Who reports what"), html.P(curly(intro), className="note")]
    for flow, towards in zip(FLOWS, ("to", "from"), strict=True):
        rows = _rows([line for line in reversed(lines) if line.flow == flow])
        title = f"{dependent}'s {flow} {towards} {partner}"
        heads = ("Year", *_heads(dependent, partner), "Gap", "Gap, %", "Why")
        body.append(html.H3(curly(title)))
        body.append(table(heads, rows[:_RECENT]) if rows else html.P("Nobody reports this flow in this snapshot."))
        if rows[_RECENT:]:
            body.append(
                html.Details([html.Summary("Earlier years"), table(heads, rows[_RECENT:])], className="earlier")
            )
    body.append(
        html.P(html.A("CSV reconcile", href=f"/api/v1/reconcile.csv?{asked}", className="csv"), className="sources")
    )
    return html.Section(body, className="card wide-card", id="trade-reports")


def _heads(dependent: str, partner: str) -> list[str]:
    names = {
        "reported": dependent,
        "mirror": partner,
        "mirror_of_months": f"{partner}, months",
        "mirror_comtrade": f"{partner} to Comtrade",
        "reconciled": "BACI",
        "imts": "IMF",
        "statement": "Statement",
    }
    return [names[name] for name in REPORTS]


def _rows(lines: list[Reconciled]) -> list[list[str]]:
    """Return the rows; a reason that holds for years on end stands at the first of them."""
    rows, since = [], ("", "")
    for line in lines:
        if line.reason != since[0]:
            since = (line.reason, line.period)
        told = line.reason if line.period == since[1] or not line.reason else f"as for {since[1]}"
        rows.append([*_cells(line), curly(told)])
    return rows


def _cells(line: Reconciled) -> list[str]:
    cells = [_spelled(line.reports.get(name)) for name in REPORTS]
    return [line.period, *cells, number(line.gap, _UNIT), number(line.gap_percent, "percent")]


def _spelled(cell: Cell | None) -> str:
    return interval(cell.value, cell.low, cell.high, _UNIT) if cell else ""
