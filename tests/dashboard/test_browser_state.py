"""What a visitor does with a chart in a real browser: drawer, menu, switches, clocks, and what a link carries."""

import csv
import http.server
import io
import re
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

Visiting = Callable[..., AbstractContextManager[Page]]
pytestmark = pytest.mark.browser
WAIT = 30_000  # milliseconds for a page to be drawn, on a busy machine
expect.set_options(timeout=WAIT)
DRAWN = """() => document.querySelector('main h1, main h2')
  && [...document.querySelectorAll('.graph')].every(graph => graph.querySelector('.js-plotly-plot')?._fullLayout)"""
FOCUSED = "() => document.activeElement.dataset.period"
COPIED = "() => navigator.clipboard.readText()"
SHOWN = """() => Object.fromEntries(['bounds', 'event'].map(role => [role,
  [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => plot.data)
    .filter(trace => trace.meta.role === role).every(trace => trace.visible !== false)]))"""


@pytest.fixture
def shown(visiting: Visiting) -> Iterator[Page]:
    """A page on a desk that may use the clipboard."""
    with visiting(1280, 900, WAIT, permissions=["clipboard-read", "clipboard-write"]) as page:
        yield page


def to(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_function(DRAWN)
    return page


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def click_point(page: Page, mark: Locator) -> None:
    """Click a mark once plotly has told what is under the pointer, as it does to a hand that moves there."""
    mark.scroll_into_view_if_needed()
    mark.hover(force=True)
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    mark.click(force=True)


def menu(page: Page, chart: str) -> Locator:
    found = page.locator(f"#{chart} .chart-menu")
    found.locator("summary").click()
    return found


def test_a_point_opens_what_it_came_from(shown: Page) -> None:
    to(shown, "/finance")
    drawer, mark = (
        shown.locator("#drawer"),
        shown.locator("#finance-share .scatterlayer .trace").first.locator(".points path").last,
    )
    for _ in range(2):  # the same point can be asked of again
        click_point(shown, mark)
        expect(drawer.locator("h2")).to_have_text("Partner’s share of public external debt, 2024")
        expect(drawer).to_contain_text("debt_stock_by_creditor")
        expect(drawer.locator(".hash").first).to_have_text(re.compile("^[0-9a-f]{64}$"))
        shown.keyboard.press("Escape")
        expect(drawer).to_be_hidden()


def test_a_cell_opens_the_drawer_by_keyboard_and_gets_the_focus_back(shown: Page) -> None:
    to(shown, "/finance")
    card = shown.locator("#finance-share")
    card.locator("summary", has_text="Table").click()
    cell = card.locator("[data-point][data-period='2019']")
    cell.focus()
    shown.keyboard.press("Enter")
    drawer = shown.locator("#drawer")
    told = shown.request.get("/api/v1/points/creditor_share/2019").json()
    expect(drawer.locator(".facts").first).to_contain_text(told["said"])
    assert drawer.locator("details").count() == told["total"]
    assert shown.evaluate("() => document.getElementById('drawer').contains(document.activeElement)")
    shown.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    assert shown.evaluate(FOCUSED) == "2019"


def test_a_point_of_another_country_is_asked_of_that_country(shown: Page) -> None:
    to(shown, "/peers?indicator=creditor_share")
    mark = shown.locator("#peer-KGZ .scatterlayer .points path").last
    with shown.expect_response("**/api/v1/points/**") as answer:
        click_point(shown, mark)
    assert parse_qs(urlsplit(answer.value.url).query)["dependent"] == ["KGZ"]
    expect(shown.locator("#drawer .facts").first).to_contain_text(answer.value.json()["said"])


def test_pictures_are_saved_on_white_with_their_title(shown: Page) -> None:
    shown.emulate_media(color_scheme="dark")
    to(shown, "/finance")
    found = menu(shown, "finance-share")
    with shown.expect_download() as saved:
        found.get_by_role("button", name="PNG").click()
    assert saved.value.suggested_filename == "finance-share.png"
    picture = saved.value.path().read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert width >= 1280
    assert height > 700
    with shown.expect_download() as saved:
        found.get_by_role("button", name="SVG").click()
    assert saved.value.suggested_filename == "finance-share.svg"
    text = saved.value.path().read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "Russia’s share of public external debt" in text
    assert "Owed to Russia" in text
    assert "Sources:" in text
    assert re.search(r'style="[^"]*background: (white|rgb\(255, 255, 255\))|fill: rgb\(255, 255, 255\)', text)


def test_what_is_copied_says_where_it_is_from(shown: Page) -> None:
    to(shown, "/finance?dependent=KAZ&partner=RUS&events=off")
    snapshot = shown.locator("#frame").get_attribute("data-snapshot")
    found = menu(shown, "finance-share")
    found.get_by_role("button", name="Copy link").click()
    expect(found.get_by_role("button", name="Copied")).to_be_visible()
    address = urlsplit(shown.evaluate(COPIED))
    assert (address.path, address.fragment) == ("/finance", "finance-share")
    assert parse_qs(address.query) == {
        "dependent": ["KAZ"], "partner": ["RUS"], "events": ["off"], "snapshot": [snapshot]
    }  # fmt: skip
    found.get_by_role("button", name="Copy citation").click()
    shown.wait_for_function("async () => (await navigator.clipboard.readText()).includes('Sources: ')")
    cited = shown.evaluate(COPIED)
    assert f"Kazakhstan on Russia. Snapshot {snapshot}." in cited
    assert cited.endswith(address.geturl())
    found.get_by_role("button", name="Copy embed code").click()
    shown.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('<iframe')")
    assert f"/embed/creditor_share?dependent=KAZ&partner=RUS&events=off&snapshot={snapshot}" in shown.evaluate(COPIED)
    found.get_by_role("button", name="Copy image").click()
    shown.wait_for_function("async () => (await navigator.clipboard.read())[0].types.includes('image/png')")


def test_a_copied_link_opens_the_same_in_another_browser(shown: Page, chromium: Browser) -> None:
    to(shown, "/trade?as_of=2021-09-30&bounds=off&from=2005")
    menu(shown, "trade-levels").get_by_role("button", name="Copy link").click()
    shown.wait_for_function("async () => (await navigator.clipboard.readText()).includes('snapshot=')")
    drawn = """() => [...document.querySelectorAll('.js-plotly-plot')]
      .map(plot => plot.data.map(({x, y, visible}) => ({x, y, visible})))"""
    other = chromium.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = other.new_page()
        page.set_default_timeout(WAIT)
        to(page, shown.evaluate(COPIED))
        assert page.evaluate(drawn) == shown.evaluate(drawn)
        assert page.locator(".notice").all_inner_texts() == shown.locator(".notice").all_inner_texts()
        for link in page.locator("nav[aria-label=Pages] a").all():
            assert "snapshot=" in (link.get_attribute("href") or "")
    finally:
        other.close()


@pytest.mark.parametrize(("name", "role"), [("bounds", "bounds"), ("events", "event")])
def test_a_switch_hides_shows_and_is_kept(name: str, role: str, shown: Page) -> None:
    to(shown, "/trade")
    switch = shown.locator(f"[data-switch={name}]")
    for on in (False, True, False):
        switch.click()
        expect(switch).to_have_attribute("aria-pressed", str(on).lower())
        shown.wait_for_function(f"() => ({SHOWN})()['{role}'] === {str(on).lower()}")
        assert asked(shown) == ({} if on else {name: "off"})
        links = [link.get_attribute("href") or "" for link in shown.locator("nav[aria-label=Pages] a").all()]
        assert {f"{name}=off" in link for link in links} == {not on}
    shown.reload()
    shown.wait_for_function(DRAWN)
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert shown.evaluate(SHOWN) == {"bounds": name != "bounds", "event": name != "events"}


def test_the_years_are_asked_with_what_was_switched(shown: Page) -> None:
    to(shown, "/finance")
    shown.locator("[data-switch=events]").click()
    shown.locator(".years summary").click()
    shown.locator("#years input[name=from]").fill("2010")
    shown.locator("#years input[name=to]").fill("2019")
    shown.get_by_role("button", name="Show").click()
    shown.wait_for_url("**from=2010**")
    shown.wait_for_function(DRAWN)
    assert asked(shown) == {"from": "2010", "to": "2019", "events": "off"}
    periods = shown.evaluate("""() => document.querySelector('#finance-share .js-plotly-plot').data
      .filter(trace => trace.meta.role === 'value').flatMap(trace => trace.customdata.map(told => told[0]))""")
    assert sorted(periods) == [str(year) for year in range(2010, 2020)]
    expect(shown.locator(".years summary")).to_have_text("Years: 2010–2019")
    shown.go_back()
    shown.wait_for_function(DRAWN)
    assert asked(shown) == {"events": "off"}


def test_the_clock_changes_chart_table_and_file_together(shown: Page) -> None:
    to(shown, "/finance")
    said = shown.locator("#finance-flow .sentence")
    now = said.inner_text()
    shown.get_by_role("link", name="Known on 30 Sep 2021").click()
    shown.wait_for_url("**as_of=2021-09-30**")
    shown.wait_for_function(DRAWN)
    expect(said).not_to_have_text(now)
    href = shown.locator("#finance-flow .sources a[data-csv=net_official_flow]").get_attribute("href") or ""
    assert "as_of=2021-09-30" in href
    rows = csv.DictReader(io.StringIO(shown.request.get(href).text()))
    in_file = sorted((row["variant"], row["period"], float(row["value"])) for row in rows if row["value"])
    drawn = shown.evaluate("""() => document.querySelector('#finance-flow .js-plotly-plot').data
      .filter(trace => trace.meta.role === 'value')
      .flatMap(trace => trace.customdata.map((told, i) => [trace.meta.variant, told[0], trace.y[i]]))
      .filter(([, , y]) => y !== null)""")
    variants = {variant for variant, _, _ in drawn}
    assert sorted(map(tuple, drawn)) == [point for point in in_file if point[0] in variants]


def test_two_visitors_do_not_see_each_other_s_choices(chromium: Browser, served: Any) -> None:
    contexts = [chromium.new_context(base_url=served.address) for _ in range(2)]
    try:
        first, second = (context.new_page() for context in contexts)
        for page in (first, second):
            page.set_default_timeout(WAIT)
        to(first, "/finance?dependent=KAZ&partner=CHN")
        to(second, "/finance")
        first.locator("[data-switch=bounds]").click()
        first.locator("#theme").click()
        second.reload()
        second.wait_for_function(DRAWN)
        expect(second.locator(".pair summary")).to_have_text("Belarus → Russia")
        expect(second.locator("[data-switch=bounds]")).to_have_attribute("aria-pressed", "true")
        assert second.evaluate("() => document.documentElement.dataset.theme") is None
        expect(first.locator(".pair summary")).to_have_text("Kazakhstan → China")
        to(second, "/trade")
        assert asked(second) == {}
    finally:
        for context in contexts:
            context.close()


def test_another_site_can_frame_an_indicator_and_nothing_else(chromium: Browser, served: Any) -> None:
    class Host(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for path in ("embed/export_share?events=off", "finance"):
                self.wfile.write(f'<iframe src="{served.address}{path}" width="720" height="520"></iframe>'.encode())

        def log_message(self, *_: object) -> None:
            pass

    host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=host.serve_forever)
    thread.start()
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{host.server_port}/")
        embedded = page.frame_locator("iframe").first
        embedded.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=WAIT)
        expect(embedded.locator("h2")).to_have_text("Partner’s share of goods exports: Belarus, Russia")
        expect(embedded.locator("header")).to_have_count(0)
        assert page.frame_locator("iframe").nth(1).locator("main").count() == 0
    finally:
        context.close()
        host.shutdown()
        thread.join()
        host.server_close()


def test_menus_close_one_another_and_by_escape(shown: Page) -> None:
    to(shown, "/finance")
    first = menu(shown, "finance-share")
    expect(first.locator(".menu")).to_be_visible()
    shown.locator(".years summary").click()
    expect(first.locator(".menu")).to_be_hidden()
    expect(shown.locator("#years")).to_be_visible()
    shown.keyboard.press("Escape")
    expect(shown.locator("#years")).to_be_hidden()
    assert shown.evaluate("() => document.activeElement.textContent") == "Years: all"


def test_a_link_to_a_snapshot_that_is_gone_says_so(shown: Page) -> None:
    to(shown, "/finance?snapshot=0123456789ab")
    expect(shown.locator(".notice")).to_contain_text("snapshot 0123456789ab, which is not kept here")
    click_point(shown, shown.locator("#finance-share .scatterlayer .trace").first.locator(".points path").last)
    expect(shown.locator("#drawer h2")).to_contain_text("2024")


def test_what_dash_needs_is_asked_for_once_and_while_the_scripts_load(shown: Page) -> None:
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(urlsplit(request.url).path))
    to(shown, "/about")
    for name in ("/_dash-layout", "/_dash-dependencies"):
        assert asked.count(name) == 1
        assert asked.index(name) < asked.index("/_dash-update-component")
    assert not [path for path in asked if "/dcc/" in path]


def test_going_to_a_part_of_a_page_does_not_ask_for_the_page_again(shown: Page) -> None:
    to(shown, "/method")
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(urlsplit(request.url).path))
    shown.evaluate("() => { location.hash = '#main'; }")
    shown.wait_for_function("() => location.hash === '#main'")
    assert "/_dash-update-component" not in asked
