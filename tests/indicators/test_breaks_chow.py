"""Chow's test and Holm's adjustment: by hand, against statsmodels, a published value, and how often they err."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from breaks_data import nile
from indicators.breaks.bai_perron import CRITICAL, partition
from indicators.breaks.chow import chow, holm
from indicators.breaks.scale import dummies, without_season

NUMBERS = st.lists(st.integers(-1000, 1000).map(float), min_size=8, max_size=30).map(np.array)
SPLITS = st.integers(2, 6)


def test_as_worked_by_hand() -> None:
    # 1 2 3 | 5 6 7 8: means 2 and 6.5, SSR 2 + 5 = 7 on 5 degrees of freedom; F = 4.5^2 / (7/5 * (1/3 + 1/4)) = 24.796.
    found = chow(np.array([1.0, 2.0, 3.0, 5.0, 6.0, 7.0, 8.0]), 3, robust=False)
    assert found.shift == pytest.approx(4.5)
    assert found.statistic == pytest.approx(20.25 / (1.4 * 7 / 12))
    assert found.p == pytest.approx(0.00417, abs=2e-5)  # t = 4.980 on 5 degrees of freedom, two-sided


def test_the_published_f_of_the_nile() -> None:
    """R's strucchange prints sup.F = 75.93 for Fstats(Nile ~ 1), reached after 1898, the 28th year."""
    assert chow(nile(), 28, robust=False).statistic == pytest.approx(75.93, abs=0.005)
    around = [chow(nile(), split, robust=False).statistic for split in range(15, 86)]
    assert max(around) == around[28 - 15]


@given(NUMBERS, SPLITS, st.booleans())
def test_without_robust_errors_it_is_the_f_of_statsmodels(
    values: NDArray[np.float64], split: int, robust: bool
) -> None:
    from statsmodels.regression.linear_model import OLS

    assume(values[:split].std() > 0 and values[split:].std() > 0)
    regressors = np.column_stack([np.ones(len(values)), np.arange(len(values)) >= split])
    model = OLS(values, regressors.astype(float))
    kinds = {"maxlags": int(4 * (len(values) / 100) ** (2 / 9)), "use_correction": True}
    fitted = model.fit(cov_type="HAC", cov_kwds=kinds) if robust else model.fit()
    theirs = float(np.squeeze(fitted.f_test("x1 = 0").fvalue))
    ours = chow(values, split, robust=robust)
    if robust:  # never more than by the sandwich of Newey and West alone, nor than by the plain error
        assert ours.statistic <= theirs * (1 + 1e-9)
        assert ours.statistic <= chow(values, split, robust=False).statistic * (1 + 1e-9)
    else:
        assert ours.statistic == pytest.approx(theirs, rel=1e-6, abs=1e-9)


def test_a_season_is_taken_out() -> None:
    season = np.tile(np.arange(12.0) ** 2, 5)
    wiggle = np.tile([0.1, -0.1, -0.1, 0.1, 0.1], 12)
    step = np.where(np.arange(60) >= 31, 3.0, 0.0)
    found = chow(season + wiggle + step, 31, season=12)
    assert found.shift == pytest.approx(3.0, abs=0.05)
    assert found.p < 0.001
    means = without_season(season + wiggle + step, [31], 12)
    assert means[31:].mean() - means[:31].mean() == pytest.approx(found.shift)
    assert dummies(60, [31], 12).shape == (60, 13)


def test_a_step_without_noise_and_a_constant() -> None:
    assert chow(np.array([1.0] * 6 + [4.0] * 6), 6).statistic == math.inf
    assert chow(np.array([1.0] * 6 + [4.0] * 6), 6).p == 0.0
    assert chow(np.full(12, 0.1), 6) == (0.0, 0.0, 1.0)


@given(NUMBERS, SPLITS, st.integers(1, 50), st.integers(-500, 500))
def test_scale_and_shift_change_the_size_only(values: NDArray[np.float64], split: int, scale: int, shift: int) -> None:
    assume(values[:split].std() > 0 and values[split:].std() > 0)
    plain, moved = chow(values, split), chow(values * scale + shift, split)
    assert moved.shift == pytest.approx(plain.shift * scale, abs=1e-6)
    assert moved.p == pytest.approx(plain.p, rel=1e-6, abs=1e-12)


def test_the_level_is_kept_where_the_sandwich_alone_loses_it() -> None:
    """White noise of 22 points: the best of all breaks beyond its critical value in how many of 300 series?"""
    from statsmodels.regression.linear_model import OLS

    numbers = np.random.default_rng(20)
    ours = alone = 0
    for _ in range(300):
        values = numbers.normal(size=22)
        (split,) = partition(values, 1, 4).splits
        fitted = OLS(values, dummies(22, [split], 1) @ np.array([[1.0, 0.0], [1.0, 1.0]])).fit(
            cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": True}
        )
        ours += chow(values, split).statistic > CRITICAL[0.05][0]
        alone += float(fitted.tvalues[1]) ** 2 > CRITICAL[0.05][0]
    assert ours <= 0.08 * 300
    assert alone >= 0.15 * 300


@pytest.mark.parametrize("split", [-1, 0, 1, 7, 8])
def test_a_side_with_one_point_is_refused(split: int) -> None:
    with pytest.raises(ValueError, match=f"split {split} of 8 points"):
        chow(np.arange(8.0), split)


def test_holm_as_worked_by_hand() -> None:
    # In order 0.01 * 4, 0.02 * 3, 0.03 * 2 = 0.06 (no less than the one before), 0.5.
    assert holm([0.02, 0.01, 0.5, 0.03]) == pytest.approx([0.06, 0.04, 0.5, 0.06])
    assert holm([0.04]) == [0.04]
    assert holm([]) == []


def test_holm_is_that_of_statsmodels() -> None:
    from statsmodels.stats.multitest import multipletests

    numbers = np.random.default_rng(5)
    for count in (1, 2, 5, 9):
        values = numbers.uniform(0, 0.3, count).tolist()
        assert holm(values) == pytest.approx(multipletests(values, method="holm")[1].tolist())


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_only_raises_and_keeps_the_order(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(own <= other <= 1 for own, other in zip(values, adjusted, strict=True))
    order = sorted(range(len(values)), key=values.__getitem__)
    assert [adjusted[number] for number in order] == sorted(adjusted)
