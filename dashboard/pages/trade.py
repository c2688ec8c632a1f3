"""How much of a country's goods trade runs to the partner, and what the same trade is to the partner."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import sentences
from dashboard.charts import draw, shares_chart, variant_lines
from dashboard.components import question
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.repository import Repository
from indicators.model import Pair

_THOUSAND = 0.001


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    levels = [
        Line(f"Exports to {partner}", repository.measure("goods_exports", pair), scale=_THOUSAND),
        Line(f"Imports from {partner}", repository.measure("goods_imports", pair), scale=_THOUSAND),
        Line(f"Turnover with {partner}", repository.measure("goods_turnover", pair), scale=_THOUSAND),
    ]
    weight = [
        Line(f"Share of {dependent}'s turnover", repository.result("turnover_share", pair)),
        Line("Of GDP", repository.result("trade_to_gdp", pair)),
    ]
    return [
        *question(f"How unequal is the trade of {dependent} and {partner}?", sentences.trade(repository, pair)),
        html.Div(
            [
                shares_chart(repository, pair, "trade-shares", "trade"),
                draw(repository, pair, "trade-levels", "Goods trade in money", "Billion US dollars a year at current prices: a share can rise while the trade falls.", levels, "USD bn", "trade", shaded=True),
                draw(repository, pair, "trade-asymmetry", "What the same trade is to each of the two", "Per cent of each country's goods turnover, and the difference in percentage points.", variant_lines(repository, pair, "trade_asymmetry"), "percent", "trade", shaded=True),
                draw(repository, pair, "trade-weight", "Weight of the trade in all trade and in the economy", "Per cent of goods turnover, and of gross domestic product, at current prices.", weight, "percent", "trade", shaded=True),
                draw(repository, pair, "trade-export-hhi", "Concentration of exports over partners", "Herfindahl-Hirschman index: 1 is a single buyer. Two sources with different coverage, side by side.", variant_lines(repository, pair, "export_partner_hhi"), "index", ""),
                draw(repository, pair, "trade-import-hhi", "Concentration of imports over partners", "Herfindahl-Hirschman index: 1 is a single supplier. From the top partners alone only bounds can be had.", variant_lines(repository, pair, "import_partner_hhi"), "index", ""),
            ],
            className="grid",
        ),
    ]  # fmt: skip


PAGE = Page("/trade", "Trade", 10, body)
