"""Colours, marks and the spelling of numbers and units: the one place where values become text."""

import math

from dashboard.language import language, numeral, tr
from indicators.change import Change
from indicators.model import Row

# Each colour keeps a contrast of 3:1 on the light and on the dark card, so that one figure serves both.
COLOURS = ("#c24a5c", "#4a86b0", "#a8761f", "#3f8f6b", "#8a6bbf")

CONTEXT = "#858d99"  # of what only stands behind the lines that a chart is about

# A status is told by the mark, not by colour alone.
SYMBOLS = {
    "reported": "circle",
    "mirror": "circle-open",
    "residual": "square-open",
    "interpolated": "square-open",
    "official_statement": "diamond",
    "estimated": "diamond-open",
    "nowcast": "triangle-up-open",
    "forecast": "triangle-up-open",
    "undisclosed": "x-thin",
}
# The same marks as characters, for legends.
STATUS_MARKS = {
    "reported": "●", "mirror": "○", "residual": "□", "interpolated": "□", "official_statement": "◆", "estimated": "◇",
    "nowcast": "△", "forecast": "△",
}  # fmt: skip
STATUS_WORDS = {
    "reported": "reported",
    "mirror": "mirror report",
    "residual": "residual",
    "interpolated": "interpolated",
    "official_statement": "official statement",
    "estimated": "estimate",
    "nowcast": "nowcast",
    "forecast": "plan or forecast",
    "undisclosed": "not published",
    "": "no data",
}
STATE_WORDS = {
    "supported": "supported",
    "supported_with_correction": "supported, corrected",
    "mixed": "mixed",
    "contradicted": "contradicted",
    "undecidable": "undecidable",
    "not_testable": "not testable",
    "documented": "documented",
    "undocumented": "undocumented",
    "prediction_pending": "prediction pending",
    "prediction_held": "prediction held",
    "prediction_failed": "prediction failed",
}
KIND_WORDS = {
    "value": "a value",
    "unchanged": "no change",
    "every_step": "every step",
    "trend": "a trend",
    "equivalence": "equivalence",
    "threshold": "a threshold",
    "event_documented": "a dated event",
    "prediction": "a prediction",
    "not_testable": "not testable",
}
DIRECTION_WORDS = {1: "higher = more dependent", -1: "higher = less dependent", 0: "not dependence itself"}
COMPUTED_WORDS = {
    "whole": "computed",
    "part": "computed in part: what is missing leaves it open",
    "none": "not computed",
}
UNITS = {
    "percent": "%",
    "percent of GDP": "% of GDP",
    "percentage points": "points",
    "points": "scale points",
    "USD mn": "mn USD",
    "USD bn": "bn USD",
    "months": "months",
    "index": "",
    "Mt": "Mt",
    "USD/1000 m3": "USD per 1,000 m³",
    "USD/t": "USD per tonne",
    "EUR mn": "mn EUR",
    "index, 0 to 100": "of 100",
    "ratio": "",
    "rank": "",
    "TIV mn": "mn TIV",
    "scale points": "scale points",
    "part of votes": "part of votes",
}
COUNTS = ("rank", "detections", "entries", "persons", "points")
# Digits after the point, where one is not right.
_DIGITS = {"index": 2, "ratio": 2, "USD/t": 0} | dict.fromkeys(COUNTS, 0)
_LARGE = ("USD mn", "EUR mn", "TIV mn", "TWh")
# Names that take an article in a sentence.
_WITH_ARTICLE = ("European Union", "Netherlands", "United Kingdom", "United States")
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"


def unit_word(unit: str) -> str:
    """Return the unit as pages spell it.

    >>> unit_word("USD mn"), unit_word("percentage points"), unit_word("points")
    ('mn USD', 'points', 'scale points')
    """
    return tr(UNITS.get(unit, unit))


def number(value: float, unit: str) -> str:
    """Return a number with the digits that its unit and size deserve; a dash where there is none.

    >>> number(41.3413, "percent"), number(-739.74, "USD mn"), number(0.1511, "index"), number(float("nan"), "percent")
    ('41.3', '−740', '0.15', '–')
    """
    if math.isnan(value):
        return EN_DASH
    text = f"{abs(value):,.{_digits(abs(value), unit)}f}"
    negative = value < 0 and float(text.replace(",", "")) != 0
    return numeral(f"{MINUS}{text}" if negative else text)


def _digits(size: float, unit: str) -> int:
    if unit not in _LARGE:
        return _DIGITS.get(unit, 1)
    # Some are shown in thousands of the unit, and a small flow must not read as none.
    return 0 if size >= 100 or size == 0 else 2 if size < 1 else 1


def curly(text: str) -> str:
    """Return `text` with the apostrophes of print.

    >>> curly("Russia's")
    'Russia’s'
    """
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def capital(text: str) -> str:
    """Return `text` with its first letter a capital one, the rest as it is.

    >>> capital("the IMF")
    'The IMF'
    """
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """Return `text` with its first letter a small one, the rest as it is.

    >>> lowered("Price in USD")
    'price in USD'
    """
    return text[:1].lower() + text[1:]


def spoken(name: str) -> str:
    """Return a country's name as a sentence says it: in English with its article, if it has one.

    >>> spoken("European Union"), spoken("Belarus")
    ('the European Union', 'Belarus')
    """
    return f"the {name}" if name in _WITH_ARTICLE and language() == "en" else name


def spelled(period: str) -> str:
    """Return a period as print spells it.

    >>> spelled("2019..2023"), spelled("2021-01..2021-07"), spelled("2021Q1")
    ('2019–2023', '2021-01 to 2021-07', '2021Q1')
    """
    first, dots, last = period.partition("..")
    return f"{first}{EN_DASH}{last}" if dots and len(first + last) == 8 else period.replace("..", tr(" to "))


def interval(value: float, low: float, high: float, unit: str) -> str:
    """Return a value, or its bounds where only they are known.

    >>> interval(float("nan"), 54.75, 59.85, "percent"), interval(58.1, 57.5, 58.7, "percent")
    ('54.8–59.9', '58.1')
    """
    if math.isnan(value) and not math.isnan(low):
        return f"{number(low, unit)}{EN_DASH}{number(high, unit)}"
    return number(value, unit)


def bounded(row: Row, unit: str) -> str:
    """Return a value with its unit, and its bounds where they differ; its bounds alone where only they are known.

    >>> bounded(Row("", "2019", 41.34, 39.74, 41.46, "reported", ()), "percent")
    '41.3 % (39.7 to 41.5)'
    """
    told = f"{interval(row.value, row.low, row.high, unit)} {unit_word(unit)}".strip()
    if math.isnan(row.value) or not row.low < row.high:
        return told
    return told + tr(" ({low} to {high})", low=number(row.low, unit), high=number(row.high, unit))


def span(row: Row, unit: str, scale: float = 1.0) -> str:
    """Return a row as one figure, or as its bounds where it was neither reported nor mirrored and they differ.

    >>> span(Row("", "2023", 59.99, 57.77, 63.05, "official_statement", ()), "percent")
    '57.8–63.0'
    """
    ends = number(row.low * scale, unit), number(row.high * scale, unit)
    firm = row.status in ("reported", "mirror")
    if math.isnan(row.value) and ends[0] == ends[1]:
        return ends[0]
    if ends[0] != ends[1] and (math.isnan(row.value) or not firm) and not math.isnan(row.low):
        return EN_DASH.join(ends)
    return number(row.value * scale, unit)


def in_words(row: Row, unit: str, *, bounds: bool = False) -> str:
    """Return a value with its unit, or in words its bounds, where it is no report or `bounds` are asked for.

    >>> in_words(Row("", "2023", 59.99, 57.77, 63.05, "official_statement", ()), "percent")
    'between 57.8 and 63.0 %'
    >>> in_words(Row("", "2019", 41.34, 39.7, 41.5, "reported", ()), "percent")
    '41.3 %'
    """
    low, high = number(row.low, unit), number(row.high, unit)
    firm = row.status in ("reported", "mirror") and not math.isnan(row.value)
    one = low == high or (firm and not bounds)
    text = span(row, unit) if one else tr("between {low} and {high}", low=low, high=high)
    return f"{text} {unit_word(unit)}".strip()


def changed(change: Change, unit: str) -> str:
    """Return a change with its sign, as one figure or as its bounds, and since when; where it is certain.

    >>> rows = (Row("", "2022", 8.0, 8.0, 8.0, "reported", ()), Row("", "2023", 11.0, 11.0, 11.0, "reported", ()))
    >>> changed(Change(*rows, 3.0, 3.0, 3.0), "percent"), changed(Change(*rows, 3.0, -1.0, 7.0), "percent")
    ('+3.0 points since 2022', 'no change beyond the bounds since 2022')
    """
    since = spelled(change.since.period)
    if not change.sign:
        return tr("no change beyond the bounds since {period}", period=since)
    known = [change.value] if not math.isnan(change.value) else [change.low, change.high]
    ends = [f"{'+' if change.sign > 0 else ''}{number(value, unit)}" for value in known]
    figures = ends[0] if len(set(ends)) == 1 else tr("{low} to {high}", low=ends[0], high=ends[1])
    word = unit_word("percentage points" if unit.startswith("percent") else unit)
    return tr("{change} since {period}", change=f"{figures} {word}".strip(), period=since)
