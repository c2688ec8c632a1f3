"""Load how the trade of a pair is estimated after its last report from data/estimators.toml, all checked."""

import tomllib
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

from ingest.declarations import data_folder
from ingest.declared import EstimatorRules
from ingest.errors import DeclarationError


@cache
def estimator_rules(folder: Path | None = None) -> EstimatorRules:
    """Return the declared rules; `folder` holds estimators.toml.

    >>> rules = estimator_rules()
    >>> rules.freight.otherwise.value, rules.nowcast.better_by
    (1.06, 0.1)

    Raises DeclarationError for an unknown, missing or empty key, a value of another type, years that end before they
    begin, a band out of order and a part outside 0 to 1.
    """
    path = (data_folder() if folder is None else folder) / "estimators.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{path.name}: cannot be read as TOML: {error}") from error
    rules: EstimatorRules = _made(EstimatorRules, document, "the file")
    _check(rules)
    return rules


def _made(kind: Any, given: Any, where: str) -> Any:
    """Return `given`, a value of a TOML file, as the declared type `kind`."""
    if get_origin(kind) is tuple:
        if not isinstance(given, list):
            raise _fault(where, f"is {given!r}, not a list")
        return tuple(_made(get_args(kind)[0], one, f"{where} {number}") for number, one in enumerate(given, start=1))
    if not is_dataclass(kind):
        # By type() and not isinstance: a bool is an int, and 1 for 1.0 is spelt as what it is.
        if type(given) is not kind or given == "":
            raise _fault(where, f"is {given!r}, not a {kind.__name__}")
        return given
    if not isinstance(given, dict):
        raise _fault(where, f"is {given!r}, not a table")
    known: dict[str, Any] = {field.name: field.type for field in fields(kind)}
    for key in known:
        if key not in given:
            raise _fault(where, f"{key} is missing")
    for key in given:
        if key not in known:
            raise _fault(where, f"{key} is unknown; known are {', '.join(known)}")
    make: Any = kind
    return make(**{name: _made(of, given[name], f"{where}.{name}") for name, of in known.items()})


def _check(rules: EstimatorRules) -> None:
    freight, residual, nowcast = rules.freight, rules.residual, rules.nowcast
    spans = {
        "freight": (freight.first, freight.last),
        "residual": (residual.coverage_first, residual.coverage_last),
        "nowcast": (nowcast.replay_first, nowcast.replay_last),
    }
    for where, (first, last) in spans.items():
        if last < first:
            raise _fault(where, f"ends in {last}, before it begins in {first}")
    middle = freight.otherwise
    bands = {"freight.otherwise": (middle.low, middle.value, middle.high)}
    bands |= {f"freight.band {one.dependent} {one.partner}": (one.low, one.low, one.high) for one in freight.band}
    for where, (low, value, high) in bands.items():
        if not 0 < low <= value <= high:
            raise _fault(where, f"the band {low}, {value}, {high} is out of order or not above 0")
    sides = [(one.dependent, one.partner, one.flow) for one in freight.band]
    sides += [(one.dependent, one.partner, one.flow) for one in freight.remark]
    for dependent, partner, flow in sides:
        if flow not in ("exports", "imports"):
            raise _fault(f"freight, {dependent} {partner}", f"flow is {flow!r}, not exports or imports")
    for name, part in (("better_by", nowcast.better_by), ("coverage", nowcast.coverage)):
        if not 0 < part < 1:
            raise _fault("nowcast", f"{name} is {part}, not between 0 and 1")
    for name in ("years_ahead", "least_years"):
        if getattr(nowcast, name) < 1:
            raise _fault("nowcast", f"{name} is {getattr(nowcast, name)}, not 1 or more")


def _fault(where: str, problem: str) -> DeclarationError:
    return DeclarationError(f"estimators.toml: {where}: {problem}")
