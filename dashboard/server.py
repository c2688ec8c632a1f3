"""Run the web application under a production server, and tell when it answers."""

import logging
import multiprocessing
import os
import runpy
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from types import FrameType

import requests

from dashboard.printing import FOLDER
from ingest.errors import DepdashError, ParameterError, StoreError
from ingest.store import served_store

_LOG = logging.getLogger(__name__)
_PATIENCE = 120  # seconds until the server must have answered
_LOOKS_EVERY = 10  # seconds from one look for a newer snapshot to the next
_FORKS = sys.platform != "win32"  # there two servers cannot share a port: a new snapshot is shown by the next start


def run(host: str, port: int, workers: int, watch: str = "") -> Iterator[str]:
    """Serve until stopped; yields the address once the server answers, and the id of each later snapshot it shows.

    `watch` is the query that asks for the user's watch list: its address is yielded too.

    Raises ParameterError for a port in use, DepdashError for a server that ends before it answers.
    """
    store = served_store()
    if problems := store.verify():  # a missing or damaged snapshot is told here, in one line
        raise StoreError(f"snapshot {store.current_id}: {'; '.join(problems)}; build it again or go back to another")
    _refuse_port_in_use(host, port)
    signal.signal(signal.SIGTERM, _stop)
    with tempfile.TemporaryDirectory(prefix="depdash-briefs-") as folder:
        os.environ.setdefault(FOLDER, folder)
        yield from _served(host, port, workers, store.current_id, watch)


def _served(host: str, port: int, workers: int, shown: str | None, watch: str) -> Iterator[str]:
    host = f"[{host}]" if ":" in host else host
    address = f"http://{host}:{port}/"
    servers = [_started(host, port, workers)]  # while one takes the place of another there are two
    try:
        _wait_until_it_answers(servers[-1], address, shown)
        yield f"depdash answers at {address} (Ctrl-C stops it)"
        yield from ([f"your watch list: {address}?{watch}"] if watch else [])
        while not _ended(servers[-1]):
            newest = _newest(shown)
            if newest != shown and _FORKS:
                servers.append(_started(host, port, workers, warm=True))
                _wait_until_it_answers(servers[-1], address, newest)
                shown = newest
                _end(servers[:1])
                del servers[0]
                yield f"now with snapshot {shown}"
    except KeyboardInterrupt:
        return  # being stopped is how serving ends
    finally:
        _end(servers)


def _started(host: str, port: int, workers: int, *, warm: bool = False) -> BaseProcess:
    """Start a server in a process of its own, a fork of this one where there are forks: all is imported already."""
    process = multiprocessing.get_context("fork").Process if _FORKS else multiprocessing.get_context("spawn").Process
    server = process(target=_serve, args=(host, port, workers, warm))
    server.start()
    return server


def _serve(host: str, port: int, workers: int, warm: bool) -> None:
    """Be the server. One that takes another's place is `warm` from its first answer on, as the other was."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for who started this one, which then ends it
    if warm:
        from dashboard.wsgi import pauses

        pauses.use()
    program = "gunicorn" if _FORKS else "waitress"
    sys.argv = [program, *settings(host, port, workers), "dashboard.wsgi:server"]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


def _end(servers: list[BaseProcess]) -> None:
    for server in servers:
        server.terminate()
    for server in servers:
        server.join()


def _ended(server: BaseProcess) -> bool:
    server.join(_LOOKS_EVERY)
    return not server.is_alive()


def _newest(shown: str | None) -> str | None:
    """Return the id of the snapshot that ought to be shown; while the store cannot be read, the one that is."""
    try:
        return served_store().current_id
    except (DepdashError, OSError) as error:
        _LOG.warning("%s", error)
        return shown


def settings(host: str, port: int, workers: int) -> list[str]:
    """Return the options of gunicorn, or of waitress where nothing forks.

    With --reuse-port a new server can stand beside the old one until it answers.

    >>> settings("127.0.0.1", 8050, 2)[:2]
    ['--bind=127.0.0.1:8050', '--reuse-port']
    """
    if not _FORKS:
        return [f"--listen={host}:{port}", "--threads=8"]
    options = ["--worker-class=gthread", f"--workers={workers}", "--threads=4", "--preload", "--log-level=warning"]
    return [f"--bind={host}:{port}", "--reuse-port", *options]


def _refuse_port_in_use(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ParameterError(
            "--port", expected=f"a free port of {host}; choose another", found=f"{port}: {error.strerror}"
        ) from error


def _wait_until_it_answers(server: BaseProcess, address: str, snapshot: str | None) -> None:
    asking = requests.Session()
    asking.trust_env = False  # a proxy of the environment has no business with our own address
    asking.headers["Connection"] = "close"  # each question may come to the old server or to the new one
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if server.exitcode is not None:
            raise DepdashError(
                f"the server ended with status {server.exitcode} before it answered; run 'depdash doctor'"
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
