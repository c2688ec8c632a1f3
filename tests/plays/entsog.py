"""ENTSOG: gas days of points by month, 404 for nothing, placeholders, rows that stay beside those asked for."""

import json
from datetime import date, timedelta
from typing import Any

from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "value", "periodFrom", "pointKey", "unit"
OTHER_AREA = "ITP-00005"
CUT = 100
CANNOT = {
    "endless page counter": "has no pages: a month fits one reply",
    "page 2 repeats page 1": "has no pages: a month fits one reply",
}
_TODAY = date(2026, 11, 24)
_LEVEL = {
    "PL-TSO-0001ITP-00104entry": ("Kondratki", 0),
    "PL-TSO-0002ITP-00092entry": ("Wysokoje", 0),
    "PL-TSO-0002ITP-00094entry": ("Tieterowka", 2_000_000),
    "LT-TSO-0001ITP-00085entry": ("Kotlovka", 66_000_000),
    "LT-TSO-0001ITP-00050exit": ("Sakiai", 58_000_000),
}
_NOTHING = Answer(b'{"message":"No result found"}', 404, {"Content-Type": "application/json"})


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    name = path.strip("/").removesuffix(".json")
    known = query.get("indicator") == "Physical Flow" and query.get("periodType") == "day"
    if name not in ("operationalData", "operationalDatas", "operationaldata") or not known:
        return _NOTHING
    newest = _TODAY - timedelta(days=3 - edition)
    first = max(date.fromisoformat(query["from"]), date(2021, 11, 25))  # older days are archived out of the platform
    last = min(date.fromisoformat(query["to"]), newest)
    points = [point for point in query["pointDirection"].split(",") if point in _LEVEL]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [_row(point, day, edition, newest) for point in points for day in days]
    if not found:
        return _NOTHING
    limit = int(query.get("limit", 100))
    shown = found if limit == -1 else found[:limit]
    asked = {**query, "indicator": [query["indicator"]]}
    meta = {
        "limit": limit,
        "offset": 0,
        "count": len(shown),
        "total": len(found) + 5,
        "query": asked,
        "timezone": "CET",
    }
    body = json.dumps({"meta": meta, name: shown}, separators=(",", ":")).encode()
    return Answer(body, headers={"Content-Type": "application/json"})


def _row(point: str, day: date, edition: int, newest: date) -> dict[str, Any]:
    label, level = _LEVEL[point]
    operator, key, direction = point[:11], point[11:20], point[20:]
    summer = 4 <= day.month <= 9
    offset = "+02:00" if summer else "+01:00"
    after = day + timedelta(days=1)
    value: int | str = round(level * (1 + day.toordinal() % 89 / 1000))
    if edition > 1 and day == newest - timedelta(days=4):
        value = round(value * 1.01)
    absent = label == "Sakiai" and day.day == 13
    provisional = (newest - day).days < 10
    return {
        "id": f"1Physical Flowday{day}{after}{point}kWh/d", "dataSet": 1, "indicator": "Physical Flow",
        "periodType": "day", "periodFrom": f"{day}T06:00:00{offset}", "periodTo": f"{after}T06:00:00{offset}",
        "operatorKey": operator, "tsoEicCode": "21X", "operatorLabel": operator, "pointKey": key, "pointLabel": label,
        "tsoItemIdentifier": "21Z", "directionKey": direction, "unit": "kWh/d", "itemRemarks": None,
        "generalRemarks": None, "value": "" if absent else value,
        "lastUpdateDateTime": f"{after}T19:57:09{offset}", "isUnlimited": None,
        "flowStatus": "Provisional" if provisional else "Confirmed", "interruptionType": None, "capacityType": None,
        "isCamRelevant": False, "isNA": 1 if absent else None, "originalPeriodFrom": None, "isCmpRelevant": False,
        "pointType": "Cross-Border Transmission IP between EU and Non-EU", "idPointType": 23, "isArchived": False,
    }  # fmt: skip


def is_data(path: str, query: dict[str, str]) -> bool:
    return True


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(json.loads(body).get("operationalData", []))


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(json.loads(body) | {"operationalData": rows}, separators=(",", ":")).encode()
