"""What differs between two snapshots, the one computation that command, page and brief tell: data and verdicts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.ledger import Judgement
from ingest.differences import Difference, difference, lines, records
from ingest.store import Snapshot


@dataclass(frozen=True, slots=True)
class Turned:
    """A statement of the memo whose verdict on what is known is another in one snapshot than in the other."""

    claim: str
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two snapshots: their data, and the verdicts that turned by them."""

    data: Difference
    turned: tuple[Turned, ...]


def turned(before: Sequence[Judgement], after: Sequence[Judgement]) -> tuple[Turned, ...]:
    """Return the statements whose verdict differs, in the order of the ledger.

    >>> turned((), ())
    ()
    """
    states = {one.claim.id: one.now.state for one in before}
    return tuple(
        Turned(one.claim.id, one.claim.claim, states[one.claim.id], one.now.state)
        for one in after
        if states.get(one.claim.id, one.now.state) != one.now.state
    )


def compared(before: Snapshot, after: Snapshot) -> Comparison:
    """Return what differs; where the data are the same no verdict is computed."""
    from dashboard.repository import repository_of  # which itself knows what changed

    found = difference(before, after)
    if found.counts.empty:
        return Comparison(found, ())
    old, new = (repository_of(snapshot).judgements for snapshot in (before, after))
    return Comparison(found, turned(old, new))


def told(found: Comparison) -> Iterator[str]:
    """Yield what differs as `depdash snapshot diff` prints it: the sources, then the verdicts."""
    yield from lines(found.data)
    for one in found.turned:
        yield f"verdict {one.claim}: {one.before} -> {one.after}"


def as_records(found: Comparison) -> dict[str, Any]:
    """Return what differs for JSON: as `records` has it, and the verdicts that turned."""
    verdicts = [{"claim": one.claim, "before": one.before, "after": one.after} for one in found.turned]
    return records(found.data) | {"verdicts": verdicts}
