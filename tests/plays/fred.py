"""FRED's CSV of one series: nothing on weekends, an empty cell on holidays, a web page for an error."""

import csv
import io
from datetime import date, timedelta
from typing import Any

from plays import Answer

FORMAT = "csv"
VALUE, PERIOD, AREA, UNIT = "DCOILBRENTEU", "observation_date", None, None
CANNOT = {
    "endless page counter": "has no pages: a file has all days",
    "page 2 repeats page 1": "has no pages: a file has all days",
    "another unit": "states no unit",
    "another country": "names its series in the header alone: that is a renamed column",
}
TODAY = max(date(2026, 11, 24), date.today())  # the file is refused once it is old
_FIRST = {"small": date(2000, 1, 3), "large": date(1987, 5, 20)}
_PAGE = b"<!DOCTYPE html>\n<html><head><title>Error - St. Louis Fed</title></head><body>Not found</body></html>"


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    if path == "/graph/fredgraph.csv" and query.get("id") == "MCOILBRENTEU":
        return Answer(_months(query, edition), headers={"Content-Type": "application/csv"})
    if path != "/graph/fredgraph.csv" or query.get("id") != VALUE:
        return Answer(_PAGE, headers={"Content-Type": "text/html"})
    last = TODAY - timedelta(days=10 - 3 * edition)  # three days on are at least one day of trade
    days = [_FIRST[size] + timedelta(days=n) for n in range((last - _FIRST[size]).days + 1)]
    found = [
        {PERIOD: day.isoformat(), VALUE: _price(day, edition)}
        for day in days
        if day.weekday() < 5 and query.get("cosd", "") <= day.isoformat() <= query.get("coed", "9")
    ]
    return Answer(with_rows(b"", found), headers={"Content-Type": "application/csv"})


def _months(query: dict[str, str], edition: int) -> bytes:
    """Means of months, dated by their first day: the month before the present one is the last."""
    months = [f"{year}-{month:02d}-01" for year in range(2000, TODAY.year + 1) for month in range(1, 13)]
    found = [
        f"{month},{_price(date.fromisoformat(month) + timedelta(days=14), edition)}"
        for month in months
        if query.get("cosd", "") <= month < min(query.get("coed", "9"), TODAY.isoformat())[:7]
    ]
    return "\n".join(["observation_date,MCOILBRENTEU", *found, ""]).encode()


def _price(day: date, edition: int) -> str:
    """A made-up price, none at Christmas; the last ten days are revised in a second edition."""
    if (day.month, day.day) in ((12, 25), (1, 1)):
        return ""
    revised = 1.01 if edition > 1 and (TODAY - day).days < 20 else 1.0
    return f"{(45 + 30 * (day.toordinal() % 1461 / 1461) + day.toordinal() % 13 / 10) * revised:.2f}"


def is_data(path: str, query: dict[str, str]) -> bool:
    return query.get("id") == VALUE


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(body.decode())))


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    written = io.StringIO()
    names = list(rows[0]) if rows else [PERIOD, VALUE]
    writer = csv.DictWriter(written, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()
