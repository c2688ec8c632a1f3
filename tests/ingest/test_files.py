"""Opening published files: what is cut, damaged, an error page or of another layout is refused in one line."""

import gzip
import io
import math
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.files import csv_table, gunzip, matching, numbers, sheets

PAGE = b"<!DOCTYPE html>\n<html><body>503 Service Unavailable</body></html>\n"
OPENERS: tuple[Callable[[bytes], object], ...] = (
    lambda payload: csv_table(payload, "a/file", ("year", "value")),
    lambda payload: sheets(payload, "a/file"),
    lambda payload: gunzip(payload, "a/file"),
)


def workbook() -> bytes:
    """A workbook of two sheets with text, numbers and an empty cell."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Data"
    for number in range(200):
        first.append([f"country {number}", number / 7, None])
    book.create_sheet("Notes").append(["mn USD"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("opener", OPENERS, ids=("csv", "xlsx", "gzip"))
@pytest.mark.parametrize(
    ("payload", "found"),
    [
        (PAGE, "an HTML page"),
        (b"\xef\xbb\xbf\r\n  <HTML lang=ru>", "an HTML page"),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "an HTML page"),
        (b"", "an empty file"),
        (b" \n", "an empty file"),
    ],
)
def test_an_error_page_is_no_data(opener: Callable[[bytes], object], payload: bytes, found: str) -> None:
    with pytest.raises(SourceError) as raised:
        opener(payload)
    assert str(raised.value).startswith("a/file: expected ")
    assert f"; found {found};" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_csv_becomes_text_cells_with_their_lines() -> None:
    payload = b'\xef\xbb\xbfyear,value,note\n2019,007,"a, b"\n2020,,NA\n'
    table = csv_table(payload, "a.csv", ("year", "value"))
    assert table["year"].tolist() == ["2019", "2020"]
    assert table["value"].iloc[0] == "007"
    assert pd.isna(table["value"].iloc[1])
    assert table["note"].tolist() == ["a, b", "NA"]  # Namibia's code is not a missing value
    assert table["row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"year,amount\n2019,1\n", "expected column 'value'; found columns year, amount"),
        (b"year;value\n2019;1\n", "expected column 'year'; found columns year;value"),
        (b"year,value\n2019,1\n2020,2", "expected a line end after the last record"),
        (b"year,value\n2019,1\n2020\n", "the file is cut"),
        (b'year,value\n2019,1\n2020,"2\n', "EOF inside string"),
        (b"year,value\n2019,1\r2\n", "expected records of a CSV; found new-line character seen in unquoted field"),
        (b"year,value\n2019,1\n2020,2,3\n", "Expected 2 fields in line 3, saw 3"),
        ("year,value\n2019,Россия\n".encode("cp1251"), "expected UTF-8 text; found byte 0xd0 at 16"),
        ("year,value\n2019,1\n".encode("utf-16"), "expected UTF-8 text; found byte 0xff at 0"),
    ],
)
def test_another_layout_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError) as raised:
        csv_table(payload, "a.csv", ("year", "value"))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_whose_publisher_ends_without_a_line_end_is_taken() -> None:
    table = csv_table(b"year,value\n2019,1", "a.csv", ("year",), ends_with_newline=False)
    assert table["value"].tolist() == ["1"]


def test_records_with_one_cell_more_than_the_header_are_refused() -> None:
    with pytest.raises(SourceError):
        csv_table(b"year,value\n2019,1,2\n2020,3,4\n", "a.csv", ("year", "value"))


@pytest.mark.parametrize("path", ["econ/wdi_postsoviet_long.csv", "econ/figures.csv", "econ/eia_brent_monthly.csv"])
def test_real_tables_cut_at_any_place_are_refused(sources: Path, path: str) -> None:
    payload = (sources / path).read_bytes()
    whole = csv_table(payload, path, ())
    assert len(whole) > 100
    for part in (0.1, 0.37, 0.5, 0.81):
        cut = payload[: int(len(payload) * part)].rstrip(b"\n")
        with pytest.raises(SourceError):
            csv_table(cut, path, ())


def test_a_workbook_becomes_rows() -> None:
    found = sheets(workbook(), "a.xlsx")
    assert list(found) == ["Data", "Notes"]
    assert found["Data"][7] == ("country 7", 1.0, None)
    assert sheets(workbook(), "a.xlsx", ["Notes"]) == {"Notes": [("mn USD",)]}


def test_a_missing_sheet_is_named() -> None:
    with pytest.raises(SourceError, match="expected sheet 'Prices'; found sheets Data, Notes"):
        sheets(workbook(), "a.xlsx", ["Data", "Prices"])


@pytest.mark.parametrize("part", [0.02, 0.3, 0.5, 0.9, 0.999])
def test_a_cut_workbook_is_refused(part: float) -> None:
    payload = workbook()
    with pytest.raises(SourceError, match=r"expected an \.xlsx workbook"):
        sheets(payload[: int(len(payload) * part)], "a.xlsx")


def test_another_file_under_the_name_of_a_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    for payload in (target.getvalue(), b"\xd0\xcf\x11\xe0 an .xls file", b"year,value\n2019,1\n"):
        with pytest.raises(SourceError, match=r"expected an \.xlsx workbook"):
            sheets(payload, "a.xlsx")


def test_a_flipped_byte_in_a_workbook_changes_nothing_or_is_refused() -> None:
    payload = workbook()
    whole = sheets(payload, "a.xlsx")
    for place in range(0, len(payload), 5):
        damaged = payload[:place] + bytes([payload[place] ^ 0xFF]) + payload[place + 1 :]
        with suppress(SourceError):
            assert sheets(damaged, "a.xlsx") == whole, place


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>", b"<w>"),
        (b't="n"><v>', b't="n"><v>about '),
        (b't="inlineStr"><is><t>country 0</t></is>', b't="s"><v>7</v>'),
        (b' r="A1"', b' r="A"'),
        (b' r="1"', b' r="one"'),
        (b"</sheetData>", b""),
        (b"<row", b"<!ENTITY"),
    ],
)
def test_damage_inside_a_workbook_that_no_check_sum_tells_is_refused(old: bytes, new: bytes) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as whole, zipfile.ZipFile(written, "w") as packed:
        for name in whole.namelist():
            part = whole.read(name)
            packed.writestr(name, part.replace(old, new) if name.endswith("sheet1.xml") else part)
    with pytest.raises(SourceError, match=r"expected an undamaged workbook; found [A-Z]\w+Error"):
        sheets(written.getvalue(), "a.xlsx")


def test_a_gzip_file_gives_what_is_inside() -> None:
    assert gunzip(gzip.compress(b"year,value\n"), "a.csv.gz") == b"year,value\n"


def test_a_cut_or_damaged_gzip_file_is_refused() -> None:
    inside = b"".join(b"%d,%d\n" % (number, number * number) for number in range(2000))
    payload = gzip.compress(inside, mtime=0)
    for part in (0.001, 0.1, 0.5, 0.999):
        with pytest.raises(SourceError, match="expected an undamaged gzip file"):
            gunzip(payload[: int(len(payload) * part) + 1], "a.csv.gz")
    for place in range(10, len(payload), 101):
        damaged = payload[:place] + bytes([payload[place] ^ 0xFF]) + payload[place + 1 :]
        with pytest.raises(SourceError, match="expected an undamaged gzip file"):
            gunzip(damaged, "a.csv.gz")
    with pytest.raises(SourceError, match="expected an undamaged gzip file"):
        gunzip(b"year,value\n2019,1\n", "a.csv.gz")


def test_blank_cells_are_absent_and_never_zero() -> None:
    found = numbers(pd.Series([" 1.5 ", "", "  ", None, "0", "-2e3"]), pd.Series(range(2, 8)), "a.csv")
    assert found.iloc[[0, 4, 5]].tolist() == [1.5, 0.0, -2000.0]
    assert found.iloc[1:4].isna().all()


@pytest.mark.parametrize("cell", ["n/a", "nan", "NaN", "inf", "-inf", "1e400", "1,5", "1 000", "..", "−5", "True"])
def test_a_cell_that_is_no_finite_number_is_named(cell: str) -> None:
    with pytest.raises(SourceError) as raised:
        numbers(pd.Series(["1", cell, "2"]), pd.Series([2, 3, 4]), "a.csv")
    assert str(raised.value) == f"a.csv: expected a number in row 3; found {cell!r}; fetch the file again"


@pytest.mark.parametrize("cell", ["19", "20195", "2019 ", "", None])
def test_a_cell_that_does_not_match_is_named(cell: str | None) -> None:
    cells = pd.Series(["2019", cell], dtype="str")
    with pytest.raises(SourceError, match="expected a year in row 9; found"):
        matching(cells, pd.Series([8, 9]), "a.csv", "[0-9]{4}", "a year")


def test_no_cell_is_nothing_to_refuse() -> None:
    none = pd.Series([], dtype="str")
    assert numbers(none, pd.Series([], dtype="int64"), "a.csv").tolist() == []
    assert math.isnan(numbers(pd.Series([None]), pd.Series([2]), "a.csv").iloc[0])


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO(workbook())
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/blanks.bin", "w") as part,
    ):
        for _ in range(31):
            part.write(bytes(10_000_000))
    assert len(target.getvalue()) < 400_000
    with pytest.raises(SourceError, match=r"an .xlsx workbook of at most 300,000,000 bytes; found one of 310,"):
        sheets(target.getvalue(), "a/file")
