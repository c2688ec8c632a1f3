"""Flags of import lines: worked examples of each condition, open verdicts, persistence, and the 18 rules."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.model import Cell
from indicators.products.flags import (
    CENTRAL,
    RULES,
    Rule,
    all_hold,
    cdi,
    cdi_of_union,
    concentration_bounds,
    count_bounds,
    deficit,
    flags_of,
    persistence_of,
    persistent,
)
from indicators.products.lines import Line, Lines


def line(product: str = "a", world: float = 10.0, **areas: float) -> Line:
    return Line(product, areas.get("RUS", 0.0), world, areas, 0, (), ())


def year(*lines: Line) -> Lines:
    total = math.fsum(one.world for one in lines)
    return Lines(lines, Cell(total, total, total, 0, ()), Cell(0.0, 0.0, 0.0, 0, ()))


def test_concentration_by_hand() -> None:
    # 0.6^2 + 0.3^2 + 0.1^2 = 0.46
    assert concentration_bounds({"RUS": 6, "POL": 3, "CHN": 1}, 10) == (pytest.approx(0.46), pytest.approx(0.46))


def test_two_suppliers_of_a_half_each_are_concentrated() -> None:
    assert concentration_bounds({"POL": 5, "CHN": 5}, 10) == (0.5, 0.5)


def test_what_is_not_named_leaves_bounds() -> None:
    # The partner has 0.6: the rest is spread thin, 0.36, or one supplier's, 0.36 + 0.16.
    assert concentration_bounds({"RUS": 6}, 10) == (pytest.approx(0.36), pytest.approx(0.52))
    # 3 of the rest is of no country's name and may be the partner's too: 0.9^2 + 0.1^2.
    assert concentration_bounds({"RUS": 6, "_X": 3}, 10) == (pytest.approx(0.36), pytest.approx(0.82))
    # Or the other supplier's, who is larger then: 0.1^2 + 0.9^2 against 0.4^2 + 0.6^2.
    assert concentration_bounds({"RUS": 1, "_X": 3}, 10) == (pytest.approx(0.01), pytest.approx(0.82))
    assert all(math.isnan(end) for end in concentration_bounds({}, 0.0))


def test_a_flag_needs_all_three() -> None:
    concentrated = line(RUS=6.0, POL=4.0)  # H 0.52, share 0.6
    assert cdi(concentrated, 9.0) is True
    assert cdi(concentrated, 10.0) is False  # imports are not above exports
    assert cdi(line(RUS=5.0, POL=5.0), 9.0) is False  # H 0.5, but no more than a half from the partner
    assert cdi(line(RUS=5.5, **{f"p{n}": 0.5 for n in range(9)}), 9.0) is False  # H 0.325
    assert cdi(concentrated, 0.0) is True
    assert deficit(10.0, 0.0) == 9999.0


def test_a_flag_is_open_where_its_conditions_are() -> None:
    assert cdi(line(RUS=6.0), 9.0) is None  # H from 0.36 to 0.52
    assert cdi(line(RUS=6.0), 10.0) is False  # not needed to know
    assert cdi(line(RUS=6.4), 9.0) is True  # H at least 0.4096
    assert cdi(line(RUS=6.4), None) is None


def test_thresholds_are_to_be_exceeded() -> None:
    assert cdi(line(RUS=6.0, POL=4.0), 5.0, Rule(0.52, 0.5, 1.0)) is False
    assert cdi(line(RUS=6.0, POL=4.0), 5.0, Rule(0.4, 0.6, 1.0)) is False
    assert cdi(line(RUS=6.0, POL=4.0), 5.0, Rule(0.4, 0.5, 2.0)) is False
    assert cdi(line(RUS=6.0, POL=4.0), 4.9, Rule(0.51, 0.59, 2.0)) is True


def test_the_union_s_own_conditions() -> None:
    bought = line(RUS=6.0, POL=3.0, CHN=1.0)
    assert cdi_of_union(bought, 9.0) is True  # of one country all is from outside: H 0.46, 10 over 9
    assert cdi_of_union(bought, 11.0) is False
    # With Poland at home 7 of 10 come from outside: H (36 + 1) / 49 = 0.755, above a half, 7 over 6.
    assert cdi_of_union(bought, 6.0, home=("POL",)) is True
    assert cdi_of_union(bought, 7.0, home=("POL",)) is False
    assert cdi_of_union(bought, 1.0, home=("RUS", "POL")) is False  # a tenth is from outside
    assert cdi_of_union(line(POL=10.0), 1.0, home=("POL",)) is False


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([True, True, True], True), ([True, False, True], True), ([True, True, None], True),
        ([True, False, False], False), ([False, False, None], False), ([True, False, None], None),
        ([None, None, False], None), ([None, None, None], None),
    ],
)  # fmt: skip
def test_persistence(verdicts: list[bool | None], expected: bool | None) -> None:
    assert persistent(verdicts) is expected


def test_persistence_over_years() -> None:
    flagged, not_flagged = line(RUS=9.0, POL=1.0), line(RUS=1.0, **{f"p{n}": 1.0 for n in range(9)})
    imports = {
        "2018": year(flagged),
        "2019": year(not_flagged),
        "2020": year(flagged),
        "2021": year(line("b", RUS=9.0)),
    }
    exports = {name: year(line("z")) for name in imports}  # known, and nothing of these lines
    flags = flags_of(imports, exports, CENTRAL)
    assert flags == {"2018": {"a": True}, "2019": {"a": False}, "2020": {"a": True}, "2021": {"b": True}}
    found = persistence_of(flags)
    assert found["2018"] == {"a": None}  # 2016 and 2017 have no lines
    assert found["2019"] == {"a": None}
    assert found["2020"] == {"a": True}
    assert found["2021"] == {"a": False, "b": False}  # a is not bought any more: 2020 alone of three years


def test_small_lines_have_no_flag_and_unknown_exports_leave_it_open() -> None:
    imports = {"2020": year(line("small", world=0.0999, RUS=0.0999), line("large", world=0.1, RUS=0.1))}
    assert flags_of(imports, {}, CENTRAL) == {"2020": {"large": None}}
    assert flags_of(imports, {"2020": year(line("z"))}, CENTRAL) == {"2020": {"large": True}}


def test_there_are_eighteen_rules_and_the_central_one_is_among_them() -> None:
    assert len(set(RULES)) == 18
    assert CENTRAL in RULES
    assert {rule.deficit for rule in RULES} == {1.0, 2.0}


def test_counts() -> None:
    assert count_bounds([True, None, False, True]) == (2, 3)
    assert all_hold([]) is True


shares = st.lists(st.floats(0.01, 100), min_size=1, max_size=6)


@given(shares, st.floats(0, 50), st.randoms())
def test_the_order_of_suppliers_and_one_of_nothing_change_nothing(
    values: list[float], rest: float, random: object
) -> None:
    areas = {f"P{number}": value for number, value in enumerate(values)}
    world = math.fsum(values) + rest
    turned = dict(reversed(areas.items()))
    expected = pytest.approx(concentration_bounds(areas, world))
    assert concentration_bounds(turned, world) == expected
    assert concentration_bounds(areas | {"zero": 0.0}, world) == expected


@given(shares, st.floats(0.01, 50))
def test_bounds_hold_whatever_the_rest_is_made_of(values: list[float], rest: float) -> None:
    areas = {f"P{number}": value for number, value in enumerate(values)}
    world = math.fsum(values) + rest
    low, high = concentration_bounds(areas, world)
    assert 0 <= low <= high <= 1 + 1e-9
    for parts in (1, 2, 7):
        whole, _ = concentration_bounds(areas | {f"new{n}": rest / parts for n in range(parts)}, world)
        assert low - 1e-9 <= whole <= high + 1e-9


lines = st.lists(
    st.tuples(st.floats(0.05, 10), st.floats(0, 1), st.one_of(st.none(), st.floats(0, 20))), min_size=1, max_size=8
)


@given(lines)
def test_a_stricter_rule_never_flags_more(drawn: list[tuple[float, float, float | None]]) -> None:
    made = [(line(f"{n}", world, RUS=world * part), sold) for n, (world, part, sold) in enumerate(drawn)]

    def counted(rule: Rule) -> tuple[int, int]:
        return count_bounds([cdi(bought, sold, rule) for bought, sold in made])

    for mild in RULES:
        for strict in RULES:
            if (
                strict.concentration >= mild.concentration
                and strict.share >= mild.share
                and strict.deficit >= mild.deficit
            ):
                assert all(less <= more for less, more in zip(counted(strict), counted(mild), strict=True))
