"""When rules of alerts fire: by hand, and never on what the bounds leave open."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.alerts import Firing, Judged, broken, firings
from indicators.backtest import backtest
from indicators.breaks import Breaks
from indicators.breaks.model import Break, RunBreaks
from indicators.model import Pair, Row
from ingest.declared import AlertRule, Event

RULE = AlertRule("r", "level", "x", "", "A", 50.0, 1, "high", "Title", "Why.", ("gas",))
TODAY = date(2025, 6, 30)
NOTHING = (math.nan, math.nan, math.nan)


def rows(*values: float | tuple[float, float, float], first: int = 2015) -> list[Row]:
    """Rows of consecutive years: a value, or value, low and high."""
    stated = [one if isinstance(one, tuple) else (one, one, one) for one in values]
    return [Row("", str(first + place), *one, "reported", (place,)) for place, one in enumerate(stated)]


def fired(rule: AlertRule, known: Sequence[Row], until: date = TODAY) -> list[tuple[str, str, bool]]:
    return [(one.period, one.since, one.holds) for one in firings(rule, known, until)]


def judged(rule: AlertRule, known: Sequence[Row]) -> Judged:
    return Judged(firings(rule, known, TODAY), [row.period for row in known])


def rule(kind: str, limit: float, direction: int = 0, **more: object) -> AlertRule:
    return replace(RULE, kind=kind, limit=limit, direction=direction, **more)


PAUSED = rule("level", 50.0, 1, pause=2)
LEVEL, CHANGE, SIGN = rule("level", 50.0, 1), rule("change", 10.0), rule("sign", 2.0, -1)


@pytest.mark.parametrize(
    ("of", "known", "expected"),
    [
        (LEVEL, rows(40, 60, 61), [("2016", "2015", True)]),
        (LEVEL, rows(40, 60, 45, 70, 40), [("2016", "2015", False), ("2018", "2017", False)]),
        (LEVEL, rows(60, 61), []),  # above from the start: nothing crossed
        (LEVEL, rows(40, (60, 50, 70)), []),  # it may be the limit itself
        (LEVEL, rows(40, (60, 50.1, 70)), [("2016", "2015", True)]),
        (LEVEL, rows((45, 40, 51), 60), []),  # it may have been above before
        (LEVEL, rows(40, (50, 45, 55), 60), [("2017", "2015", True)]),
        (LEVEL, rows(40, (math.nan, 55, 70)), [("2016", "2015", True)]),  # known by bounds alone
        (LEVEL, rows(40, NOTHING, 60), []),  # nothing is compared across what is missing
        (rule("level", 2.0, -1), rows(3, 1.9, 1.5), [("2016", "2015", True)]),
        (CHANGE, rows(40, 51, 51), [("2016", "2015", False)]),
        (CHANGE, rows(51, 40), [("2016", "2015", True)]),
        (CHANGE, rows(40, 50), []),
        (CHANGE, rows((40, 38, 42), (55, 52, 58)), []),  # by 10 at least: not by more
        (CHANGE, rows((40, 38, 42), (55, 52.1, 58)), [("2016", "2015", True)]),
        (rule("change", 10.0, 1), rows(51, 40), []),
        (rule("change", 10.0, -1), rows(51, 40), [("2016", "2015", True)]),
        (rule("change", 20.0, -1, relative=True), rows(100, 79), [("2016", "2015", True)]),
        (rule("change", 20.0, -1, relative=True), rows(100, 80), []),
        (rule("change", 20.0, 1, relative=True), rows((100, 90, 110), (131, 131, 131)), []),
        (rule("change", 20.0, 0, relative=True), rows(0, 100), []),  # no per cent of nought
        (SIGN, rows(-1, -2, -3, 4, -5), [("2016", "2015", False)]),
        (SIGN, rows(4, -1, -2), [("2017", "2016", True)]),
        (SIGN, rows(-1, (-2, -5, 0), -3), []),
        (SIGN, rows(-1, NOTHING, -3), []),
        (rule("sign", 1.0, 1), rows(-1, 2), [("2016", "2016", True)]),
        (rule("width", 5.0, 1), rows((1, 0, 5), (1, 0, 5.1)), [("2016", "2015", True)]),
        (rule("width", 5.0, 1), rows((1, 0, 9), (1, 0, 9)), []),
        (PAUSED, rows(40, 60, 40, 60, 40, 60), [("2016", "2015", False), ("2020", "2019", True)]),
    ],
)  # fmt: skip
def test_a_rule_fires_where_it_should(of: AlertRule, known: list[Row], expected: list[tuple[str, str, bool]]) -> None:
    assert fired(of, known) == expected


@pytest.mark.parametrize(("until", "expected"), [(date(2022, 6, 30), []), (date(2022, 7, 1), [("2020", "2020", True)])])
def test_what_stopped_is_told_once_the_next_period_is_overdue(
    until: date, expected: list[tuple[str, str, bool]]
) -> None:
    assert fired(rule("stopped", 6.0), rows(1, 2, first=2019), until) == expected


def test_a_hole_in_the_past_is_told_and_does_not_hold() -> None:
    known = [row for row in rows(1, 2, 3, 4, first=2021) if row.period != "2022"]
    assert fired(rule("stopped", 12.0), known) == [("2021", "2021", False)]


def test_periods_of_another_length_are_passed_over() -> None:
    quarter = Row("", "2016Q1", 90.0, 90.0, 90.0, "reported", ())
    assert fired(LEVEL, [*rows(40), quarter]) == []
    monthly = rule("level", 50.0, 1, frequency="M")
    months = [Row("", f"2020-0{n}", value, value, value, "reported", ()) for n, value in ((1, 40.0), (2, 60.0))]
    assert fired(monthly, months) == [("2020-02", "2020-01", True)]


ENDS = st.floats(-100, 100)
BANDS = st.lists(st.tuples(ENDS, ENDS).map(sorted), min_size=2, max_size=12)


@given(BANDS, st.sampled_from(["level", "change", "sign"]), st.sampled_from([1, -1]), st.floats(0.5, 50))
def test_what_lies_within_all_bounds_fires_nothing(
    bands: list[list[float]], kind: str, direction: int, limit: float
) -> None:
    """Where one value would fit all periods, nothing need have changed."""
    shared = [[min(low, 0.0), max(high, 0.0)] for low, high in bands]  # zero lies in each
    known = rows(*(((low + high) / 2, low, high) for low, high in shared))
    asked = rule(kind, max(1.0, round(limit)) if kind == "sign" else limit, direction)
    assert firings(asked, known, TODAY) == []


@given(BANDS, st.floats(0.5, 50))
def test_a_wider_band_never_fires_more(bands: list[list[float]], limit: float) -> None:
    wide = rows(*(((low + high) / 2, low, high) for low, high in bands))
    exact = rows(*((low + high) / 2 for low, high in bands))
    asked = rule("change", limit)
    assert {one.period for one in firings(asked, wide, TODAY)} <= {one.period for one in firings(asked, exact, TODAY)}


def test_a_break_counts_only_where_the_bounds_have_it_too() -> None:
    sure = Break("bai_perron", (), "2018", "2017", "2019", 40.0, 50.0, 10.0, 9.0, 0.01, 0.01, 20, True, True)
    run = RunBreaks("", "A", "2001", "2023", 23, "", "level", 4, 0.1, (), (sure,), (), 1, 1, None, (), (1, 2))
    found = Breaks("x", "X", "percent", Pair("BLR", "RUS"), None, "s", (run,), (), (), None)
    watched = rule("break", 0.0)
    assert [(one.period, one.now.value, one.since) for one in broken(watched, found)] == [("2018", 50.0, "2001")]
    for other in (sure._replace(at_bounds=False), sure._replace(found=False)):
        unsure = replace(found, runs=(replace(run, unknown=(other,)),))
        assert broken(watched, unsure) == []
    assert broken(replace(watched, variant="y"), found) == []
    assert broken(replace(watched, frequency="M"), found) == []


def test_a_backtest_counts_the_periods_in_which_nothing_was_written_down() -> None:
    known = rows(40, 60, 40, 60, 61, first=2018)
    events = [
        Event("cut", date(2019, 12, 31), "Cut", "", "gas", (), "", ""),
        Event("vote", date(2021, 3, 1), "Vote", "", "politics", (), "", ""),  # of no kind that the rule names
    ]
    tested = backtest(LEVEL, judged(LEVEL, known), events)
    assert (tested.occasions, tested.quiet, tested.alarms) == (4, 2, 1)  # 2018 was before the first fact
    assert [(one.period, about) for one, about in tested.firings] == [("2019", ("cut",)), ("2021", ())]


def test_what_stopped_is_about_what_came_until_the_alert() -> None:
    law = Event("law", date(2021, 5, 1), "Law", "", "gas", (), "", "")
    known = [*rows(1, first=2019), *rows(2, first=2020)]
    overdue = rule("stopped", 6.0)
    tested = backtest(overdue, judged(overdue, known), [law, replace(law, id="old", date=date(2019, 1, 1))])
    assert [about for _, about in tested.firings] == [("law",)]


def test_an_edition_is_about_what_came_in_the_two_periods_before_it() -> None:
    """As a period of rows with the one before it: what an edition brings is about a period that is over."""
    revised = rule("revision", 5.0)
    row = rows(1)[0]
    one = Firing(revised, "2015", row, "2021-12-31", False, row, "2022-12-31")
    cut = Event("cut", date(2021, 1, 10), "Cut", "", "gas", (), "", "")
    tested = backtest(revised, Judged([one], ["2021-12-31", "2022-12-31", "2023-12-31"]), [cut])
    assert (tested.occasions, tested.quiet, tested.alarms) == (3, 1, 0)
    assert tested.firings == ((one, ("cut",)),)


def test_a_firing_knows_its_numbers() -> None:
    (one,) = firings(LEVEL, rows(40, (60, 55, 65)), TODAY)
    before, now = rows(40, (60, 55, 65))
    assert one == Firing(LEVEL, "2016", now, "2015", True, before)
