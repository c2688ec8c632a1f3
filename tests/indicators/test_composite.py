"""Composite indices: an example by hand, known answers of each step, and what must hold for any table."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.method_index import EXAMPLE, EXAMPLE_STRUCTURE
from indicators import composite as c
from indicators.composite import Node
from ingest.errors import ParameterError

NAN = math.nan
STRUCTURE, TABLE = EXAMPLE_STRUCTURE, EXAMPLE  # the one that the method works through


def test_an_example_by_hand() -> None:
    scored = c.scores(TABLE, STRUCTURE)
    # debt / 50, 60 is beyond the goalpost; 1 - cover / 10; exports / 80; imports / 60
    assert scored.loc["A"].tolist() == pytest.approx([0.8, 0.7, 0.5, 0.95])
    assert scored.loc["B"].tolist() == pytest.approx([0.2, 0.2, 0.1, 0.2])
    assert scored.loc["C"].tolist() == pytest.approx([1.0, NAN, 0.25, NAN], nan_ok=True)
    made = c.composite(scored, STRUCTURE, coverage=0.4)
    # A: finance (0.8 + 2 x 0.7) / 3 = 0.7333, trade (0.5 + 0.95) / 2 = 0.725; (0.7333 + 3 x 0.725) / 4 = 0.727083
    # B: 0.2 and 0.15; (0.2 + 0.45) / 4 = 0.1625.    C: 1 and 0.25; (1 + 0.75) / 4 = 0.4375
    assert made.index.tolist() == pytest.approx([0.7270833333, 0.1625, 0.4375])
    assert made.parts["finance"].tolist() == pytest.approx([2.2 / 3, 0.2, 1.0])
    assert made.parts["trade"].tolist() == pytest.approx([0.725, 0.15, 0.25])
    # C has a third of the quarter for finance and half of the three quarters for trade: 0.08333 + 0.375
    assert made.coverage.tolist() == pytest.approx([1.0, 1.0, 0.4583333333])
    # C if cover and imports scored 0: finance 1/3, trade 0.125; if 1: 1 and 0.625
    assert made.low["C"] == pytest.approx((1 / 3 + 3 * 0.125) / 4)
    assert made.high["C"] == pytest.approx((1 + 3 * 0.625) / 4)
    assert made.ranks.tolist() == [1, 3, 2]
    added = c.contributions(scored, STRUCTURE)
    # A: 0.25 x 1/3 x 0.8, 0.25 x 2/3 x 0.7, 0.75 x 1/2 x 0.5, 0.75 x 1/2 x 0.95
    assert added.loc["A"].tolist() == pytest.approx([0.0666666667, 0.1166666667, 0.1875, 0.35625])
    assert added.loc["C"].tolist() == pytest.approx([0.25, NAN, 0.1875, NAN], nan_ok=True)
    assert c.effective_weights(STRUCTURE) == pytest.approx(
        {"debt": 1 / 12, "cover": 2 / 12, "exports": 0.375, "imports": 0.375}
    )
    assert c.clipped(TABLE["debt"], 0, 50).tolist() == [False, False, True]


def test_weights_go_to_what_is_observed() -> None:
    scored = pd.DataFrame({"debt": [NAN, 0.1], "cover": [NAN, NAN], "exports": [0.5, NAN], "imports": [0.2, 0.2]})
    weights = c.observed_weights(scored, STRUCTURE)
    # without finance trade has all; without cover and exports debt has finance's quarter, imports the rest
    assert weights.iloc[0].tolist() == [0.0, 0.0, 0.5, 0.5]
    assert weights.iloc[1].tolist() == [0.25, 0.0, 0.0, 0.75]


def test_a_year_below_the_coverage_has_bounds_only() -> None:
    made = c.composite(c.scores(TABLE, STRUCTURE), STRUCTURE)
    assert made.index.isna().tolist() == [False, False, True]
    assert made.low["C"] < made.high["C"]
    assert math.isnan(made.ranks["C"])
    exactly = c.composite(pd.DataFrame({"a": [0.5], "b": [NAN]}), [Node("a", weight=0.65), Node("b", weight=0.35)])
    assert exactly.index.tolist() == [0.5]


def test_each_level_has_its_own_rule() -> None:
    scored = pd.DataFrame({"a": [0.2], "b": [0.8], "c": [0.9]})
    structure = (Node("p"), Node("a", "p"), Node("b", "p"), Node("c"))
    assert c.composite(scored, structure, {"p": c.geometric}).index.tolist() == pytest.approx([(0.4 + 0.9) / 2])
    assert c.composite(scored, structure, {"": c.maximum}).index.tolist() == pytest.approx([0.9])
    assert c.composite(scored, structure, {"": c.quadratic}).index.tolist() == pytest.approx(
        [math.sqrt((0.25 + 0.81) / 2)]
    )
    with pytest.raises(ParameterError, match="rules: expected one of , p; found 'x'"):
        c.composite(scored, structure, {"x": c.maximum})


def test_known_means() -> None:
    pillars, equal = np.array([20.0, 80.0, 90.0]), np.ones(3)
    assert c.arithmetic(pillars, equal) == pytest.approx(63.3333, abs=1e-4)
    assert c.geometric(pillars, equal) == pytest.approx((20 * 80 * 90) ** (1 / 3))
    assert c.harmonic(pillars, equal) == pytest.approx(3 / (1 / 20 + 1 / 80 + 1 / 90))
    assert c.power_mean(2)(pillars, equal) == pytest.approx(math.sqrt((400 + 6400 + 8100) / 3))
    assert c.geometric(np.array([0.0, 1.0]), np.ones(2)) == pytest.approx(0.1)  # the floor is 0.01
    assert math.isnan(float(c.arithmetic(np.array([NAN, NAN]), np.ones(2))))
    assert math.isnan(float(c.maximum(np.array([NAN, NAN]), np.ones(2))))
    assert c.arithmetic(np.array([1.0, NAN]), np.array([1.0, 5.0])) == 1.0
    with pytest.raises(ParameterError, match="other than 0"):
        c.power_mean(0)


def test_known_scores() -> None:
    column = pd.Series([10.0, 30.0, 20.0, NAN])
    assert c.min_max(column, -1).tolist() == pytest.approx([1.0, 0.0, 0.5, NAN], nan_ok=True)
    assert c.min_max(column, span=(1, 100)).tolist() == pytest.approx([1.0, 100.0, 50.5, NAN], nan_ok=True)
    assert c.z_score(column, -1, 100, 15).tolist() == pytest.approx([115.0, 85.0, 100.0, NAN], nan_ok=True)
    assert c.rank(column).tolist() == pytest.approx([3.0, 1.0, 2.0, NAN], nan_ok=True)
    assert c.rank(column, -1).tolist() == pytest.approx([1.0, 3.0, 2.0, NAN], nan_ok=True)
    assert c.borda(column).tolist() == pytest.approx([0.0, 2.0, 1.0, NAN], nan_ok=True)
    assert c.percentile_rank(column, -1).tolist() == pytest.approx([1.0, 0.0, 0.5, NAN], nan_ok=True)
    assert c.distance_to_reference(column, 20.0, -1).tolist() == pytest.approx([0.5, -0.5, 0.0, NAN], nan_ok=True)
    assert c.distance_to_maximum(column).tolist() == pytest.approx([1 / 3, 1.0, 2 / 3, NAN], nan_ok=True)
    assert c.distance_to_target(column, 20.0).tolist() == pytest.approx([0.0, 1.0, 1.0, NAN], nan_ok=True)
    assert c.distance_to_target(column, 20.0, -1).tolist() == pytest.approx([1.0, 0.0, 1.0, NAN], nan_ok=True)
    alike = pd.Series([4.0, 4.0])
    for score in (c.min_max(alike), c.z_score(alike), c.distance_to_reference(alike, 0.0)):
        assert score.isna().all()
    assert c.percentile_rank(pd.Series([3.0])).isna().all()


def test_outliers_are_winsorised_one_by_one_or_logged() -> None:
    calm = pd.Series([float(number) for number in range(20)])
    assert c.treat(calm)[1] == ""
    one = pd.concat([calm, pd.Series([500.0])], ignore_index=True)
    treated, done = c.treat(one)
    assert (done, treated.max()) == ("winsorised 1", 19.0)
    below = pd.concat([calm, pd.Series([-500.0])], ignore_index=True)
    assert c.treat(below)[0].min() == 0.0
    wild = pd.Series([float(np.exp(number)) for number in range(12)])
    treated, done = c.treat(wild, most=0)
    assert done == "log"
    assert treated.is_monotonic_increasing
    mirrored, done = c.treat(-wild, most=0)
    assert done == "log"
    assert mirrored.is_monotonic_decreasing


def test_gaps_are_filled_within_a_pillar_only() -> None:
    scored = pd.DataFrame({"debt": [0.4], "cover": [NAN], "exports": [NAN], "imports": [NAN]})
    filled, which = c.impute(scored, STRUCTURE)
    assert filled.iloc[0].tolist() == pytest.approx([0.4, 0.4, NAN, NAN], nan_ok=True)
    assert which.iloc[0].tolist() == [False, True, False, False]
    assert c.interpolate(pd.Series([NAN, 1.0, NAN, 2.0])).tolist() == pytest.approx([NAN, 1.0, 1.5, 2.0], nan_ok=True)


def test_copeland_counts_duels() -> None:
    table = pd.DataFrame({"a": [3.0, 2.0, 1.0], "b": [1.0, 2.0, 3.0], "c": [2.0, 3.0, 1.0]})
    # by c: B beats A and A beats C, B beats C; a and b cancel
    assert c.copeland(table.to_numpy(), np.array([1, 1, 1])).tolist() == [0.5, 1.0, 0.0]
    assert c.copeland(table.to_numpy(), np.array([3, 1, 1])).tolist() == [1.0, 0.5, 0.0]


def test_copeland_is_a_rule_at_any_level() -> None:
    scored = pd.DataFrame({"a": [0.3, 0.2, 0.1], "b": [0.1, 0.2, 0.3], "c": [0.2, 0.3, 0.1], "d": [0.4, 0.4, NAN]})
    structure = (Node("p"), Node("a", "p"), Node("b", "p"), Node("c", "p"), Node("d"))
    inside = c.composite(scored, structure, {"p": c.copeland}, coverage=0.5)
    assert inside.parts["p"].tolist() == [0.5, 1.0, 0.0]
    assert inside.index.tolist() == pytest.approx([0.45, 0.7, 0.0])
    assert c.composite(scored, structure, {"": c.copeland}, coverage=0.5).index.tolist() == [0.5, 1.0, 0.0]
    unknown = c.copeland(np.array([[0.5, 0.1], [NAN, NAN], [0.4, NAN]]), np.ones(2))
    assert unknown.tolist() == pytest.approx([1.0, NAN, 0.0], nan_ok=True)


def test_random_weights_lie_around_the_given_ones_and_sums_of_them_too() -> None:
    drawn = c.dirichlet_weights([2.0, 1.0, 1.0], 20_000, 50.0, np.random.default_rng(3))
    assert drawn.mean(axis=0).tolist() == pytest.approx([0.5, 0.25, 0.25], abs=0.003)
    # the variance of a share w of a Dirichlet distribution is w (1 - w) / (concentration + 1)
    assert drawn.var(axis=0).tolist() == pytest.approx([0.25 / 51, 0.1875 / 51, 0.1875 / 51], rel=0.05)
    assert drawn[:, 1:].sum(axis=1).var() == pytest.approx(0.25 / 51, rel=0.05)


def test_principal_weights_need_indicators_that_move_together() -> None:
    base = np.arange(12.0)
    noise = np.array([0, 1, 0, -1, 0, 1, 0, -1, 0, 1, 0, -1]) / 2
    together = pd.DataFrame({"a": base, "b": base + noise, "c": 2 * base})
    weights, why = c.pca_weights(together)
    assert weights is not None
    assert (sum(weights.values()), why) == (pytest.approx(1.0), "")
    assert weights["a"] == pytest.approx(weights["c"])
    assert weights["b"] < weights["a"]
    assert c.pca_weights(together.assign(c=-base)) == (None, "the loadings of the first component differ in sign")
    apart = pd.DataFrame({"a": noise, "b": noise[::-1] * base, "c": np.roll(noise, 1), "d": base % 3})
    assert c.pca_weights(apart)[0] is None
    assert c.pca_weights(together.iloc[:3])[1] == "3 rows without a gap for 3 indicators"


@pytest.mark.parametrize(
    ("structure", "said"),
    [
        ((Node("a"), Node("a")), "each id once"),
        ((Node("a"), Node("b", "x")), "b: expected a parent in the structure; found 'x'"),
        ((Node("a"), Node("b", weight=0.0)), "b: expected a weight above 0; found '0.0'"),
        ((Node("a"), Node("b", direction=2)), "b: expected a direction of 1 or -1; found '2'"),
        ((Node("a"), Node("b", goalposts=(5, 5))), "b: expected goalposts in order"),
        ((Node("a"),), "structure: expected leaves a, b; found 'a'"),
        ((Node("a"), Node("b"), Node("p", "q"), Node("q", "p")), "p: expected a parent above it; found 'itself'"),
    ],
)
def test_a_structure_that_does_not_fit_is_refused(structure: tuple[Node, ...], said: str) -> None:
    with pytest.raises(ParameterError, match=said.replace("(", r"\(")):
        c.check(pd.DataFrame({"a": [1.0], "b": [2.0]}), structure)


SCORES = st.lists(
    st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=2, max_size=6
).map(lambda rows: pd.DataFrame(rows, columns=["debt", "cover", "exports", "imports"]))  # fmt: skip


@given(SCORES)
def test_means_are_in_order_and_contributions_add_up(scored: pd.DataFrame) -> None:
    rules = {"geometric": c.geometric, "arithmetic": c.arithmetic, "quadratic": c.quadratic, "maximum": c.maximum}
    floored = scored.clip(lower=c.FLOOR)
    found = [
        c.composite(floored, STRUCTURE, dict.fromkeys(("", "finance", "trade"), rule)).index for rule in rules.values()
    ]
    for lower, higher in pairwise(found):
        assert (lower <= higher + 1e-9).all()
    made = c.composite(scored, STRUCTURE)
    assert c.contributions(scored, STRUCTURE).sum(axis=1).tolist() == pytest.approx(made.index.tolist())
    assert made.index.between(-1e-12, 1 + 1e-12).all()


@given(SCORES, st.data())
def test_changes_add_up_whatever_is_observed(scored: pd.DataFrame, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(["debt", "cover", "imports"]))
    then = scored.iloc[::-1].reset_index(drop=True).assign(**{gone: NAN})
    parts = c.change_by_indicator(scored, then, STRUCTURE)
    before, after = (c.composite(table, STRUCTURE, coverage=0.0).index for table in (scored, then))
    assert parts.sum(axis=1).tolist() == pytest.approx((after - before).tolist(), abs=1e-12)


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_units_and_indicators_changes_nothing(scored: pd.DataFrame, chance: object) -> None:
    names, rows = list(scored), list(scored.index)
    chance.shuffle(names)  # type: ignore[attr-defined]
    chance.shuffle(rows)  # type: ignore[attr-defined]
    made = c.composite(scored, STRUCTURE).index
    other = c.composite(scored.loc[rows, names], STRUCTURE[::-1]).index
    assert other[scored.index].tolist() == pytest.approx(made.tolist())


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=8, unique=True), st.floats(0.01, 100))
def test_ranks_know_no_scale(values: list[float], factor: float) -> None:
    column = pd.Series(values).round(3)
    assert c.rank(column * factor).tolist() == c.rank(column).tolist()
    assert c.percentile_rank(column).dropna().between(0, 1).all()
    assert c.borda(column).sum() == pytest.approx(len(column) * (len(column) - 1) / 2)


def test_shares_of_a_change_of_a_geometric_index() -> None:
    one, two = pd.Series({"a": 0.2, "b": 0.5}), pd.Series({"a": 0.4, "b": 0.5})
    assert c.log_shares_of_change(one, two, {"a": 0.3, "b": 0.7}).tolist() == [1.0, 0.0]
    assert c.log_shares_of_change(one, one, {"a": 0.3, "b": 0.7}).isna().all()
    both = c.log_shares_of_change(one, pd.Series({"a": 0.8, "b": 1.0}), {"a": 0.5, "b": 0.5})
    assert both.tolist() == pytest.approx([2 / 3, 1 / 3])


@pytest.mark.parametrize(
    ("values", "skewed", "peaked"),
    [
        ([0.0] * 17 + [1.0] * 3, True, False),
        ([-9.0, *[0.0] * 9, 9.0], False, True),
        ([0.0] * 10 + [90.0], True, True),
        ([1.0, 2.0, 3.0, 4.0], False, False),
    ],
)
def test_an_outlier_makes_a_column_skewed_and_peaked(values: list[float], skewed: bool, peaked: bool) -> None:
    column = pd.Series(values)
    skewness, kurtosis = column.agg(["skew", "kurt"])
    assert (abs(skewness) > 2, kurtosis > 3.5) == (skewed, peaked)
    assert c.outlying(column) == (skewed and peaked)
