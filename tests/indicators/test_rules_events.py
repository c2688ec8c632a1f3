"""The rules on dated events, on a level that holds, on one measure below another, and on a country counted apart."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.clock import NOW, THEN, Clock
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.rules.events import contradicted_by_events, documented_by
from indicators.rules.levels import below_half_of_mean, less_than, stays_within
from indicators.rules.predictions import counted_apart
from indicators.rules.prices import yearly_rises
from ingest.declared import Event
from ingest.model import Tables

MadeTables = Callable[..., Tables]
NAN = float("nan")
PAIR = Pair("BLR", "RUS")
OPEN, HOLDS, FAILS = "undecidable", "supported", "contradicted"
ONE = {"source": "press", "item": "one", "reporter": "dependent"}
OTHER = {"source": "press", "item": "other", "reporter": "dependent"}
MEASURES = {
    "one": {"title": "", "unit": "USD mn", "candidate": [ONE]},
    "other": {"title": "", "unit": "USD mn", "candidate": [OTHER]},
}


def figure(name: str, value: float, *ends: float, item: str = "one", country: str = "BLR") -> tuple[Any, ...]:
    low, high = ends or (NAN, NAN)
    return ("press", item, country, "_Z", "_Z", "USD mn", "A", name, value, low, high)


def resolver(tables: Tables, clock: Clock = NOW) -> Resolver:
    return Resolver(tables, MEASURES, clock=clock)


# --- events


def event(name: str, day: date) -> Event:
    return Event(name, day, name.capitalize(), "It was.", "loan", ("finance",), "BelTA", "")


EVENTS = [event("loan", date(2020, 12, 21)), event("port", date(2021, 10, 1))]


@pytest.mark.parametrize(
    ("clock", "events", "documented", "against", "count"),
    [
        (THEN, EVENTS, "documented", "supported_with_correction", 1),
        (NOW, EVENTS, "documented", "supported_with_correction", 2),
        (THEN, EVENTS[1:], "undocumented", HOLDS, None),
        (NOW, [], "undocumented", HOLDS, None),
    ],
)
def test_an_event_counts_from_its_day_on(
    clock: Clock, events: list[Event], documented: str, against: str, count: int | None, tables_of: MadeTables
) -> None:
    asked = resolver(tables_of(figure("2020", 1.0)), clock)
    found = documented_by(asked, PAIR, events=events)
    assert (found.state, found.value) == (documented, count)
    assert ("BelTA" in found.reason) == (documented == "documented")
    found = contradicted_by_events(asked, PAIR, events=events)
    assert (found.state, found.value) == (against, count or 0)
    assert found.decided_by.count("event ") == (count or 0)


# --- stays_within


@pytest.mark.parametrize(
    ("later", "state", "value"),
    [
        ([figure("2020", 52.0), figure("2021", 48.5)], HOLDS, 2.0),
        ([figure("2020", 53.0), figure("2021", 47.0)], HOLDS, 3.0),
        ([figure("2020", 53.5), figure("2021", 50.0)], FAILS, 3.5),
        ([figure("2020", 46.0), figure("2021", 50.0)], FAILS, -4.0),
        ([figure("2020", 52.0, 51.0, 54.0)], OPEN, 4.0),
        ([figure("2022", 50.0)], OPEN, None),
    ],
)
def test_a_level_within_three_points_of_a_year(
    later: list[tuple[Any, ...]], state: str, value: float | None, tables_of: MadeTables
) -> None:
    asked = resolver(tables_of(figure("2019", 50.0), *later))
    found = stays_within(asked, PAIR, measure="one", before="2019", after=["2020", "2021"], tolerance=3)
    assert (found.state, found.value) == (state, value)
    assert found.margin == (None if value is None else pytest.approx((3 - abs(value)) / 3))


# --- less_than


@pytest.mark.parametrize(
    ("one", "other", "below", "above"),
    [
        (figure("2021", 2.3), figure("2021", 3.5, item="other"), HOLDS, FAILS),
        (figure("2021", 6.5), figure("2021", 3.1, item="other"), FAILS, HOLDS),
        (figure("2021", 3.0), figure("2021", 3.0, item="other"), FAILS, FAILS),
        (figure("2021", 3.0, 2.0, 4.0), figure("2021", 3.5, item="other"), OPEN, OPEN),
        (figure("2020", 2.3), figure("2021", 3.5, item="other"), OPEN, OPEN),
    ],
)
def test_one_measure_against_another(
    one: tuple[Any, ...], other: tuple[Any, ...], below: str, above: str, tables_of: MadeTables
) -> None:
    asked = resolver(tables_of(one, other))
    states = [less_than(asked, PAIR, measure="one", than="other", year=2021, way=way).state for way in (1, -1)]
    assert states == [below, above]


# --- below_half_of_mean


@pytest.mark.parametrize(("held", "state"), [(799.0, HOLDS), (800.0, OPEN), (5000.0, OPEN)])
def test_what_holds_a_flow_bounds_it(held: float, state: str, tables_of: MadeTables) -> None:
    """The mean of 2,000 and 1,200 is 1,600: below 800 is below half of it."""
    rows = [figure("2011", 2000.0), figure("2012", 1200.0), figure("2021", held, item="other")]
    given: dict[str, Any] = {"measure": "one", "at_most": "other", "base": [2011, 2012], "year": 2021}
    found = below_half_of_mean(resolver(tables_of(*rows)), PAIR, **given)
    assert (found.state, found.value, found.margin) == (state, held, pytest.approx((800 - held) / 800))
    for lacking in (rows[1:], rows[:2]):
        assert below_half_of_mean(resolver(tables_of(*lacking)), PAIR, **given).observations == ()


# --- counted_apart


@pytest.mark.parametrize(
    ("ours", "theirs", "state", "value"),
    [
        (["2022", "2023"], ["2022", "2023"], "prediction_held", 2),
        (["2022", "2023", "2024"], ["2022", "2023"], "prediction_held", 2),
        (["2022"], ["2022", "2023"], "prediction_failed", 1),
        (["2020"], ["2020"], "prediction_pending", None),
    ],
)
def test_a_country_counted_beside_its_partner(
    ours: list[str], theirs: list[str], state: str, value: int | None, tables_of: MadeTables
) -> None:
    rows = [figure(name, 1.0) for name in ours] + [figure(name, 2.0, country="RUS") for name in theirs]
    found = counted_apart(resolver(tables_of(*rows)), PAIR, measure="one", first=2022)
    assert (found.state, found.value) == (state, value)


# --- no clock sees what was published later


VINTAGES = st.dates(date(2020, 1, 1), date(2023, 1, 1))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(2014, 2020), st.integers(1, 9), VINTAGES), min_size=1, max_size=10), VINTAGES)
def test_a_day_s_verdict_is_that_without_later_editions(
    tables_of: MadeTables, rows: list[tuple[int, int, date]], day: date
) -> None:
    given_ = {"measure": "one", "first": 2015, "last": 2020}
    unique = {(year, vintage): value for year, value, vintage in rows}
    made = [(*figure(str(year), float(value)), "reported", vintage) for (year, vintage), value in unique.items()]
    known = [row for row in made if row[-1] <= day]
    found = yearly_rises(resolver(tables_of(*made), Clock("as_of", day)), PAIR, **given_)
    if not known:
        assert found.observations == ()
        return
    alone = yearly_rises(resolver(tables_of(*known)), PAIR, **given_)
    assert found[:5] == alone[:5]
