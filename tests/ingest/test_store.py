"""The store: same content, same bytes; damage is found; whatever interrupts a write, the old snapshot stays whole."""

import inspect
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest

from dashboard.__main__ import main
from ingest import store as stores
from ingest.errors import StoreError
from ingest.model import KEY
from ingest.store import Contents, Store, load, packaged_store, served_store, verify_folder

FILES = ("manifest.json", "observations.parquet", "series.parquet")

# Where a write is interrupted: the function of ingest.store that is reached, and how often it is passed before.
INSTANTS = {
    "before the first table": ("_write_table", 0),
    "between the tables": ("_write_table", 1),
    "before the manifest": ("_manifest", 0),
    "before the check": ("verify_folder", 0),
    "before the rename": ("os.replace", 0),
    "before it is made current": ("Store._point_to", 0),
    "while the pointer is written": ("os.fsync", 0),
    "before the pointer is replaced": ("os.replace", 1),
}
_NAN = float("nan")

# What a child process needs for `made` and `interrupt`, whose source text it is given: test modules have no name
# under which another process could import them.
_CHILD = """
import os, signal, sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
import pandas as pd
from ingest import store as stores
from ingest.model import KEY
from ingest.store import Contents, Store
_NAN = float("nan")
"""


def made(value: float, *, title: str = "Goods exports") -> Contents:
    """A snapshot's contents: one series, two observations, the second with bounds only."""
    series = pd.DataFrame([dict.fromkeys(KEY, "x") | {"series_id": "x:x:x:x:x:x:x", "title": title}])
    days = {"first": date(2019, 1, 1), "last": date(2019, 12, 31), "vintage": date(2020, 1, 31)}
    row: dict[str, Any] = days | {"series": 0, "period": "2019", "value": value, "low": _NAN, "high": _NAN}
    row |= {"status": 0, "preference": 1, "file": 0, "row": 2, "locator": "", "note": ""}
    bounds = row | {"period": "2020", "value": _NAN, "low": 1.0, "high": 2.0}
    raw = {"path": "a.csv", "sha256": "0" * 64, "source": "x", "edition": "2020", "vintage": "2020-01-31"}
    return Contents(series, pd.DataFrame([row, bounds]), [raw], [{"id": "x", "title": "X"}])


def interrupt(place: str, passed: int, act: Callable[[], object], put: Callable[..., None] = setattr) -> None:
    """Have the function at `place` of ingest.store call `act` instead of its work, after `passed` calls."""
    owner, _, name = place.rpartition(".")
    holder = {"": stores, "os": stores.os, "Store": stores.Store}[owner]
    real, calls = getattr(holder, name), []

    def reached(*given: object, **named: object) -> object:
        calls.append(name)
        return real(*given, **named) if len(calls) <= passed else act()

    put(holder, name, reached)


def fingerprint(root: Path) -> dict[str, bytes]:
    """Every byte that a reader of the store can come upon; what begins with a dot was never made public."""
    paths = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    return {
        path.as_posix(): (root / path).read_bytes()
        for path in paths
        if not any(part.startswith(".") for part in path.parts)
    }


def assert_whole(store: Store, current: str) -> None:
    """The store answers with `current`, and each snapshot that it lists is sound."""
    assert store.current_id == current
    assert load(store.folder()).id == current
    assert current in store.ids()
    for name in store.ids():
        assert verify_folder(store.folder(name)) == []


def flipped(path: Path, place: int) -> None:
    payload = bytearray(path.read_bytes())
    payload[place] ^= 0xFF
    path.write_bytes(payload)


def test_what_is_written_is_what_is_loaded(tmp_path: Path) -> None:
    contents = made(13_624.5)
    store = Store(tmp_path / "new" / "store")
    snapshot = load(store.folder(store.write(contents)))
    assert snapshot.manifest["raw"] == contents.raw
    assert snapshot.manifest["sources"] == contents.sources
    assert snapshot.tables.snapshot == snapshot.id == store.current_id
    assert snapshot.tables.series.astype("object").to_dict("list") == contents.series.to_dict("list")
    loaded = snapshot.tables.observations
    days = ["first", "last", "vintage"]
    assert list(loaded.columns) == list(stores._OBSERVATIONS.names)
    for name in days:
        assert loaded[name].dt.date.tolist() == contents.observations[name].tolist()
    texts = ["period", "locator", "note"]
    assert loaded[texts].astype("object").to_dict("list") == contents.observations[texts].to_dict("list")
    rest = [name for name in loaded.columns if name not in days + texts]
    pd.testing.assert_frame_equal(loaded[rest], contents.observations[rest], check_dtype=False)
    assert loaded["value"].isna().tolist() == [False, True]


def test_the_packaged_snapshot_keeps_what_it_loads(tmp_path: Path) -> None:
    snapshot = load(packaged_store().folder())
    tables = snapshot.tables
    contents = Contents(tables.series, tables.observations, snapshot.manifest["raw"], snapshot.manifest["sources"])
    again = Store(tmp_path)
    assert load(again.folder(again.write(contents))).tables.observations.equals(tables.observations)


def test_the_same_content_has_the_same_bytes_and_id(tmp_path: Path) -> None:
    one, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    assert one.write(made(1)) == other.write(made(1)) == one.write(made(1))
    assert fingerprint(one.root) == fingerprint(other.root)
    assert len(fingerprint(one.root)) == 4
    assert one.ids() == [one.current_id]


@pytest.mark.parametrize("other", [made(2), made(1, title="Goods imports")])
def test_another_content_has_another_id(tmp_path: Path, other: Contents) -> None:
    store = Store(tmp_path)
    first, second = store.write(made(1)), store.write(other)
    assert first != second
    assert store.ids() == sorted([first, second])
    assert_whole(store, second)
    assert load(store.folder(first)).id == first
    assert_whole(store, store.write(made(1)) or first)


def test_a_snapshot_can_be_kept_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(made(1))
    last = store.write(made(2))
    store.keep_only(last)
    assert store.ids() == [last]
    assert_whole(store, last)


@pytest.mark.parametrize("name", FILES[1:])
def test_a_flipped_byte_anywhere_in_a_table_is_found(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path)
    folder = store.folder(store.write(made(1)))
    sound = (folder / name).read_bytes()
    for place in range(0, len(sound), 37):
        flipped(folder / name, place)
        problems = verify_folder(folder)
        assert len(problems) == 1, place
        assert problems[0].startswith(f"{name}: sha256 is ")
        (folder / name).write_bytes(sound)
    assert verify_folder(folder) == []


def test_a_flipped_byte_anywhere_in_the_manifest_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    folder = store.folder(store.write(made(1)))
    sound = (folder / "manifest.json").read_bytes()
    for place in range(len(sound)):
        for changed in (sound[place] ^ 0xFF, sound[place] ^ 0x01):
            (folder / "manifest.json").write_bytes(sound[:place] + bytes([changed]) + sound[place + 1 :])
            problems = verify_folder(folder)
            assert problems, place
            assert not any("\n" in problem for problem in problems)


def test_a_changed_statement_of_the_manifest_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    folder = store.folder(store.write(made(1)))
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "manifest.json").write_text(text.replace('"edition": "2020"', '"edition": "2021"'), encoding="utf-8")
    (problem,) = verify_folder(folder)
    assert problem.startswith("manifest.json: its content has the id ")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_verify_names_the_damaged_file_in_one_line(
    tmp_path: Path, name: str, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path)
    path = store.folder(store.write(made(1))) / name
    assert main(["snapshot", "verify", "--store", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"snapshot {store.current_id}: every hash holds\n"
    if damage == "flip":
        flipped(path, path.stat().st_size // 2)
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        path.unlink()
    assert main(["snapshot", "verify", "--store", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    if (damage, name) == ("remove", "manifest.json"):
        assert f"no snapshot {store.current_id}; 'depdash snapshot list' shows those kept" in printed.err
    else:
        assert name in printed.err


@pytest.mark.parametrize("name", FILES[1:])
def test_a_table_that_does_not_open_is_a_damaged_snapshot(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path)
    folder = store.folder(store.write(made(1)))
    (folder / name).write_bytes((folder / name).read_bytes()[:-20])
    with pytest.raises(StoreError, match="'depdash snapshot verify' tells which file"):
        load(folder)


def test_a_damaged_snapshot_is_mended_by_building_it_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    folder = store.folder(store.write(made(1)))
    flipped(folder / "series.parquet", 100)
    store.write(made(1))
    assert verify_folder(folder) == []


@pytest.mark.parametrize("version", [2, 99, None, "1"])
def test_another_format_is_refused(tmp_path: Path, version: object, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path)
    folder = store.folder(store.write(made(1)))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) | {"format_version": version}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    expected = f"snapshot {folder.name}: expected format 1; found {version}; use a newer depdash"
    with pytest.raises(StoreError) as raised:
        load(folder)
    assert str(raised.value) == expected
    assert verify_folder(folder) == [expected]
    assert main(["snapshot", "verify", "--store", str(tmp_path)]) == 1
    assert expected in capsys.readouterr().err


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
    assert list((tmp_path / "snapshots").glob(".*")) == []
    assert_whole(store, store.write(made(2)))


def test_a_table_that_is_not_what_was_meant_never_becomes_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    old = store.write(made(1))
    before = fingerprint(tmp_path)
    monkeypatch.setattr(stores, "verify_folder", lambda folder: ["series.parquet: sha256 is other"])
    with pytest.raises(StoreError, match=r"does not verify: series\.parquet"):
        store.write(made(2))
    assert fingerprint(tmp_path) == before
    assert store.ids() == [old]


def child(script: str, root: Path) -> "subprocess.Popen[bytes]":
    """Start a process that runs `script` with `made`, `interrupt` and `store` at hand."""
    text = "\n".join((_CHILD, inspect.getsource(made), inspect.getsource(interrupt)))
    text += f"\nstore = Store(Path({str(root)!r}))\n{script}"
    return subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.PIPE, cwd=Path(stores.__file__).parents[1])


def test_an_error_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> NoReturn:
        raise OSError(28, "No space left on device")

    interrupt("os.fsync", 0, fail, monkeypatch.setattr)
    with pytest.raises(OSError, match="No space left"):
        Store(tmp_path).write(made(1))
    assert list(tmp_path.glob(".*")) == []


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
    assert len(store.ids()) == (2 if "pointer" in instant or "current" in instant else 1)
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
    assert_whole(store, store.current_id or "")


def test_two_writers_at_once_leave_a_valid_store(tmp_path: Path) -> None:
    for turn in range(10):
        store = Store(tmp_path / str(turn))
        with ThreadPoolExecutor(2) as pool:
            ids = set(pool.map(store.write, (made(1), made(2))))
        assert set(store.ids()) == ids
        assert len(ids) == 2
        assert_whole(store, store.current_id or "")
        assert list((store.root / "snapshots").glob(".*")) == []


def test_two_writers_of_the_same_content_both_succeed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = Store(tmp_path), Store(tmp_path)
    replace = os.replace

    def overtaken(source: Path, target: Path) -> None:
        """Let the other writer finish between the check and the rename."""
        monkeypatch.setattr(os, "replace", replace)
        other.write(made(1))
        replace(source, target)

    monkeypatch.setattr(os, "replace", overtaken)
    assert_whole(store, store.write(made(1)))


def test_an_empty_store_says_what_to_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = f"store {tmp_path}: it holds no snapshot; build one with 'depdash snapshot build FOLDER'"
    with pytest.raises(StoreError) as raised:
        Store(tmp_path).folder()
    assert str(raised.value) == expected
    assert main(["snapshot", "verify", "--store", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"depdash: {expected}\n"
    assert main(["snapshot", "list", "--store", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_an_unknown_snapshot_says_where_to_look(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(made(1))
    with pytest.raises(StoreError, match="no snapshot 0123456789ab; 'depdash snapshot list' shows those kept"):
        store.folder("0123456789ab")


def test_the_list_marks_the_current_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path)
    ids = {store.write(made(1)), store.write(made(2))}
    assert main(["snapshot", "list", "--store", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == ids
    assert [line for line in lines if line.endswith("  current")] == [f"{store.current_id}  current"]


def test_the_packaged_store_is_served_until_the_user_has_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPDASH_HOME", str(tmp_path))
    assert served_store().root == packaged_store().root
    own = Store(tmp_path).write(made(1))
    assert (served_store().root, served_store().current_id) == (tmp_path, own)
