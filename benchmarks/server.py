"""How soon `depdash serve` answers, how fast its pages are, and what memory it holds; Linux only (/proc)."""

import importlib
import pkgutil
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import requests

import dashboard.pages
from benchmarks.processes import PATIENCE, Running, free_port, running

CALLBACK = "_dash-update-component"
_REQUESTS = 100


def start_and_memory() -> Iterator[tuple[str, str]]:
    """Yield how soon the server answers, and its memory before and after every page was asked for."""
    with serving() as server:
        yield "start to `/readyz`", f"{server.ready:.1f} s"
        start = time.perf_counter()
        with requests.Session() as session:
            layout(server.address, "/", session)
        yield "start to the first whole overview page", f"{server.ready + time.perf_counter() - start:.1f} s"
        yield from _memory(server.process, "at the start")
        for path in page_paths():
            for _ in range(_REQUESTS):
                with requests.Session() as session:  # a connection each, so that both workers get their part
                    layout(server.address, path, session)
        yield from _memory(server.process, f"after {_REQUESTS} requests per page")


def pages() -> Iterator[tuple[str, ...]]:
    """Yield for each page the time of its layout callback over loopback, the first and uncached request included."""
    with serving() as server, requests.Session() as session:
        for path in page_paths():
            times, size = [], 0
            for _ in range(_REQUESTS):
                start = time.perf_counter()
                size = len(layout(server.address, path, session))
                times.append((time.perf_counter() - start) * 1000)
            p95 = quantiles(times, n=20)[-1]
            yield path, f"{median(times):.0f}", f"{p95:.0f}", f"{max(times):.0f}", f"{size / 1000:.0f}"


def page_paths() -> list[str]:
    """Return the address of every page, in the order of the navigation."""
    names = [module.name for module in pkgutil.iter_modules(dashboard.pages.__path__)]
    found = [importlib.import_module(f"dashboard.pages.{name}").PAGE for name in names]
    return [page.path for page in sorted(found, key=lambda page: page.order) if not page.alone]


def layout(address: str, path: str, session: requests.Session) -> bytes:
    """Return a page's content as the browser asks for it: the callback that fills the container of pages."""
    answer = session.post(f"{address}{CALLBACK}", json=question(path), timeout=PATIENCE)
    answer.raise_for_status()
    if not re.search(rb'"tag":"h1"|(<|\\\\u003c)h1', answer.content):  # mounted by itself, or within HTML
        raise ValueError(f"{path}: expected a page with a heading; found {answer.text[:80]!r}")
    return answer.content


def question(path: str) -> dict[str, Any]:
    """Return what the browser posts to have the container of pages filled."""
    place = "_pages_location"
    output = "_pages_content.children", "_pages_store.data"
    return {
        "output": f"..{'...'.join(output)}..",
        "outputs": [dict(zip(("id", "property"), name.split("."), strict=True)) for name in output],
        "inputs": [
            {"id": place, "property": "pathname", "value": path},
            {"id": place, "property": "search", "value": ""},
        ],
        "changedPropIds": [f"{place}.pathname", f"{place}.search"],
    }


@contextmanager
def serving() -> Iterator[Running]:
    """Run `depdash serve` on the packaged snapshot until the block ends."""
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as empty,
        running(serve(port), port, asked="readyz", given={"DEPDASH_HOME": empty}) as server,
    ):
        yield server


def serve(port: int) -> list[str]:
    """Return the command that serves at a port."""
    return [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]


def _memory(command: int, when: str) -> Iterator[tuple[str, str]]:
    (master,) = _children(command)
    workers = _children(master)
    everything = [command, master, *workers]
    yield f"memory of the master, {when} (RSS)", f"{_kilobytes(master, 'Rss') / 1024:.0f} MB"
    each = " and ".join(f"{_kilobytes(worker, 'Rss') / 1024:.0f}" for worker in workers)
    yield f"memory of the {len(workers)} workers, {when} (RSS)", f"{each} MB"
    shared = sum(_kilobytes(process, "Pss") for process in everything)
    yield (
        f"memory of all processes with `depdash serve`, {when}, shared pages counted once (PSS)",
        f"{shared / 1024:.0f} MB",
    )


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def _kilobytes(process: int, name: str) -> int:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise ValueError(f"no {name} of process {process}")
