"""The Monte Carlo of an index: known answers, what must hold for any inputs, and the same bytes twice."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.composite import Node, composite, quadratic
from indicators.index.uncertainty import (
    NONE_LEFT_OUT,
    Choices,
    Model,
    Units,
    Values,
    drawn,
    indices_drawn,
    percentiles,
    probability_of_rise,
    ranks_drawn,
    scale,
    triangular,
)

NAN = math.nan
PANEL = np.array([10.0, 20.0, 30.0, 60.0])
# Two pillars of two inputs each, from 0 to 100.
SCALES = [scale(0.0, 100.0, 1, PANEL, PANEL[:2]) for _ in range(4)]
MODEL = Model(SCALES, np.array([0.125, 0.125, 0.25, 0.5]), np.array([0, 0, 1, 1]))
PLAIN = Model(SCALES, MODEL.weights, MODEL.pillars, ("goalposts",), ("arithmetic",))


def units(values: list[list[float]], width: float = 0.0) -> Units:
    table = np.array(values)
    return Units(table, table - width, table + width)


def chosen(
    model: Model, *, rule: str = "goalposts", mean: str = "arithmetic", left_out: int = NONE_LEFT_OUT, at: float = 0.5
) -> Choices:
    """One draw with these choices and the default weights."""

    def quantile(column: int, wide: int) -> Values:
        return np.full((wide, 1), at)

    one = np.ones(1, dtype=int)
    return Choices(
        quantile, model.normalisations.index(rule) * one, model.weights[None, :],
        model.aggregations.index(mean) * one, left_out * one,
    )  # fmt: skip


def complete(choices: Choices) -> Choices:
    """The same draws with every input in."""
    return replace(choices, left_out=np.full_like(choices.left_out, NONE_LEFT_OUT))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # of the values 20 and 60 on a panel of 10, 20, 30, 60: mean 30, deviation 21.6025, reference (10 + 20) / 2
        ("goalposts", [0.2, 0.6]),
        ("min_max", [0.2, 1.0]),
        ("z_score", [0.5 - 10 / 86.4099, 0.5 + 30 / 86.4099]),
        ("percentile_rank", [0.5, 1.0]),
        ("reference", [2 / 3, 1.0]),
    ],
)
def test_known_scores(rule: str, expected: list[float]) -> None:
    values = np.array([20.0, 60.0, NAN])
    assert SCALES[0].score(values, rule).tolist() == pytest.approx([*expected, NAN], abs=1e-6, nan_ok=True)
    less = scale(0.0, 100.0, -1, PANEL, PANEL[:2])
    assert less.score(values[:2], rule).tolist() == pytest.approx([1 - score for score in expected], abs=1e-6)


@pytest.mark.parametrize("rule", ["min_max", "z_score", "percentile_rank", "reference"])
def test_a_rule_without_a_panel_takes_the_goalposts(rule: str) -> None:
    alone = scale(0.0, 80.0, 1, np.array([NAN, 5.0]), np.array([NAN]))
    assert alone.score(np.array([20.0]), rule).tolist() == [0.25]


def test_triangular_quantiles() -> None:
    # on 0, 1, 4 the mode holds a quarter: below it sqrt(4 q), above 4 - sqrt(12 (1 - q))
    quantile, ends = np.array([0.0, 0.0625, 0.25, 0.75, 1.0]), [np.array([end]) for end in (0.0, 1.0, 4.0)]
    assert triangular(quantile, *ends).tolist() == pytest.approx([0.0, 0.5, 1.0, 4 - math.sqrt(3), 4.0])
    assert triangular(quantile, ends[0], np.array([NAN]), ends[2]).tolist() == pytest.approx([0, 0.25, 1, 3, 4])
    assert triangular(quantile, ends[0], np.array([9.0]), ends[2])[-1] == 4.0  # a mode beyond a bound is on it


def test_one_draw_by_hand() -> None:
    known = units([[20.0, 40.0, 60.0, 90.0]])
    # pillars 0.3 and (0.6 + 2 x 0.9) / 3 = 0.8, weights a quarter and three quarters
    assert indices_drawn(MODEL, known, chosen(MODEL))[0, 0] == pytest.approx(0.25 * 0.3 + 0.75 * 0.8)
    geometric = indices_drawn(MODEL, known, chosen(MODEL, mean="geometric"))
    assert geometric[0, 0] == pytest.approx(0.3**0.25 * 0.8**0.75)
    assert indices_drawn(MODEL, known, chosen(MODEL, mean="quadratic"))[0, 0] == pytest.approx(
        math.sqrt(0.25 * 0.09 + 0.75 * 0.64)
    )
    # without the last input the second pillar is 0.6, and weighs what it did
    assert indices_drawn(MODEL, known, chosen(MODEL, left_out=3))[0, 0] == pytest.approx(0.25 * 0.3 + 0.75 * 0.6)
    gap = units([[20.0, 40.0, NAN, NAN]])
    assert indices_drawn(MODEL, gap, chosen(MODEL))[0, 0] == pytest.approx(0.3)
    assert indices_drawn(MODEL, gap, chosen(MODEL), missing=1.0)[0, 0] == pytest.approx(0.25 * 0.3 + 0.75)
    assert math.isnan(indices_drawn(MODEL, units([[NAN] * 4]), chosen(MODEL))[0, 0])
    bounds_only = Units(np.array([[NAN, NAN, NAN, NAN]]), np.array([[20.0, NAN, NAN, NAN]]), np.full((1, 4), 40.0))
    assert indices_drawn(MODEL, bounds_only, chosen(MODEL, at=0.25))[0, 0] == pytest.approx(0.25)


SCORED = st.lists(st.lists(st.one_of(st.floats(0, 100), st.just(NAN)), min_size=4, max_size=4), min_size=1, max_size=4)


@given(SCORED)
def test_a_draw_without_choices_is_what_the_engine_computes(values: list[list[float]]) -> None:
    structure = (
        Node("p"), Node("q", weight=3.0), Node("a", "p"), Node("b", "p"), Node("c", "q"), Node("d", "q", weight=2.0),
    )  # fmt: skip
    table = pd.DataFrame(values, columns=["a", "b", "c", "d"]) / 100
    for mean, rule in (("arithmetic", None), ("quadratic", quadratic)):
        expected = composite(table, structure, {"": rule} if rule else None, coverage=0.0).index
        found = indices_drawn(MODEL, units(values), chosen(MODEL, mean=mean))[0]
        assert found.tolist() == pytest.approx(expected.where(table.notna().any(axis=1)).tolist(), nan_ok=True)


@settings(max_examples=25)
@given(st.lists(st.floats(0, 100), min_size=4, max_size=4), st.floats(0, 20), st.floats(0, 20))
def test_wider_bounds_never_give_a_narrower_band(values: list[float], width: float, more: float) -> None:
    choices = drawn(PLAIN, 200, 1e9, 7)
    tables = (units([values], by) for by in (width, width + more))
    narrow, wide = (np.ptp(indices_drawn(PLAIN, table, complete(choices))) for table in tables)
    # scores are cut off at 0 and 1, so that only bounds within the goalposts are comparable
    if min(values) - width - more >= 0 and max(values) + width + more <= 100:
        assert wide >= narrow - 1e-6


def test_known_inputs_have_no_spread_of_their_own_and_the_band_holds_the_headline() -> None:
    known = units([[20.0, 40.0, 60.0, 90.0], [50.0, 50.0, 50.0, 50.0]])
    exact = drawn(PLAIN, 2000, 1e12, 1)
    assert np.ptp(indices_drawn(PLAIN, known, complete(exact)), axis=0).max() < 1e-4
    low, _, high = percentiles(indices_drawn(PLAIN, known, drawn(PLAIN, 2000, 50.0, 1)), (5, 50, 95))
    assert low[0] < 0.675 < high[0]
    assert (low[1], high[1]) == (0.5, 0.5)  # equal scores are the same by every weight


def test_choices_are_drawn_evenly_and_the_same_for_the_same_seed() -> None:
    choices = drawn(MODEL, 20_000, 50.0, 3)
    for found, among in ((choices.normalisation, 5), (choices.aggregation, 3), (choices.left_out + 1, 5)):
        share = np.bincount(found, minlength=among) / 20_000
        assert share.tolist() == pytest.approx([1 / among] * among, abs=0.015)
    assert choices.weights.mean(axis=0).tolist() == pytest.approx(MODEL.weights.tolist(), abs=0.005)
    wide = units([[20.0, 40.0, 60.0, 90.0]], 5.0)
    one, two = (indices_drawn(MODEL, wide, drawn(MODEL, 500, 50.0, 3)).tobytes() for _ in range(2))
    assert one == two
    assert one != indices_drawn(MODEL, wide, drawn(MODEL, 500, 50.0, 4)).tobytes()


def test_inputs_are_drawn_triangularly() -> None:
    alone = Model(SCALES[:1], np.ones(1), np.zeros(1, dtype=int), ("goalposts",), ("arithmetic",))
    at = Units(np.array([[20.0]]), np.array([[10.0]]), np.array([[60.0]]))
    choices = drawn(alone, 40_000, 50.0, 5)
    same = Choices(
        choices.quantile, choices.normalisation, choices.weights, choices.aggregation, choices.left_out * 0 - 1
    )
    found = 100 * indices_drawn(alone, at, same)[:, 0]
    a, c, b = 10.0, 20.0, 60.0
    assert found.mean() == pytest.approx((a + b + c) / 3, abs=0.2)
    assert found.var() == pytest.approx((a * a + b * b + c * c - a * b - a * c - b * c) / 18, rel=0.03)


def test_percentiles_take_the_draws_that_have_an_index() -> None:
    draws = np.array([[1.0, NAN, NAN], [2.0, 5.0, NAN], [3.0, 7.0, NAN]])
    expected = [[1.0, 5.0, NAN], [2.0, 6.0, NAN], [3.0, 7.0, NAN]]
    assert np.array_equal(percentiles(draws, (0, 50, 100)), expected, equal_nan=True)


@given(st.lists(st.one_of(st.floats(0, 1), st.just(NAN)), min_size=2, max_size=6))
def test_ranks_count_those_above(values: list[float]) -> None:
    found = ranks_drawn(np.array([values]))[0]
    for value, rank in zip(values, found, strict=True):
        if math.isnan(value):
            assert math.isnan(rank)
        else:
            assert rank == 1 + sum(other > value for other in values)


def test_a_rise_is_told_on_what_both_times_have() -> None:
    choices = drawn(MODEL, 400, 50.0, 3)
    low, high = units([[12.0, 14.0, 16.0, 18.0]]), units([[22.0, 24.0, 25.0, 28.0]])
    assert probability_of_rise(MODEL, low, high, choices).tolist() == [1.0]
    assert probability_of_rise(MODEL, high, low, choices).tolist() == [0.0]
    assert probability_of_rise(MODEL, low, low, choices).tolist() == [0.0]
    # The last input of the later year is lower than all others, but the earlier year does not have it.
    partly = units([[12.0, 14.0, 16.0, NAN]])
    assert probability_of_rise(MODEL, partly, units([[22.0, 24.0, 25.0, 0.0]]), choices).tolist() == [1.0]
    nothing = units([[NAN, NAN, NAN, 50.0]])
    assert np.isnan(probability_of_rise(MODEL, partly, nothing, choices)).all()


@pytest.mark.parametrize(("rule", "mean"), list(product(MODEL.normalisations, MODEL.aggregations)))
def test_every_choice_keeps_the_index_between_0_and_1(rule: str, mean: str) -> None:
    beyond = units([[-50.0, 500.0, 0.0, 100.0], [NAN, 0.0, 0.0, 0.0], [999.0, 999.0, 999.0, 999.0]], 10.0)
    found = indices_drawn(MODEL, beyond, chosen(MODEL, rule=rule, mean=mean))
    assert found.min() >= 0.0
    assert found.max() <= 1.0 + 1e-9
