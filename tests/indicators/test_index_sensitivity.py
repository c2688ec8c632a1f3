"""Sobol indices: the Ishigami function's known answers, and an index of which one choice alone matters."""

import numpy as np
import pytest

from indicators.index.sensitivity import Share, factors_of, index_shares, largest, sobol
from indicators.index.uncertainty import Model, Units, Values, scale

# Ishigami and Homma (1990) with a = 7, b = 0.1; analytical shares as in Saltelli et al. (2008), Global Sensitivity
# Analysis: The Primer.
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)


def ishigami(table: Values) -> Values:
    x = np.pi * (2 * table - 1)
    found: Values = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


def test_the_ishigami_function() -> None:
    names = ["x1", "x2", "x3"]
    found = sobol(ishigami, names, names, 1)
    assert [one.factor for one in found] == names
    for one, first, total in zip(found, FIRST, TOTAL, strict=True):
        assert one.first == pytest.approx(first, abs=max(one.first_error, 0.02))
        assert one.total == pytest.approx(total, abs=max(one.total_error, 0.02))
        assert 0 < one.first_error < 0.1
    assert sobol(ishigami, names, names, 1) == found
    assert sobol(ishigami, names, names, 2) != found


def test_a_sum_has_first_equal_to_total_and_they_add_up() -> None:
    found = sobol(lambda table: table @ np.array([1.0, 2.0, 2.0]), list("abc"), list("abc"), 1)
    # variances in the proportion 1 : 4 : 4
    assert [one.first for one in found] == pytest.approx([1 / 9, 4 / 9, 4 / 9], abs=0.02)
    assert [one.total for one in found] == pytest.approx([one.first for one in found], abs=0.03)
    assert sum(one.first for one in found) == pytest.approx(1.0, abs=0.03)


def test_what_does_not_vary_has_no_shares() -> None:
    assert sobol(lambda table: np.ones(len(table)), ["a"], ["a"], 1) == []
    assert largest([]) == ""


PANEL = np.array([10.0, 20.0, 30.0, 60.0])
SCALES = [scale(0.0, 100.0, 1, PANEL, PANEL[:2]) for _ in range(3)]
PILLARS = ["One", "Two"]


def model(*, scored: tuple[str, ...] = ("goalposts",), means: tuple[str, ...] = ("arithmetic",)) -> Model:
    return Model(SCALES, np.array([0.25, 0.25, 0.5]), np.array([0, 0, 1]), scored, means)


def shares(one: Model, values: list[float], width: float = 0.0) -> dict[str, Share]:
    table = np.array([values])
    found = index_shares(one, Units(table, table - width, table + width), PILLARS, 50.0, 1)
    return {share.factor: share for share in found}


def test_the_factors_are_the_choices_and_a_weight_for_each_pillar() -> None:
    ids, titles = factors_of(PILLARS)
    assert ids == ["inputs", "normalisation", "aggregation", "left_out", "weight_0", "weight_1"]
    assert len(set(titles)) == len(ids)


def test_equal_pillars_depend_on_the_choice_of_scores_alone() -> None:
    found = shares(model(scored=("goalposts", "min_max", "reference")), [40.0, 40.0, 40.0])
    assert found["normalisation"].first == pytest.approx(1.0, abs=0.05)
    assert all(abs(one.total) < 0.01 for name, one in found.items() if name != "normalisation")
    said = largest(list(found.values()))
    assert said.endswith("% of the spread comes from the choice of how inputs are scored.")


def test_wide_inputs_alone_spread_an_index_of_equal_pillars() -> None:
    found = shares(model(), [40.0, 40.0, 40.0], 20.0)
    assert found["inputs"].first == pytest.approx(1.0, abs=0.05)


def test_weights_matter_where_pillars_differ_and_add_up_within_their_intervals() -> None:
    found = shares(model(means=("arithmetic", "geometric", "quadratic")), [10.0, 30.0, 90.0], 5.0)
    assert found["weight_0"].total > 0.02
    assert found["weight_1"].total > 0.02
    assert found["left_out"].total > found["inputs"].total
    total, error = sum(one.first for one in found.values()), sum(one.first_error for one in found.values())
    assert total <= 1.0 + error
    assert all(one.first <= one.total + one.first_error + one.total_error for one in found.values())
    assert shares(model(), [10.0, 30.0, 90.0], 5.0) == shares(model(), [10.0, 30.0, 90.0], 5.0)
