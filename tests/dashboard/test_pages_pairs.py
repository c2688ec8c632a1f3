"""Every chart for every country that can depend, on Russia, China and the European Union: drawn whole, or said why."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from dash import html

from dashboard.app import pages
from dashboard.graph import Graph
from dashboard.parameters import Query
from dashboard.repository import DEPENDENTS, Repository
from dashboard.view import View
from indicators.model import Pair
from ingest.periods import period

PAGES = {page.path: page for page in pages()}
PATHS = ("/", "/trade", "/energy", "/finance", "/transit", "/security")
COUNTRIES = ("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "TJK", "TKM", "UKR", "UZB")
PAIRS = [Pair(dependent, partner) for dependent in COUNTRIES for partner in ("RUS", "CHN", "EUU")]
Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Charts = Callable[[str], list[tuple[Pair, html.Section]]]
every_path = pytest.mark.parametrize("path", PATHS)


@pytest.fixture(scope="module")
def charts(repository: Repository, inside: Inside) -> Charts:
    """Gives every chart card of a page for all pairs, whether drawn or empty."""

    @cache
    def found(path: str) -> list[tuple[Pair, html.Section]]:
        kept = []
        for pair in PAIRS:
            for section in inside(PAGES[path].body(View(repository, Query(pair))), html.Section):
                if "empty" in section.className or list(inside(section, Graph)):
                    kept.append((pair, section))
        return kept

    return found


def drawn(section: html.Section, inside: Inside) -> list[dict[str, Any]]:
    """The traces of a card, those of events left out."""
    traces = [trace for graph in inside(section, Graph) for trace in graph.figure["data"]]
    return [trace for trace in traces if trace["meta"]["role"] != "event"]


def colour(trace: dict[str, Any]) -> str:
    return str(
        (trace["marker"] if trace["type"] == "bar" else trace["line"] if "line" in trace else trace["marker"])["color"]
    )


def follows(before: str, after: str) -> bool:
    """Whether no time lies between two periods: windows of several years follow when they begin a year apart."""
    first, second = period(before), period(after)
    if re.fullmatch(r"\d{4}\.\.\d{4}", before) and re.fullmatch(r"\d{4}\.\.\d{4}", after):
        return second.first.year - first.first.year == 1
    return first.first < second.first <= first.last + timedelta(days=1) and second.last > first.last


def test_these_are_all_countries() -> None:
    assert set(COUNTRIES) == set(DEPENDENTS)


@every_path
def test_every_chart_draws_something_or_says_why(
    path: str, charts: Charts, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    per_pair: dict[Pair, set[str]] = {}
    for pair, section in charts(path):
        per_pair.setdefault(pair, set()).add(section.id)
        traces = drawn(section, inside)
        if traces:
            assert any(y is not None for trace in traces for y in trace["y"]), (pair, section.id)
            assert "empty" not in section.className
        else:
            said = text_of(section.children[1:])
            dependent, partner = View(repository, Query(pair)).names
            assert f"for {dependent} and {partner}" in said, (pair, section.id)
            assert re.fullmatch(r"[A-Z].{20,}\.", said), said
    assert len(per_pair) == len(PAIRS)
    assert len({frozenset(shown) for shown in per_pair.values()}) == 1, "no chart is left out for any pair"


@every_path
def test_no_value_is_joined_over_a_gap(path: str, charts: Charts, inside: Inside) -> None:
    joined = 0
    for pair, section in charts(path):
        for trace in drawn(section, inside):
            if trace["type"] == "bar" or "lines" not in trace["mode"]:
                continue
            assert trace.get("connectgaps") in (False, None), (pair, section.id)
            points = [(told[0], y) for told, y in zip(trace["customdata"], trace["y"], strict=True)]
            if trace["meta"]["role"] == "bounds":
                if trace.get("fill") != "toself":
                    assert [y for _, y in points][2::3] == [None] * (len(points) // 3), (pair, section.id)
                    continue
                points = points[: len(points) // 2]
            for (before, one), (after, other) in pairwise(points):
                if one is not None and other is not None:
                    assert follows(before, after), (pair, section.id, before, after)
                    joined += 1
    assert joined > 0 or path == "/transit"


@every_path
def test_no_chart_has_two_lines_of_one_colour(path: str, charts: Charts, inside: Inside, text_of: TextOf) -> None:
    for pair, section in charts(path):
        colours = {trace["name"]: colour(trace) for trace in drawn(section, inside)}
        assert len(set(colours.values())) == len(colours), (pair, section.id)
        for item in inside(section, html.Li):
            chips = [part for part in inside(item, html.Span) if getattr(part, "className", "") == "chip"]
            for chip in chips:
                told = {name.replace("'", "’"): paint for name, paint in colours.items()}
                assert told[text_of(item).strip()] == chip.style["backgroundColor"], (pair, section.id)


def test_a_line_without_anything_is_named_under_its_chart(charts: Charts, inside: Inside, text_of: TextOf) -> None:
    named = {
        (pair, section.id): [text_of(note) for note in inside(section, html.P)]
        for pair, section in charts("/finance")
        if drawn(section, inside)
    }
    owed = "Nothing known: Owed to the European Union’s government."
    assert owed in named[Pair("ARM", "EUU"), "finance-debt"]
    assert not [note for note in named[Pair("BLR", "RUS"), "finance-debt"] if note.startswith("Nothing")]


@pytest.mark.parametrize("pair", [Pair("ARM", "EUU"), Pair("BLR", "EUU"), Pair("KAZ", "USA")], ids=str)
def test_names_stand_with_their_article(pair: Pair, repository: Repository, inside: Inside, text_of: TextOf) -> None:
    name, said = repository.name(pair.partner), 0
    for path in (*PATHS, "/peers"):
        body = PAGES[path].body(View(repository, Query(pair)))
        answers = [part for part in inside(body, html.P) if getattr(part, "className", "") in ("answer", "note")]
        headings = [part for kind in (html.H1, html.H2, html.H3) for part in inside(body, kind)]
        for text in map(text_of, [*headings, *answers]):
            assert text.count(name) == len(re.findall(f"[Tt]he {name}", text)), text
            said += text.count(name)
            assert not text.startswith("the "), text
    assert said > 10
