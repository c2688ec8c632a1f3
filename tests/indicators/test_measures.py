"""Measures: which candidates fill them, in which order, with which bounds and status."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.clock import as_of
from indicators.measures import Resolver, share
from indicators.model import Pair, Row
from ingest.errors import DeclarationError
from ingest.model import STATUSES, Status, Tables

MadeTables = Callable[..., Tables]
Answer = Callable[..., dict[str, Row]]
NAN = float("nan")
PAIR = Pair("BLR", "RUS")
EXPORT = {"source": "wits", "item": "export", "reporter": "dependent", "partner": "partner"}
MIRROR = {"source": "rosstat", "item": "import", "reporter": "partner", "partner": "dependent", "status": "mirror"}
SAID = {"source": "press", "item": "goods_exports", "reporter": "dependent", "partner": "partner"}
TOTAL = {"source": "wits", "item": "export", "reporter": "dependent", "partner": "WLD"}


def rank(name: str) -> int:
    return STATUSES.index(name)


def wits(name: str, value: float, partner: str = "RUS", product: str = "_T", reporter: str = "BLR") -> tuple[Any, ...]:
    return ("wits", "export", reporter, partner, product, "USD mn", "A", name, value)


def rosstat(name: str, value: float, freq: str = "A") -> tuple[Any, ...]:
    return ("rosstat", "import", "RUS", "BLR", "_T", "USD mn", freq, name, value)


def press(name: str, value: float, low: float = NAN, high: float = NAN, **given: Any) -> tuple[Any, ...]:
    status, vintage = given.get("status", "official_statement"), given.get("vintage", date(2021, 1, 1))
    return ("press", "goods_exports", "BLR", "RUS", "_Z", "USD bn", "_O", name, value, low, high, status, vintage,
            given.get("preference", 1))  # fmt: skip


def resolver(tables: Tables, hidden: dict[str, int] | None = None, **measures: Any) -> Resolver:
    declared = {
        name: found if isinstance(found, dict) else {"title": name, "unit": "USD mn", "candidate": found}
        for name, found in measures.items()
    }
    return Resolver(tables, declared, hidden)


# --- share


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_the_share_of_a_part_lies_between_0_and_100(part: float, rest: float) -> None:
    found = share(part, part + rest)
    assert math.isnan(found) if part + rest == 0 else 0 <= found <= 100 + 1e-9


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6), st.floats(0.01, 1e3))
def test_the_share_knows_no_unit(part: float, whole: float, scale: float) -> None:
    assert share(part * scale, whole * scale) == pytest.approx(share(part, whole))


@pytest.mark.parametrize(("part", "whole"), [(1.0, 0.0), (1.0, -1.0), (NAN, 1.0), (1.0, NAN), (0.0, 0.0)])
def test_no_share_without_a_part_or_a_whole(part: float, whole: float) -> None:
    assert math.isnan(share(part, whole))


# --- which series fills a measure


def test_the_first_candidate_with_a_value_gives_value_status_and_unit(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), rosstat("2019", 90.0), rosstat("2020", 80.0), press("2021", 0.07))
    found = resolver(tables, flow=[EXPORT, MIRROR, SAID]).quantity("flow", PAIR)
    assert {name: (round(cell.value, 9), cell.status) for name, cell in found.items()} == {
        "2019": (100.0, rank("reported")),
        "2020": (80.0, rank("mirror")),
        "2021": (70.0, rank("official_statement")),
    }
    assert (found["2019"].low, found["2019"].high) == (100.0, 100.0)


def test_a_candidate_with_bounds_widens_and_stands_behind_the_result(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), rosstat("2019", 90.0), press("2019", 0.12))
    found = resolver(tables, flow=[EXPORT, MIRROR | {"bounds": True}, SAID]).quantity("flow", PAIR)["2019"]
    assert found[:4] == (100.0, 90.0, 100.0, rank("reported"))
    assert len(found.observations) == 2


def test_bounds_alone_wait_for_a_value(tables_of: MadeTables) -> None:
    tables = tables_of(press("2023-01..2023-11", 0.022), rosstat("2023", 23.0))
    floor = SAID | {"parts": "floor", "bounds": True}
    alone = resolver(tables, flow=[floor]).quantity("flow", PAIR)["2023"]
    assert math.isnan(alone.value)
    assert (alone.low, alone.high) == (22.0, pytest.approx(24.0))
    found = resolver(tables, flow=[floor, MIRROR]).quantity("flow", PAIR)["2023"]
    assert found[:3] == (23.0, 22.0, pytest.approx(24.0))
    assert found.status == rank("mirror")


def test_a_family_of_its_own_never_widens_another(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), rosstat("2019", 90.0), rosstat("2020", 80.0))
    made = resolver(tables, flow=[EXPORT, MIRROR | {"bounds": True, "family": "reconciled"}])
    assert {name: set(cells) for name, cells in made.families("flow", PAIR).items()} == {
        "customs": {"2019"},
        "reconciled": {"2019", "2020"},
    }
    assert made.quantity("flow", PAIR)["2019"][:3] == (100.0, 100.0, 100.0)
    assert made.quantity("flow", PAIR)["2020"].value == 80.0


def test_years_within_from_and_to(tables_of: MadeTables) -> None:
    tables = tables_of(*(wits(str(number), 1.0) for number in range(2017, 2023)))
    found = resolver(tables, flow=[EXPORT | {"from": "2019", "to": "2020"}]).quantity("flow", PAIR)
    assert list(found) == ["2019", "2020"]


def test_yearly_leaves_out_other_periods(tables_of: MadeTables) -> None:
    tables = tables_of(press("2020", 1.0), press("2021H1", 2.0), press("2021..2023", 3.0))
    assert list(resolver(tables, flow=[SAID | {"yearly": True}]).quantity("flow", PAIR)) == ["2020"]


def test_the_total_is_taken_not_a_product_unless_it_is_asked_for(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), wits("2019", 7.0, product="fuels"))
    assert resolver(tables, flow=[EXPORT]).quantity("flow", PAIR)["2019"].value == 100.0
    assert resolver(tables, flow=[EXPORT | {"product": "fuels"}]).quantity("flow", PAIR)["2019"].value == 7.0


def test_months_are_read_only_where_they_are_asked_for(tables_of: MadeTables) -> None:
    tables = tables_of(*(rosstat(f"2020-{month:02d}", 1.0, "M") for month in range(1, 13)))
    assert resolver(tables, flow=[MIRROR]).quantity("flow", PAIR) == {}
    found = resolver(tables, flow=[MIRROR | {"freq": "M", "annual": "sum"}]).quantity("flow", PAIR)["2020"]
    assert (found.value, found.status, len(found.observations)) == (12.0, rank("mirror"), 12)


def test_the_other_direction_is_another_pair(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), wits("2019", 55.0, "BLR", reporter="RUS"), wits("2019", 9.0, "DEU"))
    made = resolver(tables, flow=[EXPORT])
    assert made.quantity("flow", PAIR)["2019"].value == 100.0
    assert made.quantity("flow", Pair("RUS", "BLR"))["2019"].value == 55.0
    assert made.quantity("flow", Pair("BLR", "UKR")) == {}


def test_a_candidate_for_one_partner_only(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), wits("2019", 9.0, "DEU"))
    made = resolver(tables, flow=[EXPORT | {"for_partner": "RUS"}])
    assert made.quantity("flow", PAIR)
    assert made.quantity("flow", Pair("BLR", "DEU")) == {}


def test_a_status_is_weakened_never_strengthened(tables_of: MadeTables) -> None:
    tables = tables_of(press("2020", 1.0, status="estimated"), rosstat("2020", 1.0))
    found = resolver(tables, flow=[SAID | {"status": "mirror"}]).quantity("flow", PAIR)["2020"]
    assert found.status == rank("estimated")
    assert resolver(tables, flow=[MIRROR]).quantity("flow", PAIR)["2020"].status == rank("mirror")


def test_a_constant_known_within_bounds(tables_of: MadeTables) -> None:
    tables = tables_of(("pinksheet", "NGAS_EUR", "WLD", "_Z", "_Z", "USD/MMBtu", "A", "2020", 2.0))
    gas = {"source": "pinksheet", "item": "NGAS_EUR", "reporter": "WLD"}
    times = {"value": 35.354, "low": 35.0, "high": 36.2}
    declared = {"title": "", "unit": "USD/1000 m3", "candidate": [gas | {"times": times}]}
    assert resolver(tables, price=declared).quantity("price", PAIR)["2020"][:3] == (70.708, 70.0, 72.4)
    with pytest.raises(DeclarationError, match="USD/MMBtu"):
        resolver(tables, price=declared | {"candidate": [gas]}).quantity("price", PAIR)


# --- sums over partners and items, and panels


BACI = [
    ("baci", "export", reporter, partner, "_T", "USD thousand", "A", name, value)
    for reporter, partner, name, value in (
        ("BLR", "RUS", "2019", 60_000.0),
        ("BLR", "DEU", "2019", 40_000.0),
        ("BLR", "DEU", "2020", 30_000.0),
        ("RUS", "BLR", "2019", 5_000.0),
        ("DEU", "BLR", "2019", 7_000.0),
        ("DEU", "RUS", "2019", 99_000.0),
    )
]


def test_all_partners_are_added_up(tables_of: MadeTables) -> None:
    tables = tables_of(*BACI, wits("2019", 1.0, "WLD"))
    sold = {"source": "baci", "item": "export", "reporter": "dependent", "partner": "all"}
    bought = {"source": "baci", "item": "export", "reporter": "all", "partner": "dependent"}
    made = resolver(tables, sold=[sold], bought=[bought])
    assert {name: cell.value for name, cell in made.quantity("sold", PAIR).items()} == {"2019": 100.0, "2020": 30.0}
    assert {name: cell.value for name, cell in made.quantity("bought", PAIR).items()} == {"2019": 12.0}


def test_each_partner_is_one_cell_and_the_world_is_none(tables_of: MadeTables) -> None:
    tables = tables_of(*BACI, ("baci", "export", "BLR", "WLD", "_T", "USD thousand", "A", "2019", 1e6))
    each = {"source": "baci", "item": "export", "reporter": "dependent", "partner": "each", "family": "baci"}
    other = each | {"family": "other", "item": "import"}
    panel = resolver(tables, flows=[each, other]).panel("flows", PAIR, "baci")
    assert {name: {area: cell.value for area, cell in cells.items()} for name, cells in panel.items()} == {
        "2019": {"RUS": 60.0, "DEU": 40.0},
        "2020": {"DEU": 30.0},
    }


def test_items_are_added_up(tables_of: MadeTables) -> None:
    tables = tables_of(
        *(
            ("worldbank_debt", item, "BLR", "RUS", "_Z", "USD", "A", name, value)
            for item, name, value in (("a", "2019", 1e6), ("b", "2019", 2e6), ("c", "2019", 4e6))
        )
    )
    loans = {"source": "worldbank_debt", "items": ["a", "b"], "reporter": "dependent", "partner": "partner"}
    found = resolver(tables, loans=[loans]).quantity("loans", PAIR)
    assert found["2019"].value == 3.0
    assert len(found["2019"].observations) == 2


# --- measures made of measures


def test_sum_difference_and_share_of(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), wits("2020", 90.0), wits("2019", 400.0, "WLD"))
    made = resolver(
        tables,
        flow=[EXPORT],
        total=[TOTAL],
        both=[{"sum": ["flow", "total"]}],
        rest=[{"difference": ["total", "flow"]}],
        part=[{"share_of": ["flow", "total"]}],
    )
    found = {name: made.quantity(name, PAIR) for name in ("both", "rest", "part")}
    assert {name: {period: cell.value for period, cell in cells.items()} for name, cells in found.items()} == {
        "both": {"2019": 500.0},
        "rest": {"2019": 300.0},
        "part": {"2019": 400.0},
    }
    assert set(found["both"]["2019"].observations) == {0, 2}


def test_another_measure_for_the_pair_or_with_the_sides_swapped(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), wits("2019", 55.0, "BLR", reporter="RUS"), press("2020", 0.07))
    made = resolver(tables, flow=[EXPORT], said=[SAID], same=[{"measure": "flow"}, {"measure": "said"}],
                    other=[{"swapped": "flow"}])  # fmt: skip
    assert {name: cell.value for name, cell in made.quantity("same", PAIR).items()} == {
        "2019": 100.0,
        "2020": pytest.approx(70.0),
    }
    assert made.quantity("other", PAIR)["2019"].value == 55.0
    assert made.quantity("other", Pair("RUS", "BLR"))["2019"].value == 100.0
    assert made.quantity("flow", PAIR)["2019"].value == 100.0  # what others were made of is as it was


def test_a_wrong_cell_empties_the_total_that_would_hold_it(tables_of: MadeTables) -> None:
    wrong = (*BACI[1], NAN, NAN, "mirror", date(2022, 1, 1), 2)
    tables = tables_of(BACI[0], wrong, BACI[2])
    sold = {"source": "baci", "item": "export", "reporter": "dependent", "partner": "all"}
    found = resolver(tables, sold=[sold]).quantity("sold", PAIR)
    assert math.isnan(found["2019"].value)
    assert math.isnan(found["2019"].low)
    assert found["2020"].value == 30.0


def test_families_meet_only_themselves(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2019", 100.0), *BACI)
    reconciled = {"source": "baci", "item": "export", "reporter": "dependent", "partner": "all", "family": "reconciled"}
    made = resolver(tables, flow=[EXPORT], total=[reconciled], both=[{"sum": ["flow", "total"]}])
    assert made.quantity("both", PAIR) == {}


# --- what a country hides


def test_hidden_years_are_empty_cells_as_far_as_the_totals_go(tables_of: MadeTables) -> None:
    tables = tables_of(wits("2021", 100.0), press("2023", 0.09), *(wits(str(n), 1.0, "WLD") for n in range(2020, 2025)))
    flow = {"title": "", "unit": "USD mn", "hidden": True, "candidate": [EXPORT, SAID]}
    measures = {"flow": flow, "goods_exports_total": [TOTAL], "twice": [{"sum": ["flow", "flow"]}]}
    made = resolver(tables, {"BLR": 2022}, **measures)
    found = made.quantity("flow", PAIR)
    assert list(found) == ["2021", "2022", "2023", "2024"]
    for name in ("2022", "2024"):
        assert all(math.isnan(number) for number in found[name][:3])
        assert (found[name].status, found[name].observations) == (rank(Status.UNDISCLOSED), ())
    assert found["2023"].value == 90.0
    assert list(made.quantity("twice", PAIR)) == ["2021", "2023"]
    assert list(resolver(tables, {"RUS": 2022}, **measures).quantity("flow", PAIR)) == ["2021", "2023"]


# --- errors, order and memory


def test_a_measure_that_is_not_declared_is_named(tables_of: MadeTables) -> None:
    with pytest.raises(DeclarationError, match="no measure 'flow'"):
        resolver(tables_of(wits("2019", 1.0))).quantity("flow", PAIR)


def test_periods_come_in_the_order_of_time(tables_of: MadeTables) -> None:
    tables = tables_of(press("2021Q1", 1.0), wits("2022", 1.0), press("2020-12-30", 1.0), wits("2019", 1.0))
    assert list(resolver(tables, flow=[EXPORT, SAID]).quantity("flow", PAIR)) == [
        "2019", "2020-12-30", "2021Q1", "2022",
    ]  # fmt: skip


def test_two_clocks_give_two_answers(tables_of: MadeTables) -> None:
    tables = tables_of(press("2020", 1.0), press("2020", 2.0, vintage=date(2022, 1, 1)))
    declared = {"flow": {"title": "", "unit": "USD bn", "candidate": [SAID]}}
    then, now = Resolver(tables, declared, clock=as_of(date(2021, 6, 1))), Resolver(tables, declared)
    assert then.quantity("flow", PAIR)["2020"][:3] == (1.0, 1.0, 1.0)
    assert now.quantity("flow", PAIR)["2020"][:3] == (2.0, 1.0, 2.0)


def test_a_quotient_by_what_is_not_above_nought_is_no_value(tables_of: MadeTables) -> None:
    ratio = {"title": "", "unit": "USD/t", "candidate": [{"quotient": ["said", "exports"]}]}
    rows = [press(name, 6.0) for name in ("2019", "2020")] + [wits("2019", 3.0), wits("2020", -3.0)]
    found = resolver(tables_of(*rows), said=[SAID], exports=[EXPORT], ratio=ratio).quantity("ratio", PAIR)
    assert found["2019"].value == pytest.approx(2000)  # a press figure in USD bn
    assert math.isnan(found["2020"].value)


def test_another_value_of_a_period_changes_that_period_alone(tables_of: MadeTables) -> None:
    made = resolver(tables_of(wits("2019", 3.0), wits("2020", 4.0)), exports=[EXPORT])
    before = made.quantity("exports", PAIR)
    after = made.changed(PAIR, "2020", {"exports": 9.0}).quantity("exports", PAIR)
    assert [after[name][:3] for name in ("2019", "2020")] == [(3.0, 3.0, 3.0), (9.0, 9.0, 9.0)]
    assert (before["2020"].value, after["2020"].observations) == (4.0, before["2020"].observations)
