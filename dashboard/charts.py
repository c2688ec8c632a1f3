"""The charts that pages show: which results, under which names, with which events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dash import html

from dashboard import figures
from dashboard.cards import card
from dashboard.figures import Figure, Line
from dashboard.language import language, tr
from dashboard.panels import panels
from dashboard.repository import DEFAULT_PAIR
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from ingest.declared import Event

_GAS_PRICE_HIDDEN = "rouble_gas_price_2022"  # the event since which the price is set in roubles and not published
HIDDEN = ("trade by partner", "price paid")  # what a chart may say is not published
FIRST_GAS_PRICE = date(2006, 1, 1)  # the first year of which a price paid is at hand


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a page declares it; `theme` names the events it marks, `shaded` the time hidden from publication."""

    id: str
    title: str
    note: str
    unit: str
    lines: Sequence[Line]
    theme: str = ""
    kind: str = "lines"  # or band (bounds are of a method), bars (flows), columns (few figures), panels (two units)
    shaded: str = ""  # what is hidden from publication for part of the time: "trade by partner" or "price paid"
    first: date | None = None


def draw(view: View, declared: Chart) -> html.Section:
    """Return the chart's card."""
    events = events_on(view, declared.theme)
    return card(view, declared.id, declared.title, declared.note, figure_of(view, declared), declared.lines, events)


def figure_of(view: View, declared: Chart) -> Figure:
    """Return the chart's figure, built once per snapshot."""
    events = events_on(view, declared.theme)
    hidden = hidden_from(view, declared.shaded)
    drawing = (declared.unit, declared.kind, declared.shaded, declared.first)
    drawn = _drawn(view.repository.snapshot.id, language(), tuple(declared.lines), events, hidden, *drawing)
    return figures.switched(drawn, bounds=view.bounds, events=view.events)


def hidden_from(view: View, what: str) -> date | None:
    """Return the first day from which what a chart shows is hidden from publication, None where it is not."""
    if what == "trade by partner":
        year = view.repository.hidden_from.get(view.pair.dependent)
        return date(year, 1, 1) if year else None
    if what == "price paid" and view.pair == DEFAULT_PAIR:
        return next((event.date for event in view.repository.events if event.id == _GAS_PRICE_HIDDEN), None)
    return None


def events_on(view: View, theme: str) -> tuple[Event, ...]:
    """Return the events that charts of a page mark."""
    return tuple(event for event in view.repository.events_about(view.pair) if theme in event.themes)


def variant_lines(view: View, indicator: str, only: Sequence[str] = (), scale: float = 1.0) -> list[Line]:
    """Return a line per variant of an indicator that has inputs, or per variant named."""
    result = view.result(indicator)
    variants = [variant for variant in CATALOGUE[indicator].variants if not variant.empty]
    return [
        Line(tr(variant.title or result.title), result, variant.id, scale)
        for variant in variants
        if not only or variant.id in only
    ]


@lru_cache(maxsize=512)
def _drawn(
    snapshot: str,
    spoken: str,  # the language, in which the texts of the figure are
    lines: tuple[Line, ...],
    events: tuple[Event, ...],
    hidden: date | None,
    unit: str,
    kind: str,
    shaded: str,
    first: date | None,
) -> Figure:
    if kind == "columns":
        return figures.columns(lines, unit)
    if kind == "panels":
        return panels(lines, events=events, hidden_from=hidden)
    if kind == "bars":
        return figures.bars(lines, unit, events=events, first=first)
    return figures.over_time(
        lines,
        unit,
        events=events,
        hidden_from=hidden,
        hidden=shaded,
        first=first,
        area=kind == "band",
        named=True,
    )


def world_rank(view: View, identity: str) -> Chart:
    """Return the place of the country among all by the partner's shares: on trade and on peers."""
    dependent, partner = view.names
    return Chart(
        id=identity,
        title=tr("Rank in the world"),
        note=tr(
            "Place of {dependent} among all countries by {partner}'s share of their trade: 1 is highest.",
            dependent=dependent,
            partner=partner,
        ),
        unit="rank",
        lines=variant_lines(view, "trade_share_rank", ("exports", "imports")),
    )


def shares_chart(view: View, identity: str, theme: str) -> Chart:
    """Return the partner's shares of exports and imports: the main chart of overview and trade."""
    dependent, partner = view.names
    return Chart(
        id=identity,
        title=tr("{partner}'s share of {dependent}'s goods trade", partner=partner, dependent=dependent),
        note=tr(
            "Per cent of all goods exports and of all goods imports of {dependent}, at current prices. "
            "Bands: where the two countries' reports or statements disagree.",
            dependent=dependent,
        ),
        unit="percent",
        lines=[
            Line(tr("Exports to {partner}", partner=partner), view.result("export_share")),
            Line(tr("Imports from {partner}", partner=partner), view.result("import_share")),
        ],
        theme=theme,
        shaded="trade by partner",
    )


def prices_chart(view: View, identity: str, benchmark: str = "") -> Chart:
    """Return the price paid for the partner's gas beside prices elsewhere, or beside one benchmark alone."""
    paid = Line(tr("Paid by {names}", names=view.names[0]), view.measure("gas_price_paid"))
    if view.measure("gas_price_customs").rows:
        paid_by_customs = [Line(tr("The same by customs"), view.measure("gas_price_customs"))]
    else:
        paid_by_customs = []
    benchmarks = {
        "hub": Line(tr("Europe's hub (Pink Sheet)"), view.measure("gas_price_hub")),
        "gazprom_average": Line(tr("Gazprom's average to Europe"), view.measure("gas_price_gazprom_average")),
    }
    beside = [line for name, line in benchmarks.items() if benchmark in ("", name)]
    elsewhere = [*paid_by_customs, *beside]
    return Chart(
        id=identity,
        title=tr("Gas: price paid and prices elsewhere"),
        note=tr(
            "US dollars per 1,000 m³, yearly means at current prices. The hub price changes its "
            "definition in April 2010 and April 2015; its bounds are those of the calorific value. By "
            "customs: value over tonnes."
        ),
        unit="USD/1000 m3",
        lines=[paid, *elsewhere] if paid.rows else [paid],
        theme="energy",
        shaded="price paid",
        first=FIRST_GAS_PRICE,
    )
