"""JODI live: an archive and tables by year, several units of one fact, signs that are no zeros."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DepdashError, ParameterError, SourceError
from ingest.live import Ask, Pulled, Reply, Request
from ingest.providers import jodi
from plays import RETRIEVED, Answer, driven
from plays import jodi as play

COUNTRIES = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB", "RUS")
ASK = Ask(date(2026, 11, 24), COUNTRIES)
GAS = "/_resources/files/downloads/gas-data/jodi_gas_csv_beta.zip"
OIL = "/_resources/files/downloads/oil-data/annual-csv"
HEADER = ",".join(play.COLUMNS)
LINES = (
    "BY,2025-01,NATGAS,INDPROD,TJ,700.5,1",
    "BY,2025-01,NATGAS,TOTIMPSB,TJ,71000,2",
    "BY,2025-01,NATGAS,TOTIMPSB,M3,1860,2",
    "BY,2025-01,NATGAS,TOTEXPSB,TJ,0,3",
    "BY,2025-02,NATGAS,TOTEXPSB,TJ,-,3",
    "DE,2025-01,NATGAS,TOTDEMO,TJ,5,3",
    "NA,2025-01,NATGAS,TOTDEMO,TJ,6,3",
)
Play = Callable[[str, dict[str, str]], Answer]


def reply(body: bytes, path: str = GAS) -> Reply:
    return Reply(f"https://www.jodidata.org{path}", 200, {}, body, RETRIEVED)


@cache
def pulled(ask: Ask = ASK, answer: Play = play.answer) -> tuple[Pulled, list[Request]]:
    found, asked = driven(jodi.PROVIDER, jodi.pull(ask), answer)
    assert found is not None
    return found, asked


def table(*lines: str, header: str = HEADER, end: str = "\n") -> bytes:
    return ("\n".join([header, *lines]) + end).encode()


def read(payload: bytes) -> tuple[Any, Any]:
    return jodi.months(reply(payload), payload, jodi._NATURAL_GAS, ("BLR",))


def values(found: Pulled, **at: str) -> dict[str, float]:
    rows: dict[str, float] = {}
    for _, part in found.parts:
        for name, code in at.items():
            part = part[part[name] == code]
        rows |= dict(zip(part["period"], part["value"], strict=True))
    return rows


def test_gas_is_one_archive_and_oil_a_table_a_year() -> None:
    found, asked = pulled()
    tables = [f"{OIL}/{kind}/{year}.csv" for kind in ("primary", "secondary") for year in range(2022, 2026)]
    tables[4:4] = [f"{OIL}/primary/primaryyear2026.csv"]
    assert [request.path for request in asked] == [GAS, *tables, f"{OIL}/secondary/secondaryyear2026.csv"]
    keys = {
        (row.product, row.item, row.unit, row.freq, row.partner)
        for _, part in found.parts for row in part.itertuples(index=False)
    }  # fmt: skip
    gas = {("natural_gas", item, "TJ", "M", "_Z") for item in ("production", "imports", "exports", "demand")}
    crude = {("crude_oil", item, "kt", "M", "_Z") for item in ("production", "imports", "exports", "refinery_intake")}
    products = {("oil_products", item, "kt", "M", "_Z") for item in ("production", "imports", "exports", "demand")}
    assert keys == gas | crude | products
    assert {row.reporter for _, part in found.parts for row in part.itertuples()} <= set(COUNTRIES)
    assert found.edition == "to 2026-09"
    assert (found.vintage, jodi.PROVIDER.dated) == (RETRIEVED.date(), False)


def test_one_unit_of_each_fact_and_no_sign_as_nought() -> None:
    found, _ = pulled()
    at = {"item": "imports", "reporter": "BLR", "product": "natural_gas"}
    published = {
        f"{year}-{month:02d}": play._value("BY", f"{year}-{month:02d}", "NATGAS", "TOTIMPSB", "TJ", 1)
        for year in range(2023, 2027) for month in range(1, 13) if (year, month) <= (2026, 9)
    }  # fmt: skip
    known = {month: float(text) for month, text in published.items() if text not in jodi._UNKNOWN}
    assert values(found, **at) == known
    assert len(known) < len(published)


def test_lines_by_hand() -> None:
    found, refused = read(table(*LINES))
    rows = found[["item", "period", "value", "unit", "row", "note"]].values.tolist()
    assert rows == [
        ["production", "2025-01", 700.5, "TJ", 2, ""],
        ["imports", "2025-01", 71000.0, "TJ", 3, "JODI: consult the country's notes"],
        ["exports", "2025-01", 0.0, "TJ", 5, ""],
    ]
    assert not refused
    assert set(found["status"]) == {"reported"}


@pytest.mark.parametrize("sign", ["-", "x", "N/A", "..", ""])
def test_signs_for_what_is_not_known(sign: str) -> None:
    found, refused = read(table(*LINES, f"BY,2025-03,NATGAS,TOTIMPSB,TJ,{sign},3"))
    assert "2025-03" not in set(found["period"])
    assert not refused


def test_unchanged_is_one_request_and_the_next_edition_is_not() -> None:
    found, _ = pulled()
    ask = Ask(ASK.today, COUNTRIES, known=found.mark)
    again, asked = driven(jodi.PROVIDER, jodi.pull(ask), play.answer)
    assert again is None
    assert [request.path for request in asked] == [GAS]
    second, _ = pulled(ask, lambda path, query: play.answer(path, query, edition=2))
    assert second.edition == "to 2026-10"
    at = {"item": "production", "reporter": "KAZ", "product": "natural_gas"}
    one, two = values(found, **at), values(second, **at)
    assert set(two) - set(one) == {"2026-10"}
    changed = {month for month in one if one[month] != two[month]}
    assert changed <= {"2026-08"}
    assert two["2026-08"] == pytest.approx(1.01 * one["2026-08"])


def test_years_from_the_first_wanted() -> None:
    found, asked = pulled(Ask(ASK.today, ("BLR",), since=2025))
    assert len(asked) == 5
    assert min(month for _, part in found.parts for month in part["period"]) == "2025-01"
    _, asked = pulled(Ask(ASK.today, ("BLR",), since=1990))
    assert asked[1].path.endswith("primary/2002.csv")
    assert len(asked) == 51 <= jodi.PROVIDER.most_requests


def test_the_year_in_progress_under_either_name_or_none() -> None:
    def turned(path: str, query: dict[str, str]) -> Answer:
        swapped = {"primaryyear2026": "2026", "2026": "primaryyear2026", "2025": "primaryyear2025"}
        name = path.rpartition("/")[2].removesuffix(".csv")
        if "primaryyear2025" in path:
            return play.answer(path.replace("primaryyear2025", "2025"), query)
        return play.answer(path.replace(f"{name}.csv", f"{swapped.get(name, name)}.csv"), query)

    found, asked = pulled(Ask(ASK.today, ("BLR",), since=2026), turned)
    assert [request.path for request in asked][1:3] == [
        f"{OIL}/primary/primaryyear2026.csv", f"{OIL}/primary/2026.csv",
    ]  # fmt: skip
    assert values(found, product="crude_oil")
    january = Ask(date(2027, 1, 5), ("BLR",), since=2026)
    found, asked = pulled(january)
    assert {request.path.rpartition("/")[2] for request in asked[1:]} == {
        "2026.csv", "primaryyear2026.csv", "primaryyear2027.csv", "2027.csv",
        "secondaryyear2026.csv", "secondaryyear2027.csv",
    }  # fmt: skip
    assert max(values(found, product="crude_oil")) == "2026-09"


def test_a_past_year_without_a_table_is_an_error() -> None:
    def lost(path: str, query: dict[str, str]) -> Answer:
        return Answer(b"<html></html>", 404) if "secondary" in path and "2025" in path else play.answer(path, query)

    with pytest.raises(SourceError, match=r"2025.csv or secondaryyear2025.csv; found neither"):
        pulled(answer=lost)


def test_a_table_of_another_year_is_refused() -> None:
    def mixed(path: str, query: dict[str, str]) -> Answer:
        return play.answer(path.replace("primary/2024", "primary/2023"), query)

    with pytest.raises(SourceError, match=r"months of 2024 that have begun; found 2023-01"):
        pulled(answer=mixed)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("BY,2026-12,NATGAS,TOTIMPSB,TJ,1,3", "that have begun; found 2026-12"),
        ("BY,2025,NATGAS,TOTIMPSB,TJ,1,3", "a month in row 9; found '2025'"),
        ("BY,2025-13,NATGAS,TOTIMPSB,TJ,1,3", "a month"),
        ("BY,2025-01,NATGAS,TOTIMPSB,TJ,1,3", "two of BY TOTIMPSB 2025-01"),
        ("BY,2025-03,NATGAS,TOTIMPSB,TJ,many,3", "a number in row 9; found 'many'"),
        ("BY,2025-03,NATGAS,TOTIMPSB,TJ,nan,3", "a number"),
        ("BY,2025-03,NATGAS,TOTIMPSB,TJ,inf,3", "a number"),
        ("BY,2025-03,NATGAS,TOTIMPSB,PJ,1,3", "a unit of JODI"),
        ("BY,2025-03,NATGAS,TOTIMPSB,TJ,1,", "an assessment"),
        ("BY,2025-03,NATGAS,TOTIMPSB,TJ", "the file is cut"),
    ],
)
def test_lines_of_another_shape_are_refused(line: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(table(*LINES, line))


def test_an_amount_below_nought_is_left_out_and_named() -> None:
    found, refused = read(table(*LINES, "BY,2025-03,NATGAS,TOTIMPSB,TJ,-12.5,3"))
    assert "2025-03" not in set(found["period"])
    assert [(one.row, one.reason) for one in refused] == [(9, "imports of BLR in 2025-03 below nought: -12.5")]


def test_a_renamed_flow_column_or_product_is_refused() -> None:
    renamed = [line.replace("TOTDEMO", "DEMAND") for line in LINES]
    with pytest.raises(SourceError, match="found no TOTDEMO"):
        read(table(*renamed))
    with pytest.raises(SourceError, match="found no INDPROD"):
        read(table(*(line.replace("NATGAS", "GAS") for line in LINES)))
    with pytest.raises(SourceError, match="new-line character"):
        read(b"\r\xc2\x80")
    with pytest.raises(SourceError, match="column 'OBS_VALUE'"):
        read(table(*LINES, header=HEADER.replace("OBS_VALUE", "VALUE")))


def test_new_columns_their_order_and_a_last_line_without_an_end_are_taken() -> None:
    expected, _ = read(table(*LINES))
    lines = [",".join(["new", *reversed(line.split(","))]) for line in LINES]
    header = ",".join(["NEW", *reversed(play.COLUMNS)])
    assert read(table(*lines, header=header, end=""))[0].equals(expected)


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in members:
            archive.writestr(name, payload)
    return buffer.getvalue()


def test_the_archive_holds_exactly_one_table() -> None:
    good = table(*LINES)
    assert jodi.member(reply(zipped(("readme.txt", b"hello"), ("gas.CSV", good)))) == ("gas.CSV", good)
    for members in ((), (("a.csv", good), ("b.csv", good)), (("a.txt", good),)):
        with pytest.raises(SourceError, match="one CSV"):
            jodi.member(reply(zipped(*members)))


def test_an_archive_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jodi, "_LARGEST", 1_000_000)
    bomb = zipped(("gas.csv", b"0" * 1_000_001))
    assert len(bomb) < 2_000
    with pytest.raises(SourceError, match="more than 1,000,000 bytes"):
        jodi.member(reply(bomb))
    assert len(jodi.member(reply(zipped(("gas.csv", b"0" * 1_000_000))))[1]) == 1_000_000


def test_what_is_no_archive_is_refused() -> None:
    good = zipped(("gas.csv", table(*LINES)))
    at = good.index(b"NATGAS") if b"NATGAS" in good else 45
    damaged = good[:at] + bytes([good[at] ^ 255]) + good[at + 1 :]
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.index(b"PK\x01\x02") + 8] |= 1
    for body in (b"", b"<html>moved</html>", b"PK\x03\x04", good[:-30], damaged, bytes(locked), table(*LINES)):
        with pytest.raises(SourceError, match="a zip archive"):
            jodi.member(reply(body))


def test_a_country_without_a_code_is_a_fault_of_the_question() -> None:
    with pytest.raises(ParameterError, match="countries"):
        pulled(Ask(ASK.today, ("XKX",)))


PAYLOAD = table(*LINES)
ARCHIVE = zipped(("gas.csv", PAYLOAD))


@st.composite
def damage(draw: st.DrawFn) -> bytes:
    good = draw(st.sampled_from([PAYLOAD, ARCHIVE]))
    kind = draw(st.sampled_from(["noise", "cut", "hit"]))
    if kind == "noise":
        return draw(st.binary(max_size=60))
    at = draw(st.integers(0, len(good) - 1))
    return good[:at] if kind == "cut" else good[:at] + draw(st.binary(min_size=1, max_size=4)) + good[at + 1 :]


@given(damage())
def test_whatever_comes_is_read_or_refused(given: bytes) -> None:
    with suppress(DepdashError):
        read(given)
    with suppress(DepdashError):
        jodi.member(reply(given))


def test_the_play_takes_its_rows_back() -> None:
    for path in (GAS, f"{OIL}/primary/2024.csv"):
        given = play.answer(path, {}).body
        assert play.rows(play.with_rows(given, play.rows(given))) == play.rows(given)
