"""Does a short series rise or fall? Theil-Sen slope and Mann-Kendall test."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from statistics import NormalDist, median


def theil_sen_slope(years: Sequence[float], values: Sequence[float]) -> float:
    """Return the median slope over all pairs of points (Theil 1950, Sen 1968), per unit of `years`.

    >>> theil_sen_slope([2010, 2011, 2012, 2013], [1.0, 2.0, 3.0, 40.0])
    7.0
    """
    pairs = combinations(zip(years, values, strict=True), 2)
    return median((later - earlier) / (end - start) for (start, earlier), (end, later) in pairs)


def mann_kendall_p(values: Sequence[float]) -> float:
    """Return the two-sided p of no trend (Mann 1945, Kendall 1975), normal approximation, corrected for ties.

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
