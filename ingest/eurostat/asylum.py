"""First applications for asylum by destination, citizenship and sex, by year: Eurostat's migr_asyappctza.

Traps: the row EU27 stands among the members and, with them, Switzerland, Iceland, Liechtenstein, Norway, Montenegro and
the United Kingdom to 2019, so a sum over all rows counts the Union twice and more. There is no total over the sexes,
each is rounded to 5 on its own, and an absent row is nought or not available. EU27 is the Union without the United
Kingdom in all its years, which begin in 2013.
"""

from datetime import date

import pandas as pd

from ingest.eurostat.flows import EU27, stated_once
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, tidy

_COLUMNS = ("geo", "t", "nat", "sex", "n")
_UPDATED = date(2025, 5, 26)  # as the package that carried the table says
_SEXES = "female|male|unknown"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return first applications, persons a year, one item per sex: the items add up to the total.

    >>> parsed = parse(b"geo,t,nat,sex,n\nEU27,2021,BLR,male,2330\n", "asylum.csv").observations
    >>> parsed[["item", "reporter", "partner", "value"]].values.tolist()
    [['asylum_applications_first.male', 'EU27_2020', 'BLR', 2330.0]]

    Raises SourceError for what is no code of a country, year, sex or number of persons.
    """
    table = csv_table(payload, path, _COLUMNS)
    for column, pattern, expected in (
        ("geo", "[A-Z]{3}|EU27", "a country's code or EU27"),
        ("nat", "[A-Z]{3}", "a country's code"),
        ("t", r"20\d\d", "a year"),
        ("sex", _SEXES, "female, male or unknown"),
        ("n", r"\d+", "a number of persons"),
    ):
        matching(table[column], table["row"], path, pattern, expected)
    observations = pd.DataFrame({
        "item": "asylum_applications_first." + table["sex"], "reporter": table["geo"].replace("EU27", EU27),
        "partner": table["nat"], "title": "First applications for asylum, " + table["sex"], "period": table["t"],
        "value": numbers(table["n"], table["row"], path), "row": table["row"],
    })  # fmt: skip
    found = stated_once(tidy(observations, unit="persons", vintage=_UPDATED), path)
    return Parsed(f"migr_asyappctza, last updated {_UPDATED:%d/%m/%Y}", _UPDATED, found)
