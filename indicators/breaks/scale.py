"""The scale on which a series is tested, and a series without its season."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def scale_of(frequency: str, unit: str, values: Sequence[float]) -> str:
    """Return `level` for yearly values; for shorter periods `logit` of shares, `log` of what is positive.

    >>> scale_of("year", "percent", [50.0]), scale_of("month", "percent", [50.0]), scale_of("month", "USD mn", [0.0])
    ('level', 'logit', 'level')
    """
    if frequency == "year":
        return "level"
    if unit == "percent" and all(0 < value < 100 for value in values):
        return "logit"
    return "log" if min(values) > 0 else "level"


def scaled(scale: str, values: Sequence[float]) -> Vector:
    """Return the values on a scale of `scale_of`."""
    given: Vector = np.asarray(values, dtype=float)
    if scale == "log":
        return np.asarray(np.log(given))
    return np.asarray(np.log(given / (100 - given))) if scale == "logit" else given


def unscaled(scale: str, value: float) -> float:
    """Return a value of a scale in the unit again.

    >>> round(unscaled("logit", float(scaled("logit", [40.0])[0])), 9)
    40.0
    """
    if scale == "log":
        return float(np.exp(value))
    return float(100 / (1 + np.exp(-value))) if scale == "logit" else float(value)


def dummies(count: int, splits: Sequence[int], season: int) -> Vector:
    """Return the regressors of a mean in each segment and of a season, the first of its periods left out.

    >>> dummies(3, [1], 1).tolist()
    [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    """
    numbers = np.arange(count)
    segment = np.searchsorted(np.asarray(splits, dtype=int), numbers, side="right")
    means = (segment[:, None] == np.arange(len(splits) + 1)).astype(float)
    seasons = (numbers[:, None] % season == np.arange(1, season)).astype(float)
    return np.hstack([means, seasons])


def without_season(values: Vector, splits: Sequence[int], season: int) -> Vector:
    """Return the values less the season, estimated beside the means of the segments; the overall mean stays."""
    if season == 1:
        return values
    design = dummies(len(values), splits, season)
    effects = np.linalg.lstsq(design, values, rcond=None)[0][len(splits) + 1 :]
    pattern = design[:, len(splits) + 1 :] @ effects
    return np.asarray(values - pattern + pattern.mean())


def varies(values: Vector) -> bool:
    """Whether a series moves by more than the last bits of its numbers."""
    return bool(np.ptp(values) > 1e-12 * max(1.0, float(np.abs(values).max())))
