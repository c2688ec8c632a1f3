"""Pruning keeps what the rule names and whatever else a kept snapshot needs; no vintage is lost."""

import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import StoreError
from ingest.pruning import Plan, plan, prune
from ingest.store import Contents, Store
from stored import assert_whole, made, path_of

TODAY = date(2026, 11, 24)


def aged(root: Path, *names: str, days: int = 400) -> None:
    """Let files, or all below folders, be some days old on TODAY."""
    then = (datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) - timedelta(days=days)).timestamp()
    for name in names or [""]:
        path = root / name
        for file in [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]:
            os.utime(file, (then, then))


def edition(number: int, **given: Any) -> Contents:
    """The same observations under another title of the source: another snapshot that states nothing else."""
    return replace(made(1, **given), sources=[{"id": "x", "title": f"X {number}"}])


def became_current(root: Path, months: dict[int, str]) -> None:
    """Have the history say in which month a version became current."""
    for version, month in months.items():
        path = root / "history" / f"{version:08d}.json"
        entry = json.loads(path.read_bytes())
        path.write_text(json.dumps(entry | {"at": f"{month}-15T06:00:00+00:00"}), encoding="utf-8")


def pruned(store: Store, **given: Any) -> Plan:
    found = plan(store, today=TODAY, **given)
    list(prune(store, found))
    return found


@pytest.fixture
def five(tmp_path: Path) -> tuple[Store, list[str]]:
    """A store in which five snapshots became current: two in one month, one in the next, two in one month again."""
    store = Store(tmp_path)
    ids = [store.write(edition(number)) for number in range(5)]
    became_current(tmp_path, {1: "2026-05", 2: "2026-05", 3: "2026-06", 4: "2026-08", 5: "2026-08"})
    aged(tmp_path)
    return store, ids


def test_all_but_the_last_of_a_month_and_the_last_ones_go(five: tuple[Store, list[str]]) -> None:
    store, ids = five
    found = pruned(store, keep=1)
    assert found.dropped == (ids[0],)
    assert found.kept == {
        ids[4]: "current",
        ids[3]: "the one before the current",
        ids[1]: "the last of a month",
        ids[2]: "the last of a month",
    }
    assert store.ids() == sorted(ids[1:])
    assert [entry["version"] for entry in store.history()] == [2, 3, 4, 5]
    assert not path_of(store, ids[0], "").exists()
    assert_whole(store, ids[4])
    assert pruned(store, keep=1).dropped == ()


def test_the_last_switches_stay(five: tuple[Store, list[str]]) -> None:
    store, ids = five
    assert plan(store, keep=5, today=TODAY).kept[ids[0]] == "one of the last 5 that became current"
    assert pruned(store).dropped == ()


def test_what_was_gone_back_to_stays_with_what_it_was_gone_back_from(five: tuple[Store, list[str]]) -> None:
    store, ids = five
    store.restore(ids[0])
    became_current(Path(store.place.text), {6: "2026-09"})
    found = pruned(store, keep=1)
    assert (found.kept[ids[0]], found.kept[ids[4]]) == ("current", "the one before the current")
    assert found.dropped == (ids[3],)


def test_an_observation_that_the_current_one_lacks_keeps_its_snapshot(tmp_path: Path) -> None:
    store = Store(tmp_path)
    # The last of each has bounds and no value: the same period, so that they agree on it.
    rich = store.write(edition(1, periods=("2018", "2019", "2025")))
    other = store.write(edition(2, periods=("2019", "2020", "2025")))
    store.write(edition(3, periods=("2019", "2020", "2022", "2025")))
    store.write(edition(4, periods=("2019", "2020", "2023", "2025")))
    third = store.write(edition(5, periods=("2019", "2020", "2024", "2025")))
    became_current(tmp_path, dict.fromkeys(range(1, 6), "2026-05"))
    aged(tmp_path)
    found = pruned(store, keep=1)
    assert found.kept[rich] == "1 of its observations are not in the current one"
    assert found.dropped == (other,)
    assert_whole(store, third)


@pytest.mark.parametrize("column", ["source", "reporter", "unit"])
def test_a_series_of_another_key_is_another_series(tmp_path: Path, column: str) -> None:
    store = Store(tmp_path)
    contents = edition(1)
    old = store.write(replace(contents, series=contents.series.assign(**{column: "y"})))
    for number in range(2, 5):
        store.write(edition(number))
    became_current(tmp_path, dict.fromkeys(range(1, 5), "2026-05"))
    aged(tmp_path)
    assert pruned(store, keep=1).kept[old] == "2 of its observations are not in the current one"


def test_another_vintage_is_another_observation(tmp_path: Path) -> None:
    store = Store(tmp_path)
    contents = edition(1)
    contents.observations.loc[0, "vintage"] = date(2019, 12, 31)
    old = store.write(contents)
    for number in range(2, 5):
        store.write(edition(number))
    became_current(tmp_path, dict.fromkeys(range(1, 5), "2026-05"))
    aged(tmp_path)
    assert pruned(store, keep=1).kept[old] == "1 of its observations are not in the current one"


@pytest.mark.parametrize("column", ["value", "low", "high", "status"])
def test_a_vintage_that_was_read_otherwise_is_another_observation(tmp_path: Path, column: str) -> None:
    store = Store(tmp_path)
    contents = edition(1)
    contents.observations.loc[0, column] = 7
    old = store.write(contents)
    for number in range(2, 5):
        store.write(edition(number))
    became_current(tmp_path, dict.fromkeys(range(1, 5), "2026-05"))
    aged(tmp_path)
    assert pruned(store, keep=1).kept[old] == "1 of its observations are not in the current one"


@pytest.mark.parametrize("name", ["manifest.json", "series.parquet"])
def test_a_damaged_snapshot_stays_and_with_its_manifest_all_replies(five: tuple[Store, list[str]], name: str) -> None:
    store, ids = five
    path_of(store, ids[0], name).write_bytes(b"{}")
    store.place.write("raw/old.gz", b"")
    aged(Path(store.place.text))
    found = pruned(store, keep=1)
    assert found.kept[ids[0]].startswith("cannot be compared with the current one: ")
    assert found.raw == (() if name == "manifest.json" else ("raw/old.gz",))


def test_what_is_being_written_is_left_alone(five: tuple[Store, list[str]]) -> None:
    store, _ = five
    begun = store.put(edition(9))
    root = Path(store.place.text)
    store.place.write("snapshots/0123456789ab/series.parquet", b"1")
    (root / ".writing-1").write_bytes(b"")
    aged(root, f"snapshots/{begun}", "snapshots/0123456789ab", ".writing-1", days=1)
    found = plan(store, keep=1, today=TODAY)
    assert found.kept[begun] == "written less than a day ago"
    assert found.left_over == ()
    aged(root, f"snapshots/{begun}", "snapshots/0123456789ab", ".writing-1", days=2)
    found = pruned(store, keep=1)
    assert begun in found.dropped
    assert found.left_over == ("snapshots/0123456789ab/series.parquet", ".writing-1")
    assert not (root / "snapshots" / "0123456789ab").exists()
    assert not (root / ".writing-1").exists()


def with_replies(number: int, *replies: str, run: str = "", origin: str = "", files: tuple[str, ...] = ()) -> Contents:
    """Contents whose manifest names raw replies, and a run, which may have read files."""
    plain = edition(number)
    step: dict[str, Any] = {"run": run, "source": "x"}
    step |= {"files": [{"name": name, "sha256": name} for name in files]} if files else {}
    raw = [plain.raw[0] | {"sha256": reply} for reply in replies]
    return replace(plain, raw=raw, origin=origin, made_from=(step,) if run else ())


def reply_of(store: Store, run: str, number: int, body: str) -> None:
    """Keep a reply and the record that it was received in a run."""
    store.place.write(f"raw/{body}.gz", gzip.compress(body.encode(), mtime=0))
    record = json.dumps({"sha256": body}).encode()
    store.place.write(f"pulls/{run}/x/0/{number:05d}.json", record)
    store.place.write(f"pulls/{run}/x/0/ask.json", b'{"since": null}')


def test_replies_stay_as_long_as_something_needs_them(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for run, bodies in {
        "lost": ("lost", "shared", "named", "cached", "imported"),
        "made": ("made", "list"),
        "held": ("held",),
        "young": ("shared", "young"),
    }.items():
        for number, body in enumerate(bodies):
            reply_of(store, run, number, body)
    quarantine = {"run": "held", "folder": "pulls/held/x/0"}
    state = {"source": "x", "quarantine": quarantine, "kept": {"/": {"sha256": "cached", "etag": "1"}}}
    store.place.write("state.json", json.dumps({"x": state}).encode())
    store.place.write("pulls/open.json", b"{}")
    store.write(with_replies(1, "named", "made", run="made", origin="0123456789ab", files=("imported",)))
    aged(tmp_path, days=91)
    aged(tmp_path, "pulls/young", days=90)
    found = pruned(store)
    assert found.raw == ("raw/lost.gz",)
    assert {name.split("/")[1] for name in found.pulls} == {"lost"}
    assert len(found.pulls) == 6
    left = {"cached", "held", "imported", "list", "made", "named", "shared", "young"}
    assert store.place.names("raw") == sorted(f"raw/{name}.gz" for name in left)
    assert {name.split("/")[1] for name in store.place.names("pulls")} == {"made", "held", "young", "open.json"}
    assert pruned(store).raw == ()
    aged(tmp_path, days=91)
    assert pruned(store).raw == ("raw/shared.gz", "raw/young.gz")


def test_replies_of_dropped_snapshots_go_with_them(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number, run in enumerate(("first", "second", "third", "fourth")):
        reply_of(store, run, 0, run)
        store.write(with_replies(number, run, run=run, origin="0123456789ab"))
    became_current(tmp_path, dict.fromkeys(range(1, 5), "2026-05"))
    aged(tmp_path)
    found = plan(store, keep=1, today=TODAY)
    assert len(found.dropped) == 2
    assert found.raw == ("raw/first.gz", "raw/second.gz")
    lines = list(found.lines())
    assert len([line for line in lines if line.startswith("keep snapshot ")]) == 2
    assert lines[-4:] == [
        f"drop snapshot {found.dropped[1]}", "drop 2 entries of the history", "drop 4 files of pulls",
        "drop 2 raw replies",
    ]  # fmt: skip
    assert list(prune(store, found)) == ["removed 2 snapshots and 8 other files; 2 snapshots are kept"]


def test_what_a_kept_snapshot_was_built_on_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    origin = store.write(edition(1))
    for number in range(2, 5):
        store.write(with_replies(number, "a", run="r", origin=origin))
    became_current(tmp_path, dict.fromkeys(range(1, 5), "2026-05"))
    aged(tmp_path)
    found = pruned(store, keep=1)
    assert found.kept[origin] == "what a kept one was built on"
    assert len(found.dropped) == 1


def test_a_plan_of_another_day_removes_nothing(five: tuple[Store, list[str]]) -> None:
    store, ids = five
    found = plan(store, keep=1, today=TODAY)
    store.restore(ids[0])
    with pytest.raises(StoreError, match="another snapshot became current since; prune again"):
        list(prune(store, found))
    assert store.ids() == sorted(ids)


def test_an_empty_store_has_nothing_to_prune(tmp_path: Path) -> None:
    assert list(plan(Store(tmp_path), today=TODAY).lines()) == []
