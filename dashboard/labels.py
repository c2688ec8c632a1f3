"""Names of lines beside their ends, where there is room: read there, no legend has to be looked up."""

import math
from collections.abc import Sequence
from typing import Any

from indicators.model import Row
from ingest.periods import period

NAME = "label"  # of the annotations: the browser leaves them out where the chart is narrow
_MOST = 4  # lines
_LONGEST = 28  # letters
_LETTER, _LINE = 7.2, 18  # points that a letter and a line of text take
_SHIFT = 1.5 * _LINE  # points that a name may stand above its line's end, to lie over no other
_LAST = 0.2  # of the time shown: a line that ends before has its name nowhere near it

Ends = Sequence[tuple[str, str, Sequence[Row], float]]  # name, colour, rows and scale of each line


def labelled(layout: dict[str, Any], lines: Ends) -> dict[str, Any]:
    """Return the layout with the name of each line at its end; without where one would not fit or lie over another.

    >>> layout = {"height": 360, "margin": {"t": 34, "b": 34, "r": 14}, "annotations": []}
    >>> low, high = ([Row("", "2020", value, value, value, "reported", ())] for value in (10.0, 90.0))
    >>> drawn = labelled(layout, [("Imports", "#123456", low, 1.0), ("Exports", "#654321", high, 1.0)])
    >>> [note["y"] for note in drawn["annotations"]]
    [10.0, 90.0]
    >>> labelled(layout, [("Imports", "#123456", low, 1.0)])["annotations"]
    []
    """
    ends = [(name, colour, _end(rows), scale) for name, colour, rows, scale in lines]
    heights = [one * scale for *_, rows, scale in lines for row in rows for one in (row.value, row.low, row.high)]
    drawn = [one for one in heights if not math.isnan(one)]
    span = max([*drawn, 0.0]) - min([*drawn, 0.0])
    if not (2 <= len(ends) <= _MOST and span and all(len(name) <= _LONGEST for name, *_ in ends)):
        return layout
    room = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    notes, above = [], -math.inf
    for name, colour, row, scale in sorted(ends, key=lambda end: _height(end[2]) * end[3] if end[2] else math.inf):
        if row is None or not _is_last(row, lines):
            return layout
        point = _height(row) * scale / span * room
        above = max(point, above + _LINE)
        if above - point > _SHIFT:
            return layout
        notes.append(_note(name, colour, _height(row) * scale, round(above - point)))
    margin = layout["margin"] | {"r": round(max(len(name) for name, *_ in ends) * _LETTER) + 30}
    return layout | {"margin": margin, "annotations": [*layout["annotations"], *notes]}


def _end(rows: Sequence[Row]) -> Row | None:
    """Return the last row that has a height on the chart."""
    return next((row for row in reversed(rows) if not math.isnan(_height(row))), None)


def _height(row: Row) -> float:
    return (row.low + row.high) / 2 if math.isnan(row.value) else row.value


def _is_last(row: Row, lines: Ends) -> bool:
    days = [period(one.period) for *_, rows, _ in lines for one in rows]
    first, last = min(span.first for span in days), max(span.last for span in days)
    return period(row.period).last >= last - (last - first) * _LAST


def _note(name: str, colour: str, place: float, shift: int) -> dict[str, Any]:
    return {
        "text": f'<span style="color:{colour}">■</span> {name}', "name": NAME, "showarrow": False,
        "xref": "paper", "x": 1, "xanchor": "left", "xshift": 2, "yref": "y", "y": place, "yanchor": "middle",
        "yshift": shift, "align": "left",
    }  # fmt: skip
