"""A cube in JSON-stat 2.0: a value a combination of categories, by its place in row-major order, most often absent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import prod
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.live import Reply
from ingest.replies import json_of, within

_LARGEST = 5_000_000  # values; Eurostat gives no more at once


@dataclass(frozen=True)
class Cube:
    """The stated values of a cube, a column a dimension, and `value`, `flag` and `row`, their place counted from 1."""

    table: pd.DataFrame
    updated: date
    dimensions: tuple[str, ...]


def cube(reply: Reply) -> Cube:
    """Return the values that a reply states, with the codes of their categories; `:` and null are absent.

    >>> geo = {"category": {"index": {"MD": 0, "UA": 1}}}
    >>> text = {"class": "dataset", "version": "2.0", "id": ["geo"], "size": [2], "dimension": {"geo": geo},
    ...     "value": {"1": 4.5}, "status": {"1": "e"}, "updated": "2026-07-21T11:00:00+0200"}
    >>> import json
    >>> found = cube(Reply("https://h/a", 200, {}, json.dumps(text).encode(), datetime(2026, 11, 24)))
    >>> found.table.to_dict("records"), found.updated
    ([{'geo': 'UA', 'value': 4.5, 'flag': 'e', 'row': 2}], datetime.date(2026, 7, 21))

    Raises SourceError for anything but a whole cube.
    """
    document = json_of(reply)
    if not isinstance(document, dict) or (document.get("class"), document.get("version")) != ("dataset", "2.0"):
        raise SourceError(reply.where, expected="a dataset of JSON-stat 2.0", found=str(document)[:80])
    names = within(document, ("id",), list, reply)
    sizes = within(document, ("size",), list, reply)
    if any(not isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise SourceError(reply.where, expected="names of dimensions in id", found=str(names)[:80])
    codes = [_codes(within(document, ("dimension", name), dict, reply), name, reply) for name in names]
    if [len(each) for each in codes] != sizes or not 0 < prod(sizes) <= _LARGEST:
        found = f"size {sizes}, categories {[len(each) for each in codes]}"[:120]
        raise SourceError(reply.where, expected="the size of each dimension", found=found)
    values = _by_place(document.get("value"), prod(sizes), "value", reply)
    flags = _by_place(document.get("status", {}), prod(sizes), "status", reply)
    rows = [_row(place, value, flags.get(place, ""), reply) for place, value in sorted(values.items())]
    table = pd.DataFrame([row for row in rows if row], columns=["value", "flag", "row"])
    spread = _spread(table["row"] - 1, names, codes)
    return Cube(spread.join(table), _updated(document, reply), tuple(names))


def _codes(dimension: dict[str, Any], name: str, reply: Reply) -> list[str]:
    """Return the codes of a dimension in their order: of an object by its numbers, of a list as it stands."""
    index = within(dimension, ("category",), dict, reply).get("index")
    if isinstance(index, list):
        found = index
    elif isinstance(index, dict) and sorted(map(str, index.values())) == sorted(map(str, range(len(index)))):
        found = sorted(index, key=lambda code: int(index[code]))
    else:
        raise SourceError(reply.where, expected=f"categories of {name} from 0 on", found=str(index)[:80])
    if any(not isinstance(code, str) for code in found) or len(set(found)) != len(found):
        raise SourceError(reply.where, expected=f"the codes of {name}, each once", found=str(found)[:80])
    return found


def _by_place(found: Any, size: int, name: str, reply: Reply) -> dict[int, Any]:
    """Return what stands at each place: of an object by its keys, of a list of full length by order."""
    if isinstance(found, list) and len(found) == size:
        return dict(enumerate(found))
    if not isinstance(found, dict) or not all(key.isascii() and key.isdigit() and len(key) < 9 for key in found):
        raise SourceError(reply.where, expected=f"{name} by place", found=str(found)[:80])
    by_place = {int(key): each for key, each in found.items()}
    if len(by_place) != len(found) or max(by_place, default=0) >= size:
        raise SourceError(reply.where, expected=f"{name} at places below {size}, each once", found=str(max(by_place)))
    return by_place


def _row(place: int, value: Any, flag: Any, reply: Reply) -> dict[str, Any] | None:
    if value is None or value == ":":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e300:
        raise SourceError(reply.where, expected=f"a number at place {place}", found=repr(value)[:60])
    if flag is not None and not isinstance(flag, str):
        raise SourceError(reply.where, expected=f"a flag at place {place}", found=repr(flag)[:60])
    return {"value": float(value), "flag": flag or "", "row": place + 1}


def _spread(places: pd.Series, names: list[str], codes: list[list[str]]) -> pd.DataFrame:
    """Return the code of each dimension at each place; the last dimension runs fastest."""
    columns: dict[str, pd.Series] = {}
    rest = places.astype("int64")
    for name, each in reversed(list(zip(names, codes, strict=True))):
        columns[name] = (rest % len(each)).map(dict(enumerate(each)))
        rest = rest // len(each)
    return pd.DataFrame({name: columns[name] for name in names}, index=places.index)


def _updated(document: dict[str, Any], reply: Reply) -> date:
    text = within(document, ("updated",), str, reply)
    expected = "updated like 2026-07-21T11:00:00+0200, not after the reply"
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError as error:
        raise SourceError(reply.where, expected=expected, found=repr(text)[:60]) from error
    if day > reply.retrieved.date() + timedelta(days=1):
        raise SourceError(reply.where, expected=expected, found=repr(text)[:60])
    return day
