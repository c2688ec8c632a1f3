"""How much of a country's goods trade runs to the partner, and what the same trade is to the partner."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import sentences
from dashboard.charts import Chart, draw, shares_chart, variant_lines
from dashboard.components import question
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.repository import Repository
from indicators.model import Pair


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    return [
        *question(f"How unequal is the trade of {dependent} and {partner}?", sentences.trade(repository, pair)),
        html.Div(
            [
                shares_chart(repository, pair, "trade-shares", "trade"),
                *[draw(repository, pair, chart) for chart in _charts(repository, pair)],
            ],
            className="grid",
        ),
    ]


def _charts(repository: Repository, pair: Pair) -> list[Chart]:
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
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


PAGE = Page("/trade", "Trade", 10, body)
