"""Run the web application under a production server, and tell when it answers."""

import logging
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from types import FrameType

import requests

from ingest.errors import DepdashError, ParameterError, StoreError
from ingest.store import served_store

_LOG = logging.getLogger(__name__)
_PATIENCE = 120  # seconds until the server must have answered
_LOOKS_EVERY = 10  # seconds from one look for a newer snapshot to the next
_REPLACES = sys.platform != "win32"  # there two servers cannot share a port; it shows a new snapshot once started anew


def run(host: str, port: int, workers: int) -> Iterator[str]:
    """Serve until stopped; yields the address once the server answers, and the id of each later snapshot it shows.

    Raises ParameterError for a port in use, DepdashError for a server that ends before it answers.
    """
    store = served_store()
    if problems := store.verify():  # a missing or damaged snapshot is told here, in one line
        raise StoreError(f"snapshot {store.current_id}: {'; '.join(problems)}; build it again or go back to another")
    _refuse_port_in_use(host, port)
    signal.signal(signal.SIGTERM, _stop)
    host = f"[{host}]" if ":" in host else host
    command, address, shown = _command(host, port, workers), f"http://{host}:{port}/", store.current_id
    servers = [subprocess.Popen(command)]  # while one takes the place of another there are two
    try:
        _wait_until_it_answers(servers[-1], address, shown)
        yield f"depdash answers at {address} (Ctrl-C stops it)"
        while not _ended(servers[-1]):
            newest = _newest(shown)
            if newest != shown and _REPLACES:
                servers.append(subprocess.Popen(command))
                _wait_until_it_answers(servers[-1], address, newest)
                shown = newest
                _end(servers[:1])
                del servers[0]
                yield f"now with snapshot {shown}"
    except KeyboardInterrupt:
        return  # being stopped is how serving ends
    finally:
        _end(servers)


def _end(servers: "list[subprocess.Popen[bytes]]") -> None:
    for server in servers:
        server.terminate()
    for server in servers:
        server.wait()


def _ended(server: "subprocess.Popen[bytes]") -> bool:
    try:
        server.wait(_LOOKS_EVERY)
    except subprocess.TimeoutExpired:
        return False
    return True


def _newest(shown: str | None) -> str | None:
    """Return the id of the snapshot that ought to be shown; while the store cannot be read, the one that is."""
    try:
        return served_store().current_id
    except (DepdashError, OSError) as error:
        _LOG.warning("%s", error)
        return shown


def _command(host: str, port: int, workers: int) -> list[str]:
    entry = "dashboard.wsgi:server"
    if not _REPLACES:
        return [sys.executable, "-m", "waitress", f"--listen={host}:{port}", "--threads=8", entry]
    options = ["--worker-class=gthread", f"--workers={workers}", "--threads=4", "--preload", "--log-level=warning"]
    # With --reuse-port the server of a new snapshot can stand beside the old one until it answers.
    return [sys.executable, "-m", "gunicorn", f"--bind={host}:{port}", "--reuse-port", *options, entry]


def _refuse_port_in_use(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ParameterError(
            "--port", expected=f"a free port of {host}; choose another", found=f"{port}: {error.strerror}"
        ) from error


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", address: str, snapshot: str | None) -> None:
    asking = requests.Session()
    asking.trust_env = False  # a proxy of the environment has no business with our own address
    asking.headers["Connection"] = "close"  # each question may come to the old server or to the new one
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise DepdashError(
                f"the server ended with status {server.returncode} before it answered; run 'depdash doctor'"
            )
        try:
            answer = asking.get(f"{address}readyz", timeout=2)
            if answer.ok and answer.json()["snapshot"] == snapshot:
                return
        except (requests.RequestException, ValueError):
            pass
        time.sleep(0.1)
    raise DepdashError(f"the server at {address} did not answer within {_PATIENCE} seconds; run 'depdash doctor'")


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
