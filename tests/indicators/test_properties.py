"""What must hold of every formula of the catalogue, and of all of them on any day."""

import inspect
import math
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators import composite
from indicators.account import support_account
from indicators.catalogue import CATALOGUE
from indicators.cells import combined
from indicators.concentration import (
    PARTNERS,
    effective_partners,
    herfindahl,
    hirschman,
    normalised_herfindahl,
    part_of_concentration,
)
from indicators.model import Cell, Pair
from indicators.scenario_inputs import scenario_inputs
from indicators.vulnerability import COARSE_CHANNELS, Elasticity, both_sides

Formula = Callable[..., Any]
# Every formula of plain numbers, once, by its name.
FORMULAS: dict[str, Formula] = {
    variant.formula.__name__: variant.formula
    for indicator in CATALOGUE.values()
    for variant in indicator.variants
    if variant.inputs and not any(given.each for given in variant.inputs.values())
}
YEARS = ("year",)
WITHOUT_UNIT = {  # ratios of amounts: the same in any unit
    "share", "turnover_share", "trade_to_gdp", "trade_asymmetry", "salience", "trade_intensity", "symmetric_intensity",
    "creditor_share", "tranche_of_reserves_after", "tranche_of_reserves_before", "tranche_of_monthly_imports",
    "reserves_to_obligations", "rollover_ratio", "rollover_with_deferral", "with_cyprus", "port_share",
    "opacity_share", "bounds_width", "transfer_of_gdp", "gas_price_discount",
}  # fmt: skip
IN_THE_UNIT = {"net_flow", "net_transfer", "identity", "yearly_change", "financing_need", "position_difference"}
# Where a formula has an answer: loans are repaid after their grace, the world buys more than a country, and so on.
RANGES = {
    "interest": (0.5, 30.0),
    "of_all": (0.5, 30.0),
    "grace": (1.0, 20.0),
    "maturity": (21.0, 60.0),
    "world": (2e6, 1e9),
    "whole": (0.01, 1e6),
    "asymmetry": (-100.0, 100.0),
    "weight": (0.0, 1.0),
    "current_account": (-1e4, 1e4),
    "credit": (-1e4, 1e4),
}


def argument(name: str, formula: Formula) -> st.SearchStrategy[float]:
    if name in YEARS:  # of a deferral whose terms are known
        return st.just(2022.0) if "deferred" in inspect.signature(formula).parameters else st.floats(2017, 2026)
    if name == "reserves" and "tranche" in inspect.signature(formula).parameters:
        return st.floats(2e6, 1e9)
    return st.floats(*RANGES.get(name, (0.01, 1e6)))


@st.composite
def arguments(draw: st.DrawFn, formula: Formula) -> list[float]:
    return [draw(argument(name, formula)) for name in inspect.signature(formula).parameters]


@st.composite
def nested(draw: st.DrawFn, formula: Formula) -> tuple[list[Cell], list[Cell]]:
    """Cells with bounds, and the same with wider ones; a year is a number and has none."""
    inner, outer = [], []
    for name in inspect.signature(formula).parameters:
        ends = sorted(draw(st.tuples(*[argument(name, formula)] * 5)))
        ends = [ends[2]] * 5 if name in YEARS else ends
        inner.append(Cell(ends[2], ends[1], ends[3], 0, ()))
        outer.append(Cell(ends[2], ends[0], ends[4], 0, ()))
    return inner, outer


@pytest.mark.parametrize("name", FORMULAS)
@given(data=st.data())
@settings(max_examples=60)
def test_bounds_hold_the_value_and_wider_ones_never_give_narrower(name: str, data: st.DataObject) -> None:
    inner, outer = data.draw(nested(FORMULAS[name]))
    narrow, wide = combined(FORMULAS[name], inner), combined(FORMULAS[name], outer)
    if math.isnan(wide.low):
        return
    slack = 1e-9 * max(1.0, abs(wide.low), abs(wide.high))
    assert wide.low - slack <= narrow.low <= narrow.high <= wide.high + slack
    if not math.isnan(narrow.value):
        assert narrow.low - slack <= narrow.value <= narrow.high + slack


@pytest.mark.parametrize("name", FORMULAS)
@given(data=st.data())
@settings(max_examples=60)
def test_every_number_within_the_bounds_gives_one_within_the_result_s(name: str, data: st.DataObject) -> None:
    """The bounds of a result are those of the formula over the whole box, not of its corners alone."""
    _, cells = data.draw(nested(FORMULAS[name]))
    found = combined(FORMULAS[name], cells)
    if math.isnan(found.low):
        return
    inside = [cell.low + data.draw(st.floats(0, 1)) * (cell.high - cell.low) for cell in cells]
    value = FORMULAS[name](*inside)
    slack = 1e-9 * max(1.0, abs(found.low), abs(found.high))
    assert math.isnan(value) or found.low - slack <= value <= found.high + slack


@pytest.mark.parametrize("name", sorted(WITHOUT_UNIT | IN_THE_UNIT))
@given(data=st.data(), factor=st.floats(1e-3, 1e3))
@settings(max_examples=40)
def test_another_unit_changes_nothing_but_the_unit(name: str, data: st.DataObject, factor: float) -> None:
    formula = FORMULAS[name]
    values = data.draw(arguments(formula))
    found, scaled = formula(*values), formula(*(value * factor for value in values))
    expected = found * factor if name in IN_THE_UNIT else found
    largest = max(abs(value) for value in values) * (factor if name in IN_THE_UNIT else 1)
    assert scaled == pytest.approx(expected, rel=1e-9, abs=1e-9 * max(largest, 1), nan_ok=True)


def test_every_formula_with_one_unit_is_among_those() -> None:
    """What is left mixes units: prices with tonnes, per cent with amounts, years."""
    mixed = {
        "gas_transfer", "oil_price_ratio", "price_gap", "duty_forgone", "tax_manoeuvre_loss", "reserve_cover",
        "grant_element_at_5", "grant_element_at_12", "rate_discount", "share_at_fuel_price", "with_nuclear_fuel",
        "through_partner", "support_at_5", "support_at_12", "generosity_at_5", "generosity_at_12", "symmetry",
        "interdependence",
    }  # fmt: skip
    assert set(FORMULAS) >= WITHOUT_UNIT | IN_THE_UNIT
    assert not (WITHOUT_UNIT | IN_THE_UNIT) & mixed
    ours = {name for name, formula in FORMULAS.items() if formula.__module__ in AUDITED}
    assert ours <= WITHOUT_UNIT | IN_THE_UNIT | mixed


AUDITED = {f"indicators.{name}" for name in (
    "trade", "relation", "energy", "oil", "supply", "goods", "finance", "credit", "support", "capital", "transit",
    "security", "opacity",
)}  # fmt: skip


# --- over partners

FLOWS = st.lists(st.floats(1.0, 1e5), min_size=1, max_size=30)


def named(flows: list[float]) -> dict[str, float]:
    return {f"P{number:02}": flow for number, flow in enumerate(flows)}


def of_first(flows: Mapping[str, float]) -> Any:
    return part_of_concentration(flows, flows["P00"])


@pytest.mark.parametrize("formula", [herfindahl, hirschman, normalised_herfindahl, effective_partners, of_first])
@given(flows=FLOWS, factor=st.floats(1e-3, 1e3), chance=st.randoms(use_true_random=False))
def test_order_unit_and_partners_without_trade_change_nothing(
    formula: Formula, flows: list[float], factor: float, chance: Any
) -> None:
    expected = pytest.approx(formula(named(flows)), rel=1e-9, abs=1e-12)
    items = list(named(flows).items())
    chance.shuffle(items)
    assert formula(dict(items)) == expected
    assert formula({name: flow * factor for name, flow in items}) == expected
    assert formula({**named(flows), "ZZZ": 0.0}) == expected


@given(FLOWS)
def test_concentration_lies_within_its_ends(flows: list[float]) -> None:
    many = len(flows)
    assert 1 / many - 1e-12 <= herfindahl(named(flows)) <= 1 + 1e-12
    assert 100 / math.sqrt(many) - 1e-9 <= hirschman(named(flows)) <= 100 + 1e-9
    assert 1 - 1e-9 <= effective_partners(named(flows)) <= many + 1e-9
    assert 0 <= normalised_herfindahl(named(flows)) <= 1 + 1e-12
    assert normalised_herfindahl(named([1.0] * PARTNERS)) == pytest.approx(0, abs=1e-12)


@given(FLOWS, st.floats(0.1, 1e5))
def test_what_nobody_is_named_for_leaves_bounds_that_hold_the_truth(flows: list[float], hidden: float) -> None:
    """Whoever the hidden flow went to: to the largest, or to one more partner."""
    assume(hidden > 0.02 * sum(flows))
    largest = max(range(len(flows)), key=lambda number: flows[number])
    truths = [named([*flows, hidden]), named([f + hidden * (n == largest) for n, f in enumerate(flows)])]
    for formula in (herfindahl, hirschman, normalised_herfindahl, effective_partners):
        low, high = formula({**named(flows), "_X": hidden})
        assert low <= high
        assert all(low * (1 - 1e-9) <= formula(truth) <= high * (1 + 1e-9) for truth in truths)


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8), st.data())
def test_the_means_are_in_order(values: list[float], data: st.DataObject) -> None:
    weights = np.array(data.draw(st.lists(st.floats(0.1, 10), min_size=len(values), max_size=len(values))))
    pillars = np.array(values)
    ordered = [
        rule(pillars, weights)
        for rule in (composite.harmonic, composite.geometric, composite.arithmetic, composite.quadratic,
                     composite.maximum)
    ]  # fmt: skip
    assert all(lower <= higher + 1e-9 for lower, higher in pairwise(ordered))


# --- on any day

DAYS = [date(2012, 6, 30), date(2021, 9, 30), date(2024, 12, 31)]
PAIRS = [Pair("BLR", "RUS"), Pair("FRA", "DEU"), Pair("KAZ", "CHN")]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.dependent}-{pair.partner}")
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_rests_on_what_became_known_later(day: date, pair: Pair, repository: Repository) -> None:
    """Every indicator, the accounts and what scenarios start from."""
    vintages = repository.snapshot.tables.columns["vintage"]
    limit = (day - date(1970, 1, 1)).days
    resolver = repository.resolver(day)
    behind = {
        name: [number for row in repository.result(name, pair, day).rows for number in row.observations]
        for name in CATALOGUE
    }
    behind["support"] = [n for line in support_account(resolver, pair) for n in line.at_hand.observations]
    behind["scenarios"] = [n for given in scenario_inputs(resolver, pair, 2021).values() for n in given.observations]
    behind["vulnerability"] = [
        number
        for side in both_sides(resolver, pair, Elasticity(2, 3, 5), COARSE_CHANNELS).values()
        for line in side
        for channel in line.channels
        for number in (*channel.share.observations, *channel.weight.observations)
    ]
    late = {name for name, numbers in behind.items() if any(vintages[number] > limit for number in numbers)}
    assert late == set()
