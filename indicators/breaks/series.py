"""A run on the scale of its tests, with its bounds."""

import math
from dataclasses import dataclass

from indicators.breaks.bai_perron import shortest_segment
from indicators.breaks.runs import SEASONS, Run
from indicators.breaks.scale import Vector, scale_of, scaled, unscaled

FEWEST = 12  # points: three segments of four, the shortest whose mean and variance can be told
LEAST = FEWEST // 3


@dataclass(frozen=True, slots=True)
class Series:
    """A run on the scale of its test: the values, all lower and all upper bounds."""

    run: Run
    scale: str
    values: Vector
    bounds: tuple[Vector, Vector] | None  # None where a bound is not known

    @property
    def season(self) -> int:
        """How many periods a year has."""
        return SEASONS[self.run.frequency]

    @property
    def shortest(self) -> int:
        """How many points a segment holds at least."""
        return shortest_segment(len(self.values), LEAST)


def series_of(run: Run, unit: str) -> Series:
    """Return a run on the scale that fits all its values and bounds; `unit` is theirs."""
    values, lows, highs = ([getattr(row, name) for row in run.rows] for name in ("value", "low", "high"))
    bounded = not any(math.isnan(bound) for bound in lows + highs)
    scale = scale_of(run.frequency, unit, [*values, *lows, *highs] if bounded else values)
    bounds = (scaled(scale, lows), scaled(scale, highs)) if bounded else None
    return Series(run, scale, scaled(scale, values), bounds)


def means_in_unit(one: Series, adjusted: Vector, start: int, split: int, end: int) -> tuple[float, float, float]:
    """Return both means in the unit again, and by how much they differ; of logs the geometric ones.

    `adjusted` are the values without their season, so that unlike months on the two sides make no difference.
    """
    before, after = (unscaled(one.scale, float(adjusted[a:b].mean())) for a, b in ((start, split), (split, end)))
    return before, after, after - before
