"""Clear a store of what is old, by a rule that loses no vintage.

Kept are: the current snapshot and the one before it; those of the last switches; the last of each month; what the kept
ones were once built on; and whatever holds an observation that the current snapshot does not, or states otherwise. Raw
replies and records of pulls stay as long as a kept snapshot was made from them, the gate holds them back, or they are
young.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd

from ingest.errors import StoreError
from ingest.model import KEY
from ingest.states import read_states
from ingest.store import Pointer, Snapshot, Store

_FINISHED = timedelta(days=1)  # no writer takes longer


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be removed from a store, and what stays for which reason."""

    version: int  # of the pointer that it was made for
    kept: dict[str, str]  # why, by snapshot
    dropped: tuple[str, ...]  # snapshots
    history: tuple[str, ...]  # files, as below
    pulls: tuple[str, ...]
    raw: tuple[str, ...]
    left_over: tuple[str, ...]  # of writers that were killed

    def lines(self) -> Iterator[str]:
        """Yield the plan, a line for each snapshot and for each kind of file."""
        yield from (f"keep snapshot {name}: {reason}" for name, reason in self.kept.items())
        yield from (f"drop snapshot {name}" for name in self.dropped)
        for what, files in self._kinds():
            if files:
                yield f"drop {len(files)} {what}"

    def _kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("entries of the history", self.history),
            ("files of pulls", self.pulls),
            ("raw replies", self.raw),
            ("left-overs of killed writers", self.left_over),
        )


def plan(store: Store, *, keep: int = 10, days: int = 90, today: date) -> Plan:
    """Return what may go: snapshots beside the last `keep` switches, replies and pulls older than `days`.

    To be called under the writer's lock, as prune is. While the manifest of a kept snapshot is damaged nobody can tell
    what that was made from, and no reply is dropped.

    >>> from pathlib import Path
    >>> list(plan(Store(Path("nowhere")), today=date(2026, 11, 24)).lines())
    []
    """
    midnight = datetime.combine(today, time(), UTC)
    history = store.history()
    finished = _before(store.place.written("snapshots"), midnight - _FINISHED)
    kept = _kept_by_rule(store, history, keep, finished)
    candidates = [name for name in store.ids() if name not in kept]
    kept |= {name: reason for name in candidates if (reason := _needed(store, name))}
    manifests = _readable(store, kept)
    whole = len(manifests) == len(kept)
    pulls, raw = _replies(store, manifests, midnight - timedelta(days=days)) if whole else ([], [])
    dropped = tuple(name for name in candidates if name not in kept)
    unfinished = _before(store.place.unfinished(), midnight - _FINISHED)
    return Plan(
        store.version,
        kept,
        dropped,
        tuple(f"history/{entry['version']:08d}.json" for entry in history if entry["snapshot"] in dropped),
        tuple(pulls),
        tuple(raw),
        (*sorted(name for name in finished if name.split("/")[1] not in store.ids()), *sorted(unfinished)),
    )


def prune(store: Store, found: Plan) -> Iterator[str]:
    """Remove what a plan names, snapshots first, and yield what was done.

    Raises StoreError where another snapshot became current since the plan was made.
    """
    if store.version != found.version:
        raise StoreError(f"store {store.place.text}: another snapshot became current since; prune again")
    for snapshot in found.dropped:
        store.remove(snapshot)
    files = [*found.history, *found.pulls, *found.raw, *found.left_over]
    for name in files:
        store.place.remove(name)
    yield f"removed {len(found.dropped)} snapshots and {len(files)} other files; {len(found.kept)} snapshots are kept"


def _kept_by_rule(store: Store, history: list[dict[str, Any]], keep: int, finished: set[str]) -> dict[str, str]:
    """Return the snapshots that stay whatever they hold, each with the first reason that applies."""
    pointer = store.pointer() or Pointer(0, "")
    last_of_month = {entry["at"][:7]: entry["snapshot"] for entry in history}
    there = set(store.ids())
    young = [name for name in sorted(there) if f"snapshots/{name}/manifest.json" not in finished]
    reasons: dict[str, Sequence[str | None]] = {
        "current": [pointer.snapshot],
        "the one before the current": [pointer.previous],
        f"one of the last {keep} that became current": [entry["snapshot"] for entry in history[-keep:]],
        "the last of a month": list(last_of_month.values()),
        "written less than a day ago": young,
    }
    kept: dict[str, str] = {}
    for reason, names in reasons.items():
        kept |= {name: reason for name in names if name and name in there and name not in kept}
    origins = {manifest.get("origin", "") for manifest in _readable(store, kept)}
    return kept | dict.fromkeys(sorted((origins & there) - kept.keys()), "what a kept one was built on")


def _readable(store: Store, snapshots: Iterable[str]) -> list[dict[str, Any]]:
    found = []
    for name in snapshots:
        with suppress(StoreError):
            found.append(store.manifest(name))
    return found


def _needed(store: Store, snapshot: str) -> str:
    """Return why a snapshot that no rule keeps has to stay, nothing where it may go."""
    try:
        missing = _not_in(store.load(snapshot), store.load())
    except StoreError as error:
        return f"cannot be compared with the current one: {error}"
    return f"{missing} of its observations are not in the current one" if missing else ""


def _not_in(old: Snapshot, current: Snapshot) -> int:
    """Return how many observations of `old` are not in `current` as they are; what was read anew is another."""
    ours, theirs = _rows(old), _rows(current)
    key = [*KEY]
    numbers = current.tables.series[key].astype("object").assign(number=range(len(current.tables.series)))
    found = old.tables.series[key].astype("object").merge(numbers, on=key, how="left")["number"]
    ours["series"] = found.fillna(-1).astype("int64").to_numpy()[ours["series"]]
    both = ours.merge(theirs, how="left", indicator=True)
    return int((both["_merge"] == "left_only").sum())


def _rows(snapshot: Snapshot) -> pd.DataFrame:
    table = snapshot.tables.observations[["series", "period", "vintage", "value", "low", "high", "status"]]
    return table.astype({"series": "int64", "period": "str"}).drop_duplicates(ignore_index=True)


def _replies(store: Store, manifests: list[dict[str, Any]], until: datetime) -> tuple[list[str], list[str]]:
    """Return the files of pulls and the raw replies that may go: older than `until`, needed by nothing that stays."""
    entries = [entry for manifest in manifests for entry in manifest["raw"]]
    steps = [step for manifest in manifests for step in manifest.get("made_from", ())]
    states = read_states(store.place).values()
    runs = {step["run"] for step in steps} | {state.quarantine["run"] for state in states if state.quarantine}
    written = store.place.written("pulls")
    young = written.keys() - _before(written, until)
    runs |= {_run(name) for name in young}
    pulls = sorted(name for name in written if name.count("/") > 1 and _run(name) not in runs)
    stored = [entry["sha256"] for entry in entries]
    stored += [file["sha256"] for step in steps for file in step.get("files", ())]
    stored += [entry["sha256"] for state in states for entry in state.kept.values()]
    stored += [_body(store, name) for name in written.keys() - set(pulls)]
    old = _before(store.place.written("raw"), until)
    return pulls, sorted(old - {f"raw/{name}.gz" for name in stored})


def _run(name: str) -> str:
    return name.split("/")[1]


def _body(store: Store, name: str) -> str:
    """Return the sha256 of the reply that a file of a pull tells of, empty where it tells of none."""
    try:
        return str(json.loads(store.place.read(name)).get("sha256", ""))
    except ValueError:
        return ""


def _before(written: dict[str, datetime], until: datetime) -> set[str]:
    return {name for name, at in written.items() if at < until}
