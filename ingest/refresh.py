"""Pull the live providers, let the gate judge each part, and publish what is new as one snapshot."""

import ctypes
import gc
import logging
import platform
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from ingest import runs
from ingest.build import COUNTRIES
from ingest.errors import DepdashError, ParameterError, SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.locks import writer_lock
from ingest.publishing import News, Part, findings_of, news_of, publish
from ingest.pull import Recorder, steps_of
from ingest.raw import Raw, Record
from ingest.rebuilding import replayed
from ingest.runs import Run
from ingest.states import State, read_states, write_states
from ingest.store import Snapshot, Store, packaged_store
from ingest.transport import Kept, Patience, StoppedError, Transport, in_thread

_LOG = logging.getLogger(__name__)

ASKED_OF = (*COUNTRIES, "TKM")
_FULL_EVERY = timedelta(days=30)  # what a mark cannot tell is found by then
_GRACE = 1.0  # seconds that a run told to stop waits for its pulls: one may listen to a silent server for a minute
_M_ARENA_MAX = -8  # of mallopt, in glibc's malloc.h
Watch = Callable[[str, int], None]  # told the source and how many questions it has asked


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh made of one provider."""

    source: str
    state: str  # published, unchanged, quarantined, failed, no key
    text: str  # one line: what is new, or what went wrong
    asked: int = 0  # questions
    rows: int = 0  # new rows

    @property
    def well(self) -> bool:
        """Whether nothing has to be looked at."""
        return self.state in ("published", "unchanged", "no key")


@dataclass(frozen=True, slots=True)
class Report:
    """What a refresh did."""

    before: str
    snapshot: str
    outcomes: tuple[Outcome, ...]

    @property
    def well(self) -> bool:
        """Whether every provider did as it should."""
        return all(outcome.well for outcome in self.outcomes)


@dataclass(frozen=True)
class _Task:
    """One provider's part of a run, and what came of it."""

    provider: Provider
    state: State
    record: Record
    recorder: Recorder
    ask: Ask


def refresh(
    store: Store,
    providers: Mapping[str, Provider],
    *,
    since: int | None = None,
    dry: bool = False,
    patience: Patience | None = None,
    watch: Watch = lambda source, count: None,
) -> Report:
    """Pull `providers` and publish what is new in `store`, whose current snapshot stays until the new one is whole.

    With `dry` nothing is written, neither replies nor states. A provider that fails, or whose part the gate holds back,
    leaves the others alone. Raises BusyError where another run writes, StoreError for a store that cannot be written.
    """
    started = datetime.now(UTC)
    _share_heaps()
    if dry:
        with _uncollected():
            return _run(store, Run("dry", started.isoformat(), since, ()), providers, patience, watch, dry=True)
    with writer_lock(store.place), _uncollected():
        run = runs.open_run(store.place, tuple(sorted(providers)), since, started)
        report = _run(store, run, providers, patience, watch, dry=False)
        runs.close_run(store.place)
        return report


def _share_heaps() -> None:
    """Let threads share two heaps: glibc gives each its own, which keeps what its largest reply took, 200 MB in all."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector rest: it would go through millions of cells again and again, which hold no cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _run(
    store: Store, run: Run, providers: Mapping[str, Provider], patience: Patience | None, watch: Watch, *, dry: bool
) -> Report:
    stop = threading.Event()
    states = read_states(store.place)
    published = _published(store)
    tasks = [
        _task(store, run, provider, states.get(name, State(name)), published, patience, stop, dry=dry)
        for name, provider in providers.items()
    ]
    version, base = store.version, current(store)
    outcomes = {task.provider.source.id: _keyless(task) for task in tasks if not _may_ask(task.provider)}
    found: dict[str, News] = {}
    for task, brought in _all_pulled([task for task in tasks if _may_ask(task.provider)], watch, stop, dry=dry):
        outcome, news = _judged(base, run, task, brought, dry=dry)
        outcomes[outcome.source] = outcome
        found |= {outcome.source: news} if news else {}
    snapshot = publish(store, base, [found[name] for name in providers if name in found], version, dry=dry)
    report = Report(base().id, snapshot, tuple(outcomes[name] for name in providers))
    if not dry:
        for task in tasks:
            task.state.run = run.id if outcomes[task.state.source].rows else task.state.run
            _note(task.state, run, outcomes[task.provider.source.id])
        write_states(store.place, [task.state for task in tasks])
    return report


def current(store: Store) -> Callable[[], Snapshot]:
    """Return what loads the snapshot to build on, once it is needed: the store's own, or the packaged one."""
    found: list[Snapshot] = []

    def load() -> Snapshot:
        if not found:
            found.append((store if store.current_id else packaged_store()).load())
        return found[0]

    return load


def _published(store: Store) -> set[tuple[str, str]]:
    """Return of which source's runs the current snapshot has what they brought."""
    manifest = (store if store.current_id else packaged_store()).manifest()
    return {(step["source"], step["run"]) for step in manifest.get("made_from", ())}


def _task(
    store: Store,
    run: Run,
    provider: Provider,
    state: State,
    published: set[tuple[str, str]],
    patience: Patience | None,
    stop: threading.Event,
    *,
    dry: bool,
) -> _Task:
    source = provider.source.id
    started = datetime.fromisoformat(run.started)
    due = not state.last_full or started - datetime.fromisoformat(state.last_full) > _FULL_EVERY
    # A mark tells of data that are gone when an earlier snapshot was restored, or one was built anew.
    gone = state.run and (source, state.run) not in published
    known = "" if due or gone or run.since else state.mark
    ask = Ask(run.day, ASKED_OF, run.since, known, bool(provider.secret))
    record = runs.attempt(store.place, run.id, source)
    ask = ask if dry or not _may_ask(provider) else runs.asked(record, ask)
    raw = Raw(store.place)
    kept = {
        request: Kept(entry["etag"], entry["last_modified"], partial(raw.get, entry["sha256"]))
        for request, entry in state.kept.items()
        if ask.known and raw.has(entry["sha256"])
    }
    transport = Transport(provider, patience, stop, kept)

    def fetch(request: Request) -> Reply:
        reply = transport.fetch(request)
        if stop.is_set():  # the store may be another run's by now
            raise StoppedError
        return reply

    return _Task(provider, state, record, Recorder(None if dry else record, fetch, source), ask)


def _may_ask(provider: Provider) -> bool:
    return not (provider.key and provider.key.required and not provider.secret)


def _keyless(task: _Task) -> Outcome:
    variable = task.provider.key.variable if task.provider.key else ""
    return Outcome(task.provider.source.id, "no key", f"not asked: set {variable} to a key of this provider")


def _all_pulled(
    tasks: Iterable[_Task], watch: Watch, stop: threading.Event, *, dry: bool
) -> Iterator[tuple[_Task, Pulled | DepdashError | None]]:
    """Yield each provider once it ends, with what it brought, None for nothing new, or why it failed.

    All are asked at once, each answer awaited in a thread. They are read one after the other in this one: Python reads
    no two at a time, and what several threads read would lie in memory together. Told to stop, leave those behind that
    listen to a silent server.
    """
    asked: dict[Future[Any], tuple[_Task, Pull]] = {}
    try:
        for task in tasks:
            asked[_begun()] = task, steps_of(task.provider, task.ask)
        while asked:
            for future in wait(asked, return_when=FIRST_COMPLETED).done:
                task, steps = asked.pop(future)
                try:
                    request = steps.send(future.result())
                except StopIteration as end:
                    if not dry:
                        runs.end(task.record, "pulled" if end.value else "unchanged", "")
                    yield task, end.value
                except StoppedError as error:
                    raise KeyboardInterrupt from error
                except Exception as error:  # noqa: BLE001 - told as this provider's, unless it is the store's
                    yield task, _failed(task, error, dry=dry)
                else:
                    watch(task.provider.source.id, task.recorder.asked + 1)
                    asked[in_thread(partial(task.recorder, request), task.provider.source.id)] = task, steps
            del future
    except BaseException:
        stop.set()
        wait(asked, timeout=_GRACE)
        raise


def _begun() -> "Future[Any]":
    """Return the answer to no question, with which a pull begins."""
    future: Future[Any] = Future()
    future.set_result(None)
    return future


def _failed(task: _Task, error: Exception, *, dry: bool) -> DepdashError:
    """Return why a pull ended, noted in its record; raises what is the store's, for a provider opens no file."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error
    failure = error if isinstance(error, DepdashError) else _fault(task.provider.source.id, error)
    if not dry:
        runs.end(task.record, "failed", str(failure))
    return failure


def _fault(source: str, error: Exception) -> SourceError:
    """Return what stands for an error of the program itself: it costs one provider's part, not those of the others."""
    _LOG.info("%s: a fault of depdash", source, exc_info=error)
    found = " ".join(f"{type(error).__name__}: {error}".split())[:160]
    do = "a fault of depdash: report it, with what DEPDASH_LOG=INFO shows"
    return SourceError(source, expected="answers that it can read", found=found, do=do)


def _judged(
    base: Callable[[], Snapshot], run: Run, task: _Task, pulled: Pulled | DepdashError | None, *, dry: bool
) -> tuple[Outcome, News | None]:
    """Return what becomes of a provider's part; a fault of the program in judging it costs that part alone."""
    try:
        return _weighed(base, run, task, pulled)
    except DepdashError:
        raise
    except Exception as error:  # noqa: BLE001 - told as this provider's, unless it is the store's
        return Outcome(task.provider.source.id, "failed", str(_failed(task, error, dry=dry)), task.recorder.asked), None


def _weighed(
    base: Callable[[], Snapshot], run: Run, task: _Task, pulled: Pulled | DepdashError | None
) -> tuple[Outcome, News | None]:
    source, asked = task.provider.source.id, task.recorder.asked
    if isinstance(pulled, DepdashError):
        return Outcome(source, "failed", str(pulled), asked), None
    if pulled is None:
        task.state.quarantine = None  # the provider has taken back what was held back
        return Outcome(source, "unchanged", f"still {task.state.edition}", asked), None
    part = Part(task.provider, pulled, run, task.record.folder)
    accepted = date.fromisoformat(task.state.vintage) if task.state.vintage else None
    if findings := findings_of(base(), part, accepted):
        text = "; ".join(str(finding) for finding in findings)
        task.state.quarantine = {
            "run": run.id, "folder": task.record.folder, "rows": len(part.table), "edition": pulled.edition,
            "since": run.since, "started": run.started, "findings": [asdict(finding) for finding in findings],
        }  # fmt: skip
        return Outcome(source, "quarantined", text, asked), None
    news = news_of(base(), part)
    _take(task.state, part)
    return _told(part, news, asked), news


def _told(part: Part, news: News, asked: int) -> Outcome:
    """Say how many rows were new; a part without any was as it had been."""
    accepted = f", accepted: {part.accepted}" if part.accepted else ""
    state, rows = "published" if len(news.rows) else "unchanged", len(news.rows)
    return Outcome(part.provider.source.id, state, f"{part.pulled.edition}{accepted}", asked, rows)


def _take(state: State, part: Part) -> None:
    """Note the edition of a part that goes on top; only one that holds everything has a mark to go on from."""
    pulled = part.pulled
    state.quarantine = None
    state.edition, state.vintage = pulled.edition, pulled.vintage.isoformat()
    if not part.run.since:
        state.mark, state.rows, state.last_full = pulled.mark, len(part.table), part.run.started
        state.kept = _validators(part.provider, pulled)


def _validators(provider: Provider, pulled: Pulled) -> dict[str, dict[str, str]]:
    """Return, by request, what lets a provider say that an answer still holds."""
    found = {}
    for reply, _ in pulled.parts:
        etag, modified = reply.headers.get("etag", ""), reply.headers.get("last-modified", "")
        if etag or modified:
            request = reply.address.removeprefix(provider.address)
            found[request] = {"etag": etag, "last_modified": modified, "sha256": reply.sha256}
    return found


def _note(state: State, run: Run, outcome: Outcome) -> None:
    state.last_try, state.keyless = run.started, outcome.state == "no key"
    if outcome.state in ("published", "unchanged"):
        state.last_success, state.last_error = run.started, None
    elif outcome.state != "no key":
        state.last_error = outcome.text


def accept(store: Store, provider: Provider, reason: str) -> Report:
    """Publish the part of a provider that the gate held back, as it was received then, and keep who overrode it why.

    Raises ParameterError where nothing is held back or that has no row, and for an empty reason.
    """
    source = provider.source.id
    if not reason.strip():
        raise ParameterError("--reason", expected="why the part is right after all", found=reason)
    with writer_lock(store.place):
        state = read_states(store.place).get(source, State(source))
        held = state.quarantine
        if not held:
            raise ParameterError("--accept", expected="a source whose part is held back", found=source)
        run = Run(held["run"], held["started"], held["since"], (source,))
        part = Part(provider, replayed(store.place, provider, held["folder"]), run, held["folder"], reason.strip())
        if part.table.empty:
            raise ParameterError("--accept", expected="a part with rows", found=f"{source}, which brought none")
        version, base = store.version, current(store)
        news = news_of(base(), part)
        snapshot = publish(store, base, [news], version)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        state.accepted.append({"run": run.id, "reason": reason.strip(), "at": at})
        _take(state, part)
        state.last_error, state.last_success = None, run.started
        state.run = run.id if len(news.rows) else state.run
        write_states(store.place, [state])
        return Report(base().id, snapshot, (_told(part, news, 0),))
