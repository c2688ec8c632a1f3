"""Tables as files: the same cells in each form, the same bytes for the same table."""

import csv
import io
import zipfile

import openpyxl
import pyarrow.parquet as pq
import pytest

from dashboard.forms import archive, csv_text, harmless, table_bytes
from dashboard.tables import Column, Record, Table, csvw_schema, json_schema, table_schema

TABLE = Table(
    (
        Column("name", "text", "a name", required=True, pattern="^[a-z=].*$"),
        Column("number", "number", "a number"),
        Column("count", "integer", "a count"),
        Column("true", "boolean", "whether"),
        Column("day", "day", "a day"),
        Column("state", "text", "one of two", allowed=("on", "off")),
    ),
    ("name",),
)
RECORDS: list[Record] = [
    {"name": "b", "number": 0.1 + 0.2, "count": 3, "true": True, "day": "2021-09-30", "state": "on"},
    {"name": "=1+1", "number": None, "count": None, "true": False, "day": None, "state": None},
]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(start: str) -> None:
    assert harmless(f"{start}cmd()") == f"'{start}cmd()"
    assert harmless(f"cmd{start}") == f"cmd{start}"


def test_csv_is_unrounded_and_empty_where_nothing_is_known() -> None:
    assert csv_text(TABLE, RECORDS).splitlines() == [
        "name,number,count,true,day,state",
        "b,0.30000000000000004,3,true,2021-09-30,on",
        "'=1+1,,,false,,",
    ]


def test_every_form_has_the_same_cells() -> None:
    rows = list(csv.reader(io.StringIO(table_bytes(TABLE, RECORDS, "csv").decode())))
    parquet = pq.read_table(io.BytesIO(table_bytes(TABLE, RECORDS, "parquet"))).to_pylist()
    book = openpyxl.load_workbook(io.BytesIO(table_bytes(TABLE, RECORDS, "xlsx")))
    sheet = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert [text_of(list(row.values())) for row in parquet] == rows[1:]
    assert [text_of(row) for row in sheet] == rows
    assert book.active["A3"].data_type == "s"


def text_of(cells: list[object]) -> list[str]:
    return ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells]


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_the_same_table_gives_the_same_bytes(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = table_bytes(TABLE, RECORDS, form)
    monkeypatch.setattr("time.localtime", lambda *given: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    monkeypatch.setattr("time.time", lambda: 1.9e9)
    assert table_bytes(TABLE, RECORDS, form) == first


def test_a_workbook_holds_any_text() -> None:
    text = "<&>\x00\ufffe line\nbreak 'Беларусь' " + "x" * 40_000
    record: Record = RECORDS[0] | {"name": text}
    book = openpyxl.load_workbook(io.BytesIO(table_bytes(TABLE, [record], "xlsx", "a/b:c" * 10)))
    assert book.active["A2"].value == text.replace("\x00\ufffe", "")[:32_767]
    assert book.active.freeze_panes == "A2"
    assert book.sheetnames == [("a_b_c" * 10)[:31]]


def test_an_archive_holds_the_files_in_order_and_no_time() -> None:
    packed = zipfile.ZipFile(io.BytesIO(archive({"b/x.csv": b"1", "a": b"2"})))
    assert [(entry.filename, entry.date_time[0]) for entry in packed.infolist()] == [("b/x.csv", 1980), ("a", 1980)]
    assert packed.read("b/x.csv") == b"1"


def test_one_declaration_is_told_in_three_languages() -> None:
    fields = {field["name"]: field for field in table_schema(TABLE)["fields"]}
    assert fields["day"]["type"] == "date"
    assert fields["name"]["constraints"] == {"required": True, "pattern": "[a-z=].*"}
    assert table_schema(TABLE)["primaryKey"] == csvw_schema(TABLE)["primaryKey"] == ["name"]
    assert csvw_schema(TABLE)["columns"][0]["datatype"] == {"base": "string", "format": "[a-z=].*"}
    told = json_schema(TABLE)
    assert told["required"] == TABLE.names
    assert told["properties"]["state"]["enum"] == ["on", "off", None]
    assert told["properties"]["count"]["type"] == ["integer", "null"]
