"""The US EIA's API v2: Brent by day and by month; values and totals are strings, 5,000 rows at most."""

import json
from datetime import date, timedelta
from typing import Any

from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "value", "period", "series", "units"
OTHER_AREA = "RWTC"
CANNOT = {
    "endless page counter": "is not asked for pages: a window of years fits one reply",
    "page 2 repeats page 1": "is not asked for pages: a window of years fits one reply",
}
_FIRST, _LAST = date(1987, 5, 20), date(2026, 11, 16)
_MOST = 5000


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    if path != "/v2/petroleum/pri/spt/data/":
        return _json({"error": "Not found.", "code": 404}, 404)
    frequency = query.get("frequency", "")
    if frequency not in ("daily", "monthly"):
        return _json({"error": f"Invalid frequency {frequency!r}", "code": 400}, 400)
    found = _rows(frequency, edition) if query.get("facets[series][]") == "RBRTE" else []
    found = [row for row in found if query.get("start", "") <= row["period"] <= query.get("end", "9")]
    offset, length = int(query.get("offset", 0)), min(int(query.get("length", _MOST)), _MOST)
    shown = found[offset : offset + length]
    response: dict[str, Any] = {"total": str(len(found)), "dateFormat": "YYYY-MM-DD", "frequency": frequency}
    if len(shown) < len(found):
        response["warnings"] = [{"warning": "incomplete return", "description": "The API can only return 5000 rows"}]
    return _json({"response": response | {"data": shown}, "request": {"command": path}, "apiVersion": "2.1.13"})


def _rows(frequency: str, edition: int) -> list[dict[str, Any]]:
    last = _LAST + timedelta(days=edition - 1)
    days = [_FIRST + timedelta(days=n) for n in range((last - _FIRST).days + 1)]
    days = [day for day in days if day.weekday() < 5 and (day.month, day.day) not in ((1, 1), (12, 25))]
    if frequency == "daily":
        return [_row(day.isoformat(), _price(day, edition)) for day in days]
    months = sorted({day.isoformat()[:7] for day in days if day.isoformat()[:7] < last.isoformat()[:7]})
    return [_row(month, _price(date.fromisoformat(f"{month}-15"), edition)) for month in months]


def _row(period: str, price: float) -> dict[str, Any]:
    return {
        "period": period,
        "duoarea": "ZEU",
        "area-name": "NA",
        "product": "EPCBRENT",
        "product-name": "UK Brent Crude Oil",
        "process": "PF4",
        "process-name": "Spot Price FOB",
        "series": "RBRTE",
        "series-description": "Europe Brent Spot Price FOB (Dollars per Barrel)",
        "value": f"{price:.2f}",
        "units": "$/BBL",
    }


def _price(day: date, edition: int) -> float:
    """A made-up price; the last ten days are revised in a second edition."""
    revised = 1.01 if edition > 1 and (_LAST - day).days < 10 else 1.0
    return (45 + 30 * (day.toordinal() % 1461 / 1461) + day.toordinal() % 13 / 10) * revised


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(json.dumps(document).encode(), status, {"Content-Type": "application/json"})


def is_data(path: str, query: dict[str, str]) -> bool:
    return True


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(json.loads(body).get("response", {}).get("data", []))


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    document = json.loads(body)
    document["response"]["data"] = rows
    return json.dumps(document).encode()
