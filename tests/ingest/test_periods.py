"""Periods: every stretch of days has one name, every name gives its days back, and what names no period is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.periods import period, spanning, year

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
YEARS = st.integers(1900, 2199)
MONTH_STARTS = st.builds(date, YEARS, st.integers(1, 12), st.just(1))


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@given(DAYS, DAYS)
@example(date(2024, 2, 29), date(2024, 2, 29))
@example(date(2024, 2, 1), date(2024, 2, 29))
@example(date(1999, 12, 31), date(2000, 1, 1))
def test_days_become_a_name_and_the_name_becomes_the_days(one: date, other: date) -> None:
    first, last = sorted((one, other))
    named = spanning(first, last)
    assert (named.first, named.last) == (first, last)
    assert period(named.text) == named


@given(MONTH_STARTS, MONTH_STARTS)
def test_whole_months_become_a_name_without_days(one: date, other: date) -> None:
    first, last = min(one, other), month_end(max(one, other))
    named = spanning(first, last)
    assert period(named.text) == named
    assert named.text.count("-") <= 2
    assert named.months == (last.year - first.year) * 12 + last.month - first.month + 1


@given(YEARS)
def test_a_year_has_one_name_however_it_is_spelt(number: int) -> None:
    spellings = (
        f"{number}", f" {number} ", f"{number}-01..{number}-12", f"{number}-01..12", f"{number}Q1..{number}Q4",
        f"{number}H1..{number}H2", f"{number}-01-01..{number}-12-31", f"{number} Jan-Dec", f"{number}..{number}",
    )  # fmt: skip
    assert {period(text) for text in spellings} == {year(number)}


@pytest.mark.parametrize(
    ("spellings", "canonical", "first", "last"),
    [
        (("2021Q2", "2021-Q2", "2021 Q2", "2021-04..06", "2021 Apr-Jun"), "2021Q2", "2021-04-01", "2021-06-30"),
        (("2021H2", "2021-H2", "2021 H2", "2021Q3..2021Q4", "2021 Jul-Dec"), "2021H2", "2021-07-01", "2021-12-31"),
        (("2021-06", "2021M06", "2021 Jun", "2021-06..2021-06"), "2021-06", "2021-06-01", "2021-06-30"),
        (("2024-02", "2024 Feb", "2024-02-01..2024-02-29"), "2024-02", "2024-02-01", "2024-02-29"),
        (("2021-06-02", "2021 Jun 2", "2021-06-02..2021-06-02"), "2021-06-02", "2021-06-02", "2021-06-02"),
        (("2012-01..2012-09", "2012-01..09", "2012 Jan-Sep"), "2012-01..2012-09", "2012-01-01", "2012-09-30"),
        (("2021..2023", "2021-01..2023-12"), "2021..2023", "2021-01-01", "2023-12-31"),
        (("2021-02..2021-04",), "2021-02..2021-04", "2021-02-01", "2021-04-30"),  # three months, no quarter
        (("2021-04..2021-09",), "2021-04..2021-09", "2021-04-01", "2021-09-30"),  # six months, no half
        (("2021-04..2022-03",), "2021-04..2022-03", "2021-04-01", "2022-03-31"),  # twelve months, no year
        (("2021-06-02..2021-06-30",), "2021-06-02..2021-06-30", "2021-06-02", "2021-06-30"),
        (("2021-06-01..2021-06-29",), "2021-06-01..2021-06-29", "2021-06-01", "2021-06-29"),
    ],
)
def test_canonical_names(spellings: tuple[str, ...], canonical: str, first: str, last: str) -> None:
    for text in spellings:
        found = period(text)
        assert (found.text, found.first.isoformat(), found.last.isoformat()) == (canonical, first, last), text


@pytest.mark.parametrize(
    "text",
    [
        "", "..", "2021..", "..2021", "21", "202", "20211", "0000", "2021Q5", "2021Q0", "2021H3", "2021-00", "2021-13",
        "2021-1", "2021-02-30", "2023-02-29", "2021 Foo", "2021 Jan-Foo", "2021 Feb 30", "2021 jan", "~2024",
        "2013 (early)", "2021/06", "2021..2020", "2021-06..05", "2021..2022..2023", "2021-06 02", "next year",
    ],
)  # fmt: skip
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        period(text)


@given(st.text(alphabet="0123456789-.QHM JanFeb~>", max_size=22))
@example("9999Q4")
@example("9999-12")
@example("0999-03")
def test_a_text_is_refused_or_has_a_canonical_name(text: str) -> None:
    try:
        found = period(text)
    except ValueError:
        return
    assert found.first <= found.last
    assert period(found.text) == found
