"""The store: same content, same bytes; damage is found; the pointer counts, and tells who came first."""

import json
from pathlib import Path

import pandas as pd
import pytest

from dashboard.__main__ import main
from ingest import parquet
from ingest.errors import StoreError
from ingest.places import Folder
from ingest.store import Contents, Pointer, Store, packaged_store, served_store, user_store
from stored import assert_whole, made, path_of

FILES = ("manifest.json", "observations.parquet", "series.parquet")


def fingerprint(folder: Path) -> dict[str, bytes]:
    """Every byte below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def flipped(path: Path, place: int) -> None:
    payload = bytearray(path.read_bytes())
    payload[place] ^= 0xFF
    path.write_bytes(payload)


def test_what_is_written_is_what_is_loaded(tmp_path: Path) -> None:
    contents = made(13_624.5)
    store = Store(tmp_path / "new" / "store")
    snapshot = store.load(store.write(contents))
    assert snapshot.manifest["raw"] == contents.raw
    assert snapshot.manifest["sources"] == contents.sources
    assert "origin" not in snapshot.manifest
    assert snapshot.tables.snapshot == snapshot.id == store.current_id
    assert snapshot.tables.series.astype("object").to_dict("list") == contents.series.to_dict("list")
    loaded = snapshot.tables.observations
    days = ["first", "last", "vintage"]
    assert list(loaded.columns) == list(parquet._OBSERVATIONS.names)
    for name in days:
        assert loaded[name].dt.date.tolist() == contents.observations[name].tolist()
    texts = ["period", "locator", "note"]
    assert loaded[texts].astype("object").to_dict("list") == contents.observations[texts].to_dict("list")
    rest = [name for name in loaded.columns if name not in days + texts]
    pd.testing.assert_frame_equal(loaded[rest], contents.observations[rest], check_dtype=False)
    assert loaded["value"].isna().tolist() == [False, True]


def test_the_packaged_snapshot_keeps_what_it_loads(tmp_path: Path) -> None:
    snapshot = packaged_store().load()
    tables = snapshot.tables
    contents = Contents(tables.series, tables.observations, snapshot.manifest["raw"], snapshot.manifest["sources"])
    again = Store(tmp_path)
    assert again.load(again.write(contents)).tables.observations.equals(tables.observations)


def test_more_raw_files_than_fit_in_two_bytes_are_told_apart(tmp_path: Path) -> None:
    contents = made(1)
    contents.observations.loc[0, "file"] = 70_000
    assert Store(tmp_path).load(Store(tmp_path).write(contents)).tables.observations["file"].tolist() == [70_000, 0]


def test_what_a_snapshot_of_replies_was_made_from_is_kept_with_it(tmp_path: Path) -> None:
    plain, step = made(1), {"source": "nbrb", "run": "20261124T060000Z-0a1b2c"}
    reply = plain.raw[0] | {"address": "https://api.example.org/rates", "retrieved": "2026-11-24", "pull": step["run"]}
    contents = Contents(plain.series, plain.observations, [reply, plain.raw[0]], plain.sources, "0123456789ab", (step,))
    snapshot = Store(tmp_path).load(Store(tmp_path).write(contents))
    assert snapshot.manifest["origin"] == "0123456789ab"
    assert snapshot.manifest["made_from"] == [step]
    assert snapshot.tables.files["address"].tolist() == ["https://api.example.org/rates", ""]
    assert snapshot.id != Store(tmp_path).put(plain)


def test_the_same_content_has_the_same_bytes_and_id(tmp_path: Path) -> None:
    one, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    assert one.write(made(1)) == other.write(made(1)) == one.write(made(1))
    assert one.ids() == [one.current_id]
    names = {"current", "history/00000001.json", *(f"snapshots/{one.current_id}/{name}" for name in FILES)}
    assert fingerprint(tmp_path / "one").keys() == names
    for name in names - {"history/00000001.json"}:  # which says when
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_what_is_there_and_sound_is_not_written_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(made(1))
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*")}
    store.write(made(1))
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("other", [made(2), made(1, title="Goods imports")])
def test_another_content_has_another_id(tmp_path: Path, other: Contents) -> None:
    store = Store(tmp_path)
    first, second = store.write(made(1)), store.write(other)
    assert first != second
    assert store.ids() == sorted([first, second])
    assert_whole(store, second)
    assert store.load(first).id == first
    assert store.write(made(1)) == first
    assert_whole(store, first)


def test_what_is_put_is_kept_and_not_yet_current(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, second = store.write(made(1)), store.put(made(2))
    assert (store.current_id, store.version) == (first, 1)
    assert store.load(second).id == second
    store.point_to(second, expected_version=1)
    assert store.pointer() == Pointer(2, second, first)


def test_who_comes_second_is_told_and_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = store.write(made(1), expected_version=0)
    second = store.write(made(2), expected_version=1)
    said = f"store {tmp_path}: another run made snapshot {second} current meanwhile; run this again on top of it"
    with pytest.raises(StoreError) as raised:
        store.write(made(3), expected_version=1)
    assert str(raised.value) == said
    assert store.pointer() == Pointer(2, second, first)
    with pytest.raises(StoreError, match="made snapshot None current"):
        Store(tmp_path / "empty").write(made(1), expected_version=1)


def test_the_history_tells_when_each_became_current(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, second = store.write(made(1)), store.write(made(2))
    store.restore(first)
    store.write(made(1))  # current already
    assert [(entry["version"], entry["snapshot"]) for entry in store.history()] == [(1, first), (2, second), (3, first)]
    assert all(entry["at"].endswith("+00:00") and len(entry["at"]) == 25 for entry in store.history())
    store.place.write(
        "history/00000004.json", b'{"version": 4, "snapshot": "0123456789ab", "at": "2026-11-24T06:00:00+00:00"}'
    )
    assert len(store.history()) == 3, "it was noted, and the writer killed before the switch"


@pytest.mark.parametrize("entry", [b"", b"[]", b"{}", b"\xff", b'{"version": 1, "snapshot": "x", "at": "soon"}'])
def test_a_damaged_entry_of_the_history_is_told_in_one_line(
    tmp_path: Path, entry: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Store(tmp_path).write(made(1))
    (tmp_path / "history" / "00000001.json").write_bytes(entry)
    assert main(["snapshot", "list", "--store", str(tmp_path)]) == 1
    assert "history/00000001.json is no entry of the history; remove it" in capsys.readouterr().err


def test_a_pointer_has_one_length_whatever_it_says(tmp_path: Path) -> None:
    store, lengths = Store(tmp_path), set()
    for turn in range(12):
        store.write(made(turn % 2))
        lengths.add(len((tmp_path / "current").read_bytes()))
    assert len(lengths) == 1
    assert store.version == 12


def test_a_pointer_of_the_first_format_is_read_and_renewed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = store.put(made(1))
    (tmp_path / "current").write_text(f"{first}\n", encoding="ascii")
    assert store.pointer() == Pointer(1, first)
    second = store.write(made(2), expected_version=1)
    assert store.pointer() == Pointer(2, second, first)


@pytest.mark.parametrize("text", ["{", '{"version": 1}', '{"version": 1, "snapshot": 5}', '{"a": 1}', "\xff", "[1]"])
def test_a_pointer_that_says_nothing_is_told_and_mended(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path)
    first, second = store.write(made(1)), store.write(made(2))
    (tmp_path / "current").write_text(text, encoding="latin-1")
    with pytest.raises(StoreError):
        store.load()
    assert main(["snapshot", "verify", "--store", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    store.restore(first)
    assert_whole(store, first)
    assert store.version == (2 if text == "[1]" else 3)
    assert second in store.ids()


def test_a_damaged_snapshot_is_not_gone_back_to(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, second = store.write(made(1)), store.write(made(2))
    flipped(path_of(store, first, "series.parquet"), 100)
    with pytest.raises(StoreError, match=r"series\.parquet: sha256 is .*; go back to another"):
        store.restore(first)
    with pytest.raises(StoreError, match=r"no snapshot \.\./\.\./elsewhere"):
        store.restore("../../elsewhere")
    assert store.pointer() == Pointer(2, second, first)


def test_a_snapshot_can_be_kept_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(made(1))
    last = store.write(made(2))
    store.keep_only(last)
    assert store.ids() == [last]
    assert (store.history(), store.pointer()) == ([], Pointer(2, last))
    assert_whole(store, last)
    assert not (tmp_path / "history").exists()


@pytest.mark.parametrize("name", FILES[1:])
def test_a_flipped_byte_anywhere_in_a_table_is_found(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path)
    path = path_of(store, store.write(made(1)), name)
    sound = path.read_bytes()
    for place in range(0, len(sound), 37):
        flipped(path, place)
        problems = store.verify()
        assert len(problems) == 1, place
        assert problems[0].startswith(f"{name}: sha256 is ")
        with pytest.raises(StoreError, match="'depdash snapshot verify' tells which file"):
            store.load()
        path.write_bytes(sound)
    assert store.verify() == []


def test_a_flipped_byte_anywhere_in_the_manifest_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path = path_of(store, store.write(made(1)), "manifest.json")
    sound = path.read_bytes()
    for place in range(len(sound)):
        for changed in (sound[place] ^ 0xFF, sound[place] ^ 0x01):
            path.write_bytes(sound[:place] + bytes([changed]) + sound[place + 1 :])
            problems = store.verify()
            assert problems, place
            assert not any("\n" in problem for problem in problems)


def test_a_changed_statement_of_the_manifest_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path = path_of(store, store.write(made(1)), "manifest.json")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"edition": "2020"', '"edition": "2021"'), encoding="utf-8")
    (problem,) = store.verify()
    assert problem.startswith("manifest.json: its content has the id ")


def test_the_manifest_of_another_snapshot_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, second = store.write(made(1)), store.write(made(2))
    for name in FILES:
        path_of(store, second, name).write_bytes(path_of(store, first, name).read_bytes())
    assert store.verify() == [f"manifest.json: it is that of snapshot {first}, not of {second}"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_verify_names_the_damaged_file_in_one_line(
    tmp_path: Path, name: str, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path)
    path = path_of(store, store.write(made(1)), name)
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
def test_a_missing_table_is_a_damaged_snapshot(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path)
    path_of(store, store.write(made(1)), name).unlink()
    with pytest.raises(StoreError, match="'depdash snapshot verify' tells which file"):
        store.load()


def test_a_damaged_snapshot_is_mended_by_building_it_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    flipped(path_of(store, store.write(made(1)), "series.parquet"), 100)
    store.write(made(1))
    assert store.verify() == []


@pytest.mark.parametrize("version", [0, 3, 99, None, "1"])
def test_another_format_is_refused(tmp_path: Path, version: object, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path)
    name = store.write(made(1))
    path = path_of(store, name, "manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8")) | {"format_version": version}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    expected = f"snapshot {name}: expected format 1 to 2; found {version}; use a newer depdash"
    with pytest.raises(StoreError) as raised:
        store.load()
    assert str(raised.value) == expected
    assert store.verify() == [expected]
    assert main(["snapshot", "verify", "--store", str(tmp_path)]) == 1
    assert expected in capsys.readouterr().err


def test_an_empty_store_says_what_to_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = f"store {tmp_path}: it holds no snapshot; build one with 'depdash snapshot build FOLDER'"
    with pytest.raises(StoreError) as raised:
        Store(tmp_path).load()
    assert str(raised.value) == expected
    assert main(["snapshot", "verify", "--store", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"depdash: {expected}\n"
    assert main(["snapshot", "list", "--store", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""
    assert (Store(tmp_path).version, Store(tmp_path).history()) == (0, [])


def test_an_unknown_snapshot_says_where_to_look(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(made(1))
    with pytest.raises(StoreError, match="no snapshot 0123456789ab; 'depdash snapshot list' shows those kept"):
        store.load("0123456789ab")


def test_the_list_marks_the_current_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path)
    ids = {store.write(made(1)), store.write(made(2))}
    assert main(["snapshot", "list", "--store", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == ids
    assert [line.split()[0] for line in lines if line.endswith("  current")] == [store.current_id]


def test_the_packaged_store_is_served_until_the_user_has_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPDASH_HOME", str(tmp_path))
    assert served_store().place == packaged_store().place
    own = Store(tmp_path).write(made(1))
    assert (served_store().place, served_store().current_id) == (Folder(tmp_path), own)
    monkeypatch.setenv("DEPDASH_HOME", "s3://dependence/store")
    assert user_store().place.text == "s3://dependence/store"
