"""The rungs of the nowcast: ways to carry a series of logs beyond its last value, the simplest first."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from indicators.cells import NAN

_Array = np.ndarray[Any, Any]
_Fit = tuple[float, float, _Array, _Array, _Array]
# Returns the logs of the next values; `season` is the number of values in a year, `guide` the indicator's logs by
# place, 0 being that of the first of the history. NaN where the guide does not reach.
Rung = Callable[[Sequence[float], int, Mapping[int, float], int], list[float]]


def last_value(history: Sequence[float], season: int, guide: Mapping[int, float], ahead: int) -> list[float]:
    """Return the last value for every later one.

    >>> last_value([1.0, 2.0], 1, {}, 2)
    [2.0, 2.0]
    """
    return [history[-1]] * ahead


def growth_carry(history: Sequence[float], season: int, guide: Mapping[int, float], ahead: int) -> list[float]:
    """Return the value of the same season a year before, plus the mean growth on the year before of the last year.

    >>> growth_carry([1.0, 1.5, 2.5], 1, {}, 2)
    [3.5, 4.5]
    """
    growth = math.fsum(_growth(history, season)[-season:]) / season
    return _on_last_year(history, season, [growth] * ahead)


def bridge(history: Sequence[float], season: int, guide: Mapping[int, float], ahead: int) -> list[float]:
    """Return what growth on the year before, regressed on that of the guide, gives for the guide's later growth.

    Ordinary least squares with a constant over all of the history that the guide covers.

    >>> bridge([0.0, 1.0, 3.0, 4.0], 1, {0: 0.0, 1: 2.0, 2: 6.0, 3: 8.0, 4: 9.0}, 2)[0]
    4.5
    """
    grown = _growth(history, season)
    known = [
        (guide[place] - guide[place - season], grown[place - season])
        for place in range(season, len(history))
        if place in guide and place - season in guide
    ]
    if len(known) < 3:
        return [NAN] * ahead
    guides, flows = np.array(known).T
    slope = float(np.cov(guides, flows, bias=True)[0, 1] / guides.var()) if guides.var() > 0 else 0.0
    constant = float(flows.mean() - slope * guides.mean())
    places = range(len(history), len(history) + ahead)
    growth = [constant + slope * (guide.get(place, NAN) - guide.get(place - season, NAN)) for place in places]
    return [round(one, 12) for one in _on_last_year(history, season, growth)]


def chow_lin(history: Sequence[float], season: int, guide: Mapping[int, float], ahead: int) -> list[float]:
    """Return the months after the history by Chow and Lin, from its yearly sums and the guide by month.

    Only sums of whole years enter, regressed on those of the guide by generalised least squares; the error follows an
    AR(1) whose coefficient is the likeliest of a grid (Chow and Lin 1971, Review of Economics and Statistics 53(4)).
    NaN where the guide does not cover the history and all months ahead, and where a value is not positive.
    """
    total, years = len(history) + ahead, len(history) // season
    if season == 1 or years < 5 or any(place not in guide for place in range(len(history) % season, total)):
        return [NAN] * ahead
    skipped = len(history) % season
    flows = np.exp(np.array(history[skipped:])).reshape(years, season).sum(axis=1)
    months = total - skipped
    regressors = np.column_stack([np.ones(months), np.exp([guide[place] for place in range(skipped, total)])])
    adds = np.kron(np.eye(years), np.ones(season))
    adds = np.hstack([adds, np.zeros((years, months - adds.shape[1]))])
    fits = [_gls(flows, adds @ regressors, adds, rho) for rho in np.linspace(0.0, 0.95, 20)]
    found = _months(regressors, adds, max(fits, key=lambda fit: fit[0]))[-ahead:]
    return [math.log(value) if value > 0 else NAN for value in found.tolist()]


def _gls(flows: _Array, regressors: _Array, adds: _Array, rho: float) -> _Fit:
    """Return the concentrated log likelihood at one coefficient of the error, that coefficient, and what fits months.

    These are the slopes, the inverse of the years' covariances, and what is left of their flows.
    """
    of_years = adds @ _errors(adds.shape[1], rho) @ adds.T
    inverse = np.linalg.inv(of_years)
    slopes = np.linalg.solve(regressors.T @ inverse @ regressors, regressors.T @ inverse @ flows)
    left = flows - regressors @ slopes
    likelihood = -len(flows) * math.log(left @ inverse @ left) - float(np.linalg.slogdet(of_years)[1])
    return likelihood, rho, slopes, inverse, left


def _months(regressors: _Array, adds: _Array, fit: _Fit) -> _Array:
    """Return the months of a fit to the sums `adds` of them: what is left of each sum is shared out by covariance."""
    _, rho, slopes, inverse, left = fit
    found: _Array = regressors @ slopes + _errors(adds.shape[1], rho) @ adds.T @ inverse @ left
    return found


def _errors(months: int, rho: float) -> _Array:
    """Return the covariances of the errors of months, up to a factor: a power of `rho` for each distance."""
    places = np.arange(months)
    found: _Array = (rho**places)[np.abs(places[:, None] - places[None, :])]
    return found


def _growth(history: Sequence[float], season: int) -> list[float]:
    return [later - earlier for earlier, later in zip(history, history[season:], strict=False)]


def _on_last_year(history: Sequence[float], season: int, growth: Sequence[float]) -> list[float]:
    """Return the values that growth on the year before makes, each on the one a year before it."""
    values = list(history)
    for one in growth:
        values.append(values[-season] + one)
    return values[len(history) :]


RUNGS: dict[str, Rung] = {
    "last_value": last_value,
    "growth_carry": growth_carry,
    "bridge": bridge,
    "chow_lin": chow_lin,
}
MEASURED_AGAINST = "growth_carry"
