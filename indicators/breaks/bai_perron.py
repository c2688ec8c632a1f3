"""Breaks of the mean at unknown dates: Bai and Perron (1998, 2003)."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from indicators.breaks.chow import chow
from indicators.breaks.scale import Vector, varies, without_season

# Critical values of sup-F(l + 1 | l) for one coefficient that may change and trimming 0.15, l from 0: Bai and Perron
# (2003), Critical values for multiple structural change tests, Econometrics Journal 6, 72-78; read in the authors'
# tables as the R package mbreaks carries them.
CRITICAL = {
    0.10: (7.04, 8.51, 9.41, 10.04, 10.58),
    0.05: (8.58, 10.13, 11.14, 11.83, 12.25),
    0.025: (10.18, 11.86, 12.66, 13.40, 13.89),
    0.01: (12.29, 13.89, 14.80, 15.28, 15.76),
}
LEVEL = 0.05
_TRIMMING = 15  # per cent of the points that a segment holds at least
_ROUNDS = 20  # of season and breaks in turn; they settle in two or three


class Partition(NamedTuple):
    """The best segments for one number of breaks; a split is a number of points before it."""

    splits: tuple[int, ...]
    ssr: float
    bic: float


class Step(NamedTuple):
    """The test of one break more: sup-F(l + 1 | l), the value it must exceed at 5 %, and p at most this."""

    breaks: int  # l + 1
    statistic: float
    critical: float
    p: float  # the smallest level of the tables at which it is significant; NaN at none


class Dating(NamedTuple):
    """The best partitions from no break on, and what each criterion takes for their number."""

    partitions: tuple[Partition, ...]
    steps: tuple[Step, ...]
    by_bic: int
    by_sequence: int


def shortest_segment(count: int, least: int = 2) -> int:
    """Return how many points a segment holds at least: 15 % of `count`, rounded up, and no fewer than `least`.

    >>> shortest_segment(25), shortest_segment(100), shortest_segment(8, least=4)
    (4, 15, 4)
    """
    return max(-(-_TRIMMING * count // 100), least)


def dated(values: Vector, most: int, shortest: int, *, season: int = 1) -> Dating:
    """Return the partitions with up to `most` breaks of the mean, and their number by BIC and by sup-F(l + 1 | l).

    Breaks minimise the sum of squared residuals over all partitions with segments of at least `shortest` points. The
    sequence goes on while one more break is significant at 5 %, with the errors of `chow`. A series that does not move
    has no break.

    >>> dated(np.array([0.0, 1.0] * 10 + [9.0, 8.0] * 10), 2, 6).partitions[1].splits
    (20,)

    Raises ValueError where `most` breaks do not fit.
    """
    if (most + 1) * shortest > len(values):
        raise ValueError(f"{most} breaks between segments of {shortest} in {len(values)} points")
    partitions = [partition(values, 0, shortest, season)]
    if not varies(values):
        return Dating(tuple(partitions), (), 0, 0)
    partitions += [partition(values, count, shortest, season) for count in range(1, most + 1)]
    steps: list[Step] = []
    for known in partitions[:most]:
        steps.append(_one_more(values, known.splits, shortest, season))
        if not steps[-1].p <= LEVEL:
            break
    passed = sum(step.p <= LEVEL for step in steps)
    bics = [each.bic for each in partitions]
    return Dating(tuple(partitions), tuple(steps), bics.index(min(bics)), passed)


def partition(values: Vector, count: int, shortest: int, season: int = 1) -> Partition:
    """Return the best partition with `count` breaks.

    Season and breaks are estimated in turn until the breaks stay (the partial structural change of Bai and Perron
    2003, section 3.2). BIC is n (ln(SSR / n) + 1 + ln 2 pi) + ln n times the means, the break dates and the variance.

    >>> partition(np.array([1.0, 1.0, 5.0, 5.0, 5.0]), 1, 2).splits
    (2,)
    """
    splits: tuple[int, ...] = ()
    adjusted = without_season(values, splits, season)
    for _ in range(_ROUNDS if count else 0):
        found = _best_splits(adjusted, count, shortest)
        if found == splits:
            break
        splits = found
        adjusted = without_season(values, splits, season)
    ssr = sum(_ssr(adjusted[start:end]) for start, end in pairwise((0, *splits, len(values))))
    return Partition(splits, ssr, _bic(ssr, values, count + season - 1, count))


def significance(statistic: float, known: int) -> float:
    """Return the smallest level of the tables at which one break more than `known` is significant; NaN at none.

    >>> significance(8.6, 0), significance(8.6, 1), significance(1.0, 0)
    (0.05, 0.1, nan)
    """
    return min((level for level, row in CRITICAL.items() if statistic > row[known]), default=math.nan)


def _best_splits(values: Vector, count: int, shortest: int) -> tuple[int, ...]:
    """Return the exact minimum over all partitions, by the dynamic programming of ruptures."""
    from ruptures import KernelCPD  # slow to import, and few callers come here

    standard = (values - values.mean()) / values.std()  # its sums lose digits far from zero
    search = KernelCPD(kernel="linear", min_size=shortest).fit(standard.reshape(-1, 1))
    return tuple(int(end) for end in search.predict(n_bkps=count)[:-1])


def _one_more(values: Vector, splits: Sequence[int], shortest: int, season: int) -> Step:
    """Return the largest statistic that one break more has within a segment, beside the critical values."""
    adjusted = without_season(values, splits, season)
    statistics = [
        chow(part, _best_splits(part, 1, shortest)[0]).statistic
        for start, end in pairwise((0, *splits, len(values)))
        if len(part := adjusted[start:end]) >= 2 * shortest and varies(part)
    ]
    statistic, known = max(statistics, default=0.0), len(splits)
    return Step(known + 1, statistic, CRITICAL[LEVEL][known], significance(statistic, known))


def _ssr(values: Vector) -> float:
    return float(np.sum((values - values.mean()) ** 2))


def _bic(ssr: float, values: Vector, slopes: int, breaks: int) -> float:
    count = len(values)
    rest = max(ssr, np.finfo(float).eps * _ssr(values))  # a perfect fit has no logarithm
    if not rest:
        return -math.inf
    fit = math.log(rest / count) + 1 + math.log(2 * math.pi)
    return count * fit + math.log(count) * (slopes + breaks + 2)
