"""What the country owes the partner, what its credit brings after repayments, and how long reserves last."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import sentences
from dashboard.charts import Chart, draw, variant_lines
from dashboard.components import question
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.repository import Repository
from indicators.model import Pair


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    answer = sentences.finance(repository, pair)
    return [
        *question(f"Does credit from {partner} bring {dependent} money, or take it out?", answer),
        html.Div([draw(repository, pair, chart) for chart in _charts(repository, pair)], className="grid"),
    ]


def _charts(repository: Repository, pair: Pair) -> list[Chart]:
    partner = repository.name(pair.partner)
    flow = "net_official_flow"
    return [
        Chart(
            id="finance-flow",
            title="Net official credit",
            note="Million US dollars a year: new loans less principal (net flow), and less interest (net transfer), "
            "by the World Bank's count and the ministry's.",
            unit="USD mn",
            lines=variant_lines(repository, pair, flow, ("net_flow", "net_transfer", "net_flow_ministry")),
            theme="finance",
            kind="bars",
        ),
        Chart(
            id="finance-banks",
            title="The same with banks",
            note="Million US dollars a year, the partner's banks counted with its government.",
            unit="USD mn",
            lines=variant_lines(repository, pair, flow, ("net_flow_with_banks", "net_transfer_with_banks")),
            theme="finance",
            kind="bars",
        ),
        Chart(
            id="finance-share",
            title=f"{partner}'s share of public external debt",
            note="Per cent of public and publicly guaranteed external debt, end of year.",
            unit="percent",
            lines=[Line(f"Owed to {partner}", repository.result("creditor_share", pair))],
            theme="finance",
        ),
        Chart(
            id="finance-debt",
            title="Debt in money",
            note="Billion US dollars, end of year: the level can fall while the share rises.",
            unit="USD bn",
            lines=[
                Line(f"Owed to {partner}'s government", repository.measure("debt_to_partner", pair), scale=0.001),
                Line("All public external debt", repository.measure("public_debt", pair), scale=0.001),
            ],
            theme="finance",
        ),
        Chart(
            id="finance-tranches",
            title="Tranches of the partner's state loan beside reserves",
            note="Per cent of reserves: of those before the tranche, and of those that already contain it.",
            unit="percent",
            lines=variant_lines(repository, pair, "tranche_size"),
            kind="columns",
        ),
        Chart(
            id="finance-cover",
            title="Reserve cover",
            note="Months of imports of goods and services that reserves would pay. Less cover is more exposure.",
            unit="months",
            lines=[Line("Reserve cover", repository.result("reserve_cover", pair))],
            theme="finance",
        ),
    ]


PAGE = Page("/finance", "Finance", 30, body)
