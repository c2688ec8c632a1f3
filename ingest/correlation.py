"""Read the UN's tables of correlation between two revisions of the Harmonised System, as UNSD publishes them.

A workbook has a sheet of correlation (`HS2022-HS2017 Correlations`, `Correlation HS17-HS12`) and one of conversion,
which gives each code of the newer revision a single older one: it loses the others and is not read. The row of headings
names the two revisions; above it stand titles, and between the two codes there may be empty columns. A CSV has the same
columns. Codes of chapter 98 and 99 are a country's own and in no table.
"""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from ingest.declared import Code, Correlation
from ingest.errors import SourceError
from ingest.places import Place

FOLDER = "correlation"

# The year in which a revision came into force, in each of the ways in which headings write it.
_REVISIONS = {
    "1992": "H0", "92": "H0", "1988/92": "H0", "1996": "H1", "96": "H1", "2002": "H2", "02": "H2", "2007": "H3",
    "07": "H3", "2012": "H4", "12": "H4", "2017": "H5", "17": "H5", "2022": "H6", "22": "H6",
}  # fmt: skip
_HEADING = re.compile(r"(?:(?:from|to|between)\s+)?HS[\s-]*(1988/92|\d{4}|\d{2})", re.IGNORECASE)
_EXPECTED = "a table of correlation with a column for each of two revisions, headed such as HS 2022 and HS 2017"


def correlation(payload: bytes, name: str) -> Correlation:
    r"""Return which codes of two revisions hold some of the same goods, from a workbook (`.xlsx`) or a CSV.

    >>> sorted(correlation(b"HS 2022,HS 2017,Relationship\n310420,310420,1:1\n", "hs.csv"))
    [(('H6', '310420'), ('H5', '310420'))]

    Raises SourceError for a file without such a table, and for a code that has not six digits.
    """
    found: set[tuple[Code, Code]] = set()
    for sheet, rows in _tables(payload, name).items():
        where = f"{name}, sheet {sheet}" if sheet else name
        found |= _edges(rows, where)
    if not found:
        raise SourceError(name, expected=_EXPECTED, found="no such table", do="take the file from unstats.un.org")
    return frozenset(found)


def correlations(place: Place) -> Correlation:
    """Return all correlations that the user keeps beside the store, in its folder `correlation`; nothing without any.

    Raises what `correlation` raises: a file that is there and cannot be read would silently leave revisions apart.
    """
    names = [name for name in place.names(FOLDER) if name.lower().endswith((".csv", ".xlsx"))]
    return frozenset[tuple[Code, Code]]().union(*(correlation(place.read(name), name) for name in sorted(names)))


def _tables(payload: bytes, name: str) -> dict[str, list[tuple[Any, ...]]]:
    from ingest.files import refuse_page, sheets  # opens workbooks, which hardly any start of the program needs

    if name.lower().endswith(".xlsx"):
        book = sheets(payload, name)
        return {sheet: rows for sheet, rows in book.items() if "correlation" in sheet.lower()}
    refuse_page(payload, name, _EXPECTED)
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(name, expected="UTF-8 text", found=f"byte {payload[error.start]:#x}") from error
    return {"": [tuple(row) for row in csv.reader(io.StringIO(text))]}


def _edges(rows: Sequence[tuple[Any, ...]], where: str) -> set[tuple[Code, Code]]:
    heads = [number for number, row in enumerate(rows, 1) if len(_columns(row)) == 2]
    if not heads:
        return set()
    (newer, one), (older, other) = _columns(rows[heads[0] - 1])
    if newer == older:
        raise SourceError(where, expected="two revisions", found=f"{newer} twice in row {heads[0]}")
    found = set()
    for at, row in enumerate(rows[heads[0] :], heads[0] + 1):
        codes = [_code(row[column] if column < len(row) else None, where, at) for column in (one, other)]
        if all(codes):
            found.add(((newer, codes[0]), (older, codes[1])))
        elif any(codes):
            raise SourceError(f"{where}, row {at}", expected="a code of each revision", found=f"{codes[0] or codes[1]}")
    return found


def _columns(row: Sequence[Any]) -> list[tuple[str, int]]:
    """Return (revision, column) of each cell that heads a revision's codes."""
    found = []
    for column, cell in enumerate(row):
        heading = _HEADING.fullmatch(str(cell).strip()) if cell is not None else None
        if heading and heading[1] in _REVISIONS:
            found.append((_REVISIONS[heading[1]], column))
    return found


def _code(cell: Any, where: str, row: int) -> str:
    """Return a code with six digits; a number in a workbook has lost its leading zero."""
    text = str(cell if cell is not None else "").strip().removeprefix("'").replace(".", "")
    if text and not re.fullmatch(r"\d{5,6}", text):
        raise SourceError(f"{where}, row {row}", expected="a code of six digits", found=repr(cell))
    return text.zfill(6) if text else ""
