"""axe-core finds nothing wrong on any page, of any severity, in both themes, on a phone and on a desk."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 30_000  # milliseconds for a page to be drawn, on a busy machine
WITH_CHARTS = ("/", "/trade", "/energy", "/finance", "/transit", "/security", "/peers", "/compare", "/scenarios")
WATCH = "/?watch=export_share,gas_price_discount.hub,export_share.ARM-RUS,reserves"
PATHS = (
    *WITH_CHARTS,
    WATCH,
    "/peers/map",
    "/memo",
    "/data",
    "/data/changes",
    "/method",
    "/about",
    "/briefing",
    "/watch/form",
)
DRAWN = """() => document.querySelector('main h1')
  && [...document.querySelectorAll('.graph:not(.map) > div')].every(plot => plot._fullLayout)
  && !document.querySelector('#world-map:not([data-drawn])')"""
UNFOLD = "() => document.querySelectorAll('main details').forEach(details => { details.open = true; })"
FILLED = "() => !document.querySelector('#watch') || document.querySelector('#watch form')"
# Rows and entries of one list that are alike in all but their words are looked at once: a page has thousands of them,
# and axe-core takes half a minute for their colours alone. What is empty stays apart from what is not.
ONE_OF_EACH = """() => {
  const seen = new Map();
  let left = 0;
  for (const row of document.querySelectorAll('main tbody tr, main li')) {
    const shape = row.outerHTML.replace(/>[^<]+/g, '>.')
      .replace(/ (href|id|title|datetime|aria-label|aria-labelledby|data-[a-z-]+)="[^"]+"/g, ' $1="."');
    const known = seen.get(row.parentElement) ?? new Set();
    seen.set(row.parentElement, known);
    if (known.has(shape)) row.remove(); else { known.add(shape); left += 1; }
  }
  return left;
}"""


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_accessible_in_both_themes(path: str, visiting: Visiting) -> None:
    """All that is written is looked at, what is folded away included."""
    with visiting(360, 900, WAIT) as page:
        page.goto(path)
        page.wait_for_function(DRAWN)
        page.evaluate(UNFOLD)
        page.wait_for_function(FILLED)
        page.evaluate(ONE_OF_EACH)
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                assert violations(page, dark=theme == "dark") == [], (width, theme)


def violations(page: Page, *, dark: bool) -> list[tuple[str, str]]:
    """What axe-core finds wrong: rule and element. In the dark, only colours can be otherwise."""
    more = {"runOnly": ["color-contrast"]} if dark else {"rules": {"target-size": {"enabled": True}}}  # of WCAG 2.2
    asked = {"resultTypes": ["violations"], **more}
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in Axe().run(page, options=asked).response["violations"]]


def test_a_row_that_is_unlike_the_others_is_looked_at(visiting: Visiting) -> None:
    """The third row has a colour too faint, the last a cell without words: both stay."""
    rows = ["<td>first</td>", "<td>second</td>", '<td class="faint">third</td>', "<td></td>"]
    with visiting(360, 900, WAIT) as page:
        page.goto("/about")
        page.wait_for_function(DRAWN)
        table = f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"
        page.evaluate("table => { document.querySelector('main').innerHTML = `<h1>Rows</h1>${table}`; }", table)
        page.evaluate("() => { document.querySelector('.faint').style.color = '#ddd'; }")
        assert page.evaluate(ONE_OF_EACH) == 3
        page.emulate_media(color_scheme="light")
        assert "color-contrast" in {rule for rule, _ in violations(page, dark=False)}
