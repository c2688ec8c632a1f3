"""Rules that ask how a price moved: held on the year before, held since a month, raised in each year."""

import math
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from indicators.clock import NOW
from indicators.measures import Resolver
from indicators.model import Cell, Pair
from indicators.verdict import Verdict, observations_of, percent_change
from ingest.periods import months, year


def held_fixed(
    resolver: Resolver,
    pair: Pair,
    *,
    measure: str,
    year: int,
    tolerance_percent: float,
    per: str = "",
    times: str = "",
) -> Verdict:
    """Did a price stay within the tolerance of the year before? Twice the tolerance is support with a correction.

    What is known today only from before the year began was announced, not observed: also support with a correction.
    The price may be read relative to a benchmark (`per`) or in another currency (`times` its rate).
    """
    cells = priced(resolver, pair, measure, per, times)
    before, then = cells.get(str(year - 1)), cells.get(str(year))
    if before is None or then is None or math.isnan(before.value) or math.isnan(then.value):
        return Verdict("undecidable", measure, reason=f"no {measure} known for {year - 1} and {year}")
    change = percent_change(then.value / before.value)
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


def held_since(
    resolver: Resolver,
    pair: Pair,
    *,
    measure: str,
    base: str,
    last: str,
    tolerance_percent: float,
    per: str = "",
    times: str = "",
) -> Verdict:
    """Did a monthly price stay within the tolerance of the month `base` to the month `last`?

    A known month that lies off by more than twice the tolerance contradicts it; support needs every month. The price
    may be read relative to a benchmark (`per`) or in another currency (`times` its rate).
    """
    known = priced(resolver, pair, measure, per, times)
    wanted = months(base, last)[1:]
    found = [name for name in wanted if name in known]
    if base not in known or not found:
        return Verdict("undecidable", measure, reason=f"{measure} is not known for {base} and a month to {last}")
    changes = {name: percent_change(known[name].value / known[base].value) for name in found}
    worst = max(found, key=lambda name: abs(changes[name]))
    off = abs(changes[worst])
    state = "contradicted" if off > 2 * tolerance_percent else "undecidable"
    if len(found) == len(wanted) and off <= 2 * tolerance_percent:
        state = "supported" if off <= tolerance_percent else "supported_with_correction"
    reason = f"up to {changes[worst]:+.1f} % on {base} in {len(found)} of {len(wanted)} months, the last {found[-1]}"
    margin = (tolerance_percent - off) / tolerance_percent
    used = observations_of(known[name] for name in [base, *found])
    return Verdict(state, f"{measure} {worst}", changes[worst], margin, reason, used)


def yearly_rises(
    resolver: Resolver,
    pair: Pair,
    *,
    measure: str,
    first: int,
    last: int,
    per: str = "",
    times: str = "",
) -> Verdict:
    """Did a price rise in each year? All steps: supported; at most half: contradicted; else mixed.

    A year without a figure leaves open how often it rose; the count is then bounded by the figures around it, and the
    value is the number of rises seen. The price may be read relative to a benchmark (`per`) or in another currency
    (`times` its rate).
    """
    cells = priced(resolver, pair, measure, per, times)
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
    return Verdict(state, f"{measure} {first - 1}..{last}", float(fewest), steps / 2 - most, reason, rows)


def priced(resolver: Resolver, pair: Pair, measure: str, per: str, times: str) -> dict[str, Cell]:
    """Return a price by period, divided by the measure `per`, or multiplied by the measure `times`, where one is named.

    Only periods for which the other is known too are left.
    """
    cells = {name: cell for name, cell in resolver.quantity(measure, pair).items() if not math.isnan(cell.value)}
    for other, power in ((per, -1), (times, 1)):
        if other:
            rates = resolver.quantity(other, pair)
            cells = {
                name: _scaled(cell, rates[name], power)
                for name, cell in cells.items()
                if name in rates and rates[name].value > 0
            }
    return cells


def _scaled(cell: Cell, rate: Cell, power: int) -> Cell:
    by = rate.value**power
    return Cell(
        cell.value * by, cell.low * by, cell.high * by, max(cell.status, rate.status),
        cell.observations + rate.observations,
    )  # fmt: skip


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
