"""Load data/products.toml: how much of a kind of goods is re-sold elsewhere, groups of chapters, senders of sanctions.

Every chapter and section stands under one kind, so that no line is judged by a default that nobody declared.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.declarations import data_folder
from ingest.declared import Correlation, LineRules, Resale
from ingest.errors import DeclarationError

CHAPTERS = tuple(f"{number:02}" for number in range(1, 98) if number != 77)
SECTIONS = tuple(f"SITC{number}" for number in range(9))
BASES = ("literature", "judgement")
_JUDGEMENT = "Own judgement: "
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
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{path.name}: cannot be read as TOML: {error}") from error
    _check_keys(document, _FILE, "the file")
    resale = _resale(document["resale"])
    groups = _groups(document["groups"])
    sanctions = {}
    for entry in document["sanctions"]:
        _check_keys(entry, _SANCTIONS, "sanctions")
        sanctions[entry["target"]] = frozenset(entry["senders"])
    return LineRules(resale | _of_groups(groups, resale), groups, sanctions, correlation)


def _resale(entries: list[Any]) -> dict[str, Resale]:
    found: dict[str, Resale] = {}
    for entry in entries:
        where = f"resale {entry.get('kind', '?')}" if isinstance(entry, dict) else "resale"
        _check_keys(entry, _KIND, where)
        if not 0 <= entry["low"] <= entry["central"] <= entry["high"] <= 1:
            band = f"{entry['low']}, {entry['central']}, {entry['high']}"
            raise _fault(where, f"the band {band} is out of order or outside 0 to 1")
        if entry["basis"] not in BASES:
            raise _fault(where, f"basis is {entry['basis']!r}, not one of {', '.join(BASES)}")
        if entry["source"].startswith(_JUDGEMENT) != (entry["basis"] == "judgement"):
            raise _fault(where, f"a source begins with {_JUDGEMENT!r} where the basis is judgement, and only there")
        for product in (*entry["chapters"], *entry["sections"]):
            if product not in (*CHAPTERS, *SECTIONS):
                raise _fault(where, f"{product!r} is no chapter 01 to 97 and no section SITC0 to SITC8")
            if product in found:
                raise _fault(where, f"{product} is given twice")
            found[product] = Resale(entry["low"], entry["central"], entry["high"])
    if lacking := [product for product in (*CHAPTERS, *SECTIONS) if product not in found]:
        raise _fault("resale", f"{lacking[0]} has no kind")
    return found


def _groups(table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    if not isinstance(table.get("source"), str):
        raise _fault("groups", "source is missing")
    found: dict[str, tuple[str, ...]] = {}
    for name, ends in table.items():
        if name == "source":
            continue
        if not (isinstance(ends, list) and len(ends) == 2 and set(ends) <= {*CHAPTERS} and ends[0] <= ends[1]):
            raise _fault(f"groups.{name}", f"is {ends!r}, not the first and last of some chapters")
        found[name] = tuple(chapter for chapter in CHAPTERS if ends[0] <= chapter <= ends[1])
    members = [chapter for chapters in found.values() for chapter in chapters]
    if sorted(members) != list(CHAPTERS):
        raise _fault("groups", "do not hold every chapter once")
    return found


def _of_groups(groups: dict[str, tuple[str, ...]], resale: dict[str, Resale]) -> dict[str, Resale]:
    found = {}
    for name, chapters in groups.items():
        kinds = [resale[chapter] for chapter in chapters]
        central = sum(kind.central for kind in kinds) / len(kinds)
        found[name] = Resale(min(kind.low for kind in kinds), central, max(kind.high for kind in kinds))
    return found


def _check_keys(table: Any, keys: Mapping[str, type], where: str) -> None:
    if not isinstance(table, dict):
        raise _fault(where, f"is {table!r}, not a table")
    for key in keys:
        if key not in table:
            raise _fault(where, f"{key} is missing")
    for key, value in table.items():
        if key not in keys:
            raise _fault(where, f"{key} is unknown; known are {', '.join(keys)}")
        if type(value) is not keys[key]:
            raise _fault(where, f"{key} is {value!r}, not a {keys[key].__name__}")


def _fault(where: str, problem: str) -> DeclarationError:
    return DeclarationError(f"products.toml: {where}: {problem}")
