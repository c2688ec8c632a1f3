"""Exports that depend on the partner's market and would find no other buyer within a year.

Formula T6. How much of a line is re-sold elsewhere is a judgement, declared in data/products.toml with low, central and
high; the status is therefore never better than estimated.
"""

import math
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from indicators.cells import NAN, combined
from indicators.measures import Resolver, share
from indicators.model import Cell, Indicator, Pair, Quantity, Variant
from indicators.products.flags import LEVEL_TITLES, NEGLIGIBLE, lacking
from indicators.products.lines import COARSE, Line, Lines, lines_of
from indicators.products.majority import part_above
from ingest.declared import Resale
from ingest.model import STATUSES, Status

THRESHOLD = 0.5
_ESTIMATED = STATUSES.index(Status.ESTIMATED)


class AtRisk(NamedTuple):
    """Exports at risk in USD mn."""

    value: float
    low: float
    high: float


def line_at_risk(line: Line, resale: Resale, threshold: float = THRESHOLD, *, coarse: bool = False) -> AtRisk:
    """Return what of one line is at risk: nothing where the partner buys less than `threshold` of it.

    X_brk * 1[X_brk / X_bwk >= tau] * (1 - phi_k). With a `coarse` line the bounds are those of any finer split: at
    least what lies beyond the threshold, at most all that the partner buys.

    >>> tractors = Line("H5-870193", 60.0, 100.0, {}, 0, (), ())
    >>> line_at_risk(tractors, Resale(0.0, 0.25, 0.5))
    AtRisk(value=45.0, low=30.0, high=60.0)
    >>> line_at_risk(tractors._replace(partner=75.0), Resale(0.0, 0.2, 0.5), coarse=True)
    AtRisk(value=60.0, low=25.0, high=75.0)
    """
    bought = line.share * line.world
    value = low = high = bought if line.share >= threshold else 0.0
    if coarse:
        low, high = part_above(line.share, threshold)[0] * line.world, bought
    return AtRisk(value * (1 - resale.central), low * (1 - resale.high), high * (1 - resale.low))


def at_risk(year: Lines, resale: Mapping[str, Resale], threshold: float = THRESHOLD, *, coarse: bool = False) -> AtRisk:
    """Return what of a year's exports is at risk, in USD mn, given the part of each line that is re-sold elsewhere.

    What the partner buys under secret codes is at risk at most whole; where it is more than a hundredth of all exports
    there is no value.
    """
    found = [line_at_risk(line, resale_of(line.product, resale), threshold, coarse=coarse) for line in year.lines]
    value, low, high = (math.fsum(ends) for ends in zip(*found, strict=True))
    known = year.hidden_partner <= NEGLIGIBLE * year.total.value
    return AtRisk(value if known else NAN, low, high + year.hidden_partner)


def resale_of(product: str, resale: Mapping[str, Resale]) -> Resale:
    """Return the part of a line that is re-sold, which is declared for its chapter, group or section.

    >>> resale_of("H5-310420", {"31": Resale(0.2, 0.4, 0.6)}).central
    0.4

    Anything between none and all where nothing is declared, of which nothing is taken as the central case.
    """
    return resale.get(product) or resale.get(product.partition("-")[2][:2]) or Resale(0.0, 0.0, 1.0)


def _of_exports(resolver: Resolver, pair: Pair, level: str, threshold: float) -> Quantity:
    """Return exports at risk in per cent of all exports, by year."""
    cells = {}
    for year, (found, sold) in _years(resolver, pair, level, threshold).items():
        value, low, high = (share(end, sold.total.value) for end in found)
        cells[year] = Cell(value, low, min(high, 100.0), max(sold.status, _ESTIMATED), sold.rows)
    return cells


def _of_gdp(resolver: Resolver, pair: Pair, level: str, threshold: float) -> Quantity:
    """Return exports at risk in per cent of the country's product, by year."""
    gdp = resolver.quantity("gdp", pair)
    return {
        year: combined(share, [Cell(*found, max(sold.status, _ESTIMATED), sold.rows), gdp[year]])
        for year, (found, sold) in _years(resolver, pair, level, threshold).items()
        if year in gdp
    }


def _years(resolver: Resolver, pair: Pair, level: str, threshold: float) -> dict[str, tuple[AtRisk, Lines]]:
    return {
        year: (at_risk(sold, resolver.rules.resale, threshold, coarse=level in COARSE), sold)
        for year, sold in lines_of(resolver, pair, "exports", level).items()
    }


_TITLES = LEVEL_TITLES | {
    "groups": "Sixteen groups of chapters, the partner's own report of its part",
    "sitc": "Sections of the SITC, as UNCTAD has them",
}
_NEEDS = ("goods_exports_total", "gdp")


def _variants() -> list[Variant]:
    found = []
    for level, title in _TITLES.items():
        for percent in (50, 30, 70):
            formula = partial(_of_exports, level=level, threshold=percent / 100)
            told = f"{title}; lines of at least {percent} %, of exports"
            found.append(Variant(f"{level}_{percent}", told, formula, {}, lacking(level), needs=_NEEDS))
        told = f"{title}; lines of at least 50 %, of GDP"
        of_gdp = partial(_of_gdp, level=level, threshold=THRESHOLD)
        found.append(Variant(f"{level}_50_gdp", told, of_gdp, {}, lacking(level), needs=_NEEDS))
    return found


INDICATORS = (
    Indicator(
        id="export_at_risk",
        title="Exports at risk if the partner stopped buying",
        question="How much of what the country sells hangs on the partner's market and finds no other buyer in a year?",
        formula="sum over lines with partner's share >= tau of exports to the partner x (1 - part re-sold elsewhere), "
        "of exports and of GDP",
        tex=r"\frac{1}{X_{bw}} \sum_k X_{bpk} 1\left[\frac{X_{bpk}}{X_{bwk}} \geq \tau\right] (1 - \phi_k)",
        unit="percent",
        direction=1,
        reference="Own construction after Hirschman (1945); kinds of goods after Rauch (1999), Journal of "
        "International Economics 48(1)",
        caveats=(
            "The part re-sold elsewhere is a judgement: bounds run from its low to its high, and the status is never "
            "better than estimated. data/products.toml has it by chapter.",
            "Secret codes (potash, oil, trucks) are in no line: what the partner buys under them widens the upper "
            "bound, and above a hundredth of exports there is no value.",
            "What is coarser than a subheading does not stand for products: its bounds are what any finer split of it "
            "allows. In the groups the partner's imports, with freight, stand over the country's exports, without it.",
            "The packaged chapters are 27 and 44; Russia splits her trade with Belarus by product only from 2012.",
        ),
        theme="trade",
        variants=tuple(_variants()),
    ),
)
