"""The partner's loans: terms, grant element, rollover, and the ladder from promise to repayment."""

import math
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.credit import grant_element, grant_element_at_5, grant_element_at_12, rate_discount, rollover_ratio
from indicators.model import Row

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
RATES = st.floats(0, 20)


def gift(interest: float, maturity: int, grace: int, discount: float) -> float:
    """What a loan of 100 is worth to its debtor: 100 less the present value of every payment, one by one.

    Equal repayments once a year, the first after `grace` years, and interest each year on what is still owed.
    """
    owed, paid = 100.0, 0.0
    instalment = owed / (maturity - grace + 1)
    for year in range(1, maturity + 1):
        repayment = instalment if year >= grace else 0.0
        paid += (repayment + owed * interest / 100) / (1 + discount / 100) ** year
        owed -= repayment
    assert owed == pytest.approx(0, abs=1e-9)
    return 100 - paid


# --- the grant element


@pytest.mark.parametrize(("interest", "maturity", "grace"), [(2.0, 30, 11), (2.58, 24, 9), (7.0, 4, 1), (0.0, 40, 10)])
@pytest.mark.parametrize("discount", [5.0, 12.0])
def test_it_is_the_sum_of_the_cash_flows(interest: float, maturity: int, grace: int, discount: float) -> None:
    assert grant_element(interest, maturity, grace, discount) == pytest.approx(
        gift(interest, maturity, grace, discount)
    )


@given(RATES, st.integers(1, 40), st.data(), st.floats(1, 15))
def test_it_is_the_sum_of_the_cash_flows_of_any_loan(
    interest: float, maturity: int, data: st.DataObject, discount: float
) -> None:
    grace = data.draw(st.integers(1, maturity))
    expected = gift(interest, maturity, grace, discount)
    assert grant_element(interest, maturity, grace, discount) == pytest.approx(expected, abs=1e-6)


def test_a_loan_repaid_at_once_within_the_year() -> None:
    """Seven months at 7 per cent, discounted at 5: paid back once, with the interest of seven months, near enough."""
    months = 0.5833
    paid = (1 + 0.07 * months) / 1.05**months
    assert grant_element(7.0, months, months, 5.0) == pytest.approx(100 * (1 - paid), abs=0.05)


@given(st.floats(0.5, 20), st.floats(1, 40), st.data())
def test_a_loan_at_the_rate_of_discount_is_no_gift(rate: float, maturity: float, data: st.DataObject) -> None:
    grace = data.draw(st.floats(0, maturity))
    assert grant_element(rate, maturity, grace, rate) == pytest.approx(0, abs=1e-9)


@given(RATES, RATES, st.floats(2, 40), st.floats(1, 15))
def test_cheaper_is_more_of_a_gift(rate: float, other: float, maturity: float, discount: float) -> None:
    assume(abs(rate - other) > 1e-6)
    low, high = sorted((rate, other))
    assert grant_element(low, maturity, 1.0, discount) > grant_element(high, maturity, 1.0, discount)


@given(st.floats(0, 4.9), st.floats(2, 30), st.floats(0.1, 10))
def test_below_the_rate_of_discount_longer_is_more_of_a_gift(rate: float, maturity: float, longer: float) -> None:
    assert grant_element_at_5(rate, maturity + longer, 1.0) > grant_element_at_5(rate, maturity, 1.0)
    assert 0 < grant_element_at_5(rate, maturity, 1.0) < 100
    assert grant_element_at_12(rate, maturity, 1.0) > grant_element_at_5(rate, maturity, 1.0)


@pytest.mark.parametrize(("maturity", "grace"), [(5.0, 6.0), (5.0, 20.0), (float("nan"), 1.0), (5.0, float("nan"))])
def test_no_grant_element_without_terms_that_make_sense(maturity: float, grace: float) -> None:
    assert math.isnan(grant_element(2.0, maturity, grace, 5.0))


# --- rollover and discount


@given(st.floats(0, 1e4), st.floats(0.01, 1e4), st.floats(0.01, 1e3))
def test_rollover_is_above_one_where_money_comes_in(lent: float, repaid: float, scale: float) -> None:
    found = rollover_ratio(lent, repaid)
    assert (found > 1) == (lent > repaid)
    assert rollover_ratio(lent * scale, repaid * scale) == pytest.approx(found)


@pytest.mark.parametrize("repaid", [0.0, float("nan"), -1.0])
def test_no_rollover_without_repayment(repaid: float) -> None:
    assert math.isnan(rollover_ratio(1.0, repaid))


def test_a_dearer_loan_has_a_negative_discount() -> None:
    assert rate_discount(7.0, 4.32) == pytest.approx(-2.68)


# --- the packaged snapshot


def test_the_loan_for_the_nuclear_plant(answer: Answer) -> None:
    assert answer("loans_committed")["2011"].value == 10_000
    assert answer("loan_interest")["2011"].value == pytest.approx(2.58, abs=0.005)
    assert answer("loan_maturity")["2011"].value == pytest.approx(23.9, abs=0.05)


def test_its_grant_element_lies_between_those_of_whole_years(answer: Answer) -> None:
    """23.9 years, 9.4 to the first repayment: between loans of 23 and of 25 years, payment by payment."""
    for variant, discount in (("at_5_percent", 5.0), ("at_12_percent", 12.0)):
        found = answer("loan_grant_element", variant)["2011"].value
        assert gift(2.5782, 23, 9, discount) < found < gift(2.5782, 25, 10, discount)


def test_a_year_without_a_new_loan_has_no_terms(answer: Answer) -> None:
    for measure in ("loan_interest", "loan_maturity", "loan_grace"):
        found = answer(measure)
        assert all(math.isnan(found[name].value) for name in ("2002", "2016", "2018", "2019")), measure
    for variant in ("at_5_percent", "at_12_percent"):
        element = answer("loan_grant_element", variant)
        assert [name for name, row in element.items() if row.value == 0 or row.value > 100] == []
        assert all(math.isnan(element[name].value) for name in ("2016", "2018"))


def test_the_loans_of_2017_and_2020_are_a_gift_in_part_and_those_of_2010_are_not(answer: Answer) -> None:
    element = answer("loan_grant_element", "at_5_percent")
    assert element["2010"].value < 0 < element["2017"].value < element["2020"].value < element["2011"].value


@pytest.mark.parametrize("name", ["2013", "2020", "2022"])
def test_rollover_by_hand(name: str, answer: Answer, published: Published) -> None:
    lent = math.fsum(
        published("worldbank_debt", f"disbursement.bilateral_{kind}", "BLR", "RUS", name)[-1]
        for kind in ("concessional", "non_concessional")
        if published("worldbank_debt", f"disbursement.bilateral_{kind}", "BLR", "RUS", name)
    )
    repaid = published("worldbank_debt", "DT.AMT.BLAT.CD", "BLR", "RUS", name)[-1]
    assert answer("rollover_ratio", "government")[name].value == pytest.approx(lent / repaid)


def test_money_came_in_to_2021_and_went_out_in_2022(answer: Answer) -> None:
    found = answer("rollover_ratio", "government")
    assert found["2020"].value == pytest.approx(1.51, abs=0.005)
    assert all(found[name].value > 1 for name in ("2019", "2020", "2021"))
    assert found["2022"].value < 1
    ministry = answer("rollover_ratio", "ministry")
    assert ministry["2020"].value == pytest.approx(1051.0 / 709.4)


def test_the_ladder_keeps_its_rungs_apart(answer: Answer) -> None:
    rungs = {rung: answer("commitments_ladder", rung) for rung in ("announced", "signed", "committed", "disbursed")}
    assert rungs["announced"]["2020-09"].value == 1_500
    assert rungs["signed"]["2008-11"].value == 2_000
    assert rungs["committed"]["2011"].value == 10_000
    assert math.isnan(rungs["disbursed"]["2011"].value)
    promised = rungs["announced"]["2021-09-09..2022-12-31"]
    assert (promised.low, promised.high, promised.status) == (630, 640, "forecast")
    assert answer("commitments_ladder", "repaid")["2029"].status == "forecast"


def test_a_year_of_no_commitment_by_the_world_bank_is_zero_and_a_year_without_a_row_a_gap(answer: Answer) -> None:
    committed = answer("commitments_ladder", "committed")
    assert committed["2018"].value == 0
    assert committed["2018"].observations
    assert math.isnan(committed["2002"].value)


def test_discount_of_the_rate_by_hand(answer: Answer) -> None:
    own, all_of_them = answer("loan_interest"), answer("loan_interest_of_all")
    for name, row in answer("loan_rate_discount").items():
        if not math.isnan(row.value):
            assert row.value == pytest.approx(all_of_them[name].value - own[name].value), name


def test_the_deferral_of_2022_turns_a_drain_into_fresh_money(answer: Answer) -> None:
    """1.4 bn were put off from March 2022 on; in no other year that has a ratio was anything."""
    plain, deferred = answer("rollover_ratio", "government"), answer("rollover_ratio", "government_with_deferrals")
    principal = answer("principal_repaid")["2022"].value
    assert plain["2022"].value < 1 < deferred["2022"].value
    assert deferred["2022"].value - plain["2022"].value == pytest.approx(1400 / principal)
    assert deferred["2022"].status == "official_statement"
    for name, row in plain.items():
        if name != "2022" and not math.isnan(row.value):
            assert deferred[name].value == row.value, name
