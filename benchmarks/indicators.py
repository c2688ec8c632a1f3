"""How long indicators take with nothing computed before: all of eleven countries, and those of trade of all pairs."""

import resource
import time
from collections.abc import Iterator
from statistics import median

from dashboard.repository import open_repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from indicators.pairs import trade_of_pairs
from indicators.world import World
from ingest.build import COUNTRIES
from ingest.store import load_snapshot

_ROUNDS = 3
_LIMIT = 2.0  # seconds
_LIMIT_OF_WORLD = 10.0


def all_countries() -> Iterator[tuple[str, str, str]]:
    """Yield the time to load the snapshot and the time for every indicator of every country."""
    loading, computing, values = [], [], 0
    for _ in range(_ROUNDS):
        load_snapshot.cache_clear()  # a fresh load also drops the indices that the tables make on first use
        start = time.perf_counter()
        repository = open_repository()
        loaded = time.perf_counter()
        results = [repository.result(indicator, pair) for pair in _pairs() for indicator in CATALOGUE]
        computing.append(time.perf_counter() - loaded)
        loading.append(loaded - start)
        values = sum(row.value == row.value for result in results for row in result.rows)
    yield "load the snapshot, median of 3", f"{median(loading):.2f} s", ""
    what = f"{len(CATALOGUE)} indicators x {len(COUNTRIES)} countries ({values:,} values), nothing cached, median of 3"
    yield what, f"{median(computing):.2f} s", f"{_LIMIT:.0f} s: {'kept' if median(computing) <= _LIMIT else 'BROKEN'}"


def all_pairs() -> Iterator[tuple[str, str, str]]:
    """Yield the time for the trade indicators of every pair of the world in every year of BACI."""
    tables = open_repository().snapshot.tables
    assert tables.columns  # laid out once for everything that is computed
    computing, pairs, years = [], 0, 0
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        found = trade_of_pairs(World(tables, "baci", "export"))
        computing.append(time.perf_counter() - start)
        pairs, years = len(found[["dependent", "partner"]].drop_duplicates()), found["year"].nunique()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = f"trade indicators of {pairs:,} pairs x {years} years, median of 3 (peak of the process {memory:,.0f} MB)"
    kept = "kept" if median(computing) <= _LIMIT_OF_WORLD else "BROKEN"
    yield what, f"{median(computing):.2f} s", f"{_LIMIT_OF_WORLD:.0f} s: {kept}"


def _pairs() -> list[Pair]:
    """Each country with Russia, and Russia with China."""
    return [Pair(country, "RUS" if country != "RUS" else "CHN") for country in COUNTRIES]
