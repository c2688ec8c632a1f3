"""What data/ declares, as typed objects: events, claims, and the rules of estimators, product lines and indices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


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
class AlertRule:
    """What an alert watches: a result's variant or a claim, by one of the kinds of `ingest.alerts`, and why it matters.

    `limit` is in the unit of what is watched, in per cent where `relative`, in months for `stopped`, in periods for
    `sign`, in places for `rank`, in days for `late`. `direction` is 1 for a rise or what is above, -1 for a fall or
    what is below, 0 for either.
    """

    id: str
    kind: str
    of: str  # an indicator, a measure or, for `verdict`, a claim
    variant: str
    frequency: str  # of the periods that it looks at: A, Q or M
    limit: float
    direction: int
    severity: str
    title: str
    why: str
    events: tuple[str, ...]  # kinds of dated facts that such an alert can be about
    relative: bool = False
    pause: int = 0  # periods, or editions, after one alert in which no other is raised


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was told: a value, which its bounds equal, or bounds alone."""

    value: float  # NaN where only bounds were told
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Restated:
    """One of our own figures that was wrong, as it was told and as it is now; None where there was or is none."""

    indicator: str
    variant: str
    dependent: str
    partner: str
    period: str
    old: Figure | None
    new: Figure | None


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction of our own figures: the day it was made, the day since which the wrong ones stood, and why."""

    id: str
    corrected: date
    since: date
    reason: str
    changes: tuple[Restated, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """An entry of a watch list: an indicator or a measure, by one of its variants, for a pair of countries.

    Without a variant all of them are meant, of which the first is shown; without a pair it is the one asked about.
    """

    of: str
    variant: str = ""
    dependent: str = ""
    partner: str = ""

    @property
    def text(self) -> str:
        """How an address and a file write it."""
        pair = f"{self.dependent}-{self.partner}" if self.dependent else ""
        return ".".join(part for part in (self.of, self.variant, pair) if part)
