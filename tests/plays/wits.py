"""World Integrated Trade Solution: SDMX-JSON whose keys count into lists of values; US$ thousand.

A question with two parts `all`, or of too many figures, is refused with 413; one without an answer with 404. Rows are
told flat; a row that stands twice is put back as a second data set, where a real reply could have it.
"""

import csv
import json
import re
from functools import cache
from typing import Any

from ingest.declarations import data_folder
from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "value", "TIME_PERIOD", "REPORTER", "INDICATOR name"
OTHER_AREA = "DEU"
CANNOT = {
    "endless page counter": "has no pages: a question that is too big is split",
    "page 2 repeats page 1": "has no pages: a question that is too big is split",
}
LAST = {1: 2023, 2: 2024}
_MOST = {"small": 4_000, "large": 60_000}  # figures of one reply
_SERIES = ("FREQ", "REPORTER", "PARTNER", "PRODUCTCODE", "INDICATOR")
INDICATORS = {
    "XPRT-TRD-VL": "Export Trade Value (US$ Thousand)",
    "MPRT-TRD-VL": "Import Trade Value (US$ Thousand)",
}
REPORTERS = {
    "ARM": ("Armenia", 3e6), "AZE": ("Azerbaijan", 2e7), "BLR": ("Belarus", 3.4e7), "CHN": ("China", 2.5e9),
    "GEO": ("Georgia", 6e6), "KAZ": ("Kazakhstan", 5e7), "KGZ": ("Kyrgyz Republic", 3e6), "MDA": ("Moldova", 4e6),
    "RUS": ("Russian Federation", 4e8), "TJK": ("Tajikistan", 2e6), "TKM": ("Turkmenistan", 4e6),
    "UKR": ("Ukraine", 5e7), "UZB": ("Uzbekistan", 1.5e7),
}  # fmt: skip
_PARTNERS = {
    "CHN": "China", "DEU": "Germany", "ITA": "Italy", "KAZ": "Kazakhstan", "LTU": "Lithuania", "POL": "Poland",
    "RUS": "Russian Federation", "TUR": "Turkey", "UKR": "Ukraine", "UNS": "Unspecified", "USA": "United States",
    "BLR": "Belarus", "ECS": "Europe & Central Asia", "EUN": "European Union", "WLD": "World",
}  # fmt: skip
_HIDES = {"BLR": 2021, "RUS": 2021, "TKM": 2000, "TJK": 2015}  # the last years that they gave


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    found = re.fullmatch(
        r"/datasource/tradestats-trade/reporter/([^/]+)/year/([^/]+)/partner/([^/]+)/product/([^/]+)/indicator/([^/]+)",
        path,
    )
    if not found or query.get("format") != "JSON":
        return Answer(b"<html><body>Not Found</body></html>", 404)
    asked = [part.split(";") for part in found.groups()]
    if sum(part == ["all"] for part in asked) > 2:
        return Answer(b"Request Entity Too Large", 413)
    reporters, years, partners, products, indicators = asked
    every = [str(year) for year in range(2000, LAST[edition] + 1)]
    held = [
        {
            "FREQ": "A", "REPORTER": code.upper(), "PARTNER": partner.upper(), "PRODUCTCODE": "Total",
            "INDICATOR": flow, "INDICATOR name": INDICATORS[flow], "TIME_PERIOD": year,
            "value": value(code.upper(), partner.upper(), flow, int(year), edition),
        }
        for code in (reporters if reporters != ["all"] else list(REPORTERS)) if code.upper() in REPORTERS
        for partner in (partners if partners != ["all"] else _partners(size))
        for flow in indicators if flow in INDICATORS
        for year in (years if years != ["all"] else every) if year in every and products == ["Total"]
        if int(year) <= _HIDES.get(code.upper(), 9999) and code.upper() != partner.upper()
    ]  # fmt: skip
    if len(held) > _MOST[size]:
        return Answer(b"Request Entity Too Large", 413)
    if not held:
        return Answer(b'<string xmlns="http://schemas.microsoft.com/">NoRecordsFound</string>', 404)
    return Answer(_body(held, edition), headers={"Content-Type": "application/json; charset=utf-8"})


def value(reporter: str, partner: str, flow: str, year: int, edition: int) -> float:
    """A made-up figure in US$ thousand; the world's is above each partner's."""
    seed = sum(map(ord, partner)) % 23 + 1
    share = 300.0 if partner == "WLD" else seed / 200  # the world is more than all its parts
    base = REPORTERS[reporter][1] * (1.1 if flow.startswith("M") else 1.0) * (1 + (year - 2000) / 25)
    return round(base * share * (1.01 if edition > 1 and year >= LAST[edition] - 2 else 1.0), 3)


@cache
def _all_partners() -> dict[str, str]:
    with (data_folder() / "codes" / "countries.csv").open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)} | _PARTNERS


def _partners(size: str) -> list[str]:
    return list(_PARTNERS if size == "small" else _all_partners())


def _names(dimension: str, name: str, rows: list[dict[str, Any]]) -> str:
    known: dict[str, dict[str, str]] = {
        "FREQ": {"A": "Annual"},
        "PRODUCTCODE": {"Total": "All Products"},
        "PARTNER": _all_partners(),
    }
    known["REPORTER"] = {code: text for code, (text, _) in REPORTERS.items()}
    known["INDICATOR"] = {row.get("INDICATOR"): row.get("INDICATOR name") for row in rows}
    return known.get(dimension, {}).get(name, name)


def _body(rows: list[dict[str, Any]], edition: int) -> bytes:
    dimensions = [name for name in (*_SERIES, "TIME_PERIOD") if all(name in row for row in rows)]
    ids = {name: list(dict.fromkeys(row[name] for row in rows)) for name in dimensions}
    places = {name: {text: place for place, text in enumerate(values)} for name, values in ids.items()}
    sets: list[dict[str, Any]] = [{"action": "Information", "series": {}}]
    for row in rows:
        key = ":".join(str(places[name][row[name]]) for name in dimensions if name != "TIME_PERIOD")
        time = str(places["TIME_PERIOD"][row["TIME_PERIOD"]]) if "TIME_PERIOD" in places else "0"
        free = next((held for held in sets if time not in held["series"].get(key, {}).get("observations", {})), None)
        if free is None:
            sets.append(free := {"action": "Information", "series": {}})
        series = free["series"].setdefault(key, {"attributes": [], "annotations": [], "observations": {}})
        series["observations"][time] = [row["value"], 0] if "value" in row else []
    told = [
        {
            "id": name,
            "name": name.title(),
            "values": [{"id": text, "name": _names(name, text, rows)} for text in ids[name]],
        }
        for name in dimensions
    ]
    structure = {
        "name": "WITS TradeStats Trade",
        "dimensions": {
            "dataset": [],
            "series": [entry for entry in told if entry["id"] != "TIME_PERIOD"],
            "observation": [entry for entry in told if entry["id"] == "TIME_PERIOD"],
        },
    }
    header = {"id": "DF_WITS_TradeStats_Trade", "prepared": f"2026-11-2{edition}T06:00:00", "test": False}
    return json.dumps({"header": header, "dataSets": sets, "structure": structure}).encode()


def is_data(path: str, query: dict[str, str]) -> bool:
    return True


def rows(body: bytes) -> list[dict[str, Any]]:
    document = json.loads(body)
    dimensions = document["structure"]["dimensions"]
    series, times = dimensions["series"], dimensions["observation"][0]
    found = []
    for held in document["dataSets"]:
        for key, of_series in held["series"].items():
            named = [(entry, entry["values"][int(place)]) for entry, place in zip(series, key.split(":"), strict=True)]
            row = {entry["id"]: value["id"] for entry, value in named}
            row["INDICATOR name"] = next(value["name"] for entry, value in named if entry["id"] == "INDICATOR")
            for place, cells in of_series["observations"].items():
                found.append(row | {"TIME_PERIOD": times["values"][int(place)]["id"], "value": cells[0]})
    return found


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    return _body(rows, 1)
