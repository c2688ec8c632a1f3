"""Reporters' errors: recovered where they are known, unknown where they cannot be told apart."""

import math
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.estimators.reliability import Gap, decompose, gaps, reconciled_by_weight, weighted
from indicators.model import Cell, Pair
from ingest.estimators import estimator_rules

RULES = estimator_rules()
FAST = replace(RULES.reliability, draws=20)
ERRORS = {"A": 0.0, "B": 0.05, "C": 0.1, "D": 0.3}
POSITIVE = st.floats(0.1, 1e6)


def made(errors: dict[str, float], years: range, freight: float = 1.05) -> list[Gap]:
    """Flows of one size whose importers report too much or too little by the errors of both countries."""
    found = []
    for number, (exporter, importer) in enumerate(permutations(errors, 2)):
        for year in years:
            sign = 1 if (number + year) % 2 else -1
            quotient = freight * math.exp(sign * (errors[exporter] + errors[importer]))
            found.append(Gap(exporter, importer, year, 100.0, 100.0 * quotient))
    return found


def test_known_errors_are_found_again_and_freight_common_to_all_is_none() -> None:
    found = decompose(made(ERRORS, range(2000, 2010)), FAST)
    assert found.common == pytest.approx(1.05, rel=0.16)
    for name, error in ERRORS.items():
        assert found.reporters[name].error == pytest.approx(error, abs=0.03)
        assert found.reporters[name].low <= found.reporters[name].error <= found.reporters[name].high
        assert found.reporters[name].reliability == pytest.approx(math.exp(-found.reporters[name].error))
        assert (found.reporters[name].reports, found.reporters[name].partners) == (60, 3)


def test_who_exports_and_who_imports_makes_no_difference() -> None:
    flows = made(ERRORS, range(2000, 2005))
    turned = [Gap(gap.importer, gap.exporter, gap.year, gap.exported, gap.imported) for gap in flows]
    for name in ERRORS:
        assert decompose(turned, FAST).reporters[name].error == pytest.approx(
            decompose(flows, FAST).reporters[name].error
        )


def test_two_reporters_cannot_be_told_apart_and_few_reports_are_not_enough() -> None:
    assert decompose(made({"A": 0.0, "B": 0.2}, range(2000, 2020)), FAST).reporters == {}
    assert decompose([], FAST).reporters == {}
    assert decompose(made(ERRORS, range(2000, 2001)), FAST).reporters == {}


def test_errors_that_a_draw_does_not_tell_apart_are_equal() -> None:
    years = range(2000, 2010)
    pair, link = made({"X": 0.1, "Y": 0.3}, years), made({"A": 0.0, "X": 0.1}, years)
    found = decompose([*made(ERRORS, years), *pair, *link], FAST).reporters
    # A draw without the link to A knows the sum of 0.4 alone: neither of the two is ever blamed for all of it.
    assert found["X"].high == pytest.approx(0.2, abs=0.01)
    assert found["Y"].low == pytest.approx(0.2, abs=0.01)


def test_the_same_seed_gives_the_same_errors(repository: Repository) -> None:
    resolver = repository.resolver()
    found = gaps(resolver, RULES.reliability, RULES.residual.leave_out)
    assert decompose(found, RULES.reliability) == repository.reliability


@given(POSITIVE, POSITIVE, st.floats(0, 2), st.floats(0, 2))
def test_the_mean_lies_between_the_reports_nearer_to_the_better(
    own: float, other: float, one: float, two: float
) -> None:
    cells = [Cell(value, value, value, 0, ()) for value in (own, other)]
    found = weighted(*cells, one, two)
    assert min(own, other) * (1 - 1e-9) <= found.value <= max(own, other) * (1 + 1e-9)
    assert found.low <= found.value <= found.high
    if one < two:
        assert abs(math.log(found.value / own)) <= abs(math.log(found.value / other)) + 1e-9


# --- the packaged snapshot


def test_figures_that_one_side_took_over_are_no_second_report(repository: Repository) -> None:
    resolver = repository.resolver()
    found = gaps(resolver, RULES.reliability, RULES.residual.leave_out)
    between = [gap for gap in found if {gap.exporter, gap.importer} == {"BLR", "RUS"}]
    assert {gap.year for gap in between} == set(range(2012, 2020))
    assert all(min(gap.exported, gap.imported) >= RULES.reliability.floor for gap in found)
    assert "UZB" not in {name for gap in found for name in gap[:2]}
    assert len(found) > 1000


def test_belarus_is_the_better_reporter_of_the_two(repository: Repository) -> None:
    belarus, russia = (repository.reliability.reporters[name] for name in ("BLR", "RUS"))
    assert 0 < belarus.error < russia.error
    assert russia.low < russia.error < russia.high
    lines = {(line.flow, line.period): line for line in repository.reconciled(Pair("BLR", "RUS"))}
    line = lines["exports", "2016"]
    assert line.weighted is not None
    own, other = line.reports["reported"].value, line.reports["mirror"].value / 0.9517
    weight = russia.error / (belarus.error + russia.error)
    assert line.weighted.value == pytest.approx(np.exp(weight * np.log(own) + (1 - weight) * np.log(other)), rel=1e-4)
    assert lines["exports", "2011"].weighted is None  # Russia counted by Belarusian figures
    assert lines["exports", "2022"].weighted is None


def test_without_both_errors_or_both_reports_the_gap_is_all(repository: Repository) -> None:
    resolver = repository.resolver()
    one = Cell(10.0, 10.0, 10.0, 0, ())
    ask = (resolver, Pair("BLR", "RUS"), RULES, repository.reliability, "exports", 2015)
    assert reconciled_by_weight(*ask, (one, one)) is not None
    assert reconciled_by_weight(*ask, (one, None)) is None
    assert reconciled_by_weight(*ask, (one, one._replace(value=0.0))) is None
    unknown = (resolver, Pair("BLR", "VEN"), *ask[2:])
    assert reconciled_by_weight(*unknown, (one, one)) is None
