"""What every indicator promises to say of itself."""

import inspect
import re

import pytest

from dashboard.repository import Repository
from indicators import concentration, energy, finance, trade, transit
from indicators.catalogue import CATALOGUE
from indicators.model import Indicator

THEMES = (trade, concentration, energy, finance, transit)
ALL = [indicator for theme in THEMES for indicator in theme.INDICATORS]
each = pytest.mark.parametrize("indicator", ALL, ids=lambda indicator: indicator.id)


def test_ids_are_unique_and_all_are_listed() -> None:
    assert list(CATALOGUE) == [indicator.id for indicator in ALL]
    assert len(CATALOGUE) == len(ALL) >= 14


@each
def test_an_indicator_says_what_it_is(indicator: Indicator) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", indicator.id)
    assert all((indicator.title, indicator.formula, indicator.unit, indicator.reference, indicator.caveats))
    assert indicator.question.endswith("?")
    assert all(caveat.endswith(".") for caveat in indicator.caveats)
    assert indicator.direction in (-1, 0, 1)
    assert indicator.theme in ("trade", "energy", "finance", "transit")


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
        assert bool(variant.inputs) != bool(variant.reason), variant.id
        given = list(variant.inputs.values())
        assert not given or (given[0].align in ("period", "rate") and given[0].of == "pair")
        assert not given or any(one.align == "period" for one in given), "nothing says which periods there are"
        assert all(one.align in ("period", "rate", "next", "constant") for one in given)
        assert all(one.of in ("pair", "partner") for one in given)
        if given:
            assert len(inspect.signature(variant.formula).parameters) == len(given), variant.id


@each
def test_every_formula_is_documented_with_an_example(indicator: Indicator) -> None:
    for variant in indicator.variants:
        assert ">>>" in (inspect.getdoc(variant.formula) or ""), variant.formula.__name__


@each
def test_every_input_is_a_declared_measure(indicator: Indicator, repository: Repository) -> None:
    for variant in indicator.variants:
        for given in variant.inputs.values():
            assert given.measure in repository.measures, given.measure
            if given.each:
                families = [one.get("family") for one in repository.measures[given.measure]["candidate"]]
                assert given.each in families, given.each


def test_less_cover_is_more_dependence_and_for_all_others_more_is() -> None:
    assert {indicator.id for indicator in ALL if indicator.direction != 1} == {"reserve_cover"}
    assert CATALOGUE["reserve_cover"].direction == -1
