"""FAOSTAT, fertilisers by nutrient: potash in tonnes of K2O, one row per area, year and measurement.

The carrier kept Belarus, Canada, the USSR and the world. Use per area, per person and per value of production follow
from the use and are not read. Exports and imports are with all partners together: FAOSTAT has none by partner here.
"""

from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="faostat",
    publisher="Food and Agriculture Organization of the United Nations",
    title="FAOSTAT: fertilizers by nutrient",
    url="https://www.fao.org/faostat/en/#data/RFN",
    licence="CC BY 4.0",
    redistribute=True,
    citation="FAO, FAOSTAT, Fertilizers by Nutrient: potash K2O.",
    cadence="annual",
)

FILES = ("commodities/fao_potash_k2o_1961_2023.csv",)

_COLLECTED = date(2026, 11, 23)  # the publication date of the file was not recorded
_COLUMNS = ("Area", "Year", "Item", "Measurement", "Unit", "Value")
_ITEMS = {
    "Production": ("production", "_Z"),
    "Export quantity": ("export", "WLD"),
    "Import quantity": ("import", "WLD"),
    "Agricultural Use": ("use", "_Z"),
}
_NOT_READ = ("Use per area of cropland", "Use per capita", "Use per value of agricultural production")


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return production, exports, imports and agricultural use of potash, tonnes of K2O.

    >>> header = b"Area,Year,Item,Measurement,Unit,Value\n"
    >>> potash = b"Belarus,2022,Nutrient potash K2O (total),Export quantity,t,2596624.12\n"
    >>> parse(header + potash, "fao.csv").observations[["item", "partner", "value", "unit"]].values.tolist()
    [['export', 'WLD', 2596624.12, 'tonnes']]

    Raises SourceError for another nutrient, unit or measurement, and for two values of one area and year.
    """
    table = csv_table(payload, path, _COLUMNS)
    matching(table["Measurement"], table["row"], path, "|".join((*_ITEMS, *_NOT_READ)), "a known measurement")
    read = table[table["Measurement"].isin(list(_ITEMS))]
    rows = read["row"]
    matching(read["Item"], rows, path, r"Nutrient potash K2O \(total\)", "potash K2O")
    matching(read["Unit"], rows, path, "t", "tonnes")
    observations = pd.DataFrame({
        "item": read["Measurement"].map({name: item for name, (item, _) in _ITEMS.items()}),
        "partner": read["Measurement"].map({name: partner for name, (_, partner) in _ITEMS.items()}),
        "title": "Potash K2O: " + read["Measurement"].str.lower(),
        "reporter": read["Area"].map(area_code),
        "period": matching(read["Year"], rows, path, r"(19|20)\d\d", "a year"),
        "value": numbers(read["Value"], rows, path),
        "row": rows,
    })  # fmt: skip
    if observations.duplicated(["item", "reporter", "period"]).any():
        raise SourceError(path, expected="one value an area, year and measurement", found="two")
    known = observations.dropna(subset=["reporter"])
    table_of_known = tidy(known, product="potash_k2o", unit="tonnes", vintage=_COLLECTED)
    edition = f"to {read['Year'].max()}, publication date not recorded"
    via = "derekmichaelwright/agData @18849e6"
    return Parsed(edition, _COLLECTED, table_of_known, _unknown_areas(read, path), via)


def _unknown_areas(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    unknown = table[table["Area"].map(area_code).isna()].groupby("Area")["row"].agg(["min", "size"])
    return tuple(
        Refusal(path, int(row), f"area {name!r} is not in data/codes/areas.csv ({count} rows)")
        for name, row, count in unknown.itertuples()
    )
