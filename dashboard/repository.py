"""One loaded snapshot with its declarations, and every result computed from it at most once."""

import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from dashboard.comparison import Comparison
from dashboard.freshness import status
from dashboard.history import History, since_previous
from dashboard.series import SeriesCatalogue
from indicators.breaks import Breaks, breaks_of
from indicators.catalogue import CATALOGUE
from indicators.clock import Clock
from indicators.clock import as_of as clock_of
from indicators.editions import by_edition
from indicators.engine import evaluate, last_known, measured
from indicators.estimators import Estimate, estimates
from indicators.estimators.freight import Freight, freight
from indicators.estimators.nowcast import SEASONS, Nowcast, nowcast
from indicators.estimators.reliability import Reliability, decompose, gaps, reporters_of
from indicators.index.rescoring import Rescored, rescored
from indicators.index.result import IndexResult, index_result
from indicators.index.sensitivity import Share
from indicators.ledger import Judge, Judgement
from indicators.measures import Resolver
from indicators.model import FLOWS, Cell, Pair, Result, Row
from indicators.pairs import dependents_on
from indicators.peers import POST_SOVIET
from indicators.products.table import Product, level_of, products
from indicators.reconcile import Reconciled, reconcile
from indicators.scenarios import Range
from indicators.specifications import Reading, specifications
from indicators.verdict import Verdict
from indicators.world import World
from ingest import memo
from ingest.correlation import correlations
from ingest.declarations import country_names, groups, measures
from ingest.declared import Claim, Event, Indices, LineRules
from ingest.errors import ParameterError
from ingest.estimators import estimator_rules
from ingest.freezing import Frozen, frozen_rules
from ingest.index import indices
from ingest.model import STATUSES
from ingest.products import line_rules
from ingest.providers import providers
from ingest.reasons import reasons
from ingest.scenarios import Scenarios, scenarios
from ingest.states import State, read_states
from ingest.store import Snapshot, kept_snapshot, served_store, user_store

Named = tuple[tuple[str, Range], ...]  # ranges by name, as a key
DEFAULT_PAIR = Pair("BLR", "RUS")
DEPENDENTS = POST_SOVIET
DEBT_SOURCE = "worldbank_debt"  # the one with the debt of a country by creditor
WORLD_SOURCE = "baci"  # the one source with the trade of every country, reconciled from both sides


class Repository:
    """Answers all that pages, API and commands ask of a snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        measures: dict[str, dict[str, Any]],
        claims: tuple[Claim, ...],
        events: tuple[Event, ...],
        names: dict[str, str],
        groups: dict[str, tuple[str, ...]] | None = None,
        states: Callable[[], dict[str, State]] = dict,
        *,
        nowcasts: bool = True,
        indices: Indices | None = None,
        frozen: dict[str, Frozen] | None = None,
        rules: LineRules | None = None,
        history: History | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.measures = measures
        self.claims = claims
        self.events = events
        self.names = names
        self.groups = groups or {}
        self.nowcasts = nowcasts  # whether the operator lets nowcasts be shown
        self.indices = indices
        self.frozen = frozen or {}
        self.rules = rules
        self.history = history
        self._states = states  # read anew each time: a refresh may have failed since
        self.resolver_at = lru_cache(maxsize=16)(self._resolver_at)
        self.result = lru_cache(maxsize=4096)(self._result)
        self.measure = lru_cache(maxsize=4096)(self._measure)
        self.breaks = lru_cache(maxsize=1024)(self._breaks)
        self.editions = lru_cache(maxsize=256)(self._editions)
        self.verdicts = lru_cache(maxsize=128)(self._verdicts)
        self.index_shares = lru_cache(maxsize=256)(self._index_shares)
        self.rescored = lru_cache(maxsize=256)(self._rescored)
        self.world = lru_cache(maxsize=8)(self._world)
        self.dependents = lru_cache(maxsize=256)(self._dependents)
        self.creditors = lru_cache(maxsize=64)(self._creditors)
        self.products = lru_cache(maxsize=16)(self._products)
        self.reconciled = lru_cache(maxsize=64)(self._reconciled)
        self.estimates = lru_cache(maxsize=64)(self._estimates)
        self.nowcast = lru_cache(maxsize=64)(self._nowcast)
        self.freight = lru_cache(maxsize=16)(self._freight)
        self.specifications = lru_cache(maxsize=1024)(self._specifications)

    @cached_property
    def hidden_from(self) -> dict[str, int]:
        """The first year in which a country hides its trade by partner."""
        found: dict[str, int] = {}
        for event in self.events:
            for country in event.hides:
                found[country] = min(event.date.year, found.get(country, 9999))
        return found

    @cached_property
    def known_to(self) -> date:
        """The day of the newest edition in the snapshot."""
        return date.fromisoformat(max(raw["vintage"] for raw in self.snapshot.manifest["raw"]))

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """Every source of the snapshot, and every live provider, by id."""
        live = {name: asdict(provider.source) for name, provider in providers().items()}
        return dict(sorted((live | {source["id"]: source for source in self.snapshot.manifest["sources"]}).items()))

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """Every claim of the memo with both verdicts."""
        return tuple(self.judge.judgement(claim) for claim in self.claims)

    @cached_property
    def judge(self) -> Judge:
        """What judges a claim on this snapshot, by the same resolvers that answer for indicators."""
        return Judge(self.events, self.resolver_at)

    @cached_property
    def reliability(self) -> Reliability:
        """How far each reporter's trade figures are off."""
        rules = estimator_rules()
        return decompose(gaps(self.resolver(), rules.reliability, rules.residual.leave_out), rules.reliability)

    @cached_property
    def series(self) -> SeriesCatalogue:
        """Every series as published, to be searched and read."""
        return SeriesCatalogue(self.snapshot.tables, self.names)

    @cached_property
    def areas(self) -> frozenset[str]:
        """The countries that some series is about, by code."""
        series = self.snapshot.tables.series
        codes = set(series["reporter"].unique()) | set(series["partner"].unique())
        return frozenset(code for code in codes if not code.startswith("_") and code in self.names and code != "WLD")

    @cached_property
    def partners(self) -> frozenset[str]:
        """The countries, and the groups of countries, that can be depended on, by code."""
        return self.areas | self.groups.keys()

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of every indicator, measure and event, by id."""
        indicators = {name: indicator.title for name, indicator in CATALOGUE.items()}
        measures = {name: str(measure["title"]) for name, measure in self.measures.items()}
        return {event.id: event.title for event in self.events} | measures | indicators

    def events_about(self, pair: Pair) -> tuple[Event, ...]:
        """Return the dated facts that bear on a pair: those of the memo are about Belarus."""
        return self.events if "BLR" in (pair.dependent, pair.partner) else ()

    @cached_property
    def changes(self) -> Comparison | None:
        """What differs from the snapshot before; None where there is none, or where it is no longer kept."""
        return since_previous(self.history, self.snapshot.id)

    def warming(self) -> Iterator[object]:
        """Compute step by step what the first page of every visitor needs."""
        for indicator in CATALOGUE:
            yield self.result(indicator, DEFAULT_PAIR)
        yield self.judgements
        yield self.series.keys
        yield self.changes
        for claim in self.claims:
            yield self.specifications(claim.id)
        yield self.reconciled(DEFAULT_PAIR)
        yield self.estimates(DEFAULT_PAIR)

    def name(self, code: str) -> str:
        """Return the usual English name of a country."""
        return self.names.get(code, code)

    @cached_property
    def scenarios(self) -> Scenarios:
        """The memo's scenarios as declared."""
        return scenarios()

    def resolver(self, as_of: date | None = None) -> Resolver:
        """Return what answers for measures as known on a day."""
        return self.resolver_at(clock_of(as_of))

    def sources_of(self, rows: Iterable[Row | Verdict]) -> list[str]:
        """Return `source@vintage` of every observation behind the rows, sorted."""
        return self.sources_behind(number for row in rows for number in row.observations)

    def sources_behind(self, observations: Iterable[int]) -> list[str]:
        """Return `source@vintage` of the observations, sorted."""
        columns = self.snapshot.tables.columns
        numbers = list(set(observations))
        editions = set(zip(columns["file"][numbers].tolist(), columns["vintage"][numbers].tolist(), strict=True))
        return sorted({f"{self._sources[file]}@{_date(vintage)}" for file, vintage in editions})

    def editions_of(self, results: Iterable[Result]) -> list[tuple[str, str]]:
        """Return (source title, edition) of every published file behind the results, press figures as one."""
        return self.editions_behind(n for result in results for row in result.rows for n in row.observations)

    def editions_behind(self, observations: Iterable[int]) -> list[tuple[str, str]]:
        """Return (source title, edition) of every published file of the observations, press figures as one."""
        columns, files = self.snapshot.tables.columns, self.snapshot.tables.files
        numbers = {columns["file"][n] for n in set(observations)}
        titles = {source["id"]: source["title"] for source in self.snapshot.manifest["sources"]}
        return sorted({(titles[str(files["source"].iat[n])], str(files["edition"].iat[n])) for n in numbers})

    def editions_from(self, source: str) -> list[tuple[str, str]]:
        """Return (source title, edition) of every published file of a source."""
        files = self.snapshot.tables.files
        editions = files.loc[files["source"] == source, "edition"]
        return sorted({(str(self.sources[source]["title"]), str(edition)) for edition in editions})

    def lineage(self, row: Row | Verdict) -> list[dict[str, Any]]:
        """Return the observations behind a row or a verdict: series, period, value, status, and where they stand."""
        tables = self.snapshot.tables
        columns, found = tables.columns, []
        for number in row.observations:
            file = tables.files.iloc[columns["file"][number]]
            found.append(
                {
                    "series": tables.series["series_id"].iat[columns["series"][number]],
                    "period": columns["period"][number],
                    **{name: _known(columns[name][number]) for name in ("value", "low", "high")},
                    "status": STATUSES[columns["status"][number]],
                    "vintage": self.vintage(number).isoformat(),
                    "source": file["source"],
                    "edition": file["edition"],
                    "file": file["path"],
                    "sha256": file["sha256"],
                    "via": file["via"],
                    "row": int(columns["row"][number]),
                    "locator": columns["locator"][number],
                    "note": columns["note"][number],
                }
            )
        return found

    def status(self, today: date) -> list[dict[str, Any]]:
        """Return how fresh each source is on `today`, and what went wrong with it."""
        return status(self.snapshot.manifest, self._states(), providers(), today)

    @cached_property
    def _sources(self) -> list[str]:
        return [str(source) for source in self.snapshot.tables.files["source"]]

    def vintage(self, number: int) -> date:
        """Return the day by which an observation, given by its row, was known."""
        return _date(int(self.snapshot.tables.columns["vintage"][number]))

    def _resolver_at(self, clock: Clock) -> Resolver:
        return Resolver(
            self.snapshot.tables, self.measures, self.hidden_from, clock, self.groups, self.indices, self.rules
        )

    def _reconciled(self, pair: Pair) -> tuple[Reconciled, ...]:
        return reconcile(self.resolver(), pair, reasons(), estimator_rules(), self.reliability)

    def _estimates(self, pair: Pair, with_nowcast: bool = True) -> tuple[Estimate, ...]:
        carried = self.nowcast(pair) if with_nowcast and self.nowcasts else ()
        return estimates(self.resolver(), pair, estimator_rules(), carried)

    def _nowcast(self, pair: Pair) -> tuple[Nowcast, ...]:
        resolver, rules = self.resolver(), estimator_rules()
        return tuple(nowcast(resolver, pair, rules, flow, frequency) for frequency in SEASONS for flow in FLOWS)

    def _freight(self, dependent: str) -> tuple[Freight, ...]:
        rules = estimator_rules()
        partners = reporters_of(self.snapshot.tables, rules.reliability.sources)
        return freight(self.resolver(), dependent, partners, rules)

    def _products(self, pair: Pair, level: str) -> dict[str, tuple[Product, ...]]:
        return products(self.resolver(), pair, level)

    def level(self, pair: Pair, *flows: str) -> str:
        """Return the finest level of detail at which lines of the pair are of use, empty where there are none."""
        return level_of(self.resolver(), pair, *flows)

    def _result(self, indicator: str, pair: Pair, as_of: date | None = None) -> Result:
        return evaluate(CATALOGUE[indicator], self.resolver(as_of), pair)

    def _world(self, partner: str) -> World:
        """Return the trade of all countries with each other, in which a group that is the partner is one of them."""
        world = self.resolver().world(WORLD_SOURCE, "export")
        return world.with_group(partner, self.groups[partner]) if partner in self.groups else world

    def _dependents(self, partner: str, year: int) -> dict[str, dict[str, Cell]]:
        """Return the shares and the asymmetry of all that trade with a partner in a year; empty where none is known."""
        world = self.world(partner)
        return dependents_on(world, partner, year) if partner in world.areas and year in world.flows else {}

    def _creditors(self, dependent: str, as_of: date | None = None) -> list[tuple[str, Row]]:
        """Return the countries to whose governments one owes, with their shares of the last year, largest first."""
        series = self.snapshot.tables.series
        named = series.loc[(series["source"] == DEBT_SOURCE) & (series["reporter"] == dependent), "partner"].unique()
        shares = {code: self.result("creditor_share", Pair(dependent, code), as_of) for code in self.areas & set(named)}
        last = {code: row for code, result in shares.items() if (row := last_known(result))}
        newest = max((row.period for row in last.values()), default="")
        owed = [(code, row) for code, row in last.items() if row.period == newest and row.value > 0]
        return sorted(owed, key=lambda one: -one[1].value)

    def _breaks(self, name: str, pair: Pair, as_of: date | None = None, variant: str | None = None) -> Breaks:
        """Return the breaks of an indicator or a measure, of all its variants or of one."""
        result = (self.result if name in CATALOGUE else self.measure)(name, pair, as_of)
        dates = [event for event in self.events_about(pair) if event.break_date]
        definitions = [event for event in self.events if event.redefines]
        return breaks_of(result, dates, definitions, self.snapshot.tables, variant)

    def _editions(self, name: str, pair: Pair) -> tuple[tuple[date, Result], ...]:
        """Return an indicator or a measure as it was with each edition of what it rests on."""
        fresh = self._resolver_at(clock_of(None))
        if name in CATALOGUE:
            return by_edition(fresh, self.resolver, lambda one: evaluate(CATALOGUE[name], one, pair))
        return by_edition(fresh, self.resolver, lambda one: measured(name, one, pair))

    def _verdicts(self, claim: str) -> tuple[tuple[date, Verdict], ...]:
        """Return what was found of a claim with each edition of what its rule reads."""
        (declared,) = (one for one in self.claims if one.id == claim)
        fresh = self._resolver_at(clock_of(None))
        return by_edition(fresh, self.resolver, lambda one: self.judge.verdict(declared, one))

    def index(self, index: str, pair: Pair, as_of: date | None = None) -> IndexResult:
        """Return a composite index for all countries of the pair's panel."""
        return index_result(self.resolver(as_of), index, pair)

    def _index_shares(self, index: str, pair: Pair, year: int, as_of: date | None = None) -> list[Share]:
        return self.index(index, pair, as_of).shares(pair.dependent, year)

    def _rescored(
        self, pair: Pair, parameters: Named, inputs: Named, horizon: float, base: int, as_of: date | None = None
    ) -> Rescored:
        return rescored(self.resolver(as_of), pair, dict(parameters), dict(inputs), horizon, base)

    def _specifications(self, claim: str) -> tuple[Reading, ...]:
        (declared,) = (one for one in self.claims if one.id == claim)
        return specifications(declared, self.judge)

    def _measure(self, measure: str, pair: Pair, as_of: date | None = None) -> Result:
        return measured(measure, self.resolver(as_of), pair)


def _date(days: int) -> date:
    return date(1970, 1, 1) + timedelta(days=days)


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


def open_repository(snapshot: str | None = None) -> Repository:
    """Return the repository of the current snapshot, the user's or the packaged one, or of one named by its id.

    Raises StoreError or DeclarationError where either cannot be read, ParameterError where DEPDASH_NOWCAST is wrong.
    """
    return repository_of(kept_snapshot(snapshot) if snapshot else served_store().load())


def repository_of(loaded: Snapshot) -> Repository:
    """Return the repository of a snapshot that is loaded, by the declarations of data/."""
    named = country_names() | {code: group.name for code, group in groups().items()}
    members = {code: group.members for code, group in groups().items()}
    return Repository(
        loaded, measures(), memo.claims(), memo.events(), named, members,
        states=lambda: read_states(user_store().place), nowcasts=_nowcasts(os.environ), indices=indices(),
        frozen=frozen_rules(), rules=line_rules(correlation=correlations(user_store().place)),
        history=History(served_store()),
    )  # fmt: skip


def _nowcasts(environment: Mapping[str, str]) -> bool:
    """Return whether DEPDASH_NOWCAST lets nowcasts be shown; they are unless it says `off`."""
    said = environment.get("DEPDASH_NOWCAST", "on")
    if said not in ("on", "off"):
        raise ParameterError("DEPDASH_NOWCAST", expected="on or off", found=said)
    return said == "on"
