"""Frontex: detections of illegal border-crossing on the Eastern Borders Route, by nationality and month.

The route is the whole eastern land border of the European Union from Finland and Norway to Romania, not the border with
Belarus alone, so the reporter is the Union. Detections are counted, not persons: who tries twice counts twice. A
nationality without a row in a month was not detected then. The nationality `OOO` is unknown, `STL` stateless. The sum
of a month's nationalities is added as partner WLD: a year can be made of it, but not of nationalities with gaps.
"""

from datetime import date

import pandas as pd

from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Source, tidy

SOURCE = Source(
    id="frontex",
    publisher="Frontex",
    title="Monthly detections of illegal border-crossing: Eastern Borders Route",
    url="https://www.frontex.europa.eu/what-we-do/monitoring-and-risk-analysis/migratory-map/",
    licence="reuse with attribution",
    redistribute=True,
    citation="Frontex, monthly detections of illegal border-crossing, as of 3 June 2025.",
    cadence="monthly",
)

FILES = ("migration/frontex_eastern_borders_monthly_*.csv",)

_VINTAGE = date(2025, 6, 3)  # the day as of which Frontex gave the data out
_ROUTE = "Eastern Borders Route"
_NATIONALITIES = {"OOO": "_X", "STL": "_STL"}
_SUMMED = "sum of the nationalities"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return detections by month: reporter the European Union, partner the nationality, WLD for their sum.

    >>> head = b"route,type,nat,month,n\n"
    >>> cells = b"Eastern Borders Route,Land,IRQ,2021-07,2882\nEastern Borders Route,Land,OOO,2021-07,5\n"
    >>> parse(head + cells, "frontex.csv").observations[["partner", "period", "value"]].values.tolist()
    [['IRQ', '2021-07', 2882.0], ['_X', '2021-07', 5.0], ['WLD', '2021-07', 2887.0]]

    Raises SourceError for another route or kind of border, or for a month, nationality or number of another form.
    """
    table = csv_table(payload, path, ("route", "type", "nat", "month", "n"))
    rows = table["row"]
    matching(table["route"], rows, path, _ROUTE, f"the {_ROUTE}")
    matching(table["type"], rows, path, "Land", "a land border")
    detections = pd.DataFrame(
        {
            "partner": matching(table["nat"], rows, path, "[A-Z]{3}", "an ISO 3166 code").replace(_NATIONALITIES),
            "period": matching(table["month"], rows, path, r"20\d\d-(0[1-9]|1[0-2])", "a month"),
            "value": numbers(matching(table["n"], rows, path, r"\d+", "a count"), rows, path),
            "row": rows,
        }
    )
    months = detections.groupby("period", as_index=False).agg(value=("value", "sum"), row=("row", "min"))
    observations = tidy(
        pd.concat([detections.assign(note=""), months.assign(partner="WLD", note=_SUMMED)], ignore_index=True),
        item="detections",
        reporter="_EU",
        unit="detections",
        freq="M",
        title=f"Detections of illegal border-crossing, {_ROUTE}, by nationality",
        vintage=_VINTAGE,
    )
    return Parsed("as of 3 June 2025", _VINTAGE, observations, via="iom/gdidata @c9e4cc6 (data/frontex.rda)")
