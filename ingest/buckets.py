"""Where a store keeps its files, if that is a bucket of an S3-compatible server: `s3://BUCKET/PREFIX`.

Its credentials and region are found as every S3 program finds them; AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL name a
server other than Amazon's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, cast
from urllib.parse import urlsplit

import pyarrow as pa
from pyarrow import fs

from ingest.errors import ParameterError, StoreError

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_REASONS = {
    "NO_SUCH_BUCKET": "there is no such bucket; create it, or name another",
    "ACCESS_DENIED": "access is denied; check the credentials (AWS_ACCESS_KEY_ID) and what they allow",
    "INVALID_ACCESS_KEY_ID": "the access key is unknown; check AWS_ACCESS_KEY_ID",
    "SIGNATURE_DOES_NOT_MATCH": "the secret key is wrong; check AWS_SECRET_ACCESS_KEY",
    "NETWORK_CONNECTION": "its server does not answer; check the network and AWS_ENDPOINT_URL",
}


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
        shown = (entry for entry in found if not entry.base_name.startswith("."))  # as a folder's hidden files are none
        return {entry.path[start:]: cast(datetime, entry.mtime) for entry in shown}

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
