"""The servers that are compared, each set up the same way as far as it can be, and in what they are made."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from benchmarks.processes import Running, free_port, running
from benchmarks.server import serve
from dashboard.server import settings as of_gunicorn  # the very ones, whatever they come to be

PEERS = ("vizro", "streamlit")
_WORKERS = 2  # what `depdash serve` takes by default
_PEERS = Path(__file__).parents[1] / "peers"
_VERSIONS = "import importlib.metadata as m, json, sys; print(json.dumps([m.version(name) for name in sys.argv[1:]]))"


@dataclass(frozen=True)
class Site:
    """A server that shows the overview, or the floor of one; `switch` is the control that takes the bounds away."""

    name: str
    entry: str = ""  # of a WSGI application
    python: str = sys.executable
    folder: Path | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    switch: str = "[data-switch=bounds]"

    def started(self) -> AbstractContextManager[Running]:
        """Run it until the block ends; it is ready once it answers for `/`."""
        port = free_port()
        return running(self._command(port), port, folder=self.folder, given=self.given)

    def _command(self, port: int) -> Sequence[str]:
        if self.name == "depdash":
            return serve(port)
        if self.name == "streamlit":
            settings = {
                "server.port": port, "server.address": "127.0.0.1", "server.headless": "true",
                "server.fileWatcherType": "none", "browser.gatherUsageStats": "false",
            }  # fmt: skip
            options = [f"--{name}={value}" for name, value in settings.items()]
            return [self.python, "-m", "streamlit", "run", "app.py", *options]
        return [self.python, "-m", "gunicorn", *of_gunicorn("127.0.0.1", port, _WORKERS), self.entry]


def sites(home: Path, *, peers: bool) -> dict[str, Site]:
    """Return the sites by name, all but the floor, which needs the address of depdash; `home` holds their content."""
    given = {"DEPDASH_HOME": str(home)}
    own = [sys.executable, "-m"]
    overview = home / "overview.json"
    subprocess.run([*own, "benchmarks.web.overview", str(overview)], env=os.environ | given, check=True)
    told = subprocess.run(
        [*own, "benchmarks.web.bare"], env=os.environ | given, check=True, capture_output=True, text=True
    )
    found = [
        Site("depdash", given=given),
        Site("bare", "benchmarks.web.bare:served()", given={"BARE_IMPORTS": told.stdout.strip()}),
    ]
    switches = {"vizro": "label:has-text('Bounds')", "streamlit": "label:has-text('Bounds')"}
    for name in PEERS if peers else ():
        content = {"OVERVIEW": str(overview)}
        found.append(Site(name, "app:server", peer_python(name), _PEERS / name, content, switches[name]))
    return {site.name: site for site in found}


def floor(home: Path, address: str) -> Site:
    """Return the static page, of what depdash at `address` sends."""
    given = {"OVERVIEW": str(home / "overview.json"), "DEPDASH": address}
    return Site("floor", "benchmarks.web.floor:served()", given=given)


def peer_python(name: str) -> str:
    """Return the Python of a peer's environment; raises FileNotFoundError where it was not set up."""
    kept = os.environ.get("DEPDASH_PEERS") or platformdirs.user_cache_path("depdash") / "peers"
    python = Path(kept) / name / "bin" / "python"
    if not python.exists():
        raise FileNotFoundError(f"{python}: not there; run benchmarks/peers/set-up, or leave it out: --without-peers")
    return str(python)


def versions(python: str, *names: str) -> list[str]:
    """Return the versions of packages that an environment has.

    >>> len(versions(sys.executable, "dash"))
    1
    """
    told = subprocess.run([python, "-c", _VERSIONS, *names], check=True, capture_output=True, text=True)
    found: list[str] = json.loads(told.stdout)
    return found
