"""What the country pays for the partner's gas, beside what others pay, and what the difference is worth."""

from collections.abc import Mapping, Sequence
from datetime import date

from dash import html

from dashboard import sentences
from dashboard.charts import draw, variant_lines
from dashboard.components import question
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair

_FIRST = date(2006, 1, 1)  # the first year of which a price paid is at hand


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    prices = [
        Line(f"Paid by {dependent}", repository.measure("gas_price_paid", pair)),
        Line("Europe's hub (Pink Sheet)", repository.measure("gas_price_hub", pair)),
        Line("Gazprom's average to Europe", repository.measure("gas_price_gazprom_average", pair)),
    ]
    empty = [variant for variant in CATALOGUE["gas_price_discount"].variants if variant.reason]
    transfer = [
        Line(line.name, line.result, line.variant, 0.001) for line in variant_lines(repository, pair, "implicit_gas_transfer")
    ]
    return [
        *question(f"How cheap is {partner}'s gas for {dependent}?", sentences.energy(repository, pair)),
        html.Div(
            [
                draw(repository, pair, "energy-prices", "Gas: price paid and prices elsewhere", "US dollars per 1,000 m³, yearly means at current prices. The hub price changes its definition in April 2010 and April 2015; its bounds are those of the calorific value.", prices, "USD/1000 m3", "energy", first=_FIRST),
                draw(repository, pair, "energy-discount", "Discount on the partner's gas", "Per cent below each benchmark; negative where the price paid was above it.", variant_lines(repository, pair, "gas_price_discount"), "percent", "energy", first=_FIRST),
                draw(repository, pair, "energy-transfer", "What the discount is worth", "Billion US dollars a year: benchmark less price paid, times the volume. Years without a volume are gaps.", transfer, "USD bn", "energy", first=_FIRST),
                html.Section([html.H2("A benchmark that is missing"), *[html.P(f"{variant.title}: {variant.reason}.") for variant in empty]], className="card"),
            ],
            className="grid",
        ),
    ]  # fmt: skip


PAGE = Page("/energy", "Energy", 20, body)
