"""A store in a bucket is a store: written, read, damaged, mended and gone back to by the same code."""

import inspect
import os
import socket
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from dashboard.__main__ import main
from ingest import store as stores
from ingest.buckets import Bucket
from ingest.errors import BusyError, StoreError
from ingest.locks import writer_lock
from ingest.pruning import plan
from ingest.store import Pointer, Store, load_snapshot, served_store
from stored import assert_whole, made

SWITCHES = 6  # that each reader has to see


def test_a_snapshot_is_the_same_in_a_bucket_and_in_a_folder(bucket: Bucket, tmp_path: Path) -> None:
    store, folder = Store(bucket.text), Store(tmp_path)
    name = store.write(made(1))
    assert name == folder.write(made(1))
    files = folder.place.names("snapshots")
    assert bucket.names("snapshots") == files
    assert [bucket.read(file) for file in files] == [folder.place.read(file) for file in files]
    assert store.load().tables.observations.equals(folder.load().tables.observations)
    assert store.verify() == []
    assert [entry["snapshot"] for entry in store.history()] == [name]


def test_an_empty_bucket_is_an_empty_store(bucket: Bucket) -> None:
    store = Store(bucket)
    assert (store.ids(), store.current_id, store.version, store.history()) == ([], None, 0, [])
    with pytest.raises(StoreError, match=f"store {bucket.text}: it holds no snapshot"):
        store.load()


@pytest.mark.parametrize("name", ["manifest.json", "observations.parquet", "series.parquet"])
def test_damage_is_found_and_mended(bucket: Bucket, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(bucket)
    first = store.write(made(1))
    file = f"snapshots/{first}/{name}"
    sound = bucket.read(file)
    bucket.write(file, sound[:-20])
    assert len(store.verify()) == 1
    with pytest.raises(StoreError):
        load_snapshot.__wrapped__(bucket, first)
    assert main(["snapshot", "verify", "--store", bucket.text]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    store.write(made(1))
    assert bucket.read(file) == sound
    assert main(["snapshot", "verify", "--store", bucket.text]) == 0
    assert capsys.readouterr().out == f"snapshot {first}: every hash holds\n"


def test_an_earlier_snapshot_is_gone_back_to(bucket: Bucket) -> None:
    store = Store(bucket)
    first, second = store.write(made(1)), store.write(made(2), expected_version=1)
    with pytest.raises(StoreError, match="another run made snapshot"):
        store.write(made(3), expected_version=1)
    assert_whole(store, second)
    store.restore(first)
    assert store.pointer() == Pointer(3, first, second)
    assert_whole(store, first)


def test_one_snapshot_can_be_kept_alone(bucket: Bucket) -> None:
    store = Store(bucket)
    store.write(made(1))
    last = store.write(made(2))
    store.keep_only(last)
    files = ("manifest.json", "observations.parquet", "series.parquet")
    assert bucket.names("") == ["current", *(f"snapshots/{last}/{name}" for name in files)]
    assert plan(store, today=date(2026, 11, 24)).kept == {last: "current"}


def test_it_is_served_as_the_store_of_the_user(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPDASH_HOME", bucket.text)
    assert served_store().place.text != bucket.text
    own = Store(bucket).write(made(1))
    assert (served_store().place, served_store().current_id) == (bucket, own)


def test_nobody_writes_while_another_does(bucket: Bucket, tmp_path: Path) -> None:
    store = Store(bucket)
    with writer_lock(bucket):
        before = bucket.names("")
        with pytest.raises(BusyError), writer_lock(bucket):
            store.write(made(1))
        assert bucket.names("") == before


@pytest.mark.usefixtures("no_credentials")
def test_an_unreachable_bucket_is_told_in_a_line_and_soon(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: whoever asks here is refused
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        monkeypatch.setenv("DEPDASH_HOME", "s3://store/prefix")
        began = time.monotonic()
        assert main(["snapshot", "verify"]) == 1
        assert time.monotonic() - began < 30
    expected = "depdash: store s3://store/prefix: its server does not answer; check the network and AWS_ENDPOINT_URL\n"
    assert capsys.readouterr().err == expected


def reader(address: str, ids: tuple[str, str]) -> None:
    """Read without end, in a process of its own: say which snapshot was found, having looked at all of it."""
    store = Store(address)
    while True:
        load_snapshot.cache_clear()
        snapshot = store.load()
        assert snapshot.id in ids
        assert snapshot.tables.observations["value"].iloc[0] == ids.index(snapshot.id)
        sys.stdout.write(f"{snapshot.id}\n")
        sys.stdout.flush()


def test_readers_see_whole_snapshots_while_a_writer_works(bucket: Bucket) -> None:
    store = Store(bucket)
    ids = (store.write(made(0)), store.write(made(1)))
    imports = "import sys\nfrom ingest.store import Store, load_snapshot"
    script = f"{imports}\n{inspect.getsource(reader)}\nreader({bucket.text!r}, {ids})"
    root = Path(stores.__file__).parents[1]
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root,
            env=dict(os.environ),
        )
        for _ in range(4)
    ]  # fmt: skip
    changes = [0] * len(readers)

    def watch(number: int) -> None:
        """Count how often a reader finds another snapshot than the time before."""
        last = ""
        for line in readers[number].stdout or ():
            changes[number] += line != last
            last = line

    watching = [threading.Thread(target=watch, args=(number,)) for number in range(len(readers))]
    for thread in watching:
        thread.start()
    deadline = time.monotonic() + 120
    while (
        (min(changes) < SWITCHES or store.version < 11)
        and time.monotonic() < deadline
        and all(r.poll() is None for r in readers)
    ):
        store.write(made(store.version % 2))
    errors = [process.stderr.read() for process in readers if process.poll() is not None and process.stderr]
    for process in readers:
        process.kill()
    for thread in watching:
        thread.join()
    for process in readers:
        process.communicate()
    assert errors == []
    assert min(changes) >= SWITCHES
    assert_whole(store, store.current_id)
