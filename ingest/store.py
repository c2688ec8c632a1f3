"""Keep snapshots: accepted, immutable sets of observations with a manifest, one of them current.

A store is a folder with `snapshots/<id>/` and a file `current` that holds an id. A snapshot is written aside, checked,
renamed into place, and made current by replacing that one file: at every instant the store holds a whole snapshot.
"""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.declarations import data_folder
from ingest.errors import StoreError
from ingest.model import KEY, Tables

FORMAT_VERSION = 1
_TABLES = ("observations.parquet", "series.parquet")
_SMALLEST = {
    # Row numbers and series run on from row to row: their differences take a third of the room that they take.
    "use_dictionary": ["period", "locator", "note"],
    "column_encoding": {"series": "DELTA_BINARY_PACKED", "row": "DELTA_BINARY_PACKED"},
}

_TEXT = pa.dictionary(pa.int32(), pa.string())
_SERIES = pa.schema([*((name, _TEXT) for name in KEY), ("series_id", pa.string()), ("title", pa.string())])
_OBSERVATIONS = pa.schema(
    [("series", pa.int32()), ("period", _TEXT), ("first", pa.date32()), ("last", pa.date32()), ("vintage", pa.date32())]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
    + [("status", pa.int8()), ("preference", pa.int8()), ("file", pa.int16()), ("row", pa.int32())]
    + [("locator", _TEXT), ("note", _TEXT)]
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a snapshot is made of, before it is written."""

    series: pd.DataFrame
    observations: pd.DataFrame
    raw: list[dict[str, Any]]
    sources: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A loaded snapshot: its manifest and its tables."""

    manifest: dict[str, Any]
    tables: Tables

    @property
    def id(self) -> str:
        """The hash of its content, twelve hexadecimal digits."""
        return str(self.manifest["id"])


class Store:
    """A folder of snapshots."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def current_id(self) -> str | None:
        """The id of the current snapshot, None in an empty store."""
        pointer = self.root / "current"
        return pointer.read_text(encoding="ascii").strip() if pointer.is_file() else None

    def ids(self) -> list[str]:
        """Return the ids of all snapshots kept, sorted."""
        return sorted(path.name for path in (self.root / "snapshots").glob("[0-9a-f]*") if path.is_dir())

    def folder(self, snapshot: str | None = None) -> Path:
        """Return the folder of a snapshot, the current one by default.

        Raises StoreError where there is none.
        """
        name = snapshot or self.current_id
        if name is None:
            raise StoreError(f"store {self.root}: it holds no snapshot; build one with 'depdash snapshot build FOLDER'")
        folder = self.root / "snapshots" / name
        if not (folder / "manifest.json").is_file():
            raise StoreError(f"store {self.root}: no snapshot {name}; 'depdash snapshot list' shows those kept")
        return folder

    def write(self, contents: Contents) -> str:
        """Write a snapshot, check it, make it current, and return its id. The same content gives the same bytes."""
        (self.root / "snapshots").mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=self.root / "snapshots"))
        try:
            _write_table(contents.series, _SERIES, aside / "series.parquet")
            _write_table(contents.observations, _OBSERVATIONS, aside / "observations.parquet", **_SMALLEST)
            manifest = _manifest(contents, aside)
            text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            (aside / "manifest.json").write_text(text, encoding="utf-8")
            if problems := verify_folder(aside):
                raise StoreError(f"store {self.root}: the snapshot just written does not verify: {problems[0]}")
            aside.chmod(0o755)
            self._put_in_place(aside, self.root / "snapshots" / manifest["id"])
            self._point_to(manifest["id"])
            return str(manifest["id"])
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _put_in_place(self, aside: Path, final: Path) -> None:
        """Rename a written snapshot to its id, unless a sound one is there: another writer's, or an earlier one."""
        if final.exists() and verify_folder(final):
            shutil.rmtree(final)
        if not final.exists():
            try:
                os.replace(aside, final)
            except OSError:
                if not final.exists():  # else another writer of the same content was first
                    raise

    def _point_to(self, snapshot: str) -> None:
        handle, name = tempfile.mkstemp(prefix=".current-", dir=self.root)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as pointer:
                pointer.write(snapshot + "\n")
                pointer.flush()
                os.fsync(pointer.fileno())
            os.chmod(name, 0o644)
            os.replace(name, self.root / "current")
        finally:
            Path(name).unlink(missing_ok=True)

    def keep_only(self, snapshot: str) -> None:
        """Remove every other snapshot: the packaged store carries one."""
        for other in self.ids():
            if other != snapshot:
                shutil.rmtree(self.root / "snapshots" / other)


def packaged_store() -> Store:
    """Return the store that ships with the program."""
    return Store(data_folder() / "store")


def user_store() -> Store:
    """Return the user's store: DEPDASH_HOME, or the user's data folder."""
    home = os.environ.get("DEPDASH_HOME")
    return Store(Path(home) if home else platformdirs.user_data_path("depdash", appauthor=False))


def served_store() -> Store:
    """Return the store to read from: the user's, or the packaged one while that holds no snapshot."""
    mine = user_store()
    return mine if mine.current_id else packaged_store()


def verify_folder(folder: Path) -> list[str]:
    """Return what is wrong with a snapshot's files, nothing for a sound one; every hash is computed again."""
    try:
        manifest = _read_manifest(folder)
    except StoreError as error:
        return [str(error)]
    problems = []
    for name in _TABLES:
        path = folder / name
        if not path.is_file():
            problems.append(f"{name}: missing")
        elif (found := _sha256(path.read_bytes())) != manifest["files"][name]["sha256"]:
            problems.append(
                f"{name}: sha256 is {found[:12]}, the manifest says {manifest['files'][name]['sha256'][:12]}"
            )
    return problems


@lru_cache(maxsize=2)
def load(folder: Path) -> Snapshot:
    """Return the snapshot in `folder`, ready for the indicators.

    Raises StoreError for a missing or damaged snapshot, or one of a newer format.
    """
    manifest = _read_manifest(folder)
    try:
        series = pq.read_table(folder / "series.parquet").to_pandas()
        observations = pq.read_table(folder / "observations.parquet").to_pandas(date_as_object=False)
    except (OSError, pa.ArrowException) as error:
        raise StoreError(f"snapshot {folder.name}: {error}; 'depdash snapshot verify' tells which file") from error
    files = pd.DataFrame(manifest["raw"])
    return Snapshot(manifest, Tables(manifest["id"], series, observations, files))


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{path.parent.name}/manifest.json: expected a manifest; found {error}") from error
    version = manifest.get("format_version") if isinstance(manifest, dict) else None
    if version != FORMAT_VERSION:
        expected = f"expected format {FORMAT_VERSION}; found {version}"
        raise StoreError(f"snapshot {folder.name}: {expected}; use a newer depdash")
    if (found := _content_id(manifest)) != manifest.get("id"):
        raise StoreError(f"manifest.json: its content has the id {found}, it says {manifest.get('id')}")
    return manifest


def _manifest(contents: Contents, folder: Path) -> dict[str, Any]:
    files = {}
    for name in _TABLES:
        payload = (folder / name).read_bytes()
        files[name] = {
            "sha256": _sha256(payload),
            "bytes": len(payload),
            "rows": pq.read_metadata(folder / name).num_rows,
        }
    manifest = {"format_version": FORMAT_VERSION, "files": files, "raw": contents.raw, "sources": contents.sources}
    return manifest | {"id": _content_id(manifest)}


def _content_id(manifest: dict[str, Any]) -> str:
    content = {name: value for name, value in manifest.items() if name != "id"}
    return _sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())[:12]


def _write_table(table: pd.DataFrame, schema: pa.Schema, path: Path, **encoding: Any) -> None:
    arrow = pa.Table.from_pandas(table, schema=schema, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(arrow, path, compression="zstd", compression_level=15, **encoding)


def _sha256(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()
