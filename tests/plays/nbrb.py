"""The National Bank of Belarus: rates by day of one number, at most 365 days, no scale; and the list of a day."""

import json
from datetime import date, timedelta
from typing import Any

from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "Cur_OfficialRate", "Date", "Cur_ID", None
OTHER_AREA = 452
CANNOT = {
    "endless page counter": "has no pages: a reply has all days asked for",
    "page 2 repeats page 1": "has no pages: a reply has all days asked for",
    "another unit": "states neither unit nor scale beside its rates",
}
_REVISED_FROM = date(2026, 11, 22)
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_NUMBERS = {  # number: level, first day, last day
    145: (2.2, date(1995, 3, 29), date(2021, 7, 8)),
    431: (2.6, date(2021, 7, 9), date(2050, 1, 1)),
    190: (300.0, date(2003, 1, 1), date(2016, 6, 30)),
    298: (3.3, date(2016, 7, 1), date(2021, 7, 8)),
    456: (3.5, date(2021, 7, 9), date(2050, 1, 1)),
}
_LISTED = {440: ("AUD", 1), 431: ("USD", 1), 451: ("EUR", 1), 456: ("RUB", 100)}


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    if path == "/exrates/rates" and "ondate" in query:
        return _list(date.fromisoformat(query["ondate"]), edition)
    number = path.rsplit("/", 1)[1]
    if not path.startswith("/exrates/rates/dynamics/") or not number.isdigit() or int(number) not in _NUMBERS:
        return Answer(b"", 404)
    first, last = (date.fromisoformat(query[name]) for name in ("startdate", "enddate"))
    if (last - first).days > 364:
        return Answer(b"", 400)
    opened, closed = _NUMBERS[int(number)][1:]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [
        {"Cur_ID": int(number), "Date": f"{day}T00:00:00", "Cur_OfficialRate": _rate(int(number), day, edition)}
        for day in days
        if opened <= day <= closed
    ]
    return Answer(json.dumps(found, separators=(",", ":")).encode(), headers=_JSON)


def _list(day: date, edition: int) -> Answer:
    found = [
        {
            "Cur_ID": number,
            "Date": f"{day}T00:00:00",
            "Cur_Abbreviation": name,
            "Cur_Scale": scale,
            "Cur_Name": name.title(),
            "Cur_OfficialRate": _rate(number, day, edition),
        }
        for number, (name, scale) in _LISTED.items()
    ]
    return Answer(json.dumps(found, separators=(",", ":")).encode(), headers=_JSON)


def _rate(number: int, day: date, edition: int) -> float:
    """A made-up rate; the newest are revised in a second edition. Weekends repeat Saturday's."""
    level = _NUMBERS[number][0] if number in _NUMBERS else 2.0
    if number == 145 and day < date(2016, 7, 1):
        level *= 1000 if day.year < 2011 else 5000
    set_on = day.toordinal() - max(0, day.weekday() - 5)
    revised = 1.01 if edition > 1 and day >= _REVISED_FROM else 1.0
    return float(round(level * (1 + set_on % 97 / 1000) * revised, 4))


def is_data(path: str, query: dict[str, str]) -> bool:
    return "/dynamics/" in path


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(json.loads(body))


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows).encode()
