"""Does a short series rise or fall? Theil-Sen slope and Mann-Kendall test."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from statistics import NormalDist, median
from typing import NamedTuple


class Slope(NamedTuple):
    """A slope per unit of time with the bounds of its interval."""

    slope: float
    low: float
    high: float


def theil_sen(years: Sequence[float], values: Sequence[float], level: float = 0.95) -> Slope:
    """Return the median slope over all pairs of points per unit of `years` (Theil 1950), and Sen's interval (1968).

    >>> theil_sen([2010, 2011, 2012, 2013], [1.0, 2.0, 3.0, 40.0]).slope
    7.0
    """
    from scipy.stats import theilslopes  # slow to import, and few callers come here

    found = theilslopes(values, years, alpha=level)
    return Slope(float(found.slope), float(found.low_slope), float(found.high_slope))


def median_slope(years: Sequence[float], values: Sequence[float]) -> float:
    """Return the slope of `theil_sen` without its interval: what a claim with hundreds of windows asks for each.

    >>> median_slope([2010, 2011, 2012, 2013], [1.0, 2.0, 3.0, 40.0])
    7.0

    NaN where a value is NaN. Raises StatisticsError for fewer than two different years.
    """
    if any(math.isnan(value) for value in values):
        return math.nan
    points = combinations(sorted(zip(years, values, strict=True)), 2)
    return median((late - early) / (then - first) for (first, early), (then, late) in points if then > first)


def mann_kendall_p(values: Sequence[float]) -> float:
    """Return the two-sided p of no trend (Mann 1945, Kendall 1975), normal approximation, corrected for ties.

    Not SciPy's `kendalltau`: its tau-b has another variance with ties, and is exact without them, so that two series
    that differ in one tie would be judged by two tests.

    >>> round(mann_kendall_p([1, 2, 3, 4, 5, 6, 7, 8]), 4)
    0.0008
    """
    count = len(values)
    score = sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))
    ties = sum(tied * (tied - 1) * (2 * tied + 5) for tied in Counter(values).values())
    variance = (count * (count - 1) * (2 * count + 5) - ties) / 18
    if variance <= 0 or score == 0:
        return 1.0
    z = (abs(score) - 1) / math.sqrt(variance)
    return 2 * (1 - NormalDist().cdf(z))
