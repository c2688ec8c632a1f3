"""IMF International Trade in Goods (IMTS): Russia's goods exports FOB and imports CIF by partner, yearly since 2016.

The file is wide by year and in millions, as its scale says; the live service sends the same series in full dollars, so
another scale is refused. From 2022 on Russia has not reported: the figures are the IMF's own estimates, contradict both
governments and have the status `estimated`. The world of 2024 is without Kazakhstan, for which there is no figure.
Partners without any figure, mostly countries that are no more, make no observation. The IMF's groups overlap; its EU
has the 27 members of 2020 in every year, its CIS (`_GX901`) has Georgia, Turkmenistan and Ukraine too.
"""

import re
from datetime import date

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Source, Status, tidy

SOURCE = Source(
    id="imf",
    publisher="International Monetary Fund",
    title="International Trade in Goods by partner country (IMTS)",
    url="https://data.imf.org/",
    licence="Attribution to the IMF",
    redistribute=True,
    citation="International Monetary Fund, International Trade in Goods by partner country (IMTS 1.0.0).",
    cadence="monthly and annual",
)

FILES = ("trade/imf_imts/*.csv",)

_COLLECTED = date(2026, 11, 23)  # the day on which the file was taken from the service was not recorded
_FIRST_ESTIMATE = 2022
_ITEMS = {"XG_FOB_USD": ("export", "Goods exports, FOB"), "MG_CIF_USD": ("import", "Goods imports, CIF")}
_PARTNERS = {"G001": "WLD", "G998": "EU27_2020", "TX126": "_BLX", "TX899": "_SPEC", "WBG": "PSE"}
_FIXED = {
    "DATASET": r"IMF\.STA:IMTS\(1\.0\.0\)",
    "COUNTRY.ID": "[A-Z]{3}",
    "INDICATOR.ID": "|".join(_ITEMS),
    "COUNTERPART_COUNTRY.ID": "[A-Z]{3}|G[0-9]{3}|GX[0-9]{3}|TX[0-9]{3}",
    "FREQUENCY.ID": "A",
    "SCALE.ID": "6",
    "SCALE": "Millions",
}  # what each cell of a column must be, by column


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return a country's goods exports and imports by partner, in USD mn.

    >>> labels = "DATASET,SERIES_CODE,COUNTRY.ID,INDICATOR.ID,COUNTERPART_COUNTRY.ID,FREQUENCY.ID,SCALE.ID,SCALE,2022"
    >>> cells = "IMF.STA:IMTS(1.0.0),RUS.XG_FOB_USD.BLR.A,RUS,XG_FOB_USD,BLR,A,6,Millions,28677.05"
    >>> observations = parse(f"{labels}\n{cells}\n".encode(), "RUS.csv").observations
    >>> observations[["item", "partner", "period", "value", "status"]].values.tolist()
    [['export', 'BLR', '2022', 28677.05, 'estimated']]

    Raises SourceError for another scale, indicator or frequency, and for a series that stands there twice.
    """
    table = csv_table(payload, path, (*_FIXED, "SERIES_CODE"))
    years = [name for name in table.columns if re.fullmatch(r"(19|20)\d\d", name)]
    if not years:
        raise SourceError(path, expected="a column per year", found=f"columns {', '.join(table.columns[-6:])}")
    for column, pattern in _FIXED.items():
        matching(table[column], table["row"], path, pattern, f"{column} {pattern}")
    if (twice := table.loc[table["SERIES_CODE"].duplicated(), "SERIES_CODE"]).size:
        raise SourceError(path, expected="a series once", found=f"{twice.iloc[0]} twice")
    long = table.melt([*_FIXED, "row"], years, var_name="period", value_name="cell")
    estimated = long["period"].astype(int) >= _FIRST_ESTIMATE
    read = pd.DataFrame({
        "item": long["INDICATOR.ID"].map({code: item for code, (item, _) in _ITEMS.items()}),
        "title": long["INDICATOR.ID"].map({code: title for code, (_, title) in _ITEMS.items()}),
        "reporter": long["COUNTRY.ID"],
        "partner": long["COUNTERPART_COUNTRY.ID"].map(_partner),
        "period": long["period"],
        "value": numbers(long["cell"], long["row"], path),
        "status": estimated.map({False: Status.REPORTED.value, True: Status.ESTIMATED.value}),
        "row": long["row"],
    })  # fmt: skip
    observations = tidy(read, product="_T", unit="USD mn", vintage=_COLLECTED)
    edition = f"IMTS 1.0.0 to {max(years)}, publication date not recorded"
    via = "paulinakasetiene/Russia-sanctions-trade-reallocation @ef3cc99e"
    return Parsed(edition, _COLLECTED, observations, via=via)


def _partner(code: str) -> str:
    """The IMF writes countries as ISO 3166 does; its groups keep its own numbers."""
    return _PARTNERS.get(code) or (code if len(code) == 3 else f"_{code}")
