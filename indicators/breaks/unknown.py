"""The breaks of one run at dates that the tests find, with their intervals."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indicators.breaks.bai_perron import Dating, dated, significance
from indicators.breaks.chow import chow
from indicators.breaks.interval import break_interval
from indicators.breaks.model import Break
from indicators.breaks.scale import Vector
from indicators.breaks.series import Series, means_in_unit
from indicators.newey_west import long_run_variance, prewhitened_variance


def at_unknown_dates(one: Series, dating: Dating, adjusted: Vector, residuals: Sequence[float]) -> tuple[Break, ...]:
    """Return the breaks that the sequence of tests admits, with the interval of each.

    `adjusted` are the values without their season, `residuals` those around the means between the breaks.
    """
    splits = dating.partitions[dating.by_sequence].splits
    plain = long_run_variance(residuals, 0)
    inflation = prewhitened_variance(residuals) / plain if plain else 1.0
    edges = (0, *splits, len(adjusted))
    found = []
    for start, split, end in zip(edges, edges[1:], edges[2:], strict=False):
        span = break_interval(adjusted[start:split], adjusted[split:end], inflation=inflation)
        # No break lies beyond the neighbouring ones.
        low, high = (max(split + span.low, start + 1), min(split + span.high, end - 1)) if span else (0, 0)
        last, first_end, last_end = (one.run.rows[number - 1].period if number else "" for number in (split, low, high))
        test = chow(adjusted[start:end], split - start)
        p = significance(test.statistic, len(splits) - 1)
        within = range(low, high + 1) if span else range(split, split + 1)
        at_bounds = _dated_at_bounds(one, len(dating.partitions) - 1, within)
        means = means_in_unit(one, adjusted, start, split, end)
        found.append(
            Break(
                "bai_perron", (), last, first_end, last_end, *means, test.statistic, p, p, end - start, True, at_bounds
            )
        )
    return tuple(found)


def _dated_at_bounds(one: Series, most: int, within: range) -> bool:
    """Tell whether all lower and all upper bounds have a break there too."""
    if one.bounds is None:
        return False
    datings = [
        dated(bounds, most, one.shortest, season=one.season)
        for bounds in one.bounds
        if not np.array_equal(bounds, one.values)
    ]
    return all(any(split in within for split in each.partitions[each.by_sequence].splits) for each in datings)


def residuals_of(values: Vector, splits: Sequence[int]) -> list[float]:
    """Return what is left of the values around the mean of each segment."""
    parts = [values[start:end] for start, end in pairwise((0, *splits, len(values)))]
    return [float(value) for value in np.concatenate([part - part.mean() for part in parts])]
