"""The cells of tables of press figures: amounts, dates, units, the day of an article."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from ingest.periods import Period, period

COLLECTED = date(2026, 11, 23)  # no article of these tables is younger

NAN = float("nan")

_NUMBER = r"\d+(?:\.\d+)?"
_UNITS = {
    "USD/1000m3": ("USD/1000 m3", ""),
    "USD m": ("USD mn", ""),
    "USD mn equivalent": ("USD mn", ""),
    "USD bn package": ("USD bn", "package"),
    "USD bn turnover": ("USD bn", ""),
    "bn USD": ("USD bn", ""),
    "mn RUB": ("RUB mn", ""),
    "Mt total": ("Mt", ""),
    "Mt duty-free": ("Mt", "duty_free"),
    "Mt/y": ("Mt/year", ""),
    "Mt/yr": ("Mt/year", ""),
    "% GDP": ("percent of GDP", ""),
}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH_NAMES = "|".join(_MONTHS)
# In the order of trust: 2021-07-13 or 2021/7/13, 24-06-2021, 20101128, 03102016; /2021/01/, /2011/november/, /022010/.
_DAYS = (
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<sign>[-/])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d\d)(?P<sign>[-/])(?P<month>\d\d)(?P=sign)(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d\d)(?P<month>\d\d)(?P<year>20\d\d)(?!\d)"),
)
_MONTHS_ONLY = (
    re.compile(rf"[/ ](?P<year>20\d\d)/(?P<month>\d{{1,2}}|{_MONTH_NAMES})(?=/|$)"),
    re.compile(r"/(?P<month>\d\d)(?P<year>20\d\d)(?=/|$)"),
)


class NoFigure(ValueError):
    """A row of a press table from which no observation can be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or the bounds between which it was said to lie."""

    value: float
    low: float = NAN
    high: float = NAN


_MONTH_STARTS = "|".join(calendar.month_abbr[1:])
_SAID = re.compile(rf"\b(?:agreement|estimate|announced)(?: of| on)? (\d{{1,2}}) ({_MONTH_STARTS})[a-z]* (\d{{4}})\b")


def amount(text: str) -> Amount:
    """Return the number in a cell; a range or a qualifier becomes bounds without a value.

    >>> amount("-5"), amount("59-60")
    (Amount(value=-5.0, low=nan, high=nan), Amount(value=nan, low=59.0, high=60.0))
    >>> amount(">7")
    Amount(value=nan, low=7.0, high=nan)

    Raises NoFigure for text, several numbers or an empty cell: which of them is meant is not ours to guess.
    """
    text = text.strip()
    if re.fullmatch(rf"-?{_NUMBER}", text):
        return Amount(float(text))
    if found := re.fullmatch(rf"({_NUMBER})-({_NUMBER})", text):
        low, high = float(found[1]), float(found[2])
        if low < high:
            return Amount(NAN, low, high)
    if found := re.fullmatch(rf">({_NUMBER})", text):
        return Amount(NAN, low=float(found[1]))
    if found := re.fullmatch(rf"<({_NUMBER})", text):
        return Amount(NAN, high=float(found[1]))
    raise NoFigure(f"{text!r} is not one number" if text else "no value")


def as_printed(text: str, note: str = "") -> Amount:
    """Return a stated number with the bounds of its last printed digit; "almost" in the note bounds it from above.

    >>> as_printed("22.9"), as_printed("49", "'almost $49 bln'")
    (Amount(value=22.9, low=22.85, high=22.95), Amount(value=49.0, low=48.5, high=49.0))
    """
    stated = amount(text)
    if stated.value != stated.value:
        return stated
    number = Decimal(text.strip())
    half = Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)
    high = stated.value if re.search(r"\balmost\b", note, re.IGNORECASE) else float(number + half)
    return Amount(stated.value, float(number - half), high)


def when(text: str) -> tuple[Period, str]:
    """Return the period that a cell names and the words that follow it.

    >>> period, words = when("2011-2015 cumulative")
    >>> period.text, words, when("end-2019")[0].text, when("2023 Jan-Nov")[0].text
    ('2011..2015', 'cumulative', '2019-12-31', '2023-01..2023-11')

    Raises NoFigure where the text names no certain period, as `~2024` and `2013 (early)` do not.
    """
    text = text.strip()
    for head, words in ((text, ""), text.partition(" ")[::2]):
        head = re.sub(r"^end-(\d{4})$", r"\1-12-31", re.sub(r"^(\d{4})-(\d{4})$", r"\1..\2", head))
        try:
            named = period(head)
        except ValueError:
            continue
        if not words.startswith("("):
            return named, words
    raise NoFigure(f"{text!r} names no certain period")


def unit(text: str) -> tuple[str, str]:
    """Return a unit in the spelling of all sources, and the word in it that says what is measured.

    >>> unit("USD m"), unit("Mt duty-free"), unit("% of FDI")
    (('USD mn', ''), ('Mt', 'duty_free'), ('percent of FDI', ''))
    """
    text = text.strip()
    if text in _UNITS:
        return _UNITS[text]
    return " ".join(re.sub(r"[^\w/ -]", " ", text.replace("%", "percent")).split()), ""


def slug(text: str) -> str:
    """Return the words of a text as one lower-case name.

    >>> slug(" govt+banks"), slug("(final consumer side)")
    ('govt_and_banks', 'final_consumer_side')
    """
    return "_".join(re.findall(r"[a-z0-9]+", text.lower().replace("+", " and ")))


def article_day(locator: str) -> date | None:
    """Return the day of an article if its address tells; the last day of the month if it tells only that.

    >>> article_day("https://newizv.ru/news/2021-07-13/gas").isoformat(), article_day("/2011/november/x").isoformat()
    ('2021-07-13', '2011-11-30')
    >>> article_day("https://tass.com/economy/1792767") is None
    True
    """
    return next(_days(locator.lower()), None)


def known_from(locator: str, named: Period, said: str = "") -> date:
    """Return the day by which a figure was known: its article's, the one it names, otherwise the day after its period.

    What happened on one day was not known before it: an earlier day that is named is that of an agreement on it.

    >>> known_from("https://belsat.eu/en/news/gas/", period("2019")).isoformat()
    '2020-01-01'
    >>> known_from("(no day)", period("2022"), "intergovernmental agreement of 19 Feb 2021").isoformat()
    '2021-02-19'
    >>> known_from("(no day)", period("2020-12-30"), "first tranche; agreement of 21 Dec 2020").isoformat()
    '2020-12-31'
    """
    after = named.last + timedelta(days=1)
    told = _day_said(said)
    if told and named.first == named.last > told:
        told = None
    return article_day(locator) or told or after


def _day_said(said: str) -> date | None:
    found = _SAID.search(said)
    return datetime.strptime(" ".join(found.groups()), "%d %b %Y").date() if found else None


def _days(locator: str) -> Iterator[date]:
    for pattern in (*_DAYS, *_MONTHS_ONLY):
        for found in pattern.finditer(locator):
            parts = found.groupdict()
            year, month = int(parts["year"]), _MONTHS.get(parts["month"]) or int(parts["month"])
            if not 1 <= month <= 12:
                continue
            last = calendar.monthrange(year, month)[1]
            day = int(parts.get("day", last))
            if 1 <= day <= last and date(year, month, day) <= COLLECTED:
                yield date(year, month, day)
