"""The variance of a mean whose neighbours resemble each other (Newey and West 1987)."""

import math
from collections.abc import Sequence


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
