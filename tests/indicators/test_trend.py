"""Slopes and tests of short series."""

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.trend import mann_kendall_p, median_slope, theil_sen

NUMBERS = st.integers(-1000, 1000).map(float)


def test_the_slope_is_the_median_of_all_pairs() -> None:
    # The pairs' slopes per year are 4, -1, 2/3, -6, -1, 4; in order the middle two are -1 and 2/3.
    assert theil_sen([2010, 2011, 2012, 2013], [1, 5, -1, 3]).slope == pytest.approx(-1 / 6)
    assert theil_sen([2010, 2012], [1, 5]).slope == 2.0


def test_the_interval_as_worked_by_hand() -> None:
    years, ratios = [1.0, 2.0, 3.0, 4.0, 5.0], [1.26, 1.27, 1.12, 1.16, 1.03]
    found = theil_sen(years, ratios)
    # Pairs in order: -.15 -.13 -.0700 -.0600 -.0575 -.055 -.045 -.0333 .01 .04; the middle two are -.0575 and -.055.
    assert found.slope == pytest.approx((-0.0575 - 0.055) / 2, abs=1e-9)
    # Sen's C is 1.96 * sqrt(5 * 4 * 15 / 18) = 8.0: the ends are the pairs of rank (10 - 8) / 2 = 1 from either end.
    assert (found.low, found.high) == (pytest.approx(-0.15), pytest.approx(0.04))


@given(st.lists(NUMBERS, min_size=3, max_size=15))
def test_the_interval_holds_the_slope(values: list[float]) -> None:
    found = theil_sen([2000.0 + step for step in range(len(values))], values)
    assert found.low <= found.slope <= found.high


@given(
    st.lists(
        st.tuples(st.integers(2000, 2020).map(float), NUMBERS),
        min_size=2,
        max_size=15,
        unique_by=lambda point: point[0],  # the library's interval takes the root of a negative number where years tie
    )
)
def test_the_slope_alone_is_that_of_the_library_to_the_last_digit(points: list[tuple[float, float]]) -> None:
    years, values = ([point[place] for point in points] for place in (0, 1))
    assert median_slope(years, values) == theil_sen(years, values).slope


def test_a_slope_through_what_is_not_known_is_not_known() -> None:
    assert math.isnan(median_slope([2000, 2001, 2002], [1.0, math.nan, 3.0]))


def test_the_test_as_worked_by_hand() -> None:
    # Ten points, no ties: S = 45 - 2 * 5 = 35, Var = 10 * 9 * 25 / 18 = 125, z = 34 / sqrt(125) = 3.041.
    assert mann_kendall_p([2, 1, 4, 3, 6, 5, 8, 7, 10, 9]) == pytest.approx(0.00236, abs=2e-5)
    # Ties: four points, 1 1 2 3: S = 5, Var = (4 * 3 * 13 - 2 * 1 * 9) / 18 = 7.667, z = 4 / 2.769.
    assert mann_kendall_p([1, 1, 2, 3]) == pytest.approx(0.1486, abs=2e-4)


def test_no_trend_and_no_variation_give_one() -> None:
    assert mann_kendall_p([5, 5, 5, 5]) == 1.0
    assert mann_kendall_p([1, 2, 2, 1]) == 1.0


@given(st.floats(-5, 5).map(lambda x: round(x, 3)), st.floats(-50, 50), st.integers(2, 15))
def test_a_straight_line_has_its_own_slope(slope: float, start: float, count: int) -> None:
    years = [2000.0 + step for step in range(count)]
    assert theil_sen(years, [start + slope * year for year in years]).slope == pytest.approx(slope, abs=1e-7)


@given(st.lists(NUMBERS, min_size=3, max_size=12), st.integers(2, 9), st.integers(-50, 50))
def test_scale_and_shift(values: list[float], scale: int, shift: int) -> None:
    years = [2000.0 + step for step in range(len(values))]
    moved = [value * scale + shift for value in values]
    assert theil_sen(years, moved).slope == pytest.approx(theil_sen(years, values).slope * scale)
    assert mann_kendall_p(moved) == mann_kendall_p(values)


@given(st.lists(NUMBERS, min_size=3, max_size=12))
def test_time_reversed_turns_the_slope_and_keeps_the_p(values: list[float]) -> None:
    years = [2000.0 + step for step in range(len(values))]
    assert theil_sen(years, values[::-1]).slope == pytest.approx(-theil_sen(years, values).slope)
    assert mann_kendall_p(values[::-1]) == pytest.approx(mann_kendall_p(values))
    assert 0 <= mann_kendall_p(values) <= 1


def test_the_monotone_order_has_the_smallest_p() -> None:
    smallest = min(mann_kendall_p(order) for order in permutations((1, 2, 3, 4, 5, 6)))
    assert smallest == mann_kendall_p((1, 2, 3, 4, 5, 6)) < 0.1
    assert not math.isnan(smallest)


def test_four_points_can_just_reach_the_limit_and_three_cannot() -> None:
    assert mann_kendall_p([1, 2, 3, 4]) < 0.1 < mann_kendall_p([1, 2, 3])
