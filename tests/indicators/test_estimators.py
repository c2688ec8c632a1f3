"""Every estimator side by side: the order, the status, the shares, and that the nowcast can be left out."""

import math
from collections.abc import Callable

import pytest

from dashboard.repository import Repository
from indicators.estimators import ESTIMATORS, Estimate
from indicators.model import Pair, Row, status_name

Answer = Callable[..., dict[str, Row]]
PAIR = Pair("BLR", "RUS")
STATUS = {
    "residual": {"residual", "official_statement", "estimated"},
    "official_statement": {"official_statement", "estimated"},
    "partner_statement": {"official_statement", "estimated"},
    "partner_report": {"mirror", "official_statement"},
    "nowcast": {"nowcast"},
}
PAIRS = [PAIR, Pair("RUS", "BLR"), Pair("KAZ", "RUS"), Pair("ARM", "RUS"), Pair("BLR", "EUU"), Pair("TKM", "CHN")]


@pytest.fixture(scope="module")
def found(repository: Repository) -> dict[tuple[str, str, str], Estimate]:
    return {(one.flow, one.period, one.estimator): one for one in repository.estimates(PAIR)}


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_each_is_in_its_place_with_its_status_and_bounds_in_order(pair: Pair, repository: Repository) -> None:
    rows = repository.estimates(pair)
    places = list(ESTIMATORS)
    keys = [(one.flow, one.period, places.index(one.estimator)) for one in rows]
    assert keys == sorted(set(keys))
    for one in rows:
        assert status_name(one.cell.status) in STATUS[one.estimator]
        assert one.cell.observations
        for cell in (one.cell, one.share):
            assert not cell.low > cell.high
            assert not cell.value < cell.low - 1e-9
            assert not cell.value > cell.high + 1e-9
        if one.estimator == "residual":
            assert math.isnan(one.cell.value)
            assert math.isnan(one.cell.low)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_only_periods_after_the_country_s_own_report(pair: Pair, repository: Repository, answer: Answer) -> None:
    for one in repository.estimates(pair):
        own = answer(f"goods_{one.flow}_reported", pair=pair)
        assert one.period[:4] >= "2020"
        assert all(one.period[:4] > year for year, row in own.items() if not math.isnan(row.value))


def test_2021_by_all_of_them(found: dict[tuple[str, str, str], Estimate]) -> None:
    stated = found["exports", "2021", "official_statement"]
    assert stated.share.value == pytest.approx(41.1, abs=0.05)
    report = found["exports", "2021", "partner_report"]
    assert report.cell.value == pytest.approx(15_637 / 0.95168, rel=1e-4)
    assert (report.cell.low, report.cell.high) == (pytest.approx(15_637), pytest.approx(15_637 / 0.87))
    assert report.cell.low < stated.cell.value < report.cell.high
    assert found["exports", "2021", "residual"].share.high == pytest.approx(81.8, abs=0.1)
    assert ("exports", "2021", "nowcast") not in found


def test_2023_by_the_partner_s_statement(found: dict[tuple[str, str, str], Estimate]) -> None:
    """The Kremlin's note: imports from Belarus 23.9 bn, exports to it 22.6 bn."""
    exports, imports = (found[flow, "2023", "partner_statement"] for flow in ("exports", "imports"))
    assert dict(exports.inputs)["as published"] == pytest.approx(23_900)
    assert exports.cell.value == pytest.approx(23_900 / 0.95168, rel=1e-4)
    assert imports.cell.value == pytest.approx(22_600 * 1.03975, rel=1e-4)


def test_the_residual_shows_what_it_is_made_of(found: dict[tuple[str, str, str], Estimate]) -> None:
    inputs = dict(found["exports", "2021", "residual"].inputs)
    assert set(inputs) == {
        "total",
        "middle",
        *(f"{one}{end}" for one in ("ARM", "EUU", "KAZ", "KGZ") for end in ("", " factor")),
    }
    deducted = sum(inputs[one] / inputs[f"{one} factor"] for one in ("ARM", "EUU", "KAZ", "KGZ"))
    assert inputs["total"] - deducted == pytest.approx(inputs["middle"])


def test_months_are_nowcasts_without_a_share(found: dict[tuple[str, str, str], Estimate]) -> None:
    months = [one for one in found.values() if "-" in one.period]
    assert len(months) == 96
    assert all(one.estimator == "nowcast" and math.isnan(one.share.value) for one in months)


def test_the_nowcast_can_be_left_out_and_changes_nothing_else(repository: Repository) -> None:
    whole, without = repository.estimates(PAIR), repository.estimates(PAIR, False)
    assert repr([one for one in whole if one.estimator != "nowcast"]) == repr(list(without))  # NaN equals nothing
    assert len(without) < len(whole)


def test_no_nowcast_enters_a_measure_or_an_indicator(repository: Repository) -> None:
    for name in repository.measures:
        if name.startswith("goods_"):
            assert all(row.status not in ("nowcast", "residual") for row in repository.measure(name, PAIR).rows)
