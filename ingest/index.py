"""Load the composite indices from data/index.toml: what each is made of, goalposts with reasons, rules, all checked.

A weight or a goalpost that is misspelt and silently replaced would be another index than the one described.
"""

import math
from collections.abc import Collection
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
from ingest.entries import (
    Keys,
    check_above,
    check_choice,
    check_keys,
    check_once,
    check_texts,
    entry_name,
    fault,
    read_toml,
)

PANELS = ("world", "peers", "bound")
PARTS = ("none", "stand_in")
NORMALISATIONS = ("goalposts", "min_max", "z_score", "percentile_rank", "reference")
AGGREGATIONS = ("arithmetic", "geometric", "quadratic")
LEAST_DRAWS = 2000

_FILE: Keys = {"rules": dict, "index": list, "discontinued": list}
_RULES: Keys = {
    "first": int, "scale_last": int, "partners": list, "peers": list, "reference_year": int, "draws": int, "seed": int,
    "concentration": float,
}  # fmt: skip
_INDEX: Keys = {
    "id": str, "title": str, "coverage": float, "normalisations": list, "aggregations": list, "pillar": list,
    "input": list, "left_out": list,
}  # fmt: skip
_PILLAR: Keys = {"id": str, "title": str, "weight": float, "reason": str}
_POSTS: Keys = {"low": float, "high": float, "panel": str, "reason": str}
_INPUT: Keys = {
    "id": str, "title": str, "pillar": str, "indicator": str, "variant": str, "direction": int, "weight": float,
    "parts": str, **_POSTS,
}  # fmt: skip
_LEFT_OUT: Keys = {"what": str, "reason": str}
_DISCONTINUED: Keys = {"dependent": str, "event": str, "year": int, "measures": list}
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
    path = place / "index.toml"
    document, where = read_toml(path), path.name
    check_keys(where, document, _FILE)
    rules = document["rules"]
    _check_rules(f"{where}: rules", rules)
    found = [_index(where, entry) for entry in document["index"]]
    check_once(where, "index", (one.id for one in found))
    measures = read_toml(place / "measures.toml")
    years = {event.id: event.date.year for event in memo.events(place / "memo")}
    of_register = f"{where}: discontinued"
    ended = tuple(_discontinued(of_register, entry, years, measures.keys()) for entry in document["discontinued"])
    told = rules | {key: tuple(rules[key]) for key in ("peers", "partners")}
    return Indices(**told, indices={one.id: one for one in found}, discontinued=ended)


def _check_rules(where: str, rules: dict[str, Any]) -> None:
    check_keys(where, rules, _RULES)
    for key in ("peers", "partners"):
        check_texts(where, key, rules[key])
    if rules["draws"] < LEAST_DRAWS:
        raise fault(where, f"draws is {rules['draws']}, not {LEAST_DRAWS} or more")
    check_above(where, "concentration", rules["concentration"])


def _index(file: str, entry: Any) -> Index:
    where = f"{file}: {entry_name(entry, 'an index')}"
    check_keys(where, entry, _INDEX)
    if not 0 < entry["coverage"] <= 1:
        raise fault(where, f"coverage is {entry['coverage']}, not above 0 and at most 1")
    for key, known in (("normalisations", NORMALISATIONS), ("aggregations", AGGREGATIONS)):
        check_texts(where, key, entry[key], known)
        if entry[key][0] != known[0]:
            raise fault(where, f"{key} begins with {entry[key][0]!r}, not with the headline's {known[0]!r}")
    pillars = tuple(_pillar(where, each) for each in entry["pillar"])
    names = [pillar.id for pillar in pillars]
    inputs = tuple(_input(where, each, names) for each in entry["input"])
    check_once(where, "pillar or input", [*names, *(one.id for one in inputs)])
    for name in names:
        if name not in {one.pillar for one in inputs}:
            raise fault(where, f"pillar {name!r} has no input")
    return Index(
        entry["id"], entry["title"], entry["coverage"], pillars, inputs,
        tuple(_left_out(f"{where}: left_out", each) for each in entry["left_out"]),
        tuple(entry["normalisations"]), tuple(entry["aggregations"]),
    )  # fmt: skip


def _pillar(where: str, entry: Any) -> Pillar:
    where = f"{where}: {entry_name(entry, 'a pillar')}"
    check_keys(where, entry, _PILLAR)
    check_above(where, "weight", entry["weight"])
    return Pillar(**entry)


def _input(where: str, entry: Any, pillars: Collection[str]) -> IndexInput:
    where = f"{where}: {entry_name(entry, 'an input')}"
    check_keys(where, entry, _INPUT, may_be_empty=_MAY_BE_EMPTY)
    check_above(where, "weight", entry["weight"])
    for key, known in (("pillar", pillars), ("panel", PANELS), ("parts", PARTS)):
        check_choice(where, key, entry[key], known)
    if entry["direction"] not in (1, -1):
        raise fault(where, f"direction is {entry['direction']}, not 1 or -1")
    if not -math.inf < entry["low"] < entry["high"] < math.inf:
        raise fault(where, f"goalposts {entry['low']} and {entry['high']} are out of order")
    posts = Goalposts(**{key: entry[key] for key in _POSTS})
    return IndexInput(goalposts=posts, **{key: entry[key] for key in _INPUT if key not in _POSTS})


def _left_out(where: str, entry: Any) -> LeftOut:
    check_keys(where, entry, _LEFT_OUT)
    return LeftOut(**entry)


def _discontinued(where: str, entry: Any, years: dict[str, int], measures: Collection[str]) -> Discontinued:
    check_keys(where, entry, _DISCONTINUED)
    if entry["event"] not in years:
        raise fault(where, f"event {entry['event']!r} is not in memo/events.toml")
    if entry["year"] != years[entry["event"]]:
        raise fault(where, f"year is {entry['year']}, but {entry['event']} is of {years[entry['event']]}")
    check_texts(where, "measures", entry["measures"])
    for measure in entry["measures"]:
        if measure not in measures:
            raise fault(where, f"measure {measure!r} is not in measures.toml")
    return Discontinued(entry["dependent"], tuple(entry["measures"]), entry["year"], entry["event"])
