"""Runs: where they end, what is left out, and where a fact falls."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breaks_data import monthly, yearly
from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.breaks.runs import redefining, runs_of, split_at
from indicators.model import Row
from ingest.declared import Event
from ingest.model import STATUSES
from ingest.periods import period

NAN = float("nan")


def redefinition(day: date) -> Event:
    return Event("new", day, "", "", "statistics", (), "", "", redefines=("pinksheet:NGAS_EUR",))


def spans(rows: list[Row], *days: date) -> list[tuple[str, str]]:
    runs, _ = runs_of(rows, [redefinition(day) for day in days])
    return [(run.rows[0].period, run.rows[-1].period) for run in runs]


def test_a_run_ends_where_the_status_changes() -> None:
    rows = yearly([1.0] * 5) + yearly([2.0] * 2, 2005, "official_statement") + yearly([3.0], 2007)
    runs, left = runs_of(rows)
    assert [(run.rows[0].period, run.rows[-1].period) for run in runs] == [("2000", "2004"), ("2007", "2007")]
    (part,) = left
    assert (part.first, part.last, part.periods) == ("2005", "2006", 2)
    assert part.reason == "status official_statement: only reported values are tested"


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "reported"])
def test_no_other_status_enters(status: str) -> None:
    runs, left = runs_of(yearly([1.0] * 5, status=status))
    assert runs == ()
    assert left[0].periods == 5


def test_a_gap_ends_a_run_and_is_told() -> None:
    empty = [Row("", "2003", NAN, NAN, NAN, "", ())]
    runs, left = runs_of(yearly([1.0] * 3) + empty + yearly([1.0] * 3, 2004))
    assert [len(run.rows) for run in runs] == [3, 3]
    assert runs[1].begins == "no reported value follows 2002"
    assert left[0].reason == "a gap: nothing is known"
    assert [len(run.rows) for run in runs_of(yearly([1.0] * 3) + yearly([1.0] * 3, 2004))[0]] == [3, 3]


def test_bounds_alone_are_no_value() -> None:
    runs, left = runs_of([*yearly([1.0] * 2), Row("", "2002", NAN, 1.0, 2.0, "reported", ())])
    assert len(runs[0].rows) == 2
    assert left[0].reason == "only bounds are known"


def test_a_definition_ends_a_run_and_the_year_it_changes_in_belongs_to_neither() -> None:
    rows = yearly([1.0] * 6)
    assert spans(rows, date(2003, 4, 1)) == [("2000", "2002"), ("2004", "2005")]
    assert spans(rows, date(2003, 1, 1)) == [("2000", "2002"), ("2003", "2005")]
    runs, left = runs_of(rows, [redefinition(date(2003, 4, 1))])
    assert runs[1].begins == "the definition changes: new"
    assert left[0].reason == "the definition changes within it: new"


def test_months_lose_none_to_a_definition_of_the_first_of_a_month() -> None:
    rows = monthly([1.0] * 24)
    assert spans(rows, date(2001, 4, 1)) == [("2000-01", "2001-03"), ("2001-04", "2001-12")]
    assert spans(rows, date(1999, 4, 1), date(2002, 1, 1)) == [("2000-01", "2001-12")]


def test_of_mixed_frequencies_the_most_frequent_counts() -> None:
    rows = [*yearly([1.0] * 3), *monthly([1.0] * 2, 2003)]
    runs, left = runs_of(rows)
    assert runs[0].frequency == "year"
    assert left[0].reason == "not a year"
    parts = [Row("", "2003-01..2003-08", 1.0, 1.0, 1.0, "reported", ())]
    assert runs_of([*yearly([1.0] * 3), *parts])[1][0].reason == "not a year"


@given(st.lists(st.sampled_from(["reported", "estimated", "undisclosed", ""]), max_size=30), st.integers(0, 30))
def test_every_row_is_in_one_run_or_left_out(statuses: list[str], cut: int) -> None:
    rows = [Row("", str(2000 + number), 1.0, 1.0, 1.0, status, ()) for number, status in enumerate(statuses)]
    runs, left = runs_of(rows, [redefinition(date(2000 + cut, 7, 1))])
    assert sum(len(run.rows) for run in runs) + sum(part.periods for part in left) == len(rows)
    for run in runs:
        assert {row.status for row in run.rows} == {"reported"}
        for before, after in pairwise(run.rows):
            assert int(after.period) == int(before.period) + 1
        assert not any(period(row.period).first < date(2000 + cut, 7, 1) <= period(row.period).last for row in run.rows)
        first, last = run.rows[0].period, run.rows[-1].period
        assert not int(first) <= 2000 + cut <= int(last)


@pytest.mark.parametrize(
    ("day", "split"),
    [
        (date(2003, 1, 1), 3),  # the first of a year is in that year
        (date(2003, 7, 2), 3),  # half of 365 days or more follow it
        (date(2003, 7, 3), 4),
        (date(2003, 12, 16), 4),
        (date(1990, 1, 1), 0),
        (date(2030, 1, 1), 6),
    ],
)
def test_a_year_counts_as_after_a_fact_when_half_of_it_is(day: date, split: int) -> None:
    assert split_at(yearly([1.0] * 6), day) == split


def test_a_month_is_split_by_the_same_rule() -> None:
    assert split_at(monthly([1.0] * 24, 2020), date(2020, 8, 9)) == 7
    assert split_at(monthly([1.0] * 24, 2020), date(2021, 6, 24)) == 18
    assert split_at(monthly([1.0] * 24, 2020), date(2021, 6, 16)) == 17  # exactly half of June follows


def test_a_definition_counts_where_the_values_come_from_the_series(repository: Repository) -> None:
    tables, events = repository.snapshot.tables, repository.events

    def changes(name: str) -> list[str]:
        return [event.id for event in redefining(repository.measure(name, DEFAULT_PAIR).rows, events, tables)]

    assert changes("gas_price_hub_monthly") == ["pinksheet_gas_2010", "pinksheet_gas_2015"]
    assert changes("brent_price_per_tonne_monthly") == []
    hub = repository.result("gas_price_discount", DEFAULT_PAIR).of("hub")
    assert len(redefining(hub, events, tables)) == 2
    assert redefining([], events, tables) == ()
    other = replace(events[0], redefines=("pinksheet:NO_SUCH",))
    assert redefining(hub, [other], tables) == ()


def test_every_redefined_series_is_in_the_snapshot(repository: Repository) -> None:
    series = repository.snapshot.tables.series
    known = set(zip(series["source"], series["item"], strict=True))
    named = [name for event in repository.events for name in event.redefines]
    assert len(named) == 3
    assert all(tuple(name.split(":")) in known for name in named)
