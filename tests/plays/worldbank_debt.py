"""International Debt Statistics: one object with counters, each row a list of concepts in the order of the question.

`small` makes pages of at most 3,000 rows. A part of the question that is not known refuses the whole, in XML and with
status 200. Rows are told flat, by concept, with the title of the series.
"""

import json
import math
import re
from itertools import product
from typing import Any

from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "value", "Time", "Country", "title"
OTHER_AREA = "DEU"
FIRST_PAGE = ("page", "1")
CANNOT: dict[str, str] = {}
UPDATED = {1: "2025-12-10", 2: "2025-12-11"}
LAST = {1: 2024, 2: 2024}  # a second edition within the year corrects; the next year comes a year later
_SMALL_PAGE = 3000
_HEADERS = {"Content-Type": "application/json;charset=utf-8"}
DEBTORS = {
    "ARM": "Armenia", "AZE": "Azerbaijan", "BLR": "Belarus", "GEO": "Georgia", "KAZ": "Kazakhstan",
    "KGZ": "Kyrgyz Republic", "MDA": "Moldova", "TJK": "Tajikistan", "TKM": "Turkmenistan", "UKR": "Ukraine",
    "UZB": "Uzbekistan",
}  # fmt: skip
CREDITORS = {"087": "Russian Federation", "730": "China", "WLD": "World"}
_KINDS = {
    "BLAT": "PPG, bilateral", "BLTC": "PPG, bilateral concessional", "MLAT": "PPG, multilateral", "PBND": "PPG, bonds",
    "PCBK": "PPG, commercial banks", "PROP": "PPG, other private creditors", "PRVT": "Commitments, private creditors",
}  # fmt: skip
_TERMS = {
    "DT.INR.DPPG": ("Average interest on new external debt commitments (%)", 3.1),
    "DT.MAT.DPPG": ("Average maturity on new external debt commitments (years)", 12.5),
    "DT.GPA.DPPG": ("Average grace period on new external debt commitments (years)", 4.0),
}
SERIES = {
    f"DT.{flow}.{kind}.CD": f"{name} ({flow}, current US$)"
    for flow, kinds in (
        ("DOD", ("BLAT", "MLAT", "PBND", "PCBK", "PROP")), ("AMT", ("BLAT", "PCBK")), ("INT", ("BLAT", "PCBK")),
        ("DIS", ("BLAT", "BLTC", "PCBK")), ("COM", ("BLAT", "PRVT")),
    )
    for kind, name in _KINDS.items() if kind in kinds
} | {code: title for code, (title, _) in _TERMS.items()}  # fmt: skip
_CONCEPTS = ("Country", "Series", "Counterpart-Area", "Time")
_XML = (
    b'<?xml version="1.0" encoding="utf-8"?>\r\n<wb:error xmlns:wb="http://www.worldbank.org"><wb:message id="160" '
    b'key="Data not found">The provided parameter value is not valid or data not found.</wb:message></wb:error>'
)


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    lists = {"country": DEBTORS, "series": SERIES, "counterpart-area": CREDITORS}
    if (asked := re.fullmatch(r"/sources/6/([a-z-]+)", path)) and asked[1] in lists:
        return _list(asked[1], lists[asked[1]])
    found = re.fullmatch(r"/sources/6/country/([^/]+)/series/([^/]+)/counterpart-area/([^/]+)/time/([^/]+)", path)
    if not found or "mrnev" in query or max(map(len, found.groups())) > 1500:
        return Answer(b"<html><body>Request Error</body></html>", 400)
    debtors, codes, creditors = (found[place].split(";") for place in (1, 2, 3))
    every = {f"YR{year}": str(year) for year in range(2000 if size == "small" else 1970, LAST[edition] + 9)}
    times = list(every) if found[4] == "all" else found[4].split(";")
    known = all(
        set(names) <= set(all_)
        for names, all_ in ((debtors, DEBTORS), (codes, SERIES), (creditors, CREDITORS), (times, every))
    )
    if not known:
        return Answer(_XML, headers={"Content-Type": "text/xml"})
    keys = list(product(debtors, codes, creditors, times))
    per_page, page = int(query.get("per_page", "50")), int(query.get("page", "1"))
    if size == "small":
        per_page = min(per_page, _SMALL_PAGE)
    data = [
        {
            "Country": debtor, "Series": code, "Counterpart-Area": creditor, "Time": time, "title": SERIES[code],
            "value": value(debtor, code, creditor, int(time[2:]), edition),
        }
        for debtor, code, creditor, time in keys[(page - 1) * per_page : page * per_page]
    ]  # fmt: skip
    body = {
        "page": page, "pages": math.ceil(len(keys) / per_page), "per_page": per_page, "total": len(keys),
        "lastupdated": UPDATED[edition],
        "source": {"id": "6", "name": "International Debt Statistics", "data": [_told(row) for row in data]},
    }  # fmt: skip
    return Answer(json.dumps(body, separators=(",", ":")).encode(), headers=_HEADERS)


def value(debtor: str, code: str, creditor: str, year: int, edition: int) -> float | None:
    """A made-up figure: stocks to the last year, service for seven more, loans in two years of three."""
    last, flow = LAST[edition], code[3:6]
    if year > last + (7 if flow in ("AMT", "INT") else 0) or (debtor == "BLR" and "BLTC" in code):
        return None
    if flow in ("COM", "INR", "MAT", "GPA") and (year + len(creditor)) % 3 == 0:
        return 0.0
    if code in _TERMS:
        return round(_TERMS[code][1] * (1 + year % 7 / 10), 4)
    seed = sum(map(ord, debtor)) % 31 + 1
    share = {"WLD": 1.0, "087": 0.5, "730": 0.3}[creditor]
    size = {"DOD": 1e9, "AMT": 8e7, "INT": 3e7, "DIS": 9e7, "COM": 2e8}[flow]
    figure = size * share * (0.4 if "BLTC" in code else 1.0) * (1 + seed / 10) * 1.03 ** (year - 2000)
    return round(figure * (1.01 if edition > 1 and year >= last - 1 else 1.0), 1)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a flat row as the API tells it: names are padded, and other columns stand beside the value."""
    names = {"Country": DEBTORS, "Counterpart-Area": CREDITORS}
    words = {concept: names.get(concept, {}).get(row.get(concept), str(row.get(concept))) for concept in _CONCEPTS}
    words |= {"Series": row.get("title"), "Time": str(row.get("Time"))[2:]}
    concepts = [{"concept": name, "id": row[name], "value": words[name]} for name in row if name in _CONCEPTS]
    return {"variable": concepts} | {name: cell for name, cell in row.items() if name not in (*_CONCEPTS, "title")}


def _list(concept: str, names: dict[str, str]) -> Answer:
    variables = [{"id": name, "value": text} for name, text in names.items()]
    source = [{"id": "6", "name": "International Debt Statistics", "concept": [{"id": concept, "variable": variables}]}]
    body = {"page": 1, "pages": 1, "per_page": 32500, "total": len(names), "source": source}
    return Answer(json.dumps(body).encode(), headers=_HEADERS)


def is_data(path: str, query: dict[str, str]) -> bool:
    return path.endswith("/time/all")


def rows(body: bytes) -> list[dict[str, Any]]:
    found = []
    for row in json.loads(body)["source"]["data"]:
        flat = {entry["concept"]: entry["id"] for entry in row["variable"]}
        title = next(entry["value"] for entry in row["variable"] if entry["concept"] == "Series")
        found.append({**flat, "title": title} | {name: cell for name, cell in row.items() if name != "variable"})
    return found


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    document = json.loads(body)
    document["source"]["data"] = [_told(row) for row in rows]
    return json.dumps(document, separators=(",", ":")).encode()


def endless(body: bytes) -> bytes:
    document = json.loads(body)
    document |= {"pages": 1_000_000, "total": 1_000_000 * document["per_page"]}
    return json.dumps(document, separators=(",", ":")).encode()
