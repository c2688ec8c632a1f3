"""The variance of a mean whose neighbours resemble each other (Newey and West 1987)."""

import math
from collections.abc import Sequence
from itertools import pairwise


def lags_for(count: int) -> int:
    """Return how many lags to allow for: 4 (n / 100)^(2/9), rounded down (Newey and West 1994).

    >>> lags_for(22), lags_for(100), lags_for(252)
    (2, 4, 4)
    """
    return int(4 * (count / 100) ** (2 / 9))


def long_run_variance(residuals: Sequence[float], lags: int | None = None) -> float:
    """Return the long-run variance of residuals of mean zero, with Bartlett weights: never negative.

    It is g_0 + 2 sum_l (1 - l / (L + 1)) g_l with the autocovariances g_l divided by n; `lags` is L, by default that of
    `lags_for`. With no lags it is the plain variance.

    >>> long_run_variance([1.0, -1.0, 1.0, -1.0], lags=0), long_run_variance([1.0, 1.0, -1.0, -1.0], lags=1)
    (1.0, 1.25)
    """
    count = len(residuals)
    most = lags_for(count) if lags is None else lags
    total = math.fsum(value * value for value in residuals)
    for lag in range(1, most + 1):
        together = math.fsum(one * other for one, other in zip(residuals, residuals[lag:], strict=False))
        total += 2 * (1 - lag / (most + 1)) * together
    return max(total, 0.0) / count


def autocorrelation(residuals: Sequence[float]) -> float:
    """Return by how much residuals resemble the one before, without the bias of few points; from 0 to 0.97.

    The estimate is too low by (1 + 3 r) / n on average (Kendall 1954). Above 0.97 nothing could be told from a random
    walk (Andrews and Monahan 1992); what is below 0 would only make errors smaller.

    >>> autocorrelation([1.0, -1.0, 1.0, -1.0]), round(autocorrelation([1.0, 1.0, -1.0, -1.0] * 10), 3)
    (0.0, 0.053)
    """
    before = math.fsum(value * value for value in residuals[:-1])
    if not before:
        return 0.0
    raw = math.fsum(one * other for one, other in pairwise(residuals)) / before
    return min(max(raw + (1 + 3 * raw) / len(residuals), 0.0), 0.97)


def prewhitened_variance(residuals: Sequence[float]) -> float:
    """Return the long-run variance from residuals freed of their autocorrelation first (Andrews and Monahan 1992).

    In short series it holds the level of a test far better than the plain one. Never below the plain variance.

    >>> prewhitened_variance([1.0, -1.0, 1.0, -1.0])
    1.0
    """
    likeness = autocorrelation(residuals)
    rest = [value - likeness * before for before, value in pairwise(residuals)]
    coloured = max(long_run_variance(rest), long_run_variance(rest, 0)) / (1 - likeness) ** 2
    return max(coloured, long_run_variance(residuals, 0))
