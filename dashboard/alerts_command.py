"""The command `depdash alerts`: what holds and what is new, how the rules would have done, and what to do with it."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from dashboard import alerts, delivery_command
from dashboard.alert_history import history
from dashboard.commands import columns
from dashboard.exports import to_json
from dashboard.parameters import PAIR, question, values
from dashboard.repository import Repository, open_repository
from dashboard.tables import Record
from indicators.model import Pair
from ingest.errors import ParameterError

_ACTIONS = ("deliver", "acknowledge", "mute", "unmute", "backtest")


def run(given: argparse.Namespace) -> Iterator[str]:
    """Print the alerts of a pair, or deliver them, acknowledge one, mute a rule.

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
    if given.deliver:
        yield from delivery_command.delivered(repository, pair)
    elif given.acknowledge is not None:
        yield from delivery_command.acknowledged(repository, pair, given.acknowledge)
    elif given.backtest:
        yield from _backtest(repository, pair, given.out)
    else:
        yield from _told(repository, pair, as_json=given.json)


def _require_one(given: argparse.Namespace) -> None:
    told = [f"--{name}" for name in _ACTIONS if getattr(given, name) not in (None, False)]
    if len(told) > 1:
        raise ParameterError(told[1], expected=f"nothing beside {told[0]}", found="both")
    if given.until is not None and given.mute is None:
        raise ParameterError("--until", expected="--mute RULE beside it", found="nothing")


def _backtest(repository: Repository, pair: Pair, out: str | None) -> Iterator[str]:
    text = history(repository, pair)
    if out is None:
        yield text.rstrip("\n")
        return
    Path(out).write_text(text, encoding="utf-8", newline="\n")
    yield f"{out}: written"


def _told(repository: Repository, pair: Pair, *, as_json: bool) -> Iterator[str]:
    held = alerts.standing(repository, pair)
    if as_json:
        yield to_json(_records(repository, held, pair))
        return
    yield from _listed(repository, held, pair)
    yield from _new(repository, pair)


def _records(repository: Repository, found: list[alerts.Firing], pair: Pair) -> list[Record]:
    records, states = alerts.alert_records(repository, found, pair), delivery_command.states(repository, found, pair)
    return [record | state for record, state in zip(records, states, strict=True)]


def _listed(repository: Repository, found: list[alerts.Firing], pair: Pair) -> Iterator[str]:
    records = _records(repository, found, pair)
    names = ("id", "severity", "rule", "period", "state", "text")
    yield from columns([list(names), *([str(record[name]) for name in names] for record in records)])


def _new(repository: Repository, pair: Pair) -> Iterator[str]:
    kept, before = repository.history, None
    if kept is not None:
        before = kept.before(repository.snapshot.id)
    if before is None:
        yield f"snapshot {repository.snapshot.id} has no predecessor here: nothing can be told to be new"
        return
    new = alerts.since(repository, open_repository(before), pair)
    yield f"new since snapshot {before}: {len(new)}"
    if new:
        yield from _listed(repository, new, pair)
