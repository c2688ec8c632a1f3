"""Every country of the world in its trade with one partner in a year: a scatter, a map, and the table of both."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from dashboard import listings
from dashboard.cards import Download, framed
from dashboard.choices import chooser, countries, select
from dashboard.components import table
from dashboard.figures import Figure
from dashboard.graph import Graph
from dashboard.language import Words, told, tr
from dashboard.listings import row_of
from dashboard.parameters import WORLD_YEAR
from dashboard.repository import DEPENDENTS, WORLD_SOURCE
from dashboard.scatter import CHOSEN, REGION, middle, scatter
from dashboard.tables import Record
from dashboard.theme import capital, curly, span
from dashboard.view import View
from dashboard.world_map import BREAKS, class_of, classes, others, world_map
from indicators.catalogue import CATALOGUE
from ingest.errors import ParameterError

SHARES = ("export_share", "import_share", "turnover_share")
_COLUMNS = (*SHARES, "trade_asymmetry")
_FOLDER = "/assets/map/"  # what only the map needs; no other page loads it


@dataclass(frozen=True, slots=True)
class Standing:
    """Every country's trade with the partner in a year, as the file under the chart has it, and the years at hand."""

    share: str
    year: int
    years: tuple[int, ...]
    rows: Sequence[Record]

    @property
    def flow(self) -> str:
        """What the share is a share of, in words."""
        return flows()[self.share]

    def of(self, country: str) -> Record | None:
        """Return the row of a country, None where it does not trade with the partner."""
        return next((row for row in self.rows if row["dependent"] == country), None)

    @property
    def ranked(self) -> list[Record]:
        """The rows with a share, the highest first; where only bounds are known, by their middle."""
        known = [row for row in self.rows if not math.isnan(middle(row, self.share))]
        return sorted(known, key=lambda row: -middle(row, self.share))


def flows() -> dict[str, str]:
    """Return what each share is a share of, in words."""
    return dict(zip(SHARES, (tr("goods exports"), tr("goods imports"), tr("goods turnover")), strict=True))


def standing(view: View, share: str, *others: str) -> Standing | None:
    """Return the year that the view asks for, or the latest with a `share` and the `others` of the pair.

    None where the partner's trade with all countries is not at hand. Raises ParameterError for a year that is not.
    """
    repository, partner = view.repository, view.pair.partner
    world = repository.world(partner)
    years = tuple(world.flows) if partner in world.areas else ()
    asked = WORLD_YEAR.checked(view.asked.get("year", ""), repository)
    if not years:
        return None
    if asked and asked not in years:
        raise ParameterError("year", expected=f"a year from {years[0]} to {years[-1]}", found=asked)
    year = asked or next((year for year in reversed(years) if _known(view, year, (share, *others))), years[-1])
    return Standing(share, year, years, listings.dependents(repository, partner, year))


def _known(view: View, year: int, columns: Sequence[str]) -> bool:
    cells = view.repository.dependents(view.pair.partner, year).get(view.pair.dependent, {})
    return bool(cells) and not any(math.isnan(cells[name].value) for name in columns)


def asked_share(view: View) -> str:
    """Return the share that the page's indicator is, that of exports where it is none of the three."""
    name = view.asked.get("indicator", "")
    return name if name in SHARES else next(iter(SHARES))


def scatter_card(view: View, shown: Standing, kept: dict[str, str]) -> html.Section:
    """Return the card with a point for each country: its share along, the asymmetry up."""
    partner, names = view.names[1], _names(view)
    along = capital(tr("{partner}'s share of {flow}, %", partner=partner, flow=shown.flow))
    figure = scatter(shown.rows, names, shown.share, along, view.pair.dependent, DEPENDENTS)
    said = _said(view, shown)
    years = {str(year): str(year) for year in reversed(shown.years)}
    form = chooser(view, "/peers", [select(tr("Year"), "year", years, str(shown.year))], ("year",), kept)
    note = tr(
        "Along: {partner}'s share of each country's {flow}, per cent. Up: how much more the trade of the two is of "
        "the country's turnover than of {partner}'s, percentage points.",
        partner=partner, flow=shown.flow,
    )  # fmt: skip
    return framed(
        view,
        "peers-scatter",
        tr("Dependence on {partner} and asymmetry, {year}", partner=partner, year=shown.year),
        f"{note} {_alike()}",
        chart=[
            form,
            _marks(figure),
            html.Div(Graph("peers-scatter", figure), role="img", **{"aria-label": said}),
            html.P(said, className="sentence"),
        ],
        downloads=[_download(view, shown)],
        editions=view.repository.editions_from(WORLD_SOURCE),
        below=[html.Details([html.Summary(tr("Table")), _plain_table(view, shown)], className="more")],
    )


def map_card(view: View, shown: Standing) -> html.Section:
    """Return the card with the map; map.js draws it, and the table stands under it."""
    partner, repository = view.names[1], view.repository
    partners = repository.groups.get(view.pair.partner, (view.pair.partner,))
    figure = world_map(shown.rows, _names(view), shown.share, partners, view.pair.dependent)
    said = _said(view, shown)
    drawn = html.Div(
        tr("The map is being drawn …"),
        id="world-map",
        **{
            "data-figure": json.dumps(figure, ensure_ascii=False),
            "data-folder": _FOLDER,
            "data-failed": tr("The map could not be drawn; the table holds its numbers."),
        },
    )
    note = tr("Per cent of all {flow} of each country, at current prices.", flow=shown.flow)
    borders = tr(
        "Countries too small to be seen at this scale stand in the table only. Borders are those of the United "
        "Nations' map; they state no opinion."
    )
    return framed(
        view,
        "map",
        tr("{partner}'s share of each country's {flow}, {year}", partner=partner, flow=shown.flow, year=shown.year),
        f"{note} {_alike()} {borders}",
        chart=[
            _classes(shown),
            html.Div(drawn, className="graph map", role="img", **{"aria-label": said}),
            html.P(said, className="sentence"),
        ],
        downloads=[_download(view, shown)],
        editions=repository.editions_from(WORLD_SOURCE),
        below=[_sorted_table(view, shown)],
    )


def map_form(view: View, shown: Standing) -> html.Form:
    """Return the form that asks for another map."""
    partners = countries(view, view.repository.partners - {view.pair.dependent})
    years = {str(year): str(year) for year in reversed(shown.years)}
    fields = [
        select(tr("Dependence on"), "partner", partners, view.pair.partner),
        select(tr("Share of"), "indicator", flows(), shown.share),
        select(tr("Year"), "year", years, str(shown.year)),
    ]
    return chooser(view, "/peers/map", fields, ("partner", "indicator", "year"), {})


def answer(view: View, shown: Standing) -> Words:
    """Return who depends most on the partner, and how many countries do by more than the highest break."""
    if not shown.ranked:
        return [tr("No country's trade with {partner} is known in {year}.", partner=view.names[1], year=shown.year)]
    first = shown.ranked[0]
    above = sum(row_of(row, shown.share).low >= BREAKS[-1] for row in shown.ranked)
    return told(
        "In {year} {country} came first: {partner}'s share of its {flow} was {share}. It was {least} % or more for "
        "{above} of {all} countries.",
        year=str(shown.year), country=view.name(first["dependent"]), partner=view.names[1], flow=shown.flow,
        share=html.B(f"{_cell(first, shown.share)} %"), least=f"{BREAKS[-1]:g}", above=str(above),
        all=str(len(shown.ranked)),
    )  # fmt: skip


def _alike() -> str:
    return tr(
        "By BACI, which reconciles the reports of all countries alike; a country's own chart may differ. Where a flow "
        "is known to be printed too high, the bounds that it leaves stand in place of a value."
    )


def _names(view: View) -> dict[str, str]:
    """Return the name of every country that the data know, by code."""
    return {code: tr(view.repository.name(code)) for code in sorted(view.repository.areas)}


def _said(view: View, shown: Standing) -> str:
    """Return where the pair stands, for those who do not see it."""
    dependent, partner = view.names
    row = shown.of(view.pair.dependent)
    named = {"year": shown.year, "dependent": dependent, "partner": partner, "flow": shown.flow}
    if row is None or math.isnan(middle(row, shown.share)):
        return curly(tr("In {year} nothing is known of {dependent}'s {flow} with {partner}.", **named))
    said = tr(
        "In {year} {partner}'s share of {dependent}'s {flow} was {share} %.", share=_cell(row, shown.share), **named
    )
    if row[shown.share] is not None:  # bounds alone have no rank
        rank = 1 + sum(middle(other, shown.share) > row[shown.share] for other in shown.ranked)
        said += " " + tr("It ranks {rank} of {count} countries.", rank=rank, count=len(shown.ranked))
    if math.isnan(middle(row, "trade_asymmetry")):
        return curly(said)
    asymmetry = tr("The asymmetry was {points} points.", points=_cell(row, "trade_asymmetry"))
    return curly(f"{said} {asymmetry}")


def _download(view: View, shown: Standing) -> Download:
    asked = {"partner": view.pair.partner, "year": str(shown.year)}
    files = {form: view.file(f"/dependents.{form}", **asked) for form in ("csv", "json")}
    return Download(tr("Every country's trade with {partner}", partner=view.names[1]), "dependents", files)


def _marks(figure: Figure) -> html.Ul:
    """Return what the marks of the scatter stand for, of those drawn."""
    signs = {CHOSEN["symbol"]: "◆", REGION["symbol"]: "●"}
    kinds = [(signs.get(trace["marker"]["symbol"], "○"), trace) for trace in reversed(figure["data"])]
    return html.Ul(
        [
            html.Li([html.Span(sign, style={"color": trace["marker"]["color"]}), f" {trace['name']}"])
            for sign, trace in kinds
        ],
        className="legend",
    )


def _classes(shown: Standing) -> html.Ul:
    """Return the legend of the map: each class with the number of countries in it."""
    found = [class_of(row_of(row, shown.share)) for row in shown.rows]
    entries = {one: f"{title}: {found.count(one)}" for one, title in classes().items()} | others()
    return html.Ul(
        [
            html.Li([html.Span(className="area", style={"backgroundColor": f"var(--class-{one})"}), text])
            for one, text in entries.items()
        ],
        className="legend",
    )


def _plain_table(view: View, shown: Standing) -> html.Div:
    rows = [[_named(view, row), _cell(row, shown.share), _cell(row, "trade_asymmetry")] for row in shown.ranked]
    heads = (tr("Country"), f"{capital(shown.flow)}, %", tr("Asymmetry, points"))
    return table(heads, rows, name="numbers")


def _cell(row: Record, name: str) -> str:
    return span(row_of(row, name), CATALOGUE[name].unit)


def _named(view: View, row: Record) -> object:
    code = row["dependent"]
    name = curly(tr(view.repository.name(code)))
    return html.Mark(name) if code == view.pair.dependent else name


def _sorted_table(view: View, shown: Standing) -> html.Div:
    """Return every country with all its numbers, sorted by the share shown; its heads sort it in the browser."""
    places = {name: _places(shown.rows, name) for name in _COLUMNS}
    titles = [tr("Country"), *(f"{capital(flow)}, %" for flow in flows().values()), tr("Asymmetry, points")]
    sorted_by = 1 + _COLUMNS.index(shown.share)
    heads = [
        html.Th(
            html.Button(title, type="button", **{"data-sort": str(place)}),
            scope="col",
            **({"aria-sort": "descending"} if place == sorted_by else {}),
        )
        for place, title in enumerate(titles)
    ]
    rows = []
    for row in sorted(shown.rows, key=lambda row: -places[shown.share][row["dependent"]]):
        cells = [html.Td(_cell(row, name), **{"data-key": str(places[name][row["dependent"]])}) for name in _COLUMNS]
        rows.append(html.Tr([html.Th(_named(view, row), scope="row"), *cells]))
    whole = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="numbers")
    return html.Div(whole, className="scroll tall", tabIndex=0, role="group", **{"aria-label": tr("Table")})


def _places(rows: Sequence[Record], name: str) -> dict[str, int]:
    """Return the place of each country by a column, the lowest first and those without a value before them."""
    known = {row["dependent"]: middle(row, name) for row in rows}
    ordered = sorted(rows, key=lambda row: (not math.isnan(known[row["dependent"]]), known[row["dependent"]]))
    return {row["dependent"]: place for place, row in enumerate(ordered)}
