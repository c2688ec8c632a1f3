"""What stands around a page: clocks, years, switches and the notice of a snapshot; and the embedded page without it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard.frame import notice
from dashboard.graph import Graph
from dashboard.markup import Element
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.view import View
from indicators.catalogue import CATALOGUE

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Whole = Callable[..., Component]


def named(content: Any, look: str, inside: Inside) -> Any:
    (found,) = [part for part in inside(content) if look in str(getattr(part, "className", "")).split()]
    return found


def test_the_clocks_keep_the_rest_of_the_view(whole: Whole, inside: Inside, text_of: TextOf) -> None:
    asked = {"as_of": "2021-09-30", "bounds": "off", "indicator": "creditor_share"}
    clocks = named(whole("/peers", DEFAULT_PAIR, asked), "segments", inside)
    assert text_of(named(clocks, "chosen", inside)) == "Known on 30 Sep 2021"
    (now,) = inside(clocks, html.A)
    assert text_of(now) == "Known now"
    assert parse_qs(urlsplit(now.href).query) == {"bounds": ["off"], "indicator": ["creditor_share"]}


def test_a_third_day_is_a_clock_of_its_own(whole: Whole, inside: Inside, text_of: TextOf) -> None:
    clocks = named(whole("/about", DEFAULT_PAIR, {"as_of": "2024-02-29"}), "segments", inside)
    assert text_of(named(clocks, "chosen", inside)) == "Known on 29 Feb 2024"
    assert [text_of(link) for link in inside(clocks, html.A)] == ["Known now", "Known on 30 Sep 2021"]


def test_the_years_form_sends_the_rest_of_the_view_along(whole: Whole, inside: Inside, text_of: TextOf) -> None:
    asked = {"from": "2010", "to": "2019", "events": "off", "as_of": "2021-09-30"}
    years = named(whole("/trade", DEFAULT_PAIR, asked), "years", inside)
    fields = {field.attributes["name"]: field.attributes["value"] for field in inside(years, Element)}
    assert fields == {"from": 2010, "to": 2019, "events": "off", "as_of": "2021-09-30"}
    form = next(inside(years, html.Form))
    assert (form.action, form.method) == ("/trade", "GET")
    assert text_of(next(inside(years, html.Summary))) == "Years: 2010–2019"
    (every,) = inside(years, html.A)
    assert parse_qs(urlsplit(every.href).query) == {"events": ["off"], "as_of": ["2021-09-30"]}


@pytest.mark.parametrize(("asked", "pressed"), [({}, "true"), ({"bounds": "off", "events": "off"}, "false")])
def test_the_switches_stand_as_the_address_says(
    asked: dict[str, str], pressed: str, whole: Whole, inside: Inside
) -> None:
    switches = list(inside(named(whole("/trade", DEFAULT_PAIR, asked), "switches", inside), html.Button))
    assert {getattr(one, "data-switch"): getattr(one, "aria-pressed") for one in switches} == {
        "bounds": pressed, "events": pressed
    }  # fmt: skip


def test_bounds_and_events_that_are_off_are_not_drawn(whole: Whole, inside: Inside) -> None:
    shown = whole("/trade", DEFAULT_PAIR, {"bounds": "off", "events": "off"})
    traces = [trace for graph in inside(shown, Graph) for trace in graph.figure["data"]]
    hidden = {trace["meta"]["role"] for trace in traces if trace.get("visible") is False}
    drawn = {trace["meta"]["role"] for trace in traces if trace.get("visible") is not False}
    assert hidden == {"bounds", "event"}
    assert not hidden & drawn
    shapes = [shape for graph in inside(shown, Graph) for shape in graph.figure["layout"]["shapes"]]
    assert {shape["name"] for shape in shapes if shape.get("visible") is not False} == {"blackout"}


def test_the_notice_names_what_is_shown_and_the_way_to_the_current(
    repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    shown = repository.snapshot.id
    assert notice(View(repository, pinned=True), shown, "/trade") == []
    (missing,) = notice(View(repository, missing="0123456789ab"), shown, "/trade")
    assert text_of(missing) == f"This link shows snapshot 0123456789ab, which is not kept here; this is {shown}."
    (earlier,) = notice(View(repository, pinned=True, bounds=False), "fedcba987654", "/trade")
    assert f"This link shows snapshot {shown}, an earlier one." in text_of(earlier)
    assert [link.href for link in inside(earlier, html.A)] == ["/trade?bounds=off"]


def test_an_earlier_day_says_why_so_little_was_known(repository: Repository, text_of: TextOf) -> None:
    shown, then = repository.snapshot.id, Query(DEFAULT_PAIR, as_of=date(2021, 9, 30))
    (told,) = notice(View(repository, then), shown, "/trade")
    assert text_of(told).startswith("What was known on 2021-09-30: few publishers record the day")
    assert notice(View(repository, then), shown, "/peers") == []  # which says that it is of now
    assert notice(View(repository), shown, "/trade") == []


def test_an_embedded_page_may_be_framed_and_no_other(client: FlaskClient) -> None:
    embedded, page = client.get("/embed/export_share"), client.get("/trade")
    assert "frame-ancestors *" in embedded.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded.headers
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    same = embedded.headers["Content-Security-Policy"].replace("ancestors *", "ancestors 'none'")
    assert same == page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("indicator", sorted(CATALOGUE))
def test_every_indicator_can_be_embedded(indicator: str, app: Any, inside: Inside, text_of: TextOf) -> None:
    import dash

    shown = dash.page_registry["depdash/embed/<indicator>"]["layout"].__wrapped__(indicator=indicator)
    assert "problem" not in str(shown)
    assert list(inside(shown, html.Header)) == []
    (back,) = [link for link in inside(shown, html.A) if getattr(link, "target", "") == "_blank"]
    assert (back.href, back.rel) == ("/", "noopener")
    (card,) = inside(shown, html.Section)
    assert "empty" in card.className or len(list(inside(card, Graph))) == 1


def test_an_unknown_indicator_is_told_in_the_frame(app: Any, text_of: TextOf) -> None:
    import dash

    shown = dash.page_registry["depdash/embed/<indicator>"]["layout"].__wrapped__(indicator="nix")
    assert "indicator: expected the id of an indicator" in text_of(shown)
