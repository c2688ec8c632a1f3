"""How fresh each source is: its edition, when it last answered, its age against its cadence, and what went wrong."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ingest.live import Provider
from ingest.states import State

STATES = ("packaged", "never asked", "current", "late", "failed", "held back", "no key")


def status(
    manifest: Mapping[str, Any], states: Mapping[str, State], live: Mapping[str, Provider], today: date
) -> list[dict[str, Any]]:
    """Return each source of a snapshot, and each provider without any data yet, with how it stands on `today`.

    `state` is `packaged` (read from published files), `never asked`, `current`, `late` (older than its publisher's
    usual cadence), `failed`, `held back` (by the gate) or `no key`.
    """
    names = sorted({source["id"] for source in manifest["sources"]} | live.keys())
    return [_one(name, manifest, states.get(name), live.get(name), today) for name in names]


def _one(
    name: str, manifest: Mapping[str, Any], state: State | None, provider: Provider | None, today: date
) -> dict[str, Any]:
    files = [raw for raw in manifest["raw"] if raw["source"] == name]
    newest = max(files, key=lambda raw: raw["vintage"], default=None)
    vintage = newest["vintage"] if newest else None
    edition = newest["edition"] if newest else None
    if state and state.vintage >= (vintage or ""):
        vintage, edition = state.vintage or vintage, state.edition or edition
    age = (today - date.fromisoformat(vintage)).days if vintage else None
    return {
        "id": name,
        "edition": edition,
        "last_success": (state.last_success[:10] if state and state.last_success else None) or vintage,
        "last_error": state.last_error if state else None,
        "age_days": age,
        "due_days": provider.every if provider else None,
        "rows": sum(raw["kept"] for raw in files),
        "state": _state(state, provider, age) if provider else "packaged",
    }


def _state(state: State | None, provider: Provider, age: int | None) -> str:
    if state is None or not state.last_try:
        return "packaged" if age is not None else "never asked"
    if state.quarantine:
        return "held back"
    if state.keyless:
        return "no key"
    if state.last_error:
        return "failed"
    return "late" if age is not None and provider.every is not None and age > provider.every else "current"
