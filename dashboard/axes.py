"""The axes of charts: values in their unit, ranks with the first on top, years with a tick in their middle."""

import math
from datetime import date
from typing import Any

from dashboard.language import tr
from dashboard.theme import unit_word
from indicators.model import Row

GRID = "rgba(125,133,144,0.22)"
THIN = "rgba(125,133,144,0.75)"
# What every axis of values looks like.
VALUES = {
    "gridcolor": GRID, "zerolinecolor": THIN, "fixedrange": True, "separatethousands": True,
}  # fmt: skip
_STEPS = [digit * 10**power for power in range(7) for digit in (1, 2, 5)]  # between the ticks of an axis of ranks


def value_axis(rows: list[Row], unit: str) -> dict[str, Any]:
    """Return the upright axis of values in a unit; of ranks, the first on top."""
    axis = VALUES | {"rangemode": "tozero", "automargin": True}
    return axis | (_rank_axis(rows) if unit == "rank" else {})


def _rank_axis(rows: list[Row]) -> dict[str, Any]:
    """Return an axis of whole ranks, the first on top."""
    last = max((row.value for row in rows if not math.isnan(row.value)), default=1.0)
    step = next(size for size in _STEPS if last / size <= 6)
    ticks = [1, *range(max(step, 2), int(last) + 1, step)]
    room = max(0.5, last * 0.04)
    return {
        "range": [last + room, 1 - room],
        "rangemode": "normal",
        "zeroline": False,
        "tickmode": "array",
        "tickvals": ticks,
    }


def year_ticks(start: date, end: date, most: int = 6) -> dict[str, Any]:
    """Return a tick in the middle of a year, every so many years that about `most` fit."""
    step = max(1, round((end.year - start.year + 1) / most))
    years = range(end.year - (end.year - start.year) // step * step, end.year + 1, step)
    return {
        "tickmode": "array",
        "tickvals": [f"{year}-07-02" for year in years],
        "ticktext": [str(year) for year in years],
    }


def unit_label(unit: str) -> dict[str, Any]:
    """Return the unit of the upright axis as a note above it."""
    text = tr("index, 0 to 1") if unit == "index" else unit_word(unit) or tr(unit)
    return {
        "text": text, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "yshift": 11,
        "xanchor": "left", "yanchor": "bottom", "showarrow": False, "xshift": -40, "align": "left", "name": "unit",
    }  # fmt: skip
