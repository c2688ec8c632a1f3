"""The National Bank of Belarus live: chains of numbers, scales, windows, old roubles."""

import contextlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.live import Ask, Pulled, Reply
from ingest.model import KEY
from ingest.providers import nbrb
from ingest.providers.nbrb import Window
from plays import RETRIEVED, Answer, driven
from plays import nbrb as play

TODAY = date(2026, 11, 24)
ASK = Ask(TODAY, ("BLR", "RUS"))
NEWEST = "/exrates/rates/dynamics/431"
JULY = Window("USD", 431, 1, date(2021, 7, 9), date(2021, 7, 31))


def reply(body: bytes, path: str = NEWEST) -> Reply:
    return Reply(f"https://api.nbrb.by{path}", 200, {}, body, RETRIEVED)


def pulled(answer: Callable[..., Answer] = play.answer, **changes: Any) -> tuple[Pulled | None, list[str]]:
    ask = Ask(**{"today": TODAY, "countries": ("BLR",), **changes})
    found, asked = driven(nbrb.PROVIDER, nbrb.pull(ask), answer)
    return found, [request.address for request in asked]


def table_of(found: Pulled | None) -> pd.DataFrame:
    assert found is not None
    return pd.concat([table for _, table in found.parts], ignore_index=True)


@pytest.fixture(scope="module")
def first() -> Pulled:
    found, _ = pulled()
    assert found is not None
    return found


def test_every_day_since_2000_is_brought_once(first: Pulled) -> None:
    table = table_of(first)
    key = [name for name in KEY if name != "source"]
    assert not table.duplicated([*key, "period"]).any()
    dollars = table[table["unit"] == "LCU per USD"]
    assert len(dollars) == (TODAY - date(2000, 1, 1)).days + 1
    assert set(table["reporter"]) == {"BLR"}
    assert set(table["freq"]) == {"D"}
    assert set(table["vintage"]) == {RETRIEVED.date()}
    assert first.refused == ()
    assert (first.edition, first.vintage) == ("to 2026-11-24", RETRIEVED.date())


def test_days_in_old_roubles_are_series_of_their_own(first: Pulled) -> None:
    spans = table_of(first).groupby(["item", "unit"])["period"].agg(["min", "max"]).to_dict("index")
    assert spans == {
        ("exchange_rate", "LCU per USD"): {"min": "2016-07-01", "max": "2026-11-24"},
        ("exchange_rate", "LCU per RUB"): {"min": "2016-07-01", "max": "2026-11-24"},
        ("exchange_rate_old_rouble", "LCU per USD"): {"min": "2000-01-01", "max": "2016-06-30"},
        ("exchange_rate_old_rouble", "LCU per RUB"): {"min": "2003-01-01", "max": "2016-06-30"},
    }


def test_no_reply_is_asked_for_more_than_365_days_or_for_days_of_another_number() -> None:
    found = nbrb.windows(TODAY)
    assert max((window.last - window.first).days for window in found) == 364
    ends = {link.number: (link.first, link.last) for link in nbrb._CHAIN}
    assert all(ends[w.number][0] <= w.first <= w.last <= min(ends[w.number][1], TODAY) for w in found)
    assert {window.number for window in found} == {145, 431, 190, 298, 456}


def test_a_window_that_is_full_is_asked_for_in_the_same_words_the_next_day() -> None:
    today, tomorrow = (nbrb.windows(TODAY + timedelta(days=n)) for n in (0, 1))
    assert len(set(today) - set(tomorrow)) == 2  # the newest of each currency


def test_the_same_list_again_is_one_request(first: Pulled) -> None:
    again, asked = pulled(known=first.mark)
    assert again is None
    assert asked == ["/exrates/rates?ondate=2026-11-24&periodicity=0"]


def test_a_second_edition_brings_the_revised_days(first: Pulled) -> None:
    found, _ = pulled(lambda path, query: play.answer(path, query, edition=2), known=first.mark, since=2026)
    before, after = table_of(pulled(since=2026)[0]), table_of(found)
    differ = after["period"][after["value"] != before["value"]]
    assert sorted(set(differ)) == ["2026-11-22", "2026-11-23", "2026-11-24"]


def test_since_asks_for_those_years_only() -> None:
    found, asked = pulled(since=2020)
    assert table_of(found)["period"].min() == "2020-01-01"
    assert len(asked) == 17
    assert "/exrates/rates/dynamics/145?startdate=2020-01-01&enddate=2020-12-30" in asked
    assert not any("dynamics/190" in address for address in asked)


def test_the_recorded_days_are_read(recorded: Path) -> None:
    body = (recorded / "nbrb/transcribed/dynamics_431_2021-07-09_2021-07-31.json").read_bytes()
    table = nbrb.rates(reply(body), JULY).set_index("period")
    assert len(table) == 23
    assert table["value"]["2021-07-09"] == 2.5921
    assert table["value"]["2021-07-10":"2021-07-12"].tolist() == [2.5743] * 3  # a weekend repeats, as published
    assert set(table["unit"]) == {"LCU per USD"}
    assert table["row"].tolist() == list(range(1, 24))


def test_the_recorded_list_names_the_numbers_and_scales_of_the_chain(recorded: Path) -> None:
    body = (recorded / "nbrb/rates_2022-02-28_trimmed.json").read_bytes()
    assert nbrb.todays_rates(reply(body), date(2022, 2, 28)) == {"USD": 2.7597, "RUB": 3.2978}
    with pytest.raises(SourceError, match=r"431 with scale 1 for USD on 2022-03-01; found .* on 2022-02-28"):
        nbrb.todays_rates(reply(body), date(2022, 3, 1))


LISTED = json.loads(play.answer("/exrates/rates", {"ondate": "2026-11-24"}).body)


def listed(name: str, **changes: Any) -> bytes:
    return json.dumps([row | changes if row["Cur_Abbreviation"] == name else row for row in LISTED]).encode()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (listed("USD", Cur_ID=600), "number 431 with scale 1 for USD .*found number 600 with scale 1.*renumbered"),
        (listed("RUB", Cur_Scale=10), "number 456 with scale 100 for RUB .*found number 456 with scale 10 "),
        (listed("RUB", Cur_Abbreviation="RUR"), "number 456 with scale 100 for RUB .*found none"),
        (json.dumps(LISTED * 2).encode(), "for USD .*found number 431 .* and number 431"),
        (listed("USD", Cur_OfficialRate=None), "for USD"),
        (listed("USD", Cur_OfficialRate=0), "for USD"),
        (listed("USD", Cur_OfficialRate="2.5"), "Cur_OfficialRate"),
        (listed("USD", Date="2026-11-23T00:00:00"), "found number 431 with scale 1 on 2026-11-23"),
        (b"[]", "found none"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"", "an empty file"),
        (b'{"message": "error"}', "a list of objects"),
    ],
)
def test_a_list_with_another_number_or_scale_ends_the_pull(body: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        pulled(lambda path, query: Answer(body))


@pytest.mark.parametrize("factor", [100, 0.01])
def test_days_that_are_for_another_scale_than_the_list_are_refused(factor: float) -> None:
    def answer(path: str, query: dict[str, str]) -> Answer:
        given = play.answer(path, query)
        if "/456" not in path:
            return given
        rows = [row | {"Cur_OfficialRate": row["Cur_OfficialRate"] * factor} for row in play.rows(given.body)]
        return Answer(play.with_rows(given.body, rows))

    with pytest.raises(SourceError, match=r"expected 3.598 for 100 RUB on 2026-11-24, as in the list of that day"):
        pulled(answer, since=2026)


@pytest.mark.parametrize("empty", [Answer(b"", 404), Answer(b"[]")])
def test_a_number_without_rates_is_named_and_the_newest_is_not_missed(empty: Answer) -> None:
    def without(number: int) -> Callable[[str, dict[str, str]], Answer]:
        return lambda path, query: empty if path.endswith(f"/{number}") else play.answer(path, query)

    found, _ = pulled(without(190), since=2015)
    assert found is not None
    assert [refusal.reason for refusal in found.refused] == [
        "no rates of RUB from 2015-01-01",
        "no rates of RUB from 2016-01-01",
    ]
    with pytest.raises(SourceError, match="found no rate"):
        pulled(without(431), since=2026)


def day(value: Any = 2.5, when: str = "2021-07-09T00:00:00", number: Any = 431) -> dict[str, Any]:
    return {"Cur_ID": number, "Date": when, "Cur_OfficialRate": value}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([day(number=145)], "rates above 0 of number 431, 2021-07-09 to 2021-07-31; found 2.5 of number 145"),
        ([day(when="2021-07-08T00:00:00")], "on 2021-07-08"),
        ([day(when="2021-08-01T00:00:00")], "on 2021-08-01"),
        ([day(when="2021-07-32T00:00:00")], "on 2021-07-32"),
        ([day(when="2021-07-09T12:00:00")], "on 2021-07-09T12"),
        ([day(), day(value=2.6)], "each value once; found two of 2021-07-09"),
        ([day(value=0)], "found 0.0 of"),
        ([day(value=-2.5)], "found -2.5 of"),
        ([day(value="2.5")], "Cur_OfficialRate"),
        ([day(value=True)], "Cur_OfficialRate"),
        ([day(number="431")], "found Expected `int`, got `str` - at `..0..Cur_ID`"),
        ([{"Cur_ID": 431, "Date": "2021-07-09T00:00:00", "Rate": 2.5}], "expected rates; found none in 1 rows"),
    ],
)
def test_rows_that_were_not_asked_for_are_refused(rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        nbrb.rates(reply(json.dumps(rows).encode()), JULY)


@pytest.mark.parametrize("body", [b"[NaN]", b'[{"Cur_OfficialRate": Infinity}]', b"\xff\xfe[", b"[[", b"7", b"null"])
def test_what_is_no_list_of_rates_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError):
        nbrb.rates(reply(body), JULY)


def test_a_day_without_a_rate_is_missing_and_new_fields_are_let_through() -> None:
    rows = [day(), day(value=None, when="2021-07-10T00:00:00"), day(when="2021-07-11T00:00:00") | {"Note": "x"}]
    table = nbrb.rates(reply(json.dumps(rows).encode()), JULY)
    assert table["period"].tolist() == ["2021-07-09", "2021-07-11"]
    assert table["row"].tolist() == [1, 3]


GOOD = json.dumps([day(), day(when="2021-07-10T00:00:00")]).encode()
SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2021-07-09T00:00:00"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Cur_ID", "Date", "Cur_OfficialRate", "Cur_Scale"]), inner)
    ),
    max_leaves=8,
)


@given(
    st.binary(max_size=60)
    | st.builds(lambda at, new: GOOD[:at] + new + GOOD[at + 1 :], st.integers(0, len(GOOD)), st.binary(max_size=2))
    | st.builds(lambda scrap: json.dumps(scrap).encode(), SCRAPS)
)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(DepdashError):
        table = nbrb.rates(reply(body), JULY)
        assert (table["value"] > 0).all()
    with contextlib.suppress(DepdashError):
        assert set(nbrb.todays_rates(reply(body), TODAY)) == {"USD", "RUB"}
