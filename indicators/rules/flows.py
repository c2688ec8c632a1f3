"""Rules on flows and their trend: an amount paid, a sum or each period positive, a rise or fall over a window."""

import math
from datetime import date
from typing import Any

from indicators.measures import Resolver
from indicators.model import Pair
from indicators.trend import mann_kendall_p, median_slope
from indicators.verdict import Verdict, known_rows, percent_change, sign, signed, state_of_signs
from ingest.periods import period

_SIGNIFICANT = 0.1


def amount_paid(
    resolver: Resolver, pair: Pair, *, measure: str, first: str, last: str, amount: float, tolerance_percent: float
) -> Verdict:
    """Was `amount` paid between two days, within the tolerance?"""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    found = {
        name: cell
        for name, cell in resolver.quantity(measure, pair).items()
        if start <= period(name).first and period(name).last <= end
    }
    if not found:
        return Verdict("undecidable", measure, reason=f"no {measure} known between {first} and {last}")
    name, cell = next(iter(found.items()))
    if math.isnan(cell.value):
        return Verdict("undecidable", f"{measure} {name}", reason=f"only bounds known: {cell.low:g} to {cell.high:g}")
    off = abs(percent_change(cell.value / amount))
    state = "supported" if off <= tolerance_percent else "contradicted"
    margin = (tolerance_percent - off) / tolerance_percent
    return Verdict(state, f"{measure} {name}", cell.value, margin, f"{cell.value:g} of {amount:g}", cell.observations)


def flow_positive_each_period(
    resolver: Resolver, pair: Pair, *, indicator: str, variant: str, first: str, last: str
) -> Verdict:
    """Was a flow positive in every known period between two days?"""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    rows = [
        row
        for row in known_rows(resolver, pair, indicator, variant)
        if start <= period(row.period).first and period(row.period).last <= end
    ]
    if not rows:
        return Verdict("undecidable", indicator, reason=f"no {indicator} ({variant}) known between {first} and {last}")
    state = state_of_signs([sign(row.low, row.high) for row in rows])
    worst = min(rows, key=lambda row: row.low)
    reason = ", ".join(f"{row.period} {signed(row.low, row.high)}" for row in rows)
    used = tuple(number for row in rows for number in row.observations)
    return Verdict(state, f"{indicator} ({variant}) {worst.period}", worst.low, None, reason, used)


def sign_on_every_basis(
    resolver: Resolver, pair: Pair, *, indicator: str, variants: list[str], first: int, last: int, tolerance: float
) -> Verdict:
    """Is the sum over the years positive on every basis, by more than the tolerance?"""
    sums: dict[str, tuple[float, float]] = {}
    used: tuple[int, ...] = ()
    for variant in variants:
        known = known_rows(resolver, pair, indicator, variant)
        rows = [row for row in known if first <= period(row.period).first.year <= last]
        if rows:
            sums[variant] = math.fsum(row.low for row in rows), math.fsum(row.high for row in rows)
            used += tuple(number for row in rows for number in row.observations)
    if len(sums) < len(variants):
        return Verdict("undecidable", indicator, reason=f"not every basis is known for {first} to {last}")
    state = state_of_signs([sign(low, high, tolerance) for low, high in sums.values()])
    worst = min(sums, key=lambda name: sums[name])
    lowest = sums[worst][0]
    reason = ", ".join(f"{name} {signed(*total)}" for name, total in sums.items())
    return Verdict(state, f"{indicator} ({worst})", lowest, (lowest - tolerance) / tolerance, reason, used)


def trend(
    resolver: Resolver,
    pair: Pair,
    sign: int,
    *,
    indicator: str,
    first: int,
    min_points: int,
    last: int = 9999,
    variant: str = "",
) -> Verdict:
    """Does an indicator rise (`sign` 1) or fall (-1) over a window, at both of its bounds?"""
    rows = [
        row
        for row in known_rows(resolver, pair, indicator, variant)
        if first <= period(row.period).first.year <= last and row.period == row.period[:4]
    ]
    used = tuple(number for row in rows for number in row.observations)
    if len(rows) < min_points:
        span = f"{rows[0].period} to {rows[-1].period}" if rows else f"{first} on"
        reason = f"{len(rows)} yearly points from {span}; a trend needs {min_points}"
        return Verdict("undecidable", indicator, float(len(rows)), float(len(rows) - min_points), reason, used)
    years = [float(row.period) for row in rows]
    ends = [[row.low for row in rows], [row.high for row in rows]]
    slopes, tests = [median_slope(years, end) for end in ends], [mann_kendall_p(end) for end in ends]
    clear = max(tests) < _SIGNIFICANT
    as_claimed, against = (all(slope * way > 0 for slope in slopes) for way in (sign, -sign))
    state = "supported" if clear and as_claimed else "contradicted" if clear and against else "undecidable"
    weaker = min(slopes, key=lambda slope: slope * sign)
    window = f"{rows[0].period} to {rows[-1].period}"
    reason = f"slope {weaker:+.2f} a year over {window}, p {max(tests):.3f} against {_SIGNIFICANT}"
    return Verdict(state, f"{indicator} {window}", weaker, (_SIGNIFICANT - max(tests)) / _SIGNIFICANT, reason, used)


def trend_up(resolver: Resolver, pair: Pair, **given: Any) -> Verdict:
    """Does an indicator rise over a window?"""
    return trend(resolver, pair, 1, **given)


def trend_down(resolver: Resolver, pair: Pair, **given: Any) -> Verdict:
    """Does an indicator fall over a window?"""
    return trend(resolver, pair, -1, **given)
