"""Oil products and other cargo through the partner's ports: agreed, expected, reported."""

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
    tonnes = [
        Line("Oil products, agreed", repository.measure("port_oil_agreed", pair)),
        Line("Oil products, expected", repository.measure("port_oil_expected", pair)),
        Line("Oil products, reported", repository.measure("port_oil_reported", pair)),
        Line("All cargo", repository.measure("port_cargo_all", pair)),
    ]
    return [
        *question(f"How much of {dependent}'s cargo goes through {partner}'s ports?", sentences.transit(repository, pair)),
        html.Div(
            [
                draw(repository, pair, "transit-tonnes", f"Through {partner}'s ports", "Million tonnes a year. Agreed, expected and reported are three different things; a known half year gives bounds.", tonnes, "Mt", "transit"),
                draw(repository, pair, "transit-share", "Beside the flow before the sanctions", "Per cent of the 18.8 Mt a year of all cargo that went through Baltic and Ukrainian ports, as stated in 2023.", variant_lines(repository, pair, "port_share"), "percent", "transit"),
            ],
            className="grid",
        ),
    ]  # fmt: skip


PAGE = Page("/transit", "Transit", 40, body)
