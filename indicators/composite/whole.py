"""A composite index from scores: aggregated level by level, with its coverage, taken apart again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.composite.means import Rule, arithmetic
from indicators.composite.structure import Structure, check, require
from indicators.composite.weights import effective_weights, shares

COVERAGE = 0.65  # of an index's weight that must be observed
INDEX = ""  # the root: what nodes without a parent are parts of


@dataclass(frozen=True)
class Composite:
    """An index by unit: `index` is NaN where less than the least coverage is observed.

    `parts` has a column for each node that has parts, `coverage` the share of weight that is observed, and `filled`
    returns the index if all that is not observed had one score.
    """

    index: "pd.Series[float]"
    parts: pd.DataFrame
    coverage: "pd.Series[float]"
    filled: Callable[[float], "pd.Series[float]"]

    @cached_property
    def low(self) -> "pd.Series[float]":
        """The index if all that is not observed scored 0."""
        return self.filled(0.0)

    @cached_property
    def high(self) -> "pd.Series[float]":
        """The index if all that is not observed scored 1."""
        return self.filled(1.0)

    @property
    def ranks(self) -> "pd.Series[float]":
        """Ranks of the units before anything is rounded, 1 for the highest index."""
        return self.index.rank(method="min", ascending=False)


def composite(
    scored: pd.DataFrame, structure: Structure, rules: Mapping[str, Rule] | None = None, coverage: float = COVERAGE
) -> Composite:
    """Return the index of scores from 0 to 1, a row for each unit; `rules` by the node whose parts they aggregate.

    The arithmetic mean where no rule is given; the index itself is the node "". Parts that are not observed leave
    their weight to the others under the same parent.

    >>> from indicators.composite import Node
    >>> made = composite(pd.DataFrame({"a": [0.2, 0.4], "b": [0.6, None]}), [Node("a"), Node("b")])
    >>> made.index.tolist(), made.coverage.tolist(), made.low.tolist(), made.high.tolist()
    ([0.4, nan], [1.0, 0.5], [0.4, 0.2], [0.4, 0.7])

    Raises ParameterError where the structure does not fit the table or a rule stands for no parent.
    """
    check(scored, structure)
    rules = dict(rules or {})
    parents = {node.parent for node in structure} | {INDEX}
    for name in rules:
        require(name in parents, "rules", f"one of {', '.join(sorted(parents))}", name)
    weights = effective_weights(structure)
    observed = scored.notna().mul(pd.Series(weights)[scored.columns], axis=1).sum(axis=1)
    whole, parts = _aggregated(scored, structure, rules)

    def filled(score: float) -> "pd.Series[float]":
        return _aggregated(scored.fillna(score), structure, rules)[0]

    return Composite(whole.where(observed >= coverage - 1e-12), parts, observed, filled)


def _aggregated(
    scored: pd.DataFrame, structure: Structure, rules: Mapping[str, Rule]
) -> "tuple[pd.Series[float], pd.DataFrame]":
    own = shares(structure)
    known: dict[str, pd.Series[float]] = {str(name): scored[name] for name in scored}

    def node(name: str) -> "pd.Series[float]":
        if name not in known:
            below = [one.id for one in structure if one.parent == name]
            values = np.column_stack([node(one).to_numpy(dtype=float) for one in below])
            mean = rules.get(name, arithmetic)(values, np.array([own[one] for one in below]))
            known[name] = pd.Series(mean, index=scored.index)
        return known[name]

    whole = node(INDEX)
    parents = [one.id for one in structure if one.id not in scored]
    return whole, pd.DataFrame({name: known[name] for name in parents}, index=scored.index)


def contributions(scored: pd.DataFrame, structure: Structure) -> pd.DataFrame:
    """Return what each indicator adds to the arithmetic index of each unit: rows add up to it exactly.

    What is not observed adds NaN, and its weight goes to the others under the same parent, as in `composite`.

    >>> from indicators.composite import Node
    >>> contributions(pd.DataFrame({"a": [0.2], "b": [0.6]}), [Node("a", weight=3), Node("b")]).round(2).values.tolist()
    [[0.15, 0.15]]
    """
    check(scored, structure)
    return scored * observed_weights(scored, structure)


def observed_weights(scored: pd.DataFrame, structure: Structure) -> pd.DataFrame:
    """Return each indicator's weight in the whole, by unit, when those not observed leave theirs to the others.

    The rows add up to 1; a unit of which nothing is observed has none.

    >>> from indicators.composite import Node
    >>> scored = pd.DataFrame({"a": [0.2, 0.4], "b": [0.6, None]})
    >>> observed_weights(scored, [Node("a", weight=3), Node("b")]).values.tolist()
    [[0.75, 0.25], [1.0, 0.0]]
    """
    own = shares(structure)
    there = {str(name): scored[name].notna() for name in scored}

    def observed(name: str) -> "pd.Series[bool]":
        if name not in there:
            below = [observed(one.id) for one in structure if one.parent == name]
            there[name] = pd.concat(below, axis=1).any(axis=1)
        return there[name]

    def weight(name: str) -> "pd.Series[float]":
        node = next(one for one in structure if one.id == name)
        siblings = [one.id for one in structure if one.parent == node.parent]
        total = sum(own[one] * observed(one) for one in siblings)
        part = (own[name] * observed(name) / total).fillna(0.0)
        return part * weight(node.parent) if node.parent else part

    return pd.DataFrame({name: weight(str(name)) for name in scored}, index=scored.index)


def change_by_indicator(before: pd.DataFrame, after: pd.DataFrame, structure: Structure) -> pd.DataFrame:
    """Return what each indicator adds to the change of the arithmetic index between two tables of the same units.

    The rows add up to the change exactly; an indicator that is observed once only changes by all it adds, and by what
    its weight gives to the others.

    >>> from indicators.composite import Node
    >>> first, then = pd.DataFrame({"a": [0.2], "b": [0.6]}), pd.DataFrame({"a": [0.4], "b": [0.6]})
    >>> change_by_indicator(first, then, [Node("a"), Node("b")]).round(2).values.tolist()
    [[0.1, 0.0]]
    """
    return contributions(after, structure).fillna(0.0) - contributions(before, structure).fillna(0.0)


def log_shares_of_change(
    before: "pd.Series[float]", after: "pd.Series[float]", weights: Mapping[str, float]
) -> "pd.Series[float]":
    """Return each part's share of the change of a geometric index: its weighted change of logarithm over all of them.

    Both series have a positive score for each part; the shares add up to 1. NaN where the index does not change.

    >>> one, two = pd.Series({"a": 0.2, "b": 0.5}), pd.Series({"a": 0.4, "b": 1.0})
    >>> log_shares_of_change(one, two, {"a": 0.5, "b": 0.5}).tolist()
    [0.5, 0.5]
    """
    moved: pd.Series[float] = pd.Series(weights)[before.index] * (np.log(after) - np.log(before))
    total = float(moved.sum())
    found: pd.Series[float] = moved / (total if total else np.nan)
    return found
