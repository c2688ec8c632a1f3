"""Read a TOML file that is a list of tables, every key checked: what is misspelt would silently say nothing."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ingest.errors import DeclarationError

Keys = dict[str, type]


def read_tables(
    path: Path, tables: Mapping[str, tuple[Keys, Keys]], may_be_empty: Collection[str] = ()
) -> tuple[list[dict[str, Any]], ...]:
    """Return the entries of each `[[table]]` of the file, in the order of `tables`.

    `tables` gives the keys that an entry needs and those that it may have, with their types.

    Raises DeclarationError for a file that is no such TOML, and for a key that is missing, unknown, empty or mistyped.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{path.name}: cannot be read as TOML: {error}") from error
    found = tuple(document.pop(table, []) for table in tables)
    known = ", ".join(f"[[{table}]]" for table in tables)
    if document:
        raise DeclarationError(f"{path.name}: unknown table {sorted(document)[0]!r}; only {known} is known")
    for (table, (needs, may)), entries in zip(tables.items(), found, strict=True):
        if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
            raise DeclarationError(f"{path.name}: {table!r} is not written as [[{table}]]")
        for number, entry in enumerate(entries, start=1):
            where = str(entry.get("id", entry.get("claim", f"{table} {number}")))
            _check_keys(path, where, entry, (needs, may), may_be_empty)
    return found


def _check_keys(
    path: Path, where: str, entry: dict[str, Any], keys: tuple[Keys, Keys], may_be_empty: Collection[str]
) -> None:
    needs, may = keys
    for key in needs:
        if key not in entry:
            raise fault(path, where, key, "is missing")
    for key, value in entry.items():
        kind = (needs | may).get(key)
        if kind is None:
            raise fault(path, where, key, f"is unknown; known are {', '.join([*needs, *may])}")
        # By type() and not isinstance: a bool is an int and a date with a time is a date.
        if type(value) is not kind:
            raise fault(path, where, key, f"is {value!r}, not a {kind.__name__}")
        if value in ("", []) and key not in may_be_empty:
            raise fault(path, where, key, "is empty")


def check_choice(path: Path, where: str, key: str, found: object, allowed: Collection[str]) -> None:
    """Refuse a value that is not one of those allowed, by a DeclarationError that lists them."""
    if found not in allowed:
        raise fault(path, where, key, f"is {found!r}, not one of {', '.join(allowed)}")


def fault(path: Path, where: str, key: str, problem: str) -> DeclarationError:
    """Return the error that names file, entry and key.

    >>> str(fault(Path("claims.toml"), "C001", "kind", "is missing"))
    'claims.toml: C001: kind is missing'
    """
    return DeclarationError(f"{path.name}: {where}: {key} {problem}")
