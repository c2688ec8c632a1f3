"""JODI: an archive of gas and a table of oil a year, the same fact in several units, signs for what is not known."""

import csv
import io
import re
import zipfile
from functools import cache
from typing import Any
from zlib import crc32

from plays import Answer

FORMAT = "csv"
VALUE, PERIOD, AREA, UNIT = "OBS_VALUE", "TIME_PERIOD", "REF_AREA", "UNIT_MEASURE"
OTHER_AREA = "DE"
CANNOT = {
    "endless page counter": "has no pages: a file has a year or all",
    "page 2 repeats page 1": "has no pages: a file has a year or all",
}

COLUMNS = (
    "REF_AREA",
    "TIME_PERIOD",
    "ENERGY_PRODUCT",
    "FLOW_BREAKDOWN",
    "UNIT_MEASURE",
    "OBS_VALUE",
    "ASSESSMENT_CODE",
)
OURS = ("AM", "AZ", "BY", "GE", "KZ", "MD", "RU", "TJ", "UA")  # of our countries those that take part
_GAS = ("INDPROD", "TOTIMPSB", "IMPPIP", "TOTEXPSB", "EXPPIP", "STOCKCH", "TOTDEMO", "TOTDEMC")
_OIL = {
    "primary": (
        ("CRUDEOIL", "NGL", "OTHERCRUDE", "TOTCRUDE"),
        ("INDPROD", "TOTIMPSB", "TOTEXPSB", "REFINOBS", "STOCKCH", "CLOSTLV", "DIRECUSE", "STATDIFF"),
    ),
    "secondary": (
        ("LPG", "GASOLINE", "GASDIES", "TOTPRODS"),
        ("REFGROUT", "TOTIMPSB", "TOTEXPSB", "TOTDEMO", "STOCKCH", "CLOSTLV"),
    ),
}
_PER = {"TJ": 1.0, "M3": 1 / 38.2, "KTONS": 1.0, "KBD": 0.24, "KBBL": 7.3, "KL": 1.16, "CONVBBL": 7.3}
_SIGNS = ("-", "x", "N/A", "..")
_LAST = (2026, 9)


def _areas(size: str) -> tuple[str, ...]:
    others = [first + second for first in "ABCDEFGH" for second in "BDFHJLNPRTVX"] if size == "large" else ["DE", "NA"]
    return (*OURS, *(area for area in others if area not in OURS))


def _value(area: str, month: str, product: str, flow: str, unit: str, edition: int) -> str:
    grain = crc32(f"{area}{product}{flow}".encode())
    year, number = (int(part) for part in month.split("-"))
    if crc32(f"{area}{product}{flow}{month}".encode()) % 11 == 0:
        return _SIGNS[grain % 4]
    worth = (200 + grain % 9000) * (1 + 0.01 * (year - 2009)) * (1 + 0.05 * (number % 6))
    if edition > 1 and area == "KZ" and month == "2026-08":
        worth *= 1.01
    return f"{worth * _PER[unit]:.4f}"


def _table(
    months: list[str], products: tuple[str, ...], flows: tuple[str, ...], units: str, edition: int, size: str
) -> bytes:
    lines = [",".join(COLUMNS)]
    for month in months:
        for area in _areas(size):
            for product in products:
                for flow in flows:
                    for unit in units.split():
                        value = _value(area, month, product, flow, unit, edition)
                        lines.append(f"{area},{month},{product},{flow},{unit},{value},{1 + crc32(area.encode()) % 3}")
    return ("\n".join(lines) + "\n").encode()


def _months(first: int, last: int, edition: int) -> list[str]:
    end = (_LAST[0], _LAST[1] + (edition > 1))
    found = [(year, month) for year in range(first, last + 1) for month in range(1, 13)]
    return [f"{year}-{month:02d}" for year, month in found if (year, month) <= end]


@cache
def _gas(edition: int, size: str) -> bytes:
    months = _months(2009 if size == "large" else 2023, 2026, edition)
    return _zipped("jodi_gas_beta.csv", _table(months, ("NATGAS",), _GAS, "TJ M3", edition, size))


@cache
def _oil(kind: str, year: int, edition: int, size: str) -> bytes:
    months = _months(year, year, edition)
    if size == "small":
        months = months[::4]
    return _table(months, *_OIL[kind], "KBD KBBL KL KTONS CONVBBL", edition, size)


def _zipped(name: str, payload: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 9, 0, 0)), payload, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def answer(path: str, query: dict[str, str], edition: int = 1, size: str = "small") -> Answer:
    if path == "/_resources/files/downloads/gas-data/jodi_gas_csv_beta.zip":
        return Answer(_gas(edition, size), headers={"Content-Type": "application/x-zip-compressed"})
    found = re.fullmatch(r"/_resources/files/downloads/oil-data/annual-csv/(primary|secondary)/(\D*)(\d{4})\.csv", path)
    if found and 2002 <= (year := int(found[3])) <= 2026 and found[2] == (f"{found[1]}year" if year == 2026 else ""):
        return Answer(_oil(found[1], year, edition, size), headers={"Content-Type": "application/octet-stream"})
    return Answer(b"<!DOCTYPE html><html><body>Page not found</body></html>", 404, {"Content-Type": "text/html"})


def is_data(path: str, query: dict[str, str]) -> bool:
    return True


def _opened(body: bytes) -> tuple[str, bytes]:
    if not body.startswith(b"PK"):
        return "", body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        name = archive.namelist()[0]
        return name, archive.read(name)


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(_opened(body)[1].decode())))


def with_rows(body: bytes, rows: list[dict[str, Any]]) -> bytes:
    """Write rows back with the columns that they have, into the archive where they came from one."""
    name, _ = _opened(body)
    text = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row)) or list(COLUMNS)
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    payload = text.getvalue().encode()
    return _zipped(name, payload) if name else payload
