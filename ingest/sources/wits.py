"""World Bank WITS country summaries, from UN Comtrade: a country's total trade, its top partners and product groups.

One CSV per country, wide by year, numbers padded with blanks, values in mn USD (exports FOB, imports CIF). A partner
has a number only in the years in which it was among about the five largest: an empty cell is no observation, not zero.
Product groups mix two classifications (HS sections, stages of processing) and must not be summed. `SER` in a file
name is Serbia. The `HH Market concentration index` is kept as published; it is not the HHI of the partner shares.
GDP, growth, tariffs and product shares, which the file also has, come from their own sources or follow from the values.
"""

import re
from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="wits",
    publisher="World Bank",
    title="World Integrated Trade Solution: country trade summary",
    url="https://wits.worldbank.org/",
    licence="World Bank terms",
    redistribute=True,
    citation="World Bank, World Integrated Trade Solution (WITS), trade summary, from UN Comtrade.",
    cadence="annual",
)

FILES = ("trade/wits_summary_2019/*.CSV", "trade/wits_summary_2015/*.CSV")

_COLLECTED = date(2026, 11, 23)  # the publication dates of the editions were not recorded
_LABELS = ("Reporter", "Partner", "Product categories", "Indicator Type", "Indicator")
_EXPORT, _IMPORT = "Goods exports, FOB", "Goods imports, CIF"
# The indicator's text carries the unit, so another unit is another text and the file is refused.
_ITEMS = {
    "Exports (in US$ Mil)": ("export", "USD mn", _EXPORT),
    "Export(US$ Mil)": ("export", "USD mn", _EXPORT),
    "Trade (US$ Mil)-Top 5 Export Partner": ("export", "USD mn", _EXPORT),
    "Partner share(%)-Top 5 Export Partner": ("export_share", "percent", "Partner's share of goods exports"),
    "Imports (in US$ Mil)": ("import", "USD mn", _IMPORT),
    "Import(US$ Mil)": ("import", "USD mn", _IMPORT),
    "Trade (US$ Mil)-Top 5 Import Partner": ("import", "USD mn", _IMPORT),
    "Partner share(%)-Top 5 Import Partner": ("import_share", "percent", "Partner's share of goods imports"),
    "HH Market concentration index": ("hh_market_concentration", "index", "HH market concentration, as published"),
}
_NOT_READ = frozenset(
    (
        "Country Growth (%)", "Duty Free Imports (US$ Thousand)", "Duty Free Tariff Lines Share (%)",
        "Export Product share(%)", "GDP (current US$ Mil)", "GNI per capita, Atlas method (current US$)",
        "Import Product share(%)", "Index of export market penetration", "Maximum Rate (%)", "No. Of Export partners",
        "No. Of Export products", "No. Of Import partners", "No. Of Import products", "No. Of Tariff Agreement",
        "Simple Average (%)", "Trade (% of GDP)", "Trade Balance (% of GDP)", "Trade Balance (current US$ Mil)",
        "Trade in services (% of GDP)", "Weighted Average (%)", "World Growth (%)",
    )
)  # fmt: skip
_NOT_APPLICABLE = "..."


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return totals, top partners and product groups of one country.

    >>> labels = "Reporter,Partner,Product categories,Indicator Type,Indicator,2019,2018"
    >>> cells = "Belarus,Russian Federation,All Products,Export,Trade (US$ Mil)-Top 5 Export Partner,   13624.09,"
    >>> parse(f"{labels}\n{cells}\n".encode(), "BLR.CSV").observations[["partner", "period", "value"]].values.tolist()
    [['RUS', '2019', 13624.09]]

    Raises SourceError for an indicator it does not know, which a change of unit would be.
    """
    table = csv_table(payload, path, _LABELS)
    years = [name for name in table.columns if name not in (*_LABELS, "row")]
    if not years or not all(re.fullmatch(r"(19|20)\d\d", name) for name in years):
        raise SourceError(path, expected="a column per year", found=f"columns {', '.join(years[:12]) or 'none'}")
    known = f"({'|'.join(re.escape(name) for name in (*_ITEMS, *_NOT_READ))})"
    matching(table["Indicator"], table["row"], path, known, "an indicator of the trade summary, in US$ Mil or %")
    table = table[table["Indicator"].isin(list(_ITEMS))]
    long = table.melt([*_LABELS, "row"], years, var_name="period", value_name="cell")
    long = long.assign(value=numbers(long["cell"], long["row"], path), **_keys(long))
    coded = long["reporter"].notna() & long["partner"].notna()
    read = ["item", "reporter", "partner", "product", "unit", "title", "period", "value", "row"]
    edition = f"trade summary to {max(years)}, publication date not recorded"
    carriers = {"2015": "mpawliuk/Statistical-Ramsey-Economic-Data @c4166cd5"}
    return Parsed(
        edition,
        _COLLECTED,
        tidy(long.loc[coded, read], vintage=_COLLECTED),
        _unknown_areas(table, path),
        carriers.get(max(years), "listenzcc/World-trade-data-I @c3cc281a"),
    )


def _keys(long: pd.DataFrame) -> dict[str, pd.Series]:
    items = {name: item for name, (item, _, _) in _ITEMS.items()}
    units = {name: unit for name, (_, unit, _) in _ITEMS.items()}
    titles = {name: title for name, (_, _, title) in _ITEMS.items()}
    return {
        "item": long["Indicator"].map(items),
        "unit": long["Indicator"].map(units),
        "title": long["Indicator"].map(titles),
        "reporter": long["Reporter"].map(_codes(long["Reporter"])),
        "partner": long["Partner"].map(_codes(long["Partner"])),
        "product": long["Product categories"].map(_product),
    }


def _codes(names: pd.Series) -> dict[str, str | None]:
    return {name: "_Z" if name == _NOT_APPLICABLE else area_code(name) for name in names.unique()}


def _product(group: str) -> str:
    """Return `capital_goods` for `Capital goods`; all products are the total."""
    special = {"All Products": "_T", _NOT_APPLICABLE: "_Z"}
    return special.get(group) or re.sub(r"\W+", "_", group.lower())


def _unknown_areas(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    places = pd.concat([table.groupby(column)["row"].min() for column in ("Reporter", "Partner")])
    unknown = {name: row for name, row in places.items() if name != _NOT_APPLICABLE and area_code(str(name)) is None}
    return tuple(
        Refusal(path, int(row), f"area {name!r} is not in data/codes/areas.csv") for name, row in unknown.items()
    )
