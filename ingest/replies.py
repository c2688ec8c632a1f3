"""Open the replies of live providers, refusing what is no answer: pages, cut or foreign text, rows of another shape."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from types import UnionType
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
import numpy as np
import pandas as pd
from defusedxml.common import DefusedXmlException

from ingest.errors import SourceError
from ingest.files import refuse_page
from ingest.live import Reply

_HUGE = 1e300  # a number as large is none


def json_of(reply: Reply) -> Any:
    """Return what the JSON of a reply says; a byte-order mark is let through.

    Raises SourceError for a page, an empty body, another encoding, cut text, and NaN or Infinity in place of a number.
    """
    expected = "JSON in UTF-8"
    refuse_page(reply.body, reply.where, expected)
    try:
        return json.loads(reply.body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise SourceError(reply.where, expected=expected, found=_short(error)) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} in place of a number")


def xml_of(reply: Reply) -> Element:
    """Return the root of a reply in XML, in the encoding that its declaration names.

    Raises SourceError for another body, cut text, and for entities or a document type, which no provider needs.
    """
    try:
        root: Element = defusedxml.ElementTree.fromstring(reply.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        found = f"an XML {type(error).__name__}" if isinstance(error, DefusedXmlException) else _short(error)
        raise SourceError(reply.where, expected="well-formed XML without entities", found=found) from error
    return root


def within(document: Any, path: Iterable[str | int], kind: type, reply: Reply) -> Any:
    """Return what stands at `path` of a JSON document, where it is of the `kind`: dict, list, str, ...

    >>> from datetime import datetime
    >>> reply = Reply("https://example.org/a", 200, {}, b"", datetime(2026, 1, 1))
    >>> within({"data": [{"id": 7}]}, ("data", 0, "id"), int, reply)
    7

    Raises SourceError where it is not.
    """
    found, names = document, [str(name) for name in path]
    for name in path:
        try:
            found = found[name]
        except (KeyError, IndexError, TypeError) as error:
            raise SourceError(reply.where, expected=f"{'.'.join(names)}", found=_short(repr(document))) from error
    if not _is(found, kind):
        raise SourceError(reply.where, expected=f"{'.'.join(names)}: {kind.__name__}", found=_short(repr(found)))
    return found


def records(items: Any, fields: Mapping[str, type | UnionType], reply: Reply) -> pd.DataFrame:
    """Return the objects of a JSON list as a table with the columns `fields` and `row`, counted from 1.

    A number is finite, and True is none; a field that may be missing or null names None among its types. Other fields
    are left out: providers add them. Raises SourceError for anything that is not such a list.
    """
    if not isinstance(items, list):
        raise SourceError(reply.where, expected="a list of objects", found=_short(repr(items)))
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise SourceError(reply.where, expected=f"an object as item {number}", found=_short(repr(item)))
    columns = {name: _column(items, name, kind, reply) for name, kind in fields.items()}
    return pd.DataFrame(columns).assign(row=range(1, len(items) + 1))


def _column(items: list[dict[str, Any]], name: str, kind: type | UnionType, reply: Reply) -> "pd.Series[Any]":
    """Return a field of all objects, each text once in memory: of a million rows most say the same."""
    cells = [item.get(name) for item in items]
    types = set(map(type, cells))
    if not types <= _surely(kind) and not _are_numbers(cells, types, kind):
        for number, (item, cell) in enumerate(zip(items, cells, strict=True), 1):
            if not _is(cell, kind):
                found = _short(repr(cell)) if name in item else f"fields {', '.join(map(str, item))[:80]}"
                expected = f"{name}: {getattr(kind, '__name__', kind)} in item {number}"
                raise SourceError(reply.where, expected=expected, found=found)
    once: dict[Any, Any] = {}
    texts = types <= {str, type(None)}
    return pd.Series([*map(once.setdefault, cells, cells)] if texts else cells, dtype=object)


def _are_numbers(cells: list[Any], types: set[type], kind: type | UnionType) -> bool:
    """Tell, for a column at once, whether all are finite numbers or None and both are of the `kind`."""
    if not isinstance(0.0, kind) or not types <= {float, int} | (_surely(kind) & {type(None)}):
        return False
    try:
        numbers = np.array([cell for cell in cells if cell is not None], dtype=float)
        return bool((np.abs(numbers) < _HUGE).all())
    except OverflowError:
        return False


@cache
def _surely(kind: type | UnionType) -> frozenset[type]:
    """Return the types of which every value is of the `kind`: of numbers some are not finite."""
    plain: tuple[Any, ...] = ("", {}, [], False, None)
    return frozenset(type(each) for each in plain if _is(each, kind))


def _is(found: Any, kind: type | UnionType) -> bool:
    if isinstance(found, bool):
        return kind is bool
    if isinstance(found, int) and isinstance(0.0, kind):
        return abs(found) < _HUGE
    return isinstance(found, kind) and not (isinstance(found, float) and not math.isfinite(found))


def day_of(moment: str, name: str, reply: Reply) -> date:
    """Return the day of a moment that stands in the field `name`, at most a day after the reply: clocks differ.

    >>> from datetime import datetime
    >>> day_of("2025-06-12T08:00:00Z", "released", Reply("https://h/a", 200, {}, b"", datetime(2026, 1, 1))).isoformat()
    '2025-06-12'

    Raises SourceError for what is no day, and for one that is yet to come.
    """
    try:
        day = date.fromisoformat(moment[:10]) if re.fullmatch(r"\d{4}-\d\d-\d\d([T ].*)?", moment) else None
    except ValueError:
        day = None
    if day is None:
        raise SourceError(reply.where, expected=f"a day as {name}", found=repr(moment[:40]))
    if day > reply.retrieved.date() + timedelta(days=1):
        raise SourceError(reply.where, expected=f"a day that has been as {name}", found=moment[:40])
    return day


def refuse_repeated(table: pd.DataFrame, key: list[str], reply: Reply) -> None:
    """Raise SourceError where a reply states the same thing twice.

    >>> from datetime import datetime
    >>> refuse_repeated(pd.DataFrame({"day": ["a", "b"]}), ["day"], Reply("https://h/a", 200, {}, b"", datetime.min))
    """
    twice = table[table.duplicated(key)]
    if len(twice):
        named = " ".join(str(cell) for cell in twice.iloc[0][key])
        raise SourceError(reply.where, expected="each value once", found=f"two of {named}")


def _short(found: object) -> str:
    text = " ".join(str(found).split())
    return text if len(text) <= 80 else f"{text[:77]}..."
