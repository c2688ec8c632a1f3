"""ENTSOG live: nothing found, gas days, placeholders, rows sent twice, cut lists, other points and units."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.live import Ask, Pulled, Reply, Request
from ingest.providers import entsog
from ingest.sources import entsog as published
from plays import Answer, driven
from plays import entsog as play

TODAY = date(2026, 11, 24)
ASK = Ask(TODAY, ("BLR", "RUS"))
MAY = (date(2026, 5, 1), date(2026, 5, 31))
NOTHING = b'{"message":"No result found"}'


def reply(body: bytes, status: int = 200) -> Reply:
    return Reply("https://transparency.entsog.eu/api/v1/a", status, {}, body, datetime(2026, 11, 24, tzinfo=UTC))


def body(*rows: dict[str, Any], **meta: Any) -> bytes:
    document = {"meta": {"limit": -1, "count": len(rows), "total": len(rows)} | meta, "operationalData": list(rows)}
    return json.dumps(document).encode()


def row(**changed: Any) -> dict[str, Any]:
    known = {
        "id": "1", "indicator": "Physical Flow", "periodType": "day", "periodFrom": "2026-05-06T06:00:00+02:00",
        "operatorKey": "LT-TSO-0001", "pointKey": "ITP-00085", "directionKey": "entry", "unit": "kWh/d",
        "value": 203102928, "lastUpdateDateTime": "2026-05-08T19:57:09+02:00", "flowStatus": "Confirmed", "isNA": None,
    }  # fmt: skip
    return known | changed


def read(*rows: dict[str, Any], **meta: Any) -> pd.DataFrame:
    return entsog.flows(reply(body(*rows, **meta)), *MAY)


def test_the_recorded_flow_is_read_once_the_point_is_ours(recorded: Path) -> None:
    payload = (recorded / "entsog" / "physical_flow_2026-05-06_bacton.json").read_bytes()
    with pytest.raises(SourceError, match="found UK-TSO-0001ITP-00005exit"):
        entsog.flows(reply(payload), *MAY)
    ours = payload.replace(b"UK-TSO-0001", b"LT-TSO-0001").replace(b"ITP-00005", b"ITP-00050")
    table = entsog.flows(reply(ours), *MAY)
    columns = ["item", "reporter", "partner", "product", "unit", "freq", "period", "value", "status", "note"]
    assert table[columns].values.tolist() == [
        ["physical_flow", "LTU", "RUS", "sakiai", "kWh/d", "D", "2026-05-06", 203102928.0, "reported", "provisional"]
    ]


def test_a_calorific_value_is_another_indicator(recorded: Path) -> None:
    payload = (recorded / "entsog" / "transcribed" / "operationalData_GCV_2026-05-06.json").read_bytes()
    with pytest.raises(SourceError, match="indicator: Physical Flow; found GCV"):
        entsog.flows(reply(payload), *MAY)


def test_no_result_is_nothing_and_any_other_404_an_error(recorded: Path) -> None:
    assert entsog.nothing_found(reply((recorded / "entsog" / "transcribed" / "no_result_404.json").read_bytes(), 404))
    assert not entsog.nothing_found(reply(body(), 200))
    for other in (b'{"message":"Unknown indicator"}', b"<html>404</html>", b"", b"[]", b'{"message":null}'):
        with pytest.raises(SourceError):
            entsog.nothing_found(reply(other, 404))


@pytest.fixture(scope="module")
def whole() -> tuple[Pulled, list[Request]]:
    pulled, asked = driven(entsog.PROVIDER, entsog.pull(ASK), play.answer)
    assert pulled is not None
    return pulled, asked


def test_all_months_are_brought_and_the_same_again_is_one_request(whole: tuple[Pulled, list[Request]]) -> None:
    pulled, asked = whole
    assert len(asked) == 60
    windows = [(dict(request.query)["from"], dict(request.query)["to"]) for request in asked]
    assert windows[:2] == [("2026-10-01", "2026-11-24"), ("2026-09-01", "2026-09-30")]
    assert windows[-1] == ("2021-11-01", "2021-11-30")
    known = Ask(TODAY, ASK.countries, known=pulled.mark)
    again, once = driven(entsog.PROVIDER, entsog.pull(known), play.answer)
    assert (again, len(once)) == (None, 1)
    known = Ask(TODAY, ASK.countries, since=2026, known=pulled.mark)
    newer, _ = driven(entsog.PROVIDER, entsog.pull(known), lambda path, query: play.answer(path, query, 2))
    assert newer is not None
    assert newer.edition == "to 2026-11-23"


def test_the_keys_are_those_of_the_files(whole: tuple[Pulled, list[Request]]) -> None:
    head = "Unnamed: 0,dates,values,direction,location,label,country,exportcountry\n"
    lines = [
        f"1,2021-12-20,1,{direction},{place},{label},{country},{beyond}\n"
        for place, label, direction, country, beyond in (
            ("ITP-00104", "Kondratki", "entry", "PL", "Belarus"),
            ("ITP-00092", "Wysokoje", "entry", "PL", "Belarus"),
            ("ITP-00094", "Tieterowka", "entry", "PL", "Belarus"),
            ("ITP-00085", "Kotlovka", "entry", "LT", "Belarus"),
            ("ITP-00050", "Sakiai", "exit", "LT", "Russia"),
        )
    ]
    held = published.parse((head + "".join(lines)).encode(), "a.csv").observations
    live = pd.concat([table for _, table in whole[0].parts])
    key = ["item", "reporter", "partner", "product", "unit", "freq", "title"]
    assert set(map(tuple, live[key].values)) == set(map(tuple, held[key].values))
    assert not live.duplicated(["product", "period"]).any()


def test_since_narrows_the_months_and_five_years_are_the_most(whole: tuple[Pulled, list[Request]]) -> None:
    recent, _ = driven(entsog.PROVIDER, entsog.pull(Ask(TODAY, ASK.countries, 2026)), play.answer)
    assert recent is not None
    assert min(table["period"].min() for _, table in recent.parts) == "2026-01-01"
    assert min(table["period"].min() for _, table in whole[0].parts) == "2021-11-25"


def test_placeholders_are_missing_and_a_printed_zero_is_a_stop() -> None:
    assert read(row(value="", isNA=1)).empty
    assert read(row(value=0, isNA=1)).empty
    assert read(row(value=0, isNA=True)).empty
    assert read(row(value=None)).empty
    assert read(row(value=0))["value"].tolist() == [0.0]
    assert read(row(value="203102928.5", isNA=False))["value"].tolist() == [203102928.5]


def test_the_gas_day_is_the_local_day_and_neighbouring_days_are_left_to_their_month() -> None:
    assert read(row(periodFrom="2026-05-06T07:00:00+03:00"))["period"].tolist() == ["2026-05-06"]
    assert read(row(periodFrom="2026-04-30T06:00:00+02:00")).empty
    with pytest.raises(SourceError, match="gas day: 2026-04-30 to 2026-06-01; found 2026-04-29"):
        read(row(periodFrom="2026-04-29T06:00:00+02:00"))


def test_of_rows_sent_twice_the_one_updated_last_counts() -> None:
    assert read(row(), row())["value"].tolist() == [203102928.0]
    later = row(value=7, lastUpdateDateTime="2026-05-08T20:57:09+03:00")  # the same moment
    with pytest.raises(SourceError, match="two of 1"):
        read(row(), later)
    later = row(value=7, lastUpdateDateTime="2026-05-08T20:57:10+03:00")
    assert read(later, row())["value"].tolist() == [7.0]
    with pytest.raises(SourceError, match="two of kotlovka 2026-05-06"):
        read(row(), row(id="2"))


def test_a_total_above_the_rows_is_no_cut_but_a_reached_limit_is() -> None:
    assert len(read(row(), total=9)) == 1
    assert len(read(row(), limit=1000)) == 1
    with pytest.raises(SourceError, match="1 rows of 1, at most 1"):
        read(row(), limit=1)
    with pytest.raises(SourceError, match="1 rows of 2"):
        read(row(), count=2)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"unit": "kWh/h"}, "unit: kWh/d; found kWh/h"),
        ({"periodType": "hour"}, "periodType: day"),
        ({"directionKey": "exit"}, "point and direction"),
        ({"operatorKey": "LT-TSO-0002"}, "point and direction"),
        ({"value": "about 3"}, "a flow of at least 0"),
        ({"value": -5}, "a flow of at least 0"),
        ({"value": True}, "value"),
        ({"value": float("nan")}, "malformed"),
        ({"unit": None}, "unit"),
        ({"periodFrom": "06.05.2026"}, "gas day"),
        ({"lastUpdateDateTime": "yesterday"}, "a moment like"),
        ({"lastUpdateDateTime": "2036-05-08T19:57:09+02:00"}, "not after the reply"),
    ],
)
def test_what_is_not_what_was_asked_for_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(row(**changed))


@pytest.mark.parametrize("name", ["id", "value", "unit", "periodFrom", "pointKey", "indicator"])
def test_a_renamed_field_is_refused_and_a_new_one_is_not(name: str) -> None:
    changed = row()
    changed[name + "New"] = changed.pop(name)
    with pytest.raises(SourceError):
        read(changed)
    assert len(read(row(extra=1))) == 1


def test_a_row_is_known_from_its_last_update() -> None:
    assert read(row())["vintage"].tolist() == [date(2026, 5, 8)]
    assert read(row(lastUpdateDateTime=None))["vintage"].tolist() == [date(2026, 11, 24)]


def test_nothing_in_any_month_is_an_error() -> None:
    with pytest.raises(SourceError, match="none in any month"):
        driven(entsog.PROVIDER, entsog.pull(ASK), lambda path, query: Answer(NOTHING, 404))
