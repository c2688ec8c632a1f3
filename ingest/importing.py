"""Read single published files into a snapshot that is there: `depdash import SOURCE FILE`."""

import hashlib
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import PurePosixPath
from types import ModuleType
from typing import Any

import pandas as pd

from ingest.build import merged, read, readers
from ingest.errors import ParameterError
from ingest.model import KEY, OBSERVATION, STATUSES
from ingest.store import Contents, Snapshot


def with_files(snapshot: Snapshot, source: str, files: list[tuple[str, bytes]]) -> Contents:
    """Return the contents of `snapshot` with the published `files` of one source, given as (name, bytes), read anew.

    A file takes the place of the one by the same name; where two files of one edition overlap the new one counts.
    Raises ParameterError for an unknown source or a name that none of its files has, SourceError for a wrong file.
    """
    reader = _reader(source)
    new = [read(reader, published_path(reader, name), payload) for name, payload in files]
    replaced = {entry["path"] for entry, _ in new}
    old = [part for part in parts_of(snapshot) if part[0]["path"] not in replaced]
    contents = merged([*new, *old])
    known = {entry["id"] for entry in contents.sources}
    live = [entry for entry in snapshot.manifest["sources"] if entry["id"] not in known]  # these have no reader
    return replace(contents, sources=[*contents.sources, *live])


def imported(snapshot: Snapshot, source: str, files: list[tuple[str, bytes]], run: str) -> Contents:
    """Return `with_files`, with the import named among what the snapshot was made from, so that it can be made again.

    Raises what `with_files` raises.
    """
    named = [{"name": name, "sha256": hashlib.sha256(payload).hexdigest()} for name, payload in files]
    step = {"run": run, "source": source, "files": named}
    made_from = (*snapshot.manifest.get("made_from", ()), step)
    origin = snapshot.manifest.get("origin") or snapshot.id
    return replace(with_files(snapshot, source, files), origin=origin, made_from=made_from)


def published_path(reader: ModuleType, name: str) -> str:
    """Return where a file called `name` stands in a folder of published files, by the patterns of its reader.

    >>> from ingest.sources import eia
    >>> published_path(eia, "downloads/eia_brent_monthly.csv")
    'econ/eia_brent_monthly.csv'

    Raises ParameterError for a name that no pattern fits.
    """
    last = PurePosixPath(name).name
    patterns = (*getattr(reader, "DOWNLOADS", ()), *reader.FILES)  # a folder's `*.csv` would take any name
    for pattern in patterns:
        if fnmatch(last, PurePosixPath(pattern).name):
            return str(PurePosixPath(pattern).with_name(last))
    allowed = ", ".join(sorted({PurePosixPath(pattern).name for pattern in patterns}))
    raise ParameterError("FILE", expected=f"a file of source {reader.SOURCE.id}, named like {allowed}", found=last)


def parts_of(snapshot: Snapshot) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """Return the manifest's entry and the observations of each file in `snapshot`, as its reader gave them."""
    tables = snapshot.tables
    series = tables.series[[*KEY, "title"]].astype("object")
    whole = tables.observations.join(series, on="series")
    whole = whole.assign(status=whole["status"].map(dict(enumerate(STATUSES))), vintage=whole["vintage"].dt.date)
    whole = whole.astype(dict.fromkeys(("period", "locator", "note"), "object"))
    by_file = dict(list(whole.groupby("file", sort=False)))
    columns = [*OBSERVATION, "source"]
    return [
        (dict(entry), by_file.get(number, whole.iloc[:0])[columns].reset_index(drop=True))
        for number, entry in enumerate(snapshot.manifest["raw"])
    ]


def _reader(source: str) -> ModuleType:
    known = {reader.SOURCE.id: reader for reader in readers()}
    if source not in known:
        raise ParameterError("SOURCE", expected=f"one of {', '.join(known)}", found=source)
    return known[source]
