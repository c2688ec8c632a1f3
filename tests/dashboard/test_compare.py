"""Two indicators or two pairs in one chart: lines, panels, files and the form, all as the address says."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import plotly.graph_objects as go
import pytest
from dash import html
from dash.development.base_component import Component

from dashboard.app import pages
from dashboard.graph import Graph
from dashboard.markup import Element
from dashboard.named import choices
from dashboard.pages import compare
from dashboard.parameters import Query
from dashboard.repository import Repository
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Whole = Callable[..., Component]
PAGES = {page.path: page for page in pages()}
MIXED = {"indicator": "export_share", "and": "trade_asymmetry.difference", "with": "KAZ-RUS"}


def figure_of(view: View, inside: Inside) -> dict[str, Any]:
    (graph,) = inside(compare.body(view), Graph)
    go.Figure(graph.figure)
    figure: dict[str, Any] = graph.figure
    return figure


def drawn(figure: dict[str, Any]) -> dict[tuple[str, str], set[tuple[str, float]]]:
    """Period and value of each pair and axis."""
    found: dict[tuple[str, str], set[tuple[str, float]]] = {}
    for trace in figure["data"]:
        if trace["meta"]["role"] == "value":
            where = f"{trace['meta']['dependent']}-{trace['meta']['partner']}", trace.get("yaxis", "y")
            points = {(told[0], y) for told, y in zip(trace["customdata"], trace["y"], strict=True) if y is not None}
            found[where] = found.get(where, set()) | points
    return found


def values(repository: Repository, name: str, pair: Pair, variant: str = "") -> set[tuple[str, float]]:
    rows = repository.result(name, pair).of(variant)
    return {(row.period, row.value) for row in rows if row.value == row.value}


def test_two_pairs_and_two_units_are_four_lines_in_two_panels(repository: Repository, inside: Inside) -> None:
    figure = figure_of(View(repository, asked=MIXED), inside)
    assert drawn(figure) == {
        (f"{code}-RUS", axis): values(repository, name, Pair(code, "RUS"), variant)
        for code in ("BLR", "KAZ")
        for axis, name, variant in (("y", "export_share", ""), ("y3", "trade_asymmetry", "difference"))
    }
    layout = figure["layout"]
    (_, middle), (above, _) = layout["yaxis3"]["domain"], layout["yaxis"]["domain"]
    assert middle < above
    assert [name for name in layout if name.startswith("xaxis")] == ["xaxis"]
    assert [note["text"] for note in layout["annotations"] if note["name"] == "unit"] == ["%", "points"]
    colours = {
        trace["line"]["color"] for trace in figure["data"] if trace["meta"]["role"] == "value" and "line" in trace
    }
    assert len(colours) == 4


def test_one_unit_is_one_panel(repository: Repository, inside: Inside) -> None:
    figure = figure_of(View(repository, asked={"indicator": "export_share", "and": "import_share"}), inside)
    assert set(drawn(figure)) == {("BLR-RUS", "y")}
    assert "yaxis3" not in figure["layout"]


def test_ranks_keep_their_axis_beside_another_unit(repository: Repository, inside: Inside) -> None:
    asked = {"indicator": "export_share", "and": "trade_share_rank.exports_all_pairs"}
    layout = figure_of(View(repository, Query(Pair("KAZ", "RUS")), asked=asked), inside)["layout"]
    low, high = layout["yaxis3"]["range"]
    assert low > high
    assert "range" not in layout["yaxis"]


def test_the_files_are_of_each_pair(repository: Repository, inside: Inside) -> None:
    content = compare.body(View(repository, asked={"indicator": "export_share", "with": "KAZ-RUS"}))
    (sources,) = [part for part in inside(content, html.P) if getattr(part, "className", "") == "sources"]
    links = [(link.children, parse_qs(urlsplit(link.href).query)["dependent"]) for link in inside(sources, html.A)]
    assert links == [("CSV export_share BLR-RUS", ["BLR"]), ("CSV export_share KAZ-RUS", ["KAZ"])]


def test_the_form_shows_what_is_chosen_and_keeps_the_rest(repository: Repository, inside: Inside) -> None:
    form = next(inside(compare.body(View(repository, asked=MIXED | {"with": "FRA-DEU"}, events=False)), html.Form))
    chosen = [option.attributes["value"] for option in inside(form, Element) if option.attributes.get("selected")]
    assert chosen == ["export_share", "trade_asymmetry.difference", "FRA-DEU"]
    hidden = {f.attributes["name"]: f.attributes["value"] for f in inside(form, Element) if f.tag == "input"}
    assert hidden == {"events": "off"}
    (pairs,) = [field for field in inside(form, Element) if field.attributes.get("name") == "with"]
    offered = [option.attributes["value"] for option in inside(pairs, Element) if option.tag == "option"]
    assert len(offered) == len(set(offered))
    assert {"", "KAZ-RUS", "BLR-CHN", "BLR-EUU"} <= set(offered)
    assert "BLR-RUS" not in offered


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"indicator": "nix"}, "indicator: expected the id of an indicator"),
        ({"indicator": "corridor_share"}, "indicator: expected an indicator that the data at hand can fill"),
        ({"indicator": "export_partner_hhi.nix"}, "indicator: expected export_partner_hhi with one of"),
        ({"and": "nix"}, "and: expected the id of an indicator"),
        ({"and": "export_share"}, "and: expected another indicator than the first"),
        ({"with": "KAZ"}, "with: expected two countries in the data, such as KAZ-RUS; found 'KAZ'"),
        ({"with": "KAZ-XXX"}, "with: expected two countries in the data"),
        ({"with": "RUS-RUS"}, "with: expected two countries in the data"),
        ({"with": "BLR-RUS"}, "with: expected another pair than the first"),
        ({"with": "<script>" * 200}, "with: expected two countries in the data"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_nonsense_is_answered_in_words(
    asked: dict[str, str], told: str, whole: Whole, inside: Inside, text_of: TextOf
) -> None:
    page = whole("/compare", Pair("BLR", "RUS"), asked)
    (problem,) = [part for part in inside(page, html.P) if getattr(part, "className", "") == "problem"]
    assert text_of(problem).startswith(told)
    assert len(text_of(problem)) < 300
    assert list(inside(page, Graph)) == []


def test_every_choice_names_a_variant_that_has_inputs() -> None:
    assert next(iter(choices())) == "export_share"
    for choice in choices():
        name, _, variant = choice.partition(".")
        assert variant in [way.id for way in CATALOGUE[name].variants if not way.empty]
    assert len(choices()) > len(CATALOGUE)


@pytest.mark.parametrize("path", ["/energy", "/security", "/peers"])
def test_every_chart_of_an_indicator_leads_to_its_comparison(
    path: str, repository: Repository, inside: Inside, whole: Whole
) -> None:
    content = PAGES[path].body(View(repository, Query(Pair("KAZ", "RUS"))))
    links = [link.href for link in inside(content, html.A) if urlsplit(link.href).path == "/compare"]
    assert links
    for link in links:
        asked = parse_qs(urlsplit(link).query)
        assert (asked["dependent"], asked["partner"]) == (["KAZ"], ["RUS"])
        assert asked["indicator"][0] in choices()
