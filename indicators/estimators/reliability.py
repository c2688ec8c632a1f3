"""How far each reporter's trade figures are off, from the gaps between both reports of the same flows."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from indicators.cells import NAN, behind
from indicators.estimators.freight import factor_of, in_terms_of_own
from indicators.measures import Resolver
from indicators.model import Cell, Pair
from ingest.declared import EstimatorRules, ReliabilityRules
from ingest.model import STATUSES, Status, Tables

_ESTIMATED = STATUSES.index(Status.ESTIMATED)
_NOUGHT = 1e-9  # of the largest: what is smaller is rounding
_Array = np.ndarray[Any, Any]
Reports = tuple[Cell | None, Cell | None]  # the country's own and its partner's


class Gap(NamedTuple):
    """Both reports of one flow in one year, in one unit."""

    exporter: str
    importer: str
    year: int
    exported: float
    imported: float


class Reporter(NamedTuple):
    """One country's mean absolute error in log points, its 90 per cent interval, and what it rests on."""

    reporter: str
    reports: int  # flows and years of which both reports are known
    partners: int
    error: float
    low: float
    high: float

    @property
    def reliability(self) -> float:
        """q: 1 where a country's reports agree with all others' but for the others' own error, falling to 0."""
        return math.exp(-self.error)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Every reporter's error, and the quotient of imports over exports that is common to all."""

    reporters: dict[str, Reporter]
    common: float
    reports: int


def reporters_of(tables: Tables, sources: Iterable[str]) -> list[str]:
    """Return the countries that report goods exports or imports to one of the sources, in the order of their codes."""
    series = tables.series
    wanted = series["source"].isin(list(sources)) & series["item"].isin(["export", "import"])
    return sorted(str(code) for code in series.loc[wanted, "reporter"].unique())


def gaps(resolver: Resolver, rules: ReliabilityRules, leave_out: Iterable[str] = ()) -> list[Gap]:
    """Return every flow and year that both its exporter and its importer report, above the floor.

    Left out are years in which one of the two took over the other's figures: no second report.
    """
    names = [name for name in reporters_of(resolver.tables, rules.sources) if name not in set(leave_out)]
    found = []
    for exporter, importer in permutations(names, 2):
        exported = resolver.quantity("goods_exports_told", Pair(exporter, importer))
        imported = resolver.quantity("goods_imports_told", Pair(importer, exporter))
        copied = _copied(rules, exporter, importer)
        found += [
            Gap(exporter, importer, int(year), exported[year].value, imported[year].value)
            for year in exported
            if year == year[:4]
            and year in imported
            and int(year) > copied
            and min(exported[year].value, imported[year].value) >= rules.floor
        ]
    return found


def _copied(rules: ReliabilityRules, *countries: str) -> int:
    """Return the last year in which one of two countries took over the other's figures, 0 where neither did."""
    return max((one.last for one in rules.copied if set(countries) == set(one.reporters)), default=0)


def decompose(found: Sequence[Gap], rules: ReliabilityRules) -> Reliability:
    """Return each reporter's part in the gaps: |ln(M/X) - common| = e_exporter + e_importer + year.

    Least squares with errors of at least zero, flows weighted by the log of their size as BACI does (Gaulier and
    Zignago 2010, CEPII Working Paper 2010-23); the common quotient, the median, takes out what freight there is. Drawn
    again with a seed from whole pairs of countries: the error is the mean of the draws, since a single fit sets the
    best reporters to exactly zero, and its interval their 5th and 95th percentile. Reporters with fewer reports than
    the rules ask for are fitted and not returned. Empty where the reports do not tell the errors apart, as with two.
    """
    names = sorted({gap.exporter for gap in found} | {gap.importer for gap in found})
    if not names:
        return Reliability({}, NAN, 0)
    table = _Table(found, names)
    common = float(np.median(table.logs))
    if np.linalg.matrix_rank(table.countries.T @ table.countries) < len(names):
        return Reliability({}, math.exp(common), len(found))
    drawn = _bootstrap(found, table, rules)
    error, (low, high) = np.nanmean(drawn, axis=0), np.nanquantile(drawn, (0.05, 0.95), axis=0)
    reporters = {}
    for number, name in enumerate(names):
        own = [gap for gap in found if name in gap[:2]]
        partners = {other for gap in own for other in gap[:2]} - {name}
        if len(own) >= rules.least_reports:
            ends = (float(side[number]) for side in (error, low, high))
            reporters[name] = Reporter(name, len(own), len(partners), *ends)
    return Reliability(reporters, math.exp(common), len(found))


class _Table:
    """The gaps as arrays: which two countries, which year, the log quotient and the weight of each."""

    def __init__(self, found: Sequence[Gap], names: Sequence[str]) -> None:
        place = {name: number for number, name in enumerate(names)}
        self.countries = np.zeros((len(found), len(names)))
        for number, gap in enumerate(found):
            self.countries[number, [place[gap.exporter], place[gap.importer]]] = 1.0
        years = np.array([gap.year for gap in found])
        self.years = (years[:, None] == np.unique(years)[None, :]).astype(float)
        self.logs = np.array([math.log(gap.imported / gap.exported) for gap in found])
        self.weights = np.array([math.log(1000 * math.sqrt(gap.exported * gap.imported)) for gap in found])

    def fit(self, rows: _Array) -> _Array:
        """Return each country's error by the gaps in `rows`, NaN for a country that none of them is about.

        Errors that the rows do not tell apart, as of two countries that trade with each other alone, are equal: the
        smallest of all that fit as well.
        """
        from scipy.optimize import nnls

        countries, weights = self.countries[rows], self.weights[rows]
        sizes = np.abs(self.logs[rows] - np.median(self.logs[rows]))[:, None]
        # Centred, so that the level stays with the countries: years only move it up and down.
        years = self.years[rows] - self.years[rows].mean(axis=0)
        sides = np.hstack([countries, sizes])
        # Taken out first (Frisch, Waugh and Lovell): the years' own effects have no lower bound.
        across = _products(years, weights, sides)
        inverse = np.linalg.pinv(_products(years, weights, years), rcond=_NOUGHT, hermitian=True)
        squares = _products(sides, weights, sides) - across.T @ inverse @ across
        ours, theirs = squares[:-1, :-1], squares[:-1, -1]
        root = np.linalg.cholesky(ours + _NOUGHT * ours.diagonal().max() * np.eye(len(ours)))
        errors: _Array = nnls(root.T, np.linalg.solve(root, theirs))[0]
        return np.where(countries.any(axis=0), errors, np.nan)


def _products(one: _Array, weights: _Array, other: _Array) -> _Array:
    """Return the weighted sums of products of columns; by `einsum`, since for sums this small BLAS waits on threads."""
    return np.asarray(np.einsum("ri,rj->ij", one * weights[:, None], other))


def _bootstrap(found: Sequence[Gap], table: _Table, rules: ReliabilityRules) -> _Array:
    """Return the errors of draws of whole pairs of countries, with replacement: years of a pair are no news apart."""
    by_pair: dict[tuple[str, ...], list[int]] = {}
    for number, gap in enumerate(found):
        by_pair.setdefault(tuple(sorted(gap[:2])), []).append(number)
    blocks = list(by_pair.values())
    random = np.random.default_rng(rules.seed)
    draws = (random.integers(len(blocks), size=len(blocks)) for _ in range(rules.draws))
    return np.array([table.fit(np.concatenate([blocks[block] for block in drawn])) for drawn in draws])


def weighted(own: Cell, other: Cell, own_error: float, other_error: float) -> Cell:
    """Return the weighted geometric mean of two reports of one flow in the same terms; the bounds hold both reports.

    Each weighs by the other's error over the sum of both, so that the more reliable weighs more; equally where neither
    has one. It is an estimate, whatever the reports are.

    >>> one = lambda value: Cell(value, value, value, 0, ())
    >>> [round(weighted(one(100.0), one(121.0), own, 0.2).value, 6) for own in (0.2, 0.0)]
    [110.0, 100.0]
    """
    errors = own_error + other_error
    weight = other_error / errors if errors > 0 else 0.5
    value = math.exp(weight * math.log(own.value) + (1 - weight) * math.log(other.value))
    low, high = min(own.low, other.low), max(own.high, other.high)
    status = max(_ESTIMATED, own.status, other.status)
    return Cell(value, min(low, value), max(high, value), status, behind((own, other)))


def reconciled_by_weight(
    resolver: Resolver, pair: Pair, rules: EstimatorRules, errors: Reliability, flow: str, year: int, reports: Reports
) -> Cell | None:
    """Return the weighted mean of the country's own report and its partner's after CIF to FOB.

    None where either is missing or not positive, where either reporter's error is unknown, and where one took over the
    other's figures: then the gap is all that can be told.
    """
    own, other = reports
    known = errors.reporters.get(pair.dependent), errors.reporters.get(pair.partner)
    if own is None or other is None or known[0] is None or known[1] is None:
        return None
    if not (own.value > 0 and other.value > 0) or year <= _copied(rules.reliability, pair.dependent, pair.partner):
        return None
    factor, _ = factor_of(resolver, pair, rules.freight, flow)
    return weighted(own, in_terms_of_own(other, factor, flow), known[0].error, known[1].error)
