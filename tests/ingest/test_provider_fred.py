"""FRED live: both headers, both marks of a missing day, pages in place of the file."""

import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.live import Ask, Pulled, Reply
from ingest.providers import fred
from plays import RETRIEVED, Answer, driven
from plays import fred as play

HEAD = b"observation_date,DCOILBRENTEU\n"
SPAN = ("DCOILBRENTEU", "2025-07-01", "2026-01-31")


def reply(body: bytes) -> Reply:
    return Reply("https://fred.stlouisfed.org/graph/fredgraph.csv?id=DCOILBRENTEU", 200, {}, body, RETRIEVED)


def pulled(answer: Callable[..., Answer] = play.answer, **changes: Any) -> tuple[Pulled | None, list[str]]:
    ask = Ask(**{"today": play.TODAY, "countries": ("BLR",), **changes})
    found, asked = driven(fred.PROVIDER, fred.pull(ask), answer)
    return found, [request.address for request in asked]


def test_each_series_is_one_request() -> None:
    found, asked = pulled()
    assert asked == [
        f"/graph/fredgraph.csv?id={series}&cosd=1987-01-01&coed={play.TODAY}"
        for series in ("DCOILBRENTEU", "MCOILBRENTEU")
    ]
    assert found is not None
    (_, table), (_, months) = found.parts
    assert set(months[["item", "reporter", "unit", "freq"]].itertuples(index=False, name=None)) == {
        ("MCOILBRENTEU", "WLD", "USD/bbl", "M")
    }
    assert months["period"].iloc[0] == "2000-01"
    assert set(table[["item", "reporter", "unit", "freq"]].itertuples(index=False, name=None)) == {
        ("DCOILBRENTEU", "WLD", "USD/bbl", "D")
    }
    assert found.edition == f"to {table['period'].max()}"
    assert found.vintage == RETRIEVED.date()
    assert set(table["vintage"]) == {found.vintage}


def test_the_same_file_again_is_nothing_new_and_a_second_edition_is() -> None:
    found, _ = pulled()
    assert found is not None
    assert pulled(known=found.mark) == (None, pulled()[1][:1])
    second, _ = pulled(lambda path, query: play.answer(path, query, edition=2), known=found.mark)
    assert second is not None
    assert second.parts[0][1]["period"].max() > found.parts[0][1]["period"].max()


def test_since_narrows_the_request() -> None:
    found, asked = pulled(since=2024)
    assert "cosd=2024-01-01" in asked[0]
    assert found is not None
    assert found.parts[0][1]["period"].min() == "2024-01-02"


def test_the_recorded_file_is_read(recorded: Path) -> None:
    (path,) = (recorded / "fred").iterdir()
    table = fred.prices(reply(path.read_bytes()), *SPAN).set_index("period")["value"]
    assert (table.index[0], table.iloc[0]) == ("2025-07-28", 70.87)
    assert (table.index[-1], table.iloc[-1]) == ("2026-01-30", 72.25)
    assert table["2025-08-12"] == 66.80
    assert "2025-08-25" not in table.index  # a bank holiday
    assert table.notna().all()

    def recording(address: str, query: dict[str, str]) -> Answer:
        return Answer(path.read_bytes()) if query["id"] == "DCOILBRENTEU" else play.answer(address, query)

    found, _ = pulled(recording, today=date(2026, 1, 31), since=2025)
    assert found is not None
    assert found.edition == "to 2026-01-30"


@pytest.mark.parametrize("missing", [b"", b"."])
@pytest.mark.parametrize("header", [b"observation_date", b"DATE"])
def test_old_and_new_spellings_are_read(header: bytes, missing: bytes) -> None:
    body = header + b",DCOILBRENTEU\n2025-08-22,68.29\n2025-08-25," + missing + b"\n2025-08-26,66.89\n"
    table = fred.prices(reply(body), *SPAN)
    assert table[["period", "value", "row"]].to_numpy().tolist() == [["2025-08-22", 68.29, 2], ["2025-08-26", 66.89, 4]]


def test_other_columns_and_another_order_are_let_through() -> None:
    table = fred.prices(reply(b"note,DCOILBRENTEU,observation_date\nx,68.29,2025-08-22\n"), *SPAN)
    assert table["value"].tolist() == [68.29]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<!DOCTYPE html>\n<html><body>Error</body></html>", "an HTML page"),
        (b"", "an empty file"),
        (b"observation_date,DCOILWTICO\n2025-08-22,68.29\n", "column 'DCOILBRENTEU'"),
        (b"day,DCOILBRENTEU\n2025-08-22,68.29\n", "a column observation_date or DATE"),
        (HEAD, "expected prices; found none in 0 rows"),
        (HEAD + b"2025-08-22,\n", "expected prices; found none in 1 rows"),
        (HEAD + b"2025-08-22,68.29\n2025-08-2", "a line end"),
        (HEAD + b"2025-08-22,68.29\n2025-08-25\n", "the file is cut"),
        (HEAD + b"2025-08-22,68.29,1\n", "cells"),
        (HEAD + b"2025-08-22,68.29\n2025-08-22,68.30\n", "each value once; found two of 2025-08-22"),
        (HEAD + b"2025-08-22,68.29\n2025-08-22,\n", "each value once"),
        (HEAD + b"22.08.2025,68.29\n", "a day like 2025-08-22"),
        (HEAD + b"2025-02-30,68.29\n", "from 2025-07-01 to 2026-01-31; found 2025-02-30"),
        (HEAD + b"2025-09-31,68.29\n", "found 2025-09-31"),
        (HEAD + b"2024-08-22,68.29\n", "found 2024-08-22"),
        (HEAD + b"2026-02-02,68.29\n", "found 2026-02-02"),
        (HEAD + b"2025-08-22,about 68\n", "a number in row 2"),
        (HEAD + b'2025-08-22,"68,29"\n', "a number in row 2"),
        (HEAD + b"2025-08-22,NaN\n", "a number in row 2"),
        (HEAD + b"2025-08-22,inf\n", "a number in row 2"),
        (HEAD + b"2025-08-22,0\n", "prices above 0"),
        (HEAD + b"2025-08-22,-68.29\n", "prices above 0"),
        (b"\xff\xfe" + HEAD, "UTF-8"),
        (HEAD + b"2025-08-22,68\r.29\n", "expected records of a CSV; found new-line character"),
    ],
)
def test_what_is_not_the_series_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        fred.prices(reply(body), *SPAN)


def test_a_file_that_ends_long_ago_is_a_cut_one() -> None:
    def cut(path: str, query: dict[str, str]) -> Answer:
        given = play.answer(path, query).body
        return Answer(play.with_rows(given, play.rows(given)[:500]))

    with pytest.raises(SourceError, match=r"found none after 2001-1\d-\d\d: a cut file"):
        pulled(cut)


GOOD = HEAD + b"2025-08-22,68.29\n2025-08-25,\n2025-08-26,66.89\n"


@given(
    st.binary(max_size=60)
    | st.builds(lambda tail: HEAD + tail, st.binary(max_size=40))
    | st.builds(lambda tail: HEAD + b"2025-08-22," + tail.encode() + b"\n", st.text(max_size=12))
    | st.builds(lambda at, new: GOOD[:at] + new + GOOD[at + 1 :], st.integers(0, len(GOOD)), st.binary(max_size=3))
)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(DepdashError):
        table = fred.prices(reply(body), *SPAN)
        assert (table["value"] > 0).all()
