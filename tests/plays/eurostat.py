"""Eurostat: Comext in SDMX-CSV with CRLF, its oldest years put off to the asynchronous service, tables in JSON-stat."""

import csv
import io
import json
import zlib
from collections.abc import Iterator
from typing import Any

from plays import Answer

FORMAT = "csv"
VALUE, PERIOD, AREA, UNIT = "OBS_VALUE", "TIME_PERIOD", "reporter", "indicators"
OTHER_AREA = "US"
CANNOT = {
    "endless page counter": "has no pages: a question that is too big is split",
    "page 2 repeats page 1": "has no pages: a question that is too big is split",
}
_COMEXT = "/comext/dissemination"
_DATA = f"{_COMEXT}/sdmx/3.0/data/dataflow/ESTAT/DS-045409/+"
_COLUMNS = [
    "DATAFLOW", "LAST UPDATE", "freq", "reporter", "partner", "product", "flow", "indicators", "TIME_PERIOD",
    "OBS_VALUE",
]  # fmt: skip
_TRADERS = {"DE", "PL", "LT", "LV", "EU27_2020"}  # with whom the smaller partners trade, when all is small
_PUT_OFF_TO = 2007  # years up to this one are put off
_HELD = {
    "nrg_ind_id": (["freq", "siec", "unit", "geo", "time"], {"siec": "TOTAL", "unit": "PC", "freq": "A"}),
    "nrg_ind_idogas": (
        ["freq", "siec", "partner", "unit", "geo", "time"],
        {"siec": "G3000", "unit": "PC", "freq": "A"},
    ),
    "nrg_ind_idooil": (
        ["freq", "siec", "partner", "unit", "geo", "time"],
        {"siec": "O4000XBIO", "unit": "PC", "freq": "A"},
    ),
    "nrg_ind_idosff": (
        ["freq", "siec", "partner", "unit", "geo", "time"],
        {"siec": "C0000X0350-0370", "unit": "PC", "freq": "A"},
    ),
    "nrg_pc_203": (
        ["freq", "siec", "nrg_cons", "unit", "tax", "currency", "geo", "time"],
        {"siec": "G3000", "freq": "S"},
    ),
}
_GEO = ("EU27_2020", "DE", "LT", "MD", "GE", "UA", "RS")
_BANDS = ("GJ_LT1000", "GJ1000-9999", "GJ10000-99999", "GJ100000-999999", "GJ1000000-3999999", "GJ_GE4000000")


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    if path == _DATA:
        if (query.get("format"), query.get("formatVersion"), query.get("compress")) != ("csvdata", "1.0", "false"):
            return _json({"error": [{"status": 400, "id": 150, "label": "another form than is played here"}]}, 400)
        asked = {name[2:-1]: text.replace("+", " ") for name, text in query.items() if name.startswith("c[")}
        return _queued(asked) if _years(asked)[1] <= _PUT_OFF_TO else _csv(asked, edition, size)
    if path.startswith(f"{_COMEXT}/1.0/async/"):
        what, key = path.rsplit("/", 2)[1:]
        if what == "status":
            return _xml(f'<ns1:status xmlns:ns1="urn:status"><key>{key}</key><status>AVAILABLE</status></ns1:status>')
        return _csv(json.loads(zlib.decompress(bytes.fromhex(key))), edition, size)
    code = path.removeprefix("/dissemination/statistics/1.0/data/")
    if code in _HELD:
        return _cube(code, query, edition)
    return _json({"error": [{"status": 404, "id": 100, "label": "ERR_NOT_FOUND_4: no such data set"}]}, 404)


def _years(asked: dict[str, str]) -> tuple[int, int]:
    first, last = asked["TIME_PERIOD"].split()
    return int(first[3:7]), int(last[3:7])


def _queued(asked: dict[str, str]) -> Answer:
    key = zlib.compress(json.dumps(asked).encode()).hex()
    return _xml(
        '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header/><env:Body>'
        '<ns0:syncResponse xmlns:ns0="http://estat.ec.europa.eu/disschain/soap/extraction"><processingTime>92'
        f"</processingTime><queued><id>{key}</id><status>SUBMITTED</status></queued></ns0:syncResponse></env:Body>"
        "</env:Envelope>"
    )


def _csv(asked: dict[str, str], edition: int, size: str) -> Answer:
    found = [",".join(row) for row in _trade(asked, edition, size)]
    body = "\r\n".join([",".join(_COLUMNS), *found, ""]).encode()
    return Answer(body, headers={"Content-Type": "application/vnd.sdmx.data+csv"})


def _trade(asked: dict[str, str], edition: int, size: str) -> Iterator[list[str]]:
    updated = f"{15 + edition}/11/26 11:00:00"
    reporters, partners, products, flows = (
        asked[name].split(",") for name in ("reporter", "partner", "product", "flow")
    )
    periods = list(_periods(asked["freq"], *_years(asked), edition, size))
    for reporter in reporters:
        for partner in partners:
            if size == "small" and partner not in ("RU", "BY") and reporter not in _TRADERS:
                continue
            for product in products:
                if product == "27" and (size == "small" or sum(reporter.encode()) % 2) and reporter not in _TRADERS:
                    continue
                for flow in flows:
                    for number, period in periods:
                        value = _value(reporter, partner, product, flow, number)
                        if edition > 1 and reporter == "LT" and period in ("2026-08", "2026-09"):
                            value = round(value * 1.01)
                        named = ["ESTAT:DS-045409(1.0)", updated, asked["freq"], reporter, partner, product, flow]
                        yield [*named, "VALUE_IN_EUROS", period, str(value)]


def _periods(freq: str, first: int, last: int, edition: int, size: str) -> Iterator[tuple[int, str]]:
    for year in range(first, last + 1):
        if freq == "A":
            yield year * 12, str(year)
            continue
        months = (6, 12) if size == "small" and year < 2024 else range(1, 13)
        yield from (
            (year * 12 + month, f"{year}-{month:02d}") for month in months if (year, month) <= (2026, 8 + edition)
        )


def _value(reporter: str, partner: str, product: str, flow: str, number: int) -> int:
    size = 1 + sum(f"{reporter}{partner}{flow}".encode()) % 23
    share = {"TOTAL": 100, "27": 17, "8703": 5}.get(product, 1)
    return size * share * (90_000 + (number * 37) % 4001)


def _cube(code: str, query: dict[str, str], edition: int) -> Answer:
    names, fixed = _HELD[code]
    chosen = {name: [fixed.get(name, query.get(name, "X"))] for name in names}
    since = query.get("sinceTimePeriod", "0")
    chosen["geo"] = list(_GEO)
    chosen["time"] = [name for name in _spans(fixed["freq"]) if name >= since]
    if "nrg_cons" in chosen:
        chosen["nrg_cons"] = list(_BANDS)
    sizes = [len(chosen[name]) for name in names]
    per_geo = len(chosen["time"])
    values, status = {}, {}
    for place in range(len(chosen.get("nrg_cons", [0])) * len(_GEO) * per_geo):
        geo, time = _GEO[place // per_geo % len(_GEO)], place % per_geo
        if geo == "GE" and time % 7 == 0:
            continue  # not available: the place is absent
        level = 0.031 if code == "nrg_pc_203" else 41.5
        revised = 1.01 if edition > 1 and time == per_geo - 2 else 1
        values[str(place)] = round(level * (1 + place % 53 / 100) * revised, 4)
        if time == per_geo - 1:
            status[str(place)] = "e" if geo == "UA" else "p"
    dimension = {
        name: {"label": name, "category": {"index": {text: n for n, text in enumerate(chosen[name])}}} for name in names
    }
    return _json({
        "version": "2.0", "class": "dataset", "label": code, "source": "ESTAT",
        "updated": f"2026-11-{9 + edition:02d}T23:00:00+0100", "value": values, "status": status, "id": names,
        "size": sizes, "dimension": dimension, "extension": {"id": code.upper(), "agencyId": "ESTAT"},
    })  # fmt: skip


def _spans(freq: str) -> list[str]:
    if freq == "S":
        return [f"{year}-S{half}" for year in range(2007, 2027) for half in (1, 2)][:-1]
    return [str(year) for year in range(2000, 2025)]


def _json(document: Any, status: int = 200) -> Answer:
    body = json.dumps(document, separators=(",", ":")).encode()
    return Answer(body, status, {"Content-Type": "application/json"})


def _xml(text: str) -> Answer:
    body = f'<?xml version="1.0" encoding="UTF-8" ?>{text}'.encode()
    return Answer(body, headers={"Content-Type": "application/xml"})


def is_data(path: str, query: dict[str, str]) -> bool:
    """Whether the reply is a table of Comext: those put off, and the cubes, are of other forms."""
    if path == _DATA:
        return int(query["c[TIME_PERIOD]"].split("le:")[1][:4]) > _PUT_OFF_TO
    return path.startswith(f"{_COMEXT}/1.0/async/data/")


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row)) or _COLUMNS
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()
