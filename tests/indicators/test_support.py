"""The support account: formulas, the sum with its bounds, what lacks, and the published estimates beside it."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.account import BENCHMARKS, DISCOUNTS, AccountYear, compared, support_account
from indicators.catalogue import CATALOGUE
from indicators.clock import as_of
from indicators.credit import grant_element
from indicators.engine import evaluate
from indicators.measures import Resolver
from indicators.model import Pair, Row
from indicators.support import (
    deferral_gift,
    financing_need,
    generosity_at_5,
    generosity_at_12,
    support_at_5,
    support_at_12,
    yearly_change,
)
from ingest.errors import DeclarationError
from ingest.model import Tables

Answer = Callable[..., dict[str, Row]]
MadeTables = Callable[..., Tables]
AMOUNT = st.floats(-1e4, 1e4)
NAN = math.nan


# --- the formulas


def test_a_deferral_is_worth_its_grant_element_alone() -> None:
    # 2022: repaid 2028 to 2033 at 12 %. At 5 %: (1 - 12/5) [1 - (1.05^-5 - 1.05^-11) / (0.05 * 6)]
    # = -1.4 * [1 - (0.78353 - 0.58468) / 0.3] = -1.4 * 0.33717 = -0.47204; of 1,400 that is -660.9.
    assert deferral_gift(1400.0, 2022, 5.0) == pytest.approx(-660.87, abs=0.01)
    assert deferral_gift(1400.0, 2022, 5.0) == pytest.approx(14 * grant_element(12.0, 11.0, 6.0, 5.0))
    assert deferral_gift(1400.0, 2022, 12.0) == 0.0


def test_a_deferral_on_unknown_terms_is_worth_nobody_knows_what() -> None:
    assert math.isnan(deferral_gift(800.0, 2024, 5.0))
    assert math.isnan(deferral_gift(800.0, 2019, 5.0))
    assert deferral_gift(0.0, 2024, 5.0) == deferral_gift(0.0, 2019, 12.0) == 0.0


@given(AMOUNT, AMOUNT, AMOUNT, st.floats(1.0, 1e6))
def test_the_sum_is_plain_and_nothing_enters_twice(gas: float, oil: float, credit: float, gdp: float) -> None:
    total = support_at_5(gas, oil, credit, 0.0, 2019)
    assert total == support_at_12(gas, oil, credit, 0.0, 2019) == gas + oil + credit
    assert generosity_at_5(gas, oil, credit, 0.0, 2019, gdp) == pytest.approx(100 * total / gdp)
    assert generosity_at_12(gas, oil, credit, 0.0, 2019, gdp) == pytest.approx(100 * total / gdp)


def test_the_discount_rate_matters_where_something_is_deferred() -> None:
    assert support_at_5(1.0, 2.0, 3.0, 1400.0, 2022) == pytest.approx(6 - 660.87, abs=0.01)
    assert support_at_12(1.0, 2.0, 3.0, 1400.0, 2022) == 6.0
    assert generosity_at_5(1.0, 2.0, 3.0, 1400.0, 2022, 1000.0) == pytest.approx(-65.487, abs=0.001)
    assert generosity_at_12(1.0, 2.0, 3.0, 1400.0, 2022, 1000.0) == 0.6


def test_without_a_component_or_a_product_there_is_no_share() -> None:
    assert math.isnan(generosity_at_5(NAN, 1.0, 1.0, 0.0, 2019, 100.0))
    assert math.isnan(generosity_at_12(1.0, 1.0, 1.0, 0.0, 2019, 0.0))


def test_need_and_change() -> None:
    assert financing_need(-100.0, 250.0) == 350.0  # a deficit of 100
    assert financing_need(400.0, 250.0) == -150.0
    assert yearly_change(90.0, 100.0) == -10.0


# --- the catalogue on the packaged snapshot


@pytest.mark.parametrize(
    ("variant", "name", "low", "value", "high"),
    [
        ("hub_at_5", "2017", 6.59, 6.66, 6.83),
        ("hub_at_5", "2018", 9.32, 9.41, 9.63),
        ("hub_at_12", "2018", 9.32, 9.41, 9.63),
        ("hub_at_5", "2019", 3.52, NAN, 3.81),
        ("gazprom_average_at_5", "2019", 4.52, NAN, 4.72),
        ("gazprom_average_at_12", "2019", 4.52, NAN, 4.72),
    ],
)
def test_known_generosity(
    variant: str, name: str, low: float, value: float, high: float, answer: Answer
) -> None:  # fmt: skip
    row = answer("support_generosity", variant)[name]
    assert (row.low, row.value, row.high) == pytest.approx((low, value, high), abs=0.005, nan_ok=True)


def test_generosity_carries_status_and_lineage_of_all_components(answer: Answer) -> None:
    row = answer("support_generosity", "hub_at_5")["2018"]
    used = set(row.observations)
    assert row.status == "official_statement"
    for indicator, variant in (
        ("implicit_gas_transfer", "hub"), ("oil_transfer", "price_gap"), ("net_official_flow", "net_transfer"),
    ):  # fmt: skip
        assert set(answer(indicator, variant)["2018"].observations) <= used
    assert set(answer("gdp")["2018"].observations) <= used
    assert set(answer("support_generosity", "hub_at_5")) == {"2017", "2018", "2019"}
    assert answer("support_generosity", "netback") == {}


def test_sufficiency_is_three_lines_and_never_a_ratio(answer: Answer) -> None:
    declared = CATALOGUE["sufficiency_ratio"]
    assert [variant.id for variant in declared.variants] == [
        "support_hub", "support_gazprom_average", "support_netback", "need", "reserves_change",
    ]  # fmt: skip
    assert (declared.unit, declared.direction) == ("USD mn", 0)
    assert answer("sufficiency_ratio", "need")["2019"].value == pytest.approx(1245.8 + 2562.83, abs=0.01)
    assert answer("sufficiency_ratio", "support_hub")["2018"].value == pytest.approx(5648.4, abs=0.05)
    change = answer("sufficiency_ratio", "reserves_change")
    assert change["2021"].value == pytest.approx(8424.74 - 7468.34, abs=0.01)
    assert len(change["2021"].observations) == 2


def test_the_claim_about_sufficiency_stays_untestable(repository: Repository) -> None:
    (claim,) = (one for one in repository.claims if one.id == "C036")
    assert claim.kind == "not_testable"


# --- the account


@pytest.fixture(scope="module")
def resolver(repository: Repository) -> Resolver:
    return repository.resolver()


def by_year(resolver: Resolver, benchmark: str = "hub", discount: float = 5.0) -> dict[str, AccountYear]:
    return {line.period: line for line in support_account(resolver, DEFAULT_PAIR, benchmark, discount)}


def test_2018_by_component(resolver: Resolver) -> None:
    line = by_year(resolver)["2018"]
    # (271.61 - 129) * 20.3 of gas; 518.82 * 18.25 - 6,822 of oil; 879 - 399 - 371 of credit.
    values = {part: cell.value for part, cell in line.components.items()}
    assert values == pytest.approx({"gas": 2894.9, "oil": 2644.7, "credit": 108.8, "deferral": 0.0}, abs=0.05)
    assert line.total is not None
    assert line.total.value == pytest.approx(math.fsum(values.values())) == line.at_hand.value
    assert line.percent is not None
    assert line.percent.value == pytest.approx(9.409, abs=0.001)
    assert line.lacks == ()


@pytest.mark.parametrize("benchmark", BENCHMARKS[:2])
@pytest.mark.parametrize("discount", DISCOUNTS)
def test_the_account_says_what_the_catalogue_says(
    benchmark: str, discount: float, resolver: Resolver, answer: Answer
) -> None:
    rows = answer("support_generosity", f"{benchmark}_at_{discount:.0f}")
    whole = {name: line for name, line in by_year(resolver, benchmark, discount).items() if line.percent}
    assert set(rows) == set(whole)
    for name, line in whole.items():
        assert line.percent is not None
        found = (rows[name].value, rows[name].low, rows[name].high)
        assert found == pytest.approx(line.percent[:3], nan_ok=True)
        assert set(line.percent.observations) == set(rows[name].observations)


def test_a_year_that_lacks_a_component_has_no_sum_and_says_why(resolver: Resolver) -> None:
    account = by_year(resolver)
    lacking = account["2021"]
    assert lacking.total is None
    assert lacking.percent is None
    assert lacking.lacks == ("oil: no value and tonnes of crude that can be used for the year",)
    assert lacking.at_hand.value == pytest.approx(8728.7 - 168.1, abs=0.1)
    assert [part.split(":")[0] for part in account["2012"].lacks] == ["gas", "oil"]
    assert [part.split(":")[0] for part in account["2011"].lacks] == ["oil", "credit"]
    assert {name for name, line in account.items() if line.total} == {"2017", "2018", "2019"}


def test_bounds_alone_are_a_sum_with_bounds(resolver: Resolver) -> None:
    total = by_year(resolver)["2019"].total
    assert total is not None
    assert math.isnan(total.value)
    assert (total.low, total.high) == pytest.approx((2268.9, 2453.4), abs=0.1)


def test_the_netback_lacks_in_every_year_with_its_reason(resolver: Resolver) -> None:
    account = by_year(resolver, "netback")
    assert account
    reason = "gas: netback needs a sourced cost of transport and transit, and none is at hand"
    assert all(line.lacks[0] == reason and line.total is None for line in account.values())


def test_deferrals_are_booked_where_they_begin(resolver: Resolver) -> None:
    at_5, at_12 = (by_year(resolver, discount=discount)["2022"] for discount in DISCOUNTS)
    assert at_5.components["deferral"].value == pytest.approx(-660.87, abs=0.01)
    assert at_5.components["deferral"].observations
    assert at_12.components["deferral"].value == 0.0
    assert "2023" not in by_year(resolver)


def test_before_it_was_agreed_a_deferral_was_unknown(repository: Repository) -> None:
    then = Resolver(repository.snapshot.tables, repository.measures, repository.hidden_from, as_of(date(2021, 9, 30)))
    assert all(line.components["deferral"].observations == () for line in support_account(then, DEFAULT_PAIR))


def test_an_unknown_benchmark_is_refused(resolver: Resolver) -> None:
    with pytest.raises(DeclarationError, match="no variant 'spot' of an indicator 'implicit_gas_transfer'"):
        support_account(resolver, DEFAULT_PAIR, "spot")


# --- beside the published estimates


def test_the_published_estimates_beside_ours(resolver: Resolver) -> None:
    lines = {(line.measure, line.period): line for line in compared(resolver, DEFAULT_PAIR)}
    year = lines["support_published", "2018"]
    assert (year.unit, year.published.value, year.known, year.years) == ("USD mn", 4000.0, 1, 1)
    assert year.ours is not None
    assert year.difference is not None
    assert year.difference.value == pytest.approx(1648.4, abs=0.1) == year.ours.value - 4000
    of_gdp = lines["support_published_of_gdp", "2018"]
    assert of_gdp.difference is not None
    assert of_gdp.difference.value == pytest.approx(-0.59, abs=0.005)  # 9.41 beside OSW's 10
    assert of_gdp.unit == "percent of GDP"
    plan = lines["support_planned", "2017..2019"]
    assert plan.difference is not None
    assert math.isnan(plan.difference.value)  # of 2019 only bounds are known
    assert (plan.difference.low, plan.difference.high) == pytest.approx((-131.1, 370.8), abs=0.1)
    assert (plan.known, plan.years) == (3, 3)


def test_a_span_with_unknown_years_is_not_compared(resolver: Resolver) -> None:
    lines = {(line.measure, line.period): line for line in compared(resolver, DEFAULT_PAIR)}
    for period, known, years in (("1995..2019", 3, 25), ("2011..2020", 3, 10), ("2006", 0, 1)):
        line = lines["support_published", period]
        assert (line.known, line.years, line.ours, line.difference) == (known, years, None, None)
    assert lines["support_published_oil", "2007..2009"].ours is None
    assert len(lines) == 13


FIGURES = {
    "gas_price_paid": ("USD/1000 m3", 100.0), "gas_price_hub": ("USD/1000 m3", 200.0), "gas_volume": ("bcm", 10.0),
    "crude_import_value": ("USD mn", 1000.0), "crude_import_mass": ("Mt", 10.0),
    "brent_price_per_tonne": ("USD/t", 300.0), "disbursed": ("USD mn", 500.0), "principal_repaid": ("USD mn", 300.0),
    "interest_paid": ("USD mn", 100.0), "gdp": ("USD mn", 10000.0),
}  # fmt: skip


@pytest.fixture
def made(tables_of: MadeTables, repository: Repository) -> Callable[..., Resolver]:
    """A resolver over made figures of 2011 to 2013, with more figures and without some."""

    def build(*more: tuple[Any, ...], without: tuple[str, ...] = ()) -> Resolver:
        names = [*FIGURES, "debt_deferred", "support_published", "support_published_of_gdp", "support_published_oil",
                 "support_planned"]  # fmt: skip
        rows = [("press", name, "BLR", "_Z", "_Z", unit, "A", str(year), value)
                for name, (unit, value) in FIGURES.items() for year in (2011, 2012, 2013)
                if f"{name} {year}" not in without]  # fmt: skip
        measures = dict(repository.measures)
        for name in names:
            candidate = {"source": "press", "item": name, "reporter": "dependent"}
            measures[name] = measures[name] | {"candidate": [candidate], "hidden": False}
        rows += [("press", name, "BLR", "_Z", "_Z", unit, "_O", *rest) for name, unit, *rest in more]
        return Resolver(tables_of(*rows), measures)

    return build


def test_a_made_account(made: Callable[..., Resolver]) -> None:
    # Gas (200 - 100) * 10 = 1,000; oil 300 * 10 - 1,000 = 2,000; credit 500 - 300 - 100 = 100: 3,100 of 10,000.
    (line, *_) = support_account(made(), DEFAULT_PAIR)
    assert line.total is not None
    assert line.percent is not None
    assert (line.period, line.total.value, line.percent.value) == ("2011", 3100.0, pytest.approx(31.0))
    result = evaluate(CATALOGUE["support_generosity"], made(), DEFAULT_PAIR)
    assert [row.value for row in result.of("hub_at_5")] == pytest.approx([31.0, 31.0, 31.0])


def test_means_and_sums_over_a_span(made: Callable[..., Resolver]) -> None:
    found = made(
        ("support_published", "USD mn", "2012..2013", 6000.0), ("support_published", "USD mn", "2011..2015", 1.0),
        ("support_published_oil", "USD mn", "2011..2013", 1500.0), ("support_planned", "USD mn", "2011", 3000.0),
        ("support_published_of_gdp", "percent of GDP", "2011..2012", 30.0),
    )  # fmt: skip
    lines = {(line.measure, line.period): line for line in compared(found, DEFAULT_PAIR)}
    both, oil, plan, share = (
        lines[key]
        for key in (
            ("support_published", "2012..2013"), ("support_published_oil", "2011..2013"), ("support_planned", "2011"),
            ("support_published_of_gdp", "2011..2012"),
        )
    )  # fmt: skip
    pairs = [(line.ours and line.ours.value, line.difference and line.difference.value) for line in (both, oil, plan)]
    assert pairs == [(6200.0, 200.0), (2000.0, 500.0), (3100.0, 100.0)]
    assert share.ours is not None
    assert share.ours[:3] == pytest.approx((31.0, 31.0, 31.0))
    # Duty forgone on oil alone stands beside oil: three of its five years are known.
    assert (lines["support_published", "2011..2015"].known, lines["support_published", "2011..2015"].ours) == (3, None)


def test_duty_alone_stands_beside_oil(made: Callable[..., Resolver]) -> None:
    found = made(("support_published", "USD mn", "2011..2015", 1.0), without=("gas_volume 2012",))
    (line,) = compared(found, DEFAULT_PAIR)
    assert (line.known, line.years) == (3, 5)


def test_two_deferrals_of_one_year_add_up(made: Callable[..., Resolver]) -> None:
    more = [("debt_deferred", "USD mn", name, 100.0) for name in ("2012-03..2013-04", "2012-06")]
    account = {line.period: line for line in support_account(made(*more), DEFAULT_PAIR)}
    assert account["2012"].lacks == ("deferral: its terms were not published",)
    assert account["2012"].total is None
    assert account["2013"].total is not None  # it begins in 2012
    rows = evaluate(CATALOGUE["support_generosity"], made(*more), DEFAULT_PAIR).of("hub_at_5")
    assert [round(row.value, 6) for row in rows if not math.isnan(row.value)] == [31.0, 31.0]


def test_without_a_product_there_is_a_sum_but_no_share(made: Callable[..., Resolver]) -> None:
    account = {line.period: line for line in support_account(made(without=("gdp 2012",)), DEFAULT_PAIR)}
    assert account["2012"].total is not None
    assert account["2012"].percent is None


def test_a_pair_without_figures_has_no_account(resolver: Resolver) -> None:
    assert all(line.total is None for line in support_account(resolver, Pair("GEO", "RUS")))
