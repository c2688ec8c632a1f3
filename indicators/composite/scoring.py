"""Scores of indicators: a higher one is more of what the index measures, and NaN stays NaN."""

import math
from typing import Any

import pandas as pd

from indicators.composite.structure import Structure


def goalposts(column: "pd.Series[Any]", low: float, high: float, direction: int = 1) -> "pd.Series[Any]":
    """Return the distance between two fixed values, cut off at 0 and 1; `clipped` says where.

    >>> goalposts(pd.Series([5.0, 25.0]), 0, 20).tolist(), goalposts(pd.Series([5.0]), 0, 20, -1).tolist()
    ([0.25, 1.0], [0.75])
    """
    score: pd.Series[Any] = ((column - low) / (high - low)).clip(0, 1)
    return score if direction > 0 else 1 - score


def clipped(column: "pd.Series[Any]", low: float, high: float) -> "pd.Series[bool]":
    """Say which values lie beyond the goalposts."""
    return (column < low) | (column > high)


def min_max(column: "pd.Series[Any]", direction: int = 1, span: tuple[float, float] = (0.0, 1.0)) -> "pd.Series[Any]":
    """Return the distance between the least and the greatest value, on a scale of `span`; NaN where all are equal.

    >>> min_max(pd.Series([10.0, 15.0, 20.0]), span=(0, 100)).tolist()
    [0.0, 50.0, 100.0]
    """
    width = column.max() - column.min()
    score = (column - column.min()) / (width if width > 0 else math.nan)
    score = score if direction > 0 else 1 - score
    found: pd.Series[Any] = span[0] + (span[1] - span[0]) * score
    return found


def z_score(
    column: "pd.Series[Any]", direction: int = 1, mean: float = 0.0, deviation: float = 1.0
) -> "pd.Series[Any]":
    """Return deviations from the mean in standard deviations (of a sample), on a scale of `mean` and `deviation`.

    >>> z_score(pd.Series([1.0, 2.0, 3.0])).tolist()
    [-1.0, 0.0, 1.0]
    """
    spread = column.std()
    score = direction * (column - column.mean()) / (spread if spread > 0 else math.nan)
    return mean + deviation * score


def rank(column: "pd.Series[Any]", direction: int = 1) -> "pd.Series[Any]":
    """Return ranks, 1 for the highest score; equal values share the better one.

    >>> rank(pd.Series([5.0, 9.0, 9.0, None])).tolist()
    [3.0, 1.0, 1.0, nan]
    """
    return (direction * column).rank(method="min", ascending=False)


def borda(column: "pd.Series[Any]", direction: int = 1) -> "pd.Series[Any]":
    """Return for each unit how many it stands above, counting half of those it equals.

    >>> borda(pd.Series([5.0, 9.0, 9.0])).tolist()
    [0.0, 1.5, 1.5]
    """
    return (direction * column).rank(method="average") - 1


def percentile_rank(column: "pd.Series[Any]", direction: int = 1) -> "pd.Series[Any]":
    """Return the share of the other units that a unit stands above; NaN for a unit alone.

    >>> percentile_rank(pd.Series([5.0, 7.0, 9.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    others = column.notna().sum() - 1
    return borda(column, direction) / (others if others > 0 else math.nan)


def distance_to_reference(column: "pd.Series[Any]", reference: float, direction: int = 1) -> "pd.Series[Any]":
    """Return by what part of a reference value a unit exceeds it; NaN for a reference of 0.

    >>> distance_to_reference(pd.Series([12.0]), 10.0).tolist()
    [0.2]
    """
    return direction * (column - reference) / (abs(reference) or math.nan)


def distance_to_maximum(column: "pd.Series[Any]", direction: int = 1) -> "pd.Series[Any]":
    """Return the part of the way from 0 to the greatest value; for the other direction what is left of it.

    >>> distance_to_maximum(pd.Series([5.0, 20.0])).tolist(), distance_to_maximum(pd.Series([5.0, 20.0]), -1).tolist()
    ([0.25, 1.0], [0.75, 0.0])
    """
    score = column / (column.max() if column.max() > 0 else math.nan)
    return score if direction > 0 else 1 - score


def distance_to_target(column: "pd.Series[Any]", target: float, direction: int = 1) -> "pd.Series[Any]":
    """Return the part of the way from the worst value to a target, 1 for all that reach it.

    >>> distance_to_target(pd.Series([0.0, 5.0, 30.0]), 10.0).tolist()
    [0.0, 0.5, 1.0]
    """
    worst = column.min() if direction > 0 else column.max()
    way = direction * (target - worst)
    score: pd.Series[Any] = (direction * (column - worst) / (way if way > 0 else math.nan)).clip(0, 1)
    return score


def scores(table: pd.DataFrame, structure: Structure) -> pd.DataFrame:
    """Return a table scored by goalposts where a node has them, by the least and greatest value where it has none."""
    known = {node.id: node for node in structure}
    found = {}
    for name in table:
        node = known[str(name)]
        column = table[name]
        found[name] = (
            goalposts(column, *node.goalposts, node.direction) if node.goalposts else min_max(column, node.direction)
        )
    return pd.DataFrame(found, index=table.index)
