"""A break at a known date: Chow's test with errors that allow for heteroskedasticity and autocorrelation."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from indicators.breaks.scale import Vector, dummies, varies
from indicators.newey_west import lags_for, prewhitened_variance


class Chow(NamedTuple):
    """A shift of the mean on the scale of the test, and the statistic of no shift, an F of one restriction."""

    shift: float
    statistic: float
    p: float


def chow(values: Vector, split: int, *, season: int = 1, robust: bool = True) -> Chow:
    """Test whether the mean is another from the point `split` on (Chow 1960).

    The regression has both means and, with a `season` of more than one period, its dummies. The error of the shift is
    the larger of two, each with the correction n / (n - k): the sandwich of Newey and West (1987), which lets the
    variance differ, but finds a shift in a fifth of all short series without one, and the pooled prewhitened one of
    Andrews and Monahan (1992), which keeps its level. p is of Student's t. Without `robust` it is Chow's own F.

    >>> import numpy as np
    >>> found = chow(np.array([1.0, 2.0, 1.0, 2.0, 5.0, 6.0, 5.0, 6.0]), 4, robust=False)
    >>> round(found.shift, 9), round(found.statistic, 6), found.p < 0.001
    (4.0, 96.0, True)

    Raises ValueError where one side has fewer than two points.
    """
    count = len(values)
    if not 2 <= split <= count - 2:
        raise ValueError(f"split {split} of {count} points; expected two points on either side")
    if not varies(values):
        return Chow(0.0, 0.0, 1.0)
    from scipy.stats import t  # slow to import, as the next one, and few callers come here
    from statsmodels.regression.linear_model import OLS

    design = dummies(count, [split], season)
    design[:, 0] = 1.0  # the mean before; the second column is what the shift adds to it
    model = OLS(values, design)
    plain = model.fit()
    freedom = count - design.shape[1]
    variance = float(plain.cov_params()[1, 1])
    if robust:
        sandwich = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags_for(count), "use_correction": True})
        pooled = prewhitened_variance(plain.resid.tolist()) * count / freedom * plain.normalized_cov_params[1, 1]
        variance = max(float(sandwich.cov_params()[1, 1]), float(pooled))
    shift, error = float(plain.params[1]), math.sqrt(variance)
    if error <= 1e-9 * abs(shift):
        return Chow(shift, math.inf, 0.0)
    return Chow(shift, (shift / error) ** 2, 2 * float(t.sf(abs(shift) / error, freedom)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p values adjusted for their number, so that one false finding in all has its level (Holm 1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    # Not statsmodels' multipletests: it collects all garbage at each call, a third of a second in a server.
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for before, number in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - before) * p_values[number]))
        adjusted[number] = highest
    return adjusted
