"""Cells from series and from other cells: editions, bounds, years of months, parts of years."""

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.cells import (
    NAN,
    added,
    cells_of_series,
    combined,
    on_shared_periods,
    widened,
    with_parts,
    years_of_parts,
)
from indicators.energy import gas_price_discount, gas_transfer
from indicators.finance import reserve_cover, tranche_of_reserves_before
from indicators.measures import share
from indicators.model import Cell, Quantity
from indicators.trade import trade_asymmetry
from ingest.model import STATUSES, Tables
from ingest.store import Contents, Store

MadeTables = Callable[..., Tables]
SERIES = ("press", "price", "BLR", "RUS", "_Z", "USD bn")
REPORTED, STATED, ESTIMATED = (STATUSES.index(name) for name in ("reported", "official_statement", "estimated"))
POSITIVE = st.floats(1.0, 1e6)


def cell(value: float, low: float = NAN, high: float = NAN, status: int = 0, rows: tuple[int, ...] = ()) -> Cell:
    return Cell(value, value if math.isnan(low) else low, value if math.isnan(high) else high, status, rows)


@st.composite
def wide_cells(draw: st.DrawFn) -> Cell:
    low, value, high = sorted(draw(st.tuples(POSITIVE, POSITIVE, POSITIVE)))
    return Cell(value, low, high, draw(st.integers(0, len(STATUSES) - 1)), tuple(draw(st.sets(st.integers(0, 9)))))


# --- the hand-made tables these tests stand on


def test_made_tables_are_what_a_store_gives_back(tables_of: MadeTables, tmp_path: Path) -> None:
    made = tables_of(
        ("wits", "import", "BLR", "RUS", "_T", "USD mn", "A", "2019", 2.0),
        ("wits", "export", "BLR", "RUS", "_T", "USD mn", "A", "2020", 3.0, NAN, NAN, "mirror", date(2022, 1, 1)),
        ("wits", "export", "BLR", "RUS", "_T", "USD mn", "A", "2020", 3.5, 3.5, 4.0, "mirror", date(2021, 1, 1)),
        ("press", "price", "BLR", "RUS", "_Z", "percent", "_O", "2021 Jan-Mar", NAN, 1.0, 2.0),
    )
    store = Store(tmp_path)
    store.write(Contents(made.series, made.observations, [], []))
    loaded = store.load().tables
    assert loaded.series.astype(str).equals(made.series.astype(str))
    assert list(loaded.columns) == list(made.columns)
    for name, column in made.columns.items():
        pd.testing.assert_series_equal(
            pd.Series(np.asarray(loaded.columns[name])).astype(object),
            pd.Series(np.asarray(column)).astype(object),
            obj=name,
        )
    assert [str(day) for day in made.observations["vintage"].dt.date[1:3]] == ["2021-01-01", "2022-01-01"]


# --- cells of a series


def test_bounds_are_in_the_unit_of_the_value_however_many_editions(tables_of: MadeTables) -> None:
    one = tables_of((*SERIES, "A", "2019", 9.0, 8.0, 11.0), (*SERIES, "A", "2020", NAN, 4.0, 6.0))
    found = cells_of_series(one, 0, None, 0.001)
    assert found["2019"][:3] == pytest.approx((0.009, 0.008, 0.011))
    assert found["2020"][1:3] == pytest.approx((0.004, 0.006))
    two = tables_of(
        (*SERIES, "A", "2019", 1.0, 1.0, 1.0, "reported", date(2019, 1, 1)), (*SERIES, "A", "2019", 9.0, 8.0, 11.0)
    )
    assert cells_of_series(two, 0, None, 0.001)["2019"][:3] == pytest.approx((0.009, 0.008, 0.011))


def test_an_absolute_value_is_least_where_its_argument_is_nought() -> None:
    assert combined(abs, [Cell(1.0, -3.0, 2.0, 0, ())])[:3] == (1.0, 0.0, 3.0)
    assert combined(abs, [Cell(-2.0, -3.0, -1.0, 0, ())])[:3] == (2.0, 1.0, 3.0)


def test_of_several_editions_the_latest_counts_and_leaves_no_bounds(tables_of: MadeTables) -> None:
    tables = tables_of(
        (*SERIES, "A", "2019", 9.0, NAN, NAN, "reported", date(2022, 1, 1)),
        (*SERIES, "A", "2019", 7.0, NAN, NAN, "reported", date(2021, 1, 1)),
    )
    assert cells_of_series(tables, 0, None, 1000.0) == {"2019": Cell(9000.0, 9000.0, 9000.0, REPORTED, (1,))}


def test_an_edition_that_is_not_visible_does_not_count(tables_of: MadeTables) -> None:
    tables = tables_of(
        (*SERIES, "A", "2019", 9.0, NAN, NAN, "reported", date(2022, 1, 1)),
        (*SERIES, "A", "2019", 7.0, NAN, NAN, "reported", date(2021, 1, 1)),
        (*SERIES, "A", "2020", 8.0, NAN, NAN, "reported", date(2022, 1, 1)),
    )
    visible = tables.columns["vintage"] < (date(2022, 1, 1) - date(1970, 1, 1)).days
    assert cells_of_series(tables, 0, visible, 1.0) == {"2019": Cell(7.0, 7.0, 7.0, REPORTED, (0,))}


def test_single_figures_give_the_best_value_and_all_of_them_the_bounds(tables_of: MadeTables) -> None:
    tables = tables_of(
        (*SERIES, "_O", "2019", 9.0, 8.5, 9.5, "official_statement", date(2022, 1, 1), 1),
        (*SERIES, "_O", "2019", 8.0, NAN, NAN, "official_statement", date(2021, 1, 1), 0),
        (*SERIES, "_O", "2019", 20.0, NAN, NAN, "estimated", date(2023, 1, 1), 2),
    )
    found = cells_of_series(tables, 0, None, 1.0)["2019"]
    assert found[:4] == (8.0, 8.0, 9.5, STATED)  # the weaker estimate of 20 widens nothing
    assert set(found.observations) == {0, 1}


def test_the_later_of_two_equally_good_figures_counts(tables_of: MadeTables) -> None:
    tables = tables_of(
        (*SERIES, "_O", "2019", 9.0, NAN, NAN, "official_statement", date(2021, 1, 1)),
        (*SERIES, "_O", "2019", 8.0, NAN, NAN, "official_statement", date(2022, 1, 1)),
    )
    assert cells_of_series(tables, 0, None, 1.0)["2019"][:3] == (8.0, 8.0, 9.0)


def test_best_leaves_inferior_figures_out_altogether(tables_of: MadeTables) -> None:
    tables = tables_of(
        (*SERIES, "_O", "2019", 8.0, NAN, NAN, "official_statement", date(2021, 1, 1), 1),
        (*SERIES, "_O", "2019", 9.0, NAN, NAN, "official_statement", date(2022, 1, 1), 1),
        (*SERIES, "_O", "2019", 99.0, NAN, NAN, "official_statement", date(2022, 1, 1), 2),
        (*SERIES, "_O", "2020", 99.0, NAN, NAN, "official_statement", date(2022, 1, 1), 2),
    )
    assert cells_of_series(tables, 0, None, 1.0, best=True) == {"2019": Cell(9.0, 9.0, 9.0, STATED, (1,))}


def test_a_value_of_an_edition_marked_as_wrong_is_no_value(tables_of: MadeTables) -> None:
    tables = tables_of(
        (*SERIES, "A", "2019", 8.0, NAN, NAN, "mirror", date(2022, 1, 1), 2),
        (*SERIES, "A", "2020", 9.0, NAN, NAN, "mirror", date(2022, 1, 1), 1),
        (*SERIES, "A", "2021", 10.0, NAN, NAN, "mirror", date(2022, 1, 1), 2),
        (*SERIES, "A", "2021", 11.0, NAN, NAN, "mirror", date(2021, 1, 1), 1),
    )
    found = cells_of_series(tables, 0, None, 1.0)
    assert all(math.isnan(number) for number in found["2019"][:3])
    assert (found["2020"].value, found["2021"].value) == (9.0, 11.0)  # an older edition that is not wrong stands


def test_a_rounded_figure_that_stands_alone_is_a_value(tables_of: MadeTables) -> None:
    tables = tables_of((*SERIES, "_O", "2019", 8.0, NAN, NAN, "official_statement", date(2022, 1, 1), 2))
    assert cells_of_series(tables, 0, None, 1.0)["2019"][:4] == (8.0, 8.0, 8.0, STATED)


def test_figures_with_one_bound_or_none_stay_open(tables_of: MadeTables) -> None:
    tables = tables_of(
        (*SERIES, "_O", "2019", NAN, 5.0, NAN),
        (*SERIES, "_O", "2020", 6.0, 5.0, NAN),
    )
    found = cells_of_series(tables, 0, None, 1.0)
    assert math.isnan(found["2019"].value)
    assert found["2019"].low == 5.0
    assert math.isnan(found["2019"].high)
    assert found["2020"][:3] == (6.0, 5.0, 6.0)


# --- widening


@given(wide_cells(), st.lists(wide_cells(), max_size=4))
def test_widening_takes_in_every_bound_and_keeps_value_and_status(first: Cell, others: list[Cell]) -> None:
    wide = widened(first, others)
    assert (wide.value, wide.status) == (first.value, first.status)
    assert wide.low == min(other.low for other in (first, *others))
    assert wide.high == max(other.high for other in (first, *others))
    assert set(first.observations) <= set(wide.observations)
    for end in ("low", "high"):
        holders = [set(each.observations) for each in (first, *others) if getattr(each, end) == getattr(wide, end)]
        assert any(holder <= set(wide.observations) for holder in holders)


def test_unknown_bounds_are_filled_not_spread() -> None:
    wide = widened(Cell(NAN, NAN, NAN, 0, (1,)), [Cell(5.0, 4.0, 6.0, 0, (2,))])
    assert (wide.low, wide.high, wide.observations) == (4.0, 6.0, (1, 2))
    assert math.isnan(wide.value)


def test_who_widens_nothing_is_not_behind_the_result() -> None:
    assert widened(cell(5, 4, 6, rows=(1,)), [cell(5, rows=(2,))]).observations == (1,)


# --- years made of months


def months(number: int, values: list[float], first: int = 1) -> Quantity:
    return {f"{number}-{month:02d}": cell(value, rows=(month,)) for month, value in enumerate(values, first)}


@given(st.lists(POSITIVE, min_size=12, max_size=12))
def test_twelve_months_make_a_year(values: list[float]) -> None:
    assert years_of_parts(months(2020, values), "sum")["2020"].value == pytest.approx(math.fsum(values))
    mean = years_of_parts(months(2020, values), "mean")["2020"]
    assert mean.value == pytest.approx(math.fsum(values) / 12)
    assert min(values) - 1e-6 <= mean.value <= max(values) + 1e-6
    assert mean.observations == tuple(range(1, 13))


@given(st.integers(1, 11))
def test_a_year_that_is_not_over_is_named_for_its_months_and_never_summed(count: int) -> None:
    begun = months(2021, [10.0] * count)
    assert years_of_parts(begun, "sum") == {}
    (name,) = years_of_parts(begun, "mean")
    assert name != "2021"
    assert years_of_parts(begun, "mean")[name].value == pytest.approx(10.0)


def test_the_name_of_a_part_of_a_year() -> None:
    assert list(years_of_parts(months(2021, [1.0] * 8), "mean")) == ["2021-01..2021-08"]
    assert list(years_of_parts(months(2021, [1.0] * 3), "mean")) == ["2021Q1"]


@given(st.integers(1, 12))
def test_a_gap_leaves_the_year_out(missing: int) -> None:
    whole = months(2020, [1.0] * 12)
    gapped = {name: found for name, found in whole.items() if name != f"2020-{missing:02d}"}
    assert "2020" not in years_of_parts(gapped, "mean")
    assert years_of_parts(gapped, "sum") == {}
    if missing < 12:
        assert years_of_parts(gapped, "mean") == {}


def test_the_mean_of_months_with_bounds_has_their_mean_bounds() -> None:
    given_months = {name: Cell(10, 8, 12, ESTIMATED, ()) for name in months(2020, [0.0] * 12)}
    assert years_of_parts(given_months, "mean")["2020"][:4] == (10, 8, 12, ESTIMATED)
    assert years_of_parts(given_months, "sum")["2020"][:3] == (120, 96, 144)


def test_a_month_without_a_value_leaves_the_year_without_one() -> None:
    found = years_of_parts(months(2020, [1.0] * 11 + [NAN]), "mean")["2020"]
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


# --- parts of a year


def test_a_floor_holds_its_part_and_at_most_the_same_pace() -> None:
    found = with_parts({"2023-01..2023-11": cell(22.0, rows=(3,))}, "floor")
    assert math.isnan(found["2023"].value)
    assert found["2023"][1:] == (22.0, 24.0, ESTIMATED, (3,))


def test_the_longest_part_is_the_floor() -> None:
    found = with_parts({"2025-01..2025-10": cell(44.0), "2025-01..2025-11": cell(49.2)}, "floor")
    assert found["2025"].low == 49.2


@pytest.mark.parametrize("name", ["2023H2", "2023-02..2023-11", "2023Q1", "2023-01..2023-05"])
def test_a_flow_of_a_few_months_or_not_from_january_tells_nothing_of_the_year(name: str) -> None:
    assert with_parts({name: cell(5.0)}, "floor") == {}


def test_a_stand_in_is_an_estimate_within_all_parts() -> None:
    parts = {
        "2015-01": cell(134.0, status=STATED, rows=(1,)),
        "2015-01..2015-05": cell(142.4, status=STATED, rows=(2,)),
    }
    found = with_parts(parts, "stand_in")["2015"]
    assert found[:4] == (142.4, 134.0, 142.4, ESTIMATED)
    assert set(found.observations) == {1, 2}


def test_a_stand_in_of_less_than_a_quarter_gives_bounds_only() -> None:
    found = with_parts({"2015-01": cell(134.0, 130.0, 135.0)}, "stand_in")["2015"]
    assert math.isnan(found.value)
    assert (found.low, found.high, found.status) == (130.0, 135.0, ESTIMATED)


@pytest.mark.parametrize("how", ["floor", "stand_in"])
def test_a_known_year_stands_and_its_parts_add_nothing(how: str) -> None:
    year = cell(10.0, rows=(1,))
    assert with_parts({"2015": year, "2015H1": cell(99.0)}, how) == {"2015": year}


@pytest.mark.parametrize("how", ["floor", "stand_in"])
def test_a_forecast_of_a_part_makes_no_year(how: str) -> None:
    assert with_parts({"2015H1": cell(9.0, status=ESTIMATED + 1)}, how) == {}


@pytest.mark.parametrize("how", ["floor", "stand_in"])
def test_a_winter_is_no_part_of_one_year(how: str) -> None:
    winter = {"2020-07..2021-03": cell(9.0)}
    assert with_parts(winter, how) == winter


# --- arithmetic


def test_a_sum_takes_the_weakest_status_and_all_observations() -> None:
    total = added([cell(1, 0, 2, REPORTED, (1, 2)), cell(3, 3, 4, ESTIMATED, (2, 3)), cell(5, status=STATED)])
    assert total == Cell(9.0, 8.0, 11.0, ESTIMATED, (1, 2, 3))


@given(st.lists(wide_cells(), min_size=1, max_size=9))
def test_sums_of_few_and_of_many_cells_have_the_sums_of_the_bounds(cells: list[Cell]) -> None:
    total = added(cells)
    assert total.low == pytest.approx(math.fsum(each.low for each in cells))
    assert total.high == pytest.approx(math.fsum(each.high for each in cells))
    assert total.status == max(each.status for each in cells)
    assert set(total.observations) == set().union(*(each.observations for each in cells))


MONOTONE = [
    (share, 2),
    (trade_asymmetry, 3),
    (gas_price_discount, 2),
    (gas_transfer, 3),
    (reserve_cover, 3),
    (lambda first, second: first - second, 2),
    (lambda percent, whole: percent * whole / 100, 2),
]


@pytest.mark.parametrize(("formula", "count"), MONOTONE)
@given(data=st.data())
def test_bounds_contain_the_formula_at_every_point_inside(
    formula: Callable[..., float], count: int, data: st.DataObject
) -> None:
    cells = [data.draw(wide_cells()) for _ in range(count)]
    inside = [each.low + data.draw(st.floats(0, 1)) * (each.high - each.low) for each in cells]
    found = combined(formula, cells)
    slack = 1e-9 * max(1.0, abs(found.low), abs(found.high))
    assert found.low - slack <= formula(*inside) <= found.high + slack
    assert found.value == formula(*(each.value for each in cells))
    assert found.status == max(each.status for each in cells)


def test_the_bounds_are_reached_at_a_mixed_corner() -> None:
    found = combined(share, [cell(50, 40, 60), cell(100, 80, 120)])
    assert (found.value, found.low, found.high) == (50.0, pytest.approx(100 / 3), 75.0)


@given(st.integers(0, 2), st.lists(wide_cells(), min_size=3, max_size=3))
def test_what_is_unknown_stays_unknown(position: int, cells: list[Cell]) -> None:
    cells[position] = Cell(NAN, NAN, NAN, 0, ())
    for found in (added(cells), combined(gas_transfer, cells), added(cells * 4)):
        assert all(math.isnan(number) for number in found[:3])


def test_bounds_alone_give_bounds_alone() -> None:
    found = combined(share, [Cell(NAN, 40, 60, 0, ()), cell(100)])
    assert math.isnan(found.value)
    assert (found.low, found.high) == (40, 60)


@pytest.mark.parametrize("ends", [(40.0, NAN), (NAN, 60.0)])
def test_one_open_end_leaves_both_open(ends: tuple[float, float]) -> None:
    found = combined(share, [Cell(NAN, *ends, 0, ()), Cell(100, 90, 110, 0, ())])
    assert all(math.isnan(number) for number in found[:3])


def test_no_whole_gives_nothing() -> None:
    found = combined(tranche_of_reserves_before, [cell(500), cell(500)])
    assert all(math.isnan(number) for number in found[:3])


def test_only_periods_that_all_inputs_have() -> None:
    first = {"2019": cell(1.0), "2020": cell(2.0), "2021": cell(3.0)}
    second = {"2020": cell(4.0), "2021": cell(6.0), "2022": cell(8.0)}
    found = on_shared_periods(share, {"part": first, "whole": second})
    assert {name: each.value for name, each in found.items()} == {"2020": 50.0, "2021": 50.0}
