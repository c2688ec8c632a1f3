"""How far a composite index could be otherwise: its Monte Carlo over inputs, scores, weights, means and indicators.

Each draw takes every input within its bounds, one rule of normalisation, weights from a Dirichlet distribution around
the declared ones, one mean over the pillars, and leaves out one input or none. After Saisana, Saltelli and Tarantola
(2005), Journal of the Royal Statistical Society A 168.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from indicators.composite import arithmetic, dirichlet_weights, geometric, quadratic
from indicators.composite.means import Rule

Values = np.ndarray[Any, Any]
AGGREGATIONS: dict[str, Rule] = {"arithmetic": arithmetic, "geometric": geometric, "quadratic": quadratic}
NORMALISATIONS = ("goalposts", "min_max", "z_score", "percentile_rank", "reference")
NONE_LEFT_OUT = -1
_THREADS = 2
_DEVIATIONS = 4.0  # standard deviations between scores of 0 and 1


@dataclass(frozen=True)
class Scale:
    """How one input is scored by each rule; `known` are the firm values of the panel, `reference` a year's mean.

    A rule that needs more of the panel than there is takes the goalposts.
    """

    low: float
    high: float
    direction: int
    known: Values
    reference: float

    def score(self, values: Values, rule: str) -> Values:
        """Return scores from 0 to 1, NaN for NaN, by one of NORMALISATIONS.

        `min_max`: between the panel's least and greatest value; `z_score`: its mean scores a half, two deviations more
        or less 1 or 0; `percentile_rank`: the part of the panel that is not above; `reference`: the mean of the
        reference year scores a half.

        >>> scale = Scale(0.0, 80.0, 1, np.array([10.0, 20.0, 30.0]), 20.0)
        >>> [float(scale.score(np.array([25.0]), rule)[0].round(4)) for rule in NORMALISATIONS]
        [0.3125, 0.75, 0.625, 0.6667, 0.625]
        """
        scored = np.clip(self._raw(values, rule), 0.0, 1.0)
        return scored if self.direction > 0 else 1 - scored

    def _raw(self, values: Values, rule: str) -> Values:
        if rule == "reference" and self.reference > 0:
            found: Values = 0.5 * values / self.reference
            return found
        if self._spread > 0:
            if rule == "min_max":
                return np.asarray((values - self.known[0]) / (self.known[-1] - self.known[0]))
            if rule == "z_score":
                return np.asarray(0.5 + (values - self.known.mean()) / (_DEVIATIONS * self._spread))
            if rule == "percentile_rank":
                not_above = np.searchsorted(self.known.astype(values.dtype), values, "right") / len(self.known)
                return np.where(np.isnan(values), np.nan, not_above)
        return np.asarray((values - self.low) / (self.high - self.low))

    @cached_property
    def _spread(self) -> float:
        return float(self.known.std(ddof=1)) if len(self.known) > 1 else 0.0


def scale(low: float, high: float, direction: int, firm: Values, reference: Values) -> Scale:
    """Return the scale of an input with these goalposts; `firm` are the panel's values, `reference` those of a year."""
    known, mean = np.sort(firm[~np.isnan(firm)]), reference[~np.isnan(reference)]
    return Scale(low, high, direction, known, float(mean.mean()) if len(mean) else math.nan)


@dataclass(frozen=True)
class Model:
    """An index of two levels: the scale, default weight in the whole and pillar of each input, and the rules to draw.

    The weights add up to 1.
    """

    scales: Sequence[Scale]
    weights: Values
    pillars: Values  # number of the pillar of each input
    normalisations: Sequence[str] = NORMALISATIONS
    aggregations: Sequence[str] = tuple(AGGREGATIONS)


@dataclass(frozen=True)
class Units:
    """Inputs of units, with the axes unit and input: a value, or bounds alone, or NaN."""

    values: Values
    lows: Values
    highs: Values

    def only(self, which: Values) -> "Units":
        """Return the units with these inputs alone."""
        return Units(*(np.where(which, array, np.nan) for array in (self.values, self.lows, self.highs)))

    @property
    def known(self) -> Values:
        """Which inputs have a value or both bounds."""
        return ~np.isnan(self.values) | ~(np.isnan(self.lows) | np.isnan(self.highs))

    @property
    def wide(self) -> Values:
        """Which inputs lie between two different bounds."""
        return np.asarray(self.lows < self.highs)


@dataclass(frozen=True)
class Choices:
    """One draw after the other: where inputs lie between their bounds, and each choice of method by its number.

    `quantile` gives, for the number of an input, numbers from 0 to 1 with the axes unit that lies wide, and draw.
    """

    quantile: Callable[[int, int], Values]
    normalisation: Values
    weights: Values
    aggregation: Values
    left_out: Values  # number of an input, or NONE_LEFT_OUT


def triangular(quantile: Values, low: Values, mode: Values, high: Values) -> Values:
    """Return quantiles of triangular distributions; uniform ones between the bounds where the mode is NaN.

    >>> found = triangular(np.array([0.0, 0.5, 1.0]), np.array([0.0]), np.array([1.0]), np.array([2.0]))
    >>> found.tolist(), triangular(np.array([0.25]), np.array([0.0]), np.array([np.nan]), np.array([2.0])).tolist()
    ([0.0, 1.0, 2.0], [0.5])
    """
    flat, width = np.isnan(mode), high - low
    top = np.where(flat, high, np.clip(mode, low, high))
    rising = quantile * width < top - low
    root = np.sqrt(np.where(rising, quantile * (width * (top - low)), (1 - quantile) * (width * (high - top))))
    found: Values = np.where(rising, low + root, high - root)
    return np.where(flat, low + quantile * width, found) if flat.any() else found


def drawn(model: Model, draws: int, concentration: float, seed: int) -> Choices:
    """Return `draws` random choices; the same for the same seed."""
    random = np.random.default_rng(seed)
    inputs = len(model.scales)
    normalisation = np.sort(random.integers(len(model.normalisations), size=draws))
    weights = dirichlet_weights(model.weights.tolist(), draws, concentration, random)
    aggregation = random.integers(len(model.aggregations), size=draws)
    left_out = random.integers(NONE_LEFT_OUT, inputs, size=draws)

    def quantile(column: int, units: int) -> Values:
        # A stream of its own for each input: what is known of one changes nothing for another.
        return np.random.default_rng((seed, column)).random((units, draws), dtype=np.float32)

    return Choices(quantile, normalisation, weights, aggregation, left_out)


def indices_drawn(model: Model, units: Units, choices: Choices, missing: float = math.nan) -> Values:
    """Return the index of each unit by each draw, with the axes draw and unit.

    An input that is not known leaves its weight to the others of its pillar, and a pillar of which none is known to the
    other pillars, as in `composite`; with `missing` its score is that instead. NaN where nothing is known.
    """
    count = int(model.pillars.max()) + 1
    order = np.argsort(choices.normalisation, kind="stable")  # the draws of one rule side by side
    weights = choices.weights[order].T
    given = np.where(choices.left_out[order] == np.arange(len(model.scales))[:, None], 0.0, weights)
    there = units.known | (not math.isnan(missing))
    pillars = _totals(model, units, choices, order, given, missing)
    for pillar in range(count):
        own = model.pillars == pillar
        observed = there[:, own] @ given[own]
        pillars[pillar] = np.divide(pillars[pillar], observed, out=np.full(observed.shape, np.nan), where=observed > 0)
    by_pillar = np.stack([weights[model.pillars == pillar].sum(axis=0) for pillar in range(count)], axis=-1)
    scores = np.ascontiguousarray(np.moveaxis(pillars, 0, -1))
    found = np.empty((len(order), len(there)))
    for number, name in enumerate(model.aggregations):
        rows = choices.aggregation[order] == number
        found[order[rows]] = AGGREGATIONS[name](scores[:, rows], by_pillar[rows]).T
    return found


def _totals(model: Model, units: Units, choices: Choices, order: Values, given: Values, missing: float) -> Values:
    """Return the weighted sums of scores, with the axes pillar, unit, and draw in the given order."""
    count, columns = int(model.pillars.max()) + 1, range(len(model.scales))
    known, wide = units.known, units.wide & units.known
    totals = np.zeros((count, len(known), len(order)))
    ends = np.searchsorted(choices.normalisation[order], range(len(model.normalisations) + 1))
    rules = [(rule, slice(*ends[number : number + 2])) for number, rule in enumerate(model.normalisations)]
    for rule, rows in rules:
        fixed = np.stack([model.scales[column].score(units.values[:, column], rule) for column in columns], axis=1)
        fixed = np.where(wide, 0.0, np.where(known, fixed, 0.0 if math.isnan(missing) else missing))
        for pillar in range(count):
            own = model.pillars == pillar
            totals[pillar, :, rows] = fixed[:, own] @ given[own, rows]

    def scored(column: int) -> tuple[Values, Values]:
        place = np.flatnonzero(wide[:, column])
        values = _between_bounds(units, choices, column, place)[:, order]
        for rule, rows in rules:
            values[:, rows] = model.scales[column].score(values[:, rows], rule)
        return place, values

    with ThreadPoolExecutor(_THREADS) as pool:  # the arrays are large, and NumPy lets go of the interpreter
        for column, (place, score) in zip(columns, pool.map(scored, columns), strict=True):
            if len(place):
                totals[model.pillars[column]][place] += given[column] * score
    return totals


def _between_bounds(units: Units, choices: Choices, column: int, place: Values) -> Values:
    """Return the values of an input at the units where it lies between bounds, with the axes unit and draw."""
    if not len(place):
        return np.empty((0, len(choices.weights)))
    ends = [array[place, column, None].astype(np.float32) for array in (units.lows, units.values, units.highs)]
    return triangular(choices.quantile(column, len(place)), *ends)


def percentiles(draws: Values, which: Sequence[float]) -> Values:
    """Return percentiles of the draws of each unit, with the axes percentile and unit, of the draws that have one."""
    found = np.percentile(draws, which, axis=0)
    for unit in np.flatnonzero(np.isnan(draws).any(axis=0)):
        known = draws[~np.isnan(draws[:, unit]), unit]
        found[:, unit] = np.percentile(known, which) if len(known) else np.nan
    return np.asarray(found)


def ranks_drawn(draws: Values) -> Values:
    """Return ranks among units by each draw, 1 for the highest; the last axis is the unit. NaN where there is no index.

    >>> ranks_drawn(np.array([[0.2, 0.9, np.nan], [0.5, 0.5, 0.1]])).tolist()
    [[2.0, 1.0, nan], [1.0, 1.0, 3.0]]
    """
    with np.errstate(invalid="ignore"):
        above = (draws[..., None, :] > draws[..., :, None]).sum(axis=-1)
    return np.where(np.isnan(draws), np.nan, above + 1.0)


def probability_of_rise(model: Model, before: Units, after: Units, choices: Choices) -> Values:
    """Return for each unit the part of the draws by which its index rose, NaN where nothing is known at both times.

    Compared on the inputs that both times have alone: what is known at one time only moves nothing.
    """
    both = before.known & after.known
    one, two = (indices_drawn(model, at.only(both), choices) for at in (before, after))
    known = ~(np.isnan(one) | np.isnan(two))
    rose = ((two > one) & known).sum(axis=0)
    return np.asarray(np.divide(rose, known.sum(axis=0), out=np.full(len(rose), np.nan), where=known.any(axis=0)))
