"""UN DESA, International Migrant Stock 2024: people from post-Soviet countries by country of residence and sex.

The reporter is the country of residence, the partner the country of origin: born in Belarus and living in Russia is
reporter RUS, partner BLR. Origins are eleven post-Soviet countries, **without Russia**. The figures are the United
Nations' estimates for the middle of each year. They mix concepts from one country of residence to another (born
abroad or foreign citizens, with or without refugees): the note says which. A pair without a row is unknown, a zero is
a count of nobody. The file has women and men; their sum is added as product `_T`.
"""

from datetime import date

import pandas as pd

from ingest.files import csv_table, gunzip, matching, numbers
from ingest.model import Parsed, Source, Status, tidy

SOURCE = Source(
    id="undesa",
    publisher="United Nations, Department of Economic and Social Affairs, Population Division",
    title="International Migrant Stock 2024",
    url="https://www.un.org/development/desa/pd/content/international-migrant-stock",
    licence="CC BY 3.0 IGO",
    redistribute=True,
    citation="United Nations, DESA, Population Division, International Migrant Stock 2024.",
    cadence="every few years",
)

FILES = ("migration/undesa_migrant_stock_by_origin_*.csv.gz",)

_COLLECTED = date(2026, 11, 23)  # the publication date of the edition was not recorded
_CONCEPTS = {
    "type_b": "born abroad",
    "type_c": "foreign citizens",
    "type_r": "refugees added",
    "type_i": "imputed",
}
_PAIR = ["reporter", "partner", "period"]
_SUMMED = "both sexes added"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return persons by country of residence, origin, year and sex; `row` counts the lines of the unpacked CSV.

    >>> import gzip
    >>> head = b"geo,t,from,sex,n,type_b,type_c,type_r,type_i\n"
    >>> cells = b"RUS,2024,BLR,female,145223,1,0,1,0\nRUS,2024,BLR,male,109936,1,0,1,0\n"
    >>> table = parse(gzip.compress(head + cells), "undesa.csv.gz").observations
    >>> table.loc[table["product"] == "_T", ["reporter", "partner", "value"]].values.tolist()
    [['RUS', 'BLR', 255159.0]]

    Raises SourceError for a country, year, sex, flag or count of another form.
    """
    table = csv_table(gunzip(payload, path), path, ("geo", "t", "from", "sex", "n", *_CONCEPTS))
    rows = table["row"]
    by_sex = pd.DataFrame(
        {
            "reporter": matching(table["geo"], rows, path, "[A-Z]{3}", "an ISO 3166 code"),
            "partner": matching(table["from"], rows, path, "[A-Z]{3}", "an ISO 3166 code"),
            "period": matching(table["t"], rows, path, r"(19|20)\d\d", "a year"),
            "product": matching(table["sex"], rows, path, "female|male", "female or male"),
            "value": numbers(matching(table["n"], rows, path, r"\d+", "a count"), rows, path),
            "note": _concepts(table, path),
            "row": rows,
        }
    )
    # Only where both are known: one sex alone is no total.
    groups = by_sex.groupby(_PAIR, as_index=False)
    both = groups.agg(value=("value", "sum"), row=("row", "min"), note=("note", "first"), sexes=("product", "nunique"))
    both = both[both["sexes"] == 2].drop(columns="sexes").assign(product="_T")
    observations = tidy(
        pd.concat([by_sex, both.assign(note=_SUMMED + "; " + both["note"])], ignore_index=True),
        item="migrant_stock",
        unit="persons",
        status=Status.ESTIMATED.value,
        title="Migrants by country of residence (reporter) and origin (partner), mid-year",
        vintage=_COLLECTED,
    )
    edition = "International Migrant Stock 2024, publication date not recorded"
    return Parsed(edition, _COLLECTED, observations, via="iom/gdidata @c9e4cc6 (data/undesa_stocks.rda)")


def _concepts(table: pd.DataFrame, path: str) -> pd.Series:
    """Say in words what a row counts, from the four flags."""
    flags = [matching(table[flag], table["row"], path, "[01]", "a flag 0 or 1") for flag in _CONCEPTS]
    combinations = pd.Series(list(zip(*flags, strict=True)), index=table.index)
    words = {
        flags: ", ".join(word for flag, word in zip(flags, _CONCEPTS.values(), strict=True) if flag == "1")
        for flags in combinations.unique()
    }
    return combinations.map(words)
