"""What a measure and an indicator are, and what they return."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from ingest.model import STATUSES

FLOWS = ("exports", "imports")  # of the dependent country


class Cell(NamedTuple):
    """One value with its bounds; NaN where only bounds are known, or nothing at all."""

    value: float
    low: float
    high: float
    status: int  # rank in STATUSES: larger is weaker
    observations: tuple[int, ...]  # rows of Tables.observations it came from


Quantity = dict[str, Cell]  # by canonical period


@dataclass(frozen=True, slots=True)
class Pair:
    """Who depends, and on whom: ISO 3166 alpha-3 codes."""

    dependent: str
    partner: str


@dataclass(frozen=True, slots=True)
class Input:
    """One argument of a formula: a measure or an indicator's variant, and how its periods meet the first argument's.

    `align` is `period` (the same period), `rate` (the same, or the part of it that the others know), `next` (the first
    observation on or after the end of the first argument's period), `previous` (the year before), `begins` (all that
    begins in the first argument's year, added up), `constant` (one undated figure for all) or `year` (no measure: the
    number of the first argument's year). `of` is `pair`, or `partner` when the measure is wanted for
    the partner as reporter. With `each`, a family of candidates, the first argument is the values by partner, and a
    later one the partner's own among them. `end` is `value`, or the bound `low` or `high` to take instead. `register`
    marks a part of a register in which nothing is found: it is nothing in every period for which the others are known.
    """

    measure: str = ""
    indicator: str = ""  # of the catalogue, in place of a measure, computed for the same pair
    variant: str = ""  # which way of computing that indicator
    align: str = "period"
    of: str = "pair"
    each: str = ""
    end: str = "value"
    register: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to compute an indicator; `reason` says why a variant without inputs is empty.

    `every` names an input whose periods each have a row, an empty one where the other inputs are missing. Where `needs`
    names measures or indicators the formula is no function of inputs that share periods: it takes the resolver and the
    pair, and returns cells by period itself; `reason` then says what lacks where it returns none.
    """

    id: str
    title: str
    formula: Callable[..., Any]
    inputs: dict[str, Input]
    reason: str = ""
    every: str = ""
    needs: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing can fill it, whatever the snapshot."""
        return not (self.inputs or self.needs)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A question about dependency, the formula that answers it and what a reader must know of it."""

    id: str
    title: str
    question: str
    formula: str  # in words
    tex: str  # in the notation of docs/method, for LaTeX
    unit: str
    direction: int  # +1: a higher value is more dependence; -1: less; 0: neither
    reference: str
    caveats: tuple[str, ...]
    theme: str
    variants: tuple[Variant, ...]


class Row(NamedTuple):
    """One period of a result."""

    variant: str
    period: str
    value: float
    low: float
    high: float
    status: str
    observations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The values of an indicator or a measure for one pair, as known on one day."""

    id: str
    title: str
    unit: str
    direction: int
    pair: Pair
    as_of: date | None
    snapshot: str
    rows: tuple[Row, ...]
    reason: str | None = None
    variants: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """Return the rows as a table with the columns of Row."""
        return pd.DataFrame(list(self.rows), columns=list(Row._fields))

    def of(self, variant: str = "") -> tuple[Row, ...]:
        """Return the rows of one variant, in the order of time."""
        return tuple(row for row in self.rows if row.variant == variant)


def status_name(rank: int) -> str:
    """Return the name of the status with this rank.

    >>> status_name(0), status_name(5)
    ('reported', 'estimated')
    """
    return STATUSES[rank]
