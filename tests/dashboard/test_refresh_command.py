"""`depdash refresh` and `depdash snapshot …` as users run them: what is said, what is written, the exit status."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard import refresh_command, repository, snapshot_commands
from dashboard.__main__ import main
from faults import Fault
from ingest.locks import writer_lock
from ingest.store import Store
from simulator import Simulator, running, small_snapshot
from toys import Bench, Toy, playing, values

ROOT = Path(__file__).parents[2]
SECRET = "s3cr3t-of-ours"  # noqa: S105
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with playing(Toy("alpha"), Toy("beta")) as bench:
        for module in (refresh_command, snapshot_commands, repository):
            monkeypatch.setattr(module, "providers", bench.providers)
        yield bench


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the first edition of both toys."""
    root = tmp_path_factory.mktemp("seed")
    small_snapshot(root)
    with playing(Toy("alpha"), Toy("beta")) as bench, pytest.MonkeyPatch.context() as patch:
        patch.setattr(refresh_command, "providers", bench.providers)
        assert main(["refresh", "--store", str(root)]) == 0
    return root


@pytest.fixture
def store(seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Store:
    shutil.copytree(seed, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("DEPDASH_HOME", str(tmp_path))
    capsys.readouterr()
    return Store(tmp_path)


def depdash(capsys: Capture, *arguments: str) -> tuple[int, list[str], list[str]]:
    """Run a command; return its exit status and the lines of both streams."""
    status = main(arguments)
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err.splitlines()


def test_what_was_done_is_told_in_a_line_each(bench: Bench, store: Store, capsys: Capture) -> None:
    before = store.current_id
    bench.toys["alpha"].revise(101.5, "2024-02-15")
    assert depdash(capsys, "refresh") == (
        0,
        [
            "alpha: published: 1 new rows; of 2024-02-15 (3 requests)",
            "beta: unchanged: still of 2024-01-15 (1 requests)",
            f"snapshot {store.current_id}: published; before it {before}",
        ],
        [],
    )
    assert depdash(capsys, "refresh")[1][-1] == f"snapshot {store.current_id}: as it was"


def test_a_failure_is_status_1_and_the_others_are_published(bench: Bench, store: Store, capsys: Capture) -> None:
    bench.toys["alpha"].status = 400
    bench.toys["beta"].revise(101.5, "2024-02-15")
    status, out, err = depdash(capsys, "refresh")
    assert status == 1
    assert out[0].startswith("alpha: failed: alpha /list: expected an answer; found HTTP 400: out of order")
    assert out[1].startswith("beta: published: 1 new rows")
    assert err == ["depdash: alpha failed: their last good data stay; 'depdash status' tells more"]


def state_of(capsys: Capture, source: str) -> dict[str, Any]:
    status, out, _ = depdash(capsys, "status", "--json")
    assert status == 0
    return next(entry for entry in json.loads("\n".join(out))["sources"] if entry["id"] == source)


def test_what_is_held_back_is_told_and_accepted_with_a_reason(bench: Bench, store: Store, capsys: Capture) -> None:
    before = store.current_id
    bench.toys["alpha"].times(1000.0, "2024-02-15")
    status, out, err = depdash(capsys, "refresh", "alpha")
    assert (status, store.current_id) == (1, before)
    assert "unit_slip: 120 of 120 values are 1000 times those held; allowed" in out[0]
    assert err[0].startswith("depdash: alpha quarantined: ")
    told = state_of(capsys, "alpha")
    assert (told["state"], told["edition"], told["rows"]) == ("held back", "of 2024-01-15", 120)
    assert "unit_slip: 120 of 120" in told["last_error"]
    bench.asked()
    status, out, _ = depdash(capsys, "refresh", "--accept", "alpha", "--reason", "redenominated")
    assert (status, bench.asked()) == (0, {})
    assert out[0] == "alpha: published: 120 new rows; of 2024-02-15, accepted: redenominated"
    assert store.manifest()["made_from"][-1]["accepted"] == "redenominated"
    assert (state_of(capsys, "alpha")["state"], state_of(capsys, "alpha")["last_error"]) == ("late", None)
    assert values(store, "alpha")["2019-01"] == 100_000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "SOURCE: expected one of alpha, beta; found 'nonsense'"),
        (["--since", "soon"], "--since: expected a year from 1900 to"),
        (["--since", ""], "--since: expected a year from 1900 to"),
        (["--since", "1899"], "--since: expected a year from 1900 to"),
        (["--since", "9999"], "--since: expected a year from 1900 to"),
        (["--since", "२०२०"], "--since: expected a year from 1900 to"),
        (["--accept", "alpha"], "--reason: expected --accept SOURCE and --reason TEXT together"),
        (["--accept", "alpha", "--reason", ""], "--reason: expected"),
        (["--accept", "alpha", "--reason", "  "], "--reason: expected why the part is right after all"),
        (["--accept", "", "--reason", ""], "--accept: expected --accept SOURCE and --reason TEXT together"),
        (["--reason", "because"], "--accept: expected --accept SOURCE and --reason TEXT together"),
        (["--accept", "alpha", "--reason", "x"], "--accept: expected a source whose part is held back"),
        (["--accept", "nonsense", "--reason", "x"], "--accept: expected one of alpha, beta"),
        (["beta", "--accept", "alpha", "--reason", "x"], "--accept: expected no SOURCE, --since or --dry-run"),
        (["--dry-run", "--accept", "alpha", "--reason", "x"], "--accept: expected no SOURCE, --since or --dry-run"),
    ],
)
def test_nonsense_is_refused_in_one_line(
    bench: Bench, store: Store, capsys: Capture, arguments: list[str], says: str
) -> None:
    status, out, err = depdash(capsys, "refresh", *arguments)
    assert (status, out, len(err)) == (2, [], 1)
    assert err[0].startswith(f"depdash: {says}")
    assert bench.asked() == {}


def test_a_dry_run_of_one_source_says_so(bench: Bench, store: Store, capsys: Capture) -> None:
    bench.toys["alpha"].revise(101.5, "2024-02-15")
    before = store.place.names("")
    status, out, _ = depdash(capsys, "refresh", "alpha", "--dry-run", "--since", "2023")
    assert (status, bench.asked()) == (0, {"alpha": 3})
    assert out == [
        "alpha: published: 1 new rows; of 2024-02-15 (3 requests)",
        f"dry run: nothing was written; the snapshot is {store.current_id}",
    ]
    assert store.place.names("") == before


def test_while_another_run_writes_it_says_so(bench: Bench, store: Store, capsys: Capture) -> None:
    with writer_lock(store.place):
        status, out, err = depdash(capsys, "refresh")
    assert (status, out, len(err)) == (1, [], 1)
    assert err[0].startswith("depdash: another run writes to the store since")
    assert bench.asked() == {}


def test_on_a_terminal_a_bar_counts_the_requests(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with refresh_command._progress(["alpha"]) as watch:
        watch("alpha", 7)
    assert "7 requests" in capsys.readouterr().err


def test_snapshots_are_compared_made_again_gone_back_to_and_cleared(
    bench: Bench, store: Store, capsys: Capture
) -> None:
    first = str(store.current_id)
    bench.toys["alpha"].revise(110.0, "2024-02-15")
    depdash(capsys, "refresh")
    last = str(store.current_id)

    status, out, _ = depdash(capsys, "snapshot", "diff", first, last)
    assert (status, out[0]) == (0, "alpha: 0 added, 1 revised, 0 withdrawn")
    assert "2023-06: 104 -> 110 USD mn (+6, +5.77 %), 2024-01-15 -> 2024-02-15" in out[1]
    (record,) = json.loads("\n".join(depdash(capsys, "snapshot", "diff", first, last, "--json")[1]))["revised"]
    assert (record["value_old"], record["value_new"], record["change"]) == (104.0, 110.0, 6.0)

    assert depdash(capsys, "snapshot", "rebuild", last) == (
        0, [f"snapshot {last}: made again from what was received, the same to the byte"], [],
    )  # fmt: skip
    assert bench.asked() == {"alpha": 3, "beta": 1}

    status, out, _ = depdash(capsys, "snapshot", "restore", first)
    assert (status, out) == (0, [f"snapshot {first}: current again; before it {last}"])
    status, out, _ = depdash(capsys, "snapshot", "list")
    assert [(line.split()[0], line.endswith("  current")) for line in out][-2:] == [(last, False), (first, True)]
    assert len(out) == 3

    status, out, _ = depdash(capsys, "snapshot", "prune", "--keep", "1", "--dry-run")
    assert (status, out[-1]) == (0, "dry run: nothing was removed")
    status, out, _ = depdash(capsys, "snapshot", "prune")
    assert status == 0
    assert f"keep snapshot {first}: current" in out
    assert out[-1] == "removed 0 snapshots and 0 other files; 3 snapshots are kept"

    raw = store.place.names("raw")[0]
    for name in store.place.names("raw"):
        store.place.remove(name)
    status, out, err = depdash(capsys, "snapshot", "rebuild", last)
    assert raw
    assert (status, out, len(err)) == (1, [], 1)
    assert err[0].startswith("depdash: raw reply ")


def process(simulator: Simulator, store: Path, *arguments: str, **more: str) -> "subprocess.Popen[str]":
    bases = {f"DEPDASH_BASE_URL_{name}": simulator.address(name.lower()) for name in ("NBRB", "EIA")}
    return subprocess.Popen(
        [sys.executable, "-m", "dashboard", "refresh", *arguments, "--since", "2026"],
        env={**os.environ, **bases, "DEPDASH_HOME": str(store), **more},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, preexec_fn=_heeds_ctrl_c,
    )  # fmt: skip


def _heeds_ctrl_c() -> None:
    """As from a terminal: what a shell has put into the background hands on that it passes Ctrl-C over."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def silent_after(most: int) -> Fault:
    """Answer `most` questions, and no further ones."""
    count = SimpleNamespace(answered=0)

    def wire(handler: Any) -> None:
        simulator, count.answered = handler.simulator, count.answered + 1
        if count.answered > most:
            simulator.leave.wait(60)
            handler.close_connection = True
            return
        source, path = handler.path.lstrip("/").split("/", 1)
        path, _, query = path.partition("?")
        asked = dict(pair.split("=") for pair in query.split("&"))
        handler.send(simulator.answer(source, f"/{path}", asked, {}))

    return Fault("silent", wire=wire)


def test_ctrl_c_ends_it_at_once_and_the_next_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = small_snapshot(tmp_path)
    before = store.current_id
    with running(fault=silent_after(1)) as simulator:
        started = process(simulator, tmp_path, "nbrb")
        for _ in range(2400):
            if simulator.asked["nbrb"] == 2:
                break
            time.sleep(0.05)
        started.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, err = started.communicate(timeout=60)
        assert time.monotonic() - began < 5
        assert (started.returncode, out, err) == (1, "", "")
        assert (store.current_id, store.verify()) == (before, [])
        simulator.set()
        monkeypatch.setenv("DEPDASH_BASE_URL_NBRB", simulator.address("nbrb"))
        assert main(["refresh", "nbrb", "--since", "2026", "--store", str(tmp_path)]) == 0
        assert simulator.asked["nbrb"] == 2
    assert store.current_id != before


def test_no_key_is_told_and_a_key_is_told_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("DEPDASH_EIA_KEY", raising=False)
    store = small_snapshot(tmp_path)
    with running() as simulator:
        monkeypatch.setenv("DEPDASH_BASE_URL_EIA", simulator.address("eia"))
        status, out, err = depdash(capsys, "refresh", "eia", "--store", str(tmp_path))
        assert (status, err, simulator.asked["eia"]) == (0, [], 0)
        assert out[0] == "eia: no key: not asked: set DEPDASH_EIA_KEY to a key of this provider"
        debugging = process(simulator, tmp_path, "eia", DEPDASH_LOG="DEBUG", DEPDASH_EIA_KEY=SECRET)
        said, shown = debugging.communicate(timeout=60)
        assert (debugging.returncode, simulator.asked["eia"]) == (0, 2)
    assert SECRET not in said + shown
    for name in store.place.names(""):
        assert SECRET.encode() not in store.place.read(name), name
