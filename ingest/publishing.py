"""Put the accepted parts of a run on top of a snapshot, and make the result current."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ingest.corrections import LIVE, corrected, corrections
from ingest.errors import SourceError
from ingest.gate import Finding, findings
from ingest.layout import laid_out
from ingest.live import Provider, Pulled
from ingest.model import Refusal
from ingest.pull import entry_of, table_of
from ingest.runs import Run
from ingest.store import Contents, Snapshot, Store
from ingest.vintages import appended, held, news


@dataclass(frozen=True)
class Part:
    """What one provider brought in one run."""

    provider: Provider
    pulled: Pulled
    run: Run
    folder: str  # of its record
    accepted: str = ""  # why the gate was overridden

    @cached_property
    def table(self) -> pd.DataFrame:
        """All observations as they came: OBSERVATION columns and reply."""
        return table_of(self.pulled)

    @cached_property
    def corrected(self) -> tuple[pd.DataFrame, list[Refusal]] | SourceError:
        """The observations with the known errors corrected and what that refused, or why a correction does not fit."""
        try:
            table, refused, _ = corrected(self.table, self.provider.source.id, LIVE, corrections())
        except SourceError as error:
            return error
        return table, refused


@dataclass(frozen=True)
class News:
    """What a part has that was not held; the rest of it is left behind."""

    provider: Provider
    pulled: Pulled  # without its tables
    run: Run
    folder: str
    accepted: str
    series: pd.DataFrame
    rows: pd.DataFrame  # as in a snapshot, but that `series` and `file` count this part's own series and replies
    refused: tuple[Refusal, ...]


def findings_of(base: Snapshot, part: Part, accepted: date | None) -> list[Finding]:
    """Return what the gate has against a part; nothing for one that may be published.

    `accepted` is the day of the edition that was accepted last.
    """
    if isinstance(part.corrected, SourceError):
        return [Finding("corrections", str(part.corrected), "every correction still fits", ())]
    return findings(
        held(base, part.provider.source.id),
        part.corrected[0],
        part.provider.thresholds,
        today=part.run.day,
        since=part.run.since,
        edition_vintage=part.pulled.vintage,
        newest_held_vintage=accepted,
        dated=part.provider.dated,
        withdraws=part.provider.withdraws,
    )


def news_of(base: Snapshot, part: Part) -> News:
    """Return what of a part is new; where no correction fits any more, and it was accepted, of the part as it came.

    Raises SourceError where a correction does not fit and nobody accepted the part.
    """
    if isinstance(part.corrected, SourceError) and not part.accepted:
        raise part.corrected
    table, refused = (part.table, []) if isinstance(part.corrected, SourceError) else part.corrected
    before = held(base, part.provider.source.id)
    found = news(before, table, part.run.day, withdraws=part.provider.withdraws, since=part.run.since)
    first = next((number for number, (_, rows) in enumerate(part.pulled.parts) if len(rows)), 0)
    replies = found["reply"].mask(found["reply"] < 0, first).astype("int32")
    series, rows = laid_out(found.assign(file=replies, source=part.provider.source.id))
    pulled = replace(part.pulled, parts=tuple((reply, table.iloc[:0]) for reply, table in part.pulled.parts))
    every = (*part.pulled.refused, *refused)
    return News(part.provider, pulled, part.run, part.folder, part.accepted, series, rows, every)


def publish(
    store: Store, base: Callable[[], Snapshot], found: Iterable[News], version: int, *, dry: bool = False
) -> str:
    """Write the snapshot that `base` becomes with what was `found`, make it current, and return its id.

    Where nothing is new the snapshot stays what it was. With `dry` nothing is written. Raises StoreError where the
    store is no longer at the `version` of `base`: another run, which took this one for dead, came first.
    """
    found = [each for each in found if len(each.rows)]
    contents = None if dry or not found else with_news(base(), found)
    return store.write(contents, expected_version=version) if contents else base().id


def with_news(base: Snapshot, found: Iterable[News]) -> Contents | None:
    """Return the contents of `base` with all that was `found` on top, None where nothing was."""
    entries: list[dict[str, Any]] = []
    tables: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    made: list[dict[str, Any]] = []
    sources = {source["id"]: source for source in base.manifest["sources"]}
    for each in found:
        if each.rows.empty:
            continue
        numbers = np.zeros(len(each.pulled.parts), dtype="int32")
        for number, periods in each.rows.groupby("file", sort=True)["period"]:
            reply, numbers[number] = each.pulled.parts[number][0], len(entries)  # type: ignore[index]
            entries.append(entry_of(each.provider, each.pulled, reply, periods, each.run.id))
        entries[-1]["refused"] = [{"row": refusal.row, "reason": refusal.reason} for refusal in each.refused]
        source = each.provider.source
        tables.append((each.series, each.rows.assign(file=numbers[each.rows["file"].to_numpy()])))
        made.append({"source": source.id, "folder": each.folder, "run": each.run.id})
        made[-1] |= {"day": each.run.day.isoformat(), "since": each.run.since, "accepted": each.accepted}
        sources[source.id] = asdict(source)
    if not tables:
        return None
    contents = appended(base, entries, tables, [sources[name] for name in sorted(sources)])
    origin = base.manifest.get("origin") or base.id
    return replace(contents, origin=origin, made_from=(*base.manifest.get("made_from", ()), *made))
