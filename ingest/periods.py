"""Periods as text: a day, month, quarter, half year, year or a range of them, with first and last day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_YEAR = re.compile(r"(\d{4})")
_HALF = re.compile(r"(\d{4})[- ]?H([12])")
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])")
_MONTH = re.compile(r"(\d{4})[-M](\d{2})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days and the text that names it."""

    text: str
    first: date
    last: date

    @property
    def months(self) -> int:
        """Months touched, from the first to the last."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


@lru_cache(maxsize=65536)
def period(text: str) -> Period:
    """Return the period that `text` names, in its canonical spelling.

    Ranges are two periods joined by `..`; the second may be a bare month of the same year.
    A range that is exactly a quarter, a half or a year takes that name.

    >>> period("2012-01..09")
    Period(text='2012-01..2012-09', first=datetime.date(2012, 1, 1), last=datetime.date(2012, 9, 30))
    >>> period("2021-01..2021-03").text, period("2008-H1").text, period("2023 Jan-Nov").text
    ('2021Q1', '2008H1', '2023-01..2023-11')

    Raises ValueError when the text names no period.
    """
    try:
        found = _named(text.strip())
    except OverflowError as error:
        raise ValueError(f"{text!r} lies beyond the calendar") from error
    if found.first.year < 1000:
        raise ValueError(f"{text!r} lies before the year 1000")
    return found


def months(first: str, last: str) -> list[str]:
    """Return the months from `first` to `last`, written 2020-08.

    >>> months("2020-11", "2021-02")
    ['2020-11', '2020-12', '2021-01', '2021-02']
    """
    start, count = period(first).first, period(f"{first}..{last}").months
    return [
        f"{start.year + number // 12}-{number % 12 + 1:02d}"
        for number in range(start.month - 1, start.month - 1 + count)
    ]


def _named(text: str) -> Period:
    named = _english(text)
    if ".." not in named:
        return _single(named)
    start, _, end = named.partition("..")
    if re.fullmatch(r"\d{2}", end):
        end = f"{start[:4]}-{end}"
    first, last = _single(start).first, _single(end).last
    if last < first:
        raise ValueError(f"period {text!r} ends before it begins")
    return spanning(first, last)


@lru_cache(maxsize=65536)
def spanning(first: date, last: date) -> Period:
    """Return the period from `first` to `last` under its shortest usual name.

    >>> spanning(date(2021, 1, 1), date(2021, 8, 31)).text
    '2021-01..2021-08'
    """
    if first == last:
        return Period(first.isoformat(), first, last)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months == 1:
            return Period(f"{first:%Y-%m}", first, last)
        if months == 3 and first.month % 3 == 1:
            return Period(f"{first.year}Q{(first.month + 2) // 3}", first, last)
        if months == 6 and first.month % 6 == 1:
            return Period(f"{first.year}H{(first.month + 5) // 6}", first, last)
        if months == 12 and first.month == 1:
            return Period(str(first.year), first, last)
        if first.month == 1 and last.month == 12:
            return Period(f"{first.year}..{last.year}", first, last)
        return Period(f"{first:%Y-%m}..{last:%Y-%m}", first, last)
    return Period(f"{first}..{last}", first, last)


def year(number: int) -> Period:
    """Return the period of one calendar year.

    >>> year(2019).text
    '2019'
    """
    return Period(str(number), date(number, 1, 1), date(number, 12, 31))


def _english(text: str) -> str:
    """Spell `2023 Jan-Nov`, `2021 Mar` and `2020 Dec 15` as the ISO forms."""
    found = re.fullmatch(r"(\d{4}) ([A-Z][a-z]{2})(?:-([A-Z][a-z]{2})| (\d{1,2}))?", text)
    if not found or found[2] not in _MONTHS or (found[3] and found[3] not in _MONTHS):
        return text
    start = f"{found[1]}-{_MONTHS[found[2]]:02d}"
    if found[3]:
        return f"{start}..{found[1]}-{_MONTHS[found[3]]:02d}"
    return f"{start}-{int(found[4]):02d}" if found[4] else start


def _single(text: str) -> Period:
    if found := _YEAR.fullmatch(text):
        return year(int(found[1]))
    if found := _HALF.fullmatch(text):
        return _months(int(found[1]), int(found[2]) * 6 - 5, 6)
    if found := _QUARTER.fullmatch(text):
        return _months(int(found[1]), int(found[2]) * 3 - 2, 3)
    if found := _MONTH.fullmatch(text):
        return _months(int(found[1]), int(found[2]), 1)
    if found := _DAY.fullmatch(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return Period(day.isoformat(), day, day)
    raise ValueError(f"{text!r} names no period")


def _months(first_year: int, first_month: int, count: int) -> Period:
    first = date(first_year, first_month, 1)
    end_year, end_month = first_year + (first_month + count - 2) // 12, (first_month + count - 2) % 12 + 1
    return spanning(first, date(end_year, end_month, calendar.monthrange(end_year, end_month)[1]))
