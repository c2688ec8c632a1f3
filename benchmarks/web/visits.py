"""What a browser takes to show the overview, once anew and once again, and to take the bounds of its charts away."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.web.sites import Site

_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
_PATIENCE = 120_000  # milliseconds
_QUIET = 0.5  # seconds without traffic after which a page has loaded


@dataclass(frozen=True, slots=True)
class Load:
    """One page load: milliseconds until all charts were drawn, bytes received, requests that went out."""

    drawn: float
    wire: int
    requests: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A first visit, a change of what the charts draw in milliseconds, and a second visit with what was cached."""

    first: Load
    switched: float
    again: Load
    posted: tuple[str, ...]  # the bodies of the callbacks that the first load asked for


class _Traffic:
    """What goes over the wire for a page, headers included, and the messages of its web sockets."""

    def __init__(self, page: Page) -> None:
        self.wire = 0
        self.requests = 0
        self.posted: list[str] = []
        self.last = time.monotonic()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketCreated", lambda event: self._counted(0))
        session.on("Network.webSocketFrameReceived", self._message)
        page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        self.last = time.monotonic()
        if request.method == "POST":
            self.posted.append(request.post_data or "")

    def _finished(self, event: dict[str, Any]) -> None:
        self.last = time.monotonic()
        if event["encodedDataLength"]:  # nothing for what was cached, and for data addresses
            self._counted(round(event["encodedDataLength"]))

    def _message(self, event: dict[str, Any]) -> None:
        self.last = time.monotonic()
        data, binary = event["response"]["payloadData"], event["response"]["opcode"] == 2
        self.wire += len(data.rstrip("=")) * 3 // 4 if binary else len(data.encode())

    def _counted(self, size: int) -> None:
        self.wire += size
        self.requests += 1


@contextmanager
def browser(executable: str) -> Iterator[Browser]:
    """Run a headless Chromium that resolves no name of another host."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))
        yield found
        found.close()


def visit(chromium: Browser, site: Site, address: str, charts: int) -> Visit:
    """Visit a site with a fresh profile."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    context.set_default_timeout(_PATIENCE)
    context.add_init_script(f"const CHARTS = {charts};" + Path(__file__).with_name("watch.js").read_text("utf-8"))
    first, page, posted = _load(context, address)
    switched = _switched(page, site)
    page.close()
    again, _, _ = _load(context, address)
    context.close()
    return Visit(first, switched, again, posted)


def _load(context: BrowserContext, address: str) -> tuple[Load, Page, tuple[str, ...]]:
    page = context.new_page()
    traffic = _Traffic(page)
    page.goto(address)
    drawn: float = page.evaluate("() => window.drawn_at")
    while time.monotonic() - traffic.last < _QUIET:
        page.wait_for_timeout(50)
    return Load(drawn, traffic.wire, traffic.requests), page, tuple(traffic.posted)


def _switched(page: Page, site: Site) -> float:
    if not page.evaluate("() => window.bounds_shown()"):
        raise ValueError(f"{site.name}: expected charts with bounds; found none")
    page.evaluate("() => window.await_switch()")
    page.click(site.switch)
    taken: float = page.evaluate("() => window.switched_in")
    return taken
