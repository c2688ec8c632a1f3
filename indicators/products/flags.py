"""Lines of imports on which a country depends: concentration of suppliers, the partner's part, no exports of its own.

Formulas P2 to P4 and P6. A line of which only the partner's part and the whole are known leaves the concentration open
between bounds; where these lie on both sides of a threshold the line is neither flagged nor cleared.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product

from indicators.cells import NAN
from indicators.concentration import UNSPECIFIED
from indicators.measures import Resolver
from indicators.model import Cell, Indicator, Pair, Quantity, Variant
from indicators.products.lines import Line, Lines, lines_of

FLOOR = 0.1  # USD mn: lines with smaller imports are ignored
NEGLIGIBLE = 0.01  # what is hidden up to this part of all trade is left aside
# Codes in UN Comtrade's list of the Harmonised System, of all its revisions together: more lines there cannot be.
CODES = {"hs2": 98, "hs4": 1266, "hs6": 6897}
NO_EXPORTS = 9999.0  # imports over exports where there are no exports, as GeoDep fills it in
Verdict = bool | None  # None: it depends on what is not known


@dataclass(frozen=True, slots=True)
class Rule:
    """Thresholds of a flag, each to be exceeded: concentration, the partner's part, imports over exports."""

    concentration: float = 0.4
    share: float = 0.5
    deficit: float = 1.0


CENTRAL = Rule()
# Formula P6: the European Union asks for imports above exports, MERICS for twice as much.
RULES = tuple(Rule(*ends) for ends in product((0.3, 0.4, 0.5), (0.4, 0.5, 0.6), (1.0, 2.0)))


def concentration_bounds(areas: Mapping[str, float], world: float) -> tuple[float, float]:
    """Return the lowest and highest Herfindahl index of the suppliers of a line, of which `areas` are known by name.

    Formula P2, the sum of squared shares. The rest of `world` is spread so thin that it adds nothing, or is all of one
    further supplier; what has no country's name may as well be the largest one's. NaN without a positive whole.

    >>> concentration_bounds({"RUS": 60.0, "POL": 40.0}, 100.0)
    (0.52, 0.52)
    >>> [round(end, 2) for end in concentration_bounds({"RUS": 60.0}, 100.0)]
    [0.36, 0.52]
    """
    named = [value for area, value in areas.items() if area not in UNSPECIFIED]
    unnamed = math.fsum(value for area, value in areas.items() if area in UNSPECIFIED)
    if not world > 0:
        return NAN, NAN
    whole = max(world, math.fsum(named) + unnamed)
    rest = whole - math.fsum(named)
    squares = math.fsum(value * value for value in named)
    other = rest - unnamed
    apart = squares + rest * rest
    largest = max(named, default=0.0)
    joined = squares + (largest + unnamed) ** 2 - largest**2 + other**2
    return squares / whole**2, max(apart, joined) / whole**2


def concentrated(line: Line, rule: Rule = CENTRAL) -> Verdict:
    """Return CDI1: whether the suppliers of a line are more concentrated than the rule allows."""
    return exceeds(concentration_bounds(line.areas, line.world), rule.concentration)


def exceeds(bounds: tuple[float, float], threshold: float) -> Verdict:
    """Tell whether a value is above a threshold, None where its bounds lie on both sides of it or are not known.

    >>> exceeds((0.5, 0.6), 0.4), exceeds((0.3, 0.4), 0.4), exceeds((0.3, 0.5), 0.4)
    (True, False, None)
    """
    low, high = bounds
    if low > threshold:
        return True
    return False if high <= threshold else None


def deficit(imports: float, exports: float | None) -> float:
    """Return imports over exports of a line: 9999 where nothing is exported, NaN where that is not known.

    >>> deficit(3.0, 2.0), deficit(3.0, 0.0), deficit(3.0, None)
    (1.5, 9999.0, nan)
    """
    if exports is None:
        return NAN
    return imports / exports if exports > 0 else NO_EXPORTS


def all_hold(verdicts: Collection[Verdict]) -> Verdict:
    """Return whether all hold; None where none fails and one is open.

    >>> all_hold([True, True]), all_hold([True, None]), all_hold([None, False])
    (True, None, False)
    """
    if False in verdicts:
        return False
    return None if None in verdicts else True


def cdi(line: Line, exports: float | None, rule: Rule = CENTRAL) -> Verdict:
    """Return whether a line of imports is flagged, given what the country sells of it to the world.

    Formula P4: concentration of suppliers, the partner's share and imports over exports are each above the rule's
    threshold. The customs union is abroad: what its members sell is import.

    >>> gas = Line("H5-271121", 99.0, 100.0, {"RUS": 99.0}, 0, (), ())
    >>> cdi(gas, 0.0), cdi(gas, 200.0), cdi(gas, None)
    (True, False, None)
    """
    ratio = deficit(line.world, exports)
    return all_hold((concentrated(line, rule), line.share > rule.share, exceeds((ratio, ratio), rule.deficit)))


def cdi_of_union(line: Line, exports: float | None, home: Collection[str] = ()) -> Verdict:
    """Return whether a line is flagged as the European Union flags its own, with the members `home` as one market.

    Formula P3: the squared shares of outside suppliers add up to more than 0.4, outside imports are more than a half of
    all imports, and more than all exports. For one country that is its own market all imports are from outside: the
    second condition always holds. A line of which nothing comes from outside is not flagged.

    >>> line = Line("H5-310420", 9.0, 17.0, {"CHN": 8.0, "RUS": 9.0}, 0, (), ())
    >>> cdi_of_union(line, 5.0), cdi_of_union(line, 5.0, home=("RUS",))
    (True, False)
    """
    outside = {area: value for area, value in line.areas.items() if area not in home}
    imports = line.world - math.fsum(value for area, value in line.areas.items() if area in home)
    if not imports > 0:
        return False
    ratio = deficit(imports, exports)
    concentration = exceeds(concentration_bounds(outside, imports), CENTRAL.concentration)
    return all_hold((concentration, imports / line.world > 0.5, exceeds((ratio, ratio), CENTRAL.deficit)))


def persistent(verdicts: Collection[Verdict]) -> Verdict:
    """Return whether a line is flagged in at least two of three years; None stands for a year that is open.

    >>> persistent([True, False, True]), persistent([True, None, False]), persistent([False, None, False])
    (True, None, False)
    """
    certain = sum(verdict is True for verdict in verdicts)
    possible = certain + sum(verdict is None for verdict in verdicts)
    return True if certain >= 2 else (None if possible >= 2 else False)


def flags_of(imports: Mapping[str, Lines], exports: Mapping[str, Lines], rule: Rule) -> dict[str, dict[str, Verdict]]:
    """Return, by year, whether each line of imports of at least 100,000 USD is flagged.

    A line that a year of known exports does not have is exported for nothing; a year without any leaves it open.
    """
    found: dict[str, dict[str, Verdict]] = {}
    for year, bought in imports.items():
        sold = {line.product: line.world for line in exports[year].lines} if year in exports else None
        found[year] = {
            line.product: cdi(line, sold_of(sold, line.product), rule) for line in bought.lines if line.world >= FLOOR
        }
    return found


def sold_of(sold: Mapping[str, float] | None, product: str) -> float | None:
    """Return the exports of a line: none where others are known, None where no line's are."""
    return None if sold is None else sold.get(product, 0.0)


def persistence_of(flags: Mapping[str, Mapping[str, Verdict]]) -> dict[str, dict[str, Verdict]]:
    """Return, by year, whether each line is flagged in at least two of the three years that end with it.

    A line that a year does not have, or has below the floor, is not flagged in it; a year without lines is open.
    """
    found = {}
    for year in flags:
        last = [str(int(year) - back) for back in range(3)]
        products = dict.fromkeys(name for one in last if one in flags for name in flags[one])
        found[year] = {
            name: persistent([flags[one].get(name, False) if one in flags else None for one in last])
            for name in products
        }
    return found


def count_bounds(verdicts: Collection[Verdict]) -> tuple[int, int]:
    """Return how many lines are flagged for certain, and how many may be."""
    certain = sum(verdict is True for verdict in verdicts)
    return certain, certain + sum(verdict is None for verdict in verdicts)


def count(resolver: Resolver, pair: Pair, level: str, *, persists: bool) -> Quantity:
    """Return the number of flagged lines by year.

    Where more than a hundredth of imports is in no line every other code of the classification may be flagged too.
    """
    imports, exports = (lines_of(resolver, pair, flow, level) for flow in ("imports", "exports"))
    flags = flags_of(imports, exports, CENTRAL)
    verdicts = persistence_of(flags) if persists else flags
    cells = {}
    for year, of_year in verdicts.items():
        low, high = count_bounds(of_year.values())
        cells[year] = _cell(low if low == high else NAN, low, high, year, imports, exports, CODES[level])
    return cells


def count_over_rules(resolver: Resolver, pair: Pair, level: str) -> Quantity:
    """Return the number of persistent flags by year at the central rule, with the range over all 18 as bounds.

    Formula P6.
    """
    imports, exports = (lines_of(resolver, pair, flow, level) for flow in ("imports", "exports"))
    counted = {
        rule: {
            year: count_bounds(of_year.values())
            for year, of_year in persistence_of(flags_of(imports, exports, rule)).items()
        }
        for rule in RULES
    }
    cells = {}
    for year, (low, high) in counted[CENTRAL].items():
        ends = [counted[rule][year] for rule in RULES]
        lowest, highest = min(end[0] for end in ends), max(end[1] for end in ends)
        cells[year] = _cell(low if low == high else NAN, lowest, highest, year, imports, exports, CODES[level])
    return cells


def _cell(
    value: float,
    low: float,
    high: float,
    year: str,
    imports: Mapping[str, Lines],
    exports: Mapping[str, Lines],
    codes: int,
) -> Cell:
    """Return a count with what it came from in its year: where trade is in no line, the other codes may be flagged."""
    bought = imports[year]
    if not bought.hidden <= NEGLIGIBLE * bought.total.value:
        value, high = NAN, high + codes - len(bought.lines)
    rows = [*bought.rows, *(row for line in bought.lines for row in line.area_rows)]
    status = bought.status
    if year in exports:
        rows += [row for line in exports[year].lines for row in line.rows]
        status = max(status, *(line.status for line in exports[year].lines))
    return Cell(float(value), float(low), float(high), status, tuple(dict.fromkeys(rows)))


LACKING = (
    "no lines of products in this snapshot for the pair: set DEPDASH_COMTRADE_KEY (a free key) and run `depdash "
    "refresh comtrade`, or download lines from comtradeplus.un.org and run `depdash import comtrade TradeData_*.csv`"
)


def lacking(level: str) -> str:
    """Return why a variant of lines at some level of detail is empty.

    >>> lacking("sitc")
    'no lines of this detail in this snapshot for the pair'
    """
    return LACKING if level == "hs6" else "no lines of this detail in this snapshot for the pair"


LEVEL_TITLES = {"hs6": "Subheadings (six digits)", "hs4": "Headings (four digits)", "hs2": "Chapters (two digits)"}
NEEDS = ("goods_imports_total",)


def _variants() -> list[Variant]:
    found = []
    for level, title in LEVEL_TITLES.items():
        told = {
            level: ("flagged in two of three years", partial(count, level=level, persists=True)),
            f"{level}_one_year": ("flagged in the year", partial(count, level=level, persists=False)),
            f"{level}_18_rules": ("range over 18 rules", partial(count_over_rules, level=level)),
        }
        found += [
            Variant(name, f"{title}, {how}", formula, {}, lacking(level), needs=NEEDS)
            for name, (how, formula) in told.items()
        ]
    return found


INDICATORS = (
    Indicator(
        id="cdi_flags",
        title="Lines of imports on which the country depends",
        question="How many products come from few suppliers, mostly the partner, with little exported of the same?",
        formula="number of lines with concentration of suppliers > 0.4, partner's share > 0.5, imports / exports > 1",
        tex=r"\sum_k 1\left[ H_k > 0.4 \wedge \frac{M_{bpk}}{M_{bwk}} > 0.5 \wedge \frac{M_{bwk}}{X_{bwk}} > 1 \right]",
        unit="lines",
        direction=1,
        reference="European Commission, SWD(2021) 352; Arjona, Connell and Herghelegiu (2023), doi:10.2873/768035; "
        "GeoDep; persistence after Vicard and Wibaux (2023), CEPII Policy Brief 41",
        caveats=(
            "Members of the customs union are abroad: their goods are imports. Lines with imports below 100,000 USD "
            "are left out; imports over exports are 9999 where nothing is exported.",
            "Exports stand for the capacity to make a good: wrong for what is made and used at home.",
            "Where only the partner and the world are known of a line, its concentration has bounds; a line that they "
            "leave open counts in the upper bound alone.",
            "Secret codes are in no line: where they hide more than a hundredth of imports there is only a lower "
            "bound. The packaged chapters are 27 and 44 alone.",
            "Revisions of the Harmonised System are joined by the UN's correlation where one is given; otherwise only "
            "years of one revision are compared.",
        ),
        theme="trade",
        variants=tuple(_variants()),
    ),
)
