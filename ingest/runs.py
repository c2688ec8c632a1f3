"""The runs of `depdash refresh`: which one is open, what each asked of whom, and how it ended.

A run is a folder `pulls/<run>/<source>/<attempt>/` with the question (`ask.json`), the numbered replies and the end
(`end.json`). Only one run is open at a time, named by `pulls/open.json`; one that was broken off is taken up again, and
what it had asked already is answered from its record.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ingest.errors import StoreError
from ingest.live import Ask
from ingest.places import Place
from ingest.raw import Record, as_json

_OPEN = "pulls/open.json"
_TAKEN_UP = timedelta(hours=6)  # later its replies and new ones would be of two editions


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what it was asked for, and since when."""

    id: str
    started: str  # ISO 8601, UTC
    since: int | None
    sources: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day on which what it brought became known."""
        return datetime.fromisoformat(self.started).date()


def open_run(place: Place, sources: tuple[str, ...], since: int | None, now: datetime) -> Run:
    """Return the run that was broken off less than six hours before `now` with the same question, else a new one."""
    run = _broken_off(place)
    if run and (run.sources, run.since) == (sources, since):
        age = now - datetime.fromisoformat(run.started)
        if timedelta() <= age < _TAKEN_UP:
            return run
    run = Run(new_id(now), now.isoformat(timespec="seconds"), since, sources)
    place.write(_OPEN, as_json(asdict(run)))
    return run


def _broken_off(place: Place) -> Run | None:
    if not place.exists(_OPEN):
        return None
    try:
        document = json.loads(place.read(_OPEN))
        run = Run(document["id"], document["started"], document["since"], tuple(document["sources"]))
        return run if datetime.fromisoformat(run.started).tzinfo else None
    except (ValueError, LookupError, TypeError):
        return None  # what cannot be read is not taken up


def new_id(now: datetime) -> str:
    """Return an id for a run or an import that begins now: its moment, and something to tell two apart.

    >>> new_id(datetime(2026, 11, 24, 6, tzinfo=UTC))[:17]
    '20261124T060000Z-'
    """
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def close_run(place: Place) -> None:
    """Tell that the open run is done: the next one asks anew."""
    place.remove(_OPEN)


def attempt(place: Place, run: str, source: str) -> Record:
    """Return the record of the attempt to go on with: behind those that failed."""
    number = 0
    while (end := ended(place, folder_of(run, source, number))) and end["outcome"] == "failed":
        number += 1
    return Record(place, folder_of(run, source, number))


def folder_of(run: str, source: str, number: int) -> str:
    """Return the folder of one attempt.

    >>> folder_of("20261124T060000Z-0a1b2c", "nbrb", 0)
    'pulls/20261124T060000Z-0a1b2c/nbrb/0'
    """
    return f"pulls/{run}/{source}/{number}"


def asked(record: Record, ask: Ask) -> Ask:
    """Return the question that the record began with; where it is new, it begins with `ask`."""
    name = f"{record.folder}/ask.json"
    if not record.place.exists(name):
        record.place.write(name, as_json(asdict(ask) | {"today": ask.today.isoformat()}))
        return ask
    return question(record.place, record.folder)


def question(place: Place, folder: str) -> Ask:
    """Return the question that the record in `folder` began with.

    Raises StoreError where there is none.
    """
    try:
        document = json.loads(place.read(f"{folder}/ask.json"))
        today, countries = date.fromisoformat(document.pop("today")), tuple(document.pop("countries"))
        return Ask(today=today, countries=countries, **document)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise StoreError(f"{place.text}/{folder}: no record of a pull; pull it again") from error


def end(record: Record, outcome: str, text: str) -> None:
    """Note how an attempt ended: `pulled`, `unchanged` or `failed`."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    record.place.write(f"{record.folder}/end.json", as_json({"outcome": outcome, "text": text, "at": at}))


def ended(place: Place, folder: str) -> dict[str, Any] | None:
    """Return how an attempt ended, None where it did not."""
    name = f"{folder}/end.json"
    if not place.exists(name):
        return None
    try:
        document = json.loads(place.read(name))
        return {"outcome": str(document["outcome"]), "text": str(document["text"]), "at": str(document["at"])}
    except (ValueError, LookupError, TypeError):
        return {"outcome": "failed", "text": "its end cannot be read", "at": ""}  # asked anew
