"""The command `depdash refresh`: pull the live providers, and say in one line each what came of it."""

import argparse
import contextlib
import sys
from collections.abc import Iterator
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ingest.errors import DepdashError, ParameterError
from ingest.live import Provider
from ingest.providers import providers
from ingest.refresh import Outcome, Report, Watch, accept, refresh
from ingest.store import Store, user_store

_OLDEST = 1900


def run(given: argparse.Namespace) -> Iterator[str]:
    """Pull, or publish what was held back.

    Raises DepdashError at the end where a provider failed or its part was held back: the others are published then.
    """
    known = providers()
    store = Store(given.store) if given.store else user_store()
    if given.accept is not None or given.reason is not None:
        report = _accepted(store, known, given)
    else:
        asked = {name: _known(known, name, "SOURCE") for name in given.sources} or known
        with _progress(list(asked)) as watch:
            report = refresh(store, asked, since=_year(given.since), dry=given.dry_run, watch=watch)
    yield from (_line(outcome) for outcome in report.outcomes)
    yield _end(report, dry=given.dry_run)
    if not report.well:
        trouble = [f"{outcome.source} {outcome.state}" for outcome in report.outcomes if not outcome.well]
        raise DepdashError(f"{', '.join(trouble)}: their last good data stay; 'depdash status' tells more")


def _accepted(store: Store, known: dict[str, Provider], given: argparse.Namespace) -> Report:
    if not given.accept or not given.reason:
        missing = "--reason" if given.accept else "--accept"
        raise ParameterError(missing, expected="--accept SOURCE and --reason TEXT together", found="nothing")
    if given.sources or given.since or given.dry_run:
        raise ParameterError("--accept", expected="no SOURCE, --since or --dry-run beside it", found=given.accept)
    return accept(store, _known(known, given.accept, "--accept"), given.reason)


def _known(known: dict[str, Provider], name: str, parameter: str) -> Provider:
    if name not in known:
        raise ParameterError(parameter, expected=f"one of {', '.join(known)}", found=name)
    return known[name]


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or not _OLDEST <= int(text) <= date.today().year:
        raise ParameterError("--since", expected=f"a year from {_OLDEST} to {date.today().year}", found=text)
    return int(text)


def _line(outcome: Outcome) -> str:
    news = f"{outcome.rows:,} new rows; " if outcome.rows else ""
    asked = f" ({outcome.asked} requests)" if outcome.asked else ""
    return f"{outcome.source}: {outcome.state}: {news}{outcome.text}{asked}"


def _end(report: Report, *, dry: bool) -> str:
    if dry:
        return f"dry run: nothing was written; the snapshot is {report.snapshot}"
    if report.snapshot == report.before:
        return f"snapshot {report.snapshot}: as it was"
    return f"snapshot {report.snapshot}: published; before it {report.before}"


@contextlib.contextmanager
def _progress(sources: list[str]) -> Iterator[Watch]:
    """Show a bar per provider on a terminal, nothing elsewhere: a log has the lines."""
    if not sys.stderr.isatty():
        yield lambda source, count: None
        return
    columns = (TextColumn("{task.description:16}"), BarColumn(), TextColumn("{task.completed:.0f} requests"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        bars: dict[str, TaskID] = {source: progress.add_task(source, total=None) for source in sources}
        yield lambda source, count: progress.update(bars[source], completed=count)
