"""Run the web application under a production server, and tell when it answers."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from types import FrameType

import requests

from ingest.errors import DepdashError, ParameterError, StoreError
from ingest.store import served_store, verify_folder

_PATIENCE = 120  # seconds until the server must have answered


def run(host: str, port: int, workers: int) -> Iterator[str]:
    """Serve until stopped; yields the address once the server answers.

    Raises ParameterError for a port in use, DepdashError for a server that ends before it answers.
    """
    folder = served_store().folder()
    if problems := verify_folder(folder):  # a missing or damaged snapshot is told here, in one line
        raise StoreError(f"snapshot {folder.name}: {'; '.join(problems)}; build it again or go back to another")
    _refuse_port_in_use(host, port)
    signal.signal(signal.SIGTERM, _stop)
    host = f"[{host}]" if ":" in host else host
    server = subprocess.Popen(_command(host, port, workers))
    try:
        address = f"http://{host}:{port}/"
        _wait_until_it_answers(server, address)
        yield f"depdash answers at {address} (Ctrl-C stops it)"
        server.wait()
    except KeyboardInterrupt:
        return  # being stopped is how serving ends
    finally:
        server.terminate()
        server.wait()


def _command(host: str, port: int, workers: int) -> list[str]:
    entry = "dashboard.wsgi:server"
    if sys.platform == "win32":
        return [sys.executable, "-m", "waitress", f"--listen={host}:{port}", "--threads=8", entry]
    options = ["--worker-class=gthread", f"--workers={workers}", "--threads=4", "--preload", "--log-level=warning"]
    return [sys.executable, "-m", "gunicorn", f"--bind={host}:{port}", *options, entry]


def _refuse_port_in_use(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ParameterError(
            "--port", expected=f"a free port of {host}; choose another", found=f"{port}: {error.strerror}"
        ) from error


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", address: str) -> None:
    asking = requests.Session()
    asking.trust_env = False  # a proxy of the environment has no business with our own address
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise DepdashError(
                f"the server ended with status {server.returncode} before it answered; run 'depdash doctor'"
            )
        try:
            if asking.get(f"{address}readyz", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise DepdashError(f"the server at {address} did not answer within {_PATIENCE} seconds; run 'depdash doctor'")


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
