"""Two one-sided tests: by hand, against statsmodels, like months, neighbours that resemble each other."""

import math
from statistics import fmean, stdev

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.equivalence import month_differences, tost_mean, tost_paired, tost_welch

# Student's t at 0.95, from printed tables, by degrees of freedom.
QUANTILES = {1: 6.3138, 2: 2.9200, 5: 2.0150, 8: 1.8595, 12: 1.7823, 20: 1.7247, 60: 1.6706}
SAMPLES = st.lists(st.integers(-100, 100).map(lambda number: number / 10), min_size=3, max_size=20)
MARGINS = st.integers(1, 100).map(lambda number: number / 10)


def test_each_later_month_meets_the_mean_of_like_months() -> None:
    before = {"2018-08": 1.0, "2019-08": math.e**2, "2019-09": 1.0, "2019-10": 5.0}
    after = {"2020-09": math.e, "2020-08": math.e**2, "2020-12": 9.0}
    assert month_differences(before, after) == pytest.approx([1.0, 1.0])


def test_a_season_alone_is_no_difference() -> None:
    season = {f"2019-{month:02d}": float(month) for month in range(1, 13)}
    later = {f"2021-{month:02d}": float(month) for month in range(1, 13)}
    assert month_differences(season, later) == pytest.approx([0.0] * 12)


def test_paired_as_worked_by_hand() -> None:
    # Differences 1 0 -1 0 2: mean 0.4, variance 5.2/4 = 1.3, error sqrt(1.3/5) = 0.5099, t(4) at 0.95 is 2.1318.
    found = tost_paired([0, 0, 0, 0, 0], [1, 0, -1, 0, 2], 2.0)
    assert found.difference == pytest.approx(0.4)
    assert (found.low, found.high) == (pytest.approx(0.4 - 1.0870, abs=2e-4), pytest.approx(0.4 + 1.0870, abs=2e-4))
    # The nearer side: t = (2 - 0.4) / 0.5099 = 3.138 on 4 degrees of freedom, one-sided p 0.0175.
    assert found.p == pytest.approx(0.0175, abs=2e-4)
    assert found.equivalent
    assert not found.different


def test_welch_as_worked_by_hand() -> None:
    # Means 1 and 5, variances 1 and 4 of three each: error sqrt(1/3 + 4/3) = 1.2910,
    # freedom (5/3)^2 / ((1/3)^2 / 2 + (4/3)^2 / 2) = 2.7778 / 0.9444 = 2.9412.
    found = tost_welch([0.0, 1.0, 2.0], [3.0, 5.0, 7.0], 0.5)
    assert found.difference == 4.0
    assert found.freedom == pytest.approx(2.9412, abs=1e-4)
    assert found.low == pytest.approx(4 - 2.372 * 1.2910, abs=0.02)
    assert found.different
    assert not found.equivalent
    assert found.low_power


@given(SAMPLES, SAMPLES, MARGINS)
def test_they_are_those_of_statsmodels(one: list[float], other: list[float], margin: float) -> None:
    from statsmodels.stats.weightstats import ttost_ind, ttost_paired

    assume(stdev(one) > 0 and stdev(other) > 0)
    found = tost_welch(one, other, margin)
    p, *_ = ttost_ind(other, one, -margin, margin, usevar="unequal")
    assert found.p == pytest.approx(p, abs=1e-9)
    count = min(len(one), len(other))
    one, other = one[:count], other[:count]
    assume(stdev([late - early for early, late in zip(one, other, strict=True)]) > 1e-9)
    paired = tost_paired(one, other, margin)
    p, *_ = ttost_paired(_array(other), _array(one), -margin, margin)
    assert paired.p == pytest.approx(p, abs=1e-9)


def _array(values: list[float]) -> object:
    import numpy as np

    return np.array(values)


@pytest.mark.parametrize(("freedom", "quantile"), QUANTILES.items())
def test_the_half_width_is_student_s(freedom: int, quantile: float) -> None:
    values = [math.cos(2 * math.pi * number * 7 / (freedom + 1)) for number in range(freedom + 1)]
    found = tost_mean(values, 1.0, lags=0)
    assert (found.high - found.low) / 2 == pytest.approx(quantile * stdev(values) / math.sqrt(freedom + 1), rel=5e-5)
    assert found.difference == pytest.approx(fmean(values))


def test_neighbours_that_resemble_each_other_widen_it() -> None:
    mixed = [0.0, 1.0] * 6
    sorted_ = [0.0] * 6 + [1.0] * 6
    plain = 2 * 1.7959 * stdev(mixed) / math.sqrt(12)
    narrow, wide = (found.high - found.low for found in (tost_mean(mixed, 1.0), tost_mean(sorted_, 1.0)))
    assert narrow < plain < wide


@given(SAMPLES, MARGINS)
def test_the_interval_within_the_margin_and_the_p_say_the_same(values: list[float], margin: float) -> None:
    found = tost_mean(values, margin)
    assume(abs(found.p - 0.05) > 1e-9)
    assert found.equivalent == (found.p < 0.05)
    assert not (found.equivalent and found.different)
    assert tost_mean(values, margin * 2).p <= found.p


@given(st.floats(-5, 5))
def test_a_constant_has_no_width(value: float) -> None:
    found = tost_mean([value] * 12, 2.5)
    assert (found.low, found.high) == (pytest.approx(value), pytest.approx(value))
    assert found.equivalent == (abs(value) <= 2.5)


@pytest.mark.parametrize("margin", [0.0, -1.0, math.inf, math.nan])
def test_a_margin_must_be_set(margin: float) -> None:
    with pytest.raises(ValueError, match="expected a positive number"):
        tost_mean([1.0, 2.0, 3.0], margin)


def test_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="1 values; a test of equivalence needs two"):
        tost_mean([1.0], 1.0)
    with pytest.raises(ValueError, match="1 values"):
        tost_welch([1.0, 2.0], [1.0], 1.0)
