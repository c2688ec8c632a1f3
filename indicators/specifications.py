"""Read a claim in every way that a fair reader could choose, and count how many readings share the verdict.

A verdict rests on choices: a window, a benchmark, a currency, a tolerance. All combinations of those that a claim
declares, and of those that its rule leaves open, make its specification table (Simonsohn, Simmons and Nelson 2020).
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any, NamedTuple

from indicators.ledger import MEMO_PAIR, Judge, computed
from indicators.measures import Resolver
from indicators.verdict import Verdict, known_rows
from ingest.declared import Claim

MOST_READINGS = 1000
NOMINAL = "as published"
_SIDES = {
    "supported": "holds", "supported_with_correction": "holds", "prediction_held": "holds", "documented": "holds",
    "contradicted": "fails", "prediction_failed": "fails", "mixed": "mixed",
}  # fmt: skip
# A limit that somebody set is tried wider and narrower.
_FACTORS = {
    "tolerance": (0.5, 1, 2), "tolerance_percent": (0.5, 1, 2), "points": (0.5, 1, 2),
    "percent": (0.8, 1, 1.2), "at_least": (0.8, 1, 1.2), "limit": (0.8, 1, 1.2),
}  # fmt: skip

# Of the periods, ways of computing and events that a rule lists, a reader may count some and not others.
_CHOICES = {
    "after": ("rises_above", "stays_near", "stays_within"), "start": ("moved",), "variants": ("sign_on_every_basis",),
    "events": ("documented_by", "contradicted_by_events"), "years": ("not_above_usual",),
}  # fmt: skip

Given = dict[str, Any]
Choice = tuple[str, Callable[[Given], Given]]  # in words, and what it makes of the parameters


class Reading(NamedTuple):
    """One way to read a claim: the choices in words, the verdict, and whether it is on the declared one's side."""

    clock: str  # then, now
    declared: bool
    basis: str
    choices: str
    verdict: Verdict
    agrees: bool


def specifications(claim: Claim, judging: Judge) -> tuple[Reading, ...]:
    """Return every reading of a claim on both clocks, the declared one first; none where nothing was computed.

    Readings agree when they find the same of: it holds, it fails, it is mixed, it stays open. Of a claim of which a
    part is not at hand the known part is read. A reading for which the data lack is left out.

    Raises ValueError for a claim with more than MOST_READINGS readings.
    """
    found: list[Reading] = []
    for clock, resolver in (("then", judging.then), ("now", judging.now)):
        if claim.rule and computed(judging.verdict(claim, resolver)) != "none":
            found += _readings(known_part(claim), judging, resolver, clock)
    return tuple(found)


def agreeing(readings: Iterable[Reading], clock: str) -> tuple[int, int]:
    """Return how many readings on a clock agree with the declared one, and how many there are."""
    of_clock = [reading for reading in readings if reading.clock == clock]
    return sum(reading.agrees for reading in of_clock), len(of_clock)


def known_part(claim: Claim) -> Claim:
    """Return the claim as if what is missing for good were not part of it."""
    return replace(claim, with_={name: value for name, value in claim.with_.items() if name != "missing"})


def _readings(claim: Claim, judging: Judge, resolver: Resolver, clock: str) -> list[Reading]:
    verdict = judging.verdict(claim, resolver)
    bases: dict[str, dict[str, str]] = {NOMINAL: {}, **claim.bases}
    axes = _axes(claim, resolver)
    count = len(bases) * math.prod(len(axis) for axis in axes)
    if count > MOST_READINGS:
        raise ValueError(f"claim {claim.id}: {count} readings, at most {MOST_READINGS}; declare fewer in its readings")
    found: dict[str, Reading] = {}
    for basis, chosen in ((basis, chosen) for basis in bases for chosen in product(*axes)):
        given: Given = dict(claim.with_)
        for _, change in chosen:
            given = change(given)
        declared = basis == NOMINAL and given == claim.with_
        words = ", ".join(text for text, _ in chosen if text) or "as declared"
        one = judging.verdict(claim, resolver, given | bases[basis])
        if computed(one) == "none" and not declared:
            continue
        # Two choices may come to the same, as a year that is the only one both times.
        found.setdefault(f"{basis} {given}", Reading(clock, declared, basis, words, one, side(one) == side(verdict)))
    return sorted(found.values(), key=lambda reading: not reading.declared)


def side(verdict: Verdict) -> str:
    """Return what a verdict says of the claim: it `holds`, it `fails`, it is `mixed`, or it is `open`.

    >>> side(Verdict("supported_with_correction")), side(Verdict("prediction_pending"))
    ('holds', 'open')
    """
    return _SIDES.get(verdict.state, "open")


def _axes(claim: Claim, resolver: Resolver) -> list[list[Choice]]:
    """Return the choices for each parameter: as the claim declares them, else as its kind of parameter suggests."""
    rules = [{"rule": claim.rule, **claim.with_}, *_parts(claim.with_)]
    names = dict.fromkeys(name for rule in rules for name in rule)
    axes = [[_setting(name, value) for value in values] for name, values in claim.readings.items()]
    axes = [_with_declared(axis, claim) for axis in axes]
    for name in names:
        if name in claim.readings:
            continue
        if name in _FACTORS:
            axes.append([_scaling(name, factor) for factor in _FACTORS[name]])
        elif name in _CHOICES:
            lists = [rule[name] for rule in rules if rule["rule"] in _CHOICES[name] and name in rule]
            distinct = [one for place, one in enumerate(lists) if one not in lists[:place]]
            axes += [[_setting(name, value, only=one) for value in _some(one)] for one in distinct]
        elif name == "min_points" and not claim.readings.keys() & {"first", "last"}:
            axes += [_windows(rule, resolver) for rule in rules if "min_points" in rule]
    return [axis for axis in axes if axis]


def _parts(given: Mapping[str, Any]) -> list[Given]:
    return [one for part in given.get("parts", []) for one in (part, *_parts(part))]


def _everywhere(given: Given, change: Callable[[Given], Given]) -> Given:
    """Apply a change to the parameters and to those of each part."""
    changed = change(given)
    if "parts" in changed:
        changed = changed | {"parts": [_everywhere(part, change) for part in changed["parts"]]}
    return changed


def _setting(name: str, value: Any, only: Any = None) -> Choice:
    """Choose a value for a parameter wherever it stands; with `only` in the place of that value alone.

    A table sets several parameters at once, such as an indicator with its variant.
    """
    wanted = value if isinstance(value, dict) else {name: value}

    def change(given: Given) -> Given:
        has = wanted.keys() <= given.keys() if isinstance(value, dict) else name in given
        return given | wanted if has and (only is None or given[name] == only) else given

    return f"{name.replace('_', ' ')} {_words(value)}", lambda given: _everywhere(given, change)


def _scaling(name: str, factor: float) -> Choice:
    def change(given: Given) -> Given:
        return given | {name: given[name] * factor} if name in given and factor != 1 else given

    words = "" if factor == 1 else f"{name.replace('_', ' ')} times {factor:g}"
    return words, lambda given: _everywhere(given, change)


def _with_declared(axis: list[Choice], claim: Claim) -> list[Choice]:
    """Add the declared value to choices that leave it out."""
    kept = any(change(dict(claim.with_)) == claim.with_ for _, change in axis)
    return axis if kept else [("", lambda given: given), *axis]


def _windows(rule: Given, resolver: Resolver) -> list[Choice]:
    """Return every window of enough yearly points; where the claim names both ends, only those that hold it."""
    rows = known_rows(resolver, MEMO_PAIR, rule["indicator"], rule.get("variant", ""))
    years = sorted(int(row.period) for row in rows if row.period == row.period[:4])
    spans = [
        (start, end)
        for start, end in combinations(years, 2)
        if sum(start <= year <= end for year in years) >= rule["min_points"]
        and ("last" not in rule or start <= rule["first"] <= rule["last"] <= end)
    ]

    def window(start: int, end: int) -> Choice:
        def change(given: Given) -> Given:
            return given | {"first": start, "last": end} if "min_points" in given else given

        return f"window {start} to {end}", lambda given: _everywhere(given, change)

    return [("", lambda given: given), *(window(*span) for span in spans)]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "none"


def _some(values: list[Any]) -> list[list[Any]]:
    """Return every part of the list that is not empty, the whole first.

    >>> _some(["a", "b"])
    [['a', 'b'], ['a'], ['b']]
    """
    return [list(part) for count in range(len(values), 0, -1) for part in combinations(values, count)]
