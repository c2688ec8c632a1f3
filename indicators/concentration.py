"""How concentrated a country's trade is over its partners."""

from collections.abc import Mapping

from indicators.cells import NAN
from indicators.model import Indicator, Input, Variant

_UNSPECIFIED = ("_X", "_SPEC")


def herfindahl(flows: Mapping[str, float]) -> float:
    """Return the Herfindahl-Hirschman index of `flows` by partner, between 1/n and 1; NaN without a flow.

    Formula T7: the sum of squared shares.

    >>> round(herfindahl({"a": 45, "b": 20, "c": 15, "d": 10, "e": 10}), 3)
    0.285
    """
    total = sum(flows.values())
    return sum((flow / total) ** 2 for flow in flows.values()) if total > 0 else NAN


def herfindahl_bounds(top: Mapping[str, float], total: float) -> tuple[float, float]:
    """Return the lowest and highest index that the flows of the top partners and the total of all allow.

    Lowest: the rest is spread so thin that it adds nothing. Highest: the rest is held by partners as large as the
    smallest one named, and what is not specified by partner belongs to the largest. NaN without a positive total.

    >>> low, high = herfindahl_bounds({"a": 50.0, "b": 20.0}, 100.0)
    >>> round(low, 3), round(high, 3)
    (0.29, 0.34)
    """
    named = {area: flow for area, flow in top.items() if area not in _UNSPECIFIED}
    unspecified = sum(flow for area, flow in top.items() if area in _UNSPECIFIED)
    if not named or total <= 0:
        return NAN, NAN
    rest = max(total - sum(named.values()) - unspecified, 0.0)
    largest, smallest = max(named, key=lambda area: named[area]), min(named.values())
    full, remainder = divmod(rest, smallest) if smallest > 0 else (0.0, rest)
    low = sum((flow / total) ** 2 for flow in named.values())
    grown = {**named, largest: named[largest] + unspecified}
    held = [*grown.values(), *[smallest] * int(full), remainder]
    return low, sum((flow / total) ** 2 for flow in held)


_REFERENCE = "Hirschman (1945); Herfindahl (1950); Hirschman (1964), American Economic Review 54(5)"
_CAVEATS = (
    "Series from different sources stand apart: they differ in coverage and in how exports and imports are reconciled.",
    "BACI drops partners that are not specified.",
)
_BACI = Variant("baci", "CEPII BACI, all partners", herfindahl, {"flows": Input("exports_by_partner", each="baci")})

INDICATORS = (
    Indicator(
        id="export_partner_hhi",
        title="Concentration of goods exports over partners",
        question="If the largest buyers turned away, how little would be left to fall back on?",
        formula="sum over partners of (exports to the partner / all exports) squared",
        unit="index",
        direction=1,
        reference=_REFERENCE,
        caveats=_CAVEATS,
        theme="trade",
        variants=(
            Variant(
                "comtrade_matrix",
                "UN Comtrade export matrix",
                herfindahl,
                {"flows": Input("exports_by_partner", each="comtrade_matrix")},
            ),
            _BACI,
        ),
    ),
    Indicator(
        id="import_partner_hhi",
        title="Concentration of goods imports over partners",
        question="If the largest suppliers stopped, how little would be left to fall back on?",
        formula="sum over partners of (imports from the partner / all imports) squared",
        unit="index",
        direction=1,
        reference=_REFERENCE,
        caveats=(*_CAVEATS, "From the top partners of the WITS summary only bounds can be had, no value."),
        theme="trade",
        variants=(
            Variant(
                "baci", "CEPII BACI, all partners", herfindahl, {"flows": Input("imports_by_partner", each="baci")}
            ),
            Variant(
                "wits_top_partners",
                "Bounds from WITS top partners",
                herfindahl_bounds,
                {"top": Input("imports_by_partner", each="wits_top_partners"), "total": Input("goods_imports_total")},
            ),
        ),
    ),
)
