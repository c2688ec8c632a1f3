"""The IMF live: structures and availability before data, values in full units, series that continue the file's."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pandas as pd
import pytest

from dashboard.repository import Repository
from ingest.errors import SourceError
from ingest.imf_live import observed as imf_observed
from ingest.imf_live.flows import AGENCIES, questions
from ingest.imf_live.messages import observations
from ingest.imf_live.structures import Flow
from ingest.live import Ask, Pulled, Reply, Request
from ingest.model import KEY
from ingest.providers import imf
from plays import Answer, driven, remembered
from plays import imf as play

OURS = ("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "RUS", "TJK", "UKR", "UZB")
ASK = Ask(date(2026, 11, 24), OURS)
Play = Callable[[str, dict[str, str]], Answer]


def reply(body: bytes, status: int = 200, day: date = date(2026, 11, 24)) -> Reply:
    when = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    return Reply("https://api.imf.org/external/sdmx/3.0/data", status, {}, body, when)


answered = remembered(play.answer)


def pulled(ask: Ask = ASK, answer: Play = answered) -> tuple[Pulled | None, list[Request]]:
    return driven(imf.PROVIDER, imf.pull(ask), answer)


@cache
def first() -> tuple[Pulled | None, list[Request]]:
    return pulled()


def brought(ask: Ask = ASK, answer: Play = answered) -> pd.DataFrame:
    result, _ = first() if (ask, answer) == (ASK, answered) else pulled(ask, answer)
    assert result is not None
    return pd.concat([table for _, table in result.parts], ignore_index=True)


def changed(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], flow: str = "/IMTS/") -> Play:
    """A play of which the rows of one flow are changed."""

    def answer(path: str, query: dict[str, str]) -> Answer:
        given = answered(path, query)
        if flow not in path or not play.is_data(path, query):
            return given
        return Answer(play.with_rows(given.body, change(play.rows(given.body))))

    return answer


def message(flow: str, rows: list[dict[str, Any]]) -> bytes:
    agency, order = AGENCIES[flow], play._FLOWS[flow][4]
    nothing = play.answer(f"/data/dataflow/{agency}/{flow}/+/{'.'.join('?' for _ in order)}", {}).body
    return play.with_rows(nothing, rows)


def trade(
    value: Any, period: str = "2023", country: str = "USA", counterpart: str = "G001", **more: Any
) -> dict[str, Any]:
    key = {"COUNTRY": country, "INDICATOR": "XG_FOB_USD", "COUNTERPART_COUNTRY": counterpart, "FREQUENCY": "A"}
    return key | {"TIME_PERIOD": period, "OBS_VALUE": value} | more


def read(rows: list[dict[str, Any]], number: int = 0, ask: Ask = ASK, day: date = date(2026, 11, 24)) -> pd.DataFrame:
    """What a message of the flow of one question becomes."""
    question = questions(ask)[number]
    order = tuple(play._FLOWS[question.flow][4])
    flow = Flow(question.flow, AGENCIES[question.flow], "1.0.0", "IMF.STA:NONE")
    answer = reply(message(question.flow, rows), day=day)
    return imf_observed.observed(observations(answer, flow, order), question, answer, ask.since)[0]


def test_all_flows_are_brought_in_21_requests_and_nothing_new_is_one() -> None:
    result, asked = first()
    assert result is not None
    assert len(asked) == 21
    assert result.mark == "COUNTRY.INDICATOR.COUNTERPART_COUNTRY.FREQUENCY 1755 series to 2026-09-01"
    assert result.edition.startswith("IMTS 1.0.0, WEO 9.0.0, PCPS 9.0.0, IRFCL 11.0.0")
    assert result.vintage == date(2026, 11, 24)
    assert [refusal.reason for refusal in result.refused] == ["group of countries 'U019' is not known"]
    again, once = pulled(Ask(ASK.today, OURS, known=result.mark))
    assert again is None
    assert len(once) == 1
    newer, more = pulled(Ask(ASK.today, OURS, known=result.mark), lambda path, query: play.answer(path, query, 2))
    assert newer is not None
    assert newer.mark != result.mark
    assert len(more) == 22


def test_the_next_edition_revises_and_adds_a_month() -> None:
    old, new = (brought(answer=lambda path, query, n=n: play.answer(path, query, n)) for n in (1, 2))  # type: ignore[misc]
    merged = old.merge(new, on=[*KEY[1:], "period"], how="outer", indicator=True, suffixes=("", "_new"))
    assert set(merged.loc[merged["_merge"] == "right_only", "period"]) == {"2026-10"}
    both = merged[merged["_merge"] == "both"]
    revised = both[(both["value"] / both["value_new"] - 1).abs() > 1e-3]
    assert set(revised["period"]) == {"2025"}
    assert len(both) == len(old)


def test_series_continue_those_of_the_published_file(repository: Repository) -> None:
    series = repository.snapshot.tables.series
    held = series[series["source"] == "imf"]
    live = brought()
    trade_of_russia = live[(live["reporter"] == "RUS") & (live["product"] == "_T") & (live["freq"] == "A")]
    keys, known = (set(table[list(KEY[1:])].astype(str).itertuples(index=False)) for table in (trade_of_russia, held))
    assert len(keys & known) > 10
    assert {one.partner for one in keys - known} <= {"_SPEC"}  # nothing is known of it in the file
    assert set(live.loc[live["product"] == "_T", "item"]) == {"export", "import"}
    named = held.drop_duplicates("item").set_index("item")["title"].to_dict()
    assert named == trade_of_russia.drop_duplicates("item").set_index("item")["title"].to_dict()


def test_full_dollars_become_millions_whatever_the_scale_says() -> None:
    us = Ask(ASK.today, ("USA",))
    rows = [trade("2019551635133"), trade("369756760426", counterpart="G998"), trade(None, "2024")]
    table = read(rows, ask=us)
    assert table[["item", "reporter", "partner", "product", "unit", "freq", "period", "value"]].values.tolist() == [
        ["export", "USA", "WLD", "_T", "USD mn", "A", "2023", 2019551.635133],
        ["export", "USA", "EU27_2020", "_T", "USD mn", "A", "2023", 369756.760426],
    ]
    assert table["row"].tolist() == [1, 3]
    assert read([trade(2019551635133)], ask=us)["value"].tolist() == [2019551.635133]  # a number is as good as a text


@pytest.mark.parametrize("factor", [1e3, 1e-3])
@pytest.mark.parametrize("flow", ["/IMTS/", "/PCPS/", "/IRFCL/", "/BOP/", "/DIP/", "NGDPD"])
def test_a_slip_of_scale_is_refused(flow: str, factor: float) -> None:
    def slip(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row | {"OBS_VALUE": row["OBS_VALUE"] and f"{float(row['OBS_VALUE']) * factor:.12g}"} for row in rows]

    with pytest.raises(SourceError, match=r"expected the largest .* see whether its scale changed"):
        pulled(Ask(ASK.today, OURS, since=2024), changed(slip, flow))


def test_a_key_in_another_order_is_asked_for_and_read_in_that_order(monkeypatch: pytest.MonkeyPatch) -> None:
    before, result = brought(), first()[0]
    for name, (*rest, codes) in list(play._FLOWS.items()):
        monkeypatch.setitem(play._FLOWS, name, (*rest, dict(reversed(codes.items()))))
    after, asked = pulled(Ask(ASK.today, OURS, known=result.mark if result else ""), play.answer)
    assert after is not None
    assert asked[-1].path.split("/")[-1].startswith("A.RUS+CHN+G001.INWD_D_NETLA_FALL_ALL.O.ARM+AZE")
    table = pd.concat([table for _, table in after.parts], ignore_index=True)
    columns = [*KEY[1:], "period", "value", "status"]
    assert set(before[columns].itertuples(index=False)) == set(table[columns].itertuples(index=False))


@pytest.mark.parametrize("status", [204, 400, 404])
def test_a_key_that_no_longer_fits_leads_to_a_full_pull(status: int) -> None:
    known, refused = "FREQUENCY.COUNTRY 1 series to 2026-09-01", Answer(b'{"message":"bad key"}', status)
    asked = 0

    def answer(path: str, query: dict[str, str]) -> Answer:
        nonlocal asked
        asked += 1
        return refused if asked == 1 else answered(path, query)

    result, requests = pulled(Ask(ASK.today, OURS, known=known), answer)
    assert result is not None
    assert len(requests) == 22


def test_only_countries_that_a_flow_has_are_asked_for() -> None:
    _, asked = first()
    reserves = next(request.path for request in asked if "/data/dataflow/IMF.STA/IRFCL/" in request.path)
    assert reserves.endswith("/ARM+BLR+GEO+KAZ+KGZ+MDA+RUS+UKR+UZB.IRFCLDT1_IRFCL65_USD.S1XS1311.M")
    result, fewer = pulled(Ask(ASK.today, ("TJK", "RUS")))
    assert result is not None
    assert not any(
        ".M" in request.path and "/IMTS/" in request.path for request in fewer
    )  # by month: BLR with RUS only
    result, _ = pulled(Ask(ASK.today, ("AZE", "TJK")))
    assert result is not None
    assert "IRFCL has nothing of any country that is asked for" in [refusal.reason for refusal in result.refused]


def test_prices_stand_under_one_code_and_are_the_world_s(monkeypatch: pytest.MonkeyPatch) -> None:
    def under(*countries: str) -> None:
        *rest, codes = play._FLOWS["PCPS"]
        monkeypatch.setitem(play._FLOWS, "PCPS", (*rest, codes | {"COUNTRY": countries}))

    monkeypatch.setitem(play._SIZE, "W00", 1.0)
    under("W00")
    prices = brought(answer=play.answer)[lambda table: table["item"] == "POILBRE"]
    assert set(prices["reporter"]) == {"WLD"}
    assert prices["period"].iloc[-1] == "2026-09"
    assert set(prices["unit"]) == {"USD/bbl"}
    under("W00", "G001")
    with pytest.raises(SourceError, match="PCPS under one country, the world; found G001, W00"):
        pulled(answer=play.answer)


def test_since_narrows_the_questions_and_what_is_brought() -> None:
    ask = Ask(ASK.today, OURS, since=2020)
    result, asked = pulled(ask)
    assert result is not None
    data = [request for request in asked if request.path.startswith("/data/")]
    assert all("c[TIME_PERIOD]=ge:2020-01-01" in request.address for request in data)
    every = brought(ask, lambda path, query: answered(path, {}))  # a service that drops the filter
    assert every["period"].min() == "2020"
    assert len(every) == sum(len(table) for _, table in result.parts)


def test_nothing_for_a_key_is_no_error_where_nothing_was_promised() -> None:
    def none(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return []

    with pytest.raises(SourceError, match="expected data, 30 series being available; found none"):
        pulled(answer=changed(none, "/DIP/"))
    result, _ = pulled(Ask(ASK.today, OURS, since=2026), changed(none, "/DIP/"))
    assert result is not None


# --- what becomes of figures ------------------------------------------------------------------------------------------


def test_statuses_tell_estimates_and_projections() -> None:
    live = brought()
    russia = live[(live["reporter"] == "RUS") & (live["product"] == "_T")]
    assert set(russia.loc[russia["period"] < "2022", "status"]) == {"reported"}
    assert set(russia.loc[russia["period"] >= "2022", "status"]) == {"estimated"}
    outlook = live[live["item"] == "NGDPD"]
    assert outlook[outlook["status"] == "forecast"]["period"].min() == "2026"
    assert outlook["period"].max() == "2031"


@pytest.mark.parametrize(
    ("marks", "status"),
    [
        ({"DERIVATION_TYPE": "O"}, "reported"),
        ({"DERIVATION_TYPE": "M"}, "reported"),
        ({"DERIVATION_TYPE": "SE"}, "estimated"),
        ({"DERIVATION_TYPE": "TPD"}, "estimated"),
        ({"STATUS": "E"}, "estimated"),
        ({"STATUS": "F", "DERIVATION_TYPE": "SP"}, "forecast"),
    ],
)
def test_what_the_imf_marks_is_kept(marks: dict[str, str], status: str) -> None:
    assert read([trade("7000000000", country="BLR", **marks)])["status"].tolist() == [status]


@pytest.mark.parametrize("mark", ["NA", "NP"])
def test_what_is_not_available_is_missing_and_not_nought(mark: str) -> None:
    rows = [trade("7000000000", country="BLR"), trade("0", "2022", "BLR", STATUS=mark)]
    assert read(rows)["period"].tolist() == ["2023"]


def test_the_outlook_s_last_actual_year_is_believed_where_it_is_stated() -> None:
    key = {"COUNTRY": "BLR", "INDICATOR": "NGDPD", "FREQUENCY": "A"}
    rows = [key | {"TIME_PERIOD": str(year), "OBS_VALUE": "76000000000"} for year in range(2023, 2027)]
    document = json.loads(message("WEO", rows))
    structure, data = document["data"]["structures"][0], document["data"]["dataSets"][0]
    structure["attributes"]["dimensionGroup"].append({"id": "LATEST_ACTUAL_ANNUAL_DATA", "values": []})
    data["dimensionGroupAttributes"] = {"0:0::": [None, None, ["2023"]]}
    flow, question = Flow("WEO", "IMF.RES", "9", "IMF.RES:DSD_WEO"), questions(ASK)[3]

    def statuses(day: date) -> list[str]:
        given = reply(json.dumps(document).encode(), day=day)
        table = observations(given, flow, ("COUNTRY", "INDICATOR", "FREQUENCY"))
        return list(imf_observed.observed(table, question, given, None)[0]["status"])

    assert statuses(date(2026, 11, 24)) == ["reported", "forecast", "forecast", "forecast"]
    data["dimensionGroupAttributes"] = {"0:0::": [None, None, ["FY2025/26"]]}
    assert statuses(date(2026, 4, 20)) == ["reported", "reported", "forecast", "forecast"]
    assert statuses(date(2026, 11, 24)) == ["reported", "reported", "reported", "forecast"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([trade("7e9", country="DEU")], "found DEU in observation 1"),
        ([trade("7e9", country="BLR", INDICATOR="TBG_USD")], "found TBG_USD in observation 1"),
        ([trade("7e9", country="BLR"), trade("7e9", country="BLR")], "two of G001 XG_FOB_USD BLR A 2023"),
        ([trade("7e9", "2027", "BLR")], "expected figures of up to 2026-11-24; found 2027"),
        ([trade("7e9", "2023-Q1", "BLR")], "expected a year in row 1; found '2023-Q1'"),
        ([trade("-7e9", country="BLR")], "expected export of 0 or more; found -7000"),
        ([trade("n/a", country="BLR")], "found 'n/a'"),
        ([trade("NaN", country="BLR")], "found 'NaN'"),
        ([trade("", country="BLR")], "found ''"),
        ([trade(True, country="BLR")], "found True"),
        ([trade([7], country="BLR")], "found \\[7\\]"),
    ],
)
def test_figures_that_were_not_asked_for_or_cannot_be_are_refused(rows: list[dict[str, Any]], found: str) -> None:
    with pytest.raises(SourceError, match=found):
        read(rows)


def test_a_residual_group_can_be_below_nought() -> None:
    rows = [trade("7000000000", country="BLR"), trade("-2000000", country="BLR", counterpart="TX899")]
    assert read(rows)["value"].tolist() == [7000.0, -2.0]


def test_months_are_read_and_only_months() -> None:
    row = {"COUNTRY": "G001", "INDICATOR": "PPOTASH", "DATA_TRANSFORMATION": "USD", "FREQUENCY": "M"}
    asked = [row | {"TIME_PERIOD": "2024-M01", "OBS_VALUE": "297.5"}]
    table = read(asked, 4)
    assert table[["item", "reporter", "unit", "freq", "period", "value"]].values.tolist() == [
        ["PPOTASH", "WLD", "USD/t", "M", "2024-01", 297.5]
    ]
    for wrong in ("2024-M13", "2024-01", "2024-Q1", "2024"):
        with pytest.raises(SourceError, match="a month, as in 2024-M01"):
            read([row | {"TIME_PERIOD": wrong, "OBS_VALUE": "297.5"}], 4)
