"""Oil products and other cargo through the partner's ports: agreed, expected, reported."""

from collections.abc import Mapping, Sequence

from dashboard import sentences
from dashboard.charts import Chart, draw, variant_lines
from dashboard.components import grid, names, question
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.repository import Repository
from indicators.model import Pair


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = names(repository, pair)
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
        Chart(
            id="transit-gas",
            title="Gas leaving at the western border",
            note="Terawatt-hours a year as measured by the neighbours' operators. A year with missing days is a gap.",
            unit="TWh",
            lines=[
                Line(point.capitalize(), repository.measure(f"gas_flow_{point}", pair))
                for point in ("kondratki", "wysokoje", "kotlovka", "tieterowka")
            ],
            theme="transit",
        ),
        Chart(
            id="transit-gas-share",
            title=f"{partner}'s pipeline gas that crosses {dependent}",
            note="Per cent of the partner's pipeline exports, known for 2020 only: what the partner depends on.",
            unit="percent",
            lines=variant_lines(
                repository, pair, "gas_transit_share", ("west", "kondratki", "wysokoje", "kotlovka", "tieterowka")
            ),
            kind="columns",
        ),
        Chart(
            id="transit-potash",
            title="Potash",
            note="Million tonnes of chloride: all exports, from FAO's oxide at 61 per cent (60 to 63), and what the "
            "press says went through the partner's ports.",
            unit="Mt",
            lines=[
                Line("All exports", repository.measure("potash_exports", pair)),
                Line(f"Through {partner}'s ports", repository.measure("potash_via_partner", pair)),
            ],
            theme="transit",
        ),
    ]
    return [
        *question(
            f"How much of {dependent}'s cargo goes through {partner}'s ports?", sentences.transit(repository, pair)
        ),
        grid([draw(repository, pair, chart) for chart in charts]),
    ]


PAGE = Page("/transit", "Transit", 40, body)
