"""The index scored anew under a scenario: by hand on the packaged snapshot, and what no scenario changes."""

import math
from collections.abc import Callable

import pytest

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.measures import Resolver
from indicators.model import Pair, Row
from indicators.rescoring import rescored
from indicators.scenario_inputs import ranges_given, scenario_inputs
from indicators.scenarios import Range, Ranges, fixed, ranges_of
from ingest.index import indices
from ingest.scenarios import scenarios

Answer = Callable[..., dict[str, Row]]
BASE = 2021


@pytest.fixture(scope="module")
def resolver(repository: Repository) -> Resolver:
    return repository.resolver()


@pytest.fixture(scope="module")
def inputs(resolver: Resolver) -> Ranges:
    return ranges_given(scenario_inputs(resolver, DEFAULT_PAIR, BASE, BASE))


def parameters(scenario: str = "S3", **changed: float) -> Ranges:
    declared = ranges_of(scenarios().scenarios[scenario].parameters.values())
    return {**declared, **{name: fixed(value) for name, value in changed.items()}}


def quiet(**changed: float) -> Ranges:
    """A scenario in which nothing happens but what is named."""
    still = dict.fromkeys(("alpha", "alpha_o", "undisbursed_lost", "delta", "closure", "gas_cut", "phase"), 0.0)
    return {name: fixed(one.central) for name, one in parameters(**still | {"rho": 1.0} | changed).items()}


def goalposts() -> dict[str, float]:
    return {one.id: one.goalposts.high for one in indices().indices["dependence_index"].inputs}


def test_a_scenario_in_which_nothing_happens_changes_nothing(
    resolver: Resolver, inputs: Ranges, answer: Answer
) -> None:
    found = rescored(resolver, DEFAULT_PAIR, quiet(), inputs, 12, BASE)
    assert found.before == pytest.approx(answer("dependence_index", "arithmetic")[str(BASE)].value)
    assert found.after.central == pytest.approx(found.before)
    assert found.pillars["energy"].central == found.pillars_before["energy"]


def test_a_lost_market_by_hand(resolver: Resolver, inputs: Ranges, answer: Answer) -> None:
    found = rescored(resolver, DEFAULT_PAIR, quiet(delta=0.5, phi_12=0.0, value_added=0.0), inputs, 12, BASE)
    exports, total = answer("goods_exports")["2021"].value, answer("goods_exports_total")["2021"].value
    turnover, gdp = answer("goods_turnover")["2021"].value, answer("gdp")["2021"].value
    posts = goalposts()
    trade = (
        100 * (exports / 2) / (total - exports / 2) / posts["export_share"]
        + answer("import_share")["2021"].value / posts["import_share"]
        + 100 * (turnover - exports / 2) / gdp / posts["trade_to_gdp"]
    ) / 3
    assert found.pillars["trade"].central == pytest.approx(trade)
    assert found.after.central < found.before
    assert found.after.central - found.before == pytest.approx((trade - found.pillars_before["trade"]) / 3)


def test_credit_that_is_not_renewed_by_hand(resolver: Resolver, inputs: Ranges, answer: Answer) -> None:
    owed, all_debt = answer("debt_to_partner")["2021"].value, answer("public_debt")["2021"].value
    principal = inputs["principal_1"].central
    for horizon, due in ((12, principal), (24, principal + inputs["principal_2"].central)):
        found = rescored(resolver, DEFAULT_PAIR, quiet(rho=0.0), inputs, horizon, BASE)
        share = 100 * (owed - due) / (all_debt - due) / goalposts()["creditor_share"]
        assert found.pillars["finance"].central == pytest.approx(share)
        assert found.pillars["trade"].central == pytest.approx(found.pillars_before["trade"])


def test_the_dearer_case_cuts_more_ties_and_longer_no_fewer(resolver: Resolver, inputs: Ranges) -> None:
    for name in scenarios().scenarios:
        one, two = (rescored(resolver, DEFAULT_PAIR, parameters(name), inputs, months, BASE) for months in (12, 24))
        for found in (one, two):
            assert 0.0 <= found.after.high <= found.after.low <= found.before
            assert found.unmoved == ()
        assert two.after.central <= one.after.central


def test_the_resolver_is_left_as_it_was(resolver: Resolver, inputs: Ranges) -> None:
    before = resolver.quantity("goods_turnover", DEFAULT_PAIR)
    first = rescored(resolver, DEFAULT_PAIR, parameters(), inputs, 24, BASE)
    assert resolver.quantity("goods_turnover", DEFAULT_PAIR) == before
    assert rescored(resolver, DEFAULT_PAIR, parameters(), inputs, 24, BASE) == first


def test_what_lacks_an_input_stays_and_is_named(resolver: Resolver, inputs: Ranges) -> None:
    unknown = {**inputs, "principal_1": Range(math.nan, math.nan, math.nan)}
    found = rescored(resolver, DEFAULT_PAIR, parameters("S2"), unknown, 12, BASE)
    assert found.unmoved == ("debt_to_partner", "public_debt")
    assert found.pillars["finance"].central == found.pillars_before["finance"]
    assert found.pillars["trade"].central < found.pillars_before["trade"]


def test_another_pair_and_a_year_that_is_not_there(resolver: Resolver, inputs: Ranges) -> None:
    pair = Pair("ARM", "RUS")
    own = ranges_given(scenario_inputs(resolver, pair, BASE, BASE))
    found = rescored(resolver, pair, parameters("S2"), own, 12, BASE)
    assert found.pillars["trade"].central < found.pillars_before["trade"]
    with pytest.raises(ValueError, match="the index has no year 1990; it has 2000 to"):
        rescored(resolver, DEFAULT_PAIR, parameters(), inputs, 12, 1990)
    with pytest.raises(ValueError, match="horizon of 36 months"):
        rescored(resolver, DEFAULT_PAIR, parameters(), inputs, 36, BASE)
