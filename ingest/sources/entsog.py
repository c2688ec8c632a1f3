"""ENTSOG Transparency Platform: gas that crossed Belarus's western border, by point and gas day.

Physical flow in kWh a day, gross, as the operator on the European Union's side measured it: gas that enters Poland or
Lithuania leaves Belarus, so the exporting country is the reporter. Kotlovka carries Lithuania's own gas and what goes
on to Kaliningrad through Sakiai, an exit: adding the two would count that gas twice. A day without a value or without
a row is missing, not a stop; a stop is a printed 0. Sakiai has only 2016-2019 and half of 2022.
"""

from datetime import date

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="entsog",
    publisher="ENTSOG",
    title="Transparency Platform: physical flows",
    url="https://transparency.entsog.eu/",
    licence="ENTSOG terms (free with attribution)",
    redistribute=True,
    citation="ENTSOG, Transparency Platform, physical flows at the borders of Belarus, as collected by Bruegel.",
    cadence="daily",
)

FILES = ("energy/entsog_belarus_border_gas_daily_2015_2023.csv",)

_COLLECTED = date(2026, 11, 23)  # the day on which the platform was asked was not recorded
_INDEX = "Unnamed: 0"  # the row in the carrier's own table: with it the file is the one described here
_PLACE = ["location", "label", "direction", "country", "exportcountry"]
# Where the gas crosses, which way as the platform says it, from where to where.
_POINTS = {
    ("ITP-00104", "Kondratki", "entry", "PL", "Belarus"): ("kondratki", "BLR", "POL"),
    ("ITP-00092", "Wysokoje", "entry", "PL", "Belarus"): ("wysokoje", "BLR", "POL"),
    ("ITP-00094", "Tieterowka", "entry", "PL", "Belarus"): ("tieterowka", "BLR", "POL"),
    ("ITP-00085", "Kotlovka", "entry", "LT", "Belarus"): ("kotlovka", "BLR", "LTU"),
    ("ITP-00050", "Sakiai", "exit", "LT", "Russia"): ("sakiai", "LTU", "RUS"),
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the physical flow of each point and day in kWh; `product` is the point.

    >>> header = b"Unnamed: 0,dates,values,direction,location,label,country,exportcountry\n"
    >>> day = b"1,2021-12-20,0.0,entry,ITP-00104,Kondratki,PL,Belarus\n"
    >>> flow = parse(header + day, "entsog.csv").observations
    >>> flow[["reporter", "partner", "product", "period", "value"]].values.tolist()
    [['BLR', 'POL', 'kondratki', '2021-12-20', 0.0]]

    Raises SourceError for two values of one point and day.
    """
    table = csv_table(payload, path, (_INDEX, "dates", "values", *_PLACE))
    days = matching(table["dates"], table["row"], path, r"20\d\d-(0[1-9]|1[0-2])-[0-3]\d", "a day like 2021-08-15")
    table = table.assign(period=days, value=numbers(table["values"], table["row"], path))
    places = pd.Series(list(table[_PLACE].itertuples(index=False, name=None)), index=table.index, dtype=object)
    known = table[places.isin(list(_POINTS))]
    points = places[known.index].map(_POINTS)
    observations = known[["period", "value", "row"]].assign(
        product=points.str[0],
        reporter=points.str[1],
        partner=points.str[2],
        title="Physical flow, " + known["label"] + " (" + known["location"] + ")",
    )
    _refuse_doubled(observations, path)
    edition = f"to {days.max()}, day of retrieval not recorded"
    flows = tidy(observations, item="physical_flow", unit="kWh/d", freq="D", vintage=_COLLECTED)
    refused = (*_blank(known, path), *_unknown(table.drop(known.index), path))
    return Parsed(edition, _COLLECTED, flows, refused, via="greenbruegel/gas-imports @6148d0c")


def _blank(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    blank = table[table["value"].isna()].groupby("label")["row"].agg(["min", "size"])
    return tuple(Refusal(path, int(row), f"{label}: no value ({days} days)") for label, row, days in blank.itertuples())


def _unknown(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    """Name each place or direction that is not known; what it connects would be a guess."""
    first = table.groupby(_PLACE, dropna=False)["row"].agg(["min", "size"])
    return tuple(
        Refusal(path, int(row), f"{' '.join(map(str, place))}: not a known point of this border ({count} rows)")
        for place, row, count in first.itertuples()
    )


def _refuse_doubled(observations: pd.DataFrame, path: str) -> None:
    doubled = observations[observations.duplicated(["product", "period"])]
    if len(doubled):
        second = doubled.iloc[0]
        found = f"another for {second['product']} {second['period']} in row {second['row']}"
        raise SourceError(path, expected="one value a point and day", found=found)
