"""Open the bytes of published CSV files and workbooks, refusing what is cut, damaged or an error page."""

import csv
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from ingest.errors import SourceError

# What a damaged zip archive raises; the library names no error of its own for most of it.
DAMAGED_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, ValueError, OSError,
)  # fmt: skip
_LARGEST = 300_000_000  # bytes of an unpacked workbook: the largest published one has 12 million
# And a workbook whose parts are no longer what openpyxl takes for granted.
_DAMAGED_WORKBOOK = (*DAMAGED_ARCHIVE, ArithmeticError, AttributeError, LookupError, SyntaxError, TypeError)


def csv_table(
    payload: bytes, path: str, columns: Iterable[str], *, ends_with_newline: bool = True, few: Iterable[str] = ()
) -> pd.DataFrame:
    """Return the CSV in `payload` as text cells, with `row` the line of each record counted from the header as 1.

    The columns `few`, which say the same again and again, are categories: of a million rows a tenth of time and memory.

    Raises SourceError for an HTML page, an encoding other than UTF-8, missing columns, or an end that was cut:
    a record with too few or too many cells, or no line end where the publisher writes one.
    """
    names = tuple(columns)
    expected = f"a CSV with columns {', '.join(names)}"
    refuse_page(payload, path, expected)
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            path, expected="UTF-8 text", found=f"byte {payload[error.start]:#x} at {error.start}"
        ) from error
    if ends_with_newline and not text.endswith("\n"):
        raise SourceError(path, expected="a line end after the last record", found=repr(text[-30:]))
    kinds = defaultdict(lambda: "str", dict.fromkeys(few, "category"))
    try:
        table = pd.read_csv(io.StringIO(text), dtype=kinds, keep_default_na=False, na_values=[""], on_bad_lines="error")
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise SourceError(path, expected=expected, found=str(error).strip()) from error
    _refuse_ragged(text, path)
    if lacking := [name for name in names if name not in table.columns]:
        raise SourceError(path, expected=f"column {lacking[0]!r}", found=f"columns {', '.join(table.columns[:12])}")
    return table.assign(row=range(2, len(table) + 2))


def sheets(payload: bytes, path: str, names: Iterable[str] | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Return the cells of a workbook's sheets, row by row; of all sheets when `names` is None.

    Raises SourceError for an HTML page, a cut or damaged file, or a missing sheet.
    """
    refuse_page(payload, path, "an .xlsx workbook")
    _refuse_damaged_archive(payload, path)
    try:
        book = openpyxl.load_workbook(io.BytesIO(payload), read_only=True, data_only=True)
    except _DAMAGED_WORKBOOK as error:
        raise SourceError(path, expected="an .xlsx workbook", found=f"a file that does not open ({error})") from error
    wanted = tuple(names) if names is not None else tuple(book.sheetnames)
    if lacking := [name for name in wanted if name not in book.sheetnames]:
        raise SourceError(path, expected=f"sheet {lacking[0]!r}", found=f"sheets {', '.join(book.sheetnames[:8])}")
    try:
        return {name: list(book[name].iter_rows(values_only=True)) for name in wanted}
    except _DAMAGED_WORKBOOK as error:
        found = f"{type(error).__name__} {error}"[:120]
        raise SourceError(path, expected="an undamaged workbook", found=found) from error


def _refuse_damaged_archive(payload: bytes, path: str) -> None:
    """A workbook is a zip archive whose parts carry check sums; openpyxl does not look at all of them.

    No part unpacks to more than the archive says, so what it says bounds what reading it takes.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(payload))
        size = sum(part.file_size for part in archive.infolist())
        damaged = archive.testzip() if size <= _LARGEST else None
    except DAMAGED_ARCHIVE as error:
        raise SourceError(path, expected="an .xlsx workbook", found=f"a file that does not open ({error})") from error
    if size > _LARGEST:
        raise SourceError(path, expected=f"an .xlsx workbook of at most {_LARGEST:,} bytes", found=f"one of {size:,}")
    if damaged:
        raise SourceError(path, expected="an undamaged workbook", found=f"a damaged part {damaged}")


def gunzip(payload: bytes, path: str) -> bytes:
    """Return the bytes inside a gzip file.

    >>> gunzip(gzip.compress(b"year,value"), "a.csv.gz")
    b'year,value'

    Raises SourceError for an HTML page and for a file that is cut, damaged or no gzip file.
    """
    refuse_page(payload, path, "a gzip file")
    try:
        return gzip.decompress(payload)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SourceError(path, expected="an undamaged gzip file", found=str(error)) from error


def numbers(cells: pd.Series, rows: pd.Series, path: str) -> pd.Series:
    """Return text cells as floats, blank ones as NaN; `rows` tells where each cell stands in the file.

    >>> numbers(pd.Series(["  1.5 ", None, " "]), pd.Series([2, 3, 4]), "a.csv").tolist()
    [1.5, nan, nan]

    Raises SourceError for the first cell that is no finite number.
    """
    text = cells.str.strip()
    values = pd.to_numeric(text, errors="coerce")
    _refuse_first(text.notna() & (text != "") & ~np.isfinite(values), text, rows, path, "a number")
    return values


def matching(cells: pd.Series, rows: pd.Series, path: str, pattern: str, expected: str) -> pd.Series:
    """Return `cells` as they are when each matches `pattern` in full.

    >>> matching(pd.Series(["2019", "2020"]), pd.Series([2, 3]), "a.csv", "[0-9]{4}", "a year").tolist()
    ['2019', '2020']

    Raises SourceError for the first cell that does not, naming what was `expected`.
    """
    if not pd.Series(cells.unique(), dtype=str).str.fullmatch(pattern, na=False).all():
        _refuse_first(~cells.str.fullmatch(pattern, na=False), cells, rows, path, expected)
    return cells


def _refuse_first(wrong: pd.Series, cells: pd.Series, rows: pd.Series, path: str, expected: str) -> None:
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        raise SourceError(path, expected=f"{expected} in row {rows.iloc[first]}", found=repr(cells.iloc[first]))


def refuse_page(payload: bytes, path: str, expected: str) -> None:
    """Refuse a web page or nothing in place of a file.

    >>> refuse_page(b"Year,Value\\n", "a.csv", "a CSV file")

    Raises SourceError for either.
    """
    head = payload[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        raise SourceError(path, expected=expected, found="an HTML page")
    if not head:
        raise SourceError(path, expected=expected, found="an empty file")


def _as_wide_each(text: str) -> bool:
    """Tell whether each line that is not empty has as many commas as the first."""
    characters = np.frombuffer(f"{text}\n".encode(), dtype="uint8")
    ends = np.flatnonzero(characters == ord("\n"))
    commas = np.diff(np.searchsorted(np.flatnonzero(characters == ord(",")), ends), prepend=0)
    widths = commas[np.diff(ends, prepend=-1) > 1]
    return bool(len(widths)) and bool((widths == widths[0]).all())


def _refuse_ragged(text: str, path: str) -> None:
    """Refuse a record with more or fewer cells than the header: pandas would shift or fill it, and an end was cut."""
    if '"' not in text and "\r" not in text and _as_wide_each(text):  # then a line is a record
        return
    try:
        width, *counts = [len(record) for record in csv.reader(io.StringIO(text)) if record]
    except csv.Error as error:
        raise SourceError(path, expected="records of a CSV", found=str(error)) from error
    if counts and counts[-1] < width:
        found = f"{counts[-1]} cells: the file is cut"
        raise SourceError(path, expected=f"{width} cells in the last record", found=found)
    if wrong := [(number, count) for number, count in enumerate(counts, start=2) if count != width]:
        number, count = wrong[0]
        raise SourceError(path, expected=f"{width} cells in each record", found=f"{count} cells in record {number}")
