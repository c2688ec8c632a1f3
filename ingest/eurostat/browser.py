"""Workbooks that Eurostat's Data Browser exports: one sheet per selection, wide by month, with the day of the data.

A sheet states in its head the data set, the day of the last update, and each dimension of one value; beneath TIME
stand the dimensions of many values and a column per month. `:` is "not available": no trade, or confidential. All
months of an edition's last year have a column, those not yet published with `:` throughout.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.eurostat.flows import ITEMS, PRODUCTS, TITLES, VALUE, coded, stated_once, unknown_areas
from ingest.eurostat.workbook import cells
from ingest.model import Parsed, Refusal, tidy

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_NOT_AVAILABLE = ":"

Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Sheet:
    """A sheet's parts: what its head states, and the rows and columns of its table."""

    name: str
    head: dict[str, str]
    dimensions: list[str]
    months: list[str]
    rows: list[tuple[int, Row]]


def parse(payload: bytes, path: str) -> Parsed:
    """Return the monthly flows of a workbook, in EUR.

    >>> parse(b"<html>", "lt.xlsx")
    Traceback (most recent call last):
    ingest.errors.SourceError: lt.xlsx: expected an .xlsx workbook; found an HTML page; fetch the file again

    Raises SourceError for another flow, product, unit, frequency or layout.
    """
    parts = [_sheet(name, rows, path) for name, rows in cells(payload, path).items() if name.startswith("Sheet ")]
    if not parts:
        raise SourceError(path, expected="sheets named Sheet 1, Sheet 2 ...", found="none")
    updated = {_updated(part, path) for part in parts}
    if len(updated) > 1:
        raise SourceError(path, expected="one day of update for all sheets", found=f"{len(updated)} days")
    (vintage,) = updated
    table = pd.DataFrame([cell for part in parts for cell in _flows(part, path)])
    refused = unknown_areas(table, path, ["reporter", "partner"])
    table["reporter"], table["partner"] = coded(table["reporter"]), coded(table["partner"])
    known = table.dropna(subset=["reporter", "partner"])
    absent = known["value"].isna()
    refused += tuple(
        Refusal(path, int(rows.min()), f"{sheet}: {len(rows)} cells are ':', not available")
        for sheet, rows in known[absent].groupby("locator", sort=False)["row"]
    )
    observations = stated_once(tidy(known, unit="EUR", freq="M", vintage=vintage), path)
    return Parsed(f"Comext, last updated {vintage:%d/%m/%Y}", vintage, observations, refused)


def _sheet(name: str, rows: Sequence[Row], path: str) -> _Sheet:
    labels = [str(row[0] or "").removesuffix(" (Labels)") if row else "" for row in rows]
    if "TIME" not in labels:
        raise SourceError(path, expected=f"a row TIME in {name}", found=f"first cells {labels[:12]}")
    time = labels.index("TIME")
    head = {_dimension(row[0]): _first_other(row) for row in rows[:time] if row and row[0]}
    dimensions = [_dimension(cell) for cell in rows[time + 2] if cell]
    frequencies = {cell for cell in rows[time + 1][len(dimensions) :] if cell}
    if labels[time + 1] != "FREQ" or frequencies != {"Monthly"}:
        raise SourceError(path, expected=f"monthly columns in {name}", found=f"{labels[time + 1]} {frequencies}")
    months = [str(cell) for cell in rows[time][len(dimensions) :]]
    if wrong := [month for month in months if not _MONTH.fullmatch(month)]:
        raise SourceError(path, expected=f"a month over each column of {name}", found=repr(wrong[0]))
    body = list(enumerate(rows[time + 3 :], start=time + 4))
    end = next((place for place, (_, row) in enumerate(body) if not any(row)), len(body))
    return _Sheet(name, head, dimensions, months, body[:end])


def _dimension(cell: object) -> str:
    """Return `PRODUCT` for `PRODUCT [PRODUCT]` and `PARTNER (Labels)`."""
    return re.sub(r" [\[(].*[\])]$", "", str(cell)).rstrip(": ")


def _first_other(row: Row) -> str:
    """Return the value beside a label, which fills one cell or, where cells were merged, several."""
    return next((str(cell) for cell in row if cell and cell != row[0]), "")


def _updated(sheet: _Sheet, path: str) -> date:
    text = sheet.head.get("Last updated", "")
    try:
        return datetime.strptime(text, "%d/%m/%Y %H:%M").date()
    except ValueError as error:
        raise SourceError(path, expected=f"a day like 13/01/2023 11:00 in {sheet.name}", found=repr(text)) from error


def _flows(sheet: _Sheet, path: str) -> Iterator[dict[str, object]]:
    if sheet.head.get("INDICATORS") != VALUE:
        found = repr(sheet.head.get("INDICATORS"))
        raise SourceError(path, expected=f"the indicator {VALUE} in {sheet.name}", found=found)
    flow, product = sheet.head.get("FLOW", ""), sheet.head.get("PRODUCT", "")
    if flow not in ITEMS or product not in PRODUCTS:
        raise SourceError(path, expected=f"a flow and a product known in {sheet.name}", found=f"{flow!r}, {product!r}")
    fixed = {"item": ITEMS[flow], "title": TITLES[ITEMS[flow]], "product": PRODUCTS[product], "locator": sheet.name}
    for number, row in sheet.rows:
        named = sheet.head | dict(zip(sheet.dimensions, map(str, row), strict=False))
        areas = {"reporter": named.get("REPORTER", ""), "partner": named.get("PARTNER", "")}
        for month, cell in zip(sheet.months, row[len(sheet.dimensions) :], strict=True):
            value = _value(cell, f"{sheet.name}, row {number}, {month}", path)
            yield fixed | areas | {"period": month, "value": value, "row": number}


def _value(cell: object, where: str, path: str) -> float:
    if cell == _NOT_AVAILABLE:
        return float("nan")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    raise SourceError(path, expected=f"a number or ':' in {where}", found=repr(cell))
