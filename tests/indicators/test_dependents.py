"""Every country in its trade with one partner: by hand, with bounds where a flow is wrong, and with groups."""

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from flows import HAND, Flows
from indicators.model import Cell, Pair
from indicators.pairs import dependents_on, indicators_of

NAMES = ("export_share", "import_share", "turnover_share", "trade_asymmetry")


def values(cells: Mapping[str, Cell]) -> list[float]:
    return [cells[name].value for name in NAMES]


def test_the_dependents_on_a_partner_by_hand() -> None:
    found = dependents_on(Flows(HAND), "B", 2019)
    assert set(found) == {"A", "C"}
    # Turnover of A 140, of B 110, of C 70; of A and B 90, of C and B 20.
    assert values(found["A"]) == pytest.approx([60, 75, 100 * 90 / 140, 100 * (90 / 140 - 90 / 110)])
    assert values(found["C"]) == pytest.approx([100 * 20 / 30, 0, 100 * 20 / 70, 100 * (20 / 70 - 20 / 110)])
    for cells in found.values():
        assert all(cell.low == cell.value == cell.high for cell in cells.values())


def test_what_rests_on_a_wrong_flow_has_bounds_and_no_value() -> None:
    found = dependents_on(Flows(HAND, wrong=((0, 2),)), "B", 2019)["A"]
    assert found["import_share"].value == 75
    for name, low, high in (
        ("export_share", 60, 100),  # all of A's exports are 100, or 60 without what C is said to buy
        ("turnover_share", 100 * 90 / 140, 100 * 90 / 100),
        ("trade_asymmetry", 100 * (90 / 140 - 90 / 110), 100 * (90 / 100 - 90 / 110)),
    ):
        assert math.isnan(found[name].value)
        assert (found[name].low, found[name].high) == pytest.approx((low, high))


def test_a_share_of_what_may_be_nothing_has_no_lower_bound() -> None:
    bought = dependents_on(Flows(HAND, wrong=((0, 2),)), "A", 2019)["C"]["import_share"]
    assert (math.isnan(bought.value), math.isnan(bought.low), bought.high) == (True, True, 100)


@given(
    st.lists(st.lists(st.integers(1, 1000), min_size=4, max_size=4), min_size=4, max_size=4),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda pair: pair[0] != pair[1]), max_size=5),
    st.lists(st.floats(0.001, 1), min_size=5, max_size=5),
)
def test_the_bounds_hold_whatever_the_wrong_flows_were(
    flows: list[list[int]], wrong: set[tuple[int, int]], true: list[float]
) -> None:
    np.fill_diagonal(printed := np.array(flows, dtype=float), 0)
    truth = printed.copy()
    for pair, part in zip(sorted(wrong), true, strict=False):
        truth[pair] *= part
    right = indicators_of(Flows(truth.tolist()), 2019)
    found = dependents_on(Flows(printed.tolist(), wrong=tuple(wrong)), "B", 2019)
    for country, cells in found.items():
        for name, cell in cells.items():
            known = right[name][ord(country) - 65, 1]
            assert cell.low - 1e-9 <= known <= cell.high + 1e-9 or math.isnan(cell.low), (country, name)
            assert math.isnan(cell.value) or cell.value == pytest.approx(known)


def test_a_group_is_one_partner_and_its_members_none() -> None:
    # B and C as one: A sells them 100 and buys 40; what C sells B stays within.
    world = Flows(HAND, wrong=((0, 2),)).with_group("G", ("B", "C"))
    assert world.areas == ["A", "G"]
    assert world.flows[2019].tolist() == [[0, 100], [40, 0]]
    assert world.wrong(2019).tolist() == [[False, True], [False, False]]
    assert set(dependents_on(world, "G", 2019)) == {"A"}


def test_the_european_union_is_the_sum_of_its_members(repository: Repository) -> None:
    members = repository.groups["EUU"]
    flows = [repository.measure("goods_exports_reconciled", Pair("BLR", code)) for code in repository.areas - {"BLR"}]
    rows = [(result.pair.partner, row) for result in flows for row in result.rows if row.period == "2019"]
    sold = {partner: row.value for partner, row in rows if not math.isnan(row.value)}
    share = 100 * sum(sold[code] for code in members) / sum(sold.values())
    found = repository.dependents("EUU", 2019)
    assert found["BLR"]["export_share"].value == pytest.approx(share)
    assert not set(members) & set(found)


def test_belarus_is_as_its_pair_is_in_the_matrix(repository: Repository) -> None:
    world = repository.world("RUS")
    here, there = world.areas.index("BLR"), world.areas.index("RUS")
    found = repository.dependents("RUS", 2019)["BLR"]
    assert values(found) == pytest.approx([indicators_of(world, 2019)[name][here, there] for name in NAMES])
    late = repository.dependents("RUS", 2020)["BLR"]  # what the United Kingdom sold to Belarus in 2020 is wrong
    assert math.isnan(late["import_share"].value)
    assert late["import_share"].low < late["import_share"].high < 56.8
    assert repository.dependents("RUS", 1999) == repository.dependents("FRO", 2019) == {}
