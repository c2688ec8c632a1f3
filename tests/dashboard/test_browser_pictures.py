"""Every page as it was accepted by eye: what stands where, in which colours, on a screen and on a telephone.

    DEPDASH_ACCEPT=1 .venv/bin/python -m pytest tests/dashboard/test_browser_pictures.py

takes new pictures in place of the accepted ones, to be looked at before they are committed. They are kept small, and
compared by the mean colour of patches: another letter or a point more of a line does not show, a chart that is missing,
a column that has slipped below another or a theme that is not applied does.
"""

import io
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 30_000  # milliseconds for a page to be drawn, on a busy machine
ACCEPTED = Path(__file__).parent / "accepted"
SCREENS = {"screen": (1440, 900, "light"), "telephone": (360, 800, "dark")}
PAGES = (
    "/", "/trade", "/energy", "/finance", "/transit", "/security", "/memo?claim=C041", "/scenarios", "/peers",
    "/peers/map", "/compare", "/data", "/method", "/about", "/embed/export_share",
)  # fmt: skip
SCALE = 8  # times smaller than the page
PATCH = 10  # points of the small picture, 80 of the page
FAR = 14  # of 255, by which a patch's mean colour may differ
FEW = 0.02  # of the patches may differ more: a date, the age of a source
DRAWN = """() => document.querySelector('main h1, main h2')
  && [...document.querySelectorAll('.graph')].every(graph => graph.querySelector('.js-plotly-plot')?._fullLayout)
  && document.fonts.status === 'loaded'"""
MAP_DRAWN = "() => !document.querySelector('#world-map') || document.querySelector('#world-map .main-svg')"
SETTLED = """() => [...document.querySelectorAll('.js-plotly-plot')]
  .every(plot => Math.abs(plot._fullLayout.width - plot.clientWidth) < 2)"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_looks_as_it_was_accepted(path: str, visiting: Visiting) -> None:
    name = path.strip("/").partition("?")[0].replace("/", "-") or "overview"
    with visiting(1440, 900, WAIT) as page:
        page.goto(path)
        page.wait_for_function(DRAWN)
        page.wait_for_function(MAP_DRAWN)
        for screen, (width, height, theme) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            page.wait_for_function(SETTLED)
            page.mouse.move(0, 0)
            seen = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled"))).convert("RGB")
            seen = seen.reduce(SCALE)
            kept = ACCEPTED / f"{name}-{screen}.png"
            if os.environ.get("DEPDASH_ACCEPT") == "1":
                seen.quantize(64).save(kept, optimize=True)
            apart = different(seen, Image.open(kept).convert("RGB"))
            assert apart <= FEW, f"{apart:.1%} of {kept.name} differ; look at the page, and accept it if it is right"


def different(seen: Image.Image, accepted: Image.Image) -> float:
    """The part of the patches whose mean colours are far apart; all of them where one picture is 3 % longer."""
    if abs(seen.height - accepted.height) > 0.03 * accepted.height + 1:
        return 1.0
    size = (-(-accepted.width // PATCH), -(-accepted.height // PATCH))
    one, other = (np.asarray(picture.resize(size, Image.Resampling.BOX), float) for picture in (seen, accepted))
    return float((np.abs(one - other).max(axis=2) > FAR).mean())


def test_a_chart_that_is_missing_shows_and_a_letter_does_not() -> None:
    accepted = Image.open(ACCEPTED / "overview-screen.png").convert("RGB")
    letter, chart = accepted.copy(), accepted.copy()
    letter.paste((0, 0, 0), (30, 30, 32, 32))
    chart.paste((255, 255, 255), (0, accepted.height // 4, accepted.width, accepted.height // 2))
    assert different(letter, accepted) <= FEW
    assert different(chart, accepted) > FEW
    assert different(accepted.crop((0, 0, accepted.width, accepted.height * 9 // 10)), accepted) == 1.0
