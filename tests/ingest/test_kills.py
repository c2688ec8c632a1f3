"""A refresh that is killed at any instant or cannot write: the old snapshot or the new is served, whole."""

import contextlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.locks import writer_lock
from ingest.store import Store
from simulator import Simulator, running, small_snapshot

TESTS = Path(__file__).parents[1]
KILLED = ("cbr", "fred", "nbrb")
KILLS = 200


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


def surroundings(simulator: Simulator, **more: str) -> dict[str, str]:
    bases = {f"DEPDASH_BASE_URL_{name.upper()}": simulator.address(name) for name in KILLED}
    return {**os.environ, **bases, "PYTHONPATH": str(TESTS), **more}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks, to kill two hundred times without two hundred starts")
def test_two_hundred_kills_leave_a_whole_store(
    simulator: Simulator, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    small_snapshot(tmp_path)
    script = [sys.executable, str(TESTS / "killing.py"), str(tmp_path), str(KILLS), "20261124", simulator.base]
    done = subprocess.run(
        script, env=surroundings(simulator), capture_output=True, text=True, timeout=2400, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    counts = json.loads(done.stdout)
    record_property("printed", f"kills: {counts}")
    assert counts["killed"] == KILLS
    assert counts["failed"] == 0, done.stderr[-2000:]
    assert counts["between"] >= 60, "too few kills fell between the first staged byte and the switch of the pointer"
    assert counts["new"] >= 1, "no run came to its end"
    assert counts["published"], "a run that is not killed does not come to its end"


# Whoever may not write the store may not read this Python either, perhaps: it is left behind once all is imported.
AS_NOBODY = (
    "import os, sys, dashboard.refresh_command; from dashboard.__main__ import main; "
    "from ingest.providers import providers; providers(); "
    "os.setgroups([]); os.setgid(65534); os.setuid(65534); sys.exit(main(sys.argv[1:]))"
)


def command(simulator: Simulator, store: Path, *, as_nobody: bool = False) -> "subprocess.CompletedProcess[str]":
    start = ["-c", AS_NOBODY] if as_nobody else ["-m", "dashboard"]
    return subprocess.run(
        [sys.executable, *start, "refresh", "nbrb", "--since", "2026"],
        env=surroundings(simulator, DEPDASH_HOME=str(store)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=TESTS.parent,
    )


def current(store: Path) -> tuple[str | None, list[str]]:
    return Store(store).current_id, Store(store).verify()


def one_line(done: "subprocess.CompletedProcess[str]", says: str) -> None:
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("depdash: ")
    assert says in done.stderr


@contextlib.contextmanager
def disk(tmp_path: Path, size: str) -> Iterator[Path]:
    """A small disk of its own, in memory."""
    if not (shutil.which("mount") and os.geteuid() == 0):
        pytest.skip("mounts a small disk of its own, which only root may")
    mounted = tmp_path / "disk"
    mounted.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(mounted)], check=False).returncode:
        pytest.skip("this container may not mount a disk")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def test_a_full_disk_is_one_line_and_the_old_snapshot(simulator: Simulator, tmp_path: Path) -> None:
    small_snapshot(tmp_path / "made")
    with disk(tmp_path, "64k") as mounted:
        shutil.copytree(tmp_path / "made", mounted, dirs_exist_ok=True)
        before = current(mounted)
        one_line(command(simulator, mounted), "No space left on device; make room")
        assert current(mounted) == before


def test_a_store_that_cannot_be_written_is_one_line(simulator: Simulator, tmp_path: Path) -> None:
    small_snapshot(tmp_path / "store")
    before = current(tmp_path / "store")
    readable(tmp_path)
    if os.geteuid() == 0:
        done = command(simulator, tmp_path / "store", as_nobody=True)
    else:
        for path in [tmp_path / "store", *(tmp_path / "store").rglob("*")]:
            path.chmod(path.stat().st_mode & ~stat.S_IWUSR)
        done = command(simulator, tmp_path / "store")
    one_line(done, "Permission denied; give this user the right to it")
    assert current(tmp_path / "store") == before


def test_a_read_only_disk_is_one_line_and_the_old_snapshot(simulator: Simulator, tmp_path: Path) -> None:
    with disk(tmp_path, "64m") as mounted:
        small_snapshot(mounted)
        before = current(mounted)
        subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
        one_line(command(simulator, mounted), "Read-only file system; mount it for writing")
        assert current(mounted) == before


def readable(path: Path) -> None:
    """Let others read what is below `path`, and reach it."""
    for folder in [path, *path.parents]:
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    for below in path.rglob("*"):
        below.chmod(below.stat().st_mode | 0o055)


def test_a_second_run_says_that_the_first_one_writes(simulator: Simulator, tmp_path: Path) -> None:
    store = small_snapshot(tmp_path)
    with writer_lock(store.place):
        one_line(command(simulator, tmp_path), "another run writes to the store since")
    assert command(simulator, tmp_path).returncode == 0
