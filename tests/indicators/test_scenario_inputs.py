"""What the scenarios start from on the packaged snapshot, and the declared scenarios computed on it."""

import math

import pytest

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.scenario_inputs import Given, ranges_given, scenario_inputs
from indicators.scenarios import HORIZONS, INPUTS, PARAMETERS, Range, ranges_of, scenario, tornado
from ingest.scenarios import UNITS, scenarios

DECLARED = scenarios()


@pytest.fixture(scope="module")
def resolver(repository: Repository) -> Resolver:
    return repository.resolver()


@pytest.fixture(scope="module")
def given_(resolver: Resolver) -> dict[str, Given]:
    return scenario_inputs(resolver, DEFAULT_PAIR, DECLARED.base_year)


def test_the_parameters_declared_are_those_computed_with() -> None:
    assert set(UNITS) == set(PARAMETERS)


def test_every_input_is_found_and_says_of_which_year_it_is(given_: dict[str, Given]) -> None:
    assert set(given_) == set(INPUTS)
    assert all(one.period and one.status and one.observations and one.title and one.unit for one in given_.values())
    assert not any(one.reason for one in given_.values())
    years = {name: one.period for name, one in given_.items()}
    assert {name for name, year in years.items() if year == "2021"} == set(INPUTS) - {
        "oil_compensation", "oil_discount", "principal_1", "principal_2",
    }  # fmt: skip
    assert (years["oil_compensation"], years["oil_discount"]) == ("2020", "2019")
    assert (years["principal_1"], years["principal_2"]) == ("2022", "2023")


def test_known_inputs(given_: dict[str, Given]) -> None:
    assert given_["gas_paid"].range == Range(128.5, 128.5, 128.5)
    assert given_["gas_benchmark"].range == pytest.approx((564.1, 569.8, 583.4), abs=0.05)
    assert given_["gas_volume"].range.central == 19.78
    assert given_["oil_discount"].range.central == pytest.approx(1832.0, abs=0.1)
    assert given_["oil_discount"].unit == "USD mn"
    assert given_["principal_1"].range.central == pytest.approx(1629.65, abs=0.01)
    assert given_["principal_2"].range.central == pytest.approx(1210.58, abs=0.01)
    assert given_["imports"].range.central == pytest.approx(0.65182 * 69673.75, rel=1e-4)
    assert given_["cargo"].status == "forecast"
    assert given_["cargo_value"].range.low == pytest.approx(514.24, abs=0.01)


def test_the_hub_s_year_can_be_another(resolver: Resolver) -> None:
    found = scenario_inputs(resolver, DEFAULT_PAIR, 2021, hub=2020)["gas_benchmark"]
    assert (found.period, round(found.range.central, 1)) == ("2020", 114.6)
    average = scenario_inputs(resolver, DEFAULT_PAIR, 2021, hub=2019, benchmark="gazprom_average")["gas_benchmark"]
    assert average.range.central == 203.0
    lacking = scenario_inputs(resolver, DEFAULT_PAIR, 2021, benchmark="gazprom_average")["gas_benchmark"]
    assert lacking.reason == 'nothing is known of "Gazprom\'s average price to Europe" for 2021'
    with pytest.raises(ValueError, match="no gas benchmark 'netback'; there are hub, gazprom_average"):
        scenario_inputs(resolver, DEFAULT_PAIR, 2021, benchmark="netback")


def test_what_is_too_old_is_missing_with_its_reason(resolver: Resolver) -> None:
    found = scenario_inputs(resolver, DEFAULT_PAIR, 2023)
    assert (found["gas_volume"].period, found["gas_volume"].reason) == ("2021", "")
    later = scenario_inputs(resolver, DEFAULT_PAIR, 2024)["gas_volume"]
    assert all(math.isnan(value) for value in later.range)
    assert later.reason == "nothing is known of 'Volume of gas bought from the partner' for 2022 to 2024"
    assert (later.period, later.status, later.observations) == ("", "", ())


def test_a_pair_without_the_figures_has_no_account(resolver: Resolver) -> None:
    known = ranges_given(scenario_inputs(resolver, Pair("GEO", "RUS"), 2021))
    outcome = scenario(ranges_of(DECLARED.scenarios["S3"].parameters.values()), known, 12)
    assert {"gas_paid", "oil_discount", "cargo"} <= set(outcome.need.lacks)
    assert math.isnan(outcome.need.loss.central)
    assert outcome.at_hand.loss.central > 0  # exports are known


@pytest.mark.parametrize("horizon", HORIZONS)
@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_the_memo_s_scenarios_are_whole_and_ordered(name: str, horizon: int, given_: dict[str, Given]) -> None:
    parameters = ranges_of(DECLARED.scenarios[name].parameters.values())
    outcome = scenario(parameters, ranges_given(given_), horizon)
    assert outcome.need.lacks == ()
    assert 0 < outcome.need.loss.low < outcome.need.loss.central < outcome.need.loss.high
    swings = tornado(parameters, ranges_given(given_), horizon)
    assert {swing.parameter for swing in swings} == {name for name, one in parameters.items() if one.low != one.high}
    assert [swing.width for swing in swings] == sorted((swing.width for swing in swings), reverse=True)


def test_a_sudden_stop_costs_most_and_the_longer_horizon_more(given_: dict[str, Given]) -> None:
    known = ranges_given(given_)
    need = {
        (name, horizon): scenario(ranges_of(declared.parameters.values()), known, horizon).need.loss
        for name, declared in DECLARED.scenarios.items()
        for horizon in HORIZONS
    }
    assert all(
        need["S3", horizon].central > need[name, horizon].central for name in ("S1", "S2") for horizon in HORIZONS
    )
    assert all(need[name, 24][end] > need[name, 12][end] for name in DECLARED.scenarios for end in range(3))
    # S3 in a year: (569.79 - 128.5) * 19.78 * (569.79 / 128.5)^-0.2 = 6,480 for gas, 300 + 0.6 * 1,832 = 1,399 for oil,
    # 1,630 + 635 of credit, 0.6 * 0.3 * 16,342 * 0.9 + 0.2 * 0.3 * 0.1 * 16,342 = 2,745 of the market and
    # 0.3 * 2.3 * 514.24 * 0.8 * (1 - 0.5 * 0.3) = 241 of the corridor.
    assert need["S3", 12].central == pytest.approx(6480 + 1399 + 2265 + 2745 + 241, abs=2)
