"""Load the corrections of our own figures from data/errata.toml: what was told wrong, since when, and what is right."""

import math
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ingest.declarations import data_folder
from ingest.declared import Erratum, Figure, Restated
from ingest.entries import Keys, check_keys, check_once, fault, read_tables
from ingest.periods import period

_NEEDS: Keys = {"id": str, "corrected": date, "since": date, "reason": str, "changes": list}
_CHANGE: Keys = {"indicator": str, "dependent": str, "partner": str, "period": str}
_MAY: Keys = {"variant": str}
_FIGURES = ("old", "new")


@cache
def errata(folder: Path | None = None) -> tuple[Erratum, ...]:
    """Return the corrections, the latest first; `folder` holds errata.toml.

    >>> any(one.id == "gas_transit_of_2020" for one in errata())
    True

    Raises DeclarationError for an unknown or missing key, an id given twice, a day of correction before the first day,
    a figure that is none, and a change that changes nothing.
    """
    path = (data_folder() if folder is None else folder) / "errata.toml"
    (entries,) = read_tables(path, {"erratum": (_NEEDS, {})})
    check_once(path.name, "erratum", (entry["id"] for entry in entries))
    found = [_erratum(f"{path.name}: {entry['id']}", entry) for entry in entries]
    return tuple(sorted(found, key=lambda one: one.corrected, reverse=True))


def _erratum(where: str, entry: dict[str, Any]) -> Erratum:
    if entry["corrected"] < entry["since"]:
        raise fault(where, f"corrected {entry['corrected']}, before since {entry['since']}")
    changes = tuple(_restated(f"{where}: change {number}", one) for number, one in enumerate(entry["changes"], start=1))
    named = (f"{one.indicator} {one.variant} {one.dependent} {one.partner} {one.period}" for one in changes)
    check_once(where, "change of", named)
    return Erratum(entry["id"], entry["corrected"], entry["since"], entry["reason"], changes)


def _restated(where: str, given: object) -> Restated:
    if not isinstance(given, dict):
        raise fault(where, f"is {given!r}, not a table")
    check_keys(where, {key: value for key, value in given.items() if key not in _FIGURES}, _CHANGE, _MAY)
    try:
        period(given["period"])
    except ValueError as error:
        raise fault(where, f"period is {given['period']!r}: {error}") from error
    old, new = (_figure(where, key, given.get(key)) for key in _FIGURES)
    if old == new:
        raise fault(where, "old and new are the same")
    named = (given["indicator"], given.get("variant", ""), given["dependent"], given["partner"], given["period"])
    return Restated(*named, old, new)


def _figure(where: str, key: str, given: object) -> Figure | None:
    """Return a number, or its bounds; None where nothing is given: no value was told, or none is any more."""
    if given is None:
        return None
    if isinstance(given, dict):
        check_keys(f"{where}: {key}", given, {"low": float, "high": float})
        low, high = given["low"], given["high"]
        if not -math.inf < low < high < math.inf:
            raise fault(where, f"{key} has the bounds {low} and {high}, which are out of order")
        return Figure(math.nan, low, high)
    if not isinstance(given, float) or not math.isfinite(given):
        raise fault(where, f"{key} is {given!r}, not a finite float")
    return Figure(given, given, given)
