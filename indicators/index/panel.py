"""The inputs of a composite index for all peers: by country, year and input, as cells and as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from indicators.cells import NAN, with_parts
from indicators.composite import Node, Structure
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Quantity
from ingest.declared import Index, IndexInput, Indices
from ingest.errors import DeclarationError
from ingest.model import STATUSES, Status
from ingest.periods import year

Values = np.ndarray[Any, Any]
_FIRM = STATUSES.index(Status.MIRROR)
_INTERPOLATED = STATUSES.index(Status.INTERPOLATED)
_UNDISCLOSED = STATUSES.index(Status.UNDISCLOSED)


@dataclass(frozen=True)
class IndexPanel:
    """What is known of each input of an index for each country towards one partner.

    `cells` has for each country a quantity per input, in the order of `declared.inputs`. The arrays have the axes
    country, year, input; NaN is what is not known.
    """

    declared: Index
    rules: Indices
    partner: str
    countries: tuple[str, ...]
    years: tuple[int, ...]
    cells: dict[str, tuple[Quantity, ...]]

    @cached_property
    def values(self) -> Values:
        """The values."""
        return self._array("value")

    @cached_property
    def lows(self) -> Values:
        """The lower bounds; a value without bounds is its own."""
        return self._array("low")

    @cached_property
    def highs(self) -> Values:
        """The upper bounds."""
        return self._array("high")

    @cached_property
    def firm(self) -> Values:
        """The values that may make a scale: reported and mirror ones alone, for the others are not observed."""
        return np.where(self._array("status") <= _FIRM, self.values, NAN)

    @cached_property
    def middles(self) -> Values:
        """The values, and the middle of the bounds where they alone are known."""
        return np.where(np.isnan(self.values), (self.lows + self.highs) / 2, self.values)

    @cached_property
    def structure(self) -> Structure:
        """The index as the composite engine takes it: pillars, and the inputs under them."""
        return structure_of(self.declared)

    def _array(self, name: str) -> Values:
        found = np.full((len(self.countries), len(self.years), len(self.declared.inputs)), NAN)
        number = {year(one).text: place for place, one in enumerate(self.years)}
        for place, country in enumerate(self.countries):
            for column, quantity in enumerate(self.cells[country]):
                for when, cell in quantity.items():
                    found[place, number[when], column] = getattr(cell, name)
        return found

    def used(self, country: str, number: int, columns: Sequence[int] | None = None) -> list[Cell]:
        """Return the cells of one country and year that have a value or bounds, of all inputs or of those numbered."""
        name, quantities = year(number).text, self.cells[country]
        numbered = range(len(quantities)) if columns is None else columns
        return [quantities[column][name] for column in numbered if name in quantities[column]]


def structure_of(declared: Index) -> Structure:
    """Return a declared index as the composite engine takes it."""
    pillars = [Node(pillar.id, weight=pillar.weight) for pillar in declared.pillars]
    inputs = [
        Node(one.id, one.pillar, one.weight, one.direction, (one.goalposts.low, one.goalposts.high))
        for one in declared.inputs
    ]
    return (*pillars, *inputs)


def index_panel(resolver: Resolver, index: str, pair: Pair) -> IndexPanel:
    """Return the panel of an index towards the pair's partner: the declared peers, and the dependent country with them.

    Made once for all pairs of peers. Raises DeclarationError for an index that is not declared.
    """
    rules = resolver.indices
    if rules is None or index not in rules.indices:
        raise DeclarationError(f"data/index.toml: no index {index!r}")
    peers = tuple(country for country in rules.peers if country != pair.partner)
    countries = peers if pair.dependent in peers else (*peers, pair.dependent)
    made: IndexPanel = resolver.kept(
        (index, pair.partner, countries), lambda: _panel(resolver, rules, rules.indices[index], pair.partner, countries)
    )
    return made


def _panel(resolver: Resolver, rules: Indices, declared: Index, partner: str, countries: tuple[str, ...]) -> IndexPanel:
    cells = {country: inputs_of(resolver, rules, declared, Pair(country, partner)) for country in countries}
    known = [int(name) for quantities in cells.values() for quantity in quantities for name in quantity]
    years = tuple(range(rules.first, max(known, default=rules.first) + 1))
    return IndexPanel(declared, rules, partner, countries, years, cells)


def inputs_of(resolver: Resolver, rules: Indices, declared: Index, pair: Pair) -> tuple[Quantity, ...]:
    """Return each input of an index for a pair by year from the first declared one on, single gap years filled."""
    hidden = resolver.hidden_from.get(pair.dependent)
    return tuple(_with_gaps_filled(_of_years(one, rules.first, resolver, pair), hidden) for one in declared.inputs)


def _of_years(one: IndexInput, first: int, resolver: Resolver, pair: Pair) -> Quantity:
    # Imported late: the engine knows the catalogue, and the catalogue the indices.
    from indicators.engine import variant_cells

    cells = variant_cells(one.indicator, one.variant, resolver, pair)
    if one.parts == "stand_in":
        cells = with_parts({name: cell for name, cell in cells.items() if cell.status != _UNDISCLOSED}, "stand_in")
    return {
        name: cell
        for name, cell in cells.items()
        if name.isdigit() and int(name) >= first and not np.isnan([cell.value, cell.low]).all()
    }


def _with_gaps_filled(quantity: Quantity, hidden: int | None) -> Quantity:
    """Return the years with each single missing one halfway between its neighbours, as interpolated.

    Never where that year or a neighbour lies in the time from which on the country hides its trade. The bounds take in
    both neighbours.
    """
    filled = dict(quantity)
    for name in quantity:
        gap, after = (year(int(name) + step).text for step in (1, 2))
        if gap in quantity or after not in quantity or (hidden is not None and int(after) >= hidden):
            continue
        one, two = quantity[name], quantity[after]
        rows = tuple(dict.fromkeys((*one.observations, *two.observations)))
        status = max(one.status, two.status, _INTERPOLATED)
        filled[gap] = Cell((one.value + two.value) / 2, min(one.low, two.low), max(one.high, two.high), status, rows)
    return dict(sorted(filled.items()))


def scale_panel(resolver: Resolver, index: str) -> Values:
    """Return what scales and goalposts are made of: the largest firm value of each peer in each year towards a partner.

    The partners, and the years up to `scale_last`, are those declared; the axes are country, year and input. One panel
    for every partner, so that an index towards one is comparable with that towards another.
    """
    rules = resolver.indices
    made: Values = resolver.kept((index, "scale"), lambda: _largest(resolver, index, rules))
    return made


def _largest(resolver: Resolver, index: str, rules: Indices | None) -> Values:
    if rules is None:
        raise DeclarationError(f"data/index.toml: no index {index!r}")
    years = range(rules.first, rules.scale_last + 1)
    largest = np.full((len(rules.peers), len(years), len(rules.indices[index].inputs)), NAN)
    for partner in rules.partners:
        panel = index_panel(resolver, index, Pair(next(one for one in rules.peers if one != partner), partner))
        shared = [number for number in panel.years if number <= rules.scale_last]
        for place, country in enumerate(panel.countries):
            row = rules.peers.index(country)
            largest[row, : len(shared)] = np.fmax(largest[row, : len(shared)], panel.firm[place, : len(shared)])
    return largest
