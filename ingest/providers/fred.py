"""FRED of the Federal Reserve Bank of St. Louis: the EIA's Brent spot price by trading day and month, without a key.

One CSV holds the whole of a series; a month is dated by its first day. Its first column was `DATE` until the end of
2024 and is `observation_date` since; a day without a price, a holiday, was a full stop and is now empty. Errors come
as a web page with status 200. The file does not say when it was published.
"""

from datetime import timedelta

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import Source, tidy
from ingest.periods import period
from ingest.replies import refuse_repeated

SOURCE = Source(
    id="fred",
    publisher="Federal Reserve Bank of St. Louis",
    title="FRED: crude oil prices, Brent, Europe",
    url="https://fred.stlouisfed.org/series/DCOILBRENTEU",
    licence="Public domain, a series of the US Energy Information Administration",
    redistribute=True,
    citation="US Energy Information Administration, DCOILBRENTEU, from FRED, Federal Reserve Bank of St. Louis.",
    cadence="weekly",
)

# Code, frequency and title; the days come first, since they tell whether there is anything new.
_SERIES = {
    "DCOILBRENTEU": ("D", "Crude oil prices, Brent, Europe, daily"),
    "MCOILBRENTEU": ("M", "Crude oil prices, Brent, Europe"),
}
_FIRST_YEAR = 1987
_DATES = ("observation_date", "DATE")
_STALE = timedelta(days=75)


def pull(ask: Ask) -> Pull:
    """Bring the price of every trading day and the mean of every month; the days are as they were when their bytes are.

    Raises SourceError for a file that ends long before today: it starts with the oldest days, so that is a cut one.
    """
    first, last = f"{max(ask.since or 0, _FIRST_YEAR)}-01-01", ask.today.isoformat()
    parts: list[tuple[Reply, pd.DataFrame]] = []
    for series in _SERIES:
        query = (("id", series), ("cosd", first), ("coed", last))
        reply = yield Request("/graph/fredgraph.csv", query, accept="text/csv")
        if not parts and reply.sha256 == ask.known:
            return None
        parts.append((reply, prices(reply, series, first, last)))
        newest = period(str(parts[-1][1]["period"].max()))
        if ask.today - newest.last > _STALE:
            raise SourceError(
                reply.where, expected=f"prices to about {last}", found=f"none after {newest.text}: a cut file"
            )
    days, table = parts[0]
    return Pulled(days.sha256, f"to {table['period'].max()}", days.retrieved.date(), tuple(parts))


def prices(reply: Reply, series: str, first: str, last: str) -> pd.DataFrame:
    r"""Return Brent in USD per barrel by trading day or month, as `series` has it, from the day `first` to `last`.

    >>> from datetime import datetime
    >>> body = b"observation_date,DCOILBRENTEU\n2025-08-22,68.29\n2025-08-25,\n2025-08-26,66.89\n"
    >>> reply = Reply("https://fred.stlouisfed.org/graph/fredgraph.csv", 200, {}, body, datetime(2026, 11, 24))
    >>> prices(reply, "DCOILBRENTEU", "2025-08-01", "2025-08-31")[["period", "value"]].values.tolist()
    [['2025-08-22', 68.29], ['2025-08-26', 66.89]]

    Raises SourceError for a page, another series, a file that is cut, a day that is none, is given twice or was not
    asked for, a price that is no number above nought, and for a file without any price.
    """
    table = csv_table(reply.body, reply.where, (series,))
    dates = next((name for name in _DATES if name in table.columns), None)
    if dates is None:
        found = f"columns {', '.join(table.columns[:6])}"
        raise SourceError(reply.where, expected=f"a column {' or '.join(_DATES)}", found=found[:160])
    days = matching(table[dates], table["row"], reply.where, r"\d{4}-\d\d-\d\d", "a day like 2025-08-22")
    table = table.assign(period=days, value=numbers(table[series].replace(".", ""), table["row"], reply.where))
    wrong = (
        pd.to_datetime(days, format="%Y-%m-%d", errors="coerce").isna()
        | ~days.between(first, last)
        | (table["value"] <= 0)
    )
    if wrong.any():
        found = " ".join(map(str, table.loc[wrong, ["period", "value"]].iloc[0]))
        raise SourceError(reply.where, expected=f"prices above 0 from {first} to {last}", found=found)
    refuse_repeated(table, ["period"], reply)
    if table["value"].isna().all():
        raise SourceError(reply.where, expected="prices", found=f"none in {len(table)} rows")
    frequency, title = _SERIES[series]
    if frequency == "M":
        table = table.assign(period=table["period"].str[:7])
        refuse_repeated(table, ["period"], reply)
    return tidy(
        table[["row", "period", "value"]],
        item=series,
        reporter="WLD",
        unit="USD/bbl",
        freq=frequency,
        title=title,
        vintage=reply.retrieved.date(),
    )


PROVIDER = Provider(source=SOURCE, base="https://fred.stlouisfed.org", pace=1.0, pull=pull, every=14, dated=False)
