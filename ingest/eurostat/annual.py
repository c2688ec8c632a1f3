"""The Union's exports to Belarus by year, one extraction of Easy Comext per year, put into one table by its carrier.

Labels stand in two styles and two languages, as the page stood when it was asked (`Total` and `TOTAL-Total`,
`EXPORTATION` and `2-EXPORT`); the year 2016 is in French. Each row names the file it came from with the moment of its
extraction, which is the day of the figure's edition.
"""

import re
from datetime import date

import pandas as pd

from ingest.errors import SourceError
from ingest.eurostat.flows import EU27, TITLES, stated_once
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, tidy

_COLUMNS = ("REPORTER", "PARTNER", "PRODUCT", "FLOW", "STAT_PROCEDURE", "PERIOD", "VALUE_IN_EUR", "file")
# The Union is named with its members, so another composition is another name and the file is refused.
_MEMBERS = "AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IT, LT, LU, LV, MT, NL, PL, PT, RO, SE, SI, SK"
_LABELS = {
    "REPORTER": rf"(European Union - 27 countries|Union européenne - 27 pays) \({re.escape(_MEMBERS)}\)",
    "PARTNER": r"Belarus \(Belorussia\)|Biélorussie \(Belarus\)",
    "PRODUCT": "Total|TOTAL-Total",
    "FLOW": "EXPORT|EXPORTATION|2-EXPORT",
    "STAT_PROCEDURE": "Total|T-Total",
    "PERIOD": r"((\d{4})52-)?Jan\.-Dec\. (\d{4})",
    "file": r"Relational_View_\d{4}-\d\d-\d\dT.*\.csv",
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the exports of EU27_2020 to Belarus, a year each, in EUR; the vintage is the day of extraction.

    >>> labels = f'"European Union - 27 countries ({_MEMBERS})",Belarus (Belorussia),Total,EXPORT,Total'
    >>> line = f"{labels},Jan.-Dec. 2014,7360430030,Relational_View_2024-11-25T10_45_49.814Z.csv"
    >>> parsed = parse(f"{','.join(_COLUMNS)}\n{line}\n".encode(), "annual.csv").observations
    >>> parsed[["reporter", "period", "value"]].values.tolist()
    [['EU27_2020', '2014', 7360430030.0]]

    Raises SourceError for another area, product, flow or period.
    """
    table = csv_table(payload, path, _COLUMNS)
    for column, pattern in _LABELS.items():
        matching(table[column], table["row"], path, pattern, f"{column} like {pattern[:60]}")
    years = table["PERIOD"].str[-4:]
    coded = table["PERIOD"].str.extract(r"^(\d{4})52-", expand=False)
    if (apart := coded.notna() & (coded != years)).any():
        raise SourceError(path, expected="one year in a period", found=repr(table.loc[apart, "PERIOD"].iloc[0]))
    days = table["file"].str.extract(r"(\d{4}-\d\d-\d\d)T", expand=False).map(lambda day: _day(day, path))
    observations = pd.DataFrame({
        "period": years, "value": numbers(table["VALUE_IN_EUR"], table["row"], path), "vintage": days,
        "row": table["row"],
    })  # fmt: skip
    fixed = {"item": "export", "reporter": EU27, "partner": "BLR", "product": "_T", "title": TITLES["export"]}
    edition = f"Easy Comext, extracted {min(days):%d/%m/%Y} to {max(days):%d/%m/%Y}"
    return Parsed(edition, max(days), stated_once(tidy(observations, unit="EUR", **fixed), path))


def _day(text: str, path: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SourceError(path, expected="the day of extraction in the column file", found=repr(text)) from error
