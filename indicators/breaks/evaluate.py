"""Test the runs of a result for breaks: at the known dates, then at unknown ones."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indicators.breaks.bai_perron import LEVEL, Dating, dated, shortest_segment, significance
from indicators.breaks.chow import chow, holm
from indicators.breaks.interval import break_interval
from indicators.breaks.model import Break, Breaks, TestedRun, Trend, Untested
from indicators.breaks.runs import SEASONS, Left, Run, redefining, runs_of, split_at
from indicators.breaks.scale import Vector, scale_of, scaled, unscaled, varies, without_season
from indicators.model import Result
from indicators.newey_west import autocorrelation, long_run_variance, prewhitened_variance
from indicators.trend import mann_kendall_p, theil_sen
from ingest.model import Event, Tables
from ingest.periods import period

FEWEST = 12  # points: three segments of four, the shortest whose mean and variance can be told
_LEAST = FEWEST // 3
_MOST = {"year": 2, "quarter": 5, "month": 5}  # breaks that are looked for
_FEW = 25  # points, less those that the season takes: no more is called low power
_ALIKE = 0.5  # autocorrelation beyond which the tests find more than they should


@dataclass(frozen=True, slots=True)
class _Series:
    """A run on the scale of its test: the values, and the lower and upper bounds where these are known and differ."""

    run: Run
    scale: str
    values: Vector
    bounds: tuple[Vector, ...] | None  # None where a bound is not known

    @property
    def season(self) -> int:
        return SEASONS[self.run.frequency]

    @property
    def shortest(self) -> int:
        return shortest_segment(len(self.values), _LEAST)


def breaks_of(
    result: Result, dates: Sequence[Event], definitions: Sequence[Event], tables: Tables, variant: str | None = None
) -> Breaks:
    """Return what tests of breaks say about each run of reported values of a result, by variant.

    `dates` are the known dates to test, set beforehand; `definitions` the events that redefine series, which count where
    the values come from such a series of `tables`. `variant` asks for one only. The tests are `chow` with `holm`, and
    `dated` with `break_interval`.
    """
    asked = [name for name in result.variants or ("",) if variant in (None, name)]
    runs: list[TestedRun] = []
    left: list[Left] = []
    untested: list[Untested] = []
    for name in asked:
        rows = result.of(name)
        found, out = runs_of(rows, redefining(rows, definitions, tables))
        left += out
        long = [run for run in found if len(run.rows) >= fewest(run.frequency)]
        left += [_too_short(name, run) for run in found if run not in long]
        series = [_series(run, result.unit) for run in long]
        tests, not_tested = _at_known_dates(name, series, dates)
        untested += not_tested if series else []
        runs += [_tested(name, one, tests[number]) for number, one in enumerate(series)]
    reason = None if runs else result.reason or "no run of reported values is long enough to be tested"
    return Breaks(
        result.id, result.title, result.unit, result.pair, result.as_of, result.snapshot, tuple(runs), tuple(left),
        tuple(untested), reason, result.variants,
    )  # fmt: skip


def fewest(frequency: str) -> int:
    """Return how many points a run needs: twelve, and two whole years.

    >>> fewest("year"), fewest("month")
    (12, 24)
    """
    return max(FEWEST, 2 * SEASONS[frequency])


def _too_short(variant: str, run: Run) -> Left:
    count = len(run.rows)
    reason = f"a run of {count}, a test needs {fewest(run.frequency)} of a {run.frequency} each"
    reason += f" ({run.begins})" if run.begins else ""
    return Left(variant, run.rows[0].period, run.rows[-1].period, count, reason)


def _series(run: Run, unit: str) -> _Series:
    values, *ends = ([getattr(row, name) for row in run.rows] for name in ("value", "low", "high"))
    bounded = not any(math.isnan(bound) for end in ends for bound in end)
    scale = scale_of(run.frequency, unit, [*values, *(ends[0] + ends[1] if bounded else ())])
    others = tuple(scaled(scale, end) for end in ends if end != values) if bounded else None
    return _Series(run, scale, scaled(scale, values), others)


def _at_known_dates(
    variant: str, series: Sequence[_Series], events: Iterable[Event]
) -> tuple[list[tuple[Break, ...]], list[Untested]]:
    """Return the tests of each run, adjusted for all of the variant; dates at one split are one test."""
    places: dict[tuple[int, int], list[str]] = {}
    untested: list[Untested] = []
    for event in events:
        place = _place(series, event)
        if isinstance(place, str):
            untested.append(Untested(variant, event.id, place))
        else:
            places.setdefault(place, []).append(event.id)
    adjusted = holm([chow(series[run].values, split, season=series[run].season).p for run, split in places])
    at_bounds = _same_at_bounds(series, list(places), adjusted)
    tests: list[tuple[Break, ...]] = [()] * len(series)
    for ((run, split), names), p, same in zip(places.items(), adjusted, at_bounds, strict=True):
        one = series[run]
        tested = chow(one.values, split, season=one.season)
        last = one.run.rows[split - 1].period
        means = _means(one, 0, split, len(one.values))
        found = Break(
            "chow", tuple(names), last, last, last, *means, tested.statistic, tested.p, p, len(one.values),
            p < LEVEL, same,
        )  # fmt: skip
        tests[run] += (found,)
    return tests, untested


def _place(series: Sequence[_Series], event: Event) -> tuple[int, int] | str:
    """Return in which run, after how many points, an event stands; or why it cannot be tested."""
    for number, one in enumerate(series):
        rows = one.run.rows
        if not period(rows[0].period).first <= event.date <= period(rows[-1].period).last:
            continue
        split = split_at(rows, event.date)
        sides = min(split, len(rows) - split)
        if sides < one.shortest:
            span = f"{rows[0].period} to {rows[-1].period}"
            return f"points on one side of it in {span}: {sides}, a test needs {one.shortest}"
        return number, split
    return f"no run of reported values holds {event.date.isoformat()}"


def _same_at_bounds(
    series: Sequence[_Series], places: Sequence[tuple[int, int]], adjusted: Sequence[float]
) -> list[bool]:
    """Tell for each test whether all lower and all upper bounds give the same answer, and the same sign of a shift."""
    same = [series[run].bounds is not None for run, _ in places]
    for end in (0, 1):
        found = []
        for run, split in places:
            bounds = series[run].bounds
            values = bounds[min(end, len(bounds) - 1)] if bounds else series[run].values
            found.append((chow(values, split, season=series[run].season), series[run], split))
        others = holm([test.p for test, _, _ in found])
        for number, ((test, one, split), p, own) in enumerate(zip(found, others, adjusted, strict=True)):
            shift = chow(one.values, split, season=one.season).shift
            agree = (p < LEVEL) == (own < LEVEL) and (p >= LEVEL or test.shift * shift > 0)
            same[number] = same[number] and agree
    return same


def _tested(variant: str, one: _Series, known: tuple[Break, ...]) -> TestedRun:
    """Return one run with its breaks at unknown dates, its trend and what must be said of both."""
    rows, count = one.run.rows, len(one.values)
    most = min(_MOST[one.run.frequency], count // one.shortest - 1)
    dating = dated(one.values, most, one.shortest, season=one.season)
    splits = dating.partitions[dating.by_sequence].splits
    adjusted = without_season(one.values, splits, one.season)
    residuals = _residuals(adjusted, splits)
    unknown = _at_unknown_dates(one, dating, adjusted, residuals)
    trend = _trend(one) if one.run.frequency == "year" else None
    alike = autocorrelation(residuals)
    return TestedRun(
        variant, one.run.frequency, rows[0].period, rows[-1].period, count, one.run.begins, one.scale, one.shortest,
        alike, known, unknown, dating.steps, dating.by_bic, dating.by_sequence, trend,
        tuple(_notes(one, dating, trend, alike)), tuple(dict.fromkeys(n for row in rows for n in row.observations)),
    )  # fmt: skip


def _at_unknown_dates(one: _Series, dating: Dating, adjusted: Vector, residuals: Sequence[float]) -> tuple[Break, ...]:
    splits = dating.partitions[dating.by_sequence].splits
    plain = long_run_variance(residuals, 0)
    inflation = prewhitened_variance(residuals) / plain if plain else 1.0
    edges = (0, *splits, len(adjusted))
    found = []
    for start, split, end in zip(edges, edges[1:], edges[2:], strict=False):
        span = break_interval(adjusted[start:split], adjusted[split:end], inflation=inflation)
        # No break lies beyond the neighbouring ones.
        low, high = (max(split + span.low, start + 1), min(split + span.high, end - 1)) if span else (0, 0)
        last, first_end, last_end = (one.run.rows[number - 1].period if number else "" for number in (split, low, high))
        test = chow(adjusted[start:end], split - start)
        p = significance(test.statistic, len(splits) - 1)
        within = range(low, high + 1) if span else range(split, split + 1)
        at_bounds = _dated_at_bounds(one, len(dating.partitions) - 1, within)
        means = _means(one, start, split, end)
        found.append(
            Break(
                "bai_perron", (), last, first_end, last_end, *means, test.statistic, p, p, end - start, True, at_bounds
            )
        )
    return tuple(found)


def _dated_at_bounds(one: _Series, most: int, within: range) -> bool:
    """Tell whether all lower and all upper bounds have a break there too."""
    if one.bounds is None:
        return False
    datings = [dated(bounds, most, one.shortest, season=one.season) for bounds in one.bounds]
    return all(any(split in within for split in each.partitions[each.by_sequence].splits) for each in datings)


def _means(one: _Series, start: int, split: int, end: int) -> tuple[float, float, float]:
    """Return both means in the unit again, and by how much they differ; of logs the geometric ones."""
    before, after = (unscaled(one.scale, float(one.values[a:b].mean())) for a, b in ((start, split), (split, end)))
    return before, after, after - before


def _residuals(values: Vector, splits: Sequence[int]) -> list[float]:
    parts = [values[start:end] for start, end in pairwise((0, *splits, len(values)))]
    return [float(value) for value in np.concatenate([part - part.mean() for part in parts])]


def _trend(one: _Series) -> Trend:
    years = [float(period(row.period).first.year) for row in one.run.rows]
    values = [row.value for row in one.run.rows]
    return Trend(*theil_sen(years, values), mann_kendall_p(values))


def _notes(one: _Series, dating: Dating, trend: Trend | None, alike: float) -> Iterable[str]:
    points = len(one.values) - one.season + 1
    if points <= _FEW:
        yield f"low power: {len(one.values)} points, so that a break that is not found may be there all the same"
    if not varies(one.values):
        yield "the values do not vary"
    if dating.by_bic != dating.by_sequence:
        after = [one.run.rows[split - 1].period for split in dating.partitions[dating.by_bic].splits]
        dates = f" (after {', '.join(after)})" if after else ""
        yield f"BIC takes {dating.by_bic} breaks{dates}, the sequence of tests {dating.by_sequence}"
    if alike > _ALIKE:
        yield f"neighbours resemble each other ({alike:.2f} around the means): such series show breaks too often"
    if dating.by_sequence and trend and trend.p < LEVEL:
        yield f"a steady trend ({trend.slope:+.2g} a year) also shows as breaks of the mean: read both"
