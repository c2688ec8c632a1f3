"""The command `depdash alerts`: what holds and what is new, how the rules would have done, and what to do with it."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dashboard import alerts, delivery_command
from dashboard.alert_history import history
from dashboard.commands import columns
from dashboard.exports import to_json
from dashboard.parameters import PAIR, question, values
from dashboard.repository import Repository, open_repository
from dashboard.tables import Record
from dashboard.watch import by_pair, of_file
from indicators.model import Pair
from ingest.declared import Watched
from ingest.errors import ParameterError

Watch = Mapping[Pair, Sequence[Watched]]  # by pair, as dashboard.watch.by_pair has it
Found = Mapping[Pair, list[alerts.Firing]]
_ACTIONS = ("deliver", "acknowledge", "mute", "unmute", "backtest")


def run(given: argparse.Namespace) -> Iterator[str]:
    """Print the alerts of a pair or a watch list, or deliver them, acknowledge one, mute a rule.

    Raises ParameterError where it is told to do two of these at once.
    """
    _require_one(given)
    if given.mute is not None or given.unmute is not None:
        muting = given.unmute is None
        yield from delivery_command.muted(given.mute, given.until) if muting else delivery_command.unmuted(given.unmute)
        return
    repository = open_repository()
    asked = {"dependent": given.dependent, "partner": given.partner}
    pair = question(values(asked, PAIR, repository)).pair
    watch = by_pair(of_file(given.watch, repository), pair)
    if given.deliver:
        yield from delivery_command.delivered(repository, watch)
    elif given.acknowledge is not None:
        yield from delivery_command.acknowledged(repository, pair, given.acknowledge)
    elif given.backtest:
        yield from _backtest(repository, pair, given.out)
    else:
        yield from _told(repository, watch, as_json=given.json)


def _require_one(given: argparse.Namespace) -> None:
    told = [f"--{name}" for name in _ACTIONS if getattr(given, name) not in (None, False)]
    if len(told) > 1:
        raise ParameterError(told[1], expected=f"nothing beside {told[0]}", found="both")
    if given.until is not None and given.mute is None:
        raise ParameterError("--until", expected="--mute RULE beside it", found="nothing")
    if given.watch is not None and told not in ([], ["--deliver"]):
        raise ParameterError("--watch", expected="nothing beside it, or --deliver", found=told[0])


def _backtest(repository: Repository, pair: Pair, out: str | None) -> Iterator[str]:
    text = history(repository, pair)
    if out is None:
        yield text.rstrip("\n")
        return
    Path(out).write_text(text, encoding="utf-8", newline="\n")
    yield f"{out}: written"


def _told(repository: Repository, watch: Watch, *, as_json: bool) -> Iterator[str]:
    held = {pair: alerts.standing(repository, pair, entries) for pair, entries in watch.items()}
    if as_json:
        yield to_json(_records(repository, held))
        return
    yield from _listed(repository, held)
    yield from _new(repository, watch)


def _records(repository: Repository, found: Found) -> list[Record]:
    return [
        record | state
        for pair, held in found.items()
        for record, state in zip(
            alerts.alert_records(repository, held, pair), delivery_command.states(repository, held, pair), strict=True
        )
    ]


def _listed(repository: Repository, found: Found) -> Iterator[str]:
    """Yield a line for each alert, with its country and partner where there are several."""
    names = ("id", "severity", "rule", *(("dependent", "partner") if len(found) > 1 else ()), "period", "state", "text")
    records = _records(repository, found)
    yield from columns([list(names), *([str(record[name]) for name in names] for record in records)])


def _new(repository: Repository, watch: Watch) -> Iterator[str]:
    kept, before = repository.history, None
    if kept is not None:
        before = kept.before(repository.snapshot.id)
    if before is None:
        yield f"snapshot {repository.snapshot.id} has no predecessor here: nothing can be told to be new"
        return
    previous = open_repository(before)
    new = {pair: alerts.since(repository, previous, pair, entries) for pair, entries in watch.items()}
    yield f"new since snapshot {before}: {sum(map(len, new.values()))}"
    if any(new.values()):
        yield from _listed(repository, new)
