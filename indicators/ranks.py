"""Where a pair stands by each indicator of trade: among all pairs of the world, and among the post-Soviet countries."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from indicators.cells import NAN
from indicators.measures import Resolver
from indicators.model import Cell, Indicator, Pair, Quantity, Variant
from indicators.pairs import indicators_of
from indicators.peers import POST_SOVIET
from indicators.world import World
from ingest.model import STATUSES, Status

_MIRROR = STATUSES.index(Status.MIRROR)
_Matrix = np.ndarray[Any, Any]
_FLOWS = ("goods_exports_reconciled", "goods_imports_reconciled")  # where the pair stands in the lineage
# By the ids of indicators.pairs: a property of the pair, or of the dependent country alone.
_OF_PAIRS = {
    "export_share": "Share of exports",
    "import_share": "Share of imports",
    "turnover_share": "Share of turnover",
    "trade_asymmetry": "Asymmetry",
    "salience": "Salience",
    "symmetry": "Symmetry",
    "interdependence": "Interdependence",
    "trade_intensity": "Trade intensity",
    "partner_part_of_concentration_exports": "Part of the concentration of exports",
    "partner_part_of_concentration_imports": "Part of the concentration of imports",
}
_OF_COUNTRIES = {
    "export_partner_hhi": "Concentration of exports",
    "import_partner_hhi": "Concentration of imports",
}


def place(own: float, others: _Matrix) -> float:
    """Return the rank of `own` among `others`, which may hold it: 1 is the highest, equals share the better one.

    NaN where it is not known itself; what is not known among the others counts for nothing.

    >>> place(3.0, np.array([5.0, 3.0, 3.0, np.nan]))
    2.0
    """
    return NAN if np.isnan(own) else 1.0 + float((others > own).sum())


@lru_cache(maxsize=24)
def _year(world: World, year: int) -> tuple[dict[str, _Matrix], dict[str, _Matrix]]:
    """Return a year's indicators by pair, empty where the two do not trade: without wrong flows, and with them.

    The first are ranked, among the second. Kept for the years of one world: every pair asks for the same.
    """
    flows = world.flows[year]
    idle = flows + flows.T <= 0

    def trading(matrices: dict[str, _Matrix]) -> dict[str, _Matrix]:
        return {name: np.where(idle, np.nan, one) if name in _OF_PAIRS else one for name, one in matrices.items()}

    every = trading(indicators_of(world, year, with_wrong=True))
    return (trading(indicators_of(world, year)) if world.wrong(year).any() else every), every


def _rank(world: World, year: int, name: str, pair: Pair, among: str) -> float:
    """Return the pair's rank by indicator `name` in a year among the `world` or its `peers`; NaN where it has none."""
    right, every = (matrices[name] for matrices in _year(world, year))
    here, there = world.areas.index(pair.dependent), world.areas.index(pair.partner)
    if among == "peers":
        others = every[[world.areas.index(code) for code in POST_SOVIET if code in world.areas], there]
    else:
        others = every[:, there] if name in _OF_COUNTRIES else every
    return place(float(right[here, there]), others)


def _ranks(name: str, among: str) -> Callable[[Resolver, Pair], Quantity]:
    """Return the formula of one variant: by year, the rank by indicator `name` among the `world` or its `peers`."""

    def ranked(resolver: Resolver, pair: Pair) -> Quantity:
        """Return the rank of the pair by year, 1 the highest value, as `place` has it.

        >>> place(2.0, np.array([5.0, 3.0, 2.0]))
        3.0
        """
        world = resolver.world("baci", "export")
        unknown = not {pair.dependent, pair.partner} <= set(world.areas)
        if unknown or (among == "peers" and pair.dependent not in POST_SOVIET):
            return {}
        flows = [resolver.quantity(flow, pair) for flow in _FLOWS]
        found: Quantity = {}
        for year in world.flows:
            behind = tuple(row for cells in flows if str(year) in cells for row in cells[str(year)].observations)
            rank = _rank(world, year, name, pair, among)
            if behind and not np.isnan(rank):
                found[str(year)] = Cell(rank, rank, rank, _MIRROR, behind)
        return found

    return ranked


def _variants() -> tuple[Variant, ...]:
    found = []
    for name, title in (_OF_PAIRS | _OF_COUNTRIES).items():
        all_of_them = "countries" if name in _OF_COUNTRIES else "pairs"
        for among, ending, words in (
            ("world", f"of_{all_of_them}", f"among all {all_of_them}"),
            ("peers", "of_peers", "among post-Soviet countries"),
        ):
            found.append(
                Variant(f"{name}_{ending}", f"{title}, {words}", _ranks(name, among), {}, _REASON, needs=_FLOWS)
            )
    return tuple(found)


_REASON = "BACI has no trade between the two, or the country is none of the post-Soviet ones that are ranked"

INDICATORS = (
    Indicator(
        id="trade_rank",
        title="Rank of the pair by each indicator of trade",
        question="How many pairs of the world, and how many of its neighbours, stand above the pair?",
        formula="1 + number of pairs, or of post-Soviet countries with the same partner, with a higher value",
        tex=r"1 + \#\{ j : v_j > v_{bp} \}",
        unit="rank",
        direction=0,
        reference="CEPII BACI; Gaulier and Zignago (2010), CEPII Working Paper 2010-23",
        caveats=(
            "BACI's exports by pair on all sides, 2000-2020: reconciled figures, not what each country reports.",
            "Rank 1 is the highest value, which is more dependence for all but the symmetry.",
            "Only pairs that trade are ranked; the concentration is a country's own, whoever the partner.",
        ),
        theme="trade",
        variants=_variants(),
    ),
)
