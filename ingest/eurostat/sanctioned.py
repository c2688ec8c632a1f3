"""EU exports of the goods whose export to Russia the Union banned, by product, partner and month, in EUR.

The carrier of the two product tables took them from 22 workbooks of the Data Browser and left out every cell without a
value: an absent row is no trade or confidential, not zero. Traps:

* A heading that is banned whole stands in both tables twice: as its 4-digit row and as the 8-digit rows beneath it.
  A sum over all rows counts 51.8 of 147.6 bn EUR twice: either the 8-digit rows add up, or a heading's 4-digit row is
  used. That row can exceed the 8-digit ones (aircraft, turbines): trade confidential by product counts in it only.
* The codes are those banned for Russia, not for Belarus, and several were banned later than the first.
* The table by partner is the sum over the 27 members, made by its carrier; to Belarus it equals the table by member.
* The workbook of sums by member adds the 8-digit rows alone, and says 0 where no row was there to add: in December
  2022, which was not yet published, and for 456 pairs of months and countries before. These zeros are not read. It
  names no unit: it is EUR, for its sums equal those of the product tables.
"""

from datetime import date, datetime

import pandas as pd

from ingest.errors import SourceError
from ingest.eurostat.flows import EU27, ITEMS, VALUE, coded, stated_once, unknown_areas
from ingest.files import csv_table, gunzip, matching, numbers, sheets
from ingest.model import Parsed, Refusal, tidy

ALL_CODES = "sanctioned_rus_cn8"

_UPDATED = date(2023, 1, 13)  # stated with the tables; the sums equal them
_EDITION = f"Comext, last updated {_UPDATED:%d/%m/%Y}"
_TITLE = "EU exports, FOB, of a code banned for Russia"
_SUM_TITLE = "EU exports, FOB, of all 8-digit codes banned for Russia"
_LAST_PUBLISHED = "2022-11"
_BY_PARTNER = ("product", "partner", "period", "value_eur")
_BY_REPORTER = ("product", "flow", "indicator", "reporter", "partner", "period", "value_eur")
_SUMS = ("partner", "reporter", "month", "sanctioned_export")


def by_partner(payload: bytes, path: str) -> Parsed:
    r"""Return the Union's exports by code of 4 or 8 digits and partner.

    >>> import gzip
    >>> table = b"product,partner,period,value_eur\n8703,Belarus,2022-10,253597412.0\n"
    >>> parsed = by_partner(gzip.compress(table), "cn8_by_partner.csv.gz").observations
    >>> parsed[["reporter", "partner", "product", "value"]].values.tolist()
    [['EU27_2020', 'BLR', '8703', 253597412.0]]

    Raises SourceError for what is no code, month or amount.
    """
    table = csv_table(gunzip(payload, path), path, _BY_PARTNER)
    return _by_product(table.assign(item="export"), path, reporter=EU27, note="sum of the 27 members")


def by_reporter(payload: bytes, path: str) -> Parsed:
    r"""Return the members' exports to Belarus by code of 4 or 8 digits.

    >>> import gzip
    >>> head = "product,flow,indicator,reporter,partner,period,value_eur"
    >>> table = f"{head}\n8703,EXPORT,VALUE_IN_EUROS,Lithuania,Belarus,2022-10,110879573.0\n"
    >>> parsed = by_reporter(gzip.compress(table.encode()), "cn8_by_reporter.csv.gz").observations
    >>> parsed[["reporter", "partner", "product", "value"]].values.tolist()
    [['LTU', 'BLR', '8703', 110879573.0]]

    Raises SourceError for what is no code, month or amount.
    """
    table = csv_table(gunzip(payload, path), path, _BY_REPORTER)
    matching(table["indicator"], table["row"], path, VALUE, f"the indicator {VALUE}")
    matching(table["flow"], table["row"], path, "EXPORT", "the flow EXPORT")
    return _by_product(table.assign(item=table["flow"].map(ITEMS)), path)


def _by_product(table: pd.DataFrame, path: str, **constants: str) -> Parsed:
    matching(table["product"], table["row"], path, r"\d{4}|\d{8}", "a code of 4 or 8 digits")
    matching(table["period"], table["row"], path, r"20\d\d-\d\d", "a month")
    areas = [name for name in ("reporter", "partner") if name in table.columns]
    refused = unknown_areas(table, path, areas)
    values = numbers(table["value_eur"], table["row"], path)
    table = table.assign(value=values, **{name: coded(table[name]) for name in areas}).dropna(subset=areas)
    read = table[["item", *areas, "product", "period", "value", "row"]]
    observations = tidy(read, unit="EUR", freq="M", vintage=_UPDATED, title=_TITLE, **constants)
    return Parsed(_EDITION, _UPDATED, stated_once(observations, path), refused)


def sums_by_reporter(payload: bytes, path: str) -> Parsed:
    """Return the members' exports of all 8-digit codes together, by partner.

    >>> sums_by_reporter(b"<html>", "sums.xlsx")
    Traceback (most recent call last):
    ingest.errors.SourceError: sums.xlsx: expected an .xlsx workbook; found an HTML page; fetch the file again

    Raises SourceError for other columns, or what is no month or amount.
    """
    header, *rows = sheets(payload, path, ["Sheet1"])["Sheet1"]
    if header != _SUMS:
        raise SourceError(path, expected=f"columns {', '.join(_SUMS)}", found=f"columns {header}")
    table = pd.DataFrame([_sum(row, number, path) for number, row in enumerate(rows, start=2)])
    refused = unknown_areas(table, path, ["reporter", "partner"])
    empty = table["value"] == 0
    later = table["period"] > _LAST_PUBLISHED
    if (early := later & ~empty).any():
        raise SourceError(path, expected=f"no trade after {_LAST_PUBLISHED}", found=f"{table.loc[early, 'row'].min()}")
    for wrong, reason in (
        (empty & later, f"{_LAST_PUBLISHED} was the last month published: 0 is the sum of nothing"),
        (empty & ~later, "0 is the sum of no rows: no trade, or confidential"),
    ):
        if wrong.any():
            refused += (Refusal(path, int(table.loc[wrong, "row"].min()), f"{reason}; {wrong.sum()} rows"),)
    known = table[~empty].assign(reporter=coded(table["reporter"]), partner=coded(table["partner"]))
    known = known.dropna(subset=["reporter", "partner"])
    fixed = {"item": "export", "product": ALL_CODES, "title": _SUM_TITLE, "locator": "Sheet1"}
    observations = stated_once(tidy(known, unit="EUR", freq="M", vintage=_UPDATED, **fixed), path)
    return Parsed(_EDITION, _UPDATED, observations, refused)


def _sum(row: tuple[object, ...], number: int, path: str) -> dict[str, object]:
    partner, reporter, month, value = row
    if not isinstance(month, datetime) or month.day != 1:
        raise SourceError(path, expected=f"the first of a month in row {number}", found=repr(month))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SourceError(path, expected=f"an amount in row {number}", found=repr(value))
    period = f"{month:%Y-%m}"
    return {"partner": partner, "reporter": reporter, "period": period, "value": float(value), "row": number}
