"""Every country of the world in its trade with one partner in a year: a scatter, a map, and the table of both."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from dashboard import listings
from dashboard.cards import Download, framed, graph
from dashboard.choices import chooser, countries, select
from dashboard.components import table
from dashboard.figures import Figure
from dashboard.listings import OF_WORLD
from dashboard.parameters import WORLD_YEAR
from dashboard.repository import DEPENDENTS, WORLD_SOURCE
from dashboard.scatter import CHOSEN, REGION, scatter
from dashboard.sentences import possessive
from dashboard.tables import Record
from dashboard.theme import curly, number, spoken, unit_word
from dashboard.view import View
from dashboard.world_map import BREAKS, NONE, PARTNER, Class, class_of, classes, world_map
from indicators.catalogue import CATALOGUE
from ingest.errors import ParameterError

SHARES = {"export_share": "exports", "import_share": "imports", "turnover_share": "turnover"}
_ALIKE = "By BACI, which reconciles the reports of all countries alike; a country's own chart may differ."
_LABELS = {"loading": "The map is being drawn …", "failed": "The map could not be drawn; the table holds its numbers."}
_FOLDER = "/assets/map/"  # what only the map needs; no other page loads it


@dataclass(frozen=True, slots=True)
class Standing:
    """Every country's trade with the partner in a year, as the file under the chart has it, and the years at hand."""

    share: str
    year: int
    years: tuple[int, ...]
    rows: Sequence[Record]

    @property
    def title(self) -> str:
        """What the share is a share of, in words."""
        return f"goods {SHARES[self.share]}"

    def of(self, country: str) -> Record | None:
        """Return the row of a country, None where it does not trade with the partner."""
        return next((row for row in self.rows if row["dependent"] == country), None)

    @property
    def ranked(self) -> list[Record]:
        """The rows with a share, the highest first."""
        return sorted((row for row in self.rows if row[self.share] is not None), key=lambda row: -row[self.share])


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
    values = view.repository.dependents(view.pair.partner, year).get(view.pair.dependent, {})
    return bool(values) and all(values[name] == values[name] for name in columns)


def asked_share(view: View) -> str:
    """Return the share that the page's indicator is, that of exports where it is none of the three."""
    name = view.asked.get("indicator", "")
    return name if name in SHARES else next(iter(SHARES))


def scatter_card(view: View, shown: Standing, kept: dict[str, str]) -> html.Section:
    """Return the card with a point for each country: its share along, the asymmetry up."""
    partner, names = view.names[1], view.repository.names
    figure = scatter(
        shown.rows, names, shown.share, f"{partner}'s share of {shown.title}, %", view.pair.dependent, DEPENDENTS
    )
    said = _said(view, shown)
    years = {str(year): str(year) for year in reversed(shown.years)}
    form = chooser(view, "/peers", [select("Year", "year", years, str(shown.year))], ("year",), kept)
    return framed(
        view,
        "peers-scatter",
        f"Dependence on {partner} and asymmetry, {shown.year}",
        f"Along: {possessive(partner)} share of each country's {shown.title}, per cent. Up: how much more the trade of "
        f"the two is of the country's turnover than of {possessive(partner)}, percentage points. {_ALIKE}",
        chart=[
            form,
            _marks(view, figure),
            html.Div(graph("peers-scatter", figure), role="img", **{"aria-label": said}),
            html.P(said, className="sentence"),
        ],
        downloads=[_download(view, shown)],
        editions=view.repository.editions_from(WORLD_SOURCE),
        below=[html.Details([html.Summary("Table"), _plain_table(view, shown)], className="more")],
    )


def map_card(view: View, shown: Standing) -> html.Section:
    """Return the card with the map; map.js draws it, and the table stands under it."""
    partner, repository = view.names[1], view.repository
    partners = repository.groups.get(view.pair.partner, (view.pair.partner,))
    names = {code: repository.name(code) for code in sorted(repository.areas)}
    figure = world_map(shown.rows, names, shown.share, partners, view.pair.dependent)
    said = _said(view, shown)
    drawn = html.Div(
        _LABELS["loading"],
        id="world-map",
        **{
            "data-figure": json.dumps(figure, ensure_ascii=False),
            "data-folder": _FOLDER,
            "data-failed": _LABELS["failed"],
        },
    )
    return framed(
        view,
        "map",
        f"{partner}'s share of each country's {shown.title}, {shown.year}",
        f"Per cent of all {shown.title} of the country, at current prices. {_ALIKE} Countries too small to be seen "
        "at this scale stand in the table only. Borders as the United Nations' map has them; they state no opinion.",
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
    shares = {name: f"Goods {title}" for name, title in SHARES.items()}
    years = {str(year): str(year) for year in reversed(shown.years)}
    fields = [
        select("Dependence on", "partner", partners, view.pair.partner),
        select("Share of", "indicator", shares, shown.share),
        select("Year", "year", years, str(shown.year)),
    ]
    return chooser(view, "/peers/map", fields, ("partner", "indicator", "year"), {})


def answer(view: View, shown: Standing) -> list[object]:
    """Return who depends most on the partner, and how many countries do by more than the highest break."""
    if not shown.ranked:
        return [f"No country's trade with {view.names[1]} is known in {shown.year}."]
    first, above = shown.ranked[0], [row for row in shown.ranked if row[shown.share] >= BREAKS[-1]]
    counted = f"{len(above)} of {len(shown.ranked)} countries had" if len(above) != 1 else "one country had"
    return [
        f"In {shown.year} {spoken(view.repository.name(first['dependent']))} came first with ",
        html.B(f"{number(first[shown.share], 'percent')} %"),
        f" of its {shown.title}; {counted} {BREAKS[-1]:g} % or more of theirs with {view.names[1]}.",
    ]


def _said(view: View, shown: Standing) -> str:
    """Return where the pair stands, for those who do not see it."""
    dependent, partner = view.names
    row = shown.of(view.pair.dependent)
    if row is None or row[shown.share] is None:
        return curly(f"In {shown.year} nothing is known of {possessive(dependent)} {shown.title} with {partner}.")
    rank = 1 + sum(other[shown.share] > row[shown.share] for other in shown.ranked)
    unequal = row["trade_asymmetry"]
    tail = "" if unequal is None else f", and the asymmetry {number(unequal, 'percentage points')} points"
    return curly(
        f"In {shown.year} {possessive(partner)} share of {possessive(dependent)} {shown.title} was "
        f"{number(row[shown.share], 'percent')} %, rank {rank} of {len(shown.ranked)} countries{tail}."
    )


def _download(view: View, shown: Standing) -> Download:
    asked = {"partner": view.pair.partner, "year": str(shown.year)}
    files = {form: view.file(f"/dependents.{form}", **asked) for form in ("csv", "json")}
    return Download(f"Every country's trade with {view.names[1]}", "dependents", files)


def _marks(view: View, figure: Figure) -> html.Ul:
    """Return what the marks of the scatter stand for, of those drawn."""
    signs = {CHOSEN["symbol"]: "◆", REGION["symbol"]: "●"}
    kinds = [(signs.get(trace["marker"]["symbol"], "○"), trace) for trace in reversed(figure["data"])]
    return html.Ul(
        [
            html.Li([html.Span(sign, style={"color": trace["marker"]["color"]}), f" {trace['name']}"], className="mark")
            for sign, trace in kinds
        ],
        className="legend",
    )


def _classes(shown: Standing) -> html.Ul:
    """Return the legend of the map: each class with the number of countries in it."""
    found = [class_of(row[shown.share]) for row in shown.rows]
    told = [f"{one.title}: {found.count(one.id)}" for one in classes()]
    others = [(Class(PARTNER, ""), "the partner itself"), (Class(NONE, ""), "no data")]
    pairs = [*zip(classes(), told, strict=True), *others]
    return html.Ul(
        [
            html.Li([html.Span(className="area", style={"backgroundColor": f"var(--class-{one.id})"}), text])
            for one, text in pairs
        ],
        className="legend",
    )


def _plain_table(view: View, shown: Standing) -> html.Div:
    rows = [
        [
            _named(view, row["dependent"]),
            number(_value(row, shown.share), "percent"),
            number(_value(row, "trade_asymmetry"), "percentage points"),
        ]
        for row in shown.ranked
    ]
    heads = ("Country", f"Share of {shown.title}, %", "Asymmetry, points")
    return table(heads, rows, name="numbers")


def _value(row: Record, name: str) -> float:
    return float("nan") if row[name] is None else float(row[name])


def _named(view: View, code: str) -> object:
    name = view.repository.name(code)
    return html.Mark(name) if code == view.pair.dependent else name


def _sorted_table(view: View, shown: Standing) -> html.Div:
    """Return every country with all its numbers, sorted by the share shown; its heads sort it in the browser."""
    keys = {name: _places(shown.rows, name) for name in OF_WORLD}
    ordered = sorted(shown.rows, key=lambda row: -keys[shown.share][row["dependent"]])
    units = {name: unit_word(CATALOGUE[name].unit) for name in OF_WORLD}
    titles = [
        f"{title.capitalize()}, {units[name]}" for name, title in (SHARES | {"trade_asymmetry": "asymmetry"}).items()
    ]
    heads = [
        html.Th(
            html.Button(title, type="button", **{"data-sort": str(place)}),
            scope="col",
            **({"aria-sort": "descending"} if place and OF_WORLD[place - 1] == shown.share else {}),
        )
        for place, title in enumerate(("Country", *titles))
    ]
    rows = [
        html.Tr(
            [
                html.Th(_named(view, row["dependent"]), scope="row"),
                *(
                    html.Td(
                        number(_value(row, name), CATALOGUE[name].unit),
                        **{"data-key": str(keys[name][row["dependent"]])},
                    )
                    for name in OF_WORLD
                ),
            ]
        )
        for row in ordered
    ]
    whole = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="numbers")
    return html.Div(whole, className="scroll tall", tabIndex=0, role="region", **{"aria-label": "Table"})


def _places(rows: Sequence[Record], name: str) -> dict[str, int]:
    """Return the place of each country by a column, the lowest first and those without a value before them."""
    ordered = sorted(rows, key=lambda row: (row[name] is not None, row[name] or 0.0, row["dependent"]))
    return {row["dependent"]: place for place, row in enumerate(ordered)}
