"""Load how the trade of a pair is estimated after its last report from data/estimators.toml, all checked."""

from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

from ingest.declarations import data_folder
from ingest.declared import EstimatorRules
from ingest.entries import check_above, check_band, check_choice, check_keys, check_type, fault, read_toml


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
    rules: EstimatorRules = _made(EstimatorRules, read_toml(path), path.name)
    _check(path.name, rules)
    return rules


def _made(kind: Any, given: Any, where: str) -> Any:
    """Return `given`, a value of a TOML file, as the declared type `kind`."""
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], one, f"{where} {number}") for number, one in enumerate(given, start=1))
    if not is_dataclass(kind):
        check_type(where, "it", given, kind)
        return given
    known: dict[str, Any] = {field.name: field.type for field in fields(kind)}
    check_keys(where, given, {name: _as_read(of) for name, of in known.items()})
    make: Any = kind
    return make(**{name: _made(of, given[name], f"{where}: {name}") for name, of in known.items()})


def _as_read(kind: Any) -> type:
    """Return the type that TOML has for a declared one."""
    if get_origin(kind) is tuple:
        return list
    plain: type = kind
    return dict if is_dataclass(kind) else plain


def _check(file: str, rules: EstimatorRules) -> None:
    freight, residual, nowcast = rules.freight, rules.residual, rules.nowcast
    spans = {
        "freight": (freight.first, freight.last),
        "residual": (residual.coverage_first, residual.coverage_last),
        "nowcast": (nowcast.replay_first, nowcast.replay_last),
    }
    for where, (first, last) in spans.items():
        if last < first:
            raise fault(f"{file}: {where}", f"ends in {last}, before it begins in {first}")
    middle = freight.otherwise
    bands: dict[str, tuple[float, ...]] = {"freight: otherwise": (middle.low, middle.value, middle.high)}
    bands |= {f"freight: band {one.dependent} {one.partner}": (one.low, one.high) for one in freight.band}
    for where, ends in bands.items():
        check_above(f"{file}: {where}", "low", ends[0])
        check_band(f"{file}: {where}", *ends)
    sides = [(one.dependent, one.partner, one.flow) for one in freight.band]
    sides += [(one.dependent, one.partner, one.flow) for one in freight.remark]
    for dependent, partner, flow in sides:
        check_choice(f"{file}: freight: {dependent} {partner}", "flow", flow, ("exports", "imports"))
    for name, part in (("better_by", nowcast.better_by), ("coverage", nowcast.coverage)):
        if not 0 < part < 1:
            raise fault(f"{file}: nowcast", f"{name} is {part}, not between 0 and 1")
    for name in ("years_ahead", "least_years"):
        if getattr(nowcast, name) < 1:
            raise fault(f"{file}: nowcast", f"{name} is {getattr(nowcast, name)}, not 1 or more")
