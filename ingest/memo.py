"""Load the memo's claims and the dated facts that charts mark from data/memo, every key checked.

A claim or event that is misspelt would fall silently out of a chart or a verdict, so nothing unknown passes.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

from ingest.declarations import data_folder
from ingest.declared import Claim, Event
from ingest.entries import Keys, check_choice, check_once, check_texts, fault, read_tables

CLAIM_KINDS = (
    "value", "unchanged", "every_step", "trend", "equivalence", "threshold", "event_documented", "prediction",
    "not_testable",
)  # fmt: skip
EVENT_KINDS = ("loan", "gas", "oil", "currency", "transit", "sanctions", "politics", "statistics")
EVENT_THEMES = ("overview", "trade", "energy", "finance", "transit", "security")
PRECISIONS = ("day", "month", "year")

_CLAIM_NEEDS: Keys = {
    "id": str, "theme": str, "claim": str, "section": str, "paragraph": int, "kind": str, "reason": str,
}  # fmt: skip
_CLAIM_MAY: Keys = {"rule": str, "with": dict, "bases": dict, "readings": dict}
_EVENT_NEEDS: Keys = {
    "id": str, "date": date, "title": str, "text": str, "kind": str, "themes": list, "source": str, "url": str,
}  # fmt: skip
_EVENT_MAY: Keys = {"hides": list, "precision": str, "redefines": list, "break_date": bool}
_MAY_BE_EMPTY = ("url", "themes")


def claims(folder: Path | None = None) -> tuple[Claim, ...]:
    """Return the claims in the order of their ids, C001 first; `folder` holds claims.toml and events.toml.

    >>> [claim.kind for claim in claims()[36:41]]
    ['value', 'value', 'value', 'event_documented', 'every_step']

    Raises DeclarationError for an unknown or missing key, kind or event, and for ids out of order or left out.
    """
    path = _folder(folder) / "claims.toml"
    (entries,) = read_tables(path, {"claim": (_CLAIM_NEEDS, _CLAIM_MAY)}, _MAY_BE_EMPTY)
    _check_claim_ids(path.name, [entry["id"] for entry in entries])
    known = {event.id for event in events(folder)}
    return tuple(_claim(f"{path.name}: {entry['id']}", entry, known) for entry in entries)


def events(folder: Path | None = None) -> tuple[Event, ...]:
    """Return the dated facts in the order of their file; `folder` holds events.toml.

    >>> next(event.date for event in events() if event.id == "tranche_2021")
    datetime.date(2021, 6, 2)

    Raises DeclarationError for an unknown or missing key, kind, theme or precision, and for an id given twice.
    """
    path = _folder(folder) / "events.toml"
    (entries,) = read_tables(path, {"event": (_EVENT_NEEDS, _EVENT_MAY)}, _MAY_BE_EMPTY)
    check_once(path.name, "event", (entry["id"] for entry in entries))
    return tuple(_event(f"{path.name}: {entry['id']}", entry) for entry in entries)


def _claim(where: str, entry: dict[str, Any], known_events: set[str]) -> Claim:
    check_choice(where, "kind", entry["kind"], CLAIM_KINDS)
    with_ = entry.pop("with", {})
    if bool(with_) != ("rule" in entry):
        raise fault(where, "rule needs a table [claim.with], and the table needs a rule")
    if "rule" in entry and entry["kind"] == "not_testable":
        raise fault(where, "rule stands on a claim of kind not_testable; drop the rule or change the kind")
    for given in (with_, *with_.get("parts", [])):
        for name in given.get("events", []):
            check_choice(where, "with.events", name, sorted(known_events))
    _check_bases(where, entry)
    for name, values in entry.get("readings", {}).items():
        if "rule" not in entry or not (isinstance(values, list) and values):
            raise fault(where, f"readings.{name} is no list of values for a parameter of the rule")
    return Claim(**entry, with_=with_)


def _check_bases(where: str, entry: dict[str, Any]) -> None:
    """Refuse a basis of a price that names neither a benchmark (`per`) nor an exchange rate (`times`)."""
    for name, given in entry.get("bases", {}).items():
        named = isinstance(given, dict) and given and given.keys() <= {"per", "times"}
        if not (named and "rule" in entry and all(isinstance(measure, str) for measure in given.values())):
            raise fault(where, f"bases.{name} is {given!r}, not a table of per and times for the rule")


def _event(where: str, entry: dict[str, Any]) -> Event:
    check_choice(where, "kind", entry["kind"], EVENT_KINDS)
    check_texts(where, "themes", entry["themes"], EVENT_THEMES)
    for reporter in entry.get("hides", []):
        if not (isinstance(reporter, str) and re.fullmatch(r"[A-Z]{3}", reporter)):
            raise fault(where, f"hides has {reporter!r}, not an ISO 3166 alpha-3 code")
    for series in entry.get("redefines", []):
        if not (isinstance(series, str) and re.fullmatch(r"[a-z_]+:[^:\s]+", series)):
            raise fault(where, f"redefines has {series!r}, not a series written source:item")
    precision = entry.get("precision", "day")
    check_choice(where, "precision", precision, PRECISIONS)
    if entry["date"] != _first_day(entry["date"], precision):
        raise fault(where, f"date is {entry['date']}; with precision {precision} it is the first day")
    lists: dict[str, Any] = {key: tuple(entry[key]) for key in ("themes", "hides", "redefines") if key in entry}
    return Event(**(entry | lists))


def _first_day(day: date, precision: str) -> date:
    if precision == "year":
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == "month" else day


def _folder(folder: Path | None) -> Path:
    return data_folder() / "memo" if folder is None else folder


def _check_claim_ids(file: str, ids: list[str]) -> None:
    """Refuse a claim that is missing, given twice or out of order: verdicts are cited by these numbers."""
    for number, found in enumerate(ids, start=1):
        if found != f"C{number:03d}":
            raise fault(f"{file}: {found}", f"id stands where C{number:03d} is expected")
