"""The frozen rules of the claims: their hashes and days in data/memo/rules.toml, every change with its reason."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.declarations import data_folder
from ingest.declared import Claim
from ingest.entries import Keys, fault, read_tables

_FROZEN: Keys = {"claim": str, "hash": str, "day": date}
_CHANGE: Keys = {"claim": str, "day": date, "before": str, "after": str, "reason": str}
_HASH = re.compile(r"[0-9a-f]{64}")
_HEAD = """# The rule of each claim as first frozen, and every change since, by `depdash claims --freeze REASON`.
# The hash is SHA-256 over kind, rule, parameters, bases and readings of claims.toml as JSON with sorted keys.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a frozen rule: its hash before and after, the day and the reason."""

    claim: str
    day: date
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """The rule of a claim as it was first frozen, and its changes in the order of time."""

    claim: str
    hash: str
    day: date
    changes: tuple[Change, ...] = ()

    @property
    def current(self) -> tuple[str, date]:
        """The hash that holds now, and the day since which it does."""
        last = self.changes[-1] if self.changes else None
        return (last.after, last.day) if last else (self.hash, self.day)


def rule_hash(claim: Claim) -> str:
    """Return the SHA-256 of what tests a claim: kind, rule, parameters, bases and readings in canonical form.

    >>> claim = Claim("C001", "trade", "Trade grew.", "One", 1, "trend", "It grew.", "trend_up", {"first": 2010})
    >>> rule_hash(claim)[:12]
    'c213fae0d0aa'
    """
    declared = {
        "kind": claim.kind, "rule": claim.rule, "with": claim.with_, "bases": claim.bases, "readings": claim.readings,
    }  # fmt: skip
    text = json.dumps(declared, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def frozen_rules(folder: Path | None = None) -> dict[str, Frozen]:
    """Return what is frozen by claim; `folder` holds rules.toml. Where there is no such file nothing is frozen.

    Raises DeclarationError for a faulty entry, and for a change that does not start where the rule stood.
    """
    path = (data_folder() / "memo" if folder is None else folder) / "rules.toml"
    if not path.is_file():
        return {}
    firsts, changes = read_tables(path, {"frozen": (_FROZEN, {}), "change": (_CHANGE, {})})
    found: dict[str, Frozen] = {}
    for entry in firsts:
        _check_hash(path.name, entry, "hash")
        if entry["claim"] in found:
            raise fault(f"{path.name}: {entry['claim']}", "claim is frozen twice")
        found[entry["claim"]] = Frozen(**entry)
    for entry in changes:
        for key in ("before", "after"):
            _check_hash(path.name, entry, key)
        found[entry["claim"]] = _with_change(path.name, found, Change(**entry))
    return found


def _with_change(file: str, found: Mapping[str, Frozen], change: Change) -> Frozen:
    where = f"{file}: {change.claim}"
    if change.claim not in found:
        raise fault(where, "change is of a claim that was never frozen")
    frozen = found[change.claim]
    held, since = frozen.current
    if change.before != held or change.day < since:
        stood = f"before is {change.before[:12]} of {change.day}; the rule stood at {held[:12]} since {since}"
        raise fault(where, stood)
    return Frozen(frozen.claim, frozen.hash, frozen.day, (*frozen.changes, change))


def _check_hash(file: str, entry: Mapping[str, object], key: str) -> None:
    if not _HASH.fullmatch(str(entry[key])):
        raise fault(f"{file}: {entry['claim']}", f"{key} is {entry[key]!r}, not a SHA-256 in hexadecimal")


def unfrozen(claims: Iterable[Claim], frozen: Mapping[str, Frozen]) -> list[str]:
    """Return the ids of the claims whose rule is not the one that was frozen, or was never frozen."""
    return [one.id for one in claims if one.id not in frozen or frozen[one.id].current[0] != rule_hash(one)]


def freeze(claims: Iterable[Claim], frozen: Mapping[str, Frozen], today: date, reason: str) -> str:
    """Return the text of rules.toml with the rules of `claims` frozen; a changed rule is a logged change."""
    records = dict(frozen)
    for claim in claims:
        now = rule_hash(claim)
        if claim.id not in records:
            records[claim.id] = Frozen(claim.id, now, today)
        elif records[claim.id].current[0] != now:
            one = records[claim.id]
            change = Change(claim.id, today, one.current[0], now, reason)
            records[claim.id] = Frozen(one.claim, one.hash, one.day, (*one.changes, change))
    firsts = [f'[[frozen]]\nclaim = "{one.claim}"\nhash = "{one.hash}"\nday = {one.day}\n' for one in records.values()]
    changes = sorted((change for one in records.values() for change in one.changes), key=lambda change: change.day)
    logged = [
        f'[[change]]\nclaim = "{one.claim}"\nday = {one.day}\nbefore = "{one.before}"\nafter = "{one.after}"\n'
        f"reason = {json.dumps(one.reason, ensure_ascii=False)}\n"
        for one in changes
    ]
    return "\n".join([_HEAD, *firsts, *logged])
