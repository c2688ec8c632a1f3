"""Known errors of publishers: what data/corrections.toml says of them, and the guard that each is still there.

A correction removes or demotes published values that are known to be wrong. It states what it expects to find; once
the publisher has mended the figure the guard fails, the build stops, and the correction has to go. Errors of a
publisher's own, not of who carried the file, are expected of a live pull as well.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from ingest.declarations import data_folder
from ingest.entries import check_choice, check_once, fault, read_toml
from ingest.errors import SourceError
from ingest.model import STATUSES, Refusal

# refuse: the value becomes no observation; inferior: kept and shown, but it empties what would be computed from it;
# the name of a status: kept with that weaker status.
ACTIONS = ("refuse", "inferior", "estimated")
_SERIES = ("item", "reporter", "partner", "product")
_GUARDS = ("values", "same_as", "quotient")
_NEEDS: dict[str, type | tuple[type, ...]] = {
    "id": str, "source": str, "file": (str, list), "periods": list, "action": str, "reason": str, "expect": dict,
}  # fmt: skip
LIVE = "live"  # stands among the files for what a live pull of the source brings
_MAY = dict.fromkeys(_SERIES, (str, list))


@dataclass(frozen=True, slots=True)
class Correction:
    """One known error: which values of which files, what to do with them, and how to tell that it is still there."""

    id: str
    source: str
    files: tuple[str, ...]  # paths, and LIVE
    periods: tuple[str, ...]
    action: str
    reason: str
    expect: dict[str, Any]
    series: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The published file in which the error was found."""
        return self.files[0]


def corrections(path: Path | None = None) -> tuple[Correction, ...]:
    """Return the declared corrections in the order of their file, data/corrections.toml by default.

    >>> all(correction.reason for correction in corrections())
    True

    Raises DeclarationError for a missing or unknown key, action or guard, and for an id given twice.
    """
    return _load(path or data_folder() / "corrections.toml")


@cache
def _load(path: Path) -> tuple[Correction, ...]:
    document = read_toml(path)
    if others := sorted(document.keys() - {"correction"}):
        raise fault(path.name, f"unknown table {others[0]!r}; only [[correction]] is known")
    found = tuple(_correction(path, entry) for entry in document.get("correction", []))
    check_once(path.name, "correction", (one.id for one in found))
    return found


def _correction(path: Path, entry: dict[str, Any]) -> Correction:
    where = f"{path.name}: {entry.get('id', '?')}"
    for name, kind in _NEEDS.items():
        if not isinstance(entry.get(name), kind) or not entry[name]:
            kinds = " or ".join(one.__name__ for one in (kind if isinstance(kind, tuple) else (kind,)))
            raise fault(where, f"{name} is missing, empty or not a {kinds}")
    for name in entry:
        if name not in _NEEDS and name not in _MAY:
            raise fault(where, f"{name} is unknown; known are {', '.join([*_NEEDS, *_MAY])}")
    check_choice(where, "action", entry["action"], ACTIONS)
    if len(entry["expect"]) != 1 or next(iter(entry["expect"])) not in _GUARDS:
        raise fault(where, f"expect holds one of {', '.join(_GUARDS)}")
    if (files := _texts(entry["file"]))[0] == LIVE:
        raise fault(where, "file names first the published file in which the error was found")
    series = {name: _texts(entry[name]) for name in _SERIES if name in entry}
    rest = {name: entry[name] for name in _NEEDS if name not in ("file", "periods")}
    return Correction(**rest, files=files, periods=tuple(entry["periods"]), series=series)


def _texts(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def corrected(
    table: pd.DataFrame, source: str, path: str, known: Iterable[Correction]
) -> tuple[pd.DataFrame, list[Refusal], dict[str, int]]:
    """Return the observations of one file with its corrections made, what was refused, and rows touched by id.

    The path LIVE is that of a live pull, of which only what it has is judged: it may not ask for every series, nor for
    every year. Raises SourceError where a guard fails: the publisher mended the figure, or the rows of a file are no
    longer there.
    """
    refused: list[Refusal] = []
    touched: dict[str, int] = {}
    for correction in known:
        if correction.source != source or path not in correction.files:
            continue
        rows = _rows_of(table, correction)
        if path == LIVE and not rows.any():
            continue
        _check(table, rows, correction, path)
        touched[correction.id] = int(rows.sum())
        if correction.action == "refuse":
            refused += [Refusal(path, int(row), correction.reason) for row in table.loc[rows, "row"]]
            table = table[~rows].reset_index(drop=True)
        elif correction.action == "inferior":
            table = table.assign(preference=table["preference"].mask(rows, 2).astype("int8"))
        else:
            weaker = table["status"].astype(object).map(STATUSES.index) < STATUSES.index(correction.action)
            table = table.assign(status=table["status"].astype(object).mask(rows & weaker, correction.action))
    return table, refused, touched


def _rows_of(table: pd.DataFrame, correction: Correction, periods: Iterable[str] | None = None) -> "pd.Series[bool]":
    rows = table["period"].isin(list(periods or correction.periods))
    for name, allowed in correction.series.items():
        rows &= table[name].isin(allowed)
    return rows


def _check(table: pd.DataFrame, rows: "pd.Series[bool]", correction: Correction, path: str) -> None:
    guard, expected = next(iter(correction.expect.items()))
    lacking = set(correction.periods) - set(table.loc[rows, "period"])
    if lacking and path != LIVE:
        raise _mended(correction, path, "values to correct", f"none for {', '.join(sorted(lacking)[:3])}")
    if guard == "values":
        _check_values(table[rows], expected, correction, path)
    elif guard == "same_as":
        _check_same(table, rows, expected, correction, path)
    else:
        _check_quotient(table, rows, expected, correction, path)


def _check_values(found: pd.DataFrame, expected: Any, correction: Correction, path: str) -> None:
    """Each value is the one named: a number for all, or a table of numbers by period."""
    for name, value in zip(found["period"], found["value"], strict=True):
        wanted = expected[name] if isinstance(expected, dict) else expected
        if not math.isclose(value, wanted, rel_tol=1e-9):
            raise _mended(correction, path, f"{wanted:g} for {name}", f"{value:g}")


def _check_same(table: pd.DataFrame, rows: "pd.Series[bool]", expected: Any, correction: Correction, path: str) -> None:
    """Each value is a copy of the one that the same series has for another period.

    Where a live pull begins later than that period the copies must at least be copies of each other.
    """
    key = ["item", "reporter", "partner", "product", "unit"]
    copied = table[_rows_of(table, correction, [str(expected)])]
    if path == LIVE:
        copied = pd.concat([copied, table[rows]]).drop_duplicates(key)
    origin = copied.set_index(key)["value"]
    for *series, name, value in table.loc[rows, [*key, "period", "value"]].itertuples(index=False):
        if tuple(series) not in origin.index or value != origin.loc[tuple(series)]:
            raise _mended(correction, path, f"the value of {expected} again for {series[1]} {name}", f"{value:g}")


def _check_quotient(
    table: pd.DataFrame, rows: "pd.Series[bool]", expected: Any, correction: Correction, path: str
) -> None:
    """Another item of the same series over each value is a constant: one was made from the other."""
    key = ["reporter", "partner", "product", "period"]
    other = table[table["item"] == expected["of"]].set_index(key)["value"]
    for *series, value in table.loc[rows, [*key, "value"]].itertuples(index=False):
        quotient = other.get(tuple(series), math.nan) / value
        if not abs(quotient - expected["value"]) <= expected["tolerance"]:
            wanted = f"{expected['of']} over {correction.series['item'][0]} of {expected['value']:g} in {series[-1]}"
            raise _mended(correction, path, wanted, f"{quotient:g}")


def _mended(correction: Correction, path: str, expected: str, found: str) -> SourceError:
    do = f"if the publisher mended it, take {correction.id} out of data/corrections.toml"
    return SourceError(path, expected=f"{expected} (correction {correction.id})", found=found, do=do)
