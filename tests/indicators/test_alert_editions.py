"""Alerts by editions and by ranks: by hand, and never on what the bounds leave open."""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.alert_editions import Edition, judged_by_lateness, judged_by_revision, judged_by_verdict
from indicators.alert_ranks import judged_by_rank, placed
from indicators.model import Row
from indicators.verdict import Verdict
from ingest.declared import AlertRule

Band = tuple[float, float]
RULE = AlertRule("r", "revision", "x", "", "A", 5.0, 0, "high", "Title", "Why.", ())
LATE = replace(RULE, kind="late", frequency="M", limit=10.0)
RANK = replace(RULE, kind="rank", limit=1.0)
VERDICT = replace(RULE, kind="verdict", limit=0.0)
ENDS = st.floats(-100, 100)
BAND = st.tuples(ENDS, ENDS).map(lambda ends: (min(ends), max(ends)))


def row(period: str, *ends: float, status: str = "reported", series: int = 1) -> Row:
    low, high = min(ends), max(ends)
    return Row("", period, low if low == high else math.nan, low, high, status, (series,))


def edition(year: int, *rows: Row) -> Edition:
    return Edition(date(year, 12, 31), rows)


def revisions(rule: AlertRule, *editions: Edition) -> list[tuple[str, str, bool]]:
    return [(one.period, one.day, one.holds) for one in judged_by_revision(rule, editions, frozenset).firings]


@pytest.mark.parametrize(
    ("rule", "was", "now", "fires"),
    [
        (RULE, row("2020", 40), row("2020", 46), True),
        (RULE, row("2020", 40), row("2020", 45), False),  # by five: not by more
        (RULE, row("2020", 40), row("2020", 34), True),
        (RULE, row("2020", 38, 42), row("2020", 44, 50), False),  # it may have been 42, and be 44
        (RULE, row("2020", 38, 42), row("2020", 47.1, 50), True),
        (RULE, row("2020", 40), row("2021", 60), False),  # a new period is no revision
        (RULE, row("2020", 40), row("2020", 60, status="estimated"), False),  # of another kind
        (RULE, row("2020", 40), row("2020", 60, series=2), False),  # another source's word
        (RULE, row("2020", 40), row("2020", math.nan, math.nan), False),  # withdrawn
        (RULE, row("2020-01", 40), row("2020-01", 60), False),  # a month is not what a yearly rule watches
        (replace(RULE, direction=1), row("2020", 40), row("2020", 30), False),
        (replace(RULE, direction=-1), row("2020", 40), row("2020", 30), True),
        (replace(RULE, limit=50.0, relative=True), row("2020", 4), row("2020", 6.1), True),
        (replace(RULE, limit=50.0, relative=True), row("2020", 0), row("2020", 6.1), False),
    ],
)
def test_a_revision_fires_beyond_limit_and_bounds(rule: AlertRule, was: Row, now: Row, fires: bool) -> None:
    assert revisions(rule, edition(2021, was), edition(2022, now)) == ([(now.period, "2022-12-31", True)] * fires)


def test_of_an_edition_the_largest_revision_is_told_with_what_was_before() -> None:
    old, new = edition(2021, row("2019", 10), row("2020", 20)), edition(2022, row("2019", 20), row("2020", 40))
    judged = judged_by_revision(RULE, [old, new, edition(2023, *new.rows)], frozenset)
    (one,) = judged.firings
    assert (one.period, one.since, one.day, one.holds) == ("2020", "2021-12-31", "2022-12-31", False)
    assert one.before is not None
    assert (one.before.value, one.now.value) == (20, 40)
    assert judged.occasions == ["2022-12-31", "2023-12-31"]


def test_a_pause_is_counted_in_editions() -> None:
    editions = [edition(2021 + place, row("2020", value)) for place, value in enumerate((10, 20, 30, 40))]
    assert [day for _, day, _ in revisions(replace(RULE, pause=1), *editions)] == ["2022-12-31", "2024-12-31"]


@given(st.lists(BAND, min_size=2, max_size=8), st.floats(0.01, 50), st.booleans())
def test_a_revision_inside_the_bounds_never_fires(bands: list[Band], limit: float, relative: bool) -> None:
    """Where one value fits all editions, it need not have been revised."""
    shared = [(min(low, 50.0), max(high, 50.0)) for low, high in bands]
    editions = [edition(2001 + place, row("2000", *band)) for place, band in enumerate(shared)]
    assert revisions(replace(RULE, limit=limit, relative=relative), *editions) == []


@given(BAND, BAND, st.floats(0.01, 50))
def test_a_revision_fires_where_every_value_in_the_bounds_was_revised(was: Band, now: Band, limit: float) -> None:
    fired = revisions(replace(RULE, limit=limit), edition(2021, row("2020", *was)), edition(2022, row("2020", *now)))
    least = max(now[0] - was[1], was[0] - now[1])
    assert bool(fired) == (least > limit)


def heard(*days: tuple[date, str]) -> list[Edition]:
    return [Edition(day, [row("2021-07", 1), row(name, 2)]) for day, name in days]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # The month of September ends on the 30th; 40 days of the source and 10 of the rule later it is 19 November.
        ([(date(2021, 11, 19), "2021-08")], []),
        ([(date(2021, 11, 20), "2021-08")], [("2021-08", "2021-11-19", "2021-11-20", True)]),
        ([(date(2021, 11, 20), "2021-09")], []),
        (
            [(date(2021, 12, 1), "2021-08"), (date(2021, 12, 2), "2021-08"), (date(2021, 12, 3), "2021-11")],
            [("2021-08", "2021-11-19", "2021-12-01", False)],  # once, and over when the next one came
        ),
        ([(date(2022, 2, 19), "2021-11")], []),  # December's end is counted over the turn of the year
        ([(date(2022, 2, 20), "2021-11")], [("2021-11", "2022-02-19", "2022-02-20", True)]),
        ([], []),
    ],
)
def test_a_source_is_late_once_the_next_period_is_overdue_on_a_day_on_which_it_was_heard_of(
    days: list[tuple[date, str]], expected: list[tuple[str, str, str, bool]]
) -> None:
    found = judged_by_lateness(LATE, heard(*days), 40)
    assert [(one.period, one.since, one.day, one.holds) for one in found.firings] == expected
    assert all(math.isnan(number) for one in found.firings for number in one.now[2:5])  # it has no number to tell
    assert found.occasions == [day.isoformat() for day, _ in days]


def test_of_a_yearly_rule_the_next_year_has_to_be_over() -> None:
    yearly = replace(LATE, frequency="A", limit=0.5)
    for day, late in ((date(2023, 2, 4), False), (date(2023, 2, 5), True)):
        assert bool(judged_by_lateness(yearly, [Edition(day, [row("2021", 1)])], 35).firings) == late


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("supported mixed", [("2022-01-01", "2021-01-01", "supported", "mixed", True)]),
        ("supported mixed mixed", [("2022-01-01", "2021-01-01", "supported", "mixed", False)]),
        ("supported undecidable supported", []),  # the bounds left it open, and it came back
        ("supported undecidable", []),
        ("undecidable supported", []),  # nothing was decided before
        (
            "prediction_pending prediction_held",
            [("2022-01-01", "2021-01-01", "prediction_pending", "prediction_held", True)],
        ),
        ("mixed undecidable contradicted", [("2023-01-01", "2021-01-01", "mixed", "contradicted", True)]),
        ("", []),
    ],
)
def test_a_verdict_turns_between_two_that_decide(states: str, expected: list[tuple[str, str, str, str, bool]]) -> None:
    told = [(date(2021 + place, 1, 1), Verdict(state)) for place, state in enumerate(states.split())]
    found = judged_by_verdict(VERDICT, told).firings
    turns = [(one.period, one.since, one.before.status, one.now.status, one.holds) for one in found if one.before]
    assert turns == expected


def years(*bands: Band | float, first: int = 2020) -> list[Row]:
    stated = [band if isinstance(band, tuple) else (band, band) for band in bands]
    return [row(str(first + place), *band, series=place) for place, band in enumerate(stated)]


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        (years(40, 50), years(45, 45), [("2021", 2, 1)]),  # it rose
        (years(50, 40), years(45, 45), [("2021", 1, 2)]),
        (years(40, (44, 50)), years(45, 45), []),  # it may have stayed below
        (years((40, 45.5), 50), years(45, 45), []),  # it may have been above already
        (years(40, (46, 50)), years((43, 45.9), 45), [("2021", 2, 1)]),
        (years(40, 45), years(45, 45), [("2021", 2, 1)]),  # equals share the better place
        (years(40, 50), years(45), []),  # the other one is not known in both years
        (years(50, 40), years(45, first=2021), []),
        (years(40, math.nan, 50), years(45, 45, 45), []),  # nothing is compared across what is missing
        (years(40, 50), [], []),
    ],
)
def test_a_rank_changes_where_every_order_that_the_bounds_allow_is_another(
    own: list[Row], other: list[Row], expected: list[tuple[str, float, float]]
) -> None:
    found = judged_by_rank(RANK, own, {"other": other}).firings
    assert [(one.period, one.before.value, one.now.value) for one in found if one.before] == expected


@pytest.mark.parametrize(("direction", "limit", "fires"), [(1, 2.0, True), (0, 3.0, False), (-1, 1.0, False)])
def test_a_rise_is_towards_the_first_place(direction: int, limit: float, fires: bool) -> None:
    rule = replace(RANK, direction=direction, limit=limit)
    found = judged_by_rank(rule, years(10, 40), {"a": years(20, 20), "b": years(30, 30), "c": years(50, 50)})
    assert bool(found.firings) == fires


def test_a_rank_rests_on_all_whom_it_is_among() -> None:
    (one,) = judged_by_rank(
        RANK, years(40, 50), {"other": [row("2020", 45, series=7), row("2021", 45, series=8)]}
    ).firings
    assert one.now.observations == (1, 8)


@given(st.lists(st.tuples(BAND, BAND), min_size=1, max_size=6), st.tuples(BAND, BAND), st.data())
def test_a_rank_fires_only_where_no_order_inside_the_bounds_is_the_same(
    others: list[tuple[Band, Band]], own: tuple[Band, Band], data: st.DataObject
) -> None:
    """Whatever value each of them really had, the place then is another than the place before."""
    beside = {str(place): years(*bands) for place, bands in enumerate(others)}
    if judged_by_rank(RANK, years(*own), beside).firings:
        places = []
        for when in (0, 1):
            drawn = [data.draw(st.floats(*bands[when])) for bands in (own, *others)]
            mine, *rest = (row("2020", value) for value in drawn)
            places.append(placed(mine, rest).value)
        assert places[0] != places[1]


@given(BAND, st.lists(BAND, min_size=1, max_size=6))
def test_who_may_stand_where_it_stood_fires_nothing(own: Band, others: list[Band]) -> None:
    wider = (own[0] - 1, own[1] + 1)
    beside = {str(place): years(band, band) for place, band in enumerate(others)}
    assert judged_by_rank(RANK, years(own, wider), beside).firings == []
