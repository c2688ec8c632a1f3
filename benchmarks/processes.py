"""Servers as processes of their own, timed from their start until they answer."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

PATIENCE = 120  # seconds until a server must have answered, or ended


@dataclass(frozen=True)
class Running:
    """A server that answers: where, which process, and after how many seconds."""

    address: str
    process: int
    ready: float


def free_port() -> int:
    """Return a port of the loopback that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], port: int, *, asked: str = "", folder: Path | None = None, given: Mapping[str, str]
) -> Iterator[Running]:
    """Run a command that serves at a port of the loopback until the block ends.

    It is ready once it answers for `asked`; `given` is added to its environment. Raises RuntimeError where it ends
    before, with what it said last.
    """
    address = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        server = subprocess.Popen(command, cwd=folder, env=os.environ | given, stdout=subprocess.DEVNULL, stderr=said)
        try:
            while not _answers(address + asked):
                if server.poll() is not None or time.perf_counter() - start > PATIENCE:
                    said.seek(0)
                    last = said.read().decode().strip().rpartition("\n")[2]
                    raise RuntimeError(f"{' '.join(command[:4])} did not answer: {last or 'it said nothing'}")
                time.sleep(0.02)
            yield Running(address, server.pid, time.perf_counter() - start)
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=10).ok
    except requests.ConnectionError:
        return False
