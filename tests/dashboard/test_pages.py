"""Every page for pairs with much, some and no data: whole, valid, with units, sources, editions and files to fetch."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import plotly.graph_objects as go
import pytest
from dash import dcc, html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard.app import _pages
from dashboard.page import Page
from dashboard.parameters import Query
from dashboard.repository import Repository
from dashboard.theme import spelled
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Cards = Callable[..., list[html.Section]]
Whole = Callable[..., Component]
PAGES = {page.path: page for page in _pages() if not page.alone}
PAIRS = [Pair("BLR", "RUS"), Pair("KAZ", "RUS"), Pair("RUS", "BLR"), Pair("UZB", "USA")]
# Not named `page`: that is a fixture of pytest-playwright.
every_page = pytest.mark.parametrize("sheet", PAGES.values(), ids=lambda sheet: sheet.path)
every_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.dependent}-{pair.partner}")


def over_time(found: list[html.Section], inside: Inside) -> list[html.Section]:
    """The cards whose charts have time along, not another indicator."""
    return [card for card in found if "type" in next(inside(card, dcc.Graph)).figure["layout"]["xaxis"]]


def test_the_pages_are_these() -> None:
    assert list(PAGES) == [
        "/", "/trade", "/energy", "/finance", "/transit", "/security", "/peers", "/peers/map", "/compare", "/memo",
        "/data", "/about",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "charts"),
    [("/", 5), ("/trade", 12), ("/energy", 8), ("/finance", 13), ("/transit", 5), ("/security", 9), ("/memo", 0)],
)
def test_the_memo_pair_fills_every_chart(path: str, charts: int, repository: Repository, cards: Cards) -> None:
    assert len(cards(PAGES[path], repository, PAIRS[0])) == charts


@every_page
@every_pair
def test_a_page_asks_and_answers(
    sheet: Page, pair: Pair, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    body = sheet.body(View(repository, Query(pair)))
    assert len(list(inside(body, html.H1))) == 1
    (answer,) = [part for part in inside(body, html.P) if getattr(part, "className", "") == "answer"]
    text = re.sub(r"\s+", " ", text_of(answer)).strip()
    assert text.endswith(".")
    assert not re.search(r"\b(nan|None|_[A-Z]{2,})\b", text)


@every_page
@every_pair
def test_no_page_shows_what_only_programs_should_see(
    sheet: Page, pair: Pair, repository: Repository, text_of: TextOf
) -> None:
    text = text_of(sheet.body(View(repository, Query(pair))))
    assert not re.search(r"\b(nan|NaN|None|True|False)\b|<[a-z]+>|Traceback|\{\w+\}", text)


@every_page
@every_pair
def test_plotly_accepts_every_figure(sheet: Page, pair: Pair, repository: Repository, inside: Inside) -> None:
    for graph in inside(sheet.body(View(repository, Query(pair))), dcc.Graph):
        go.Figure(graph.figure)


@every_page
@every_pair
def test_every_chart_has_unit_sources_editions_and_files(
    sheet: Page, pair: Pair, repository: Repository, cards: Cards, inside: Inside, text_of: TextOf
) -> None:
    editions = {raw["edition"] for raw in repository.snapshot.manifest["raw"]}
    for card in cards(sheet, repository, pair):
        (graph,) = inside(card, dcc.Graph)
        labels = [note["text"] for note in graph.figure["layout"]["annotations"] if note["name"] == "unit"]
        assert len(labels) == 1, card.id
        assert labels[0], card.id
        (sources,) = [part for part in inside(card, html.P) if getattr(part, "className", "") == "sources"]
        assert any(edition in text_of(sources) for edition in editions), card.id
        links = {getattr(link, "data-csv"): urlsplit(link.href) for link in inside(sources, html.A)}
        of_all = links.pop(None, None)  # a file of many countries, which is of no one result
        assert of_all is None or of_all.path.startswith("/api/v1/")
        linked = links
        drawn = {trace["meta"]["id"] for trace in graph.figure["data"]} - {"events"}
        assert of_all or drawn <= set(linked), card.id
        for name, target in linked.items():
            kind = "indicators" if name in CATALOGUE else "measures"
            assert target.path == f"/api/v1/{kind}/{name}.csv"
            assert parse_qs(target.query) == {"dependent": [pair.dependent], "partner": [pair.partner]}


@every_page
@every_pair
def test_every_chart_says_its_last_values_and_has_a_table(
    sheet: Page, pair: Pair, repository: Repository, cards: Cards, inside: Inside, text_of: TextOf
) -> None:
    for card in over_time(cards(sheet, repository, pair), inside):
        (picture,) = [part for part in inside(card, html.Div) if getattr(part, "role", "") == "img"]
        said = getattr(picture, "aria-label")
        assert said.startswith("Last known: "), card.id
        (graph,) = inside(card, dcc.Graph)
        values = [trace for trace in graph.figure["data"] if trace["meta"]["role"] in ("value", "bounds")]
        periods = {spelled(told[0]) for trace in values for told in trace["customdata"]}
        (table,) = [part for part in inside(card, html.Details) if text_of(part).startswith("Table")]
        assert periods <= {text_of(row.children[1]) for row in inside(table, html.Tr)}, card.id


@every_page
@every_pair
def test_every_line_drawn_is_in_the_legend(
    sheet: Page, pair: Pair, repository: Repository, cards: Cards, inside: Inside, text_of: TextOf
) -> None:
    for card in over_time(cards(sheet, repository, pair), inside):
        (graph,) = inside(card, dcc.Graph)
        series = [trace for trace in graph.figure["data"] if trace["meta"]["role"] not in ("event", "context")]
        drawn = {trace["name"] for trace in series if any(y is not None for y in trace["y"])}
        (legend,) = [part for part in inside(card, html.Ul) if getattr(part, "className", "") == "legend"]
        entries = [item for item in inside(legend, html.Li) if getattr(item, "className", "") != "key"]
        named = {text_of(item).strip() for item in entries} - {"the others"}
        assert named == {name.replace("'", "’") for name in drawn}, card.id


@pytest.mark.parametrize("pair", [PAIRS[0]], ids=["BLR-RUS"])
def test_every_variant_that_has_values_is_drawn_somewhere(pair: Pair, repository: Repository, inside: Inside) -> None:
    figures = [
        graph.figure
        for sheet in PAGES.values()
        for graph in inside(sheet.body(View(repository, Query(pair))), dcc.Graph)
    ]
    drawn = {(trace["meta"]["id"], trace["meta"]["variant"]) for figure in figures for trace in figure["data"]}
    shown = {name for name, _ in drawn} & set(CATALOGUE)
    known = {(name, row.variant) for name in shown for row in repository.result(name, pair).rows if row.status}
    assert known <= drawn


@every_page
@every_pair
def test_links_lead_to_pages_files_or_the_content(sheet: Page, pair: Pair, whole: Whole, inside: Inside) -> None:
    for link in inside(whole(sheet.path, pair), html.A):
        assert not link.href.lower().strip().startswith(("javascript:", "data:", "vbscript:"))
        if link.href.startswith("#"):
            continue
        target = urlsplit(link.href)
        assert (target.scheme, target.netloc) == ("", ""), link.href
        assert target.path in PAGES or target.path.startswith("/api/v1/"), link.href


def test_every_file_that_a_page_offers_can_be_fetched(client: FlaskClient, whole: Whole, inside: Inside) -> None:
    links = {link.href for path in PAGES for link in inside(whole(path, PAIRS[0]), html.A)}
    files = sorted(link for link in links if link.startswith("/api/"))
    assert len(files) > 40
    assert {link: client.get(link).status_code for link in files} == dict.fromkeys(files, 200)


@every_page
def test_the_frame_keeps_the_pair_and_marks_the_page(
    sheet: Page, repository: Repository, whole: Whole, inside: Inside, text_of: TextOf
) -> None:
    shown = whole(sheet.path, Pair("KAZ", "RUS"))
    (nav,) = [part for part in inside(shown, html.Nav) if getattr(part, "aria-label", "") == "Pages"]
    ways = {text_of(way): way.href for way in inside(nav, html.A)}
    assert ways == {
        p.title: View(repository, Query(Pair("KAZ", "RUS"))).address(p.path)
        for p in PAGES.values()
        if p.listed and p is not sheet
    }
    here = [text_of(part) for part in inside(nav, html.Span) if getattr(part, "aria-current", "") == "page"]
    assert here == ([sheet.title] if sheet.listed else [])
    marked = [text_of(part) for part in inside(nav) if "current" in getattr(part, "className", "").split()]
    assert marked == {"/peers/map": ["Peers"], "/compare": []}.get(sheet.path, [sheet.title])
    (menu,) = [part for part in inside(shown, html.Details) if getattr(part, "className", "") == "drop pair"]
    assert text_of(next(inside(menu, html.Summary))) == "Kazakhstan → Russia"


@every_page
def test_identities_are_unique(sheet: Page, whole: Whole, inside: Inside) -> None:
    names = [str(part.id) for part in inside(whole(sheet.path, PAIRS[0])) if getattr(part, "id", None)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", ["/trade", "/"])
def test_the_time_without_trade_by_partner_is_shaded(
    path: str, repository: Repository, cards: Cards, inside: Inside
) -> None:
    def shaded(pair: Pair) -> list[str]:
        found = cards(PAGES[path], repository, pair)
        shapes = {card.id: next(inside(card, dcc.Graph)).figure["layout"]["shapes"] for card in found}
        return [name for name, drawn in shapes.items() if "blackout" in [shape["name"] for shape in drawn]]

    expected = {"/trade": {"trade-shares", "trade-levels"}, "/": {"overview-shares"}}
    assert set(shaded(PAIRS[0])) >= expected[path]
    assert shaded(PAIRS[1]) == []


def test_no_event_of_one_pair_marks_the_charts_of_another(repository: Repository, cards: Cards, inside: Inside) -> None:
    for sheet in PAGES.values():
        for card in cards(sheet, repository, Pair("UZB", "USA")):
            assert next(inside(card, dcc.Graph)).figure["layout"]["shapes"] == [], card.id


def test_a_pair_without_data_is_told_why(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    sections = inside(PAGES["/energy"].body(View(repository, Query(PAIRS[3]))), html.Section)
    empty = [section for section in sections if section.className == "card empty"]
    assert len(empty) == 7
    for card in empty:
        assert "Uzbekistan and the United States" in text_of(card)
