"""Breaks at unknown dates: the flow of the Nile as R prints it, against brute force, and properties."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from breaks_data import FIRST_YEAR, nile
from indicators.breaks.bai_perron import CRITICAL, dated, partition, shortest_segment, significance
from indicators.breaks.interval import argmax_cdf, break_interval
from indicators.breaks.scale import without_season

SERIES = st.lists(st.integers(-100, 100).map(float), min_size=10, max_size=18).map(np.array)
# What summary(breakpoints(Nile ~ 1)) of R's strucchange 1.5 prints: break dates, RSS and BIC for each number of breaks.
PUBLISHED = {
    0: ((), 2835157, 1318),
    1: ((1898,), 1597457, 1270),
    2: ((1898, 1953), 1552924, 1276),
    3: ((1898, 1938, 1953), 1538097, 1285),
    4: ((1898, 1915, 1938, 1953), 1507888, 1292),
    5: ((1885, 1900, 1915, 1938, 1953), 1659994, 1311),
}


@pytest.mark.parametrize(("count", "published"), PUBLISHED.items())
def test_the_partitions_of_the_nile(count: int, published: tuple[tuple[int, ...], int, int]) -> None:
    found = partition(nile(), count, 15)
    years = tuple(FIRST_YEAR + split - 1 for split in found.splits)
    assert (years, round(found.ssr), round(found.bic)) == published


def test_the_nile_has_one_break_by_both_criteria() -> None:
    found = dated(nile(), 5, shortest_segment(100))
    assert (found.by_bic, found.by_sequence) == (1, 1)
    assert [step.breaks for step in found.steps] == [1, 2]
    assert found.steps[0].statistic > 50
    assert found.steps[0].p == 0.01
    assert found.steps[1].statistic < 3
    assert math.isnan(found.steps[1].p)


def test_the_interval_of_the_nile() -> None:
    """confint(breakpoints(Nile ~ 1)) prints 1895, 1898, 1902."""
    flow = nile()
    span = break_interval(flow[:28], flow[28:])
    assert span is not None
    assert (1898 + span.low, 1898 + span.high) == (1895, 1902)


def test_quantiles_as_published() -> None:
    """Bai (1997) and Yao (1987): 7.7 at 95 % and 11.03 at 97.5 % of the symmetric distribution."""
    assert argmax_cdf(7.687, 1.0) == pytest.approx(0.95, abs=1e-3)
    assert argmax_cdf(11.033, 1.0) == pytest.approx(0.975, abs=1e-4)


@given(st.floats(0.05, 20), st.floats(-60, 60), st.floats(0.01, 10))
def test_the_distribution_is_one(ratio: float, x: float, step: float) -> None:
    low, high = argmax_cdf(x, ratio), argmax_cdf(x + step, ratio)
    assert -1e-9 <= low <= high + 1e-9 <= 1 + 2e-9
    # Seen from the end of time, with the second variance as the unit, the two sides change places.
    assert argmax_cdf(-x / ratio, 1 / ratio) == pytest.approx(1 - low, abs=1e-9)
    assert argmax_cdf(-1e-9, ratio) == pytest.approx(argmax_cdf(0.0, ratio), abs=1e-4)


def test_the_distribution_is_that_of_simulated_paths() -> None:
    """Two-sided random walks with drift -|s|/2, the variance after zero twice that before."""
    numbers = np.random.default_rng(3)
    step, reach, ratio = 0.05, 1600, 2.0
    drift = -np.arange(1, reach + 1) * step / 2
    tops = []
    for _ in range(1500):
        left, right = (numbers.normal(size=reach).cumsum() * math.sqrt(step * scale) + drift for scale in (1, ratio))
        after = right.max() > max(left.max(), 0)
        tops.append((right.argmax() + 1) * step if after else -(left.argmax() + 1) * step if left.max() > 0 else 0.0)
    for x in (-4.0, -1.0, 1.0, 4.0, 10.0):
        assert np.mean(np.array(tops) <= x) == pytest.approx(argmax_cdf(x, ratio), abs=0.04)


@given(SERIES, st.integers(1, 2), st.integers(2, 3))
def test_the_partition_is_the_best_of_all(values: NDArray[np.float64], count: int, shortest: int) -> None:
    assume(values.std() > 0)

    def ssr(splits: tuple[int, ...]) -> float:
        return sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(values, splits))

    allowed = [
        splits
        for splits in itertools.combinations(range(1, len(values)), count)
        if all(b - a >= shortest for a, b in itertools.pairwise((0, *splits, len(values))))
    ]
    assert partition(values, count, shortest).ssr == pytest.approx(min(map(ssr, allowed)), abs=1e-6)


@given(SERIES)
def test_one_break_more_never_fits_worse_where_a_segment_can_be_split(values: NDArray[np.float64]) -> None:
    """Where none can, it may: the published sums of the Nile rise from four breaks to five."""
    assume(values.std() > 0)
    for count in (0, 1, 2):
        found = partition(values, count, 2)
        widest = max(b - a for a, b in itertools.pairwise((0, *found.splits, len(values))))
        if widest >= 4:
            assert partition(values, count + 1, 2).ssr <= found.ssr + 1e-6


@given(st.integers(12, 40), st.floats(-1e6, 1e6))
def test_a_constant_has_no_break(count: int, value: float) -> None:
    found = dated(np.full(count, value), 2, shortest_segment(count, 4))
    assert (found.by_bic, found.by_sequence, found.steps) == (0, 0, ())


@given(st.integers(16, 40), st.floats(0.3, 0.7), st.integers(0, 10**6), st.sampled_from([-50.0, 50.0]))
def test_a_large_shift_is_found_at_its_place(count: int, where: float, seed: int, size: float) -> None:
    place = int(count * where)
    shortest = shortest_segment(count, 4)
    assume(shortest <= place <= count - shortest)
    values = np.random.default_rng(seed).normal(size=count) + np.where(np.arange(count) >= place, size, 0.0)
    found = dated(values, 1, shortest)
    assert found.partitions[1].splits == (place,)
    assert found.by_sequence == 1
    span = break_interval(values[:place], values[place:])
    assert span is None or span.low <= 0 <= span.high


@given(SERIES, st.integers(1, 40), st.integers(-1000, 1000))
def test_scale_and_shift_leave_the_dates(values: NDArray[np.float64], scale: int, shift: int) -> None:
    assume(values.std() > 0)
    plain, moved = dated(values, 1, 3), dated(values * scale + shift, 1, 3)
    assert moved.partitions[1].ssr == pytest.approx(plain.partitions[1].ssr * scale**2, rel=1e-6, abs=1e-6)
    assert [step.p for step in moved.steps] == pytest.approx([step.p for step in plain.steps], nan_ok=True)
    assert moved.by_bic == plain.by_bic


@given(st.integers(0, 10**6), st.integers(14, 34))
def test_a_season_hides_no_break(seed: int, place: int) -> None:
    noise = np.random.default_rng(seed).normal(size=48)
    season = np.tile(np.array([0.0, 9, 3, -4, 8, 20, -7, 0, 1, 15, -9, 2]) * 10, 4)
    values = noise + season + np.where(np.arange(48) >= place, 30.0, 0.0)
    assert partition(values, 1, 8, season=12).splits == (place,)


def test_season_and_breaks_agree_in_the_end() -> None:
    """The breaks are the best once more when the season is estimated beside them."""
    for seed in range(40):
        numbers = np.random.default_rng(seed)
        values = numbers.normal(size=36) + np.where(np.arange(36) >= 17, 1.0, 0.0) + np.tile(np.arange(12.0), 3)
        found = partition(values, 2, 6, season=12).splits
        assert partition(without_season(values, found, 12), 2, 6).splits == found


@given(st.integers(2, 30), st.integers(2, 30), st.integers(0, 10**6), st.floats(0.5, 20))
def test_the_interval_holds_the_break_and_widens(before: int, after: int, seed: int, shift: float) -> None:
    numbers = np.random.default_rng(seed)
    one, other = numbers.normal(size=before), numbers.normal(size=after) + shift
    narrow, wide = break_interval(one, other), break_interval(one, other, inflation=2.0)
    assert (narrow is None) == (wide is None)
    if narrow and wide:
        assert wide.low <= narrow.low <= 0 <= narrow.high <= wide.high


def test_a_side_that_drowns_the_other_gives_no_interval() -> None:
    assert break_interval(np.array([0.0, 1e-6] * 5), np.array([5.0, 60.0] * 5)) is None
    assert break_interval(np.array([1.0] * 5), np.array([5.0, 6.0] * 5)) is None
    assert break_interval(np.array([1.0] * 5), np.array([5.0] * 5)) == (0, 0)


def test_the_table_rises_as_it_must() -> None:
    levels = sorted(CRITICAL, reverse=True)
    assert levels == [0.1, 0.05, 0.025, 0.01]
    for row in CRITICAL.values():
        assert list(row) == sorted(row)
    for looser, stricter in itertools.pairwise(levels):
        assert all(a < b for a, b in zip(CRITICAL[looser], CRITICAL[stricter], strict=True))


@pytest.mark.parametrize(
    ("statistic", "known", "p"), [(12.3, 0, 0.01), (12.29, 0, 0.025), (10.0, 0, 0.05), (10.0, 1, 0.1), (10.2, 1, 0.05)]
)
def test_a_statistic_is_beside_its_own_column(statistic: float, known: int, p: float) -> None:
    assert significance(statistic, known) == p


@pytest.mark.parametrize(("count", "shortest"), [(25, 4), (26, 4), (27, 5), (100, 15), (140, 21), (5, 2)])
def test_fifteen_per_cent_rounded_up(count: int, shortest: int) -> None:
    assert shortest_segment(count) == shortest


def test_more_breaks_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="3 breaks between segments of 4 in 15 points"):
        dated(np.arange(15.0), 3, 4)
