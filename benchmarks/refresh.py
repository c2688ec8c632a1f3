"""Measure a refresh of all providers at realistic sizes, and a second one with nothing new, against the simulator.

The simulator is a process of its own; the refresh is measured in another, with the pauses between requests left out.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
COLUMNS = (
    "refresh",
    "work, s of processor time",
    "wall time without pauses, s",
    "peak memory, MB",
    "requests",
    "new rows",
)


def all_providers() -> Iterator[tuple[str, ...]]:
    """Yield the first refresh, of everything, and the second, of nothing new."""
    command = [sys.executable, str(TESTS / "simulator.py"), "large"]
    with (
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(TESTS)}
        ) as played,
    ):
        assert played.stdout is not None
        base = played.stdout.readline().strip()
        try:
            subprocess.run([sys.executable, "-m", "benchmarks.refresh", home], check=True)
            for name in ("of everything", "with nothing new"):
                measured = subprocess.run(
                    [sys.executable, "-m", "benchmarks.refresh", home, base],
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
                found = json.loads(measured.stdout)
                yield (name, *(str(found[key]) for key in ("work", "wall", "memory", "asked", "rows")))
        finally:
            played.terminate()


def prepare(home: str) -> None:
    """Lay down what the packaged snapshot holds of other sources: the gate refuses made-up values beside real ones."""
    from ingest.build import merged
    from ingest.importing import parts_of
    from ingest.providers import providers
    from ingest.store import Store, packaged_store

    live = providers()
    Store(home).write(merged([part for part in parts_of(packaged_store().load()) if part[0]["source"] not in live]))


def measure(home: str, base: str) -> None:
    """Refresh once and print what it took."""
    from ingest import publishing
    from ingest.providers import providers
    from ingest.refresh import refresh
    from ingest.store import Store

    os.environ |= {"DEPDASH_EIA_KEY": "benchmark", "DEPDASH_COMTRADE_KEY": "benchmark"}
    os.environ |= {f"DEPDASH_BASE_URL_{name.upper()}": f"{base}/{name}" for name in providers()}
    publishing.corrections = tuple  # the simulator's values have no known errors
    asked = {name: replace(provider, pace=0.0) for name, provider in providers().items()}
    began, worked = time.perf_counter(), time.process_time()
    report = refresh(Store(home), asked)
    assert report.well, [outcome for outcome in report.outcomes if not outcome.well]
    found = {
        "work": f"{time.process_time() - worked:.1f}",
        "wall": f"{time.perf_counter() - began:.1f}",
        "memory": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}",
        "asked": sum(outcome.asked for outcome in report.outcomes),
        "rows": f"{sum(outcome.rows for outcome in report.outcomes):,}",
    }
    print(json.dumps(found))


if __name__ == "__main__":
    (measure if sys.argv[2:] else prepare)(*sys.argv[1:])
