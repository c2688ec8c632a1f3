"""What is left of a country's trade once the trade that all other partners report is taken away."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from indicators.cells import NAN, behind, combined
from indicators.estimators.freight import factor_of, in_terms_of_own
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Quantity
from ingest.declared import EstimatorRules
from ingest.model import STATUSES, Status

_RESIDUAL = STATUSES.index(Status.RESIDUAL)


class Mirror(NamedTuple):
    """One partner's report of one year, as published and in the terms of the dependent country's own."""

    partner: str
    report: Cell
    factor: Cell
    calibrated: bool
    own: Cell


class Residual(NamedTuple):
    """The residual of one year with all that it is made of."""

    cell: Cell
    total: Cell
    mirrors: tuple[Mirror, ...]
    coverage: float  # per cent that the mirrors' countries had of earlier trade with all but the partner


def residuals(resolver: Resolver, pair: Pair, rules: EstimatorRules, flow: str) -> dict[str, Residual]:
    """Return by year the total less what the other partners report, in million USD, with its inputs.

    It holds the partner's trade and that of every partner that is silent: an upper bound of the partner's, as far as
    the mirrors are right, and never an estimate of it. The cell therefore has a high end only; the sum itself is
    `middle`. Without enough coverage there is no bound. Formula: X_bw - sum of M_jb / c_j over reporting partners j,
    the project's method, sections 0 (5) and 8.

    Raises DeclarationError for a measure that is not declared.
    """
    totals = resolver.quantity(f"goods_{flow}_total", pair)
    reports = _reports(resolver, pair, rules, flow)
    factors = {
        partner: factor_of(resolver, Pair(pair.dependent, partner), rules.freight, flow)
        for partner in {partner for by_partner in reports.values() for partner in by_partner}
    }
    found = {}
    for year, by_partner in reports.items():
        if year in totals:
            mirrors = tuple(
                Mirror(partner, report, *factors[partner], in_terms_of_own(report, factors[partner][0], flow))
                for partner, report in sorted(by_partner.items())
            )
            coverage = _coverage(resolver, pair, rules, flow, by_partner)
            found[year] = Residual(
                _bound(totals[year], mirrors, coverage >= rules.residual.least_coverage),
                totals[year],
                mirrors,
                coverage,
            )
    return found


def middle(residual: Residual) -> float:
    """Return the total less the mirrors at their middle; a part of a year counts as the middle of its bounds.

    >>> one = lambda value: Cell(value, value, value, 0, ())
    >>> middle(Residual(one(60.0), one(100.0), (Mirror("KAZ", one(42.0), one(1.05), True, one(40.0)),), 50.0))
    60.0
    """
    return residual.total.value - math.fsum(
        mirror.own.value if mirror.own.value == mirror.own.value else (mirror.own.low + mirror.own.high) / 2
        for mirror in residual.mirrors
    )


def _bound(total: Cell, mirrors: tuple[Mirror, ...], covered: bool) -> Cell:
    """Return the high end alone: the highest total less the lowest that the mirrors can mean."""
    high = total.high - math.fsum(mirror.own.low for mirror in mirrors)
    status = max(_RESIDUAL, total.status, *(mirror.own.status for mirror in mirrors))
    return Cell(NAN, NAN, high if covered else NAN, status, behind((total, *(mirror.own for mirror in mirrors))))


def _reports(resolver: Resolver, pair: Pair, rules: EstimatorRules, flow: str) -> dict[str, dict[str, Cell]]:
    """Return by year and partner what others report of their trade with the country, a union as one."""
    union = rules.residual.union
    members = {pair.partner, *resolver.groups.get(pair.partner, ()), *rules.residual.leave_out}
    panel = resolver.panel(f"{flow}_by_partner_mirror", pair, "mirror")
    found = {
        year: {partner: cell for partner, cell in cells.items() if partner not in members}
        for year, cells in panel.items()
        if year == year[:4]
    }
    if union not in members and pair.partner not in resolver.groups.get(union, ()):
        for year, cell in _of_the_union(resolver, pair, flow).items():
            others = found.get(year, {})
            alone = {name: report for name, report in others.items() if name not in resolver.groups.get(union, ())}
            found[year] = {**alone, union: cell}
    return {year: cells for year, cells in sorted(found.items()) if cells}


def _of_the_union(resolver: Resolver, pair: Pair, flow: str) -> Quantity:
    """Return what the members of the union report, converted from euros at the mean rate of the year."""
    euros = resolver.quantity("exports_to_union_mirror" if flow == "exports" else "imports_from_union_mirror", pair)
    rates = resolver.quantity("dollars_per_euro", pair)
    return {
        year: combined(lambda flow, rate: flow * rate, [euros[year], rates[year]]) for year in euros if year in rates
    }


def _coverage(resolver: Resolver, pair: Pair, rules: EstimatorRules, flow: str, reporting: Mapping[str, Cell]) -> float:
    """Return the part that reporting partners had of trade with all but the partner, in per cent; NaN where unknown."""
    names = {member for partner in reporting for member in resolver.groups.get(partner, (partner,))}
    others = {pair.partner, *resolver.groups.get(pair.partner, ())}
    panel = resolver.panel(f"{flow}_by_partner", pair, "baci")
    covered = whole = 0.0
    for year in range(rules.residual.coverage_first, rules.residual.coverage_last + 1):
        for partner, cell in panel.get(str(year), {}).items():
            if partner not in others and cell.value == cell.value:
                whole += cell.value
                covered += cell.value if partner in names else 0.0
    return 100 * covered / whole if whole > 0 else NAN
