"""Small snapshots, and writes that are interrupted, for the tests of the store and for the processes they start."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ingest import parquet
from ingest import store as stores
from ingest.model import KEY
from ingest.store import Contents, Store

_NAN = float("nan")


def made(value: float, *, title: str = "Goods exports", periods: tuple[str, ...] = ("2019", "2020")) -> Contents:
    """A snapshot's contents: one series, an observation for each period, the last with bounds only."""
    series = pd.DataFrame([dict.fromkeys(KEY, "x") | {"series_id": "x:x:x:x:x:x:x", "title": title}])
    days = {"first": date(2019, 1, 1), "last": date(2019, 12, 31), "vintage": date(2020, 1, 31)}
    row: dict[str, Any] = days | {"series": 0, "value": value, "low": _NAN, "high": _NAN}
    row |= {"status": 0, "preference": 1, "file": 0, "row": 2, "locator": "", "note": ""}
    rows = [row | {"period": period} for period in periods]
    rows[-1] |= {"value": _NAN, "low": 1.0, "high": 2.0}
    raw = {"path": "a.csv", "sha256": "0" * 64, "source": "x", "edition": "2020", "vintage": "2020-01-31"}
    return Contents(series, pd.DataFrame(rows), [raw], [{"id": "x", "title": "X"}])


def path_of(store: Store, snapshot: str, file: str) -> Path:
    """Where a file of a snapshot stands, for a store that is a folder."""
    return Path(store.place.text) / "snapshots" / snapshot / file


def assert_whole(store: Store, current: str | None) -> None:
    """The store answers with `current`, and each snapshot that it lists is sound."""
    assert store.current_id == current
    assert store.load().id == current
    assert current in store.ids()
    for name in store.ids():
        assert store.verify(name) == []


def interrupt(place: str, passed: int, act: Callable[[], object], put: Callable[..., None] = setattr) -> None:
    """Have the function at `place` that a store reaches call `act` instead of its work, after `passed` calls."""
    owner, _, name = place.rpartition(".")
    holder = {"": stores, "os": stores.os, "Store": stores.Store, "parquet": parquet}[owner]
    real, calls = getattr(holder, name), []

    def reached(*given: object, **named: object) -> object:
        calls.append(name)
        return real(*given, **named) if len(calls) <= passed else act()

    put(holder, name, reached)
