"""What is found out about the breaks of a result."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from indicators.breaks.bai_perron import Step
from indicators.breaks.runs import Left
from indicators.model import Pair

METHODS = ("chow", "bai_perron")


class Break(NamedTuple):
    """A test of a break at a known date, or a break found at an unknown one.

    `period` is the last one before the break, with the 95 % interval from `low` to `high`; a known date has no interval
    and stands at both, an interval that cannot be computed is empty. Means and size are in the result's unit.
    """

    method: str
    events: tuple[str, ...]  # those that put the break here; several where the periods cannot tell them apart
    period: str
    low: str
    high: str
    before: float
    after: float
    size: float
    statistic: float  # an F of one restriction; infinite where nothing varies around the means
    p: float  # of an unknown date: at most this, by the published tables; NaN above 10 %
    p_adjusted: float  # Holm over the known dates of a variant; the tables allow for the search themselves
    points: int  # on both sides
    found: bool  # at 5 %, adjusted
    at_bounds: bool  # the same is found with all lower and with all upper bounds in place of the values


class Trend(NamedTuple):
    """A steady change beside the breaks: Theil-Sen slope in the unit a year with 95 % interval, Mann-Kendall's p."""

    slope: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class RunBreaks:
    """One run of reported values of one variant, and what its tests say."""

    variant: str
    frequency: str
    first: str
    last: str
    points: int
    begins: str  # why it begins where it does, when an earlier run ends before it
    scale: str  # level, log or logit: on which means were compared
    shortest: int  # points that a segment holds at least
    autocorrelation: float  # of the residuals around the means found
    known: tuple[Break, ...]
    unknown: tuple[Break, ...]
    steps: tuple[Step, ...]
    by_bic: int
    by_sequence: int  # this many are in `unknown`
    trend: Trend | None  # of yearly values
    notes: tuple[str, ...]  # what a reader must know: low power, a trend, disagreement
    observations: tuple[int, ...]


class Untested(NamedTuple):
    """A known date at which no break could be tested, and why."""

    variant: str
    event: str
    reason: str


@dataclass(frozen=True, slots=True)
class Breaks:
    """The breaks of an indicator or a measure for one pair, as known on one day."""

    id: str
    title: str
    unit: str
    pair: Pair
    as_of: date | None
    snapshot: str
    runs: tuple[RunBreaks, ...]
    left: tuple[Left, ...]
    untested: tuple[Untested, ...]
    reason: str | None  # why there is no run at all
    variants: tuple[str, ...] = ()
