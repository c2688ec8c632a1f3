"""World Development Indicators live: pages, messages in place of data, aggregates, dropped years, deleted series."""

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
from ingest.providers import worldbank
from ingest.sources import worldbank as published
from plays import Answer, driven, remembered
from plays import worldbank as play

COUNTRIES = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB", "RUS")
ASK = Ask(date(2026, 11, 24), COUNTRIES)
RECENT = Ask(ASK.today, COUNTRIES, since=2016)  # on three pages
FIRST = "/country/BLR/indicator/NY.GDP.MKTP.CD"
CODES = list(published.SERIES)

Change = Callable[[list[Any]], Any]

played = remembered(play.answer)


@cache
def pulled(
    answer: Callable[[str, dict[str, str]], Answer] = play.answer, ask: Ask = ASK
) -> tuple[Pulled, list[Request]]:
    found, asked = driven(worldbank.PROVIDER, worldbank.pull(ask), answer)
    assert found is not None
    return found, asked


def table_of(found: Pulled) -> pd.DataFrame:
    return pd.concat([table for _, table in found.parts], ignore_index=True)


def always(body: bytes) -> Callable[[str, dict[str, str]], Answer]:
    return lambda path, query: Answer(body)


def changed(change: Change, on: str = "1") -> Callable[[str, dict[str, str]], Answer]:
    """The play, of which page `on` of the data is changed."""

    def answer(path: str, query: dict[str, str]) -> Answer:
        given = played(path, query)
        if not play.is_data(path, query) or query["page"] != on:
            return given
        document = json.loads(given.body)
        return Answer(json.dumps(change(document) or document).encode())

    return answer


def of_row(**cells: Any) -> Change:
    return lambda document: document[1][7].update(cells)


def of_header(**cells: Any) -> Change:
    return lambda document: document[0].update(cells)


def test_all_series_of_all_countries_are_brought_page_by_page() -> None:
    found, asked = pulled()
    table = table_of(found)
    assert len(asked) == 1 + 22
    assert asked[0].path == FIRST
    assert [dict(request.query)["page"] for request in asked[1:]] == [str(page) for page in range(1, 23)]
    assert set(table["item"]) == set(CODES)
    assert set(table["reporter"]) == {*COUNTRIES, "CHN", "DEU", "WLD"}
    assert (found.mark, found.vintage) == ("2026-10-08", date(2026, 10, 8))
    assert set(table["vintage"]) == {date(2026, 10, 8)}
    assert table[["item", "reporter", "period"]].duplicated().sum() == 0


def test_every_value_is_the_one_that_was_sent() -> None:
    for row in table_of(pulled()[0]).itertuples():
        assert row.value == play.value(row.item, row.reporter, int(row.period), 1)


def test_a_missing_value_is_no_observation() -> None:
    table = table_of(pulled()[0])
    assert "2025" not in set(table["period"])
    assert table["value"].notna().all()


def test_series_have_the_keys_of_the_published_file() -> None:
    header = b"Indicator Code,Country Name,Country Code,Year,Value\n"
    rows = "".join(f"{code},Belarus,BLR,2019,1\n" for code in CODES)
    keys = ["item", "reporter", "partner", "product", "unit", "freq", "title"]
    of_file = published.parse(header + rows.encode(), "wdi.csv").observations[keys]
    table = table_of(pulled(ask=RECENT)[0])
    live = table[table["reporter"] == "BLR"][keys].drop_duplicates()
    assert set(live.itertuples(index=False, name=None)) == set(of_file.itertuples(index=False, name=None))


def test_the_same_update_costs_one_request_and_the_next_one_is_brought() -> None:
    again, asked = driven(
        worldbank.PROVIDER, worldbank.pull(Ask(ASK.today, COUNTRIES, known="2026-10-08")), play.answer
    )
    assert again is None
    assert len(asked) == 1
    second, _ = pulled(
        lambda path, query: play.answer(path, query, edition=2), Ask(ASK.today, COUNTRIES, known="2026-10-08")
    )
    assert second.mark == "2026-10-09"
    assert "2025" in set(table_of(second)["period"])


def test_the_first_year_wanted_narrows_the_question_and_the_answer() -> None:
    found, asked = pulled(ask=Ask(ASK.today, COUNTRIES, since=2022))
    assert all(dict(request.query)["date"] == "2022:2026" for request in asked[1:])
    assert len(asked) == 1 + 4
    assert set(table_of(found)["period"]) == {"2022", "2023", "2024"}


def test_questions_keep_to_the_documented_limits() -> None:
    for request in pulled(ask=RECENT)[1]:
        parts = request.path.split("/")
        assert max(map(len, parts)) <= 1500
        assert len(request.address) <= 4000
        assert len(parts[-1].split(";")) <= 60
        assert "ZA;LS" not in request.path


def test_groups_of_countries_are_left_out_and_named_once() -> None:
    found, _ = pulled(ask=RECENT)
    assert sorted(refusal.reason for refusal in found.refused) == [
        "area 'Euro area' is not in data/codes/areas.csv",
        "area 'European Union' is a group of countries",
        "area 'High income' is a group of countries",
        "area 'Low income' is a group of countries",
    ]


def test_a_country_asked_for_is_kept_when_its_name_is_spelt_anew() -> None:
    def renamed(path: str, query: dict[str, str]) -> Answer:
        return Answer(play.answer(path, query).body.replace(b'"Kyrgyz Republic"', b'"Kirghizia, Republic of"'))

    assert "KGZ" in set(table_of(pulled(renamed, RECENT)[0])["reporter"])


def test_a_deleted_series_is_found_and_the_rest_brought() -> None:
    deleted = "EG.IMP.CONS.ZS"

    def answer(path: str, query: dict[str, str]) -> Answer:
        return play.answer(path.replace(deleted, "NO.SUCH.SERIES"), query)

    found, asked = pulled(answer, RECENT)
    assert set(table_of(found)["item"]) == set(CODES) - {deleted}
    assert [refusal.reason for refusal in found.refused if deleted in refusal.reason] == [
        f"{deleted}: 175 Invalid format: The indicator was not found. It may have been deleted or archived."
    ]
    assert len(asked) < 30


def test_a_series_in_another_unit_is_left_out_and_named() -> None:
    rebased = b"Net barter terms of trade index (2021 = 100)"

    def answer(path: str, query: dict[str, str]) -> Answer:
        return Answer(play.answer(path, query).body.replace(b"Net barter terms of trade index (2015 = 100)", rebased))

    found, _ = pulled(answer, RECENT)
    assert set(table_of(found)["item"]) == set(CODES) - {"TT.PRI.MRCH.XD.WD"}
    assert any("2021 = 100" in refusal.reason for refusal in found.refused)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (of_header(page=2), "page 1 of 9"),
        (of_header(pages=7), "as many pages as"),
        (of_header(total=0, pages=0), "rows in all"),
        (of_header(total="many"), "four counts"),
        (of_header(total=None), "total"),
        (of_header(lastupdated="2026-10-09"), "update"),
        (of_header(lastupdated="2026-12-24"), "before today"),
        (of_header(lastupdated="soon"), "a day"),
        (of_header(sourceid="6"), "sourceid 2"),
        (of_row(date="1959"), "asked for"),
        (of_row(date="2027"), "asked for"),
        (of_row(date="2020Q1"), "asked for"),
        (of_row(date=2020), "date"),
        (of_row(value="12.5"), "value"),
        (of_row(value=True), "value"),
        (of_row(countryiso3code="RUS"), "two of"),
        (of_row(countryiso3code="LTU"), "'Armenia'"),
        (of_row(country={"id": "BY", "value": "Belarus"}), "'Belarus'"),
        (of_row(indicator={"id": "SP.POP.TOTL.FE", "value": "Population, female"}), "asked for"),
        (of_row(indicator={"id": 7, "value": "Population"}), "id"),
        (of_row(unit="thousand"), "without a unit"),
        (lambda document: document[1].__delitem__(7), "rows here"),
        (lambda document: document[1].append(document[1][0]), "rows here"),
        (lambda document: document[1].__setitem__(7, document[1][6]), "two of"),
        (lambda document: document[1][7].__delitem__("date"), "date"),
        (lambda document: document[0], "the shape that answers have"),
        (lambda document: [document[0]], "the shape that answers have"),
        (lambda document: [document[0], None], "Expected `array`, got `null`"),
        (lambda document: [document[0], {"rows": []}], "Expected `array`, got `object`"),
    ],
)  # fmt: skip
def test_what_is_no_such_page_is_refused(change: Change, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        pulled(changed(change), RECENT)


def test_a_later_page_that_repeats_the_first_is_refused() -> None:
    def answer(path: str, query: dict[str, str]) -> Answer:
        if query.get("page") != "2":
            return play.answer(path, query)
        document = json.loads(play.answer(path, query | {"page": "1"}).body)
        document[0]["page"] = 2
        return Answer(json.dumps(document).encode())

    with pytest.raises(SourceError, match="two of"):
        pulled(answer, RECENT)


@pytest.mark.parametrize("page", ["1", "2"])
def test_a_message_that_is_not_about_a_deleted_series_is_refused(recorded: Path, page: str) -> None:
    body = (recorded / "worldbank/transcribed/error_200_invalid_value.json").read_bytes()

    def answer(path: str, query: dict[str, str]) -> Answer:
        return Answer(body) if query.get("page") == page else play.answer(path, query)

    with pytest.raises(SourceError, match="120 Invalid value"):
        pulled(answer)


def test_when_all_series_are_deleted_the_pull_is_refused(recorded: Path) -> None:
    body = (recorded / "worldbank/transcribed/error_175_not_found.json").read_bytes()

    def answer(path: str, query: dict[str, str]) -> Answer:
        return Answer(body) if play.is_data(path, query) else play.answer(path, query)

    with pytest.raises(SourceError, match="none on any page"):
        pulled(answer)


def test_the_recorded_page_is_read(recorded: Path) -> None:
    body = (recorded / "worldbank/indicator_header_and_rows_trimmed.json").read_bytes()
    found, asked = pulled(always(body))
    table = table_of(found)
    columns = ["item", "reporter", "period", "value", "unit", "row"]
    assert table[columns].to_numpy().tolist() == [
        ["NY.GDP.MKTP.CD", "MEX", "2025", 1_832_641_364_775.52, "USD", 1],
        ["NY.GDP.MKTP.CD", "MEX", "2024", 1_830_489_311_088.89, "USD", 2],
    ]
    assert found.mark == "2026-07-13"
    assert len(asked) == 2
    assert [refusal.reason for refusal in found.refused] == [
        "area 'Euro area' is not in data/codes/areas.csv",
        "area 'Not classified' is a group of countries",
    ]


def test_the_recorded_rows_are_read_with_counters_before_them(recorded: Path) -> None:
    rows = json.loads((recorded / "worldbank/derived_from_rds/wb-country-indicator.json").read_bytes())
    header = {"page": 1, "pages": 1, "per_page": 100, "total": 64, "sourceid": "2", "lastupdated": "2024-05-30"}
    found, _ = pulled(always(json.dumps([header, rows]).encode()))
    table = table_of(found).set_index("period")["value"]
    assert len(rows) == 64
    assert len(table) == 63
    assert "2023" not in table
    assert table["2022"] == 25_439_700_000_000.0
    assert table["2021"] == 23_315_080_560_000.0


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>502 Bad Gateway</body></html>", b"[]", b"null", b"[[]]", b"7", b'{"message": 7}', b"\xff"],
)
def test_what_is_no_reply_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError):
        pulled(always(body))


def outcome(body: bytes) -> str:
    """What becomes of a body in place of every reply: the mark of what is brought, or the error's line."""
    try:
        return pulled(always(body))[0].mark
    except DepdashError as error:
        return str(error)


GOOD = play.answer(FIRST, {"source": "2", "format": "json", "date": "2022:2024"}).body


WORDS = st.sampled_from(["page", "total", "message", "indicator", "BLR", "2024", "7", ""])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25)
@given(
    JSON,
    st.sampled_from(["page", "pages", "total", "lastupdated", "sourceid"]),
    st.sampled_from(list(json.loads(GOOD)[1][0])),
)
def test_any_json_in_place_of_a_cell_gives_one_line_or_a_result(value: Any, counter: str, cell: str) -> None:
    whole, header, row = value, json.loads(GOOD), json.loads(GOOD)
    header[0][counter] = value
    row[1][1][cell] = value
    for document in (whole, header, row):
        assert "\n" not in outcome(json.dumps(document).encode())


def test_counters_that_promise_pages_without_end_are_refused_on_the_first() -> None:
    def answer(path: str, query: dict[str, str]) -> Answer:
        given = played(path, query)
        return Answer(play.endless(given.body)) if play.is_data(path, query) else given

    asked: list[str] = []
    with pytest.raises(SourceError, match=r"at most [0-9,]+ rows; found [0-9,]+ on as many pages"):
        driven(
            worldbank.PROVIDER, worldbank.pull(RECENT), lambda path, query: asked.append(path) or answer(path, query)
        )
    assert len(asked) == 2
