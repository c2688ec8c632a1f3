"""Arms, votes, rights, listings and the border: context that no index of dependence holds."""

from collections.abc import Sequence
from datetime import date

from dash import html

from dashboard import sentences
from dashboard.charts import Chart, draw, variant_lines
from dashboard.components import grid, question
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.view import View

_INDEPENDENCE = date(1991, 1, 1)  # before it a Soviet republic voted as the Union did


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    return [
        *question(f"Whose arms does {dependent} carry, and whose side does it take?", sentences.security(view)),
        html.P("Context only: nothing on this page enters a measure of economic dependence.", className="note lead"),
        grid([draw(view, chart) for chart in _charts(view, dependent, partner)]),
    ]


_ARMS = ("all", "aircraft", "air_defence_systems", "armoured_vehicles", "missiles")
_PARTS = ("artillery", "engines", "sensors")


def _charts(view: View, dependent: str, partner: str) -> list[Chart]:
    return [
        Chart(
            id="security-arms",
            title=f"Arms delivered by {partner}",
            note="Per cent of all deliveries of five years, by class; SIPRI's trend indicator values.",
            unit="percent",
            lines=variant_lines(view, "arms_supplier_share", _ARMS),
            theme="security",
        ),
        Chart(
            id="security-arms-parts",
            title=f"Arms delivered by {partner}: guns, engines, sensors",
            note="Per cent of all deliveries of five years, by class; SIPRI's trend indicator values.",
            unit="percent",
            lines=variant_lines(view, "arms_supplier_share", _PARTS),
            theme="security",
        ),
        Chart(
            id="security-deliveries",
            title="Deliveries in each year",
            note="Million trend indicator values: capability, not money. A year without an entry is one without a "
            "delivery that SIPRI found.",
            unit="TIV mn",
            lines=[Line(f"From {partner}", view.measure("arms_by_year"))],
            kind="bars",
        ),
        Chart(
            id="security-votes",
            title="Apart in the UN General Assembly",
            note=f"Position of {dependent} less that of {partner} in all votes: near 0 the two stand together.",
            unit="scale points",
            lines=variant_lines(view, "foreign_policy_distance", ("ideal_points",)),
            theme="security",
            first=_INDEPENDENCE,
        ),
        Chart(
            id="security-same-votes",
            title="Votes cast alike",
            note=f"Part of the votes in which both took part and {dependent} voted as {partner} did.",
            unit="part of votes",
            lines=variant_lines(view, "foreign_policy_distance", ("same_votes",)),
            theme="security",
        ),
        Chart(
            id="security-democracy",
            title=f"Democracy in {dependent}",
            note="V-Dem's indices of electoral and of liberal democracy, 0 to 1, with the intervals that V-Dem gives.",
            unit="index",
            lines=[
                Line("Electoral", view.measure("electoral_democracy")),
                Line("Liberal", view.measure("liberal_democracy")),
            ],
            theme="security",
        ),
        Chart(
            id="security-freedom",
            title="Freedom in the World",
            note="Freedom House, points of 100.",
            unit="points",
            lines=[Line(dependent, view.measure("freedom_score"))],
            theme="security",
        ),
        Chart(
            id="security-listings",
            title="Entries on the sanctions list of the United States",
            note="Entries whose programme names the country, on the days of which the list was kept.",
            unit="entries",
            lines=[Line("Entries", view.measure("sanctions_listings"))],
            theme="security",
        ),
        Chart(
            id="security-border",
            title="Detections at the European Union's eastern land border",
            note="Detections a month, not persons, on the whole border and not on that with Belarus alone.",
            unit="detections",
            lines=[Line("Detections", view.measure("border_detections_monthly"))],
            theme="security",
        ),
    ]


PAGE = Page("/security", "Security", 50, body)
