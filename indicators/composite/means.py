"""Means of scores along the last axis: NaN is left out, and its weight is shared by the others."""

from collections.abc import Callable
from typing import Any

import numpy as np

from indicators.composite.structure import require

FLOOR = 0.01  # of a geometric mean, so that one zero does not make the whole zero

Values = np.ndarray[Any, Any]
Rule = Callable[[Values, Values], Values]  # scores and weights to means


def arithmetic(values: Values, weights: Values) -> Values:
    """Return weighted means along the last axis.

    >>> float(arithmetic(np.array([20.0, 80.0, 90.0]), np.ones(3)).round(1))
    63.3
    """
    known = ~np.isnan(values)
    total = np.where(known, weights, 0.0).sum(axis=-1)
    added = (np.where(known, values, 0.0) * weights).sum(axis=-1)
    found: Values = np.divide(added, total, out=np.full(total.shape, np.nan), where=total > 0)
    return found


def geometric(values: Values, weights: Values, floor: float = FLOOR) -> Values:
    """Return weighted geometric means; values below `floor` count as that.

    >>> float(geometric(np.array([20.0, 80.0, 90.0]), np.ones(3)).round(1))
    52.4
    """
    found: Values = np.exp(arithmetic(np.log(np.maximum(values, floor)), weights))
    return found


def harmonic(values: Values, weights: Values, floor: float = FLOOR) -> Values:
    """Return weighted harmonic means; values below `floor` count as that.

    >>> float(harmonic(np.array([1.0, 3.0]), np.ones(2)))
    1.5
    """
    found: Values = 1 / arithmetic(1 / np.maximum(values, floor), weights)
    return found


def power_mean(exponent: float) -> Rule:
    """Return the rule of the mean with an exponent: 1 is the arithmetic, 2 the quadratic one.

    >>> float(power_mean(2)(np.array([1.0, 7.0]), np.ones(2)))
    5.0
    """
    require(exponent != 0, "exponent", "a number other than 0, which is the geometric mean", "0")

    def mean(values: Values, weights: Values) -> Values:
        found: Values = arithmetic(np.maximum(values, 0.0) ** exponent, weights) ** (1 / exponent)
        return found

    return mean


quadratic = power_mean(2)


def maximum(values: Values, weights: Values) -> Values:
    """Return the greatest value whatever the weights: one channel may coerce by itself.

    >>> float(maximum(np.array([0.2, np.nan, 0.9]), np.ones(3)))
    0.9
    """
    found: Values = np.where(np.isnan(values), -np.inf, values).max(axis=-1)
    return np.where(np.isinf(found), np.nan, found)


def copeland(values: Values, weights: Values) -> Values:
    """Return the part of the other units that each unit beats, half for those it equals: a rule at any level.

    The axes are unit and part. A pair is judged by the weighted majority of the parts that both have; where none
    decides it counts for neither. NaN where a unit has no part, or stands alone.

    >>> copeland(np.array([[1.0, 1.0], [2.0, 3.0], [0.0, 9.0]]), np.ones(2)).tolist()
    [0.25, 0.75, 0.5]
    """
    with np.errstate(invalid="ignore"):
        lead = np.sign(values[:, None, :] - values[None, :, :])
    majority = np.sign(np.where(np.isnan(lead), 0.0, lead) @ weights)
    known = ~np.isnan(values).all(axis=1)
    others = known.sum() - 1
    won: Values = (majority[:, known].sum(axis=1) + others) / (2 * others if others > 0 else np.nan)
    return np.where(known, won, np.nan)
