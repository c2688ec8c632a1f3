"""What the tests of the dashboard share: the application in this process, a real server, and a real browser."""

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from dash import Dash, html
from dash.development.base_component import Component
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as BrowserPage

from dashboard.app import create_app
from dashboard.graph import Graph
from dashboard.page import Page
from dashboard.parameters import Query
from dashboard.repository import Repository
from dashboard.view import View
from indicators.model import Pair, Result, Row

Visiting = Callable[..., contextlib.AbstractContextManager[BrowserPage]]
ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds until a server must have answered
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def app(repository: Repository) -> Dash:
    return create_app(repository)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


@pytest.fixture
def no_user_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty user's store, so that commands run in this process serve the packaged snapshot."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("DEPDASH_HOME", str(home))
    return home


@pytest.fixture
def made() -> Callable[..., Result]:
    """Makes a result from rows given as (period, value, low, high, status) or (variant, period, ...)."""

    def make(*rows: Sequence[object], unit: str = "percent", variants: tuple[str, ...] = ()) -> Result:
        full = [Row(*(row if variants else ("", *row)), ()) for row in rows]  # type: ignore[arg-type]
        return Result("made", "Made", unit, 1, Pair("BLR", "RUS"), None, "none", tuple(full), None, variants)

    return make


def _inside(content: Any, kind: type[Component] = Component) -> Iterator[Any]:
    if isinstance(content, list | tuple):
        for item in content:
            yield from _inside(item, kind)
    elif isinstance(content, Component):
        if isinstance(content, kind):
            yield content
        yield from _inside(getattr(content, "children", None), kind)


def _text_of(content: Any) -> str:
    if isinstance(content, list | tuple):
        return " ".join(map(_text_of, content))
    if isinstance(content, Component):
        return _text_of(getattr(content, "children", None))
    return "" if content is None else str(content)


@pytest.fixture(scope="session")
def inside() -> Callable[..., Iterator[Any]]:
    """Gives every component of a kind, however deep."""
    return _inside


@pytest.fixture(scope="session")
def text_of() -> Callable[[Any], str]:
    """Gives the text of components, their parts separated by spaces."""
    return _text_of


@pytest.fixture(scope="session")
def cards() -> Callable[..., list[html.Section]]:
    """Gives the cards of a page that hold a chart of series with its legend: not the small ones of peers, which have
    none, nor those of a scenario's account."""

    def found(page: Page, repository: Repository, pair: Pair) -> list[html.Section]:
        sections = _inside(page.body(View(repository, Query(pair))), html.Section)
        others = {"small", "account"}
        return [part for part in sections if list(_inside(part, Graph)) and not others & {*part.className.split()}]

    return found


@pytest.fixture(scope="session")
def whole(app: Dash) -> Callable[..., Component]:
    """Gives a page with its frame, as the router shows it."""
    import dash

    def shown(path: str, pair: Pair, asked: Mapping[str, str] | None = None) -> Component:
        layout = dash.page_registry[f"depdash{path}"]["layout"].__wrapped__
        found: Component = layout(dependent=pair.dependent, partner=pair.partner, **(asked or {}))
        return found

    return shown


@dataclass
class Serving:
    """A `depdash serve` that runs: its process and the lines it has printed."""

    process: "subprocess.Popen[str]"
    port: int
    lines: "queue.Queue[str]"
    reader: threading.Thread

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def first_line(self) -> str:
        """What it printed first; fails with its errors where it ended instead, or said nothing in time."""
        try:
            line = self.lines.get(timeout=PATIENCE)
        except queue.Empty:
            line = ""
        if not line:
            self.stop()
            pytest.fail(f"the server said nothing: {self.process.stderr.read() if self.process.stderr else ''}")
        return line

    def stop(self) -> bool:
        """End it as a service manager would; False where something of it was left and had to be killed."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)
        deadline = time.monotonic() + 5
        while self._any_left() and time.monotonic() < deadline:
            time.sleep(0.05)
        if not self._any_left():
            return True
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return False

    def _any_left(self) -> bool:
        """Whether a process of its group still runs; the workers are in the group of the command that began them."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Serving]]:
    """Starts `python -m dashboard serve` in a process group of its own; every one is ended with the session."""
    empty = tmp_path_factory.mktemp("home")
    started: list[Serving] = []

    def start(port: int | None = None, home: Path = empty) -> Serving:
        port = port or free_port()
        environment = os.environ | {"DEPDASH_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        lines: queue.Queue[str] = queue.Queue()

        def read() -> None:
            for line in process.stdout or ():
                lines.put(line)
            lines.put("")

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        started.append(Serving(process, port, lines, reader))
        return started[-1]

    yield start
    for serving in started:
        if serving.process.poll() is None:
            serving.stop()
        serving.reader.join(timeout=10)
        for pipe in (serving.process.stdout, serving.process.stderr):
            if pipe:
                pipe.close()


@pytest.fixture(scope="session")
def served(serve: Callable[..., Serving]) -> Serving:
    """A server that answers, shared by all tests that only ask it."""
    serving = serve()
    serving.first_line()
    return serving


def find_browser() -> str | None:
    """The browser that DEPDASH_CHROME names, else a Chromium or Chrome on the path."""
    named = os.environ.get("DEPDASH_CHROME")
    candidates = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((found for name in candidates if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session: skipped where there is none, unless CI is to have one."""
    found = find_browser()
    if found is None:
        missing = f"no chromium found (DEPDASH_CHROME={os.environ.get('DEPDASH_CHROME', '')!r}); install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visiting(chromium: Browser, served: Serving) -> Visiting:
    """Opens a page in a window of its own; the test fails where the browser complained or another host was asked."""

    @contextlib.contextmanager
    def window(width: int, height: int, wait: int, **more: Any) -> Iterator[BrowserPage]:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=served.address, reduced_motion="reduce", **more
        )
        context.set_default_timeout(wait)
        page, complaints, ours = context.new_page(), list[str](), urlsplit(served.address).netloc
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda sent: complaints.append(sent.url) if urlsplit(sent.url).netloc not in (ours, "") else None
        )
        yield page
        context.close()
        assert complaints == []

    return window
