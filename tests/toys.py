"""Small made-up live providers, whose every value a test chooses, and a server that plays them."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import pytest

from ingest.live import Ask, Key, Provider, Pull, Pulled, Request
from ingest.model import Source, tidy
from ingest.store import Store
from ingest.transport import Patience
from ingest.vintages import held
from plays import Answer
from simulator import Simulator, running

QUICK = Patience(connect=1.0, read=5.0, attempts=1, first_pause=0.001, longest_pause=0.01)
MONTHS = tuple(f"{year}-{month:02d}" for year in range(2019, 2024) for month in range(1, 13))
ITEMS = ("one", "two")


def series(level: float) -> dict[str, float]:
    return {month: level + number % 7 for number, month in enumerate(MONTHS)}


@dataclass
class Toy:
    """One provider: a list with the day of its edition, and a reply with all months of each item."""

    name: str
    edition: str = "2024-01-15"
    items: dict[str, dict[str, float]] = field(default_factory=lambda: {item: series(100.0) for item in ITEMS})
    status: int = 200
    wrong: bool = False  # the reader meets what it was not written for
    dated: bool = True
    withdraws: bool = True
    key: Key | None = None
    failed: threading.Event = field(default_factory=threading.Event)
    waits_for: threading.Event | None = None  # before it answers with an item

    @property
    def provider(self) -> Provider:
        source = Source(
            self.name, self.name.title(), f"Made up {self.name}", "https://a.org", "none", True, "None.", ""
        )
        return Provider(
            source, "https://a.org", 0.0, self.pull, dated=self.dated, withdraws=self.withdraws, key=self.key
        )

    def answer(self, path: str, query: dict[str, str], edition: int, size: str) -> Answer:
        if self.status != 200:
            return Answer(b"out of order", self.status)
        if path == "/list":
            return Answer(json.dumps({"edition": self.edition, "items": list(self.items)}).encode())
        if self.waits_for:
            self.waits_for.wait(10)
        return Answer(json.dumps(self.items[path.removeprefix("/items/")]).encode())

    def is_data(self, path: str, query: dict[str, str]) -> bool:
        return path != "/list"

    def pull(self, ask: Ask) -> Pull:
        assert ask.keyed or not self.key
        listed = json.loads((yield Request("/list")).body)
        if listed["edition"] == ask.known:
            return None
        parts = []
        for item in listed["items"]:
            reply = yield Request(f"/items/{item}")
            if self.wrong:
                self.failed.set()
                raise KeyError("an answer of another kind")
            day = date.fromisoformat(listed["edition"]) if self.dated else reply.retrieved.date()
            months = json.loads(reply.body)
            table = pd.DataFrame({"period": list(months), "value": list(months.values())}, dtype=object)
            table = table[table["period"].str[:4].astype(int) >= (ask.since or 0)]
            table = table.assign(row=range(1, len(table) + 1))
            parts.append((reply, tidy(table, item=item, reporter="BLR", unit="USD mn", freq="M", vintage=day)))
        day = date.fromisoformat(listed["edition"]) if self.dated else reply.retrieved.date()
        return Pulled(listed["edition"], f"of {listed['edition']}", day, tuple(parts))

    def times(self, factor: float, edition: str) -> None:
        self.edition = edition
        self.items = {item: {m: v * factor for m, v in values.items()} for item, values in self.items.items()}

    def revise(self, value: float, edition: str, item: str = "one", month: str = "2023-06") -> None:
        self.edition = edition
        self.items[item] = {**self.items[item], month: value}


@dataclass
class Bench:
    """Toys by name, and the server that plays them."""

    toys: dict[str, Toy]
    simulator: Simulator

    def asked(self) -> dict[str, int]:
        """How often each was asked since the last look."""
        found = dict(self.simulator.asked)
        self.simulator.asked.clear()
        return found

    def providers(self, *names: str) -> dict[str, Provider]:
        return {name: toy.provider for name, toy in self.toys.items() if not names or name in names}


@contextlib.contextmanager
def playing(*toys: Toy) -> Iterator[Bench]:
    with running(plays={toy.name: toy for toy in toys}) as simulator, pytest.MonkeyPatch.context() as patch:
        for toy in toys:
            patch.setenv(f"DEPDASH_BASE_URL_{toy.name.upper()}", simulator.address(toy.name))
        yield Bench({toy.name: toy for toy in toys}, simulator)


def vintages(store: Store, source: str, month: str = "", item: str = "one") -> list[tuple[date, float, str]]:
    """The day, value and note of each vintage of a month, of all months of a series without one."""
    tables = store.load().tables
    numbers = tables.series.index[(tables.series["source"] == source) & (tables.series["item"] == item)]
    found = tables.observations[tables.observations["series"].isin(numbers)]
    found = found[found["period"].astype(str).str.startswith(month)]
    days = [day.date() for day in found["vintage"]]
    return list(zip(days, found["value"].tolist(), found["note"].astype(str), strict=True))


def values(store: Store, source: str, item: str = "one") -> dict[str, float]:
    """The newest value of each period."""
    table = held(store.load(), source)
    table = table[table["item"] == item]
    return dict(zip(table["period"], table["value"], strict=True))


def without_pauses(providers: dict[str, Provider]) -> dict[str, Provider]:
    return {name: replace(provider, pace=0.0) for name, provider in providers.items()}
