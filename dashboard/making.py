"""Files that take seconds to make: each is made once, one at a time, and one request may wait for its turn."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, TypeVar

from ingest.errors import DepdashError

Key = TypeVar("Key", bound=Hashable)


class BusyError(DepdashError):
    """More is asked for at once than is made."""


class Making(Generic[Key]):
    """The files that `make` returns, by what they are made of; the `most` asked for last are kept.

    >>> made = []
    >>> making = Making("brief", lambda key: made.append(key) or b"%d" % key, most=2)
    >>> making.get(1), making.get(1), made
    (b'1', b'1', [1])
    """

    def __init__(self, what: str, make: Callable[[Key], bytes], most: int) -> None:
        self._what, self._make, self._most = what, make, most
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._making = threading.Lock()
        self._places = threading.BoundedSemaphore(2)  # one is made, one waits: the server's other threads stay free

    def get(self, key: Key) -> bytes:
        """Return the file of a key; raises BusyError where another is made and another waits already."""
        found = self._kept.get(key)
        if found is not None:
            with suppress(KeyError):  # another thread may have dropped it meanwhile
                self._kept.move_to_end(key)
            return found
        if not self._places.acquire(blocking=False):
            raise BusyError(f"{self._what}: two others are being made; ask again in some seconds")
        try:
            with self._making:
                return self._made(key)
        finally:
            self._places.release()

    def _made(self, key: Key) -> bytes:
        if key not in self._kept:  # else it was made while this request waited
            self._kept[key] = self._make(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return self._kept[key]
