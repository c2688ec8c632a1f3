"""What the country owes the partner, what its credit brings after repayments, and how long reserves last."""

from collections.abc import Sequence

from dashboard import creditors, sentences
from dashboard.charts import Chart, draw, variant_lines
from dashboard.components import grid, question
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.page import Page
from dashboard.view import View


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    answer = sentences.finance(view)
    return [
        *question(
            tr(
                "Does credit from {partner} bring {dependent} money, or take it out?",
                partner=partner,
                dependent=dependent,
            ),
            answer,
        ),
        grid([draw(view, chart) for chart in _charts(view)]),
        creditors.card(view),
        grid([draw(view, chart) for chart in (*_terms(view), *_capital(view))]),
    ]


def _charts(view: View) -> list[Chart]:
    _, partner = view.names
    flow = "net_official_flow"
    return [
        Chart(
            id="finance-flow",
            title=tr("Net official credit"),
            note=tr(
                "Million US dollars a year: new loans less principal (net flow), and less interest (net "
                "transfer), by the World Bank's count and the ministry's."
            ),
            unit="USD mn",
            lines=variant_lines(view, flow, ("net_flow", "net_transfer", "net_flow_ministry")),
            theme="finance",
            kind="bars",
        ),
        Chart(
            id="finance-banks",
            title=tr("The same with banks"),
            note=tr("Million US dollars a year, the partner's banks counted with its government."),
            unit="USD mn",
            lines=variant_lines(view, flow, ("net_flow_with_banks", "net_transfer_with_banks")),
            theme="finance",
            kind="bars",
        ),
        Chart(
            id="finance-share",
            title=tr("{partner}'s share of public external debt", partner=partner),
            note=tr("Per cent of public and publicly guaranteed external debt, end of year."),
            unit="percent",
            lines=[Line(tr("Owed to {partner}", partner=partner), view.result("creditor_share"))],
            theme="finance",
        ),
        Chart(
            id="finance-debt",
            title=tr("Debt in money"),
            note=tr("Billion US dollars, end of year: the level can fall while the share rises."),
            unit="USD bn",
            lines=[
                Line(
                    tr("Owed to {partner}'s government", partner=partner), view.measure("debt_to_partner"), scale=0.001
                ),
                Line(tr("All public external debt"), view.measure("public_debt"), scale=0.001),
            ],
            theme="finance",
        ),
        Chart(
            id="finance-tranches",
            title=tr("Tranches of the partner's state loan beside reserves"),
            note=tr("Per cent of reserves: of those before the tranche, and of those that already contain it."),
            unit="percent",
            lines=variant_lines(view, "tranche_size"),
            kind="columns",
        ),
        Chart(
            id="finance-cover",
            title=tr("Reserve cover"),
            note=tr("Months of imports of goods and services that reserves would pay. Less cover is more exposure."),
            unit="months",
            lines=[Line(tr("Reserve cover"), view.result("reserve_cover"))],
            theme="finance",
        ),
    ]


def _terms(view: View) -> list[Chart]:
    return [
        Chart(
            id="finance-ladder",
            title=tr("Announced, signed, paid out, paid back"),
            note=tr(
                "Billion US dollars by year: only what is paid out counts as support. From 2025 on, "
                "repayments as scheduled."
            ),
            unit="USD bn",
            lines=variant_lines(view, "commitments_ladder", scale=0.001),
            theme="finance",
        ),
        Chart(
            id="finance-rollover",
            title=tr("New loans over repayments"),
            note=tr("Above 1 fresh money comes in, below 1 money goes out."),
            unit="ratio",
            lines=variant_lines(view, "rollover_ratio"),
            theme="finance",
        ),
        Chart(
            id="finance-grant",
            title=tr("How much of the new loans is a gift"),
            note=tr(
                "Grant element in per cent of the loan, discounted at 5 and at 12 per cent. Years without a "
                "new loan are gaps; below zero the loan costs more than the rate of discount."
            ),
            unit="percent",
            lines=variant_lines(view, "loan_grant_element"),
            theme="finance",
        ),
        Chart(
            id="finance-rates",
            title=tr("Interest on new loans"),
            note=tr("Average rate of a year's new loans, per cent."),
            unit="percent",
            lines=[
                Line(tr("The partner's"), view.measure("loan_interest")),
                Line(tr("All creditors'"), view.measure("loan_interest_of_all")),
            ],
        ),
    ]


def _capital(view: View) -> list[Chart]:
    _, partner = view.names
    investment = ("fdi_inflow", "fdi_stock_to_gdp", "fdi_stock_to_gdp_mirror", "fdi_inflow_wiiw", "fdi_stock_wiiw")
    wider = ("fdi_inflow_with_cyprus", "fdi_stock_wiiw_with_cyprus", "investment_stated")
    return [
        Chart(
            id="finance-investment",
            title=tr("Direct investment from {partner}", partner=partner),
            note=tr(
                "Per cent of all inflow, and stock in per cent of GDP by the report of either side. "
                "Investment by way of third countries does not show where it comes from."
            ),
            unit="percent",
            lines=_with_rows(variant_lines(view, "capital_links", investment)),
            theme="finance",
        ),
        Chart(
            id="finance-investment-wider",
            title=tr("Investment from {partner}, counted more widely", partner=partner),
            note=tr("Per cent of all, with what comes by way of Cyprus; and of all foreign investment, as stated."),
            unit="percent",
            lines=_with_rows(variant_lines(view, "capital_links", wider)),
            theme="finance",
        ),
        Chart(
            id="finance-people",
            title=tr("Emigrants in {partner}, and the money they send home", partner=partner),
            note=tr(
                "Per cent of all people born in the country who live abroad, and of all remittances; the "
                "latter are modelled by the World Bank for two years, and counted by Armenia's central bank."
            ),
            unit="percent",
            lines=_with_rows(variant_lines(view, "capital_links", ("emigrants", "remittances", "transfers"))),
        ),
    ]


def _with_rows(lines: list[Line]) -> list[Line]:
    """Leave out variants that only other countries have; all of them where none has anything, to say why."""
    return [line for line in lines if line.rows] or lines[:1]


PAGE = Page("/finance", "Finance", 30, body)
