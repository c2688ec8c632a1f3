"""How many products a country buys mostly from the partner, and how much of its imports they are.

Formula P1, and P5 for who else in the world sells a product.
"""

import math
from collections.abc import Collection, Mapping
from functools import partial

from indicators.cells import NAN
from indicators.measures import Resolver, share
from indicators.model import Cell, Indicator, Pair, Quantity, Variant
from indicators.products.flags import FLOOR, LEVEL_TITLES, NEEDS, NEGLIGIBLE, lacking
from indicators.products.lines import COARSE, Line, Lines, lines_of

HALF = 0.5
_WORLD = 100  # exporters of a year that make up the world: more than 150 countries report to UN Comtrade


def part_above(part: float, threshold: float) -> tuple[float, float]:
    """Return the least and the most of a product that can lie in lines in which the partner has more than `threshold`.

    `part`, 0 to 1, is what the partner has of the product as a whole. At least: some lines all the partner's, the rest
    at the threshold. At most: as much as `part` can fill just above the threshold. Sharp for any finer split.

    >>> part_above(0.75, 0.5), part_above(0.25, 0.5)
    ((0.5, 1.0), (0.0, 0.5))
    """
    return max(0.0, (part - threshold) / (1 - threshold)), min(1.0, part / threshold)


def lines_above_half(lines: Collection[Line]) -> float:
    """Return the per cent of lines of at least 100,000 USD in which the partner has more than a half; NaN without any.

    Formula P1, first part: 1/K * sum of 1[M_brk / M_bwk > 0.5].

    >>> bought = [Line("a", 6.0, 10.0, {}, 0, (), ()), Line("b", 5.0, 10.0, {}, 0, (), ())]
    >>> lines_above_half([*bought, Line("c", 0.05, 0.05, {}, 0, (), ())])
    50.0
    """
    counted = [line.share > HALF for line in lines if line.world >= FLOOR]
    return share(sum(counted), len(counted))


def value_above_half(year: Lines, *, coarse: bool = False) -> tuple[float, float, float]:
    """Return value, low and high of what is bought in lines of which the partner has more than a half, in per cent.

    Formula P1, second part: sum of M_bwk * 1[.] / M_bw. What is hidden may be all above the half or none of it;
    where it is more than a hundredth there is no value. With `coarse` lines the bounds are those of any finer split.
    """
    counted = [line for line in year.lines if line.world >= FLOOR]
    value = math.fsum(line.world for line in counted if line.share > HALF)
    low = high = value
    if coarse:
        ends = [part_above(line.share, HALF) for line in counted]
        low, high = (
            math.fsum(line.world * end[side] for line, end in zip(counted, ends, strict=True)) for side in (0, 1)
        )
    whole = year.total.value
    value = value if year.hidden <= NEGLIGIBLE * whole else NAN
    return share(value, whole), share(low, whole), share(high + year.hidden, whole)


def substitutability(exports: Mapping[str, float], supplier: str, closed: Collection[str] = ()) -> float:
    """Return the part of the world's exports of a product that others than `supplier` sell, 0 to 1; NaN without any.

    Formula P5: 1 - exports by the supplier / exports by all; low is hard to replace. `closed` are countries that do not
    sell to the buyer: they are left out of the world.

    >>> world = {"RUS": 30.0, "CAN": 50.0, "CHN": 20.0}
    >>> substitutability(world, "RUS"), substitutability(world, "RUS", closed=("CAN",))
    (0.7, 0.4)
    """
    open_to = {country: value for country, value in exports.items() if country == supplier or country not in closed}
    whole = math.fsum(open_to.values())
    return 1 - open_to.get(supplier, 0.0) / whole if whole > 0 else NAN


def of_the_world(exports: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return a year's exports by product and country where enough countries report to be the world, else nothing.

    >>> of_the_world({"H5-310420": {"BLR": 1.0, "CAN": 2.0}})
    {}
    """
    countries = {country for sold in exports.values() for country in sold}
    return {product: dict(sold) for product, sold in exports.items()} if len(countries) >= _WORLD else {}


def _number(resolver: Resolver, pair: Pair, level: str) -> Quantity:
    """Return the part of lines above the half, by year."""
    cells = {}
    for year, bought in lines_of(resolver, pair, "imports", level).items():
        number = lines_above_half(bought.lines)
        cells[year] = Cell(number, number, number, bought.status, bought.rows)
    return cells


def _value(resolver: Resolver, pair: Pair, level: str) -> Quantity:
    """Return the part of imports in lines above the half, by year."""
    return {
        year: Cell(*value_above_half(bought, coarse=level in COARSE), bought.status, bought.rows)
        for year, bought in lines_of(resolver, pair, "imports", level).items()
    }


def _variants() -> list[Variant]:
    told: dict[str, tuple[str, partial[Quantity]]] = {}
    for level, title in LEVEL_TITLES.items():
        if level != "hs2":  # of chapters only two are at hand: a part of their number would say nothing
            told[f"{level}_number"] = (f"{title}, part of their number", partial(_number, level=level))
        told[f"{level}_value"] = (f"{title}, part of all imports", partial(_value, level=level))
    told["sitc_value"] = ("Sections of the SITC (UNCTAD), part of all imports", partial(_value, level="sitc"))
    return [
        Variant(name, title, formula, {}, lacking(name.partition("_")[0]), needs=NEEDS)
        for name, (title, formula) in told.items()
    ]


INDICATORS = (
    Indicator(
        id="import_lines_above_half",
        title="Lines of imports of which the partner has more than half",
        question="Of how many products, and of how much of its imports, does the country buy most from the partner?",
        formula="lines with imports from the partner / imports > 0.5, as a part of all lines and of all imports",
        tex=r"\frac{1}{K} \sum_k 1\left[\frac{M_{bpk}}{M_{bwk}} > 0.5\right], \quad "
        r"\frac{1}{M_{bw}} \sum_k M_{bwk} 1\left[\frac{M_{bpk}}{M_{bwk}} > 0.5\right]",
        unit="percent",
        direction=1,
        reference="Usual practice; Hirschman (1945) for the share, European Commission, SWD(2021) 352 for the half",
        caveats=(
            "Lines with imports below 100,000 USD are left out.",
            "Secret codes are in no line: they count as bounds of the part of imports, and not at all in the number.",
            "The two packaged chapters, 27 and 44, give a floor and a ceiling only.",
            "What is coarser than a subheading does not stand for products: of the part of imports its bounds are what "
            "any finer split allows.",
            "What UNCTAD does not classify (section 9) is hidden: all that Belarus and Russia traded in 1995, and what "
            "Russia sold to Belarus in 2005. Imports are there what others say they sell, estimated in part.",
            "Revisions of the Harmonised System are joined by the UN's correlation where one is given; otherwise only "
            "years of one revision are shown.",
        ),
        theme="trade",
        variants=tuple(_variants()),
    ),
)
