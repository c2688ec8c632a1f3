"""Concentration over partners: the index, its bounds, known answers."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.concentration import herfindahl, herfindahl_bounds, hirschman, part_of_concentration
from indicators.model import Pair, Row

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


# --- Hirschman's own index, and one partner's part


def test_the_golden_numbers() -> None:
    flows = by_partner([0.45, 0.20, 0.15, 0.10, 0.10])
    assert hirschman(flows) == pytest.approx(53.385, abs=0.0005)
    assert 1 / herfindahl(flows) == pytest.approx(3.509, abs=0.0005)
    assert (herfindahl(flows) - 1 / 5) / (1 - 1 / 5) == pytest.approx(0.10625)
    assert part_of_concentration(flows, 0.45) == pytest.approx(100 * 0.2025 / 0.285)


@given(FLOWS)
def test_hirschman_s_index_is_the_root_of_the_other(flows: list[float]) -> None:
    found = hirschman(by_partner(flows))
    assert found == pytest.approx(100 * math.sqrt(herfindahl(by_partner(flows))))
    assert 100 / math.sqrt(len(flows)) - 1e-9 <= found <= 100 + 1e-9


@given(FLOWS, st.floats(0.001, 1000))
def test_the_parts_of_all_partners_make_the_whole(flows: list[float], scale: float) -> None:
    partners = by_partner(flows)
    parts = [part_of_concentration(partners, flow) for flow in flows]
    assert math.fsum(parts) == pytest.approx(100)
    scaled = part_of_concentration(by_partner([flow * scale for flow in flows]), flows[0] * scale)
    assert scaled == pytest.approx(parts[0])
    share = flows[0] / math.fsum(flows)
    assert parts[0] == pytest.approx(100 * share**2 / herfindahl(partners))


def test_neither_without_flows() -> None:
    assert math.isnan(hirschman({}))
    assert math.isnan(part_of_concentration({}, 1.0))
    assert math.isnan(part_of_concentration({"a": float("nan")}, 1.0))


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


# --- what has no named partner


UNNAMED = st.sampled_from(["_X", "_SPEC", "_OEUR", "_BUNK"])


@given(st.lists(st.floats(1, 1e4), min_size=2, max_size=12), st.floats(0.05, 2), UNNAMED, st.data())
def test_bounds_hold_whoever_stands_behind_the_unnamed(
    flows: list[float], part: float, unnamed: str, data: st.DataObject
) -> None:
    partners, rest = by_partner(flows), part * math.fsum(flows)
    owner = data.draw(st.sampled_from([*partners, "another"]))
    true = partners | {owner: partners.get(owner, 0.0) + rest}
    given_ = partners | {unnamed: rest}
    for formula, *own in ((herfindahl,), (hirschman,), (part_of_concentration, "P0")):
        found = formula(given_, *(given_[name] for name in own))
        exact = formula(true, *(true[name] for name in own))
        assert isinstance(found, tuple)
        assert found[0] - 1e-9 <= exact <= found[1] + 1e-9


@given(FLOWS, st.floats(0, 0.009))
def test_a_hundredth_without_a_name_is_no_matter(flows: list[float], part: float) -> None:
    whole = math.fsum(flows)
    found = herfindahl(by_partner(flows) | {"_X": part * whole})
    assert found == pytest.approx(herfindahl(by_partner(flows)) / (1 + part) ** 2)


def test_a_published_total_above_the_partners_leaves_bounds_too() -> None:
    flows = {"a": 60.0, "b": 20.0}
    assert herfindahl(flows, 100.0) == (pytest.approx(0.40), pytest.approx(0.64 + 0.04))
    assert herfindahl(flows, 80.0) == herfindahl(flows) == pytest.approx(0.5625 + 0.0625)
    assert hirschman(flows, 100.0) == (pytest.approx(100 * math.sqrt(0.40)), pytest.approx(100 * math.sqrt(0.68)))
    low, high = part_of_concentration(flows, 60.0, 100.0)
    assert (low, high) == (pytest.approx(100 * 3600 / (3600 + 1600)), pytest.approx(100 * 6400 / (6400 + 400)))


# --- the same flows, seen in other ways


@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_hirschman_s_index_goes_with_the_other_year_by_year(flow: str, answer: Answer) -> None:
    index, other = answer("hirschman_index", f"{flow}_baci"), answer(f"{flow[:-1]}_partner_hhi", "baci")
    assert list(index) == list(other)
    for name, row in index.items():
        assert row.value == pytest.approx(100 * math.sqrt(other[name].value)), name


def test_russia_s_part_of_the_concentration_by_hand(answer: Answer) -> None:
    part = answer("partner_part_of_concentration", "exports_baci")["2019"]
    flow, total = (answer(name)["2019"].value for name in ("goods_exports_reconciled", "goods_exports_total"))
    assert part.value == pytest.approx(85.56, abs=0.005)
    assert 0 < part.value < 100
    assert flow < total
    hhi = answer("export_partner_hhi", "baci")["2019"].value
    # Back from the part to the total of all partners in the same file, which lies a little below Belarus's own.
    assert flow / math.sqrt(part.value / 100 * hhi) == pytest.approx(0.98 * total, rel=0.02)


def test_no_index_on_the_wrong_british_figure_of_2020(answer: Answer) -> None:
    for indicator, variant in (
        ("import_partner_hhi", "baci"), ("hirschman_index", "imports_baci"),
        ("partner_part_of_concentration", "imports_baci"),
    ):  # fmt: skip
        assert max(answer(indicator, variant)) == "2019"
    assert max(answer("export_partner_hhi", "baci")) == "2020"


@pytest.mark.parametrize("country", ["BLR", "ARM", "AZE", "MDA", "UKR"])
def test_a_group_s_part_is_a_part_with_its_members_as_one(country: str, answer: Answer) -> None:
    """Belarus's exports of 2009 went to the Union more than to Russia; squared member by member it would exceed all."""
    for variant in ("exports_baci", "imports_baci"):
        rows = answer("partner_part_of_concentration", variant, pair=Pair(country, "EUU"))
        assert len(rows) >= 20
        assert all(0 <= row.value <= 100 for row in rows.values()), variant


def test_a_group_s_part_by_hand(answer: Answer) -> None:
    own = answer("goods_exports_reconciled", pair=Pair("BLR", "EUU"))["2009"].value
    russia = answer("goods_exports_reconciled")["2009"].value
    part = answer("partner_part_of_concentration", "exports_baci", pair=Pair("BLR", "EUU"))["2009"].value
    assert part < 100 * own**2 / (own**2 + russia**2)
    assert part == pytest.approx(100 * own**2 / (own**2 + russia**2), rel=0.05)


def test_fuel_suppliers_by_value(answer: Answer) -> None:
    found = answer("fuel_supplier_hhi")
    share = {name: answer("fuel_imports")[name].value / answer("fuel_imports_total")[name].value for name in found}
    assert list(found) == [str(number) for number in range(1998, 2018)]
    for name, row in found.items():
        assert share[name] ** 2 - 1e-3 <= row.value <= 1, name
    assert found["2010"].value < 0.76 < found["2009"].value  # Venezuela's oil


def test_normalised_and_effective_go_with_the_index_year_by_year(answer: Answer) -> None:
    for flow in ("exports", "imports"):
        for source in ("baci", "national_statistics"):
            index = answer(f"{flow[:-1]}_partner_hhi", source, pair=Pair("KAZ", "RUS"))
            many = answer("effective_partners", f"{flow}_{source}", pair=Pair("KAZ", "RUS"))
            scaled = answer("normalised_partner_hhi", f"{flow}_{source}", pair=Pair("KAZ", "RUS"))
            for name, row in index.items():
                if not math.isnan(row.low):
                    assert many[name].low == pytest.approx(1 / row.high)
                    assert many[name].high == pytest.approx(1 / row.low)
                    assert scaled[name].high == pytest.approx((205 * row.high - 1) / 204)


def test_what_is_missing_to_the_published_total_has_no_partner() -> None:
    """30 of a total of 100 are named: spread thin the rest adds nothing, with the one partner it is the whole."""
    assert herfindahl({"A": 30.0}, 100.0) == pytest.approx((0.09, 1.0))
    assert herfindahl({"A": 30.0, "B": 20.0, "_X": 10.0}, 100.0) == pytest.approx((0.13, 0.68))
