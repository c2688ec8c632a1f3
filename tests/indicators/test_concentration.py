"""Concentration over partners: the index, its bounds, known answers."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.concentration import herfindahl, herfindahl_bounds
from indicators.model import Row

Answer = Callable[..., dict[str, Row]]
FLOWS = st.lists(st.floats(1, 1e5), min_size=1, max_size=30)


def by_partner(flows: list[float]) -> dict[str, float]:
    return {f"P{number}": flow for number, flow in enumerate(flows)}


# --- the index


def test_the_golden_number() -> None:
    assert herfindahl(by_partner([0.45, 0.20, 0.15, 0.10, 0.10])) == pytest.approx(0.285)


@given(FLOWS)
def test_between_one_over_n_and_one(flows: list[float]) -> None:
    assert 1 / len(flows) - 1e-12 <= herfindahl(by_partner(flows)) <= 1 + 1e-12


@given(st.integers(1, 50), st.floats(1, 1e6))
def test_equal_partners_give_one_over_n(count: int, flow: float) -> None:
    assert herfindahl(by_partner([flow] * count)) == pytest.approx(1 / count)


@given(FLOWS, st.floats(0.001, 1000), st.randoms(use_true_random=False))
def test_neither_order_nor_unit_matters(flows: list[float], scale: float, random: object) -> None:
    shuffled = [flow * scale for flow in flows]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert herfindahl(by_partner(shuffled)) == pytest.approx(herfindahl(by_partner(flows)))


@given(st.lists(st.floats(1, 1e5), min_size=2, max_size=20))
def test_merging_two_partners_never_lowers_it(flows: list[float]) -> None:
    first, second, *rest = flows
    assert herfindahl(by_partner([first + second, *rest])) >= herfindahl(by_partner(flows)) - 1e-12


@given(FLOWS)
def test_a_partner_without_trade_changes_nothing(flows: list[float]) -> None:
    assert herfindahl(by_partner([*flows, 0.0])) == pytest.approx(herfindahl(by_partner(flows)))


@pytest.mark.parametrize("flows", [[], [0.0], [float("nan"), 1.0]])
def test_no_index_without_flows(flows: list[float]) -> None:
    assert math.isnan(herfindahl(by_partner(flows)))


# --- bounds from the top partners


@given(st.lists(st.floats(1, 1e4), min_size=2, max_size=25), st.integers(1, 5))
def test_bounds_contain_the_true_index_of_any_partners_behind_the_top(flows: list[float], count: int) -> None:
    ranked = sorted(flows, reverse=True)
    low, high = herfindahl_bounds(by_partner(ranked[:count]), math.fsum(ranked))
    assert low - 1e-9 <= herfindahl(by_partner(ranked)) <= high + 1e-9


@given(st.lists(st.floats(1, 1e4), min_size=3, max_size=15), st.integers(1, 4), st.floats(1, 1e4), st.data())
def test_bounds_contain_it_whoever_the_unspecified_belongs_to(
    flows: list[float], count: int, unspecified: float, data: st.DataObject
) -> None:
    ranked = sorted(flows, reverse=True)
    true = [*ranked, 0.0]
    true[data.draw(st.integers(0, len(ranked)))] += unspecified
    top = by_partner(ranked[:count]) | {"_X": unspecified}
    low, high = herfindahl_bounds(top, math.fsum(ranked) + unspecified)
    assert low - 1e-9 <= herfindahl(by_partner(true)) <= high + 1e-9


def test_bounds_by_hand() -> None:
    # Rest 30 as 20 and 10 more: 0.25 + 0.04 + 0.04 + 0.01; the unspecified goes to the largest: 0.36 and rest 20.
    assert herfindahl_bounds({"a": 50.0, "b": 20.0}, 100.0) == (pytest.approx(0.29), pytest.approx(0.34))
    found = herfindahl_bounds({"a": 50.0, "b": 20.0, "_X": 6.0, "_SPEC": 4.0}, 100.0)
    assert found == (pytest.approx(0.29), pytest.approx(0.36 + 0.04 + 0.04))


def test_all_partners_named_leave_no_doubt() -> None:
    low, high = herfindahl_bounds({"a": 50.0, "b": 30.0, "c": 20.0}, 100.0)
    assert low == high == pytest.approx(0.38)


@given(st.lists(st.floats(1, 1e4), min_size=2, max_size=6), st.floats(0, 1e4), st.floats(0.01, 100))
def test_bounds_know_no_unit(flows: list[float], rest: float, scale: float) -> None:
    total = math.fsum(flows) + rest
    plain = herfindahl_bounds(by_partner(flows), total)
    scaled = herfindahl_bounds(by_partner([flow * scale for flow in flows]), total * scale)
    assert scaled == (pytest.approx(plain[0]), pytest.approx(plain[1], rel=1e-6))
    assert plain[0] <= plain[1] + 1e-12


@pytest.mark.parametrize(("top", "total"), [({}, 100.0), ({"_X": 5.0}, 100.0), ({"a": 5.0}, 0.0)])
def test_no_bounds_without_partners_or_total(top: dict[str, float], total: float) -> None:
    assert all(math.isnan(end) for end in herfindahl_bounds(top, total))


# --- the packaged snapshot


@pytest.mark.parametrize(("name", "expected"), [("1998", 0.436), ("2009", 0.151), ("2014", 0.214)])
def test_exports_by_the_comtrade_matrix(name: str, expected: float, answer: Answer) -> None:
    row = answer("export_partner_hhi", "comtrade_matrix")[name]
    assert row.value == pytest.approx(expected, abs=0.002)
    assert row.status == "reported"
    assert len(row.observations) > 100


def test_exports_by_baci_in_every_year_from_2000_to_2020(answer: Answer) -> None:
    found = answer("export_partner_hhi", "baci")
    assert list(found) == [str(number) for number in range(2000, 2021)]
    assert all(0.1 < row.value < 0.3 and row.status == "mirror" for row in found.values())


def test_both_sources_tell_of_the_same_concentration_of_exports(answer: Answer) -> None:
    baci, matrix = (answer("export_partner_hhi", variant) for variant in ("baci", "comtrade_matrix"))
    shared = set(baci) & set(matrix)
    assert len(shared) == 15
    assert all(baci[name].value == pytest.approx(matrix[name].value, abs=0.04) for name in shared)


def test_imports_by_top_partners_are_bounds_near_baci(answer: Answer) -> None:
    bounds, baci = (answer("import_partner_hhi", variant) for variant in ("wits_top_partners", "baci"))
    assert list(bounds) == [str(number) for number in range(1998, 2020)]
    for name, row in bounds.items():
        assert math.isnan(row.value), name
        assert 0 < row.low <= row.high < 1, name
        assert len(row.observations) == 6, name
        if name in baci:
            assert row.low - 0.06 < baci[name].value < row.high + 0.06, name
    assert bounds["2019"].low <= baci["2019"].value <= bounds["2019"].high


def test_the_share_of_the_largest_bounds_the_index_from_below(answer: Answer, repository: Repository) -> None:
    share = answer("import_share")
    for name, row in answer("import_partner_hhi", "wits_top_partners").items():
        assert row.low >= (share[name].value / 100) ** 2 - 1e-9
