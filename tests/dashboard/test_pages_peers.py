"""The page that sets eleven countries side by side: links that keep the view, ranks, one scale, the chosen country."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import html
from dash.development.base_component import Component

from dashboard.graph import Graph
from dashboard.pages.peers import _CHOICES, body
from dashboard.parameters import Query
from dashboard.repository import Repository
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Whole = Callable[..., Component]
PARTNERS = ("RUS", "CHN", "EUU")
CHINA = Pair("KGZ", "CHN")
HHI = {"indicator": "export_partner_hhi", "variant": "baci"}


def menus(content: Any, inside: Inside) -> dict[str, list[dict[str, list[str]]]]:
    """What every link of every menu asks for, by the menu's label."""
    return {
        getattr(nav, "aria-label"): [parse_qs(urlsplit(link.href).query) for link in inside(nav, html.A)]
        for nav in inside(content, html.Nav)
    }


def ranks(content: Any, inside: Inside, text_of: TextOf) -> tuple[list[str], dict[str, list[str]]]:
    """The heads of the table of ranks after the first, and the cells of each country."""
    (section,) = [part for part in inside(content, html.Section) if getattr(part, "id", "") == "ranks"]
    rows = [[text_of(cell) for cell in row.children] for row in inside(section, html.Tr)]
    return (rows[0][1:], {name: cells for name, *cells in rows[1:]}) if rows else ([], {})


def known(results: Mapping[str, Result], variant: str, period: str) -> dict[str, float]:
    """The values of a period by country, where there is one."""
    found = {code: row.value for code, result in results.items() for row in result.of(variant) if row.period == period}
    return {code: value for code, value in found.items() if not math.isnan(value)}


def test_every_link_changes_one_thing_and_keeps_the_rest(repository: Repository, inside: Inside) -> None:
    found = menus(body(View(repository, Query(CHINA), asked=HHI)), inside)
    pair = {"dependent": ["KGZ"], "partner": ["CHN"]}
    view = {name: [value] for name, value in HHI.items()}
    to_partners = [pair | {"partner": [code]} | view for code in ("RUS", "EUU")]
    assert [{"dependent": ["KGZ"]} | link for link in found["Partner"]] == to_partners
    assert found["Indicator"] == [pair | {"indicator": [name]} for name in _CHOICES if name != HHI["indicator"]]
    others = [variant.id for variant in CATALOGUE[HHI["indicator"]].variants if not variant.empty]
    assert found["Variant"] == [pair | view | {"variant": [name]} for name in others if name != "baci"]


@pytest.mark.parametrize("pair", [Pair("RUS", "CHN"), Pair("KAZ", "UKR")], ids=str)
def test_no_link_asks_for_a_country_on_itself(pair: Pair, repository: Repository, inside: Inside) -> None:
    for links in menus(body(View(repository, Query(pair))), inside).values():
        for link in links:
            assert link.get("dependent", ["BLR"]) != link.get("partner", ["RUS"])


def test_every_link_leads_to_a_view(repository: Repository, inside: Inside, whole: Whole) -> None:
    shown = menus(body(View(repository, Query(CHINA), asked=HHI)), inside)
    for link in [link for links in shown.values() for link in links]:
        asked = {name: values[0] for name, values in link.items() if name in HHI}
        page = whole("/peers", Pair(link["dependent"][0], link["partner"][0]), asked)
        assert len([part for part in inside(page, html.Section) if "small" in part.className.split()]) == 11, link


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"indicator": "nix"}, "indicator: expected the id of an indicator; found 'nix'"),
        ({"indicator": "gdp"}, "indicator: expected the id of an indicator"),
        ({"indicator": "corridor_share"}, "indicator: expected an indicator that the data at hand can fill"),
        ({"variant": "nix"}, "variant: expected one of"),
        ({"indicator": "export_partner_hhi", "variant": "hub"}, "variant: expected one of comtrade_matrix, baci"),
        ({"indicator": "x" * 5000}, "indicator: expected"),
        ({"variant": "<script>alert(1)</script>"}, "variant: expected one of"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_nonsense_is_answered_in_one_line(
    asked: dict[str, str], told: str, whole: Whole, inside: Inside, text_of: TextOf
) -> None:
    page = whole("/peers", CHINA, asked)
    (problem,) = [part for part in inside(page, html.P) if getattr(part, "className", "") == "problem"]
    text = text_of(problem)
    assert text.startswith(told)
    assert "\n" not in text
    assert len(text) < 300
    assert list(inside(page, Graph)) == []


@pytest.mark.parametrize("partner", PARTNERS)
@pytest.mark.parametrize("name", _CHOICES)
def test_ranks_are_those_of_a_plain_recomputation(
    name: str, partner: str, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    content = body(View(repository, Query(Pair("KGZ", partner)), asked={"indicator": name}))
    heads, cells = ranks(content, inside, text_of)
    variant = next(found.id for found in CATALOGUE[name].variants if not found.empty)
    results = {code: repository.result(name, Pair(code, partner)) for code in PEERS}
    if not heads:
        rows = [row for result in results.values() for row in result.of(variant)]
        assert all(math.isnan(row.value) for row in rows), "what could be ranked is"
        return
    periods = [head.removeprefix("Rank ").replace("–", "..") for head in heads[1:]]
    assert heads[0].startswith(heads[1].removeprefix("Rank "))
    assert list(cells) == sorted(cells, key=lambda country: (cells[country][1] == "–", _int(cells[country][1])))
    assert len(cells) == len(PEERS)
    for column, period in enumerate(periods, start=1):
        values = known(results, variant, period)
        expected = {
            repository.name(code): str(1 + sum(other > value for other in values.values()))
            for code, value in values.items()
        }
        assert {country: row[column] for country, row in cells.items() if row[column] != "–"} == expected, period


PEERS = ("BLR", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB")


def _int(text: str) -> int:
    return int(text) if text.isdigit() else 0


def test_the_answer_and_the_table_tell_of_one_year(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    content = body(View(repository, Query(Pair("BLR", "RUS"))))
    heads, cells = ranks(content, inside, text_of)
    answer = next(text_of(part) for part in inside(content, html.P) if getattr(part, "className", "") == "answer")
    ranked = [country for country, row in cells.items() if row[1] != "–"]
    answer = " ".join(answer.split())
    assert answer.startswith(f"In {heads[1].removeprefix('Rank ')} {ranked[0]} came first with")
    assert f"{ranked[-1]} last with" in answer
    assert f"among the {len(ranked)} countries" in answer


def test_the_chosen_country_is_marked_and_no_other(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    content = body(View(repository, Query(CHINA)))
    assert [part.id for part in inside(content, html.Section) if "chosen" in part.className.split()] == ["peer-KGZ"]
    (section,) = [part for part in inside(content, html.Section) if getattr(part, "id", "") == "ranks"]
    assert [text_of(mark) for mark in inside(section, html.Mark)] == ["Kyrgyzstan"]


@pytest.mark.parametrize("pair", [Pair("FRA", "DEU"), Pair("RUS", "CHN")], ids=str)
def test_a_country_of_another_region_stands_first_and_is_ranked_with_the_others(
    pair: Pair, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    content = body(View(repository, Query(pair)))
    small = [part.id for part in inside(content, html.Section) if "small" in part.className.split()]
    assert small == [f"peer-{pair.dependent}", *(f"peer-{code}" for code in PEERS)]
    _, cells = ranks(content, inside, text_of)
    assert repository.name(pair.dependent) in cells
    assert len(cells) == len(PEERS) + 1


@pytest.mark.parametrize("partner", PARTNERS)
@pytest.mark.parametrize("name", _CHOICES)
def test_all_small_charts_have_one_scale_and_every_other_a_reason(
    name: str, partner: str, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    content = body(View(repository, Query(Pair("BLR", partner)), asked={"indicator": name}))
    scales = set()
    small = [part for part in inside(content, html.Section) if "small" in part.className.split()]
    assert [card.id for card in small] == [f"peer-{code}" for code in PEERS]
    for card in small:
        graphs = list(inside(card, Graph))
        for graph in graphs:
            layout = graph.figure["layout"]
            scales.add((*layout["xaxis"]["range"], *layout["yaxis"]["range"]))
            low, high = sorted(layout["yaxis"]["range"])
            for trace in graph.figure["data"]:
                assert all(low <= y <= high for y in trace["y"] if y is not None), (name, card.id)
        assert len(graphs) == ("empty" not in card.className.split())
        note = next(text_of(part) for part in inside(card, html.P))
        if graphs:
            assert any(word in note for word in (" in 19", " in 20")), note
        else:
            assert note.endswith("."), note
            assert repository.name(card.id.removeprefix("peer-")) in note, note
    assert len(scales) <= 1


def test_a_country_that_is_the_partner_is_not_its_own_peer(repository: Repository, inside: Inside) -> None:
    content = body(View(repository, Query(Pair("KAZ", "UKR"))))
    cards = [part.id for part in inside(content, html.Section) if "small" in part.className.split()]
    assert cards == [f"peer-{code}" for code in PEERS if code != "UKR"]
