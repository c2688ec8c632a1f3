"""The rules that test claims: each takes what was known and returns a verdict with its deciding number."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from indicators.clock import NOW
from indicators.measures import Resolver
from indicators.model import Cell, Pair
from indicators.rules_levels import (
    moved,
    nearer_than,
    not_above_usual,
    share_of_sums,
    stays_beyond,
    times_the_mean,
)
from indicators.rules_months import equivalent, fell_on_year_before, held_since, never_stops
from indicators.trend import mann_kendall_p, theil_sen
from indicators.verdict import Rule, Verdict, known_rows, observations_of, sign, signed, state_of_signs
from ingest.periods import period, year

# Who asks for a rule needs what it returns; the rules themselves are asked for by name.
__all__ = ["RULES", "Verdict"]

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
    off = abs(_percent(cell.value / amount))
    state = "supported" if off <= tolerance_percent else "contradicted"
    margin = (tolerance_percent - off) / tolerance_percent
    return Verdict(state, f"{measure} {name}", cell.value, margin, f"{cell.value:g} of {amount:g}", cell.observations)


def _percent(ratio: float) -> float:
    """Return the change that a ratio means, free of the last bits' noise: 101 / 100 is exactly one per cent."""
    return round((ratio - 1) * 100, 9)


def held_fixed(resolver: Resolver, pair: Pair, *, measure: str, year: int, tolerance_percent: float) -> Verdict:
    """Did a price stay within the tolerance of the year before? Twice the tolerance is support with a correction.

    What is known today only from before the year began was announced, not observed: also support with a correction.
    """
    cells = resolver.quantity(measure, pair)
    before, then = cells.get(str(year - 1)), cells.get(str(year))
    if before is None or then is None or math.isnan(before.value) or math.isnan(then.value):
        return Verdict("undecidable", measure, reason=f"no {measure} known for {year - 1} and {year}")
    change = _percent(then.value / before.value)
    state = "contradicted" if abs(change) > 2 * tolerance_percent else "supported"
    reason = f"{before.value:g} to {then.value:g}, {change:+.2f} %"
    if state == "supported" and abs(change) > tolerance_percent:
        state = "supported_with_correction"
    elif state == "supported" and resolver.clock == NOW and _only_announced(resolver, then, year):
        state = "supported_with_correction"
        reason += "; announced beforehand, what was paid is not published"
    margin = (tolerance_percent - abs(change)) / tolerance_percent
    rows = before.observations + then.observations
    return Verdict(state, f"{measure} {year - 1}..{year}", change, margin, reason, rows)


def _only_announced(resolver: Resolver, cell: Cell, number: int) -> bool:
    start = (year(number).first - date(1970, 1, 1)).days
    return all(resolver.tables.columns["vintage"][row] < start for row in cell.observations)


def yearly_rises(
    resolver: Resolver,
    pair: Pair,
    *,
    measure: str,
    first: int,
    last: int,
    benchmark: str = "",
    currencies: Mapping[str, str] | None = None,
) -> Verdict:
    """Did a price rise in each year? All steps: supported; at most half: contradicted; else mixed.

    A year without a figure leaves open how often it rose; the count is then bounded by the figures around it. The
    counts relative to a benchmark and in other currencies (their rates by name) stand beside.
    """
    cells = resolver.quantity(measure, pair)
    fewest, most, rows = _rises(cells, first, last)
    steps = last - first + 1
    if not rows:
        return Verdict("undecidable", measure, reason=f"no {measure} known for {first - 1} to {last}")
    state = (
        "supported" if fewest == steps
        else "contradicted" if most <= steps / 2
        else "mixed" if fewest > steps / 2 and most < steps
        else "undecidable"
    )  # fmt: skip
    count = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    reason = f"{count} rise{'' if count == '1' else 's'} in {steps} years"
    bases = {f"relative to {benchmark}": _times(cells, resolver.quantity(benchmark, pair), -1)} if benchmark else {}
    for currency, rate in (currencies or {}).items():
        bases[f"in {currency}"] = _times(cells, resolver.quantity(rate, pair), 1)
    for basis, priced in bases.items():
        low, high, known = _rises(priced, first, last)
        if known:
            reason += f"; {basis} {low if low == high else f'{low} to {high}'}"
    return Verdict(state, f"{measure} {first - 1}..{last}", float(most), steps / 2 - most, reason, rows)


def _times(cells: Mapping[str, Cell], rates: Mapping[str, Cell], power: int) -> dict[str, Cell]:
    return {
        name: cell._replace(value=cell.value * rates[name].value ** power)
        for name, cell in cells.items()
        if name in rates
    }


def _rises(cells: Mapping[str, Cell], first: int, last: int) -> tuple[int, int, tuple[int, ...]]:
    """Return the fewest and the most rises that the known years allow, and the observations behind them."""
    known = [
        (number, cells[str(number)])
        for number in range(first - 1, last + 1)
        if str(number) in cells and not math.isnan(cells[str(number)].value)
    ]
    if not known:
        return 0, last - first + 1, ()
    fewest, most = 0, (known[0][0] - (first - 1)) + (last - known[-1][0])
    for (start, earlier), (end, later) in pairwise(known):
        rose = later.value > earlier.value
        fewest += rose
        most += end - start if rose else end - start - 1
    return fewest, most, tuple(row for _, cell in known for row in cell.observations)


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
    if len(rows) < min_points:
        span = f"{rows[0].period} to {rows[-1].period}" if rows else f"{first} on"
        reason = f"{len(rows)} yearly points from {span}; a trend needs {min_points}"
        return Verdict("undecidable", indicator, float(len(rows)), float(len(rows) - min_points), reason)
    years = [float(row.period) for row in rows]
    ends = [[row.low for row in rows], [row.high for row in rows]]
    slopes, tests = [theil_sen(years, end).slope for end in ends], [mann_kendall_p(end) for end in ends]
    clear = max(tests) < _SIGNIFICANT
    as_claimed, against = (all(slope * way > 0 for slope in slopes) for way in (sign, -sign))
    state = "supported" if clear and as_claimed else "contradicted" if clear and against else "undecidable"
    weaker = min(slopes, key=lambda slope: slope * sign)
    window = f"{rows[0].period} to {rows[-1].period}"
    reason = f"slope {weaker:+.2f} a year over {window}, p {max(tests):.3f} against {_SIGNIFICANT}"
    used = tuple(number for row in rows for number in row.observations)
    return Verdict(state, f"{indicator} {window}", weaker, (_SIGNIFICANT - max(tests)) / _SIGNIFICANT, reason, used)


def rises_above(resolver: Resolver, pair: Pair, *, indicator: str, before: int, after: list[int]) -> Verdict:
    """Did a prediction of a rise hold: is the lowest later bound above the upper bound before?"""
    rows = {row.period: row for row in known_rows(resolver, pair, indicator, "")}
    later = [rows[str(number)] for number in after if str(number) in rows]
    if str(before) not in rows or not later:
        years = ", ".join(map(str, after))
        return Verdict(
            "prediction_pending", indicator, reason=f"{indicator} for {before} and {years} are not both known"
        )
    start, lowest = rows[str(before)], min(later, key=lambda row: row.low)
    highest = max(row.high for row in later)
    state = (
        "prediction_held" if lowest.low > start.high else "prediction_failed" if highest < start.low else "undecidable"
    )
    reason = f"at least {lowest.low:.1f} in {lowest.period} after at most {start.high:.1f} in {before}"
    used = start.observations + tuple(number for row in later for number in row.observations)
    return Verdict(state, f"{indicator} {lowest.period}", lowest.low, lowest.low - start.high, reason, used)


def stays_near(
    resolver: Resolver, pair: Pair, *, indicator: str, before: int, after: list[int], tolerance: float, below: bool
) -> Verdict:
    """Did a level keep within the tolerance of an earlier year, at both bounds? With `below` only a fall counts."""
    rows = {row.period: row for row in known_rows(resolver, pair, indicator, "")}
    later = [rows[str(number)] for number in after if str(number) in rows]
    if str(before) not in rows or not later:
        return Verdict(
            "prediction_pending", indicator, reason=f"{indicator} is not known for {before} and a later year"
        )
    base = rows[str(before)]
    changes = {row.period: (row.low - base.high, row.high - base.low) for row in later}
    held = [low >= -tolerance and (below or high <= tolerance) for low, high in changes.values()]
    failed = [high < -tolerance or (not below and low > tolerance) for low, high in changes.values()]
    state = "prediction_failed" if any(failed) else "prediction_held" if all(held) else "undecidable"
    lowest = min(changes, key=lambda name: changes[name][0])
    reason = f"{indicator} against {before}: " + ", ".join(f"{name} {signed(*ends)}" for name, ends in changes.items())
    used = observations_of([base, *later])
    margin = (changes[lowest][0] + tolerance) / tolerance
    return Verdict(
        state, f"{indicator} {lowest}", changes[lowest][0], margin, f"{reason}; tolerance {tolerance:g}", used
    )


def trend_up(resolver: Resolver, pair: Pair, **given: Any) -> Verdict:
    """Does an indicator rise over a window?"""
    return trend(resolver, pair, 1, **given)


def trend_down(resolver: Resolver, pair: Pair, **given: Any) -> Verdict:
    """Does an indicator fall over a window?"""
    return trend(resolver, pair, -1, **given)


_HOLDS = {
    "supported": (1,), "supported_with_correction": (1,), "prediction_held": (1,), "contradicted": (-1,),
    "prediction_failed": (-1,), "mixed": (1, -1),
}  # fmt: skip
_OF_PREDICTIONS = {"supported": "prediction_held", "contradicted": "prediction_failed"}


def all_hold(
    resolver: Resolver,
    pair: Pair,
    *,
    parts: list[dict[str, Any]],
    missing: Sequence[str] = (),
    corrections: Sequence[dict[str, Any]] = (),
    note: str = "",
    prediction: bool = False,
) -> Verdict:
    """Do all parts of a claim hold, each by a rule of its own?

    A part for which nothing is at hand, named in `missing`, keeps the claim open. A claim that holds is supported with
    a correction where one of `corrections` does not hold or a `note` limits it. With `prediction` the claim is one.
    """
    found = [_part(resolver, pair, part) for part in parts]
    signs = [_HOLDS.get(verdict.state, (0,)) for verdict in found]
    state = state_of_signs([*(one for several in signs for one in several), *(0 for _ in missing)])
    said = [verdict.reason for verdict in found]
    if state == "supported":
        corrected = [_part(resolver, pair, part) for part in corrections]
        said += [verdict.reason for verdict in corrected if verdict.state != "supported"] + [note] * bool(note)
        if len(said) > len(found) or any(verdict.state == "supported_with_correction" for verdict in found):
            state = "supported_with_correction"
    if prediction:
        pending = state == "undecidable" and any(verdict.state == "prediction_pending" for verdict in found)
        state = "prediction_pending" if pending else _OF_PREDICTIONS.get(state, state)
    if missing:
        said.append(f"not at hand: {', '.join(missing)}")
    decides = next((verdict for verdict, several in zip(found, signs, strict=True) if several != (1,)), found[0])
    return decides._replace(state=state, reason="; ".join(said), observations=observations_of(found))


def most_hold(resolver: Resolver, pair: Pair, *, parts: list[dict[str, Any]], needed: int) -> Verdict:
    """Do at least `needed` of the parts hold, each by a rule of its own?"""
    found = [_part(resolver, pair, part) for part in parts]
    signs = [_HOLDS.get(verdict.state, (0,)) for verdict in found]
    holding, failing = signs.count((1,)), signs.count((-1,))
    state = (
        "supported" if holding >= needed else "contradicted" if failing > len(parts) - needed else "undecidable"
    )  # fmt: skip
    reason = f"{holding} of {len(parts)} hold, {failing} do not, {needed} are needed: "
    said = "; ".join(verdict.reason for verdict in found)
    used = observations_of(found)
    decided = ", ".join(verdict.decided_by for verdict, one in zip(found, signs, strict=True) if one == (1,))
    return Verdict(state, decided or found[0].decided_by, float(holding), float(holding - needed), reason + said, used)


def _part(resolver: Resolver, pair: Pair, part: dict[str, Any]) -> Verdict:
    return RULES[part["rule"]](resolver, pair, **{key: value for key, value in part.items() if key != "rule"})


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        amount_paid, held_fixed, yearly_rises, flow_positive_each_period, sign_on_every_basis, trend_up, trend_down,
        rises_above, stays_near, all_hold, most_hold, stays_beyond, moved, share_of_sums, times_the_mean, nearer_than,
        not_above_usual, fell_on_year_before, held_since, never_stops, equivalent,
    )
}  # fmt: skip
