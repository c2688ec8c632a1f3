"""Between a pull and a snapshot: what is held, what is news and of which day, and the snapshot with that on top."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.importing import parts_of
from ingest.layout import laid_out
from ingest.model import KEY, OBSERVATION
from ingest.sources import pinksheet
from ingest.store import Snapshot, Store
from ingest.vintages import CELL, WITHDRAWN, appended, held, news
from snapshots import EMPTY, days, on_top, published, pulled_of, rows

DAY = date(2026, 7, 1)
Figures = dict[tuple[str, str], float]


def visible(snapshot: Snapshot, day: date | None = None) -> Figures:
    """Value by reporter and period of the newest vintage of `day` or before, as the indicators see it."""
    whole = snapshot.tables.observations.join(snapshot.tables.series[["reporter"]].astype(object), on="series")
    seen = whole if day is None else whole[whole["vintage"] <= pd.Timestamp(day)]
    newest = seen.sort_values("vintage", kind="stable").drop_duplicates(["series", "period"], keep="last")
    found = zip(newest["reporter"], newest["period"], newest["value"], strict=True)
    return {(reporter, name): value for reporter, name, value in found if not np.isnan(value)}


def short(table: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    """The named columns of each row, days as text."""
    columns = [[str(day)[:10] for day in table[name]] if name == "vintage" else table[name].tolist() for name in names]
    return list(zip(*columns, strict=True))


def news_of(base: Snapshot, pulled: pd.DataFrame, day: date = DAY, **how: Any) -> list[tuple[Any, ...]]:
    found = news(held(base, "x"), pulled, day, **{"withdraws": True} | how)
    return short(found, "reporter", "period", "value", "vintage")


# --- what is held


def test_the_newest_vintage_of_each_period_is_held() -> None:
    file = pd.concat([rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0)), rows(("BLR", "2020", 2.5), vintage=DAY)])
    found = held(on_top(None, file), "x")
    assert short(found, "period", "value", "vintage") == [("2019", 1.0, "2026-01-01"), ("2020", 2.5, "2026-07-01")]
    assert list(found.columns[:8]) == [*KEY, "period"]
    assert found.loc[1, ["source", "item", "status", "preference"]].tolist() == ["x", "export", "reported", 1]
    assert found["last"].tolist() == [pd.Timestamp(2019, 12, 31), pd.Timestamp(2020, 12, 31)]
    assert not found["live"].any()


def test_only_the_source_asked_for_is_held_and_no_single_figures() -> None:
    base = on_top(on_top(None, rows(("BLR", "2019", 1.0))), rows(("RUS", "2019", 9.0)), source="y")
    base = on_top(base, rows(("KAZ", "2019", 3.0), freq="_O"))
    assert short(held(base, "x"), "reporter", "value") == [("BLR", 1.0)]
    assert short(held(base, "y"), "reporter", "value") == [("RUS", 9.0)]
    assert held(base, "z").empty
    assert held(EMPTY, "x").empty


def test_a_row_is_live_where_the_entry_of_its_file_is_that_of_a_pull() -> None:
    base = on_top(on_top(None, rows(("BLR", "2019", 1.0))), rows(("BLR", "2020", 2.0)), pull="2026-01-01")
    assert held(base, "x")["live"].tolist() == [False, True]


def test_bounds_and_statuses_are_held() -> None:
    table = rows(("BLR", "2020", 2.0), status="estimated").assign(low=1.0, high=3.0)
    found = held(on_top(None, table), "x")
    assert found.loc[0, ["value", "low", "high", "status"]].tolist() == [2.0, 1.0, 3.0, "estimated"]


# --- what is news


BASE = on_top(None, rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0)), pull="first")


def test_what_is_held_is_no_news() -> None:
    assert news_of(BASE, rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0), vintage=DAY)) == []
    assert news_of(BASE, rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0 + 1e-10))) == []


def test_a_new_period_and_a_new_series_have_their_own_vintage() -> None:
    pulled = rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0), ("BLR", "2021", 3.0), ("KAZ", "2019", 7.0))
    assert news_of(BASE, pulled) == [("BLR", "2021", 3.0, "2026-01-01"), ("KAZ", "2019", 7.0, "2026-01-01")]


@pytest.mark.parametrize(
    ("own", "day", "expected"),
    [
        (date(2026, 3, 1), DAY, "2026-03-01"),  # the publisher says when
        (date(2026, 1, 1), DAY, "2026-07-01"),  # it does not: the day on which it was found out
        (date(2025, 1, 1), date(2026, 1, 2), "2026-01-02"),
        (date(2026, 1, 1), date(2026, 1, 1), "2026-01-02"),  # a second change on one day
        (date(2025, 1, 1), date(2025, 6, 1), "2026-01-02"),
    ],
)
def test_a_revised_value_is_a_new_vintage_later_than_the_one_held(own: date, day: date, expected: str) -> None:
    pulled = rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.2), vintage=own)
    assert news_of(BASE, pulled, day) == [("BLR", "2020", 2.2, expected)]


def test_a_new_status_and_new_bounds_are_news() -> None:
    same = rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0))
    assert len(news_of(BASE, same.assign(status="estimated"))) == 2
    assert len(news_of(BASE, same.assign(low=[np.nan, 1.5]))) == 1
    assert len(news_of(BASE, same.assign(low=[1.0, 2.0], high=[1.0, 2.0]))) == 0  # no more than the value says


def test_a_value_of_another_unit_is_another_series() -> None:
    pulled = rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0), unit="EUR")
    assert len(news_of(BASE, pulled, withdraws=False)) == 2


def test_several_vintages_of_one_pull_follow_one_another() -> None:
    pulled = pd.concat(
        [
            rows(("BLR", "2020", 9.0), vintage=date(2025, 1, 1)),  # history that was over before what is held
            rows(("BLR", "2020", 2.0), vintage=date(2026, 2, 1)),
            rows(("BLR", "2020", 2.3), vintage=date(2026, 3, 1)),
            rows(("BLR", "2020", 2.3), vintage=date(2026, 4, 1)),
            rows(("BLR", "2021", 3.0), vintage=date(2026, 3, 1)),
            rows(("BLR", "2021", 3.1), vintage=date(2026, 4, 1)),
        ]
    ).sample(frac=1, random_state=1)
    found = sorted(news_of(BASE, pulled, withdraws=False))
    assert found == [
        ("BLR", "2020", 2.3, "2026-03-01"),
        ("BLR", "2021", 3.0, "2026-03-01"),
        ("BLR", "2021", 3.1, "2026-04-01"),
    ]


def test_of_several_vintages_as_old_as_the_one_held_the_newest_counts() -> None:
    pulled = pd.concat(
        [rows(("BLR", "2020", 9.0), vintage=date(2024, 1, 1)), rows(("BLR", "2020", 2.2), vintage=date(2025, 1, 1))]
    )
    assert news_of(BASE, pulled, withdraws=False) == [("BLR", "2020", 2.2, "2026-07-01")]


def test_what_a_pull_no_longer_has_is_withdrawn_once() -> None:
    pulled = rows(("BLR", "2020", 2.0))
    found = news(held(BASE, "x"), pulled, DAY, withdraws=True)
    assert short(found, "period", "status", "note", "reply", "row") == [("2019", "undisclosed", WITHDRAWN, -1, 0)]
    assert found[["value", "low", "high"]].isna().all(axis=None)
    after = published(BASE, pulled, DAY)
    assert visible(after) == {("BLR", "2020"): 2.0}
    assert visible(after, date(2026, 1, 1)) == {("BLR", "2019"): 1.0, ("BLR", "2020"): 2.0}
    assert news_of(after, pulled, date(2026, 8, 1)) == []


def test_a_withdrawal_has_the_day_of_the_edition_that_lacks_the_row() -> None:
    assert news_of(BASE, rows(("BLR", "2020", 2.0), vintage=date(2026, 5, 1)))[0][3] == "2026-05-01"
    assert news_of(BASE, rows(("BLR", "2020", 2.0)))[0][3] == "2026-07-01"
    assert {found[3] for found in news_of(BASE, rows(("BLR", "2020", 2.0)).iloc[:0])} == {"2026-07-01"}


def test_a_withdrawn_value_comes_back_as_a_new_vintage() -> None:
    gone = published(BASE, rows(("BLR", "2020", 2.0)), DAY)
    back = published(gone, rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0)), DAY)
    found = held(back, "x")
    assert short(found, "period", "value", "vintage") == [("2019", 1.0, "2026-07-02"), ("2020", 2.0, "2026-01-01")]
    assert visible(back, DAY) == {("BLR", "2020"): 2.0}


def test_nothing_is_withdrawn_that_was_not_pulled_or_not_asked_for() -> None:
    file = on_top(None, rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0)))
    assert news_of(file, rows(("BLR", "2020", 2.0))) == []
    assert news_of(BASE, rows(("BLR", "2020", 2.0)), since=2020) == []
    assert len(news_of(BASE, rows(("BLR", "2020", 2.0)), since=2019)) == 1
    assert news_of(BASE, rows(("BLR", "2020", 2.0)), withdraws=False) == []


PERIODS = ["2018", "2019", "2020-05", "2020-06", "2020Q1", "2021-03-01"]
FIGURES = st.dictionaries(
    st.tuples(st.sampled_from(["BLR", "KAZ", "RUS"]), st.sampled_from(PERIODS)), st.floats(-1e12, 1e12), min_size=1
)


def pull_of(figures: Figures, vintage: date = date(2026, 1, 1)) -> pd.DataFrame:
    return rows(*((*cell, value) for cell, value in figures.items()), vintage=vintage)


@settings(max_examples=40)
@given(FIGURES)
def test_a_pull_of_what_is_held_brings_no_news(figures: Figures) -> None:
    pulled = pull_of(figures)
    assert news_of(on_top(None, pulled, pull="first"), pulled.sample(frac=1, random_state=2)) == []


@settings(max_examples=40)
@given(FIGURES, FIGURES)
def test_with_its_news_on_top_exactly_what_was_pulled_is_held(first: Figures, then: Figures) -> None:
    after = published(published(None, pull_of(first), DAY), pull_of(then), DAY)
    assert visible(after) == pytest.approx(then, rel=1e-8)
    assert news_of(after, pull_of(then)) == []


@settings(max_examples=25)
@given(st.lists(st.tuples(FIGURES, st.integers(1, 3)), min_size=1, max_size=4))
def test_as_of_any_day_the_newest_values_are_those_of_the_last_pull_before_it(
    pulls: list[tuple[Figures, int]],
) -> None:
    """A provider without dates: what it said is known from the day on which it was asked."""
    day, snapshot, history = date(2026, 1, 1), EMPTY, []
    for figures, later in pulls:
        day += timedelta(days=later)
        snapshot = published(snapshot, pull_of(figures, day), day)
        history.append((day, figures))
    assert visible(snapshot, date(2026, 1, 1)) == {}
    for number, (day, figures) in enumerate(history):
        until = history[number + 1][0] - timedelta(days=1) if number + 1 < len(history) else day + timedelta(days=99)
        assert visible(snapshot, day) == pytest.approx(figures, rel=1e-8)
        assert visible(snapshot, until) == pytest.approx(figures, rel=1e-8)


@settings(max_examples=25)
@given(st.lists(FIGURES, min_size=2, max_size=4))
def test_no_two_changes_of_a_cell_have_one_vintage(pulls: list[Figures]) -> None:
    snapshot = EMPTY
    for figures in pulls:
        snapshot = published(snapshot, pull_of(figures), DAY)
    assert not snapshot.tables.observations.duplicated(["series", "period", "vintage"]).any()


# --- the snapshot with new rows on top


def test_rows_on_top_lie_as_if_all_had_been_built_at_once() -> None:
    first = rows(("BLR", "2019", 1.0), ("RUS", "2019", 5.0)).assign(note="as published", locator="p. 4")
    second = rows(("BLR", "2019", 1.1), ("AZE", "2019", 8.0), ("BLR", "2018", 0.9), vintage=DAY).assign(low=0.5)
    after = on_top(on_top(None, first), second, pull="a")
    whole = pd.concat([first.assign(file=0), second.assign(file=1)], ignore_index=True).assign(source="x")
    series, observations = laid_out(whole)
    pd.testing.assert_frame_equal(after.tables.series, series, check_dtype=False)
    found = after.tables.observations
    pd.testing.assert_frame_equal(found, observations, check_dtype=False, check_categorical=False)
    assert [str(kind) for kind in found.dtypes[["series", "status", "preference", "file", "row"]]] == [
        "int32", "int8", "int8", "int32", "int32",
    ]  # fmt: skip


def test_entries_and_sources_are_added_and_the_rows_name_them() -> None:
    base = on_top(None, rows(("BLR", "2019", 1.0)), source="y")
    tables = [rows(("BLR", "2020", 2.0)), rows(("BLR", "2021", 3.0))]
    after = on_top(base, *tables, pull="a")
    assert [entry["path"] for entry in after.manifest["raw"]] == ["y/0", "x/0", "x/1"]
    assert after.manifest["sources"] == [{"id": "y"}, {"id": "x"}]
    by_file = {entry["path"]: table["period"].tolist() for entry, table in parts_of(after)}
    assert by_file == {"y/0": ["2019"], "x/0": ["2020"], "x/1": ["2021"]}
    renamed = appended(after, [], [], [{"id": "y", "a": 1}])
    assert renamed.sources == [{"id": "y", "a": 1}, {"id": "x"}]


def test_the_title_of_a_series_that_is_held_stays() -> None:
    after = on_top(BASE, rows(("BLR", "2021", 2.0), ("KAZ", "2021", 2.0), title="Another"), pull="a")
    assert after.tables.series["title"].tolist() == ["Exports", "Another"]


def test_bounds_that_say_no_more_than_the_value_are_left_out() -> None:
    table = rows(("BLR", "2021", 2.0), ("BLR", "2022", 3.0)).assign(low=2.0, high=3.0)
    found = on_top(None, table).tables.observations
    assert found[["low", "high"]].isna().to_numpy().tolist() == [[True, False], [False, True]]


@settings(max_examples=40)
@given(FIGURES, FIGURES)
def test_the_same_rows_on_the_same_snapshot_give_the_same_tables(first: Figures, then: Figures) -> None:
    base = on_top(None, pull_of(first))
    one, other = (on_top(base, pull_of(then, DAY), pull="a").tables for _ in range(2))
    shuffled = on_top(base, pull_of(then, DAY).sample(frac=1, random_state=3), pull="a").tables
    for table in (other, shuffled):
        pd.testing.assert_frame_equal(table.observations, one.observations)
        pd.testing.assert_frame_equal(table.series, one.series)


def test_nothing_on_top_of_the_packaged_snapshot_changes_no_byte(repository: Any, tmp_path: Path) -> None:
    """The packaged one may be of an older format: what was written by this version is what has to stay."""
    store = Store(tmp_path)
    first = store.write(appended(repository.snapshot, [], [], []))
    assert store.write(appended(store.load(first), [], [], [])) == first


def test_the_same_rows_on_the_same_snapshot_give_the_same_id(tmp_path: Path) -> None:
    base = on_top(on_top(None, rows(("RUS", "2019", 1.0)), source="y"), rows(("BLR", "2019", 1.0)))
    new = rows(("AZE", "2021", 2.0), ("BLR", "2021", 2.0)).assign(source="x", file=0)
    entry = {"source": "x", "path": "p", "pull": "a", "vintage": "2026-01-01"}
    ids = [Store(tmp_path / name).write(appended(base, [entry], [laid_out(new)], [])) for name in "ab"]
    assert ids[0] == ids[1]
    loaded = Store(tmp_path / "a").load()
    assert visible(loaded) == {("RUS", "2019"): 1.0, ("BLR", "2019"): 1.0, ("AZE", "2021"): 2.0, ("BLR", "2021"): 2.0}
    assert held(loaded, "x")["live"].tolist() == [True, False, True]


def test_texts_stay_codes_and_only_those_used_are_kept() -> None:
    found = on_top(BASE, rows(("AZE", "2021", 2.0)).assign(note="new"), pull="a").tables.observations
    assert found["period"].cat.categories.tolist() == ["2021", "2019", "2020"]  # as they first occur
    assert found["note"].cat.categories.tolist() == ["new", ""]
    assert (found["note"].cat.codes >= 0).all()


# --- the editions of the Pink Sheet, one after the other


@pytest.fixture(scope="module")
def editions(sources: Path) -> list[pd.DataFrame]:
    paths = sorted((sources / "pinksheet").glob("*.xlsx"))
    return [pinksheet.parse(path.read_bytes(), path.name).observations for path in paths]


def test_each_edition_of_the_pink_sheet_is_known_from_its_day(editions: list[pd.DataFrame]) -> None:
    snapshot = EMPTY
    for edition in editions:
        snapshot = published(snapshot, pulled_of(edition), days(edition["vintage"])[0])
    for edition in editions:
        day = days(edition["vintage"])[0]
        seen = snapshot.tables.observations[snapshot.tables.observations["vintage"] <= pd.Timestamp(day)]
        newest = seen.drop_duplicates(["series", "period"], keep="last").join(
            snapshot.tables.series["item"], on="series"
        )
        newest = newest[newest["value"].notna()].astype({"item": object, "period": object})
        both = newest.merge(edition, on=["item", "period"], how="outer", suffixes=("", "_published"))
        assert np.allclose(both["value"], both["value_published"], rtol=1e-9, atol=0)
    potash = held(snapshot, "x").set_index(["item", "period"]).loc[("POTASH", "2022-02")]
    assert (potash["value"], days([potash["vintage"]])) == (791.88, [date(2025, 4, 2)])
    assert set(OBSERVATION) >= set(CELL)
