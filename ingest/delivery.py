"""Deliver alerts by every channel, each once as far as the channel permits, whatever interrupts it.

Before a notice is sent the store notes that it is about to be, with its text, and afterwards that it was. A run that
dies in between leaves the first note: the next one sends the very same notice under the same id, by which a receiver
drops the second. A file is asked itself what it has, and gets nothing twice.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from ingest.errors import DepdashError, StoreError
from ingest.locks import writer_lock
from ingest.notices import Notice, about, now, record
from ingest.places import Place
from ingest.raw import as_json

_SENDING, _SENT = "alerts/sending", "alerts/sent"


class ChannelError(DepdashError):
    """A channel did not take a notice; `ends` where it would take no other one either."""

    def __init__(self, where: str, *, expected: str, found: str, do: str, ends: bool = True) -> None:
        self.ends = ends
        super().__init__(f"{where}: expected {expected}; found {found}; {do}")


class Channel(Protocol):
    """A way to deliver notices."""

    @property
    def key(self) -> str:
        """What the store knows it by, as part of a file's name."""

    @property
    def name(self) -> str:
        """What users know it by, without any secret."""

    def has(self) -> Collection[str]:
        """Return the ids that the receiver tells to have; nothing where it cannot be asked. Raises ChannelError."""

    def send(self, notice: Notice) -> None:
        """Send one notice, whole. Raises ChannelError where it was not taken, or nobody can tell whether it was."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a channel: the ids that it sent, and in one line why others were not."""

    channel: str
    sent: tuple[str, ...]
    failed: str = ""


def deliver(place: Place, notices: Sequence[Notice], channels: Sequence[Channel]) -> list[Outcome]:
    """Send by each channel what it has not sent yet, in the order given, and return what came of each.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ingest.places import Folder
    >>> with TemporaryDirectory() as folder:
    ...     deliver(Folder(Path(folder)), [], [])
    []

    Raises BusyError where another run delivers, StoreError where the store's notes cannot be read.
    """
    with writer_lock(place, "alerts"):
        return [_through(place, notices, channel) for channel in channels]


def sent_ids(place: Place) -> frozenset[str]:
    """Return the ids of all that was sent by any channel."""
    return frozenset(identity for identity, _ in _noted(place, _SENT))


def _through(place: Place, notices: Sequence[Notice], channel: Channel) -> Outcome:
    sent: list[str] = []
    failed: list[str] = []
    before = [identity for identity, key in _noted(place, _SENT) if key == channel.key]
    _tidy(place, channel, before)
    try:
        had = channel.has()
        for notice in notices:
            if notice.id not in before and not _one(place, notice, channel, had, before, failed):
                continue
            if notice.id not in before:
                before.append(notice.id)
                sent.append(notice.id)
    except ChannelError as error:
        failed.append(str(error))
    return Outcome(channel.name, tuple(sent), "; ".join(dict.fromkeys(failed)))


def _one(
    place: Place, notice: Notice, channel: Channel, had: Collection[str], before: Sequence[str], failed: list[str]
) -> bool:
    """Send a notice, and tell whether it was; raises ChannelError where no other one would be."""
    whole = _about_to_be_sent(place, notice, channel, before)
    if notice.id not in had:
        try:
            channel.send(whole)
        except ChannelError as error:
            if error.ends:
                raise
            failed.append(str(error))
            return False
    place.write(_path(_SENT, notice.id, channel), as_json(asdict(whole)))
    place.remove(_path(_SENDING, notice.id, channel))
    return True


def _about_to_be_sent(place: Place, notice: Notice, channel: Channel, before: Sequence[str]) -> Notice:
    """Return the notice as it is to be sent: as it was noted by a run that could not tell whether it arrived."""
    name = _path(_SENDING, notice.id, channel)
    if place.exists(name):
        return _notice(place, name)
    revises, said = _revised(place, notice, channel, before)
    whole = replace(notice, at=now(), revises=revises, before=said)
    place.write(name, as_json(asdict(whole)))
    return whole


def _revised(place: Place, notice: Notice, channel: Channel, before: Sequence[str]) -> tuple[str, str]:
    """Return the id and the text of what this channel last sent of the same rule, pair and period, if anything."""
    same = [identity for identity in before if about(identity) == about(notice.id)]
    if not same:
        return "", ""
    last = max((_notice(place, _path(_SENT, identity, channel)) for identity in same), key=lambda one: one.at)
    return last.id, last.text


def _notice(place: Place, name: str) -> Notice:
    try:
        return Notice(**record(place, name))
    except TypeError as error:
        raise StoreError(f"{place.text}/{name}: expected a notice; found {error}; remove it") from error


def _tidy(place: Place, channel: Channel, before: Collection[str]) -> None:
    """Remove what a run left that was killed after its second note and before it took the first one away."""
    for identity, key in list(_noted(place, _SENDING)):
        if key == channel.key and identity in before:
            place.remove(_path(_SENDING, identity, channel))


def _noted(place: Place, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the channel's key of all that was sent, or was about to be."""
    for name in place.names(folder):
        identity, _, key = name.rpartition("/")[2].removesuffix(".json").partition(".")
        yield identity, key


def _path(folder: str, identity: str, channel: Channel) -> str:
    return f"{folder}/{identity}.{channel.key}.json"
