"""Ranks of countries among each other: ties, gaps, bounds without a value."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import DEPENDENTS, Repository
from indicators.model import Pair, Result, Row
from indicators.peers import ranked

NAN = float("nan")
VALUES = st.dictionaries(st.sampled_from(DEPENDENTS), st.floats(0, 100), min_size=1)


def row(name: str, value: float, low: float | None = None, high: float | None = None, variant: str = "") -> Row:
    ends = value if low is None else low, value if high is None else high
    return Row(variant, name, value, *ends, "reported" if not math.isnan(value) else "estimated", (7,))


def result(country: str, *rows: Row, reason: str | None = None) -> Result:
    return Result("x", "X", "percent", 1, Pair(country, "RUS"), None, "made", rows, reason)


def ranks(found: dict[str, Result]) -> dict[str, dict[str, float]]:
    return {country: {one.period: one.value for one in result.rows} for country, result in found.items()}


def test_the_highest_value_is_first_in_each_period() -> None:
    results = {
        "BLR": result("BLR", row("2018", 40.0), row("2019", 41.0)),
        "ARM": result("ARM", row("2018", 50.0), row("2019", 20.0)),
        "GEO": result("GEO", row("2019", 30.0)),
    }
    assert ranks(ranked(results)) == {
        "BLR": {"2018": 2, "2019": 1}, "ARM": {"2018": 1, "2019": 3}, "GEO": {"2019": 2},
    }  # fmt: skip


@given(VALUES)
def test_ranks_run_from_one_to_the_number_of_countries(values: dict[str, float]) -> None:
    found = ranks(ranked({country: result(country, row("2019", value)) for country, value in values.items()}))
    for country, value in values.items():
        higher = sum(other > value for other in values.values())
        assert found[country] == {"2019": 1 + higher}
    assert min(one["2019"] for one in found.values()) == 1
    assert max(one["2019"] for one in found.values()) <= len(values)


def test_equal_values_share_the_better_rank() -> None:
    results = {
        name: result(name, row("2019", value)) for name, value in (("A", 5.0), ("B", 5.0), ("C", 1.0), ("D", 9.0))
    }
    assert ranks(ranked(results)) == {"A": {"2019": 2}, "B": {"2019": 2}, "C": {"2019": 4}, "D": {"2019": 1}}


def test_ranks_are_taken_before_anything_is_rounded() -> None:
    results = {"A": result("A", row("2019", 41.341)), "B": result("B", row("2019", 41.3410001))}
    assert ranks(ranked(results)) == {"A": {"2019": 2}, "B": {"2019": 1}}


def test_bounds_without_a_value_have_no_rank_and_count_for_nobody() -> None:
    results = {"A": result("A", row("2022", NAN, 50.0, 60.0)), "B": result("B", row("2022", 40.0))}
    found = ranked(results)
    assert ranks(found) == {"A": {}, "B": {"2022": 1}}
    assert found["A"].reason == "only bounds are known, which have no rank"
    assert found["B"].reason is None


def test_a_gap_has_no_rank(repository: Repository) -> None:
    gap = Row("", "2018", NAN, NAN, NAN, "", ())
    assert ranks(ranked({"A": result("A", row("2017", 1.0), gap, row("2019", 1.0))})) == {"A": {"2017": 1, "2019": 1}}


def test_the_reason_of_an_empty_result_stays() -> None:
    assert ranked({"A": result("A", reason="nothing at hand")})["A"].reason == "nothing at hand"


def test_variants_are_ranked_apart() -> None:
    results = {
        "A": result("A", row("2019", 1.0, variant="x"), row("2019", 9.0, variant="y")),
        "B": result("B", row("2019", 2.0, variant="x")),
    }
    assert ranks(ranked(results, "x")) == {"A": {"2019": 2}, "B": {"2019": 1}}
    assert ranks(ranked(results, "y")) == {"A": {"2019": 1}, "B": {}}


def test_a_rank_keeps_status_and_lineage_and_says_that_it_is_one() -> None:
    found = ranked({"A": result("A", row("2019", 41.0))})["A"]
    assert found.unit == "rank"
    assert found.rows == (Row("", "2019", 1.0, 1.0, 1.0, "reported", (7,)),)


# --- the packaged snapshot


@pytest.mark.parametrize("indicator", ["export_share", "import_share"])
def test_the_ranks_of_2018_by_hand(indicator: str, repository: Repository) -> None:
    results = {country: repository.result(indicator, Pair(country, "RUS")) for country in DEPENDENTS}
    values = {
        country: next((one.value for one in result.rows if one.period == "2018"), NAN)
        for country, result in results.items()
    }
    known = sorted((value for value in values.values() if not math.isnan(value)), reverse=True)
    assert len(known) >= 8
    found = ranks(ranked(results))
    for country, value in values.items():
        expected = NAN if math.isnan(value) else known.index(value) + 1
        assert found[country].get("2018", NAN) == pytest.approx(expected, nan_ok=True), country
    assert found["BLR"]["2018"] == 1


def test_the_union_as_partner_has_a_rank_for_most(repository: Repository) -> None:
    results = {country: repository.result("export_share", Pair(country, "EUU")) for country in DEPENDENTS}
    with_rank = [country for country, found in ranks(ranked(results)).items() if found]
    assert len(with_rank) >= 9
