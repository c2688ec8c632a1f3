"""Tables of trade flows as Comtrade's own bulk extracts have them: one row per year, flow, reporter, partner, product.

Exports include re-exports and imports include re-imports; the re-flows are repeated on rows of their own, which become
items of their own: adding them up would count them twice. Trade of a country with itself is goods that came back:
`re_import` states the same figure, so those rows of imports are left out, and with them an export to oneself.

Partner 0 is the world. `Areas, nes` are partners that the reporter does not name; `Serbia and Montenegro`, `Fmr Sudan`,
`Belgium-Luxembourg` and the `So. African Customs Union` have codes of their own because the ISO column gives the last
three the code of a country that appears beside them.

Russia's two files, of another download, spell codes of products without the leading zero, and the part of the one by
product that came through another interface has other columns for everything but year, flow, partner and value.
**Her trade with Belarus is split by product only from 2012: until 2011 all of it stands under 99** (2009 is absent),
which the note says, and from 2016 her gas does. Her exports to Belarus of 2012-2015 lack 3.0-3.7 bn USD of suppressed
goods.

Not read: quantities and weights, all blank or zero; and `Flag`, which is about them.
"""

from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, tidy

COLLECTED = date(2026, 11, 23)  # the days of the downloads were not recorded

_VALUE = "Trade Value (US$)"  # the name carries the unit, so a file in another unit is refused
_COLUMNS = ("Year", "Trade Flow", "Reporter", "Partner", "Commodity Code", _VALUE)
_UNSPECIFIED = "99"  # commodities not specified according to kind
_WHOLE = "all goods of the year: none is specified by kind"
_ITEMS = {
    "Export": ("export", "Exports"),
    "Import": ("import", "Imports"),
    "Re-Export": ("re_export", "Re-exports (part of exports)"),
    "Re-Import": ("re_import", "Re-imports (part of imports)"),
}
_VIA = {
    "comtrade_hs": "pmacg/UNComtrade @be9abec1",
    "russia_": "d2ski/viz-russian-global-trade @96c97fbf",
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return flows in USD by reporter, partner and product of the Harmonized System; `_T` is all goods.

    >>> head = "Year,Trade Flow,Reporter,Partner,Commodity Code,Trade Value (US$)"
    >>> line = "2016,Import,Belarus,Russian Federation,27,7291882500"
    >>> flows = parse(f"{head}\n{line}\n".encode(), "trade/comtrade_hs27.csv").observations
    >>> flows[["item", "reporter", "partner", "product", "value", "unit"]].values.tolist()
    [['import', 'BLR', 'RUS', '27', 7291882500.0, 'USD']]

    Raises SourceError for a missing column, and for a flow, year or code of product of another kind.
    """
    table = csv_table(payload, path, _COLUMNS)
    matching(table["Trade Flow"], table["row"], path, "|".join(_ITEMS), "a flow")
    matching(table["Year"], table["row"], path, r"(19|20)\d\d", "a year")
    matching(table["Commodity Code"], table["row"], path, r"TOTAL|\d{1,2}", "a chapter of the Harmonized System")
    codes = {name: area_code(name) for name in {*table["Reporter"], *table["Partner"]}}
    products = table["Commodity Code"].str.zfill(2).replace("TOTAL", "_T")
    flows = pd.DataFrame({
        "item": table["Trade Flow"].map({flow: item for flow, (item, _) in _ITEMS.items()}),
        "reporter": table["Reporter"].map(codes), "partner": table["Partner"].map(codes), "product": products,
        "title": _titles(table["Trade Flow"], products), "period": table["Year"],
        "value": numbers(table[_VALUE], table["row"], path), "row": table["row"],
    })  # fmt: skip
    flows = flows.assign(note=_whole_trade(flows))
    coded = flows["reporter"].notna() & flows["partner"].notna()
    to_itself = coded & (flows["reporter"] == flows["partner"]) & flows["item"].isin(["export", "import"])
    refused = (*_unknown_areas(table, path), *_trade_with_itself(flows[to_itself], path))
    edition = f"{min(table['Year'])}-{max(table['Year'])}, day of the download not recorded"
    via = next((carrier for name, carrier in _VIA.items() if name in path), "")
    return Parsed(edition, COLLECTED, tidy(flows[coded & ~to_itself], unit="USD", vintage=COLLECTED), refused, via)


def _titles(flows: pd.Series, products: pd.Series) -> pd.Series:
    goods = products.map(lambda product: "all goods" if product == "_T" else f"HS {product}")
    return flows.map({flow: title for flow, (_, title) in _ITEMS.items()}) + ", " + goods


def _whole_trade(flows: pd.DataFrame) -> pd.Series:
    """Mark the goods not specified by kind that are all a year's trade of a pair: other products are unknown there."""
    products = flows.groupby(["item", "reporter", "partner", "period"])["product"].transform("size")
    return (
        flows["product"].where((flows["product"] == _UNSPECIFIED) & (products == 1), "").replace(_UNSPECIFIED, _WHOLE)
    )


def _unknown_areas(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    places = pd.concat([table[["row"]].assign(name=table[end]) for end in ("Reporter", "Partner")])
    return tuple(
        Refusal(path, int(rows.min()), f"area {name!r} is not in data/codes/areas.csv ({len(rows)} rows)")
        for name, rows in places.groupby("name")["row"]
        if area_code(str(name)) is None
    )


def _trade_with_itself(flows: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(path, int(rows.min()), f"{item} of {reporter} with itself: goods that came back ({len(rows)} rows)")
        for (reporter, item), rows in flows.groupby(["reporter", "item"])["row"]
    )
