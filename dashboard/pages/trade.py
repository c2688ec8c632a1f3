"""How much of a country's goods trade runs to the partner, and what the same trade is to the partner."""

from collections.abc import Mapping, Sequence

from dashboard import sentences
from dashboard.charts import Chart, draw, shares_chart, variant_lines
from dashboard.components import grid, names, question
from dashboard.estimates import estimated
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.product_lines import product_lines
from dashboard.reports import reports
from dashboard.repository import Repository
from indicators.model import Pair


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = names(repository, pair)
    return [
        *question(f"How unequal is the trade of {dependent} and {partner}?", sentences.trade(repository, pair)),
        grid(
            [
                shares_chart(repository, pair, "trade-shares", "trade"),
                *[draw(repository, pair, chart) for chart in _charts(repository, pair)],
                *[draw(repository, pair, chart) for chart in _beside(repository, pair)],
            ]
        ),
        product_lines(repository, pair),
        reports(repository, pair),
        estimated(repository, pair, with_nowcast=asked.get("nowcast") != "off"),
    ]


def _charts(repository: Repository, pair: Pair) -> list[Chart]:
    dependent, partner = names(repository, pair)
    return [
        Chart(
            id="trade-levels",
            title="Goods trade in money",
            note="Billion US dollars a year at current prices: a share can rise while the trade falls.",
            unit="USD bn",
            lines=[
                Line(f"Exports to {partner}", repository.measure("goods_exports", pair), scale=0.001),
                Line(f"Imports from {partner}", repository.measure("goods_imports", pair), scale=0.001),
                Line(f"Turnover with {partner}", repository.measure("goods_turnover", pair), scale=0.001),
            ],
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-asymmetry",
            title="What the same trade is to each of the two",
            note="Per cent of each country's goods turnover, and the difference in percentage points.",
            unit="percent",
            lines=variant_lines(repository, pair, "trade_asymmetry"),
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-weight",
            title="Weight of the trade in all trade and in the economy",
            note="Per cent of goods turnover, and of gross domestic product, at current prices.",
            unit="percent",
            lines=[
                Line(f"Of {dependent}'s turnover", repository.result("turnover_share", pair)),
                Line("Of its GDP", repository.result("trade_to_gdp", pair)),
            ],
            theme="trade",
            shaded="trade by partner",
        ),
        Chart(
            id="trade-export-hhi",
            title="Concentration of exports over partners",
            note="Herfindahl-Hirschman index: 1 is a single buyer. Two sources with different coverage, side by side.",
            unit="index",
            lines=variant_lines(repository, pair, "export_partner_hhi"),
        ),
        Chart(
            id="trade-import-hhi",
            title="Concentration of imports over partners",
            note="Herfindahl-Hirschman index: 1 is a single supplier. "
            "From the top partners alone only bounds can be had.",
            unit="index",
            lines=variant_lines(repository, pair, "import_partner_hhi"),
        ),
    ]


def _beside(repository: Repository, pair: Pair) -> list[Chart]:
    dependent, partner = names(repository, pair)
    return [
        Chart(
            id="trade-fuels",
            title="Shares once the oil price is taken out",
            note="Per cent of goods trade without mineral fuels, and with fuels always valued at the price of 2015. "
            "UN Comtrade's fuels are at hand to 2017.",
            unit="percent",
            lines=[
                Line("Exports without fuels", repository.result("export_share_without_fuels", pair)),
                Line("Imports without fuels", repository.result("import_share_without_fuels", pair)),
                Line("Exports, fuel price of 2015", repository.result("export_share_constant_fuel_price", pair)),
                Line("Imports, fuel price of 2015", repository.result("import_share_constant_fuel_price", pair)),
            ],
            theme="trade",
        ),
        Chart(
            id="trade-rank",
            title="Rank in the world",
            note=f"Place of {dependent} among all countries by {partner}'s share of their trade: 1 is highest.",
            unit="rank",
            lines=variant_lines(repository, pair, "trade_share_rank", ("exports", "imports")),
        ),
        Chart(
            id="trade-rank-pairs",
            title="Rank among all pairs of countries",
            note="Place of the two among all pairs of seller and buyer, by the same shares: 1 is highest.",
            unit="rank",
            lines=variant_lines(repository, pair, "trade_share_rank", ("exports_all_pairs", "imports_all_pairs")),
        ),
        Chart(
            id="trade-months",
            title=f"Month by month, as {partner} reports it",
            note="Million US dollars a month.",
            unit="USD mn",
            lines=[
                Line(f"Exports to {partner}", repository.measure("goods_exports_mirror_monthly", pair)),
                Line(f"Imports from {partner}", repository.measure("goods_imports_mirror_monthly", pair)),
            ],
            theme="trade",
        ),
        Chart(
            id="trade-eu-months",
            title=f"What the European Union reports of its trade with {dependent}",
            note="Million euros a month: all goods, mineral fuels, and what the Union bans for Russia.",
            unit="EUR mn",
            lines=[
                Line("Union's exports", repository.measure("eu_exports_monthly", pair)),
                Line("of it banned for Russia", repository.measure("eu_sanctioned_exports_monthly", pair)),
                Line("Union's imports", repository.measure("eu_imports_monthly", pair)),
                Line("of it mineral fuels", repository.measure("eu_fuel_imports_monthly", pair)),
            ],
            theme="trade",
        ),
        Chart(
            id="trade-width",
            title="How far the reports leave the share of exports open",
            note="Percentage points between the lowest and the highest share that the published reports allow.",
            unit="percentage points",
            lines=[Line("Width of the bounds", repository.result("bounds_width", pair))],
        ),
    ]


PAGE = Page("/trade", "Trade", 10, body)
