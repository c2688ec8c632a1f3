"""UN Comtrade live: what its lists and rows have to look like; nine rows a partner, two numbers a country."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.live import Reply
from ingest.providers import comtrade
from ingest.providers.comtrade import Block, Known
from plays import RETRIEVED
from plays import comtrade as play

BLOCK = Block((112,), ("X", "M"), (2023, 2024), ("TOTAL", "27"))
KNOWN = Known(
    {(112, 2023): date(2024, 6, 1), (112, 2024): date(2025, 6, 2)},
    {643: "RUS", 112: "BLR", 251: "FRA", 842: "USA", 841: "USA", 757: "CHE", 234: "FRO"},
)


def reply(body: bytes, path: str = "/public/v1/preview/C/A/HS") -> Reply:
    return Reply(f"https://comtradeapi.un.org{path}", 200, {}, body, RETRIEVED)


def good_rows(block: Block = BLOCK) -> list[dict[str, Any]]:
    query = dict(block.request(False, count=False).query)
    return list(json.loads(play.answer("/public/v1/preview/C/A/HS", query).body)["data"])


def read(rows: list[dict[str, Any]], count: int | None = None) -> tuple[Any, Any]:
    return comtrade.flows(reply(play.body_of(rows)), BLOCK, len(rows) if count is None else count, KNOWN)


def changed(number: int, **fields: Any) -> list[dict[str, Any]]:
    rows = good_rows()
    rows[number] |= fields
    return rows


@pytest.mark.parametrize(
    ("code", "name", "iso3", "country"),
    [
        (251, "France", "FRA", "FRA"), (250, "France", "FRA", "FRA"), (842, "USA", "USA", "USA"),
        (840, "USA", "USA", "USA"), (841, "USA and Puerto Rico (...1980)", "USA", "USA"),
        (757, "Switzerland", "CHE", "CHE"), (756, "Switzerland", None, "CHE"), (0, "World", "W00", "WLD"),
        (490, "Other Asia, nes", "S19", "_S19"), (736, "Sudan (...2011)", "SDN", "_SUD"),
        (58, "Belgium-Luxembourg (...1998)", "BEL", "_BLX"), (891, "Serbia and Montenegro (...2005)", "SCG", "SCG"),
        (234, "Faroe Isds", "FRO", "FRO"),
    ],
)  # fmt: skip
def test_partners_go_by_their_names_as_in_the_files(code: int, name: str, iso3: str | None, country: str) -> None:
    row = next(row for row in good_rows() if row["partnerCode"] == 276)
    table, refused = read([row | {"partnerCode": code, "partnerDesc": name, "partnerISO": iso3}])
    assert table["partner"].tolist() == [country]
    assert not refused


def test_one_country_under_two_numbers_is_refused_not_added() -> None:
    row = next(row for row in good_rows() if row["partnerCode"] == 251)
    with pytest.raises(SourceError, match="each value once"):
        read([row, row | {"partnerCode": 250}])


def test_no_value_is_no_trade_only_where_it_says_so() -> None:
    with pytest.raises(SourceError, match="primaryValue"):
        read(changed(3, primaryValue=None))
    table, _ = read(changed(3, primaryValue=0.0, cifvalue=None, fobvalue=0.0))
    assert table["value"].min() == 0.0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"partner2Code": 276}, "partner2Code"), ({"motCode": 2100}, "motCode"),
        ({"customsCode": "C01"}, "customsCode"),
        ({"reporterCode": 398}, "reporterCode"), ({"period": "2019"}, "period"), ({"flowCode": "RX"}, "flowCode"),
        ({"cmdCode": "2710"}, "cmdCode"), ({"freqCode": "M"}, "freqCode"), ({"typeCode": "S"}, "typeCode"),
        ({"classificationSearchCode": "S1"}, "classification"), ({"reporterISO": "UKR"}, "list of reporters"),
        ({"partnerCode": 643, "partnerISO": "UKR"}, "list of reporters"), ({"primaryValue": "12"}, "primaryValue"),
        ({"primaryValue": -5.0, "fobvalue": -5.0}, "not below 0"), ({"primaryValue": True}, "primaryValue"),
        ({"period": 2023}, "period"), ({"reporterCode": "112"}, "reporterCode"),
    ],
)  # fmt: skip
def test_rows_that_were_not_asked_for_are_refused(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(changed(5, **fields))


def test_another_scale_is_refused() -> None:
    rows = good_rows()
    with pytest.raises(SourceError, match="CIF or the FOB value"):
        read(changed(5, primaryValue=rows[5]["primaryValue"] * 1000))


def test_a_value_beside_neither_cif_nor_fob_is_taken() -> None:
    table, _ = read(changed(5, cifvalue=None, fobvalue=None))
    assert len(table) == len(read(good_rows())[0])


def test_repeated_missing_and_new_fields_and_rows() -> None:
    rows = good_rows()
    with pytest.raises(SourceError, match="each value once"):
        read([*rows, rows[7]])
    with pytest.raises(SourceError, match="customsCode"):
        read([{name: cell for name, cell in row.items() if name != "customsCode"} for row in rows])
    table, _ = read([dict(reversed(row.items())) | {"tariff": 1} for row in rows])
    assert table.equals(read(rows)[0])


def test_fewer_or_more_rows_than_were_counted_are_refused() -> None:
    rows = good_rows()
    with pytest.raises(SourceError, match=f"expected {len(rows) + 1} rows, as counted"):
        read(rows, len(rows) + 1)
    with pytest.raises(SourceError, match="as it says"):
        comtrade.flows(reply(play.body_of(rows, len(rows) + 3)), BLOCK, len(rows), KNOWN)


def test_a_row_of_a_data_set_that_is_not_listed_is_refused() -> None:
    with pytest.raises(SourceError, match="listed; found BLR 2023"):
        comtrade.flows(reply(play.body_of(good_rows())), BLOCK, len(good_rows()), Known({}, KNOWN.countries))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b'{"count":0,"data":[],"error":"Invalid parameter"}', "Invalid parameter"),
        (b"<html>Request-URI Too Long</html>", "an HTML page"), (b"", "an empty file"), (b"[]", "got `array`"),
        (b'{"count":2,"data":[{}],"error":""}', "missing required field"),
        (b'{"count":0,"data":null,"error":""}', "Expected `array`, got `null`"),
    ],
)  # fmt: skip
def test_errors_in_a_body_are_errors(given: bytes, reason: str) -> None:
    for ask in (
        lambda: comtrade.flows(reply(given), BLOCK, 1, KNOWN),
        lambda: comtrade.data_sets(reply(given), [112], 0),
    ):
        with pytest.raises(SourceError, match=reason):
            ask()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"lastReleased": "2027-01-01T00:00:00"}, "has been"), ({"lastReleased": "soon"}, "a day as lastReleased"),
        ({"lastReleased": "2025-W01-1"}, "a day as lastReleased"),
        ({"period": 2031}, "a year"), ({"period": "202101"}, "a year"), ({"datasetChecksum": None}, "datasetChecksum"),
        ({"reporterCode": 999}, "data sets from 2000 on; found none"),
    ],
)  # fmt: skip
def test_the_list_of_data_sets_is_held_to_its_form(fields: dict[str, Any], reason: str) -> None:
    row = {"reporterCode": 112, "period": 2020, "datasetChecksum": 5, "lastReleased": "2021-01-02T03:04:05.67"}
    assert comtrade.data_sets(reply(play.body_of([row])), [112], 2000)["day"].tolist() == [date(2021, 1, 2)]
    with pytest.raises(SourceError, match=reason):
        comtrade.data_sets(reply(play.body_of([row | fields])), [112], 2000)


def test_a_data_set_in_two_classifications_has_the_later_day() -> None:
    row = {"reporterCode": 112, "period": "2020", "datasetChecksum": "a", "lastReleased": "2021-05-02T03:04:05"}
    table = comtrade.data_sets(
        reply(play.body_of([row, row | {"lastReleased": "2020-01-01", "datasetChecksum": 4}])), [112], 0
    )
    assert table.values.tolist() == [[112, 2020, "4 a", date(2021, 5, 2)]]


def test_a_number_that_changed_hands_is_refused() -> None:
    given = play._reporters("small").replace(b'"BLR"', b'"UKR"')
    with pytest.raises(SourceError, match="BLR as 112; found UKR"):
        comtrade.countries_by_number(reply(given), [112])


def test_recorded_imports_and_exports_of_china(recorded: Path) -> None:
    (path,) = recorded.glob("comtrade/**/HS-60a6ad.json")
    block = Block((156,), ("X", "M"), (2010,), ("TOTAL",), (276, 32))
    known = Known({(156, 2010): date(2012, 1, 1)}, {156: "CHN", 276: "DEU", 32: "ARG"})
    table, refused = comtrade.flows(reply(path.read_bytes()), block, 4, known)
    assert not refused
    found = {(row.item, row.partner): row.value for row in table.itertuples()}
    assert found["import", "DEU"] == 74251272075.0
    assert found["export", "ARG"] == 6115764185.0
    assert set(table["product"]) == {"_T"}
    assert set(table["reporter"]) == {"CHN"}
    with pytest.raises(SourceError, match="partnerCode as asked for; found 32 in row 1"):
        comtrade.flows(reply(path.read_bytes()), Block((156,), ("X", "M"), (2010,), ("TOTAL",), (643,)), 4, known)


def test_the_recorded_list_names_countries_by_number(recorded: Path) -> None:
    (reporters,) = recorded.glob("comtrade/**/Reporters.body.json")
    found = comtrade.countries_by_number(reply(reporters.read_bytes()), list(comtrade._CODES.values()))
    assert (found[251], found[842], found[757], found[112]) == ("FRA", "USA", "CHE", "BLR")
    assert 97 not in found


def test_recorded_empty_quota_and_other_country(recorded: Path) -> None:
    (empty,) = recorded.glob("comtrade/**/EB-b31ccb.body.json")
    assert len(comtrade.flows(reply(empty.read_bytes()), BLOCK, 0, KNOWN)[0]) == 0
    with pytest.raises(SourceError, match="3 rows, as counted; found 0 rows"):
        comtrade.flows(reply(empty.read_bytes()), BLOCK, 3, KNOWN)
    for name, reason in (("error_403_quota", "Out of call volume quota"), ("error_429", "Rate limit is exceeded")):
        given = (recorded / "comtrade/transcribed" / f"{name}.json").read_bytes()
        with pytest.raises(SourceError, match=reason):
            comtrade.flows(reply(given), BLOCK, 1, KNOWN)
    india = (recorded / "comtrade/transcribed/preview_india_exports_2022_world_total.json").read_bytes()
    with pytest.raises(SourceError, match="reporterCode as asked for; found 699"):
        comtrade.flows(reply(india), BLOCK, 1, KNOWN)


GOOD = play.body_of(good_rows(Block((112,), ("X",), (2024,), ("TOTAL",), (643, 156, 0))))
LIST = play.body_of(
    [{"reporterCode": 112, "period": 2020, "datasetChecksum": 5, "lastReleased": "2021-01-02T03:04:05.67"}]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
trees = st.recursive(leaves, lambda some: st.lists(some, max_size=3) | st.dictionaries(
    st.sampled_from(["data", "count", "error", "results", "reporterCode", "period", "lastReleased", "x"]), some
), max_leaves=8)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    kind = draw(st.sampled_from(["noise", "tree", "cut", "hit"]))
    good = draw(st.sampled_from([GOOD, LIST, play._reporters("small")]))
    if kind == "noise":
        return draw(st.binary(max_size=60))
    if kind == "tree":
        return json.dumps(draw(trees)).encode()
    at = draw(st.integers(0, len(good) - 1))
    return good[:at] if kind == "cut" else good[:at] + draw(st.binary(min_size=1, max_size=3)) + good[at + 1 :]


@given(damaged())
def test_whatever_comes_is_read_or_refused(given: bytes) -> None:
    for ask in (
        lambda: comtrade.flows(reply(given), BLOCK, 3, KNOWN),
        lambda: comtrade.data_sets(reply(given), [112], 0),
        lambda: comtrade.countries_by_number(reply(given), [112]),
        lambda: comtrade._count(comtrade._answer(reply(given)), reply(given)),
    ):
        with suppress(DepdashError):
            ask()
