"""DBnomics: the Direction of Trade Statistics as the feed left them, a page at a time."""

import json
from typing import Any
from zlib import crc32

from plays import Answer

FORMAT = "json"
VALUE, PERIOD, AREA, UNIT = "value", "period", "series_code", None
OTHER_AREA = "A.DE.TXG_FOB_USD.RU"
FIRST_PAGE = ("offset", "0")
CANNOT = {"another unit": "states no unit"}

_AREAS = ("AM", "AZ", "BY", "GE", "KZ", "KG", "MD", "RU", "TJ", "TM", "UA", "UZ", "CN", "W00")
_YEARS = [str(year) for year in range(1992, 2025)]
_MOST = {"small": 25, "large": 1000}  # series of one page; a small one makes the provider turn pages


def _series(code: str, edition: int) -> dict[str, Any]:
    frequency, reporter, indicator, partner = code.split(".")
    grain = crc32(code.encode())
    least = 20_000 if partner == "W00" else 50  # the world is more than any two of its parts
    values: list[float | str] = [
        "NA" if year < 2000 and grain % 3 == 0 else round((least + grain % 4000) * (1 + 0.04 * (year - 1992)), 6)
        for year in map(int, _YEARS)
    ]
    if edition > 1 and reporter == "KZ":
        values[-1] = round(float(values[-1]) * 1.01, 6)
    day = "2025-04-12" if edition == 1 else "2025-04-13"
    return {
        "@frequency": "annual", "dataset_code": "DOT", "dataset_name": "Direction of Trade Statistics (DOTS)",
        "dimensions": {
            "FREQ": frequency, "REF_AREA": reporter, "INDICATOR": indicator, "COUNTERPART_AREA": partner,
        },
        "indexed_at": f"{day}T05:11:27.003Z", "period": _YEARS,
        "period_start_day": [f"{year}-01-01" for year in _YEARS],
        "provider_code": "IMF", "series_code": code, "series_name": f"Annual – {reporter} – {indicator} – {partner}",
        "value": values,
    }  # fmt: skip


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    headers = {"Content-Type": "application/json"}
    if not path.startswith("/v22/series/IMF/DOT/") or path.count(".") != 3:
        return Answer(b'{"_meta":{"version":"22.1.17"},"message":"Could not find dataset"}', 404, headers)
    frequency, *sides = path.removeprefix("/v22/series/IMF/DOT/").split(".")
    reporters, indicators, partners = (side.split("+") for side in sides)
    codes = sorted(
        f"{frequency}.{reporter}.{indicator}.{partner}"
        for reporter in reporters
        for indicator in indicators
        for partner in partners
        if {reporter, partner} <= set(_AREAS) and reporter != partner and (reporter, partner) != ("TM", "CN")
    )
    offset, limit = int(query.get("offset", 0)), min(int(query.get("limit", 1000)), _MOST[size])
    docs = [_series(code, edition) for code in codes[offset : offset + limit]]
    document = {
        "_meta": {"args": {"limit": limit, "offset": offset}, "version": "22.1.17"},
        "dataset": {"code": "DOT", "provider_code": "IMF"},
        "series": {"docs": docs, "limit": limit, "num_found": len(codes), "offset": offset},
    }
    return Answer(json.dumps(document, ensure_ascii=False).encode(), headers=headers)


def is_data(path: str, query: dict[str, str]) -> bool:
    return True


def rows(body: bytes) -> list[dict[str, Any]]:
    """One row a value."""
    return [
        {"series_code": doc["series_code"], "period": period, "value": value}
        for doc in json.loads(body)["series"]["docs"]
        for period, value in zip(doc["period"], doc["value"], strict=True)
    ]


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    """Put values back under the series they name; one that was renamed takes the place of a series that is gone."""
    document = json.loads(body)
    old = {doc["series_code"]: doc for doc in document["series"]["docs"]}
    spare = next(iter(old.values()))
    kept: dict[Any, dict[str, Any]] = {}
    for row in rows:
        code = row.get("series_code")
        doc = kept.setdefault(code, {**old.get(code, spare), "series_code": code, "period": [], "value": []})
        for name in ("period", "value"):
            if name in row:
                doc[name].append(row[name])
    document["series"]["docs"] = list(kept.values())
    return json.dumps(document).encode()


def endless(body: bytes) -> bytes:
    document = json.loads(body)
    document["series"]["num_found"] = 1_000_000
    return json.dumps(document).encode()
