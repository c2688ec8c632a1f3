"""US EIA: Brent spot price by month and by day.

Two files of one layout. The monthly one dates the mean of a month by its 15th day; the daily one has trading days. A
day must never pass for the mean of its month, so the dates decide, not the file's name. The price is of the world
market and has the world for its reporter.
"""

from datetime import date

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Source, tidy

SOURCE = Source(
    id="eia",
    publisher="US Energy Information Administration",
    title="Petroleum and Other Liquids: spot prices",
    url="https://www.eia.gov/",
    licence="Public domain",
    redistribute=True,
    citation="US Energy Information Administration, Europe Brent spot price FOB.",
    cadence="monthly",
)

FILES = ("econ/eia_brent_monthly.csv", "econ/eia_brent_daily.csv")

_COLLECTED = date(2026, 11, 23)  # the publication date of the files was not recorded


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the Brent price in USD per barrel, by month or by day; `RBRTE` is EIA's own code of the series.

    >>> parse(b"Date,Price\n2021-08-15,70.75\n", "brent.csv").observations[["period", "freq"]].values.tolist()
    [['2021-08', 'M']]
    >>> days = b"Date,Price\n2021-08-13,71.23\n2021-08-16,69.08\n"
    >>> parse(days, "brent.csv").observations[["period", "value"]].values.tolist()
    [['2021-08-13', 71.23], ['2021-08-16', 69.08]]

    Raises SourceError for two prices of one day, and for dates of which neither frequency is certain.
    """
    table = csv_table(payload, path, ("Date", "Price"))
    days = matching(table["Date"], table["row"], path, r"\d{4}-(0[1-9]|1[0-2])-\d{2}", "a date like 2021-08-15")
    frequency = _frequency(days, path)
    periods = days.str[:7] if frequency == "M" else days
    prices = table[["row"]].assign(period=periods, value=numbers(table["Price"], table["row"], path))
    title = "Europe Brent spot price FOB" + (", daily" if frequency == "D" else "")
    observations = tidy(
        prices, item="RBRTE", reporter="WLD", unit="USD/bbl", freq=frequency, vintage=_COLLECTED, title=title
    )
    edition = f"to {periods.max()}, publication date not recorded"
    return Parsed(edition, _COLLECTED, observations, via="datasets/oil-prices @2d75ce3a")


def _frequency(days: pd.Series, path: str) -> str:
    """Tell months from days by the dates: the 15th throughout is a month's mean, several in one month are days."""
    if days.duplicated().any():
        raise SourceError(path, expected="one price a date", found=f"two of {days[days.duplicated()].iloc[0]}")
    if days.str.endswith("-15").all():
        return "M"
    if days.str[:7].duplicated().any():
        return "D"
    raise SourceError(path, expected="months dated by their 15th, or trading days", found=f"one date, {days.iloc[0]}")
