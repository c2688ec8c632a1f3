"""Judge the memo's claims twice: on what was known by the end of September 2021, and on what is known now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.clock import NOW, THEN, THEN_KNOWN, Clock
from indicators.measures import Measures, Resolver
from indicators.model import Pair
from indicators.rules import RULES
from indicators.verdict import Verdict
from ingest.errors import DeclarationError
from ingest.model import Claim, Event, Tables

STATES = (
    "supported", "supported_with_correction", "mixed", "contradicted", "undecidable", "not_testable", "documented",
    "undocumented", "prediction_pending", "prediction_held", "prediction_failed",
)  # fmt: skip

MEMO_PAIR = Pair("BLR", "RUS")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim with both verdicts; `basis` says on which data each stands."""

    claim: Claim
    then: Verdict
    then_basis: str
    now: Verdict
    now_basis: str


def judge(
    claims: Iterable[Claim],
    events: Iterable[Event],
    tables: Tables,
    measures: Measures,
    hidden_from: Mapping[str, int] | None = None,
) -> tuple[Judgement, ...]:
    """Return the judgement of each claim, in their order.

    Raises DeclarationError for a claim whose rule does not exist.
    """
    dated = {event.id: event for event in events}
    then, now = (Resolver(tables, measures, hidden_from, clock) for clock in (THEN, NOW))
    judged = []
    for claim in claims:
        verdicts = [_verdict(claim, dated, resolver) for resolver in (then, now)]
        bases = [_basis(verdict, resolver) for verdict, resolver in zip(verdicts, (then, now), strict=True)]
        judged.append(Judgement(claim, verdicts[0], bases[0], verdicts[1], bases[1]))
    return tuple(judged)


def _verdict(claim: Claim, events: Mapping[str, Event], resolver: Resolver) -> Verdict:
    if claim.rule == "contradicted_by_events":
        return _against_events(claim, events, resolver.clock)
    if claim.rule:
        if claim.rule not in RULES:
            raise DeclarationError(f"data/memo/claims.toml: claim {claim.id}: no rule {claim.rule!r}")
        return RULES[claim.rule](resolver, MEMO_PAIR, **claim.with_)
    if claim.kind == "event":
        event = events.get(claim.event)
        if event is None or not _known(event, resolver.clock):
            return Verdict("undocumented", reason=claim.reason)
        return Verdict("documented", f"event {event.id} {event.date}", reason=claim.reason)
    states = {"not_testable": "not_testable", "prediction": "prediction_pending", "data": "undecidable"}
    return Verdict(states[claim.kind], reason=claim.reason)


def _against_events(claim: Claim, events: Mapping[str, Event], clock: Clock) -> Verdict:
    """A claim that nothing important happened is corrected by each dated event that did."""
    found = [events[name] for name in claim.with_["events"] if _known(events[name], clock)]
    listed = "; ".join(f"{event.date} {event.title}" for event in found)
    state = "supported_with_correction" if found else "supported"
    return Verdict(state, ", ".join(f"event {event.id}" for event in found), float(len(found)), None, listed)


def _known(event: Event, clock: Clock) -> bool:
    return clock.day is None or event.date <= clock.day


def _basis(verdict: Verdict, resolver: Resolver) -> str:
    """Return `editions` where only editions known then were used, `current_data` where today's had to stand in."""
    if not verdict.observations:
        return "none" if not verdict.decided_by.startswith("event") else "events"
    if resolver.clock == NOW:
        return "latest_editions"
    vintages = resolver.tables.columns["vintage"][list(verdict.observations)]
    known = (THEN_KNOWN.toordinal() - 719163) >= vintages
    return "editions" if known.all() else "current_data"
