"""Composite indices of any units by indicators: treat, impute, score, weight, aggregate, take apart again.

Each step is a function on its own. Tables have a row for each unit (a country, a country in a year) and a column for
each indicator; NaN is what is not known. After the OECD and JRC Handbook on Constructing Composite Indicators (Nardo et
al. 2008) and COINr (Becker et al. 2022).
"""

from indicators.composite.means import (
    FLOOR,
    Rule,
    arithmetic,
    copeland,
    geometric,
    harmonic,
    maximum,
    power_mean,
    quadratic,
)  # fmt: skip
from indicators.composite.scoring import (
    borda,
    clipped,
    distance_to_maximum,
    distance_to_reference,
    distance_to_target,
    goalposts,
    min_max,
    percentile_rank,
    rank,
    scores,
    z_score,
)  # fmt: skip
from indicators.composite.structure import Node, Structure, check
from indicators.composite.treatment import denominate, impute, interpolate, outlying, treat
from indicators.composite.weights import dirichlet_weights, effective_weights, pca_weights, shares
from indicators.composite.whole import (
    COVERAGE,
    Composite,
    change_by_indicator,
    composite,
    contributions,
    log_shares_of_change,
    observed_weights,
)

__all__ = [
    "COVERAGE", "FLOOR", "Composite", "Node", "Rule", "Structure", "arithmetic", "borda", "change_by_indicator",
    "check", "clipped", "composite", "contributions", "copeland", "denominate", "dirichlet_weights",
    "distance_to_maximum", "distance_to_reference", "distance_to_target", "effective_weights", "geometric", "goalposts",
    "harmonic", "impute", "interpolate", "log_shares_of_change", "maximum", "min_max", "observed_weights", "outlying",
    "pca_weights", "percentile_rank", "power_mean", "quadratic", "rank", "scores", "shares", "treat", "z_score",
]  # fmt: skip
