"""The partner's shares of trade once the swings of the oil price are taken out."""

from indicators.measures import share
from indicators.model import Indicator, Input, Variant


def share_at_fuel_price(
    goods: float, fuels: float, all_goods: float, all_fuels: float, price: float, base: float
) -> float:
    """Return the partner's share with fuels valued at the price of a base year, in per cent.

    `goods` and `all_goods` are without fuels, from the partner and from all; `price` and `base` the fuel prices of the
    year and of the base year. NaN without a total. Formula T2 in constant prices of fuels.

    >>> round(share_at_fuel_price(20, 30, 70, 30, 104.0, 52.0), 2)
    41.18
    """
    deflator = price / base
    return share(goods + fuels / deflator, all_goods + all_fuels / deflator)


_HIRSCHMAN = "Hirschman (1945), National Power and the Structure of Foreign Trade"
_CAVEATS = (
    "Mineral fuels are chapter 27 of the Harmonised System; UN Comtrade's figures at hand end in 2017.",
    "Goods only, by the country's own report alone: no second report gives bounds here.",
)


def _flow(exports: str, flow: str) -> str:
    """Return a formula of exports, X, as one of imports, M, where the flow is that."""
    return exports if flow == "exports" else exports.replace("X", "M")


def _without_fuels(flow: str, buyer: str) -> Indicator:
    inputs = {"flow": Input(f"goods_{flow}_without_fuels"), "total": Input(f"goods_{flow}_total_without_fuels")}
    return Indicator(
        id=f"{flow[:-1]}_share_without_fuels",
        title=f"Partner's share of goods {flow} without fuels",
        question=f"How much does the partner {buyer} once oil, gas and coal are left out?",
        formula=f"(goods - fuels, partner) / (goods - fuels, world), {flow}",
        tex=_flow(r"\frac{X_{bp} - X^{27}_{bp}}{X_{bw} - X^{27}_{bw}}", flow),
        unit="percent",
        direction=1,
        reference=_HIRSCHMAN,
        caveats=_CAVEATS,
        theme="trade",
        variants=(Variant("", "", share, inputs),),
    )


def _constant_prices(flow: str, buyer: str) -> Indicator:
    inputs = {
        "goods": Input(f"goods_{flow}_without_fuels"),
        "fuels": Input(f"fuel_{flow}"),
        "all_goods": Input(f"goods_{flow}_total_without_fuels"),
        "all_fuels": Input(f"fuel_{flow}_total"),
        "price": Input("brent_price"),
        "base": Input("brent_price_2015", align="constant"),
    }
    return Indicator(
        id=f"{flow[:-1]}_share_constant_fuel_price",
        title=f"Partner's share of goods {flow} at constant fuel prices",
        question=f"How much would the partner {buyer} had fuels always cost what they did in 2015?",
        formula=f"(goods + fuels / Brent relative to 2015, partner) / (the same, world), {flow}",
        tex=_flow(
            r"\frac{X_{bp} - X^{27}_{bp} + X^{27}_{bp} / \pi_t}{X_{bw} - X^{27}_{bw} + X^{27}_{bw} / \pi_t},"
            r" \quad \pi_t = \frac{Brent_t}{Brent_{2015}}",
            flow,
        ),
        unit="percent",
        direction=1,
        reference=_HIRSCHMAN,
        caveats=(
            *_CAVEATS,
            "All fuels are valued by Brent relative to 2015; other goods stay at current prices, for want of an index.",
        ),
        theme="trade",
        variants=(Variant("", "", share_at_fuel_price, inputs),),
    )


INDICATORS = (
    _without_fuels("exports", "buy"),
    _without_fuels("imports", "sell"),
    _constant_prices("exports", "buy"),
    _constant_prices("imports", "sell"),
)
