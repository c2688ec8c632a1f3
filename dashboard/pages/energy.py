"""What the country pays for the partner's gas, beside what others pay, and what the difference is worth."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import sentences
from dashboard.charts import FIRST_GAS_PRICE, Chart, draw, prices_chart, variant_lines
from dashboard.components import question
from dashboard.page import Page
from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    charts = [
        Chart(
            id="energy-discount",
            title="Discount on the partner's gas",
            note="Per cent below each benchmark; negative where the price paid was above it.",
            unit="percent",
            lines=variant_lines(repository, pair, "gas_price_discount"),
            theme="energy",
            first=FIRST_GAS_PRICE,
        ),
        Chart(
            id="energy-transfer",
            title="What the discount is worth",
            note="Billion US dollars a year: benchmark less price paid, times the volume. "
            "Years without a volume are gaps.",
            unit="USD bn",
            lines=variant_lines(repository, pair, "implicit_gas_transfer", scale=0.001),
            theme="energy",
            first=FIRST_GAS_PRICE,
        ),
    ]
    return [
        *question(f"How cheap is {partner}'s gas for {dependent}?", sentences.energy(repository, pair)),
        html.Div(
            [
                prices_chart(repository, pair, "energy-prices"),
                *[draw(repository, pair, chart) for chart in charts],
                _missing(),
            ],
            className="grid",
        ),
    ]


def _missing() -> html.Section:
    empty = [variant for variant in CATALOGUE["gas_price_discount"].variants if variant.reason]
    said = [html.P(f"{variant.title}: {variant.reason}.") for variant in empty]
    return html.Section([html.H2("A benchmark that is missing"), *said], className="card")


PAGE = Page("/energy", "Energy", 20, body)
