"""The shape of observations: nothing unknown gets in, and what is absent stays absent."""

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import (
    KEY,
    OBSERVATION,
    STATUSES,
    Status,
    Tables,
    tidy,
)

VINTAGE = date(2020, 1, 1)


def made(**columns: list[Any]) -> pd.DataFrame:
    return tidy(pd.DataFrame(columns), item="export", unit="USD", vintage=VINTAGE)


def test_the_rest_takes_defaults() -> None:
    row = made(period=["2019"], value=[1.5]).iloc[0]
    assert tuple(row.index) == OBSERVATION
    filled = row[["reporter", "partner", "product", "freq", "status"]].tolist()
    assert filled == ["_Z", "_Z", "_Z", "A", "reported"]
    assert (row["preference"], row["locator"], row["note"], row["vintage"]) == (1, "", "", VINTAGE)
    assert math.isnan(row["low"])
    assert math.isnan(row["high"])


def test_a_column_of_the_table_counts_more_than_a_constant() -> None:
    table = pd.DataFrame({"period": ["2019"], "value": [1.5], "unit": ["percent"]})
    assert tidy(table, item="share", unit="USD", vintage=VINTAGE)["unit"].tolist() == ["percent"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"period": ["2019"], "value": [1.5], "flow": ["X"]}, "flow"),
        ({"value": [1.5]}, "period"),
        ({"period": ["2019"]}, "value"),
        ({"period": ["2019"], "value": [1.5], "status": ["guessed"]}, "guessed"),
        ({"period": ["lately"], "value": [1.5]}, "lately"),
    ],
)
def test_what_is_unknown_or_missing_is_refused(columns: dict[str, list[Any]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        made(**columns)


@given(st.lists(st.one_of(st.none(), st.floats(allow_infinity=False, width=32)), min_size=1, max_size=20))
def test_absence_is_dropped_and_never_becomes_zero(values: list[float | None]) -> None:
    present = [value for value in values if value is not None and not math.isnan(value)]
    table = made(period=["2019"] * len(values), value=values, row=list(range(len(values))))
    assert table["value"].tolist() == present
    assert (table["value"] == 0).sum() == present.count(0)
    assert table["row"].tolist() == [row for row, value in enumerate(values) if value == value and value is not None]


def test_a_bound_without_a_value_is_kept_and_its_value_stays_absent() -> None:
    table = made(period=["2019", "2020"], value=[np.nan, np.nan], low=[7.0, np.nan])
    assert table["low"].tolist() == [7.0]
    assert table[["value", "high"]].isna().all(axis=None)


def test_periods_take_their_canonical_spelling() -> None:
    table = made(period=["2021-01..2021-03", "2021 Jan-Aug"], value=[1, 2])
    assert table["period"].tolist() == ["2021Q1", "2021-01..2021-08"]


def test_statuses_run_from_the_strongest_to_the_weakest() -> None:
    assert STATUSES == (
        "reported", "mirror", "residual", "interpolated", "official_statement", "estimated", "nowcast", "forecast",
        "undisclosed",
    )  # fmt: skip
    assert Status("mirror") == "mirror"


def tables() -> Tables:
    """Three series, of which the second has no observation."""
    names = [("a", "export", "BLR", "RUS"), ("a", "export", "BLR", "WLD"), ("a", "export", "KAZ", "RUS")]
    series = pd.DataFrame([dict(zip(KEY, (*name, "_T", "USD", "A"), strict=True)) for name in names])
    days = pd.to_datetime(["1970-01-11", "1971-01-01", "1971-01-01"])
    columns = {"series": [0, 0, 2], "first": days, "last": days, "vintage": days, "value": [1.0, 2.0, 3.0]}
    observations = pd.DataFrame(columns)
    return Tables("0", series, observations, pd.DataFrame())


def test_rows_of_a_series_are_found_also_where_there_are_none() -> None:
    found = [tables().rows_of(number) for number in range(3)]
    assert found == [slice(0, 2), slice(2, 2), slice(2, 3)]


def test_series_are_found_by_either_end() -> None:
    assert tables().series_of("a", "export", "reporter", "BLR") == [("RUS", "_T", 0), ("WLD", "_T", 1)]
    assert tables().series_of("a", "export", "partner", "RUS") == [("BLR", "_T", 0), ("KAZ", "_T", 2)]
    assert tables().series_of("a", "import", "reporter", "BLR") == []


def test_days_are_numbers_since_1970() -> None:
    assert tables().columns["first"].tolist() == [10, 365, 365]
    assert tables().columns["value"].tolist() == [1.0, 2.0, 3.0]
