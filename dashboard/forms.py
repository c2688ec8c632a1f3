"""Tables as the bytes of files: CSV, Parquet, Excel workbooks and zip archives; the same table, the same bytes."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard import workbook
from dashboard.tables import Record, Table

MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
}
RFC_4180, EXCEL_COMMA = DIALECTS = ("rfc4180", "excel-comma")  # of CSV; the latter for a decimal comma
_ARROW = {
    "text": pa.string(), "number": pa.float64(), "integer": pa.int64(), "boolean": pa.bool_(), "day": pa.date32(),
}  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip archive can hold: equal content, equal bytes


def harmless(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and does not run it as a formula.

    >>> harmless("=1+1"), harmless("plain")
    ("'=1+1", 'plain')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_text(table: Table, records: Iterable[Record], dialect: str = RFC_4180) -> str:
    """Return the records as CSV text, header first, numbers unrounded, empty where nothing is known.

    >>> from dashboard.tables import Column
    >>> table = Table((Column("a", "number", ""), Column("b", "text", "")), ())
    >>> csv_text(table, [{"a": 0.1, "b": "=x"}])
    "a,b\\n0.1,'=x\\n"
    >>> csv_text(table, [{"a": 0.1, "b": "1.5; 2"}], EXCEL_COMMA)
    'a;b\\n0,1;"1.5; 2"\\n'
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n", delimiter=";" if dialect == EXCEL_COMMA else ",")
    writer.writerow(table.names)
    names, told = table.names, _with_comma if dialect == EXCEL_COMMA else _text
    writer.writerows([told(record[name]) for name in names] for record in records)
    return lines.getvalue()


def table_bytes(
    table: Table, records: Iterable[Record], form: str, title: str = "table", dialect: str = RFC_4180
) -> bytes:
    """Return the records as a file in `form`, csv, parquet or xlsx, with the same cells in each.

    A CSV for a spreadsheet begins with the mark by which it knows UTF-8.
    """
    if form == "csv":
        return csv_text(table, records, dialect).encode("utf-8-sig" if dialect == EXCEL_COMMA else "utf-8")
    return _parquet(table, records) if form == "parquet" else _workbook(table, records, title)


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of the files by their path, in the order given."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for path, payload in files.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, payload)
    return packed.getvalue()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return harmless(cell) if isinstance(cell, str) else repr(cell)


def _with_comma(cell: object) -> str:
    return _text(cell).replace(".", ",") if isinstance(cell, float) else _text(cell)


def _parquet(table: Table, records: Iterable[Record]) -> bytes:
    rows = list(records)
    arrays = [
        pa.array([_typed(row[column.name], column.kind) for row in rows], _ARROW[column.kind])
        for column in table.columns
    ]
    described = pa.schema(
        [
            pa.field(column.name, _ARROW[column.kind], metadata={"description": column.description})
            for column in table.columns
        ]
    )
    written = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=described), written, compression="zstd")
    return written.getvalue()


def _typed(cell: object, kind: str) -> object:
    if isinstance(cell, str):
        return date.fromisoformat(cell) if kind == "day" else harmless(cell)
    return cell


def _workbook(table: Table, records: Iterable[Record], title: str) -> bytes:
    names = table.names
    rows = ([_plain(record[name]) for name in names] for record in records)
    return archive(workbook.parts(names, rows, title))


def _plain(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) else cell
