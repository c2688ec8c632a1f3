"""The last change of a result: between periods of one length, certain only beyond the bounds of both."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.change import last_change
from indicators.model import Pair, Result, Row

NAN = math.nan


def result(*rows: tuple[str, float, float, float]) -> Result:
    full = tuple(Row("", *row, "reported", ()) for row in rows)
    return Result("made", "Made", "percent", 1, Pair("BLR", "RUS"), None, "none", full)


@pytest.mark.parametrize(
    ("rows", "value", "sign"),
    [
        ([("2019", 40.0, 40.0, 40.0), ("2020", 45.0, 45.0, 45.0)], 5.0, 1),
        ([("2019", 40.0, 39.0, 41.0), ("2020", 38.0, 37.0, 38.5)], -2.0, -1),
        ([("2019", 40.0, 39.0, 41.0), ("2020", 42.0, 40.5, 43.0)], 2.0, 0),
        ([("2019", 40.0, NAN, NAN), ("2020", 42.0, NAN, NAN)], 2.0, 1),
        ([("2019", NAN, 8.0, 16.0), ("2020", NAN, 32.0, 64.0)], NAN, 1),
        ([("2018", 30.0, 30.0, 30.0), ("2019", NAN, NAN, NAN), ("2020", 42.0, 42.0, 42.0)], 12.0, 1),
        ([("2019", 40.0, 40.0, 40.0), ("2020-01", 90.0, 90.0, 90.0), ("2020", 41.0, 41.0, 41.0)], 1.0, 1),
    ],
)  # fmt: skip
def test_a_change_is_told_where_the_bounds_agree(rows: list[tuple[object, ...]], value: float, sign: int) -> None:
    found = last_change(result(*rows))
    assert found is not None
    assert found.value == pytest.approx(value, nan_ok=True)
    assert found.sign == sign


def test_without_two_periods_alike_there_is_no_change() -> None:
    assert last_change(result()) is None
    assert last_change(result(("2020", 1.0, 1.0, 1.0))) is None
    assert last_change(result(("2019-12", 1.0, 1.0, 1.0), ("2020", 1.0, 1.0, 1.0))) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=6))
def test_no_pair_of_values_within_the_bounds_changes_by_more(ends: list[float]) -> None:
    (low, value, high), (low_after, value_after, high_after) = sorted(ends[:3]), sorted(ends[3:])
    found = last_change(result(("2019", value, low, high), ("2020", value_after, low_after, high_after)))
    assert found is not None
    assert found.low <= found.value <= found.high
    assert found.sign == 0 or (found.sign > 0) == (value_after > value)
