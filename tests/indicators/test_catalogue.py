"""What every indicator promises to say of itself."""

import inspect
import re

import pytest

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE, THEMES
from indicators.model import Indicator

ALL = [indicator for theme in THEMES for indicator in theme.INDICATORS]
each = pytest.mark.parametrize("indicator", ALL, ids=lambda indicator: indicator.id)


def test_ids_are_unique_and_all_are_listed() -> None:
    assert list(CATALOGUE) == [indicator.id for indicator in ALL]
    assert len(CATALOGUE) == len(ALL) >= 38


def test_the_catalogue_holds_what_the_method_names() -> None:
    named = (
        "export_share", "import_share", "turnover_share", "trade_to_gdp", "export_partner_hhi", "import_partner_hhi",
        "hirschman_index", "partner_part_of_concentration", "trade_asymmetry", "salience", "symmetry",
        "trade_intensity", "corridor_share", "energy_import_dependency", "energy_import_dependency_nuclear_adjusted",
        "supplier_energy_dependency", "fuel_supplier_hhi", "gas_price_discount", "implicit_gas_transfer",
        "oil_transfer", "tax_manoeuvre_loss", "oil_price_ratio", "creditor_share", "tranche_size",
        "net_official_flow", "rollover_ratio", "reserve_cover", "capital_links", "commitments_ladder", "port_share",
        "product_route_share", "gas_transit_share", "arms_supplier_share", "opacity_share", "bounds_width",
        "support_generosity", "sufficiency_ratio", "discontinued_inputs", "dependence_index", "opacity_index",
    )  # fmt: skip
    assert set(named) <= set(CATALOGUE)


@each
def test_an_indicator_says_what_it_is(indicator: Indicator) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", indicator.id)
    assert all((indicator.title, indicator.formula, indicator.unit, indicator.reference, indicator.caveats))
    assert indicator.question.endswith("?")
    assert all(caveat.endswith(".") for caveat in indicator.caveats)
    assert indicator.direction in (-1, 0, 1)
    assert indicator.theme in ("trade", "energy", "finance", "transit", "security", "index")


@each
def test_variants_are_unique_and_named_where_there_are_several(indicator: Indicator) -> None:
    ids = [variant.id for variant in indicator.variants]
    titles = [variant.title for variant in indicator.variants]
    assert ids
    assert len(set(ids)) == len(ids)
    assert len(set(titles)) == len(titles)
    assert all(ids) and all(titles) if len(ids) > 1 else ids == [""]


@each
def test_a_variant_has_inputs_or_says_why_not(indicator: Indicator) -> None:
    for variant in indicator.variants:
        assert variant.empty <= bool(variant.reason), variant.id
        assert not (variant.inputs and (variant.needs or variant.reason)), variant.id
        given = list(variant.inputs.values())
        assert not given or (given[0].align in ("period", "rate") and given[0].of == "pair")
        assert not given or any(one.align == "period" for one in given), "nothing says which periods there are"
        aligned = ("period", "rate", "next", "previous", "begins", "constant", "year")
        assert all(one.align in aligned for one in given)
        assert all(bool(one.measure) + bool(one.indicator) == (one.align != "year") for one in given)
        named = [one for one in given if one.indicator]
        assert all(one.variant in [known.id for known in CATALOGUE[one.indicator].variants] for one in named)
        assert all(one.of in ("pair", "partner") for one in given)
        assert all(one.end in ("value", "low", "high") for one in given)
        assert not any(one.each for one in given) or given[0].each, "values by partner come first"
        assert variant.every in ("", *variant.inputs)
        if given:
            taken = inspect.signature(variant.formula).parameters.values()
            needed = [one for one in taken if one.default is inspect.Parameter.empty]
            assert len(needed) <= len(given) <= len(taken), variant.id


@each
def test_every_formula_is_documented_with_an_example(indicator: Indicator) -> None:
    for variant in indicator.variants:
        formula = getattr(variant.formula, "func", variant.formula)  # what is partly filled in is told by the function
        told = inspect.getdoc(formula) or ""
        # What reads a whole snapshot has its examples at the formulas that it applies.
        assert told if variant.needs else ">>>" in told, formula.__name__


@each
def test_every_input_is_a_declared_measure(indicator: Indicator, repository: Repository) -> None:
    for variant in indicator.variants:
        for given in (one for one in variant.inputs.values() if one.measure):
            assert given.measure in repository.measures, given.measure
            if given.each:
                families = [one.get("family") for one in repository.measures[given.measure]["candidate"]]
                assert given.each in families, given.each


LESS_IS_MORE = {
    "reserve_cover", "oil_price_ratio", "oil_price_ratio_monthly", "symmetry", "trade_share_rank", "gas_transit_share",
    "effective_partners", "reserves_to_obligations",
}  # fmt: skip
NEITHER = {
    "opacity_share", "bounds_width", "salience", "tax_manoeuvre_loss", "commitments_ladder", "foreign_policy_distance",
    "sufficiency_ratio", "discontinued_inputs", "opacity_index",
    "interdependence", "trade_rank", "tax_manoeuvre_loss_of_gdp",
}  # fmt: skip


def test_a_higher_value_is_more_dependence_but_for_those_named() -> None:
    assert {indicator.id for indicator in ALL if indicator.direction == -1} == LESS_IS_MORE
    assert {indicator.id for indicator in ALL if indicator.direction == 0} == NEITHER
