"""Figures of a scenario's account: rows under each other, each with its numbers above its bar."""

import math
from collections.abc import Sequence
from itertools import accumulate
from textwrap import wrap
from typing import Any, NamedTuple

from dashboard.axes import VALUES, unit_label
from dashboard.figures import Figure, plain_layout
from dashboard.language import tr
from dashboard.theme import COLOURS, EN_DASH, curly, number
from indicators.scenarios import Outcome, Range, Swing

# What bars are, in English; as legends say them: tr.
ADDS, TAKES, SUM = "Adds to the need", "Takes from it", "Sum"
BEFORE, AFTER = "As it is", "With the scenario"
CASES = "From the cheaper to the dearer case"
AT_LOW, AT_HIGH = "At the low end of its band", "At the high end of its band"
COLOUR = {
    ADDS: COLOURS[0], TAKES: COLOURS[3], SUM: COLOURS[1], BEFORE: COLOURS[2], AFTER: COLOURS[1], AT_LOW: COLOURS[1],
    AT_HIGH: COLOURS[2], CASES: "#7d8590",
}  # fmt: skip
MOST_SWINGS = 10  # shown of the tornado; the table has them all
# A row in pixels: its words, the bar under them, the span of the cases under that, and room to the next row.
_LINE, _BAR, _GAP, _SPAN, _ROOM = 18, 16, 3, 10, 7
_EDGES = {"l": 4, "r": 18, "t": 28, "b": 32}
_WIDEST = 45  # characters of a line of words: what a telephone's width holds


class Bar(NamedTuple):
    """A row: its words, the kind that colours it, where it begins, how long it is, and the ends of its cases."""

    words: str
    kind: str
    base: float
    value: float  # NaN where it is not known
    low: float
    high: float


def said(amounts: Range, unit: str) -> str:
    """Return the central value with the span of the cases, smaller end first, as words beside a bar.

    >>> said(Range(406.3, 2164.2, 8013.1), "USD mn"), said(Range(2.0, 1.0, 1.5), "months")
    ('2,164 (406 to 8,013)', '1.0 (1.0 to 2.0)')
    >>> said(Range(0.0, 0.0, math.nan), "USD mn"), said(Range(0.0, math.nan, math.nan), "USD mn")
    ('0 (its span is not known)', 'not known')
    """
    ends, middle = ends_of(amounts), number(amounts.central, unit)
    if ends is None:
        known = not math.isnan(amounts.central)
        return tr("{middle} (its span is not known)", middle=middle) if known else tr("not known")
    low, high = (number(end, unit) for end in ends)
    if math.isnan(amounts.central):
        return tr("{low} to {high}", low=low, high=high)
    same = low == high == middle
    return middle if same else tr("{middle} ({low} to {high})", middle=middle, low=low, high=high)


def ends_of(amounts: Range) -> tuple[float, float] | None:
    """Return the smallest and the largest of the three cases, None where the cheaper or the dearer one is not known."""
    if math.isnan(amounts.low) or math.isnan(amounts.high):
        return None
    known = [amount for amount in amounts if not math.isnan(amount)]
    return min(known), max(known)


def waterfall(outcome: Outcome) -> list[Bar]:
    """Return what is to be financed line by line, each beginning where the one before it ends, and the sums.

    Where a line is not known the sum is only of those that are, and what reserves pay of the whole is not known either.
    """
    bars, reached = [], 0.0
    for line in outcome.lines:
        bars.append(_bar(tr(line.title), ADDS if not line.loss.central < 0 else TAKES, reached, line.loss))
        reached += 0.0 if math.isnan(line.loss.central) else line.loss.central
    if outcome.need.lacks:
        return [*bars, _bar(tr(outcome.at_hand.title), SUM, 0.0, outcome.at_hand.loss)]
    bars.append(_bar(tr(outcome.need.title), SUM, 0.0, outcome.need.loss))
    if ends_of(outcome.gap.loss):
        title = tr("Paid by reserves")
        paid = _bar(title, TAKES, reached, Range(*(-amount for amount in outcome.reserve_use)))
        bars.append(paid._replace(words=f"{title}: {said(outcome.reserve_use, 'USD mn')}"))
        bars.append(_bar(tr(outcome.gap.title), SUM, 0.0, outcome.gap.loss))
    return bars


def _bar(title: str, kind: str, base: float, amounts: Range, unit: str = "USD mn") -> Bar:
    low, high = ends_of(amounts) or (math.nan, math.nan)
    return Bar(f"{title}: {said(amounts, unit)}", kind, base, amounts.central, base + low, base + high)


def cover(outcome: Outcome) -> list[Bar]:
    """Return the months of imports that reserves pay before and after, and had they paid the whole need."""
    rows = (
        (tr("Before"), BEFORE, outcome.cover_before),
        (tr("After, the floor kept"), AFTER, outcome.cover),
        (tr("After, had reserves paid the whole need"), AFTER, outcome.cover_without_floor),
    )
    return [_bar(title, kind, 0.0, amounts, "months") for title, kind, amounts in rows if ends_of(amounts)]


def tornado(swings: Sequence[tuple[str, Swing]]) -> list[Bar]:
    """Return two bars for each titled swing, from what the central case costs to what either end would."""
    found = []
    for title, swing in swings:
        both = EN_DASH.join(number(end, "USD mn") for end in sorted((swing.at_low, swing.at_high)))
        for kind, end in ((AT_LOW, swing.at_low), (AT_HIGH, swing.at_high)):
            found.append(Bar(f"{title}: {both}", kind, swing.central, end - swing.central, math.nan, math.nan))
    return found


def drawn(bars: Sequence[Bar], unit: str) -> Figure:
    """Return bars as rows, those with the same words in one; the span of the cases is a thin line below its bar."""
    rows = list(dict.fromkeys(bar.words for bar in bars))
    places = dict(zip(rows, _places(rows), strict=True))
    traces: list[dict[str, Any]] = [
        {
            "type": "bar", "orientation": "h", "name": tr(kind), "meta": _meta("value"), "width": _BAR,
            "y": [places[bar.words] for bar in bars if bar.kind == kind], "marker": {"color": COLOUR[kind]},
            "base": [bar.base for bar in bars if bar.kind == kind],
            "x": [None if math.isnan(bar.value) else bar.value for bar in bars if bar.kind == kind],
            "hovertext": [bar.words for bar in bars if bar.kind == kind], "hoverinfo": "text",
        }
        for kind in dict.fromkeys(bar.kind for bar in bars)
    ]  # fmt: skip
    ends = [(bar.low, bar.high, places[bar.words]) for bar in bars]
    reach = [end for bar in bars for end in (bar.base, bar.base + bar.value, bar.low, bar.high) if not math.isnan(end)]
    return {"data": [*traces, *_cases(ends)], "layout": _layout(rows, unit, _extent(reach))}


def _extent(reach: Sequence[float]) -> list[float]:
    """Return from where to where an axis runs: a little beyond what it holds, but not below zero where all is above."""
    low, high = min(reach, default=0.0), max(reach, default=0.0)
    room = (high - low) * 0.03 or 1.0
    return [low - room if low else 0.0, high + room]


def dots(rows: Sequence[tuple[str, float, Range]], unit: str) -> Figure:
    """Return titled values before and after as dots on one scale from 0 to 1, with the span of the cases."""
    words = [
        tr("{title}: {before}, then {after}", title=title, before=number(before, unit), after=said(after, unit))
        for title, before, after in rows
    ]
    places = _places(words)
    shown = ((BEFORE, "circle-open", [row[1] for row in rows]), (AFTER, "circle", [row[2].central for row in rows]))
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter", "mode": "markers", "name": tr(kind), "meta": _meta("value"), "y": places,
            "x": [None if math.isnan(value) else value for value in values], "hovertext": words, "hoverinfo": "text",
            "marker": {"symbol": symbol, "size": 13, "color": COLOUR[kind], "line": _pen(COLOUR[kind])},
        }
        for kind, symbol, values in shown
    ]  # fmt: skip
    spans = [(*(ends_of(row[2]) or (math.nan, math.nan)), place) for row, place in zip(rows, places, strict=True)]
    return {"data": [*traces, *_cases(spans)], "layout": _layout(words, unit, [0.0, 1.03])}


def _cases(ends: Sequence[tuple[float, float, float]]) -> list[dict[str, Any]]:
    """Return the spans of the cases, given as low, high and row, as one trace; nothing where all have no width."""
    wide = [(low, high, place - _BAR / 2 - _GAP - 2) for low, high, place in ends if low < high]
    if not wide:
        return []
    return [
        {
            "type": "scatter", "mode": "lines+markers", "name": tr(CASES), "meta": _meta("bounds"), "hoverinfo": "skip",
            "x": [x for low, high, _ in wide for x in (low, high, None)],
            "y": [y for *_, place in wide for y in (place, place, None)], "connectgaps": False,
            "line": _pen(COLOUR[CASES]), "cliponaxis": False,
            "marker": {"symbol": "line-ns-open", "size": 8, "color": COLOUR[CASES], "line": _pen(COLOUR[CASES])},
        }
    ]  # fmt: skip


def _folded(words: str) -> list[str]:
    return wrap(words, _WIDEST)


def _places(rows: Sequence[str]) -> list[float]:
    """Return the middle of each row's bar, in pixels below the upper edge, as a negative number."""
    heights = [len(_folded(words)) * _LINE + _GAP + _BAR + _SPAN + _ROOM for words in rows]
    below = accumulate(heights)
    return [-(end - _ROOM - _SPAN - _BAR / 2) for end in below]


def _layout(rows: Sequence[str], unit: str, span: list[float]) -> dict[str, Any]:
    places = _places(rows)
    height = -min(places, default=0.0) + _BAR / 2 + _SPAN + _ROOM
    notes = [
        {
            "name": "row", "text": curly("<br>".join(_folded(words))), "xref": "paper", "yref": "y", "x": 0,
            "y": place + _BAR / 2, "xanchor": "left", "yanchor": "bottom", "showarrow": False, "align": "left",
            "font": {"size": 13.5}, "borderpad": 1,
        }
        for words, place in zip(rows, places, strict=True)
    ]  # fmt: skip
    return {
        **plain_layout(),
        "margin": _EDGES, "height": round(_EDGES["t"] + _EDGES["b"] + height), "barmode": "overlay", "shapes": [],
        "annotations": [unit_label(unit) | {"xshift": 0, "yshift": 4}, *notes],
        "xaxis": {**VALUES, "range": span, "zeroline": True, "zerolinewidth": 1.5, "tickangle": 0, "nticks": 6,
                  "exponentformat": "none"},
        "yaxis": {"visible": False, "fixedrange": True, "range": [-height, 0]},
    }  # fmt: skip


def _pen(colour: str) -> dict[str, Any]:
    return {"width": 2, "color": colour}


def _meta(role: str) -> dict[str, Any]:
    return {"id": "scenario", "variant": "", "role": role, "scale": 1.0}
