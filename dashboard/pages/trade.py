"""How much of a country's goods trade runs to the partner, and what the same trade is to the partner."""

from collections.abc import Sequence

from dashboard import sentences
from dashboard.charts import Chart, draw, shares_chart, variant_lines
from dashboard.components import grid, question
from dashboard.estimates import estimated
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.product_lines import product_lines
from dashboard.reports import reports
from dashboard.view import View


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    return [
        *question(f"How unequal is the trade of {dependent} and {partner}?", sentences.trade(view)),
        grid(
            [
                shares_chart(view, "trade-shares", "trade"),
                *[draw(view, chart) for chart in _charts(view)],
                *[draw(view, chart) for chart in _beside(view)],
            ]
        ),
        product_lines(view),
        reports(view),
        estimated(view, with_nowcast=view.asked.get("nowcast") != "off"),
    ]


def _charts(view: View) -> list[Chart]:
    dependent, partner = view.names
    return [
        Chart(
            id="trade-levels",
            title="Goods trade in money",
            note="Billion US dollars a year at current prices: a share can rise while the trade falls.",
            unit="USD bn",
            lines=[
                Line(f"Exports to {partner}", view.measure("goods_exports"), scale=0.001),
                Line(f"Imports from {partner}", view.measure("goods_imports"), scale=0.001),
                Line(f"Turnover with {partner}", view.measure("goods_turnover"), scale=0.001),
            ],
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-asymmetry",
            title="What the same trade is to each of the two",
            note="Per cent of each country's goods turnover, and the difference in percentage points.",
            unit="percent",
            lines=variant_lines(view, "trade_asymmetry"),
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-weight",
            title="Weight of the trade in all trade and in the economy",
            note="Per cent of goods turnover, and of gross domestic product, at current prices.",
            unit="percent",
            lines=[
                Line(f"Of {dependent}'s turnover", view.result("turnover_share")),
                Line("Of its GDP", view.result("trade_to_gdp")),
            ],
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-export-hhi",
            title="Concentration of exports over partners",
            note="Herfindahl-Hirschman index: 1 is a single buyer. Two sources with different coverage, side by side.",
            unit="index",
            lines=variant_lines(view, "export_partner_hhi"),
        ),
        Chart(
            id="trade-import-hhi",
            title="Concentration of imports over partners",
            note="Herfindahl-Hirschman index: 1 is a single supplier. "
            "From the top partners alone only bounds can be had.",
            unit="index",
            lines=variant_lines(view, "import_partner_hhi"),
        ),
    ]


def _beside(view: View) -> list[Chart]:
    dependent, partner = view.names
    return [
        Chart(
            id="trade-fuels",
            title="Shares once the oil price is taken out",
            note="Per cent of goods trade without mineral fuels, and with fuels always valued at the price of 2015. "
            "UN Comtrade's fuels are at hand to 2017.",
            unit="percent",
            lines=[
                Line("Exports without fuels", view.result("export_share_without_fuels")),
                Line("Imports without fuels", view.result("import_share_without_fuels")),
                Line("Exports, fuel price of 2015", view.result("export_share_constant_fuel_price")),
                Line("Imports, fuel price of 2015", view.result("import_share_constant_fuel_price")),
            ],
            theme="trade",
        ),
        Chart(
            id="trade-rank",
            title="Rank in the world",
            note=f"Place of {dependent} among all countries by {partner}'s share of their trade: 1 is highest.",
            unit="rank",
            lines=variant_lines(view, "trade_share_rank", ("exports", "imports")),
        ),
        Chart(
            id="trade-rank-pairs",
            title="Rank among all pairs of countries",
            note="Place of the two among all pairs of seller and buyer, by the same shares: 1 is highest.",
            unit="rank",
            lines=variant_lines(view, "trade_share_rank", ("exports_all_pairs", "imports_all_pairs")),
        ),
        Chart(
            id="trade-months",
            title=f"Month by month, as {partner} reports it",
            note="Million US dollars a month.",
            unit="USD mn",
            lines=[
                Line(f"Exports to {partner}", view.measure("goods_exports_mirror_monthly")),
                Line(f"Imports from {partner}", view.measure("goods_imports_mirror_monthly")),
            ],
            theme="trade",
        ),
        Chart(
            id="trade-eu-months",
            title=f"What the European Union reports of its trade with {dependent}",
            note="Million euros a month: all goods, mineral fuels, and what the Union bans for Russia.",
            unit="EUR mn",
            lines=[
                Line("Union's exports", view.measure("eu_exports_monthly")),
                Line("of it banned for Russia", view.measure("eu_sanctioned_exports_monthly")),
                Line("Union's imports", view.measure("eu_imports_monthly")),
                Line("of it mineral fuels", view.measure("eu_fuel_imports_monthly")),
            ],
            theme="trade",
        ),
        Chart(
            id="trade-width",
            title="How far the reports leave the share of exports open",
            note="Percentage points between the lowest and the highest share that the published reports allow.",
            unit="percentage points",
            lines=[Line("Width of the bounds", view.result("bounds_width"))],
        ),
    ]


PAGE = Page("/trade", "Trade", 10, body, asks=("nowcast",))
