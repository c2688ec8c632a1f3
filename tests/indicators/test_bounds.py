"""Bounds through every formula: no draw from the inputs' bounds leaves those of the result."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.catalogue import CATALOGUE
from indicators.cells import added, combined
from indicators.concentration import herfindahl, herfindahl_bounds, hirschman, part_of_concentration
from indicators.model import Cell, Variant

NAN = float("nan")
MOST_CORNERS = 6  # of more arguments with bounds only two corners are looked at, which suits sums
VARIANTS = {
    f"{indicator.id}.{variant.id}".rstrip("."): variant
    for indicator in CATALOGUE.values()
    for variant in indicator.variants
    if variant.inputs and not variant.needs and not any(one.each for one in variant.inputs.values())
}
every = pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())


def box(variant: Variant, random: np.random.Generator) -> list[Cell]:
    """Positive inputs of one size with bounds from none to nearly as wide as themselves."""
    cells, size = [], random.choice([1.0, 100.0, 1e4])
    for one in variant.inputs.values():
        value = size * random.uniform(0.2, 2.0)
        low, high = value * (1 - 0.95 * random.random()), value * (1 + random.random())
        if random.random() < 0.25 or one.end != "value":
            low = high = value
        if one.align == "year":
            value = low = high = 2022.0  # the year of which the terms of a deferral are known
        cells.append(Cell(value, low, high, 0, ()))
    return cells


@every
def test_no_draw_from_the_inputs_bounds_leaves_those_of_the_result(variant: Variant) -> None:
    random, draws = np.random.default_rng(707), 0
    for _ in range(60):
        cells = box(variant, random)
        found = combined(variant.formula, cells)
        if math.isnan(found.low):
            continue
        for _ in range(50):
            drawn = variant.formula(*[random.uniform(cell.low, cell.high) for cell in cells])
            slack = 1e-9 * max(1.0, abs(drawn))
            assert found.low - slack <= drawn <= found.high + slack
            draws += 1
    assert draws >= 500


@every
def test_a_result_lies_within_its_bounds_and_wider_inputs_never_narrow_them(variant: Variant) -> None:
    random = np.random.default_rng(2021)
    for _ in range(60):
        cells = box(variant, random)
        wider = [
            cell if cell.low == cell.high else cell._replace(low=cell.low * 0.99, high=cell.high * 1.01)
            for cell in cells
        ]
        found, wide = (combined(variant.formula, one) for one in (cells, wider))
        if not math.isnan(found.low):
            assert found.low <= found.value <= found.high or math.isnan(found.value)
        if not math.isnan(wide.low):
            assert wide.low <= found.low <= found.high <= wide.high


@every
def test_a_missing_input_is_never_nothing(variant: Variant) -> None:
    random = np.random.default_rng(7)
    cells = box(variant, random)
    for place, one in enumerate(variant.inputs.values()):
        if one.align != "year":
            holed = [Cell(NAN, NAN, NAN, 0, ()) if number == place else cell for number, cell in enumerate(cells)]
            assert math.isnan(combined(variant.formula, holed).value)


@every
def test_no_formula_has_more_arguments_than_corners_are_looked_at(variant: Variant) -> None:
    assert len(variant.inputs) <= MOST_CORNERS


# --- sums

ENDS = st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6)).map(sorted)


@given(st.lists(ENDS, min_size=1, max_size=12), st.floats(0, 1e3))
def test_a_sum_lies_in_its_bounds_however_many_are_added(ends: list[list[float]], more: float) -> None:
    cells = [Cell(value, low, high, 0, ()) for low, value, high in ends]
    found = added(cells)
    wide = added([cell._replace(low=cell.low - more, high=cell.high + more) for cell in cells])
    slack = 1e-9 * max(1.0, found.high)
    assert found.low - slack <= found.value <= found.high + slack
    assert wide.low <= found.low + slack
    assert wide.high >= found.high - slack
    assert math.isnan(added([*cells, Cell(NAN, NAN, NAN, 0, ())]).value)


# --- concentration: the rest without a named partner goes to whom it likes


def spread(rest: float, named: list[str], random: np.random.Generator) -> dict[str, float]:
    """Give the rest to the named partners and to unnamed ones, in few or many pieces."""
    pieces = rest * random.dirichlet(np.full(int(random.integers(1, 30)), random.choice([0.1, 1.0])))
    holders = [*named, *(f"new{number}" for number in range(int(random.integers(0, 40))))]
    found = dict.fromkeys(holders, 0.0)
    for piece in pieces:
        found[holders[int(random.integers(len(holders)))]] += float(piece)
    return found


@pytest.mark.parametrize("formula", [herfindahl, hirschman])
def test_no_spread_of_the_unnamed_rest_leaves_the_bounds(formula: Callable[..., object]) -> None:
    random = np.random.default_rng(5)
    for _ in range(300):
        named = {f"p{number}": float(random.uniform(1, 100)) for number in range(int(random.integers(1, 8)))}
        rest = float(random.uniform(0.05, 2) * sum(named.values()))
        bounds = formula({**named, "_X": rest})
        assert isinstance(bounds, tuple)
        given_away = spread(rest, list(named), random)
        drawn = formula({name: named.get(name, 0.0) + given_away.get(name, 0.0) for name in named | given_away})
        assert isinstance(drawn, float)
        assert bounds[0] - 1e-9 <= drawn <= bounds[1] + 1e-9


def test_no_spread_of_the_rest_leaves_the_bounds_of_the_partner_s_part() -> None:
    random = np.random.default_rng(6)
    for _ in range(300):
        named = {f"p{number}": float(random.uniform(1, 100)) for number in range(int(random.integers(2, 8)))}
        rest = float(random.uniform(0.05, 2) * sum(named.values()))
        bounds = part_of_concentration({**named, "_X": rest}, named["p0"])
        assert isinstance(bounds, tuple)
        given_away = spread(rest, list(named), random)
        flows = {name: named.get(name, 0.0) + given_away.get(name, 0.0) for name in named | given_away}
        drawn = part_of_concentration(flows, flows["p0"])
        assert isinstance(drawn, float)
        assert bounds[0] - 1e-9 <= drawn <= bounds[1] + 1e-9


def test_no_spread_among_smaller_partners_leaves_the_bounds_of_the_top_ones() -> None:
    random = np.random.default_rng(8)
    for _ in range(300):
        top = {f"p{number}": float(random.uniform(10, 100)) for number in range(5)}
        rest = float(random.uniform(0, 100))
        total = sum(top.values()) + rest
        low, high = herfindahl_bounds(top, total)
        pieces = np.minimum(rest * random.dirichlet(np.ones(30)), min(top.values()))
        others = {f"new{number}": float(piece) for number, piece in enumerate(pieces)}
        drawn = sum((flow / total) ** 2 for flow in (top | others).values())
        assert low - 1e-9 <= drawn <= high + 1e-9


def test_flows_by_partner_have_no_bounds_of_their_own_to_carry(repository: Repository) -> None:
    """Formulas over all partners take the values: a source that gives bounds by partner would need more."""
    resolver = repository.resolver()
    families = {
        (given.measure, given.each)
        for indicator in CATALOGUE.values() for variant in indicator.variants
        for given in variant.inputs.values() if given.each
    }  # fmt: skip
    assert len(families) >= 6
    for measure, family in families:
        for cells in resolver.panel(measure, DEFAULT_PAIR, family).values():
            assert all(cell.low == cell.high for cell in cells.values() if cell.value == cell.value)
