"""Ranks over time: the line of one country among those of others, each named where it ends."""

from collections.abc import Sequence
from datetime import date

from dashboard.axes import year_ticks
from dashboard.figures import Figure, Line, over_time
from dashboard.theme import spelled

_ROOM = 124  # pixels right of the axis for the names


def ranks_over_time(lines: Sequence[Line]) -> Figure:
    """Return lines of ranks, 1 on top, each country named beside its last one, with the period where it ends earlier.

    Countries that share a rank share a label; the line that is not faint is drawn over the others.
    """
    ordered = sorted(lines, key=lambda line: not line.faint)
    figure = over_time(ordered, "rank")
    last = max((row.period for line in ordered for row in line.rows), default="")
    at_rank: dict[float, list[str]] = {}
    for line in reversed(ordered):
        row = line.rows[-1] if line.rows else None
        if row:
            name = line.name if row.period == last else f"{line.name} ({spelled(row.period)})"
            at_rank.setdefault(row.value, []).append(name if line.faint else f"<b>{name}</b>")
    labels = [_label(rank, names) for rank, names in at_rank.items()]
    layout = figure["layout"]
    start, end = (date.fromisoformat(day) for day in layout["xaxis"]["range"])
    ticks = {"xaxis": layout["xaxis"] | year_ticks(start, end, most=3)}
    room = {"margin": layout["margin"] | {"r": _ROOM}, "annotations": [*layout["annotations"], *labels]}
    return figure | {"layout": layout | ticks | room | {"height": 420}}


def _label(rank: float, names: Sequence[str]) -> dict[str, object]:
    return {
        "text": "<br>".join(names), "x": 1, "xref": "paper", "y": rank, "yref": "y", "xshift": 6, "xanchor": "left",
        "yanchor": "middle", "align": "left", "showarrow": False, "name": "country", "font": {"size": 12},
    }  # fmt: skip
