"""Every report of one trade flow side by side, with the gap between the two countries' own and the reason for it."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from indicators.cells import NAN
from indicators.estimators.reliability import Reliability, reconciled_by_weight
from indicators.measures import Resolver
from indicators.model import FLOWS, Cell, Pair
from ingest.declared import EstimatorRules, GapReason
from ingest.periods import period

# Who reports, and the measure that holds it; the first two are the countries themselves, between whom the gap is.
REPORTS = {
    "reported": "goods_{flow}_reported",
    "mirror": "goods_{flow}_mirror",
    "mirror_of_months": "goods_{flow}_mirror_of_months",
    "mirror_comtrade": "goods_{flow}_mirror_comtrade",
    "reconciled": "goods_{flow}_reconciled",
    "imts": "goods_{flow}_imts",
    "statement": "goods_{flow}_by_statement",
}
_OWN = ("reported", "statement")
_THEIRS = ("mirror", "mirror_of_months")


class Reconciled(NamedTuple):
    """One flow in one year: each report, the partner's less the country's own, and why they differ."""

    flow: str
    period: str
    reports: dict[str, Cell]
    gap: float  # USD mn
    gap_percent: float
    reason: str
    weighted: Cell | None = None  # our own mean of both reports after CIF to FOB, weighed by reliability


def reconcile(
    resolver: Resolver,
    pair: Pair,
    reasons: Iterable[GapReason] = (),
    rules: EstimatorRules | None = None,
    errors: Reliability | None = None,
) -> tuple[Reconciled, ...]:
    """Return a line per flow and year in which anyone reports the pair's trade, in million USD.

    The gap is the partner's report less the country's own, or less its statement where it reports nothing else; NaN
    where either side is missing. With `rules` and reporters' `errors` each line also has the weighted mean of the two
    reports, where both reporters' errors are known.
    """
    known = [reason for reason in reasons if (reason.dependent, reason.partner) == (pair.dependent, pair.partner)]
    lines = []
    for flow in FLOWS:
        columns = {name: _known(resolver, measure.format(flow=flow), pair) for name, measure in REPORTS.items()}
        years = sorted({name for quantity in columns.values() for name in quantity if name == name[:4]})
        for year in years:
            reports = {name: quantity[year] for name, quantity in columns.items() if year in quantity}
            line = _line(flow, year, reports, known)
            if rules and errors:
                both = _first(reports, _OWN), _first(reports, _THEIRS)
                mean = reconciled_by_weight(resolver, pair, rules, errors, flow, int(year), both)
                line = line._replace(weighted=mean)
            lines.append(line)
    return tuple(lines)


def _known(resolver: Resolver, measure: str, pair: Pair) -> dict[str, Cell]:
    """Return the cells that say something: a figure known to be wrong is kept without a value."""
    cells = resolver.quantity(measure, pair).items()
    return {name: cell for name, cell in cells if not (math.isnan(cell.value) and math.isnan(cell.low))}


def _line(flow: str, year: str, reports: dict[str, Cell], known: list[GapReason]) -> Reconciled:
    own, other = (cell.value if (cell := _first(reports, names)) else NAN for names in (_OWN, _THEIRS))
    gap = other - own
    texts = [
        reason.text
        for reason in known
        if reason.flow in (flow, "both") and reason.first <= period(year).first.year <= reason.last
    ]
    return Reconciled(flow, year, reports, gap, 100 * gap / own if own > 0 else NAN, " ".join(texts))


def _first(reports: dict[str, Cell], names: Iterable[str]) -> Cell | None:
    return next((reports[name] for name in names if name in reports), None)
