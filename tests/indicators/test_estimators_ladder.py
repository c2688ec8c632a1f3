"""The rungs: known answers, agreement on made series, and what each may know."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.estimators.ladder import (
    MEASURED_AGAINST,
    RUNGS,
    _gls,
    _months,
    bridge,
    chow_lin,
    growth_carry,
    last_value,
)

LOGS = st.lists(st.floats(-5, 15), min_size=30, max_size=60)
SEASON = 12


def seasonal(years: int, growth: float) -> list[float]:
    """A series that grows by the same each year, with the same months."""
    return [growth * (place // SEASON) + math.sin(place % SEASON) for place in range(years * SEASON)]


def test_the_ladder_begins_with_the_simplest_and_is_measured_against_the_carry() -> None:
    assert list(RUNGS) == ["last_value", "growth_carry", "bridge", "chow_lin"]
    assert MEASURED_AGAINST == "growth_carry"


def test_the_carry_is_exact_for_steady_growth_with_seasons() -> None:
    whole = seasonal(6, 0.1)
    assert growth_carry(whole[: 4 * SEASON], SEASON, {}, 2 * SEASON) == pytest.approx(whole[4 * SEASON :])


def test_the_carry_by_hand() -> None:
    assert growth_carry([0.0, 0.2, 0.1, 0.5], 2, {}, 4) == pytest.approx([0.3, 0.7, 0.5, 0.9])


def test_the_bridge_finds_an_exact_relation_with_seasons() -> None:
    random = np.random.default_rng(1)
    shocks = np.cumsum(random.normal(0, 0.1, 8 * SEASON))
    flow = [0.3 + 0.7 * shock + math.cos(place % SEASON) for place, shock in enumerate(shocks)]
    guide = dict(enumerate(shocks.tolist()))
    known = 6 * SEASON
    assert bridge(flow[:known], SEASON, guide, 2 * SEASON) == pytest.approx(flow[known:])


def test_the_bridge_is_ordinary_least_squares() -> None:
    random = np.random.default_rng(2)
    flow, guide = np.cumsum(random.normal(size=20)), np.cumsum(random.normal(size=21))
    slope, constant = np.polyfit(np.diff(guide[:20]), np.diff(flow), 1)
    expected = flow[-1] + constant + slope * (guide[20] - guide[19])
    assert bridge(flow.tolist(), 1, dict(enumerate(guide.tolist())), 1) == pytest.approx([expected])


def test_chow_lin_is_exact_where_the_flow_is_a_line_of_the_guide() -> None:
    random = np.random.default_rng(3)
    guide = random.uniform(50, 100, 8 * SEASON)
    flow = np.log(20 + 3 * guide)
    logs = dict(enumerate(np.log(guide).tolist()))
    found = chow_lin(flow[: 6 * SEASON].tolist(), SEASON, logs, 2 * SEASON)
    assert found == pytest.approx(flow[6 * SEASON :].tolist(), rel=1e-6)


def test_chow_lin_knows_the_years_and_not_their_months() -> None:
    random = np.random.default_rng(4)
    history = random.uniform(3, 4, 6 * SEASON)
    logs = dict(enumerate(random.uniform(3, 4, 7 * SEASON).tolist()))
    months = np.exp(history).reshape(6, SEASON)
    turned = np.log(months[:, ::-1]).ravel()  # the same years with their months in the other order
    assert chow_lin(turned.tolist(), SEASON, logs, SEASON) == pytest.approx(
        chow_lin(history.tolist(), SEASON, logs, SEASON)
    )


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.95])
def test_chow_lin_s_months_add_up_to_the_years_they_were_made_of(rho: float) -> None:
    random = np.random.default_rng(6)
    years, guide = random.uniform(500, 1000, 5), random.uniform(50, 100, 6 * SEASON)
    adds = np.hstack([np.kron(np.eye(5), np.ones(SEASON)), np.zeros((5, SEASON))])
    regressors = np.column_stack([np.ones(6 * SEASON), guide])
    months = _months(regressors, adds, _gls(years, adds @ regressors, adds, rho))
    assert adds @ months == pytest.approx(years)


@given(LOGS, st.integers(1, 24))
def test_all_rungs_give_as_many_values_as_asked_for(history: list[float], ahead: int) -> None:
    guide = {place: math.sin(place) for place in range(len(history) + ahead)}
    for rung in RUNGS.values():
        assert len(rung(history, SEASON, guide, ahead)) == ahead
    assert last_value(history, SEASON, guide, ahead) == [history[-1]] * ahead


@given(LOGS, st.floats(-3, 3))
def test_a_larger_flow_is_carried_on_larger_by_the_same_factor(history: list[float], more: float) -> None:
    guide = {place: math.sin(place) for place in range(len(history) + SEASON)}
    larger = [log + more for log in history]
    for rung in (last_value, growth_carry, bridge):
        here, there = (rung(one, SEASON, guide, SEASON) for one in (history, larger))
        assert there == pytest.approx([log + more for log in here], abs=1e-8)


def test_a_guide_that_ends_leaves_gaps_and_no_zeros() -> None:
    history = [float(place) for place in range(10)]
    reaching = {place: float(place) for place in range(11)}
    found = bridge(history, 1, reaching, 3)
    assert found[0] == pytest.approx(10.0)
    assert all(math.isnan(log) for log in found[1:])
    assert all(math.isnan(log) for log in bridge(history, 1, {}, 2))
    assert all(math.isnan(log) for log in chow_lin(history, 1, reaching, 1))  # a series of years has no months
    assert all(math.isnan(log) for log in chow_lin([1.0] * 72, SEASON, reaching, 1))


def test_the_likelihood_of_errors_that_do_not_hang_together() -> None:
    """Four years of one month each, fitted by their mean: -n log of the squares left, no determinant to take off."""
    likelihood, rho, slopes, _, left = _gls(np.array([1.0, 2.0, 4.0, 5.0]), np.ones((4, 1)), np.eye(4), 0.0)
    assert (rho, slopes.tolist(), left.tolist()) == (0.0, [3.0], [-2.0, -1.0, 1.0, 2.0])
    assert likelihood == pytest.approx(-4 * math.log(10))
