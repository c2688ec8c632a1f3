"""The nouns that all layers share: sources, observations, snapshots' tables and the declarations of data/."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from ingest.periods import period


class Status(StrEnum):
    """How a value came to be known, from strongest to weakest; a result takes the weakest of its inputs."""

    REPORTED = "reported"
    MIRROR = "mirror"
    RESIDUAL = "residual"
    INTERPOLATED = "interpolated"
    OFFICIAL_STATEMENT = "official_statement"
    ESTIMATED = "estimated"
    NOWCAST = "nowcast"
    FORECAST = "forecast"
    UNDISCLOSED = "undisclosed"


STATUSES: tuple[str, ...] = tuple(status.value for status in Status)

# A series is named by these. As in SDMX `_Z` is "does not apply", `_T` the total, `_X` "not specified"; WLD: the world.
KEY = ("source", "item", "reporter", "partner", "product", "unit", "freq")

# What a reader returns, one row per observation; `row` is the line or sheet row in the published file.
OBSERVATION = (
    "item", "reporter", "partner", "product", "unit", "freq", "title",
    "period", "vintage", "value", "low", "high", "status", "preference", "row", "locator", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A provider's data set and the terms under which it may be used."""

    id: str
    publisher: str
    title: str
    url: str
    licence: str
    redistribute: bool  # False: the packaged snapshot keeps only the rows of the eleven countries that indicators use
    citation: str
    cadence: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row of a published file that became no observation, and why."""

    path: str
    row: int
    reason: str


@dataclass(frozen=True)
class Parsed:
    """What a reader makes of one published file."""

    edition: str  # as the publisher names it
    vintage: date  # the day by which this edition was certainly known
    observations: pd.DataFrame  # columns OBSERVATION
    refused: tuple[Refusal, ...] = ()
    via: str = ""  # the public repository that carried the file, at its commit


def tidy(table: pd.DataFrame, **constants: Any) -> pd.DataFrame:
    """Return `table` with exactly the columns OBSERVATION; `constants` fill columns, the rest take defaults.

    Rows without a value and without bounds are dropped: absence is no observation. Periods take their canonical
    spelling. Raises ValueError for an unknown column, status or period: a fault of the reader, not of the file.

    >>> table = pd.DataFrame({"period": ["2019"], "value": [1.5]})
    >>> tidy(table, item="x", unit="USD", vintage=date(2020, 1, 1)).loc[0, "status"]
    'reported'
    """
    defaults: dict[str, Any] = {
        "reporter": "_Z", "partner": "_Z", "product": "_Z", "freq": "A", "title": "", "low": float("nan"),
        "high": float("nan"), "status": Status.REPORTED.value, "preference": 1, "row": 0, "locator": "", "note": "",
    }  # fmt: skip
    missing = {name: value for name, value in (defaults | constants).items() if name not in table.columns}
    full = table.assign(**missing)
    if unknown := set(full.columns) ^ set(OBSERVATION):
        raise ValueError(f"columns {sorted(unknown)} are missing or unknown")
    full = full.loc[full[["value", "low", "high"]].notna().any(axis=1), list(OBSERVATION)].reset_index(drop=True)
    if wrong := set(full["status"].unique()) - set(STATUSES):
        raise ValueError(f"unknown status {sorted(wrong)}")
    full["period"] = full["period"].map({text: period(text).text for text in full["period"].unique()})
    numbers = {"value": "float64", "low": "float64", "high": "float64", "preference": "int8", "row": "int32"}
    return full.astype(numbers)


@dataclass(frozen=True)
class Tables:
    """The observations of a snapshot, as loaded: pure data for the indicators.

    `series` has the columns KEY, `series_id` and `title`; its row number is the value of `series` in `observations`.
    `observations` has series, period, first, last, vintage, value, low, high, status (its rank in STATUSES),
    preference, file, row, locator, note, sorted by series, period, vintage. `files` has path, sha256, source,
    edition, vintage of each raw file; its row number is the value of `file`.
    """

    snapshot: str
    series: pd.DataFrame
    observations: pd.DataFrame
    files: pd.DataFrame

    @cached_property
    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """The columns of `observations` as arrays, days as numbers since 1970, for the inner loops."""
        return {str(name): _array(self.observations[name], str(name)) for name in self.observations}

    @cached_property
    def _rows_of_series(self) -> np.ndarray[Any, Any]:
        return np.searchsorted(self.columns["series"], np.arange(len(self.series) + 1))

    @cached_property
    def _ends(self) -> dict[str, list[str]]:
        return {name: [str(text) for text in self.series[name]] for name in ("reporter", "partner", "product")}

    @cached_property
    def _series_of_area(self) -> dict[tuple[str, str, str, str], list[int]]:
        """Series by (source, item, which end of the flow, area); only numbers, which the collector need not visit."""
        found: dict[tuple[str, str, str, str], list[int]] = {}
        sources, items = (self.series[name].tolist() for name in ("source", "item"))
        for end in ("reporter", "partner"):
            for number, key in enumerate(zip(sources, items, repeat(end), self._ends[end])):
                found.setdefault(key, []).append(number)
        return found

    @cached_property
    def units(self) -> list[str]:
        """The unit of each series."""
        return [str(unit) for unit in self.series["unit"]]

    @cached_property
    def frequencies(self) -> list[str]:
        """The frequency of each series."""
        return [str(frequency) for frequency in self.series["freq"]]

    def series_of(self, source: str, item: str, end: str, area: str) -> list[tuple[str, str, int]]:
        """Return (other area, product, series) of each series whose `end`, reporter or partner, is `area`."""
        others = self._ends["partner" if end == "reporter" else "reporter"]
        products = self._ends["product"]
        return [
            (others[number], products[number], number)
            for number in self._series_of_area.get((source, item, end, area), [])
        ]

    def rows_of(self, series: int) -> slice:
        """Return the rows of `observations` that belong to a series."""
        return slice(int(self._rows_of_series[series]), int(self._rows_of_series[series + 1]))


def _array(column: "pd.Series[Any]", name: str) -> np.ndarray[Any, Any]:
    """Return a column as an array: texts from their few different ones, days as whole numbers."""
    if name in ("first", "last", "vintage"):
        return column.to_numpy().astype("datetime64[D]").astype("int64")
    if isinstance(column.dtype, pd.CategoricalDtype) and not column.hasnans:
        texts = np.asarray(column.cat.categories, dtype=object)
        return np.asarray(texts[column.cat.codes.to_numpy()])
    return column.to_numpy()


Code = tuple[str, str]  # of a product: the revision of the Harmonised System, H0 to H6, and the code in it
Correlation = frozenset[tuple[Code, Code]]  # which codes of two revisions hold some of the same goods


@dataclass(frozen=True, slots=True)
class Resale:
    """The part of a line's exports that finds another buyer within twelve months, 0 to 1."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class LineRules:
    """What is declared about product lines: data/products.toml, and the correlation of revisions where one was given.

    `resale` is by chapter of the Harmonised System (`27`), group of chapters (`fuels`) or section of the SITC
    (`SITC3`); `groups` has the chapters of each group; `sanctions` the senders of trade sanctions by target.
    """

    resale: Mapping[str, Resale] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sanctions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    correlation: Correlation = frozenset()


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact that charts mark."""

    id: str
    date: date
    title: str
    text: str
    kind: str
    themes: tuple[str, ...]
    source: str
    url: str
    hides: tuple[str, ...] = ()  # reporters whose trade by partner is not published from this date on
    precision: str = "day"  # day, month or year: how exactly the source dates it; `date` is then the first day
    redefines: tuple[str, ...] = ()  # series, written source:item, whose definition changes on this date
    break_date: bool = False  # one of the few dates, set beforehand, at which breaks are tested


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of the memo in our own words, where it stands, and how it is tested."""

    id: str
    theme: str
    claim: str
    section: str
    paragraph: int
    kind: str  # of the test: value, unchanged, every_step, trend, equivalence, threshold and so on
    reason: str  # what decides it, or what is missing to decide it
    rule: str = ""  # none where nothing is at hand that could decide it
    with_: dict[str, Any] = field(default_factory=dict)
    bases: dict[str, dict[str, str]] = field(default_factory=dict)  # of a price: relative to another, in a currency
    readings: dict[str, list[Any]] = field(default_factory=dict)  # by parameter, what else a fair reader could choose


@dataclass(frozen=True, slots=True)
class GapReason:
    """Why the reports of the trade of two countries differ over some years, both included."""

    dependent: str
    partner: str
    flow: str  # exports or imports of the dependent country, or both
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of goods (`_T` for all) and the measures that hold both countries' reports of it."""

    product: str
    title: str
    own: tuple[str, ...]  # measures of the dependent country's report, the first with a value counts
    other: str  # the measure of the partner's report; `{flow}` stands for exports or imports in both


@dataclass(frozen=True, slots=True)
class FreightBand:
    """A band of CIF over FOB for one flow of a pair, wider than the years at hand show."""

    dependent: str
    partner: str
    flow: str
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class FreightRemark:
    """Why a quotient of two reports is not freight."""

    dependent: str
    partner: str
    flow: str
    product: str
    text: str


@dataclass(frozen=True, slots=True)
class FreightOtherwise:
    """CIF over FOB for partners without enough years of both reports."""

    value: float
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class FreightRules:
    """Over which years, goods and bands CIF over FOB is calibrated."""

    first: int
    last: int
    least_years: int
    least_years_source: str
    otherwise: FreightOtherwise
    chapter: tuple[Chapter, ...]
    band: tuple[FreightBand, ...]
    remark: tuple[FreightRemark, ...]


@dataclass(frozen=True, slots=True)
class ResidualRules:
    """Which partners' mirrors are deducted from the total, and over which years their coverage is counted."""

    coverage_first: int
    coverage_last: int
    least_coverage: float  # per cent, below which there is no bound
    least_coverage_source: str
    leave_out: tuple[str, ...]
    leave_out_source: str
    union: str  # the group whose members report together


@dataclass(frozen=True, slots=True)
class Copied:
    """Two reporters of which one took over the other's figures, to the year `last`."""

    reporters: tuple[str, ...]
    last: int
    source: str


@dataclass(frozen=True, slots=True)
class ReliabilityRules:
    """Which reports enter the decomposition of gaps, and how its uncertainty is drawn."""

    sources: tuple[str, ...]
    floor: float  # USD mn a year, of either report
    floor_source: str
    least_reports: int
    least_reports_source: str
    draws: int
    seed: int
    copied: tuple[Copied, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """The measure that is carried on, and the indicator on which the bridge regresses it."""

    flow: str
    bridge: str


@dataclass(frozen=True, slots=True)
class NowcastRules:
    """How the partner's report is carried beyond its last year, and when a rung of the ladder is kept."""

    replay_first: int
    replay_last: int
    years_ahead: int
    least_years: int
    least_years_source: str
    better_by: float  # part by which a rung's error must be below that of the growth carry
    coverage: float  # part of the replay's errors within the band
    observed_from: int  # first year of the partners' growth that is compared across the break
    break_year: int
    annual: Carried
    monthly: Carried


@dataclass(frozen=True, slots=True)
class EstimatorRules:
    """All of data/estimators.toml; `first` is the first year that is estimated."""

    first: int
    freight: FreightRules
    residual: ResidualRules
    reliability: ReliabilityRules
    nowcast: NowcastRules


@dataclass(frozen=True, slots=True)
class Goalposts:
    """The values of an indicator that score 0 and 1, where they come from and why they are these."""

    low: float
    high: float
    panel: str  # "world" or "peers": its 95th percentile is `high`; "bound": a stated value
    reason: str


@dataclass(frozen=True, slots=True)
class IndexInput:
    """An indicator's variant in a composite index: under which pillar, with which weight and goalposts."""

    id: str
    title: str
    pillar: str
    indicator: str
    variant: str
    direction: int  # 1: a higher value is a higher score
    weight: float  # beside the others of its pillar
    goalposts: Goalposts
    parts: str  # "stand_in": a part of a year stands for the year, as an estimate; "none": whole years only


@dataclass(frozen=True, slots=True)
class Pillar:
    """A part of a composite index, with its weight beside the other pillars."""

    id: str
    title: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a composite index does not hold, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Index:
    """A composite index as declared; the rules are the choices among which its Monte Carlo draws."""

    id: str
    title: str
    coverage: float  # the least part of all weight that must be observed for a value
    pillars: tuple[Pillar, ...]
    inputs: tuple[IndexInput, ...]
    left_out: tuple[LeftOut, ...]
    normalisations: tuple[str, ...]
    aggregations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Discontinued:
    """Inputs of a country whose publication ended, in the year in which a dated event says so."""

    dependent: str
    measures: tuple[str, ...]
    year: int
    event: str


@dataclass(frozen=True, slots=True)
class Indices:
    """All of data/index.toml: the composite indices, who is compared, how chance is drawn, what is discontinued."""

    first: int  # the first year
    scale_last: int  # the last year of the panel that scales and goalposts are made of
    partners: tuple[str, ...]  # of which the largest value counts there
    peers: tuple[str, ...]
    reference_year: int
    draws: int
    seed: int
    concentration: float  # of the Dirichlet distribution of weights
    indices: dict[str, Index] = field(default_factory=dict)
    discontinued: tuple[Discontinued, ...] = ()
