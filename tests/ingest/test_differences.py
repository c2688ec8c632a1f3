"""What differs between two snapshots: known rows, counts by source, and the revisions of the Pink Sheet."""

import json
import math
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.differences import Difference, difference, lines, records
from ingest.model import KEY
from ingest.sources import pinksheet
from ingest.store import Snapshot
from snapshots import EMPTY, days, on_top, published, pulled_of, rows

DAY = date(2026, 7, 1)
BASE = on_top(None, rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0)), pull="first")


def cells(table: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    """Reporter, period and the named columns of each row."""
    columns = [table[name].tolist() for name in ("reporter", "period", *names)]
    return list(zip(*columns, strict=True))


def counted(found: Difference) -> dict[str, tuple[int, ...]]:
    return {str(source): tuple(row) for source, row in found.counts.iterrows()}


def test_what_is_added_revised_and_withdrawn_is_told_apart() -> None:
    pulled = rows(("BLR", "2020", 2.5), ("BLR", "2021", 3.0), ("KAZ", "2020", 7.0), vintage=DAY)
    found = difference(BASE, published(BASE, pulled, DAY))
    assert cells(found.added, "value", "status") == [
        ("BLR", "2021", 3.0, "reported"),
        ("KAZ", "2020", 7.0, "reported"),
    ]
    (revised,) = cells(found.revised, "value_old", "value_new", "change", "percent", "status_old", "status_new")
    assert revised == ("BLR", "2020", 2.0, 2.5, 0.5, 25.0, "reported", "reported")
    assert days([found.revised.loc[0, "vintage_old"], found.revised.loc[0, "vintage_new"]]) == [date(2026, 1, 1), DAY]
    assert cells(found.withdrawn, "value") == [("BLR", "2019", 1.0)]
    assert days(found.withdrawn["vintage"]) == [date(2026, 1, 1)]
    assert counted(found) == {"x": (2, 1, 1)}
    assert list(found.added.columns[:9]) == [*KEY, "series_id", "period"]


def test_a_snapshot_does_not_differ_from_itself() -> None:
    for snapshot in (EMPTY, BASE):
        found = difference(snapshot, snapshot)
        assert counted(found) == {}
        assert list(lines(found)) == ["made holds what made holds"]


def test_the_other_way_round_what_was_added_is_withdrawn() -> None:
    after = published(BASE, rows(("BLR", "2020", 2.5), ("BLR", "2021", 3.0)), DAY)
    there, back = difference(BASE, after), difference(after, BASE)
    pd.testing.assert_frame_equal(there.added.drop(columns="kind"), back.withdrawn)
    pd.testing.assert_frame_equal(there.withdrawn, back.added.drop(columns="kind"))
    assert there.revised["change"].tolist() == (-back.revised["change"]).tolist()


def test_a_later_period_is_told_from_an_earlier_one_and_a_new_series() -> None:
    more = rows(
        ("BLR", "2018", 0.5), ("BLR", "2019", 1.0), ("BLR", "2020", 2.0), ("BLR", "2021", 3.0), ("KAZ", "2021", 7.0)
    )
    found = difference(BASE, published(BASE, more, DAY))
    kinds = [("BLR", "2018", "within"), ("BLR", "2021", "later"), ("KAZ", "2021", "series")]
    assert cells(found.added, "kind") == kinds
    assert found.periods == {"x": 1}
    assert records(found)["periods"] == {"x": 1}
    assert next(lines(found)) == "x: 3 added (1 of them later periods), 0 revised, 0 withdrawn"


def test_the_largest_revision_comes_first() -> None:
    revised = rows(("BLR", "2019", 1.1), ("BLR", "2020", 1.0))
    found = difference(BASE, published(BASE, revised, DAY))
    assert cells(found.by_size, "percent") == [("BLR", "2020", -50.0), ("BLR", "2019", pytest.approx(10.0))]


def test_a_withdrawn_value_is_gone_until_it_comes_back() -> None:
    gone = published(BASE, rows(("BLR", "2020", 2.0)), DAY)
    assert counted(difference(BASE, gone)) == {"x": (0, 0, 1)}
    back = published(gone, rows(("BLR", "2019", 1.0), ("BLR", "2020", 2.0)), DAY)
    assert counted(difference(gone, back)) == {"x": (1, 0, 0)}
    assert counted(difference(BASE, back)) == {}
    assert counted(difference(EMPTY, gone)) == {"x": (1, 0, 0)}


def test_a_new_status_and_new_bounds_are_revisions() -> None:
    forecast = on_top(None, rows(("BLR", "2020", 2.0), ("BLR", "2021", 3.0), status="forecast"))
    reported = on_top(forecast, rows(("BLR", "2020", 2.0), vintage=DAY), pull="a")
    found = difference(forecast, reported)
    assert cells(found.revised, "status_old", "status_new", "change") == [("BLR", "2020", "forecast", "reported", 0.0)]
    wider = on_top(BASE, rows(("BLR", "2020", 2.0), vintage=DAY).assign(low=1.5), pull="a")
    assert cells(difference(BASE, wider).revised, "low_new") == [("BLR", "2020", 1.5)]


def test_what_was_nought_has_no_change_in_per_cent() -> None:
    base = on_top(None, rows(("BLR", "2020", 0.0), ("BLR", "2021", -4.0)))
    after = on_top(base, rows(("BLR", "2020", 2.0), ("BLR", "2021", -3.0), vintage=DAY), pull="a")
    found = difference(base, after).revised
    assert found["change"].tolist() == [2.0, 1.0]
    assert math.isnan(found.loc[0, "percent"])
    assert found.loc[1, "percent"] == 25.0


def test_single_figures_are_no_editions_of_each_other() -> None:
    base = on_top(None, rows(("BLR", "2020", 2.0), ("BLR", "2020", 2.5), freq="_O"))
    assert counted(difference(base, base)) == {}
    after = on_top(base, rows(("BLR", "2020", 3.0), freq="_O", vintage=DAY))
    assert counted(difference(base, after)) == {"x": (1, 0, 0)}
    assert counted(difference(after, base)) == {"x": (0, 0, 1)}


def test_sources_are_counted_apart() -> None:
    after = on_top(on_top(BASE, rows(("BLR", "2021", 2.0))), rows(("RUS", "2019", 9.0)), source="y")
    assert counted(difference(BASE, after)) == {"x": (1, 0, 0), "y": (1, 0, 0)}


def test_lines_tell_each_source_and_a_few_rows() -> None:
    pulled = rows(("BLR", "2020", 2.5), *(("KAZ", str(year), 7.0) for year in range(2010, 2015)), vintage=DAY)
    assert list(lines(difference(BASE, published(BASE, pulled, DAY)), most=2)) == [
        "x: 5 added, 1 revised, 1 withdrawn",
        "  + export:KAZ:RUS:_Z:USD:A 2010: 7 USD (2026-07-01)",
        "  + export:KAZ:RUS:_Z:USD:A 2011: 7 USD (2026-07-01)",
        "  + and 3 more",
        "  ~ export:BLR:RUS:_Z:USD:A 2020: 2 -> 2.5 USD (+0.5, +25 %), 2026-01-01 -> 2026-07-01",
        "  - export:BLR:RUS:_Z:USD:A 2019: 1 USD (2026-01-01)",
    ]


def test_lines_of_bounds_and_statuses() -> None:
    table = rows(("BLR", "2020", 2.0), ("BLR", "2021", 1.0)).assign(value=[np.nan, 1.0], low=[7.0, np.nan])
    base = on_top(None, table)
    (_, first, second) = lines(difference(EMPTY, base))
    assert first.endswith("2020: 7.. USD (2026-01-01)")
    assert second.endswith("2021: 1 USD (2026-01-01)")
    after = on_top(base, rows(("BLR", "2020", 8.0), vintage=DAY, status="estimated"))
    assert list(lines(difference(base, after)))[1] == (
        "  ~ export:BLR:RUS:_Z:USD:A 2020: 7.. -> 8 estimated USD, 2026-01-01 -> 2026-07-01"
    )


def test_records_are_json() -> None:
    pulled = rows(("BLR", "2020", 2.5), ("BLR", "2021", 3.0), ("BLR", "2022", 3.5), vintage=DAY)
    found = difference(BASE, published(BASE, pulled, DAY))
    whole = json.loads(json.dumps(records(found), allow_nan=False))
    assert whole["counts"] == [{"source": "x", "added": 2, "revised": 1, "withdrawn": 1}]
    assert whole["revised"][0]["vintage_old"] == "2026-01-01"
    assert (whole["added"][0]["low"], whole["added"][0]["series_id"]) == (None, "x:export:BLR:RUS:_Z:USD:A")
    assert [len(records(found, most)["added"]) for most in (0, 1, None)] == [0, 1, 2]


FIGURES = st.dictionaries(
    st.tuples(st.sampled_from(["BLR", "KAZ"]), st.sampled_from(["2018", "2019", "2020-05"])),
    st.integers(1, 5),
    min_size=1,
)


@settings(max_examples=40)
@given(FIGURES, FIGURES)
def test_the_difference_turns_one_snapshot_into_the_other(first: dict[Any, int], then: dict[Any, int]) -> None:
    def pulled(figures: dict[Any, int]) -> pd.DataFrame:
        return rows(*((*cell, value) for cell, value in figures.items()))

    before = on_top(None, pulled(first), pull="first")
    found = difference(before, published(before, pulled(then), DAY))
    figures: dict[Any, float] = {cell: float(value) for cell, value in first.items()}
    for *cell, value in cells(found.added, "value"):
        assert tuple(cell) not in figures
        figures[tuple(cell)] = value
    for *cell, old, new in cells(found.revised, "value_old", "value_new"):
        assert figures[tuple(cell)] == old
        figures[tuple(cell)] = new
    for *cell, value in cells(found.withdrawn, "value"):
        assert figures.pop(tuple(cell)) == value
    assert figures == then


# --- the editions of the Pink Sheet; read by hand in the workbooks


@pytest.fixture(scope="module")
def snapshots(sources: Path) -> list[Snapshot]:
    """A snapshot after each edition, each pulled on top of those before."""
    found = [EMPTY]
    for path in sorted((sources / "pinksheet").glob("*.xlsx")):
        edition = pinksheet.parse(path.read_bytes(), path.name).observations
        found.append(published(found[-1], pulled_of(edition), days(edition["vintage"])[0]))
    return found[1:]


@pytest.mark.parametrize(
    ("number", "item", "period", "old", "new"),
    [
        (1, "BANANA_EU", "2018-09", 0.88248609970125, 0.885284416977812),
        (2, "POTASH", "2022-02", 391.75, 791.88),
        (3, "GRNUT", "2024-11", 1541.72535, 1700.0),
        (4, "BANANA_EU", "2018-09", 0.885284416977812, 0.89),
        (4, "LAMB", "2020-06", 5.765406, 5.77),
    ],
)
def test_revisions_of_the_pink_sheet_are_found(
    snapshots: list[Snapshot], number: int, item: str, period: str, old: float, new: float
) -> None:
    revised = difference(snapshots[number - 1], snapshots[number]).revised
    (row,) = revised[(revised["item"] == item) & (revised["period"] == period)].to_dict("records")
    assert (row["value_old"], row["value_new"]) == (old, new)
    assert row["change"] == pytest.approx(new - old)
    assert row["percent"] == pytest.approx(100 * (new / old - 1))


def test_the_editions_of_the_pink_sheet_differ_as_counted(snapshots: list[Snapshot]) -> None:
    found = [difference(one, other) for one, other in pairwise(snapshots)]
    assert [counted(one)["x"] for one in found] == [(413, 163, 0), (2822, 140, 288), (746, 17, 0), (204, 22980, 0)]
    gone = found[1].withdrawn
    assert gone.groupby("item", observed=True).size().to_dict() == {"DAP": 84, "iNATGAS": 204}
    assert (gone[gone["item"] == "DAP"]["value"] == 1e-10).all()  # what stood there for a price that was not known
