"""Rows of the table of partners in the press: shares of Belarusian trade and trade with single partners and groups.

A cell may state several partners (`RUS 51.1; UKR 7.2`, `USA/TUR/BRA 1.2 each`) or both flows (`42 / 56`): each becomes
an observation. Figures that stand in a note only are not read.
"""

import re
from collections.abc import Iterator, Mapping

from ingest.model import Status
from ingest.press.cells import NoFigure, as_printed, known_from, unit, when
from ingest.press.figures import joined_note, preference, title

COLUMNS = ("period", "partner", "metric", "value", "unit", "who", "url", "note")

# Text of the metric: the reporter and the items that its value states, in the order of the value's parts.
_METRICS = {
    "BLR goods exports": ("BLR", ("goods_exports",)),
    "BLR goods exports / imports": ("BLR", ("goods_exports", "goods_imports")),
    "China-BLR goods trade (Chinese side)": ("CHN", ("goods_turnover",)),
    "share of BLR goods exports": ("BLR", ("share_of_goods_exports",)),
    "share of BLR goods exports / imports": ("BLR", ("share_of_goods_exports", "share_of_goods_imports")),
    "share of BLR goods turnover": ("BLR", ("share_of_goods_turnover",)),
    "share of BLR foreign trade": ("BLR", ("share_of_foreign_trade",)),  # goods alone or all trade is not said
}
_UNITS = {"bn USD": "goods", "percent": "share"}  # how an item in this unit begins
_SEVERAL = "several"
_AREAS = {"EU": "EU", "CIS": "_CIS"}
_ONE_OF_SEVERAL = re.compile(r"([A-Z]{3}(?:/[A-Z]{3})*) (\S+)( each)?")


def observations(row: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Yield an observation for each partner and flow that a row states, known to its last printed digit.

    >>> row = dict.fromkeys(COLUMNS, "") | {"period": "2020", "partner": "several", "unit": "percent"}
    >>> row |= {"metric": "share of BLR goods turnover", "value": "RUS 47.9; USA/TUR 1.2 each"}
    >>> [(stated["partner"], stated["value"], stated["high"]) for stated in observations(row)]
    [('RUS', 47.9, 47.95), ('USA', 1.2, 1.25), ('TUR', 1.2, 1.25)]

    Raises NoFigure for a metric, unit or partner that is not declared, and for a row without a certain period or of
    which one part is no number: then nothing of the row is read.
    """
    if row["metric"] not in _METRICS:
        raise NoFigure(f"unknown metric {row['metric']!r}")
    reporter, items = _METRICS[row["metric"]]
    if not items[0].startswith(_UNITS.get(row["unit"], " ")):
        raise NoFigure(f"unit {row['unit']!r} of {row['metric']!r}")
    named, words = when(row["period"])
    if words:
        raise NoFigure(f"unknown words {words!r} after the period")
    for item, partner, text in list(_parts(row, items)):
        stated = as_printed(text, row["note"])
        yield {
            "item": item, "reporter": reporter, "partner": "BLR" if reporter == partner else partner, "product": "_Z",
            "unit": unit(row["unit"])[0], "title": title(item), "period": named.text,
            "vintage": known_from(row["url"], named), "value": stated.value, "low": stated.low, "high": stated.high,
            "status": Status.OFFICIAL_STATEMENT.value, "preference": preference(row["note"], text),
            "locator": row["url"], "note": joined_note(row["who"], row["note"]),
        }  # fmt: skip


def _parts(row: Mapping[str, str], items: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """The item, partner and number of each figure in a row."""
    if row["partner"] == _SEVERAL and len(items) == 1:
        for part in row["value"].split(";"):
            yield from ((items[0], partner, text) for partner, text in _partners(part.strip()))
        return
    texts = row["value"].split(" / ")
    if len(texts) != len(items):
        raise NoFigure(f"{row['value']!r} is not {len(items)} number{'s' if len(items) > 1 else ''}")
    partner = _AREAS.get(row["partner"], row["partner"])
    if row["partner"] not in _AREAS and not re.fullmatch("[A-Z]{3}", partner):
        raise NoFigure(f"unknown partner {row['partner']!r}")
    yield from ((item, partner, text) for item, text in zip(items, texts, strict=True))


def _partners(part: str) -> Iterator[tuple[str, str]]:
    """`USA/TUR/BRA 1.2 each` is one number for three partners; without `each` it would be their sum."""
    found = _ONE_OF_SEVERAL.fullmatch(part)
    if found is None or ("/" in found[1]) != bool(found[3]):
        raise NoFigure(f"{part!r} is not a share for each partner")
    yield from ((partner, found[2]) for partner in found[1].split("/"))
