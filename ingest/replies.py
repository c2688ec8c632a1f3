"""Open the replies of live providers, refusing what is no answer: pages, cut or foreign text, rows of another shape."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, reduce
from operator import attrgetter, or_
from types import GenericAlias
from typing import Annotated, Any, get_args
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
import msgspec
import numpy as np
import pandas as pd
from defusedxml.common import DefusedXmlException

from ingest.errors import SourceError
from ingest.files import refuse_page
from ingest.live import Reply

_NUMBER = Annotated[float, msgspec.Meta(gt=-1e300, lt=1e300)]  # beyond it sums overflow, and nothing is as large
Fields = Mapping[str, Any]  # by name what a field may be: a type, a union, or the Fields of an object within


def json_of(reply: Reply, shape: Any = Any) -> Any:
    """Return what the JSON of a reply says; a byte-order mark is let through.

    With a `shape`, a type of msgspec's, only what it names is read: `msgspec.Raw` leaves a part to `records`. Raises
    SourceError for a page, an empty body, another encoding, cut text, NaN or Infinity in place of a number, and for
    another shape.
    """
    expected = "JSON in UTF-8"
    refuse_page(reply.body, reply.where, expected)
    try:
        return msgspec.json.decode(reply.body.removeprefix(BOM_UTF8), type=shape)
    except msgspec.ValidationError as error:
        raise SourceError(reply.where, expected="the shape that answers have", found=_short(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(reply.where, expected=expected, found=_short(error)) from error


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
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        raise SourceError(reply.where, expected=f"{'.'.join(names)}: {kind.__name__}", found=_short(repr(found)))
    return found


def records(items: Any, fields: Fields, reply: Reply) -> pd.DataFrame:
    """Return the objects of a JSON list as a table with the columns `fields` and `row`, counted from 1.

    A number is finite, and True is none; a field that may be missing or null names None among its types; the fields of
    an object within stand in columns like `country.id`. Other fields are left out: providers add them. A part that
    `json_of` left raw is read here, so that of a million rows nothing is made but what is wanted. Raises SourceError
    for anything that is not such a list.

    >>> from datetime import datetime
    >>> reply = Reply("https://example.org/a", 200, {}, b"", datetime(2026, 1, 1))
    >>> records([{"at": {"id": "BY"}, "new": 1}, {"at": {"id": "RU"}}], {"at": {"id": str}}, reply).values.tolist()
    [['BY', 1], ['RU', 2]]
    """
    rows: Any = GenericAlias(list, _row_type(fields))
    try:
        read = msgspec.json.decode(items, type=rows) if isinstance(items, msgspec.Raw) else msgspec.convert(items, rows)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        expected = f"a list of objects with {', '.join(fields)}"
        raise SourceError(reply.where, expected=expected, found=str(error)) from error
    columns = {name: _column([*map(attrgetter(place), read)]) for name, place in _places(fields)}
    return pd.DataFrame(columns).assign(row=range(1, len(read) + 1))


def _column(cells: list[Any]) -> "pd.Series[Any]":
    """Return a field of all objects, each text once in memory: of a million rows most say the same."""
    once: dict[Any, Any] = {}
    texts = set(map(type, cells)) <= {str, type(None)}
    kept = map(once.setdefault, cells, cells) if texts else cells
    return pd.Series(np.fromiter(kept, dtype=object, count=len(cells)))  # of a list pandas would look at each cell


def _places(fields: Fields, at: str = "") -> Iterable[tuple[str, str]]:
    """Yield the name of each column and where it stands in a row: fields are numbered, for names may be no words."""
    for number, (name, kind) in enumerate(fields.items()):
        if isinstance(kind, Mapping):
            yield from ((f"{name}.{inner}", place) for inner, place in _places(kind, f"{at}field{number}."))
        else:
            yield name, f"{at}field{number}"


def _row_type(fields: Fields) -> Any:
    return _struct(
        tuple((name, _row_type(kind) if isinstance(kind, Mapping) else kind) for name, kind in fields.items())
    )


@cache
def _struct(fields: tuple[tuple[str, Any], ...]) -> type[msgspec.Struct]:
    """Return the type of one object; the same for the same fields, as those within are asked for again."""
    names = {f"field{number}": name for number, (name, _) in enumerate(fields)}
    made = [
        (place, _bounded(kind), *((None,) if isinstance(None, kind) else ()))
        for place, (_, kind) in zip(names, fields, strict=True)
    ]
    return msgspec.defstruct("Row", made, rename=names, kw_only=True, gc=False)


def _bounded(kind: Any) -> Any:
    """Return the `kind` with its numbers kept below what overflows."""
    kinds = get_args(kind) or (kind,)
    return reduce(or_, (_NUMBER if one is float else one for one in kinds))


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
