"""Oil products and other cargo through the partner's ports: agreed, expected, reported."""

from collections.abc import Sequence

from dashboard import sentences
from dashboard.charts import Chart, draw, variant_lines
from dashboard.components import grid, question
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.page import Page
from dashboard.view import View


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    charts = [
        Chart(
            id="transit-tonnes",
            title=tr("Through {partner}'s ports", partner=partner),
            note=tr(
                "Million tonnes a year. Agreed, expected and reported are three different things; a known "
                "half year gives bounds."
            ),
            unit="Mt",
            lines=[
                Line(tr("Oil products, agreed"), view.measure("port_oil_agreed")),
                Line(tr("Oil products, expected"), view.measure("port_oil_expected")),
                Line(tr("Oil products, reported"), view.measure("port_oil_reported")),
                Line(tr("All cargo, reported"), view.measure("port_cargo_all")),
            ],
            theme="transit",
        ),
        Chart(
            id="transit-share",
            title=tr("Beside the flow before the sanctions"),
            note=tr(
                "Per cent of all cargo that went through Baltic and Ukrainian ports in a year before the "
                "sanctions, as stated in 2023. What part of all oil products it is cannot be told: their total "
                "is not published after 2019."
            ),
            unit="percent",
            lines=variant_lines(view, "port_share"),
            theme="transit",
        ),
        Chart(
            id="transit-gas",
            title=tr("Gas leaving at the western border"),
            note=tr(
                "Terawatt-hours a year as measured by the neighbours' operators. A year with missing days is a gap."
            ),
            unit="TWh",
            lines=[
                Line(tr("Kondratki"), view.measure("gas_flow_kondratki")),
                Line(tr("Wysokoje"), view.measure("gas_flow_wysokoje")),
                Line(tr("Kotlovka"), view.measure("gas_flow_kotlovka")),
                Line(tr("Tieterowka"), view.measure("gas_flow_tieterowka")),
            ],
            theme="transit",
        ),
        Chart(
            id="transit-gas-share",
            title=tr("{partner}'s pipeline gas that crosses {dependent}", partner=partner, dependent=dependent),
            note=tr("Per cent of the partner's pipeline exports, known for 2020 only: what the partner depends on."),
            unit="percent",
            lines=variant_lines(view, "gas_transit_share", ("west", "kondratki", "wysokoje", "kotlovka", "tieterowka")),
            kind="columns",
        ),
        Chart(
            id="transit-potash",
            title=tr("Potash"),
            note=tr(
                "Million tonnes of chloride: all exports, from FAO's oxide at 61 per cent (60 to 63), and "
                "what the press says went through the partner's ports."
            ),
            unit="Mt",
            lines=[
                Line(tr("All exports"), view.measure("potash_exports")),
                Line(tr("Through {partner}'s ports", partner=partner), view.measure("potash_via_partner")),
            ],
            theme="transit",
        ),
    ]
    return [
        *question(
            tr("How much of {dependent}'s cargo goes through {partner}'s ports?", dependent=dependent, partner=partner),
            sentences.transit(view),
        ),
        grid([draw(view, chart) for chart in charts]),
    ]


PAGE = Page("/transit", "Transit", 40, body)
