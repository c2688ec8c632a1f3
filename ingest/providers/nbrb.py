"""National Bank of Belarus: official rates of the Belarusian rouble to the US dollar and the Russian rouble, by day.

The bank renumbers a currency whenever its scale changes, and gives at most 365 days of one number, by every calendar
day: weekends repeat the last rate, and stay as published. Those replies do not name the scale. Numbers, days and scales
stand in `_CHAIN`; the list of today's rates, which does name it, is asked first, and today's rate has to be the same in
both, so a renumbered or rescaled currency is an error and never a rate a hundred times too high.

Rates before the redenomination of 1 July 2016 are in old roubles, 10,000 to one: series of their own, as with the Bank
of Russia. Nothing is asked of the years before 2000: on 1 January 2000 a thousand roubles became one, and whether the
bank states the days before in the roubles of then or of 2000 is not known. Russian roubles were RUR before 2003, under
a number whose scale is not known either.
"""

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from ingest.errors import SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import Refusal, Source, tidy
from ingest.replies import json_of, records, refuse_repeated

SOURCE = Source(
    id="nbrb",
    publisher="National Bank of the Republic of Belarus",
    title="Official exchange rates of the Belarusian rouble",
    url="https://www.nbrb.by/engl/statistics/rates/ratesdaily.asp",
    licence="Free use with reference to the National Bank",
    redistribute=True,
    citation="National Bank of the Republic of Belarus, official exchange rates.",
    cadence="daily",
)


class Window(NamedTuple):
    """Days of one number, as many as one reply holds; the rate is for `scale` units of the currency."""

    currency: str
    number: int
    scale: int
    first: date
    last: date


_CHAIN = (
    Window("USD", 145, 1, date(2000, 1, 1), date(2021, 7, 8)),
    Window("USD", 431, 1, date(2021, 7, 9), date.max),
    Window("RUB", 190, 1, date(2003, 1, 1), date(2016, 6, 30)),
    Window("RUB", 298, 100, date(2016, 7, 1), date(2021, 7, 8)),
    Window("RUB", 456, 100, date(2021, 7, 9), date.max),
)
_NAMES = {"USD": "US dollar", "RUB": "Russian rouble"}
_OPEN = {link.currency: link for link in _CHAIN if link.last == date.max}
_REDENOMINATED = "2016-07-01"
_DAYS = 365
_LISTED = {"Cur_ID": int, "Date": str, "Cur_Abbreviation": str, "Cur_Scale": int, "Cur_OfficialRate": float | None}
_FIELDS = {"Cur_ID": int, "Date": str, "Cur_OfficialRate": float | None}


def pull(ask: Ask) -> Pull:
    """Bring the rates of every day, the list of today's first: while that is as it was, nothing else is asked."""
    query = (("ondate", ask.today.isoformat()), ("periodicity", "0"))
    listed = todays_rates((yield Request("/exrates/rates", query)), ask.today)
    mark = " ".join([ask.today.isoformat(), *(f"{currency} {rate}" for currency, rate in listed.items())])
    if mark == ask.known:
        return None
    parts, refused = [], []
    for window in windows(ask.today, ask.since):
        query = (("startdate", window.first.isoformat()), ("enddate", window.last.isoformat()))
        reply = yield Request(f"/exrates/rates/dynamics/{window.number}", query, answers=(200, 404))
        table = rates(reply, window) if reply.status == 200 else pd.DataFrame()
        if window.last == ask.today:
            _refuse_another_scale(reply, window, table, listed[window.currency])
        if table.empty:
            refused.append(Refusal(reply.where, 0, f"no rates of {window.currency} from {window.first}"))
        else:
            parts.append((reply, table))
    newest = max((reply.retrieved.date() for reply, _ in parts), default=ask.today)
    return Pulled(mark, f"to {ask.today}", newest, tuple(parts), tuple(refused))


def windows(today: date, since: int | None = None) -> list[Window]:
    """Return what to ask for, oldest first; a full window is asked for in the same words on any day.

    >>> [(window.first.year, window.last) for window in windows(date(2022, 12, 31), 2022) if window.number == 431]
    [(2022, datetime.date(2022, 12, 31))]
    """
    start, found = date(since or 2000, 1, 1), []
    for link in _CHAIN:
        first = max(link.first, start)
        while first <= min(link.last, today):
            last = min(first + timedelta(days=_DAYS - 1), link.last, today)
            found.append(link._replace(first=first, last=last))
            first = last + timedelta(days=1)
    return found


def todays_rates(reply: Reply, today: date) -> dict[str, float]:
    """Return the listed rate of each currency wanted, as it stands: for as many units as the scale in `_CHAIN`.

    >>> from datetime import datetime
    >>> row = '{"Cur_ID":%d,"Date":"2024-01-05T00:00:00","Cur_Abbreviation":"%s","Cur_Scale":%d,"Cur_OfficialRate":3.5}'
    >>> body = "[" + row % (431, "USD", 1) + "," + row % (456, "RUB", 100) + "]"
    >>> reply = Reply("https://api.nbrb.by/exrates/rates", 200, {}, body.encode(), datetime(2024, 1, 5))
    >>> todays_rates(reply, date(2024, 1, 5))
    {'USD': 3.5, 'RUB': 3.5}

    Raises SourceError for another number, scale or day than expected, and for a currency not listed exactly once.
    """
    table = records(json_of(reply), _LISTED, reply)
    found = {}
    for currency, link in _OPEN.items():
        rows = table[table["Cur_Abbreviation"] == currency].to_dict("records")
        expected = f"number {link.number} with scale {link.scale} for {currency} on {today}"
        named = [f"number {row['Cur_ID']} with scale {row['Cur_Scale']} on {row['Date']}" for row in rows]
        wanted = f"number {link.number} with scale {link.scale} on {today}T00:00:00"
        if named != [wanted] or not (rows[0]["Cur_OfficialRate"] or 0) > 0:
            do = "see whether the bank has renumbered it"
            raise SourceError(reply.where, expected=expected, found=" and ".join(named)[:160] or "none", do=do)
        found[currency] = float(rows[0]["Cur_OfficialRate"])
    return found


def rates(reply: Reply, window: Window) -> pd.DataFrame:
    r"""Return Belarusian roubles per unit of a currency by day, of one window.

    >>> body = b'[{"Cur_ID":431,"Date":"2021-07-09T00:00:00","Cur_OfficialRate":2.5921}]'
    >>> from datetime import datetime
    >>> reply = Reply("https://api.nbrb.by/exrates/rates/dynamics/431", 200, {}, body, datetime(2026, 11, 24))
    >>> window = Window("USD", 431, 1, date(2021, 7, 9), date(2021, 7, 9))
    >>> rates(reply, window)[["period", "value"]].values.tolist()
    [['2021-07-09', 2.5921]]

    Raises SourceError for another number than the one asked for, a day outside the window, a day given twice, and a
    rate that is not above nought.
    """
    table = records(json_of(reply), _FIELDS, reply)
    days = table["Date"].astype(str).str.removesuffix("T00:00:00")
    values = table["Cur_OfficialRate"].astype(float)
    asked = {(window.first + timedelta(days=n)).isoformat() for n in range((window.last - window.first).days + 1)}
    wrong = (table["Cur_ID"] != window.number) | ~days.isin(asked) | (values <= 0)
    if wrong.any():
        expected = f"rates above 0 of number {window.number}, {window.first} to {window.last}"
        first = table.iloc[int(wrong.to_numpy().argmax())]
        found = f"{first['Cur_OfficialRate']} of number {first['Cur_ID']} on {str(first['Date'])[:40]}"
        raise SourceError(reply.where, expected=expected, found=found)
    refuse_repeated(table, ["Date"], reply)
    if len(table) and values.isna().all():
        raise SourceError(reply.where, expected="rates", found=f"none in {len(table)} rows")
    old = days < _REDENOMINATED
    per = _NAMES[window.currency]
    read = table[["row"]].assign(
        period=days,
        value=values / window.scale,
        item=old.map({False: "exchange_rate", True: "exchange_rate_old_rouble"}),
        title=old.map({False: f"Official rate, roubles per {per}", True: f"Official rate, old roubles per {per}"}),
    )
    return tidy(read, reporter="BLR", unit=f"LCU per {window.currency}", freq="D", vintage=reply.retrieved.date())


def _refuse_another_scale(reply: Reply, window: Window, table: pd.DataFrame, listed: float) -> None:
    """Hold the newest day against the list of today's rates, whose scale is known."""
    newest = table.loc[table["period"] == window.last.isoformat(), "value"].tolist() if len(table) else []
    if newest != [listed / window.scale]:
        expected = f"{listed} for {window.scale} {window.currency} on {window.last}, as in the list of that day"
        raise SourceError(reply.where, expected=expected, found=", ".join(map(str, newest)) or "no rate")


PROVIDER = Provider(source=SOURCE, base="https://api.nbrb.by", pace=0.5, pull=pull, every=5, dated=False)
