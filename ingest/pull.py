"""Drive a provider's pull: carry its questions to the network or to a record, and check what it made of the answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ingest.errors import SourceError
from ingest.layout import joined, packed
from ingest.live import Ask, Provider, Pull, Pulled, Receipt, Reply, Request
from ingest.model import KEY, OBSERVATION
from ingest.raw import Record

Fetch = Callable[[Request], Reply]


def pull(provider: Provider, ask: Ask, fetch: Fetch) -> Pulled | None:
    """Return what the provider has, None for nothing new, asking through `fetch`.

    Raises SourceError for an answer that is none, and for a pull that asks without end.
    """
    steps = steps_of(provider, ask)
    try:
        request = next(steps)
        while True:
            request = steps.send(fetch(request))
    except StopIteration as end:
        found: Pulled | None = end.value
        return found


def steps_of(provider: Provider, ask: Ask) -> Pull:
    """Yield the provider's questions, be sent the answers, and return what `pull` does; raises what it raises."""
    steps = provider.pull(ask)
    try:
        request = next(steps)
        for _ in range(provider.most_requests):
            request = steps.send((yield request))
    except StopIteration as end:
        return None if end.value is None else _checked(provider, end.value)
    finally:
        steps.close()
    most = provider.most_requests
    raise SourceError(provider.source.id, expected=f"an end after at most {most} requests", found="none")


def _checked(provider: Provider, pulled: Pulled) -> Pulled:
    for _, table in pulled.parts:
        if list(table.columns) != list(OBSERVATION):
            raise ValueError(f"{provider.source.id}: a table with the columns {list(table.columns)}")
    read = [(reply.receipt if isinstance(reply, Reply) else reply, packed(table)) for reply, table in pulled.parts]
    return replace(pulled, parts=tuple(read))


def table_of(pulled: Pulled) -> pd.DataFrame:
    """Return all observations of a pull, texts as categories, with `reply`, the number of the part of each."""
    tables = [
        packed(table).assign(reply=np.int32(number)) for number, (_, table) in enumerate(pulled.parts) if len(table)
    ]
    return joined(tables) if tables else pd.DataFrame(columns=[*OBSERVATION, "reply"], dtype=object)


@dataclass
class Recorder:
    """Answers from a record as far as it goes, then from the network, adding to the record."""

    record: Record | None  # None: nothing is kept
    fetch: Fetch | None  # None: nothing but what is recorded
    source: str
    asked: int = 0

    def __post_init__(self) -> None:
        self._stored = self.record.read() if self.record else iter(())

    def __call__(self, request: Request) -> Reply:
        """Return the answer to `request`; raises SourceError where only the record may answer and does not."""
        self.asked += 1
        known = next(self._stored, None)
        if known and known[0] == request.address:
            return known[1]
        if known or self.fetch is None:
            found = f"one to {known[0]}" if known else "no further one"
            do = "it was recorded by another version of depdash"
            where = f"{self.source}, its record"
            raise SourceError(where, expected=f"an answer to {request.address}", found=found, do=do)
        reply = self.fetch(request)
        if self.record:
            self.record.add(request, reply)
        return reply


def entry_of(
    provider: Provider, pulled: Pulled, reply: Reply | Receipt, kept: "pd.Series[Any]", run: str
) -> dict[str, Any]:
    """Return the manifest's entry for one reply, of which `kept` holds the periods of the rows that are kept."""
    source = provider.source
    periods = sorted(kept.unique())
    return {
        "path": f"pulls/{run}/{source.id}/{reply.sha256[:16]}",
        "sha256": reply.sha256,
        "bytes": reply.size,
        "source": source.id,
        "publisher": source.publisher,
        "edition": pulled.edition,
        "vintage": pulled.vintage.isoformat(),
        "licence": source.licence,
        "redistribute": source.redistribute,
        "via": reply.address,
        "rows": len(kept),
        "kept": len(kept),
        "first": periods[0],
        "last": periods[-1],
        "refused": [],
        "corrections": {},
        "conflicts": [],
        "retrieved": reply.retrieved.isoformat(),
        "pull": run,
    }


def series_of(table: pd.DataFrame) -> int:
    """Return how many series a table holds."""
    return len(table[list(KEY)].drop_duplicates())
