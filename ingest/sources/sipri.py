"""SIPRI Arms Transfers Database: major conventional arms delivered to eleven recipients from 2000 on, by supplier.

SIPRI publishes one row per deal and year of delivery, with the volume delivered in that year in trend-indicator values
(TIV, a measure of military capability, not a price): nothing has to be spread over years. Rows are added up by
recipient, supplier, year and class of weapon, and over the classes as product `_T`; `row` is the first of those added.
The uncertain part is what SIPRI marks: a sum that holds an estimated number or year of delivery is `estimated`. A year
without a row is one in which SIPRI found no delivery. Licensed production counts as a transfer. An unknown supplier is
`_X`. `SIPRI estimate` and `TIV deal unit` are the TIV of one piece, new and as delivered: they are inside the volume,
like the condition and the year of the order, and are not read. Non-commercial use only.
"""

import re
from datetime import date, datetime

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, Status, tidy

SOURCE = Source(
    id="sipri",
    publisher="Stockholm International Peace Research Institute (SIPRI)",
    title="SIPRI Arms Transfers Database",
    url="https://www.sipri.org/databases/armstransfers",
    licence="non-commercial use with attribution",
    redistribute=False,
    citation="SIPRI Arms Transfers Database, Stockholm International Peace Research Institute, as of 3 January 2025.",
    cadence="yearly, in March",
)

FILES = ("econ/sipri_transfers_to_postsoviet_*.csv",)

_CLASSES = {
    "Air defence systems": "air_defence_systems", "Aircraft": "aircraft", "Armoured vehicles": "armoured_vehicles",
    "Artillery": "artillery", "Engines": "engines", "Missiles": "missiles", "Other": "other", "Sensors": "sensors",
    "Ships": "ships",
}  # fmt: skip
_UNCERTAIN = ("Numbers delivered is estimate", "Delivery year is estimate")
_VOLUME, _NUMBER = "TIV delivery values", "Numbers delivered"
_COLUMNS = ("Supplier", "Recipient", "Armament category", "Delivery year", *_UNCERTAIN, _VOLUME, _NUMBER)
_IN_MILLIONS = "(TIVs) are in millions"
_GENERATED = re.compile(r"^#,Data generated: (\d{1,2} \w{3} \d{4})", re.MULTILINE)
_KEYS = ["reporter", "partner", "product", "period"]


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return volumes delivered (item `tiv_delivered`, TIV mn) and pieces delivered (`units_delivered`, by class only).

    >>> head = "#,SIPRI trend-indicator values (TIVs) are in millions.\n#,Data generated: 3 Jan 2025 9:16:02 PM\n"
    >>> line = "Russia,Belarus,Air defence systems,2022,No,No,75,6"
    >>> table = parse(f"{head}{','.join(_COLUMNS)}\n{line}\n".encode(), "sipri.csv").observations
    >>> table[["item", "reporter", "partner", "product", "value"]].values.tolist()[-1]
    ['tiv_delivered', 'BLR', 'RUS', '_T', 75.0]

    Raises SourceError for a file without the lines that give its unit and day, a missing column, another class.
    """
    preface, body = _split(payload, path)
    vintage = _generated(preface, path)
    table = csv_table(body, path, _COLUMNS)
    rows = table["row"] + preface.count("\n")
    deliveries = pd.DataFrame(
        {
            "reporter": _codes(table["Recipient"]),
            "partner": _codes(table["Supplier"]),
            "product": _class(table["Armament category"], rows, path),
            "period": matching(table["Delivery year"], rows, path, r"20\d\d", "a year from 2000 on"),
            "uncertain": _uncertain(table, rows, path),
            "tiv_delivered": numbers(table[_VOLUME], rows, path),
            "units_delivered": numbers(table[_NUMBER], rows, path),
            "row": rows,
        }
    )
    known = deliveries.dropna(subset=["reporter", "partner"])
    total = known.assign(product="_T")
    parts = [
        _added(known, "units_delivered", "units", "Pieces of major arms delivered"),
        _added(known, "tiv_delivered", "TIV mn", "Volume of major arms delivered"),
        _added(total, "tiv_delivered", "TIV mn", "Volume of major arms delivered"),
    ]
    return Parsed(
        f"as of {vintage.day} {vintage:%B %Y}",
        vintage,
        tidy(pd.concat(parts, ignore_index=True), vintage=vintage),
        _unknown_areas(table.assign(row=rows), path),
        "lucacasu/Global-Arms-Trade @e1b012d3",
    )


def _split(payload: bytes, path: str) -> tuple[str, bytes]:
    """Separate the lines in front of the header, which begin with #, from the table."""
    end = 0
    while payload.startswith(b"#", end) and b"\n" in payload[end:]:
        end = payload.index(b"\n", end) + 1
    preface = payload[:end].decode("utf-8", errors="replace")
    if not end:
        csv_table(payload, path, _COLUMNS)  # says so when this is no table at all, but an HTML page or an empty file
    if _IN_MILLIONS not in preface:
        raise SourceError(path, expected="a line that gives the TIV in millions", found=repr(preface[-80:]))
    return preface, payload[end:]


def _generated(preface: str, path: str) -> date:
    found = _GENERATED.search(preface)
    if found is None:
        raise SourceError(path, expected="a line 'Data generated' with a day", found=repr(preface[-80:]))
    try:
        return datetime.strptime(found[1], "%d %b %Y").date()
    except ValueError as error:
        raise SourceError(path, expected="a day like 3 Jan 2025", found=repr(found[1])) from error


def _codes(names: pd.Series) -> pd.Series:
    return names.map({name: area_code(name) for name in names.unique()})


def _class(names: pd.Series, rows: pd.Series, path: str) -> pd.Series:
    return matching(names, rows, path, "|".join(_CLASSES), "a class of weapons").map(_CLASSES)


def _uncertain(table: pd.DataFrame, rows: pd.Series, path: str) -> pd.Series:
    first, second = (matching(table[name], rows, path, "Yes|No", "Yes or No") == "Yes" for name in _UNCERTAIN)
    return first | second


def _added(deliveries: pd.DataFrame, item: str, unit: str, title: str) -> pd.DataFrame:
    """Add up the deliveries of a recipient, supplier, class and year; one uncertain part makes the sum an estimate."""
    groups = deliveries.groupby(_KEYS, as_index=False)
    # With min_count a sum without a number stays empty instead of becoming 0.
    value = groups[item].sum(min_count=1)[item]
    added = groups.agg(row=("row", "min"), uncertain=("uncertain", "any"))
    status = added["uncertain"].map({True: Status.ESTIMATED.value, False: Status.REPORTED.value})
    return added.drop(columns="uncertain").assign(item=item, unit=unit, title=title, value=value, status=status)


def _unknown_areas(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(path, int(rows["row"].min()), f"unknown area {name!r}: {len(rows)} deliveries")
        for column in ("Supplier", "Recipient")
        for name, rows in table.groupby(column)
        if area_code(str(name)) is None
    )
