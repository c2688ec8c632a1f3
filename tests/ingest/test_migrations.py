"""A snapshot of every older format is read as one of the present format, and stays on disk as it was written."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingest import migrations, parquet, store
from ingest.migrations import FORMAT_VERSION, READABLE
from ingest.store import Contents, Store, packaged_store
from stored import made, path_of


def as_of_format_1(contents: Contents, root: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store as format 1 wrote it: two bytes for the number of a file, and a pointer that is only an id."""
    fields = [field if field.name != "file" else pa.field("file", pa.int16()) for field in parquet._OBSERVATIONS]
    old = Store(root)
    with monkeypatch.context() as patched:
        patched.setattr(parquet, "_OBSERVATIONS", pa.schema(fields))
        patched.setattr(store, "FORMAT_VERSION", 1)
        name = old.put(contents)
    (root / "current").write_text(f"{name}\n", encoding="ascii")
    return old


WRITERS = {1: as_of_format_1}


def test_every_older_format_has_a_step_and_a_test() -> None:
    assert list(WRITERS) == list(migrations._STEPS) == list(range(1, FORMAT_VERSION))
    assert (*WRITERS, FORMAT_VERSION) == READABLE


@pytest.mark.parametrize("version", WRITERS)
def test_an_older_snapshot_is_loaded_as_a_new_one(
    tmp_path: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = WRITERS[version](made(13_624.5), tmp_path / "old", monkeypatch)
    new = Store(tmp_path / "new")
    new.write(made(13_624.5))
    assert old.manifest()["format_version"] == version
    assert old.verify() == []
    before, after = old.load(), new.load()
    assert before.manifest["format_version"] == FORMAT_VERSION
    assert before.tables.observations.dtypes.to_dict() == after.tables.observations.dtypes.to_dict()
    assert before.tables.observations.equals(after.tables.observations)
    assert before.tables.series.equals(after.tables.series)
    assert before.tables.files.equals(after.tables.files)


@pytest.mark.parametrize("version", WRITERS)
def test_its_id_and_its_bytes_stay(tmp_path: Path, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    old = WRITERS[version](made(1), tmp_path, monkeypatch)
    name = str(old.current_id)
    path = path_of(old, name, "manifest.json")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    del content["id"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    assert old.load().id == name == hashlib.sha256(text.encode()).hexdigest()[:12]
    assert old.version == 1
    written = path.read_bytes()
    assert old.write(made(1)) != name, "the same content in another format is another snapshot"
    assert path.read_bytes() == written
    assert old.load(name).id == name
    old.restore(name)
    assert old.current_id == name


def test_the_packaged_snapshot_is_read_whatever_its_format() -> None:
    assert packaged_store().manifest()["format_version"] in READABLE
    assert packaged_store().load().manifest["format_version"] == FORMAT_VERSION
    assert packaged_store().load().tables.observations["file"].dtype == "int32"
