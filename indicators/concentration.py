"""How concentrated a country's trade is over its partners."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from indicators.cells import NAN
from indicators.model import Indicator, Input, Variant

# Flows that nobody names a country for: never one partner among others.
UNSPECIFIED = ("_X", "_SPEC", "_OEUR", "_OAFR", "_EUNS", "_BUNK")
PARTNERS = 205  # of the 206 countries and territories that BACI tells apart, all but the country itself
_NEGLIGIBLE = 0.01  # a rest up to this part of the whole moves the index by a ten-thousandth at most
Outcome = float | tuple[float, float]


def _named(flows: Mapping[str, float], total: float = NAN) -> tuple[dict[str, float], float]:
    """Return the flows with a named partner, and what is not named: unspecified, or missing to the published total."""
    named = {area: flow for area, flow in flows.items() if area not in UNSPECIFIED}
    known = math.fsum(flows.values())
    rest = math.fsum(flow for area, flow in flows.items() if area in UNSPECIFIED)
    return named, rest + max(total - known, 0.0) if total > known else rest


def herfindahl(flows: Mapping[str, float], total: float = NAN) -> Outcome:
    """Return the Herfindahl-Hirschman index of `flows` by partner, between 1/n and 1; NaN without a flow.

    Formula T7: the sum of squared shares. Where more than a hundredth has no named partner, of the flows or of a
    published `total` in their unit, there are bounds instead: spread so thin that it adds nothing, and all of it with
    the largest partner.

    >>> round(herfindahl({"a": 45, "b": 20, "c": 15, "d": 10, "e": 10}), 3)
    0.285
    >>> [round(end, 3) for end in herfindahl({"a": 45, "b": 15, "_X": 40})]
    [0.225, 0.745]
    """
    named, rest = _named(flows, total)
    whole = math.fsum(named.values()) + rest
    if not named or not whole > 0:
        return NAN
    low = math.fsum((flow / whole) ** 2 for flow in named.values())
    if rest <= _NEGLIGIBLE * whole:
        return low
    largest = max(named.values())
    return low, low + ((largest + rest) ** 2 - largest**2) / whole**2


def herfindahl_bounds(top: Mapping[str, float], total: float) -> tuple[float, float]:
    """Return the lowest and highest index that the flows of the top partners and the total of all allow.

    Lowest: the rest is spread so thin that it adds nothing. Highest: the rest is held by partners as large as the
    smallest one named, and what is not specified by partner belongs to the largest. NaN without a positive total.

    >>> low, high = herfindahl_bounds({"a": 50.0, "b": 20.0}, 100.0)
    >>> round(low, 3), round(high, 3)
    (0.29, 0.34)
    """
    named = {area: flow for area, flow in top.items() if area not in UNSPECIFIED}
    unspecified = sum(flow for area, flow in top.items() if area in UNSPECIFIED)
    if not named or total <= 0:
        return NAN, NAN
    rest = max(total - sum(named.values()) - unspecified, 0.0)
    largest, smallest = max(named, key=lambda area: named[area]), min(named.values())
    full, remainder = divmod(rest, smallest) if smallest > 0 else (0.0, rest)
    low = sum((flow / total) ** 2 for flow in named.values())
    grown = {**named, largest: named[largest] + unspecified}
    held = [*grown.values(), *[smallest] * int(full), remainder]
    return low, sum((flow / total) ** 2 for flow in held)


def hirschman(flows: Mapping[str, float], total: float = NAN) -> Outcome:
    """Return Hirschman's own index of `flows` by partner, up to 100 for a single partner; NaN without a flow.

    Formula T8: 100 times the square root of the sum of squared shares, or its bounds as `herfindahl` has them. It ranks
    as the Herfindahl index does, on another scale.

    >>> round(hirschman({"a": 45, "b": 20, "c": 15, "d": 10, "e": 10}), 3)
    53.385
    """
    index = herfindahl(flows, total)
    if isinstance(index, tuple):
        return 100 * math.sqrt(index[0]), 100 * math.sqrt(index[1])
    return 100 * math.sqrt(index)


def normalised_herfindahl(flows: Mapping[str, float], total: float = NAN) -> Outcome:
    """Return the Herfindahl index on a scale from 0, trade spread evenly over all partners, to 1, a single one.

    Formula T7: (H - 1/n) / (1 - 1/n) with n fixed at PARTNERS, not the partners of a year: a partner that begins to
    trade would move the scale. Bounds where `herfindahl` has them; 0 for a bound spread thinner than that.

    >>> round(normalised_herfindahl({"a": 45, "b": 20, "c": 15, "d": 10, "e": 10}), 4)
    0.2815
    """
    index = herfindahl(flows, total)
    if isinstance(index, tuple):
        return max(normalised(index[0], PARTNERS), 0.0), normalised(index[1], PARTNERS)
    return normalised(index, PARTNERS)


def normalised(index: float, partners: int) -> float:
    """Return a Herfindahl index on the scale from 0 to 1 for a fixed number of partners.

    >>> round(normalised(0.285, 5), 5)
    0.10625
    """
    return (index - 1 / partners) / (1 - 1 / partners)


def effective_partners(flows: Mapping[str, float], total: float = NAN) -> Outcome:
    """Return how many partners of equal size would be as concentrated as `flows`: the inverse of the Herfindahl index.

    Formula T7: 1/H, or its bounds. NaN without a flow.

    >>> round(effective_partners({"a": 45, "b": 20, "c": 15, "d": 10, "e": 10}), 3)
    3.509
    """
    index = herfindahl(flows, total)
    return (1 / index[1], 1 / index[0]) if isinstance(index, tuple) else 1 / index


def part_of_concentration(flows: Mapping[str, float], flow: float, total: float = NAN) -> Outcome:
    """Return the squared share of one partner's `flow` in per cent of the sum of all squared shares.

    Formula T9: s_r^2 / sum of s_p^2. Where more than a hundredth has no named partner there are bounds: spread thin,
    all with the largest other partner, or all with this one. NaN without a flow.

    >>> round(part_of_concentration({"a": 60, "b": 20, "c": 20}, 60), 1)
    81.8
    """
    named, rest = _named(flows, total)
    squares = math.fsum(other * other for other in named.values())
    if not squares > 0:
        return NAN
    part = 100 * flow * flow / squares
    if rest <= _NEGLIGIBLE * (math.fsum(named.values()) + rest):
        return part
    others = squares - flow * flow
    rivals = list(named.values())
    if flow in rivals:
        rivals.remove(flow)
    other = max(rivals, default=0.0)
    with_other = 100 * flow * flow / (squares + (other + rest) ** 2 - other * other)
    with_this = 100 * (flow + rest) ** 2 / (others + (flow + rest) ** 2)
    return min(part, with_other, with_this), max(part, with_other, with_this)


_REFERENCE = "Hirschman (1945); Herfindahl (1950); Hirschman (1964), American Economic Review 54(5)"
_CAVEATS = (
    "Series from different sources stand apart: they differ in coverage and in how exports and imports are reconciled.",
    "BACI drops partners that are not specified; UN Comtrade's matrix lacks a part of some countries' exports.",
    "Where more than a hundredth has no named partner there are bounds and no value.",
)
_SOURCES = {
    "comtrade_matrix": "UN Comtrade export matrix",
    "baci": "CEPII BACI, all partners",
    "national_statistics": "National statistical office, all partners",
}


def _by_partner(formula: Callable[..., Outcome], measure: str, *families: str, own: bool = False) -> list[Variant]:
    """Return a variant for each source with all partners; with `own` the formula also takes the partner's flow.

    Of a statistical office the published total is known as well, which its partners need not add up to.
    """
    total = {"total": Input(f"goods_{measure.partition('_')[0]}_total_national")}
    return [
        Variant(
            family,
            _SOURCES[family],
            formula,
            {"flows": Input(measure, each=family)}
            | ({"flow": Input(measure, each=family)} if own else {})
            | (total if family == "national_statistics" else {}),
        )
        for family in families
    ]


def _both_ways(formula: Callable[..., Outcome], *, own: bool = False) -> tuple[Variant, ...]:
    exports = _by_partner(formula, "exports_by_partner", "comtrade_matrix", "baci", "national_statistics", own=own)
    imports = _by_partner(formula, "imports_by_partner", "baci", "national_statistics", own=own)
    return tuple(
        replace(variant, id=f"{flow}_{variant.id}", title=f"{flow.capitalize()}, {variant.title}")
        for flow, variants in (("exports", exports), ("imports", imports))
        for variant in variants
    )


INDICATORS = (
    Indicator(
        id="export_partner_hhi",
        title="Concentration of goods exports over partners",
        question="If the largest buyers turned away, how little would be left to fall back on?",
        formula="sum over partners of (exports to the partner / all exports) squared",
        tex=r"\sum_j \left( \frac{X_{bj}}{X_{bw}} \right)^2",
        unit="index",
        direction=1,
        reference=_REFERENCE,
        caveats=_CAVEATS,
        theme="trade",
        variants=tuple(_by_partner(herfindahl, "exports_by_partner", "comtrade_matrix", "baci", "national_statistics")),
    ),
    Indicator(
        id="import_partner_hhi",
        title="Concentration of goods imports over partners",
        question="If the largest suppliers stopped, how little would be left to fall back on?",
        formula="sum over partners of (imports from the partner / all imports) squared",
        tex=r"\sum_j \left( \frac{M_{bj}}{M_{bw}} \right)^2",
        unit="index",
        direction=1,
        reference=_REFERENCE,
        caveats=(*_CAVEATS, "From the top partners of the WITS summary only bounds can be had, no value."),
        theme="trade",
        variants=(
            *_by_partner(herfindahl, "imports_by_partner", "baci", "national_statistics"),
            Variant(
                "wits_top_partners",
                "Bounds from WITS top partners",
                herfindahl_bounds,
                {"top": Input("imports_by_partner", each="wits_top_partners"), "total": Input("goods_imports_total")},
            ),
        ),
    ),
    Indicator(
        id="normalised_partner_hhi",
        title="Concentration over partners, normalised",
        question="How far is the country's trade from being spread evenly over all partners?",
        formula="(Herfindahl index - 1/n) / (1 - 1/n), n all partners of the classification",
        tex=r"\frac{H - 1/n}{1 - 1/n}, \quad H = \sum_j s_j^2",
        unit="index",
        direction=1,
        reference=f"{_REFERENCE}; OECD and JRC (2008), Handbook on Constructing Composite Indicators, for the scale",
        caveats=(
            *_CAVEATS,
            f"n is {PARTNERS} for every source and year: the partners that BACI tells apart.",
        ),
        theme="trade",
        variants=_both_ways(normalised_herfindahl),
    ),
    Indicator(
        id="effective_partners",
        title="Effective number of partners",
        question="Of how many partners of equal size would the country's trade be as concentrated as it is?",
        formula="1 / sum over partners of squared shares",
        tex=r"\frac{1}{\sum_j s_j^2}",
        unit="partners",
        direction=-1,
        reference=_REFERENCE,
        caveats=_CAVEATS,
        theme="trade",
        variants=_both_ways(effective_partners),
    ),
    Indicator(
        id="hirschman_index",
        title="Hirschman's index of concentration over partners",
        question="How concentrated is the country's trade over partners, on the scale of the index's inventor?",
        formula="100 x square root of the sum over partners of squared shares",
        tex=r"100 \sqrt{\sum_j s_j^2}",
        unit="index, 0 to 100",
        direction=1,
        reference="Hirschman (1945), National Power and the Structure of Foreign Trade",
        caveats=(*_CAVEATS, "Ranks as the Herfindahl index does, on another scale."),
        theme="trade",
        variants=_both_ways(hirschman),
    ),
    Indicator(
        id="partner_part_of_concentration",
        title="Partner's part of the concentration",
        question="How much of the concentration over partners is due to this one?",
        formula="partner's share squared / sum over partners of squared shares",
        tex=r"\frac{s_p^2}{\sum_j s_j^2}",
        unit="percent",
        direction=1,
        reference=_REFERENCE,
        caveats=(
            *_CAVEATS,
            "With a partner of two thirds it is close to 100 by arithmetic.",
        ),
        theme="trade",
        variants=_both_ways(part_of_concentration, own=True),
    ),
    Indicator(
        id="fuel_supplier_hhi",
        title="Concentration of fuel imports over suppliers",
        question="Of how many suppliers does the country buy its oil, gas and coal?",
        formula="sum over suppliers of (fuel imports from the supplier / all fuel imports) squared",
        tex=r"\sum_j \left( \frac{M^{27}_{bj}}{M^{27}_{bw}} \right)^2",
        unit="index",
        direction=1,
        reference=_REFERENCE,
        caveats=(
            "By value: a discount on one supplier's fuel lowers its share. Quantities by supplier are not at hand.",
            "Mineral fuels, chapter 27 of the Harmonised System, electricity included.",
        ),
        theme="energy",
        variants=(Variant("", "", herfindahl, {"flows": Input("fuel_imports_by_partner", each="comtrade")}),),
    ),
)
