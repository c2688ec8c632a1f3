"""The charts that pages show: which results, under which names, with which events."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from dash import html

from dashboard import figures
from dashboard.components import chart
from dashboard.figures import Figure, Line
from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.model import Event


def hidden_from(repository: Repository, pair: Pair) -> date | None:
    """Return the first day of the time for which the dependent country hides its trade by partner."""
    year = repository.hidden_from.get(pair.dependent)
    return date(year, 1, 1) if year else None


def events_on(repository: Repository, pair: Pair, theme: str) -> tuple[Event, ...]:
    """Return the events that charts of a page mark; the memo's events are about its pair alone."""
    if "BLR" not in (pair.dependent, pair.partner):
        return ()
    return tuple(event for event in repository.events if theme in event.themes)


def variant_lines(repository: Repository, pair: Pair, indicator: str, only: Sequence[str] = ()) -> list[Line]:
    """Return a line per variant of an indicator that has inputs, or per variant named."""
    result = repository.result(indicator, pair)
    variants = [variant for variant in CATALOGUE[indicator].variants if variant.inputs]
    return [
        Line(variant.title or result.title, result, variant.id)
        for variant in variants
        if not only or variant.id in only
    ]


@lru_cache(maxsize=512)
def _drawn(snapshot: str, lines: tuple[Line, ...], unit: str, events: tuple[Event, ...], hidden: date | None, kind: str, first: date | None) -> Figure:  # fmt: skip
    if kind == "bars":
        return figures.bars(lines, unit, events=events, first=first)
    return figures.over_time(lines, unit, events=events, hidden_from=hidden, first=first)


def draw(
    repository: Repository,
    pair: Pair,
    identity: str,
    title: str,
    note: str,
    lines: Sequence[Line],
    unit: str,
    theme: str,
    *,
    kind: str = "lines",
    shaded: bool = False,
    first: date | None = None,
) -> html.Section:
    """Return a chart card; its figure is built once per snapshot."""
    events = events_on(repository, pair, theme)
    hidden = hidden_from(repository, pair) if shaded else None
    figure = _drawn(repository.snapshot.id, tuple(lines), unit, events, hidden, kind, first)
    return chart(identity, title, note, figure, lines, repository, events=events)


def shares_chart(repository: Repository, pair: Pair, identity: str, theme: str) -> html.Section:
    """Return the partner's shares of exports and imports: the main chart of overview and trade."""
    dependent, partner = repository.name(pair.dependent), repository.name(pair.partner)
    lines = [
        Line(f"Exports to {partner}", repository.result("export_share", pair)),
        Line(f"Imports from {partner}", repository.result("import_share", pair)),
    ]
    note = (
        f"Per cent of all goods exports and of all goods imports of {dependent}, at current prices. "
        "Bands: where the two countries' reports or statements disagree."
    )
    return draw(repository, pair, identity, f"{partner}'s share of {dependent}'s goods trade", note, lines, "percent", theme, shaded=True)  # fmt: skip
