"""How much of a country's goods trade runs to one partner, and how unequal that is for the two."""

from indicators.measures import share
from indicators.model import Indicator, Input, Variant

_HIRSCHMAN = "Hirschman (1945), National Power and the Structure of Foreign Trade"
_GOODS_ONLY = "Goods only: services, where other partners weigh more, are left out."
_LEVELS = "A fall of the total raises the share with no new tie: read the levels beside it."
_AFTER_2021 = "Belarus and Russia hide their trade after 2021: intervals from official statements over WTO totals."


def turnover_share(turnover: float, total: float) -> float:
    """Return both countries' goods turnover in per cent of the dependent country's turnover with the world.

    Formula T3: (X_br + M_br) / (X_bw + M_bw). NaN without a positive total.

    >>> round(turnover_share(13624.09 + 21623.54, 32955.12 + 39476.68), 2)
    48.66
    """
    return share(turnover, total)


def trade_to_gdp(turnover: float, gdp: float) -> float:
    """Return goods turnover with the partner in per cent of GDP; not bounded by 100.

    Formula T4: (X_br + M_br) / GDP_b, both in current US dollars. NaN without a positive GDP.

    >>> trade_to_gdp(30.0, 60.0)
    50.0
    """
    return share(turnover, gdp)


def trade_asymmetry(turnover: float, total: float, partner_total: float) -> float:
    """Return the dependent side's share of turnover less the partner's, in percentage points.

    Formula T10 as corrected in the project's method, section 0: d_b - d_r with one turnover in both numerators; the
    ratio of the two would collapse to the ratio of the countries' totals.

    >>> round(trade_asymmetry(29.52, 29.18 + 32.77, 337.295 + 232.138), 1)
    42.5
    """
    return share(turnover, total) - share(turnover, partner_total)


_TURNOVER = {"turnover": Input("goods_turnover"), "total": Input("goods_turnover_total")}
_PARTNER_TOTAL = Input("goods_turnover_total", of="partner")

INDICATORS = (
    Indicator(
        id="export_share",
        title="Partner's share of goods exports",
        question="How much of what the country sells abroad does the partner buy?",
        formula="goods exports to the partner / goods exports to the world",
        tex=r"\frac{X_{bp}}{X_{bw}}",
        unit="percent",
        direction=1,
        reference=_HIRSCHMAN,
        caveats=(_GOODS_ONLY, _LEVELS, _AFTER_2021),
        theme="trade",
        variants=(Variant("", "", share, {"flow": Input("goods_exports"), "total": Input("goods_exports_total")}),),
    ),
    Indicator(
        id="import_share",
        title="Partner's share of goods imports",
        question="How much of what the country buys abroad does the partner sell?",
        formula="goods imports from the partner / goods imports from the world",
        tex=r"\frac{M_{bp}}{M_{bw}}",
        unit="percent",
        direction=1,
        reference=_HIRSCHMAN,
        caveats=(_GOODS_ONLY, "Moved by the oil price: crude oil and gas weigh heavily.", _AFTER_2021),
        theme="trade",
        variants=(Variant("", "", share, {"flow": Input("goods_imports"), "total": Input("goods_imports_total")}),),
    ),
    Indicator(
        id="turnover_share",
        title="Partner's share of goods turnover",
        question="How much of the country's goods trade, both ways, is with the partner?",
        formula="(exports to + imports from the partner) / (all exports + all imports)",
        tex=r"\frac{X_{bp} + M_{bp}}{X_{bw} + M_{bw}}",
        unit="percent",
        direction=1,
        reference="FBIC, Formal Bilateral Influence Capacity index (Moyer et al. 2018), trade domain",
        caveats=(_GOODS_ONLY, "Hides opposite moves of exports and imports.", _AFTER_2021),
        theme="trade",
        variants=(Variant("", "", turnover_share, _TURNOVER),),
    ),
    Indicator(
        id="trade_to_gdp",
        title="Goods trade with the partner, of GDP",
        question="How large is trade with the partner beside the whole economy?",
        formula="(exports to + imports from the partner) / GDP",
        tex=r"\frac{X_{bp} + M_{bp}}{GDP_b}",
        unit="percent of GDP",
        direction=1,
        reference="Barbieri (1996), Journal of Peace Research 33(1)",
        caveats=("Gross flows count processed oil twice.", "Moved by the exchange rate.", _AFTER_2021),
        theme="trade",
        variants=(Variant("", "", trade_to_gdp, {"turnover": Input("goods_turnover"), "gdp": Input("gdp")}),),
    ),
    Indicator(
        id="trade_asymmetry",
        title="Asymmetry of the trade relation",
        question="How much more does the trade between the two mean to the dependent country than to its partner?",
        formula="turnover / dependent country's turnover with the world - turnover / partner's turnover with the world",
        tex=r"\frac{T_{bp}}{T_{bw}} - \frac{T_{bp}}{T_{pw}}, \quad T = X + M",
        unit="percentage points",
        direction=1,
        reference="Hirschman (1945); Keohane and Nye (1977), Power and Interdependence",
        caveats=(
            "A difference, not a ratio: with one flow in both numerators a ratio measures only the sizes of the two.",
            "Belarus and Russia, 2020 and 2021: turnover as Belarus states it; Rosstat's own flow is the lower bound.",
            _AFTER_2021,
        ),
        theme="trade",
        variants=(
            Variant("difference", "Difference", trade_asymmetry, {**_TURNOVER, "partner_total": _PARTNER_TOTAL}),
            Variant("share_of_dependent", "Share of the dependent country's turnover", turnover_share, _TURNOVER),
            Variant(
                "share_of_partner",
                "Share of the partner's turnover",
                turnover_share,
                {"turnover": _TURNOVER["turnover"], "total": _PARTNER_TOTAL},
            ),
        ),
    ),
)
