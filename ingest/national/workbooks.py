"""Workbooks of statistical offices: the cells of .xls files, and the month in which the office last saved a workbook.

The offices print no day of publication (Kazakhstan does since 2024), but a workbook keeps the time of its last saving.
Kazakhstan's workbook for 2023 was saved on the day that it prints as the day of its publication. The last day of the
month of saving is taken as the day by which an edition was known, so that later editions come after earlier ones.
"""

import calendar
import io
import re
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDoc, CompDocError

from ingest.errors import SourceError

Row = Sequence[Any]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512
_SUMMARY = "\x05SummaryInformation"
_LAST_SAVED = 13  # the number of this property, and FILETIME its type: tenths of a microsecond since 1601
_FILETIME = 64
_DAMAGE = (  # what xlrd raises on a damaged file: the format has no check sums
    XLRDError, CompDocError, struct.error, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError,
    ValueError,
)  # fmt: skip
_CORE_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>(\d{4})-(\d{2})-(\d{2})T")


def xls_sheets(payload: bytes, path: str) -> dict[str, list[Row]]:
    """Return the cells of an .xls workbook's sheets, row by row; blank cells are empty texts.

    Raises SourceError for an HTML page under this name, another format, and a cut or damaged file.
    """
    if not payload.startswith(_OLE):
        page = payload[:512].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        found = "an HTML page" if page else "another format"
        raise SourceError(path, expected="an .xls workbook", found=found)
    if len(payload) % _SECTOR:
        raise SourceError(path, expected="whole sectors of 512 bytes", found=f"{len(payload)} bytes: the file is cut")
    try:
        book = xlrd.open_workbook(file_contents=payload, logfile=io.StringIO())
        return {sheet.name: [sheet.row_values(row) for row in range(sheet.nrows)] for sheet in book.sheets()}
    except _DAMAGE as error:
        raise SourceError(path, expected="an undamaged .xls workbook", found=f"{error!r}") from error


def known_by(payload: bytes, path: str) -> date | None:
    """Return the last day of the month in which a workbook was last saved, None where it does not say.

    >>> known_by(b"year,value", "a.csv") is None
    True

    Raises SourceError where the properties of an .xls workbook are damaged.
    """
    try:
        saved = _saved_xls(payload) if payload.startswith(_OLE) else _saved_xlsx(payload)
    except _DAMAGE as error:
        raise SourceError(path, expected="undamaged properties of a workbook", found=f"{error!r}") from error
    return saved and saved.replace(day=calendar.monthrange(saved.year, saved.month)[1])


def _saved_xls(payload: bytes) -> date | None:
    properties = CompDoc(payload, logfile=io.StringIO()).get_named_stream(_SUMMARY)
    if properties is None:
        return None
    (section,) = struct.unpack_from("<I", properties, 44)
    _, count = struct.unpack_from("<II", properties, section)
    for number in range(count):
        name, offset = struct.unpack_from("<II", properties, section + 8 + 8 * number)
        kind, ticks = struct.unpack_from("<IQ", properties, section + offset)
        if (name, kind) == (_LAST_SAVED, _FILETIME):
            return date(1601, 1, 1) + timedelta(microseconds=ticks // 10)
    return None


def _saved_xlsx(payload: bytes) -> date | None:
    if not zipfile.is_zipfile(io.BytesIO(payload)):
        return None
    with zipfile.ZipFile(io.BytesIO(payload)) as parts:
        if _CORE_PROPERTIES not in parts.namelist():
            return None
        found = _MODIFIED.search(parts.read(_CORE_PROPERTIES))
    return date(*(int(number) for number in found.groups())) if found else None
