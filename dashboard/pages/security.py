"""Arms, votes, rights, listings and the border: context that no index of dependence holds."""

from collections.abc import Mapping, Sequence
from datetime import date

from dash import html

from dashboard import sentences
from dashboard.charts import Chart, draw, variant_lines
from dashboard.components import grid, names, question
from dashboard.figures import Line
from dashboard.page import Page
from dashboard.repository import Repository
from indicators.model import Pair

_INDEPENDENCE = date(1991, 1, 1)  # before it a Soviet republic voted as the Union did


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    dependent, partner = names(repository, pair)
    return [
        *question(
            f"Whose arms does {dependent} carry, and whose side does it take?", sentences.security(repository, pair)
        ),
        html.P("Context only: nothing on this page enters a measure of economic dependence.", className="note lead"),
        grid([draw(repository, pair, chart) for chart in _charts(repository, pair, dependent, partner)]),
    ]


_ARMS = ("all", "aircraft", "air_defence_systems", "armoured_vehicles", "missiles")
_PARTS = ("artillery", "engines", "sensors")


def _charts(repository: Repository, pair: Pair, dependent: str, partner: str) -> list[Chart]:
    return [
        Chart(
            id="security-arms",
            title=f"Arms delivered by {partner}",
            note="Per cent of all deliveries of five years, by class; SIPRI's trend indicator values.",
            unit="percent",
            lines=variant_lines(repository, pair, "arms_supplier_share", _ARMS),
            theme="security",
        ),
        Chart(
            id="security-arms-parts",
            title=f"Arms delivered by {partner}: guns, engines, sensors",
            note="Per cent of all deliveries of five years, by class; SIPRI's trend indicator values.",
            unit="percent",
            lines=variant_lines(repository, pair, "arms_supplier_share", _PARTS),
            theme="security",
        ),
        Chart(
            id="security-deliveries",
            title="Deliveries in each year",
            note="Million trend indicator values: capability, not money. A year without an entry is one without a "
            "delivery that SIPRI found.",
            unit="TIV mn",
            lines=[Line(f"From {partner}", repository.measure("arms_by_year", pair))],
            kind="bars",
        ),
        Chart(
            id="security-votes",
            title="Apart in the UN General Assembly",
            note=f"Position of {dependent} less that of {partner} in all votes: near 0 the two stand together.",
            unit="scale points",
            lines=variant_lines(repository, pair, "foreign_policy_distance", ("ideal_points",)),
            theme="security",
            first=_INDEPENDENCE,
        ),
        Chart(
            id="security-same-votes",
            title="Votes cast alike",
            note=f"Part of the votes in which both took part and {dependent} voted as {partner} did.",
            unit="part of votes",
            lines=variant_lines(repository, pair, "foreign_policy_distance", ("same_votes",)),
            theme="security",
        ),
        Chart(
            id="security-democracy",
            title=f"Democracy in {dependent}",
            note="V-Dem's indices of electoral and of liberal democracy, 0 to 1, with the intervals that V-Dem gives.",
            unit="index",
            lines=[
                Line("Electoral", repository.measure("electoral_democracy", pair)),
                Line("Liberal", repository.measure("liberal_democracy", pair)),
            ],
            theme="security",
        ),
        Chart(
            id="security-freedom",
            title="Freedom in the World",
            note="Freedom House, points of 100.",
            unit="points",
            lines=[Line(dependent, repository.measure("freedom_score", pair))],
            theme="security",
        ),
        Chart(
            id="security-listings",
            title="Entries on the sanctions list of the United States",
            note="Entries whose programme names the country, on the days of which the list was kept.",
            unit="entries",
            lines=[Line("Entries", repository.measure("sanctions_listings", pair))],
            theme="security",
        ),
        Chart(
            id="security-border",
            title="Detections at the European Union's eastern land border",
            note="Detections a month, not persons, on the whole border and not on that with Belarus alone.",
            unit="detections",
            lines=[Line("Detections", repository.measure("border_detections_monthly", pair))],
            theme="security",
        ),
    ]


PAGE = Page("/security", "Security", 50, body)
