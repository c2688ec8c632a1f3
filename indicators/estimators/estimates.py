"""What is known of a pair's trade after the last report of the dependent country: every estimator side by side."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from indicators.cells import NAN, combined
from indicators.estimators.freight import factor_of, in_terms_of_own
from indicators.estimators.nowcast import Nowcast
from indicators.estimators.residual import middle, residuals
from indicators.measures import Resolver, share
from indicators.model import FLOWS, Cell, Pair, Quantity
from ingest.declared import EstimatorRules

# In the order in which the best available is taken; the residual and the nowcast fill no measure and decide nothing.
ESTIMATORS = {
    "partner_report": "The partner's own report, from CIF to FOB or back",
    "official_statement": "What the dependent country's officials state",
    "residual": "Total less what all other partners report: an upper bound of the partner's part",
    "partner_statement": "What the partner's officials state, from CIF to FOB or back",
    "nowcast": "The partner's report carried on by the rung that the replay keeps",
}
NOT_COMPUTED = {
    "tonnage": "Tonnage times unit value: no tonnage by partner and product is published, so it is not computed."
}


class Estimate(NamedTuple):
    """One estimator's answer for one flow and period, in USD mn and in per cent of the country's total."""

    flow: str
    period: str
    estimator: str
    cell: Cell
    share: Cell  # per cent; NaN where the total of the period is unknown
    coverage: float  # per cent of earlier trade with all others that the residual's partners had; NaN elsewhere
    inputs: tuple[tuple[str, float], ...]


def estimates(
    resolver: Resolver, pair: Pair, rules: EstimatorRules, carried: Iterable[Nowcast] = ()
) -> tuple[Estimate, ...]:
    """Return every estimate for the periods after the country's last own report: by flow, period and estimator.

    `carried` are the pair's nowcasts; without them the others stand alone.

    Raises DeclarationError for a measure that is not declared.
    """
    found: list[Estimate] = []
    for flow in FLOWS:
        last = max((year for year in resolver.quantity(f"goods_{flow}_reported", pair) if year == year[:4]), default="")
        totals = resolver.quantity(f"goods_{flow}_total", pair)
        rows = [*_told(resolver, pair, rules, flow), *_residual(resolver, pair, rules, flow)]
        rows += [row for one in carried if one.flow == flow for row in _carried(one)]
        places = list(ESTIMATORS)
        wanted = [row for row in rows if row.period[:4] > last and int(row.period[:4]) >= rules.first]
        rows = [row._replace(share=_share(row.cell, totals, row.period)) for row in wanted]
        found += sorted(rows, key=lambda row: (row.period, places.index(row.estimator)))
    return tuple(found)


def _told(resolver: Resolver, pair: Pair, rules: EstimatorRules, flow: str) -> list[Estimate]:
    """Return what either side reports or states, the partner's in terms of the country's own."""
    other = "imports" if flow == "exports" else "exports"
    swapped = Pair(pair.partner, pair.dependent)
    factor, _ = factor_of(resolver, pair, rules.freight, flow)
    rows = [
        Estimate(flow, year, "official_statement", cell, _NOTHING, NAN, ())
        for year, cell in _years(resolver.quantity(f"goods_{flow}_by_statement", pair))
    ]
    theirs = {
        "partner_report": resolver.quantity(f"goods_{flow}_mirror", pair),
        "partner_statement": resolver.quantity(f"goods_{other}_by_statement", swapped),
    }
    for estimator, quantity in theirs.items():
        rows += [
            Estimate(
                flow, year, estimator, in_terms_of_own(cell, factor, flow), _NOTHING, NAN,
                (("as published", cell.value), ("factor", factor.value)),
            )
            for year, cell in _years(quantity)
        ]  # fmt: skip
    return rows


def _residual(resolver: Resolver, pair: Pair, rules: EstimatorRules, flow: str) -> list[Estimate]:
    rows = []
    for year, one in residuals(resolver, pair, rules, flow).items():
        inputs = [("total", one.total.value)]
        for mirror in one.mirrors:
            report = mirror.report.value if mirror.report.value == mirror.report.value else mirror.report.low
            inputs += [(mirror.partner, report), (f"{mirror.partner} factor", mirror.factor.value)]
        inputs.append(("middle", middle(one)))
        rows.append(Estimate(flow, year, "residual", one.cell, _NOTHING, one.coverage, tuple(inputs)))
    return rows


def _carried(found: Nowcast) -> list[Estimate]:
    inputs = (("variance ratio", found.variance_ratio),)
    return [
        Estimate(found.flow, name, "nowcast", cell, _NOTHING, NAN, inputs)
        for name, cell in found.cells.items()
    ]  # fmt: skip


def _years(quantity: Quantity) -> list[tuple[str, Cell]]:
    return [
        (name, cell)
        for name, cell in quantity.items()
        if name == name[:4] and not (math.isnan(cell.value) and math.isnan(cell.low))
    ]


def _share(cell: Cell, totals: Quantity, name: str) -> Cell:
    """Return the cell in per cent of the total, end by end: a residual has a high end alone."""
    if name not in totals:
        return _NOTHING
    total = totals[name]
    whole = combined(share, [cell, total])
    return whole._replace(low=share(cell.low, total.high), high=share(cell.high, total.low))


_NOTHING = Cell(NAN, NAN, NAN, 0, ())
