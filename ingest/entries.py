"""Read and check the TOML files of data/: what is misspelt there would silently say nothing.

`where` is always the place in words, the file's name first: `scenarios.toml: S1: alpha`.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import tomli

from ingest.errors import DeclarationError

Keys = Mapping[str, type]

JUDGEMENT = "Own judgement: "  # a source that is none begins with this


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises DeclarationError for a file that is not there or no TOML.
    """
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise fault(path.name, f"cannot be read as TOML: {error}") from error


def read_tables(
    path: Path, tables: Mapping[str, tuple[Keys, Keys]], may_be_empty: Collection[str] = ()
) -> tuple[list[dict[str, Any]], ...]:
    """Return the entries of each `[[table]]` of a file that is nothing but such tables, in the order of `tables`.

    `tables` gives the keys that an entry needs and those that it may have, with their types.

    Raises DeclarationError for a file that is no such TOML, and for a key that is missing, unknown, empty or mistyped.
    """
    document = read_toml(path)
    found = tuple(document.pop(table, []) for table in tables)
    known = ", ".join(f"[[{table}]]" for table in tables)
    if document:
        raise fault(path.name, f"unknown table {sorted(document)[0]!r}; only {known} is known")
    for (table, (needs, may)), entries in zip(tables.items(), found, strict=True):
        if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
            raise fault(path.name, f"{table!r} is not written as [[{table}]]")
        for number, entry in enumerate(entries, start=1):
            name = entry.get("id", entry.get("claim", f"{table} {number}"))
            check_keys(f"{path.name}: {name}", entry, needs, may, may_be_empty)
    return found


def entry_name(entry: object, otherwise: str) -> str:
    """Return the id of an entry, or what else to call it.

    >>> entry_name({"id": "S1"}, "a scenario"), entry_name(1, "a scenario")
    ('S1', 'a scenario')
    """
    return str(entry.get("id", otherwise)) if isinstance(entry, dict) else otherwise


def check_keys(
    where: str, table: object, needs: Keys, may: Keys | None = None, may_be_empty: Collection[str] = ()
) -> None:
    """Refuse what is no table, and one with a key that is missing, unknown, mistyped or empty.

    >>> check_keys("scenarios.toml: base", {"year": 2021}, {"year": int})
    """
    if not isinstance(table, dict):
        raise fault(where, f"is {table!r}, not a table")
    known = {**needs, **(may or {})}
    for key in needs:
        if key not in table:
            raise fault(where, f"{key} is missing")
    for key, value in table.items():
        if key not in known:
            raise fault(where, f"{key} is unknown; known are {', '.join(known)}")
        check_type(where, key, value, known[key])
        if value in ("", []) and key not in may_be_empty:
            raise fault(where, f"{key} is empty")


def check_type(where: str, key: str, found: object, kind: type) -> None:
    """Refuse a value of another type: by type() and not isinstance, for a bool is an int and a day with a time a day.

    >>> check_type("scenarios.toml: alpha", "low", 0.2, float)
    """
    if type(found) is not kind:
        raise fault(where, f"{key} is {found!r}, not a {kind.__name__}")


def check_choice(where: str, key: str, found: object, allowed: Collection[str]) -> None:
    """Refuse a value that is not one of those allowed.

    >>> check_choice("claims.toml: C001", "kind", "trend", ("value", "trend"))
    """
    if found not in allowed:
        raise fault(where, f"{key} is {found!r}, not one of {', '.join(allowed)}")


def check_texts(where: str, key: str, found: Sequence[object], allowed: Collection[str] | None = None) -> None:
    """Refuse a list with anything but texts, each once and each one of those allowed.

    >>> check_texts("index.toml: rules", "peers", ["BLR", "ARM"])
    """
    for text in found:
        check_type(where, key, text, str)
        if allowed is not None:
            check_choice(where, key, text, allowed)
    check_once(where, key, (str(text) for text in found))


def check_once(where: str, what: str, names: Iterable[str]) -> None:
    """Refuse a name that is given twice.

    >>> check_once("scenarios.toml", "scenario", ["S1", "S2"])
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise fault(where, f"{what} {name!r} is given twice")
        seen.add(name)


def check_above(where: str, key: str, found: float, limit: float = 0.0) -> None:
    """Refuse a number that is infinite or not above the limit.

    >>> check_above("index.toml: trade", "weight", 1.0)
    """
    if not limit < found < math.inf:
        raise fault(where, f"{key} is {found}, not above {limit:g}")


def check_band(where: str, *ends: float, most: float = math.inf) -> None:
    """Refuse numbers that fall, or that leave 0 to `most`, or that are infinite.

    >>> check_band("scenarios.toml: alpha", 0.2, 0.5, 1.0, most=1)
    """
    if math.isinf(ends[-1]) or not all(one <= other for one, other in pairwise((0, *ends, most))):
        raise fault(where, f"the band {', '.join(map(str, ends))} is out of order or outside 0 to {most:g}")


def check_judgement(where: str, basis: str, source: str) -> None:
    """Refuse a source that calls itself our judgement where the basis is another, and the other way round.

    >>> check_judgement("scenarios.toml: alpha", "law", "Treaty of 2014, article 83")
    """
    if source.startswith(JUDGEMENT) != (basis == "judgement"):
        raise fault(where, f"a source begins with {JUDGEMENT!r} where the basis is judgement, and only there")


def fault(where: str, problem: str) -> DeclarationError:
    """Return the error that names the place and what is wrong there.

    >>> str(fault("claims.toml: C001", "kind is missing"))
    'claims.toml: C001: kind is missing'
    """
    return DeclarationError(f"{where}: {problem}")
