"""Small charts side by side: each one line, all on the scales that they share."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.axes import year_ticks
from dashboard.figures import Figure, Line, over_time
from ingest.periods import period


@dataclass(frozen=True, slots=True)
class Extent:
    """The stretch of time and of values that charts side by side share."""

    start: date
    end: date
    low: float
    high: float


def extent(lines: Sequence[Line]) -> Extent | None:
    """Return what charts of these lines have to span to be compared, None where nothing is known."""
    rows = [row for line in lines for row in line.rows if row.status]
    ends = [end * line.scale for line in lines for row in line.rows for end in (row.value, row.low, row.high)]
    known = [end for end in ends if not math.isnan(end)]
    if not known:
        return None
    spans = [period(row.period) for row in rows]
    return Extent(
        min(span.first for span in spans), max(span.last for span in spans), min(0.0, *known), max(0.0, *known)
    )


def small(line: Line, shared: Extent) -> Figure:
    """Return a small chart of one line on a scale that others share."""
    figure = over_time([line], line.result.unit)
    room = (shared.high - shared.low) * 0.08
    bottom = shared.low - room if shared.low < 0 else 0.0
    layout = figure["layout"] | {"height": 170, "margin": {"l": 36, "r": 18, "t": 8, "b": 24}, "annotations": []}
    layout["xaxis"] = layout["xaxis"] | {"range": [shared.start.isoformat(), shared.end.isoformat()], "nticks": 4}
    layout["xaxis"] |= year_ticks(shared.start, shared.end, most=4)
    span = [shared.high + room, 1 - room] if line.result.unit == "rank" else [bottom, shared.high + room]
    layout["yaxis"] = layout["yaxis"] | {"range": span, "rangemode": "normal", "nticks": 4}
    return figure | {"layout": layout}
