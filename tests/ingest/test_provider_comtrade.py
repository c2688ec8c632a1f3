"""UN Comtrade live: counted before it is asked for, split until it fits, one day of release a data set."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from urllib.parse import parse_qsl

import pytest

from ingest.errors import ParameterError, SourceError
from ingest.live import Ask, Pulled, Request
from ingest.providers import comtrade
from plays import Answer, driven
from plays import comtrade as play

COUNTRIES = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB", "RUS")
FEW = ("BLR", "KAZ", "RUS")
ASK = Ask(date(2026, 11, 24), FEW)
Play = Callable[[str, dict[str, str]], Answer]


@cache
def pulled(ask: Ask = ASK, answer: Play = play.answer) -> tuple[Pulled, list[Request]]:
    found, asked = driven(comtrade.PROVIDER, comtrade.pull(ask), answer)
    assert found is not None
    return found, asked


def values(found: Pulled, **at: str) -> dict[str, float]:
    rows: dict[str, float] = {}
    for _, table in found.parts:
        for name, code in at.items():
            table = table[table[name] == code]
        rows |= dict(zip(table["period"], table["value"], strict=True))
    return rows


def test_the_series_are_those_of_the_files() -> None:
    found, _ = pulled()
    exports = values(found, item="export", reporter="BLR", partner="RUS", product="_T", unit="USD", freq="A")
    assert list(exports) == ["2021", "2022", "2023", "2024"]
    assert exports["2022"] == play._worth("BLR", "X", 2022, "Russian Federation", 1)
    fuels = values(found, item="import", reporter="BLR", partner="WLD", product="27", unit="USD")
    assert list(fuels) == list(exports)
    titles = {title for _, table in found.parts for title in table["title"]}
    assert {"Exports, all goods", "Imports, HS 27", "Exports, HS 3104", "Imports, HS 04"} <= titles
    assert {status for _, table in found.parts for status in table["status"]} == {"reported"}


def test_mirror_reports_of_russia_and_china_are_brought() -> None:
    found, _ = pulled()
    assert list(values(found, item="import", reporter="CHN", partner="BLR", product="31"))[-1] == "2025"
    assert list(values(found, item="export", reporter="RUS", partner="KAZ", product="87")) == ["2021"]
    assert list(values(found, item="export", reporter="CHN", partner="RUS", product="_T"))[-1] == "2025"


def test_goods_by_every_partner_are_totals_and_fuels_alone() -> None:
    found, _ = pulled()
    partners = {
        product: {partner for _, table in found.parts for partner in table.loc[table["product"] == product, "partner"]}
        for product in ("_T", "27", "31")
    }
    assert {"DEU", "POL", "FRA", "USA", "CHE", "_S19", "_X"} <= partners["_T"]
    assert {"DEU", "POL", "FRA", "USA", "_S19"} <= partners["27"]
    assert partners["31"] <= {"RUS", "CHN", "WLD", "BLR", "KAZ"}


def test_every_question_excludes_what_would_be_counted_again_and_is_counted_first() -> None:
    _, asked = pulled(Ask(ASK.today, COUNTRIES))
    assert [request.path for request in asked[:2]] == [
        "/public/v1/getDA/C/A/HS", "/files/v1/app/reference/Reporters.json",
    ]  # fmt: skip
    counted: set[tuple[tuple[str, str], ...]] = set()
    for request in asked[2:]:
        query = dict(request.query)
        assert (query["partner2Code"], query["motCode"], query["customsCode"]) == ("0", "0", "C00")
        assert len(query["period"].split(",")) <= 12
        assert len(request.address) < 4000
        assert not request.keyed
        kept = tuple((name, text) for name, text in request.query if name not in ("countOnly", "includeDesc"))
        if "countOnly" in query:
            counted.add(kept)
        else:
            assert kept in counted
    assert len(asked) < 70


def test_nothing_is_cut_at_five_hundred_rows() -> None:
    found, _ = pulled(Ask(ASK.today, ("BLR", "KAZ"), since=2016))
    sizes = [len(json.loads(one.body)["data"]) for one, _ in found.parts]
    assert max(sizes) <= 500
    assert sum(sizes) > 2000
    assert min(values(found, item="export", reporter="BLR", partner="RUS", product="_T")) == "2016"


def test_without_a_key_at_most_twelve_years_with_one_all_of_them() -> None:
    found, _ = pulled(Ask(ASK.today, ("BLR",), since=1990))
    assert min(values(found, item="export", reporter="BLR", partner="RUS", product="_T")) == "2014"
    found, asked = pulled(Ask(ASK.today, ("BLR",), keyed=True))
    assert min(values(found, item="export", reporter="BLR", partner="RUS", product="_T")) == "2000"
    assert {request.path for request in asked[2:]} == {"/data/v1/get/C/A/HS"}
    assert all(request.keyed for request in asked[2:])
    assert not any("key" in name.lower() for request in asked for name, _ in request.query)
    assert comtrade.PROVIDER.key is not None
    assert comtrade.PROVIDER.key.header == "Ocp-Apim-Subscription-Key"
    found, _ = pulled(Ask(ASK.today, ("BLR",), since=2020, keyed=True))
    assert min(values(found, item="export", reporter="BLR", partner="RUS", product="_T")) == "2020"


def test_unchanged_is_one_request() -> None:
    found, _ = pulled()
    again, asked = driven(
        comtrade.PROVIDER, comtrade.pull(Ask(ASK.today, FEW, known=found.mark)), play.answer
    )  # fmt: skip
    assert again is None
    assert [request.path for request in asked] == ["/public/v1/getDA/C/A/HS"]


def test_the_next_edition_has_another_mark_its_own_days_and_its_revisions() -> None:
    first, _ = pulled()
    second, _ = pulled(answer=lambda path, query: play.answer(path, query, edition=2))
    assert first.mark != second.mark
    assert (first.vintage, second.vintage) == (date(2026, 3, 17), date(2026, 11, 21))
    at = {"item": "export", "reporter": "KAZ", "partner": "RUS", "product": "_T"}
    assert values(second, **at)["2024"] == pytest.approx(1.01 * values(first, **at)["2024"])
    assert values(second, **at)["2023"] == values(first, **at)["2023"]
    at["reporter"] = "BLR"
    assert set(values(second, **at)) - set(values(first, **at)) == {"2025"}
    days = {
        (row.reporter, row.period): row.vintage for _, table in second.parts for row in table.itertuples(index=False)
    }
    assert days["KAZ", "2024"] == days["BLR", "2025"] == date(2026, 11, 21)
    assert days["KAZ", "2023"] == date.fromisoformat(play._released("KAZ", 2023, 1)[:10])


def test_one_list_of_another_key_or_span_is_no_old_mark() -> None:
    one = Ask(ASK.today, ("BLR",))
    marks = {
        pulled(ask)[0].mark for ask in (one, Ask(ASK.today, ("BLR",), since=2019), Ask(ASK.today, ("BLR",), keyed=True))
    }
    assert len(marks) == 3


def test_what_came_back_and_unknown_areas_are_left_out_once_each() -> None:
    found, _ = pulled()
    reasons = [refusal.reason for refusal in found.refused]
    assert "import of BLR with itself: goods that came back" in reasons
    assert "area 'Free Zones' (838) is not in data/codes/areas.csv" in reasons
    assert len(reasons) == len(set(reasons))
    assert not any((table["reporter"] == table["partner"]).any() for _, table in found.parts)


def test_a_country_without_data_sets_is_named() -> None:
    found, _ = pulled(Ask(ASK.today, ("BLR", "TKM")))
    assert found.refused[0].reason == "TKM has no data set in these years"


def test_a_country_without_a_number_is_a_fault_of_the_question() -> None:
    with pytest.raises(ParameterError, match="countries"):
        pulled(Ask(ASK.today, ("BLR", "XKX")))


def test_a_preview_that_cuts_more_than_it_says_is_refused() -> None:
    def cut(path: str, query: dict[str, str]) -> Answer:
        answer = play.answer(path, query)
        found = play.rows(answer.body) if play.is_data(path, query) else []
        return Answer(play.body_of(found[:30])) if len(found) > 30 else answer

    with pytest.raises(SourceError, match="rows, as counted; found 30 rows"):
        pulled(answer=cut)


def test_a_key_that_gives_no_more_than_the_preview_is_named() -> None:
    def free(path: str, query: dict[str, str]) -> Answer:
        answer = play.answer(path, query)
        return Answer(play.body_of(play.rows(answer.body)[:500])) if play.is_data(path, query) else answer

    with pytest.raises(SourceError, match=r"the reply is cut; .*better unset"):
        pulled(Ask(ASK.today, FEW, keyed=True), free)


def test_parts_that_do_not_add_up_to_their_whole_are_refused() -> None:
    def more(path: str, query: dict[str, str]) -> Answer:
        answer = play.answer(path, query)
        count = json.loads(answer.body).get("count", 0)
        return Answer(play.body_of([], count + 5)) if "countOnly" in query and count > 500 else answer

    with pytest.raises(SourceError, match="in parts of 500"):
        pulled(answer=more)


def test_an_empty_reply_about_a_listed_data_set_is_an_error() -> None:
    def nothing(path: str, query: dict[str, str]) -> Answer:
        answer = play.answer(path, query)
        return Answer(play.body_of([])) if "preview" in path else answer

    with pytest.raises(SourceError, match="whose data set is listed; found no row"):
        pulled(answer=nothing)


def test_a_pull_is_the_same_each_time_and_the_play_takes_its_rows_back() -> None:
    one, first = pulled()
    two, second = pulled(answer=lambda path, query: play.answer(path, query))
    assert [request.address for request in first] == [request.address for request in second]
    assert all(a.equals(b) for (_, a), (_, b) in zip(one.parts, two.parts, strict=True))
    given = one.parts[0][0]
    assert json.loads(play.with_rows(given.body, play.rows(given.body))) == json.loads(given.body)
    assert dict(parse_qsl(given.address.split("?")[1]))["includeDesc"] == "true"


def products_of(found: Pulled, reporter: str) -> dict[str, set[str]]:
    """The partners with which each product of a reporter was brought."""
    partners: dict[str, set[str]] = {}
    for _, table in found.parts:
        for row in table[table["reporter"] == reporter].itertuples(index=False):
            partners.setdefault(str(row.product), set()).add(str(row.partner))
    return partners


def test_every_chapter_of_one_country_is_brought_with_the_partner_and_the_world() -> None:
    found, asked = pulled(Ask(ASK.today, ("BLR", "KAZ")))
    chapters = {product: who for product, who in products_of(found, "BLR").items() if len(product) == 2}
    chapters.pop("_T")
    assert len(chapters) == 97  # 01 to 97 without 77, and 99
    assert {"RUS", "WLD"} == chapters["01"] == chapters["99"]
    assert "01" not in products_of(found, "KAZ")
    assert not any("AG6" in dict(request.query)["cmdCode"] for request in asked[2:]), "the preview would be cut"
    assert values(found, item="import", reporter="BLR", partner="RUS", product="01").keys() == {
        "2021", "2022", "2023", "2024",
    }  # fmt: skip


def test_with_a_key_subheadings_of_the_last_five_years_are_brought_under_their_revision() -> None:
    found, asked = pulled(Ask(ASK.today, ("BLR",), keyed=True))
    lines = {product: who for product, who in products_of(found, "BLR").items() if "-" in product}
    assert lines.keys() == {f"{revision}-{code}" for revision in ("H5", "H6") for code in play.LINES}
    assert set().union(*lines.values()) == {"RUS", "WLD"}
    exports = values(found, item="export", reporter="BLR", partner="RUS", product="H5-311000")
    assert list(exports) == ["2020", "2021"]
    assert exports["2020"] == pytest.approx(play._worth("BLR", "X", 2020, "Russian Federation", 1) * 0.03 / 4)
    assert list(values(found, item="export", reporter="BLR", partner="RUS", product="H6-311000")) == [
        "2022", "2023", "2024",
    ]  # fmt: skip
    titles = {title for _, table in found.parts for title in table["title"]}
    assert "Exports, HS 311000 of revision H6" in titles
    wanted = [dict(request.query) for request in asked[2:] if dict(request.query)["cmdCode"] == "AG6"]
    assert {year for query in wanted for year in query["period"].split(",")} == {"2020", "2021", "2022", "2023", "2024"}


def test_lines_are_not_asked_for_where_their_country_is_not() -> None:
    _, asked = pulled(Ask(ASK.today, ("KAZ",), keyed=True))
    assert not any("AG6" in dict(request.query).get("cmdCode", "") for request in asked)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"cmdCode": "3104"}, "cmdCode"),
        ({"cmdCode": "9999AA"}, "cmdCode"),
        ({"classificationCode": "S3"}, "classification"),
    ],
)
def test_among_subheadings_anything_else_is_refused(fields: dict[str, str], reason: str) -> None:
    def other(path: str, query: dict[str, str]) -> Answer:
        answer = play.answer(path, query)
        if not play.is_data(path, query) or query["cmdCode"] != "AG6":
            return answer
        found = play.rows(answer.body)
        return Answer(play.with_rows(answer.body, [found[0] | fields, *found[1:]]))

    with pytest.raises(SourceError, match=f"{reason}.* as asked for"):
        pulled(Ask(ASK.today, ("BLR",), keyed=True, since=2022), other)
