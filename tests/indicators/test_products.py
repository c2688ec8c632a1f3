"""Lines above a half, exports at risk and substitutability: worked by hand, bounds that hold for any finer split."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.model import Cell
from indicators.products.lines import Line, Lines
from indicators.products.majority import (
    lines_above_half,
    of_the_world,
    part_above,
    substitutability,
    value_above_half,
)
from indicators.products.risk import AtRisk, at_risk, line_at_risk, resale_of
from ingest.declared import Resale

PART = Resale(0.1, 0.2, 0.4)


def line(product: str, partner: float, world: float) -> Line:
    return Line(product, partner, world, {"RUS": partner}, 0, (), ())


def year(
    lines: list[Line], total: float | None = None, partner_total: float | None = None, mirrored: bool = False
) -> Lines:
    whole = math.fsum(one.world for one in lines) if total is None else total
    part = math.fsum(one.partner for one in lines) if partner_total is None else partner_total
    return Lines(tuple(lines), Cell(whole, whole, whole, 0, ()), Cell(part, part, part, 0, ()), mirrored)


BOUGHT = [line("a", 60, 100), line("b", 50, 100), line("c", 30, 40), line("d", 0, 60), line("e", 0.09, 0.09)]


def test_lines_above_half_by_hand() -> None:
    # a and c of a, b, c, d: b is at the half, e below 100,000 USD. By value 140 of 300.
    assert lines_above_half(BOUGHT) == 50.0
    assert value_above_half(year(BOUGHT, 300.0)) == (pytest.approx(100 * 140 / 300),) * 3


def test_lines_that_nobody_buys_have_no_part() -> None:
    assert math.isnan(lines_above_half([BOUGHT[4]]))


def test_what_is_hidden_is_a_bound_and_above_a_hundredth_no_value() -> None:
    value, low, high = value_above_half(year(BOUGHT[:4], 303.0))
    assert (value, low, high) == (pytest.approx(14000 / 303), pytest.approx(14000 / 303), pytest.approx(14300 / 303))
    value, low, high = value_above_half(year(BOUGHT[:4], 400.0))
    assert math.isnan(value)
    assert (low, high) == (35.0, 60.0)


def test_a_total_that_is_not_known_leaves_nothing() -> None:
    assert all(math.isnan(end) for end in value_above_half(year(BOUGHT, math.nan)))


def test_coarse_lines_have_the_bounds_of_any_finer_split() -> None:
    # a: share 0.6, from (0.6 - 0.5) / 0.5 = 0.2 to all of 100; b: 0 to 100; c: share 0.75, 0.5 of 40 to all; d: none.
    value, low, high = value_above_half(year(BOUGHT[:4], 300.0), coarse=True)
    assert (value, low, high) == (pytest.approx(140 / 3), pytest.approx(40 / 3), pytest.approx(240 / 3))


def test_exports_at_risk_by_hand() -> None:
    # a 60, b 50 and c 30 at the threshold of a half, each less 0.2 (0.4 at most, 0.1 at least) re-sold.
    resale = dict.fromkeys("abcd", PART)
    assert at_risk(year(BOUGHT[:4]), resale) == (pytest.approx(112.0), pytest.approx(84.0), pytest.approx(126.0))
    assert at_risk(year(BOUGHT[:4]), resale, 0.7) == (pytest.approx(24.0), pytest.approx(18.0), pytest.approx(27.0))
    assert at_risk(year(BOUGHT[:4]), resale, 0.3).value == pytest.approx(112.0)


def test_the_threshold_itself_is_at_risk() -> None:
    assert line_at_risk(line("a", 50, 100), PART).value == 40.0
    assert line_at_risk(line("a", 49.9, 100), PART).value == 0.0


def test_exports_hidden_to_the_partner_are_at_risk_at_most_whole() -> None:
    sold = year([line("a", 60, 100)], total=101.0, partner_total=60.5)
    assert at_risk(sold, {"a": PART}) == (48.0, 36.0, 54.5)
    more = year([line("a", 60, 100)], total=200.0, partner_total=100.0)
    assert math.isnan(at_risk(more, {"a": PART}).value)
    assert at_risk(more, {"a": PART})[1:] == (36.0, 94.0)
    # The own lines hold all but 1: by her own report the partner cannot have bought more than that elsewhere.
    assert at_risk(year([line("a", 60, 100)], 101.0, 90.0), {"a": PART}).high == 55.0
    # A mirror report is not bound by them.
    assert at_risk(year([line("a", 60, 100)], 101.0, 90.0, mirrored=True), {"a": PART}).high == 84.0


def test_a_mirror_above_the_whole_counts_as_all_of_it() -> None:
    assert line_at_risk(line("a", 120, 100), Resale(0.0, 0.0, 0.0)) == AtRisk(100.0, 100.0, 100.0)


def test_the_part_re_sold_is_that_of_the_chapter_and_anything_where_none_is_declared() -> None:
    declared = {"31": PART, "SITC3": Resale(0.0, 0.0, 0.1)}
    assert resale_of("H5-310420", declared) == resale_of("H6-3104", declared) == resale_of("31", declared) == PART
    assert resale_of("SITC3", declared).high == 0.1
    assert resale_of("H5-990000", declared) == Resale(0.0, 0.0, 1.0)


def test_substitutability_by_hand() -> None:
    potash = {"CAN": 50.0, "RUS": 20.0, "BLR": 20.0, "DEU": 10.0}
    assert substitutability(potash, "RUS") == pytest.approx(0.8)
    # Canada and Germany do not sell: 20 of 40 are left.
    assert substitutability(potash, "RUS", closed=("CAN", "DEU")) == pytest.approx(0.5)
    assert substitutability(potash, "RUS", closed=("RUS",)) == pytest.approx(0.8), (
        "the supplier itself is never left out"
    )
    assert substitutability(potash, "FRA") == 1.0
    assert math.isnan(substitutability({}, "RUS"))


def test_a_few_countries_are_not_the_world() -> None:
    few = {"a": {f"C{number}": 1.0 for number in range(99)}}
    assert of_the_world(few) == {}
    assert of_the_world(few | {"b": {"C99": 1.0}}).keys() == {"a", "b"}


splits = st.lists(st.tuples(st.floats(0.01, 10), st.floats(0, 1)), min_size=1, max_size=8)


@given(splits, st.sampled_from([0.3, 0.5, 0.7]))
def test_coarse_bounds_hold_for_the_finer_lines(drawn: list[tuple[float, float]], threshold: float) -> None:
    whole = math.fsum(world for world, _ in drawn)
    partner = math.fsum(world * part for world, part in drawn)
    fine = year([line(f"{n}", world * part, world) for n, (world, part) in enumerate(drawn)])
    rough = year([line("rough", partner, whole)])
    found = at_risk(fine, {str(n): PART for n in range(len(drawn))}, threshold)
    bounds = at_risk(rough, {"rough": PART}, threshold, coarse=True)
    assert bounds.low - 1e-9 <= found.low
    assert found.high <= bounds.high + 1e-9
    assert bounds.low <= bounds.value <= bounds.high + 1e-9
    above = math.fsum(world for world, part in drawn if part > threshold) / whole
    low, high = part_above(partner / whole, threshold)
    assert low - 1e-9 <= above <= high + 1e-9


@given(splits)
def test_a_higher_threshold_never_puts_more_at_risk(drawn: list[tuple[float, float]]) -> None:
    sold = year([line(f"{n}", world * part, world) for n, (world, part) in enumerate(drawn)])
    resale = {str(n): PART for n in range(len(drawn))}
    found = [at_risk(sold, resale, threshold).value for threshold in (0.3, 0.5, 0.7)]
    assert found == sorted(found, reverse=True)


@given(splits)
def test_scale_changes_no_part(drawn: list[tuple[float, float]]) -> None:
    made = [line(f"{n}", world * part, world) for n, (world, part) in enumerate(drawn)]
    larger = [one._replace(partner=one.partner * 1024, world=one.world * 1024) for one in made]
    if all(one.world >= 0.1 for one in made):
        assert lines_above_half(made) == lines_above_half(larger)
        assert value_above_half(year(made)) == pytest.approx(value_above_half(year(larger)))
