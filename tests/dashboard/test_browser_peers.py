"""The world map, the choice of any two countries and the comparison in a real browser; no other host is asked."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 30_000  # milliseconds for a page to be drawn, on a busy machine
expect.set_options(timeout=WAIT)
DRAWN = """() => document.querySelector('main h1')
  && [...document.querySelectorAll('.graph')].every(graph => graph.querySelector('.js-plotly-plot')?._fullLayout)"""
# Each country that the map draws: its code, the colour it has, and where a pointer meets it.
COUNTRIES = """() => Object.fromEntries([...document.querySelectorAll('#world-map .choroplethlayer path')].map(path => [
  path.__data__.loc, getComputedStyle(path).fill]))"""
COLOURS = """() => { const probe = document.body.appendChild(document.createElement('i'));
  const found = Object.fromEntries(['1', '2', '3', '4', '5', 'none', 'partner'].map(name => {
    probe.style.color = `var(--class-${name})`; return [name, getComputedStyle(probe).color]; }));
  probe.remove(); return found; }"""
MARKED = """() => document.querySelectorAll('#world-map .choroplethlayer path')
  .forEach(path => path.setAttribute('data-country', path.__data__.loc))"""


@pytest.fixture
def shown(visiting: Visiting) -> Iterator[Page]:
    """A page on a desk."""
    with visiting(1280, 1000, WAIT, color_scheme="light") as page:
        yield page


def to(page: Page, path: str) -> list[str]:
    """Open a page until all is drawn; the paths that were asked for."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(urlsplit(one.url).path))
    page.goto(path)
    page.wait_for_function(DRAWN)
    if path.startswith("/peers/map"):
        page.wait_for_function(f"() => Object.keys(({COUNTRIES})()).length > 150")
    return asked


def file_of(page: Page, card: str) -> dict[str, dict[str, str]]:
    answer = page.request.get(page.locator(f"#{card} .sources a.csv").get_attribute("href") or "")
    assert answer.ok
    return {row["dependent"]: row for row in csv.DictReader(io.StringIO(answer.text()))}


def class_of(row: dict[str, str]) -> str:
    low, high = (sum(float(row[f"export_share_{end}"]) >= least for least in (1, 5, 10, 25)) for end in ("low", "high"))
    return str(1 + low) if low == high else "none"


def test_the_map_is_coloured_and_told_as_its_file_says(shown: Page) -> None:
    asked = to(shown, "/peers/map?year=2019")
    assert {"/assets/map/plotly-geo.min.js", "/assets/map/world_110m.json"} <= set(asked)
    rows, colours = file_of(shown, "map"), shown.evaluate(COLOURS)
    drawn = shown.evaluate(COUNTRIES)
    assert drawn["RUS"] == colours["partner"]
    for code, colour in drawn.items():
        if code in rows and rows[code]["export_share_low"]:
            assert colour == colours[class_of(rows[code])], code
    assert len({drawn[code] for code in ("BLR", "KAZ", "FIN", "POL", "USA")}) > 3
    shown.evaluate(MARKED)
    for code, name in (("KAZ", "Kazakhstan"), ("MNG", "Mongolia"), ("BLR", "Belarus")):
        shown.locator(f"path[data-country={code}]").hover(force=True)
        told = f"{name}: {float(rows[code]['export_share']):.1f} %"
        expect(shown.locator(".hoverlayer .hovertext")).to_have_text(told)


def test_the_map_takes_the_colours_of_the_theme(shown: Page) -> None:
    to(shown, "/peers/map?year=2019")
    light = shown.evaluate(COUNTRIES)
    shown.get_by_role("button", name="Change between light and dark").click()
    colours = shown.evaluate(COLOURS)
    shown.wait_for_function(f"() => ({COUNTRIES})().BLR === '{colours['5']}'")
    dark = shown.evaluate(COUNTRIES)
    assert dark["RUS"] == colours["partner"]
    assert not {code for code in dark if dark[code] == light[code]}


def test_a_map_is_chosen_and_its_table_sorted_by_keyboard(shown: Page) -> None:
    to(shown, "/peers/map?dependent=KAZ&partner=RUS")
    shown.locator("main select[name=partner]").select_option(label="China")
    shown.locator("main select[name=indicator]").select_option("import_share")
    shown.locator("main").get_by_role("button", name="Show").press("Enter")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Where in the world does trade depend on China?")
    asked = parse_qs(urlsplit(shown.url).query)
    assert (asked["dependent"], asked["partner"], asked["indicator"]) == (["KAZ"], ["CHN"], ["import_share"])
    shown.wait_for_function(DRAWN)
    rows = file_of(shown, "map")
    first = shown.locator("#map tbody tr").first.locator("td")
    shown.get_by_role("button", name="Asymmetry").press("Enter")
    expect(shown.locator("th[aria-sort=ascending]")).to_contain_text("Asymmetry")
    shown.get_by_role("button", name="Asymmetry").press("Enter")
    highest = max(float(row["trade_asymmetry_high"]) for row in rows.values() if row["trade_asymmetry_high"])
    expect(first.last).to_have_text(f"{highest:.1f}")


def test_the_map_is_had_as_a_picture(shown: Page) -> None:
    to(shown, "/peers/map?year=2019")
    shown.locator("#map .chart-menu summary").click()
    with shown.expect_download() as download:
        shown.get_by_role("button", name="SVG").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "choroplethlayer" in text
    assert "25 % and more" in text
    assert "Snapshot" in text


def test_the_map_fits_a_phone_and_other_pages_do_not_load_it(shown: Page) -> None:
    shown.set_viewport_size({"width": 360, "height": 800})
    to(shown, "/peers/map")
    assert shown.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    box = shown.locator("#world-map .geo").first.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    asked = to(shown, "/peers")
    assert not [path for path in asked if path.startswith("/assets/map/")]


def test_a_map_that_cannot_be_loaded_says_so_and_leaves_the_table(chromium: Browser, served: Any) -> None:
    context = chromium.new_context(base_url=served.address)
    page = context.new_page()
    page.route("**/plotly-geo.min.js", lambda route: route.abort())
    page.goto("/peers/map")
    expect(page.locator("#world-map")).to_have_text("The map could not be drawn; the table holds its numbers.")
    assert page.locator("#map tbody tr").count() > 150
    context.close()


def test_any_country_can_be_set_on_any_other(shown: Page) -> None:
    to(shown, "/peers?indicator=import_share")
    form = shown.locator("main form.chooser").first
    form.locator("select[name=dependent]").select_option(label="France")
    form.locator("select[name=partner]").select_option(label="Germany")
    form.get_by_role("button", name="Show").click()
    expect(shown.get_by_role("heading", level=1)).to_have_text("Who else depends on Germany, and how much?")
    assert parse_qs(urlsplit(shown.url).query) == {
        "dependent": ["FRA"], "partner": ["DEU"], "indicator": ["import_share"]
    }  # fmt: skip
    shown.wait_for_function(DRAWN)
    expect(shown.locator(".chosen h2")).to_have_text("France")
    shown.locator("details.pair summary").click()
    menu = shown.locator("details.pair form")
    menu.locator("select[name=partner]").select_option(label="Italy")
    menu.get_by_role("button", name="Show").click()
    expect(shown.get_by_role("heading", level=1)).to_have_text("Who else depends on Italy, and how much?")


def test_a_chart_leads_to_its_comparison_with_another_pair(shown: Page) -> None:
    to(shown, "/finance")
    shown.locator("#finance-share .chart-menu summary").click()
    shown.locator("#finance-share").get_by_role("link", name="Compare with another indicator or pair").click()
    expect(shown.get_by_role("heading", level=2).first).to_have_text("Partner’s share of public external debt")
    shown.wait_for_function(DRAWN)
    shown.locator("select[name=and]").select_option("export_share")
    shown.locator("select[name=with]").select_option("ARM-RUS")
    shown.locator("main").get_by_role("button", name="Show").click()
    shown.wait_for_url("**with=ARM-RUS**")
    shown.wait_for_function(DRAWN)
    asked = parse_qs(urlsplit(shown.url).query)
    assert (asked["indicator"], asked["and"], asked["with"]) == (["creditor_share"], ["export_share"], ["ARM-RUS"])
    pairs = shown.evaluate("""() => [...new Set(document.querySelector('.js-plotly-plot').data
      .map(trace => `${trace.meta.id} ${trace.meta.dependent}`))]""")
    assert {"creditor_share BLR", "creditor_share ARM", "export_share BLR", "export_share ARM"} <= set(pairs)
