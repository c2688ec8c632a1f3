"""The command `depdash alerts`: what holds now and what is new, or how the rules would have done over history."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from dashboard import alerts
from dashboard.alert_history import history
from dashboard.commands import columns
from dashboard.exports import to_json
from dashboard.parameters import PAIR, question, values
from dashboard.repository import Repository, open_repository
from indicators.model import Pair


def run(given: argparse.Namespace) -> Iterator[str]:
    """Print the alerts of a pair."""
    repository = open_repository()
    asked = {"dependent": given.dependent, "partner": given.partner}
    pair = question(values(asked, PAIR, repository)).pair
    if given.backtest:
        text = history(repository, pair)
        if given.out:
            Path(given.out).write_text(text, encoding="utf-8", newline="\n")
            yield f"{given.out}: written"
        else:
            yield text.rstrip("\n")
        return
    held = alerts.standing(repository, pair)
    if given.json:
        yield to_json(alerts.alert_records(repository, held, pair))
        return
    yield from _listed(repository, held, pair)
    yield from _new(repository, pair)


def _listed(repository: Repository, found: list[alerts.Firing], pair: Pair) -> Iterator[str]:
    records = alerts.alert_records(repository, found, pair)
    names = ("severity", "rule", "period", "text")
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
