"""Lines of two units over one time: two panels above each other, never two scales on one."""

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.axes import unit_label, value_axis
from dashboard.figures import Figure, Line, over_time
from ingest.declared import Event

_UPPER, _LOWER = [0.57, 1.0], [0.0, 0.43]  # the panels' parts of the height


def panels(lines: Sequence[Line], *, events: Iterable[Event] = (), hidden_from: date | None = None) -> Figure:
    """Return the lines of the first unit above those of the second; of one unit, one panel.

    Both panels have the same stretch of time. Events and the time hidden from publication run through both.
    """
    units = list(dict.fromkeys(line.result.unit for line in lines))
    figure = over_time(lines, units[0], events=events, hidden_from=hidden_from)
    if len(units) == 1:
        return figure
    upper, lower = ([line for line in lines if line.result.unit == unit] for unit in units)
    below = {line.result.id for line in lower}
    data = [trace | ({"yaxis": "y3"} if trace["meta"]["id"] in below else {}) for trace in figure["data"]]
    layout = figure["layout"]
    axes = {
        "xaxis": layout["xaxis"] | {"anchor": "y3"},
        "yaxis": value_axis([row for line in upper for row in line.rows], units[0]) | {"domain": _UPPER},
        "yaxis3": value_axis([row for line in lower for row in line.rows], units[1]) | {"domain": _LOWER},
    }
    label = unit_label(units[1]) | {"y": _LOWER[1]}
    return {
        "data": data, "layout": layout | axes | {"annotations": [*layout["annotations"], label], "height": 600}
    }  # fmt: skip
