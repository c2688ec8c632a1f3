"""The breaks of results: made ones with known answers, and those of the packaged snapshot."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breaks_data import FIRST_YEAR, monthly, nile, result_of, yearly
from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.breaks import Breaks, RunBreaks, breaks_of
from indicators.breaks.scale import scale_of, scaled, unscaled
from indicators.model import Pair, Row
from ingest.declared import Event
from ingest.model import Tables

MadeTables = Callable[..., Tables]
NOISE = np.random.default_rng(11).normal(size=60)


@pytest.fixture(scope="module")
def tables(tables_of: MadeTables) -> Tables:
    return tables_of(*(("a", "x", "BLR", "RUS", "_T", "USD_mn", "A", str(1900 + number), 1.0) for number in range(120)))


def dated_on(*days: date) -> list[Event]:
    return [
        Event(f"event_{number}", day, "", "", "politics", (), "", "", break_date=True)
        for number, day in enumerate(days)
    ]


def only_run(rows: Sequence[Row], tables: Tables, dates: Sequence[Event] = (), unit: str = "USD mn") -> RunBreaks:
    (run,) = breaks_of(result_of(rows, unit), dates, (), tables).runs
    return run


def test_the_nile_from_rows_to_dates(tables: Tables) -> None:
    run = only_run(yearly(nile().tolist(), FIRST_YEAR), tables)
    (found,) = run.unknown
    assert (found.period, found.found, found.p) == ("1898", True, 0.01)
    # R prints 1895 to 1902 for independent errors; allowing for the likeness of neighbours it is no narrower.
    assert found.low <= "1895"
    assert found.high >= "1902"
    assert found.before == pytest.approx(1097.75)
    assert found.after == pytest.approx(849.9722, abs=1e-4)
    assert found.size == pytest.approx(found.after - found.before)
    assert (run.points, run.shortest, run.by_bic, run.by_sequence) == (100, 15, 1, 1)
    assert not [note for note in run.notes if "low power" in note]


def test_dates_of_one_split_are_one_test_and_all_are_adjusted_together(tables: Tables) -> None:
    rows = yearly([*(10 + NOISE[:12]), *(15 + NOISE[12:24])])
    dates = dated_on(date(2005, 1, 1), date(2011, 8, 9), date(2012, 6, 24), date(2030, 1, 1), date(2022, 1, 1))
    found = breaks_of(result_of(rows), dates, (), tables)
    (run,) = found.runs
    assert [test.events for test in run.known] == [("event_0",), ("event_1", "event_2")]
    assert [test.period for test in run.known] == ["2004", "2011"]
    first, second = run.known
    assert second.p < first.p
    assert second.p_adjusted == pytest.approx(2 * second.p)
    assert first.p_adjusted == pytest.approx(max(first.p, second.p_adjusted))
    assert second.found
    assert second.size == pytest.approx(np.mean(15 + NOISE[12:24]) - np.mean(10 + NOISE[:12]))
    assert [(one.event, one.reason) for one in found.untested] == [
        ("event_3", "no run of reported values holds 2030-01-01"),
        ("event_4", "points on one side of it in 2000 to 2023: 2, a test needs 4"),
    ]


def test_no_test_crosses_a_change_of_status(tables: Tables) -> None:
    """The largest shift stands where publication changes: nothing may be found there."""
    rows = yearly([*(10 + NOISE[:14])]) + yearly([90.0] * 10, 2014, "estimated")
    found = breaks_of(result_of(rows), dated_on(date(2014, 1, 1)), (), tables)
    (run,) = found.runs
    assert (run.last, run.unknown, run.known) == ("2013", (), ())
    assert found.left[0].reason.startswith("status estimated")
    assert found.untested[0].reason == "no run of reported values holds 2014-01-01"


def test_no_test_crosses_a_change_of_definition(tables: Tables) -> None:
    rows = yearly([*(10 + NOISE[:14]), *(90 + NOISE[14:28])])
    change = replace(dated_on(date(2014, 1, 1))[0], redefines=("a:x",))
    runs = breaks_of(result_of(rows), (), [change], tables).runs
    assert [(run.first, run.last) for run in runs] == [("2000", "2013"), ("2014", "2027")]
    assert all(abs(test.size) < 2 for run in runs for test in run.unknown)
    assert runs[1].begins == "the definition changes: event_0"
    (whole,) = breaks_of(result_of(rows), (), [replace(change, redefines=("a:y",))], tables).runs
    assert "2013" in [test.period for test in whole.unknown]


def test_a_short_run_is_left_out_with_its_reason(tables: Tables) -> None:
    found = breaks_of(result_of(yearly([1.0] * 11)), (), (), tables)
    assert found.runs == ()
    assert found.reason == "no run of reported values is long enough to be tested"
    assert [(part.periods, part.reason) for part in found.left] == [(11, "a run of 11, a test needs 12 of a year each")]
    assert breaks_of(result_of(yearly([1.0] * 12)), (), (), tables).runs[0].notes[-1] == "the values do not vary"
    assert breaks_of(replace(result_of([]), reason="nothing fills it"), (), (), tables).reason == "nothing fills it"


@pytest.mark.parametrize(("count", "low"), [(25, True), (26, False)])
def test_low_power_is_said(count: int, low: bool, tables: Tables) -> None:
    run = only_run(yearly(NOISE[:count].tolist()), tables)
    assert any(note.startswith(f"low power: {count} points") for note in run.notes) == low


@given(seed=st.integers(0, 10**6), place=st.integers(14, 34))
@settings(max_examples=20)
def test_months_are_compared_in_logs_without_their_season(seed: int, place: int, tables: Tables) -> None:
    season = np.tile([0.0, 0.2, 0.1, -0.3, 0, 0.5, -0.2, 0, 0, 0.3, -0.1, 0], 4)
    noise = np.random.default_rng(seed).normal(size=48) / 100
    values = np.exp(5 + season + noise + np.where(np.arange(48) >= place, math.log(1.5), 0.0))
    day = date(2000 + place // 12, place % 12 + 1, 1)
    run = only_run(monthly(values.tolist()), tables, dated_on(day))
    (known,) = run.known
    assert run.scale == "log"
    assert run.trend is None
    assert known.after / known.before == pytest.approx(1.5, rel=0.03)
    assert known.found
    assert known.period in [test.period for test in run.unknown]


def test_the_scale_of_shares_and_of_what_is_not_positive() -> None:
    assert scale_of("month", "percent", [1.0, 99.0]) == "logit"
    assert scale_of("month", "percent", [1.0, 100.0]) == "log"
    assert scale_of("month", "USD mn", [-1.0, 2.0]) == "level"
    assert scaled("logit", [50.0])[0] == 0.0
    for scale in ("level", "log", "logit"):
        assert unscaled(scale, float(scaled(scale, [37.5])[0])) == pytest.approx(37.5)


def test_bounds_that_say_otherwise_are_told(tables: Tables) -> None:
    step = [*(10 + NOISE[:13]), *(16 + NOISE[13:26])]
    rows = yearly(step)
    wide = [row._replace(low=row.value - 6) if number >= 13 else row for number, row in enumerate(rows)]
    open_ended = [*rows[:-1], rows[-1]._replace(high=math.nan)]
    dates = dated_on(date(2013, 1, 1))
    for given_rows, same in ((rows, True), (wide, False), (open_ended, False)):
        run = only_run(given_rows, tables, dates)
        assert [test.at_bounds for test in (*run.known, *run.unknown)] == [same, same]
        assert run.known[0].found


def test_a_trend_beside_breaks_is_told(tables: Tables) -> None:
    run = only_run(yearly([number / 5 + 9 * (number >= 15) + NOISE[number] / 2 for number in range(30)]), tables)
    assert run.trend is not None
    assert 0.2 < run.trend.slope < 1
    assert run.trend.low < run.trend.slope < run.trend.high
    assert run.trend.p < 1e-6
    assert run.by_sequence > 0
    assert any("a steady trend" in note for note in run.notes)
    alone = only_run(yearly([number + NOISE[number] for number in range(30)]), tables)
    assert alone.by_sequence == 0  # what resembles its neighbours so much is no step
    assert any("leaves low power" in note for note in alone.notes)


def test_variants_are_tested_apart(tables: Tables) -> None:
    rows = yearly(NOISE[:20].tolist(), variant="a") + yearly((NOISE[20:40] * 9).tolist(), variant="b")
    result = result_of(rows, variants=("a", "b"))
    dates = dated_on(date(2010, 1, 1))
    both = breaks_of(result, dates, (), tables)
    assert [run.variant for run in both.runs] == ["a", "b"]
    one = breaks_of(result, dates, (), tables, "b")
    assert one.runs == (both.runs[1],)


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(-100, 100))
@settings(max_examples=25)
def test_scale_and_shift_change_sizes_only(tables: Tables, seed: int, scale: int, shift: int) -> None:
    numbers = np.random.default_rng(seed)
    values = numbers.normal(size=24) + np.where(np.arange(24) >= 9, 3.0, 0.0)
    dates = dated_on(date(2009, 1, 1))
    plain = only_run(yearly(values.tolist()), tables, dates)
    moved = only_run(yearly((values * scale + shift).tolist()), tables, dates)
    assert len(plain.unknown) == len(moved.unknown)
    for one, other in zip((*plain.known, *plain.unknown), (*moved.known, *moved.unknown), strict=True):
        assert (one.period, one.low, one.high, one.found) == (other.period, other.low, other.high, other.found)
        assert other.size == pytest.approx(one.size * scale, abs=1e-6)
        assert other.p == pytest.approx(one.p, rel=1e-5, nan_ok=True)


# What the packaged snapshot says, and whether it is sense.


@pytest.fixture(scope="module")
def of(repository: Repository) -> Callable[..., Breaks]:
    return lambda name, pair=DEFAULT_PAIR: repository.breaks(name, pair)


def test_the_oil_price_ratio_breaks_with_the_tax_manoeuvre(of: Callable[..., Breaks]) -> None:
    """The date is known and found: from January 2019 Belarus pays more of the world price."""
    (run,) = of("oil_price_ratio_monthly").runs
    (known,) = run.known
    (found,) = run.unknown
    assert known.events == ("tax_manoeuvre_2019",)
    assert known.p_adjusted < 0.01
    assert (found.period, found.before, found.after) == (
        "2018-12",
        pytest.approx(0.72, abs=0.01),
        pytest.approx(0.78, abs=0.01),
    )
    assert found.low <= "2018-12" <= found.high


def test_irregular_crossings_break_in_the_spring_of_2021(of: Callable[..., Breaks]) -> None:
    (run,) = of("border_detections_monthly").runs
    assert run.unknown[-1].period == "2021-05"
    assert run.unknown[-1].after > 5 * run.unknown[-1].before
    assert run.unknown[-1].at_bounds


def test_the_price_of_gas_breaks_with_the_first_oil_crisis_and_never_at_a_definition(of: Callable[..., Breaks]) -> None:
    runs = of("gas_price_hub_monthly").runs
    spans = [(run.first, run.last) for run in runs]
    assert spans[:2] == [("1960-01", "2010-03"), ("2010-04", "2015-03")]
    assert spans[2][0] == "2015-04"
    assert [test.period for test in runs[0].unknown] == ["1973-12"]
    assert runs[1].begins == "the definition changes: pinksheet_gas_2010"


def test_the_share_of_exports_is_tested_to_2019_only(of: Callable[..., Breaks]) -> None:
    found = of("export_share")
    (run,) = found.runs
    assert (run.first, run.last) == ("1998", "2019")
    assert [test.period for test in run.unknown] == ["2004", "2012"]
    assert [test.at_bounds for test in run.unknown] == [True, False]  # the lower bounds of 2013 on show no rise
    assert [round(test.size, 1) for test in run.unknown] == [-17.7, 7.1]
    assert not run.known[0].found
    assert {part.reason for part in found.left} == {
        f"status {status}: only reported values are tested"
        for status in ("mirror", "official_statement", "undisclosed")
    }
    assert "low power" in run.notes[0]


def test_prices_from_the_press_are_not_tested(of: Callable[..., Breaks]) -> None:
    found = of("gas_price_discount")
    assert found.runs == ()
    assert found.reason == "no run of reported values is long enough to be tested"


def test_the_cover_by_reserves_rises_in_steps(of: Callable[..., Breaks]) -> None:
    (run,) = of("reserve_cover").runs
    assert [test.period for test in run.unknown] == ["2006", "2016"]
    assert all(test.size > 0.5 for test in run.unknown)
    assert ("election_2020", "eu_sanctions_2021_06") in [test.events for test in run.known]


def test_facts_about_belarus_are_not_tested_on_others(of: Callable[..., Breaks]) -> None:
    found = of("reserve_cover", Pair("KAZ", "RUS"))
    assert found.runs
    assert all(run.known == () for run in found.runs)
    assert found.untested == ()
    assert of("export_share", Pair("RUS", "BLR")).untested


def test_what_is_found_comes_from_observations(of: Callable[..., Breaks], repository: Repository) -> None:
    (run,) = of("reserve_cover").runs
    rows = [row for row in repository.result("reserve_cover", DEFAULT_PAIR).rows if run.first <= row.period <= run.last]
    assert set(run.observations) == {number for row in rows for number in row.observations}
