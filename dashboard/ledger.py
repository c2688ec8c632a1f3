"""The memo's ledger as it is given away: every claim with its rule and both verdicts, one claim with all behind it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from dashboard.repository import Repository
from dashboard.tables import Record
from indicators.ledger import STATES, Judgement, computed
from indicators.specifications import Reading, agreeing
from indicators.verdict import Verdict
from ingest.freezing import rule_hash

CLOCKS = ("then", "now")


def claims_json(repository: Repository) -> list[dict[str, Any]]:
    """Return the ledger in the form of the API: every claim with its rule and both verdicts."""
    return [_claim(judged, repository) for judged in repository.judgements]


def claim_json(repository: Repository, claim: str) -> dict[str, Any]:
    """Return one claim with both verdicts, what was changed in its rule, its readings and the observations behind."""
    (judged,) = (one for one in repository.judgements if one.claim.id == claim)
    frozen = repository.frozen.get(claim)
    readings = repository.specifications(claim)
    return _claim(judged, repository) | {
        "reason": judged.claim.reason,
        "parameters": judged.claim.with_,
        "changes": [
            {"day": one.day.isoformat(), "before": one.before, "after": one.after, "reason": one.reason}
            for one in (frozen.changes if frozen else ())
        ],
        "agreeing": {clock: dict(zip(("agree", "of"), agreeing(readings, clock), strict=True)) for clock in CLOCKS},
        "specifications": specification_records(repository, claim),
        "lineage": {"then": repository.lineage(judged.then), "now": repository.lineage(judged.now)},
    }


def specification_records(repository: Repository, claim: str) -> list[Record]:
    """Return every reading of a claim as a row: the choices, the verdict, whether it agrees with the declared one."""
    return [_reading(claim, number, one) for number, one in enumerate(repository.specifications(claim), start=1)]


def claim_records(repository: Repository) -> list[Record]:
    """Return the ledger as a table: every claim with both verdicts, `then_` and `now_`."""
    flat = []
    for claim in claims_json(repository):
        clocks = {f"{clock}_{name}": _text(value) for clock in CLOCKS for name, value in claim.pop(clock).items()}
        flat.append(claim | clocks)
    return flat


def by_state(repository: Repository) -> list[list[str]]:
    """Return how many claims have each state then and now, as rows of text with a header and a sum."""
    counts = [Counter(getattr(one, clock).state for one in repository.judgements) for clock in CLOCKS]
    rows = [[state, *(str(count[state]) for count in counts)] for state in STATES if any(c[state] for c in counts)]
    return [["state", *CLOCKS], *rows, ["all", *(str(count.total()) for count in counts)]]


def by_computed(repository: Repository) -> list[list[str]]:
    """Return how many states were computed from series, whole or in part, and from dated events, then and now."""
    counts = [Counter(_origin(judged, clock) for judged in repository.judgements) for clock in CLOCKS]
    origins = ("series, whole", "series, in part", "dated events", "not computed")
    return [["computed from", *CLOCKS], *([origin, *(str(count[origin]) for count in counts)] for origin in origins)]


def _origin(judged: Judgement, clock: str) -> str:
    how, basis = computed(getattr(judged, clock)), getattr(judged, f"{clock}_basis")
    if how == "none":
        return "not computed"
    return "dated events" if basis in ("events", "none") else {"whole": "series, whole", "part": "series, in part"}[how]


def _claim(judged: Judgement, repository: Repository) -> dict[str, Any]:
    claim, now = judged.claim, rule_hash(judged.claim)
    frozen = repository.frozen.get(claim.id)
    return {
        "id": claim.id,
        "theme": claim.theme,
        "claim": claim.claim,
        "section": claim.section,
        "paragraph": claim.paragraph,
        "kind": claim.kind,
        "rule": claim.rule or None,
        "rule_hash": now,
        "rule_frozen": frozen.current[1].isoformat() if frozen and frozen.current[0] == now else None,
        "then": _verdict(judged.then, judged.then_basis, judged.then_bases, repository),
        "now": _verdict(judged.now, judged.now_basis, judged.now_bases, repository),
    }


def _verdict(verdict: Verdict, basis: str, bases: Mapping[str, Verdict], repository: Repository) -> dict[str, Any]:
    return {
        "state": verdict.state,
        "decided_by": verdict.decided_by or None,
        "value": verdict.value,
        "margin": verdict.margin,
        "basis": basis,
        "reason": verdict.reason,
        "computed": computed(verdict),
        "missing": list(verdict.missing),
        "bases": [
            {"basis": name, "state": other.state, "value": other.value, "margin": other.margin}
            for name, other in bases.items()
        ],
        "sources": repository.sources_of([verdict]),
    }


def _reading(claim: str, number: int, reading: Reading) -> Record:
    verdict = reading.verdict
    return {
        "claim": claim, "clock": reading.clock, "reading": number, "declared": reading.declared,
        "basis": reading.basis, "choices": reading.choices, "state": verdict.state, "agrees": reading.agrees,
        "value": verdict.value, "margin": verdict.margin, "decided_by": verdict.decided_by or None,
        "reason": verdict.reason,
    }  # fmt: skip


def _text(value: Any) -> Any:
    """Return a cell of a table: the members of a list joined by `;`, a basis with its state and value."""
    if not isinstance(value, list):
        return value
    return ";".join(_member(one) for one in value) or None


def _member(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    return f"{one['basis']}: {one['state']}" + ("" if one["value"] is None else f" ({one['value']:g})")
