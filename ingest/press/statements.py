"""Rows of the table of official statements on trade: what each metric's text names, known to its last digit."""

import re
from collections.abc import Iterator, Mapping

from ingest.model import Status
from ingest.press.cells import NoFigure, as_printed, known_from, when
from ingest.press.figures import joined_note, preference, title

COLUMNS = ("period", "metric", "value", "unit", "who", "url", "note")

# Text of the metric: item, reporter, partner.
_METRICS = {
    "goods turnover BLR-RUS": ("goods_turnover", "BLR", "RUS"),
    "goods turnover BLR-RUS (Belstat)": ("goods_turnover", "BLR", "RUS"),
    "goods+services turnover BLR-RUS": ("goods_and_services_turnover", "BLR", "RUS"),
    "BLR goods exports to RUS": ("goods_exports", "BLR", "RUS"),
    "BLR goods imports from RUS": ("goods_imports", "BLR", "RUS"),
    "BLR goods exports to EU": ("goods_exports", "BLR", "EU"),
    "BLR total goods exports": ("goods_exports", "BLR", "WLD"),
    "BLR trade balance with RUS": ("goods_balance", "BLR", "RUS"),
    "RUS exports to BLR": ("goods_exports", "RUS", "BLR"),
    "RUS imports from BLR": ("goods_imports", "RUS", "BLR"),
    "RUS share of BLR goods exports": ("share_of_goods_exports", "BLR", "RUS"),
    "RUS share of BLR goods imports": ("share_of_goods_imports", "BLR", "RUS"),
    "share of BLR exports going to RUS+CHN": ("share_of_goods_exports", "BLR", "_RUS_CHN"),
}
_UNITS = {"bn USD": "USD bn", "percent": "percent"}


# A note may state the other half of the same statement: "turnover 45.8", "imports 21.27"; not a share of it.
_IN_NOTE = re.compile(r"\b(turnover|imports) (\d+\.\d+)(?! ?%)\b")


def observations(row: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Yield the observation that a row of official statements makes, then those that its note adds for the same pair.

    >>> row = {"period": "2022", "metric": "BLR goods exports to RUS", "value": "22.9", "unit": "bn USD"}
    >>> row |= {"who": "Gryzlov", "url": "https://rt.com/business/576178", "note": "+40.2% y/y; turnover 45.8 (+14.3%)"}
    >>> [(stated["item"], stated["value"], stated["low"]) for stated in observations(row)]
    [('goods_exports', 22.9, 22.85), ('goods_turnover', 45.8, 45.75)]

    Raises NoFigure as `observation` does.
    """
    main = observation(row)
    yield main
    if main["item"] not in ("goods_exports", "goods_imports") or main["partner"] == "EU":
        return
    for found in _IN_NOTE.finditer(row["note"]):
        item = f"goods_{found[1]}"
        stated = as_printed(found[2], "")
        yield main | {"item": item, "title": title(item), "value": stated.value, "low": stated.low, "high": stated.high}


def observation(row: Mapping[str, str]) -> dict[str, object]:
    """Return the observation that a row of the table of official statements states.

    >>> row = {"period": "2022", "metric": "BLR goods exports to RUS", "value": "22.9", "unit": "bn USD"}
    >>> stated = observation(row | {"who": "Gryzlov", "url": "https://rt.com/business/576178", "note": "+40.2% y/y"})
    >>> [stated[name] for name in ("item", "reporter", "partner", "value", "low", "high", "unit")]
    ['goods_exports', 'BLR', 'RUS', 22.9, 22.85, 22.95, 'USD bn']

    Raises NoFigure for a metric or unit that is not declared, and for a row without a number or a certain period.
    """
    if row["metric"] not in _METRICS:
        raise NoFigure(f"unknown metric {row['metric']!r}")
    if row["unit"] not in _UNITS:
        raise NoFigure(f"unknown unit {row['unit']!r}")
    item, reporter, partner = _METRICS[row["metric"]]
    stated = as_printed(row["value"], row["note"])
    named, words = when(row["period"])
    if words:
        raise NoFigure(f"unknown words {words!r} after the period")
    ahead = "(forecast)" in row["who"]
    return {
        "item": item, "reporter": reporter, "partner": partner, "product": "_Z", "unit": _UNITS[row["unit"]],
        "title": title(item), "period": named.text, "vintage": known_from(row["url"], named),
        "value": stated.value, "low": stated.low, "high": stated.high,
        "status": (Status.FORECAST if ahead else Status.OFFICIAL_STATEMENT).value,
        "preference": preference(row["note"], row["value"]), "locator": row["url"],
        "note": joined_note(row["who"], row["note"]),
    }  # fmt: skip
