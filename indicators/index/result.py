"""A composite index towards one partner: headline, band, other views, pillars, ranks, coverage and what adds to it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from indicators.cells import ESTIMATED, NAN
from indicators.composite import (
    Composite,
    change_by_indicator,
    clipped,
    composite,
    contributions,
    effective_weights,
    geometric,
    log_shares_of_change,
    maximum,
    observed_weights,
    quadratic,
    scores,
)
from indicators.composite.means import FLOOR, Rule
from indicators.composite.whole import INDEX
from indicators.index.panel import IndexPanel, index_panel, scale_panel
from indicators.index.sensitivity import Share, index_shares
from indicators.index.uncertainty import (
    NONE_LEFT_OUT,
    Choices,
    Model,
    Units,
    drawn,
    indices_drawn,
    percentiles,
    probability_of_rise,
    ranks_drawn,
    scale,
)
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Quantity
from ingest.declared import IndexInput
from ingest.periods import year

Values = np.ndarray[Any, Any]
BAND = (5.0, 50.0, 95.0)
LEAST_OF_PILLAR = 0.5  # of its weight must be observed for a pillar to be shown
VIEWS: dict[str, Rule] = {"geometric": geometric, "quadratic": quadratic, "maximum": maximum}


class Used(NamedTuple):
    """An input of one country and year: its cell, score, weight in the headline, and what it adds; NaN: not observed.

    `clipped`: its value lies beyond a goalpost.
    """

    declared: IndexInput
    cell: Cell | None
    score: float
    weight: float
    contribution: float
    clipped: bool


@dataclass(frozen=True)
class IndexResult:
    """A composite index of every country of a panel; arrays have the axes country and year.

    Where less weight than the declared coverage is observed there is no value, and the band runs from the 5th
    percentile if all that is not known scored 0 to the 95th if it scored 1.
    """

    panel: IndexPanel
    scale: Values  # what scales are made of, with the axes country, year and input

    @cached_property
    def model(self) -> Model:
        """The index as its Monte Carlo takes it."""
        panel, declared = self.panel, self.panel.declared
        weights = effective_weights(panel.structure)
        place = {pillar.id: number for number, pillar in enumerate(declared.pillars)}
        scales = [
            scale(one.goalposts.low, one.goalposts.high, one.direction, *self._known(column))
            for column, one in enumerate(declared.inputs)
        ]
        return Model(
            scales,
            np.array([weights[one.id] for one in declared.inputs]),
            np.array([place[one.pillar] for one in declared.inputs]),
            declared.normalisations,
            declared.aggregations,
        )

    def _known(self, column: int) -> tuple[Values, Values]:
        """Return what an input's scale is made of, and of it the last year up to the reference year that has any."""
        values = self.scale[:, : self.panel.rules.reference_year - self.panel.rules.first + 1, column]
        years = np.flatnonzero(~np.isnan(values).all(axis=0))
        return self.scale[:, :, column].ravel(), values[:, years[-1]] if len(years) else np.array([])

    @cached_property
    def choices(self) -> Choices:
        """The draws, the same for every panel of the index."""
        rules = self.panel.rules
        return drawn(self.model, rules.draws, rules.concentration, rules.seed)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The values, a row for each country and year and a column for each input; of bounds alone their middle."""
        return self.table_of(self.panel.middles)

    def table_of(self, values: Values) -> pd.DataFrame:
        """Return an array of the panel as a table, a row for each country and year and a column for each input."""
        rows = pd.MultiIndex.from_product([self.panel.countries, self.panel.years])
        names = [one.id for one in self.panel.declared.inputs]
        return pd.DataFrame(values.reshape(len(rows), len(names)), rows, names)

    @cached_property
    def scored(self) -> pd.DataFrame:
        """The scores between goalposts, as the headline uses them."""
        return scores(self.table, self.panel.structure)

    @cached_property
    def headline(self) -> Composite:
        """The arithmetic mean of the pillars, each the arithmetic mean of its inputs."""
        return self.view()

    def view(self, rule: Rule | None = None) -> Composite:
        """Return the index by another mean of the pillars."""
        return composite(
            self.scored, self.panel.structure, {INDEX: rule} if rule else None, self.panel.declared.coverage
        )

    @cached_property
    def draws(self) -> Values:
        """The index by each draw, with the axes draw, country and year."""
        return self._drawn(NAN)

    def _drawn(self, missing: float) -> Values:
        choices = self.choices
        if not np.isnan(missing):  # what is missing is left out already
            choices = replace(choices, left_out=np.full_like(choices.left_out, NONE_LEFT_OUT))
        found = indices_drawn(self.model, self._units, choices, missing)
        return found.reshape(-1, len(self.panel.countries), len(self.panel.years))

    @cached_property
    def _units(self) -> Units:
        panel, inputs = self.panel, len(self.panel.declared.inputs)
        return Units(*(array.reshape(-1, inputs) for array in (panel.values, panel.lows, panel.highs)))

    @cached_property
    def band(self) -> Values:
        """The 5th, 50th and 95th percentile of the draws, with the axes percentile, country and year.

        Where there is no value the outer two are those if all that is not known scored 0 and 1, and the 50th is NaN.
        """
        found = self._percentiles(self.draws)
        known = (self._units.known.any(axis=1)).reshape(found.shape[1:])
        unvalued = np.isnan(self.values)
        for end, missing in ((0, 0.0), (2, 1.0)):
            found[end, unvalued & known] = percentiles(self._drawn(missing)[:, unvalued & known], BAND[end : end + 1])
        found[1, unvalued] = NAN
        return found

    def _percentiles(self, draws: Values) -> Values:
        return percentiles(draws.reshape(len(draws), -1), BAND).reshape(len(BAND), *draws.shape[1:])

    @cached_property
    def values(self) -> Values:
        """The headline."""
        return self.by_country_and_year(self.headline.index)

    def by_country_and_year(self, series: "pd.Series[Any]") -> Values:
        """Return a series with a row for each country and year as an array."""
        return series.to_numpy(dtype=float).reshape(len(self.panel.countries), len(self.panel.years))

    @cached_property
    def ranks(self) -> Values:
        """Percentiles of the rank among the countries with a value in the year, 1 for the highest; before rounding."""
        valued = np.where(np.isnan(self.values), NAN, self.draws)
        ranks = ranks_drawn(valued.transpose(0, 2, 1)).transpose(0, 2, 1)
        return self._percentiles(ranks)

    @cached_property
    def clipped(self) -> pd.DataFrame:
        """Which values lie beyond their goalposts."""
        posts = {one.id: one.goalposts for one in self.panel.declared.inputs}
        return pd.DataFrame({name: clipped(self.table[name], one.low, one.high) for name, one in posts.items()})

    @cached_property
    def weights(self) -> pd.DataFrame:
        """Each input's weight in the headline by country and year, where those not observed leave theirs to others."""
        return observed_weights(self.scored, self.panel.structure)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """What each input adds to the headline; NaN where it is not observed."""
        return contributions(self.scored, self.panel.structure)

    @cached_property
    def views(self) -> dict[str, Values]:
        """Value, low and high of each other mean and of each pillar, with the axes these three, country and year.

        The bounds are those of the inputs, carried through. Of a pillar of which less than half of the weight is
        observed there is nothing.
        """
        tables = (self.scored, self._scored_at("low"), self._scored_at("high"))
        structure, coverage = self.panel.structure, self.panel.declared.coverage
        found = {
            name: [composite(table, structure, {INDEX: rule}, coverage).index for table in tables]
            for name, rule in VIEWS.items()
        }
        for pillar in self.panel.declared.pillars:
            own = [replace(node, parent=INDEX) for node in structure if node.parent == pillar.id]
            names = [node.id for node in own]
            found[pillar.id] = [composite(table[names], own, coverage=LEAST_OF_PILLAR).index for table in tables]
        return {name: np.stack([self.by_country_and_year(one) for one in three]) for name, three in found.items()}

    def _scored_at(self, end: str) -> pd.DataFrame:
        """Return scores with every input at one of its bounds, the one that scores lower or higher."""
        directions = np.array([one.direction for one in self.panel.declared.inputs])
        lower, higher = (self.panel.lows, self.panel.highs)
        at = np.where((directions > 0) == (end == "low"), lower, higher)
        return scores(self.table_of(np.where(np.isnan(at), self.panel.middles, at)), self.panel.structure)

    def used(self, country: str, at: int) -> list[Used]:
        """Return each input of one country and year, in the order declared."""
        place = self.panel.countries.index(country) * len(self.panel.years) + self.panel.years.index(at)
        tables = (self.scored, self.weights, self.contributions)
        numbers = [table.to_numpy(dtype=float)[place].tolist() for table in tables]
        cells = [quantity.get(year(at).text) for quantity in self.panel.cells[country]]
        cut = self.clipped.to_numpy(dtype=bool)[place].tolist()
        return [
            Used(one, cell, score, weight, added, clipped)
            for one, cell, score, weight, added, clipped in zip(
                self.panel.declared.inputs, cells, *numbers, cut, strict=True
            )
        ]

    def change(self, country: str, since: int, until: int) -> "pd.Series[Any]":
        """Return what each input adds to the change of the headline between two years; they add up to it."""
        before, after = (self.scored.loc[[(country, at)]].reset_index(drop=True) for at in (since, until))
        return change_by_indicator(before, after, self.panel.structure).T.iloc[:, 0]

    def geometric_change(self, country: str, since: int, until: int) -> "pd.Series[Any]":
        """Return each pillar's share of the change of the geometric mean; NaN where the years have different ones."""
        weights = {pillar.id: pillar.weight for pillar in self.panel.declared.pillars}
        found = [self.headline.parts.loc[[(country, at)]].clip(lower=FLOOR).T.iloc[:, 0] for at in (since, until)]
        before, after = found
        known = before.notna()
        shared = log_shares_of_change(before[known], after[known], weights).reindex(before.index)
        return shared if known.any() and known.equals(after.notna()) else shared * NAN

    def rise(self, country: str, since: int) -> dict[int, float]:
        """Return the probability that the index of a country rose since a year, by later year.

        Compared on the inputs that both years have. NaN where they carry less weight than the declared coverage.
        """
        panel, place = self.panel, self.panel.countries.index(country)
        first = panel.years.index(since)
        later = range(first + 1, len(panel.years))
        ends = [
            Units(*(array[place, list(at)] for array in (panel.values, panel.lows, panel.highs)))
            for at in ([first] * len(later), later)
        ]
        found = probability_of_rise(self.model, ends[0], ends[1], self.choices)
        shared = (ends[0].known & ends[1].known) @ self.model.weights
        found = np.where(shared >= panel.declared.coverage - 1e-12, found, NAN)
        return {panel.years[number]: float(found[step]) for step, number in enumerate(later)}

    def shares(self, country: str, at: int) -> list[Share]:
        """Return what spreads the index of one country and year: Sobol indices of its sources of uncertainty."""
        panel = self.panel
        place = panel.countries.index(country), [panel.years.index(at)]
        unit = Units(panel.values[place], panel.lows[place], panel.highs[place])
        titles = [pillar.title for pillar in panel.declared.pillars]
        return index_shares(self.model, unit, titles, panel.rules.concentration, panel.rules.seed)


def index_result(resolver: Resolver, index: str, pair: Pair) -> IndexResult:
    """Return an index for all countries of the pair's panel; made once for all pairs of peers with one partner.

    Raises DeclarationError for an index that is not declared.
    """
    panel = index_panel(resolver, index, pair)

    def _make() -> IndexResult:
        return IndexResult(panel, scale_panel(resolver, index))

    made: IndexResult = resolver.kept((index, "result", pair.partner, panel.countries), _make)
    return made


def headline_cells(index: str, resolver: Resolver, pair: Pair) -> Quantity:
    """Return the headline by year, its bounds the 5th and 95th percentile; bounds alone below the coverage."""
    found = index_result(resolver, index, pair)
    place = found.panel.countries.index(pair.dependent)
    low, _, high = found.band[:, place]
    return _cells(found, pair, found.values[place], low, high)


def view_cells(index: str, view: str, resolver: Resolver, pair: Pair) -> Quantity:
    """Return another mean of the pillars, or one pillar, by year; its bounds are those of the inputs."""
    found = index_result(resolver, index, pair)
    place = found.panel.countries.index(pair.dependent)
    columns = [column for column, one in enumerate(found.panel.declared.inputs) if one.pillar == view]
    value, low, high = found.views[view][:, place]
    return _cells(found, pair, value, low, high, columns or None)


def _cells(
    found: IndexResult, pair: Pair, values: Values, lows: Values, highs: Values, columns: list[int] | None = None
) -> Quantity:
    """Return the years in which anything is known, with the weakest status and all observations of what was used.

    Bounds without a value are an estimate, however well the rest is known: they stand for all that the missing may be.
    """
    cells: Quantity = {}
    for number, value, low, high in zip(found.panel.years, values, lows, highs, strict=True):
        used = found.panel.used(pair.dependent, number, columns)
        if used and not (np.isnan(value) and np.isnan(low)):
            rows = tuple(dict.fromkeys(row for cell in used for row in cell.observations))
            weakest = max(cell.status for cell in used)
            status = max(weakest, ESTIMATED) if np.isnan(value) else weakest
            cells[year(number).text] = Cell(float(value), float(low), float(high), status, rows)
    return cells
