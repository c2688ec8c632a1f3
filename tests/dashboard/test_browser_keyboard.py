"""Every page by keyboard alone: all that can be used is reached in its order, is seen to be, and does what it says."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 30_000  # milliseconds for a page to be drawn, on a busy machine
expect.set_options(timeout=WAIT)
WITH_VALUES = ("/", "/trade", "/energy", "/finance", "/transit", "/security", "/peers", "/compare")
PATHS = (*WITH_VALUES, "/peers/map", "/scenarios", "/memo", "/data", "/data/changes", "/method", "/about", "/briefing")
DRAWN = """() => document.querySelector('main h1')
  && [...document.querySelectorAll('.graph:not(.map) > div')].every(plot => plot._fullLayout)
  && !document.querySelector('#world-map:not([data-drawn])')"""
# All that a keyboard should reach, and what each was like when it had the focus: place in that order, ring, size.
WATCH = """() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex="0"]';
  window.reachable = [...document.querySelectorAll(kinds)]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0);
  window.reached = [];
  document.addEventListener('focusin', ({ target }) => {
    const style = getComputedStyle(target), box = target.getBoundingClientRect();
    window.reached.push({ place: window.reachable.indexOf(target), html: target.outerHTML.slice(0, 120),
      ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, seen: box.width * box.height > 0 });
  });
  return window.reachable.length;
}"""


@pytest.fixture
def shown(visiting: Visiting) -> Iterator[Page]:
    with visiting(1280, 900, WAIT) as page:
        yield page


def to(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_function(DRAWN)
    return page


@pytest.mark.parametrize("path", PATHS)
def test_all_that_can_be_used_is_reached_in_its_order_and_seen(path: str, shown: Page) -> None:
    count = to(shown, path).evaluate(WATCH)
    assert count > 15
    for _ in range(count):
        shown.keyboard.press("Tab")
    reached: list[dict[str, Any]] = shown.evaluate("() => window.reached")
    assert [one for one in reached if not (one["ring"] and one["seen"])] == []
    assert [one["place"] for one in reached] == list(range(count)), reached


def opened(page: Page, details: Locator) -> Locator:
    """Open what is folded, as a keyboard does, and step into it."""
    details.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(details).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    return page.locator(":focus")


@pytest.mark.parametrize("path", WITH_VALUES)
def test_a_file_and_the_origin_of_a_value_are_had_without_a_pointer(path: str, shown: Page) -> None:
    card = to(shown, path).locator("section.card:has(.chart-menu):has(table.plain-table)").first
    opened(shown, card.locator("details.chart-menu"))
    with shown.expect_download() as download:
        shown.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    shown.keyboard.press("Escape")
    expect(card.locator("details.chart-menu > summary")).to_be_focused()
    opened(shown, card.locator("details.more:has(table)"))
    shown.keyboard.press("Tab")
    link = shown.locator(":focus")
    point = link.get_attribute("data-point")
    assert point
    shown.keyboard.press("Enter")
    expect(shown.locator("#drawer h2")).to_be_visible()
    expect(shown.locator("#drawer .hash").first).not_to_be_empty()
    shown.keyboard.press("Escape")
    expect(shown.locator("#drawer")).to_be_hidden()
    expect(link).to_be_focused()


def test_another_pair_is_chosen_without_a_pointer(shown: Page) -> None:
    menu = to(shown, "/energy").locator("details.pair")
    opened(shown, menu)
    while shown.locator(":focus").inner_text() != "Kazakhstan":
        shown.keyboard.press("Tab")
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/energy?dependent=KAZ&partner=RUS")
    expect(shown.locator("h1")).to_contain_text("Kazakhstan")


def test_series_are_searched_without_a_pointer(shown: Page) -> None:
    field = to(shown, "/data").locator("main input[type=search]").first
    field.focus()
    shown.keyboard.type("potash")
    shown.keyboard.press("Enter")
    expect(shown.locator("main")).to_contain_text("potash", ignore_case=True)
    assert "potash" in shown.url
