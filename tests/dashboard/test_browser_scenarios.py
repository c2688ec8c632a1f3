"""The sliders of the scenarios in a real browser: by keyboard and by hand, into the address and back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 20_000  # milliseconds for a page to be drawn, on a busy machine
expect.set_options(timeout=WAIT)
DRAWN = """() => document.querySelector('main h1')
  && [...document.querySelectorAll('.graph')].every(graph => graph.querySelector('.js-plotly-plot')?._fullLayout)"""
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def desk(visiting: Visiting) -> Iterator[Page]:
    """A page on a desk."""
    with visiting(1440, 900, WAIT) as page:
        yield page


def to(page: Page, path: str) -> str:
    """Open a page of scenarios and return its sums."""
    page.goto(path)
    page.wait_for_function(DRAWN)
    return page.locator("#sums").inner_text()


def test_a_slider_moved_by_keyboard_goes_into_the_address_and_comes_back(desk: Page) -> None:
    before = to(desk, "/scenarios")
    slider = desk.locator("#slider-alpha")
    slider.focus()
    desk.evaluate("() => { window.used = document.activeElement; }")
    for _ in range(3):
        desk.keyboard.press("ArrowRight")
    expect(desk.locator("#number-alpha")).to_have_value("0.53")
    expect(desk.locator("#sums")).not_to_have_text(before, use_inner_text=True)
    assert desk.url.endswith("/scenarios?alpha=0.53")
    assert desk.evaluate("() => document.activeElement === window.used && window.used.isConnected")
    assert slider.get_attribute("aria-valuetext") == "0.53 of 1"
    desk.keyboard.press("ArrowRight")
    desk.wait_for_url("**alpha=0.54")
    after = desk.locator("#sums")
    expect(desk.locator("#sliders")).to_have_attribute("data-given", '{"alpha": "0.54"}')
    moved = after.inner_text()

    desk.reload()
    desk.wait_for_function(DRAWN)
    expect(after).to_have_text(moved, use_inner_text=True)
    expect(slider).to_have_value("0.54")
    expect(desk.locator("[data-parameter=alpha] .fixed")).to_be_visible()

    desk.get_by_role("link", name="Reset all").click()
    expect(after).to_have_text(before, use_inner_text=True)
    assert desk.url.endswith("/scenarios")
    expect(slider).to_have_value("0.5")
    expect(desk.locator("[data-parameter=alpha] .fixed")).to_be_hidden()


def test_a_slider_is_dragged_and_taken_back(desk: Page) -> None:
    before = to(desk, "/scenarios?scenario=S3")
    slider = desk.locator("#slider-delta")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    desk.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    desk.mouse.down()
    desk.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=4)
    shown = desk.locator("#number-delta").input_value()
    assert 0.7 < float(shown) < 0.9
    assert "delta" not in desk.url  # the server is asked once it is let go
    desk.mouse.up()
    desk.wait_for_url(f"**delta={shown}")
    expect(desk.locator("#sums")).not_to_have_text(before, use_inner_text=True)
    desk.locator("[data-parameter=delta] [data-reset]").click()
    expect(desk.locator("#sums")).to_have_text(before, use_inner_text=True)
    assert desk.url.endswith("/scenarios?scenario=S3")


def test_a_number_is_typed_and_one_that_is_not_allowed_stays_where_it_is(desk: Page) -> None:
    to(desk, "/scenarios")
    exact = desk.locator("#number-rho")
    exact.fill("0.123")
    exact.press("Enter")
    desk.wait_for_url("**/scenarios?rho=0.123")
    expect(desk.locator("#sliders")).to_have_attribute("data-given", '{"rho": "0.123"}')
    exact.fill("2")
    exact.press("Enter")
    assert desk.evaluate("() => document.querySelector('#number-rho').validity.rangeOverflow")
    assert desk.url.endswith("/scenarios?rho=0.123")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("What would it cost")


def test_scenario_and_year_are_chosen_and_the_way_back_works(desk: Page) -> None:
    to(desk, "/scenarios?alpha=0.7")
    desk.locator("#choose-hub_year").select_option("2020")
    desk.wait_for_url("**/scenarios?alpha=0.7&hub_year=2020")
    expect(desk.locator("#scenario-waterfall .note")).to_contain_text("2020")
    expect(desk.locator("#slider-alpha")).to_have_value("0.7")
    desk.locator("#choose-scenario-S3").click()
    expect(desk.locator("#slider-alpha")).to_have_value("1")
    assert "alpha" not in desk.url
    desk.go_back()
    expect(desk.locator("#slider-alpha")).to_have_value("0.7")


def test_a_telephone_has_the_sums_in_sight_and_the_parameters_folded(desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 800})
    to(desk, "/scenarios?closure=0.4")
    assert desk.evaluate(FITS)
    folded = desk.evaluate("() => [...document.querySelectorAll('.group')].map(group => group.open)")
    assert folded == [True, False, False, False, True, False, False]  # gas as the first, the corridor as it is set
    desk.locator("#slider-closure").scroll_into_view_if_needed()
    expect(desk.locator("#sums")).to_be_in_viewport()
    desk.evaluate("() => document.querySelectorAll('main details').forEach(details => { details.open = true; })")
    assert desk.evaluate(FITS)
