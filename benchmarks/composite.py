"""How long a composite index takes: its Monte Carlo, its Sobol indices, and a scenario's new score."""

import time
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np

from dashboard.repository import DEFAULT_PAIR, open_repository
from indicators.index.rescoring import rescored
from indicators.index.result import index_result
from indicators.index.sensitivity import SAMPLES, factors_of, index_shares
from indicators.index.uncertainty import Model, Units, drawn, indices_drawn, percentiles, ranks_drawn, scale
from indicators.scenario_inputs import ranges_given, scenario_inputs
from indicators.scenarios import ranges_of
from ingest.scenarios import scenarios

_ROUNDS = 5
_DRAWS, _YEARS, _COUNTRIES, _INPUTS, _PILLARS = 2000, 25, 11, 30, 4


def all_times() -> Iterator[tuple[str, str, str]]:
    """Yield each time, median of 5 rounds after one to warm up."""
    model, units = _made()

    def monte_carlo() -> None:
        draws = indices_drawn(model, units, drawn(model, _DRAWS, 50.0, 1))
        percentiles(draws, (5, 50, 95))
        by_year = draws.reshape(_DRAWS, _COUNTRIES, _YEARS).transpose(0, 2, 1)
        percentiles(ranks_drawn(by_year).reshape(_DRAWS, -1), (5, 95))

    wide = 100 * units.wide.mean()
    size = f"{_DRAWS:,} draws x {_YEARS} years x {_COUNTRIES} countries x {_INPUTS} inputs"
    yield f"Monte Carlo, bands and ranks: {size}, {wide:.0f} % of them between bounds", *timed(monte_carlo, 1.0)
    one = Units(units.values[:1], units.lows[:1], units.highs[:1])
    names = [f"pillar {number}" for number in range(_PILLARS)]
    count = len(factors_of(names)[0])
    what = f"Sobol indices with bootstrap intervals, N = {SAMPLES:,}, {count} factors"
    yield what, *timed(lambda: index_shares(model, one, names, 50.0, 1), 3.0)
    yield "dependence_index scored anew under a scenario, panel warm", *timed(_rescoring(), 0.1)


def timed(run: Callable[[], object], limit: float) -> tuple[str, str]:
    """Return the median of 5 rounds after one to warm up, and whether the limit is kept."""
    run()
    seconds = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return f"{median(seconds):.3f} s", f"{limit:g} s: {'kept' if median(seconds) <= limit else 'BROKEN'}"


def _made() -> tuple[Model, Units]:
    """Return an index of made-up inputs: two thirds of them between bounds, more than real ones have."""
    random = np.random.default_rng(1)
    values = random.uniform(0, 100, (_COUNTRIES * _YEARS, _INPUTS))
    width = random.uniform(0, 5, values.shape) * (random.random(values.shape) < 2 / 3)
    scales = [scale(0.0, 100.0, 1, values[:, column], values[:_COUNTRIES, column]) for column in range(_INPUTS)]
    pillars = np.arange(_INPUTS) % _PILLARS
    return Model(scales, np.full(_INPUTS, 1 / _INPUTS), pillars), Units(values, values - width, values + width)


def _rescoring() -> Callable[[], object]:
    repository, declared = open_repository(), scenarios()
    resolver = repository.resolver()
    inputs = ranges_given(scenario_inputs(resolver, DEFAULT_PAIR, declared.base_year, declared.hub_year))
    parameters = ranges_of(declared.scenarios["S3"].parameters.values())
    index_result(resolver, "dependence_index", DEFAULT_PAIR)
    return lambda: rescored(resolver, DEFAULT_PAIR, parameters, inputs, 24, declared.base_year)
