"""A map of the world: how much of each country's trade runs to one partner, in five classes."""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

from dashboard.figures import Figure, plain_layout
from dashboard.language import tr
from dashboard.listings import row_of
from dashboard.tables import Record
from dashboard.theme import EN_DASH, span
from indicators.model import Row

BREAKS = (1.0, 5.0, 10.0, 25.0)  # per cent; the same for all partners and years, so that maps can be compared
PARTNER, NONE = "partner", "none"  # what no class stands for: the partner itself, and no data


def classes() -> dict[str, str]:
    """Return the classes from the lowest to the highest: the colour's name in the style sheet, and what it says.

    >>> list(classes().values())
    ['under 1 %', '1–5 %', '5–10 %', '10–25 %', '25 % and more']
    """
    first, *_, last = BREAKS
    between = [f"{low:g}{EN_DASH}{high:g} %" for low, high in pairwise(BREAKS)]
    titles = [tr("under {share} %", share=f"{first:g}"), *between, tr("{share} % and more", share=f"{last:g}")]
    return {str(place): title for place, title in enumerate(titles, start=1)}


def others() -> dict[str, str]:
    """Return what the legend says of countries in no class."""
    return {PARTNER: tr("the partner itself"), NONE: tr("no data, or bounds in several classes")}


def class_of(share: Row) -> str:
    """Return the class of a share in per cent; a break belongs to the class above it.

    Where only bounds are known they have to lie in one class: else there is none.
    """
    if math.isnan(share.high):
        return NONE
    low, high = (1 + sum(end >= least for least in BREAKS) for end in (share.low, share.high))
    return str(high) if low == high else NONE


def world_map(
    rows: Sequence[Record], names: Mapping[str, str], share: str, partners: Collection[str], chosen: str
) -> Figure:
    """Return a trace for each class with the countries in it, by the column `share` of the rows.

    `names` has every country that the data know: one without a row has no data. `partners` is the partner, or its
    members. The browser gives each class its colour; the chosen country has a thicker border.
    """
    known = {row["dependent"]: row_of(row, share) for row in rows}
    within: dict[str, list[str]] = {}
    for code in names:
        one = PARTNER if code in partners else class_of(known[code]) if code in known else NONE
        within.setdefault(one, []).append(code)
    titles = others() | classes()
    traces = [
        {
            "type": "choropleth", "locations": countries, "z": [1] * len(countries), "name": titles[one],
            "text": [f"{names[code]}: {_told(known.get(code), titles[one])}" for code in countries],
            "hovertemplate": "%{text}<extra></extra>", "showscale": False, "showlegend": False,
            "marker": {"line": {"width": [2.5 if code == chosen else 0.5 for code in countries]}},
            "meta": {"id": share, "role": "value", "class": one},
        }
        for one, countries in sorted(within.items())
    ]  # fmt: skip
    return {"data": traces, "layout": _layout()}


def _told(share: Row | None, title: str) -> str:
    return title if share is None or math.isnan(share.high) else f"{span(share, 'percent')} %"


def _layout() -> dict[str, Any]:
    geo = {
        "projection": {"type": "equal earth", "rotation": {"lon": 11}}, "lataxis": {"range": [-57, 84]},
        "bgcolor": "rgba(0,0,0,0)", "showframe": False, "showcoastlines": False, "showland": True,
        "resolution": 110,
    }  # fmt: skip
    shared = {name: value for name, value in plain_layout().items() if name != "height"}
    return shared | {"geo": geo, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
