"""Every page in a real browser: quiet, within the screen, and each chart the same numbers as the file under it."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from ingest.periods import period

pytestmark = pytest.mark.browser
WITH_CHARTS = ("/", "/trade", "/energy", "/finance", "/transit", "/security")
PATHS = (*WITH_CHARTS, "/peers", "/scenarios", "/memo", "/data", "/data/changes", "/method", "/about", "/briefing")
KAZAKHSTAN = "?dependent=KAZ&partner=RUS"
WIDTHS = (360, 768, 1440)
WAIT = 20_000  # milliseconds for a page to be drawn, on a busy machine
expect.set_options(timeout=WAIT)
DRAWN = """() => document.querySelector('main h1')
  && [...document.querySelectorAll('.graph')].every(graph => graph.querySelector('.js-plotly-plot')?._fullLayout)"""
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
TRACES = """() => [...document.querySelectorAll('section.card')].filter(card => card.querySelector('.js-plotly-plot'))
  .map(card => {
    const plot = card.querySelector('.js-plotly-plot');
    return {
      id: card.id, start: plot.layout.xaxis.type === 'date' ? plot.layout.xaxis.range[0] : null,
      files: Object.fromEntries([...card.querySelectorAll('a[data-csv]')].map(a => [a.dataset.csv, a.href])),
      traces: plot.data.map(({meta, x, y, customdata, fill, type}) => ({meta, x, y, customdata, fill, type})),
    };
  })"""

Value = tuple[str, str, float]  # variant, period, number on the axis
Bounds = tuple[str, str, float, float]


class Visit:
    """A page of the browser, and all it complained about since it was opened."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.complaints: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _said(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def _answered(self, answer: Any) -> None:
        if answer.status >= 400:
            self.complaints.append(f"{answer.status} {answer.url}")

    def _asked(self, request: Any) -> None:
        target = urlsplit(request.url)
        if target.scheme in ("http", "https") and target.netloc != urlsplit(self.base).netloc:
            self.complaints.append(f"asked another host: {request.url}")

    def to(self, path: str) -> Page:
        """Open an address and wait until all of its charts are drawn."""
        self.page.goto(self.base + path.lstrip("/"))
        self.page.wait_for_function(DRAWN, timeout=WAIT)
        return self.page


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(WAIT)
    yield context
    context.close()


@pytest.fixture
def visit(window: BrowserContext, served: Any) -> Iterator[Visit]:
    """A visit in the context that all tests share; a test that keeps something in the browser takes `alone`."""
    page = window.new_page()
    yield Visit(page, served.address)
    page.close()


@pytest.fixture
def alone(chromium: Browser, served: Any) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    context.set_default_timeout(WAIT)
    yield Visit(context.new_page(), served.address)
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_quiet_and_within_every_screen_in_both_themes(path: str, visit: Visit) -> None:
    visit.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page, papers = visit.to(path), set()
    page.evaluate("() => document.querySelectorAll('main details').forEach(details => { details.open = true; })")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.wait_for_function(FITS)
            papers.add(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
    assert papers == {"rgb(251, 250, 247)", "rgb(20, 23, 28)"}
    assert visit.complaints == []


def test_drawn_charts_follow_the_window(visit: Visit) -> None:
    """A phone that is turned: the charts take the new width, wider and narrower."""
    page = visit.to("/finance")
    page.wait_for_load_state("networkidle")
    for width in (360, 1440, 768):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(FITS)
        page.wait_for_function(
            "() => [...document.querySelectorAll('.js-plotly-plot')]"
            ".every(plot => Math.abs(plot._fullLayout.width - plot.clientWidth) < 2)"
        )


def drawn_values(traces: list[dict[str, Any]], name: str) -> list[Value]:
    """What a chart shows of one indicator or measure, sorted; a value drawn twice stands twice."""
    return sorted(
        (trace["meta"]["variant"], told[0], y)
        for trace in traces
        if trace["meta"]["id"] == name and trace["meta"]["role"] == "value"
        for told, y in zip(trace["customdata"], trace["y"], strict=True)
        if y is not None
    )


def drawn_bounds(traces: list[dict[str, Any]], name: str) -> list[Bounds]:
    """The ends of the segments, and of the bands whose outline runs along all lows and back along all highs."""
    found = []
    for trace in traces:
        if (trace["meta"]["id"], trace["meta"]["role"]) != (name, "bounds"):
            continue
        periods, y, variant = [told[0] for told in trace["customdata"]], trace["y"], trace["meta"]["variant"]
        if trace.get("fill") == "toself":
            half = len(y) // 2
            assert periods[:half] == periods[half:][::-1]
            found += list(zip([variant] * half, periods[:half], y[:half], y[half:][::-1], strict=True))
        else:
            assert y[2::3] == [None] * (len(y) // 3)
            found += list(zip([variant] * (len(y) // 3), periods[::3], y[::3], y[1::3], strict=True))
    return sorted(found)


def in_file(
    rows: list[dict[str, str]], traces: list[dict[str, Any]], name: str, start: str | None
) -> tuple[list[Value], list[Bounds]]:
    """What the file says of the variants that the chart shows, in the chart's unit, from the axis' first day on."""
    scales = {trace["meta"]["variant"]: trace["meta"]["scale"] for trace in traces if trace["meta"]["id"] == name}
    values, bounds = [], []
    for row in rows:
        variant = row.get("variant", "")
        if variant not in scales or (start and period(row["period"]).first.isoformat() < start):
            continue
        scale = scales[variant]
        if row["value"]:
            values.append((variant, row["period"], float(row["value"]) * scale))
        if row["low"] and float(row["low"]) < float(row["high"]):
            bounds.append((variant, row["period"], float(row["low"]) * scale, float(row["high"]) * scale))
    return sorted(values), sorted(bounds)


@pytest.mark.parametrize(
    ("path", "pair"),
    [*((path, "") for path in WITH_CHARTS), *((path, KAZAKHSTAN) for path in ("/trade", "/finance", "/security"))],
    ids=lambda text: text or "BLR-RUS",
)
def test_every_file_holds_what_its_chart_draws(path: str, pair: str, visit: Visit) -> None:
    page = visit.to(path + pair)
    files: dict[str, list[dict[str, str]]] = {}
    for card in page.evaluate(TRACES):
        shown = {trace["meta"]["id"] for trace in card["traces"]} - {"events"}
        assert shown <= set(card["files"]), card["id"]
        for name in sorted(shown):
            address = card["files"][name]
            if address not in files:
                answer = page.request.get(address)
                assert answer.ok
                files[address] = list(csv.DictReader(io.StringIO(answer.text())))
            values, bounds = in_file(files[address], card["traces"], name, card["start"])
            assert drawn_values(card["traces"], name) == values, (card["id"], name)
            assert drawn_bounds(card["traces"], name) == bounds, (card["id"], name)
    assert files


def test_the_comparison_is_of_many_numbers(visit: Visit) -> None:
    """The test above would pass over an empty page; this one would not."""
    traces = [trace for card in visit.to("/trade").evaluate(TRACES) for trace in card["traces"]]
    names = {trace["meta"]["id"] for trace in traces} - {"events"}
    assert len(names) == 22
    assert sum(len(drawn_values(traces, name)) for name in names) > 1000
    assert sum(len(drawn_bounds(traces, name)) for name in names) > 200


def test_a_year_without_a_volume_is_a_gap(visit: Visit) -> None:
    (card,) = [card for card in visit.to("/energy").evaluate(TRACES) if card["id"] == "energy-transfer"]
    rows = csv.DictReader(io.StringIO(visit.page.request.get(card["files"]["implicit_gas_transfer"]).text()))
    missing = {r["period"] for r in rows if r["variant"] == "hub" and not r["value"] and r["period"] >= card["start"]}
    assert missing
    hub = [trace for trace in card["traces"] if trace["meta"]["variant"] == "hub"]
    drawn = {variant_period for _, variant_period, _ in drawn_values(hub, "implicit_gas_transfer")}
    assert not missing & drawn
    lines = [trace for trace in hub if trace["meta"]["role"] == "link"]
    assert lines
    for line in lines:
        assert not line.get("connectgaps")
        holes = {told[0] for told, y in zip(line["customdata"], line["y"], strict=True) if y is None}
        assert missing & {told[0] for told in line["customdata"]} <= holes


def test_the_time_hidden_from_publication_is_shaded_and_named(visit: Visit) -> None:
    marked = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => ({
      id: plot.closest('section').id, shapes: plot.layout.shapes.map(shape => shape.name),
      notes: [...plot.querySelectorAll('.annotation text')].map(text => text.textContent)}))"""
    charts = {chart["id"]: chart for chart in visit.to("/trade").evaluate(marked)}
    for name in ("trade-shares", "trade-levels", "trade-asymmetry", "trade-weight"):
        assert "blackout" in charts[name]["shapes"]
        assert [note for note in charts[name]["notes"] if re.match(r"trade by partner\s*not published", note)]
    for chart in visit.to("/trade" + KAZAKHSTAN).evaluate(marked):
        assert "blackout" not in chart["shapes"]
        assert not [note for note in chart["notes"] if "not published" in note]


def test_what_was_not_reported_has_another_mark(visit: Visit) -> None:
    shapes: dict[str, set[str]] = defaultdict(set)
    visit.to("/")
    symbols = """() => document.querySelector('#overview-shares .js-plotly-plot').data
      .filter(trace => trace.meta.role === 'value')
      .map(trace => ({mode: trace.mode, symbols: [trace.marker.symbol].flat()}))"""
    for trace in visit.page.evaluate(symbols):
        shapes[trace["mode"]] |= set(trace["symbols"])
    assert "circle" in shapes["lines+markers"]
    assert "diamond" in shapes["markers"]
    assert not {"circle", "circle-open"} & shapes["markers"]


def test_the_theme_is_switched_by_the_button_and_kept(alone: Visit) -> None:
    page = alone.to("/")
    paper = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Change between light and dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    page.wait_for_function(DRAWN)
    assert page.evaluate(paper) == dark
    page.get_by_role("link", name="Trade", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("trade")
    assert page.evaluate(paper) == dark
    page.get_by_role("button", name="Change between light and dark").click()
    assert page.evaluate(paper) == light
    assert alone.complaints == []


def test_the_menu_of_pairs_leads_to_another_country(visit: Visit) -> None:
    page = visit.to("/trade")
    menu = page.locator("details.pair")
    menu.locator("summary").click()
    menu.get_by_role("link", name="Kazakhstan").first.click()
    title = "How unequal is the trade of Kazakhstan and Russia?"
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert urlsplit(page.url).path + "?" + urlsplit(page.url).query == "/trade" + KAZAKHSTAN
    expect(menu.locator("summary")).to_contain_text("Kazakhstan → Russia")
    expect(menu.get_by_role("link", name="Belarus").first).to_be_hidden()
    page.wait_for_function(DRAWN)
    page.get_by_role("link", name="Finance", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kazakhstan")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How unequal")
    assert visit.complaints == []


def statements(page: Page) -> Locator:
    return page.locator("#memo-claims tbody > tr:visible")


def test_the_memo_is_filtered_by_words_and_verdict(visit: Visit) -> None:
    page = visit.to("/memo")
    every = statements(page).count()
    assert every > 50
    count = page.locator("#memo-claims .count")
    expect(count).to_have_text(f"{every} of {every} statements")

    search = page.get_by_role("searchbox")
    search.fill("gas price")
    expect(count).not_to_have_text(f"{every} of {every} statements")
    found = statements(page).count()
    assert 0 < found < every
    expect(count).to_have_text(f"{found} of {every} statements")
    assert all("gas" in (row.get_attribute("data-words") or "") for row in statements(page).all())
    assert page.url.endswith("?q=gas+price")
    page.reload()
    expect(count).to_have_text(f"{found} of {every} statements")

    search.fill("qwertz uiop")
    expect(page.get_by_text("No statement fits. Search for fewer words")).to_be_visible()
    expect(statements(page)).to_have_count(0)
    search.fill("")
    expect(statements(page)).to_have_count(every)
    page.get_by_label("Verdict now").select_option("contradicted")
    expect(statements(page)).not_to_have_count(every)
    assert set(statements(page).locator("> td:last-child .badge").all_inner_texts()) == {"contradicted"}
    assert visit.complaints == []


def test_the_memo_is_sorted_by_its_heads(visit: Visit) -> None:
    page = visit.to("/memo")
    head = page.get_by_role("button", name="Now")
    first = statements(page).first.locator("> td:last-child .badge")
    head.click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Now")
    expect(first).to_have_text("supported")
    head.press("Enter")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Now")
    expect(first).not_to_have_text("supported")


def test_a_claim_opens_beside_the_table_and_the_way_back_closes_it(visit: Visit) -> None:
    page = visit.to("/memo")
    page.get_by_role("searchbox").fill("gas")
    page.get_by_role("link", name="C041").press("Enter")
    claim = page.locator("section.claim")
    expect(page.locator("#claim-C041")).to_be_focused()
    expect(claim.locator(".js-plotly-plot")).to_be_visible()
    expect(claim).to_contain_text("6 of 16 readings agree now")
    assert "q=gas" in page.url
    assert "claim=C041" in page.url
    expect(page.get_by_role("searchbox")).to_have_value("gas")
    page.go_back()
    expect(claim).to_have_count(0)
    page.go_forward()
    expect(claim).to_be_visible()
    claim.get_by_role("link", name="Close").click()
    expect(claim).to_have_count(0)
    assert visit.complaints == []


@pytest.mark.parametrize(("asked", "word"), [("theme=debt", "debt;"), ("state=mixed", "mixed"), ("q=loan", "loan")])
def test_an_address_filters_the_memo_as_the_page_does(asked: str, word: str, visit: Visit) -> None:
    rows = statements(visit.to(f"/memo?{asked}")).all()
    assert 0 < len(rows) < 50
    assert all(word in (row.inner_text() + (row.get_attribute("data-words") or "")).lower() for row in rows)


def test_the_pages_can_be_walked_by_keyboard(visit: Visit) -> None:
    page = visit.to("/")
    focus = """() => { const e = document.activeElement, style = getComputedStyle(e);
      return {text: e.textContent, ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
              seen: e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().left >= 0}; }"""
    walked = []
    for _ in range(12):
        page.keyboard.press("Tab")
        here = page.evaluate(focus)
        walked.append(here["text"])
        assert here["ring"], here
        assert here["seen"], here
        if here["text"] == "Trade":
            break
    assert walked[0] == "Skip to the content"
    assert walked[-1] == "Trade"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("How unequal")


def test_the_skip_link_leads_to_the_content(visit: Visit) -> None:
    page = visit.to("/data")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_a_bad_address_is_answered_in_words(visit: Visit) -> None:
    page = visit.to("/trade?dependent=Belarus")
    expect(page.locator(".problem")).to_contain_text("dependent: expected an ISO 3166 alpha-3 code")
    expect(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Energy")).to_be_visible()
    assert visit.complaints == []


def test_a_file_is_saved_under_its_name(visit: Visit) -> None:
    page = visit.to("/finance")
    with page.expect_download() as download:
        page.locator("#finance-share a[data-csv=creditor_share]").click()
    assert download.value.suggested_filename == "creditor_share_BLR_RUS.csv"
