"""Any country on any other: the forms of the header and of peers offer all that the data know, and keep the rest."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dash import html
from dash.development.base_component import Component

from dashboard.markup import Element
from dashboard.repository import Repository
from indicators.model import Pair

Inside = Callable[..., Iterator[Any]]
Whole = Callable[..., Component]


def forms(page: Component, inside: Inside) -> list[html.Form]:
    found = [form for form in inside(page, html.Form) if getattr(form, "className", "") == "chooser"]
    return [form for form in found if "dependent" in selects(form, inside)]


def selects(form: html.Form, inside: Inside) -> dict[str, Element]:
    return {field.attributes["name"]: field for field in inside(form, Element) if field.tag == "select"}


def hidden(form: html.Form, inside: Inside) -> dict[str, str]:
    return {one.attributes["name"]: one.attributes["value"] for one in inside(form, Element) if one.tag == "input"}


@pytest.mark.parametrize("path", ["/transit", "/about", "/peers", "/peers/map", "/compare"])
def test_every_page_offers_any_two_countries(path: str, whole: Whole, inside: Inside, repository: Repository) -> None:
    asked = {"events": "off", "as_of": "2021-09-30"}
    for form in forms(whole(path, Pair("FRA", "DEU"), asked), inside):
        assert (form.action, form.method) == (path, "GET")
        for name, known, code in (("dependent", repository.areas, "FRA"), ("partner", repository.partners, "DEU")):
            options = list(inside(selects(form, inside)[name].children, Element))
            assert {option.attributes["value"] for option in options} == known
            assert len(known) > 200
            names = [option.children for option in options]
            assert names == sorted(names, key=lambda text: text.replace("’", "'"))
            assert [option.attributes["value"] for option in options if option.attributes["selected"]] == [code]
        assert hidden(form, inside) == asked
        labels = [label.children[0] for label in inside(form, html.Label)]
        assert labels == ["Who depends", "on whom"]


def test_peers_have_a_form_of_their_own_that_keeps_the_indicator(whole: Whole, inside: Inside) -> None:
    page = whole("/peers", Pair("FRA", "DEU"), {"indicator": "export_partner_hhi", "variant": "baci", "year": "2010"})
    header, own = forms(page, inside)
    assert hidden(own, inside) == {"indicator": "export_partner_hhi", "variant": "baci", "year": "2010"}
    assert hidden(header, inside) == {}
