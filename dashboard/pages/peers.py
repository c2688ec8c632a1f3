"""Any country on any other: one indicator for it and its peers, their ranks, and all countries of the world."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import peers, sentences
from dashboard.charts import draw, world_rank
from dashboard.choices import pair_form
from dashboard.components import grid, question, whatever_the_clock
from dashboard.language import told, tr
from dashboard.page import Page
from dashboard.standing import asked_share, scatter_card, standing
from dashboard.theme import curly, spelled
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.errors import ParameterError

_PARTNERS = ("RUS", "CHN", "EUU")
# The indicators offered, and the page that shows each for one country; any other can be asked for by its id.
_CHOICES = {
    "export_share": "/trade",
    "import_share": "/trade",
    "turnover_share": "/trade",
    "trade_to_gdp": "/trade",
    "trade_asymmetry": "/trade",
    "trade_intensity": "/trade",
    "export_partner_hhi": "/trade",
    "import_partner_hhi": "/trade",
    "energy_import_dependency": "/energy",
    "supplier_energy_dependency": "/energy",
    "fuel_supplier_hhi": "/energy",
    "creditor_share": "/finance",
    "net_official_flow": "/finance",
    "capital_links": "/finance",
    "reserve_cover": "/finance",
    "arms_supplier_share": "/security",
    "foreign_policy_distance": "/security",
}


def body(view: View) -> Sequence[object]:
    """Return the page."""
    name = view.asked.get("indicator") or next(iter(_CHOICES))
    if name not in CATALOGUE:
        raise ParameterError("indicator", expected="the id of an indicator", found=name)
    chosen = CATALOGUE[name]
    shown = peers.comparison(view.repository, chosen, view.pair, view.asked.get("variant", ""))
    _, partner = view.names
    period = next(iter(shown.periods), "")
    page = _CHOICES.get(name, "/")
    partners = {
        code: tr(view.repository.name(code)) for code in (*_PARTNERS, view.pair.partner) if code != view.pair.dependent
    }
    titles = {id_: tr(CATALOGUE[id_].title) for id_ in _CHOICES}
    title, answer = question(
        tr("Who else depends on {partner}, and how much?", partner=partner),
        sentences.peers(view, shown.results, shown.variant, period),
    )
    return [
        title,
        *whatever_the_clock(view),
        answer,
        html.Div(
            [
                _menu("partner", tr("Partner"), partners, view.pair.partner, view),
                pair_form(view, "/peers", _kept(view)),
                html.Details(
                    [
                        html.Summary(told("Indicator: {title}", title=html.B(curly(tr(chosen.title))))),
                        _menu("indicator", tr("Indicator"), titles, chosen.id, view),
                    ],
                    className="more",
                ),
                *_variants(shown, view),
            ],
            className="view",
        ),
        html.Div(peers.multiples(view, shown, page), className="multiples"),
        *_years(period),
        grid([*peers.rank_chart(view, shown), draw(view, world_rank(view, "peers-world-rank"))]),
        peers.table_of_ranks(view, shown),
        *_world(view),
    ]


def _years(period: str) -> list[html.P]:
    """Tell that each country above has a last year of its own, and the ranks below one that most share."""
    if not period:
        return []
    note = tr(
        "Each country above stands with the last value known of it; the ranks below are those of {year}, the last "
        "year that most of them share.",
        year=spelled(period),
    )
    return [html.P(note, className="note")]


def _world(view: View) -> list[object]:
    """Return all countries as points, and the way to the map of them; nothing where the partner's trade is unknown."""
    share = asked_share(view)
    shown = standing(view, share, "trade_asymmetry")
    if shown is None:
        return []
    asked = {"indicator": share, "year": view.asked.get("year", "")}
    to_map = html.A(
        tr("World map of dependence on {partner}", partner=view.names[1]),
        href=view.address("/peers/map", None, **asked),
        className="beyond",
    )
    return [scatter_card(view, shown, _kept(view)), html.P(to_map, className="note")]


def _kept(view: View) -> dict[str, str]:
    """Return what another choice of the page leaves as it is."""
    return {name: view.asked[name] for name in ("indicator", "variant", "year") if view.asked.get(name)}


def _variants(shown: peers.Comparison, view: View) -> list[object]:
    found = {variant.id: tr(variant.title) for variant in shown.indicator.variants if variant.id and not variant.empty}
    return [_menu("variant", tr("Variant"), found, shown.variant, view)] if len(found) > 1 else []


def _menu(changes: str, label: str, choices: Mapping[str, str], chosen: str, view: View) -> html.Nav:
    """Return a row of links, each of which changes one thing of the view and keeps the rest that it still fits."""
    kept = _kept(view)
    links: list[object] = []
    for code, title in choices.items():
        if code == chosen:
            links.append(html.Span(curly(title), className="way current", **{"aria-current": "true"}))
            continue
        to = Pair(view.pair.dependent, code) if changes == "partner" else view.pair
        more = {
            "partner": kept,
            "indicator": kept | {"indicator": code, "variant": ""},
            "variant": kept | {"variant": code},
        }[changes]
        links.append(html.A(curly(title), href=view.address("/peers", to, **more), className="way"))
    return html.Nav([html.Span(f"{label}:", className="label"), *links], className="choices", **{"aria-label": label})


PAGE = Page("/peers", "Peers", 60, body, asks=("indicator", "variant", "year"))
