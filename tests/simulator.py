"""A real HTTP server on loopback that plays every provider, with one fault at a time switched on."""

import contextlib
import gzip
import importlib
import pkgutil
import socket
import struct
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import plays
from faults import Fault
from ingest.build import merged, read
from ingest.sources import eia
from ingest.store import Store
from plays import Answer


def all_plays() -> dict[str, ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(plays.__path__))
    return {name: importlib.import_module(f"plays.{name}") for name in names}


@dataclass
class Simulator:
    """What the server plays: each provider's edition, the size of the answers, and the fault that is on."""

    edition: int = 1
    size: str = "small"
    fault: Fault | None = None
    plays: dict[str, ModuleType] = field(default_factory=all_plays)
    asked: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)  # how often the fault hit a provider
    broken: list[str] = field(default_factory=list)  # errors of the simulator itself, which look like broken lines
    leave: threading.Event = field(default_factory=threading.Event)  # ends whatever a handler still waits for
    base: str = ""

    def address(self, source: str) -> str:
        return f"{self.base}/{source}"

    def set(self, fault: Fault | None = None, edition: int | None = None) -> None:
        self.fault = fault
        self.edition = edition or self.edition
        self.asked.clear()
        self.struck.clear()
        self.broken.clear()

    def answer(self, source: str, path: str, query: dict[str, str], headers: dict[str, str]) -> Answer:
        play = self.plays[source]
        given: Answer = play.answer(path, query, self.edition, self.size)
        tag = f'"{abs(hash(given.body))}"'
        if getattr(play, "TAGGED", False) and given.status == 200:
            if headers.get("if-none-match") == tag:
                return Answer(b"", 304)
            given = replace(given, headers={**given.headers, "ETag": tag})
        faulty = self.faulty(play, path, query, given) if given.status == 200 and play.is_data(path, query) else given
        self.struck[source] += faulty != given
        return faulty

    def faulty(self, play: ModuleType, path: str, query: dict[str, str], given: Answer) -> Answer:
        fault = self.fault
        if fault and fault.change:
            return fault.change(play, given)
        if fault and fault.turn:
            name, number = play.FIRST_PAGE
            return fault.turn(play, given, play.answer(path, {**query, name: number}, self.edition, self.size))
        return given


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together: a client's delayed acknowledgement would cost 40 ms
    simulator: Simulator

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        _, source, path = parts.path.split("/", 2) if parts.path.count("/") > 1 else ("", parts.path.strip("/"), "")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        simulator, path = self.simulator, f"/{path}"
        if source == "edition":  # lets another process choose what is played
            simulator.edition = int(path.strip("/"))
            self.send(Answer(b"{}"))
            return
        simulator.asked[source] += 1
        if source not in simulator.plays:
            self.send(Answer(b"", 404))
            return
        fault = simulator.fault
        if fault and fault.wire and (not fault.once or not simulator.struck[source]):
            simulator.struck[source] += 1
            fault.wire(self)
            return
        try:
            given = simulator.answer(source, path, query, {k.lower(): v for k, v in self.headers.items()})
        except Exception as error:
            simulator.broken.append(f"{source} {self.path}: {error!r}")
            raise
        self.send(given)

    def send(self, answer: Answer) -> None:
        body = answer.body
        headers = dict(answer.headers)
        packed = "Content-Encoding" in headers or "gzip" not in self.headers.get("Accept-Encoding", "")
        if not packed and len(body) > 2000:
            body, headers["Content-Encoding"] = gzip.compress(body, 1, mtime=0), "gzip"
        self.send_response(answer.status)
        for name, text in headers.items():
            if name != "Content-Length":
                self.send_header(name, text)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", headers.get("Content-Length", str(len(body))))
        self.end_headers()
        if answer.status not in (204, 304):
            with contextlib.suppress(OSError):
                self.wfile.write(body)
                self.wfile.flush()
        if "Content-Length" in headers:  # a promise that is not kept
            self.close_connection = True

    def reset(self) -> None:
        """Break the connection the hard way."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what many faults are about."""


@contextlib.contextmanager
def running(**given: Any) -> Iterator[Simulator]:
    """Serve until the block ends."""
    simulator = Simulator(**given)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"simulator": simulator}))
    simulator.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield simulator
    finally:
        simulator.leave.set()
        server.shutdown()
        server.server_close()
        thread.join()


def small_snapshot(root: Path) -> Store:
    """A store with a snapshot of one small file, so that no test works on the packaged one."""
    store = Store(root)
    store.write(merged([read(eia, eia.FILES[0], b"Date,Price\n1990-01-15,21.25\n1990-02-15,19.81\n")]))
    return store


if __name__ == "__main__":
    with running(size=sys.argv[1]) as served:
        print(served.base, flush=True)  # noqa: T201 - told to the benchmark
        threading.Event().wait()
