"""Let one run at a time write to a store; a run that died holds nobody up."""

import json
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from filelock import FileLock, Timeout

from ingest.errors import BusyError, StoreError
from ingest.places import Folder, Place

_BEAT = 30.0  # seconds from one sign of life in a bucket to the next
_STALE = timedelta(seconds=120)  # without a sign of life for so long a writer is taken for dead
_TOLD = {"writer": "writes to the store", "alerts": "delivers alerts from the store"}


def writer_lock(place: Place, what: str = "writer") -> AbstractContextManager[None]:
    """Return a context in which nobody else writes to `place`, or delivers its `alerts`.

    Entering raises BusyError at once where another run does. In a folder the operating system keeps the lock, and
    lets it go when its process ends, in whatever way. A bucket has no such thing: each writer puts a sign of life and
    then looks for others. Of two that begin in the same instant both may step back; never do both go on. A writer
    without a sign for two minutes is taken for dead; should it wake up, the version of the store's pointer stops it.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, writer_lock(Folder(Path(folder))):
    ...     "alone"
    'alone'
    """
    return _of_folder(place, what) if isinstance(place, Folder) else _of_bucket(place, what)


@contextmanager
def _of_folder(folder: Folder, what: str) -> Iterator[None]:
    information = f".{what}.json"
    folder.path.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.path / f".{what}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise _busy(folder, information, what) from None
    try:
        folder.write(information, _information())
        yield
        folder.remove(information)
    finally:
        lock.release()


@contextmanager
def _of_bucket(place: Place, what: str) -> Iterator[None]:
    own, said = f"{_signs(what)}/{uuid4().hex}.json", _information()
    place.write(own, said)
    try:
        _refuse_others(place, own, what)
        with _beating(place, own, said):
            yield
    finally:
        place.remove(own)


def _signs(what: str) -> str:
    """Return the folder of the signs of life."""
    return "locks" if what == "writer" else f"locks-{what}"


def _refuse_others(place: Place, own: str, what: str) -> None:
    """Raise BusyError where another writer lives, judged by the server's clock alone; clear away the dead."""
    signs = place.written(f"{_signs(what)}/")
    if own not in signs:
        raise StoreError(f"store {place.text}: its lock was taken away by another run; run this again")
    now = signs.pop(own)
    for other, last in signs.items():
        if now - last < _STALE:
            raise _busy(place, other, what)
        place.remove(other)


@contextmanager
def _beating(place: Place, own: str, said: bytes) -> Iterator[None]:
    """Give signs of life from a thread of its own; one that fails is made good by the next."""
    end = threading.Event()

    def beat() -> None:
        while not end.wait(_BEAT):
            try:
                if not place.exists(own):
                    return  # taken for dead: another run may write now
                place.write(own, said)
            except (StoreError, OSError):
                continue

    thread = threading.Thread(target=beat, name="writer-lock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()  # a sign given after the lock was removed would hold up the next run


def _information() -> bytes:
    since = datetime.now(UTC).replace(microsecond=0).isoformat()
    return json.dumps({"host": platform.node(), "process": os.getpid(), "since": since}).encode()


def _busy(place: Place, name: str, what: str) -> BusyError:
    try:
        held = json.loads(place.read(name))
        since = datetime.fromisoformat(held["since"]).strftime("%H:%M:%S")
        who = f" since {since} UTC ({held['host']}, process {held['process']})"
    except (StoreError, OSError, ValueError, KeyError, TypeError):
        who = ""  # it has only just begun, or just ended
    return BusyError(f"another run {_TOLD[what]}{who}; wait for it or end it")
