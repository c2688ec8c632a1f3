"""Put the accepted parts of a run on top of a snapshot, and make the result current."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from ingest.corrections import corrected, corrections
from ingest.errors import SourceError
from ingest.gate import Finding, findings
from ingest.live import Provider, Pulled
from ingest.pull import entry_of
from ingest.runs import Run
from ingest.store import Contents, Snapshot, Store
from ingest.vintages import appended, held, news

LIVE = "live"  # what data/corrections.toml calls the replies of a live provider


@dataclass
class Part:
    """What one provider brought in one run."""

    provider: Provider
    pulled: Pulled
    table: pd.DataFrame  # OBSERVATION columns, reply and source
    run: Run
    folder: str  # of its record
    since: int | None
    accepted: str = ""  # why the gate was overridden
    news: int = field(default=0)  # rows that were new, known once it is published


def findings_of(base: Snapshot, part: Part, accepted: date | None) -> list[Finding]:
    """Return what the gate has against a part; nothing for one that may be published.

    `accepted` is the day of the edition that was accepted last.
    """
    source = part.provider.source.id
    before = held(base, source)
    try:
        table, _, _ = _corrected(part)
    except SourceError as error:
        return [Finding("corrections", str(error), "every correction still fits", ())]
    return findings(
        before,
        table,
        part.provider.thresholds,
        today=part.run.day,
        since=part.since,
        edition_vintage=part.pulled.vintage,
        newest_held_vintage=accepted,
        dated=part.provider.dated,
        withdraws=part.provider.withdraws,
    )


def publish(
    store: Store, base: Callable[[], Snapshot], parts: Iterable[Part], version: int, *, dry: bool = False
) -> str:
    """Write the snapshot that `base` becomes with `parts`, make it current, and return its id.

    Where nothing in them is new the snapshot stays what it was. With `dry` nothing is written. Raises StoreError where
    the store is no longer at the `version` of `base`: another run, which took this one for dead, came first.
    """
    parts = list(parts)
    contents = with_parts(base(), parts) if parts else None
    if contents is None or dry:
        return base().id
    return store.write(contents, expected_version=version)


def with_parts(base: Snapshot, parts: Iterable[Part]) -> Contents | None:
    """Return the contents of `base` with the news of `parts` on top, None where there is no news."""
    entries: list[dict[str, Any]] = []
    tables: list[pd.DataFrame] = []
    made: list[dict[str, Any]] = []
    sources = {source["id"]: source for source in base.manifest["sources"]}
    for part in parts:
        table = _news(base, part)
        part.news = len(table)
        if not len(table):
            continue
        for number, rows in table.groupby("reply", sort=True):
            reply = part.pulled.parts[int(str(number))][0]
            entries.append(entry_of(part.provider, part.pulled, reply, rows, part.run.id))
            tables.append(rows.drop(columns="reply").assign(file=len(entries) - 1))
        refused = [*part.pulled.refused, *_refusals(part)]
        entries[-1]["refused"] = [{"row": refusal.row, "reason": refusal.reason} for refusal in refused]
        made.append({"source": part.provider.source.id, "folder": part.folder, "run": part.run.id})
        made[-1] |= {"day": part.run.day.isoformat(), "since": part.since, "accepted": part.accepted}
        sources[part.provider.source.id] = asdict(part.provider.source)
    if not tables:
        return None
    whole = pd.concat(tables, ignore_index=True)
    contents = appended(base, entries, whole, [sources[name] for name in sorted(sources)])
    origin = base.manifest.get("origin") or base.id
    return replace(contents, origin=origin, made_from=(*base.manifest.get("made_from", ()), *made))


def _news(base: Snapshot, part: Part) -> pd.DataFrame:
    table = part.table if part.accepted and not _fits(part) else _corrected(part)[0]
    before = held(base, part.provider.source.id)
    found = news(before, table, part.run.day, withdraws=part.provider.withdraws, since=part.since)
    first = next((n for n, (_, rows) in enumerate(part.pulled.parts) if len(rows)), 0)
    return found.assign(reply=found["reply"].mask(found["reply"] < 0, first), source=part.provider.source.id)


def _fits(part: Part) -> bool:
    try:
        _corrected(part)
    except SourceError:
        return False
    return True


def _refusals(part: Part) -> Iterable[Any]:
    return _corrected(part)[1] if _fits(part) else ()


def _corrected(part: Part) -> tuple[pd.DataFrame, list[Any], Mapping[str, int]]:
    return corrected(part.table, part.provider.source.id, LIVE, corrections())
