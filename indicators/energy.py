"""What the country pays for the partner's gas beside what others pay, and what the difference is worth."""

from indicators.cells import NAN
from indicators.measures import share
from indicators.model import Indicator, Input, Variant


def gas_price_discount(price: float, benchmark: float) -> float:
    """Return by how much `price` is below `benchmark`, in per cent of the benchmark; negative when above it.

    Formula E4: 1 - p_c / p_B, both in USD per 1,000 m3. NaN without a positive benchmark.

    >>> round(gas_price_discount(127, 203), 2)
    37.44
    """
    return 100 * (1 - price / benchmark) if benchmark > 0 else NAN


def gas_transfer(price: float, benchmark: float, volume: float) -> float:
    """Return what was not charged, in million USD: (p_B - p_c) * Q, prices per 1,000 m3 and Q in bcm.

    Formula E5. One USD per 1,000 m3 on one bcm is one million USD.

    >>> gas_transfer(127, 203, 20)
    1520
    """
    return (benchmark - price) * volume


def transfer_of_gdp(transfer: float, gdp: float) -> float:
    """Return a transfer in per cent of the country's product, both in one unit; negative where it is. NaN without one.

    Formulas E5 to E7 over GDP.

    >>> round(transfer_of_gdp(1520, 64410), 2)
    2.36
    """
    return share(transfer, gdp)


def of_gdp(transfer: str, variant: str, title: str) -> Variant:
    """Return the variant that sets a variant of a transfer in million USD beside the country's product."""
    inputs = {"transfer": Input(indicator=transfer, variant=variant), "gdp": Input("gdp")}
    return Variant(variant, title, transfer_of_gdp, inputs)


_PAID = Input("gas_price_paid", align="rate")
_HUB = Input("gas_price_hub")
_GAZPROM = Input("gas_price_gazprom_average")
_VOLUME = Input("gas_volume")
NETBACK_LACKS = "netback needs a sourced cost of transport and transit, and none is at hand"
PRICE_GAP = "Price-gap approach: Koplow (2009), Measuring Energy Subsidies Using the Price-Gap Approach"
_CAVEATS = (
    "The benchmark is the result: read the variants side by side, never one alone.",
    "The Pink Sheet's European gas price changes its definition in April 2010 and in April 2015 (TTF since).",
    "Prices paid are press copies of officials' figures; contract and paid prices differ in some years.",
    "1,000 m3 is taken as 35.354 MMBtu, from 35.0 to 36.2 by calorific value: the bounds.",
)

INDICATORS = (
    Indicator(
        id="gas_price_discount",
        title="Discount on the partner's gas",
        question="How much less does the country pay for the partner's gas than Europe does?",
        formula="1 - price paid / benchmark price",
        tex=r"1 - \frac{p_c}{p_B}",
        unit="percent",
        direction=1,
        reference=PRICE_GAP,
        caveats=_CAVEATS,
        theme="energy",
        variants=(
            Variant("hub", "European hub (Pink Sheet)", gas_price_discount, {"price": _PAID, "benchmark": _HUB}),
            Variant(
                "gazprom_average",
                "Gazprom's average price to Europe",
                gas_price_discount,
                {"price": _PAID, "benchmark": _GAZPROM},
            ),
            Variant("netback", "Netback of the European price", gas_price_discount, {}, NETBACK_LACKS),
        ),
    ),
    Indicator(
        id="implicit_gas_transfer",
        title="Implicit transfer through the gas price",
        question="How much money is the gas discount worth a year?",
        formula="(benchmark price - price paid) x volume",
        tex=r"(p_B - p_c) \, Q",
        unit="USD mn",
        direction=1,
        reference=PRICE_GAP,
        caveats=(*_CAVEATS, "Its size is set by the market as much as by the partner."),
        theme="energy",
        variants=(
            Variant(
                "hub",
                "European hub (Pink Sheet)",
                gas_transfer,
                {"price": _PAID, "benchmark": _HUB, "volume": _VOLUME},
            ),
            Variant(
                "gazprom_average",
                "Gazprom's average price to Europe",
                gas_transfer,
                {"price": _PAID, "benchmark": _GAZPROM, "volume": _VOLUME},
            ),
            Variant("netback", "Netback of the European price", gas_transfer, {}, NETBACK_LACKS),
        ),
    ),
    Indicator(
        id="implicit_gas_transfer_of_gdp",
        title="Implicit transfer through the gas price, of GDP",
        question="How large is the gas discount beside the whole economy?",
        formula="(benchmark price - price paid) x volume / GDP",
        tex=r"\frac{(p_B - p_c) \, Q}{GDP_b}",
        unit="percent of GDP",
        direction=1,
        reference=PRICE_GAP,
        caveats=(*_CAVEATS, "GDP at current dollars: a fall of the exchange rate raises it."),
        theme="energy",
        variants=(
            of_gdp("implicit_gas_transfer", "hub", "European hub (Pink Sheet)"),
            of_gdp("implicit_gas_transfer", "gazprom_average", "Gazprom's average price to Europe"),
            Variant("netback", "Netback of the European price", transfer_of_gdp, {}, NETBACK_LACKS),
        ),
    ),
)
