"""Eurostat's live answers: put off, too big or none; SDMX-CSV, JSON-stat, flags, and what is refused."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.eurostat_live import answers, comext, energy, jsonstat
from ingest.eurostat_live.comext import Selection
from ingest.live import Reply, Request

REGION = ("BLR", "GEO", "MDA", "UKR", "RUS")
HEAD = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE"
LINE = "ESTAT:DS-045409(1.0),14/08/26 11:00:00,M,PL,BY,TOTAL,2,VALUE_IN_EUROS,2025-06,220"
ONE = Selection("M", ("PL", "LT"), ("BY",), ("TOTAL",), ("2",), 2025, 2026)
WARNING = {"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Please try again later."}}
TOO_BIG = {"error": [{"status": 413, "id": 413, "label": "EXTRACTION_TOO_BIG: estimated 9 rows"}]}
NO_RESULTS = {"error": [{"status": 200, "id": 100, "label": "NO_RESULTS: no results found"}]}
NOT_FOUND = {"error": [{"status": 404, "id": 100, "label": "ERR_NOT_FOUND_4: no such"}]}
STATUS = '<n:statusResponse xmlns:n="urn:a"><key>k</key><n:status>{}</n:status></n:statusResponse>'
QUEUED = (
    '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body><n:syncResponse xmlns:n="urn:a">'
    "<queued><id>e3d3-4ce4</id><status>SUBMITTED</status></queued></n:syncResponse></env:Body></env:Envelope>"
)
FAULT = '<S:Fault xmlns:S="urn:a"><faultcode>{}</faultcode><faultstring>{}</faultstring></S:Fault>'


def reply(body: bytes | str, status: int = 200) -> Reply:
    payload = body.encode() if isinstance(body, str) else body
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    return Reply("https://ec.europa.eu/eurostat/api/a?b=1", status, {}, payload, moment)


def table(*lines: str, head: str = HEAD) -> str:
    return "\r\n".join((head, *lines, ""))


def read(*lines: str, head: str = HEAD, chosen: Selection = ONE) -> pd.DataFrame:
    return comext.trade(reply(table(*lines, head=head)), chosen)


def fetched(*bodies: tuple[Any, int]) -> tuple[Reply | None, list[str]]:
    """Ask one question and let it be answered by `bodies`, one after the other."""
    steps = answers.fetched(Request("/comext/a"), "/comext/dissemination")
    paths = [next(steps).path]
    try:
        for body, status in bodies:
            text = json.dumps(body) if isinstance(body, dict) else body
            paths.append(steps.send(reply(text, status)).path)
    except StopIteration as end:
        return end.value, paths
    raise AssertionError("asked on")


# The recordings.


def test_the_recorded_trade_is_read(recorded: Path) -> None:
    payload = (recorded / "comext" / "imports_EU27_84834030_2025-06.csv").read_bytes()
    kept = [line for line in payload.decode().splitlines()[1:] if ",VALUE_IN_EUROS," in line and ",CN," in line]
    asked = Selection("M", ("EU27_2020",), ("CN",), ("84834030",), ("1",), 2025, 2025)
    (found,) = read(*kept, chosen=asked).to_dict("records")
    known = {"item": "import", "reporter": "EU27_2020", "partner": "CHN", "product": "84834030", "period": "2025-06"}
    known |= {"value": 1066047.0, "unit": "EUR", "freq": "M", "vintage": date(2026, 8, 14), "status": "reported"}
    assert {name: found[name] for name in known} == known
    partners = tuple({line.split(",")[4] for line in payload.decode().splitlines()[1:]})
    asked = Selection("M", ("EU27_2020",), partners, ("84834030",), ("1",), 2025, 2025)
    with pytest.raises(SourceError, match="indicators VALUE_IN_EUROS in row 2; found 'QUANTITY_IN_100KG'"):
        comext.trade(reply(payload), asked)


def test_labels_in_place_of_codes_are_refused(recorded: Path) -> None:
    payload = (recorded / "eurostat" / "sdmx_csv_ei_bpm6ca_q_2025-10-30.csv").read_bytes()
    with pytest.raises(SourceError, match="column 'reporter'"):
        comext.trade(reply(payload), ONE)


def test_the_recorded_cube_is_read(recorded: Path) -> None:
    (path,) = (recorded / "eurostat").glob("jsonstat_prc_hicp_minr_CZ*.json")
    found = jsonstat.cube(reply(path.read_bytes()))
    assert found.dimensions == ("freq", "unit", "coicop18", "geo", "time")
    assert found.updated == date(2026, 10, 2)
    assert len(found.table) == 18
    rows = found.table[["geo", "time", "value", "row"]].values.tolist()
    assert (rows[0], rows[17]) == (["CZ", "2019-12", 108.78, 1], ["CZ", "2021-05", 114.14, 18])
    with pytest.raises(SourceError, match="a dimension siec"):
        energy.figures(reply(path.read_bytes()), energy.TABLES[0], REGION, None)


def test_recorded_errors_are_told_apart(recorded: Path) -> None:
    folder = recorded / "eurostat" / "transcribed"
    too_big = (folder / "error_413_too_big.json").read_text()
    with pytest.raises(answers.TooBigError, match="EXTRACTION_TOO_BIG"):
        fetched((too_big, 413))
    later = (folder / "warning_async_200.json").read_text()
    found, paths = fetched((later, 200), (table(LINE), 200))
    assert found is not None
    assert found.body == table(LINE).encode()
    assert paths == ["/comext/a"] * 2


# Answers that are put off.


def test_what_is_put_off_is_waited_for() -> None:
    status = [(STATUS.format(name), 200) for name in ("SUBMITTED", "PROCESSING", "AVAILABLE")]
    found, paths = fetched((QUEUED, 200), *status, (table(LINE), 200))
    assert found is not None
    assert found.body == table(LINE).encode()
    look = "/comext/dissemination/1.0/async/status/e3d3-4ce4"
    assert paths == ["/comext/a", look, look, look, "/comext/dissemination/1.0/async/data/e3d3-4ce4"]


@pytest.mark.parametrize("status", ["EXPIRED", "ERROR", "UNKNOWN_REQUEST", ""])
def test_what_is_never_ready_is_an_error(status: str) -> None:
    with pytest.raises(SourceError, match=f"found '{status}'"):
        fetched((QUEUED, 200), (STATUS.format(status), 200))


def test_waiting_has_an_end() -> None:
    with pytest.raises(SourceError, match="60 looks; found not yet ready"):
        fetched((QUEUED, 200), *[(STATUS.format("PROCESSING"), 200)] * 70)
    with pytest.raises(SourceError, match="60 questions; found put off again"):
        fetched(*[(WARNING, 200)] * 70)
    with pytest.raises(SourceError, match="put off again"):
        fetched((QUEUED, 200), (STATUS.format("AVAILABLE"), 200), (QUEUED, 200))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (NO_RESULTS, 200),
        (NO_RESULTS, 400),
        (FAULT.format(100, "NO_RESULTS: nothing"), 404),
    ],
)
def test_no_results_is_nothing(body: Any, status: int) -> None:
    assert fetched((body, status)) == (None, ["/comext/a"])


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (NOT_FOUND, 404, "ERR_NOT_FOUND_4"),
        (NOT_FOUND, 200, "ERR_NOT_FOUND_4"),
        ({"error": [{"status": 400, "id": 150, "label": "INVALID_QUERY_DIMENSION"}]}, 400, "150 INVALID_QUERY"),
        ({"error": "down"}, 200, "an error of another form"),
        (FAULT.format(140, "TIME_PERIOD_FILTER_SPEC_INVALID"), 200, "140 TIME_PERIOD"),
        (FAULT.format(413, "EXTRACTION_TOO_BIG: 420709314 rows"), 413, "ask for less"),
        ("<html><body>busy</body></html>", 200, "an XML document html"),
        ("<!DOCTYPE html><html></html>", 200, "without entities"),
        (QUEUED.replace("e3d3-4ce4", "../../etc"), 200, "without a key"),
        (QUEUED.replace("e3d3-4ce4", ""), 200, "without a key"),
        ("", 404, "status 404, no message, 0 bytes"),
        ("Bad request", 400, "status 400, no message"),
        ("{", 200, "JSON in UTF-8"),
    ],
)
def test_errors_are_errors_whatever_the_status(body: Any, status: int, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        fetched((body, status))


# Comext.


def test_empty_cells_and_confidential_values_are_missing() -> None:
    head = f"{HEAD},OBS_FLAG,CONF_STATUS"
    other = LINE.replace("2025-06", "2025-07")
    assert read(f"{LINE},,", f"{other[:-3]},,", head=head)["period"].tolist() == ["2025-06"]
    assert read(f"{other[:-3]}:,c,", f"{LINE},c,C", head=head).empty
    flagged = read(f"{LINE},e,", f"{other},bp,", head=head)
    assert flagged[["status", "note"]].values.tolist() == [
        ["estimated", ""],
        ["reported", "provisional, break in the series"],
    ]


def test_columns_may_be_added_or_come_in_another_order() -> None:
    head, line = (",".join(reversed(text.split(","))) for text in (HEAD, LINE))
    assert read(f"{line},x", head=f"{head},NEW")["value"].tolist() == [220.0]


def test_an_update_without_a_time_of_day_is_a_day() -> None:
    assert read(LINE.replace(" 11:00:00", ""))["vintage"].tolist() == [date(2026, 8, 14)]
    assert comext.last_update(reply(table(LINE, LINE.replace("11:00", "23:00")))) == "2026-08-14T23:00:00"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("DS-045409", "DS-059341", "DATAFLOW"),
        ("VALUE_IN_EUROS", "QUANTITY_IN_100KG", "indicators VALUE_IN_EUROS"),
        (",PL,", ",FR,", "reporter PL,LT"),
        (",PL,", ",EU27_2020,", "reporter PL,LT"),
        (",BY,", ",RU,", "partner BY"),
        (",TOTAL,", ",27,", "product TOTAL"),
        (",2,VALUE", ",1,VALUE", "flow 2"),
        (",M,", ",A,", "freq M"),
        ("2025-06", "2024-12", "TIME_PERIOD"),
        ("2025-06", "2025-13", "TIME_PERIOD"),
        ("2025-06", "2025", "TIME_PERIOD"),
        ("14/08/26", "2026-08-14", "LAST UPDATE"),
        ("14/08/26", "31/02/26", "a moment like"),
        ("14/08/26", "14/08/36", "not after the reply"),
        (",220", ",about 220", "a number"),
        (",220", ",inf", "a number"),
        (",220", ",-220", "amounts of at least 0"),
        (",220", "", "the file is cut"),
    ],
)
def test_what_is_not_what_was_asked_for_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(LINE.replace(old, new))


def test_a_flow_stated_twice_and_a_cut_end_are_refused() -> None:
    with pytest.raises(SourceError, match="two of PL BY TOTAL 2 2025-06"):
        read(LINE, LINE.replace(",220", ",221"))
    with pytest.raises(SourceError, match="line end"):
        comext.trade(reply(table(LINE)[:-3]), ONE)
    with pytest.raises(SourceError, match="column 'OBS_VALUE'"):
        read(LINE, head=HEAD.replace("OBS_VALUE", "VALUE"))
    with pytest.raises(SourceError, match="column 'DATAFLOW'"):
        read(LINE, head=HEAD.replace("DATAFLOW,LAST UPDATE", "STRUCTURE,STRUCTURE_ID"))


# JSON-stat.


def test_absent_places_null_and_colons_are_missing() -> None:
    document = cube_of({"0": 1.5, "2": None, "3": ":"})
    assert jsonstat.cube(reply(json.dumps(document))).table[["geo", "time", "value"]].values.tolist() == [
        ["MD", "2023", 1.5]
    ]
    document["value"] = [None, 2, 3.5, None]
    document["dimension"]["time"]["category"]["index"] = ["2023", "2024"]
    assert jsonstat.cube(reply(json.dumps(document))).table[["geo", "time", "value"]].values.tolist() == [
        ["MD", "2024", 2.0],
        ["UA", "2023", 3.5],
    ]


def test_flags_are_kept_and_confidential_values_are_missing() -> None:
    document = cube_of({"0": 1.5, "1": 2.5, "2": 3.5, "3": 4.5}, status={"0": "p", "1": "e", "2": "c"})
    found = energy.figures(reply(json.dumps(document)), energy.TABLES[0], REGION, None)
    assert found[["reporter", "period", "value", "status", "note"]].values.tolist() == [
        ["MDA", "2023", 1.5, "reported", "provisional"],
        ["MDA", "2024", 2.5, "estimated", ""],
        ["UKR", "2024", 4.5, "reported", ""],
    ]


def cube_of(value: dict[str, Any], **changed: Any) -> dict[str, Any]:
    names = ["freq", "siec", "unit", "geo", "time"]
    codes = (["A"], ["TOTAL"], ["PC"], ["MD", "UA"], ["2023", "2024"])
    dimension = {
        name: {"category": {"index": {code: n for n, code in enumerate(each)}}}
        for name, each in zip(names, codes, strict=True)
    }
    known = {
        "version": "2.0", "class": "dataset", "updated": "2026-07-21T11:00:00+0200", "value": value, "id": names,
        "size": [1, 1, 1, 2, 2], "dimension": dimension,
    }  # fmt: skip
    return known | changed


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"version": "1.0"}, "JSON-stat 2.0"),
        ({"class": "collection"}, "JSON-stat 2.0"),
        ({"size": [1, 1, 1, 2, 3]}, "the size of each dimension"),
        ({"size": None}, "size: list"),
        ({"id": ["freq", "siec", "unit", "time", "time"]}, "names of dimensions"),
        ({"value": {"4": 1}}, "places below 4"),
        ({"value": {"0": 1, "00": 2}}, "each once"),
        ({"value": {"first": 1}}, "value by place"),
        ({"value": [1, 2]}, "value by place"),
        ({"value": None}, "value by place"),
        ({"value": {"0": "1.5"}}, "a number at place 0"),
        ({"value": {"0": True}}, "a number at place 0"),
        ({"status": {"0": 7}}, "a flag at place 0"),
        ({"updated": "July"}, "updated like"),
        ({"updated": "2036-07-21T11:00:00+0200"}, "not after the reply"),
    ],
)
def test_half_a_cube_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        jsonstat.cube(reply(json.dumps(cube_of({"0": 1.5}) | changed)))


@pytest.mark.parametrize(
    ("dimension", "codes", "message"),
    [
        ("unit", ["TJ"], "unit PC; found TJ"),
        ("siec", ["G3000"], "siec TOTAL; found G3000"),
        ("time", ["2023", "2023-S1"], "a period like"),
        ("time", ["2023", "2031"], "a period like"),
        ("time", ["1999", "2023"], "from 2020 on"),
    ],
)
def test_another_part_of_a_table_is_refused(dimension: str, codes: list[str], message: str) -> None:
    document = cube_of({"0": 1.5, "1": 1.6})
    document["dimension"][dimension] = {"category": {"index": codes}}
    with pytest.raises(SourceError, match=message):
        energy.figures(reply(json.dumps(document)), energy.TABLES[0], REGION, 2020)


def test_a_dimension_of_several_categories_nobody_chose_is_refused() -> None:
    document = cube_of({str(n): 1.5 for n in range(8)})
    document["id"].insert(0, "nrg_bal")
    document["size"].insert(0, 2)
    document["dimension"]["nrg_bal"] = {"category": {"index": {"A1": 0, "B1": 1}}}
    with pytest.raises(SourceError, match="nrg_bal of one category; found A1, B1"):
        energy.figures(reply(json.dumps(document)), energy.TABLES[0], REGION, None)


# Whatever comes.


@settings(max_examples=40)
@given(data=st.data())
def test_damaged_bodies_are_read_or_refused(data: st.DataObject) -> None:
    noise = data.draw(st.binary(max_size=12))
    good = {"csv": table(LINE, LINE.replace("PL", "LT")).encode(), "json": json.dumps(cube_of({"0": 1.5})).encode()}
    readers: dict[str, Callable[[Reply], pd.DataFrame]] = {
        "csv": lambda each: comext.trade(each, ONE),
        "json": lambda each: energy.figures(each, energy.TABLES[0], REGION, None),
    }
    for form, whole_body in good.items():
        place = data.draw(st.integers(0, len(whole_body)))
        cut, changed = whole_body[:place], whole_body[:place] + noise + whole_body[place + len(noise) :]
        for payload in (noise, cut, changed):
            try:
                assert readers[form](reply(payload))["value"].notna().all()
            except DepdashError:
                continue


@settings(max_examples=40)
@given(data=st.data())
def test_any_json_is_read_or_refused(data: st.DataObject) -> None:
    inner = st.recursive(
        st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.sampled_from(["", "A", "0", "2023"]),
        lambda deeper: (
            st.lists(deeper, max_size=3) | st.dictionaries(st.sampled_from(["0", "1", "A"]), deeper, max_size=3)
        ),
    )
    name = data.draw(st.sampled_from(["value", "status", "id", "size", "dimension", "updated", "error", "class"]))
    text = json.dumps(cube_of({"0": 1.5}) | {name: data.draw(inner)})
    for read_one in (jsonstat.cube, lambda each: fetched((each.body.decode(), 200))):
        try:
            read_one(reply(text))
        except DepdashError:
            continue
