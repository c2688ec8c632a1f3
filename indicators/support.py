"""What the partner's support is worth in all, and the lines beside which its sufficiency would have to be judged."""

from indicators.cells import NAN
from indicators.credit import grant_element
from indicators.energy import NETBACK_LACKS
from indicators.measures import share
from indicators.model import Indicator, Input, Variant

# (interest in per cent, first and last year of the new repayments) by the year in which a deferral begins. 2022: the
# payments of March 2022 to April 2023, moved to 2028-2033 at 12 % fixed (Reuters, 15 November 2022). 2024: those of
# April to December 2024, moved to 2031-2036 (BelTA); no rate was published, so what they are worth is not known.
_TERMS = {2022: (12.0, 2028, 2033), 2024: (NAN, 2031, 2036)}


def deferral_gift(deferred: float, year: float, discount: float) -> float:
    """Return what of a deferred debt service is a gift at a rate of discount in per cent, in the unit of `deferred`.

    The deferral counts as a new loan of the year in which it begins, by the grant element of `loan_grant_element`: the
    part that is paid back is none. Negative where the interest is above the discount; 0 where nothing is deferred; NaN
    where the terms were not published.

    >>> round(deferral_gift(1400.0, 2022, 5.0)), round(deferral_gift(1400.0, 2022, 12.0)), deferral_gift(0.0, 2019, 5.0)
    (-661, 0, 0.0)
    """
    if deferred == 0:
        return 0.0
    interest, first, last = _TERMS.get(int(year), (NAN, year + 1, year + 1))
    return deferred * grant_element(interest, last - year, first - year, discount) / 100


def support_at_5(gas: float, oil: float, credit: float, deferred: float, year: float) -> float:
    """Return the partner's support in one year, deferrals as a gift at 5 per cent; all in one unit, as is the result.

    The sum of the implicit transfers through gas and oil, new loans after service, and the gift in deferrals.

    >>> round(support_at_5(2894.9, 2644.7, 108.8, 0.0, 2018), 1)
    5648.4
    """
    return gas + oil + credit + deferral_gift(deferred, year, 5.0)


def support_at_12(gas: float, oil: float, credit: float, deferred: float, year: float) -> float:
    """Return the partner's support in one year, deferrals as a gift at 12 per cent; all in one unit, as is the result.

    >>> support_at_12(0.0, 0.0, -740.0, 1400.0, 2022)
    -740.0
    """
    return gas + oil + credit + deferral_gift(deferred, year, 12.0)


def generosity_at_5(gas: float, oil: float, credit: float, deferred: float, year: float, gdp: float) -> float:
    """Return the partner's support in per cent of the country's product, deferrals as a gift at 5 per cent.

    >>> round(generosity_at_5(2894.9, 2644.7, 108.8, 0.0, 2018, 56484.0), 2)
    10.0
    """
    return share(support_at_5(gas, oil, credit, deferred, year), gdp)


def generosity_at_12(gas: float, oil: float, credit: float, deferred: float, year: float, gdp: float) -> float:
    """Return the partner's support in per cent of the country's product, deferrals as a gift at 12 per cent.

    >>> round(generosity_at_12(2894.9, 2644.7, 108.8, 0.0, 2018, 56484.0), 2)
    10.0
    """
    return share(support_at_12(gas, oil, credit, deferred, year), gdp)


def financing_need(current_account: float, principal: float) -> float:
    """Return the deficit of the current account and the principal due to all creditors, without any adjustment.

    Formula F5's need; negative where a surplus is larger than what is due.

    >>> financing_need(-1245.8, 2562.83)
    3808.63
    """
    return principal - current_account


def yearly_change(value: float, before: float) -> float:
    """Return by how much a level rose in a year.

    >>> yearly_change(8424.74, 7468.34) == 8424.74 - 7468.34
    True
    """
    return value - before


def _parts(benchmark: str) -> dict[str, Input]:
    """Return the components of the support account: each is counted in one of them alone."""
    return {
        "gas": Input(indicator="implicit_gas_transfer", variant=benchmark),
        "oil": Input(indicator="oil_transfer", variant="price_gap"),
        "credit": Input(indicator="net_official_flow", variant="net_transfer"),
        "deferred": Input("debt_deferred", align="begins", register=True),
        "year": Input(align="year"),
    }


_GDP = Input("gdp")
_HUB, _GAZPROM = _parts("hub"), _parts("gazprom_average")
_CAVEATS = (
    "Gas and oil are gaps to a benchmark price: what the partner forgoes, not what it pays out.",
    "A year in which any component is missing has no sum; the table by component says which one lacks.",
    "Oil is the gap to the Brent price: the export duty not taken is another view of it and is not added.",
    "Credit is the government's own, after principal and interest; loans of the partner's firms are not counted.",
    "Deferrals count for their gift alone, in the year in which they begin; a year without a reported one has none.",
    "The terms of the nuclear plant's loan, eased in 2020-21, are in no component: no sum for them was published.",
)

INDICATORS = (
    Indicator(
        id="support_generosity",
        title="Generosity of the partner's support",
        question="How much is all of the partner's support worth to the country?",
        formula="(gas transfer + oil transfer + net transfer on credit + gift in deferrals) / GDP",
        tex=r"\frac{S_g + S_o + (L - R - I) + g(d)\,D}{Y}",
        unit="percent",
        direction=1,
        reference="Price-gap approach: Koplow (2009); grant element: OECD; credit: World Bank, International Debt "
        "Statistics",
        caveats=_CAVEATS,
        theme="finance",
        variants=(
            Variant("hub_at_5", "Gas at the European hub, deferrals at 5 %", generosity_at_5, {**_HUB, "gdp": _GDP}),
            Variant("hub_at_12", "Gas at the European hub, deferrals at 12 %", generosity_at_12, {**_HUB, "gdp": _GDP}),
            Variant(
                "gazprom_average_at_5",
                "Gas at Gazprom's average price, deferrals at 5 %",
                generosity_at_5,
                {**_GAZPROM, "gdp": _GDP},
            ),
            Variant(
                "gazprom_average_at_12",
                "Gas at Gazprom's average price, deferrals at 12 %",
                generosity_at_12,
                {**_GAZPROM, "gdp": _GDP},
            ),
            Variant("netback", "Gas at the netback of the European price", generosity_at_5, {}, NETBACK_LACKS),
        ),
    ),
    Indicator(
        id="sufficiency_ratio",
        title="Support, need and reserves",
        question="Does the partner's support cover what the country needs from abroad, and no more?",
        formula="three lines, never divided: support; current-account deficit + principal due; change of reserves",
        tex=r"S_g + S_o + (L - R - I) + g(d)\,D; \quad -CA + R_w; \quad F_t - F_{t-1}",
        unit="USD mn",
        direction=0,
        reference="The project's method, F5; World Bank, WDI and International Debt Statistics",
        caveats=(
            "No ratio is published: the subsidy lowers the deficit that it would be measured by, so the ratio tends to "
            "1 by construction, and principal to the partner would count twice.",
            "The need is as it was, with the support in it: not what it would have been without.",
            "Principal is that of public and publicly guaranteed debt; the latest years are what falls due.",
            *_CAVEATS,
        ),
        theme="finance",
        variants=(
            Variant("support_hub", "Support, gas at the European hub", support_at_5, _HUB),
            Variant("support_gazprom_average", "Support, gas at Gazprom's average price", support_at_5, _GAZPROM),
            Variant("support_netback", "Support, gas at the netback", support_at_5, {}, NETBACK_LACKS),
            Variant(
                "need",
                "Need without any adjustment",
                financing_need,
                {"current_account": Input("current_account"), "principal": Input("principal_repaid_to_all")},
            ),
            Variant(
                "reserves_change",
                "Change of reserves",
                yearly_change,
                {"value": Input("reserves"), "before": Input("reserves", align="previous")},
            ),
        ),
    ),
)
