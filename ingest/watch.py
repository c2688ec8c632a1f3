"""Read a watch list: what its user follows, as an address and a small TOML file write it.

An entry is the id of an indicator or a measure, with a variant and a pair of countries after points where one is meant:
`export_share`, `gas_price_discount.hub`, `export_share.ARM-RUS`. Without a pair it is of whichever pair is asked about.
"""

import re
from pathlib import Path

from ingest.declared import Watched
from ingest.entries import check_keys, check_once, check_type, fault, read_toml

SETTING = "DEPDASH_WATCH"  # names the file of the user's list
MOST = 16  # as many tiles fill a screen
ENTRY = r"[a-z0-9_]{1,60}(?:\.[a-z0-9_]{1,60})?(?:\.[A-Z]{3}-[A-Z]{3})?"
_PARTS = re.compile(r"([a-z0-9_]+)(?:\.([a-z0-9_]+))?(?:\.([A-Z]{3})-([A-Z]{3}))?")
_EXPECTED = "an id such as export_share, gas_price_discount.hub or export_share.ARM-RUS"


def watched(text: str) -> Watched:
    """Return what an entry names; whether there is such an indicator, variant or country is not known here.

    >>> watched("gas_price_discount.hub.ARM-RUS")
    Watched(of='gas_price_discount', variant='hub', dependent='ARM', partner='RUS')

    Raises ValueError for a text of another form.
    """
    found = _PARTS.fullmatch(text)
    if found is None or not re.fullmatch(ENTRY, text):
        raise ValueError(text)
    return Watched(*(part or "" for part in found.groups()))


def watch_list(path: Path) -> tuple[Watched, ...]:
    """Return the entries of a file in their order: `watch`, a list of them, is all that it holds.

    Raises DeclarationError for a file that is no such TOML, and for an entry of another form, one given twice, or too
    many of them.
    """
    document = read_toml(path)
    check_keys(path.name, document, {"watch": list})
    entries = document["watch"]
    if len(entries) > MOST:
        raise fault(path.name, f"watch has {len(entries)} entries; at most {MOST} are shown")
    found = tuple(_entry(path.name, entry) for entry in entries)
    check_once(path.name, "entry", entries)
    return found


def _entry(where: str, entry: object) -> Watched:
    check_type(where, "an entry of watch", entry, str)
    try:
        return watched(str(entry))
    except ValueError as error:
        raise fault(where, f"watch has {entry!r}, not {_EXPECTED}") from error
