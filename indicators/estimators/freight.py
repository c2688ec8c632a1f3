"""CIF over FOB: what the importer reports of a flow over what the exporter reports, calibrated on years of both."""

import statistics
from collections.abc import Callable, Iterable
from typing import NamedTuple

from indicators.cells import NAN, behind
from indicators.measures import Resolver
from indicators.model import FLOWS, Cell, Pair, Quantity
from ingest.declared import EstimatorRules, FreightRules


class Freight(NamedTuple):
    """The quotient for one flow, partner and chapter; `low` and `high` are the band that estimators use."""

    flow: str  # of the dependent country
    partner: str
    product: str
    years: tuple[str, ...]  # in which both report
    median: float
    least: float
    most: float
    low: float
    high: float
    status: int
    observations: tuple[int, ...]
    remark: str

    @property
    def factor(self) -> Cell:
        """The median within its band."""
        return Cell(self.median, self.low, self.high, self.status, self.observations)


def quotients(exporter: Quantity, importer: Quantity, first: int, last: int) -> dict[str, float]:
    """Return by year what the importer reports over what the exporter does, from `first` to `last`, both included.

    1 is no freight. Years in which either report is missing or not positive have no quotient. Source of the formula:
    c = M_cif / X_fob of the project's method, section 8.

    >>> one = lambda value: Cell(value, value, value, 0, ())
    >>> quotients({"2019": one(100.0), "2020": one(50.0)}, {"2019": one(104.0)}, 2015, 2020)
    {'2019': 1.04}
    """
    years = [str(year) for year in range(first, last + 1)]
    return {
        year: importer[year].value / exporter[year].value
        for year in years
        if year in exporter and year in importer and exporter[year].value > 0 and importer[year].value > 0
    }


def calibrated(resolver: Resolver, pair: Pair, rules: FreightRules, flow: str, product: str = "_T") -> Freight | None:
    """Return the quotient for a pair, flow and chapter, None where no year has both reports.

    Raises DeclarationError for a measure that is not declared.
    """
    (chapter,) = (one for one in rules.chapter if one.product == product)
    own = first_known(resolver.quantity(measure.format(flow=flow), pair) for measure in chapter.own)
    other = resolver.quantity(chapter.other.format(flow=flow), pair)
    ends = (own, other) if flow == "exports" else (other, own)
    found = quotients(*ends, rules.first, rules.last)
    if not found:
        return None
    least, most = min(found.values()), max(found.values())
    sides = (pair.dependent, pair.partner, flow)
    bands = [one for one in rules.band if (one.dependent, one.partner, one.flow) == sides and product == "_T"]
    used = [quantity[year] for year in found for quantity in ends]
    return Freight(
        flow,
        pair.partner,
        product,
        tuple(found),
        statistics.median(found.values()),
        least,
        most,
        min([least, *(band.low for band in bands)]),
        max([most, *(band.high for band in bands)]),
        max(cell.status for cell in used),
        behind(used),
        " ".join(
            one.text for one in rules.remark if (one.dependent, one.partner, one.flow, one.product) == (*sides, product)
        ),
    )


def first_known(quantities: Iterable[Quantity]) -> Quantity:
    """Return each period's cell of the first quantity that has a value for it."""
    found: Quantity = {}
    for quantity in quantities:
        found |= {name: cell for name, cell in quantity.items() if name not in found and cell.value == cell.value}
    return found


def factor_of(resolver: Resolver, pair: Pair, rules: FreightRules, flow: str) -> tuple[Cell, bool]:
    """Return the factor for all goods of a pair, and whether it was calibrated or is the one for all others."""
    found = calibrated(resolver, pair, rules, flow)
    if found is not None and len(found.years) >= rules.least_years:
        return found.factor, True
    otherwise = rules.otherwise
    return Cell(otherwise.value, otherwise.low, otherwise.high, 0, ()), False


def in_terms_of_own(report: Cell, factor: Cell, flow: str) -> Cell:
    """Return the partner's report of a flow as the dependent country would report it.

    The partner's imports are divided by the factor, its exports multiplied. Bounds are exact: the result is monotone in
    both, and both are positive.

    >>> report, factor = Cell(104.0, 104.0, 104.0, 1, (1,)), Cell(1.04, 1.0, 1.3, 0, (2,))
    >>> in_terms_of_own(report, factor, "exports")
    Cell(value=100.0, low=80.0, high=104.0, status=1, observations=(1, 2))
    """
    turn: Callable[[float, float], float] = (lambda a, b: a / b) if flow == "exports" else (lambda a, b: a * b)
    low, high = (factor.high, factor.low) if flow == "exports" else (factor.low, factor.high)
    return Cell(
        turn(report.value, factor.value) if report.value == report.value else NAN,
        turn(report.low, low),
        turn(report.high, high),
        max(report.status, factor.status),
        behind((report, factor)),
    )


def freight(resolver: Resolver, dependent: str, partners: Iterable[str], rules: EstimatorRules) -> tuple[Freight, ...]:
    """Return every quotient that a country's reports and its partners' allow: by flow, partner and chapter."""
    return tuple(
        found
        for flow in FLOWS
        for partner in sorted(partners)
        if partner != dependent
        for chapter in rules.freight.chapter
        if (found := calibrated(resolver, Pair(dependent, partner), rules.freight, flow, chapter.product))
    )
