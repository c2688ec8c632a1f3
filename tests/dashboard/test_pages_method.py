"""The page of the method: every indicator with what its declaration says, found by words, and the texts beside."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from dash import html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard.cards import card
from dashboard.figures import Line, over_time
from dashboard.language import speaking, tr
from dashboard.markup import Markup
from dashboard.method import DIRECTIONS
from dashboard.pages import method as page
from dashboard.parameters import Query
from dashboard.prose import prose
from dashboard.repository import Repository
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Indicator, Pair
from indicators.rules import RULES
from ingest.errors import ParameterError

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
BELARUS = Pair("BLR", "RUS")


def entries(repository: Repository, inside: Inside, **asked: str) -> dict[str, Markup]:
    body = page.body(View(repository, Query(BELARUS), asked=asked))
    return {part.attributes["id"]: part for part in inside(body, Markup) if "entry" in part.attributes["className"]}


@pytest.mark.parametrize("declared", CATALOGUE.values(), ids=lambda declared: declared.id)
def test_an_indicator_says_what_its_declaration_does(
    declared: Indicator, repository: Repository, inside: Inside, text_of: TextOf, client: FlaskClient
) -> None:
    entry = page._entry(declared, View(repository, Query(BELARUS)))
    assert entry.id == declared.id
    text = text_of(entry).replace("’", "'").replace(" − ", " - ").replace(" × ", " x ")
    for told in (declared.title, declared.question, declared.reference, DIRECTIONS[declared.direction]):
        assert told in text
    assert f"In words: {declared.formula}." in re.sub(r"\s+", " ", text).replace(" .", ".")
    assert all(caveat in text for caveat in declared.caveats)
    targets = {link.href for link in inside(entry, html.A)}
    for variant in declared.variants:
        assert variant.reason in text
        for given in variant.inputs.values():
            if given.indicator:
                assert f"#{given.indicator}" in targets
            elif given.measure:
                assert f"/api/v1/measures/{given.measure}.csv" in {urlsplit(to).path for to in targets}


def test_what_an_indicator_links_to_answers(repository: Repository, inside: Inside, client: FlaskClient) -> None:
    entry = page._entry(CATALOGUE["gas_price_discount"], View(repository, Query(BELARUS)))
    for link in inside(entry, html.A):
        assert client.get(link.href).status_code == 200, link.href


def test_every_indicator_is_there_and_those_that_do_not_fit_are_hidden(
    repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    assert list(entries(repository, inside)) == list(CATALOGUE)
    found = entries(repository, inside, q="GAS transfer", theme="energy")
    shown = {name for name, entry in found.items() if not entry.attributes.get("hidden")}
    assert shown == {"implicit_gas_transfer", "implicit_gas_transfer_of_gdp"}
    assert len(found) == len(CATALOGUE)
    asked = {"q": "GAS transfer", "theme": "energy"}
    assert f"2 of {len(CATALOGUE)} indicators" in text_of(page.body(View(repository, asked=asked)))


@pytest.mark.parametrize("asked", [{"theme": "nix"}, {"direction": "2"}, {"q": "x" * 101}], ids=str)
def test_a_wrong_filter_is_refused(asked: dict[str, str], repository: Repository) -> None:
    with pytest.raises(ParameterError, match=next(iter(asked))):
        page.body(View(repository, asked=asked))


def test_the_links_of_one_pair_are_not_those_of_another(repository: Repository, inside: Inside) -> None:
    for pair in (Pair("KAZ", "RUS"), BELARUS):
        body = page.body(View(repository, Query(pair)))
        entry = next(part for part in inside(body, Markup) if part.attributes.get("id") == "export_share")
        assert f"dependent={pair.dependent}" in entry.inner


def test_the_texts_of_docs_method_stand_below(repository: Repository) -> None:
    texts = {part.attributes["id"]: unescape(part.inner) for part in page._written(repository, "en")}
    assert list(texts) == [
        f"method-{name}" for name in ("rules", "index", "composite", "estimators", "breaks", "scenarios")
    ]
    assert all(f"<code>{rule}</code>" in texts["method-rules"] for rule in RULES)
    assert "95th percentile of the world" in texts["method-index"]
    assert "Made by" not in "".join(texts.values())
    assert "|---" not in "".join(texts.values())
    assert "``" not in "".join(texts.values())


def test_markdown_becomes_parts_of_a_page(text_of: TextOf) -> None:
    head, table, items, paragraph = prose(
        "## A `b`\n\n| x | y |\n|---|---|\n| `1\\|2` | Russia's |\n\n- one\n  two\n- three\n\nlast"
    )
    assert (type(head), text_of(head)) == (html.H3, "A  b")
    assert "1|2" in text_of(table)
    assert "Russia’s" in text_of(table)
    assert [text_of(item) for item in items.children] == ["one two", "three"]
    assert text_of(paragraph) == "last"


def test_a_chart_leads_to_how_its_indicator_is_made(repository: Repository, inside: Inside) -> None:
    view = View(repository, Query(BELARUS))
    lines = [Line("Exports", view.result("export_share"))]
    drawn: Component = card(view, "made", "Made", "Note.", over_time(lines, "percent"), lines, [])
    assert "/method#export_share" in {link.href for link in inside(drawn, html.A)}
    paid = [Line("Paid", view.measure("gas_price_paid"))]
    drawn = card(view, "made", "Made", "Note.", over_time(paid, "USD"), paid, [])
    assert not [link for link in inside(drawn, html.A) if link.href.startswith("/method")]


def test_each_language_has_entries_of_its_own(repository: Repository, inside: Inside) -> None:
    """They are kept once made, and so are the texts below."""
    shown = {}
    for code in ("en", "ru", "en"):
        with speaking(code):
            # As the same view in both, so that only the language spoken can tell them apart.
            shown[code] = entries(repository, inside)["export_share"].inner
    assert "Partner’s share of goods exports" in shown["en"]
    with speaking("ru"):
        title = tr(CATALOGUE["export_share"].title)
    assert title in shown["ru"]
    assert title not in shown["en"]
    assert '<ul lang="en">' in shown["ru"]
