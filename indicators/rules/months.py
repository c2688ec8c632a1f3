"""Rules that ask months: a fall on the year before, two spans alike."""

import math
from collections.abc import Mapping

from indicators.equivalence import month_differences, tost_mean
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Row
from indicators.verdict import Verdict, known_values, observations_of, state_of_signs
from ingest.periods import months

_FEWEST = 12  # months, so that each month of the year is compared once


def fell_on_year_before(
    resolver: Resolver, pair: Pair, *, measure: str, first: str, last: str, percent: float, price: str = ""
) -> Verdict:
    """Did the sum of some months fall by more than `percent` on the same months a year earlier?

    With `price` it must have fallen as far in quantities at that price, so that a cheaper market alone does not count.
    """
    now = months(first, last)
    before = [f"{int(name[:4]) - 1}{name[4:]}" for name in now]
    flows = known_values(resolver, pair, measure=measure)
    prices = known_values(resolver, pair, measure=price) if price else {}
    if not (_has(flows, now + before) and (not price or _has(prices, now + before))):
        return Verdict("undecidable", measure, reason=f"{measure} is not known for {first} to {last} and a year before")
    changes = {"": _change([flows[name].value for name in now], [flows[name].value for name in before])}
    if price:
        real = {name: flows[name].value / prices[name].value for name in now + before}
        changes[f" at the price {price}"] = _change([real[name] for name in now], [real[name] for name in before])
    state = state_of_signs(1 if change < -percent else -1 for change in changes.values())
    least = max(changes.values())
    reason = ", ".join(f"{change:+.1f} %{basis}" for basis, change in changes.items())
    used = observations_of([*(flows[name] for name in now + before), *(prices[n] for n in now + before if price)])
    return Verdict(
        state, f"{measure} {first}..{last}", least, (-percent - least) / percent, f"{reason} on a year before", used
    )


def equivalent(
    resolver: Resolver,
    pair: Pair,
    *,
    measure: str,
    before: list[str],
    after: list[str],
    without: list[str],
    share: str,
    share_year: int,
    points: float,
) -> Verdict:
    """Did a monthly flow stay alike from one span to the next, by two one-sided tests at 5 %?

    The margin is the change that moves the yearly indicator `share` by so many points while the total stays. An
    interval beyond the margin contradicts the claim, one across it leaves it open: the test then lacks power.
    """
    flows = known_values(resolver, pair, measure=measure)
    shares = known_values(resolver, pair, indicator=share)
    spans = [[name for name in months(*span) if name in flows and name not in without] for span in (before, after)]
    if str(share_year) not in shares or len(spans[1]) < _FEWEST:
        reason = f"{len(spans[1])} months of {measure} from {after[0]} to {after[1]}; the test needs {_FEWEST}"
        return Verdict("undecidable", measure, float(len(spans[1])), float(len(spans[1]) - _FEWEST), reason)
    differences = month_differences(*({name: flows[name].value for name in span} for span in spans))
    if len(differences) < _FEWEST:
        reason = (
            f"{len(differences)} months of {measure} have a like month from {before[0]} on; the test needs {_FEWEST}"
        )
        return Verdict("undecidable", measure, reason=reason)
    margin = math.log1p(points / shares[str(share_year)].value)
    test = tost_mean(differences, margin)
    state = "supported" if test.equivalent else "contradicted" if test.different else "undecidable"
    bounds = [100 * math.expm1(bound) for bound in (test.low, test.high, margin)]
    reason = (
        f"{measure}: change between {bounds[0]:+.1f} and {bounds[1]:+.1f} % (90 % interval), margin {bounds[2]:.1f} %"
    )
    if state == "undecidable":
        reason += "; too wide to decide, the test lacks power" if test.low_power else "; it crosses the margin"
    furthest = max(abs(test.low), abs(test.high))
    used = observations_of([*(flows[name] for span in spans for name in span), shares[str(share_year)]])
    return Verdict(state, f"{measure} {after[0]}..{spans[1][-1]}", furthest, (margin - furthest) / margin, reason, used)


def _has(known: Mapping[str, Row | Cell], names: list[str]) -> bool:
    return all(name in known and not math.isnan(known[name].value) for name in names)


def _change(now: list[float], before: list[float]) -> float:
    return round(100 * (math.fsum(now) / math.fsum(before) - 1), 9)
