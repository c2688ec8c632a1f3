"""The residual: total less mirrors after freight, its coverage, and that it is no estimate of the partner."""

import math
from collections.abc import Callable

import pytest

from dashboard.repository import Repository
from indicators.measures import Resolver
from indicators.model import Pair, Row
from indicators.residual import Residual, middle, residuals
from ingest.estimators import estimator_rules

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
PAIR = Pair("BLR", "RUS")
RULES = estimator_rules()


@pytest.fixture(scope="module")
def resolver(repository: Repository) -> Resolver:
    return repository.resolver()


@pytest.fixture(scope="module")
def exports(resolver: Resolver) -> dict[str, Residual]:
    return residuals(resolver, PAIR, RULES, "exports")


def test_on_2021_the_partners_at_hand_give_about_79_per_cent_against_a_known_41(
    exports: dict[str, Residual], answer: Answer
) -> None:
    """The project's method, section 0 (5): mirrors as published, Uzbekistan's among them."""
    one = exports["2021"]
    uzbekistan = 319.0  # its imports from Belarus, USD mn, which may hold services
    as_published = one.total.value - sum(mirror.report.value for mirror in one.mirrors) - uzbekistan
    assert 100 * as_published / one.total.value == pytest.approx(79, abs=0.5)
    assert answer("export_share")["2021"].value == pytest.approx(41.1, abs=0.1)
    assert 100 * middle(one) / one.total.value == pytest.approx(81.1, abs=0.1)  # after freight, without Uzbekistan
    assert one.cell.high > middle(one)


def test_it_is_an_upper_bound_alone_with_its_coverage(exports: dict[str, Residual]) -> None:
    one = exports["2021"]
    assert math.isnan(one.cell.value)
    assert math.isnan(one.cell.low)
    assert one.coverage == pytest.approx(39.5, abs=0.1)
    assert {mirror.partner for mirror in one.mirrors} == {"ARM", "EUU", "KAZ", "KGZ"}
    assert exports["2023"].coverage < RULES.residual.least_coverage  # the Union's imports end in 2022
    assert math.isnan(exports["2023"].cell.high)


def test_2021_by_hand(exports: dict[str, Residual], published: Published, answer: Answer) -> None:
    one = exports["2021"]
    thousand = {"KAZ": 780.7, "KGZ": 58.2}
    for mirror in one.mirrors:
        if mirror.partner in thousand:
            given = published("national_statistics", "import", mirror.partner, "BLR", "2021")[-1] / 1000
            assert mirror.report.value == pytest.approx(given)
            assert given == pytest.approx(thousand[mirror.partner], abs=0.2)
            assert mirror.own.value == pytest.approx(given / 1.06)
            assert (mirror.own.low, mirror.own.high) == (pytest.approx(given / 1.1), pytest.approx(given))
    (union,) = (mirror for mirror in one.mirrors if mirror.partner == "EUU")
    assert union.report.value == pytest.approx(5967.7 * 1.183, rel=0.001)  # EUR mn, USD per EUR (ECB: 1.1827)
    assert one.cell.high == pytest.approx(one.total.high - sum(mirror.own.low for mirror in one.mirrors))


def test_part_of_a_year_deducts_no_more_than_its_months(exports: dict[str, Residual]) -> None:
    (union,) = (mirror for mirror in exports["2022"].mirrors if mirror.partner == "EUU")
    assert math.isnan(union.report.value)
    assert union.report.high == pytest.approx(union.report.low * 12 / 11)
    assert exports["2022"].cell.high < exports["2022"].total.high


def test_the_known_share_lies_below_the_bound(resolver: Resolver, answer: Answer) -> None:
    for flow in ("exports", "imports"):
        known = answer(f"goods_{flow}")
        for year, one in residuals(resolver, PAIR, RULES, flow).items():
            if not math.isnan(one.cell.high):
                assert known[year].value < one.cell.high or math.isnan(known[year].value)


def test_the_partner_and_the_left_out_are_never_deducted(resolver: Resolver) -> None:
    for partner in ("RUS", "KAZ", "EUU", "LTU"):
        for one in residuals(resolver, Pair("BLR", partner), RULES, "exports").values():
            names = {mirror.partner for mirror in one.mirrors}
            assert not names & {partner, "UZB"}
            assert "EUU" not in names or partner not in resolver.groups["EUU"]
