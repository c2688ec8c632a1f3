"""The governments that a country owes: the shares of the indicator, the largest first, of one year."""

from collections.abc import Callable
from datetime import date
from typing import Any

from dash import html

from dashboard import creditors
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.view import View
from indicators.engine import last_known
from indicators.model import Pair

Inside = Callable[..., Any]


def test_they_are_those_of_the_indicator_the_largest_first(repository: Repository) -> None:
    found = repository.creditors("BLR")
    assert [code for code, _ in found][:2] == ["RUS", "CHN"]
    assert len({row.period for _, row in found}) == 1
    values = [row.value for _, row in found]
    assert values == sorted(values, reverse=True)
    assert sum(values) < 100
    for code, row in found:
        assert row == last_known(repository.result("creditor_share", Pair("BLR", code)))


def test_each_leads_to_what_it_came_from(repository: Repository, inside: Inside) -> None:
    links = list(inside(creditors.card(View(repository)), html.A))
    assert [link.children for link in links[:3:2]] == ["46.7", "16.9"]
    assert "partner=CHN" in links[2].href
    assert [link.children for link in links[1:4:2]] == ["7,625", "2,757"]  # of 16,325: 46.7 and 16.9 %
    assert "lineage=debt_to_partner" in links[3].href


def test_where_nothing_is_known_it_says_so(repository: Repository, text_of: Callable[[Any], str]) -> None:
    early = View(repository, Query(DEFAULT_PAIR, as_of=date(2001, 1, 1)))
    assert "No value is known." in text_of(creditors.card(early))
    assert "No value is known." in text_of(creditors.card(View(repository, Query(Pair("DEU", "RUS")))))
