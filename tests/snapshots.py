"""Snapshots made of a few rows, as if files had been read and providers pulled."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from ingest.layout import laid_out
from ingest.model import Tables, tidy
from ingest.store import Contents, Snapshot
from ingest.vintages import appended, held, news


def rows(*figures: tuple[Any, ...], vintage: date = date(2026, 1, 1), **constants: Any) -> pd.DataFrame:
    """OBSERVATION columns and reply, of (reporter, period, value)."""
    table = pd.DataFrame(figures, columns=["reporter", "period", "value"]).astype({"value": float})
    table = table.assign(row=range(1, len(table) + 1), vintage=vintage)
    return pulled_of(tidy(table, **{"item": "export", "partner": "RUS", "unit": "USD", "title": "Exports"} | constants))


def pulled_of(observations: pd.DataFrame) -> pd.DataFrame:
    """What a reader made of a published file, as if a provider had answered with it."""
    return observations.assign(reply=0)


def snapshot_of(contents: Contents) -> Snapshot:
    """What would be loaded once the contents had been written."""
    manifest = {"id": "made", "raw": contents.raw, "sources": contents.sources}
    return Snapshot(manifest, Tables("made", contents.series, contents.observations, pd.DataFrame(contents.raw)))


def on_top(base: Snapshot | None, *tables: pd.DataFrame, source: str = "x", pull: str = "") -> Snapshot:
    """`base` with the rows of each table as those of one more file of `source`, or of one reply of `pull`."""
    entries = [
        {"source": source, "path": f"{source}/{number}"} | ({"pull": pull} if pull else {})
        for number in range(len(tables))
    ]
    whole = pd.concat([table.assign(file=number) for number, table in enumerate(tables)], ignore_index=True)
    return snapshot_of(appended(base or EMPTY, entries, [laid_out(whole.assign(source=source))], [{"id": source}]))


def published(base: Snapshot | None, pulled: pd.DataFrame, day: date, **how: Any) -> Snapshot:
    """`base` with the news of a pull of `day` on top; itself where there is none."""
    base = base or EMPTY
    found = news(held(base, "x"), pulled, day, **{"withdraws": True} | how)
    return on_top(base, found, pull=day.isoformat()) if len(found) else base


def days(column: Iterable[Any]) -> list[date]:
    return [pd.Timestamp(day).date() for day in column]


_NONE = rows(("BLR", "2020", 1.0)).assign(source="x", file=0).iloc[:0]
_SERIES, _OBSERVATIONS = laid_out(_NONE)
EMPTY = snapshot_of(Contents(_SERIES, _OBSERVATIONS.astype({"series": "int32"}), [], []))
EMPTY = snapshot_of(appended(EMPTY, [], [laid_out(_NONE)], []))  # with the types that a loaded one has
