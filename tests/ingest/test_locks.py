"""One writer at a time: who comes second is told who writes; whoever died holds nobody up."""

import json
import os
import platform
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest import locks
from ingest.buckets import Bucket
from ingest.errors import BusyError, StoreError
from ingest.locks import writer_lock
from ingest.places import Folder, Place

BUSY = re.compile(
    r"another run writes to the store since \d\d:\d\d:\d\d UTC "
    rf"\({re.escape(platform.node())}, process (\d+)\); wait for it or end it"
)


@pytest.fixture(params=["folder", "bucket"])
def spot(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Folder(tmp_path / "store") if request.param == "folder" else request.getfixturevalue("bucket")


def test_the_second_is_told_who_writes_and_gets_in_afterwards(spot: Place) -> None:
    with writer_lock(spot):
        with pytest.raises(BusyError) as raised, writer_lock(spot):
            pytest.fail("both write")
        told = BUSY.fullmatch(str(raised.value))
        assert told
        assert int(told[1]) == os.getpid()
    with writer_lock(spot):
        pass
    assert spot.names("") == []


def test_an_error_lets_go_of_it(spot: Place) -> None:
    with pytest.raises(KeyboardInterrupt), writer_lock(spot):
        raise KeyboardInterrupt
    with writer_lock(spot):
        pass


def test_of_many_that_begin_at_once_never_two_write(spot: Place) -> None:
    inside, most, entered = threading.Lock(), 0, 0

    def run(number: int) -> None:
        nonlocal most, entered
        barrier.wait()
        try:
            with writer_lock(spot):
                assert inside.acquire(blocking=False), "two write"
                entered += 1
                inside.release()
        except BusyError:
            most += 1

    for _ in range(5):
        barrier = threading.Barrier(4)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(run, range(4)))
    assert entered + most == 20


def test_what_cannot_be_told_of_the_holder_is_left_out(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with writer_lock(folder):
        folder.write(".writer.json", b"{")
        with pytest.raises(BusyError) as raised, writer_lock(folder):
            pytest.fail("both write")
    assert str(raised.value) == "another run writes to the store; wait for it or end it"


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_killed_holder_of_a_folder_holds_nobody_up(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from ingest.locks import writer_lock
from ingest.places import Folder
with writer_lock(Folder(Path({str(tmp_path)!r}))):
    print("held", flush=True)
    sys.stdin.read()
"""
    root = Path(locks.__file__).parents[1]
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"process {holder.pid}"), writer_lock(Folder(tmp_path)):
            pytest.fail("both write")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with writer_lock(Folder(tmp_path)):
            pass


@dataclass(frozen=True)
class Aged(Bucket):
    """A bucket whose server has signs of life that are older than they are, by name."""

    def written(self, folder: str) -> dict[str, datetime]:
        found = super().written(folder)
        return {name: at - timedelta(seconds=int(Path(name).stem)) if Path(name).stem.isdigit() else at
                for name, at in found.items()}  # fmt: skip


def test_a_dead_writer_of_a_bucket_is_cleared_away_after_two_minutes(bucket: Bucket) -> None:
    aged = Aged(bucket.bucket, bucket.prefix)
    held = {"host": "elsewhere", "process": 7, "since": "2026-11-24T06:00:00+00:00"}
    bucket.write("locks/110.json", json.dumps(held).encode())
    with pytest.raises(BusyError, match=r"since 06:00:00 UTC \(elsewhere, process 7\)"), writer_lock(aged):
        pytest.fail("both write")
    assert bucket.names("locks") == ["locks/110.json"]
    bucket.remove("locks/110.json")
    bucket.write("locks/130.json", json.dumps(held).encode())
    with writer_lock(aged):
        assert "locks/130.json" not in bucket.names("locks")


def test_a_holder_of_a_bucket_gives_signs_of_life(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_BEAT", 0.01)
    signs, enough = [], threading.Event()
    write = Bucket.write

    def counted(self: Bucket, name: str, payload: bytes) -> None:
        signs.append(name)
        if len(signs) == 2:
            raise StoreError("the network is away for a moment")
        write(self, name, payload)
        if len(signs) == 5:
            enough.set()

    monkeypatch.setattr(Bucket, "write", counted)
    with writer_lock(bucket):
        assert enough.wait(60)
    assert len(set(signs)) == 1
    assert bucket.names("") == []


def test_who_was_taken_for_dead_gives_no_sign_any_more(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_BEAT", 0.01)
    with writer_lock(bucket):
        (thread,) = (thread for thread in threading.enumerate() if thread.name == "writer-lock")
        deadline = time.monotonic() + 60
        while thread.is_alive() and time.monotonic() < deadline:
            for name in bucket.names("locks"):
                bucket.remove(name)
        assert not thread.is_alive()
    assert bucket.names("") == []
