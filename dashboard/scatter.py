"""How much a country's trade depends on a partner against how unequal that is: a point for every country."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dashboard.axes import GRID, unit_label
from dashboard.figures import Figure, plain_layout
from dashboard.language import tr
from dashboard.listings import row_of
from dashboard.tables import Record
from dashboard.theme import COLOURS, CONTEXT, span

# Marks of the three kinds of country, told by shape and size and not by colour alone.
CHOSEN = {"symbol": "diamond", "size": 15, "color": COLOURS[0]}
REGION = {"symbol": "circle", "size": 10, "color": COLOURS[1]}
OTHER = {"symbol": "circle-open", "size": 6, "color": CONTEXT}
_LETTER, _HEIGHT = 7.4, 17.0  # pixels that a label of one letter takes
_WIDE, _HIGH = 560.0, 370.0  # the plot for which labels are placed; a wider one leaves them more room
# Where a label may stand: as far from the point, in these directions, the nearest free place first.
_FAR = (20, 36, 54, 76, 100)
_WAYS = ((0.0, -1.0), (0.8, -0.7), (1.0, 0.0), (-0.8, -0.7), (0.8, 0.7), (0.0, 1.0), (-1.0, 0.0))
_Box = tuple[float, float, float, float]


def scatter(
    rows: Sequence[Record], names: Mapping[str, str], share: str, title: str, chosen: str, region: Collection[str]
) -> Figure:
    """Return the points of a year: `share` along, the asymmetry up, in the units of the rows.

    Where only bounds are known the point is in their middle, with a stroke as long as they are wide. A row without
    either has none. The chosen country and those of the region are named beside theirs.
    """
    known = [row for row in rows if not math.isnan(middle(row, share) + middle(row, "trade_asymmetry"))]
    kinds = (
        (tr("other countries"), OTHER, [row for row in known if row["dependent"] not in (*region, chosen)]),
        (tr("countries of the region"), REGION, [row for row in known if row["dependent"] in set(region) - {chosen}]),
        (names.get(chosen, chosen), CHOSEN, [row for row in known if row["dependent"] == chosen]),
    )
    traces = [_trace(name, mark, shown, names, share) for name, mark, shown in kinds if shown]
    labelled = [row for _, _, shown in kinds[:0:-1] for row in shown]
    axis = {"fixedrange": True, "gridcolor": GRID, "zerolinecolor": GRID, "ticks": "outside", "tickcolor": GRID}
    return {
        "data": traces,
        "layout": plain_layout()
        | {
            "xaxis": axis
            | {
                "title": {"text": title, "standoff": 8, "font": {"size": 14}},
                "rangemode": "tozero",
                "automargin": True,
            },
            "yaxis": axis | {"automargin": True, "zerolinecolor": CONTEXT},
            "annotations": [
                unit_label(tr("asymmetry, points")),
                *_labels(known, labelled, names, share, chosen),
            ],
            "height": 460,
            "margin": {"l": 46, "r": 30, "t": 38, "b": 50},
        },
    }


def middle(row: Record, column: str) -> float:
    """Return a row's value, the middle of its bounds where only those are known, NaN without either."""
    known = row_of(row, column)
    return (known.low + known.high) / 2 if math.isnan(known.value) else known.value


def _strokes(rows: Sequence[Record], column: str, mark: Mapping[str, Any]) -> dict[str, Any]:
    halves = [(known.high - known.low) / 2 for known in (row_of(row, column) for row in rows)]
    return {"type": "data", "array": halves, "color": mark["color"], "thickness": 1.5, "width": 0}


def _trace(
    name: str, mark: Mapping[str, Any], rows: Sequence[Record], names: Mapping[str, str], share: str
) -> dict[str, Any]:
    told = [
        tr(
            "{country}<br>{share} %, asymmetry {points} points",
            country=names.get(row["dependent"], row["dependent"]),
            share=span(row_of(row, share), "percent"),
            points=span(row_of(row, "trade_asymmetry"), "percentage points"),
        )
        for row in rows
    ]
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": [middle(row, share) for row in rows],
        "y": [middle(row, "trade_asymmetry") for row in rows], "ids": [row["dependent"] for row in rows],
        "hovertext": told, "hovertemplate": "%{hovertext}<extra></extra>", "marker": dict(mark),
        "cliponaxis": False, "showlegend": False, "error_x": _strokes(rows, share, mark),
        "error_y": _strokes(rows, "trade_asymmetry", mark),
        "meta": {"id": "trade_asymmetry", "variant": "difference", "role": "context" if mark is OTHER else "value"},
    }  # fmt: skip


def _labels(
    known: Sequence[Record], rows: Sequence[Record], names: Mapping[str, str], share: str, chosen: str
) -> list[dict[str, Any]]:
    """Return the names of the rows beside their points, each where it covers no other, with a line to its point."""
    right = max([1.0, *(middle(row, share) for row in known)])
    ups = [0.0, *(middle(row, "trade_asymmetry") for row in known)]
    high = (max(ups) - min(ups)) or 1.0
    points = {
        row["dependent"]: (
            _WIDE * middle(row, share) / right,
            _HIGH * (max(ups) - middle(row, "trade_asymmetry")) / high,
        )
        for row in rows
    }
    taken: list[_Box] = [(x - 7, y - 7, x + 7, y + 7) for x, y in points.values()]
    labels = []
    for row in rows:
        code = row["dependent"]
        text, point = names.get(code, code), points[code]
        shifts = [(far * across, far * up) for far in _FAR for across, up in _WAYS]
        boxes = [(shift, _box(point, shift, len(text) * _LETTER)) for shift in shifts]
        free = [one for one in boxes if one[1][0] > 0 and not any(_meet(one[1], other) for other in taken)]
        shift, box = (free or boxes)[0]
        taken.append(box)
        labels.append(
            {
                "text": f"<b>{text}</b>" if code == chosen else text, "x": middle(row, share),
                "y": middle(row, "trade_asymmetry"),
                "ax": shift[0], "ay": shift[1], "xanchor": _anchor(shift[0]), "showarrow": True, "arrowhead": 0,
                "arrowwidth": 0.8, "arrowcolor": CONTEXT, "standoff": 6, "font": {"size": 13}, "name": "country",
            }
        )  # fmt: skip
    return labels


def _anchor(across: float) -> str:
    """Return which part of a label touches the line to its point."""
    return "center" if across == 0 else "left" if across > 0 else "right"


def _box(point: tuple[float, float], shift: tuple[float, float], length: float) -> _Box:
    """Return the box of a label in pixels from the upper left: left, top, right, bottom."""
    middle, y = point[0] + shift[0], point[1] + shift[1]
    left = middle - {"center": length / 2, "left": 0.0, "right": length}[_anchor(shift[0])]
    return left, y - _HEIGHT / 2, left + length, y + _HEIGHT / 2


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
