"""The known dates of a variant's runs: each is tested where the runs hold it, and all are adjusted together."""

from collections.abc import Iterable, Sequence

from indicators.breaks.bai_perron import LEVEL
from indicators.breaks.chow import Chow, chow, holm
from indicators.breaks.model import Break, Untested
from indicators.breaks.runs import split_at
from indicators.breaks.scale import Vector, without_season
from indicators.breaks.series import Series, means_in_unit
from ingest.declared import Event
from ingest.periods import period


def at_known_dates(
    variant: str, series: Sequence[Series], events: Iterable[Event]
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
    tests = _tests(series, places, [one.values for one in series])
    p_values = holm([test.p for test in tests])
    ends = [_tests(series, places, [one.bounds[end] if one.bounds else one.values for one in series]) for end in (0, 1)]
    verdicts = [_signs(each) for each in (tests, *ends)]
    found: list[list[Break]] = [[] for _ in series]
    for number, ((run, split), names) in enumerate(places.items()):
        one, test, p = series[run], tests[number], p_values[number]
        last = one.run.rows[split - 1].period
        adjusted = without_season(one.values, [split], one.season)
        means = means_in_unit(one, adjusted, 0, split, len(one.values))
        same = one.bounds is not None and len({signs[number] for signs in verdicts}) == 1
        found[run].append(
            Break(
                "chow", tuple(names), last, last, last, *means, test.statistic, test.p, p, len(one.values), p < LEVEL,
                same,
            )
        )  # fmt: skip
    return [tuple(each) for each in found], untested


def _place(series: Sequence[Series], event: Event) -> tuple[int, int] | str:
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


def _tests(series: Sequence[Series], places: Iterable[tuple[int, int]], vectors: Sequence[Vector]) -> list[Chow]:
    return [chow(vectors[run], split, season=series[run].season) for run, split in places]


def _signs(tests: Sequence[Chow]) -> list[int]:
    """Return for each test 1 or -1, the sign of a shift that is found, or 0."""
    adjusted = holm([test.p for test in tests])
    return [(test.shift > 0) - (test.shift < 0) if p < LEVEL else 0 for test, p in zip(tests, adjusted, strict=True)]
