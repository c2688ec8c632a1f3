"""Keep snapshots: accepted, immutable sets of observations with a manifest, one of them current.

A store is a place with `snapshots/<id>/` and a pointer `current`. A snapshot exists once its manifest does, which is
written last; it is made current by replacing the pointer: at every instant readers find a whole snapshot.

What only asks which snapshot is current, or whether its hashes hold, imports no pandas.
"""

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from ingest import places
from ingest.declarations import data_folder
from ingest.errors import StoreError
from ingest.migrations import FORMAT_VERSION, READABLE, Read, migrated
from ingest.places import Place

if TYPE_CHECKING:
    import pandas as pd

    from ingest.model import Tables

_TABLES = ("series.parquet", "observations.parquet")
_MANIFEST = r"snapshots/([0-9a-f]{12})/manifest\.json"
_OF_REPLIES = ("address", "retrieved", "pull")  # what only the manifest's entries of live providers have
_POINTER_LENGTH = 120  # always: a bucket's reader asks for the length first, and a longer pointer would be cut


@dataclass(frozen=True, slots=True)
class Contents:
    """What a snapshot is made of, before it is written."""

    series: "pd.DataFrame"
    observations: "pd.DataFrame"
    raw: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    origin: str = ""  # the snapshot of files on top of which runs were published, the first of them
    made_from: tuple[dict[str, Any], ...] = ()  # those runs, in their order


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A loaded snapshot: its manifest and its tables."""

    manifest: dict[str, Any]
    tables: "Tables"

    @property
    def id(self) -> str:
        """The hash of its content, twelve hexadecimal digits."""
        return str(self.manifest["id"])


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which snapshot is current, the how manieth, and which was before it."""

    version: int
    snapshot: str
    previous: str | None = None


class Store:
    """Snapshots in a folder or a bucket. Every method raises StoreError or OSError, of one line."""

    def __init__(self, where: Place | Path | str) -> None:
        self.place: Place = places.place(where) if isinstance(where, str | Path) else where

    def pointer(self) -> Pointer | None:
        """Return which snapshot is current, None in an empty store."""
        try:
            return _pointer(self.place.read("current").decode("ascii").strip())
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            do = "'depdash snapshot restore ID' writes it anew"
            raise StoreError(f"store {self.place.text}: current is not a pointer to a snapshot; {do}") from error

    @property
    def version(self) -> int:
        """How many times another snapshot became current: 0 in an empty store."""
        pointer = self.pointer()
        return pointer.version if pointer else 0

    @property
    def current_id(self) -> str | None:
        """The id of the current snapshot, None in an empty store."""
        pointer = self.pointer()
        return pointer.snapshot if pointer else None

    def ids(self) -> list[str]:
        """Return the ids of all snapshots kept, sorted."""
        found = (
            re.fullmatch(r"snapshots/([0-9a-f]{12})/manifest\.json", name) for name in self.place.names("snapshots")
        )
        return sorted(match[1] for match in found if match)

    def history(self) -> list[dict[str, Any]]:
        """Return the version, the snapshot and the time (`at`, ISO 8601, UTC) of each change of `current`, in order."""
        entries = [self._entry(name) for name in self.place.names("history")]
        return [entry for entry in entries if entry["version"] <= self.version]  # a later one was never switched to

    def _entry(self, name: str) -> dict[str, Any]:
        try:
            entry = json.loads(self.place.read(name))
            datetime.fromisoformat(entry["at"])
            return {"version": int(entry["version"]), "snapshot": str(entry["snapshot"]), "at": entry["at"]}
        except (ValueError, LookupError, TypeError) as error:
            do = "remove it: of that switch nothing but its day is lost"
            raise StoreError(f"store {self.place.text}: {name} is no entry of the history; {do}") from error

    def manifest(self, snapshot: str | None = None) -> dict[str, Any]:
        """Return the manifest of a snapshot as it was written, of the current one by default.

        Raises StoreError where there is none, or where it is damaged or of a newer format.
        """
        name = self._existing(snapshot)
        return _checked_manifest(name, self.place.read(_path(name, "manifest.json")))

    def load(self, snapshot: str | None = None) -> Snapshot:
        """Return a snapshot, the current one by default, ready for the indicators.

        Raises StoreError for a missing or damaged snapshot, or one of a newer format.
        """
        return load_snapshot(self.place, self._existing(snapshot))

    def verify(self, snapshot: str | None = None) -> list[str]:
        """Return what is wrong with a snapshot's files, nothing for a sound one; every hash is computed again."""
        name = self._existing(snapshot)
        try:
            return self._damage(name, self.manifest(name))
        except StoreError as error:
            return [str(error)]

    def write(self, contents: Contents, *, expected_version: int | None = None) -> str:
        """Write a snapshot, check it, make it current, and return its id. The same content gives the same bytes."""
        snapshot = self.put(contents)
        self.point_to(snapshot, expected_version=expected_version)
        return snapshot

    def put(self, contents: Contents) -> str:
        """Write a snapshot, check it, and return its id; the current one stays.

        A sound snapshot of the same content is not written again, a damaged one is mended.
        """
        from ingest.parquet import encoded

        files = encoded(contents.series, contents.observations, live=bool(contents.origin))
        manifest = _manifest(contents, files)
        name = str(manifest["id"])
        if self.place.exists(_path(name, "manifest.json")) and not self.verify(name):
            return name
        for file, payload in files.items():
            self.place.write(_path(name, file), payload)
        if problems := self._damage(name, manifest):
            raise StoreError(f"store {self.place.text}: the snapshot just written does not verify: {problems[0]}")
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        self.place.write(_path(name, "manifest.json"), text.encode())
        return name

    def point_to(self, snapshot: str, *, expected_version: int | None = None) -> None:
        """Make a snapshot current.

        Raises StoreError where it does not exist, or where the pointer is no longer at `expected_version`: another
        writer came first, and what was built on the snapshot of that version would undo its work.
        """
        self._existing(snapshot)
        self._switch(self.pointer(), snapshot, expected_version)

    def restore(self, snapshot: str) -> None:
        """Make a kept snapshot current again, whatever the pointer says now.

        Raises StoreError where it does not exist or is damaged.
        """
        if problems := self.verify(snapshot):
            raise StoreError(f"snapshot {snapshot}: {'; '.join(problems)}; go back to another")
        try:
            pointer = self.pointer()
        except StoreError:  # the pointer is what is damaged: its version is that of the last change
            last = max((int(Path(name).stem) for name in self.place.names("history")), default=0)
            pointer = Pointer(last, "")
        self._switch(pointer, snapshot, None)

    def keep_only(self, snapshot: str) -> None:
        """Remove every other snapshot, and the history: the packaged store carries one."""
        for name in self.place.names("history"):
            self.place.remove(name)
        for other in self.ids():
            if other != snapshot:
                self.remove(other)
        self._point(Pointer(self.version, snapshot))

    def remove(self, snapshot: str) -> None:
        """Remove a snapshot: its manifest first, with which it ceases to exist."""
        for file in ("manifest.json", *_TABLES):
            self.place.remove(_path(snapshot, file))

    def _switch(self, pointer: Pointer | None, snapshot: str, expected_version: int | None) -> None:
        version = pointer.version if pointer else 0
        if expected_version not in (None, version):
            came = f"another run made snapshot {pointer.snapshot if pointer else None} current meanwhile"
            raise StoreError(f"store {self.place.text}: {came}; run this again on top of it")
        if pointer and pointer.snapshot == snapshot:
            return
        made = Pointer(version + 1, snapshot, pointer.snapshot or None if pointer else None)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"version": made.version, "snapshot": snapshot, "at": at}
        self.place.write(f"history/{made.version:08d}.json", (json.dumps(entry) + "\n").encode())
        self._point(made)

    def _point(self, pointer: Pointer) -> None:
        text = json.dumps(asdict(pointer)).ljust(_POINTER_LENGTH - 1) + "\n"
        self.place.write("current", text.encode("ascii"))

    def _existing(self, snapshot: str | None) -> str:
        name = snapshot or self.current_id
        if name is None:
            do = "build one with 'depdash snapshot build FOLDER'"
            raise StoreError(f"store {self.place.text}: it holds no snapshot; {do}")
        if not re.fullmatch("[0-9a-f]{12}", name) or not self.place.exists(_path(name, "manifest.json")):
            raise StoreError(
                f"store {self.place.text}: no snapshot {name[:60]}; 'depdash snapshot list' shows those kept"
            )
        return name

    def _damage(self, snapshot: str, manifest: dict[str, Any]) -> list[str]:
        """Return what in the tables differs from what the manifest says."""
        problems = []
        for name in _TABLES:
            try:
                problems += _differs(name, self.place.read(_path(snapshot, name)), manifest)
            except FileNotFoundError:
                problems.append(f"{name}: missing")
        return problems


def packaged_store() -> Store:
    """Return the store that ships with the program."""
    return Store(data_folder() / "store")


def user_store() -> Store:
    """Return the user's store: the folder or bucket of DEPDASH_HOME, or the user's data folder."""
    return Store(os.environ.get("DEPDASH_HOME") or platformdirs.user_data_path("depdash", appauthor=False))


def served_store() -> Store:
    """Return the store to read from: the user's, or the packaged one while that holds no snapshot."""
    mine = user_store()
    return mine if mine.current_id else packaged_store()


def kept_snapshot(snapshot: str) -> Snapshot:
    """Return a snapshot by its id from the user's store, or else from the packaged one.

    Raises StoreError where neither keeps it, or where it is damaged or of a newer format.
    """
    try:
        return user_store().load(snapshot)
    except StoreError:
        return packaged_store().load(snapshot)


@lru_cache(maxsize=2)
def load_snapshot(place: Place, snapshot: str) -> Snapshot:
    """Return a snapshot that exists in `place`, in the present format; the last two are kept in memory.

    Raises StoreError for a damaged snapshot, or one of a newer format.
    """
    import pandas as pd

    from ingest.model import Tables

    manifest = _checked_manifest(snapshot, place.read(_path(snapshot, "manifest.json")))
    read = migrated(Read(manifest, *(_table(place, name, manifest) for name in _TABLES)))
    files = pd.DataFrame([dict.fromkeys(_OF_REPLIES, "") | entry for entry in read.manifest["raw"]])
    return Snapshot(read.manifest, Tables(snapshot, read.series, read.observations, files))


def _pointer(text: str) -> Pointer:
    """Return the pointer of its text; raises ValueError or TypeError for one that says nothing."""
    if not text.startswith("{"):
        return Pointer(1, text)  # before format 2 it was the id alone
    pointer = Pointer(**json.loads(text))
    if not (isinstance(pointer.version, int) and isinstance(pointer.snapshot, str)):
        raise TypeError(f"{pointer}")
    return pointer


def _table(place: Place, name: str, manifest: dict[str, Any]) -> "pd.DataFrame":
    import pyarrow as pa

    from ingest.parquet import table

    snapshot = manifest["id"]
    try:
        payload = place.read(_path(snapshot, name))
        if problems := _differs(name, payload, manifest):
            raise StoreError(f"snapshot {snapshot}: {problems[0]}; 'depdash snapshot verify' tells which file")
        return table(payload)
    except (OSError, pa.ArrowException) as error:
        said = f"{name} cannot be read ({type(error).__name__})"
        raise StoreError(f"snapshot {snapshot}: {said}; 'depdash snapshot verify' tells which file") from error


def _checked_manifest(snapshot: str, payload: bytes) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(payload.decode())
    except ValueError as error:
        raise StoreError(f"{snapshot}/manifest.json: expected a manifest; found {error}") from error
    version = manifest.get("format_version") if isinstance(manifest, dict) else None
    if version not in READABLE:
        expected = f"expected format {READABLE[0]} to {FORMAT_VERSION}; found {version}"
        raise StoreError(f"snapshot {snapshot}: {expected}; use a newer depdash")
    if (found := _content_id(manifest)) != manifest.get("id"):
        raise StoreError(f"manifest.json: its content has the id {found}, it says {manifest.get('id')}")
    if found != snapshot:
        raise StoreError(f"manifest.json: it is that of snapshot {found}, not of {snapshot}")
    return manifest


def _manifest(contents: Contents, files: dict[str, bytes]) -> dict[str, Any]:
    from ingest.parquet import row_count

    described = {
        name: {"sha256": _sha256(payload), "bytes": len(payload), "rows": row_count(payload)}
        for name, payload in files.items()
    }
    manifest = {"format_version": FORMAT_VERSION, "files": described, "raw": contents.raw, "sources": contents.sources}
    if contents.origin:
        manifest |= {"origin": contents.origin, "made_from": list(contents.made_from)}
    return manifest | {"id": _content_id(manifest)}


def _differs(name: str, payload: bytes, manifest: dict[str, Any]) -> list[str]:
    said, found = manifest["files"][name]["sha256"], _sha256(payload)
    return [] if said == found else [f"{name}: sha256 is {found[:12]}, the manifest says {said[:12]}"]


def _content_id(manifest: dict[str, Any]) -> str:
    content = {name: value for name, value in manifest.items() if name != "id"}
    return _sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())[:12]


def _path(snapshot: str, file: str) -> str:
    return f"snapshots/{snapshot}/{file}"


def _sha256(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()
