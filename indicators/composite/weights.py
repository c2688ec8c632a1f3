"""Weights of a composite index: given ones in the whole, and those of a principal component."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from indicators.composite.structure import Structure, line_up


def shares(structure: Structure) -> dict[str, float]:
    """Return each node's weight as its share among those under the same parent.

    >>> from indicators.composite import Node
    >>> shares([Node("a", weight=3), Node("b")])
    {'a': 0.75, 'b': 0.25}
    """
    totals: dict[str, float] = {}
    for node in structure:
        totals[node.parent] = totals.get(node.parent, 0.0) + node.weight
    return {node.id: node.weight / totals[node.parent] for node in structure}


def effective_weights(structure: Structure) -> dict[str, float]:
    """Return each indicator's weight in the whole: the product of the shares from it up; they add up to 1.

    >>> from indicators.composite import Node
    >>> effective_weights([Node("p"), Node("q"), Node("a", "p"), Node("b", "p"), Node("c", "q")])
    {'a': 0.25, 'b': 0.25, 'c': 0.5}
    """
    own, parents = shares(structure), {node.parent for node in structure}
    return {
        node.id: math.prod(own[one.id] for one in line_up(node, structure))
        for node in structure
        if node.id not in parents
    }


def dirichlet_weights(
    weights: Sequence[float], draws: int, concentration: float, random: np.random.Generator
) -> np.ndarray[Any, Any]:
    """Return random weights around given ones, a row for each draw; each row adds up to 1.

    From a Dirichlet distribution whose mean is `weights` as shares of their sum: the higher the concentration, the
    closer. Sums over groups of weights are Dirichlet too, so that weights of indicators make those of pillars.

    >>> drawn = dirichlet_weights([3.0, 1.0], 5, 50.0, np.random.default_rng(1))
    >>> drawn.shape, bool(np.allclose(drawn.sum(axis=1), 1.0))
    ((5, 2), True)
    """
    shares = np.asarray(weights, dtype=float) / math.fsum(weights)
    return random.dirichlet(concentration * shares, size=draws)


def pca_weights(table: pd.DataFrame) -> tuple[dict[str, float] | None, str]:
    """Return weights by the first principal component of the correlations, or None and why it gives none.

    Squared loadings, which add up to 1. None where the component explains no more than half of the variance, or where
    its loadings differ in sign: the indicators do not move together then. Rows with a gap are left out.
    """
    complete = table.dropna()
    if len(complete) <= len(table.columns):
        return None, f"{len(complete)} rows without a gap for {len(table.columns)} indicators"
    strengths, loadings = np.linalg.eigh(np.corrcoef(complete.to_numpy(dtype=float), rowvar=False))
    first, explained = loadings[:, -1], float(strengths[-1] / strengths.sum())
    if explained <= 0.5:
        return None, f"the first component explains {explained:.0%} of the variance"
    if not (np.all(first > 0) or np.all(first < 0)):
        return None, "the loadings of the first component differ in sign"
    return dict(zip(map(str, table), (first**2).tolist(), strict=True)), ""
