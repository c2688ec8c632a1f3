"""Means of scores along the last axis: NaN is left out, and its weight is shared by the others."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

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


def copeland(table: pd.DataFrame, weights: Mapping[str, float]) -> "pd.Series[Any]":
    """Return for each unit how many others it beats less how many beat it, by weighted majority of the indicators.

    A pair is judged by the indicators that both have; where none decides it counts for neither.

    >>> copeland(pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, 3.0]}), {"a": 1, "b": 1}).tolist()
    [-1.0, 1.0]
    """
    given = np.array([weights[str(name)] for name in table])
    values = table.to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        lead = np.sign(values[:, None, :] - values[None, :, :])
    majority = np.sign(np.where(np.isnan(lead), 0.0, lead) @ given)
    return pd.Series(majority.sum(axis=1), index=table.index)
