"""Data messages of the IMF in SDMX-JSON 2.0: series by index, values as texts, attributes by index or as texts.

The lists of codes and periods are in no order; a key is read by the position that each dimension declares. `SCALE` is
not looked at: it says 6 or 9 beside values that are already in full units.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from ingest.errors import SourceError
from ingest.imf_live.structures import Flow, opened
from ingest.live import Reply
from ingest.replies import within

_NUMBER = re.compile(r"[-+]?\d{1,30}(\.\d*)?([eE][-+]?\d{1,2})?")
_MARKS = ("DERIVATION_TYPE", "STATUS")  # attributes of an observation
_ABSENT = ("NA", "NP")  # not available, not published
_STATED = ("UNIT", "LATEST_ACTUAL_ANNUAL_DATA")  # attributes of groups of series

Axes = list[tuple[str, dict[str, str]]]  # each dimension with its codes by the text of their index


def observations(reply: Reply, flow: Flow, order: Sequence[str]) -> pd.DataFrame:
    """Return the observations of a message, a row each, in the order in which they stand.

    The columns are the dimensions `order`, `period` as the IMF writes it, `value` as sent (missing: NaN), `row` from 1,
    and as texts, empty where nothing is said, DERIVATION_TYPE, STATUS, UNIT (absent where it is a dimension) and
    LATEST_ACTUAL_ANNUAL_DATA. A data set without `series` has no observation, which is no error.

    Raises SourceError for another flow, other dimensions, an index without a code, and a value that is no number.
    """
    document = opened(reply)
    sets = within(document, ("data", "dataSets"), list, reply)
    structure = within(document, ("data", "structures", 0), dict, reply)
    if len(sets) != 1 or not isinstance(sets[0], dict) or "observations" in sets[0]:
        raise SourceError(reply.where, expected="one data set, by series", found=f"{len(sets)} or of another form")
    _refuse_other_flow(structure, flow, reply)
    axes = _axes(structure, order, reply)
    periods = _periods(structure, reply)
    series = within(sets[0], ("series",), dict, reply) if "series" in sets[0] else {}
    try:
        cells = list(_cells(series, axes, periods, structure))
        stated = {name: _stated(name, axes, structure, sets[0]) for name in _STATED if name not in order}
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        expected = "series, observations and attributes by index, and one OBS_VALUE"
        raise SourceError(reply.where, expected=expected, found=f"{type(error).__name__} {error}"[:80]) from error
    table = pd.DataFrame(cells, columns=[*(name for name, _ in axes), "period", "value", *_MARKS], dtype=object)
    table = table.assign(row=range(1, len(table) + 1), value=_values(table, reply))
    for name, said in stated.items():
        table[name] = ""
        for codes, text in said:
            where = pd.Series(True, index=table.index)
            for dimension, code in codes.items():
                where &= table[dimension] == code
            table.loc[where, name] = text
    return table


def _refuse_other_flow(structure: Any, flow: Flow, reply: Reply) -> None:
    links = within(structure, ("links",), list, reply)
    urns = [str(link.get("urn")) for link in links if isinstance(link, dict)]
    if not any(f"={name}(" in urn for urn in urns for name in (f"{flow.agency}:{flow.id}", flow.structure)):
        raise SourceError(reply.where, expected=f"data of {flow.agency}:{flow.id}", found=" ".join(urns)[-80:])


def _axes(structure: Any, order: Sequence[str], reply: Reply) -> Axes:
    """Return the dimensions of a series' key in the order of that key."""
    listed = within(structure, ("dimensions", "series"), list, reply)
    placed: dict[int, tuple[str, dict[str, str]]] = {}
    for number in range(len(listed)):
        values = within(listed, (number, "values"), list, reply)
        codes = {str(n): within(values, (n, "id"), str, reply) for n in range(len(values))}
        place = within(listed, (number, "keyPosition"), int, reply)
        placed[place] = within(listed, (number, "id"), str, reply), codes
    axes = [placed[place] for place in sorted(placed)]
    names = [name for name, _ in axes]
    if sorted(placed) != list(range(len(listed))) or sorted(names) != sorted(order):
        raise SourceError(reply.where, expected=f"the dimensions {'.'.join(order)}", found=".".join(names)[:80])
    return axes


def _periods(structure: Any, reply: Reply) -> dict[str, str]:
    times = within(structure, ("dimensions", "observation"), list, reply)
    if len(times) != 1 or within(times, (0, "id"), str, reply) != "TIME_PERIOD":
        raise SourceError(reply.where, expected="observations by TIME_PERIOD alone", found=repr(times)[:80])
    values = within(times, (0, "values"), list, reply)
    return {str(n): within(values, (n, "value"), str, reply) for n in range(len(values))}


def _cells(series: Any, axes: Axes, periods: dict[str, str], structure: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the codes, the period, the raw value and the marks of each observation."""
    measures = [measure["id"] for measure in structure["measures"]["observation"]]
    if measures != ["OBS_VALUE"]:
        raise ValueError(f"measures {measures}")
    attributes = structure["attributes"]["observation"]
    marks = [_place(name, attributes) for name in _MARKS]
    for index, content in series.items():
        codes = [values[n] for (_, values), n in zip(axes, index.split(":"), strict=True)]
        for period, cell in content.get("observations", {}).items():
            if not isinstance(cell, list):
                raise TypeError(f"observation {cell!r}")
            told = (_text(cell, place + 1, values) if values is not None else "" for place, values in marks)
            yield (*codes, periods[period], cell[0], *told)


def _place(name: str, attributes: Any) -> tuple[int, Any]:
    """Return where an attribute stands among those of its level, and its codes; None for codes where it is not."""
    for place, attribute in enumerate(attributes):
        if attribute["id"] == name:
            return place, attribute["values"]
    return 0, None


def _text(cells: Any, place: int, values: Any) -> str:
    """Return an attribute: an index into its codes, a text as it is, or a list of one text."""
    if not isinstance(cells, list):
        raise TypeError(f"attributes {cells!r}")
    found = cells[place] if place < len(cells) else None
    found = found[0] if isinstance(found, list) and found else found
    if isinstance(found, int) and not isinstance(found, bool) and found >= 0:
        found = values[found]["id"]
    if found is not None and not isinstance(found, str):
        raise TypeError(f"attribute {found!r}")
    return found or ""


def _stated(name: str, axes: Axes, structure: Any, data: Any) -> list[tuple[dict[str, str], str]]:
    """Return (codes by dimension, text) of each group of series for which an attribute is stated."""
    place, values = _place(name, structure["attributes"].get("dimensionGroup", []))
    if values is None:
        return []
    found = []
    for index, cells in data.get("dimensionGroupAttributes", {}).items():
        if text := _text(cells, place, values):
            parts = index.split(":")[: len(axes)]
            found.append(({axis: codes[n] for (axis, codes), n in zip(axes, parts, strict=True) if n}, text))
    return found


def _values(table: pd.DataFrame, reply: Reply) -> pd.Series:
    """Return the values as numbers; null, and whatever is marked as not available or not published, is missing."""
    values = []
    for row, raw in enumerate(table["value"], 1):
        text = str(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else raw
        if text is not None and not (isinstance(text, str) and _NUMBER.fullmatch(text)):
            raise SourceError(reply.where, expected=f"a number or null in observation {row}", found=repr(raw)[:40])
        values.append(float("nan") if text is None else float(text))
    return pd.Series(values, index=table.index, dtype="float64").mask(table["STATUS"].isin(_ABSENT))
