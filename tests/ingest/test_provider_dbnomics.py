"""DBnomics live: pages, "NA" among the numbers, errors with status 200, a feed that stands still."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DepdashError, ParameterError, SourceError
from ingest.live import Ask, Pulled, Reply, Request
from ingest.providers import dbnomics
from plays import RETRIEVED, Answer, driven
from plays import dbnomics as play

COUNTRIES = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB", "RUS")
ASK = Ask(date(2026, 11, 24), COUNTRIES)
CODE = "A.BY.TXG_FOB_USD.RU"
Play = Callable[[str, dict[str, str]], Answer]


def reply(body: bytes) -> Reply:
    return Reply(f"https://api.db.nomics.world/v22/series/IMF/DOT/{CODE}", 200, {}, body, RETRIEVED)


@cache
def pulled(ask: Ask = ASK, answer: Play = play.answer) -> tuple[Pulled, list[Request]]:
    found, asked = driven(dbnomics.PROVIDER, dbnomics.pull(ask), answer)
    assert found is not None
    return found, asked


def doc(**more: Any) -> dict[str, Any]:
    return play._series(CODE, 1) | more


def body(*docs: dict[str, Any], **more: Any) -> bytes:
    series = {"docs": list(docs), "num_found": len(docs), "offset": 0, "limit": 500} | more
    return json.dumps({"_meta": {}, "series": series}).encode()


def read(given: bytes) -> Any:
    _, series = dbnomics.page(reply(given), 0)
    return dbnomics.observations(reply(given), series, {CODE}, 0)


def series_of(found: Pulled, code: str) -> dict[str, float]:
    return {
        row.period: row.value
        for _, table in found.parts
        for row in table.itertuples(index=False)
        if row.locator == code
    }


def test_every_series_comes_over_several_pages() -> None:
    found, asked = pulled()
    assert [dict(request.query)["offset"] for request in asked] == ["0", "25", "50"]
    assert asked[0].path == (
        "/v22/series/IMF/DOT/A.AM+AZ+BY+GE+KZ+KG+MD+RU+TJ+TM+UA+UZ.TXG_FOB_USD+TMG_CIF_USD.RU+CN+W00"
    )
    table = found.parts[0][1]
    keys = {
        (row.item, row.reporter, row.partner, row.product, row.unit, row.freq)
        for _, table in found.parts for row in table.itertuples(index=False)
    }  # fmt: skip
    assert ("export", "BLR", "RUS", "_T", "USD mn", "A") in keys
    assert ("import", "KAZ", "WLD", "_T", "USD mn", "A") in keys
    assert len(keys) == 68
    assert set(table["vintage"]) == {date(2025, 4, 12)}
    assert (found.edition, found.vintage) == ("indexed 2025-04-12", date(2025, 4, 12))


def test_values_are_millions_as_they_stand_and_na_is_missing() -> None:
    found, _ = pulled()
    published = play._series(CODE, 1)
    expected = {
        year: value for year, value in zip(published["period"], published["value"], strict=True) if value != "NA"
    }
    assert series_of(found, CODE) == expected
    assert "1992" not in expected


def test_years_after_the_two_stopped_reporting_are_estimates() -> None:
    found, _ = pulled()
    statuses = {
        (row.reporter, row.period): row.status for _, table in found.parts for row in table.itertuples(index=False)
    }
    assert statuses["BLR", "2021"] == statuses["KAZ", "2024"] == "reported"
    assert statuses["BLR", "2022"] == statuses["RUS", "2024"] == "estimated"


def test_only_years_from_the_first_wanted() -> None:
    found, _ = pulled(Ask(ASK.today, ("BLR",), since=2015))
    assert min(series_of(found, CODE)) == "2015"


def test_unchanged_is_one_request_and_another_day_of_indexing_is_not() -> None:
    found, _ = pulled()
    assert found.mark == "2025-04-12, 68 series"
    ask = Ask(ASK.today, COUNTRIES, known=found.mark)
    again, asked = driven(dbnomics.PROVIDER, dbnomics.pull(ask), play.answer)
    assert again is None
    assert len(asked) == 1
    second, _ = pulled(ask, lambda path, query: play.answer(path, query, edition=2))
    assert second.mark == "2025-04-13, 68 series"
    code = "A.KZ.TXG_FOB_USD.RU"
    assert series_of(second, code)["2024"] == pytest.approx(1.01 * series_of(found, code)["2024"])
    assert series_of(second, CODE) == series_of(found, CODE)


def test_a_country_without_a_code_is_a_fault_of_the_question() -> None:
    with pytest.raises(ParameterError, match="countries"):
        pulled(Ask(ASK.today, ("XKX",)))


def paged(change: Callable[[int, dict[str, Any]], None]) -> Play:
    def answer(path: str, query: dict[str, str]) -> Answer:
        document = json.loads(play.answer(path, query).body)
        change(int(query["offset"]), document["series"])
        return Answer(json.dumps(document).encode())

    return answer


def test_pages_that_do_not_follow_one_another_are_refused() -> None:
    first = json.loads(play.answer("/v22/series/IMF/DOT/A.AM.TXG_FOB_USD.RU+CN", {"limit": "1"}).body)["series"]["docs"]
    cases: list[tuple[Callable[[int, dict[str, Any]], None], str]] = [
        (lambda offset, series: series.update(offset=0), "the series from 25 on; found those from 0"),
        (lambda offset, series: series.update(num_found=68 + offset), "68 series, as before; found 93"),
        (lambda offset, series: series.update(docs=series["docs"] if not offset else []), "a page of what was found"),
        (lambda offset, series: series.update(num_found=20), "a page of what was found"),
        (
            lambda offset, series: series.update(docs=first if offset else [*first, *series["docs"][1:]]),
            f"two of {first[0]['series_code']}",
        ),
    ]
    for change, reason in cases:
        with pytest.raises(SourceError, match=reason):
            pulled(answer=paged(change))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"series_code": "A.BY.TXG_FOB_USD.UA"}, "that were asked for"), ({"provider_code": "BIS"}, "asked for"),
        ({"dataset_code": "BOP"}, "asked for"), ({"@frequency": "monthly"}, "yearly series"),
        ({"period": ["2019", "2020"], "value": [1.0]}, "2 values"),
        ({"period": ["2019"] * 2, "value": [1.0] * 2}, "two of"),
        ({"period": ["2019-01"], "value": [1.0]}, "years"), ({"period": ["2031"], "value": [1.0]}, "begun"),
        ({"period": [2019], "value": [1.0]}, "got `int`"), ({"period": ["2019"], "value": ["12.5"]}, "'NA'"),
        ({"period": ["2019"], "value": [-1.0]}, "at least 0"), ({"period": ["2019"], "value": [True]}, "value"),
        ({"period": ["2019"], "value": [[1]]}, "value"), ({"indexed_at": "2027-01-01"}, "that has been"),
        ({"indexed_at": "2025-13-01"}, "a day as indexed_at"), ({"indexed_at": None}, "indexed_at"),
        ({"value": None}, "Expected `array`, got `null`"),
    ],
)  # fmt: skip
def test_a_series_of_another_shape_is_refused(fields: dict[str, Any], reason: str) -> None:
    assert len(read(body(doc()))) > 20
    with pytest.raises(SourceError, match=reason):
        read(body(doc(**fields)))


def test_null_is_missing_and_nought_is_not() -> None:
    table = read(body(doc(period=["2018", "2019", "2020"], value=[None, 0.0, "NA"], more=1)))
    assert table[["period", "value"]].values.tolist() == [["2019", 0.0]]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b'{"errors":[{"message":"no such series"}],"series":{"docs":[],"num_found":0}}', "no such series"),
        (b'{"_meta":{},"message":"Could not find"}', "Could not find"), (b"<html>down</html>", "HTML"),
        (b"", "empty"), (b"[]", "series.docs"), (b'{"series":[]}', "series.docs"), (b"null", "series.docs"),
        (b'{"series":{"docs":[],"num_found":0}}', "a page of what was found"),
        (b'{"series":{"docs":[{"value":[NaN]}],"num_found":1}}', "malformed"),
    ],
)  # fmt: skip
def test_errors_in_a_body_are_errors(given: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(given)


def test_recorded_replies_are_refused_and_the_missing_value_is_read(recorded: Path) -> None:
    paths = sorted((recorded / "dbnomics").glob("*.json"))
    assert len(paths) == 2
    with pytest.raises(SourceError, match="Could not find storage directory for provider 'PWT'"):
        read(paths[0].read_bytes())
    with pytest.raises(SourceError, match="indexed_at"):
        read(paths[1].read_bytes())
    (other,) = json.loads(paths[1].read_bytes())["series"]["docs"]
    with pytest.raises(SourceError, match=r"asked for; found Eurostat/prc_hicp_midx"):
        read(body(other | {"indexed_at": "2026-06-20T00:00:00Z"}))
    years = ["2023", "2024", "2025"]  # the recorded series is monthly: its values, under years
    table = dbnomics.values_by_year(reply(b""), CODE, years, other["value"])
    assert table.values.tolist() == [["2023", 128.1], ["2025", 128.9]]


GOOD = body(doc())
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(["series", "docs", "num_found", "offset", "errors", "message", "value", "period", "x"])
trees = st.recursive(leaves, lambda some: st.lists(some, max_size=3) | st.dictionaries(names, some), max_leaves=8)


@given(
    st.binary(max_size=60)
    | trees.map(lambda tree: json.dumps(tree).encode())
    | st.integers(0, len(GOOD)).map(lambda at: GOOD[:at])
    | st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=3)).map(
        lambda hit: GOOD[: hit[0]] + hit[1] + GOOD[hit[0] + 1 :]
    )
)
def test_whatever_comes_is_read_or_refused(given: bytes) -> None:
    with suppress(DepdashError):
        read(given)


def test_the_play_takes_its_rows_back() -> None:
    given = play.answer("/v22/series/IMF/DOT/A.BY+KZ.TXG_FOB_USD.RU", {})
    assert json.loads(play.with_rows(given.body, play.rows(given.body))) == json.loads(given.body)
