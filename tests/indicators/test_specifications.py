"""Every fair reading of a claim: which there are, what they find, and how many agree."""

import math
from dataclasses import replace

import pytest

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.ledger import Judge, computed
from indicators.specifications import MOST_READINGS, Reading, agreeing, side, specifications
from indicators.verdict import Verdict
from ingest.declared import Claim


@pytest.fixture(scope="module")
def judging(repository: Repository) -> Judge:
    return repository.judge


def claim_of(repository: Repository, name: str) -> Claim:
    return next(claim for claim in repository.claims if claim.id == name)


def now(readings: tuple[Reading, ...]) -> list[Reading]:
    return [reading for reading in readings if reading.clock == "now"]


def test_each_computed_verdict_has_readings_and_no_other_has(repository: Repository) -> None:
    for judged in repository.judgements:
        readings = repository.specifications(judged.claim.id)
        for clock in ("then", "now"):
            has = any(reading.clock == clock for reading in readings)
            assert has == (computed(getattr(judged, clock)) != "none"), judged.claim.id


def test_the_declared_reading_comes_first_once_and_says_what_the_ledger_says(repository: Repository) -> None:
    for judged in repository.judgements:
        for clock in ("then", "now"):
            verdict = getattr(judged, clock)
            of_clock = [one for one in repository.specifications(judged.claim.id) if one.clock == clock]
            assert [one.declared for one in of_clock] == [True] * bool(of_clock) + [False] * (len(of_clock) - 1)
            if of_clock and computed(verdict) == "whole":
                assert of_clock[0].verdict == verdict, judged.claim.id
                assert of_clock[0].agrees


def test_readings_differ_and_say_how(repository: Repository) -> None:
    for claim in repository.claims:
        ways = [(one.clock, one.basis, one.choices) for one in repository.specifications(claim.id)]
        assert len(set(ways)) == len(ways), claim.id


def test_agreeing_is_to_say_the_same_of_the_claim(repository: Repository) -> None:
    for claim in repository.claims:
        readings = repository.specifications(claim.id)
        for clock in ("then", "now"):
            of_clock = [one for one in readings if one.clock == clock]
            same = [side(one.verdict) == side(of_clock[0].verdict) for one in of_clock]
            assert [one.agrees for one in of_clock] == same
            assert agreeing(readings, clock) == (sum(same), len(same))


def test_gas_prices_by_window_basis_and_source(repository: Repository) -> None:
    """C041: no reading finds a rise in each year; in dollars every one is contradicted."""
    readings = now(repository.specifications("C041"))
    assert len(readings) == 4 * 4
    counts = {(one.basis, one.choices): (one.verdict.state, one.verdict.value) for one in readings}
    assert counts["as published", "window gas_price_paid 2015 2020"] == ("contradicted", 1.0)
    assert counts["relative to Europe", "window gas_price_paid 2015 2020"] == ("mixed", 4.0)
    assert counts["BYN", "window gas_price_paid 2015 2020"] == ("mixed", 5.0)
    assert {state for (basis, _), (state, _) in counts.items() if basis == "as published"} == {"contradicted"}
    assert "supported" not in {state for state, _ in counts.values()}


def test_every_window_of_at_least_eight_points(repository: Repository) -> None:
    """C004: the windows counted anew from the years of the share that are known."""
    rows = repository.result("turnover_share", DEFAULT_PAIR).of("")
    years = [int(row.period) for row in rows if row.period.isdigit() and not math.isnan(row.low)]
    spans = {(a, b) for a in years for b in years if sum(a <= year <= b for year in years) >= 8}
    declared = [one for one in now(repository.specifications("C004")) if "turnover_share" in one.choices]
    windows = [one.choices.partition("window ")[2] for one in declared]
    assert sorted(windows) == sorted(["", *(f"{a} to {b}" for a, b in spans)])
    assert all("needs 8" not in one.verdict.reason for one in declared)


def test_a_fixed_window_may_only_grow(repository: Repository, judging: Judge) -> None:
    claim = replace(claim_of(repository, "C035"), readings={})
    for one in specifications(claim, judging):
        span = one.choices.removeprefix("window ").split(" to ")
        assert one.declared or (int(span[0]) <= 2015 and int(span[1]) >= 2020)


def test_of_dated_events_each_choice_is_a_reading(repository: Repository) -> None:
    """C018 names three agreements: seven ways to count some of them."""
    values = [one.verdict.value for one in now(repository.specifications("C018"))]
    assert sorted(value for value in values if value is not None) == [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0]


def test_a_tolerance_is_halved_and_doubled(repository: Repository, judging: Judge) -> None:
    claim = replace(claim_of(repository, "C043"), readings={}, bases={})
    states = {one.choices: one.verdict.state for one in now(specifications(claim, judging))}
    assert states == {
        "as declared": "supported_with_correction",
        "tolerance percent times 0.5": "contradicted",
        "tolerance percent times 2": "supported",
    }


def test_the_known_part_is_read_where_another_is_missing(repository: Repository) -> None:
    """C065: Russia's part of arms holds as declared; with a limit of 98.48 x 1.2 it cannot."""
    readings = now(repository.specifications("C065"))
    assert readings[0].verdict.state == "supported"
    assert {one.verdict.state for one in readings} == {"supported", "contradicted"}


def test_a_parameter_is_varied_in_every_part_that_has_it(repository: Repository, judging: Judge) -> None:
    claim = replace(claim_of(repository, "C088"), readings={"points": [3, 30]})
    found = now(specifications(claim, judging))
    assert [one.verdict.state for one in found] == ["undecidable", "supported"]


def test_a_reading_without_data_is_left_out(repository: Repository, judging: Judge) -> None:
    """Customs show the gas price to April 2021 only: no change of the year can be read from them."""
    claim = replace(
        claim_of(repository, "C043"), readings={"measure": ["gas_price_paid", "gas_price_customs"]}, bases={}
    )
    words = [one.choices for one in now(specifications(claim, judging))]
    assert all("gas_price_paid" in choices for choices in words)
    assert len(words) == 3  # by the tolerance


def test_too_many_readings_are_refused(repository: Repository, judging: Judge) -> None:
    claim = replace(claim_of(repository, "C043"), readings={"tolerance_percent": list(range(1, MOST_READINGS + 2))})
    with pytest.raises(ValueError, match=f"claim C043: .* readings, at most {MOST_READINGS}"):
        specifications(claim, judging)


def test_a_verdict_without_data_is_on_no_side() -> None:
    assert side(Verdict("undecidable")) == side(Verdict("undocumented")) == "open"
    assert side(Verdict("mixed")) == "mixed"
