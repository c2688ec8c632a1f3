"""Test the runs of a result for breaks: at the known dates, then at unknown ones."""

from collections.abc import Iterable, Sequence

from indicators.breaks.bai_perron import LEVEL, Dating, dated
from indicators.breaks.known import at_known_dates
from indicators.breaks.model import Break, Breaks, RunBreaks, Trend, Untested
from indicators.breaks.runs import SEASONS, Left, Run, redefining, runs_of
from indicators.breaks.scale import varies, without_season
from indicators.breaks.series import FEWEST, Series, series_of
from indicators.breaks.unknown import at_unknown_dates, residuals_of
from indicators.model import Result
from indicators.newey_west import autocorrelation
from indicators.trend import mann_kendall_p, theil_sen
from ingest.declared import Event
from ingest.model import Tables
from ingest.periods import period

_MOST = {"year": 2, "quarter": 5, "month": 5}  # breaks that are looked for
_FEW = 25  # points, less those that the season takes: no more is called low power
_ALIKE = 0.5  # autocorrelation beyond which the tests find more than they should


def breaks_of(
    result: Result, dates: Sequence[Event], definitions: Sequence[Event], tables: Tables, variant: str | None = None
) -> Breaks:
    """Return what tests of breaks say about each run of reported values of a result, by variant.

    `dates` are the known dates to test, set beforehand; `definitions` the events that redefine series, which count
    where the values come from such a series of `tables`. `variant` asks for one only. A run needs twelve points and two
    whole years. Yearly values are tested as they are, for two breaks at most; shorter periods without their season, in
    logs or, of shares, logits, for five. Low power is said of 25 points or fewer. Every test is repeated on all lower
    and on all upper bounds.
    """
    asked = [name for name in result.variants or ("",) if variant in (None, name)]
    runs: list[RunBreaks] = []
    left: list[Left] = []
    untested: list[Untested] = []
    for name in asked:
        rows = result.of(name)
        found, out = runs_of(rows, redefining(rows, definitions, tables))
        left += out
        long = [run for run in found if len(run.rows) >= fewest(run.frequency)]
        left += [_too_short(name, run) for run in found if run not in long]
        series = [series_of(run, result.unit) for run in long]
        tests, not_tested = at_known_dates(name, series, dates)
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


def _tested(variant: str, one: Series, known: tuple[Break, ...]) -> RunBreaks:
    """Return one run with its breaks at unknown dates, its trend and what must be said of both."""
    rows, count = one.run.rows, len(one.values)
    most = min(_MOST[one.run.frequency], count // one.shortest - 1)
    dating = dated(one.values, most, one.shortest, season=one.season)
    splits = dating.partitions[dating.by_sequence].splits
    adjusted = without_season(one.values, splits, one.season)
    residuals = residuals_of(adjusted, splits)
    unknown = at_unknown_dates(one, dating, adjusted, residuals)
    trend = _trend(one) if one.run.frequency == "year" else None
    alike = autocorrelation(residuals)
    return RunBreaks(
        variant, one.run.frequency, rows[0].period, rows[-1].period, count, one.run.begins, one.scale, one.shortest,
        alike, known, unknown, dating.steps, dating.by_bic, dating.by_sequence, trend,
        tuple(_notes(one, dating, trend, alike)), tuple(dict.fromkeys(n for row in rows for n in row.observations)),
    )  # fmt: skip


def _trend(one: Series) -> Trend:
    years = [float(period(row.period).first.year) for row in one.run.rows]
    values = [row.value for row in one.run.rows]
    return Trend(*theil_sen(years, values), mann_kendall_p(values))


def _notes(one: Series, dating: Dating, trend: Trend | None, alike: float) -> Iterable[str]:
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
        told = "such series show breaks too often" if dating.by_sequence else "which leaves low power"
        yield f"neighbours resemble each other ({alike:.2f} around the means), {told}"
    if dating.by_sequence and trend and trend.p < LEVEL:
        yield f"a steady trend ({trend.slope:+.2g} a year) also shows as breaks of the mean: read both"
