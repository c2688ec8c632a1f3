"""Compare the overview with its floors and its peers; print the figures as Markdown: `python -m benchmarks.web`."""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.report import heading, line, load, table
from benchmarks.server import question
from benchmarks.web import bare, users
from benchmarks.web.rows import Row, judged
from benchmarks.web.sites import PEERS, Site, floor, peer_python, sites, versions
from benchmarks.web.visits import Visit, browser, visit

Figures = defaultdict[str, list[float]]
_ROUNDS = 7
_STARTS = 5  # of each site in a round: they are short, and scatter by a quarter
_OWN = ("depdash", "dash", "plotly", "gunicorn", "flask-compress", "playwright")
_OF_PEERS = {"vizro": ("vizro", "dash", "plotly", "gunicorn"), "streamlit": ("streamlit", "plotly")}


def main() -> None:
    """Print machine, versions, the table, each row as soon as it is measured, and what it comes to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help=f"of everything (default {_ROUNDS})")
    parser.add_argument("--without-peers", action="store_true", help="leave out Vizro and Streamlit")
    given = parser.parse_args()
    peers = () if given.without_peers else PEERS
    print(heading(), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as home, browser(chromium_path()) as chromium:
        print(f"Versions: {_versions(chromium, peers)}. Rounds: {given.rounds}.", end="\n\n", flush=True)
        beside = [f"{name.title()} {versions(peer_python(name), name)[0]}" for name in peers]
        columns = ["what", "depdash", "floor", "ratio", "limit", *beside, *(["ahead of both"] if peers else [])]
        print(table(columns, []), flush=True)
        found = []
        for row in measured(chromium, sites(Path(home), peers=bool(peers)), Path(home), given.rounds):
            print(line(row.cells(peers)), flush=True)
            found.append(row)
    print(f"\n{judged(found, peers)}\n\nLoad at the end: {load()}.")


def chromium_path() -> str:
    """Return the browser that DEPDASH_CHROME names, else a Chromium or Chrome on the path."""
    named = os.environ.get("DEPDASH_CHROME")
    candidates = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in candidates if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError(f"no Chromium found as {', '.join(candidates)}; name one: DEPDASH_CHROME=...")
    return found


def measured(chromium: Browser, known: dict[str, Site], home: Path, rounds: int) -> Iterator[Row]:
    """Yield every row; in each round each site has its turn."""
    yield Row("start to the first answer for `/`", "ms", _starts(known, rounds * _STARTS), "bare", 1.3)
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(site.started()).address for name, site in known.items()}
        still = floor(home, addresses["depdash"])
        seen = {name: site for name, site in known.items() if name != "bare"} | {"floor": still}
        addresses["floor"] = stack.enter_context(still.started()).address
        charts = len(json.loads((home / "overview.json").read_text(encoding="utf-8"))["charts"])
        warm = {name: visit(chromium, site, addresses[name], charts) for name, site in seen.items()}
        yield _of_users(known, addresses, warm, rounds)  # the 20 connections warm both workers of each server
        visits: defaultdict[str, list[Visit]] = defaultdict(list)
        for _ in range(rounds):
            for name, site in seen.items():
                visits[name].append(visit(chromium, site, addresses[name], charts))
    yield from _of_visits(visits)


def _starts(known: dict[str, Site], turns: int) -> Figures:
    """Return how long every start took, in milliseconds.

    The order turns round, as what one leaves behind the next one finds. The first start of each site is not counted, as
    what it needs may not be in memory before.
    """
    found: Figures = defaultdict(list)
    for turn in range(turns + 1):
        for name, site in list(known.items())[:: 1 if turn % 2 else -1]:
            with site.started() as server:
                if turn:
                    found[name].append(server.ready * 1000)
    return found


def _of_visits(visits: dict[str, list[Visit]]) -> Iterator[Row]:
    def each(figure: Callable[[Visit], float]) -> dict[str, list[float]]:
        return {name: [figure(one) for one in ones] for name, ones in visits.items()}

    yield Row("first visit: until all charts are drawn", "ms", each(lambda one: one.first.drawn), limit=1.3)
    yield Row("first visit: bytes on the wire", "kB", each(lambda one: one.first.wire / 1000), limit=1.6)
    yield Row("first visit: requests", "", each(lambda one: one.first.requests))
    yield Row("second visit: until all charts are drawn", "ms", each(lambda one: one.again.drawn))
    yield Row("second visit: bytes on the wire", "kB", each(lambda one: one.again.wire / 1000))
    yield Row("bounds taken away: from the click until it is painted", "ms", each(lambda one: one.switched), limit=1.2)


def _of_users(known: dict[str, Site], addresses: dict[str, str], warm: dict[str, Visit], rounds: int) -> Row:
    """Return the row of the callback that brings the page: the largest one that a browser asks for, of Vizro too."""
    asked = {"depdash": json.dumps(question("/")), "bare": json.dumps(bare.QUESTION)}
    if "vizro" in known:
        asked["vizro"] = users.largest(addresses["vizro"], warm["vizro"].posted)
    times: Figures = defaultdict(list)
    for _ in range(rounds):
        for name, site in known.items():
            address = addresses[name]
            times[name].append(users.callbacks(address, asked[name]) if name in asked else users.reruns(site, address))
    what = f"callback of the page: 95th percentile, {users.USERS} users at once"
    return Row(what, "ms", times, "bare", 2.0)


def _versions(chromium: Browser, peers: Sequence[str]) -> str:
    told = [f"Chromium {chromium.version}", *_named(sys.executable, _OWN)]
    for peer in peers:
        first, *others = _named(peer_python(peer), _OF_PEERS[peer])
        told.append(f"{first} (with {', '.join(others)})")
    return ", ".join(told)


def _named(python: str, names: Sequence[str]) -> list[str]:
    return [f"{name} {version}" for name, version in zip(names, versions(python, *names), strict=True)]


if __name__ == "__main__":
    main()
