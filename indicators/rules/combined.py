"""Rules that combine others, and the list of all rules by the kind of test."""

from collections.abc import Mapping, Sequence
from typing import Any

from indicators.measures import Resolver
from indicators.model import Pair
from indicators.rules.events import contradicted_by_events, documented_by
from indicators.rules.flows import amount_paid, flow_positive_each_period, sign_on_every_basis, trend_down, trend_up
from indicators.rules.levels import (
    below_half_of_mean,
    less_than,
    moved,
    nearer_than,
    not_above_usual,
    share_of_sums,
    stays_beyond,
    stays_within,
    times_the_mean,
)  # fmt: skip
from indicators.rules.months import equivalent, fell_on_year_before
from indicators.rules.predictions import counted_apart, never_stops, rises_above, stays_near
from indicators.rules.prices import held_fixed, held_since, yearly_rises
from indicators.verdict import Rule, Verdict, observations_of, state_of_signs

_HOLDS = {
    "supported": (1,), "supported_with_correction": (1,), "prediction_held": (1,), "contradicted": (-1,),
    "prediction_failed": (-1,), "mixed": (1, -1),
}  # fmt: skip
_OF_PREDICTIONS = {"supported": "prediction_held", "contradicted": "prediction_failed"}


def all_hold(
    resolver: Resolver,
    pair: Pair,
    *,
    parts: list[dict[str, Any]],
    missing: Sequence[str] = (),
    corrections: Sequence[dict[str, Any]] = (),
    note: str = "",
    prediction: bool = False,
) -> Verdict:
    """Do all parts of a claim hold, each by a rule of its own?

    A part for which nothing is at hand, named in `missing` or found to have no data, keeps the claim open. A claim that
    holds is supported with a correction where one of `corrections` does not hold or a `note` limits it. With
    `prediction` the claim is one.
    """
    found = [_part(resolver, pair, part) for part in parts]
    signs = [_HOLDS.get(verdict.state, (0,)) for verdict in found]
    state = state_of_signs([*(one for several in signs for one in several), *(0 for _ in missing)])
    said = [verdict.reason for verdict in found]
    if state == "supported":
        corrected = [_part(resolver, pair, part) for part in corrections]
        said += [verdict.reason for verdict in corrected if verdict.state != "supported"] + [note] * bool(note)
        if len(said) > len(found) or any(verdict.state == "supported_with_correction" for verdict in found):
            state = "supported_with_correction"
    if prediction:
        pending = state == "undecidable" and any(verdict.state == "prediction_pending" for verdict in found)
        state = "prediction_pending" if pending else _OF_PREDICTIONS.get(state, state)
    if missing:
        said.append(f"not at hand: {', '.join(missing)}")
    decides = next((verdict for verdict, several in zip(found, signs, strict=True) if several != (1,)), found[0])
    return decides._replace(
        state=state, reason="; ".join(said), observations=observations_of(found),
        missing=(*missing, *_without_data(found)),
    )  # fmt: skip


def most_hold(resolver: Resolver, pair: Pair, *, parts: list[dict[str, Any]], needed: int) -> Verdict:
    """Do at least `needed` of the parts hold, each by a rule of its own?"""
    found = [_part(resolver, pair, part) for part in parts]
    signs = [_HOLDS.get(verdict.state, (0,)) for verdict in found]
    holding, failing = signs.count((1,)), signs.count((-1,))
    state = (
        "supported" if holding >= needed else "contradicted" if failing > len(parts) - needed else "undecidable"
    )  # fmt: skip
    reason = f"{holding} of {len(parts)} hold, {failing} do not, {needed} are needed: "
    said = "; ".join(verdict.reason for verdict in found)
    used = observations_of(found)
    decided = ", ".join(verdict.decided_by for verdict, one in zip(found, signs, strict=True) if one == (1,))
    return Verdict(
        state, decided or found[0].decided_by, float(holding), float(holding - needed), reason + said, used,
        _without_data(found),
    )  # fmt: skip


def _without_data(found: Sequence[Verdict]) -> tuple[str, ...]:
    """Return what the parts that are open asked for and did not find."""
    open_states = ("undecidable", "prediction_pending")
    return tuple(one.decided_by for one in found if one.state in open_states and not one.observations)


def _part(resolver: Resolver, pair: Pair, part: dict[str, Any]) -> Verdict:
    return RULES[part["rule"]](resolver, pair, **{key: value for key, value in part.items() if key != "rule"})


# A kind says what decides a claim; its rules are the ways to ask for it.
KINDS: dict[str, tuple[Rule, ...]] = {
    "value": (amount_paid, share_of_sums, sign_on_every_basis),
    "unchanged": (held_fixed, held_since, stays_within),
    "every_step": (yearly_rises, flow_positive_each_period),
    "trend": (trend_up, trend_down),
    "equivalence": (equivalent,),
    "threshold": (
        moved, stays_beyond, times_the_mean, nearer_than, not_above_usual, fell_on_year_before, less_than,
        below_half_of_mean,
    ),
    "event_documented": (documented_by, contradicted_by_events),
    "prediction": (rises_above, stays_near, never_stops, counted_apart),
    "not_testable": (),
}  # fmt: skip
COMBINED: tuple[Rule, ...] = (all_hold, most_hold)
RULES: dict[str, Rule] = {rule.__name__: rule for rules in (*KINDS.values(), COMBINED) for rule in rules}


def kinds_of(rule: str, given: Mapping[str, Any]) -> set[str]:
    """Return the kinds that a claim with this rule may declare: its own, or those of its parts.

    >>> kinds_of("yearly_rises", {})
    {'every_step'}
    >>> sorted(kinds_of("all_hold", {"parts": [{"rule": "moved"}, {"rule": "equivalent"}]}))
    ['equivalence', 'threshold']
    """
    if "parts" in given:
        return {kind for part in given["parts"] for kind in kinds_of(part["rule"], part)}
    return {kind for kind, rules in KINDS.items() if rule in {one.__name__ for one in rules}}
