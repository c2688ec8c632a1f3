"""US EIA: Brent spot price by month.

The published file dates a month by its 15th day. It holds monthly averages; the daily file of the same layout is
refused, because a day would pass for the average of its month.
"""

from datetime import date

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

FILES = ("econ/eia_brent_monthly.csv",)

_COLLECTED = date(2026, 11, 23)  # the publication date of the file was not recorded


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the monthly Brent price in USD per barrel; `RBRTE` is EIA's own code of the series.

    >>> parse(b"Date,Price\n2021-08-15,70.75\n", "brent.csv").observations[["period", "value"]].values.tolist()
    [['2021-08', 70.75]]
    """
    table = csv_table(payload, path, ("Date", "Price"))
    days = matching(table["Date"], table["row"], path, r"\d{4}-(0[1-9]|1[0-2])-\d{2}", "a date like 2021-08-15")
    months = days.str[:7]
    if months.duplicated().any():
        found = f"two in {months[months.duplicated()].iloc[0]}"
        raise SourceError(path, expected="one price a month", found=found, do="give the monthly file")
    prices = table[["row"]].assign(period=months, value=numbers(table["Price"], table["row"], path))
    observations = tidy(
        prices, item="RBRTE", unit="USD/bbl", freq="M", vintage=_COLLECTED, title="Europe Brent spot price FOB"
    )
    edition = f"to {months.max()}, publication date not recorded"
    return Parsed(edition, _COLLECTED, observations, via="datasets/oil-prices @2d75ce3a")
