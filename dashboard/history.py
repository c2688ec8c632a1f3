"""The snapshots that are kept, which came before which, and what differs between two of them."""

from dataclasses import dataclass
from functools import lru_cache

from dashboard.comparison import Comparison, compared
from ingest.errors import StoreError
from ingest.store import Snapshot, Store, packaged_store


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot that is kept; `at` is when it last became current (ISO 8601, UTC), empty where not recorded."""

    id: str
    at: str


class History:
    """The snapshots of a store, and the packaged one. What it reads raises StoreError or OSError, of one line."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.compared = lru_cache(maxsize=4)(self._compared)

    def kept(self) -> list[Kept]:
        """Return every snapshot that can be compared, the one that became current last first."""
        days = {entry["snapshot"]: entry["at"] for entry in self._store.history()}
        names = {*self._store.ids(), *packaged_store().ids()}
        return sorted(
            (Kept(name, days.get(name, "")) for name in names), key=lambda one: (one.at, one.id), reverse=True
        )

    def before(self, snapshot: str) -> str | None:
        """Return the id of the snapshot that was current before this one, or that this one was made from."""
        order = [entry["snapshot"] for entry in self._store.history()]
        if snapshot in order:
            place = len(order) - 1 - order[::-1].index(snapshot)
            if place:
                return str(order[place - 1])
        origin = str(self._holder(snapshot).manifest(snapshot).get("origin") or "")
        return origin if origin not in ("", snapshot) else None

    def _holder(self, snapshot: str) -> Store:
        return self._store if snapshot in self._store.ids() else packaged_store()

    def _compared(self, before: str, after: str) -> Comparison:
        """Return what differs between two snapshots by their ids, computed once for as long as it is asked for."""
        return compared(self._loaded(before), self._loaded(after))

    def _loaded(self, snapshot: str) -> Snapshot:
        return self._holder(snapshot).load(snapshot)


def since_previous(history: History | None, snapshot: str) -> Comparison | None:
    """Return what differs from the snapshot before, None where there is none, or where it is no longer kept."""
    if history is None:
        return None
    try:
        before = history.before(snapshot)
        return history.compared(before, snapshot) if before else None
    except (StoreError, OSError):
        return None
