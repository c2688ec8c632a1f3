"""World Development Indicators: pages of rows with nested names, in the order series, country, year; latest first.

`small` makes pages of at most 1,000 rows whatever is asked, so that paging is played. Refuses a series it does not
have as the API does: the whole question, with status 200.
"""

import csv
import json
import math
import re
from functools import cache
from typing import Any

from ingest.declarations import area_code, data_folder
from ingest.sources.worldbank import SERIES
from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "value", "date", "countryiso3code", "unit"
OTHER_AREA = "DEU"
FIRST_PAGE = ("page", "1")
CANNOT: dict[str, str] = {}
UPDATED = {1: "2026-10-08", 2: "2026-10-09"}
LAST = {1: 2024, 2: 2025}
_SMALL_PAGE = 1000
_HEADERS = {"Content-Type": "application/json;charset=utf-8"}
_SMALL = {
    "ARM": "Armenia", "AZE": "Azerbaijan", "BLR": "Belarus", "CHN": "China", "DEU": "Germany", "GEO": "Georgia",
    "KAZ": "Kazakhstan", "KGZ": "Kyrgyz Republic", "MDA": "Moldova", "RUS": "Russian Federation", "TJK": "Tajikistan",
    "TKM": "Turkmenistan", "UKR": "Ukraine", "UZB": "Uzbekistan",
}  # fmt: skip
_GROUPS = (("WLD", "World"), ("EUU", "European Union"), ("EMU", "Euro area"), ("", "High income"), ("", "Low income"))
_LEVEL = {
    "USD": 8e9, "percent": 12.0, "intl USD": 15_000.0, "LCU per USD": 3.0, "persons": 9e6, "index": 100.0,
    "kgoe": 2500.0, "kWh": 3500.0, "MJ per intl USD": 6.0,
}  # fmt: skip


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    found = re.fullmatch(r"/country/([^/]+)/indicator/([^/]+)", path)
    if not found or query.get("format") != "json":
        return Answer(b"<html><body>Request Error</body></html>", 400)
    countries, codes = found[1], found[2].split(";")
    too_long = len(codes) > 60 or len(found[2]) > 1500
    if query.get("source") != "2" or too_long or int(query.get("per_page", "50")) > 32_500:
        return _message("120", "Invalid value", "The provided parameter value is not valid")
    if any(code not in SERIES for code in codes):
        return _message("175", "Invalid format", "The indicator was not found. It may have been deleted or archived.")
    areas = [area for area in _areas(size) if countries == "all" or area[0] in countries.split(";")]
    first, last = (int(year) for year in query.get("date", "1960:2026").split(":"))
    years = range(min(last, LAST[edition] + 1), max(first, 2000 if size == "small" else 1960) - 1, -1)
    if "mrv" in query:
        years = range(LAST[edition], LAST[edition] - int(query["mrv"]), -1)
    per_page = int(query.get("per_page", "50"))
    if size == "small":
        per_page = min(per_page, _SMALL_PAGE)
    return _page(codes, areas, years, per_page, int(query.get("page", "1")), edition)


def _page(
    codes: list[str], areas: list[tuple[str, str]], years: range, per_page: int, page: int, edition: int
) -> Answer:
    per_code, total = len(areas) * len(years), len(codes) * len(areas) * len(years)
    held = []
    for number in range((page - 1) * per_page, min(page * per_page, total)):
        code, place = codes[number // per_code], number % per_code
        held.append(_row(code, areas[place // len(years)], years[place % len(years)], edition))
    header = {
        "page": page, "pages": math.ceil(total / per_page), "per_page": per_page, "total": total, "sourceid": "2",
        "lastupdated": UPDATED[edition],
    }  # fmt: skip
    return Answer(json.dumps([header, held], separators=(",", ":")).encode(), headers=_HEADERS)


def _row(code: str, area: tuple[str, str], year: int, edition: int) -> dict[str, Any]:
    iso, name = area
    return {
        "indicator": {"id": code, "value": SERIES[code][0]}, "country": {"id": iso.title() or name, "value": name},
        "countryiso3code": iso, "date": str(year), "value": value(code, iso or name, year, edition), "unit": "",
        "obs_status": "", "decimal": 0,
    }  # fmt: skip


def value(code: str, area: str, year: int, edition: int) -> float | None:
    """A made-up figure; none for the year after the last, and for one in thirteen of the years before 1990."""
    seed = _seed(code, area)
    if year > LAST[edition] or (year < 1990 and (seed + year) % 13 == 0):
        return None
    level = _LEVEL[SERIES[code][1]] * (1 + seed % 89 / 20)
    figure = level * (1.02 ** (year - 2000)) * (1 + 0.01 * math.sin(seed + year))
    if edition > 1 and year >= LAST[edition] - 2 and seed % 5 == 0:
        figure *= 1.01
    return round(figure, 4)


@cache
def _seed(code: str, area: str) -> int:
    return sum(ord(letter) * place for place, letter in enumerate(code + area, 1))


@cache
def _areas(size: str) -> tuple[tuple[str, str], ...]:
    if size == "small":
        return (*_SMALL.items(), *_GROUPS)
    with (data_folder() / "codes" / "countries.csv").open(encoding="utf-8", newline="") as rows:
        named = {row["code"]: row["name"] for row in csv.DictReader(rows)} | _SMALL
    countries = [(code, name) for code, name in sorted(named.items()) if code != "WLD" and area_code(name) == code]
    return (*countries[:217], *_GROUPS)


def _message(number: str, key: str, text: str) -> Answer:
    said = [{"message": [{"id": number, "key": key, "value": text}]}]
    return Answer(json.dumps(said).encode(), headers=_HEADERS)


def is_data(path: str, query: dict[str, str]) -> bool:
    return "/country/all/" in path


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(json.loads(body)[1])


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    return json.dumps([json.loads(body)[0], rows], separators=(",", ":")).encode()


def endless(body: bytes) -> bytes:
    header, rows = json.loads(body)
    header |= {"pages": 1_000_000, "total": 1_000_000 * header["per_page"]}
    return json.dumps([header, rows], separators=(",", ":")).encode()
