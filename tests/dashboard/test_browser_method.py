"""The pages of the method and of changes in a real browser: anchors, filters, the line of events, forms, the phone."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 30_000  # milliseconds for a page to be drawn, on a busy machine
expect.set_options(timeout=WAIT)
IN_VIEW = """way => { const row = way.parentElement.getBoundingClientRect(), own = way.getBoundingClientRect();
  return own.left >= row.left - 1 && own.right <= row.right + 1; }"""


@pytest.fixture
def shown(visiting: Visiting) -> Iterator[Page]:
    """A page on a desk."""
    with visiting(1280, 900, WAIT) as page:
        yield page


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_an_anchor_opens_its_indicator_and_a_link_leads_to_another(shown: Page) -> None:
    shown.goto("/method#implicit_gas_transfer_of_gdp")
    entry = shown.locator("#implicit_gas_transfer_of_gdp")
    expect(entry).to_have_attribute("open", "")
    expect(entry).to_be_in_viewport()
    expect(entry.locator("summary")).to_be_focused()
    box = entry.locator("math mfrac").first.bounding_box()
    assert box is not None
    assert box["height"] > 25
    other = shown.locator("#export_share")
    expect(other).not_to_have_attribute("open", "")
    shown.evaluate("() => { location.hash = 'export_share'; }")
    expect(other).to_have_attribute("open", "")


def test_the_list_is_filtered_as_it_is_typed_and_chosen(shown: Page) -> None:
    shown.goto("/method")
    listed = shown.locator("#method-list")
    shown.get_by_role("searchbox", name="Search").fill("gas transfer")
    expect(listed.locator(".entry:visible")).to_have_count(3)
    expect(listed.locator(".count")).to_contain_text("3 of ")
    assert asked(shown) == {"q": "gas transfer"}
    shown.get_by_role("combobox", name="Direction").select_option("0")
    expect(listed.locator(".none")).to_be_visible()
    shown.get_by_role("searchbox", name="Search").fill("")
    expect(listed.locator(".entry:visible").first).to_be_visible()
    assert asked(shown) == {"direction": "0"}


def test_an_event_is_read_by_keyboard(shown: Page) -> None:
    shown.goto("/")
    mark = shown.locator("#overview-events .mark").nth(3)
    expect(mark).to_be_visible()
    told = shown.locator("#overview-events .told").nth(3)
    expect(told).to_have_css("opacity", "0")
    mark.focus()
    expect(told).to_have_css("opacity", "1")
    expect(told).to_contain_text((mark.get_attribute("aria-label") or "").partition(": ")[2])


def test_a_year_left_empty_is_not_in_the_address(shown: Page) -> None:
    shown.goto("/about?events=off")
    shown.locator(".years summary").click()
    shown.get_by_role("spinbutton", name="From").fill("2015")
    shown.get_by_role("button", name="Show").click()
    shown.wait_for_url("**from=2015**")
    assert asked(shown) == {"from": "2015", "events": "off"}


def test_the_benchmark_is_switched_without_loading_the_page(shown: Page) -> None:
    shown.goto("/energy")
    shown.evaluate("() => { window.kept = true; }")
    switch = shown.get_by_role("group", name="Gas set beside")
    switch.get_by_role("link", name="Gazprom").click()
    expect(switch.locator(".chosen")).to_contain_text("Gazprom")
    expect(shown.locator("#energy-discount .legend")).to_contain_text("Gazprom")
    assert asked(shown) == {"benchmark": "gazprom_average"}
    assert shown.evaluate("() => window.kept")


def test_on_a_phone_the_page_one_is_on_is_seen_and_nothing_is_wider(shown: Page) -> None:
    shown.set_viewport_size({"width": 360, "height": 740})
    for path in ("/method", "/data/changes", "/about"):
        shown.goto(path)
        way = shown.locator(".ways .way.current")
        expect(way).to_be_visible()
        assert way.evaluate(IN_VIEW), path
        assert shown.evaluate("() => document.documentElement.scrollWidth") == 360
