"""Load data/products.toml: how much of a kind of goods is re-sold elsewhere, groups of chapters, senders of sanctions.

Every chapter and section stands under one kind, so that no line is judged by a default that nobody declared.
"""

from pathlib import Path
from typing import Any

from ingest.declarations import data_folder
from ingest.declared import Correlation, LineRules, Resale
from ingest.entries import (
    check_band,
    check_choice,
    check_judgement,
    check_keys,
    check_texts,
    fault,
    read_toml,
)

CHAPTERS = tuple(f"{number:02}" for number in range(1, 98) if number != 77)
SECTIONS = tuple(f"SITC{number}" for number in range(9))
BASES = ("literature", "judgement")
_KIND = {
    "kind": str, "low": float, "central": float, "high": float, "basis": str, "source": str, "chapters": list,
    "sections": list,
}  # fmt: skip
_SANCTIONS = {"target": str, "senders": list, "source": str}
_FILE = {"resale": list, "groups": dict, "sanctions": list}


def line_rules(folder: Path | None = None, correlation: Correlation = frozenset()) -> LineRules:
    """Return what is declared about product lines; `folder` holds products.toml.

    >>> rules = line_rules()
    >>> rules.resale["27"].central, rules.groups["fuels"], "POL" in rules.sanctions["BLR"]
    (0.4, ('27',), True)

    A group is re-sold as its chapters are: at least as the least, at most as the most, centrally as their mean. Raises
    DeclarationError for an unknown or missing key, a chapter or section that is given twice or never, a band out of
    order, a judgement that is not called one, and groups that overlap.
    """
    path = (data_folder() if folder is None else folder) / "products.toml"
    document, where = read_toml(path), path.name
    check_keys(where, document, _FILE)
    resale = _resale(f"{where}: resale", document["resale"])
    groups = _groups(f"{where}: groups", document["groups"])
    sanctions = {}
    for entry in document["sanctions"]:
        check_keys(f"{where}: sanctions", entry, _SANCTIONS)
        check_texts(f"{where}: sanctions", "senders", entry["senders"])
        sanctions[entry["target"]] = frozenset(entry["senders"])
    return LineRules(resale | _of_groups(groups, resale), groups, sanctions, correlation)


def _resale(where: str, entries: list[Any]) -> dict[str, Resale]:
    found: dict[str, Resale] = {}
    for number, entry in enumerate(entries, start=1):
        kind = f"{where} {number}"
        check_keys(kind, entry, _KIND)
        check_band(kind, *(entry[end] for end in ("low", "central", "high")), most=1)
        check_choice(kind, "basis", entry["basis"], BASES)
        check_judgement(kind, entry["basis"], entry["source"])
        for product in (*entry["chapters"], *entry["sections"]):
            if product not in (*CHAPTERS, *SECTIONS):
                raise fault(kind, f"{product!r} is no chapter 01 to 97 and no section SITC0 to SITC8")
            if product in found:
                raise fault(kind, f"{product} is given twice")
            found[product] = Resale(entry["low"], entry["central"], entry["high"])
    if lacking := [product for product in (*CHAPTERS, *SECTIONS) if product not in found]:
        raise fault(where, f"{lacking[0]} has no kind")
    return found


def _groups(where: str, table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    if not isinstance(table.get("source"), str):
        raise fault(where, "source is missing")
    found: dict[str, tuple[str, ...]] = {}
    for name, ends in table.items():
        if name == "source":
            continue
        if not (isinstance(ends, list) and len(ends) == 2 and set(ends) <= {*CHAPTERS} and ends[0] <= ends[1]):
            raise fault(f"{where}: {name}", f"is {ends!r}, not the first and last of some chapters")
        found[name] = tuple(chapter for chapter in CHAPTERS if ends[0] <= chapter <= ends[1])
    members = [chapter for chapters in found.values() for chapter in chapters]
    if sorted(members) != list(CHAPTERS):
        raise fault(where, "do not hold every chapter once")
    return found


def _of_groups(groups: dict[str, tuple[str, ...]], resale: dict[str, Resale]) -> dict[str, Resale]:
    found = {}
    for name, chapters in groups.items():
        kinds = [resale[chapter] for chapter in chapters]
        central = sum(kind.central for kind in kinds) / len(kinds)
        found[name] = Resale(min(kind.low for kind in kinds), central, max(kind.high for kind in kinds))
    return found
