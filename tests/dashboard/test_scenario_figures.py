"""A scenario's figures from toy accounts: where bars begin and end, what stands beside them, what is not known."""

import math

import plotly.graph_objects as go
import pytest

from dashboard.scenario_figures import ADDS, SUM, TAKES, Bar, cover, dots, drawn, tornado, waterfall
from indicators.scenarios import INPUTS, PARAMETERS, Range, Ranges, Swing, fixed, scenario

NONE = Range(math.nan, math.nan, math.nan)


def account(parameters: dict[str, float | Range], inputs: dict[str, float | Range]) -> tuple[Ranges, Ranges]:
    """Ranges of what is named; every other parameter and input is zero, but the year's imports."""
    given = (dict.fromkeys(PARAMETERS, 0.0) | {"rho": 1.0} | parameters, dict.fromkeys(INPUTS, 0.0) | inputs)
    first, second = ({name: fixed(v) if isinstance(v, float) else v for name, v in one.items()} for one in given)
    return first, second


OIL_AND_CREDIT = account(
    {"alpha_o": Range(0.5, 1.0, 1.0), "rho": 0.5, "reserve_floor": 100.0},
    {"oil_compensation": 300.0, "principal_1": 400.0, "reserves": 250.0, "imports": 600.0, "gdp": 1000.0},
)


def test_each_bar_begins_where_the_one_before_ends() -> None:
    """By hand: oil 300 (150 to 300), credit 200; need 500 (350 to 500); 150 above the floor of reserves; 350 left."""
    bars = {bar.words.partition(":")[0]: bar for bar in waterfall(scenario(*OIL_AND_CREDIT, 12))}
    oil, credit = bars["Dearer oil (N2)"], bars["Credit not rolled over (N3)"]
    need, paid, left = bars["Need"], bars["Paid by reserves"], bars["Left to be financed"]
    assert oil[1:] == (ADDS, 0.0, 300.0, 150.0, 300.0)
    assert credit[1:] == (ADDS, 300.0, 200.0, 500.0, 500.0)
    assert need[1:] == (SUM, 0.0, 500.0, 350.0, 500.0)
    assert paid[1:] == (TAKES, 500.0, -150.0, 350.0, 350.0)
    assert left[1:] == (SUM, 0.0, 350.0, 200.0, 350.0)
    assert oil.words == "Dearer oil (N2): 300 (150 to 300)"
    assert paid.words == "Paid by reserves: 150"


def test_what_takes_from_the_need_goes_back() -> None:
    parameters, inputs = account(
        {"alpha": 1.0}, {"gas_paid": 200.0, "gas_benchmark": 100.0, "gas_volume": 2.0, "imports": 12.0, "gdp": 1.0}
    )
    gas = waterfall(scenario(parameters, inputs, 12))[0]
    assert (gas.kind, gas.base, gas.value) == (TAKES, 0.0, -200.0)


def test_without_a_line_only_the_part_that_is_known_is_a_sum() -> None:
    parameters, inputs = OIL_AND_CREDIT
    bars = waterfall(scenario(parameters, {**inputs, "principal_1": NONE}, 12))
    assert [bar.words for bar in bars][2] == "Credit not rolled over (N3): not known"
    assert math.isnan(bars[2].value)
    assert bars[-1].words == "Need, as far as known: 300 (150 to 300)"
    figure = drawn(bars, "USD mn")
    assert [x for trace in figure["data"] for x in trace["x"]].count(None) >= 1
    go.Figure(figure)


def test_months_of_cover_by_hand() -> None:
    """Imports of 600 a year are 50 a month: 250 pay five months, the floor of 100 two, and nothing is left of 500."""
    assert [(bar.value, bar.words.partition(":")[0]) for bar in cover(scenario(*OIL_AND_CREDIT, 12))] == [
        (5.0, "Before"), (2.0, "After, the floor kept"), (0.0, "After, had reserves paid the whole need"),
    ]  # fmt: skip


def test_a_swing_runs_from_the_central_case_to_both_ends() -> None:
    low, high = tornado([("Part re-sold", Swing("phi_12", 120.0, 100.0, 70.0))])
    assert (low.base, low.base + low.value) == (100.0, 120.0)
    assert (high.base, high.base + high.value) == (100.0, 70.0)
    assert low.words == high.words == "Part re-sold: 70.0–120"
    (first, second) = drawn([low, high], "USD mn")["data"]
    assert first["y"] == second["y"]


def test_rows_stand_apart_by_what_is_written_in_them() -> None:
    """In pixels: each row's words end where its bar begins, and no row reaches into the next."""
    bars = [Bar(words, SUM, 0.0, 1.0, 0.5, 1.5) for words in ("Short", "Long " * 20, "Short too")]
    figure = drawn(bars, "USD mn")
    places, layout = figure["data"][0]["y"], figure["layout"]
    first, second = places[0] - places[1], places[1] - places[2]
    assert first > second > 40
    notes = [note for note in layout["annotations"] if note["name"] == "row"]
    assert [note["text"].count("<br>") for note in notes] == [0, 2, 0]
    inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    assert layout["yaxis"]["range"] == [pytest.approx(-inner, abs=1), 0]
    spans = figure["data"][-1]
    assert spans["meta"]["role"] == "bounds"
    assert spans["x"] == [0.5, 1.5, None] * 3


def test_an_axis_that_holds_zero_at_its_edge_begins_there() -> None:
    assert drawn([Bar("a", ADDS, 0.0, 50.0, 0.0, 100.0)], "USD mn")["layout"]["xaxis"]["range"] == [0.0, 103.0]
    assert drawn([Bar("a", ADDS, 0.0, -50.0, -100.0, 0.0)], "USD mn")["layout"]["xaxis"]["range"] == [-103.0, 3.0]


def test_dots_before_and_after() -> None:
    figure = dots([("Index", 0.8, Range(0.78, 0.7, 0.6)), ("Trade", math.nan, NONE)], "index")
    before, after, spans = figure["data"]
    assert (before["x"], after["x"]) == ([0.8, None], [0.7, None])
    assert spans["x"] == [0.6, 0.78, None]
    assert figure["layout"]["annotations"][1]["text"] == "Index: 0.80, then 0.70 (0.60 to 0.78)"
    go.Figure(figure)
