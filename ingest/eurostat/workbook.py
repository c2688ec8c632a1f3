"""Open the workbooks that Eurostat's Data Browser exports, which break two rules of the format.

They have no default style, of which openpyxl warns, and some state every sheet's size as the one cell A1, which
openpyxl believes when it reads row by row.
"""

import io
import warnings
from typing import Any

import openpyxl

from ingest.files import sheets


def cells(payload: bytes, path: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the cells of all sheets, row by row, each row as wide as the sheet's widest.

    >>> cells(b"", "lt.xlsx")
    Traceback (most recent call last):
    ingest.errors.SourceError: lt.xlsx: expected an .xlsx workbook; found an empty file; fetch the file again

    Raises SourceError for an HTML page, a cut or a damaged file.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Workbook contains no default style")
        sheets(payload, path, names=())  # refuses what is no sound workbook
        book = openpyxl.load_workbook(io.BytesIO(payload), read_only=True, data_only=True)
    found = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = list(sheet.iter_rows(values_only=True))
        width = max(map(len, rows), default=0)
        found[sheet.title] = [(*row, *[None] * (width - len(row))) for row in rows]
    return found
