"""Structural breaks as tables and as JSON: a row for each test, and what was tested and left out around them."""

import math
from typing import Any

from dashboard.exports import number
from dashboard.repository import Repository
from dashboard.tables import Record
from indicators.breaks import Break, Breaks, RunBreaks


def break_records(found: Breaks, repository: Repository) -> list[Record]:
    """Return a row for each known date that was tested and each unknown one that was found."""
    return [
        {
            "indicator": found.id,
            "dependent": found.pair.dependent,
            "partner": found.pair.partner,
            "variant": run.variant,
            "first": run.first,
            "last": run.last,
            "scale": run.scale,
            **_break(test),
            "events": ";".join(test.events) or None,
            "unit": found.unit,
            "notes": ";".join(run.notes) or None,
            "sources": ";".join(repository.sources_behind(run.observations)) or None,
            "as_of": str(found.as_of or repository.known_to),
        }
        for run in found.runs
        for test in (*run.known, *run.unknown)
    ]


def breaks_json(found: Breaks, repository: Repository) -> dict[str, Any]:
    """Return the tests in the form of the API: by run, with what was left out and why."""
    return {
        "indicator": found.id,
        "title": found.title,
        "dependent": found.pair.dependent,
        "partner": found.pair.partner,
        "unit": found.unit,
        "as_of": str(found.as_of or repository.known_to),
        "snapshot": found.snapshot,
        "reason": found.reason,
        "runs": [_run(run, repository) for run in found.runs],
        "left": [part._asdict() for part in found.left],
        "untested": [part._asdict() for part in found.untested],
    }


def _run(run: RunBreaks, repository: Repository) -> dict[str, Any]:
    told = (
        "variant", "frequency", "first", "last", "points", "begins", "scale", "shortest", "autocorrelation", "by_bic",
        "by_sequence",
    )  # fmt: skip
    return {name: getattr(run, name) for name in told} | {
        "known": [_break(test) for test in run.known],
        "unknown": [_break(test) for test in run.unknown],
        "steps": [step._asdict() | {"statistic": _finite(step.statistic), "p": number(step.p)} for step in run.steps],
        "trend": run.trend._asdict() if run.trend else None,
        "notes": list(run.notes),
        "sources": repository.sources_behind(run.observations),
    }


def _break(test: Break) -> dict[str, Any]:
    return test._asdict() | {
        "events": list(test.events),
        "low": test.low or None,
        "high": test.high or None,
        "statistic": _finite(test.statistic),
        "p": number(test.p),
        "p_adjusted": number(test.p_adjusted),
    }


def _finite(statistic: float) -> float | None:
    return statistic if math.isfinite(statistic) else None
