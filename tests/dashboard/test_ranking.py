"""Ranks over time: the first on top, each country named where its line ends, the chosen one before the others."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from dash import html

from dashboard.figures import Line
from dashboard.graph import Graph
from dashboard.pages.peers import body
from dashboard.parameters import Query
from dashboard.ranking import ranks_over_time
from dashboard.repository import Repository
from dashboard.theme import CONTEXT
from dashboard.view import View
from indicators.model import Pair, Result

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Made = Callable[..., Result]


def line(made: Made, name: str, ranks: dict[str, float], *, faint: bool = True) -> Line:
    rows = [(period, rank, rank, rank, "reported") for period, rank in ranks.items()]
    return Line(name, replace(made(*rows, unit="rank"), pair=Pair(name[:3].upper(), "RUS")), faint=faint)


def test_every_country_is_named_at_its_last_rank(made: Made) -> None:
    lines = [
        line(made, "Belarus", {"2018": 2, "2019": 1}, faint=False),
        line(made, "Armenia", {"2018": 1, "2019": 3}),
        line(made, "Georgia", {"2018": 3}),
        line(made, "Moldova", {"2018": 4, "2019": 1}),
        line(made, "Ukraine", {}),
    ]
    figure = ranks_over_time(lines)
    labels = {note["y"]: note["text"] for note in figure["layout"]["annotations"] if note["name"] == "country"}
    assert labels == {1: "<b>Belarus</b><br>Moldova", 3: "Georgia (2018)<br>Armenia"}
    low, high = figure["layout"]["yaxis"]["range"]
    assert low > high
    named = [trace["name"] for trace in figure["data"] if trace["meta"]["role"] in ("value", "context")]
    assert named[-1] == "Belarus", "drawn last, over the others"
    grey = {trace["name"] for trace in figure["data"] if trace["line"]["color"] == CONTEXT}
    assert grey == {"Armenia", "Georgia", "Moldova", "Ukraine"}


def test_the_ranks_drawn_are_those_of_the_table(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    content = body(View(repository, Query(Pair("KAZ", "CHN")), asked={"indicator": "import_share"}))
    sections = {getattr(part, "id", ""): part for part in inside(content, html.Section)}
    figure = next(inside(sections["peers-ranks"], Graph)).figure
    heads, *rows = [[text_of(cell) for cell in row.children] for row in inside(sections["ranks"], html.Tr)]
    drawn = {
        (trace["name"], told[0]): y
        for trace in figure["data"]
        for told, y in zip(trace["customdata"], trace["y"], strict=True)
        if y is not None
    }
    for column, head in list(enumerate(heads))[2:]:
        period = head.removeprefix("Rank ")
        told = {row[0]: int(row[column]) for row in rows if row[column] != "–"}
        assert told == {name: rank for (name, when), rank in drawn.items() if when == period}
    assert max(when for _, when in drawn) == heads[2].removeprefix("Rank ")
