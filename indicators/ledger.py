"""Judge the memo's claims twice: on what was known by the end of September 2021, and on what is known now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.clock import NOW, THEN, THEN_KNOWN, Clock
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.rules import RULES, kinds_of
from indicators.verdict import Verdict
from ingest.declared import Claim, Event
from ingest.errors import DeclarationError

STATES = (
    "supported", "supported_with_correction", "mixed", "contradicted", "undecidable", "not_testable", "documented",
    "undocumented", "prediction_pending", "prediction_held", "prediction_failed",
)  # fmt: skip
# How much of what a claim's rule asks for could be computed: all that decides it, some parts only, or nothing.
COMPUTED = ("whole", "part", "none")
MEMO_PAIR = Pair("BLR", "RUS")

_WITHOUT_RULE = {
    "event_documented": "undocumented", "not_testable": "not_testable", "prediction": "prediction_pending",
}  # fmt: skip
_OPEN = ("undecidable", "undocumented", "not_testable", "prediction_pending")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim with both verdicts; `basis` says on which data each stands.

    `then_bases` and `now_bases` are the verdicts of a claim on a price on its other bases, by their names.
    """

    claim: Claim
    then: Verdict
    then_basis: str
    now: Verdict
    now_basis: str
    then_bases: Mapping[str, Verdict] = field(default_factory=dict)
    now_bases: Mapping[str, Verdict] = field(default_factory=dict)


class Judge:
    """Judges claims on one set of tables; what it has read serves every claim and every other reading of it.

    `events` are the dated facts that claims may name; `resolver_at` makes what answers for measures by a clock.
    """

    def __init__(self, events: Iterable[Event], resolver_at: Callable[[Clock], Resolver]) -> None:
        self.events = {event.id: event for event in events}
        self.then, self.now = resolver_at(THEN), resolver_at(NOW)

    def judgement(self, claim: Claim) -> Judgement:
        """Return the claim with both verdicts.

        Raises DeclarationError for a rule that does not exist or does not fit the claim's kind.
        """
        then, now = (self.verdict(claim, resolver) for resolver in (self.then, self.now))
        then_bases, now_bases = (
            {name: self.verdict(claim, resolver, basis) for name, basis in claim.bases.items()}
            for resolver in (self.then, self.now)
        )
        return Judgement(claim, then, basis_of(then, self.then), now, basis_of(now, self.now), then_bases, now_bases)

    def verdict(self, claim: Claim, resolver: Resolver, instead: Mapping[str, Any] | None = None) -> Verdict:
        """Return what the claim's rule finds, with other values `instead` for some of its parameters."""
        if not claim.rule:
            return Verdict(_WITHOUT_RULE.get(claim.kind, "undecidable"), reason=claim.reason)
        if claim.rule not in RULES:
            raise DeclarationError(f"data/memo/claims.toml: claim {claim.id}: no rule {claim.rule!r}")
        if claim.kind not in kinds_of(claim.rule, claim.with_):
            allowed = ", ".join(sorted(kinds_of(claim.rule, claim.with_)))
            raise DeclarationError(
                f"data/memo/claims.toml: claim {claim.id}: kind is {claim.kind!r}; rule {claim.rule} is of {allowed}"
            )
        return RULES[claim.rule](resolver, MEMO_PAIR, **self._given(claim.with_ | dict(instead or {})))

    def _given(self, with_: Mapping[str, Any]) -> dict[str, Any]:
        """Return a rule's parameters with the events that they name, in parts too."""
        given = dict(with_)
        if "events" in given:
            given["events"] = [self.events[name] for name in given["events"] if name in self.events]
        if "parts" in given:
            given["parts"] = [self._given(part) for part in given["parts"]]
        return given


def computed(verdict: Verdict) -> str:
    """Return how much of what decides a verdict was computed: `whole`, `part` or `none`.

    Bounds that leave a claim open are computed; a series that is not at hand is not.

    >>> computed(Verdict("undecidable", observations=(1,))), computed(Verdict("undecidable"))
    ('whole', 'none')
    >>> computed(Verdict("undecidable", observations=(1,), missing=("a register",)))
    'part'
    """
    if verdict.state not in _OPEN:
        return "whole"
    if not verdict.observations or verdict.state == "not_testable":
        return "none"
    return "part" if verdict.missing else "whole"


def basis_of(verdict: Verdict, resolver: Resolver) -> str:
    """Return `editions` where only editions known then were used, `current_data` where today's had to stand in."""
    if not verdict.observations:
        return "events" if verdict.decided_by.startswith("event") else "none"
    if resolver.clock == NOW:
        return "latest_editions"
    vintages = resolver.tables.columns["vintage"][list(verdict.observations)]
    known = (THEN_KNOWN.toordinal() - 719163) >= vintages
    return "editions" if known.all() else "current_data"
