"""What the country owes the partner, what flows each way, and how long its reserves would last."""

from indicators.cells import NAN
from indicators.measures import share
from indicators.model import Indicator, Input, Variant


def creditor_share(debt: float, total: float) -> float:
    """Return the debt owed to the partner's government in per cent of public external debt.

    Formula F1: D_br / D_b, public and publicly guaranteed, end of year. NaN without debt.

    >>> round(creditor_share(8478.8, 19979), 1)
    42.4
    """
    return share(debt, total)


def net_flow(disbursed: float, principal: float) -> float:
    """Return new loans less principal repaid, in the unit of both; positive is support.

    Formula F3, first variant.

    >>> round(net_flow(1051.0, 709.4), 1)
    341.6
    """
    return disbursed - principal


def net_transfer(disbursed: float, principal: float, interest: float) -> float:
    """Return new loans less principal and interest, in the unit of all three.

    Formula F3, second variant.

    >>> round(net_transfer(902.9, 731.7, 339.4), 1)
    -168.2
    """
    return net_flow(disbursed, principal) - interest


def tranche_of_reserves_after(tranche: float, reserves: float) -> float:
    """Return a tranche in per cent of the reserves that already contain it.

    >>> round(tranche_of_reserves_after(500, 7468.5), 2)
    6.69
    """
    return share(tranche, reserves)


def tranche_of_reserves_before(tranche: float, reserves: float) -> float:
    """Return a tranche in per cent of the reserves before it: those observed next, less the tranche.

    >>> round(tranche_of_reserves_before(500, 7468.5), 2)
    7.18
    """
    return share(tranche, reserves - tranche)


def tranche_of_monthly_imports(tranche: float, imports: float) -> float:
    """Return a tranche in per cent of a month's imports of goods and services; `imports` are the year's.

    >>> round(tranche_of_monthly_imports(500, 36000), 1)
    16.7
    """
    return share(tranche, imports / 12)


def reserves_to_obligations(reserves: float, service: float, short_term: float) -> float:
    """Return reserves over what falls due abroad in the year after; below 1 they do not cover it.

    Formula F6, second ratio: public debt service of the next year and short-term debt at the end of this one, in one
    unit with the reserves. NaN where nothing falls due.

    >>> round(reserves_to_obligations(8424.7, 3900, 10364.6), 2)
    0.59
    """
    due = service + short_term
    return reserves / due if due > 0 else NAN


def reserve_cover(reserves: float, imports_of_gdp: float, gdp: float) -> float:
    """Return for how many months reserves pay the year's imports of goods and services.

    Formula F6; `imports_of_gdp` in per cent, `reserves` and `gdp` in one unit. NaN without imports.

    >>> round(reserve_cover(14519.9, 57.027, 93397.2), 1)
    3.3
    """
    monthly = imports_of_gdp / 100 * gdp / 12
    return reserves / monthly if monthly > 0 else NAN


_IDS = "World Bank, International Debt Statistics"
_LENT, _REPAID, _INTEREST = Input("disbursed"), Input("principal_repaid"), Input("interest_paid")
_WITH_BANKS = {"disbursed": Input("disbursed_with_banks"), "principal": Input("principal_repaid_with_banks")}
_TRANCHE = {"tranche": Input("state_loan_tranche"), "reserves": Input("reserves_stated", align="next")}


def _beside(measure: str, align: str) -> dict[str, Input]:
    return {"tranche": Input("state_loan_tranche"), "whole": Input(measure, align=align)}


def _broad(variant: str, title: str, debt: str) -> Variant:
    return Variant(variant, title, creditor_share, {"debt": Input(debt), "total": Input("public_debt")})


INDICATORS = (
    Indicator(
        id="creditor_share",
        title="Partner's share of public external debt",
        question="How much of what the state owes abroad does it owe to the partner?",
        formula="debt to the partner's government / public and publicly guaranteed external debt",
        tex=r"\frac{D_{bp}}{D_b}",
        unit="percent",
        direction=1,
        reference=_IDS,
        caveats=(
            "The level falls while the share rises: read both.",
            "Loans of the Eurasian fund (EFSD) and of the partner's banks are not counted.",
        ),
        theme="finance",
        variants=(Variant("", "", creditor_share, {"debt": Input("debt_to_partner"), "total": Input("public_debt")}),),
    ),
    Indicator(
        id="creditor_share_broad",
        title="Partner's share of public external debt, counted more widely",
        question="How much does the state owe to the partner once its banks and the fund it leads are counted?",
        formula="debt to the partner's government and others of its creditors / public external debt",
        tex=r"\frac{D_{bp} + D_{others}}{D_b}",
        unit="percent",
        direction=1,
        reference=_IDS,
        caveats=(
            "The Eurasian Development Bank stands for the Eurasian fund (EFSD) that it manages: multilateral in form.",
            "The World Bank books 2.6 bn USD of Belarus's loans of 2011-2013 with the European Economic Community: "
            "amounts and dates fit the Eurasian fund's first loan, but they are not counted here.",
            "The loan for the nuclear plant is the government's own and stands in the narrow share already.",
            "Years without a record of the partner's banks count none: the last was repaid in 2018.",
        ),
        theme="finance",
        variants=(
            _broad("with_banks", "Government and banks", "debt_to_partner_with_banks"),
            _broad("with_fund", "Government and Eurasian fund", "debt_to_partner_with_fund"),
            _broad("with_banks_and_fund", "Government, banks and Eurasian fund", "debt_to_partner_with_banks_and_fund"),
            Variant(
                "with_rouble_bonds",
                "Government and bonds placed on the partner's market",
                creditor_share,
                {},
                "no source at hand says what of the bonds is held in the partner's market",
            ),
        ),
    ),
    Indicator(
        id="net_official_flow",
        title="Net flow of official credit from the partner",
        question="After repayments, does the partner's credit bring money in or take it out?",
        formula="disbursements - principal (net flow) - interest (net transfer)",
        tex=r"L_t - R_t \quad (- I_t)",
        unit="USD mn",
        direction=1,
        reference=_IDS,
        caveats=(
            "Gross lending hides refinancing.",
            "With banks: years without a record of the banks' lending count the government's alone.",
            "The ministry counts banks with the partner's government; the World Bank's first two lines do not.",
            "Belarus: no disbursement is recorded for 2003, 2006 and 2011: gaps. None is at hand after 2022.",
        ),
        theme="finance",
        variants=(
            Variant("net_flow", "Net flow, World Bank", net_flow, {"disbursed": _LENT, "principal": _REPAID}),
            Variant(
                "net_transfer",
                "Net transfer (after interest), World Bank",
                net_transfer,
                {"disbursed": _LENT, "principal": _REPAID, "interest": _INTEREST},
            ),
            Variant("net_flow_with_banks", "Net flow with banks, World Bank", net_flow, _WITH_BANKS),
            Variant(
                "net_transfer_with_banks",
                "Net transfer with banks, World Bank",
                net_transfer,
                {**_WITH_BANKS, "interest": Input("interest_paid_with_banks")},
            ),
            Variant(
                "net_flow_ministry",
                "Net flow, ministry of finance",
                net_flow,
                {"disbursed": Input("loans_received_ministry"), "principal": Input("loans_repaid_ministry")},
            ),
        ),
    ),
    Indicator(
        id="tranche_size",
        title="Size of a loan tranche beside reserves, debt service, GDP and imports",
        question="How much did each tranche of the partner's state loan weigh?",
        formula="tranche / (reserves observed next - tranche); and over the other four",
        tex=r"\frac{L}{F - L}, \; \frac{L}{F}, \frac{L}{R_{t+1} + I_{t+1}}, \frac{L}{GDP_b}, \frac{L}{M^{gs} / 12}",
        unit="percent",
        direction=1,
        reference=f"Reserves: releases of the national bank; tranches: ministry of finance; {_IDS} and WDI",
        caveats=(
            "Reserves are published for the first day of a month: those observed next already contain the tranche.",
            "Without it is those less the tranche: what else moved reserves in the days between is not known apart.",
            "The tranches were paid in roubles to the equivalent of dollars.",
            "Debt service is that of public debt to all creditors in the calendar year that begins next: no year from "
            "the day of the tranche is published.",
        ),
        theme="finance",
        variants=(
            Variant("reserves_before", "Of the reserves without it", tranche_of_reserves_before, _TRANCHE),
            Variant("reserves_after", "Of the reserves that contain it", tranche_of_reserves_after, _TRANCHE),
            Variant(
                "debt_service",
                "Of the next calendar year's public debt service",
                share,
                _beside("debt_service", "next"),
            ),
            Variant("gdp", "Of the year's GDP", share, _beside("gdp", "rate")),
            Variant(
                "monthly_imports",
                "Of a month's imports of goods and services",
                tranche_of_monthly_imports,
                _beside("imports_goods_services", "rate"),
            ),
        ),
    ),
    Indicator(
        id="reserve_cover",
        title="Reserve cover",
        question="For how many months of imports would the reserves last?",
        formula="reserves / (imports of goods and services / 12)",
        tex=r"\frac{F}{M^{gs} / 12}",
        unit="months",
        direction=-1,
        reference="IMF (2011), Assessing Reserve Adequacy",
        caveats=("Reserves include gold, whose price moves them.", "Less cover means more exposure."),
        theme="finance",
        variants=(
            Variant(
                "",
                "",
                reserve_cover,
                {
                    "reserves": Input("reserves"),
                    "imports_of_gdp": Input("imports_goods_services_of_gdp"),
                    "gdp": Input("gdp"),
                },
            ),
        ),
    ),
    Indicator(
        id="reserves_to_obligations",
        title="Reserves beside what falls due abroad",
        question="Would the reserves pay what falls due abroad within a year?",
        formula="reserves / (public debt service of the next year + short-term external debt)",
        tex=r"\frac{F}{R_{t+1} + I_{t+1} + D^{short}}",
        unit="ratio",
        direction=-1,
        reference="IMF (2011), Assessing Reserve Adequacy; the rule of Guidotti and Greenspan",
        caveats=(
            "Long-term debt of firms without a public guarantee is not counted: an upper bound.",
            "Short-term debt holds trade credit, which is rolled over as a rule.",
            "Reserves include gold, whose price moves them.",
        ),
        theme="finance",
        variants=(
            Variant(
                "",
                "",
                reserves_to_obligations,
                {
                    "reserves": Input("reserves"),
                    "service": Input("debt_service", align="next"),
                    "short_term": Input("short_term_debt"),
                },
            ),
        ),
    ),
)
