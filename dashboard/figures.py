"""Figures as plain dicts, drawn from results: pure functions, cheap to build, checked against plotly in the tests."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, pairwise
from typing import Any

from dashboard.axes import THIN, unit_label, value_axis, year_ticks
from dashboard.labels import labelled
from dashboard.language import numeral, tr
from dashboard.theme import COLOURS, CONTEXT, COUNTS, STATUS_WORDS, SYMBOLS, interval, spelled
from indicators.model import Result, Row
from ingest.declared import Event
from ingest.periods import period

Figure = dict[str, Any]
_FIRM = ("reported", "mirror")
_SHADE = "rgba(125,133,144,0.14)"
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a chart: a variant of a result under the name that the legend gives it."""

    name: str
    result: Result
    variant: str = ""
    scale: float = 1.0  # the unit on the axis may be a thousand times that of the result
    faint: bool = False  # drawn thin and grey, behind the lines that the chart is about

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the variant."""
        return self.result.of(self.variant)


def over_time(
    lines: Sequence[Line],
    unit: str,
    *,
    events: Iterable[Event] = (),
    hidden_from: date | None = None,
    hidden: str = "trade by partner",
    first: date | None = None,
    area: bool = False,
    named: bool = False,
) -> Figure:
    """Return lines over time: solid where reported, marks where stated, bars and bands where only bounds are known.

    Nothing is drawn across a missing period. From `hidden_from` on the time is shaded for which what `hidden` names is
    not published; `events` are marked by a thin line each. `first` cuts off what lies before that day. With `area` the
    bounds are one band whatever the status: for those of a method, not of a report. `named` lines have their names at
    their ends where these fit.
    """
    traces: list[dict[str, Any]] = []
    shown: list[Row] = []
    ends: list[tuple[str, str, Sequence[Row], float]] = []
    for line, colour in zip(lines, colours(lines), strict=True):
        rows = [row for row in line.rows if first is None or period(row.period).last >= first]
        shown += rows
        traces += _traces(line, rows, colour, area=area)
        ends += [(line.name, colour, rows, line.scale)] if rows and not line.faint else []
    layout = _layout(shown, unit, list(events), hidden_from, hidden)
    layout = labelled(layout, ends) if named and unit != "rank" else layout
    return _with_marks({"data": traces, "layout": layout}, events)


def colours(lines: Sequence[Line]) -> list[str]:
    """Return the colour of each line, the same in the chart and in its legend: faint ones share the grey."""
    free = cycle(COLOURS)
    return [CONTEXT if line.faint else next(free) for line in lines]


def bars(lines: Sequence[Line], unit: str, *, events: Iterable[Event] = (), first: date | None = None) -> Figure:
    """Return flows as bars beside each other, each within the stretch of its period; a missing period has no bar."""
    traces, shown = [], []
    for index, line in enumerate(lines):
        rows = [row for row in line.rows if first is None or period(row.period).last >= first]
        shown += rows
        spans = [(period(row.period).last - period(row.period).first + timedelta(days=1)) * 0.8 for row in rows]
        widths = [span / timedelta(milliseconds=1) / len(lines) for span in spans]
        style = {
            "type": "bar", "marker": {"color": COLOURS[index % len(COLOURS)]}, "width": widths,
            "offset": [(index - len(lines) / 2) * width for width in widths],
        }  # fmt: skip
        traces.append(_trace(line, rows, "value", **style))
    return _with_marks({"data": traces, "layout": _layout(shown, unit, list(events), None, "")}, events)


def columns(lines: Sequence[Line], unit: str) -> Figure:
    """Return few single figures as columns, grouped by period: for values of a day, which have no stretch in time."""
    traces = []
    for index, line in enumerate(lines):
        marker = {"color": COLOURS[index % len(COLOURS)]}
        told = [interval(row.value * line.scale, math.nan, math.nan, line.result.unit) for row in line.rows]
        style = {"type": "bar", "marker": marker, "text": told, "textposition": "outside", "cliponaxis": False}
        traces.append(_trace(line, list(line.rows), "value", **style) | {"x": [row.period for row in line.rows]})
    layout = _layout([row for line in lines for row in line.rows], unit, [], None, "")
    axis = {"type": "category", "fixedrange": True, "linecolor": THIN}
    return {"data": traces, "layout": layout | {"xaxis": axis, "barmode": "group", "bargap": 0.5}}


def switched(figure: Figure, *, bounds: bool, events: bool) -> Figure:
    """Return the figure with its bounds and its events shown or not; the browser may switch them again.

    >>> switched({"data": [{"meta": {"role": "bounds"}}], "layout": {"shapes": []}}, bounds=False, events=True)["data"]
    [{'meta': {'role': 'bounds'}, 'visible': False}]
    """
    if bounds and events:
        return figure
    shows = {"bounds": bounds, "event": events}
    data = [trace | ({} if shows.get(trace["meta"]["role"], True) else {"visible": False}) for trace in figure["data"]]
    shapes = [
        shape if events or shape["name"] == "blackout" else shape | {"visible": False}
        for shape in figure["layout"]["shapes"]
    ]
    return figure | {"data": data, "layout": figure["layout"] | {"shapes": shapes}}


def _traces(line: Line, rows: list[Row], colour: str, *, area: bool) -> list[dict[str, Any]]:
    if line.faint:
        thin = {"type": "scatter", "mode": "lines", "connectgaps": False, "line": {"color": colour, "width": 1.2}}
        return [_trace(line, _broken(rows), "context", **thin)]
    firm = _broken([row if row.status in _FIRM else row._replace(value=math.nan) for row in rows])
    soft = [row for row in rows if row.status not in _FIRM and not math.isnan(row.value)]
    wide = [row for row in rows if row.low < row.high]
    traces = [_band(line, run, colour) for run in _runs([row for row in wide if area or row.status in _FIRM])]
    loose = [row for row in wide if not (area or row.status in _FIRM)]
    if loose:
        traces.append(_segments(line, loose, colour))
    if soft:
        bridge = _bridge(rows)
        traces.append(
            _trace(
                line, bridge, "link", type="scatter", mode="lines", line={"color": colour, "width": 1.5, "dash": "dot"}
            )
            | {"hoverinfo": "skip"}
        )
    if any(not math.isnan(row.value) for row in firm):
        marker = {"color": colour, "size": 5, "symbol": [SYMBOLS.get(row.status, "circle") for row in firm]}
        traces.append(
            _trace(
                line,
                firm,
                "value",
                type="scatter",
                mode="lines+markers",
                connectgaps=False,
                line={"color": colour, "width": 2.5},
                marker=marker,
            )
        )
    if soft:
        marker = {
            "color": colour,
            "size": 9,
            "symbol": [SYMBOLS[row.status] for row in soft],
            "line": {"width": 1.5, "color": colour},
        }
        traces.append(_trace(line, soft, "value", type="scatter", mode="markers", marker=marker))
    return traces


def _trace(drawn: Line, rows: list[Row], role: str, **style: Any) -> dict[str, Any]:
    return {
        "x": [_middle(row.period) for row in rows],
        "y": [_plain(row.value * drawn.scale) for row in rows],
        "customdata": [[row.period, _told(row, drawn)] for row in rows],
        "name": drawn.name,
        "meta": _meta(drawn, role),
        "hovertemplate": _hover(drawn.name, role),
        "showlegend": False,
        **style,
    }


def _hover(name: str, role: str) -> str:
    """Return the label of a point, which opens its lineage where it is one of the series."""
    leads = tr("Click: where it comes from")
    leading = f"<br><i>{leads}</i>" if role in ("value", "bounds") else ""
    return f"{name}<br>%{{customdata[1]}}{leading}<extra></extra>"


def _segments(line: Line, rows: list[Row], colour: str) -> dict[str, Any]:
    """Return the bounds of single periods as thick upright strokes."""
    x: list[Any] = []
    y: list[Any] = []
    told: list[Any] = []
    for row in rows:
        x += [_middle(row.period)] * 2 + [None]
        y += [row.low * line.scale, row.high * line.scale, None]
        told += [[row.period, _told(row, line)]] * 3
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "customdata": told, "name": line.name,
        "meta": _meta(line, "bounds"), "line": {"color": colour, "width": 9}, "opacity": 0.4, "showlegend": False,
        "connectgaps": False, "hovertemplate": _hover(line.name, "bounds"),
    }  # fmt: skip


def _band(line: Line, rows: list[Row], colour: str) -> dict[str, Any]:
    """Return the bounds of consecutive periods as an area; of a single one as a thin sliver of it."""
    if len(rows) == 1:
        return _segments(line, rows, colour)
    x = [_middle(row.period) for row in rows]
    return {
        "type": "scatter", "mode": "lines", "x": x + x[::-1], "name": line.name, "meta": _meta(line, "bounds"),
        "y": [row.low * line.scale for row in rows] + [row.high * line.scale for row in rows[::-1]],
        "customdata": [[row.period, ""] for row in [*rows, *rows[::-1]]],
        "fill": "toself", "fillcolor": _faint(colour), "line": {"width": 0, "color": colour}, "hoverinfo": "skip",
        "showlegend": False,
    }  # fmt: skip


def _runs(rows: list[Row]) -> list[list[Row]]:
    """Split rows where a period is missing between them."""
    runs: list[list[Row]] = []
    for row in rows:
        if runs and not _apart(runs[-1][-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _apart(before: Row, row: Row) -> bool:
    """Tell whether time passes between two periods, or whether one is part of the other.

    Of windows of several years that move by one, the next is the one that begins a year later.
    """
    first, second = period(before.period), period(row.period)
    windows = min(first.last - first.first, second.last - second.first) > _YEAR
    if windows or second.first <= first.last:
        within = second.first == first.first or second.last <= first.last
        return within or second.first - first.first > _YEAR
    return first.last + timedelta(days=1) < second.first


def _bridge(rows: list[Row]) -> list[Row]:
    """Return the rows with values that touch a softer one in the period before or after; the rest as gaps."""
    kept = []
    for index, row in enumerate(rows):
        near = rows[max(index - 1, 0) : index + 2]
        soft = any(other.status not in _FIRM and not math.isnan(other.value) for other in near)
        kept.append(row if soft else row._replace(value=math.nan))
    return _broken(kept)


def _broken(rows: list[Row]) -> list[Row]:
    """Return the rows with an empty one wherever a period is missing between two, so that no line crosses it."""
    broken = rows[:1]
    for before, row in pairwise(rows):
        if _apart(before, row):
            broken.append(row._replace(value=math.nan))
        broken.append(row)
    return broken


def _layout(rows: list[Row], unit: str, events: list[Event], hidden_from: date | None, hidden: str) -> dict[str, Any]:
    spans = [period(row.period) for row in rows]
    start = min((span.first for span in spans), default=date(2000, 1, 1))
    end = max((span.last for span in spans), default=date(2025, 12, 31))
    marked = [event for event in events if start <= event.date <= end]
    layout: dict[str, Any] = plain_layout() | {
        "xaxis": {
            "type": "date", "range": [start.isoformat(), end.isoformat()], "showgrid": False, "fixedrange": True,
            "tickformat": "%Y", "ticks": "outside", "tickcolor": THIN, "linecolor": THIN, "tickangle": 0,
            "nticks": 8, **year_ticks(start, end),
        },
        "yaxis": value_axis(rows, unit),
        "annotations": [unit_label(unit)],
        "shapes": [_event_line(event) for event in marked],
    }  # fmt: skip
    if hidden_from and hidden_from <= end:
        layout["shapes"].append(_blackout(hidden_from, end))
        layout["annotations"].append(_blackout_label(end, hidden))
    return layout


def plain_layout() -> dict[str, Any]:
    """Return what the layouts of all charts share, with nothing on it yet."""
    return {
        "margin": {"l": 46, "r": 14, "t": 34, "b": 34}, "height": 360,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "'Source Sans 3 Variable', system-ui, sans-serif", "size": 14},
        "hoverlabel": {"bgcolor": "#1d2129", "bordercolor": "#1d2129", "font": {"color": "#fbfaf7", "size": 14}},
        "hovermode": "closest", "dragmode": False, "showlegend": False, "uirevision": "keep",
        "annotations": [], "shapes": [], "separators": numeral(".,"),
    }  # fmt: skip


def _with_marks(figure: Figure, events: Iterable[Event]) -> Figure:
    """Add a small mark on top of each event's line, which tells its title; on an axis of its own, never in the data."""
    drawn = {shape["name"] for shape in figure["layout"]["shapes"]}
    marked = [event for event in events if event.id in drawn]
    if not marked:
        return figure
    figure["data"].append(
        {
            "type": "scatter", "mode": "markers", "x": [event.date.isoformat() for event in marked],
            "y": [1] * len(marked), "yaxis": "y2", "cliponaxis": False, "showlegend": False, "name": tr("events"),
            "meta": {"id": "events", "variant": "", "role": "event", "scale": 1.0},
            "customdata": [[event.date.isoformat(), tr(event.title)] for event in marked],
            "hovertemplate": "%{customdata[1]}<br>%{customdata[0]}<extra></extra>",
            "marker": {"symbol": "triangle-down", "size": 9, "color": "#7d8590"},
        }
    )  # fmt: skip
    axis = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
    return figure | {"layout": figure["layout"] | {"yaxis2": axis}}


def _event_line(event: Event) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": event.date.isoformat(), "x1": event.date.isoformat(),
        "y0": 0, "y1": 1, "line": {"color": "rgba(125,133,144,0.45)", "width": 1}, "name": event.id, "layer": "below",
    }  # fmt: skip


def _blackout(start: date, end: date) -> dict[str, Any]:
    return {
        "type": "rect", "xref": "x", "yref": "paper", "x0": start.isoformat(), "x1": end.isoformat(), "y0": 0, "y1": 1,
        "fillcolor": _SHADE, "line": {"width": 0}, "layer": "below", "name": "blackout",
    }  # fmt: skip


def _blackout_label(end: date, hidden: str) -> dict[str, Any]:
    return {
        "text": tr("{what}<br>not published", what=tr(hidden)),
        "xref": "x", "yref": "paper", "x": end.isoformat(), "y": 1,
        "yshift": 34, "xanchor": "right", "yanchor": "top", "showarrow": False, "align": "right", "font": {"size": 12},
        "name": "blackout",
    }  # fmt: skip


def _meta(line: Line, role: str) -> dict[str, Any]:
    pair = line.result.pair
    return {
        "id": line.result.id, "variant": line.variant, "role": role, "scale": line.scale, "dependent": pair.dependent,
        "partner": pair.partner,
    }  # fmt: skip


def _told(row: Row, line: Line) -> str:
    """Return the period, the value, its bounds and its status as a chart's label tells them."""
    digits, scale = 0 if line.result.unit in COUNTS else 2, line.scale
    value, low, high = (numeral(f"{one * scale:,.{digits}f}") for one in (row.value, row.low, row.high))
    value = tr("no value") if math.isnan(row.value) else value
    bounds = tr(" ({low} to {high})", low=low, high=high) if row.low < row.high else ""
    return f"{spelled(row.period)}: {value}{bounds}, {tr(STATUS_WORDS[row.status])}"


def _middle(name: str) -> str:
    span = period(name)
    return (span.first + (span.last - span.first) / 2).isoformat()


def _plain(number: float) -> float | None:
    return None if math.isnan(number) else number


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"
