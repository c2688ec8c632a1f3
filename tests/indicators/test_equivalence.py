"""The interval behind the tests of equivalence: like months, neighbours that resemble each other, Student's t."""

import math
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.equivalence import mean_interval, month_differences

# Student's t at 0.95, from printed tables, by degrees of freedom.
QUANTILES = {5: 2.0150, 8: 1.8595, 12: 1.7823, 20: 1.7247, 60: 1.6706}


def test_each_later_month_meets_the_mean_of_like_months() -> None:
    before = {"2018-08": 1.0, "2019-08": math.e**2, "2019-09": 1.0, "2019-10": 5.0}
    after = {"2020-09": math.e, "2020-08": math.e**2, "2020-12": 9.0}
    assert month_differences(before, after) == pytest.approx([1.0, 1.0])


def test_a_season_alone_is_no_difference() -> None:
    season = {f"2019-{month:02d}": float(month) for month in range(1, 13)}
    later = {f"2021-{month:02d}": float(month) for month in range(1, 13)}
    assert month_differences(season, later) == pytest.approx([0.0] * 12)


@pytest.mark.parametrize(("freedom", "quantile"), QUANTILES.items())
def test_the_half_width_is_student_s(freedom: int, quantile: float) -> None:
    """Values that alternate with the long gaps of blocks would correlate; these sum to zero at both lags used here."""
    count = freedom + 1
    values = [math.cos(2 * math.pi * number * 7 / count) for number in range(count)]
    low, high = mean_interval(values)
    mean = fmean(values)
    lags = int(4 * (count / 100) ** (2 / 9))
    off = [value - mean for value in values]
    total = math.fsum(value * value for value in off)
    for lag in range(1, lags + 1):
        total += 2 * (1 - lag / (lags + 1)) * math.fsum(off[number] * off[number - lag] for number in range(lag, count))
    expected = quantile * math.sqrt(max(total, 0.0) / count / (count - 1))
    assert (high - low) / 2 == pytest.approx(expected, rel=5e-4)
    assert (high + low) / 2 == pytest.approx(mean)


def test_neighbours_that_resemble_each_other_widen_it() -> None:
    mixed = [0.0, 1.0] * 6
    sorted_ = [0.0] * 6 + [1.0] * 6
    plain = 2 * 1.7959 * stdev(mixed) / math.sqrt(12)
    narrow, wide = (high - low for low, high in (mean_interval(mixed), mean_interval(sorted_)))
    assert narrow < plain < wide


@given(st.floats(-5, 5))
def test_a_constant_has_no_width(value: float) -> None:
    low, high = mean_interval([value] * 12)
    assert (low, high) == (pytest.approx(value), pytest.approx(value))


def test_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="5 differences; an interval needs six"):
        mean_interval([1.0] * 5)
