"""Load the memo's three scenarios from data/scenarios.toml: every parameter with a band and a source, all checked.

A parameter without a source, or a misspelt one that a default silently replaces, would be an invented result.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.declarations import data_folder
from ingest.entries import (
    check_above,
    check_band,
    check_choice,
    check_judgement,
    check_keys,
    check_once,
    entry_name,
    fault,
    read_toml,
)

BASES = ("data", "law", "literature", "memo", "statement", "judgement")
# The parameters of every scenario with their units. A part lies between 0 and 1; nothing is negative.
UNITS = {
    "alpha": "part", "eps": "elasticity", "alpha_o": "part", "oil_discount_left": "part", "rho": "part",
    "undisbursed_lost": "USD mn", "delta": "part", "phi_12": "part", "phi_24": "part", "price_discount": "part",
    "value_added": "part", "closure": "part", "reroute": "part", "overlap": "part", "gas_cut": "part",
    "gas_share": "part", "sigma_gas": "elasticity", "phase": "months", "reserve_floor": "USD mn",
}  # fmt: skip
_FILE = {"base": dict, "sigma": dict, "title": dict, "parameter": list, "scenario": list}
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
    document, where = read_toml(path), path.name
    check_keys(where, document, _FILE)
    base, titles = document["base"], document["title"]
    check_keys(f"{where}: base", base, _BASE)
    check_keys(f"{where}: title", titles, dict.fromkeys(UNITS, str))
    shared = _parameters(f"{where}: every scenario", document["parameter"], titles)
    found = [_scenario(where, entry, titles, shared) for entry in document["scenario"]]
    check_once(where, "scenario", (one.id for one in found))
    by_id = {one.id: one for one in found}
    sigma = _sigma(f"{where}: sigma", document["sigma"])
    return Scenarios(base["year"], base["hub_year"], base["source"], sigma, by_id)


def _scenario(file: str, entry: Any, titles: dict[str, str], shared: dict[str, Parameter]) -> Scenario:
    where = f"{file}: {entry_name(entry, 'a scenario')}"
    check_keys(where, entry, _SCENARIO | {"parameter": list})
    own = _parameters(where, entry["parameter"], titles)
    for name in sorted(own.keys() & shared.keys()):
        raise fault(where, f"parameter {name!r} is given for every scenario already")
    for name in sorted(UNITS.keys() - own.keys() - shared.keys()):
        raise fault(where, f"parameter {name!r} is missing")
    given = shared | own
    told = {key: entry[key] for key in _SCENARIO}
    return Scenario(**told, parameters={name: given[name] for name in UNITS})


def _parameters(where: str, entries: list[Any], titles: dict[str, str]) -> dict[str, Parameter]:
    found = [_parameter(where, entry, titles) for entry in entries]
    check_once(where, "parameter", (one.id for one in found))
    return {one.id: one for one in found}


def _parameter(where: str, entry: Any, titles: dict[str, str]) -> Parameter:
    where = f"{where}: {entry_name(entry, 'a parameter')}"
    check_keys(where, entry, _NEEDS)
    if entry["id"] not in UNITS:
        raise fault(where, f"is unknown; known are {', '.join(UNITS)}")
    if entry["unit"] != UNITS[entry["id"]]:
        raise fault(where, f"unit is {entry['unit']!r}, not {UNITS[entry['id']]!r}")
    check_band(where, *(entry[end] for end in _ENDS), most=1 if entry["unit"] == "part" else math.inf)
    check_choice(where, "basis", entry["basis"], BASES)
    check_judgement(where, entry["basis"], entry["source"])
    return Parameter(title=titles[entry["id"]], **entry)


def _sigma(where: str, table: dict[str, Any]) -> dict[str, Sigma]:
    check_keys(where, table, dict.fromkeys(_ENDS, dict))
    for end in _ENDS:
        check_keys(f"{where}: {end}", table[end], {"value": float, "source": str})
        check_above(f"{where}: {end}", "value", table[end]["value"], 1)
    check_band(where, *(table[end]["value"] for end in _ENDS))
    return {end: Sigma(**table[end]) for end in _ENDS}
