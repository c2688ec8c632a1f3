"""What is delivered of an alert, and how it stands with it: sent by which channel, acknowledged, its rule muted.

All of it lies below `alerts/` of a store, each fact a small file of its own that is written whole: no run has to read
what another may be writing, and a killed one leaves a fact or none.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from ingest.errors import StoreError
from ingest.places import Place
from ingest.raw import as_json

_ACKNOWLEDGED, _MUTED, _PAST = "alerts/acknowledged", "alerts/muted", "alerts/past"


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert as receivers get it, in words and in numbers; None where a number is not known."""

    id: str
    rule: str
    severity: str
    indicator: str
    variant: str
    dependent: str
    partner: str
    pair: str  # both in words
    subject: str  # what is watched, in words
    period: str
    since: str
    title: str
    text: str
    why: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    known_by: str  # the day by which all that it rests on was known
    snapshot: str
    revises: str = ""  # the id of what was sent before of the same rule, pair and period
    before: str = ""  # what that said
    at: str = ""  # when it was first about to be sent, ISO 8601, UTC


def notice_id(subject: Sequence[str], fired: Sequence[str]) -> str:
    """Return the id of an alert: what it is about, then what fired. A revision shares the former with what it revises.

    >>> first, second = notice_id(("gap", "BLR", "2021"), ("41.3",)), notice_id(("gap", "BLR", "2021"), ("41.4",))
    >>> first, first == second, about(first) == about(second)
    ('8a3b84689fba-b7e09de9', False, True)
    """
    return f"{_hash(subject)[:12]}-{_hash(fired)[:8]}"


def about(identity: str) -> str:
    """Return the part of an id that its revisions share.

    >>> about("ef2dcd93c9a9-bdd1e5fc")
    'ef2dcd93c9a9'
    """
    return identity.partition("-")[0]


def body(notice: Notice) -> bytes:
    """Return a notice as one line of JSON, always the same bytes for the same notice, without the end of the line."""
    return json.dumps(asdict(notice), ensure_ascii=False, sort_keys=True, allow_nan=False).encode()


def now() -> str:
    """Return this moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def acknowledge(place: Place, identity: str) -> None:
    """Keep that somebody has seen an alert: it is not delivered any more."""
    place.write(f"{_ACKNOWLEDGED}/{identity}.json", as_json({"at": now()}))


def acknowledged(place: Place) -> frozenset[str]:
    """Return the ids of the alerts that were acknowledged."""
    return frozenset(_stem(name) for name in place.names(_ACKNOWLEDGED))


def mute(place: Place, rule: str, until: date | None) -> None:
    """Keep that a rule's alerts are not to be delivered, up to and including a day, or for good.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ingest.places import Folder
    >>> with TemporaryDirectory() as folder:
    ...     mute(Folder(Path(folder)), "gap", date(2026, 3, 1))
    ...     [muted(Folder(Path(folder)), day) for day in (date(2026, 3, 1), date(2026, 3, 2))]
    [{'gap': datetime.date(2026, 3, 1)}, {}]
    """
    place.write(f"{_MUTED}/{rule}.json", as_json({"at": now(), "until": until.isoformat() if until else None}))


def unmute(place: Place, rule: str) -> None:
    """Have a rule's alerts delivered again."""
    place.remove(f"{_MUTED}/{rule}.json")


def muted(place: Place, today: date) -> dict[str, date | None]:
    """Return the rules that are muted today, each with the last day of it, None for good.

    Raises StoreError for a record that cannot be read.
    """
    kept = {_stem(name): record(place, name) for name in place.names(_MUTED)}
    try:
        days = {rule: date.fromisoformat(one["until"]) if one["until"] else None for rule, one in kept.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{place.text}/{_MUTED}: expected a day; found {error}; mute the rule again") from error
    return {rule: last for rule, last in days.items() if last is None or last >= today}


def past(place: Place, dependent: str, partner: str) -> dict[str, list[str]]:
    """Return the periods that each rule is not to tell of any more for a pair, since they had passed before."""
    name = f"{_PAST}/{dependent}-{partner}.json"
    found = record(place, name) if place.exists(name) else {}
    return {str(rule): [str(period) for period in periods] for rule, periods in found.items()}


def keep_past(place: Place, dependent: str, partner: str, known: dict[str, list[str]]) -> None:
    """Keep what `past` returns."""
    place.write(f"{_PAST}/{dependent}-{partner}.json", as_json(known))


def record(place: Place, name: str) -> dict[str, Any]:
    """Return a small JSON document of a store.

    Raises StoreError for one that is damaged.
    """
    for again in (True, False):  # a bucket cuts what has grown since its reader asked for the length
        try:
            found = json.loads(place.read(name))
        except ValueError as error:
            if again:
                continue
            raise StoreError(f"{place.text}/{name}: cannot be read ({error}); remove it") from error
        if isinstance(found, dict):
            return found
    raise StoreError(f"{place.text}/{name}: expected a record; found something else; remove it")


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".json")


def _hash(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
