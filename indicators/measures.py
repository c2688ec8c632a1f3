"""Fill the measures of data/measures.toml from the observations of a snapshot."""

import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from copy import copy
from datetime import date, timedelta
from typing import Any

import numpy as np

from indicators.cells import NAN, added, cells_of_series, on_shared_periods, widened
from indicators.clock import NOW, Clock
from indicators.model import Cell, Pair, Quantity, Result
from indicators.shapes import shaped
from indicators.units import factor
from indicators.world import World
from ingest.declared import Indices, LineRules
from ingest.errors import DeclarationError
from ingest.model import STATUSES, Status, Tables
from ingest.periods import period, year

Measures = Mapping[str, dict[str, Any]]
Groups = Mapping[str, tuple[str, ...]]

# Areas that hold other areas: never one among several that are added up or compared.
_AGGREGATES = frozenset(("WLD", "EU27_2020", "EU28", "EU15", "_EU", "_CIS", "_EAEU", "_SCO", "_NONCIS"))
_MADE_OF = {
    "sum": lambda *values: math.fsum(values),
    "difference": lambda first, second: first - second,
    "share_of": lambda percent, whole: percent * whole / 100,
    "quotient": lambda first, second: first / second if second > 0 else NAN,
}
_UNDISCLOSED = STATUSES.index(Status.UNDISCLOSED)


def share(part: float, whole: float) -> float:
    """Return `part` per cent of `whole`; NaN where there is no whole.

    >>> round(share(13624.09, 32955.12), 2)
    41.34
    """
    return 100 * part / whole if whole > 0 else NAN


class Resolver:
    """Answers what a measure was for a pair, from one snapshot and one clock; remembers its answers.

    `measures` is the content of data/measures.toml; `hidden_from` the first year in which a country hides its trade
    by partner; `groups` the members of a partner that is a group of countries; `indices` the content of
    data/index.toml, without which no composite index is known; `rules` what is declared about lines.
    """

    def __init__(
        self,
        tables: Tables,
        measures: Measures,
        hidden_from: Mapping[str, int] | None = None,
        clock: Clock = NOW,
        groups: Groups | None = None,
        indices: Indices | None = None,
        rules: LineRules | None = None,
    ) -> None:
        self.tables = tables
        self.measures = measures
        self.hidden_from = dict(hidden_from or {})
        self.clock = clock
        self.groups = dict(groups or {})
        self.indices = indices
        self.results: dict[tuple[str, Pair], Result] = {}  # of indicators, for rules that ask for them many times
        self.rules = rules or LineRules()
        self._visible = clock.sees(tables)
        self._answers: dict[tuple[str, Pair], dict[str, Quantity]] = {}
        self._read: dict[tuple[int, float, bool], Quantity] = {}
        self._totals: dict[tuple[int, str, str], Quantity] = {}
        self._worlds: dict[tuple[str, str], World] = {}
        self._panels: dict[tuple[str, str, str], dict[str, dict[str, Cell]]] = {}
        self._kept: dict[Hashable, Any] = {}

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what `make` returned when first asked for under `key`: what many pairs share is made once."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def editions(self) -> list[date]:
        """Return the days on which what it has read so far became known or was revised, in order."""
        tables, worlds = self.tables, {source for source, _ in self._worlds}
        read = {series for series, _, _ in self._read}
        read |= set(np.flatnonzero(tables.series["source"].isin(worlds)).tolist())
        vintages = (tables.columns["vintage"][tables.rows_of(series)].tolist() for series in read)
        return [date(1970, 1, 1) + timedelta(days=day) for day in sorted(set().union(*vintages))]

    def changed(self, pair: Pair, name: str, values: Mapping[str, float]) -> "Resolver":
        """Return a resolver that answers as this one does, but with other values of a pair's measures in one period.

        A measure without a figure of that period has none here either; one that is made of changed ones is made anew.
        """
        other = copy(self)
        touched = touched_by(values, self.measures)
        other._answers = {asked: found for asked, found in self._answers.items() if asked[0] not in touched}
        for measure, value in values.items():
            other._answers[measure, pair] = {
                family: cells | {name: cells[name]._replace(value=value, low=value, high=value)}
                if name in cells
                else cells
                for family, cells in self.families(measure, pair).items()
            }
        other._kept = {}
        return other

    def families(self, measure: str, pair: Pair) -> dict[str, Quantity]:
        """Return the measure's cells by period for each family of candidates that may meet in a formula.

        Raises DeclarationError for a measure that is not declared.
        """
        if (measure, pair) not in self._answers:
            if measure not in self.measures:
                raise DeclarationError(f"data/measures.toml: no measure {measure!r}")
            self._answers[measure, pair] = self._resolve(self.measures[measure], pair)
        return self._answers[measure, pair]

    def quantity(self, measure: str, pair: Pair) -> Quantity:
        """Return the measure's cells by period, of the first family that has the period."""
        found: Quantity = {}
        for cells in self.families(measure, pair).values():
            found = cells | found
        return dict(sorted(found.items(), key=lambda item: period(item[0]).first))

    def world(self, source: str, item: str) -> World:
        """Return every country's flows of a source's item to every other."""
        if (source, item) not in self._worlds:
            self._worlds[source, item] = World(self.tables, source, item, self._visible)
        return self._worlds[source, item]

    def panel(self, measure: str, pair: Pair, family: str) -> dict[str, dict[str, Cell]]:
        """Return the cells of a measure one by one per partner: by period, then by partner."""
        # Who the partner is does not matter here: all of them are asked for.
        asked = (measure, pair.dependent, family)
        if asked not in self._panels:
            self._panels[asked] = self._panel(measure, pair, family)
        return self._panels[asked]

    def lines(self, source: str, item: str, end: str, area: str, products: str) -> dict[str, dict[str, Quantity]]:
        """Return the yearly flows in USD mn of a country, the `end` (reporter or partner) of each: by product, by area.

        `products` is a pattern that the whole code of a product fits. The area is the other end of the flow.
        """
        found: dict[str, dict[str, Quantity]] = {}
        wanted = re.compile(products)
        for other, product, series in self.tables.series_of(source, item, end, area):
            if wanted.fullmatch(product) and self.tables.frequencies[series] == "A":
                scale = factor(self.tables.units[series], "USD mn")
                found.setdefault(product, {})[other] = self._cells(series, scale, False)
        return found

    def _panel(self, measure: str, pair: Pair, family: str) -> dict[str, dict[str, Cell]]:
        found: dict[str, dict[str, Cell]] = {}
        for candidate in self.measures[measure]["candidate"]:
            if candidate["family"] == family and self._applies(candidate, pair):
                for area, cells in self._series_cells(candidate, pair, self.measures[measure]["unit"]):
                    for name, cell in shaped(cells, candidate, self.clock.last_ended).items():
                        if _within(name, candidate):
                            found.setdefault(name, {})[area] = cell
        return found

    def _resolve(self, declared: dict[str, Any], pair: Pair) -> dict[str, Quantity]:
        families: dict[str, Quantity] = {}
        for candidate in declared["candidate"]:
            if not self._applies(candidate, pair):
                continue
            for family, cells in self._candidate(candidate, declared["unit"], pair).items():
                known = families.setdefault(family, {})
                for name, cell in cells.items():
                    if _within(name, candidate):
                        _take(known, name, cell, bounds=candidate.get("bounds", False))
        if declared.get("hidden") and pair.dependent in self.hidden_from:
            self._mark_hidden(families.setdefault("customs", {}), pair)
        return families

    def _applies(self, candidate: dict[str, Any], pair: Pair) -> bool:
        """Tell whether a candidate is meant for this pair: by its partner, and by who reports."""
        reporter = self._ends(pair).get(candidate.get("reporter", "dependent"), pair.dependent)
        only, never = candidate.get("only"), candidate.get("except", ())
        return (
            candidate.get("for_partner", pair.partner) == pair.partner
            and (only is None or reporter in only)
            and reporter not in never
        )

    def _candidate(self, candidate: dict[str, Any], unit: str, pair: Pair) -> dict[str, Quantity]:
        """Return a candidate's cells by family; those made of other measures keep the families of their inputs."""
        if "measure" in candidate:
            return self.families(candidate["measure"], pair)
        if "swapped" in candidate:
            return self.families(candidate["swapped"], Pair(pair.partner, pair.dependent))
        for kind in _MADE_OF:
            if kind in candidate:
                made = self._made_of(kind, candidate[kind], pair)
                return {family: shaped(cells, candidate, self.clock.last_ended) for family, cells in made.items()}
        family = candidate.get("family", "customs")
        if "world" in candidate:
            return {family: self._of_the_world(candidate, unit, pair)}
        return {family: self._of_series(candidate, unit, pair)}

    def _of_series(self, candidate: dict[str, Any], unit: str, pair: Pair) -> Quantity:
        """Return the cells of a candidate's series together: made once for all pairs between whose ends they run."""
        asked = (id(candidate), *self._between(candidate, pair))  # declarations live as long as the resolver
        if asked not in self._totals:
            areas = [cells for _, cells in self._series_cells(candidate, pair, unit)]
            total = areas[0] if len(areas) == 1 and "items" not in candidate else _totals(areas)
            self._totals[asked] = shaped(total, candidate, self.clock.last_ended)
        return self._totals[asked]

    def _made_of(self, kind: str, measures: list[str], pair: Pair) -> dict[str, Quantity]:
        first, *others = (self.families(measure, pair) for measure in measures)
        made = {
            family: on_shared_periods(_MADE_OF[kind], dict(enumerate([cells, *(other[family] for other in others)])))
            for family, cells in first.items()
            if all(family in other for other in others)
        }
        return {
            family: {name: cell for name, cell in cells.items() if cell.status != _UNDISCLOSED}
            for family, cells in made.items()
        }

    def _of_the_world(self, candidate: dict[str, Any], unit: str, pair: Pair) -> Quantity:
        """Return the world's total of a source's flows, or where the pair's flow ranks among them."""
        world = self.world(candidate["source"], candidate["item"])
        if candidate["world"] == "total":
            return world.totals(factor(candidate["unit"], unit))
        seller, buyer = (self._ends(pair)[candidate[end]] for end in ("reporter", "partner"))
        ranks = world.rank(seller, buyer, candidate["of"], candidate["world"])
        flows = self.quantity(candidate["flow"], pair)
        return {
            name: Cell(rank, rank, rank, flows[name].status, flows[name].observations)
            for name, rank in ranks.items()
            if name in flows and not math.isnan(rank)
        }

    def _ends(self, pair: Pair) -> dict[str, str]:
        return {"dependent": pair.dependent, "partner": pair.partner}

    def _between(self, candidate: dict[str, Any], pair: Pair) -> tuple[str, str]:
        """Return who reports a candidate's series, and who is at their other end."""
        ends = self._ends(pair)
        reporter, partner = (candidate.get(end, "_Z") for end in ("reporter", "partner"))
        return ends.get(reporter, reporter), ends.get(partner, partner)

    def _series_cells(self, candidate: dict[str, Any], pair: Pair, unit: str) -> list[tuple[str, Quantity]]:
        """Return (area, cells) of each series that a candidate names."""
        reporter, partner = self._between(candidate, pair)
        found = []
        for item in candidate.get("items", [candidate.get("item")]):
            for area, series in self._series(candidate["source"], item, reporter, partner, candidate):
                scale = 1.0 if "times" in candidate else factor(self.tables.units[series], unit)
                found.append((area, self._cells(series, scale, candidate.get("best", False))))
        return found

    def _cells(self, series: int, scale: float, best: bool) -> Quantity:
        """Return a series' cells, read from the tables once however many measures ask for them."""
        if (series, scale, best) not in self._read:
            self._read[series, scale, best] = cells_of_series(self.tables, series, self._visible, scale, best=best)
        return self._read[series, scale, best]

    def _series(
        self, source: str, item: str, reporter: str, partner: str, candidate: dict[str, Any]
    ) -> list[tuple[str, int]]:
        frequency, goods = candidate.get("freq"), candidate.get("product")
        members: frozenset[str] | None = None
        if candidate.get("groups") and self.groups.keys() & {reporter, partner}:
            members = frozenset(self.groups[reporter if reporter in self.groups else partner])
            reporter, partner = ("all" if end in self.groups else end for end in (reporter, partner))
        end, area, other = (
            ("partner", partner, None) if reporter in ("all", "each") else ("reporter", reporter, partner)
        )
        if other in ("all", "each"):
            other = None
        frequencies = self.tables.frequencies
        return [
            (found, series)
            for found, product, series in self.tables.series_of(source, item, end, area)
            if (other == found or (other is None and found not in _AGGREGATES))
            and (members is None or found in members)
            and (product == goods if goods else product in ("_T", "_Z"))
            and candidate.get("unit") in (None, self.tables.units[series])
            and frequencies[series] in ((frequency,) if frequency else ("A", "_O"))
        ]

    def _mark_hidden(self, cells: Quantity, pair: Pair) -> None:
        """Add empty cells for the years that the dependent country hides, as far as its totals go."""
        totals = self.quantity("goods_exports_total", pair)
        for name in totals:
            if period(name).first.year >= self.hidden_from[pair.dependent] and name not in cells:
                cells[name] = Cell(NAN, NAN, NAN, _UNDISCLOSED, ())


def _totals(areas: Iterable[Quantity]) -> Quantity:
    """Return the sum over areas in each period that any of them has."""
    parts: dict[str, list[Cell]] = {}
    for cells in areas:
        for name, cell in cells.items():
            parts.setdefault(name, []).append(cell)
    return {name: added(cells) for name, cells in parts.items()}


def touched_by(changed: Iterable[str], measures: Measures) -> set[str]:
    """Return the changed measures and all that are made of them."""
    made_of = {name: _named_in(declared) for name, declared in measures.items()}
    touched: set[str] = set()
    found = set(changed)
    while found:
        touched |= found
        found = {name for name, texts in made_of.items() if texts & found} - touched
    return touched


def _named_in(declared: Mapping[str, Any]) -> set[str]:
    """Return the texts that the candidates of a measure hold: the measures that it is made of are among them."""
    values = [value for candidate in declared["candidate"] for value in candidate.values()]
    listed = [text for value in values for text in (value if isinstance(value, list) else [value])]
    return {text for text in listed if isinstance(text, str)}


def _within(name: str, candidate: dict[str, Any]) -> bool:
    if candidate.get("yearly") and name != name[:4]:
        return False
    if "from" not in candidate and "to" not in candidate:
        return True
    span = period(name)
    first, last = year(int(candidate.get("from", "1900"))), year(int(candidate.get("to", "2999")))
    return first.first <= span.first and span.last <= last.last


def _take(known: Quantity, name: str, cell: Cell, *, bounds: bool) -> None:
    """Let the first candidate with a value give it; let the others widen its bounds where they are meant to."""
    if name not in known:
        known[name] = cell
    elif math.isnan(known[name].value) and not math.isnan(cell.value):
        known[name] = widened(cell, [known[name]])
    elif bounds:
        known[name] = widened(known[name], [cell])
