"""Load the memo's three scenarios from data/scenarios.toml: every parameter with a band and a source, all checked.

A parameter without a source, or a misspelt one that a default silently replaces, would be an invented result.
"""

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.declarations import data_folder
from ingest.errors import DeclarationError

BASES = ("data", "law", "literature", "memo", "statement", "judgement")
JUDGEMENT = "Own judgement: "
# The parameters of every scenario with their units. A part lies between 0 and 1; nothing is negative.
UNITS = {
    "alpha": "part", "eps": "elasticity", "alpha_o": "part", "oil_discount_left": "part", "rho": "part",
    "undisbursed_lost": "USD mn", "delta": "part", "phi_12": "part", "phi_24": "part", "price_discount": "part",
    "value_added": "part", "closure": "part", "reroute": "part", "overlap": "part", "gas_cut": "part",
    "gas_share": "part", "sigma_gas": "elasticity", "phase": "months", "reserve_floor": "USD mn",
}  # fmt: skip
_NEEDS = {"id": str, "low": float, "central": float, "high": float, "unit": str, "basis": str, "source": str}
_SCENARIO = {"id": str, "title": str, "text": str, "claim": str}
_BASE = {"year": int, "hub_year": int, "source": str}
_ENDS = ("low", "central", "high")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter's band, what it rests on (one of BASES) and where it comes from or why it is as it is."""

    id: str
    title: str
    low: float
    central: float
    high: float
    unit: str
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One of the memo's scenarios with all its parameters, by id."""

    id: str
    title: str
    text: str
    claim: str  # the memo's claim that it reads
    parameters: dict[str, Parameter]


@dataclass(frozen=True, slots=True)
class Sigma:
    """One value of the elasticity of substitution between partners, with its source."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Scenarios:
    """All of data/scenarios.toml; `sigma` has low, central and high."""

    base_year: int
    hub_year: int
    base_source: str
    sigma: dict[str, Sigma]
    scenarios: dict[str, Scenario]


def scenarios(folder: Path | None = None) -> Scenarios:
    """Return the declared scenarios; `folder` holds scenarios.toml.

    >>> found = scenarios()
    >>> list(found.scenarios), found.scenarios["S3"].parameters["rho"].central
    (['S1', 'S2', 'S3'], 0.0)

    Raises DeclarationError for an unknown or missing key, parameter, unit or basis, a band out of order, a value
    outside its unit, and a judgement that is not called one.
    """
    path = (data_folder() if folder is None else folder) / "scenarios.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{path.name}: cannot be read as TOML: {error}") from error
    _check_keys(document, {"base": dict, "sigma": dict, "title": dict, "parameter": list, "scenario": list}, "the file")
    base, titles = document["base"], document["title"]
    _check_keys(base, _BASE, "base")
    _check_keys(titles, dict.fromkeys(UNITS, str), "title")
    shared = _parameters(document["parameter"], titles, "every scenario")
    found = [_scenario(entry, titles, shared) for entry in document["scenario"]]
    _check_once([one.id for one in found], "the file", "scenario")
    by_id = {one.id: one for one in found}
    return Scenarios(base["year"], base["hub_year"], base["source"], _sigma(document["sigma"]), by_id)


def _scenario(entry: Any, titles: dict[str, str], shared: dict[str, Parameter]) -> Scenario:
    where = _name(entry, "a scenario")
    _check_keys(entry, _SCENARIO | {"parameter": list}, where)
    own = _parameters(entry["parameter"], titles, where)
    for name in sorted(own.keys() & shared.keys()):
        raise _fault(where, f"parameter {name!r} is given for every scenario already")
    for name in sorted(UNITS.keys() - own.keys() - shared.keys()):
        raise _fault(where, f"parameter {name!r} is missing")
    given = shared | own
    told = {key: entry[key] for key in _SCENARIO}
    return Scenario(**told, parameters={name: given[name] for name in UNITS})


def _parameters(entries: list[Any], titles: dict[str, str], where: str) -> dict[str, Parameter]:
    found = [_parameter(entry, titles, where) for entry in entries]
    _check_once([one.id for one in found], where, "parameter")
    return {one.id: one for one in found}


def _parameter(entry: Any, titles: dict[str, str], where: str) -> Parameter:
    where = f"{where}: {_name(entry, 'a parameter')}"
    _check_keys(entry, _NEEDS, where)
    if entry["id"] not in UNITS:
        raise _fault(where, f"is unknown; known are {', '.join(UNITS)}")
    if entry["unit"] != UNITS[entry["id"]]:
        raise _fault(where, f"unit is {entry['unit']!r}, not {UNITS[entry['id']]!r}")
    low, central, high = (entry[end] for end in _ENDS)
    most = 1.0 if entry["unit"] == "part" else math.inf
    if not 0 <= low <= central <= high <= most or math.isinf(high):
        raise _fault(where, f"the band {low}, {central}, {high} is out of order or outside 0 to {most}")
    if entry["basis"] not in BASES:
        raise _fault(where, f"basis is {entry['basis']!r}, not one of {', '.join(BASES)}")
    if entry["source"].startswith(JUDGEMENT) != (entry["basis"] == "judgement"):
        raise _fault(where, f"a source begins with {JUDGEMENT!r} where the basis is judgement, and only there")
    return Parameter(title=titles[entry["id"]], **entry)


def _sigma(table: dict[str, Any]) -> dict[str, Sigma]:
    _check_keys(table, dict.fromkeys(_ENDS, dict), "sigma")
    for end in _ENDS:
        _check_keys(table[end], {"value": float, "source": str}, f"sigma.{end}")
    found = {end: Sigma(**table[end]) for end in _ENDS}
    low, central, high = (found[end].value for end in _ENDS)
    if not 1 < low <= central <= high < math.inf:
        raise _fault("sigma", f"{low}, {central}, {high} is out of order or not above 1")
    return found


def _check_keys(table: Any, keys: dict[str, type], where: str) -> None:
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
        if value == "":
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
    return DeclarationError(f"scenarios.toml: {where}: {problem}")
