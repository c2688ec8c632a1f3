"""A small line without axes, as an image address: the course of a value beside its last figure."""

import math
from collections.abc import Sequence
from urllib.parse import quote

from indicators.model import Row
from ingest.periods import period

_WIDTH, _HEIGHT, _INSET = 220, 40, 4


def sparkline(rows: Sequence[Row]) -> str:
    """Return a data address of an SVG: strokes between neighbouring periods, none across a gap, bounds as upright bars.

    >>> sparkline([])[:30]
    'data:image/svg+xml,%3Csvg%20xm'
    """
    known = [row for row in rows if not (math.isnan(row.value) and math.isnan(row.low))]
    body = _strokes(known) if known else ""
    frame = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none"'
    svg = f"<svg {frame}>{body}</svg>"
    # As text: its words are always the same and compress, which base64 hides.
    return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe="/:='")


def _strokes(rows: list[Row]) -> str:
    days = [period(row.period).first.toordinal() for row in rows]
    numbers = [number for row in rows for number in (row.value, row.low, row.high) if not math.isnan(number)]
    across = (_WIDTH - 2 * _INSET) / max(days[-1] - days[0], 1)
    up = (_HEIGHT - 2 * _INSET) / ((max(numbers) - min(numbers)) or 1)

    def place(day: int, number: float) -> str:
        return f"{_INSET + (day - days[0]) * across:.1f} {_HEIGHT - _INSET - (number - min(numbers)) * up:.1f}"

    parts = []
    for index, row in enumerate(rows):
        if row.low < row.high and row.status not in ("reported", "mirror"):
            ends = f"M{place(days[index], row.low)}L{place(days[index], row.high)}"
            parts.append(f'<path d="{ends}" stroke="#c24a5c" stroke-width="5" opacity=".4"/>')
        follows = index and (period(row.period).first - period(rows[index - 1].period).last).days == 1
        if follows and not math.isnan(row.value) and not math.isnan(rows[index - 1].value):
            stroke = f"M{place(days[index - 1], rows[index - 1].value)}L{place(days[index], row.value)}"
            parts.append(f'<path d="{stroke}" stroke="#c24a5c" stroke-width="2" stroke-linecap="round"/>')
        elif not math.isnan(row.value):
            left, top = place(days[index], row.value).split()
            parts.append(f'<circle cx="{left}" cy="{top}" r="2" fill="#c24a5c"/>')
    return "".join(parts)
