"""A composite index scored anew with what a scenario would make of its inputs, for one pair and one year."""

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from indicators.catalogue import CATALOGUE
from indicators.composite import composite, scores
from indicators.index.panel import inputs_of, structure_of
from indicators.index.result import index_result
from indicators.measures import Resolver, touched_by
from indicators.model import Cell, Pair
from indicators.scenarios import Range, Ranges, cases, principal_due, shocked
from ingest.declared import Index
from ingest.errors import DeclarationError
from ingest.periods import year


class Rescored(NamedTuple):
    """An index before a scenario and in its cheaper, central and dearer case, with its pillars in each; NaN: no value.

    `moved` are the measures that the scenario changes, `unmoved` those that it would change but of which an input is
    missing: they stay as they are.
    """

    year: int
    horizon: float
    before: float
    after: Range
    pillars_before: dict[str, float]
    pillars: dict[str, Range]
    moved: tuple[str, ...]
    unmoved: tuple[str, ...]


def rescored(
    resolver: Resolver, pair: Pair, parameters: Ranges, inputs: Ranges, horizon: float, base: int,
    index: str = "dependence_index",
) -> Rescored:  # fmt: skip
    """Return an index of the year `base` as it is, and as a scenario's account would leave it after `horizon` months.

    `parameters` and `inputs` are those of `scenario`. Trade, its total and the product are those of `shocked`; turnover
    falls by what exports to the partner fall; debt falls by the principal that is not lent anew, which nobody else
    lends either. The share of gas from the partner stays: less gas bought is less gas used. Ties that are cut lower the
    index: what the partner can withdraw again is less, whatever the cutting cost.

    Raises ValueError as `scenario` does, and for a year or a country that the index does not have; DeclarationError for
    an index that is not declared.
    """
    found = index_result(resolver, index, pair)
    if base not in found.panel.years:
        raise ValueError(f"the index has no year {base}; it has {found.panel.years[0]} to {found.panel.years[-1]}")
    rules = resolver.indices
    if rules is None:
        raise DeclarationError(f"data/index.toml: no index {index!r}")
    declared, name = found.panel.declared, year(base).text
    changes = _changes(resolver, pair, parameters, inputs, horizon, name)
    tables = [found.panel.cells[pair.dependent]]
    moving = _moving(declared, touched_by(changes, resolver.measures))
    for case in range(len(Range._fields)):
        known = {measure: one[case] for measure, one in changes.items() if not math.isnan(one[case])}
        moved_cells = inputs_of(resolver.changed(pair, name, known), rules, moving, pair)
        by_id = {one.id: quantity for one, quantity in zip(moving.inputs, moved_cells, strict=True)}
        still = zip(declared.inputs, tables[0], strict=True)
        tables.append(tuple(by_id.get(one.id, quantity) for one, quantity in still))
    values = np.array([[_middle(quantity.get(name)) for quantity in table] for table in tables])
    structure = structure_of(declared)
    scored = scores(pd.DataFrame(values, columns=[one.id for one in declared.inputs]), structure)
    made = composite(scored, structure, coverage=declared.coverage)
    before, *after = made.index.tolist()
    pillars = {pillar.id: made.parts[pillar.id].tolist() for pillar in declared.pillars}
    missing = tuple(measure for measure, one in changes.items() if any(math.isnan(value) for value in one))
    moved = tuple(measure for measure in changes if measure not in missing)
    at_first = {pillar: one[0] for pillar, one in pillars.items()}
    then = {pillar: Range(*one[1:]) for pillar, one in pillars.items()}
    return Rescored(base, horizon, before, Range(*after), at_first, then, moved, missing)


def _moving(declared: Index, touched: set[str]) -> Index:
    """Return an index with the inputs alone that take one of the measures."""
    taken = {
        one.id: {given.measure for variant in CATALOGUE[one.indicator].variants for given in variant.inputs.values()}
        for one in declared.inputs
    }
    return replace(declared, inputs=tuple(one for one in declared.inputs if taken[one.id] & touched))


def _middle(cell: Cell | None) -> float:
    """Return a cell's value, the middle of its bounds where they alone are known, NaN for none."""
    if cell is None:
        return math.nan
    return (cell.low + cell.high) / 2 if math.isnan(cell.value) else cell.value


def _changes(
    resolver: Resolver, pair: Pair, parameters: Ranges, inputs: Ranges, horizon: float, name: str
) -> dict[str, Range]:
    """Return what the index's measures would be in the period `name`, in the three cases."""
    after = shocked(parameters, inputs, horizon)
    changes = {measure: after[measure] for measure in ("goods_exports", "goods_exports_total", "gdp")}
    lost = [one - inputs["exports"].central for one in after["goods_exports"]]
    not_renewed = [-(1 - case["rho"]) * principal_due(case, horizon) for case in cases(parameters, inputs, horizon)]
    for measure, moves in (("goods_turnover", lost), ("debt_to_partner", not_renewed), ("public_debt", not_renewed)):
        cell = resolver.quantity(measure, pair).get(name)
        now = math.nan if cell is None else cell.value
        changes[measure] = Range(*(now + move for move in moves))
    return changes
