"""Small hand-made tables, and short ways to ask the packaged snapshot."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.clock import Clock
from indicators.ledger import Judge, Judgement
from indicators.measures import Resolver
from indicators.model import Pair, Row
from ingest.declared import Event
from ingest.layout import laid_out
from ingest.model import KEY, Tables
from ingest.periods import period

MadeTables = Callable[..., Tables]
Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
Edit = Callable[[pd.DataFrame], pd.DataFrame]

_GIVEN = (*KEY, "period", "value", "low", "high", "status", "vintage", "preference")
_DEFAULTS = (float("nan"), float("nan"), "reported", date(2020, 1, 1), 1)


@pytest.fixture(scope="session")
def tables_of() -> MadeTables:
    """Turn (source, item, reporter, partner, product, unit, freq, period, value[, low, high, status, vintage,
    preference]) into Tables, split and ordered by the code that builds snapshots."""

    def build(*figures: tuple[Any, ...]) -> Tables:
        complete = [(*figure, *_DEFAULTS[len(figure) - 9 :]) for figure in figures]
        table = pd.DataFrame(complete, columns=list(_GIVEN)).astype({"value": float, "low": float, "high": float})
        table["period"] = [period(text).text for text in table["period"]]
        sources = sorted(set(table["source"]))
        table = table.assign(
            title="", file=[sources.index(name) for name in table["source"]], row=range(len(table)), locator="", note=""
        )
        series, observations = laid_out(table)
        for name in ("first", "last", "vintage"):
            observations[name] = pd.to_datetime(observations[name])
        files = pd.DataFrame({"path": sources, "sha256": "0" * 64, "source": sources, "edition": "", "vintage": ""})
        return Tables("made", series, observations, files)

    return build


@pytest.fixture(scope="session")
def answer(repository: Repository) -> Answer:
    """Ask the packaged snapshot for an indicator or a measure: the rows of one variant by period."""

    def ask(name: str, variant: str = "", pair: Pair = DEFAULT_PAIR, as_of: date | None = None) -> dict[str, Row]:
        find = repository.measure if name in repository.measures else repository.result
        return {row.period: row for row in find(name, pair, as_of).of(variant)}

    return ask


@pytest.fixture(scope="session")
def published(repository: Repository) -> Published:
    """Look a figure up in the packaged observations, past all measures: its values from the oldest edition on."""
    tables = repository.snapshot.tables

    def look_up(source: str, item: str, reporter: str, partner: str, name: str, product: str = "") -> list[float]:
        series = tables.series
        wanted = (series["source"] == source) & (series["item"] == item)
        wanted &= (series["reporter"] == reporter) & (series["partner"] == partner)
        wanted &= series["product"].isin([product] if product else ["_T", "_Z"])
        rows = tables.observations["series"].isin(series.index[wanted]) & (tables.observations["period"] == name)
        return tables.observations.loc[rows].sort_values("vintage")["value"].tolist()

    return look_up


@pytest.fixture(scope="session")
def figures(repository: Repository) -> Callable[..., pd.Series]:
    """Say which packaged observations a description fits: source, item, reporter, partner, product, periods."""
    tables = repository.snapshot.tables

    def which(periods: Iterable[str] = (), **series_is: str) -> pd.Series:
        fits = pd.Series(True, index=tables.series.index)
        for name, value in series_is.items():
            fits &= tables.series[name] == value
        rows = tables.observations["series"].isin(tables.series.index[fits])
        named = tuple(periods)
        return rows & tables.observations["period"].isin(named) if named else rows

    return which


@pytest.fixture(scope="session")
def changed(repository: Repository) -> Callable[[Edit], Tables]:
    """Return the packaged tables with `edit` applied to a copy of their observations."""

    def apply(edit: Edit) -> Tables:
        tables = repository.snapshot.tables
        return replace(tables, observations=edit(tables.observations.copy()).reset_index(drop=True))

    return apply


@pytest.fixture(scope="session")
def judge_on(repository: Repository) -> Callable[..., Judge]:
    """Return the judge of other tables or by other events, with all that the repository declares."""

    def make(tables: Tables, events: tuple[Event, ...] = repository.events) -> Judge:
        def resolver_at(clock: Clock) -> Resolver:
            declared = (repository.groups, repository.indices, repository.rules)
            return Resolver(tables, repository.measures, repository.hidden_from, clock, *declared)

        return Judge(events, resolver_at)

    return make


@pytest.fixture
def judged(
    repository: Repository, changed: Callable[[Edit], Tables], judge_on: Callable[..., Judge]
) -> Callable[..., Judgement]:
    """Judge one claim, on the packaged tables or on an edited copy of them, by other events or numbers."""

    def ask(claim: str, edit: Edit | None = None, events: tuple[Event, ...] | None = None, **with_: Any) -> Judgement:
        (found,) = (one for one in repository.claims if one.id == claim)
        found = replace(found, with_=found.with_ | with_)
        tables = changed(edit) if edit else repository.snapshot.tables
        return judge_on(tables, repository.events if events is None else events).judgement(found)

    return ask


@pytest.fixture
def moved(repository: Repository) -> Callable[..., tuple[Event, ...]]:
    """The dated facts, some of them on another day."""

    def move(**days: date) -> tuple[Event, ...]:
        assert set(days) <= {event.id for event in repository.events}
        return tuple(replace(event, date=days.get(event.id, event.date)) for event in repository.events)

    return move
