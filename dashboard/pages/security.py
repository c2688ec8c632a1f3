"""Arms, votes, rights, listings and the border: context that no index of dependence holds."""

from collections.abc import Sequence
from datetime import date

from dash import html

from dashboard import sentences
from dashboard.charts import Chart, draw, variant_lines
from dashboard.components import grid, question
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.page import Page
from dashboard.view import View

_INDEPENDENCE = date(1991, 1, 1)  # before it a Soviet republic voted as the Union did


def body(view: View) -> Sequence[object]:
    """Return the page."""
    dependent, partner = view.names
    return [
        *question(
            tr("Whose arms does {dependent} carry, and whose side does it take?", dependent=dependent),
            sentences.security(view),
        ),
        html.P(
            tr("Context only: nothing on this page enters a measure of economic dependence."), className="note lead"
        ),
        grid([draw(view, chart) for chart in _charts(view, dependent, partner)]),
    ]


_ARMS = ("all", "aircraft", "air_defence_systems", "armoured_vehicles", "missiles")
_PARTS = ("artillery", "engines", "sensors")


def _charts(view: View, dependent: str, partner: str) -> list[Chart]:
    return [
        Chart(
            id="security-arms",
            title=tr("Arms delivered by {partner}", partner=partner),
            note=tr("Per cent of all deliveries of five years, by class; SIPRI's trend indicator values."),
            unit="percent",
            lines=variant_lines(view, "arms_supplier_share", _ARMS),
            theme="security",
        ),
        Chart(
            id="security-arms-parts",
            title=tr("Arms delivered by {partner}: guns, engines, sensors", partner=partner),
            note=tr("Per cent of all deliveries of five years, by class; SIPRI's trend indicator values."),
            unit="percent",
            lines=variant_lines(view, "arms_supplier_share", _PARTS),
            theme="security",
        ),
        Chart(
            id="security-deliveries",
            title=tr("Deliveries in each year"),
            note=tr(
                "Million trend indicator values: capability, not money. A year without an entry is one "
                "without a delivery that SIPRI found."
            ),
            unit="TIV mn",
            lines=[Line(tr("From {partner}", partner=partner), view.measure("arms_by_year"))],
            kind="bars",
        ),
        Chart(
            id="security-votes",
            title=tr("Apart in the UN General Assembly"),
            note=tr(
                "Position of {dependent} less that of {partner} in all votes: near 0 the two stand together.",
                dependent=dependent,
                partner=partner,
            ),
            unit="scale points",
            lines=variant_lines(view, "foreign_policy_distance", ("ideal_points",)),
            theme="security",
            first=_INDEPENDENCE,
        ),
        Chart(
            id="security-same-votes",
            title=tr("Votes cast alike"),
            note=tr(
                "Part of the votes in which both took part and {dependent} voted as {partner} did.",
                dependent=dependent,
                partner=partner,
            ),
            unit="part of votes",
            lines=variant_lines(view, "foreign_policy_distance", ("same_votes",)),
            theme="security",
        ),
        Chart(
            id="security-democracy",
            title=tr("Democracy in {dependent}", dependent=dependent),
            note=tr(
                "V-Dem's indices of electoral and of liberal democracy, 0 to 1, with the intervals that V-Dem gives."
            ),
            unit="index",
            lines=[
                Line(tr("Electoral"), view.measure("electoral_democracy")),
                Line(tr("Liberal"), view.measure("liberal_democracy")),
            ],
            theme="security",
        ),
        Chart(
            id="security-freedom",
            title=tr("Freedom in the World"),
            note=tr("Freedom House, points of 100."),
            unit="points",
            lines=[Line(dependent, view.measure("freedom_score"))],
            theme="security",
        ),
        Chart(
            id="security-listings",
            title=tr("Entries on the sanctions list of the United States"),
            note=tr("Entries whose programme names the country, on the days of which the list was kept."),
            unit="entries",
            lines=[Line(tr("Entries"), view.measure("sanctions_listings"))],
            theme="security",
        ),
        Chart(
            id="security-border",
            title=tr("Detections at the European Union's eastern land border"),
            note=tr("Detections a month, not persons, on the whole border and not on that with Belarus alone."),
            unit="detections",
            lines=[Line(tr("Detections"), view.measure("border_detections_monthly"))],
            theme="security",
        ),
    ]


PAGE = Page("/security", "Security", 50, body)
