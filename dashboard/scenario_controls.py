"""What a visitor sets on the page of scenarios: which one, over how long, beside which price, and every parameter."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dash import html

from dashboard.components import typeset
from dashboard.language import ntr, numeral, tr
from dashboard.markup import Element
from dashboard.parameters import GAS_BENCHMARK, HORIZON, HUB_YEAR, SCENARIO_PARAMETERS, values
from dashboard.parameters import Parameter as Asked
from dashboard.theme import EN_DASH, curly
from dashboard.view import View
from indicators.scenario_inputs import GAS_BENCHMARKS
from indicators.scenarios import HORIZONS
from ingest.scenarios import BASES, Parameter, Scenario

PATH = "/scenarios"
SCENARIO = Asked("scenario", "id of the scenario", "one of S1, S2, S3", choices=lambda repository:
                 repository.scenarios.scenarios, default="S1")  # fmt: skip
_OWN = (SCENARIO, HORIZON, HUB_YEAR, *SCENARIO_PARAMETERS)
ASKS = tuple(one.name for one in _OWN)
_SET = {one.name: one for one in SCENARIO_PARAMETERS}
# In English; as the page says them: tr.
BENCHMARK_WORDS = {"hub": "Europe's hub (Pink Sheet)", "gazprom_average": "Gazprom's average to Europe"}
GROUPS = {
    "Gas": ("alpha", "eps"),
    "Oil": ("alpha_o", "oil_discount_left"),
    "Credit": ("rho", "undisbursed_lost"),
    "Market": ("delta", "phi_12", "phi_24", "price_discount", "value_added"),
    "Corridor": ("closure", "reroute", "overlap"),
    "Cut of gas": ("gas_cut", "gas_share", "sigma_gas"),
    "All lines": ("phase", "reserve_floor"),
}
UNIT_WORDS = {"part": "of 1", "elasticity": "", "months": "months", "USD mn": "mn USD"}
BASIS_WORDS = {name: name for name in BASES} | {
    "statement": "an official statement", "judgement": "own judgement", "memo": "the memo's words",
}  # fmt: skip
_REACH = {"part": 1.0, "elasticity": 1.0, "months": 24.0}  # of a slider; its number takes all that is allowed
_STEPS = {"part": 0.01, "elasticity": 0.01, "months": 1.0, "USD mn": 10.0}


class Question(NamedTuple):
    """What the address asks of a scenario; `chosen` are the parameters that it sets."""

    scenario: str
    horizon: int
    hub_year: int | None
    benchmark: str
    chosen: dict[str, float]


def question_of(view: View) -> Question:
    """Return what the address asks. Raises ParameterError for what is no number or not allowed."""
    found = values(view.asked, _OWN, view.repository)
    chosen = {name: found[name] for name in _SET if found[name] is not None}
    # No scenario is computed beside the third benchmark that other pages know.
    benchmark = view.benchmark if view.benchmark in GAS_BENCHMARKS else GAS_BENCHMARK.default
    return Question(found["scenario"], found["horizon"], found["hub_year"], benchmark, chosen)


def choices(view: View, asked: Question, years: Sequence[int]) -> html.Div:
    """Return the choice of scenario, horizon, benchmark and its year; whatever else is chosen stays."""
    known = view.repository.scenarios.scenarios
    titles = {name: f"{name} {EN_DASH} {tr(one.title)}" for name, one in known.items()}
    months = {str(number): in_months(number) for number in sorted({*HORIZONS, asked.horizon})}
    # The parameters that are set belong to their scenario.
    others = {name: text for name, text in view.asked.items() if name not in _SET}
    return html.Div(
        [
            _links(tr("Scenario"), "scenario", titles, asked.scenario, view, others),
            _links(tr("Horizon"), "horizon", months, str(asked.horizon), view, view.asked),
            _prices(view, asked, years),
        ],
        className="view",
    )


def in_months(number: int) -> str:
    """Return a number of months in words.

    >>> in_months(12)
    '12 months'
    """
    return ntr("{count} months", "{count} months", number)  # a horizon of one reads in English as others do


def _links(
    label: str, name: str, titles: Mapping[str, str], chosen: str, view: View, kept: Mapping[str, str]
) -> html.Nav:  # fmt: skip
    links: list[object] = []
    for value, title in titles.items():
        known = {"id": f"choose-{name}-{value}", "className": "way current" if value == chosen else "way"}
        if value == chosen:
            links.append(html.Span(curly(title), tabIndex=-1, **known, **{"aria-current": "true"}))
        else:
            href = view.address(PATH, None, **{**kept, name: value})
            links.append(html.A(curly(title), href=href, **known, **{"data-soft": "true"}))
    return html.Nav([html.Span(f"{label}:", className="label"), *links], className="choices", **{"aria-label": label})


def _prices(view: View, asked: Question, years: Sequence[int]) -> html.Form:
    """Return what gas is set beside, as fields that scenario.js sends as soon as another is chosen."""
    declared = view.repository.scenarios
    hub = asked.hub_year or declared.hub_year
    options = {str(year): str(year) for year in sorted({*years, hub, declared.hub_year}, reverse=True)}
    benchmarks = {name: tr(words) for name, words in BENCHMARK_WORDS.items()}
    kept = {**view.shared(), **view.asked}
    hidden = [
        Element("input", type="hidden", name=name, value=text)
        for name, text in kept.items()
        if text and name not in ("benchmark", "hub_year")
    ]
    fields = [
        html.Label([title, Element("select", _options(found, chosen), name=name, id=f"choose-{name}")])
        for title, name, found, chosen in (
            (tr("Gas beside"), "benchmark", benchmarks, asked.benchmark),
            (tr("Its price of"), "hub_year", options, str(hub)),
        )
    ]
    return html.Form([*hidden, *fields], action=PATH, method="GET", className="prices", id="prices")


def _options(found: Mapping[str, str], chosen: str) -> list[Element]:
    return [
        Element("option", curly(title), value=value, selected=True if value == chosen else None)
        for value, title in found.items()
    ]


def sliders(view: View, asked: Question, told: Scenario) -> html.Form:
    """Return a slider and a number for every parameter of the scenario.

    The fields are the same whatever is set, so that scenario.js can keep them while a slider is moved; what is set
    stands in `data-given`, as the address has it, and is put into the fields there.
    """
    given = {name: view.asked[name] for name in _SET if view.asked.get(name)}
    kept = {name: text for name, text in view.asked.items() if name not in _SET}
    href = view.address(PATH, None, **kept)
    reset = html.A(tr("Reset all"), href=href, className="reset", id="reset", **{"data-soft": "true"})
    return html.Form(
        [
            html.Div([html.H2(tr("Parameters")), reset], className="card-head"),
            html.P(
                tr(
                    "Bars show each band from low to high, marks the central value. Moving a slider fixes the "
                    "parameter at its value in place of the band."
                ),
                className="note",
            ),
            *(_group(tr(title), [told.parameters[name] for name in names]) for title, names in GROUPS.items()),
        ],
        action=PATH,
        method="GET",
        className="card sliders",
        id="sliders",
        tabIndex=-1,
        **{
            "data-given": json.dumps(given),
            "data-scenario": told.id,
            "aria-label": tr("Parameters of {id}", id=told.id),
        },
    )


def _group(title: str, parameters: Sequence[Parameter]) -> html.Details:
    rows = [_row(parameter) for parameter in parameters]
    return html.Details([html.Summary(html.H3(title)), *rows], className="group", open=True)


def _row(parameter: Parameter) -> html.Div:
    name, unit, most = parameter.id, tr(UNIT_WORDS[parameter.unit]), _reach(parameter)
    value, slider = f"{parameter.central:g}", f"slider-{parameter.id}"
    low, central, high = (numeral(f"{end:g}") for end in (parameter.low, parameter.central, parameter.high))
    about = tr("Band {low} to {high}, central {central}.", low=low, high=high, central=central)
    band = {"left": f"{_percent(parameter.low, most)}%", "right": f"{100 - _percent(parameter.high, most)}%"}
    number = Element(
        "input", type="number", id=f"number-{name}", name=name, value=value, min=0, max=f"{_SET[name].maximum:g}",
        step="any", inputMode="decimal", autoComplete="off",
        **{"aria-label": tr("{title}, as a number", title=tr(parameter.title))},
    )  # fmt: skip
    moved = Element(
        "input", type="range", id=slider, value=value, min=0, max=f"{most:g}", step=_step(parameter),
        autoComplete="off", **{"aria-describedby": f"about-{name}", "aria-valuetext": f"{value} {unit}".strip()},
    )  # fmt: skip
    basis = tr(BASIS_WORDS[parameter.basis])
    back = html.Button(tr("Back to the band"), type="button", className="plain", **{"data-reset": name})
    return html.Div(
        [
            html.Div(
                [
                    html.Label(curly(tr(parameter.title)), htmlFor=slider),
                    html.Span([number, html.Span(unit, className="unit")], className="field"),
                ],
                className="head",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            html.Span(className="band", style=band),
                            html.Span(className="middle", style={"left": f"{_percent(parameter.central, most)}%"}),
                        ],
                        className="marks",
                    ),
                    moved,
                ],
                className="rail",
            ),
            html.P(curly(about), id=f"about-{name}", className="about"),
            html.P([tr("Fixed at your value, without a band. "), back], className="fixed", hidden=True),
            html.Details(
                [html.Summary(tr("Source: {basis}", basis=basis)), html.P(typeset(parameter.source), lang="en")],
                className="more",
            ),
        ],
        className="slider",
        **{"data-parameter": name, "data-central": value, "data-unit": unit},
    )


def _reach(parameter: Parameter) -> float:
    return max(_REACH.get(parameter.unit, 2 * parameter.high), parameter.high)


def _step(parameter: Parameter) -> str:
    """Return the step of a slider, one that reaches the central value: the browser moves it to the next step.

    >>> from ingest.scenarios import Parameter
    >>> [_step(Parameter("", "", 0.0, central, 1.0, "part", "", "")) for central in (0.5, 0.123)]
    ['0.01', 'any']
    """
    step = _STEPS[parameter.unit]
    reached = parameter.central / step
    if abs(reached - round(reached)) > 1e-9:
        return "5" if parameter.unit == "USD mn" and parameter.central % 5 == 0 else "any"
    return f"{step:g}"


def _percent(value: float, most: float) -> float:
    return round(100 * value / most, 2)
