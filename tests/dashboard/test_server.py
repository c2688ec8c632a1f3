"""The server as users start it: a process of its own on a real port, which tells when it answers and goes for good."""

import multiprocessing
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
import requests

from dashboard import server
from ingest.build import merged, read
from ingest.errors import DepdashError
from ingest.sources import eia
from ingest.store import packaged_store
from simulator import small_snapshot

Serve = Callable[..., Any]  # conftest's: starts a server, gives a Serving


def comes_true(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def ask(address: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False  # no proxy of this machine's user
        return session.get(address, timeout=10)


def connects(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="process groups and SIGTERM are POSIX")
def test_it_prints_its_address_once_it_answers_and_sigterm_ends_all_of_it(serve: Serve) -> None:
    serving = serve()
    assert serving.first_line() == f"depdash answers at {serving.address} (Ctrl-C stops it)\n"
    # No second try: the line promises an answer.
    answer = ask(f"{serving.address}readyz")
    assert answer.json()["status"] == "ready"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    began = time.monotonic()
    assert serving.stop(), "something of the server was left running"
    assert time.monotonic() - began < 20
    assert not connects(serving.port)
    assert "Traceback" not in serving.process.stderr.read()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc to see how far the start has come")
def test_sigterm_ends_it_before_it_answers_too(serve: Serve) -> None:
    serving = serve()
    own = Path(f"/proc/{serving.process.pid}")

    def reads_the_snapshot() -> bool:
        children = (own / "task" / own.name / "children").read_text().split()
        return any("pyarrow" in Path(f"/proc/{child}/maps").read_text() for child in children)

    assert comes_true(reads_the_snapshot, 30)
    assert serving.stop(), "something of the server was left running"
    assert "Traceback" not in serving.process.stderr.read()
    assert serving.lines.get(timeout=10) == ""


def test_a_port_in_use_is_refused_in_a_line(serve: Serve) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        second = serve(port)
        assert second.process.wait(timeout=60) == 2
        said = second.process.stderr.read()
    assert said.startswith(f"depdash: --port: expected a free port of 127.0.0.1; choose another; found '{port}: ")
    assert said.count("\n") == 1
    assert second.lines.get(timeout=10) == ""


def test_a_damaged_store_is_told_and_the_server_not_left_running(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "current").write_text("0123456789ab\n", encoding="ascii")
    serving = serve(home=tmp_path)
    assert serving.process.wait(timeout=60) == 1
    said = serving.process.stderr.read()
    assert "no snapshot 0123456789ab" in said
    assert said.count("\n") == 1
    assert not connects(serving.port)


def test_a_damaged_table_is_told_in_a_line(serve: Serve, tmp_path: Path) -> None:
    store = small_snapshot(tmp_path)
    table = tmp_path / "snapshots" / str(store.current_id) / "observations.parquet"
    table.write_bytes(table.read_bytes()[:-1] + b"?")
    serving = serve(home=tmp_path)
    assert serving.process.wait(timeout=60) == 1
    said = serving.process.stderr.read()
    assert said.startswith(f"depdash: snapshot {store.current_id}: observations.parquet: sha256 is ")
    assert said.count("\n") == 1
    assert not connects(serving.port)


def test_the_shared_server_serves_what_a_browser_needs(served: Any) -> None:
    page = ask(served.address)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    script = ask(f"{served.address}assets/plotly-cartesian.min.js")
    assert script.headers.get("Content-Encoding") in ("gzip", "br", "zstd", "deflate")


def test_no_proxy_is_asked_for_our_own_address(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: whoever asks here is refused
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        monkeypatch.setattr(server, "_PATIENCE", 2)
        never = SimpleNamespace(process=multiprocessing.Process())
        server._wait_until_it_answers(never, served.address, packaged_store().current_id)


@pytest.mark.skipif(sys.platform == "win32", reason="two servers cannot share a port there")
def test_a_new_snapshot_is_shown_without_a_new_start(serve: Serve, tmp_path: Path) -> None:
    store = small_snapshot(tmp_path)
    serving = serve(home=tmp_path)
    assert serving.first_line().startswith("depdash answers at")
    before = store.current_id
    assert ask(f"{serving.address}readyz").json()["snapshot"] == before
    after = store.write(merged([read(eia, eia.FILES[0], b"Date,Price\n1990-01-15,21.25\n1990-02-15,19.82\n")]))
    assert after != before
    answers: list[int] = []

    def shows_the_new_one() -> bool:
        answer = ask(f"{serving.address}readyz")
        answers.append(answer.status_code)
        return bool(answer.json()["snapshot"] == after)

    assert comes_true(shows_the_new_one, 90)
    assert set(answers) == {200}, "between the two nobody answered"
    assert comes_true(lambda: all(ask(f"{serving.address}readyz").json()["snapshot"] == after for _ in range(9)), 30)
    assert serving.stop(), "something of the old or the new server was left running"
    assert not connects(serving.port)


class Standing:
    """What stands in for a server, and notes what is asked of it."""

    made: ClassVar[list["Standing"]] = []

    def __init__(self, *given: object, warm: bool = False) -> None:
        self.process, self.ended = self, False
        self.made.append(self)

    def join(self, seconds: float = 0) -> None:
        pass

    def is_alive(self) -> bool:
        return not self.ended

    def terminate(self) -> None:
        self.ended = True


def test_a_snapshot_that_cannot_be_shown_leaves_the_server_as_it_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    newest = iter(["first", "damaged", "damaged", "damaged", "third"])

    def answers(standing: Standing, address: str, snapshot: str) -> None:
        if snapshot == "damaged":
            raise DepdashError("observations.parquet: sha256 is another")

    monkeypatch.setattr(server, "_Server", Standing)
    monkeypatch.setattr(Standing, "made", [])
    monkeypatch.setattr(server, "_newest", lambda shown: next(newest))
    monkeypatch.setattr(server, "_wait_until_it_answers", answers)
    told = server._served("127.0.0.1", 8050, 2, "first", "")
    assert next(told).startswith("depdash answers at http://127.0.0.1:8050/")
    assert next(told) == "now with snapshot third"
    first, damaged, third = Standing.made
    assert (first.ended, damaged.ended, third.ended) == (True, True, False)
    assert [record.getMessage() for record in caplog.records] == [
        "snapshot damaged is not shown: observations.parquet: sha256 is another"
    ]
    told.close()
    assert third.ended
