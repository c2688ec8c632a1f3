"""What it would cost if the partner changed its terms: the memo's scenarios, every parameter for the visitor to set."""

from collections.abc import Sequence

from dash import html

from dashboard import scenario_cards, scenario_controls, scenario_view
from dashboard.components import question
from dashboard.language import tr
from dashboard.page import Page
from dashboard.scenario_account import rescored_index, scenario_account
from dashboard.view import View


def body(view: View) -> Sequence[object]:
    """Return the page. Raises ParameterError for a scenario, a horizon or a parameter that is not allowed."""
    asked = scenario_controls.question_of(view)
    account = scenario_account(
        view.repository, asked.scenario, view.pair, asked.horizon, hub_year=asked.hub_year,
        benchmark=asked.benchmark, as_of=view.query.as_of, chosen=asked.chosen,
    )  # fmt: skip
    index = rescored_index(account, view.repository)
    shown = scenario_cards.Shown(view, account, asked)
    dependent, partner = view.names
    return [
        *question(
            tr("What would it cost {dependent} if {partner} changed its terms?", dependent=dependent, partner=partner),
            scenario_view.sentence(account, dependent),
        ),
        scenario_controls.choices(view, asked, scenario_view.years_priced(view, asked.benchmark)),
        scenario_view.reading(view, account, asked),
        html.Div(
            [
                scenario_view.total(account, index),
                scenario_controls.sliders(view, asked, account.told),
                html.Div(scenario_cards.cards(shown, index), className="stack"),
            ],
            className="scenario",
        ),
        scenario_cards.starts_from(shown),
    ]


PAGE = Page(scenario_controls.PATH, "Scenarios", 65, body, asks=scenario_controls.ASKS)
