"""US EIA live: the Brent spot price by day and by month, through its API v2, with a key.

A reply holds at most 5,000 rows. Days are asked for fifteen years at a time, always fewer, so that a reply is never
paged: a row published between two pages would move all others. Whatever a reply says of being cut is an error, and so
is a count other than its `total`. Values and totals are strings. The reply's own text differs from one time to the
next, so the newest years' rows are what tells whether anything is new.
"""

import hashlib
import json
from typing import NamedTuple

import pandas as pd

from ingest.errors import SourceError
from ingest.live import Ask, Key, Provider, Pull, Pulled, Reply, Request
from ingest.model import tidy
from ingest.replies import json_of, records, refuse_repeated, within
from ingest.sources.eia import SOURCE

_SERIES = "RBRTE"
_FIRST_YEAR = 1987
_YEARS = 15
_MOST_ROWS = 5000
_TITLES = {"daily": "Europe Brent spot price FOB, daily", "monthly": "Europe Brent spot price FOB"}
_PERIODS = {"daily": r"\d{4}-\d\d-\d\d", "monthly": r"\d{4}-\d\d"}
_FREQUENCIES = {"daily": "D", "monthly": "M"}
_FIELDS = {"period": str, "series": str, "units": str, "value": str | float | None}


class Window(NamedTuple):
    """The years that one reply covers."""

    frequency: str
    first: int
    last: int


def pull(ask: Ask) -> Pull:
    """Bring Brent by day and by month, the newest days first: while they are as they were, nothing else is asked.

    Raises SourceError without a key.
    """
    variable = PROVIDER.key.variable if PROVIDER.key else ""
    if not ask.keyed:
        do = f"set {variable} to a key of eia.gov/opendata; until then FRED gives the same prices"
        raise SourceError("eia", expected=f"a key in {variable}", found="none", do=do)
    mark, parts = "", []
    for window in windows(ask.today.year, ask.since):
        reply = yield _request(window)
        table = prices(reply, window)
        if not mark:
            mark = _mark(table)
            if mark == ask.known:
                return None
        parts.append((reply, table[table["period"].str[:4].astype(int) >= (ask.since or 0)].reset_index(drop=True)))
    newest = max((table["period"].max() for _, table in parts if len(table)), default=f"{ask.since}, without a price")
    return Pulled(mark, f"to {newest}", max(reply.retrieved.date() for reply, _ in parts), tuple(parts))


def windows(year: int, since: int | None = None) -> list[Window]:
    """Return what to ask for: the newest days, older ones, and the months. Last year is always among it.

    >>> windows(2026, 2015)
    [Window(frequency='daily', first=2015, last=2026), Window(frequency='monthly', first=2015, last=2026)]
    """
    start = max(_FIRST_YEAR, min(since or _FIRST_YEAR, year - 1))  # in January this year may have no price yet
    ends = range(year, start - 1, -_YEARS)
    days = [Window("daily", max(start, last - _YEARS + 1), last) for last in ends]
    return [*days, Window("monthly", start, year)]


def _request(window: Window) -> Request:
    ends = ("-01", "-12") if window.frequency == "monthly" else ("-01-01", "-12-31")
    query = (
        ("frequency", window.frequency),
        ("data[0]", "value"),
        ("facets[series][]", _SERIES),
        ("start", f"{window.first}{ends[0]}"),
        ("end", f"{window.last}{ends[1]}"),
        ("sort[0][column]", "period"),
        ("sort[0][direction]", "asc"),
        ("offset", "0"),
        ("length", str(_MOST_ROWS)),
    )
    return Request("/v2/petroleum/pri/spt/data/", query, keyed=True)


def _mark(table: pd.DataFrame) -> str:
    stated = table[["period", "value"]].to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(stated.encode()).hexdigest()


def prices(reply: Reply, window: Window) -> pd.DataFrame:
    r"""Return Brent in USD per barrel by month or by day; `RBRTE` is EIA's own code of the series.

    >>> row = '{"period": "2021-08", "series": "RBRTE", "value": "70.75", "units": "$/BBL"}'
    >>> body = '{"response": {"total": "1", "frequency": "monthly", "data": [%s]}}' % row
    >>> from datetime import datetime
    >>> reply = Reply("https://api.eia.gov/v2/petroleum/pri/spt/data/", 200, {}, body.encode(), datetime(2026, 11, 24))
    >>> prices(reply, Window("monthly", 2021, 2021))[["period", "value"]].values.tolist()
    [['2021-08', 70.75]]

    Raises SourceError for a reply that is cut or empty, for another series, frequency or unit than asked for, a period
    outside the years asked for or given twice, and a price that is no number above nought.
    """
    document = json_of(reply)
    _refuse_cut(document, reply)
    frequency = within(document, ("response", "frequency"), str, reply)
    if frequency != window.frequency:
        raise SourceError(reply.where, expected=f"{window.frequency} prices", found=f"{frequency[:40]} ones")
    table = records(within(document, ("response", "data"), list, reply), _FIELDS, reply)
    values = pd.to_numeric(table["value"], errors="coerce").astype(float)
    _refuse_other(table, values, window, reply)
    refuse_repeated(table, ["period"], reply)
    if values.isna().all():
        raise SourceError(reply.where, expected="prices", found=f"none in {len(table)} rows")
    return tidy(
        table[["row", "period"]].assign(value=values),
        item=_SERIES,
        reporter="WLD",
        unit="USD/bbl",
        freq=_FREQUENCIES[frequency],
        title=_TITLES[frequency],
        vintage=reply.retrieved.date(),
    )


def _refuse_cut(document: object, reply: Reply) -> None:
    """Refuse a reply that warns, has no rows, or has another number of rows than it says there are."""
    response = within(document, ("response",), dict, reply)
    for part in (document, response):
        said = [part[name] for name in ("warnings", "warning") if isinstance(part, dict) and part.get(name)]
        if said:
            raise SourceError(reply.where, expected="a whole reply", found=f"a warning: {json.dumps(said)[:120]}")
    rows, total = len(within(response, ("data",), list, reply)), str(response.get("total"))
    if not rows or rows >= _MOST_ROWS or total != str(rows):
        expected = f"1 to {_MOST_ROWS - 1:,} rows, as many as its total"
        raise SourceError(reply.where, expected=expected, found=f"{rows:,} of {total[:40]}")


def _refuse_other(table: pd.DataFrame, values: "pd.Series[float]", window: Window, reply: Reply) -> None:
    periods = table["period"].where(table["period"].str.fullmatch(_PERIODS[window.frequency]))
    days = pd.to_datetime(periods, format="%Y-%m-%d" if window.frequency == "daily" else "%Y-%m", errors="coerce")
    missing = table["value"].isna()
    wrong = (
        (table["series"] != _SERIES)
        | (table["units"] != "$/BBL")
        | ~days.dt.year.between(window.first, window.last)
        | ~(missing | values.between(0, 1e9, inclusive="neither"))
    )
    if wrong.any():
        expected = f"{_SERIES}, {window.first} to {window.last}, above 0 $/BBL"
        first = table.iloc[int(wrong.to_numpy().argmax())]
        found = " ".join(str(first[name])[:30] for name in ("series", "period", "value", "units"))
        raise SourceError(reply.where, expected=expected, found=found)


PROVIDER = Provider(
    source=SOURCE,
    base="https://api.eia.gov",
    pace=0.5,
    pull=pull,
    every=14,
    key=Key("DEPDASH_EIA_KEY", parameter="api_key", required=True),
    dated=False,
)
