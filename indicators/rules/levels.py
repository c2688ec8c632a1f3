"""Rules that set the level of a series against a limit, against an earlier level, or against another country's."""

import math
from typing import Any

from indicators.measures import Resolver
from indicators.model import Cell, Pair, Row
from indicators.verdict import Verdict, known_values, name_of, observations_of, sign, signed, state_of_signs


def stays_beyond(
    resolver: Resolver, pair: Pair, *, first: int, limit: float, side: str, last: int = 9999, **series: str
) -> Verdict:
    """Was a yearly series `below` or `above` a limit, at both bounds, in each year from `first` on?

    A year missing inside the span leaves it open.
    """
    known = _years(resolver, pair, first, last, series)
    name = name_of(series)
    if not known or min(known) != first or (last != 9999 and max(known) != last):
        return Verdict("undecidable", name, reason=f"{name} is not known for every year from {first}")
    way = {"above": 1, "below": -1}[side]
    signs = [sign(*_turned(way, value.low - limit, value.high - limit)) for value in known.values()]
    worst = min(known, key=lambda year: way * (known[year].low if way > 0 else known[year].high))
    end = known[worst].low if way > 0 else known[worst].high
    whole = len(known) == max(known) - first + 1
    state = state_of_signs([*signs, *([] if whole else [0])])
    span = f"{first} to {max(known)}" if max(known) > first else f"{first}"
    reason = f"{'at least' if way > 0 else 'at most'} {end:.3g} in {span}, the limit is {limit:g}"
    return Verdict(state, f"{name} {worst}", end, None, reason, observations_of(known.values()))


def moved(
    resolver: Resolver,
    pair: Pair,
    *,
    start: list[str],
    end: str,
    way: int,
    size: bool = False,
    tolerance: float = 0.0,
    **series: str,
) -> Verdict:
    """Did a series rise (`way` 1) or fall (-1) by more than the tolerance, bound against bound, from every start?

    With `size` the sign of the series is left aside. Starts that disagree leave it open.
    """
    known = known_values(resolver, pair, **series)
    name = name_of(series)
    if end not in known or not set(start) <= known.keys():
        return Verdict("undecidable", name, reason=f"{name} is not known for {', '.join(start)} and {end}")
    later, *earlier = (_bounds(known[period], size) for period in (end, *start))
    changes = [(later[0] - before[1], later[1] - before[0]) for before in earlier]
    signs = [sign(*_turned(way, *change), tolerance) for change in changes]
    state = state_of_signs(signs) if len(set(signs)) == 1 else "undecidable"
    nearest = min(changes, key=lambda change: change[0] if way > 0 else -change[1])
    sure = nearest[0] if way > 0 else nearest[1]
    margin = (way * sure - tolerance) / tolerance if tolerance else None
    reason = "; ".join(
        f"{_shown(*before)} in {first} to {_shown(*later)} in {end}"
        for first, before in zip(start, earlier, strict=True)
    )
    used = observations_of([*(known[first] for first in start), known[end]])
    return Verdict(state, f"{name} {start[0]}..{end}", sure, margin, f"{name} {reason}", used)


def share_of_sums(
    resolver: Resolver, pair: Pair, *, part: list[str], whole: list[str], first: int, last: int, at_least: float
) -> Verdict:
    """Is what was delivered over some years, in the measures `part`, at least so many per cent of that in `whole`?

    For registers of events: a year without an entry is one in which nothing happened. On the memo's clock the years
    that had not ended are left out.
    """
    parts, wholes = (
        [cell for name in names for cell in _years(resolver, pair, first, last, {"measure": name}).values()]
        for names in (part, whole)
    )
    name = f"{' + '.join(part)} of {' + '.join(whole)}"
    if not wholes:
        return Verdict("undecidable", name, reason=f"nothing of {' + '.join(whole)} is known for {first} to {last}")
    low = 100 * math.fsum(cell.low for cell in parts) / math.fsum(cell.high for cell in wholes)
    high = 100 * math.fsum(cell.high for cell in parts) / math.fsum(cell.low for cell in wholes)
    state = "supported" if low >= at_least else "contradicted" if high < at_least else "undecidable"
    day = resolver.clock.day
    until = min(last, day.year - 1) if day else last
    share = f"{low:.1f}" if low == high else f"{low:.1f} to {high:.1f}"
    reason = f"{share} % over {first} to {until}, the limit is {at_least:g} %"
    return Verdict(state, f"{name} {first}..{until}", low, None, reason, observations_of([*parts, *wholes]))


def times_the_mean(
    resolver: Resolver, pair: Pair, *, measure: str, base: list[int], year: int, at_least: float
) -> Verdict:
    """Is a year's sum of months at least so many times the mean of the base years? For counts, which only add up.

    The months known so far are the least that the year can hold: they may support the claim before the year is over.
    """
    months = known_values(resolver, pair, measure=measure)
    sums = {
        number: [months[name] for name in sorted(months) if name.startswith(f"{number}-")] for number in [*base, year]
    }
    if not sums[year] or any(len(sums[number]) < 12 for number in base):
        return Verdict("undecidable", measure, reason=f"{measure} is not known for {base[0]} to {year}")
    mean = math.fsum(cell.value for number in base for cell in sums[number]) / len(base)
    reached = math.fsum(cell.value for cell in sums[year])
    whole = len(sums[year]) == 12
    state = "supported" if reached >= at_least * mean else "contradicted" if whole else "undecidable"
    span = f"{year}" if whole else f"{len(sums[year])} months of {year}"
    reason = f"{reached:.0f} in {span}, {reached / mean:.1f} times the mean of {mean:.1f}; the limit is {at_least:g}"
    used = observations_of(cell for cells in sums.values() for cell in cells)
    return Verdict(state, f"{measure} {year}", reached / mean, None, reason, used)


def nearer_than(
    resolver: Resolver, pair: Pair, *, than: str, first: int, distance: bool, last: int = 9999, **series: str
) -> Verdict:
    """Was the country nearer to its partner than to a third one, at both bounds, in each year?

    The series tells closeness, or with `distance` how far apart two countries stand, whatever the sign.
    """
    ours, theirs = (_years(resolver, one, first, last, series) for one in (pair, Pair(pair.dependent, than)))
    years = sorted(ours.keys() & theirs.keys())
    name = name_of(series)
    if not years:
        return Verdict("undecidable", name, reason=f"{name} is not known from {first} on for {pair.partner} and {than}")
    leads = {}
    for number in years:
        one, other = (_bounds(values[number], distance) for values in (ours, theirs))
        leads[number] = (other[0] - one[1], other[1] - one[0]) if distance else (one[0] - other[1], one[1] - other[0])
    narrowest = min(years, key=lambda number: leads[number][0])
    state = state_of_signs(sign(*lead) for lead in leads.values())
    count = sum(low > 0 for low, _ in leads.values())
    reason = (
        f"{name}: nearer to {pair.partner} than to {than} in {count} of {len(years)} years from {years[0]} to"
        f" {years[-1]}, by at least {leads[narrowest][0]:.2f} ({narrowest})"
    )
    used = observations_of([*(ours[number] for number in years), *(theirs[number] for number in years)])
    return Verdict(state, f"{name} {narrowest}", leads[narrowest][0], None, reason, used)


def not_above_usual(resolver: Resolver, pair: Pair, *, measure: str, base: list[int], years: list[int]) -> Verdict:
    """Did a series stay within the mean and one standard deviation of the years from `base[0]` to `base[1]`?"""
    known = _years(resolver, pair, base[0], max(years), {"measure": measure})
    usual = [known[number].value for number in range(base[0], base[1] + 1) if number in known]
    seen = {number: known[number] for number in years if number in known}
    if len(usual) < base[1] - base[0] + 1 or not seen:
        return Verdict("undecidable", measure, reason=f"{measure} is not known for {base[0]} to {max(years)}")
    mean = math.fsum(usual) / len(usual)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in usual) / (len(usual) - 1))
    limit = mean + deviation
    signs = [sign(limit - cell.high, limit - cell.low) for cell in seen.values()]
    highest = max(seen, key=lambda number: seen[number].high)
    found = ", ".join(f"{seen[number].value:.1f} in {number}" for number in seen)
    reason = f"{measure} {found}; usual up to {limit:.1f} (mean {mean:.1f} and one deviation of {base[0]} to {base[1]})"
    margin = (limit - seen[highest].high) / deviation if deviation else None
    used = observations_of(known[number] for number in known if number <= base[1] or number in seen)
    return Verdict(state_of_signs(signs), f"{measure} {highest}", seen[highest].high, margin, reason, used)


def stays_within(
    resolver: Resolver, pair: Pair, *, before: str, after: list[str], tolerance: float, **series: str
) -> Verdict:
    """Did a level stay within the tolerance of an earlier period, at both bounds, in each later period known?"""
    known, name = known_values(resolver, pair, **series), name_of(series)
    later = {period: known[period] for period in after if period in known}
    if before not in known or not later:
        return Verdict("undecidable", name, reason=f"{name} is not known for {before} and {', '.join(after)}")
    base = known[before]
    changes = {period: (cell.low - base.high, cell.high - base.low) for period, cell in later.items()}
    signs = [
        1 if -tolerance <= low and high <= tolerance else -1 if high < -tolerance or low > tolerance else 0
        for low, high in changes.values()
    ]
    furthest = max(changes, key=lambda period: max(abs(end) for end in changes[period]))
    end = max(changes[furthest], key=abs)
    reason = f"{name} against {before}: " + ", ".join(f"{period} {signed(*ends)}" for period, ends in changes.items())
    state = "contradicted" if -1 in signs else state_of_signs(signs)
    margin = (tolerance - abs(end)) / tolerance
    used = observations_of([base, *later.values()])
    return Verdict(state, f"{name} {furthest}", end, margin, f"{reason}; tolerance {tolerance:g}", used)


def less_than(resolver: Resolver, pair: Pair, *, measure: str, than: str, year: int, way: int) -> Verdict:
    """Was a measure below another one in a year, bound against bound? With `way` -1: was it above it?"""
    first, second = (resolver.quantity(name, pair).get(str(year)) for name in (measure, than))
    if first is None or second is None:
        return Verdict("undecidable", measure, reason=f"{measure} and {than} are not both known for {year}")
    low, high = _turned(way, second.low - first.high, second.high - first.low)
    reason = f"{measure} {_shown(first.low, first.high)} against {than} {_shown(second.low, second.high)} in {year}"
    used = observations_of([first, second])
    return Verdict(state_of_signs([sign(low, high)]), f"{measure} {year}", way * low, None, reason, used)


def below_half_of_mean(
    resolver: Resolver, pair: Pair, *, measure: str, at_most: str, base: list[int], year: int
) -> Verdict:
    """Was a flow in a year below half of its mean in the base years, where only a measure that holds it is known?

    What holds the flow, such as the inflow from all countries, bounds it from above: it can support the claim or leave
    it open.
    """
    usual = _years(resolver, pair, min(base), max(base), {"measure": measure})
    held = resolver.quantity(at_most, pair).get(str(year))
    if held is None or any(number not in usual for number in base):
        return Verdict("undecidable", measure, reason=f"{measure} and {at_most} are not known for {base[0]} to {year}")
    half = math.fsum(usual[number].value for number in base) / len(base) / 2
    state = "supported" if held.high < half else "undecidable"
    reason = f"{measure} at most {held.high:.0f} in {year} ({at_most}); half of its mean of {base} is {half:.0f}"
    used = observations_of([*(usual[number] for number in base), held])
    return Verdict(state, f"{at_most} {year}", held.high, (half - held.high) / half, reason, used)


def _years(resolver: Resolver, pair: Pair, first: int, last: int, series: dict[str, Any]) -> dict[int, Row | Cell]:
    found = known_values(resolver, pair, **series)
    years = {int(name): value for name, value in found.items() if name == name[:4]}
    return {number: years[number] for number in sorted(years) if first <= number <= last}


def _bounds(value: Row | Cell, size: bool) -> tuple[float, float]:
    """Return the bounds, with `size` those of the absolute value."""
    if not size:
        return value.low, value.high
    ends = sorted((abs(value.low), abs(value.high)))
    return (0.0 if value.low <= 0 <= value.high else ends[0]), ends[1]


def _turned(way: int, low: float, high: float) -> tuple[float, float]:
    return (low, high) if way > 0 else (-high, -low)


def _shown(low: float, high: float) -> str:
    return f"{low:.4g}" if low == high else f"[{low:.4g}, {high:.4g}]"
