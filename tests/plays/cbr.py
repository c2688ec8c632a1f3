"""The Bank of Russia: XML in windows-1251, decimal comma, no rate on Sundays and Mondays, Nominal that changes."""

from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from plays import Answer

FORMAT = "xml"
VALUE, PERIOD, AREA, UNIT = "Value", "Date", "Id", "Nominal"
OTHER_AREA = "R01239"
CANNOT = {
    "endless page counter": "has no pages: a reply has all days asked for",
    "page 2 repeats page 1": "has no pages: a reply has all days asked for",
}
_TODAY = date(2026, 11, 24)
_LEVEL = {"R01235": 62.0, "R01090B": 24.0, "R01090": 34.0, "R01239": 75.0}
_OPENED = {"R01235": date(1992, 7, 1), "R01090B": date(2016, 7, 1), "R01090": date(1992, 7, 1)}


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    number = query.get("VAL_NM_RQ", "")
    try:
        first, last = (datetime.strptime(query[name], "%d/%m/%Y").date() for name in ("date_req1", "date_req2"))
    except (KeyError, ValueError):
        return _document("Error in parameters", "01.01.0001", "01.01.0001", [])
    if path != "/XML_dynamic.asp":
        return Answer(b"<html><body>404 Not Found</body></html>", 404)
    start, end = max(first, _OPENED.get(number, date.max)), min(last, _TODAY + timedelta(days=edition - 1))
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    set_on = [day for day in days if day.weekday() not in (6, 0)]
    records = [_record(number, day, edition) for day in set_on]
    return _document(number, f"{first:%d.%m.%Y}", f"{last:%d.%m.%Y}", records)


def _record(number: str, day: date, edition: int) -> dict[str, str]:
    revised = 1.01 if edition > 1 and day in (_TODAY - timedelta(days=10), _TODAY) else 1.0
    old = 100 if day < date(1998, 1, 1) else 1
    rate = _LEVEL.get(number, 50.0) * (1 + day.toordinal() % 101 / 1000) * revised * old
    units = 10 if number == "R01090B" and day.year == 2022 else 1
    text = f"{rate * units:.4f}".replace(".", ",")
    each = f"{rate:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    return {"Date": f"{day:%d.%m.%Y}", "Id": number, "Nominal": str(units), "Value": text, "VunitRate": each}


def _document(number: str, first: str, last: str, records: list[dict[str, str]]) -> Answer:
    named = f'ID="{number}" DateRange1="{first}" DateRange2="{last}" name="Foreign Currency Market Dynamic"'
    body = f'<?xml version="1.0" encoding="windows-1251"?><ValCurs {named}></ValCurs>'.encode("cp1251")
    return Answer(with_rows(body, records), headers={"Content-Type": "application/xml; charset=windows-1251"})


def is_data(path: str, query: dict[str, str]) -> bool:
    return True


def rows(body: bytes) -> list[dict[str, Any]]:
    return [{**record.attrib, **{part.tag: part.text for part in record}} for record in fromstring(body)]


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    root = fromstring(body)
    for record in list(root):
        root.remove(record)
    for row in rows:
        named = {name: str(text) for name, text in row.items() if name in ("Date", "Id")}
        record = ElementTree.SubElement(root, "Record", named)
        for name in row.keys() - {"Date", "Id"}:
            ElementTree.SubElement(record, name).text = None if row[name] is None else str(row[name])
        record[:] = sorted(record, key=lambda part: part.tag)
    return ElementTree.tostring(root, encoding="windows-1251", xml_declaration=True)
