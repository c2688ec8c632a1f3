"""The commands `depdash snapshot …`: build, check, list, go back, compare, make again, clear away."""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dashboard.comparison import as_records, compared, told
from dashboard.coverage import coverage
from ingest.errors import ParameterError, StoreError
from ingest.locks import writer_lock
from ingest.providers import providers
from ingest.pruning import plan, prune
from ingest.store import Store, served_store, user_store

Lines = Iterator[str]


def build(given: argparse.Namespace) -> Lines:
    """Build a snapshot and make it current."""
    from ingest.build import contents  # reads workbooks, which the other commands do not need

    folder = Path(given.folder)
    if not folder.is_dir():
        raise ParameterError("FOLDER", expected="a folder of published files", found=given.folder)
    store = store_of(given)
    read = contents(folder)
    with writer_lock(store.place):
        built = store.write(read)
        if given.only:
            store.keep_only(built)
    yield from coverage(store.load(built).manifest).splitlines()
    refused = sum(len(raw["refused"]) for raw in read.raw)
    size = f"{len(read.observations)} observations in {len(read.series)} series"
    yield f"snapshot {built}: {size} from {len(read.raw)} files; {refused} rows refused"


def covered(given: argparse.Namespace) -> Lines:
    """Print what a snapshot was built from, file by file, or write it to a file."""
    text = coverage(store_of(given, served=True).load().manifest)
    if not given.out:
        yield from text.splitlines()
        return
    Path(given.out).write_text(text, encoding="utf-8")
    yield f"{given.out}: written"


def verify(given: argparse.Namespace) -> Lines:
    """Check the current snapshot's hashes."""
    store = store_of(given, served=True)
    problems = store.verify()
    if problems:
        raise StoreError(f"snapshot {store.current_id}: {'; '.join(problems)}; build it again or go back to another")
    yield f"snapshot {store.current_id}: every hash holds"


def listed(given: argparse.Namespace) -> Lines:
    """List the snapshots kept, the current one marked, with the day on which each became current."""
    store = store_of(given, served=True)
    last = {entry["snapshot"]: entry for entry in store.history()}
    for name in sorted(store.ids(), key=lambda name: (last[name]["version"] if name in last else 0, name)):
        day = last[name]["at"] if name in last else ""
        yield f"{name}  {day:25}{'  current' if name == store.current_id else ''}".rstrip()


def restore(given: argparse.Namespace) -> Lines:
    """Make a kept snapshot current again."""
    store = store_of(given)
    with writer_lock(store.place):
        before = store.current_id
        store.restore(given.id)
    yield f"snapshot {given.id}: current again; before it {before}"


def diff(given: argparse.Namespace) -> Lines:
    """List what was added, revised and withdrawn from one kept snapshot to another, and the verdicts that turned."""
    from dashboard.exports import to_json

    store = store_of(given, served=True)
    found = compared(store.load(given.before), store.load(given.after))
    if given.json:
        yield to_json(as_records(found))
        return
    yield from told(found)


def rebuild(given: argparse.Namespace) -> Lines:
    """Make a kept snapshot again from stored replies alone, and tell whether it is the same."""
    from ingest.rebuilding import rebuilt

    store = store_of(given)
    with writer_lock(store.place):
        again = store.put(rebuilt(store, given.id, providers()))
    if again != given.id:
        do = "the parsers of this version read the replies otherwise"
        raise StoreError(f"snapshot {given.id}: made again it is {again}; {do}")
    yield f"snapshot {again}: made again from what was received, the same to the byte"


def pruned(given: argparse.Namespace) -> Lines:
    """Drop old snapshots and raw replies by the stated rule."""
    store = store_of(given)
    with writer_lock(store.place):
        found = plan(store, keep=given.keep, days=given.days, today=date.today())
        yield from found.lines()
        if given.dry_run:
            yield "dry run: nothing was removed"
        else:
            yield from prune(store, found)


def store_of(given: argparse.Namespace, *, served: bool = False) -> Store:
    """Return the store that a command names, or the user's; with `served` the one that would be shown."""
    if given.store:
        return Store(given.store)
    return served_store() if served else user_store()
