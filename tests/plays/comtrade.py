"""UN Comtrade: a list of data sets, a preview cut at 500 rows, a list of reporters. Not one figure is the UN's."""

import json
from functools import cache
from typing import Any
from zlib import crc32

from ingest.declarations import area_code, data_folder
from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "primaryValue", "period", "reporterCode", None
OTHER_AREA = 276
CANNOT = {
    "endless page counter": "has no pages: rows are counted first",
    "page 2 repeats page 1": "has no pages: rows are counted first",
    "another unit": "states no unit of money",
}

REPORTERS = {
    51: ("ARM", "Armenia"), 31: ("AZE", "Azerbaijan"), 112: ("BLR", "Belarus"), 156: ("CHN", "China"),
    268: ("GEO", "Georgia"), 398: ("KAZ", "Kazakhstan"), 417: ("KGZ", "Kyrgyzstan"), 498: ("MDA", "Rep. of Moldova"),
    643: ("RUS", "Russian Federation"), 762: ("TJK", "Tajikistan"), 795: ("TKM", "Turkmenistan"),
    804: ("UKR", "Ukraine"), 860: ("UZB", "Uzbekistan"),
}  # fmt: skip
OTHERS = {
    251: ("FRA", "France"), 842: ("USA", "USA"), 757: ("CHE", "Switzerland"), 276: ("DEU", "Germany"),
    616: ("POL", "Poland"), 440: ("LTU", "Lithuania"), 792: ("TUR", "Türkiye"), 699: ("IND", "India"),
    234: ("FRO", "Faroe Isds"),
}  # fmt: skip
NOT_REPORTING = {
    0: ("W00", "World"),
    899: ("_X ", "Areas, nes"),
    490: ("S19", "Other Asia, nes"),
    838: (None, "Free Zones"),
}
_LAST = {"RUS": 2021, "TKM": 2000, "TJK": 2022}  # the other reporters' last year is 2024, some have 2025 too
_EARLY = ("ARM", "CHN", "GEO", "KAZ")
_SHARE = {
    "TOTAL": 1.0, "27": 0.21, "2709": 0.09, "2710": 0.07, "2711": 0.04, "31": 0.03, "3104": 0.02, "04": 0.015,
    "44": 0.012, "87": 0.06,
}  # fmt: skip
LINES = tuple(f"{chapter:02}{line:04}" for chapter in (4, 27, 31, 44, 87) for line in (1000, 2000, 3090))


def _goods(asked: list[str]) -> dict[str, float]:
    """The products that are asked for and the part of trade that each is; other chapters are small."""
    found = {code: _SHARE.get(code, 0.004) for code in asked if code in _SHARE or (len(code) == 2 and code.isdigit())}
    return found | ({code: _SHARE[code[:2]] / 4 for code in LINES if code[:2] in _SHARE} if "AG6" in asked else {})


@cache
def _partners(size: str) -> dict[int, tuple[str | None, str]]:
    """The areas that trade is with; as many as there are, under made-up numbers, in the large size."""
    few = NOT_REPORTING | REPORTERS | OTHERS
    if size == "small":
        return few
    lines = (data_folder() / "codes" / "countries.csv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [line.replace('"', "").split(",", 1) for line in lines]
    held = {"WLD", *(iso3 for iso3, _ in few.values())}
    more = [(iso3, name) for iso3, name in pairs if len(iso3) == 3 and iso3 not in held and area_code(name) == iso3]
    return few | {1000 + number: pair for number, pair in enumerate(more[:190])}


def _years(iso3: str, edition: int) -> range:
    last = _LAST.get(iso3, 2025 if iso3 in _EARLY or (edition > 1 and iso3 == "BLR") else 2024)
    return range(2017 if iso3 == "UZB" else 2000, last + 1)


def _released(iso3: str, year: int, edition: int) -> str:
    if edition > 1 and (year == 2025 or (iso3 == "KAZ" and year == 2024)):
        return "2026-11-21T03:12:44.5"
    return f"{min(year + 1, 2026)}-0{1 + crc32(f'{iso3}{year}'.encode()) % 9}-17T01:47:07.73"


def _worth(iso3: str, flow: str, year: int, partner: str, edition: int) -> float:
    grain = crc32(f"{iso3}{flow}{partner}".encode())
    revised = 1.01 if edition > 1 and iso3 == "KAZ" and year == 2024 else 1.0
    return round(2e6 * (1 + grain % 5000) * (1 + 0.03 * (year - 2000)) * revised, 2)


def _rows(query: dict[str, str], edition: int, size: str) -> list[dict[str, Any]]:
    asked = {name: query[name].split(",") for name in ("reporterCode", "period", "flowCode", "cmdCode")}
    partners = _partners(size)
    wanted = {int(code) for code in query["partnerCode"].split(",")} if "partnerCode" in query else set(partners)
    rows = []
    for code in (int(text) for text in asked["reporterCode"] if int(text) in REPORTERS):
        iso3, name = REPORTERS[code]
        for year in (int(text) for text in asked["period"] if text.isdigit() and int(text) in _years(iso3, edition)):
            for flow in (flow for flow in asked["flowCode"] if flow in "XM"):
                worths = {
                    partner: _worth(iso3, flow, year, who, edition)
                    for partner, (_, who) in partners.items()
                    if partner
                    and (partner != code or flow == "M")
                    and (partner in REPORTERS or crc32(f"{code}{who}".encode()) % 7)
                }
                worths[0] = round(sum(worths.values()), 2)
                for goods, part in _goods(asked["cmdCode"]).items():
                    for partner in (partner for partner in worths if partner in wanted):
                        if (
                            partner not in (0, *REPORTERS)
                            and goods != "TOTAL"
                            and crc32(f"{code}{partner}{goods}".encode()) % 3 == 0
                        ):
                            continue
                        value = round(worths[partner] * part, 3)
                        rows.append(_row((code, iso3, name), year, flow, (partner, *partners[partner]), goods, value))
    return rows


def _row(
    reporter: tuple[int, str, str], year: int, flow: str, partner: tuple[int, str | None, str], goods: str, value: float
) -> dict[str, Any]:
    whole = partner[0] == 0
    return {
        "typeCode": "C", "freqCode": "A", "refPeriodId": year * 10000 + 101, "refYear": year, "refMonth": 52,
        "period": str(year), "reporterCode": reporter[0], "reporterISO": reporter[1], "reporterDesc": reporter[2],
        "flowCode": flow, "flowDesc": "Export" if flow == "X" else "Import", "partnerCode": partner[0],
        "partnerISO": partner[1], "partnerDesc": partner[2], "partner2Code": 0, "partner2ISO": "W00",
        "partner2Desc": "World", "classificationCode": "H5" if year < 2022 else "H6",
        "classificationSearchCode": "HS", "isOriginalClassification": True, "cmdCode": goods,
        "cmdDesc": "All Commodities", "aggrLevel": 0, "isLeaf": False,
        "customsCode": "C00", "customsDesc": "TOTAL CPC", "mosCode": "0", "motCode": 0,
        "motDesc": "TOTAL MOT", "qtyUnitCode": -1, "qtyUnitAbbr": "N/A", "qty": 0 if whole else None,
        "isQtyEstimated": False, "altQtyUnitCode": -1, "altQtyUnitAbbr": "N/A", "altQty": 0, "isAltQtyEstimated": False,
        "netWgt": 0, "isNetWgtEstimated": whole, "grossWgt": 0, "isGrossWgtEstimated": False,
        "cifvalue": value if flow == "M" else None, "fobvalue": value if flow == "X" else None, "primaryValue": value,
        "legacyEstimationFlag": 4 if whole else 0, "isReported": not whole, "isAggregate": whole,
    }  # fmt: skip


def _data_sets(query: dict[str, str], edition: int) -> list[dict[str, Any]]:
    codes = [int(code) for code in query["reporterCode"].split(",")] if "reporterCode" in query else list(REPORTERS)
    rows = []
    for code in (code for code in codes if code in REPORTERS):
        iso3, name = REPORTERS[code]
        for year in _years(iso3, edition):
            released = _released(iso3, year, edition)
            rows.append({
                "datasetCode": 20_000_000_000 + code * 10_000 + year, "typeCode": "C", "freqCode": "A", "period": year,
                "reporterCode": code, "reporterISO": iso3, "reporterDesc": name, "classificationCode": "H6",
                "classificationSearchCode": "HS", "isOriginalClassification": True, "totalRecords": 40_000,
                "datasetChecksum": crc32(f"{iso3}{year}{released}".encode()), "firstReleased": released,
                "lastReleased": released,
            })  # fmt: skip
    return rows


def _reporters(size: str) -> bytes:
    found = [
        {
            "id": code, "text": name, "reporterCode": code, "reporterDesc": name, "reporterNote": name,
            "reporterCodeIsoAlpha2": iso3[:2], "reporterCodeIsoAlpha3": iso3,
            "entryEffectiveDate": "1900-01-01T00:00:00", "isGroup": False,
        }
        for code, (iso3, name) in _partners(size).items()
        if code not in NOT_REPORTING and iso3
    ]  # fmt: skip
    group = {"id": 97, "text": "European Union", "reporterCode": 97, "reporterCodeIsoAlpha3": "EUR", "isGroup": True}
    return b"\xef\xbb\xbf" + json.dumps({"results": [*found, group]}).encode()


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if path == "/files/v1/app/reference/Reporters.json":
        return Answer(_reporters(size), headers=headers)
    if path == "/public/v1/getDA/C/A/HS":
        return Answer(body_of(_data_sets(query, edition)), headers=headers)
    most = {"/public/v1/preview/C/A/HS": 500, "/data/v1/get/C/A/HS": 100_000}.get(path)
    if most is None:
        return Answer(b'{ "statusCode": 404, "message": "Resource not found" }', 404, headers)
    if len(query.get("period", "").split(",")) > 12:
        return Answer(b'{"errorObject":{"errorMessage":"at most 12 periods"}}', 400, headers)
    rows = _rows(query, edition, size)
    if query.get("countOnly") == "true":
        return Answer(body_of([], len(rows)), headers=headers)
    return Answer(body_of(rows[:most]), headers=headers)


def body_of(rows: list[dict[str, Any]], count: int | None = None) -> bytes:
    count = len(rows) if count is None else count
    document = {"elapsedTime": "0.21 secs", "count": count, "data": rows, "error": ""}
    return json.dumps(document, separators=(",", ":")).encode()


def is_data(path: str, query: dict[str, str]) -> bool:
    return path.endswith("/C/A/HS") and "getDA" not in path and query.get("countOnly") != "true"


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(json.loads(body)["data"])


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    """Put rows back; the count in the body stays what it was."""
    return json.dumps(json.loads(body) | {"data": rows}).encode()
