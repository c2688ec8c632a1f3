"""Files that take a browser: printed one at a time beside the requests, in a folder that all workers share."""

import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from dashboard.making import BusyError
from ingest.errors import DepdashError

FOLDER = "DEPDASH_BRIEFS"  # the setting that names the folder of printed briefs, which all workers share
_MOST_WAITING = 8
_UNEXPECTED = "the file was not printed; the log of the server tells why"


class Printing:
    """The files that `make` returns, each for a question: a text. The `most` printed last are kept.

    A question stands in the folder until its file does; whichever worker is asked sees to it that one prints.
    """

    def __init__(self, folder: Path, make: Callable[[str], bytes], most: int) -> None:
        self._folder, self._make, self._most = folder, make, most
        self._printer: threading.Thread | None = None
        self._beginning = threading.Lock()

    def get(self, question: str) -> bytes | None:
        """Return the file of a question; None while it waits or is printed.

        Raises BusyError where too many wait, DepdashError once where it could not be printed: asked again, it is tried
        again.
        """
        place = self._folder / hashlib.sha256(question.encode()).hexdigest()
        done, failed, waiting = (place.with_suffix(ending) for ending in (".pdf", ".failed", ".asked"))
        if done.exists():
            return done.read_bytes()
        if failed.exists():
            said = failed.read_text(encoding="utf-8")
            failed.unlink(missing_ok=True)
            raise DepdashError(said)
        if not waiting.exists():
            if len(list(self._folder.glob("*.asked"))) >= _MOST_WAITING:
                self._begin()  # whoever asked for them may have left, and so may the worker that printed
                raise BusyError(f"brief: {_MOST_WAITING} others wait to be printed; ask again in a minute")
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(waiting, question.encode())
        self._begin()
        return None

    def _begin(self) -> None:
        with self._beginning:
            if self._printer is None or not self._printer.is_alive():
                self._printer = threading.Thread(target=self._print_all, daemon=True)
                self._printer.start()

    def _print_all(self) -> None:
        """Print what waits, the oldest first; nothing where another worker does so already."""
        try:
            with FileLock(self._folder / ".printer.lock", timeout=0):
                while waiting := sorted(self._folder.glob("*.asked"), key=lambda path: path.stat().st_mtime_ns):
                    self._print(waiting[0])
        except Timeout:
            return

    def _print(self, waiting: Path) -> None:
        said = _UNEXPECTED
        try:
            _write(waiting.with_suffix(".pdf"), self._make(waiting.read_text(encoding="utf-8")))
            self._forget()
        except DepdashError as error:
            said = str(error)
        finally:
            if not waiting.with_suffix(".pdf").exists():
                _write(waiting.with_suffix(".failed"), said.encode())
            waiting.unlink()

    def _forget(self) -> None:
        printed = sorted(self._folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime_ns)
        for path in printed[: -self._most]:
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    half = path.with_suffix(f".{os.getpid()}.half")
    half.write_bytes(content)
    half.replace(path)
