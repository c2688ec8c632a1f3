"""Load the rules of alerts from data/alerts.toml, every key checked: one that is misspelt would never be heard of."""

from functools import cache
from pathlib import Path
from typing import Any

from ingest.declarations import data_folder
from ingest.declared import AlertRule
from ingest.entries import Keys, check_above, check_choice, check_once, check_texts, fault, read_tables
from ingest.memo import EVENT_KINDS

# What a rule can watch, and the directions that it can take there.
KINDS = {
    "level": ("above", "below"),  # a limit is crossed
    "change": ("rise", "fall", "either"),  # from one period to the next, beyond what the bounds leave open
    "sign": ("above", "below"),  # of zero, for so many periods in a row
    "width": ("above",),  # low and high lie further apart than the limit
    "stopped": ("",),  # so many months after the end of a period nothing is known of it
    "break": ("",),  # a structural break at a date that was not known beforehand
    "rank": ("rise", "fall", "either"),  # so many places among the post-Soviet countries; a rise is towards the first
    "verdict": ("",),  # of a claim of the memo, decided otherwise with one edition than with those before
    "late": ("",),  # so many days beyond the source's cadence, by a day on which the source was heard of
    "revision": ("rise", "fall", "either"),  # of a value that an earlier edition had, beyond what the bounds leave open
}
_WITHOUT_LIMIT = ("break", "verdict")
SEVERITIES = ("high", "medium", "low")
FREQUENCIES = ("A", "Q", "M")
_SIGNS = {"above": 1, "rise": 1, "below": -1, "fall": -1, "either": 0, "": 0}
_NEEDS: Keys = {
    "id": str, "kind": str, "of": str, "frequency": str, "severity": str, "title": str, "why": str, "events": list,
}  # fmt: skip
_MAY: Keys = {"variant": str, "limit": float, "direction": str, "relative": bool, "pause": int}


@cache
def alert_rules(folder: Path | None = None) -> tuple[AlertRule, ...]:
    """Return the rules in the order of their file; `folder` holds alerts.toml.

    >>> next(rule.limit for rule in alert_rules() if rule.id == "customs_stopped")
    4.0

    Raises DeclarationError for an unknown or missing key, kind, direction, frequency or severity, for an id given
    twice, and for a limit where none belongs or that is missing.
    """
    path = (data_folder() if folder is None else folder) / "alerts.toml"
    (entries,) = read_tables(path, {"rule": (_NEEDS, _MAY)}, ("events",))
    check_once(path.name, "rule", (entry["id"] for entry in entries))
    return tuple(_rule(f"{path.name}: {entry['id']}", entry) for entry in entries)


def _rule(where: str, entry: dict[str, Any]) -> AlertRule:
    check_choice(where, "kind", entry["kind"], KINDS)
    check_choice(where, "direction", entry.get("direction", ""), KINDS[entry["kind"]])
    check_choice(where, "frequency", entry["frequency"], FREQUENCIES)
    check_choice(where, "severity", entry["severity"], SEVERITIES)
    check_texts(where, "events", entry["events"], EVENT_KINDS)
    if ("limit" in entry) == (entry["kind"] in _WITHOUT_LIMIT):
        raise fault(where, f"limit has no meaning for a {entry['kind']}" if "limit" in entry else "limit is missing")
    if entry["kind"] not in (*_WITHOUT_LIMIT, "level"):
        check_above(where, "limit", entry["limit"])
    if entry.get("relative") and entry["kind"] not in ("change", "revision"):
        raise fault(where, "relative is for a change or a revision")
    given: dict[str, Any] = {"variant": "", "limit": 0.0, **entry}
    given |= {"direction": _SIGNS[entry.get("direction", "")], "events": tuple(entry["events"])}
    return AlertRule(**given)
