"""Rules that read predictions: a level that rises or stays, a flow that goes on, a country counted on its own."""

from indicators.measures import Resolver
from indicators.model import Pair
from indicators.verdict import Verdict, known_values, name_of, observations_of, signed


def rises_above(resolver: Resolver, pair: Pair, *, before: str, after: list[str], **series: str) -> Verdict:
    """Did a prediction of a rise hold: is the lowest later bound above the upper bound before?"""
    rows, name = known_values(resolver, pair, **series), name_of(series)
    later = {period: rows[period] for period in after if period in rows}
    if before not in rows or not later:
        reason = f"{name} for {before} and {', '.join(after)} are not both known"
        return Verdict("prediction_pending", name, reason=reason)
    start = rows[before]
    lowest, highest = min(later, key=lambda period: later[period].low), max(row.high for row in later.values())
    least = later[lowest].low
    state = "prediction_held" if least > start.high else "prediction_failed" if highest < start.low else "undecidable"
    reason = f"at least {least:.1f} in {lowest} after at most {start.high:.1f} in {before}"
    used = observations_of([start, *later.values()])
    return Verdict(state, f"{name} {lowest}", least, least - start.high, reason, used)


def stays_near(
    resolver: Resolver, pair: Pair, *, before: str, after: list[str], tolerance: float, below: bool, **series: str
) -> Verdict:
    """Did a level keep within the tolerance of an earlier period, at both bounds? With `below` only a fall counts."""
    rows, name = known_values(resolver, pair, **series), name_of(series)
    later = {period: rows[period] for period in after if period in rows}
    if before not in rows or not later:
        return Verdict("prediction_pending", name, reason=f"{name} is not known for {before} and a later period")
    base = rows[before]
    changes = {period: (row.low - base.high, row.high - base.low) for period, row in later.items()}
    held = [low >= -tolerance and (below or high <= tolerance) for low, high in changes.values()]
    failed = [high < -tolerance or (not below and low > tolerance) for low, high in changes.values()]
    state = "prediction_failed" if any(failed) else "prediction_held" if all(held) else "undecidable"
    lowest = min(changes, key=lambda period: changes[period][0])
    reason = f"{name} against {before}: " + ", ".join(f"{period} {signed(*ends)}" for period, ends in changes.items())
    margin = (changes[lowest][0] + tolerance) / tolerance
    used = observations_of([base, *later.values()])
    return Verdict(state, f"{name} {lowest}", changes[lowest][0], margin, f"{reason}; tolerance {tolerance:g}", used)


def never_stops(resolver: Resolver, pair: Pair, *, measure: str, first: str) -> Verdict:
    """Did a daily flow go on, on every known day from `first`? A stop leaves open who ordered it."""
    flows = known_values(resolver, pair, measure=measure)
    days = sorted(name for name in flows if name >= first)
    if not days:
        return Verdict("prediction_pending", measure, reason=f"no day of {measure} is known from {first} on")
    stopped = [name for name in days if flows[name].high <= 0]
    span = f"{len(days)} known days from {days[0]} to {days[-1]}"
    if stopped:
        reason = f"no flow on {len(stopped)} of {span}, first on {stopped[0]}; the series does not tell who ordered it"
    else:
        reason = f"a flow on each of {span}"
    state = "undecidable" if stopped else "prediction_held"
    decided = f"{measure} {stopped[0] if stopped else days[-1]}"
    return Verdict(state, decided, float(len(stopped)), None, reason, observations_of(flows[name] for name in days))


def counted_apart(resolver: Resolver, pair: Pair, *, measure: str, first: int) -> Verdict:
    """Is the country counted on its own in every year from `first` on in which its partner is counted?

    The prediction that the partner does not absorb it fails with the first year in which only the partner is left.
    """
    ours, theirs = (
        {int(name): cell for name, cell in known_values(resolver, one, measure=measure).items() if name == name[:4]}
        for one in (pair, Pair(pair.partner, pair.dependent))
    )
    years = sorted(number for number in theirs if number >= first)
    if not years:
        return Verdict("prediction_pending", measure, reason=f"{measure} of {pair.partner} is not known from {first}")
    apart = [number for number in years if number in ours]
    state = "prediction_held" if apart == years else "prediction_failed"
    reason = f"{measure}: {pair.dependent} stands beside {pair.partner} in {len(apart)} of {len(years)} years"
    reason += f" from {years[0]} to {years[-1]}"
    used = observations_of([*(ours[number] for number in apart), *(theirs[number] for number in years)])
    return Verdict(state, f"{measure} {years[-1]}", float(len(apart)), float(len(apart) - len(years)), reason, used)
