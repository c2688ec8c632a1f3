"""The trade indicators of every pair of countries in the world at once, from one matrix of flows a year."""

import math
from typing import Any

import numpy as np
import pandas as pd

from indicators.cells import NAN
from indicators.model import Cell
from indicators.world import World
from ingest.model import STATUSES, Status

_MIRROR = STATUSES.index(Status.MIRROR)
_Matrix = np.ndarray[Any, Any]


def trade_of_pairs(world: World, years: range | None = None) -> pd.DataFrame:
    """Return dependent, partner, year and the trade indicators of each directed pair that trades, a row each.

    The columns are the ids of the catalogue, in its units: export_share, import_share, turnover_share, trade_asymmetry
    (percent and points), salience, symmetry, interdependence (0 to 1), trade_intensity, export_partner_hhi,
    import_partner_hhi, the part that the partner has in either (percent), and the ranks of the shares among all pairs
    of the year. All flows are as the exporter's side of `world` has them. A value that rests on a flow known to be
    wrong is NaN, and so is one whose total is 0.
    """
    found = [_year(world, year) for year in world.flows if years is None or year in years]
    return pd.concat(found, ignore_index=True)


def _year(world: World, year: int) -> pd.DataFrame:
    trades = world.flows[year] + world.flows[year].T > 0
    here, there = np.nonzero(trades)
    areas = pd.Index(world.areas)
    named = pd.Categorical.from_codes(here, areas), pd.Categorical.from_codes(there, areas)
    table = pd.DataFrame({"dependent": named[0], "partner": named[1], "year": np.int16(year)})
    for name, values in indicators_of(world, year).items():
        table[name] = values[here, there]
    # Shares that rest on a wrong flow have no rank, but stand before others where they are higher.
    every = {"export": world.flows[year], "import": world.flows[year].T}
    for side, raw in every.items():
        ranks = pd.Series(_part(raw, _totals(raw))[here, there]).rank(method="min", ascending=False)
        table[f"{side}_share_rank"] = ranks.where(table[f"{side}_share"].notna())
    return table


def dependents_on(world: World, partner: str, year: int) -> dict[str, dict[str, Cell]]:
    """Return the shares and the asymmetry of every country that trades with a partner in a year: by country, by id.

    The units are those of `trade_of_pairs`. Where a flow is known to be wrong it is printed too high: what rests on one
    has no value, but the bounds that follow if the flow lies between nothing and what is printed. Of the asymmetry they
    are those of the two shares taken apart, which is wider than need be. NaN where a total is 0.
    """
    flows, there = world.flows[year], world.areas.index(partner)
    trading = np.flatnonzero(flows[:, there] + flows[there, :] > 0)
    values, bounds = indicators_of(world, year), _bounds(flows, np.where(world.wrong(year), 0, flows))
    found: dict[str, dict[str, Cell]] = {}
    for here in trading:
        cells = {}
        for name, (low, high) in bounds.items():
            value = float(values[name][here, there])
            known = value, value, value
            ends = NAN, float(low[here, there]), float(high[here, there])
            cells[name] = Cell(*(ends if math.isnan(value) else known), _MIRROR, ())
        found[world.areas[here]] = cells
    return found


def _bounds(most: _Matrix, least: _Matrix) -> dict[str, tuple[_Matrix, _Matrix]]:
    """Return the lowest and the highest shares and asymmetry that flows between `least` and `most` allow."""
    shares = {
        "export_share": _share_bounds((least, most)),
        "import_share": _share_bounds((least.T, most.T)),
        "turnover_share": _share_bounds((least + least.T, most + most.T)),
    }
    low, high = shares["turnover_share"]
    return shares | {"trade_asymmetry": (low - high.T, high - low.T)}


def _share_bounds(flows: tuple[_Matrix, _Matrix]) -> tuple[_Matrix, _Matrix]:
    """Return the bounds of each flow's share in its row, per cent: a flow at one end and all others at the other."""
    (least, most), (few, many) = flows, (_totals(one) - one for one in flows)
    return 100 * _part(least, least + many), 100 * _part(most, most + few)


def indicators_of(world: World, year: int, *, with_wrong: bool = False) -> dict[str, _Matrix]:
    """Return each indicator of a year as a matrix from dependent country to partner, by the ids of the catalogue.

    What rests on a flow known to be wrong is NaN, or as that flow has it where they are asked for `with_wrong`.
    """
    raw = world.flows[year]
    return _indicators(raw if with_wrong else np.where(world.wrong(year), np.nan, raw), float(raw.sum()))


def _indicators(flows: _Matrix, world: float) -> dict[str, _Matrix]:
    """Return each indicator as a matrix from dependent country to partner; `world` is the sum of all flows."""
    exports, imports = flows, flows.T
    sold, bought = _totals(exports), _totals(imports)
    turnover, total = exports + imports, sold + bought
    of_dependent, of_partner = _part(turnover, total), _part(turnover, total.T)
    shares = {"export": _part(exports, sold), "import": _part(imports, bought)}
    found = {f"{side}_share": 100 * share for side, share in shares.items()}
    found["turnover_share"] = 100 * of_dependent
    found["trade_asymmetry"] = 100 * (of_dependent - of_partner)
    found["salience"] = np.sqrt(of_dependent * of_partner)
    found["symmetry"] = 1 - np.abs(of_dependent - of_partner)
    found["interdependence"] = found["salience"] * found["symmetry"]
    found["trade_intensity"] = _part(shares["export"], _part(bought.T, world - bought))
    for side, share in shares.items():
        hhi = _totals(share**2)
        found[f"{side}_partner_hhi"] = np.broadcast_to(hhi, flows.shape)
        found[f"partner_part_of_concentration_{side}s"] = 100 * _part(share**2, hhi)
    return found


def _totals(flows: _Matrix) -> _Matrix:
    """Return each country's sum over its partners as a column; NaN where one of the flows is."""
    totals: _Matrix = flows.sum(axis=1, keepdims=True)
    return totals


def _part(part: _Matrix, whole: _Matrix) -> _Matrix:
    found: _Matrix = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    return np.divide(part, whole, out=found, where=whole > 0)
