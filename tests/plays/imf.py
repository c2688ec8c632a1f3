"""The IMF's data service: SDMX-JSON 2.0 by index, full units beside a SCALE that denies it, lists in no order."""

import csv
import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from math import prod
from typing import Any
from urllib.parse import unquote
from zlib import crc32

from ingest.declarations import data_folder
from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "OBS_VALUE", "TIME_PERIOD", "COUNTRY", "UNIT"
OTHER_AREA = "DEU"
CANNOT = {
    "endless page counter": "has no pages: a message has all series asked for",
    "page 2 repeats page 1": "has no pages: a message has all series asked for",
}

# Exports of goods, or thereabouts, of a good year in billions of dollars: what all made-up levels hang on.
_SIZE = {
    "RUS": 420.0, "CHN": 2600.0, "G998": 2500.0, "USA": 1700.0, "G001": 20000.0, "KAZ": 65.0, "UKR": 46.0, "BLR": 33.0,
    "AZE": 22.0, "UZB": 15.0, "GEO": 4.0, "ARM": 3.0, "MDA": 3.0, "KGZ": 2.0, "TJK": 1.5,
}  # fmt: skip
_OURS = ("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "RUS", "TJK", "UKR", "UZB")
_COUNTERPARTS = (
    "G001", "RUS", "CHN", "G998", "DEU", "POL", "BLR", "KAZ", "UKR", "TUR", "WBG", "TX899", "GX901", "U019", "CSK",
)  # fmt: skip
_OUTLOOK = {"NGDPD": 3e9, "GGXWDG_NGDP": 40.0, "BCA_NGDPD": 2.0, "PCPIPCH": 7.0, "NGDP_RPCH": 3.0, "LUR": 5.0}
_PRICES = {"PPOTASH": 320.0, "POILBRE": 75.0, "PNGASEU": 11.0, "PZINC": 2700.0}
_RESERVES, _INVESTMENT = "IRFCLDT1_IRFCL65_USD", "INWD_D_NETLA_FALL_ALL"
# Each flow: agency, version, data structure with its version, and the dimensions of the key with their codes.
_FLOWS: dict[str, tuple[str, str, str, str, dict[str, tuple[str, ...]]]] = {
    "IMTS": ("IMF.STA", "1.0.0", "DSD_IMTS", "1.0", {
        "COUNTRY": (*_OURS, "CHN", "G998", "USA", "G001"), "INDICATOR": ("XG_FOB_USD", "MG_CIF_USD", "TBG_USD"),
        "COUNTERPART_COUNTRY": _COUNTERPARTS, "FREQUENCY": ("A", "M", "Q"),
    }),
    "WEO": ("IMF.RES", "9.0.0", "DSD_WEO", "9.0", {
        "COUNTRY": (*_OURS, "CHN", "USA", "G001"), "INDICATOR": tuple(_OUTLOOK), "FREQUENCY": ("A",),
    }),
    "PCPS": ("IMF.RES", "9.0.0", "DSD_PCPS", "10.0", {
        "COUNTRY": ("G001",), "INDICATOR": tuple(_PRICES), "DATA_TRANSFORMATION": ("USD", "INDEX"),
        "FREQUENCY": ("A", "M", "Q"),
    }),
    "IRFCL": ("IMF.STA", "11.0.0", "DSD_IRFCL_PUB", "12.0", {
        "COUNTRY": tuple(code for code in _OURS if code not in ("AZE", "TJK")), "INDICATOR": (_RESERVES, "IRFCL_OTHER"),
        "SECTOR": ("S1XS1311", "S121"), "FREQUENCY": ("A", "M"),
    }),
    "BOP": ("IMF.STA", "21.0.0", "DSD_BOP", "24.0", {
        "COUNTRY": _OURS, "BOP_ACCOUNTING_ENTRY": ("NETCD_T", "CD_T"), "INDICATOR": ("CAB", "G"),
        "UNIT": ("USD", "XDC"), "FREQUENCY": ("A", "Q"),
    }),
    "DIP": ("IMF.STA", "12.0.0", "DSD_DIP", "13.0", {
        "COUNTRY": tuple(code for code in _OURS if code != "UZB"), "DV_TYPE": ("O", "M"),
        "INDICATOR": (_INVESTMENT, "OTWD_D_NETAL_FALL_ALL"), "COUNTERPART_COUNTRY": ("G001", "RUS", "CHN", "CYP"),
        "FREQUENCY": ("A",),
    }),
}  # fmt: skip
_GROUP_UNIT = {"IMTS": "USD", "IRFCL": "USD", "DIP": "USD"}


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    kind, what, *names = unquote(path).strip("/").split("/")
    if (kind, what) == ("structure", "dataflow"):
        return _json({"data": {"dataflows": [_flow(name) for name in _FLOWS]}, "meta": _META})
    if (kind, what) == ("structure", "datastructure"):
        found = [name for name, flow in _FLOWS.items() if names[:2] == [flow[0], flow[2]]]
        return _json(_structure(found[0])) if found else Answer(b"", 204)
    if (kind, what) in (("availability", "dataflow"), ("data", "dataflow")) and len(names) >= 4:
        agency, flow, _, key = names[:4]
        if flow not in _FLOWS or _FLOWS[flow][0] != agency:
            return Answer(b"", 204) if kind == "availability" else _error(404, "Could not find Dataflow", path)
        wanted = _wanted(flow, key, size)
        if wanted is None:
            return _error(400, "Number of key segments does not fit the dimensions", path)
        if kind == "availability":
            return _json(_availability(flow, wanted, names[4], edition))
        first = query.get("c[TIME_PERIOD]", "ge:1900").removeprefix("ge:")[:4]
        return _json(_message(flow, wanted, first, edition, size))
    return _error(404, "Resource not found", path)


_META = {"schema": "https://example.org/sdmx-json", "id": "IDREF1", "test": False, "contentLanguages": ["en"]}


def _json(document: Any) -> Answer:
    body = json.dumps(document, separators=(",", ":")).encode()
    return Answer(body, headers={"Content-Type": "application/json;charset=UTF-8"})


def _error(status: int, message: str, path: str) -> Answer:
    body = {"message": message, "code": status, "correlationId": "0f3c", "path": path}
    return Answer(json.dumps(body).encode(), status, {"Content-Type": "application/json"})


def _flow(name: str) -> dict[str, Any]:
    agency, version, structure, follows, _ = _FLOWS[name]
    urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={agency}:{structure}({follows}+.0)"
    return {"id": name, "name": name, "version": version, "agencyID": agency, "structure": urn, "annotations": []}


def _structure(name: str) -> dict[str, Any]:
    agency, _, structure, follows, codes = _FLOWS[name]
    dimensions = [{"id": code, "position": n, "type": "Dimension"} for n, code in enumerate(codes)]
    listed = {"id": "DimensionDescriptor", "dimensions": dimensions}
    content = {"attributeList": {}, "dimensionList": listed, "measureList": {}}
    entry = {"id": structure, "agencyID": agency, "version": f"{follows}.0", "dataStructureComponents": content}
    return {"data": {"dataStructures": [entry]}, "meta": _META}


@cache
def _countries() -> tuple[str, ...]:
    with (data_folder() / "codes" / "countries.csv").open(encoding="utf-8", newline="") as listed:
        return tuple(row["code"] for row in csv.DictReader(listed) if row["code"] not in ("WLD", "PSE"))


def _codes(flow: str, size: str) -> dict[str, tuple[str, ...]]:
    """The codes that exist; the large size has counterparts enough for 20,000 series of our countries."""
    codes = _FLOWS[flow][4]
    if flow != "IMTS" or size != "large":
        return codes
    groups = tuple(f"{kind}{n:03}" for kind in ("G", "TX") for n in range(100, 450))
    named = tuple(dict.fromkeys((*_COUNTERPARTS, *_countries(), *groups)))
    return codes | {"COUNTERPART_COUNTRY": named[:910]}


def _wanted(flow: str, key: str, size: str) -> dict[str, list[str]] | None:
    """The codes of a key that exist, by dimension; an empty segment finds nothing."""
    codes, segments = _codes(flow, size), key.split(".")
    if len(segments) != len(codes):
        return None
    return {
        name: list(known) if segment == "*" else [code for code in dict.fromkeys(segment.split("+")) if code in known]
        for (name, known), segment in zip(codes.items(), segments, strict=True)
    }


def _availability(flow: str, wanted: dict[str, list[str]], dimension: str, edition: int) -> dict[str, Any]:
    count = prod(len(codes) for codes in wanted.values())
    told = {
        "series_count": str(count),
        "time_period_start": "2000-01-01",
        "time_period_end": f"2026-{8 + edition:02}-01",
    }
    notes = [
        {"id": name, "title": text, "type": "sdmx_metrics"}
        for name, text in told.items()
        if count or name == "series_count"
    ]
    values = [{"value": code} for code in sorted(wanted[dimension])] if count else []
    region = {"include": True, "components": [{"id": dimension, "include": False, "values": values}], "keyValues": []}
    constraint = {
        "annotations": notes,
        "id": flow,
        "agencyID": _FLOWS[flow][0],
        "role": "Actual",
        "cubeRegions": [region],
    }
    return {"data": {"dataConstraints": [constraint]}, "meta": _META}


def _message(flow: str, wanted: dict[str, list[str]], first: str, edition: int, size: str) -> dict[str, Any]:
    periods = [period for period in _periods(flow, wanted.get("FREQUENCY", ["A"]), edition, size) if period >= first]
    rows = _rows(flow, wanted, periods, edition) if periods and all(wanted.values()) else ()
    unit = _GROUP_UNIT.get(flow)
    return _assembled(_empty(flow, unit), rows, list(wanted))


def _periods(flow: str, frequencies: list[str], edition: int, size: str) -> list[str]:
    last = 2031 if flow == "WEO" else 2025
    years = [str(year) for year in range(last - 9 if size == "large" and flow == "IMTS" else 2000, last + 1)]
    months = [f"{year}-M{month:02}" for year in range(2000, 2027) for month in range(1, 13)]
    return years if "A" in frequencies else months[: months.index("2026-M09") + edition]


def _rows(flow: str, wanted: dict[str, list[str]], periods: list[str], edition: int) -> Iterator[dict[str, Any]]:
    newest = periods[-1] if flow != "WEO" else "2025"
    for codes in product(*wanted.values()):
        key = dict(zip(wanted, codes, strict=True))
        if key.get("COUNTERPART_COUNTRY") in (key["COUNTRY"], "CSK"):
            yield key | {PERIOD: None}  # a series with nothing in it
            continue
        level, spread = _level(flow, key), crc32(".".join(sorted(codes)).encode()) % 90 / 1000
        for period in periods:
            year, month = int(period[:4]), int(period[6:] or 6)
            moved = 0.4 + 0.025 * (year - 2000) + spread + (year * 7 + month * 3) % 11 / 100
            value = level * moved * (1.01 if edition > 1 and period == newest else 1.0)
            whole = abs(level) >= 1e6
            missing = (year + ord(key["COUNTRY"][0])) % 23 == 0 and key.get("COUNTERPART_COUNTRY") == "TUR"
            text = None if missing else str(round(value)) if whole else f"{value:.6f}"
            yield key | {PERIOD: period, VALUE: text, "DERIVATION_TYPE": "O", "STATUS": "NA" if missing else None}


def _level(flow: str, key: dict[str, str]) -> float:
    """What the figures of a series move around, in full units."""
    size = _SIZE[key["COUNTRY"]] * 1e9
    counterpart = key.get("COUNTERPART_COUNTRY", "")
    share = {"G001": 1.0, "G998": 0.3, "RUS": 0.2, "CHN": 0.1}.get(
        counterpart, 0.0005 + crc32(counterpart.encode()) % 40 / 1e4
    )
    monthly = 12 if key["FREQUENCY"] == "M" else 1
    if flow == "IMTS":
        return size * share / monthly * (0.8 if key["INDICATOR"] == "MG_CIF_USD" else 1.0)
    if flow == "WEO":
        return _OUTLOOK[key["INDICATOR"]] * (size / 1e9 if key["INDICATOR"] == "NGDPD" else 1.0)
    if flow == "PCPS":
        return _PRICES[key["INDICATOR"]]
    return size * {"IRFCL": 1.2, "BOP": 0.1, "DIP": share}[flow]


def _empty(flow: str, unit: str | None) -> dict[str, Any]:
    """A message as the service sends it where nothing is found: a data set without series, dimensions without codes."""
    agency, version, structure, follows, dimensions = _FLOWS[flow]
    urn = "urn:sdmx:org.sdmx.infomodel.datastructure"
    links = [
        {"urn": f"{urn}.Dataflow={agency}:{flow}({version})", "title": "Dataflow"},
        {"urn": f"{urn}.DataStructure={agency}:{structure}({follows}.0)", "title": "DataStructureDefinition"},
    ]
    named = [{"id": name, "keyPosition": n, "roles": [], "values": []} for n, name in enumerate(dimensions)]
    times = {"id": PERIOD, "keyPosition": len(named), "values": []}
    groups: list[dict[str, Any]] = [
        {"id": name, "relationship": {"dimensions": ["INDICATOR"]}, "values": []} for name in ("TRADE_FLOW", "UNIT")
    ]
    data: dict[str, Any] = {"structure": 0, "action": "Replace"}
    if unit:
        groups[1]["values"] = [{"id": unit}]
        data["dimensionGroupAttributes"] = {":" * len(named): [None, 0]}
    return {
        "meta": {},
        "data": {
            "dataSets": [data],
            "structures": [
                {
                    "dataSets": [0],
                    "links": links,
                    "dimensions": {"series": named, "observation": [times]},
                    "measures": {"observation": [{"id": VALUE, "roles": []}]},
                    "attributes": {
                        "dimensionGroup": groups,
                        "series": [{"id": "SCALE", "values": [{"id": "6"}]}],
                        "observation": [],
                    },
                    "annotations": [],
                }
            ],
        },
    }


def _assembled(document: dict[str, Any], rows: Iterable[dict[str, Any]], order: list[str]) -> dict[str, Any]:
    """Put rows into a message that has none, by index; the lists of codes and periods run backwards."""
    rows = list(rows)
    data, structure = document["data"]["dataSets"][0], document["data"]["structures"][0]
    data.pop("series", None)
    present = dict.fromkeys(name for row in rows for name in row)
    marks = [name for name in present if name not in (*order, PERIOD, VALUE)]
    codes: dict[str, dict[Any, int]] = {
        name: {
            code: n
            for n, code in enumerate(sorted({row[name] for row in rows if row.get(name) is not None}, reverse=True))
        }
        for name in (*order, PERIOD, *marks)
    }
    named = [name for name in present if name in order] if rows else order
    structure["dimensions"]["series"] = [
        {"id": name, "keyPosition": n, "roles": [], "values": [{"id": code} for code in codes[name]]}
        for n, name in enumerate(named)
    ]
    times = [{"value": period} for period in codes[PERIOD]]
    series: dict[str, Any] = {}
    has_value = VALUE in present
    for row in rows:
        index = ":".join(str(codes[name][row[name]]) for name in named if name in row)
        one = series.setdefault(index, {"attributes": [0]})
        if row.get(PERIOD) is None:
            continue
        held = one.setdefault("observations", {})
        place = codes[PERIOD][row[PERIOD]]
        if str(place) in held:  # said twice: under a second entry of the same period
            place = len(times)
            times.append({"value": row[PERIOD]})
        told = [None if row.get(name) is None else codes[name][row[name]] for name in marks]
        held[str(place)] = ([row.get(VALUE)] if has_value else []) + told
    structure["dimensions"]["observation"] = [{"id": PERIOD, "keyPosition": len(named), "values": times}]
    structure["measures"]["observation"] = [{"id": VALUE, "roles": []}] if has_value or not rows else []
    structure["attributes"]["observation"] = [
        {"id": name, "roles": [], "relationship": {"observation": {}}, "values": [{"id": code} for code in codes[name]]}
        for name in marks
    ]
    if rows:
        data["series"] = series
    return document


def is_data(path: str, query: dict[str, str]) -> bool:
    return path.startswith("/data/")


def rows(body: bytes) -> list[dict[str, Any]]:
    data, structure = (json.loads(body)["data"][name][0] for name in ("dataSets", "structures"))
    named = [(one["id"], [value["id"] for value in one["values"]]) for one in structure["dimensions"]["series"]]
    times = [value["value"] for value in structure["dimensions"]["observation"][0]["values"]]
    marks = [(one["id"], [value["id"] for value in one["values"]]) for one in structure["attributes"]["observation"]]
    found = []
    for index, one in data.get("series", {}).items():
        key = {name: codes[int(n)] for (name, codes), n in zip(named, index.split(":"), strict=True)}
        for place, cell in one.get("observations", {}).items():
            told = {name: None if n is None else codes[n] for (name, codes), n in zip(marks, cell[1:], strict=True)}
            found.append(key | {PERIOD: times[int(place)], VALUE: cell[0]} | told)
    return found


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    document = json.loads(body)
    order = [one["id"] for one in document["data"]["structures"][0]["dimensions"]["series"]]
    return json.dumps(_assembled(document, rows, order), separators=(",", ":")).encode()
