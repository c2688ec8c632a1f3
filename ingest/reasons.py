"""Load why reports of one trade flow differ from data/reconcile.toml."""

from functools import cache
from pathlib import Path

from ingest.declarations import data_folder
from ingest.declared import GapReason
from ingest.entries import Keys, check_choice, read_tables

_KEYS: Keys = {"dependent": str, "partner": str, "flow": str, "first": int, "last": int, "text": str}


@cache
def reasons(folder: Path | None = None) -> tuple[GapReason, ...]:
    """Return the reasons in the order of their file; `folder` holds reconcile.toml.

    >>> reasons()[0].last
    1997

    Raises DeclarationError for a key that is missing, unknown or mistyped, and for another flow.
    """
    path = (data_folder() if folder is None else folder) / "reconcile.toml"
    (entries,) = read_tables(path, {"reason": (_KEYS, {})})
    for number, entry in enumerate(entries, start=1):
        check_choice(f"{path.name}: reason {number}", "flow", entry["flow"], ("exports", "imports", "both"))
    return tuple(GapReason(**entry) for entry in entries)
