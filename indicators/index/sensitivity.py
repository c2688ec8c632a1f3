"""Which choice spreads a composite index: first-order and total Sobol indices of its sources of uncertainty.

Saltelli's design and estimators as SALib has them; Saltelli et al. (2010), Computer Physics Communications 181.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from indicators.index.uncertainty import NONE_LEFT_OUT, Choices, Model, Units, indices_drawn

Values = np.ndarray[Any, Any]
SAMPLES = 1024  # N of the design, a power of 2; the model runs N (d + 2) times
_RESAMPLES, _LEVEL = 100, 0.95
TITLES = {
    "inputs": "where the inputs lie between their bounds",
    "normalisation": "the choice of how inputs are scored",
    "aggregation": "the choice of the mean over the pillars",
    "left_out": "the choice of which input is left out",
}


class Share(NamedTuple):
    """A factor's part of the variance: alone (`first`), and with all that it acts together with (`total`).

    `first_error` and `total_error` are half the width of the bootstrap interval at 95 %.
    """

    factor: str
    title: str
    first: float
    first_error: float
    total: float
    total_error: float


def sobol(
    function: Callable[[Values], Values], factors: Sequence[str], titles: Sequence[str], seed: int,
    samples: int = SAMPLES,
) -> list[Share]:  # fmt: skip
    """Return the shares of `factors`, each between 0 and 1, in the variance of `function` of a table of them.

    Nothing where the function does not vary. The same for the same seed.
    """
    from SALib.analyze import sobol as analyzed  # imports slowly, and few ask
    from SALib.sample import sobol as sampled

    problem = {"num_vars": len(factors), "names": list(factors), "bounds": [[0.0, 1.0]] * len(factors)}
    found = function(sampled.sample(problem, samples, calc_second_order=False, seed=seed))
    if np.isnan(found).any() or np.ptp(found) < 1e-12:
        return []
    given = {"calc_second_order": False, "num_resamples": _RESAMPLES, "conf_level": _LEVEL, "seed": seed}
    shares = analyzed.analyze(problem, found, **given)
    columns = [shares[name].tolist() for name in ("S1", "S1_conf", "ST", "ST_conf")]
    return [Share(*one) for one in zip(factors, titles, *columns, strict=True)]


def factors_of(pillars: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the ids and the titles of the factors of an index with these pillars: the choices, and a weight each."""
    weights = [f"weight_{number}" for number in range(len(pillars))]
    return [*TITLES, *weights], [*TITLES.values(), *(f"the weight of the pillar {pillar}" for pillar in pillars)]


def index_shares(model: Model, unit: Units, pillars: Sequence[str], concentration: float, seed: int) -> list[Share]:
    """Return what spreads the index of one unit: inputs, normalisation, mean, input left out, weight of each pillar.

    All inputs lie at one quantile between their bounds; weights of pillars are gamma quantiles that together make the
    Dirichlet distribution of the Monte Carlo, with fixed shares inside each. Where a draw leaves nothing to be
    aggregated the index is not defined, and there is no share.
    """
    ids, titles = factors_of(pillars)

    def function(table: Values) -> Values:
        return indices_drawn(model, unit, _choices(model, table, concentration))[:, 0]

    return sobol(function, ids, titles, seed)


def _choices(model: Model, table: Values, concentration: float) -> Choices:
    """Return the choices that rows of numbers between 0 and 1 stand for."""
    from scipy.special import gammaincinv

    position, normalisation, aggregation, left_out, *by_pillar = table.T
    inputs = len(model.scales)
    weights = np.empty((len(table), inputs))
    for pillar, quantile in enumerate(by_pillar):
        own = model.pillars == pillar
        whole = model.weights[own].sum()
        drawn = gammaincinv(concentration * whole, np.clip(quantile, 1e-9, 1 - 1e-9))
        weights[:, own] = drawn[:, None] * model.weights[own] / whole
    return Choices(
        lambda column, units: np.broadcast_to(position, (units, len(position))),
        _chosen(normalisation, len(model.normalisations)),
        weights / weights.sum(axis=1, keepdims=True),
        _chosen(aggregation, len(model.aggregations)),
        _chosen(left_out, inputs + 1) + NONE_LEFT_OUT,
    )


def _chosen(quantile: Values, among: int) -> Values:
    found: Values = np.minimum((quantile * among).astype(int), among - 1)
    return found


def leading(shares: Sequence[Share]) -> Share | None:
    """Return the factor that spreads the index most, by its share alone; None without shares."""
    return max(shares, key=lambda one: one.first, default=None)


def largest(shares: Sequence[Share]) -> str:
    """Return in one sentence which factor spreads the index most, by its share alone; empty without shares.

    >>> largest([Share("inputs", "where they lie", 0.1, 0.02, 0.2, 0.03), Share("a", "the mean", 0.62, 0.0, 0.7, 0.0)])
    '62 % of the spread comes from the mean.'
    """
    most = leading(shares)
    if most is None:
        return ""
    return f"{100 * max(most.first, 0.0):.0f} % of the spread comes from {most.title}."
