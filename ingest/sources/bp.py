"""BP: gas that countries imported by pipeline in 2020, by supplier.

Volumes are standardised to 40 MJ a cubic metre (gross calorific value, 15 degrees): they are not cubic metres as
Russian contracts count them, and no other heat content may be put on them. A 0 is a printed 0: no gas by pipeline from
there. `Total imports` has the world as partner and `Total exports` the world as reporter.

Sums of continents and remainders (`Europe`, `Other EU`, `Other CIS`) are no countries and are left out, down and
across; so Ukraine, whose gas came through `Other Europe`, has her total only.
"""

import csv
import io
from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import numbers, refuse_page
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="bp",
    publisher="BP",
    title="Statistical Review of World Energy 2021: gas trade by pipeline",
    url="https://www.bp.com/",
    licence="BP terms: quotation with attribution",
    redistribute=False,
    citation="BP, Statistical Review of World Energy 2021, gas: trade movements 2020 by pipeline.",
    cadence="once",
)

FILES = ("trade/bp2021_gas_pipeline_trade_matrix_*.csv",)

_KNOWN = date(2021, 7, 31)  # the Review of 2021 came out in July
_HEADING = "Natural Gas: Trade movements 2020 by pipeline"
_UNIT = "Billion cubic metres"
_TOTALS = {"Total imports": "WLD", "Total exports": "WLD"}
_GROUPS = frozenset((
    "Africa", "Asia Pacific", "CIS", "Europe", "Middle East", "North America", "Other Africa", "Other Asia Pacific",
    "Other CIS", "Other EU", "Other Europe", "Other Middle East", "Other S. & Cent. America", "Rest of Europe",
    "S. & Cent. America",
))  # fmt: skip
_NO_AREA = "a group of countries or a remainder"


def parse(payload: bytes, path: str) -> Parsed:
    """Return imports by pipeline in bcm by importing and supplying country.

    >>> lines = ["Natural Gas: Trade movements 2020 by pipeline,,", "Billion cubic metres,,"]
    >>> lines += ["To,Russian Federation,Total imports", "Belarus,17.57,17.57", "Total exports,197.7,755.8"]
    >>> parsed = parse("\\n".join([*lines, ""]).encode(), "bp.csv")
    >>> parsed.observations[["reporter", "partner", "value"]].values.tolist()[:2]
    [['BLR', 'RUS', 17.57], ['BLR', 'WLD', 17.57]]

    Raises SourceError for another table, year or unit, a cell that is no number, or a file without its totals.
    """
    refuse_page(payload, path, "BP's table of gas trade")
    header, body = _layout(payload, path)
    suppliers = [name for name in header[1:] if name]
    cells = pd.DataFrame(
        [(line, row[0], name, cell) for line, row in body for name, cell in zip(suppliers, row[1:], strict=False)],
        columns=["row", "importer", "supplier", "cell"],
    )
    cells = cells.assign(
        value=numbers(cells["cell"], cells["row"], path),
        reporter=cells["importer"].map(_code),
        partner=cells["supplier"].map(_code),
    )
    coded = cells["reporter"].notna() & cells["partner"].notna()
    observations = tidy(
        cells.loc[coded, ["reporter", "partner", "value", "row"]],
        item="gas_pipeline_import",
        product="natural_gas",
        unit="bcm",
        period="2020",
        title="Imports of gas by pipeline, bcm at 40 MJ/m3",
        vintage=_KNOWN,
    )
    importers = {row[0]: line for line, row in body}
    refused = _refusals({**dict.fromkeys(suppliers, 3), **importers}, path)
    edition = "Statistical Review of World Energy 2021"
    return Parsed(edition, _KNOWN, observations, refused, "energyandcleanair/202203_russian_gas @fd872c8a")


def _layout(payload: bytes, path: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the suppliers' line and, with their numbers, the lines of importers down to the total."""
    try:
        lines = list(csv.reader(io.StringIO(payload.decode("utf-8"))))
    except UnicodeDecodeError as error:
        raise SourceError(path, expected="UTF-8 text", found=f"byte {payload[error.start]:#x}") from error
    for number, expected in enumerate((_HEADING, _UNIT, "To")):
        found = lines[number][0].strip() if len(lines) > number and lines[number] else "nothing"
        if found != expected:
            raise SourceError(path, expected=f"{expected!r} in row {number + 1}", found=repr(found[:60]))
    header = [name.strip() for name in lines[2]]
    body = [(line, [row[0].strip(), *row[1:]]) for line, row in enumerate(lines[3:], 4) if row and row[0].strip()]
    ends = [number for number, (_, row) in enumerate(body) if row[0] == "Total exports"]
    if not ends or "Total imports" not in header or not payload.endswith(b"\n"):
        raise SourceError(path, expected="the rows and columns of totals", found="a file that is cut")
    body = body[: ends[0] + 1]
    width = header.index("Total imports") + 1
    if short := [line for line, row in body if len(row) < width]:
        raise SourceError(path, expected=f"{width} cells in row {short[0]}", found="fewer: the file is cut")
    return header[:width], body


def _code(name: str) -> str | None:
    return None if name in _GROUPS else _TOTALS.get(name) or area_code(name)


def _refusals(places: dict[str, int], path: str) -> tuple[Refusal, ...]:
    reasons = {name: _NO_AREA if name in _GROUPS else "not in data/codes/areas.csv" for name in places}
    return tuple(Refusal(path, row, f"{name}: {reasons[name]}") for name, row in places.items() if _code(name) is None)
