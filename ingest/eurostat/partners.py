"""The long table of the members' monthly trade by partner, which its carrier reshaped from the Data Browser's workbook.

It states the same 17,968 cells as the workbook and no edition of its own; cells that were `:` are left out.
"""

import re
from datetime import date

import pandas as pd

from ingest.eurostat.flows import ITEMS, PRODUCTS, TITLES, VALUE, coded, stated_once, unknown_areas
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, tidy

_COLUMNS = ("product", "flow", "indicator", "reporter", "partner", "month", "value")
_UPDATED = date(2023, 1, 13)  # as the workbook prints


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the monthly flows of the long table, in EUR.

    >>> head = "product,flow,indicator,reporter,partner,month,value"
    >>> line = "Total [TOTAL],IMPORT,VALUE_IN_EUROS,Ireland (Eire),Belarus (Belorussia),2021-01,2965275"
    >>> parse(f"{head}\n{line}\n".encode(), "a.csv").observations[["reporter", "partner", "value"]].values.tolist()
    [['IRL', 'BLR', 2965275.0]]

    Raises SourceError for another indicator, flow or product.
    """
    table = csv_table(payload, path, _COLUMNS)
    matching(table["indicator"], table["row"], path, VALUE, f"the indicator {VALUE}")
    matching(table["month"], table["row"], path, r"20\d\d-\d\d", "a month")
    for column, known in (("flow", ITEMS), ("product", PRODUCTS)):
        matching(table[column], table["row"], path, "|".join(map(re.escape, known)), f"a known {column}")
    items = table["flow"].map(ITEMS)
    observations = pd.DataFrame({
        "item": items, "reporter": coded(table["reporter"]), "partner": coded(table["partner"]),
        "product": table["product"].map(PRODUCTS), "title": items.map(TITLES), "period": table["month"],
        "value": numbers(table["value"], table["row"], path), "row": table["row"],
    }).dropna(subset=["reporter", "partner"])  # fmt: skip
    found = stated_once(tidy(observations, unit="EUR", freq="M", vintage=_UPDATED), path)
    refused = unknown_areas(table, path, ["reporter", "partner"])
    return Parsed(f"Comext, last updated {_UPDATED:%d/%m/%Y}", _UPDATED, found, refused)
