"""Eurostat live: what a pull asks and brings, keys, questions divided, and what holds it up."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.eurostat.flows import MEMBERS
from ingest.eurostat_live.comext import PARTNERS, REPORTERS
from ingest.live import Ask, Pulled, Request
from ingest.providers import eurostat
from plays import Answer, driven
from plays import eurostat as play

TODAY = date(2026, 11, 24)
REGION = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "UKR", "UZB", "RUS", "TKM")
ASK = Ask(TODAY, REGION)
HEAD = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE"
TOO_BIG = {"error": [{"status": 413, "id": 413, "label": "EXTRACTION_TOO_BIG: estimated 9 rows"}]}
NO_RESULTS = {"error": [{"status": 200, "id": 100, "label": "NO_RESULTS: no results found"}]}
NOT_FOUND = {"error": [{"status": 404, "id": 100, "label": "ERR_NOT_FOUND_4: no such"}]}
FAULT = '<S:Fault xmlns:S="urn:a"><faultcode>{}</faultcode><faultstring>{}</faultstring></S:Fault>'
Play = Callable[[str, dict[str, str]], Answer]


@cache
def pulled(ask: Ask = ASK, answer: Play = play.answer) -> tuple[Pulled, list[Request]]:
    found, asked = driven(eurostat.PROVIDER, eurostat.pull(ask), answer)
    assert found is not None
    return found, asked


@pytest.fixture(scope="module")
def whole() -> pd.DataFrame:
    found, _ = pulled()
    return pd.concat([part for _, part in found.parts], ignore_index=True)


def test_everything_is_brought_and_the_same_again_is_one_request() -> None:
    found, asked = pulled()
    assert (found.mark, found.vintage) == ("2026-11-16T11:00:00", date(2026, 11, 16))
    assert len(asked) == 17
    known = Ask(TODAY, REGION, known=found.mark)
    again, once = driven(eurostat.PROVIDER, eurostat.pull(known), play.answer)
    assert (again, len(once)) == (None, 1)
    newer, _ = pulled(known, lambda path, query: play.answer(path, query, 2))
    assert newer.mark == "2026-11-17T11:00:00"


def test_the_keys_are_those_of_the_files(whole: pd.DataFrame) -> None:
    trade = whole[whole["item"].isin(["import", "export"])]
    members = trade[(trade["freq"] == "M") & (trade["product"] != "8703")]
    assert set(members["reporter"]) == set(MEMBERS), "the Union beside its members would be counted twice"
    assert set(members["product"]) == {"_T", "27"}
    union = trade[trade["reporter"] == "EU27_2020"][["item", "product", "freq"]].drop_duplicates()
    assert sorted(union.values.tolist()) == [["export", "8703", "M"], ["export", "_T", "A"]]
    assert set(trade["partner"]) == set(REGION)
    assert set(trade["unit"]) == {"EUR"}
    assert set(REPORTERS.values()) == {*MEMBERS, "EU27_2020"}
    assert not whole.duplicated(["item", "reporter", "partner", "product", "unit", "freq", "period"]).any()


def test_a_year_that_is_not_out_has_no_figure_of_its_own(whole: pd.DataFrame) -> None:
    assert whole[(whole["item"] == "export") & (whole["freq"] == "A")]["period"].max() == "2025"
    _, asked = pulled(Ask(date(2027, 2, 20), REGION))
    assert "ge:2000+le:2025" in asked[1].address


def test_since_narrows_the_questions() -> None:
    found, asked = pulled(Ask(TODAY, REGION, 2023))
    assert len(asked) == 8
    assert min(part["period"].min() for _, part in found.parts if len(part)) == "2023"
    assert "sinceTimePeriod=2023-S1" in asked[-1].address


def test_energy_is_brought_for_those_that_have_joined(whole: pd.DataFrame) -> None:
    prices = whole[whole["item"] == "gas_price_non_household"]
    assert set(prices["reporter"]) == {"MDA", "GEO", "UKR"}
    assert (set(prices["unit"]), prices["period"].min(), prices["period"].max()) == ({"EUR/kWh"}, "2007H1", "2026H1")
    assert "GJ100000-999999" in set(prices["product"])
    dependency = whole[whole["item"] == "import_dependency"]
    kinds = dependency[["partner", "product"]].drop_duplicates().values.tolist()
    assert sorted(kinds) == [["RUS", "natural_gas"], ["RUS", "oil"], ["RUS", "solid_fossil_fuels"], ["_Z", "_T"]]
    newest = dependency[dependency["period"] == "2024"].set_index("reporter")
    assert set(newest.loc["UKR", "status"]) == {"estimated"}
    assert set(newest.loc["MDA", "note"]) == {"provisional"}
    assert set(dependency["vintage"]) == {date(2026, 11, 10)}


def test_a_table_that_is_given_up_holds_nothing_up() -> None:
    def without(path: str, query: dict[str, str]) -> Answer:
        if path.endswith("idosff"):
            return Answer(json.dumps(NOT_FOUND).encode(), 404)
        return play.answer(path, query)

    found, _ = pulled(answer=without)
    assert [refusal.reason for refusal in found.refused] == ["Eurostat has no table nrg_ind_idosff"]


def test_any_other_error_of_a_table_holds_all_up() -> None:
    def faulty(path: str, query: dict[str, str]) -> Answer:
        if path.endswith("idosff"):
            return Answer(FAULT.format(150, "INVALID_QUERY_DIMENSION").encode(), 400)
        return play.answer(path, query)

    with pytest.raises(SourceError, match="INVALID_QUERY_DIMENSION"):
        pulled(answer=faulty)


def test_a_question_that_is_too_big_is_divided() -> None:
    def small(path: str, query: dict[str, str]) -> Answer:
        times = query.get("c[TIME_PERIOD]", "")
        years = times and int(times.split("+le:")[1][:4]) - int(times[3:7])
        if query.get("c[product]") == "TOTAL,27" and (years or query["c[reporter]"].count(",") > 13):
            return Answer(json.dumps(TOO_BIG).encode(), 413)
        return play.answer(path, query)

    found, asked = pulled(Ask(TODAY, REGION, 2024), small)
    direct, _ = pulled(Ask(TODAY, REGION, 2024))
    assert len(asked) > 12

    def sums(each: Pulled) -> pd.Series:
        both = pd.concat([part for _, part in each.parts])
        return both.groupby(["item", "reporter", "partner", "product"])["value"].sum()

    assert sums(found).equals(sums(direct))


def test_what_is_too_big_undivided_is_an_error() -> None:
    def never(path: str, query: dict[str, str]) -> Answer:
        return Answer(json.dumps(TOO_BIG).encode(), 413)

    with pytest.raises(SourceError, match="EXTRACTION_TOO_BIG"):
        pulled(answer=never)


def test_no_exports_of_cars_at_all_is_an_error() -> None:
    for body in (json.dumps(NO_RESULTS), f"{HEAD}\r\n"):
        with pytest.raises(SourceError, match="exports of cars"):
            pulled(answer=lambda path, query, body=body: Answer(body.encode()))  # type: ignore[misc]


def test_a_reply_without_one_of_the_members_is_refused() -> None:
    def without_lithuania(path: str, query: dict[str, str]) -> Answer:
        given = play.answer(path, query)
        if not play.is_data(path, query):
            return given
        rows = [row for row in play.rows(given.body) if row["reporter"] != "LT"]
        return Answer(play.with_rows(given.body, rows))

    with pytest.raises(SourceError, match="the imports of all 27 reporters; found none of LT"):
        pulled(answer=without_lithuania)


def test_every_country_of_the_region_has_a_code() -> None:
    assert set(REGION) <= set(PARTNERS)
