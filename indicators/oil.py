"""What the country pays for the partner's crude oil beside the world price, and what that is worth to it."""

from indicators.cells import NAN
from indicators.energy import PRICE_GAP, of_gdp
from indicators.model import Indicator, Input, Variant
from indicators.relation import identity


def oil_price_ratio(value: float, mass: float, benchmark: float) -> float:
    """Return the unit value of the partner's crude over the world price, both per tonne; lower is more subsidised.

    Formula E8; `value` in million USD, `mass` in Mt, `benchmark` in USD/t. NaN without a mass or a price.

    >>> round(oil_price_ratio(6500, 18.0, 467.0), 2)
    0.77
    """
    return value / mass / benchmark if mass > 0 and benchmark > 0 else NAN


def price_gap(value: float, mass: float, benchmark: float) -> float:
    """Return what the oil would have cost at the world price less what it cost, in million USD.

    `value` in million USD, `mass` in Mt, `benchmark` in USD/t: one USD a tonne on one Mt is one million USD.

    >>> price_gap(6500, 18.0, 467.0)
    1906.0
    """
    return benchmark * mass - value


def _full_duty(price: float) -> float:
    """The export duty on crude before the tax manoeuvre, USD/t, for a price in USD/t."""
    return 29.2 + 0.30 * (price - 182.5)


def _duty_left(year: float) -> float:
    """What part of the duty the tax manoeuvre leaves: all of it to 2018, a sixth less each year, none from 2024 on."""
    return min(1.0, max(0.0, (2024 - year) / 6))


def duty_forgone(mass: float, price: float, year: float) -> float:
    """Return the export duty that the partner does not take on the country's oil, in million USD.

    Formula E6 with the duty of Russian law as the project's method gives it: k_t * [29.2 + 0.30 * (P - 182.5)] a tonne,
    k_t = 1 in 2018 and a sixth less each year. `mass` in Mt, `price` in USD/t. NaN before 2017, when the rate differed.

    >>> round(duty_forgone(18.0, 467.4, 2018))
    2064
    """
    return NAN if year < 2017 else _duty_left(year) * _full_duty(price) * mass


def tax_manoeuvre_loss(mass: float, price: float, year: float) -> float:
    """Return what the country loses to the partner's oil tax manoeuvre beside 2018, in million USD.

    Formula E7 as corrected in the project's method, section 0: (1 - k_t) * [29.2 + 0.30 * (P - 182.5)] * Q. `mass` in
    Mt, `price` in USD/t. NaN before 2018.

    >>> round(tax_manoeuvre_loss(18.0, 467.4, 2019))
    344
    """
    return NAN if year < 2018 else (1 - _duty_left(year)) * _full_duty(price) * mass


_MASS = Input("crude_import_mass")
_FREE = Input("crude_free_of_duty")
_BRENT = Input("brent_price_per_tonne")
_YEAR = Input(align="year")
_PAID = {"value": Input("crude_import_value"), "mass": _MASS, "benchmark": _BRENT}
_REGAINED = "neither the duty regained on volumes sent on (re-customs) nor the duty remitted is published by year"
_SOURCE = "CREA from customs; World Bank, Commodity Markets (Pink Sheet)"
_IMPUTED = (
    "Belarus, 2020, is empty: the published tonnes of January to November 2020 were made from the value with one price "
    "of 322.705 USD a tonne, and are refused."
)
_DUTY = "Russian export duty on crude oil, 2019-2024; ministry of finance and press for the stated figures"
_BRENT_ONLY = "Measured by Brent at 7.3 barrels a tonne: no Urals series is at hand, and Urals sold for less."

INDICATORS = (
    Indicator(
        id="oil_price_ratio",
        title="Price of the partner's crude beside the world price",
        question="What part of the world price does the country pay for the partner's crude oil?",
        formula="(value of crude imports / tonnes) / (Brent x 7.3 barrels a tonne)",
        tex=r"\frac{V / Q}{7.3 \, Brent}",
        unit="ratio",
        direction=-1,
        reference=_SOURCE,
        caveats=(_BRENT_ONLY, _IMPUTED, "A lower ratio is a larger subsidy; quality and freight are part of it."),
        theme="energy",
        variants=(Variant("", "", oil_price_ratio, _PAID, every="value"),),
    ),
    Indicator(
        id="oil_price_ratio_monthly",
        title="Price of the partner's crude beside the world price, by month",
        question="What part of the world price did the country pay for the partner's crude oil, month by month?",
        formula="(value of crude imports / tonnes) / (Brent x 7.3 barrels a tonne)",
        tex=r"\frac{V / Q}{7.3 \, Brent}",
        unit="ratio",
        direction=-1,
        reference=_SOURCE,
        caveats=(_BRENT_ONLY, _IMPUTED, "Oil is paid for weeks after it is priced: single months swing."),
        theme="energy",
        variants=(
            Variant(
                "",
                "",
                oil_price_ratio,
                {
                    "value": Input("crude_import_value_monthly"),
                    "mass": Input("crude_import_mass_monthly"),
                    "benchmark": Input("brent_price_per_tonne_monthly"),
                },
                every="value",
            ),
        ),
    ),
    Indicator(
        id="oil_transfer",
        title="Implicit transfer through the oil price",
        question="How much money is the partner's cheaper oil worth a year?",
        formula="(Brent x 7.3 - unit value) x tonnes; or export duty not taken x tonnes",
        tex=r"(7.3 \, Brent - V / Q) \, Q \quad \text{or} \quad d \, Q",
        unit="USD mn",
        direction=1,
        reference=PRICE_GAP,
        caveats=(
            _BRENT_ONLY,
            _IMPUTED,
            "The duty is an upper bound for the same reason; before 2017 another rate applied.",
            "Two views of one transfer: never add them.",
        ),
        theme="energy",
        variants=(
            Variant("price_gap", "Gap to the Brent price", price_gap, _PAID, every="value"),
            Variant(
                "duty_forgone",
                "Export duty not taken (upper bound)",
                duty_forgone,
                {"mass": _FREE, "price": _BRENT, "year": _YEAR},
            ),
            Variant(
                "customs_regained", "Duty regained on extra volumes, less duty remitted", duty_forgone, {}, _REGAINED
            ),
        ),
    ),
    Indicator(
        id="oil_transfer_of_gdp",
        title="Implicit transfer through the oil price, of GDP",
        question="How large is the partner's cheaper oil beside the whole economy?",
        formula="oil transfer / GDP",
        tex=r"\frac{(7.3 \, Brent - V / Q) \, Q}{GDP_b} \quad \text{or} \quad \frac{d \, Q}{GDP_b}",
        unit="percent of GDP",
        direction=1,
        reference=PRICE_GAP,
        caveats=(_BRENT_ONLY, _IMPUTED, "Two views of one transfer: never add them."),
        theme="energy",
        variants=(
            of_gdp("oil_transfer", "price_gap", "Gap to the Brent price"),
            of_gdp("oil_transfer", "duty_forgone", "Export duty not taken (upper bound)"),
        ),
    ),
    Indicator(
        id="tax_manoeuvre_loss",
        title="Loss from the partner's oil tax manoeuvre",
        question="How much does the country lose a year because the partner does away with its oil export duty?",
        formula="(1 - part of the duty left) x [29.2 + 0.30 x (price - 182.5)] x tonnes",
        tex=r"(1 - k_t) \, [29.2 + 0.30 \, (P - 182.5)] \, Q",
        unit="USD mn",
        direction=0,
        reference=_DUTY,
        caveats=(
            _BRENT_ONLY,
            _IMPUTED,
            "Cuts of the price premium and later loans made up for a part of it: this is the gross loss.",
            "Officials' forecasts differ with the oil price they assume.",
        ),
        theme="energy",
        variants=(
            Variant(
                "upper_bound",
                "At the Brent price (upper bound)",
                tax_manoeuvre_loss,
                {"mass": _FREE, "price": _BRENT, "year": _YEAR},
            ),
            Variant("stated", "As officials state it", identity, {"loss": Input("tax_manoeuvre_loss_stated")}),
        ),
    ),
    Indicator(
        id="tax_manoeuvre_loss_of_gdp",
        title="Loss from the partner's oil tax manoeuvre, of GDP",
        question="How large is the loss of the oil export duty beside the whole economy?",
        formula="loss from the tax manoeuvre / GDP",
        tex=r"\frac{(1 - k_t) \, [29.2 + 0.30 \, (P - 182.5)] \, Q}{GDP_b}",
        unit="percent of GDP",
        direction=0,
        reference=_DUTY,
        caveats=(_BRENT_ONLY, _IMPUTED, "The gross loss: what premium cuts and loans made up for is not taken off."),
        theme="energy",
        variants=(
            of_gdp("tax_manoeuvre_loss", "upper_bound", "At the Brent price (upper bound)"),
            of_gdp("tax_manoeuvre_loss", "stated", "As officials state it"),
        ),
    ),
)
