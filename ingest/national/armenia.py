"""Armenia, Armstat on customs data: exports and imports by country and month, thousand USD, in two files.

Imports stand under two concepts: by country of origin (item `import`) and by country of consignment.

The extract has eleven countries from 2007 to 2024, to full precision; Iran and the United States stop with 2023. It
is the later edition: from January 2022 on it revises what the other file has (Russia's exports of December 2022 from
317.8 to 350.2 mn). Neither file says when it was published, so the order of FILES decides, the extract first. In the
other file the partners of the extract are therefore left out, which also spares the list of conflicts two thousand
roundings.

The other file has all partners from January 2017 to January 2023, to one decimal, with an empty line after each record
and the years among the months as `Year`. Years are kept, because a small partner has no row in a month without trade
and its year could not be added up; the `Year` of 2023 is January alone and left out. So are the rows whose country the
carrier lost. A dash is no trade, and 323 rows have nothing else. The year's exports to Afghanistan in 2020 are 333.3
more than the months that are there.
"""

import pandas as pd

from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal
from ingest.national.partners import coded, counted, parsed

_TITLES = {
    "export": "Goods exports",
    "import": "Goods imports by country of origin",
    "import_consignment": "Goods imports by country of consignment",
}
_ITEMS = {"export": "export", "import_origin": "import", "import_consignment": "import_consignment"}
_EXTRACT = ("country", "year", "month", *_ITEMS)
_CONSIGNMENT = "import_consigment"  # the carrier's slip in the other file
_ALL_PARTNERS = ("country", "export", _CONSIGNMENT, "import_origin", "timeperiod", "year")
_NO_TRADE = "-"
_YEAR = "Year"
# The eleven countries, and three names that the extract's search for them caught.
_IN_EXTRACT = frozenset(
    ("BLR", "CHN", "GEO", "DEU", "IRN", "KAZ", "KGZ", "RUS", "UKR", "ARE", "USA", "BES", "REU", "_EUNS")
)
_VIA_EXTRACT = "tavad/tvyal_newsletter @ebe9402 (2025/2025_02_25_exports_annual/arm_trade_country.csv)"


def parse_extract(payload: bytes, path: str) -> Parsed:
    """Return Armenia's trade with the countries of the extract by month, in thousand USD.

    Raises SourceError for a missing column, a month that is none and text where a number should be.
    """
    table = csv_table(payload, path, _EXTRACT)
    months = matching(table["month"], table["row"], path, "[1-9]|1[0-2]", "a month").str.zfill(2)
    years = matching(table["year"], table["row"], path, r"20\d\d", "a year")
    long = _long(table.assign(period=years + "-" + months, freq="M"), path)
    found, refused = coded(long, path, {}, (), "")
    edition = f"to {found['period'].max()}, publication date not recorded"
    return parsed(found, path, "ARM", _TITLES, edition, refused=refused, via=_VIA_EXTRACT)


def parse_all_partners(payload: bytes, path: str) -> Parsed:
    """Return Armenia's trade with the partners that the extract lacks, by month and by year, in thousand USD.

    Raises SourceError for a missing column, a period that is none and text where a number should be.
    """
    table = csv_table(payload, path, _ALL_PARTNERS)
    table = table.assign(row=_lines(payload)[1:]).rename(columns={_CONSIGNMENT: "import_consignment"})
    spans = matching(table["timeperiod"], table["row"], path, f"[1-9]|1[0-2]|{_YEAR}", "a month or Year")
    years = matching(table["year"], table["row"], path, r"20\d\d", "a year")
    yearly = spans == _YEAR
    table = table.assign(
        period=years.where(yearly, years + "-" + spans.str.zfill(2)), freq=yearly.map({True: "A", False: "M"})
    )
    unnamed = table["country"].isna()
    unfinished = ~unnamed & yearly & years.isin(_unfinished(years, spans))
    long = _long(table[~unnamed & ~unfinished], path)
    found, refused = coded(long, path, {}, (), "")
    repeated = found["partner"].isin(_IN_EXTRACT)
    reasons = {
        "no country is named": table[unnamed],
        "the year is not complete": table[unfinished],
        "a partner of the extract, which has a later edition to more digits": found[repeated],
    }
    left_out: list[Refusal] = [counted(path, rows, reason) for reason, rows in reasons.items() if len(rows)]
    edition = f"to {table.loc[~yearly, 'period'].max()}, publication date not recorded"
    return parsed(found[~repeated], path, "ARM", _TITLES, edition, refused=(*left_out, *refused))


def _long(table: pd.DataFrame, path: str) -> pd.DataFrame:
    """Return one row per cell: name, period, freq, item, value, row."""
    long = table.melt(["country", "period", "freq", "row"], list(_ITEMS), "column", "cell")
    values = numbers(long["cell"].where(long["cell"].str.strip() != _NO_TRADE), long["row"], path)
    cells = long.assign(item=long["column"].map(_ITEMS), value=values, name=long["country"])
    return cells[["name", "period", "freq", "item", "value", "row"]]


def _lines(payload: bytes) -> list[int]:
    """Return the line of each record: in the file of all partners every other line is empty."""
    return [number for number, line in enumerate(payload.splitlines(), 1) if line.strip()]


def _unfinished(years: pd.Series, spans: pd.Series) -> set[str]:
    """Return the years of which the file has not all twelve months."""
    months = spans[spans != _YEAR].groupby(years).nunique()
    return {str(year) for year in years.unique() if months.get(year, 0) < 12}
