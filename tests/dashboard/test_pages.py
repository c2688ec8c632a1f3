"""Every page for pairs with much, some and no data: whole, valid, with units, sources, editions and files to fetch."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import plotly.graph_objects as go
import pytest
from dash import html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard.app import pages
from dashboard.graph import Graph
from dashboard.page import Page
from dashboard.parameters import Query
from dashboard.repository import Repository
from dashboard.theme import spelled
from dashboard.view import View
from indicators.account import BENCHMARKS
from indicators.catalogue import CATALOGUE
from indicators.model import Pair

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Cards = Callable[..., list[html.Section]]
Whole = Callable[..., Component]
PAGES = {page.path: page for page in pages() if not page.alone}
PAIRS = [Pair("BLR", "RUS"), Pair("KAZ", "RUS"), Pair("RUS", "BLR"), Pair("UZB", "USA")]
# Not named `page`: that is a fixture of pytest-playwright.
every_page = pytest.mark.parametrize("sheet", PAGES.values(), ids=lambda sheet: sheet.path)
every_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.dependent}-{pair.partner}")


def over_time(found: list[html.Section], inside: Inside) -> list[html.Section]:
    """The cards whose charts have time along, not another indicator."""
    return [card for card in found if "type" in next(inside(card, Graph)).figure["layout"]["xaxis"]]


def test_the_pages_are_these() -> None:
    assert list(PAGES) == [
        "/", "/trade", "/energy", "/finance", "/transit", "/security", "/peers", "/peers/map", "/compare",
        "/scenarios", "/memo", "/data", "/data/changes", "/method", "/briefing", "/about",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "charts"),
    [
        ("/", 5),
        ("/trade", 12),
        ("/energy", 9),
        ("/finance", 13),
        ("/transit", 5),
        ("/security", 9),
        ("/memo", 0),
        ("/scenarios", 0),
        ("/method", 0),
    ],
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
    for graph in inside(sheet.body(View(repository, Query(pair))), Graph):
        go.Figure(graph.figure)


@every_page
@every_pair
def test_every_chart_has_unit_sources_editions_and_files(
    sheet: Page, pair: Pair, repository: Repository, cards: Cards, inside: Inside, text_of: TextOf
) -> None:
    editions = {raw["edition"] for raw in repository.snapshot.manifest["raw"]}
    for card in cards(sheet, repository, pair):
        (graph,) = inside(card, Graph)
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
        (graph,) = inside(card, Graph)
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
        (graph,) = inside(card, Graph)
        series = [trace for trace in graph.figure["data"] if trace["meta"]["role"] not in ("event", "context")]
        drawn = {trace["name"] for trace in series if any(y is not None for y in trace["y"])}
        (legend,) = [part for part in inside(card, html.Ul) if "legend" in getattr(part, "className", "").split()]
        entries = [item for item in inside(legend, html.Li) if getattr(item, "className", "") != "key"]
        named = {text_of(item).strip() for item in entries} - {"the others"}
        assert named == {name.replace("'", "’") for name in drawn}, card.id


@pytest.mark.parametrize("pair", [PAIRS[0]], ids=["BLR-RUS"])
def test_every_variant_that_has_values_is_drawn_somewhere(pair: Pair, repository: Repository, inside: Inside) -> None:
    figures = [
        graph.figure
        for sheet in PAGES.values()
        for benchmark in (BENCHMARKS if sheet.path == "/energy" else ["hub"])
        for graph in inside(sheet.body(View(repository, Query(pair), benchmark=benchmark)), Graph)
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
        beside = ("/feed.xml", "/briefing.html", "/briefing.pptx", "/watch/form")
        assert target.path in (*PAGES, *beside) or target.path.startswith("/api/v1/"), link.href


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
        if p is not sheet and not p.within
    }
    here = [part for part in inside(nav, html.Span) if getattr(part, "aria-current", "") == "page"]
    assert [text_of(part) for part in here] == ([] if sheet.within else [sheet.title])
    marked = [text_of(part) for part in inside(nav) if "current" in getattr(part, "className", "").split()]
    assert marked == [PAGES[sheet.within].title if sheet.within else sheet.title]
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
        shapes = {card.id: next(inside(card, Graph)).figure["layout"]["shapes"] for card in found}
        return [name for name, drawn in shapes.items() if "blackout" in [shape["name"] for shape in drawn]]

    expected = {"/trade": {"trade-shares", "trade-levels"}, "/": {"overview-shares"}}
    assert set(shaded(PAIRS[0])) >= expected[path]
    assert shaded(PAIRS[1]) == []


def test_no_event_of_one_pair_marks_the_charts_of_another(repository: Repository, cards: Cards, inside: Inside) -> None:
    for sheet in PAGES.values():
        for card in cards(sheet, repository, Pair("UZB", "USA")):
            assert next(inside(card, Graph)).figure["layout"]["shapes"] == [], card.id


def test_a_pair_without_data_is_told_why(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    sections = inside(PAGES["/energy"].body(View(repository, Query(PAIRS[3]))), html.Section)
    empty = [section for section in sections if section.className == "card empty"]
    assert len(empty) == 8
    for card in empty:
        assert "Uzbekistan and the United States" in text_of(card)


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_prices_discount_and_transfer_follow_the_benchmark(
    benchmark: str, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    body = PAGES["/energy"].body(View(repository, Query(PAIRS[0]), benchmark=benchmark))
    gas = [part for part in inside(body, html.Section) if part.id in ("energy-discount", "energy-transfer")]
    drawn = {
        trace["meta"]["variant"] for card in gas for graph in inside(card, Graph) for trace in graph.figure["data"]
    }
    assert drawn - {""} == ({benchmark} if benchmark != "netback" else set())
    prices = next(inside(next(part for part in inside(body, html.Section) if part.id == "energy-prices"), Graph))
    beside = {trace["meta"]["id"] for trace in prices.figure["data"]} & {"gas_price_hub", "gas_price_gazprom_average"}
    assert beside == ({f"gas_price_{benchmark}"} if benchmark != "netback" else set())
    (switch,) = [part for part in inside(body, html.Div) if getattr(part, "aria-label", "") == "Gas set beside"]
    asked = [parse_qs(urlsplit(link.href).query).get("benchmark", ["hub"])[0] for link in inside(switch, html.A)]
    assert asked == [name for name in BENCHMARKS if name != benchmark]
    (answer,) = [part for part in inside(body, html.P) if getattr(part, "className", "") == "answer"]
    assert ("cannot be told" in text_of(answer)) == (benchmark == "netback")


def test_a_tile_tells_its_change_and_which_way_dependence_lies(
    repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    body = PAGES["/"].body(View(repository, Query(PAIRS[0])))
    tiles = {
        text_of(tile.children[0]): text_of(tile)
        for tile in inside(body, html.A)
        if getattr(tile, "className", "") == "tile"
    }
    assert len(tiles) == 8
    assert "no change beyond the bounds since 2022" in tiles["Share of goods exports"]
    assert "+2.4 points since 2023" in tiles["Share of public external debt"]
    assert "higher = more dependent" in tiles["Share of public external debt"]
    assert "higher = less dependent" in tiles["Reserve cover"]
    assert "not dependence itself" in tiles["Opacity: how much is hidden, 0 to 1"]


def test_every_event_stands_on_the_line_once(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    body = PAGES["/"].body(View(repository, Query(PAIRS[0])))
    (card,) = [part for part in inside(body, html.Section) if getattr(part, "id", "") == "overview-events"]
    items = list(inside(next(inside(card, html.Ol)), html.Li))
    told = [text_of(item).replace("’", "'") for item in items]
    assert len(told) == len(repository.events)
    assert all(event.title in text and event.text in text for event, text in zip(repository.events, told, strict=True))
    places = [(float(item.style["--left"].rstrip("%")), item.style["--top"]) for item in items]
    assert places == sorted(places, key=lambda place: place[0])
    apart = [abs(one[0] - other[0]) for one in places for other in places if one is not other and one[1] == other[1]]
    assert min(apart) > 2  # per cent of the width: 24 pixels of the 1,100 at hand
    other = PAGES["/"].body(View(repository, Query(PAIRS[3])))
    assert not [part for part in inside(other, html.Section) if getattr(part, "id", "") == "overview-events"]
