"""Oil products and other cargo through the partner's ports: agreed, expected, reported."""

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
    charts = [
        Chart(
            id="transit-tonnes",
            title=f"Through {partner}'s ports",
            note="Million tonnes a year. Agreed, expected and reported are three different things; "
            "a known half year gives bounds.",
            unit="Mt",
            lines=[
                Line("Oil products, agreed", repository.measure("port_oil_agreed", pair)),
                Line("Oil products, expected", repository.measure("port_oil_expected", pair)),
                Line("Oil products, reported", repository.measure("port_oil_reported", pair)),
                Line("All cargo, reported", repository.measure("port_cargo_all", pair)),
            ],
            theme="transit",
        ),
        Chart(
            id="transit-share",
            title="Beside the flow before the sanctions",
            note="Per cent of all cargo that went through Baltic and Ukrainian ports in a year before the sanctions, "
            "as stated in 2023.",
            unit="percent",
            lines=variant_lines(repository, pair, "port_share"),
            theme="transit",
        ),
    ]
    return [
        *question(
            f"How much of {dependent}'s cargo goes through {partner}'s ports?", sentences.transit(repository, pair)
        ),
        html.Div([draw(repository, pair, chart) for chart in charts], className="grid"),
    ]


PAGE = Page("/transit", "Transit", 40, body)
