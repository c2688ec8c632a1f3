"""The account of a scenario: one by hand, no double count, cases, missing inputs, tornado, the hook for the index."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.scenarios import (
    INPUTS,
    LINES,
    PARAMETERS,
    Line,
    Outcome,
    Range,
    Ranges,
    cases,
    fixed,
    losses,
    ranges_of,
    scenario,
    shocked,
    tornado,
)

NAN = math.nan
NOT_KNOWN = Range(NAN, NAN, NAN)
PARAMETER = {
    "alpha": 0.5, "eps": 0.0, "alpha_o": 1.0, "oil_discount_left": 0.6, "rho": 0.25, "undisbursed_lost": 100.0,
    "delta": 0.2, "phi_12": 0.25, "phi_24": 0.5, "price_discount": 0.2, "value_added": 0.6, "closure": 0.5,
    "reroute": 0.2, "overlap": 0.5, "gas_cut": 0.1, "gas_share": 0.1, "sigma_gas": 1.0, "phase": 12.0,
    "reserve_floor": 6000.0,
}  # fmt: skip
INPUT = {
    "gas_paid": 128.0, "gas_benchmark": 328.0, "gas_volume": 20.0, "oil_compensation": 300.0, "oil_discount": 1000.0,
    "principal_1": 1600.0, "principal_2": 1200.0, "exports": 16000.0, "exports_total": 40000.0, "cargo": 2.0,
    "cargo_value": 500.0, "gdp": 70000.0, "reserves": 8400.0, "imports": 45000.0,
}  # fmt: skip


def parameters(**changed: float | Range) -> Ranges:
    return {name: one if isinstance(one, Range) else fixed(one) for name, one in (PARAMETER | changed).items()}


def inputs(**changed: float | Range) -> Ranges:
    return {name: one if isinstance(one, Range) else fixed(one) for name, one in (INPUT | changed).items()}


def lines(outcome: Outcome) -> dict[str, Line]:
    named = (*outcome.lines, outcome.need, outcome.at_hand, outcome.output, outcome.gap)
    return {line.id: line for line in named}


def central(outcome: Outcome) -> dict[str, float]:
    return {name: line.loss.central for name, line in lines(outcome).items()}


# --- one scenario by hand


def test_a_year_by_hand() -> None:
    # Everything grows over twelve months, so the first year counts half.
    # Gas: half of the gap of 200 is 100; of 20 bcm 2 are cut: 18 * 100 / 2 = 900.
    # Oil: (300 + 0.6 * 1,000) / 2 = 450. Credit: 0.75 * 1,600 + 100 = 1,300, not phased in: debts fall due.
    # Market: (0.6 * 0.2 * 16,000 * 0.75 + 0.2 * 0.2 * 0.25 * 16,000) / 2 = (1,440 + 160) / 2 = 800.
    # Corridor: 0.5 * 2 * 500 * 0.8 * (1 - 0.5 * 0.2) / 2 = 400 * 0.9 / 2 = 180.
    # Output: 70,000 * (1 - 0.9^0.1) / 2 = 70,000 * 0.010481 / 2 = 366.8.
    outcome = scenario(parameters(), inputs(), 12)
    found = central(outcome)
    assert found["output"] == pytest.approx(366.83, abs=0.01)
    expected = {"gas": 900.0, "oil": 450.0, "credit": 1300.0, "market": 800.0, "corridor": 180.0}
    # Need 3,630; reserves above their floor 2,400; left to finance 1,230.
    expected |= {"need": 3630.0, "at_hand": 3630.0, "gap": 1230.0}
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert outcome.reserve_use.central == pytest.approx(2400.0)
    assert outcome.reserves_left.central == pytest.approx(6000.0)
    assert outcome.cover.central == pytest.approx(6000 / 3750)
    assert outcome.cover_without_floor.central == pytest.approx((8400 - 3630) / 3750)
    assert lines(outcome)["need"].percent.central == pytest.approx(100 * 3630 / 70000)
    assert list(outcome.production) == [0.05, 0.1, 0.3, 1.0]
    assert outcome.production[1.0] == pytest.approx(-1.0481, abs=1e-4)
    assert outcome.horizon == 12
    assert [line.id for line in outcome.lines] == list(LINES)
    assert [line.title for line in outcome.lines][3] == "Market lost (N4)"


def test_two_years_by_hand() -> None:
    # One and a half years at full size: gas 1,800 * 1.5, oil 900 * 1.5, corridor 360 * 1.5. Credit: 0.75 * 2,800 + 100.
    # Market: 800 of the first year, and 0.6 * 0.2 * 16,000 * 0.5 + 0.2 * 0.2 * 0.5 * 16,000 = 960 + 320 in the second.
    found = central(scenario(parameters(), inputs(), 24))
    expected = {"gas": 2700.0, "oil": 1350.0, "credit": 2200.0, "market": 2080.0, "corridor": 540.0, "need": 8870.0}
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_half_a_year_pays_half_of_what_falls_due() -> None:
    assert central(scenario(parameters(), inputs(), 6))["credit"] == pytest.approx(0.75 * 800 + 100)
    assert central(scenario(parameters(), inputs(), 18))["credit"] == pytest.approx(0.75 * 2200 + 100)


def test_reserves_below_their_floor_pay_nothing_and_a_gain_needs_nothing() -> None:
    poor = scenario(parameters(), inputs(reserves=5000.0), 12)
    assert poor.reserve_use.central == 0.0
    assert poor.gap.loss == poor.need.loss
    assert poor.cover.central == pytest.approx(5000 / 3750)
    assert scenario(parameters(), inputs(reserves=2000.0), 12).cover_without_floor.central == 0.0
    nothing = dict.fromkeys(("alpha_o", "delta", "closure", "gas_cut", "undisbursed_lost"), 0.0)
    gain = scenario(parameters(alpha=1.0, rho=1.0, **nothing), inputs(gas_benchmark=100.0), 12)
    assert gain.need.loss.central == gain.gap.loss.central == pytest.approx(-28 * 20 / 2)
    assert gain.reserve_use.central == 0.0
    assert gain.cover_without_floor.central == gain.cover.central == pytest.approx(8400 / 3750)


# --- N7: nothing is counted twice


def test_gas_that_is_cut_is_not_also_dearer() -> None:
    whole, cut = (losses(PARAMETER | INPUT | {"gas_cut": part}, 12) for part in (0.0, 0.25))
    assert cut["gas"] == pytest.approx(0.75 * whole["gas"])
    assert whole["output"] == 0.0 < cut["output"]
    assert losses(PARAMETER | INPUT | {"gas_cut": 1.0}, 12)["gas"] == 0.0


def test_cargo_lost_with_the_market_is_not_also_lost_with_the_corridor() -> None:
    values = PARAMETER | INPUT | {"overlap": 1.0, "closure": 1.0, "reroute": 0.0, "phase": 0.0}
    assert losses(values | {"delta": 1.0}, 12)["corridor"] == 0.0
    assert losses(values | {"delta": 0.4}, 12)["corridor"] == pytest.approx(600.0)
    assert losses(values | {"delta": 0.4, "overlap": 0.0}, 12)["corridor"] == 1000.0


def test_output_lost_is_no_payment_abroad() -> None:
    outcome = scenario(parameters(sigma_gas=0.05), inputs(), 12)
    assert outcome.need == scenario(parameters(sigma_gas=1.0), inputs(), 12).need
    assert "output" not in [line.id for line in outcome.lines]
    assert outcome.need.loss.central == pytest.approx(math.fsum(line.loss.central for line in outcome.lines))


# --- low and high


def test_the_dearer_end_is_found_and_not_assumed() -> None:
    given_ = parameters(rho=Range(0.0, 0.5, 1.0), alpha=Range(0.2, 0.5, 1.0), eps=Range(0.1, 0.2, 0.3))
    cheap, middle, dear = cases(given_, inputs(), 12)
    assert (cheap["rho"], middle["rho"], dear["rho"]) == (1.0, 0.5, 0.0)
    assert (cheap["alpha"], dear["alpha"]) == (0.2, 1.0)
    assert (cheap["eps"], dear["eps"]) == (0.3, 0.1)
    # With the benchmark below the price paid, a closed gap is a gain: the ends change places.
    cheap, _, dear = cases(given_, inputs(gas_benchmark=100.0), 12)
    assert (cheap["alpha"], dear["alpha"]) == (1.0, 0.2)


def test_a_higher_floor_costs_more_though_no_line_moves() -> None:
    cheap, _, dear = cases(parameters(reserve_floor=Range(6000.0, 6000.0, 7000.0)), inputs(), 12)
    assert (cheap["reserve_floor"], dear["reserve_floor"]) == (6000.0, 7000.0)
    outcome = scenario(parameters(reserve_floor=Range(6000.0, 6000.0, 7000.0)), inputs(), 12)
    assert outcome.gap.loss == pytest.approx((1230.0, 1230.0, 2230.0))
    assert outcome.reserve_use == pytest.approx((2400.0, 2400.0, 1400.0))


def test_each_case_adds_up() -> None:
    outcome = scenario(parameters(delta=Range(0.1, 0.2, 0.6), gas_cut=Range(0.0, 0.1, 0.2)), inputs(), 24)
    for end in range(3):
        assert outcome.need.loss[end] == pytest.approx(math.fsum(line.loss[end] for line in outcome.lines))
        assert outcome.gap.loss[end] == pytest.approx(outcome.need.loss[end] - outcome.reserve_use[end])
    assert outcome.need.loss.low < outcome.need.loss.central < outcome.need.loss.high
    assert outcome.production[1.0] == pytest.approx(100 * (0.8**0.1 - 1))  # for the largest cut of the band


# --- what is missing


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("gas_paid", "gas"), ("gas_benchmark", "gas"), ("gas_volume", "gas"), ("oil_discount", "oil"),
        ("oil_compensation", "oil"), ("principal_1", "credit"), ("exports", "market"), ("cargo", "corridor"),
        ("cargo_value", "corridor"),
    ],
)  # fmt: skip
def test_a_missing_input_makes_its_line_missing_and_not_zero(name: str, line: str) -> None:
    whole, outcome = scenario(parameters(), inputs(), 12), scenario(parameters(), inputs(**{name: NOT_KNOWN}), 12)
    found = lines(outcome)
    assert all(math.isnan(value) for value in (*found[line].loss, *found[line].percent))
    assert found[line].lacks == (name,)
    assert found["need"].lacks == found["gap"].lacks == (name,)
    assert math.isnan(found["need"].loss.central)
    assert math.isnan(outcome.reserve_use.central)
    assert math.isnan(outcome.cover.central)
    assert math.isnan(outcome.cover_without_floor.central)
    others = [one.loss.central for one in whole.lines if one.id != line]
    assert found["at_hand"].loss.central == pytest.approx(math.fsum(others))
    assert found["at_hand"].lacks == ()


def test_with_nothing_known_there_is_no_sum() -> None:
    outcome = scenario(parameters(), dict.fromkeys(INPUTS, NOT_KNOWN), 12)
    assert math.isnan(outcome.at_hand.loss.central)
    assert len(outcome.need.lacks) == len(set(outcome.need.lacks)) == 9


def test_the_second_year_s_principal_matters_after_the_first_alone() -> None:
    given_ = inputs(principal_2=NOT_KNOWN)
    assert scenario(parameters(), given_, 12).need.lacks == ()
    assert scenario(parameters(), given_, 24).need.lacks == ("principal_2",)
    assert math.isnan(central(scenario(parameters(), given_, 13))["credit"])


def test_a_line_whose_lever_is_at_zero_needs_no_input() -> None:
    given_ = inputs(cargo=NOT_KNOWN, exports=NOT_KNOWN)
    outcome = scenario(parameters(closure=0.0, delta=0.0), given_, 12)
    assert central(outcome)["corridor"] == central(outcome)["market"] == 0.0
    assert outcome.need.lacks == ()
    assert lines(outcome)["corridor"].lacks == ()
    part = scenario(parameters(closure=Range(0.0, 0.0, 0.5)), given_, 12)
    assert lines(part)["corridor"].loss.central == 0.0
    assert lines(part)["corridor"].lacks == ("cargo",)


def test_bounds_without_a_value_leave_the_central_case_alone_missing() -> None:
    outcome = scenario(parameters(), inputs(gas_volume=Range(18.0, NAN, 22.0)), 12)
    gas = lines(outcome)["gas"]
    assert gas.loss == pytest.approx((810.0, NAN, 990.0), nan_ok=True)
    assert gas.lacks == ()
    assert outcome.need.loss.low == pytest.approx(3540.0)
    assert math.isnan(outcome.need.loss.central)


def test_without_imports_there_are_no_months() -> None:
    assert math.isnan(scenario(parameters(), inputs(imports=0.0), 12).cover.central)


@pytest.mark.parametrize(
    ("given_", "known", "horizon", "message"),
    [
        ({"alpha": fixed(0.5)}, inputs(), 12, "parameter 'alpha_o' is missing"),
        (parameters(beta=1.0), inputs(), 12, "parameter 'beta' is unknown"),
        (parameters(), inputs(price=1.0), 12, "input 'price' is unknown"),
        (parameters(alpha=Range(0.5, 0.2, 1.0)), inputs(), 12, "parameter 'alpha' is out of order: 0.5, 0.2, 1.0"),
        (parameters(alpha=Range(0.1, 0.5, 0.4)), inputs(), 12, "parameter 'alpha' is out of order"),
        (parameters(), inputs(gas_volume=Range(22.0, NAN, 18.0)), 12, "input 'gas_volume' is out of order"),
        (parameters(), inputs(), 0.5, "a horizon of 0.5 months; it must be 1 to 24"),
        (parameters(), inputs(), 25, "a horizon of 25 months; it must be 1 to 24"),
    ],
)
def test_what_is_refused(given_: Ranges, known: Ranges, horizon: float, message: str) -> None:
    for compute in (scenario, tornado, shocked):
        with pytest.raises(ValueError, match=message):
            compute(given_, known, horizon)


# --- properties


PART = st.floats(0.0, 1.0)
SOME = st.fixed_dictionaries(
    {
        name: PART
        for name in PARAMETERS
        if name not in ("eps", "sigma_gas", "phase", "undisbursed_lost", "reserve_floor")
    }
    | {"eps": st.floats(0.0, 0.3), "sigma_gas": st.floats(0.05, 2.0), "phase": st.floats(0.0, 36.0)}
)


@settings(deadline=None)
@given(SOME, st.sampled_from(["alpha", "alpha_o", "delta", "undisbursed_lost"]), PART)
def test_more_of_what_hurts_never_costs_less(values: dict[str, float], name: str, more: float) -> None:
    # Where nothing is counted in two lines: the overlap moves losses from one line to another.
    values = PARAMETER | values | INPUT | {"overlap": 0.0}
    before, after = (losses(values | {name: one}, 12) for one in (values[name], values[name] + more))
    assert all(after[line] >= before[line] - 1e-6 for line in LINES)


@settings(deadline=None)
@given(SOME)
def test_two_years_never_cost_less_than_one(values: dict[str, float]) -> None:
    one, two = (losses(PARAMETER | values | INPUT, horizon) for horizon in (12, 24))
    assert all(two[line] >= one[line] - 1e-6 for line in one)


@settings(deadline=None)
@given(SOME)
def test_a_wider_band_never_gives_a_narrower_need(values: dict[str, float]) -> None:
    # For parameters that count in one line each.
    middle = PARAMETER | values
    narrow = {name: fixed(one) for name, one in middle.items()}
    wide = narrow | {name: Range(middle[name] / 2, middle[name], middle[name]) for name in ("alpha", "rho", "alpha_o")}
    given_ = inputs()
    inner, outer = (scenario(one, given_, 12).need.loss for one in (narrow, wide))
    assert outer.low <= inner.low + 1e-6
    assert outer.high >= inner.high - 1e-6


# --- tornado, the hook, sliders


def test_the_tornado_moves_one_parameter_at_a_time() -> None:
    given_ = parameters(rho=Range(0.0, 0.25, 1.0), undisbursed_lost=Range(0.0, 100.0, 640.0))
    widest, other = tornado(given_, inputs(), 12)
    # Need and loss of output are 3,630 and 366.8 in the middle; credit is 1,300 of it.
    base = 3630.0 + 366.83 - 1300.0
    assert (widest.parameter, other.parameter) == ("rho", "undisbursed_lost")
    assert (widest.at_low, widest.at_high) == pytest.approx((base + 1700.0, base + 100.0), abs=0.01)
    assert widest.width == pytest.approx(1600.0)
    assert (other.at_low, other.at_high) == pytest.approx((base + 1200.0, base + 1840.0), abs=0.01)


def test_the_tornado_goes_on_without_what_is_missing() -> None:
    (swing,) = tornado(parameters(rho=Range(0.0, 0.25, 1.0)), inputs(gas_paid=NOT_KNOWN), 12)
    assert swing.width == pytest.approx(1600.0)
    (bounded,) = tornado(parameters(alpha=Range(0.0, 0.5, 1.0)), inputs(gas_volume=Range(18.0, NAN, 22.0)), 12)
    assert bounded.width == pytest.approx(1800.0)


def test_what_the_index_would_be_computed_from() -> None:
    found = {name: one.central for name, one in shocked(parameters(), inputs(), 12).items()}
    assert found == pytest.approx(
        {
            "gas_price_paid": 228.0, "gas_volume": 18.0, "implicit_gas_transfer": 1800.0, "oil_transfer": 0.0,
            "disbursed": 400.0, "goods_exports": 12800.0, "goods_exports_total": 40000.0 - 3200 * 0.75,
            "transit_cargo": 1.0, "reserves": 6000.0, "gdp": 70000 * 0.9**0.1 - 1600.0,
        }
    )  # fmt: skip
    late = {name: one.central for name, one in shocked(parameters(phase=48.0), inputs(), 24).items()}
    # Half in effect: a quarter of the gap of 200, five in a hundred of the volume, a tenth of the market.
    assert late["gas_price_paid"] == 178.0
    assert late["gas_volume"] == pytest.approx(19.0)
    assert late["goods_exports"] == pytest.approx(14400.0)
    assert late["goods_exports_total"] == pytest.approx(40000 - 1600 * 0.5)
    assert late["transit_cargo"] == 1.5
    assert late["oil_transfer"] == pytest.approx(300.0)
    assert late["disbursed"] == 300.0
    assert late["gdp"] == pytest.approx(70000 * 0.95**0.1 - 640.0)
    elastic = shocked(parameters(eps=0.5, gas_cut=0.0), inputs(gas_paid=100.0, gas_benchmark=700.0), 12)
    assert elastic["gas_volume"].central == pytest.approx(10.0)  # the price is four times as high


def test_the_hook_gives_the_cheaper_and_the_dearer_case() -> None:
    found = shocked(parameters(delta=Range(0.1, 0.2, 0.6)), inputs(), 12)["goods_exports"]
    assert found == pytest.approx((14400.0, 12800.0, 6400.0))


@dataclass(frozen=True)
class Made:
    id: str
    low: float
    central: float
    high: float


def test_declared_parameters_become_ranges() -> None:
    assert ranges_of([Made("alpha", 0.2, 0.5, 1.0)]) == {"alpha": Range(0.2, 0.5, 1.0)}
