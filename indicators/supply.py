"""How much of the energy that a country uses comes from abroad, and from the partner."""

from indicators.cells import NAN
from indicators.measures import share
from indicators.model import Indicator, Input, Variant
from indicators.relation import identity


def with_nuclear_fuel(dependency: float, nuclear: float, supply: float) -> float:
    """Return energy import dependency with nuclear heat counted as imported, in per cent of energy use.

    Formula E1n: E1 + nuclear / total supply; `nuclear` and `supply` in one unit. NaN without a supply.

    >>> round(with_nuclear_fuel(77.1, 0.12, 1.11), 1)
    87.9
    """
    return dependency + share(nuclear, supply)


def through_partner(dependency: float, fuels: float, all_fuels: float) -> float:
    """Return the part of energy use that comes from the partner, in per cent.

    Formula E2: net import dependency times the partner's share of fuel imports. NaN without fuel imports, and
    for a country that sells more energy than it buys: of its use nothing need come from abroad.

    >>> through_partner(80, 90, 100)
    72.0
    """
    return dependency * share(fuels, all_fuels) / 100 if dependency > 0 else NAN


_DEPENDENCY = Input("net_energy_imports")
_IEA = "World Bank, World Development Indicators EG.IMP.CONS.ZS, from the International Energy Agency"
_NOT_EUROSTAT = (
    "Follows the World Bank and the IEA, not Eurostat: net imports over energy use, without stocks and bunkers."
)
_ENDS = "The series ends in 2022."

INDICATORS = (
    Indicator(
        id="energy_import_dependency",
        title="Energy import dependency",
        question="How much of the energy that the country uses does it buy abroad?",
        formula="(energy use - energy production) / energy use",
        tex=r"\frac{U - P}{U}",
        unit="percent",
        direction=1,
        reference=_IEA,
        caveats=(_NOT_EUROSTAT, "Nuclear heat counts as home-made wherever the fuel comes from.", _ENDS),
        theme="energy",
        variants=(Variant("", "", identity, {"dependency": _DEPENDENCY}),),
    ),
    Indicator(
        id="energy_import_dependency_nuclear_adjusted",
        title="Energy import dependency, nuclear fuel counted as imported",
        question="How much of its energy does the country get from abroad once nuclear fuel is counted?",
        formula="energy import dependency + nuclear energy / total energy supply",
        tex=r"\frac{U - P}{U} + \frac{N}{S}",
        unit="percent",
        direction=1,
        reference=f"{_IEA}; Energy Institute, Statistical Review of World Energy 2025",
        caveats=(
            _NOT_EUROSTAT,
            "Belarus's plant at Ostrovets runs on Russian fuel: it lowers the plain indicator, not the dependence.",
            _ENDS,
        ),
        theme="energy",
        variants=(
            Variant(
                "",
                "",
                with_nuclear_fuel,
                {"dependency": _DEPENDENCY, "nuclear": Input("nuclear_energy"), "supply": Input("energy_supply")},
            ),
        ),
    ),
    Indicator(
        id="supplier_energy_dependency",
        title="Energy from the partner",
        question="How much of the energy that the country uses comes from the partner?",
        formula="energy import dependency x partner's share of fuel imports",
        tex=r"\frac{U - P}{U} \cdot \frac{M^{27}_{bp}}{M^{27}_{bw}}",
        unit="percent",
        direction=1,
        reference=_IEA,
        caveats=(
            _NOT_EUROSTAT,
            "All fuels together by value (chapter 27): crude that is refined and sold on counts in the share.",
            "Empty for net exporters of energy, for whom the formula would be negative.",
            "The gas variant sets pipeline gas from the partner beside gas consumption, both at 40 MJ a cubic metre.",
        ),
        theme="energy",
        variants=(
            Variant(
                "all_fuels",
                "All fuels, by value",
                through_partner,
                {"dependency": _DEPENDENCY, "fuels": Input("fuel_imports"), "all_fuels": Input("fuel_imports_total")},
            ),
            Variant(
                "gas",
                "Gas, of consumption",
                share,
                {"imports": Input("gas_pipeline_imports"), "consumption": Input("gas_consumption")},
            ),
        ),
    ),
)
