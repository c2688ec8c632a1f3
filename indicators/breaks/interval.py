"""How exactly a break can be dated: the interval of Bai (1997) for a shift of the mean."""

import math
from typing import NamedTuple

from indicators.breaks.scale import Vector

_FURTHEST = 1e6  # beyond any quantile for ratios of variances that leave both tails


class Span(NamedTuple):
    """The first and last point that the interval of a break holds, as numbers of points before the break."""

    low: int
    high: int


def argmax_cdf(x: float, ratio: float) -> float:
    """Return the distribution of where a two-sided Brownian motion with drift -|s|/2 is highest (Bai 1997, appendix B).

    `ratio` is the variance after the break over that before it (phi; xi is one for a shift of the mean).

    >>> round(argmax_cdf(0.0, 1.0), 9), round(argmax_cdf(11.03, 1.0), 3)
    (0.5, 0.975)
    """
    if x >= 0:
        return 1 - _upper_tail(x / ratio, 1 / ratio)
    return _upper_tail(-x, ratio)


def _upper_tail(x: float, ratio: float) -> float:
    """Return the weight beyond `x` on the side whose own variance is the unit and the other side's is `ratio`.

    Bai's formula for x < 0. By time reversed and rescaled by the ratio it also gives the side x > 0.
    """
    from scipy.special import log_ndtr  # the tail of exp(ax) Phi(-b sqrt(x)) is lost outside of logarithms

    root = math.sqrt(x)
    a, b = (1 + 1 / ratio) / (2 * ratio), 0.5 + 1 / ratio
    c, d = ratio * (ratio + 2) / (ratio + 1), (ratio + 2) ** 2 / (ratio + 1)
    first = root * math.exp(-x / 8) / math.sqrt(2 * math.pi)
    second = c * math.exp(a * x + float(log_ndtr(-b * root)))
    third = (d - 2 + x / 2) * math.exp(float(log_ndtr(-root / 2)))
    return third - first - second


def break_interval(before: Vector, after: Vector, *, inflation: float = 1.0, level: float = 0.95) -> Span | None:
    """Return the interval of the break between two segments, in points relative to the last one before it.

    Each segment has its own variance (Bai and Perron 2003), times `inflation`: the long-run variance over the plain
    one where neighbours resemble each other. None where one side varies so much more than the other that no quantile
    lies on its side.

    >>> import numpy as np
    >>> break_interval(np.array([0.0, 1.0] * 10), np.array([5.0, 6.0] * 10))
    Span(low=-1, high=1)
    """
    shift = float(after.mean() - before.mean())
    one, other = (float(side.var()) * inflation for side in (before, after))
    if not (one and other):
        return Span(0, 0) if one == other else None
    tail, ratio = (1 - level) / 2, other / one
    if not tail < argmax_cdf(0.0, ratio) < 1 - tail:
        return None
    from scipy.optimize import brentq

    unit = one / shift**2  # of Bai's time, in points
    lowest, highest = (
        brentq(lambda x, p=p: argmax_cdf(x, ratio) - p, -_FURTHEST, _FURTHEST * ratio) for p in (tail, 1 - tail)
    )
    return Span(-math.ceil(highest * unit), -math.floor(lowest * unit))
