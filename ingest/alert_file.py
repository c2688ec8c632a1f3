"""The channel that appends alerts to a file, one line of JSON each: the file itself tells which it has."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from ingest.delivery import ChannelError
from ingest.notices import Notice, body


@dataclass(frozen=True, slots=True)
class AlertFile:
    """A file of JSON lines; what others wrote into it stays, and a line that was cut by a crash is taken back."""

    path: Path

    @property
    def key(self) -> str:
        """What the store knows it by."""
        return "file"

    @property
    def name(self) -> str:
        """What users know it by."""
        return f"file {self.path}"

    def has(self) -> set[str]:
        """Return the ids in the file; a last line that was cut is taken back, one that lacks its end only gets it.

        Raises ChannelError where it cannot be read or mended.
        """
        try:
            payload = self.path.read_bytes() if self.path.exists() else b""
            whole = payload.rfind(b"\n") + 1
            if whole < len(payload):
                self._mend(whole, payload[whole:])
        except OSError as error:
            raise self._failed(error) from error
        return {identity for line in payload.split(b"\n") if (identity := _id(line))}

    def _mend(self, whole: int, last: bytes) -> None:
        if last.startswith(b"{") and not _id(last):
            os.truncate(self.path, whole)
            return
        with self.path.open("ab") as file:
            file.write(b"\n")

    def send(self, notice: Notice) -> None:
        """Append a notice, and have it reach the disk.

        Raises ChannelError where it does not; a line that was cut is taken back before the next one is written.
        """
        line = body(notice) + b"\n"
        try:
            with self.path.open("ab", buffering=0) as file:
                if file.write(line) != len(line):
                    raise OSError(None, "no room for the whole line", str(self.path))
                os.fsync(file.fileno())
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> ChannelError:
        found = (error.strerror or type(error).__name__).lower()
        return ChannelError(self.name, expected="a file to append to", found=found, do="see to DEPDASH_ALERTS_FILE")


def _id(line: bytes) -> str:
    try:
        found = json.loads(line)
    except ValueError:
        return ""
    return str(found.get("id", "")) if isinstance(found, dict) else ""
