"""How much of a country's goods trade runs to the partner, and what the same trade is to the partner."""

from collections.abc import Sequence

from dashboard import sentences
from dashboard.charts import Chart, draw, shares_chart, variant_lines, world_rank
from dashboard.components import grid, question
from dashboard.estimates import estimated
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.page import Page
from dashboard.product_lines import product_lines
from dashboard.reports import reports
from dashboard.view import View


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    return [
        *question(
            tr("How unequal is the trade of {dependent} and {partner}?", dependent=dependent, partner=partner),
            sentences.trade(view),
        ),
        grid(
            [
                draw(view, shares_chart(view, "trade-shares", "trade")),
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
            title=tr("Goods trade in money"),
            note=tr("Billion US dollars a year at current prices: a share can rise while the trade falls."),
            unit="USD bn",
            lines=[
                Line(tr("Exports to {partner}", partner=partner), view.measure("goods_exports"), scale=0.001),
                Line(tr("Imports from {partner}", partner=partner), view.measure("goods_imports"), scale=0.001),
                Line(tr("Turnover with {partner}", partner=partner), view.measure("goods_turnover"), scale=0.001),
            ],
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-asymmetry",
            title=tr("What the same trade is to each of the two"),
            note=tr("Per cent of each country's goods turnover, and the difference in percentage points."),
            unit="percent",
            lines=variant_lines(view, "trade_asymmetry"),
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-weight",
            title=tr("Weight of the trade in all trade and in the economy"),
            note=tr("Per cent of goods turnover, and of gross domestic product, at current prices."),
            unit="percent",
            lines=[
                Line(tr("Of {dependent}'s turnover", dependent=dependent), view.result("turnover_share")),
                Line(tr("Of its GDP"), view.result("trade_to_gdp")),
            ],
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-export-hhi",
            title=tr("Concentration of exports over partners"),
            note=tr(
                "Herfindahl-Hirschman index: 1 is a single buyer. Two sources with different coverage, side by side."
            ),
            unit="index",
            lines=variant_lines(view, "export_partner_hhi"),
        ),
        Chart(
            id="trade-import-hhi",
            title=tr("Concentration of imports over partners"),
            note=tr(
                "Herfindahl-Hirschman index: 1 is a single supplier. From the top partners alone only bounds "
                "can be had."
            ),
            unit="index",
            lines=variant_lines(view, "import_partner_hhi"),
        ),
    ]


def _beside(view: View) -> list[Chart]:
    dependent, partner = view.names
    return [
        Chart(
            id="trade-fuels",
            title=tr("Shares once the oil price is taken out"),
            note=tr(
                "Per cent of goods trade without mineral fuels, and with fuels always valued at the price of "
                "2015. UN Comtrade's fuels are at hand to 2017."
            ),
            unit="percent",
            lines=[
                Line(tr("Exports without fuels"), view.result("export_share_without_fuels")),
                Line(tr("Imports without fuels"), view.result("import_share_without_fuels")),
                Line(tr("Exports, fuel price of 2015"), view.result("export_share_constant_fuel_price")),
                Line(tr("Imports, fuel price of 2015"), view.result("import_share_constant_fuel_price")),
            ],
            theme="trade",
        ),
        world_rank(view, "trade-rank"),
        Chart(
            id="trade-rank-pairs",
            title=tr("Rank among all pairs of countries"),
            note=tr("Place of the two among all pairs of seller and buyer, by the same shares: 1 is highest."),
            unit="rank",
            lines=variant_lines(view, "trade_share_rank", ("exports_all_pairs", "imports_all_pairs")),
        ),
        Chart(
            id="trade-months",
            title=tr("Month by month, as {partner} reports it", partner=partner),
            note=tr("Million US dollars a month."),
            unit="USD mn",
            lines=[
                Line(tr("Exports to {partner}", partner=partner), view.measure("goods_exports_mirror_monthly")),
                Line(tr("Imports from {partner}", partner=partner), view.measure("goods_imports_mirror_monthly")),
            ],
            theme="trade",
        ),
        Chart(
            id="trade-eu-months",
            title=tr("What the European Union reports of its trade with {dependent}", dependent=dependent),
            note=tr("Million euros a month: all goods, mineral fuels, and what the Union bans for Russia."),
            unit="EUR mn",
            lines=[
                Line(tr("Union's exports"), view.measure("eu_exports_monthly")),
                Line(tr("of it banned for Russia"), view.measure("eu_sanctioned_exports_monthly")),
                Line(tr("Union's imports"), view.measure("eu_imports_monthly")),
                Line(tr("of it mineral fuels"), view.measure("eu_fuel_imports_monthly")),
            ],
            theme="trade",
        ),
        Chart(
            id="trade-width",
            title=tr("How far the reports leave the share of exports open"),
            note=tr("Percentage points between the lowest and the highest share that the published reports allow."),
            unit="percentage points",
            lines=[Line(tr("Width of the bounds"), view.result("bounds_width"))],
        ),
    ]


PAGE = Page("/trade", "Trade", 10, body, asks=("nowcast",))
