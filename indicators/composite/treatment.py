"""Before indicators are scored: sizes taken out, outliers treated, gaps filled."""

from typing import Any

import numpy as np
import pandas as pd

from indicators.composite.means import arithmetic
from indicators.composite.structure import Structure

MOST_SKEWED, MOST_PEAKED = 2.0, 3.5  # skewness and excess kurtosis; a column beyond both has outliers


def denominate(table: pd.DataFrame, by: "pd.Series[Any]") -> pd.DataFrame:
    """Return each unit's values divided by its own size; NaN where the size is not above 0.

    >>> denominate(pd.DataFrame({"debt": [8.0, 9.0]}), pd.Series([4.0, 0.0]))["debt"].tolist()
    [2.0, nan]
    """
    return table.div(by.where(by > 0), axis=0)


def outlying(column: "pd.Series[Any]") -> bool:
    """Say whether a column has outliers: skewed beyond 2 and peaked beyond 3.5 (both bias-adjusted, excess kurtosis).

    >>> outlying(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0])), outlying(pd.Series([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 90.0]))
    (False, True)
    """
    return abs(_skewness(column)) > MOST_SKEWED and float(column.astype(float).kurt()) > MOST_PEAKED  # type: ignore[arg-type]


def _skewness(column: "pd.Series[Any]") -> float:
    return float(column.astype(float).skew())  # type: ignore[arg-type]


def treat(column: "pd.Series[Any]", most: int = 5) -> "tuple[pd.Series[Any], str]":
    """Return a column without outliers, and what was done: "", "winsorised n" or "log".

    Up to `most` points at the skewed end are set to the next one inside, one after the other; where that does not help
    the column becomes the logarithm of its distance from the least (or greatest), plus a hundredth of the range.

    >>> treat(pd.Series([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 90.0]))[0].tolist()[-1]
    2.0
    """
    treated, points = column, 0
    while outlying(treated) and points < most:
        up = _skewness(treated) > 0
        end = treated.max() if up else treated.min()
        inside = treated[treated < end].max() if up else treated[treated > end].min()
        points += int((treated == end).sum())
        treated = treated.mask(treated == end, inside)
    if not outlying(treated):
        return treated, f"winsorised {points}" if points else ""
    span = (column.max() - column.min()) / 100
    if _skewness(column) > 0:
        return pd.Series(np.log(column - column.min() + span), column.index), "log"
    return pd.Series(-np.log(column.max() - column + span), column.index), "log"


def impute(table: pd.DataFrame, structure: Structure) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scores with gaps filled by the weighted mean of the same unit's others under the same parent.

    Never across parents: where a unit has no other there the gap stays. The second table says what was filled.

    >>> from indicators.composite import Node
    >>> scores = pd.DataFrame({"a": [0.2, 0.4], "b": [float("nan"), 0.6]})
    >>> impute(scores, [Node("a"), Node("b")])[0]["b"].tolist()
    [0.2, 0.6]
    """
    filled = table.copy()
    weights = {node.id: node.weight for node in structure}
    for parent in {node.parent for node in structure}:
        names = [node.id for node in structure if node.parent == parent and node.id in table]
        if names:
            own = arithmetic(table[names].to_numpy(), np.array([weights[name] for name in names]))
            for name in names:
                filled[name] = table[name].where(table[name].notna(), own)
    return filled, table.isna() & filled.notna()


def interpolate(series: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return a series of periods with single gaps filled halfway; two or more in a row stay gaps.

    >>> interpolate(pd.Series([1.0, None, 3.0, None, None, 6.0])).tolist()
    [1.0, 2.0, 3.0, nan, nan, 6.0]
    """
    return series.where(series.notna(), (series.shift() + series.shift(-1)) / 2)
