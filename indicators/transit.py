"""Which way the country's cargo and the partner's gas go."""

from indicators.measures import share
from indicators.model import Indicator, Input, Variant


def port_share(cargo: float, base: float) -> float:
    """Return cargo through the partner's ports in per cent of the seaborne cargo before the sanctions.

    Formula R1 with a fixed base, since nobody publishes the total after 2021; both in Mt a year.

    >>> round(port_share(6.5, 18.8), 1)
    34.6
    """
    return share(cargo, base)


def _line(variant: str, title: str, measure: str) -> Variant:
    base = Input("port_cargo_base", align="constant")
    return Variant(variant, title, port_share, {"cargo": Input(measure), "base": base})


INDICATORS = (
    Indicator(
        id="port_share",
        title="Cargo through the partner's ports",
        question="How much of the cargo that once left through other neighbours' ports does the partner's ports carry?",
        formula="tonnes through the partner's ports / tonnes through Baltic and Ukrainian ports before the sanctions",
        tex=r"\frac{q_p}{q^{before}}",
        unit="percent",
        direction=1,
        reference="Statements of both governments, ports and press; see the sources of each value",
        caveats=(
            "Agreed, expected and reported tonnes are three different things and stand apart.",
            "The base is one stated figure for all cargo: 18.8 Mt a year before the sanctions.",
            "Half a year known gives bounds: at least its tonnes, at most the same pace to the end of the year.",
        ),
        theme="transit",
        variants=(
            _line("oil_products_agreed", "Oil products, agreed", "port_oil_agreed"),
            _line("oil_products_expected", "Oil products, expected", "port_oil_expected"),
            _line("oil_products_reported", "Oil products, reported", "port_oil_reported"),
            _line("all_cargo", "All cargo, reported", "port_cargo_all"),
        ),
    ),
    Indicator(
        id="product_route_share",
        title="Products routed through the partner",
        question="How much of what the country sells of its main products leaves through the partner's ports?",
        formula="tonnes through the partner's ports / tonnes exported",
        tex=r"\frac{q_p}{q^{exports}}",
        unit="percent",
        direction=1,
        reference="Press for the ports; FAO, FAOSTAT fertilizers by nutrient, for potash exports",
        caveats=(
            "Potash exports are published as potassium oxide: taken as chloride of 61 % oxide, 60 to 63.",
            "A rate that was only announced for 2023 is not used.",
        ),
        theme="transit",
        variants=(
            Variant(
                "potash", "Potash", share, {"cargo": Input("potash_via_partner"), "exports": Input("potash_exports")}
            ),
            Variant(
                "oil_products",
                "Oil products",
                share,
                {},
                "total exports of oil products are not published after 2019, and no split by port before",
            ),
        ),
    ),
    Indicator(
        id="gas_transit_share",
        title="Partner's gas that crosses the country",
        question="How much of the partner's pipeline gas goes through the country on its way west?",
        formula="gas leaving at the western border / partner's pipeline exports",
        tex=r"\frac{q^{west}}{q^{pipeline}_p}",
        unit="percent",
        direction=-1,
        reference="ENTSOG Transparency Platform; BP, Statistical Review of World Energy 2021",
        caveats=(
            "The partner's dependence on the country, the counterweight: a higher share is less one-sided.",
            "The partner's exports by pipeline are at hand for 2020 only; flows by border point are from 2015 on.",
            "BP's cubic metres hold 40 MJ, 11.1 kWh; Kotlovka includes gas in transit to Kaliningrad.",
        ),
        theme="transit",
        variants=tuple(
            Variant(
                point,
                title,
                share,
                {"flow": Input(f"gas_flow_{point}"), "exports": Input("gas_pipeline_exports_of_partner")},
            )
            for point, title in (
                ("west", "All western border points"),
                ("kondratki", "Kondratki (Yamal)"),
                ("wysokoje", "Wysokoje"),
                ("tieterowka", "Tieterowka"),
                ("kotlovka", "Kotlovka (Lithuania)"),
            )
        ),
    ),
    Indicator(
        id="corridor_share",
        title="Exports to the partner or through it",
        question="How much of the exports goes to the partner or needs its territory to get anywhere?",
        formula="(exports to the partner + exports in transit through it) / all exports",
        tex=r"\frac{X_{bp} + X^{transit}_p}{X_{bw}}",
        unit="percent",
        direction=1,
        reference="OSW, commentary of 18 August 2023, for the idea",
        caveats=("Goods sold to the partner's traders would count twice.",),
        theme="transit",
        variants=(
            Variant("", "", share, {}, "the value of goods in transit through the partner is published nowhere"),
        ),
    ),
)
