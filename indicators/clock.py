"""Which observations were known: now, on a given day, or to the memo's authors in September 2021."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ingest.model import Tables

# The memo appeared in September 2021; "then" is what was known by the end of that month, about periods over by August.
THEN_KNOWN = date(2021, 9, 30)
THEN_ENDED = date(2021, 8, 31)

Mask = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Clock:
    """A point of view on the observations.

    `now` sees everything. `as_of` sees only editions known by its day. `then` sees editions known by THEN_KNOWN and,
    for series of which no such edition was kept, today's edition of periods that had ended by THEN_ENDED.
    """

    name: str = "now"
    day: date | None = None

    @property
    def last_ended(self) -> int:
        """The last year that was over; for `now` and `as_of` the editions themselves tell."""
        return THEN_ENDED.year - 1 if self.name == "then" else 9999

    def sees(self, tables: Tables) -> Mask | None:
        """Return which rows of `tables.observations` are visible; None for all of them."""
        if self.day is None:
            return None
        vintage = tables.columns["vintage"]
        if self.name == "as_of":
            seen: Mask = vintage <= _number(self.day)
            return seen
        known = vintage <= _number(THEN_KNOWN)
        series = tables.columns["series"]
        kept = np.zeros(len(tables.series), dtype=bool)
        kept[series[known]] = True
        over = tables.columns["last"] <= _number(THEN_ENDED)
        visible: Mask = known | (~kept[series] & over)
        return visible


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


NOW = Clock()
THEN = Clock("then", THEN_KNOWN)


def as_of(day: date | None) -> Clock:
    """Return the view of one day, or of now when `day` is None.

    >>> as_of(None) is NOW
    True
    """
    return NOW if day is None else Clock("as_of", day)
