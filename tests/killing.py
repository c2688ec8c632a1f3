"""Kill `refresh` with SIGKILL at random instants, and look each time whether the store is whole.

A process of its own, since it forks: everything is imported once, then each child refreshes the store and is killed by
its parent. The parent itself only forks and waits, the store is looked at by children too: what reads a store starts
threads, and a fork beside threads may never end. Prints one JSON line with the counts. Arguments: store, kills, seed,
simulator.
"""

import faulthandler
import json
import os
import random
import select
import signal
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import ingest.parquet  # noqa: F401 - imported once here, not by each child when it first needs it
from ingest.providers import providers
from ingest.refresh import refresh
from ingest.store import Store
from ingest.transport import Patience

SOURCES = ("cbr", "fred")  # two, so that a kill may fall between them, and quick ones
LONGEST = 60  # seconds
MEASURED = 20  # in so many turns one is left alone, to see how long a run takes now
PROVIDERS = providers()  # made once, for making them imports the readers of all sources


def once(root: Path) -> None:
    """Refresh as a user would, and end."""
    asked = {name: replace(PROVIDERS[name], pace=0.0) for name in SOURCES}
    refresh(Store(root), asked, since=2026, patience=Patience(2, 5, 2, 0.01, 0.05))


def started(work: Callable[[], object]) -> tuple[int, int]:
    """Return the id of a child that does some work, and a file with what it returns, which closes when it ends."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        faulthandler.dump_traceback_later(LONGEST - 5)  # tells where it hangs
        try:
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    return child, reading


def ended(child: int, pipe: int) -> bytes:
    """Return what a child returned; whoever does not come to an end fails all."""
    if not ended_within(pipe, LONGEST):
        os.kill(child, signal.SIGKILL)
        raise SystemExit(f"a child did not end within {LONGEST} s")
    said = os.read(pipe, 65536)
    os.close(pipe)
    os.waitpid(child, 0)
    return said


def ended_within(pipe: int, seconds: float) -> bool:
    return bool(select.select([pipe], [], [], seconds)[0])


def staged(root: Path) -> set[tuple[str, int]]:
    """Return every file of the store, half written ones too, with its time of writing; the lock is no data."""
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".writer"))
    return {(str(path), path.stat().st_mtime_ns) for path in files}


def problems(root: Path) -> list[str]:
    """Return what is not whole in the store."""
    try:
        store = Store(root)
        return store.verify() or ([] if len(store.load().tables.observations) else ["no rows"])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
        return [repr(error)]


def main() -> None:
    root, kills, seed, simulator = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    chance = random.Random(seed)
    lengths: list[float] = []
    counts = {"killed": 0, "failed": 0, "between": 0, "published": 0, "old": 0, "new": 0}
    turn = 0
    while counts["killed"] < kills:
        turn += 1
        urlopen(Request(f"{simulator}/edition/{1 + turn % 2}")).read()
        before, held = Store(root).pointer(), staged(root)
        begun, killed = time.monotonic(), False
        child, pipe = started(lambda: once(root))
        # How busy the machine is changes: measured at the start alone, many kills would come too late, or none late.
        if len(lengths) < 3 or turn % MEASURED == 0:
            ended(child, pipe)
            lengths.append(time.monotonic() - begun)
        elif ended_within(pipe, chance.uniform(0, 1.1 * statistics.median(lengths[-3:]))):
            ended(child, pipe)
        else:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(pipe)
            killed = True
            counts["killed"] += 1
        after = Store(root).pointer()
        counts["between"] += killed and after == before and staged(root) != held
        counts["new" if after != before else "old"] += 1
        if found := json.loads(ended(*started(lambda: problems(root)))):
            counts["failed"] += 1
            print(found, file=sys.stderr)
    ended(*started(lambda: once(root)))
    whole = json.loads(ended(*started(lambda: problems(root)))) == []
    counts["published"] = whole and not (root / "pulls" / "open.json").exists()
    print(json.dumps(counts | {"turns": turn, "usual": round(statistics.median(lengths), 2)}))


if __name__ == "__main__":
    main()
