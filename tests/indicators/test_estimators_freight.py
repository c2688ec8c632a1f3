"""CIF over FOB: the published quotients, what calibrates which, and reports turned into the other side's terms."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.estimators.freight import Freight, calibrated, factor_of, in_terms_of_own, quotients
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Quantity, Row
from ingest.estimators import estimator_rules

Answer = Callable[..., dict[str, Row]]
PAIR = Pair("BLR", "RUS")
RULES = estimator_rules().freight
# The project's method, section 0 (6): Russia's imports over Belarus's exports, all goods, 2015-2020.
PUBLISHED = {"2015": 0.875, "2016": 0.900, "2017": 0.942, "2018": 0.968, "2019": 0.961, "2020": 0.962}
AMOUNTS = st.floats(1e-3, 1e9)


def amounts(**years: float) -> Quantity:
    return {name[1:]: Cell(value, value, value, 0, ()) for name, value in years.items()}


@pytest.fixture(scope="module")
def resolver(repository: Repository) -> Resolver:
    return repository.resolver()


@pytest.fixture(scope="module")
def found(repository: Repository) -> dict[tuple[str, str, str], Freight]:
    return {(one.flow, one.partner, one.product): one for one in repository.freight("BLR")}


def test_a_quotient_needs_both_reports_above_nothing() -> None:
    exporter, importer = amounts(y2015=100, y2016=100, y2017=0, y2018=100), amounts(y2015=105, y2017=5, y2018=0)
    assert quotients(exporter, importer, 2015, 2020) == {"2015": 1.05}
    assert quotients(exporter, importer, 2016, 2020) == {}


def test_the_totals_of_the_pair_are_the_published_quotients(answer: Answer) -> None:
    own = {year: row for year, row in answer("goods_exports_reported").items() if row.value == row.value}
    own["2020"] = answer("goods_exports_by_statement")["2020"]
    theirs = answer("goods_exports_mirror")
    for year, quotient in PUBLISHED.items():
        assert theirs[year].value / own[year].value == pytest.approx(quotient, abs=0.0005)


def test_the_pair_s_factor_is_the_median_within_the_band_of_the_method(resolver: Resolver) -> None:
    one = calibrated(resolver, PAIR, RULES, "exports")
    assert one is not None
    assert one.years == tuple(PUBLISHED)
    assert one.median == pytest.approx((0.942 + 0.961) / 2, abs=0.0005)
    assert (one.least, one.most) == (pytest.approx(0.875, abs=0.0005), pytest.approx(0.968, abs=0.0005))
    assert (one.low, one.high) == (0.87, 1.0)
    assert one.least < 0.95  # not winsorised


def test_only_two_chapters_have_both_sides_and_only_to_2017(found: dict[tuple[str, str, str], Freight]) -> None:
    assert {product for _, partner, product in found if partner == "RUS"} == {"_T", "27", "44"}
    for flow in ("exports", "imports"):
        for product in ("27", "44"):
            one = found[flow, "RUS", product]
            assert (one.years, one.low, one.high) == (("2015", "2016", "2017"), one.least, one.most)
    assert "99" in found["imports", "RUS", "27"].remark
    assert found["imports", "RUS", "27"].least > 1.4


@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_chapters_recomputed_from_the_observations(
    flow: str, found: dict[tuple[str, str, str], Freight], published: Callable[..., list[float]]
) -> None:
    ends = ("BLR", "RUS") if flow == "exports" else ("RUS", "BLR")
    years = [
        published("comtrade", "import", *reversed(ends), year, "44")[-1]
        / published("comtrade", "export", *ends, year, "44")[-1]
        for year in ("2015", "2016", "2017")
    ]
    assert found[flow, "RUS", "44"].median == pytest.approx(sorted(years)[1])


def test_a_partner_with_few_years_has_the_factor_of_all_others(resolver: Resolver) -> None:
    assert factor_of(resolver, PAIR, RULES, "exports")[1]
    factor, known = factor_of(resolver, Pair("BLR", "KAZ"), RULES, "exports")
    assert (tuple(factor[:3]), known) == ((1.06, 1.0, 1.1), False)


@given(AMOUNTS, st.floats(0, 0.5), st.floats(0.5, 2), st.floats(0, 0.4), st.sampled_from(["exports", "imports"]))
def test_turned_into_own_terms_the_value_stays_in_bounds(
    amount: float, wide: float, factor: float, band: float, flow: str
) -> None:
    report = Cell(amount, amount * (1 - wide), amount * (1 + wide), 1, (1,))
    quotient = Cell(factor, factor * (1 - band), factor * (1 + band), 0, (2,))
    found = in_terms_of_own(report, quotient, flow)
    narrow = in_terms_of_own(report, Cell(factor, factor, factor, 0, ()), flow)
    assert found.low <= narrow.low <= narrow.value <= narrow.high <= found.high
    expected = amount / factor if flow == "exports" else amount * factor
    assert found.value == pytest.approx(expected)
    assert (found.status, found.observations) == (1, (1, 2))
    holed = in_terms_of_own(report._replace(value=math.nan), quotient, flow)
    assert math.isnan(holed.value)
    assert holed.low == found.low
