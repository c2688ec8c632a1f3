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
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import FrameType

import requests

from dashboard.printing import FOLDER
from ingest.errors import DepdashError, ParameterError
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
    shown = served_store().current_id
    _refuse_port_in_use(host, port)
    signal.signal(signal.SIGTERM, _stop)
    with tempfile.TemporaryDirectory(prefix="depdash-briefs-") as folder:
        os.environ.setdefault(FOLDER, folder)
        yield from _served(host, port, workers, shown, watch)


def _served(host: str, port: int, workers: int, shown: str | None, watch: str) -> Iterator[str]:
    host = f"[{host}]" if ":" in host else host
    address = f"http://{host}:{port}/"
    servers = [_Server(host, port, workers)]  # while one takes the place of another there are two
    try:
        _wait_until_it_answers(servers[-1], address, shown)
        yield f"depdash answers at {address} (Ctrl-C stops it)"
        yield from ([f"your watch list: {address}?{watch}"] if watch else [])
        looked_at = shown
        while not _ended(servers[-1]):
            newest = _newest(looked_at)
            if newest == looked_at or not _FORKS:
                continue
            looked_at = newest
            servers.append(_Server(host, port, workers, warm=True))
            try:
                _wait_until_it_answers(servers[-1], address, newest)
            except DepdashError as error:  # the one that serves goes on with what it shows
                _LOG.warning("snapshot %s is not shown: %s", newest, error)
                _end(servers[1:])
                del servers[1:]
                continue
            _end(servers[:1])
            del servers[0]
            yield f"now with snapshot {newest}"
    except KeyboardInterrupt:
        return  # being stopped is how serving ends
    finally:
        _end(servers)


class _Server:
    """A server in a process of its own, a fork of this one where there are forks; `said` is why it could not begin."""

    def __init__(self, host: str, port: int, workers: int, *, warm: bool = False) -> None:
        context = multiprocessing.get_context("fork") if _FORKS else multiprocessing.get_context("spawn")
        self.said, says = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(target=_serve, args=(host, port, workers, warm, says))
        self.process.start()
        says.close()


def _serve(host: str, port: int, workers: int, warm: bool, says: Connection) -> None:
    """Be the server. One that takes another's place is `warm` from its first answer on, as the other was."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for who started this one, which then ends it
    try:
        from dashboard.wsgi import pauses
    except (DepdashError, OSError) as error:  # such as a damaged snapshot: who started this one tells it in a line
        says.send(str(error))
        sys.exit(1)
    says.close()
    if warm:
        pauses.use()
    program = "gunicorn" if _FORKS else "waitress"
    sys.argv = [program, *settings(host, port, workers), "dashboard.wsgi:server"]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


def _end(servers: list[_Server]) -> None:
    for server in servers:
        server.process.terminate()
    for server in servers:
        server.process.join()


def _ended(server: _Server) -> bool:
    server.process.join(_LOOKS_EVERY)
    return not server.process.is_alive()


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


def _wait_until_it_answers(server: _Server, address: str, snapshot: str | None) -> None:
    asking = requests.Session()
    asking.trust_env = False  # a proxy of the environment has no business with our own address
    asking.headers["Connection"] = "close"  # each question may come to the old server or to the new one
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if server.process.exitcode is not None:
            raise DepdashError(_why(server))
        try:
            answer = asking.get(f"{address}readyz", timeout=2)
            if answer.ok and answer.json()["snapshot"] == snapshot:
                return
        except (requests.RequestException, ValueError):
            pass
        time.sleep(0.1)
    raise DepdashError(f"the server at {address} did not answer within {_PATIENCE} seconds; run 'depdash doctor'")


def _why(server: _Server) -> str:
    """Return what a server that ended said, or with which status it did."""
    with suppress(EOFError):
        if server.said.poll():
            return str(server.said.recv())
    return f"the server ended with status {server.process.exitcode} before it answered; run 'depdash doctor'"


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
