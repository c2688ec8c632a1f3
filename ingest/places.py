"""Where a store keeps its files: a folder, or an S3-compatible bucket; both are written whole or not at all.

A bucket is `s3://BUCKET/PREFIX`. Its credentials and region are found as every S3 program finds them;
AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL name a server other than Amazon's.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol, cast
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow as pa
from pyarrow import fs

from ingest.errors import ParameterError, StoreError

_UNFINISHED = ".writing-"
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_REASONS = {
    "NO_SUCH_BUCKET": "there is no such bucket; create it, or name another",
    "ACCESS_DENIED": "access is denied; check the credentials (AWS_ACCESS_KEY_ID) and what they allow",
    "INVALID_ACCESS_KEY_ID": "the access key is unknown; check AWS_ACCESS_KEY_ID",
    "SIGNATURE_DOES_NOT_MATCH": "the secret key is wrong; check AWS_SECRET_ACCESS_KEY",
    "NETWORK_CONNECTION": "its server does not answer; check the network and AWS_ENDPOINT_URL",
}


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


@dataclass(frozen=True)
class Bucket:
    """A bucket of an S3-compatible server, or what is under a prefix of it."""

    bucket: str
    prefix: str = ""

    @property
    def text(self) -> str:
        """The address."""
        return f"s3://{self._path('')}"

    def read(self, name: str) -> bytes:
        """Return an object. Raises FileNotFoundError where it is absent."""
        try:
            with self._told(), self._files.open_input_file(self._path(name)) as file:
                return bytes(file.read())
        except FileNotFoundError:
            self._require_bucket()
            raise FileNotFoundError(f"{self.text}: no {name}") from None

    def write(self, name: str, payload: bytes) -> None:
        """Put an object: the server shows it when it has all of it."""
        with self._told(), self._files.open_output_stream(self._path(name)) as stream:
            stream.write(payload)

    def exists(self, name: str) -> bool:
        """Tell whether there is such an object."""
        with self._told():
            found = self._files.get_file_info(self._path(name)).type
        if found == fs.FileType.NotFound:
            self._require_bucket()
        return bool(found == fs.FileType.File)

    def names(self, folder: str) -> list[str]:
        """Return the names of all objects below `folder`, sorted."""
        return sorted(self.written(folder))

    def written(self, folder: str) -> dict[str, datetime]:
        """Return when each object below `folder` was last written, by the server's clock."""
        below = fs.FileSelector(self._path(folder), allow_not_found=True, recursive=True)
        with self._told():
            found = [entry for entry in self._files.get_file_info(below) if entry.type == fs.FileType.File]
        if not found:
            self._require_bucket()
        start = len(self._path("")) + 1
        return {entry.path[start:]: cast(datetime, entry.mtime) for entry in found if not _hidden(entry.path)}

    def unfinished(self) -> dict[str, datetime]:
        """Return nothing: what was half put is no object, and the bucket's own rules clear it away."""
        return {}

    def remove(self, name: str) -> None:
        """Remove an object."""
        try:
            with self._told():
                self._files.delete_file(self._path(name))
        except FileNotFoundError:
            self._require_bucket()

    def _path(self, name: str) -> str:
        return "/".join(part for part in (self.bucket, self.prefix, name.strip("/")) if part)

    @cached_property
    def _files(self) -> fs.S3FileSystem:
        server, scheme = _endpoint()
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        return fs.S3FileSystem(  # type: ignore[call-arg]  # the stubs know no delayed opening
            endpoint_override=server,
            scheme=scheme,
            region=region or ("us-east-1" if server else None),  # servers of one's own seldom have regions
            connect_timeout=5,
            request_timeout=10,  # seconds without a byte, not of the whole request
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=3),
            allow_delayed_open=True,  # one request for an object of ordinary size
            background_writes=False,
        )

    def _require_bucket(self) -> None:
        """Raise StoreError for an absent bucket, of which servers say no more than that the object is not there."""
        _ = self._is_there

    @cached_property
    def _is_there(self) -> bool:
        with self._told():
            found = self._files.get_file_info(self.bucket).type
        if found == fs.FileType.NotFound:
            raise StoreError(f"store {self.text}: {_REASONS['NO_SUCH_BUCKET']}")
        return True

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the errors of the S3 client into one line; an absent object remains a FileNotFoundError."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as error:
            said = " ".join(str(error).split())
            reason = next((text for code, text in _REASONS.items() if f"AWS Error {code} " in said), said)
            raise StoreError(f"store {self.text}: {reason}") from error


def _endpoint() -> tuple[str | None, Literal["http", "https"]]:
    """Return the server, None for Amazon's, and the scheme; plain http is for this machine alone."""
    name = next((name for name in _ENDPOINTS if os.environ.get(name)), "")
    if not name:
        return None, "https"
    parts = urlsplit(os.environ[name])
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or parts.path.strip("/") or not (parts.scheme == "https" or local):
        expected = "an https address without a path, or http of this machine"
        raise ParameterError(name, expected=expected, found=os.environ[name])
    return parts.netloc, "http" if local else "https"


def _hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")
