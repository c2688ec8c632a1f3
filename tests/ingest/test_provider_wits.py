"""World Integrated Trade Solution live: keys into lists, thousands, questions too wide, totals and partners."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.live import Ask, Pulled, Reply, Request
from ingest.providers import wits
from ingest.sources import wits as published
from plays import Answer, driven
from plays import wits as play

COUNTRIES = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB", "RUS")
ASK = Ask(date(2026, 11, 24), COUNTRIES)
RECENT = Ask(ASK.today, COUNTRIES, since=2020)

Change = Callable[[list[dict[str, Any]]], object]
Of = Callable[[str, dict[str, str]], Answer]


@cache
def pulled(answer: Of = play.answer, ask: Ask = RECENT) -> tuple[Pulled, list[Request]]:
    found, asked = driven(wits.PROVIDER, wits.pull(ask), answer)
    assert found is not None
    return found, asked


def table_of(found: Pulled) -> pd.DataFrame:
    return pd.concat([table for _, table in found.parts], ignore_index=True)


def always(body: bytes) -> Of:
    return lambda path, query: Answer(body)


def by_partner(path: str) -> bool:
    return "/partner/all/" in path


def with_rows(change: Change, of: Callable[[str], bool] = by_partner) -> Of:
    """The play, of which the replies by partner, or others, are changed."""

    def answer(path: str, query: dict[str, str]) -> Answer:
        given = play.answer(path, query)
        if not of(path):
            return given
        rows = play.rows(given.body)
        change(rows)
        return Answer(play.with_rows(given.body, rows))

    return answer


def of_row(**cells: Any) -> Change:
    return lambda rows: rows[7].update(cells)


def of_document(change: Callable[[dict[str, Any]], object]) -> Of:
    def answer(path: str, query: dict[str, str]) -> Answer:
        document = json.loads(play.answer(path, query).body)
        change(document)
        return Answer(json.dumps(document).encode())

    return answer


def of_series(**series: Any) -> Of:
    return of_document(lambda document: document["dataSets"][0]["series"].update(series))


def test_all_partners_of_all_reporters_are_brought_in_few_requests() -> None:
    found, asked = pulled(ask=ASK)
    table = table_of(found)
    assert len(asked) == 6
    assert set(table["reporter"]) == {*COUNTRIES, "CHN"}
    assert {"RUS", "CHN", "WLD", "DEU", "_EU", "_X"} <= set(table["partner"])
    assert set(table["item"]) == {"export", "import"}
    assert table[["item", "reporter", "partner", "period"]].duplicated().sum() == 0
    assert (table["period"].min(), table["period"].max()) == ("2000", "2023")
    assert set(table["vintage"]) == {date(2026, 11, 24)}


def test_values_are_divided_by_a_thousand() -> None:
    flows = {"export": "XPRT-TRD-VL", "import": "MPRT-TRD-VL"}
    wits_of = {"_EU": "EUN", "_X": "UNS"}
    table = table_of(pulled()[0])
    assert len(table) > 500
    for row in table.itertuples():
        partner = wits_of.get(str(row.partner), str(row.partner))
        sent = play.value(str(row.reporter), partner, flows[str(row.item)], int(str(row.period)), 1)
        assert row.value == pytest.approx(sent / 1000, rel=1e-12)


def test_series_have_the_keys_of_the_published_file() -> None:
    labels = "Reporter,Partner,Product categories,Indicator Type,Indicator,2019\n"
    lines = "".join(
        f"Belarus,{name},All Products,{kind},{text},1\n"
        for kind, text, name in (
            ("Export", "Trade (US$ Mil)-Top 5 Export Partner", "Russian Federation"),
            ("Import", "Trade (US$ Mil)-Top 5 Import Partner", "China"),
            ("Export", "Exports (in US$ Mil)", "World"),
            ("Import", "Imports (in US$ Mil)", "World"),
            ("Export", "Trade (US$ Mil)-Top 5 Export Partner", "Unspecified"),
        )
    )
    keys = ["item", "reporter", "partner", "product", "unit", "freq", "title"]
    of_file = published.parse((labels + lines).encode(), "BLR.CSV").observations[keys]
    live = set(table_of(pulled(ask=ASK)[0])[keys].itertuples(index=False, name=None))
    assert len(of_file) == 5
    assert set(of_file.itertuples(index=False, name=None)) <= live


def test_questions_have_at_most_one_all() -> None:
    first, *further = pulled(ask=ASK)[1]
    reporters = ";".join((*COUNTRIES, "CHN")).lower()
    assert first.path == (
        f"/datasource/tradestats-trade/reporter/{reporters}/year/all/partner/wld/product/Total"
        "/indicator/XPRT-TRD-VL;MPRT-TRD-VL"
    )
    assert (
        further[0].path.startswith("/datasource/tradestats-trade/reporter/arm;aze;chn;")
        or "/year/2023;" in further[0].path
    )
    assert all(request.path.count("/all/") == 1 for request in (first, *further))


def test_the_same_figures_cost_one_request_though_the_reply_is_made_anew() -> None:
    found, _ = pulled()

    def later(path: str, query: dict[str, str]) -> Answer:
        given = play.answer(path, query)
        return Answer(given.body.replace(b"2026-11-21T06:00:00", b"2026-11-30T07:11:12"), given.status)

    known = Ask(ASK.today, COUNTRIES, known=found.mark)
    again, asked = driven(wits.PROVIDER, wits.pull(known), later)
    assert again is None
    assert len(asked) == 1
    second, _ = pulled(lambda path, query: play.answer(path, query, edition=2), known)
    assert second.mark != found.mark
    assert "2024" in set(table_of(second)["period"])


def test_the_mark_is_the_same_whatever_years_are_wanted() -> None:
    assert pulled()[0].mark == pulled(ask=ASK)[0].mark


def test_the_first_year_wanted_narrows_the_questions() -> None:
    found, asked = pulled()
    assert len(asked) == 2
    assert "/year/2023;2022;2021;2020/" in asked[1].path
    assert "tkm" not in asked[1].path
    assert set(table_of(found)["period"]) == {"2020", "2021", "2022", "2023"}


@pytest.mark.parametrize(
    "refusal", [Answer(b"Request Entity Too Large", 413), Answer(b"<string>&lt;wits:error&gt;large data")]
)
def test_a_question_that_is_too_wide_is_halved(refusal: Answer) -> None:
    def narrow(path: str, query: dict[str, str]) -> Answer:
        parts = path.split("/")
        wide = by_partner(path) and (";" in parts[6] or len(parts[4].split(";")) > 3)
        return refusal if wide else play.answer(path, query)

    found, asked = pulled(narrow)
    pd.testing.assert_frame_equal(sorted_of(found), sorted_of(pulled()[0]))
    assert len(asked) < 40


def sorted_of(found: Pulled) -> pd.DataFrame:
    key = ["item", "reporter", "partner", "period"]
    return table_of(found)[[*key, "value"]].sort_values(key).reset_index(drop=True)


def test_what_is_too_wide_however_narrow_is_an_error() -> None:
    def never(path: str, query: dict[str, str]) -> Answer:
        return Answer(b"<wits:error>large data</wits:error>") if by_partner(path) else play.answer(path, query)

    with pytest.raises(SourceError, match="trade of one country in one year; found status 200, large data"):
        pulled(never)


def test_regions_are_left_out_and_named_once() -> None:
    found, _ = pulled(ask=ASK)
    assert [refusal.reason for refusal in found.refused] == [
        "area 'Europe & Central Asia' is not in data/codes/areas.csv"
    ]


def test_of_two_partners_that_are_one_country_the_second_is_left_out() -> None:
    def again(rows: list[dict[str, Any]]) -> None:
        rows += [row | {"PARTNER": "ROM", "value": 1.0} for row in rows if row["PARTNER"] == "DEU"]

    def renamed(path: str, query: dict[str, str]) -> Answer:
        given = with_rows(again)(path, query)
        return Answer(given.body.replace(b'"id": "ROM", "name": "ROM"', b'"id": "ROM", "name": "Germany"'))

    found, _ = pulled(renamed)
    assert any("is DEU, as another partner is" in refusal.reason for refusal in found.refused)
    pd.testing.assert_frame_equal(sorted_of(found), sorted_of(pulled()[0]))


def test_a_missing_value_is_no_observation() -> None:
    rows = play.rows(play.answer(pulled()[1][1].path, {"format": "JSON"}).body)
    lost = (rows[7]["REPORTER"], rows[7]["PARTNER"], rows[7]["TIME_PERIOD"])
    table = table_of(pulled(with_rows(of_row(value=None)))[0])
    of = (table["reporter"] == lost[0]) & (table["partner"] == lost[1]) & (table["period"] == lost[2])
    assert len(table[of]) == 1  # the other flow


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (with_rows(of_row(value="12.5")), "value"),
        (with_rows(of_row(value=-1.0)), "value"),
        (with_rows(of_row(TIME_PERIOD="2019")), "TIME_PERIOD"),
        (with_rows(of_row(TIME_PERIOD="2029"), lambda path: not by_partner(path)), "TIME_PERIOD"),
        (with_rows(of_row(REPORTER="USA")), "REPORTER"),
        (with_rows(of_row(PRODUCTCODE="Food")), "PRODUCTCODE"),
        (with_rows(of_row(INDICATOR="XPRT-PRTNR-SHR")), "INDICATOR"),
        (with_rows(of_row(FREQ="M")), "FREQ"),
        (with_rows(lambda rows: rows.append(rows[7])), "two of"),
        (with_rows(lambda rows: [row.pop("PARTNER") for row in rows]), "dimension PARTNER"),
        (with_rows(lambda rows: [row.pop("TIME_PERIOD") for row in rows]), "dimension TIME_PERIOD"),
        (with_rows(lambda rows: [row.update(value=row["value"] * 1000) for row in rows]), "the total"),
        (with_rows(lambda rows: [row.update({"INDICATOR name": "Export (US$ Mil)"}) for row in rows]), "US. thousand"),
        (with_rows(lambda rows: rows.__delitem__(slice(0, 56))), "partners of"),
        (with_rows(lambda rows: [row.update(value=None) for row in rows if row["REPORTER"] == "KAZ"]), "of KAZ"),
        (with_rows(of_row(PARTNER="RUS"), lambda path: not by_partner(path)), "totals with the world"),
        (of_document(lambda document: document.pop("structure")), "structure"),
        (of_document(lambda document: document.pop("dataSets")), "dataSets"),
        (of_series(**{"0:0:0:0": {}}), "a key of 5"),
        (of_series(**{"0:99:0:0:0": {}}), "13 values"),
        (of_series(**{"0:0:0:0:0": {}}), "observations"),
        (of_series(**{"0:0:0:0:0": {"observations": {"0": []}}}), "value"),
    ],
)  # fmt: skip
def test_what_is_no_such_trade_is_refused(answer: Of, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        pulled(answer)


def test_a_country_by_another_countrys_name_is_refused() -> None:
    with pytest.raises(SourceError, match="REPORTER name 'Lithuania'"):
        pulled(lambda path, query: Answer(play.answer(path, query).body.replace(b'"Belarus"', b'"Lithuania"')))

    def partner(path: str, query: dict[str, str]) -> Answer:
        given = play.answer(path, query)
        return given if not by_partner(path) else Answer(given.body.replace(b'"Kazakhstan"', b'"Lithuania"'))

    with pytest.raises(SourceError, match=r"REPORTER name|the name of KAZ"):
        pulled(partner)


def test_no_records_are_no_totals_and_a_page_is_none_either() -> None:
    for body, what in ((b"<string>NoRecordsFound</string>", "totals with the world"), (b"<html></html>", "status 404")):
        with pytest.raises(SourceError, match=what):
            pulled(lambda path, query, body=body: Answer(body, 404))  # type: ignore[misc]


def test_no_records_where_there_is_a_total_are_refused() -> None:
    def none(path: str, query: dict[str, str]) -> Answer:
        return Answer(b"<string>NoRecordsFound</string>", 404) if by_partner(path) else play.answer(path, query)

    with pytest.raises(SourceError, match="which has a total"):
        pulled(none)


def test_the_recorded_reply_is_read_but_not_what_was_asked_for(recorded: Path) -> None:
    body = (recorded / "wits/tests/data/sample_trade_data.json").read_bytes()
    table = wits.trade(Reply("https://wits.worldbank.org/API", 200, {}, body, datetime(2026, 11, 24)))
    assert len(table) == 29
    assert set(table["REPORTER"] + table["PARTNER"] + table["TIME_PERIOD"]) == {"USAWLD2017"}
    total = table.set_index("PRODUCTCODE")["value"]
    assert total["Total"] == 2_407_390_189.46
    assert total["01-05_Animal"] == 32_320_233.669
    with pytest.raises(SourceError, match="REPORTER 'USA'"):
        pulled(always(body))
    with pytest.raises(SourceError, match="PRODUCTCODE '01-05_Animal'"):
        pulled(always(body), Ask(ASK.today, ("USA",)))


def test_the_recorded_reply_of_totals_alone_is_brought(recorded: Path) -> None:
    document = json.loads((recorded / "wits/tests/data/sample_trade_data.json").read_bytes())
    (products,) = (words for words in document["structure"]["dimensions"]["series"] if words["id"] == "PRODUCTCODE")
    place = [value["id"] for value in products["values"]].index("Total")
    series = document["dataSets"][0]["series"]
    document["dataSets"][0]["series"] = {f"0:0:0:{place}:0": series[f"0:0:0:{place}:0"]}
    found, _ = pulled(always(json.dumps(document).encode()), Ask(ASK.today, ("USA",)))
    row = table_of(found).iloc[0]
    assert row[["item", "reporter", "partner", "period", "unit"]].tolist() == ["import", "USA", "WLD", "2017", "USD mn"]
    assert row["value"] == pytest.approx(2_407_390.18946)


def test_the_recorded_tariffs_are_refused(recorded: Path) -> None:
    with pytest.raises(SourceError):
        pulled(always((recorded / "wits/sdmx-test-data_gh-78.xml").read_bytes()))


PATH = "/datasource/tradestats-trade/reporter/blr/year/2020;2021/partner/wld/product/Total/indicator/XPRT-TRD-VL"
GOOD = play.answer(PATH, {"format": "JSON"}).body


def outcome(body: bytes) -> str:
    """What becomes of a body in place of every reply: the mark of what is brought, or the error's line."""
    try:
        return pulled(always(body), Ask(ASK.today, ("BLR",)))[0].mark
    except DepdashError as error:
        return str(error)


def test_the_good_reply_alone_would_be_brought() -> None:
    assert len(outcome(GOOD)) == 64


WORDS = st.sampled_from(["series", "values", "observations", "id", "name", "0", "0:0:0:0:0", "TIME_PERIOD", ""])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25)
@given(JSON, st.sampled_from(["series", "observation"]), st.sampled_from(["id", "values"]))
def test_any_json_in_place_of_a_part_gives_one_line_or_a_result(value: Any, kind: str, part: str) -> None:
    dimensions, sets, observations = (json.loads(GOOD) for _ in range(3))
    dimensions["structure"]["dimensions"][kind][0][part] = value
    sets["dataSets"][0]["series"] = value
    observations["dataSets"][0]["series"]["0:0:0:0:0"]["observations"]["0"] = value
    for document in (value, dimensions, sets, observations):
        assert "\n" not in outcome(json.dumps(document).encode())
