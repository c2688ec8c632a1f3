"""Any country of the region in Belarus's place: one indicator for all of them, and their ranks."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import peers, sentences
from dashboard.components import address, question
from dashboard.page import Page
from dashboard.repository import Repository
from dashboard.theme import curly
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.errors import ParameterError

_PARTNERS = ("RUS", "CHN", "EUU")
_CHOICES = (
    "export_share", "import_share", "turnover_share", "trade_to_gdp", "trade_asymmetry", "trade_intensity",
    "export_partner_hhi", "import_partner_hhi", "energy_import_dependency", "supplier_energy_dependency",
    "fuel_supplier_hhi", "creditor_share", "net_official_flow", "capital_links", "reserve_cover", "arms_supplier_share",
    "foreign_policy_distance",
)  # fmt: skip


def body(repository: Repository, pair: Pair, asked: Mapping[str, str]) -> Sequence[object]:
    """Return the page."""
    name = asked.get("indicator", _CHOICES[0])
    if name not in CATALOGUE:
        raise ParameterError("indicator", expected="the id of an indicator", found=name)
    chosen = CATALOGUE[name]
    shown = peers.comparison(repository, chosen, pair.partner, asked.get("variant", ""))
    partner = repository.name(pair.partner)
    return [
        *question(
            f"Who else depends on {partner}, and how much?", sentences.peers(repository, shown.results, shown.variant)
        ),
        _menu("Partner", [(code, repository.name(code)) for code in _PARTNERS], pair.partner, "partner", asked, pair),
        html.Details(
            [
                html.Summary(f"Indicator: {curly(chosen.title)}"),
                _menu(
                    "Indicator", [(id_, CATALOGUE[id_].title) for id_ in _CHOICES], chosen.id, "indicator", asked, pair
                ),
            ],
            className="more",
        ),
        *_variants(shown, asked, pair),
        html.Div(peers.multiples(repository, shown, pair.dependent), className="multiples"),
        peers.table_of_ranks(repository, shown),
    ]


def _variants(shown: peers.Comparison, asked: Mapping[str, str], pair: Pair) -> list[object]:
    found = [(variant.id, variant.title) for variant in shown.indicator.variants if variant.inputs and variant.id]
    return [_menu("By", found, shown.variant, "variant", asked, pair)] if len(found) > 1 else []


def _menu(
    label: str, choices: Sequence[tuple[str, str]], chosen: str, name: str, asked: Mapping[str, str], pair: Pair
) -> html.Nav:
    """Return a row of links, each of which changes one thing of the view and keeps the rest."""
    links = []
    for code, title in choices:
        kept = {key: asked[key] for key in ("indicator", "variant") if key in asked and key != name}
        if name == "indicator":
            kept.pop("variant", None)
        to = Pair(pair.dependent, code) if name == "partner" else pair
        more = kept if name == "partner" else kept | {name: code}
        link = html.A(curly(title), href=address("/peers", to, **more), className="way")
        links.append(
            html.Span(curly(title), className="way current", **{"aria-current": "true"}) if code == chosen else link
        )
    return html.Nav([html.Span(f"{label}: ", className="label"), *links], className="choices", **{"aria-label": label})


PAGE = Page("/peers", "Peers", 60, body)
