"""The pages that answer an address in many ways, in a real browser: peers, data, security, and what is not there."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 20_000  # milliseconds for a page to be drawn, on a busy machine
expect.set_options(timeout=WAIT)
DRAWN = """() => document.querySelector('main h1')
  && [...document.querySelectorAll('.graph')].every(graph => graph.querySelector('.js-plotly-plot')?._fullLayout)"""
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
FOCUS = """() => { const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {name: e.name || e.tagName, text: e.textContent, type: e.type ?? '',
          ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          seen: box.width > 0 && box.left >= 0}; }"""
# What each kind of answer looks like on a telephone; whole pages are looked at by the other browser tests.
VIEWS = (
    "/peers?indicator=export_partner_hhi&variant=baci",
    "/peers?dependent=KGZ&partner=EUU&indicator=foreign_policy_distance",
    "/peers?dependent=FRA&partner=DEU&year=2005",
    "/peers/map?partner=CHN&indicator=import_share",
    "/compare?indicator=export_share&and=net_official_flow.net_flow&with=KAZ-RUS",
    "/security?dependent=KAZ&partner=CHN",
    "/transit?dependent=ARM&partner=EUU",
    "/data?q=export",
    "/data?lineage=arms_supplier_share&period=2019..2023",
    "/data?source=wits",
    "/nonsense",
    "/peers?indicator=nonsense",
)


@pytest.fixture
def phone(visiting: Visiting) -> Iterator[Page]:
    """A page on a telephone."""
    with visiting(360, 800, WAIT) as page:
        yield page


def to(phone: Page, path: str) -> None:
    phone.goto(path)
    phone.wait_for_function(DRAWN, timeout=WAIT)


@pytest.mark.parametrize("path", VIEWS)
def test_a_view_is_quiet_and_within_a_telephone_in_both_themes(path: str, phone: Page) -> None:
    to(phone, path)
    for theme in ("light", "dark"):
        phone.emulate_media(color_scheme=theme)
        assert phone.evaluate(FITS), theme
    phone.evaluate("() => document.querySelectorAll('main details').forEach(details => { details.open = true; })")
    assert phone.evaluate(FITS)


def test_a_page_that_is_not_there_names_those_that_are(phone: Page) -> None:
    to(phone, "/nonsense")
    expect(phone.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert phone.locator("main li a").count() == phone.locator("nav .way").count() == 13
    phone.locator("main").get_by_role("link", name="Security (/security)").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Whose arms")


def tab_until(phone: Page, wanted: str, most: int = 60) -> dict[str, Any]:
    """Press Tab until what is wanted has the focus: the name of a field, or the text of anything else."""
    for _ in range(most):
        phone.keyboard.press("Tab")
        here: dict[str, Any] = phone.evaluate(FOCUS)
        assert here["ring"], here
        assert here["seen"], here
        if wanted in (here["name"], here["text"]):
            return here
    raise AssertionError(f"{wanted} cannot be reached by keyboard")


def test_the_search_is_reached_filled_and_sent_by_keyboard(phone: Page) -> None:
    to(phone, "/data?dependent=KAZ&partner=CHN")
    assert tab_until(phone, "q")["type"] == "search"
    phone.keyboard.type("gold exports")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**q=gold**")
    phone.wait_for_function(DRAWN)
    asked = parse_qs(urlsplit(phone.url).query)
    assert asked == {"q": ["gold exports"], "dependent": ["KAZ"], "partner": ["CHN"]}
    expect(phone.locator("#search input[name=q]")).to_have_value("gold exports")
    assert tab_until(phone, "Search")["type"] == "submit"


def test_what_is_folded_opens_by_keyboard(phone: Page) -> None:
    to(phone, "/data")
    folded = phone.locator("#corrections")
    name = folded.locator("summary").inner_text()
    expect(folded.locator("table")).to_be_hidden()
    tab_until(phone, name)
    phone.keyboard.press("Enter")
    expect(folded.locator("table")).to_be_visible()


def test_a_number_of_a_chart_s_table_leads_to_its_file_and_row(phone: Page) -> None:
    to(phone, "/security")
    card = phone.locator("#security-arms")
    card.locator("summary", has_text="Table").click()
    number = card.get_by_role("link", name="97.5").first
    number.click()
    expect(phone.locator("#drawer")).to_contain_text("sipri_transfers_to_postsoviet_2000plus.csv")
    # The same address in a window of its own, as with a middle click.
    phone.goto(number.evaluate("link => link.href"))
    phone.wait_for_function(DRAWN)
    expect(phone.locator("#lineage h2")).to_contain_text("2011–2015")
    expect(phone.locator("#lineage")).to_contain_text("sipri_transfers_to_postsoviet_2000plus.csv")
    assert phone.locator("#lineage .hash").count() > 5


def test_the_links_of_peers_keep_the_view(phone: Page) -> None:
    to(phone, "/peers?dependent=KGZ&partner=RUS")
    phone.locator("main summary").first.click()
    phone.get_by_role("link", name="Concentration of goods exports over partners").click()
    phone.get_by_role("link", name="CEPII BACI, all partners").click()
    phone.get_by_role("navigation", name="Partner").get_by_role("link", name="China").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Who else depends on China, and how much?")
    phone.wait_for_function(DRAWN)
    asked = parse_qs(urlsplit(phone.url).query)
    assert asked == {
        "dependent": ["KGZ"], "partner": ["CHN"], "indicator": ["export_partner_hhi"], "variant": ["baci"]
    }  # fmt: skip
    expect(phone.locator(".chosen h2")).to_have_text("Kyrgyzstan")
    expect(phone.locator("#ranks mark")).to_have_text("Kyrgyzstan")


def test_the_file_of_peers_holds_what_the_small_charts_draw(phone: Page) -> None:
    to(phone, "/peers?indicator=creditor_share&partner=CHN")
    drawn = phone.evaluate("""() => Object.fromEntries([...document.querySelectorAll('.small')].map(card => [
      card.id.replace('peer-', ''),
      [...card.querySelectorAll('.js-plotly-plot')].flatMap(plot => plot.data)
        .filter(trace => trace.meta.role === 'value')
        .flatMap(trace => trace.customdata.map((told, i) => [told[0], trace.y[i]])).filter(([, y]) => y !== null)]))""")
    answer = phone.request.get(phone.locator("#ranks a.csv").get_attribute("href") or "")
    assert answer.ok
    rows = list(csv.DictReader(io.StringIO(answer.text())))
    for country, points in drawn.items():
        told = [[row["period"], float(row["value"])] for row in rows if row["dependent"] == country and row["value"]]
        assert sorted(points) == sorted(told), country
    assert sum(map(len, drawn.values())) > 100


def test_a_wide_table_is_moved_inside_its_frame_and_keeps_the_years(phone: Page) -> None:
    to(phone, "/trade")
    frame = phone.locator("#trade-reports .scroll").first
    frame.scroll_into_view_if_needed()
    left = "frame => frame.querySelector('tbody th').getBoundingClientRect().left"
    before = frame.evaluate(left)
    moved = frame.evaluate("frame => { frame.scrollLeft = 200; return frame.scrollLeft; }")
    assert moved > 100
    assert abs(frame.evaluate(left) - before) < 2
    assert phone.evaluate(FITS)
