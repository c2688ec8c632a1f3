"""Rules that read dated events: what they document, and what they speak against."""

from collections.abc import Sequence

from indicators.clock import Clock
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.verdict import Verdict
from ingest.declared import Event


def documented_by(resolver: Resolver, pair: Pair, *, events: Sequence[Event]) -> Verdict:
    """Does at least one dated event with a source document what the claim says?"""
    found = known_events(events, resolver.clock)
    if not found:
        return Verdict("undocumented", reason="none of the events that would document it was known")
    listed = "; ".join(f"{event.date} {event.title} ({event.source})" for event in found)
    return Verdict("documented", _named(found), float(len(found)), None, listed)


def contradicted_by_events(resolver: Resolver, pair: Pair, *, events: Sequence[Event]) -> Verdict:
    """Is a claim that nothing of weight happened corrected by dated events that did? Each counts from its day on."""
    found = known_events(events, resolver.clock)
    listed = "; ".join(f"{event.date} {event.title}" for event in found)
    state = "supported_with_correction" if found else "supported"
    return Verdict(state, _named(found), float(len(found)), None, listed or "none of the events had happened")


def known_events(events: Sequence[Event], clock: Clock) -> list[Event]:
    """Return the events that had happened by the day of the clock."""
    return [event for event in events if clock.day is None or event.date <= clock.day]


def _named(events: Sequence[Event]) -> str:
    return ", ".join(f"event {event.id}" for event in events)
