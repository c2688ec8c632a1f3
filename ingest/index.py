"""Load the composite indices from data/index.toml: what each is made of, goalposts with reasons, rules, all checked.

A weight or a goalpost that is misspelt and silently replaced would be another index than the one described.
"""

import math
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from ingest import memo
from ingest.declarations import data_folder
from ingest.declared import (
    Discontinued,
    Goalposts,
    Index,
    IndexInput,
    Indices,
    LeftOut,
    Pillar,
)
from ingest.errors import DeclarationError

PANELS = ("world", "peers", "bound")
PARTS = ("none", "stand_in")
NORMALISATIONS = ("goalposts", "min_max", "z_score", "percentile_rank", "reference")
AGGREGATIONS = ("arithmetic", "geometric", "quadratic")
LEAST_DRAWS = 2000

_Keys = dict[str, type]
_RULES: _Keys = {
    "first": int, "scale_last": int, "partners": list, "peers": list, "reference_year": int, "draws": int, "seed": int,
    "concentration": float,
}  # fmt: skip
_INDEX: _Keys = {
    "id": str, "title": str, "coverage": float, "normalisations": list, "aggregations": list, "pillar": list,
    "input": list, "left_out": list,
}  # fmt: skip
_PILLAR: _Keys = {"id": str, "title": str, "weight": float, "reason": str}
_POSTS: _Keys = {"low": float, "high": float, "panel": str, "reason": str}
_INPUT: _Keys = {
    "id": str, "title": str, "pillar": str, "indicator": str, "variant": str, "direction": int, "weight": float,
    "parts": str, **_POSTS,
}  # fmt: skip
_LEFT_OUT: _Keys = {"what": str, "reason": str}
_DISCONTINUED: _Keys = {"dependent": str, "event": str, "year": int, "measures": list}
_MAY_BE_EMPTY = ("variant",)


def indices(folder: Path | None = None) -> Indices:
    """Return the declared indices; `folder` holds index.toml, measures.toml and memo/events.toml.

    >>> found = indices()
    >>> [pillar.id for pillar in found.indices["dependence_index"].pillars]
    ['trade', 'energy', 'finance']

    Raises DeclarationError for an unknown or missing key, pillar, panel, rule, event or measure, an id given twice, a
    weight that is not above 0, goalposts out of order, and a year that is not the event's.
    """
    place = data_folder() if folder is None else folder
    document = _read(place / "index.toml")
    _check_keys(document, {"rules": dict, "index": list, "discontinued": list}, "the file")
    rules = document["rules"]
    _check_keys(rules, _RULES, "rules")
    for key in ("peers", "partners"):
        _check_texts(rules[key], f"rules: {key}")
    if rules["draws"] < LEAST_DRAWS:
        raise _fault("rules", f"draws is {rules['draws']}, not {LEAST_DRAWS} or more")
    _check_above_zero(rules["concentration"], "rules: concentration")
    found = [_index(entry) for entry in document["index"]]
    _check_once([one.id for one in found], "the file", "index")
    measures = _read(place / "measures.toml")
    years = {event.id: event.date.year for event in memo.events(place / "memo")}
    ended = tuple(_discontinued(entry, years, measures.keys()) for entry in document["discontinued"])
    told = rules | {key: tuple(rules[key]) for key in ("peers", "partners")}
    return Indices(**told, indices={one.id: one for one in found}, discontinued=ended)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{path.name}: cannot be read as TOML: {error}") from error


def _index(entry: Any) -> Index:
    where = _name(entry, "an index")
    _check_keys(entry, _INDEX, where)
    if not 0 < entry["coverage"] <= 1:
        raise _fault(where, f"coverage is {entry['coverage']}, not above 0 and at most 1")
    for key, known in (("normalisations", NORMALISATIONS), ("aggregations", AGGREGATIONS)):
        _check_texts(entry[key], f"{where}: {key}", known)
        if entry[key][0] != known[0]:
            raise _fault(where, f"{key} begins with {entry[key][0]!r}, not with the headline's {known[0]!r}")
    pillars = tuple(_pillar(each, where) for each in entry["pillar"])
    names = [pillar.id for pillar in pillars]
    inputs = tuple(_input(each, names, where) for each in entry["input"])
    _check_once([*names, *(one.id for one in inputs)], where, "pillar or input")
    for name in names:
        if name not in {one.pillar for one in inputs}:
            raise _fault(where, f"pillar {name!r} has no input")
    return Index(
        entry["id"], entry["title"], entry["coverage"], pillars, inputs,
        tuple(_left_out(each, where) for each in entry["left_out"]),
        tuple(entry["normalisations"]), tuple(entry["aggregations"]),
    )  # fmt: skip


def _pillar(entry: Any, where: str) -> Pillar:
    where = f"{where}: {_name(entry, 'a pillar')}"
    _check_keys(entry, _PILLAR, where)
    _check_above_zero(entry["weight"], f"{where}: weight")
    return Pillar(**entry)


def _input(entry: Any, pillars: Collection[str], where: str) -> IndexInput:
    where = f"{where}: {_name(entry, 'an input')}"
    _check_keys(entry, _INPUT, where)
    _check_above_zero(entry["weight"], f"{where}: weight")
    for key, known in (("pillar", pillars), ("panel", PANELS), ("parts", PARTS)):
        if entry[key] not in known:
            raise _fault(where, f"{key} is {entry[key]!r}, not one of {', '.join(known)}")
    if entry["direction"] not in (1, -1):
        raise _fault(where, f"direction is {entry['direction']}, not 1 or -1")
    if not -math.inf < entry["low"] < entry["high"] < math.inf:
        raise _fault(where, f"goalposts {entry['low']} and {entry['high']} are out of order")
    posts = Goalposts(**{key: entry[key] for key in _POSTS})
    return IndexInput(goalposts=posts, **{key: entry[key] for key in _INPUT if key not in _POSTS})


def _left_out(entry: Any, where: str) -> LeftOut:
    _check_keys(entry, _LEFT_OUT, f"{where}: left_out")
    return LeftOut(**entry)


def _discontinued(entry: Any, years: dict[str, int], measures: Collection[str]) -> Discontinued:
    where = "discontinued"
    _check_keys(entry, _DISCONTINUED, where)
    if entry["event"] not in years:
        raise _fault(where, f"event {entry['event']!r} is not in memo/events.toml")
    if entry["year"] != years[entry["event"]]:
        raise _fault(where, f"year is {entry['year']}, but {entry['event']} is of {years[entry['event']]}")
    _check_texts(entry["measures"], f"{where}: {entry['event']}: measures", measures)
    return Discontinued(entry["dependent"], tuple(entry["measures"]), entry["year"], entry["event"])


def _check_texts(entries: list[Any], where: str, known: Collection[str] | None = None) -> None:
    if not entries:
        raise _fault(where, "is empty")
    for text in entries:
        if not isinstance(text, str) or (known is not None and text not in known):
            raise _fault(where, f"{text!r} is unknown")
    _check_once(entries, where, "entry")


def _check_above_zero(number: float, where: str) -> None:
    if not 0 < number < math.inf:
        raise _fault(where, f"is {number}, not above 0")


def _check_keys(table: Any, keys: _Keys, where: str) -> None:
    if not isinstance(table, dict):
        raise _fault(where, f"is {table!r}, not a table")
    for key in keys:
        if key not in table:
            raise _fault(where, f"{key} is missing")
    for key, value in table.items():
        if key not in keys:
            raise _fault(where, f"{key} is unknown; known are {', '.join(keys)}")
        # By type() and not isinstance: a bool is an int, and 1 for 1.0 is spelt as what it is.
        if type(value) is not keys[key]:
            raise _fault(where, f"{key} is {value!r}, not a {keys[key].__name__}")
        if value == "" and key not in _MAY_BE_EMPTY:
            raise _fault(where, f"{key} is empty")


def _name(entry: Any, otherwise: str) -> str:
    return str(entry.get("id", otherwise)) if isinstance(entry, dict) else otherwise


def _check_once(ids: Iterable[str], where: str, what: str) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise _fault(where, f"{what} {name!r} is given twice")
        seen.add(name)


def _fault(where: str, problem: str) -> DeclarationError:
    return DeclarationError(f"index.toml: {where}: {problem}")
