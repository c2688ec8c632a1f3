"""What is known of each provider between runs: its last success and error, its mark, and what is held back."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from ingest.errors import StoreError
from ingest.places import Place
from ingest.raw import as_json

_NAME = "state.json"


@dataclass
class State:
    """How it stands with one provider."""

    source: str
    run: str = ""  # that last published something new of it
    edition: str = ""  # of the last accepted pull
    mark: str = ""  # what tells that edition from the next
    vintage: str = ""
    last_try: str = ""  # ISO 8601, UTC
    last_success: str = ""  # when the provider last answered well, with news or without
    last_full: str = ""  # when everything was last asked for
    last_error: str | None = None
    keyless: bool = False  # not asked the last time, for want of a key
    rows: int = 0  # that the last full pull brought
    kept: dict[str, dict[str, str]] = field(default_factory=dict)  # by request: etag, last_modified, sha256
    quarantine: dict[str, Any] | None = None  # run, folder, findings, rows of a pull that the gate did not let through
    accepted: list[dict[str, str]] = field(default_factory=list)  # overrides of the gate: run, reason, at


def read_states(place: Place) -> dict[str, State]:
    """Return how it stands with each provider that was ever asked, by source.

    Raises StoreError for a record that cannot be read.
    """
    if not place.exists(_NAME):
        return {}
    try:
        return {source: State(**entry) for source, entry in _document(place).items()}
    except (ValueError, TypeError, AttributeError) as error:
        do = "remove it, and all providers are asked for everything"
        raise StoreError(f"{place.text}/{_NAME}: cannot be read ({error}); {do}") from error


def _document(place: Place) -> Any:
    try:
        return json.loads(place.read(_NAME))
    except ValueError:  # a bucket cuts what has grown since its reader asked for the length
        return json.loads(place.read(_NAME))


def write_states(place: Place, changed: Iterable[State]) -> None:
    """Keep how it stands with the providers that were asked, beside the others."""
    states = read_states(place) | {state.source: state for state in changed}
    place.write(_NAME, as_json({source: asdict(state) for source, state in states.items()}))
