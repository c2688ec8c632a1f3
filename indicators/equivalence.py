"""Are two things alike? Two one-sided tests (TOST) against a margin set beforehand (Schuirmann 1987).

A claim of no change needs them: that a test finds no difference is no evidence that there is none.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, variance
from typing import NamedTuple

from indicators.newey_west import long_run_variance

_LEVEL = 0.05  # of each of the two one-sided tests: together they read a 90 % interval


class Equivalence(NamedTuple):
    """A difference beside the margin within which it counts as none; the interval is of 90 %."""

    difference: float
    low: float
    high: float
    margin: float
    p: float  # the larger of the two one-sided tests
    freedom: float  # degrees of freedom of Student's t

    @property
    def equivalent(self) -> bool:
        """Whether the whole interval lies within the margin."""
        return -self.margin <= self.low and self.high <= self.margin

    @property
    def different(self) -> bool:
        """Whether the whole interval lies beyond the margin; when neither holds the test cannot tell."""
        return self.low > self.margin or self.high < -self.margin

    @property
    def low_power(self) -> bool:
        """Whether the interval is wider than the margin on both sides, so that nothing could have been found alike."""
        return self.high - self.low > 2 * self.margin


def tost_mean(values: Sequence[float], margin: float, *, lags: int | None = None) -> Equivalence:
    """Test whether the mean of a series in the order of time lies within `margin` of zero, in the series' unit.

    The error allows for neighbours that resemble each other (Newey and West 1987, n / (n - 1) for few points); `lags=0`
    makes it the plain one of independent values.

    >>> found = tost_mean([0.0, 0.2, 0.0, 0.2, 0.0, 0.2], 0.2)
    >>> round(found.low, 3), round(found.high, 3), found.equivalent
    (0.048, 0.152, True)

    Raises ValueError for fewer than two values and for a margin that is not a positive number.
    """
    _check(margin, values)
    mean = fmean(values)
    error = math.sqrt(long_run_variance([value - mean for value in values], lags) / (len(values) - 1))
    return _tested(mean, error, len(values) - 1, margin)


def tost_paired(before: Sequence[float], after: Sequence[float], margin: float) -> Equivalence:
    """Test whether pairs of independent values differ by less than `margin` on average.

    >>> tost_paired([1.0, 2.0, 3.0], [1.1, 2.0, 2.9], 0.5).equivalent
    True

    Raises ValueError as `tost_mean` does, and for two lengths.
    """
    return tost_mean([late - early for early, late in zip(before, after, strict=True)], margin, lags=0)


def tost_welch(before: Sequence[float], after: Sequence[float], margin: float) -> Equivalence:
    """Test whether the means of two samples of independent values with variances of their own differ by less.

    Welch's error and degrees of freedom (Welch 1947).

    >>> tost_welch([0.0, 1.0, 2.0], [0.0, 1.0, 2.0, 1.0], 0.1).equivalent
    False

    Raises ValueError as `tost_mean` does.
    """
    _check(margin, before, after)
    one, other = (variance(sample) / len(sample) for sample in (before, after))
    spread = one**2 / (len(before) - 1) + other**2 / (len(after) - 1)
    freedom = (one + other) ** 2 / spread if spread else float(len(before) + len(after) - 2)
    return _tested(fmean(after) - fmean(before), math.sqrt(one + other), freedom, margin)


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


def _tested(difference: float, error: float, freedom: float, margin: float) -> Equivalence:
    from scipy.special import stdtr, stdtrit  # Student's t and its inverse; scipy.stats takes a second to import

    half = float(stdtrit(freedom, 1 - _LEVEL)) * error
    nearest = margin - abs(difference)  # the test on the nearer side has the larger p
    steps = nearest / error if error else math.copysign(math.inf, nearest)
    p = float(stdtr(freedom, -steps))
    return Equivalence(difference, difference - half, difference + half, margin, p, freedom)


def _check(margin: float, *samples: Sequence[float]) -> None:
    if not 0 < margin < math.inf:
        raise ValueError(f"margin {margin}; expected a positive number")
    fewest = min(len(sample) for sample in samples)
    if fewest < 2:
        raise ValueError(f"{fewest} values; a test of equivalence needs two")
