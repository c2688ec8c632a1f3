"""Load why reports of one trade flow differ from data/reconcile.toml."""

import tomllib
from functools import cache

from ingest.declarations import data_folder
from ingest.declared import GapReason
from ingest.errors import DeclarationError

_KEYS = {"dependent": str, "partner": str, "flow": str, "first": int, "last": int, "text": str}


@cache
def reasons() -> tuple[GapReason, ...]:
    """Return the reasons in the order of their file.

    >>> reasons()[0].last
    1997

    Raises DeclarationError for a missing or unknown key.
    """
    entries = tomllib.loads((data_folder() / "reconcile.toml").read_text(encoding="utf-8"))["reason"]
    for entry in entries:
        wrong = [name for name, kind in _KEYS.items() if type(entry.get(name)) is not kind]
        if wrong or set(entry) - set(_KEYS) or entry["flow"] not in ("exports", "imports", "both"):
            raise DeclarationError(f"reconcile.toml: {entry.get('text', '?')[:40]!r}: expected {', '.join(_KEYS)}")
    return tuple(GapReason(**entry) for entry in entries)
