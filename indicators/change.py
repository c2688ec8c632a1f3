"""By how much the last value of a result differs from an earlier one, as far as the bounds of both let tell."""

import math
from dataclasses import dataclass

from indicators.model import Result, Row
from ingest.periods import period


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two periods of a result, in its unit; `low` and `high` are what the bounds of both allow."""

    since: Row
    to: Row
    value: float  # NaN where one of the two is known by bounds alone
    low: float
    high: float

    @property
    def sign(self) -> int:
        """1 for a rise and -1 for a fall that every value within the bounds agrees on, 0 otherwise."""
        return (self.low > 0) - (self.high < 0)


def last_change(result: Result, variant: str = "") -> Change | None:
    """Return the change to the last known period from the known one before of the same length, None without two.

    >>> from indicators.model import Pair
    >>> rows = (Row("", "2019", 40.0, 39.0, 41.0, "reported", ()), Row("", "2020", 45.0, 45.0, 45.0, "reported", ()))
    >>> found = last_change(Result("x", "X", "percent", 1, Pair("BLR", "RUS"), None, "", rows))
    >>> found.value, found.low, found.high, found.sign
    (5.0, 4.0, 6.0, 1)
    """
    known = _alike(result, variant)
    return _between(known[-2], known[-1]) if known[1:] else None


def whole_change(result: Result, variant: str = "") -> Change | None:
    """Return the change to the last known period from the first known one of the same length, None without two.

    >>> from indicators.model import Pair
    >>> rows = tuple(Row("", str(2018 + n), v, v, v, "reported", ()) for n, v in enumerate([40.0, 47.0, 45.0]))
    >>> found = whole_change(Result("x", "X", "percent", 1, Pair("BLR", "RUS"), None, "", rows))
    >>> found.since.period, found.to.period, found.value
    ('2018', '2020', 5.0)
    """
    known = _alike(result, variant)
    return _between(known[0], known[-1]) if known[1:] else None


def _alike(result: Result, variant: str) -> list[Row]:
    """Return the last row of which something is known, after the known ones before it that are as long."""
    known = [row for row in result.of(variant) if not (math.isnan(row.value) and math.isnan(row.low))]
    return [*(row for row in known[:-1] if _apart(row, known[-1])), *known[-1:]]


def _between(since: Row, last: Row) -> Change:
    (old_low, old_high), (low, high) = _bounds(since), _bounds(last)
    return Change(since, last, last.value - since.value, low - old_high, high - old_low)


def _apart(row: Row, last: Row) -> bool:
    """Return whether a period is as long as the last one and another than it."""
    one, other = period(row.period), period(last.period)
    return one.months == other.months and one.first < other.first


def _bounds(row: Row) -> tuple[float, float]:
    """Return a row's bounds; where it has none they are its value."""
    return (row.value if math.isnan(row.low) else row.low), (row.value if math.isnan(row.high) else row.high)
