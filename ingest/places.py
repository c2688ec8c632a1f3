"""Where a store keeps its files: a folder, or an S3-compatible bucket; both are written whole or not at all."""

import itertools
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from ingest.errors import ParameterError

_UNFINISHED = ".writing-"


class Place(Protocol):
    """Files by name, `/` between the parts of a name. Every fault other than an absent file is one line of text."""

    def __hash__(self) -> int:
        """Equal places are the same place."""

    @property
    def text(self) -> str:
        """The place as users name it."""

    def read(self, name: str) -> bytes:
        """Return a file. Raises FileNotFoundError where it is absent.

        A file that is replaced while others read it must keep its length: buckets are asked for the length first.
        """

    def write(self, name: str, payload: bytes) -> None:
        """Write or replace a file: readers see the old one or the new one, whatever interrupts this."""

    def exists(self, name: str) -> bool:
        """Tell whether there is such a file."""

    def names(self, folder: str) -> list[str]:
        """Return the names of all files below `folder`, sorted; `""` stands for the whole place."""

    def written(self, folder: str) -> dict[str, datetime]:
        """Return when each file below `folder` was last written, by the clock of the place, in UTC."""

    def unfinished(self) -> dict[str, datetime]:
        """Return what killed writers left half written, and since when."""

    def remove(self, name: str) -> None:
        """Remove a file; an absent one is removed already."""


def place(where: str | Path) -> Place:
    """Return the place that a user names: `s3://BUCKET/PREFIX`, or the path of a folder.

    >>> place("s3://dependence/stores/one/").text, place("store").text
    ('s3://dependence/stores/one', 'store')

    Raises ParameterError for an address without a bucket.
    """
    if isinstance(where, Path) or not where.startswith("s3://"):
        return Folder(Path(where))
    bucket, _, prefix = where.removeprefix("s3://").partition("/")
    if not bucket:
        raise ParameterError("store", expected="s3://BUCKET or s3://BUCKET/PREFIX", found=where)
    from ingest.buckets import Bucket  # takes as long to import as all else of a store

    return Bucket(bucket, prefix.strip("/"))


@dataclass(frozen=True)
class Folder:
    """A folder of this machine."""

    path: Path

    @property
    def text(self) -> str:
        """The path."""
        return str(self.path)

    def read(self, name: str) -> bytes:
        """Return a file. Raises FileNotFoundError where it is absent."""
        return (self.path / name).read_bytes()

    def write(self, name: str, payload: bytes) -> None:
        """Write a file aside, have it reach the disk, and put it in its place by one renaming."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f"{_UNFINISHED}{uuid4().hex}")
        try:
            with aside.open("xb") as file:
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, target)
        finally:
            aside.unlink(missing_ok=True)
        self._settle(target.parent)

    def exists(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return (self.path / name).is_file()

    def names(self, folder: str) -> list[str]:
        """Return the names of all files below `folder`, sorted."""
        return sorted(name for name in self._below(folder) if not _hidden(name))

    def written(self, folder: str) -> dict[str, datetime]:
        """Return when each file below `folder` was last written."""
        return self._times(self.names(folder))

    def unfinished(self) -> dict[str, datetime]:
        """Return what killed writers left half written, and since when."""
        return self._times(name for name in self._below("") if name.rpartition("/")[2].startswith(_UNFINISHED))

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that hold nothing any more."""
        target = self.path / name
        target.unlink(missing_ok=True)
        with suppress(OSError):  # a folder that still holds something
            for parent in itertools.takewhile(lambda folder: folder != self.path, target.parents):
                parent.rmdir()

    def _below(self, folder: str) -> Iterator[str]:
        paths = (self.path / folder).rglob("*")
        return (path.relative_to(self.path).as_posix() for path in paths if path.is_file())

    def _times(self, names: "Iterator[str] | list[str]") -> dict[str, datetime]:
        return {name: datetime.fromtimestamp((self.path / name).stat().st_mtime, UTC) for name in names}

    def _settle(self, folder: Path) -> None:
        """Have the entries of `folder` and of those above it reach the disk, where the system can be told to."""
        while hasattr(os, "O_DIRECTORY"):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            if folder == self.path:
                return
            folder = folder.parent


def _hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")
