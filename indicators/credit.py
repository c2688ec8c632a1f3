"""The terms of the partner's loans, and what becomes of its promises: announced, signed, paid out, paid back."""

from indicators.cells import NAN
from indicators.model import Indicator, Input, Variant
from indicators.relation import identity


def rollover_ratio(disbursed: float, principal: float) -> float:
    """Return new loans over principal repaid: above 1 is fresh money, below 1 drains. NaN without repayment.

    Formula F4, both in one unit.

    >>> round(rollover_ratio(1065.3, 704.4), 2)
    1.51
    """
    return disbursed / principal if principal > 0 else NAN


def rollover_with_deferral(disbursed: float, deferred: float, principal: float) -> float:
    """Return new loans and service put off over principal repaid: a deferral counts as money lent anew (F4).

    >>> round(rollover_with_deferral(850.0, 1400.0, 1629.7), 2)
    1.38
    """
    return rollover_ratio(disbursed + deferred, principal)


def grant_element(interest: float, maturity: float, grace: float, discount: float) -> float:
    """Return what part of a loan is a gift at a rate of discount, in per cent of its face value.

    The OECD's formula for equal yearly repayments: 100 (1 - r/d) [1 - (1/(1+d)^G - 1/(1+d)^M) / (d (M - G))], with the
    rate r and the discount d in per cent a year and the maturity M in years. `grace` is, as the World Bank counts it,
    the time to the first repayment; the formula's G is one year less. NaN where the loan is repaid before that.

    >>> round(grant_element(2.0, 30.0, 11.0, 5.0), 1)
    37.0
    >>> grant_element(5.0, 20.0, 5.0, 5.0)
    0.0
    """
    start = grace - 1
    if maturity <= start:
        return NAN
    rate = discount / 100
    repaid: float = ((1 + rate) ** -start - (1 + rate) ** -maturity) / (rate * (maturity - start))
    return 100 * (1 - interest / discount) * (1 - repaid)


def grant_element_at_5(interest: float, maturity: float, grace: float) -> float:
    """Return the grant element at 5 per cent, today's rate of the IMF and the World Bank.

    >>> round(grant_element_at_5(2.0, 30.0, 11.0), 1)
    37.0
    """
    return grant_element(interest, maturity, grace, 5.0)


def grant_element_at_12(interest: float, maturity: float, grace: float) -> float:
    """Return the grant element at 12 per cent, nearer to what Belarus paid on markets.

    >>> round(grant_element_at_12(2.0, 30.0, 11.0), 1)
    73.3
    """
    return grant_element(interest, maturity, grace, 12.0)


def rate_discount(interest: float, of_all: float) -> float:
    """Return by how many percentage points the partner's new loans are cheaper than those of all creditors.

    >>> round(rate_discount(2.77, 5.02), 2)
    2.25
    """
    return of_all - interest


_IDS = "World Bank, International Debt Statistics"
_TERMS = {"interest": Input("loan_interest"), "maturity": Input("loan_maturity"), "grace": Input("loan_grace")}
_NO_LOAN = "A year without a new loan has no terms: a gap, not a loan for nothing. Terms are at hand to 2021."

INDICATORS = (
    Indicator(
        id="rollover_ratio",
        title="New loans over repayments",
        question="Does the partner lend more than it is paid back?",
        formula="disbursements / principal repaid",
        tex=r"\frac{L_t}{R_t}",
        unit="ratio",
        direction=1,
        reference=_IDS,
        caveats=(
            "Above 1 fresh money comes in, below 1 money goes out.",
            "Payments that Russia deferred in 2022 and 2024 count as loans in the variant with deferrals alone, in the "
            "year in which they begin; the World Bank's principal of these years is what was due.",
            "Belarus: no disbursement is recorded for 2003, 2006 and 2011: gaps. None is at hand after 2022.",
        ),
        theme="finance",
        variants=(
            Variant(
                "government",
                "Partner's government",
                rollover_ratio,
                {"disbursed": Input("disbursed"), "principal": Input("principal_repaid")},
            ),
            Variant(
                "government_with_deferrals",
                "Partner's government, deferrals as new loans",
                rollover_with_deferral,
                {
                    "disbursed": Input("disbursed"),
                    "deferred": Input("debt_deferred", align="begins", register=True),
                    "principal": Input("principal_repaid"),
                },
            ),
            Variant(
                "with_banks",
                "Partner's government and banks",
                rollover_ratio,
                {"disbursed": Input("disbursed_with_banks"), "principal": Input("principal_repaid_with_banks")},
            ),
            Variant(
                "ministry",
                "Government and banks, ministry of finance",
                rollover_ratio,
                {"disbursed": Input("loans_received_ministry"), "principal": Input("loans_repaid_ministry")},
            ),
        ),
    ),
    Indicator(
        id="loan_grant_element",
        title="Grant element of the partner's new loans",
        question="How much of each year's new loans from the partner is in effect a gift?",
        formula="100 (1 - r/d) [1 - (1/(1+d)^G - 1/(1+d)^M) / (d (M - G))], G one year before the first repayment",
        tex=r"100 \left( 1 - \frac{r}{d} \right) \left[ 1 - \frac{(1+d)^{-G} - (1+d)^{-M}}{d \, (M - G)} \right]",
        unit="percent",
        direction=1,
        reference="OECD, grant element of official loans; terms from the World Bank, International Debt Statistics",
        caveats=(_NO_LOAN, "Average terms of a year's loans, all kinds of creditor of the partner together."),
        theme="finance",
        variants=(
            Variant("at_5_percent", "Discounted at 5 %", grant_element_at_5, _TERMS),
            Variant("at_12_percent", "Discounted at 12 %", grant_element_at_12, _TERMS),
        ),
    ),
    Indicator(
        id="loan_rate_discount",
        title="Interest on the partner's loans beside others'",
        question="How much cheaper are the partner's new loans than those of all creditors?",
        formula="interest on all new loans - interest on the partner's new loans",
        tex=r"i_{all} - i_p",
        unit="percentage points",
        direction=1,
        reference=_IDS,
        caveats=(
            _NO_LOAN,
            "All creditors include the partner itself, markets and development banks.",
            "In 2011 they include 3 bn USD booked at no interest, almost certainly the Eurasian fund's.",
        ),
        theme="finance",
        variants=(
            Variant(
                "",
                "",
                rate_discount,
                {"interest": Input("loan_interest"), "of_all": Input("loan_interest_of_all")},
            ),
        ),
    ),
    Indicator(
        id="commitments_ladder",
        title="Loans announced, signed, paid out and paid back",
        question="How much of what the partner promises arrives, and how much goes back?",
        formula="each rung on its own, million USD",
        tex=r"A_t, \; S_t, \; C_t, \; L_t, \; R_t",
        unit="USD mn",
        direction=0,
        reference=f"{_IDS}; press for what was announced and signed",
        caveats=(
            "The 1,500 mn USD announced in September 2020 hold 500 mn of the Eurasian fund's, not the partner's.",
            "The rungs differ in coverage and date: announcements are single figures of the press.",
            "Committed in the World Bank's books is signed; Belarus's 10,000 mn of 2011 is its nuclear plant.",
            "Committed and paid out count the government; commitments also private lenders of the partner.",
        ),
        theme="finance",
        variants=(
            Variant("announced", "Announced, press", identity, {"amount": Input("loans_announced")}),
            Variant("signed", "Signed, press", identity, {"amount": Input("loans_signed")}),
            Variant("committed", "Committed, World Bank", identity, {"amount": Input("loans_committed")}),
            Variant("disbursed", "Paid out, World Bank", identity, {"amount": Input("disbursed")}),
            Variant("repaid", "Principal paid back, World Bank", identity, {"amount": Input("principal_repaid")}),
        ),
    ),
)
