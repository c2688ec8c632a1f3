"""The formulas N1 to N6: golden numbers, limits and the direction of each argument."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.shocks import (
    corridor_loss,
    credit_loss,
    gas_bought,
    gas_loss,
    gas_price_after,
    market_loss,
    oil_loss,
    output_left,
    part_in_effect,
    production_cut,
    years_in_effect,
)

PART = st.floats(0.0, 1.0)
AMOUNT = st.floats(1.0, 1e5)
PRICE = st.floats(10.0, 1000.0)
SIGMA = st.floats(0.05, 3.0)


# --- N1


def test_the_loss_of_2021_is_the_method_s_and_the_linear_form_is_not_used() -> None:
    # (569.8 - 128.5) * 18.8 = 8,296.4; (569.8 / 128.5)^-0.2 = 4.4342^-0.2 = 0.74240; the product is 6,159: 6.2 bn.
    # The linear form would be 8,296.4 * (1 - 0.2 * 441.3 / 128.5) = 2,598: 2.6 bn.
    assert gas_loss(128.5, 569.8, 18.8, 0.2) == pytest.approx(6159.2, abs=0.5)
    assert round(gas_loss(128.5, 569.8, 18.8, 0.2) / 1000, 1) == 6.2


@given(PRICE, PRICE, AMOUNT)
def test_without_elasticity_the_loss_is_the_rectangle(paid: float, after: float, volume: float) -> None:
    assert gas_loss(paid, after, volume, 0.0) == (after - paid) * volume


@given(PRICE, st.floats(1.0, 500.0), AMOUNT, st.floats(0.0, 0.9), st.floats(0.01, 0.1))
def test_demand_that_gives_way_makes_a_rise_cheaper_and_never_a_gain(
    paid: float, rise: float, volume: float, elasticity: float, more: float
) -> None:
    loss = gas_loss(paid, paid + rise, volume, elasticity)
    assert 0 < gas_loss(paid, paid + rise, volume, elasticity + more) < loss <= rise * volume * (1 + 1e-12)


@given(PRICE, PRICE, PART, st.floats(0.0, 0.5))
def test_the_gas_loss_rises_with_the_part_of_the_gap_that_closes(
    paid: float, gap: float, closed: float, elasticity: float
) -> None:
    less, more = (gas_price_after(paid, paid + gap, part) for part in (closed / 2, closed))
    assert gas_loss(paid, less, 20.0, elasticity) <= gas_loss(paid, more, 20.0, elasticity)


def test_a_benchmark_below_the_price_paid_is_a_gain() -> None:
    # 2020: 127 paid, 114.64 at the hub.
    assert gas_price_after(127.0, 114.64, 1.0) == pytest.approx(114.64)
    assert gas_loss(127.0, 114.64, 18.766, 0.0) == pytest.approx(-231.9, abs=0.1)


@pytest.mark.parametrize(("paid", "after"), [(0.0, 100.0), (100.0, 0.0), (100.0, -1.0), (math.nan, 100.0)])
def test_without_positive_prices_there_is_no_loss_to_state(paid: float, after: float) -> None:
    assert math.isnan(gas_bought(paid, after, 20.0, 0.2))
    assert math.isnan(gas_loss(paid, after, 20.0, 0.2))


# --- N2 to N5


def test_oil_and_credit_by_hand() -> None:
    assert oil_loss(0.25, 300.0, 1100.0) == 350.0  # a quarter of 1,400
    assert credit_loss(0.2, 1000.0, 640.0) == 1440.0  # 800 not lent anew and 640 not paid out
    assert credit_loss(1.0, 1000.0, 0.0) == 0.0


def test_the_discount_is_not_multiplied_by_value_added() -> None:
    # 0.5 * 0.4 * 1000 * (1 - 0.25) = 150; 0.2 * 0.4 * 0.25 * 1000 = 20.
    assert market_loss(0.4, 1000.0, 0.25, 0.2, 0.5) == 170.0
    for value_added in (0.5, 0.9):
        assert market_loss(0.4, 1000.0, 1.0, 0.2, value_added) == pytest.approx(80.0)
    assert market_loss(0.4, 1000.0, 0.0, 0.2, 0.5) == 200.0


@given(PART, PART, PART, PART, st.floats(0.0, 1.0), AMOUNT)
def test_the_market_loss_is_in_proportion_to_what_is_lost(
    lost: float, resold: float, discount: float, value_added: float, factor: float, exports: float
) -> None:
    whole = market_loss(lost, exports, resold, discount, value_added)
    part = market_loss(lost * factor, exports, resold, discount, value_added)
    assert part == pytest.approx(whole * factor, abs=1e-6)
    assert 0 <= part <= whole + 1e-6


def test_the_corridor_without_what_the_market_has_lost_already() -> None:
    assert corridor_loss(0.5, 1000.0, 0.2) == 400.0
    assert corridor_loss(0.5, 1000.0, 0.2, 0.25) == 300.0
    assert corridor_loss(1.0, 1000.0, 1.0) == 0.0


# --- N6


@pytest.mark.parametrize(("sigma", "change"), [(0.05, -21.0), (0.1, -12.7), (0.3, -5.1), (1.0, -3.5)])
def test_the_four_elasticities(sigma: float, change: float) -> None:
    assert round(production_cut(0.10, 0.30)[sigma], 1) == change
    assert round(100 * (output_left(0.10, 0.30, sigma) - 1), 1) == change


def test_the_limits_of_the_production_function() -> None:
    assert output_left(0.1, 0.3, 0.0) == 0.7  # nothing replaces it: output falls with the input
    assert output_left(0.1, 0.3, 0.005) == pytest.approx(0.7, abs=0.01)
    assert output_left(0.1, 0.3, 1.0) == 0.7**0.1
    assert output_left(0.1, 0.3, 0.999999) == pytest.approx(0.7**0.1, abs=1e-6)
    assert output_left(0.1, 0.0, 0.3) == output_left(0.0, 0.3, 0.3) == output_left(0.0, 0.3, 0.0) == 1.0
    assert output_left(0.1, 1.0, 0.3) == output_left(0.1, 1.0, 1.0) == 0.0
    # With sigma 2 output survives without the input: (1 - s)^2.
    assert output_left(0.1, 1.0, 2.0) == pytest.approx(0.81)


@given(st.floats(0.01, 0.5), st.floats(0.01, 0.9), SIGMA, st.floats(0.05, 1.0))
def test_a_better_substitute_or_a_smaller_cut_leaves_more(share: float, cut: float, sigma: float, more: float) -> None:
    left = output_left(share, cut, sigma)
    assert 1 - cut - 1e-9 <= left <= 1
    assert output_left(share, cut, sigma + more) >= left - 1e-9
    assert output_left(share, cut / 2, sigma) >= left - 1e-9


# --- time


@pytest.mark.parametrize(
    ("phase", "months", "years"),
    # Growing evenly: half of the time that it grows counts. 24 months: 12 of 24, at most half in effect, a quarter.
    [(0, 12, 1.0), (0, 24, 2.0), (24, 12, 0.25), (24, 24, 1.0), (12, 12, 0.5), (12, 24, 1.5), (6, 3, 0.0625)],
)
def test_how_long_a_change_has_counted(phase: float, months: float, years: float) -> None:
    assert years_in_effect(phase, months) == pytest.approx(years)


@given(st.floats(0.0, 48.0), st.floats(1.0, 12.0))
def test_longer_counts_for_more_and_a_slower_change_for_less(phase: float, months: float) -> None:
    assert years_in_effect(phase, months) < years_in_effect(phase, 2 * months)
    assert years_in_effect(phase + 1, months) < years_in_effect(phase, months) + 1e-12
    assert 0 <= part_in_effect(phase, months) <= 1


def test_what_is_in_effect_at_the_end() -> None:
    assert part_in_effect(24, 12) == 0.5
    assert part_in_effect(6, 12) == part_in_effect(0, 12) == part_in_effect(12, 12) == 1.0
