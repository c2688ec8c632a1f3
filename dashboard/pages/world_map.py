"""A map of the world: how much of every country's trade runs to the chosen partner, and the numbers under it."""

from collections.abc import Sequence

from dash import html

from dashboard.components import question, whatever_the_clock
from dashboard.language import told, tr
from dashboard.page import Page
from dashboard.standing import SHARES, answer, asked_share, map_card, map_form, standing
from dashboard.view import View
from ingest.errors import ParameterError


def body(view: View) -> Sequence[object]:
    """Return the page.

    Raises ParameterError for an indicator that is no share of trade, and for a year that is not at hand.
    """
    if view.asked.get("indicator") and view.asked["indicator"] not in SHARES:
        raise ParameterError("indicator", expected=f"one of {', '.join(SHARES)}", found=view.asked["indicator"])
    asked = tr("Where in the world does trade depend on {partner}?", partner=view.names[1])
    shown = standing(view, asked_share(view))
    if shown is None:
        none = told(
            "BACI, which has the trade of all countries with each other, has none of {partner}.",
            partner=view.names[1],
        )
        return question(asked, none)
    back = html.A(tr("Peers: the countries of the region beside each other"), href=view.address("/peers"))
    return [
        *question(asked, answer(view, shown)),
        map_form(view, shown),
        *whatever_the_clock(view),
        map_card(view, shown),
        html.P(back, className="note beyond"),
    ]


PAGE = Page("/peers/map", "World map", 61, body, asks=("indicator", "year"), within="/peers")
