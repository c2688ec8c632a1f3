"""The composite indices in the catalogue: dependence, and opacity with the inputs that are discontinued."""

from functools import partial

from indicators.index_result import headline_cells, view_cells
from indicators.measures import Resolver, share
from indicators.model import Cell, Indicator, Pair, Quantity, Variant
from ingest.model import STATUSES, Status
from ingest.periods import period, year

_UNDISCLOSED = STATUSES.index(Status.UNDISCLOSED)
_THEMES = ("trade", "energy", "finance", "transit")
_NO_REGISTER = "no register of discontinued inputs is kept for this country: nothing is known, which is not zero"
_NOTHING = "none of the index's inputs is known for this pair"


def discontinued_share(discontinued: float, ever_used: float) -> float:
    """Return the part of the inputs ever used that are discontinued, in per cent. NaN where none was ever used.

    Formula O2.

    >>> discontinued_share(3, 12)
    25.0
    """
    return share(discontinued, ever_used)


def discontinued_inputs(resolver: Resolver, pair: Pair) -> Quantity:
    """Return by year which part of the inputs that are published of the dependent country is discontinued, in per cent.

    Inputs are the measures that indicators of trade, energy, finance and transit take from series that the country
    reports, or that are about it; one is used from its first observation on, and discontinued from the year declared
    in data/index.toml on. A country without such a declaration has none.
    """
    rules = resolver.indices
    declared = [one for one in rules.discontinued if one.dependent == pair.dependent] if rules else []
    if rules is None or not declared:
        return {}
    ended = {measure: one.year for one in declared for measure in one.measures}
    cells = {name: _observed(resolver.quantity(name, pair)) for name in _inputs(resolver)}
    used = {name: found for name, found in cells.items() if found}
    if not used:
        return {}
    begun = {name: min(period(when).first.year for when in found) for name, found in used.items()}
    # Up to the last year of which the country's own total is known; on an early clock there may be none.
    last = max((int(name) for name in resolver.quantity("goods_exports_total", pair)), default=rules.first - 1)
    found: Quantity = {}
    for number in range(rules.first, last + 1):
        ever = [name for name in used if begun[name] <= number]
        gone = [name for name in ever if ended.get(name, number + 1) <= number]
        rows = dict.fromkeys(row for name in ever for row in _ends(used[name], gone=name in gone))
        value = discontinued_share(len(gone), len(ever))
        if ever:
            found[year(number).text] = Cell(value, value, value, 0, tuple(rows))
    return found


def _observed(quantity: Quantity) -> Quantity:
    return {name: cell for name, cell in quantity.items() if cell.status < _UNDISCLOSED and cell.observations}


def _ends(quantity: Quantity, *, gone: bool) -> list[int]:
    """Return the observation with which an input began, and the last one where it is discontinued."""
    days = sorted(quantity, key=lambda name: period(name).first)
    return [quantity[days[place]].observations[0] for place in ((0, -1) if gone else (0,))]


def _inputs(resolver: Resolver) -> list[str]:
    """Return the measures that indicators of dependency take and that come from series about the dependent country."""
    # Imported late: the catalogue holds this module's indicators.
    from indicators.catalogue import CATALOGUE

    given = [
        one
        for indicator in CATALOGUE.values()
        if indicator.theme in _THEMES
        for variant in indicator.variants
        for one in variant.inputs.values()
    ]
    names = dict.fromkeys(one.measure for one in given if one.measure and one.of == "pair")
    return [name for name in names if _about_the_dependent(resolver.measures[name]["candidate"])]


def _about_the_dependent(candidates: list[dict[str, object]]) -> bool:
    return any("dependent" in (one.get("reporter"), one.get("partner")) for one in candidates)


_HANDBOOK = "OECD and JRC (2008), Handbook on Constructing Composite Indicators; Saisana, Saltelli and Tarantola (2005)"
_WEIGHTS = (
    "Weights, goalposts and means are choices: the band holds what others would give, and the declaration says why "
    "these were made (Ravallion 2012 on mashup indices)."
)
_DEPENDENCE = ("export_share", "import_share", "trade_to_gdp", "supplier_energy_dependency", "creditor_share")
_OPACITY = ("opacity_share", "discontinued_inputs", "bounds_width")


def _variant(index: str, title: str, name: str, needs: tuple[str, ...]) -> Variant:
    """Return the headline, another mean or a pillar of an index as a variant."""
    if name == "arithmetic":
        return Variant(name, title, partial(headline_cells, index), {}, _NOTHING, needs=needs)
    return Variant(name, title, partial(view_cells, index, name), {}, _NOTHING, needs=needs)


INDICATORS = (
    Indicator(
        id="discontinued_inputs",
        title="Inputs discontinued",
        question="How many of the series that tell of the dependence are no longer published?",
        formula="measures discontinued / measures ever used",
        tex=r"\frac{\#\{m : end_m \le t\}}{\#\{m : begin_m \le t\}}",
        unit="percent",
        direction=0,
        reference="Own construction, O2 of the project's method",
        caveats=(
            "Only endings that a dated event tells of; a series that ends because an edition at hand is old is none.",
            "Counts measures, whatever they weigh; official statements that stand in for one do not bring it back.",
            "Kept for Belarus alone.",
        ),
        theme="index",
        variants=(Variant("", "", discontinued_inputs, {}, _NO_REGISTER, needs=("goods_exports", "gas_price_paid")),),
    ),
    Indicator(
        id="dependence_index",
        title="Dependence index",
        question="How far does the country depend on the partner in all, from 0 (not at all) to 1?",
        formula="mean of the pillars trade, energy and finance, each the mean of its inputs between fixed goalposts",
        tex=r"\frac{1}{3} \sum_k \frac{1}{n_k} \sum_{i \in k} \frac{x_i - lo_i}{hi_i - lo_i}",
        unit="index",
        direction=1,
        reference=_HANDBOOK,
        caveats=(
            "low and high are the 5th and 95th percentile of a Monte Carlo over inputs, scores, weights, means and "
            "inputs left out; other means are other views, no band.",
            "Where less than 65 % of the weight is observed there are bounds only: as if what is not known scored 0 "
            "and 1.",
            "Where a pillar is not observed the others share its weight: a change across such a year is partly one of "
            "what is known. The probability of a rise compares the inputs that both years have.",
            "Energy by supplier ends in 2017, but for gas of Belarus, which ends in 2021.",
            _WEIGHTS,
        ),
        theme="index",
        variants=(
            _variant("dependence_index", "Arithmetic mean of the pillars", "arithmetic", _DEPENDENCE),
            _variant("dependence_index", "Geometric mean of the pillars", "geometric", _DEPENDENCE),
            _variant("dependence_index", "Quadratic mean of the pillars", "quadratic", _DEPENDENCE),
            _variant("dependence_index", "The highest pillar", "maximum", _DEPENDENCE),
            _variant("dependence_index", "Trade", "trade", _DEPENDENCE[:3]),
            _variant("dependence_index", "Energy", "energy", _DEPENDENCE[3:4]),
            _variant("dependence_index", "Finance", "finance", _DEPENDENCE[4:]),
        ),
    ),
    Indicator(
        id="opacity_index",
        title="Opacity index",
        question="How much of the relation is hidden in all, from 0 (nothing) to 1?",
        formula="mean of exports hidden in closed groups, inputs discontinued, width of the bounds, each 0 to 1",
        tex=r"\frac{O_1 + O_2 + O_3}{3}",
        unit="index",
        direction=0,
        reference=_HANDBOOK,
        caveats=(
            "Never part of the dependence index: what is hidden is not what one depends on.",
            "Exports hidden in closed groups are known for seven months of 2021 alone, which stand for that year.",
            "low and high are those of a Monte Carlo over weights and inputs left out.",
            _WEIGHTS,
        ),
        theme="index",
        variants=(
            _variant("opacity_index", "Arithmetic mean", "arithmetic", _OPACITY),
            _variant("opacity_index", "Exports hidden in closed groups", "hidden_products", _OPACITY[:1]),
            _variant("opacity_index", "Inputs discontinued", "discontinued", _OPACITY[1:2]),
            _variant("opacity_index", "Width of the bounds", "width", _OPACITY[2:]),
        ),
    ),
)
