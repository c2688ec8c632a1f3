"""Whatever interrupts a write, readers find the old snapshot or the new one, whole."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from ingest import store as stores
from ingest.errors import StoreError
from ingest.places import Folder
from ingest.store import Store
from stored import assert_whole, interrupt, made

# Where a write is interrupted: the function of ingest.store that is reached, and how often it is passed before.
INSTANTS = {
    "before the first table": ("parquet._encoded", 0),
    "between the tables": ("parquet._encoded", 1),
    "before the manifest is made": ("_manifest", 0),
    "while a table is written": ("os.fsync", 0),
    "before a table is in place": ("os.replace", 0),
    "between the tables in place": ("os.replace", 1),
    "before the check": ("Store._damage", 0),
    "before the manifest is in place": ("os.replace", 2),
    "before it is made current": ("Store.point_to", 0),
    "before the history is in place": ("os.replace", 3),
    "before the pointer is written": ("Store._point", 0),
    "before the pointer is replaced": ("os.replace", 4),
}
EXISTS = list(INSTANTS)[8:]
TESTS = Path(__file__).parents[1]


def child(script: str, root: Path) -> "subprocess.Popen[bytes]":
    """Start a process that runs `script` with `made`, `interrupt` and `store` at hand."""
    text = f"import os, signal\nfrom stored import Store, interrupt, made\nstore = Store({str(root)!r})\n{script}"
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    folder = Path(stores.__file__).parents[1]
    return subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.PIPE, cwd=folder, env=environment)


@pytest.mark.parametrize("instant", INSTANTS)
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=("full", "ctrl-c"))
def test_an_error_in_the_middle_leaves_the_old_snapshot(
    tmp_path: Path, instant: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    old = store.write(made(1))

    def fail() -> NoReturn:
        raise error

    place, passed = INSTANTS[instant]
    with monkeypatch.context() as patched:
        interrupt(place, passed, fail, patched.setattr)
        with pytest.raises(type(error)):
            store.write(made(2))
    assert_whole(store, old)
    assert len(store.history()) == 1
    assert list(tmp_path.rglob(".*")) == []
    assert_whole(store, store.write(made(2)))
    assert [entry["version"] for entry in store.history()] == [1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("instant", INSTANTS)
def test_a_killed_writer_leaves_the_old_snapshot(tmp_path: Path, instant: str) -> None:
    store = Store(tmp_path)
    old = store.write(made(1))
    place, passed = INSTANTS[instant]
    kill = "lambda: os.kill(os.getpid(), signal.SIGKILL)"
    with child(f"interrupt({place!r}, {passed}, {kill})\nstore.write(made(2))", tmp_path) as writer:
        _, said = writer.communicate(timeout=60)
    assert writer.returncode == -signal.SIGKILL, said.decode()
    assert_whole(store, old)
    assert len(store.ids()) == (2 if instant in EXISTS else 1)
    assert_whole(store, store.write(made(2)))


@dataclass(frozen=True)
class Garbling(Folder):
    """A folder on a disk that does not keep what it is given."""

    def write(self, name: str, payload: bytes) -> None:
        super().write(name, payload[:-1] + b"?" if name.endswith("series.parquet") else payload)


def test_a_table_that_is_not_what_was_meant_never_becomes_current(tmp_path: Path) -> None:
    store = Store(tmp_path)
    old = store.write(made(1))
    with pytest.raises(StoreError, match=r"does not verify: series\.parquet: sha256 is"):
        Store(Garbling(tmp_path)).write(made(2))
    assert store.ids() == [old]
    assert_whole(store, old)
    assert_whole(store, store.write(made(2)))


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_readers_see_whole_snapshots_while_a_writer_works_and_is_killed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    ids = {store.write(made(1)), store.write(made(2))}
    seen: list[str | None] = []
    with child("while True:\n    store.write(made(1))\n    store.write(made(2))", tmp_path) as writer:
        while len(seen) < 2000 or len(set(seen)) < 2:
            assert writer.poll() is None
            seen.append(store.current_id)
        writer.kill()
    assert set(seen) == ids
    assert_whole(store, store.current_id)


def test_two_writers_at_once_leave_a_valid_store(tmp_path: Path) -> None:
    for turn in range(10):
        store = Store(tmp_path / str(turn))
        with ThreadPoolExecutor(2) as pool:
            ids = set(pool.map(store.write, (made(1), made(2))))
        assert set(store.ids()) == ids
        assert len(ids) == 2
        assert_whole(store, store.current_id)
        assert list((tmp_path / str(turn)).rglob(".*")) == []


def test_two_writers_of_the_same_content_both_succeed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = Store(tmp_path), Store(tmp_path)
    replace = os.replace

    def overtaken(source: Path, target: Path) -> None:
        """Let the other writer finish between the writing and the renaming of the first table."""
        monkeypatch.setattr(os, "replace", replace)
        other.write(made(1))
        replace(source, target)

    monkeypatch.setattr(os, "replace", overtaken)
    assert_whole(store, store.write(made(1)))
