"""Are two spans of a monthly series alike? Two one-sided tests on differences between the same months."""

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist, fmean

_CONFIDENCE = 0.95  # of each of the two one-sided tests: together they read a 90 % interval


def month_differences(before: Mapping[str, float], after: Mapping[str, float]) -> list[float]:
    """Return by how much the logarithm of each later month lies off the mean of the same months before.

    Comparing like months removes the season. Months are written 2020-08; a month without a like one before is left out.

    >>> month_differences({"2019-01": 1.0, "2019-02": 5.0}, {"2021-01": math.e, "2021-03": 7.0})
    [1.0]
    """
    like: dict[str, list[float]] = {}
    for name, value in before.items():
        like.setdefault(name[-2:], []).append(math.log(value))
    return [math.log(value) - fmean(like[name[-2:]]) for name, value in sorted(after.items()) if name[-2:] in like]


def mean_interval(differences: Sequence[float]) -> tuple[float, float]:
    """Return the 90 % interval of the mean of a series in the order of time.

    The variance of the mean allows for neighbours that resemble each other (Newey and West 1987); two one-sided tests
    at 5 % find the mean within a margin when this interval lies within it (Schuirmann 1987).

    >>> [round(bound, 3) for bound in mean_interval([0.0, 0.2, 0.0, 0.2, 0.0, 0.2])]
    [0.048, 0.152]

    Raises ValueError for fewer than six differences, below which the quantile of Student's t is not exact enough.
    """
    count = len(differences)
    if count < 6:
        raise ValueError(f"{count} differences; an interval needs six")
    mean = fmean(differences)
    off = [value - mean for value in differences]
    lags = int(4 * (count / 100) ** (2 / 9))
    total = math.fsum(value * value for value in off)
    for lag in range(1, lags + 1):
        together = math.fsum(one * other for one, other in zip(off, off[lag:], strict=False))
        total += 2 * (1 - lag / (lags + 1)) * together
    error = math.sqrt(max(total, 0.0) / count / (count - 1))
    half = _student(_CONFIDENCE, count - 1) * error
    return mean - half, mean + half


def _student(probability: float, freedom: int) -> float:
    """Return a quantile of Student's t, by the expansion around the normal one (Abramowitz and Stegun 26.7.5)."""
    z = NormalDist().inv_cdf(probability)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
