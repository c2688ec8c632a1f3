"""A watch list made and unmade by keyboard alone: the address holds it, and other pages keep it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 30_000  # milliseconds for a page to be drawn, on a busy machine
expect.set_options(timeout=WAIT)


def test_a_list_is_made_and_unmade_by_keyboard(visiting: Visiting) -> None:
    with visiting(1280, 900, WAIT) as page:
        page.goto("/")
        folded = page.locator("#watch > summary")
        expect(folded).to_be_visible()
        folded.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Indicator")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.type("Reserve cover")
        page.keyboard.press("Tab")
        page.keyboard.type("Armenia")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?watch=reserve_cover.ARM-RUS#watch")
        expect(page.locator(".tile .name")).to_have_text(["Reserve cover: Armenia → Russia"])
        expect(page.locator("#watch")).to_have_attribute("open", "")
        page.get_by_label("Indicator").select_option("export_share")
        page.get_by_role("button", name="Add").click()
        expect(page.locator(".tile")).to_have_count(2)
        page.get_by_role("link", name="Trade", exact=True).click()
        page.wait_for_url("**/trade?watch=reserve_cover.ARM-RUS%2Cexport_share")
        page.go_back()
        page.get_by_role("link", name="Remove Reserve cover: Armenia → Russia").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/?watch=export_share#watch")
        expect(page.locator(".tile .name")).to_have_text(["Partner’s share of goods exports"])
        page.get_by_role("link", name="Take all out").click()
        expect(page.locator(".tile")).to_have_count(8)
        assert "watch" not in page.url.partition("?")[2]
