"""How much of the country's cargo goes through the partner's ports."""

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
)
