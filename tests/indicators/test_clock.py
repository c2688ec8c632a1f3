"""What was known when."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.clock import NOW, THEN, THEN_ENDED, THEN_KNOWN, Clock, as_of
from ingest.model import Tables

MadeTables = Callable[..., Tables]
NAN = float("nan")
KEPT = ("pinksheet", "NGAS_EUR", "WLD", "_Z", "_Z", "USD/MMBtu", "A")
LATE = ("wits", "export", "BLR", "RUS", "_T", "USD mn", "A")
STATED = ("press", "price", "BLR", "RUS", "_Z", "USD bn", "_O")
BEFORE, ON, AFTER = date(2021, 9, 2), date(2021, 9, 30), date(2021, 10, 1)


def figure(series: tuple[str, ...], name: str, value: float, vintage: date) -> tuple[object, ...]:
    return (*series, name, value, NAN, NAN, "reported", vintage)


def seen(tables: Tables, clock: Clock) -> set[float]:
    visible = clock.sees(tables)
    values = tables.observations["value"]
    return set(values if visible is None else values[visible])


def test_the_memo_s_days() -> None:
    assert (date(2021, 9, 30), date(2021, 8, 31)) == (THEN_KNOWN, THEN_ENDED)
    assert (THEN.name, THEN.day, NOW.day) == ("then", THEN_KNOWN, None)
    assert as_of(date(2020, 2, 29)) == Clock("as_of", date(2020, 2, 29))


def test_now_sees_all(tables_of: MadeTables) -> None:
    tables = tables_of(figure(KEPT, "2019", 1.0, BEFORE), figure(LATE, "2019", 2.0, date(2026, 11, 23)))
    assert seen(tables, NOW) == {1.0, 2.0}


def test_as_of_sees_editions_known_by_its_day_and_never_a_later_one(tables_of: MadeTables) -> None:
    tables = tables_of(
        figure(KEPT, "2019", 1.0, BEFORE),
        figure(KEPT, "2019", 2.0, AFTER),
        figure(LATE, "2010", 3.0, AFTER),
    )
    assert seen(tables, as_of(ON)) == {1.0}
    assert seen(tables, as_of(BEFORE)) == {1.0}
    assert seen(tables, as_of(BEFORE - timedelta(days=1))) == set()
    assert seen(tables, as_of(AFTER)) == {1.0, 2.0, 3.0}


def test_then_uses_the_edition_kept_and_only_that(tables_of: MadeTables) -> None:
    tables = tables_of(
        figure(KEPT, "2019", 1.0, BEFORE),
        figure(KEPT, "2019", 2.0, AFTER),  # today's edition of the same year
        figure(KEPT, "2018", 3.0, AFTER),  # a year that the kept edition leaves out
        figure(KEPT, "2020", 4.0, ON),
    )
    assert seen(tables, THEN) == {1.0, 4.0}


def test_then_takes_today_s_edition_of_periods_over_where_none_was_kept(tables_of: MadeTables) -> None:
    tables = tables_of(
        figure(KEPT, "2019", 1.0, BEFORE),  # that another series was kept changes nothing
        figure(LATE, "2020", 2.0, date(2026, 11, 23)),
        figure(LATE, "2021-08", 3.0, date(2026, 11, 23)),
        figure(LATE, "2021-09", 4.0, date(2026, 11, 23)),
        figure(LATE, "2021", 5.0, date(2026, 11, 23)),
        figure(LATE, "2022", 6.0, date(2026, 11, 23)),
    )
    assert seen(tables, THEN) == {1.0, 2.0, 3.0}


def test_then_sees_what_was_announced_for_later(tables_of: MadeTables) -> None:
    tables = tables_of(figure(STATED, "2022", 1.0, date(2021, 7, 13)), figure(STATED, "2020", 2.0, AFTER))
    assert seen(tables, THEN) == {1.0}


DAYS = st.dates(date(2019, 1, 1), date(2024, 12, 31))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([KEPT, LATE]), st.integers(2015, 2023), DAYS), min_size=1, max_size=8), DAYS)
def test_a_later_day_never_sees_less(
    tables_of: MadeTables, figures: list[tuple[tuple[str, ...], int, date]], day: date
) -> None:
    tables = tables_of(
        *(figure(series, str(name), float(number), vintage) for number, (series, name, vintage) in enumerate(figures))
    )
    earlier, later = seen(tables, as_of(day)), seen(tables, as_of(day + timedelta(days=200)))
    known = {float(number) for number, (_, _, vintage) in enumerate(figures) if vintage <= day}
    assert earlier == known <= later
    assert seen(tables, as_of(THEN_KNOWN)) <= seen(tables, THEN) <= seen(tables, NOW)


@pytest.mark.parametrize("clock", [as_of(BEFORE), THEN])
def test_the_mask_has_a_row_for_each_observation(tables_of: MadeTables, clock: Clock) -> None:
    tables = tables_of(figure(KEPT, "2019", 1.0, BEFORE), figure(LATE, "2019", 2.0, AFTER))
    visible = clock.sees(tables)
    assert visible is not None
    assert visible.dtype == bool
    assert len(visible) == 2
