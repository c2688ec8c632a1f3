"""`depdash claims`: print the ledger or every fair reading of one claim, or freeze the rules as they are declared."""

import argparse
from datetime import UTC, datetime

from dashboard import exports, ledger
from dashboard.commands import Lines, columns
from dashboard.repository import Repository, open_repository
from indicators.specifications import agreeing
from ingest.declarations import data_folder
from ingest.errors import ParameterError
from ingest.freezing import freeze, unfrozen


def run(given: argparse.Namespace) -> Lines:
    """Print the ledger with a table by state, or what the options ask for."""
    repository = open_repository()
    if given.freeze is not None:
        yield from _freeze(repository, given.freeze)
    elif given.specifications is not None:
        yield from _specifications(repository, given.specifications, as_json=given.json)
    elif given.json:
        yield exports.to_json(ledger.claims_json(repository))
    else:
        yield from _ledger(repository)


def _ledger(repository: Repository) -> Lines:
    rows = [
        [judged.claim.id, judged.then.state, judged.now.state, judged.claim.claim] for judged in repository.judgements
    ]
    yield from columns([["claim", "then", "now", "statement"], *rows])
    yield ""
    yield from columns(ledger.by_state(repository))
    yield ""
    yield from columns(ledger.by_computed(repository))


def _specifications(repository: Repository, claim: str, *, as_json: bool) -> Lines:
    known = [one.id for one in repository.claims]
    if claim not in known:
        raise ParameterError("CLAIM", expected=f"one of {known[0]} to {known[-1]}", found=claim)
    records = ledger.specification_records(repository, claim)
    if as_json:
        yield exports.to_json(records)
        return
    if not records:
        yield f"{claim}: nothing was computed, so there is nothing to read in another way"
        return
    names = ("clock", "state", "agrees", "basis", "choices")
    yield from columns([list(names), *([str(record[name]) for name in names] for record in records)])
    for clock in ledger.CLOCKS:
        agree, of = agreeing(repository.specifications(claim), clock)
        yield f"{clock}: {agree} of {of} readings agree"


def _freeze(repository: Repository, reason: str) -> Lines:
    if not reason.strip():
        raise ParameterError("REASON", expected="why the rules are as they are", found=reason)
    changed = unfrozen(repository.claims, repository.frozen)
    today = datetime.now(UTC).date()
    text = freeze(repository.claims, repository.frozen, today, reason)
    path = data_folder() / "memo" / "rules.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    yield f"{path}: {len(changed)} rules frozen on {today}{': ' if changed else ''}{', '.join(changed)}"
