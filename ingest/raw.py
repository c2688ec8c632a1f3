"""Keep every reply as it was received, and which question of which run it answered."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from isal import igzip
from isal.igzip_lib import IsalError

from ingest.errors import StoreError
from ingest.live import Reply, Request
from ingest.places import Place

_DAMAGED: tuple[Any, ...] = (OSError, EOFError, ValueError, IsalError)
_ENTRY = ("request", "address", "status", "headers", "sha256", "unchanged")


class Raw:
    """The bodies of replies, compressed, each under the sha256 of its bytes."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def put(self, body: bytes) -> str:
        """Keep `body` and return its name; a damaged one of that name is mended."""
        name = hashlib.sha256(body).hexdigest()
        if not self.has(name):
            self._place.write(path_of(name), igzip.compress(body, compresslevel=1, mtime=0))
        return name

    def has(self, name: str) -> bool:
        """Tell whether a body of this name is kept, whole."""
        if not self._place.exists(path_of(name)):
            return False
        try:
            self.get(name)
        except StoreError:
            return False
        return True

    def get(self, name: str) -> bytes:
        """Return the body of that name; raises StoreError where it is missing or no longer what it was."""
        try:
            body = igzip.decompress(self._place.read(path_of(name)))
        except _DAMAGED as error:
            found = type(error).__name__
            raise StoreError(f"raw reply {name[:12]}: cannot be read ({found}); pull it again") from error
        if hashlib.sha256(body).hexdigest() != name:
            raise StoreError(f"raw reply {name[:12]}: its bytes are not those of its name; pull it again")
        return body


def path_of(name: str) -> str:
    """Return where in a store the body of that name stands.

    >>> path_of("ab12")
    'raw/ab12.gz'
    """
    return f"raw/{name}.gz"


class Record:
    """The questions and answers of one provider's pull in one run, in their order."""

    def __init__(self, place: Place, folder: str) -> None:
        self.folder = folder
        self.place = place
        self._raw = Raw(place)
        self._count = 0

    def add(self, request: Request, reply: Reply) -> None:
        """Keep a reply, then the fact that it answered `request`: a fact never stands without its bytes."""
        entry = {
            "request": request.address,
            "address": reply.address,
            "status": reply.status,
            "headers": dict(reply.headers),
            "retrieved": reply.retrieved.isoformat(),
            "unchanged": reply.unchanged,
            "bytes": len(reply.body),
            "sha256": self._raw.put(reply.body),
        }
        self.place.write(f"{self.folder}/{self._count:05d}.json", as_json(entry))
        self._count += 1

    def read(self) -> Iterator[tuple[str, Reply]]:
        """Yield each question's address and its answer, as far as the record goes, and go on behind it.

        Raises StoreError for a reply that is missing or damaged.
        """
        self._count = 0
        names = self.place.names(f"{self.folder}/")
        while (name := f"{self.folder}/{self._count:05d}.json") in names:
            self._count += 1
            yield self._read(name)

    def _read(self, name: str) -> tuple[str, Reply]:
        try:
            entry = json.loads(self.place.read(name))
            request, address, status, headers, sha256, unchanged = (entry[field] for field in _ENTRY)
            retrieved = datetime.fromisoformat(entry["retrieved"])
        except (FileNotFoundError, ValueError, LookupError, TypeError) as error:
            raise StoreError(f"{self.place.text}/{name}: not the record of a reply; pull it again") from error
        return request, Reply(address, status, headers, self._raw.get(sha256), retrieved, unchanged)


def as_json(document: Any) -> bytes:
    """Return a document as readable JSON, always the same bytes for the same document."""
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
