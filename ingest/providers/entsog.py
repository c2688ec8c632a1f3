"""ENTSOG Transparency Platform live: gas that crossed Belarus's western border, by point and gas day.

The five points of ingest.sources.entsog, which tells what they are and what must not be added up, under the same keys.
The platform keeps five years: what is older leaves it, and stays held here. A row without a value (isNA) is missing,
not a stop. The gas day is the day on which it begins where it is measured, whatever time zone is asked for. A row is
dated by the day on which the platform last updated it.
"""

import hashlib
import re
from datetime import date, datetime, timedelta

import pandas as pd

from ingest.errors import SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import tidy
from ingest.replies import json_of, records, refuse_repeated, within
from ingest.sources.entsog import SOURCE

_LIST = "operationalData"
# The platform's name of each point and direction; the point, from where to where, and its title as in the files.
_POINTS = {
    "PL-TSO-0001ITP-00104entry": ("kondratki", "BLR", "POL", "Kondratki (ITP-00104)"),
    "PL-TSO-0002ITP-00092entry": ("wysokoje", "BLR", "POL", "Wysokoje (ITP-00092)"),
    "PL-TSO-0002ITP-00094entry": ("tieterowka", "BLR", "POL", "Tieterowka (ITP-00094)"),
    "LT-TSO-0001ITP-00085entry": ("kotlovka", "BLR", "LTU", "Kotlovka (ITP-00085)"),
    "LT-TSO-0001ITP-00050exit": ("sakiai", "LTU", "RUS", "Sakiai (ITP-00050)"),
}
_FIXED = {"indicator": "Physical Flow", "periodType": "day", "unit": "kWh/d"}
_FIELDS = {
    "id": str, "indicator": str, "periodType": str, "periodFrom": str, "operatorKey": str, "pointKey": str,
    "directionKey": str, "unit": str, "value": float | str | None, "flowStatus": str | None,
    "lastUpdateDateTime": str | None,
}  # fmt: skip
_KEPT = 5  # years
_TURN = timedelta(days=1)


def pull(ask: Ask) -> Pull:
    """Bring the flows month by month, the newest first: last month and this one in one question.

    While those are as they were nothing else is asked. Older months, which operators still revise, are seen when
    everything is asked for again.
    """
    mark, parts = "", []
    for first, last in _windows(ask):
        reply = yield _request(first, last)
        found = None if nothing_found(reply) else flows(reply, first, last)
        if not mark:
            mark = _mark(found)
            if mark == ask.known:
                return None
        if found is not None:
            parts.append((reply, found))
    newest = max((table["period"].max() for _, table in parts if len(table)), default=None)
    if newest is None:
        raise SourceError(f"/{_LIST}.json", expected="flows", found="none in any month")
    vintage = max(table["vintage"].max() for _, table in parts if len(table))
    return Pulled(mark, f"to {newest}", vintage, tuple(parts))


def _mark(found: pd.DataFrame | None) -> str:
    """Return what tells these flows from others; the reply's own check sum would change with the days asked for."""
    stated = "" if found is None else found[["product", "period", "value", "note"]].to_csv(index=False)
    return hashlib.sha256(stated.encode()).hexdigest()


def _request(first: date, last: date) -> Request:
    query = (
        ("indicator", _FIXED["indicator"]),
        ("periodType", _FIXED["periodType"]),
        ("pointDirection", ",".join(_POINTS)),
        ("from", first.isoformat()),
        ("to", last.isoformat()),
        ("timeZone", "CET"),
        ("limit", "-1"),
    )
    return Request(f"/{_LIST}.json", query, answers=(200, 404))


def _windows(ask: Ask) -> list[tuple[date, date]]:
    """Return the first and last day of each window, the newest first."""
    kept = date(ask.today.year - _KEPT, ask.today.month, 1)
    start = max(kept, date(ask.since, 1, 1)) if ask.since else kept
    first = (ask.today.replace(day=1) - _TURN).replace(day=1)
    found = [(max(first, start), ask.today)] if start <= ask.today else []
    while first > start:
        last = first - _TURN
        first = last.replace(day=1)
        found.append((max(first, start), last))
    return found


def nothing_found(reply: Reply) -> bool:
    """Return whether the platform says that it has no row.

    >>> nothing_found(Reply("https://h/a", 404, {}, b'{"message":"No result found"}', datetime(2026, 11, 24)))
    True

    Raises SourceError for a status 404 that says anything else.
    """
    if reply.status != 404:
        return False
    message = within(json_of(reply), ("message",), str, reply)
    if message != "No result found":
        raise SourceError(reply.where, expected="flows, or that there are none", found=f"status 404, {message[:60]!r}")
    return True


def flows(reply: Reply, first: date, last: date) -> pd.DataFrame:
    """Return the physical flow of each point and gas day in kWh; `product` is the point.

    >>> body = b'{"meta": {"limit": -1, "count": 0}, "operationalData": []}'
    >>> flows(Reply("https://h/a", 200, {}, body, datetime(2026, 11, 24)), date(2026, 10, 1), date(2026, 11, 24)).empty
    True

    Raises SourceError for another indicator, point, unit or month, a cut list, and two values of one point and day.
    """
    document = json_of(reply)
    items = within(document, (_LIST,), list, reply)
    _refuse_cut(within(document, ("meta",), dict, reply), len(items), reply)
    table = records(items, _FIELDS, reply)
    points = table["operatorKey"] + table["pointKey"] + table["directionKey"]
    days = table["periodFrom"].str[:10]
    around = [(first - _TURN + timedelta(days=n)).isoformat() for n in range((last - first).days + 3)]
    for found, allowed, name in (
        *((table[field], [fixed], field) for field, fixed in _FIXED.items()),
        (points, list(_POINTS), "point and direction"),
        (days, around, "gas day"),
    ):
        _refuse_other(found, allowed, name, reply)
    places = points.map(_POINTS)
    table = table.assign(
        period=days, product=places.str[0], reporter=places.str[1], partner=places.str[2],
        title="Physical flow, " + places.str[3],
        value=[_amount(item, reply) for item in items],
        note=(table["flowStatus"] == "Provisional").map({True: "provisional", False: ""}),
        vintage=[_update(text, reply) for text in table["lastUpdateDateTime"]],
    )  # fmt: skip
    latest = _latest(table, reply)
    refuse_repeated(latest, ["product", "period"], reply)
    # A gas day that begins beside the window is answered in full with its own month.
    inside = latest[latest["period"].between(first.isoformat(), last.isoformat())]
    kept = inside[["period", "value", "product", "reporter", "partner", "title", "note", "vintage", "row"]]
    return tidy(kept, item="physical_flow", unit="kWh/d", freq="D")


def _refuse_cut(meta: dict[str, object], count: int, reply: Reply) -> None:
    """Refuse a list that ends at a limit; `total` may exceed the rows of a whole one, so it tells nothing."""
    stated, limit = meta.get("count", count), meta.get("limit", -1)
    if stated != count or (isinstance(limit, int) and 0 < limit <= count):
        found = f"{count} rows of {stated}, at most {limit}"
        raise SourceError(reply.where, expected="all rows", found=found[:120])


def _refuse_other(found: pd.Series, allowed: list[str], name: str, reply: Reply) -> None:
    wrong = ~found.isin(allowed)
    if wrong.any():
        listed = ", ".join(allowed) if len(allowed) < 6 else f"{allowed[0]} to {allowed[-1]}"
        raise SourceError(reply.where, expected=f"{name}: {listed}", found=str(found[wrong].iloc[0])[:60])


def _amount(item: dict[str, object], reply: Reply) -> float:
    """Return a flow, which the platform sends as a number or as text; NaN for a placeholder."""
    if "value" not in item:
        raise SourceError(reply.where, expected="a field value", found=f"fields {', '.join(item)}"[:120])
    value = item["value"] if item.get("isNA") in (None, False, 0, "0", "", "false") else None
    if value is None or value == "":
        return float("nan")
    if not re.fullmatch(r"\d{1,15}(\.\d+)?(e\+\d\d?)?", str(value), re.ASCII):
        raise SourceError(reply.where, expected="a flow of at least 0", found=repr(value)[:60])
    return float(str(value))


def _latest(table: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    """Return one row an `id`, by which the platform tells rows that it sends twice: the one updated last."""
    again = table["id"].duplicated(keep=False)
    if not again.any():
        return table
    moments = [_moment(text, reply).timestamp() for text in table["lastUpdateDateTime"]]
    ordered = table.assign(moment=moments).sort_values(["moment", "row"], kind="stable")
    once = ordered.drop_duplicates(["id", "moment", "product", "period", "value"])
    refuse_repeated(once, ["id", "moment"], reply)
    return once.drop_duplicates("id", keep="last").sort_values("row")


def _update(text: str | None, reply: Reply) -> date:
    """Return the day of a row's last update, that of retrieval where it names none."""
    return _moment(text, reply).date() if text else reply.retrieved.date()


def _moment(text: str | None, reply: Reply) -> datetime:
    """Return the moment of an update, which names its distance from UTC and is not after the reply."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None or not date(2000, 1, 1) <= moment.date() <= reply.retrieved.date() + _TURN:
        expected = "a moment like 2026-05-08T19:57:09+02:00, not after the reply"
        raise SourceError(reply.where, expected=expected, found=repr(text)[:60])
    return moment


PROVIDER = Provider(
    source=SOURCE,
    base="https://transparency.entsog.eu/api/v1",
    pace=0.5,
    pull=pull,
    every=7,
    withdraws=False,
)
