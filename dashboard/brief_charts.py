"""Charts of a brief as SVG, drawn by matplotlib from the very figures that pages show: no browser is needed."""

import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure as Canvas

from dashboard.figures import Figure

_SIZE = (3.5, 1.95)  # inches
_INK, _RULE, _SHADE = "#454d5a", "#d9d5ca", "#e9e7e2"
_DAY = 86_400_000  # milliseconds, in which plotly has the width of bars
_MARKS = {"circle": "o", "diamond": "D", "square": "s", "triangle-up": "^", "x-thin": "x"}
_OWN_STYLE = re.compile(r"<(style|metadata)\b.*?</\1>", re.DOTALL)
_STYLE: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "depdash", "font.size": 7.5, "font.family": ["sans-serif"],
    "axes.edgecolor": _RULE, "axes.labelcolor": _INK, "xtick.color": _INK, "ytick.color": _INK, "text.color": _INK,
}  # fmt: skip


def svg(figure: Figure) -> str:
    """Return a figure of lines, bands and bars over time as an SVG element: the same figure, the same text."""
    with mpl.rc_context(_STYLE):
        canvas = Canvas(figsize=_SIZE, layout="constrained")
        FigureCanvasSVG(canvas)
        axes = canvas.add_subplot()
        for trace in figure["data"]:
            _drawn(axes, trace)
        _framed(axes, figure["layout"])
        held = io.StringIO()
        canvas.savefig(held, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    drawn = held.getvalue()
    return _OWN_STYLE.sub("", drawn[drawn.index("<svg") :])  # which would be that of the whole page


def _drawn(axes: Axes, trace: Mapping[str, Any]) -> None:
    if trace["meta"]["role"] == "event" or trace.get("visible") is False:
        return
    x = [float("nan") if one is None else _number(one) for one in trace["x"]]
    y = [float("nan") if one is None else one for one in trace["y"]]
    if trace["type"] == "bar":
        days = [width / _DAY for width in trace["width"]]
        left = [place + shift / _DAY for place, shift in zip(x, trace["offset"], strict=True)]
        axes.bar(left, y, days, align="edge", color=trace["marker"]["color"])
    elif trace.get("fill") == "toself":
        axes.fill(x, y, color=trace["line"]["color"], alpha=0.18, linewidth=0)
    else:
        _line(axes, x, y, trace)


def _line(axes: Axes, x: list[float], y: list[float], trace: Mapping[str, Any]) -> None:
    bounds, line = trace["meta"]["role"] == "bounds", trace.get("line", {})
    style: dict[str, Any] = {"linestyle": "none"}
    if "lines" in trace["mode"]:
        style = {"linestyle": ":" if line.get("dash") == "dot" else "-", "linewidth": line.get("width", 2) / 2.2}
    axes.plot(x, y, color=line.get("color", _INK), alpha=0.4 if bounds else 1.0, solid_capstyle="butt", **style)
    if "markers" in trace["mode"]:
        symbols = trace["marker"]["symbol"]
        for place, value, symbol in zip(x, y, symbols, strict=True):
            hollow = symbol.endswith("-open")
            colour = trace["marker"]["color"]
            mark = _MARKS[symbol.removesuffix("-open")]
            axes.plot(place, value, mark, color=colour, markersize=trace["marker"]["size"] / 2.4,
                      markerfacecolor="white" if hollow else colour, markeredgewidth=0.8)  # fmt: skip


def _framed(axes: Axes, layout: Mapping[str, Any]) -> None:
    first, last = (_number(day) for day in layout["xaxis"]["range"])
    axes.set_xlim(first, last)
    if layout["yaxis"].get("rangemode") == "tozero":
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, 0), max(high, 0))
    for shape in layout["shapes"]:
        if shape["name"] == "blackout":
            axes.axvspan(_number(shape["x0"]), _number(shape["x1"]), color=_SHADE, linewidth=0, zorder=0)
    ticks = [_number(day) for day in layout["xaxis"]["tickvals"]]
    axes.set_xticks(ticks, [str(num2date(tick).year) for tick in ticks])
    axes.grid(axis="y", color=_RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="both", length=0)
    unit = next((note["text"] for note in layout["annotations"] if note["name"] == "unit"), "")
    axes.set_title(unit, loc="left", fontsize=7.5, color=_INK)


def _number(day: str) -> float:
    return float(date2num(date.fromisoformat(day[:10])))
