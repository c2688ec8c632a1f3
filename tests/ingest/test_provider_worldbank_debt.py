"""International Debt Statistics live: concepts, what was only scheduled, terms of no loan, what is not concessional."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.live import Ask, Pulled, Request
from ingest.providers import worldbank_debt
from ingest.sources import worldbank_debt as published
from plays import Answer, driven, remembered
from plays import worldbank_debt as play

COUNTRIES = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB", "RUS")
ASK = Ask(date(2026, 11, 24), COUNTRIES)
SMALL = Ask(ASK.today, ("BLR", "KGZ", "RUS"))  # on two pages

Change = Callable[[list[dict[str, Any]]], object]
Of = Callable[[str, dict[str, str]], Answer]

played = remembered(play.answer)


@cache
def pulled(answer: Of = play.answer, ask: Ask = SMALL) -> tuple[Pulled, list[Request]]:
    found, asked = driven(worldbank_debt.PROVIDER, worldbank_debt.pull(ask), answer)
    assert found is not None
    return found, asked


def table_of(found: Pulled) -> pd.DataFrame:
    return pd.concat([table for _, table in found.parts], ignore_index=True)


def series(table: pd.DataFrame, item: str, reporter: str = "BLR", partner: str = "RUS") -> pd.DataFrame:
    of = (table["item"] == item) & (table["reporter"] == reporter) & (table["partner"] == partner)
    return table[of].set_index("period")


def always(body: bytes) -> Of:
    return lambda path, query: Answer(body)


def with_header(**cells: Any) -> Of:
    def answer(path: str, query: dict[str, str]) -> Answer:
        given = play.answer(path, query)
        if not play.is_data(path, query):
            return given
        return Answer(json.dumps(json.loads(given.body) | cells).encode())

    return answer


def with_rows(change: Change) -> Of:
    """The play, of which the first page of data is changed."""

    def answer(path: str, query: dict[str, str]) -> Answer:
        given = played(path, query)
        if not play.is_data(path, query) or query["page"] != "1":
            return given
        rows = play.rows(given.body)
        change(rows)
        return Answer(play.with_rows(given.body, rows))

    return answer


def of_row(**cells: Any) -> Change:
    return lambda rows: rows[7].update(cells)


def lose(rows: list[dict[str, Any]], **key: str) -> None:
    for row in rows:
        if all(row[name] == cell for name, cell in key.items()):
            row["value"] = None


def test_all_series_of_all_debtors_are_brought_in_few_requests() -> None:
    found, asked = pulled(ask=ASK)
    table = table_of(found)
    assert len(asked) == 8
    assert set(table["reporter"]) == set(COUNTRIES) - {"RUS"}
    assert set(table["partner"]) == {"RUS", "CHN", "WLD"}
    assert table[["item", "reporter", "partner", "period"]].duplicated().sum() == 0
    assert (found.mark, found.vintage, set(table["vintage"])) == (
        "2025-12-10",
        date(2025, 12, 10),
        {date(2025, 12, 10)},
    )


def test_questions_keep_to_the_documented_limits_and_leave_out_russia() -> None:
    for request in pulled(ask=ASK)[1]:
        assert max(map(len, request.path.split("/"))) <= 1500
        assert "RUS" not in request.path
        assert "ZA;LS" not in request.path
        assert "mrnev" not in request.address


def test_values_are_the_dollars_that_were_sent() -> None:
    table = table_of(pulled()[0])
    for row in series(table, "DT.DOD.BLAT.CD").itertuples():
        assert row.value == play.value("BLR", "DT.DOD.BLAT.CD", "087", int(str(row.Index)), 1)
    assert set(series(table, "DT.DOD.BLAT.CD")["unit"]) == {"USD"}
    assert set(series(table, "DT.INR.DPPG")["unit"]) == {"percent"}
    assert set(series(table, "DT.MAT.DPPG")["unit"]) == {"years"}


def test_series_have_the_keys_of_the_published_files() -> None:
    head = "country,counterpart-area,series,time,value,series_code\n"
    line = '{},{},"{}",2015,1.5,{}\n'
    told = {code: title for code, title in play.SERIES.items() if code[3:6] in ("DOD", "AMT", "INT", "COM")}
    files = {"stock": "DOD", "service": "AMT INT"}
    lines = {
        kind: "".join(
            line.format("Belarus", name, title, code)
            for code, title in told.items() if code[3:6] in flows.split()
            for name in play.CREDITORS.values()
        )
        for kind, flows in files.items()
    }  # fmt: skip
    keys = ["item", "reporter", "partner", "product", "unit", "freq", "title"]
    of_files = pd.concat(
        published.parse((head + text).encode(), f"ids/debt_{kind}_by_creditor_2009_2025-12.csv").observations[keys]
        for kind, text in lines.items()
    )
    head = "iso_code,year,counterpart_area,indicator,value,prices\n"
    text = "".join(
        f"KGZ,2021,Russia,{kind},1.5,current\n"
        for kind in ("banks", "bilateral_concessional", "bilateral_non_concessional")
    )
    paid_out = published.parse((head + text).encode(), "ids/disbursements_by_creditor_2000_2022_2023-12.csv")
    live = set(table_of(pulled()[0])[keys].itertuples(index=False, name=None))
    assert set(of_files.itertuples(index=False, name=None)) <= live
    assert set(paid_out.observations[keys].itertuples(index=False, name=None)) <= live


def test_service_after_the_last_stocks_is_scheduled_though_the_update_is_of_a_later_year() -> None:
    def late(path: str, query: dict[str, str]) -> Answer:
        return Answer(play.answer(path, query).body.replace(b'"2025-12-10"', b'"2026-06-30"'))

    for answer in (play.answer, late):
        table = table_of(pulled(answer)[0])
        paid = series(table, "DT.AMT.BLAT.CD")["status"]
        assert paid["2024"] == "reported"
        assert paid["2025"] == paid["2031"] == "forecast"
        assert set(series(table, "DT.DOD.BLAT.CD")["status"]) == {"reported"}


def test_stocks_of_a_year_that_has_not_ended_are_refused() -> None:
    with pytest.raises(SourceError, match="stocks of debt to 2023"):
        pulled(lambda path, query: Answer(play.answer(path, query).body.replace(b'"2025-12-10"', b'"2024-12-10"')))


def test_terms_of_a_year_without_a_loan_are_left_out_and_counted() -> None:
    found, _ = pulled()
    table = table_of(found)
    years = {str(year) for year in range(2000, 2025) if year % 3}  # no loan in years that divide by three
    assert set(series(table, "DT.INR.DPPG")["value"].index) == years
    assert (series(table, "DT.COM.BLAT.CD")["value"] == 0).sum() == 9 - 1
    assert [refusal.reason for refusal in found.refused] == [
        f"{code}: 0 because nothing was committed in the year (48 rows)"
        for code in ("DT.GPA.DPPG", "DT.INR.DPPG", "DT.MAT.DPPG")
    ]


def test_no_grace_period_of_a_loan_is_0_and_noted() -> None:
    def none(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["Series"] == "DT.GPA.DPPG" and row["Time"] == "YR2021":
                row["value"] = 0

    grace = series(table_of(pulled(with_rows(none), Ask(ASK.today, ("BLR",)))[0]), "DT.GPA.DPPG").loc["2021"]
    assert (grace["value"], grace["note"]) == (0, "0 as published, of a loan made in this year")


def test_interest_without_a_maturity_is_refused() -> None:
    def interest(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["Series"] == "DT.INR.DPPG" and row["Time"] == "YR2022":
                row["value"] = 2.5

    with pytest.raises(SourceError, match=r"a maturity above 0 with DT\.INR\.DPPG of BLR in 2022"):
        pulled(with_rows(interest), Ask(ASK.today, ("BLR",)))


def test_what_is_not_concessional_is_the_difference() -> None:
    table = table_of(pulled()[0])
    lent, soft = (play.value("KGZ", f"DT.DIS.{kind}.CD", "087", 2020, 1) for kind in ("BLAT", "BLTC"))
    assert lent is not None
    assert soft is not None
    hard = series(table, "disbursement.bilateral_non_concessional", "KGZ").loc["2020"]
    assert hard["value"] == pytest.approx(lent - soft)
    assert hard["note"] == ""
    assert series(table, "disbursement.bilateral_concessional", "KGZ").loc["2020", "value"] == soft


def test_where_no_concessional_part_is_published_all_counts_as_not_concessional() -> None:
    table = table_of(pulled()[0])
    assert not len(series(table, "disbursement.bilateral_concessional"))
    hard = series(table, "disbursement.bilateral_non_concessional").loc["2020"]
    assert hard["value"] == play.value("BLR", "DT.DIS.BLAT.CD", "087", 2020, 1)
    assert hard["note"] == "all bilateral disbursements: no concessional part is published"


def test_a_concessional_part_above_the_whole_is_refused() -> None:
    def above(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["Series"] == "DT.DIS.BLTC.CD" and row["Country"] == "KGZ" and row["value"]:
                row["value"] *= 10

    with pytest.raises(SourceError, match="above its concessional part"):
        pulled(with_rows(above), Ask(ASK.today, ("KGZ",)))


def test_a_missing_value_is_no_observation() -> None:
    key = {"Series": "DT.DOD.BLAT.CD", "Country": "BLR", "Counterpart-Area": "087", "Time": "YR2020"}
    found = pulled(with_rows(lambda rows: lose(rows, **key)))[0]
    assert "2020" not in series(table_of(found), "DT.DOD.BLAT.CD").index


def test_the_same_update_costs_one_request_and_the_next_one_is_brought() -> None:
    known = Ask(ASK.today, SMALL.countries, known="2025-12-10")
    again, asked = driven(worldbank_debt.PROVIDER, worldbank_debt.pull(known), play.answer)
    assert again is None
    assert len(asked) == 1
    second, _ = pulled(lambda path, query: play.answer(path, query, edition=2), known)
    assert second.mark == "2025-12-11"


def test_nothing_before_the_first_year_wanted_is_brought() -> None:
    table = table_of(pulled(ask=Ask(ASK.today, SMALL.countries, since=2020))[0])
    assert table["period"].min() == "2020"
    assert set(series(table, "DT.AMT.BLAT.CD")["status"]) == {"reported", "forecast"}


@pytest.mark.parametrize("gone", ["KGZ", "DT.DIS.PCBK.CD"])
def test_what_is_no_longer_listed_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    for names in (play.DEBTORS, play.SERIES):
        if gone in names:
            monkeypatch.delitem(names, gone)
    found, asked = pulled(lambda path, query: play.answer(path, query))
    assert len(asked) in (5, 6)
    assert [refusal.reason for refusal in found.refused if gone in refusal.reason] == [
        f"{gone} is no longer listed: 160 Data not found: The provided parameter value is not valid or data not found."
    ]
    assert gone not in set(table_of(found)["reporter"])
    assert len(table_of(found)) > 500


def test_a_refused_question_of_which_all_is_listed_is_an_error(recorded: Path) -> None:
    body = (recorded / "worldbank/transcribed/error_sources_200_xml.xml").read_bytes()

    def answer(path: str, query: dict[str, str]) -> Answer:
        return Answer(body) if play.is_data(path, query) else play.answer(path, query)

    with pytest.raises(SourceError, match="160 Data not found"):
        pulled(answer)


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (with_header(page=2), "page 1 of"),
        (with_header(pages=9), "as many pages as"),
        (with_header(lastupdated="2025-12-11"), "update"),
        (with_header(lastupdated=None), "lastupdated"),
        (with_header(source={"id": "2", "data": []}), "source 6"),
        (with_header(source=[]), "source"),
        (with_header(source={"id": "6", "data": {}}), "data"),
        (with_rows(lambda rows: rows.pop()), "rows here"),
        (with_rows(lambda rows: rows.append(rows[0])), "rows here"),
        (with_rows(lambda rows: rows.__setitem__(7, rows[6])), "two of"),
        (with_rows(of_row(value="12.5")), "value"),
        (with_rows(of_row(Country="RUS")), "Country: BLR"),
        (with_rows(of_row(Series="DT.DOD.DPPG.CD")), "Series: DT.DOD"),
        (with_rows(of_row(**{"Counterpart-Area": "907"})), "Counterpart-Area: 087"),
        (with_rows(of_row(Time="2020")), "YR2020 or another"),
        (with_rows(of_row(Time="YR2020Q1")), "YR2020 or another"),
        (with_rows(of_row(title="PPG, bilateral (DOD, current EUR)")), "in USD"),
        (with_rows(lambda rows: rows[7].pop("Time")), "concept Time"),
        (with_rows(lambda rows: [row.pop("Counterpart-Area") for row in rows]), "concept Counterpart-Area"),
    ],
)  # fmt: skip
def test_what_is_no_such_page_is_refused(answer: Of, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        pulled(answer)


def test_a_creditors_number_that_names_another_is_refused() -> None:
    def renumbered(path: str, query: dict[str, str]) -> Answer:
        return Answer(play.answer(path, query).body.replace(b'"Russian Federation"', b'"China"'))

    with pytest.raises(SourceError, match="the name of 087"):
        pulled(renumbered)


def test_without_any_stocks_the_years_cannot_be_told() -> None:
    def none(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            row["value"] = None if row["Series"].startswith("DT.DOD") else row["value"]

    with pytest.raises(SourceError, match="no stocks"):
        pulled(with_rows(none), Ask(ASK.today, ("BLR",)))


def test_concepts_count_by_name_and_new_ones_are_let_through() -> None:
    def shuffled(path: str, query: dict[str, str]) -> Answer:
        document = json.loads(play.answer(path, query).body)
        for row in document["source"]["data"]:
            row["variable"] = [{"concept": "Version", "id": "1", "value": "1"}, *reversed(row["variable"])]
        return Answer(json.dumps(document).encode())

    pd.testing.assert_frame_equal(table_of(pulled(shuffled)[0]), table_of(pulled()[0]))


@pytest.mark.parametrize(
    "name", ["error_175_not_found.json", "error_200_invalid_value.json", "error_sources_200_xml.xml"]
)
def test_recorded_messages_are_no_data(recorded: Path, name: str) -> None:
    with pytest.raises(SourceError, match="found the message 1"):
        pulled(always((recorded / "worldbank/transcribed" / name).read_bytes()))


def test_recorded_pages_of_the_other_endpoint_are_refused(recorded: Path) -> None:
    files = sorted((recorded / "worldbank").glob("**/*.json"))
    assert len(files) == 13
    for path in files:
        with pytest.raises(SourceError):
            pulled(always(path.read_bytes()))


ONE = "/sources/6/country/BLR/series/{}/counterpart-area/087/time/YR2020;YR2021"
GOOD = play.answer(ONE.format("DT.DOD.BLAT.CD"), {"format": "json", "page": "1"}).body


def outcome(body: bytes) -> str:
    """What becomes of a body in place of every reply: the mark of what is brought, or the error's line."""
    try:
        return pulled(always(body))[0].mark
    except DepdashError as error:
        return str(error)


def test_the_good_reply_alone_would_be_brought() -> None:
    assert outcome(GOOD) == "2025-12-10"


WORDS = st.sampled_from(["page", "total", "message", "variable", "concept", "Time", "YR2020", "7", ""])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25)
@given(JSON, st.sampled_from(list(json.loads(GOOD))), st.sampled_from(["variable", "value"]))
def test_any_json_in_place_of_a_cell_gives_one_line_or_a_result(value: Any, counter: str, cell: str) -> None:
    header, row = json.loads(GOOD), json.loads(GOOD)
    header[counter] = value
    row["source"]["data"][1][cell] = value
    for document in (value, header, row):
        assert "\n" not in outcome(json.dumps(document).encode())


def test_counters_that_promise_pages_without_end_are_refused_on_the_first() -> None:
    def answer(path: str, query: dict[str, str]) -> Answer:
        given = played(path, query)
        return Answer(play.endless(given.body)) if play.is_data(path, query) else given

    asked: list[str] = []
    with pytest.raises(SourceError, match=r"at most [0-9,]+ rows; found [0-9,]+ on as many pages"):
        driven(
            worldbank_debt.PROVIDER,
            worldbank_debt.pull(SMALL),
            lambda path, query: asked.append(path) or answer(path, query),
        )
    assert len(asked) == 2
