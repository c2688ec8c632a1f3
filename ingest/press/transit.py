"""Rows of the table of transit quotes: cargo and oil products by route, and the figures that a note adds to its row."""

import re
from collections.abc import Iterator, Mapping

from ingest.model import Status
from ingest.press.cells import NAN, NoFigure, amount, known_from, unit, when
from ingest.press.figures import joined_note, preference, title

COLUMNS = ("period", "metric", "value", "unit", "who", "url", "note")

_VIA_PORTS = "oil_products_via_RUS_Baltic_ports"  # the same item as in the tables of figures
_ALL_CARGO = "all_cargo_via_RUS_ports"
_BEFORE_SANCTIONS = "cargo_before_sanctions_via_baltic_and_ukrainian_ports"

# Text of the metric: item, reporter, partner, product.
_METRICS = {
    "BNK oil-product exports, total": ("bnk_exports", "BLR", "WLD", "total"),
    "BNK exports via Latvian ports": ("bnk_exports", "BLR", "WLD", "via_latvian_ports"),
    "BNK exports via Ukrainian ports": ("bnk_exports", "BLR", "WLD", "via_ukrainian_ports"),
    "BNK exports via Lithuania": ("bnk_exports", "BLR", "WLD", "via_lithuania"),
    "BNK exports via Estonia": ("bnk_exports", "BLR", "WLD", "via_estonia"),
    "oil-product exports to Ukraine": ("oil_product_exports", "BLR", "UKR", "_Z"),
    "oil-product exports, total": ("oil_product_exports", "BLR", "WLD", "_Z"),
    "Belarusian cargo in Klaipeda port (all goods)": ("all_cargo_via_klaipeda", "BLR", "LTU", "_Z"),
    "volume Russia offered to divert": (_VIA_PORTS, "BLR", "RUS", "offered"),
    "intergovernmental agreement of 19 Feb 2021, Russian Baltic ports": (_VIA_PORTS, "BLR", "RUS", "agreed"),
    "oil products shipped via Russian ports by 5 Apr 2021": (_VIA_PORTS, "BLR", "RUS", "shipped_by_5_april"),
    "oil products via Russian ports, expected": (_VIA_PORTS, "BLR", "RUS", "expected"),
    "oil products via Russian ports": (_VIA_PORTS, "BLR", "RUS", "reported"),
    "Belarusian gasoline transit via Russian ports (month)": (_VIA_PORTS, "BLR", "RUS", "gasoline"),
    "Russian transport revenue from it": ("transport_revenue_from_oil_products", "RUS", "BLR", "_Z"),
    "all Belarusian cargo via Russian ports": (_ALL_CARGO, "BLR", "RUS", "_Z"),
}
_FORECAST_PRODUCTS = frozenset({"offered", "agreed", "expected"})

# A note that opens with an earlier half year gives the same figure for it; later words are about other things.
_EARLIER_HALF = re.compile(r"H([12]) (\d{4}) (\d+(?:\.\d+)?)(?=[;\s]|$)")
_BASE = re.compile(r"pre-sanctions (\d+(?:\.\d+)?) Mt/yr all cargo via Baltic\+Ukraine")


def observations(row: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Yield the observation that a row of transit quotes states, then those that its note adds.

    >>> row = {"period": "2023 H1", "metric": "all Belarusian cargo via Russian ports", "value": "6.0", "unit": "Mt"}
    >>> row |= {"who": "Snopkov", "url": "https://rubaltic.ru/news/18072023-v-portakh", "note": "H1 2022 1.5; 97%"}
    >>> [(stated["period"], stated["value"], stated["vintage"].isoformat()) for stated in observations(row)]
    [('2023H1', 6.0, '2023-07-18'), ('2022H1', 1.5, '2023-07-18')]

    Raises NoFigure for a metric that is not declared, and for a row without a number or a certain period.
    """
    if row["metric"] not in _METRICS:
        raise NoFigure(f"unknown metric {row['metric']!r}")
    item, reporter, partner, product = _METRICS[row["metric"]]
    stated = amount(row["value"])
    named, words = when(row["period"])
    if words:
        raise NoFigure(f"unknown words {words!r} after the period")
    ahead = product in _FORECAST_PRODUCTS
    main = {
        "item": item, "reporter": reporter, "partner": partner, "product": product, "unit": unit(row["unit"])[0],
        "title": title(item, product), "period": named.text, "vintage": known_from(row["url"], named, row["metric"]),
        "value": stated.value, "low": stated.low, "high": stated.high,
        "status": (Status.FORECAST if ahead else Status.OFFICIAL_STATEMENT).value,
        "preference": preference(row["note"], row["value"]), "locator": row["url"],
        "note": joined_note(row["who"], row["note"]),
    }  # fmt: skip
    yield main
    if found := _EARLIER_HALF.match(row["note"]):
        yield main | {"period": f"{found[2]}H{found[1]}", "value": float(found[3]), "low": NAN, "high": NAN}
    if found := _BASE.search(row["note"]):
        base = {"item": _BEFORE_SANCTIONS, "title": title(_BEFORE_SANCTIONS), "partner": "_Z", "product": "_Z"}
        yield main | base | {"unit": "Mt", "value": float(found[1]), "low": NAN, "high": NAN}
