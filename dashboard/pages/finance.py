"""What the country owes the partner, what its credit brings after repayments, and how long reserves last."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import sentences
from dashboard.charts import draw, variant_lines
from dashboard.components import question
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.repository import Repository
from indicators.model import Pair


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    debt = [
        Line(f"Owed to {partner}'s government", repository.measure("debt_to_partner", pair), scale=0.001),
        Line("All public external debt", repository.measure("public_debt", pair), scale=0.001),
    ]
    return [
        *question(f"Does credit from {partner} bring {dependent} money, or take it out?", sentences.finance(repository, pair)),
        html.Div(
            [
                draw(repository, pair, "finance-flow", "Net official credit", "Million US dollars a year: new loans less principal (net flow), and less interest (net transfer), by the World Bank's count and the ministry's.", variant_lines(repository, pair, "net_official_flow", ("net_flow", "net_transfer", "net_flow_ministry")), "USD mn", "finance", kind="bars"),
                draw(repository, pair, "finance-banks", "The same with banks", "Million US dollars a year; the partner's banks lent too, chiefly from 2012 to 2018.", variant_lines(repository, pair, "net_official_flow", ("net_flow_with_banks", "net_transfer_with_banks")), "USD mn", "finance", kind="bars"),
                draw(repository, pair, "finance-share", f"{partner}'s share of public external debt", "Per cent of public and publicly guaranteed external debt, end of year.", [Line(f"Owed to {partner}", repository.result("creditor_share", pair))], "percent", "finance"),
                draw(repository, pair, "finance-debt", "Debt in money", "Billion US dollars, end of year: the level can fall while the share rises.", debt, "USD bn", "finance"),
                draw(repository, pair, "finance-tranches", "The two tranches of 500 million dollars", "Per cent of reserves: of those before the tranche, and of those that already contain it.", variant_lines(repository, pair, "tranche_size"), "percent", "", kind="bars"),
                draw(repository, pair, "finance-cover", "Reserve cover", "Months of imports of goods and services that reserves would pay. Less cover is more exposure.", [Line("Reserve cover", repository.result("reserve_cover", pair))], "months", "finance"),
            ],
            className="grid",
        ),
    ]  # fmt: skip


PAGE = Page("/finance", "Finance", 30, body)
