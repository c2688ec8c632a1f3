"""The IMF's structures in SDMX-JSON 2.0: data flows with their versions, the order of keys, what is available.

Versions change often and a new one may reorder a key, so the newest is asked for (`+`) and the order is always read.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.errors import SourceError
from ingest.live import Reply
from ingest.replies import json_of, within

_STRUCTURE = re.compile(r".*DataStructure=(?P<agency>[A-Z.]+):(?P<id>[A-Z_0-9]+)\(.*\)")


@dataclass(frozen=True, slots=True)
class Flow:
    """A data flow and the structure that it follows."""

    id: str
    agency: str
    version: str
    structure: str  # "agency:id" of its data structure

    @property
    def structure_path(self) -> str:
        """Where the structure is asked for."""
        return f"/structure/datastructure/{self.structure.replace(':', '/')}/+"


@dataclass(frozen=True, slots=True)
class Availability:
    """What a flow has under a key: how many series, to which day, and the codes of one dimension."""

    series: int
    end: str
    codes: frozenset[str]


def opened(reply: Reply) -> Any:
    """Return the JSON of a reply of the IMF.

    Raises SourceError for no body, by which the IMF says that it knows no such structure, for SDMX-ML and for what
    `json_of` refuses.
    """
    if reply.status == 204 or not reply.body:
        found = f"HTTP {reply.status} without a body: the IMF knows no such structure"
        raise SourceError(reply.where, expected="SDMX-JSON", found=found, do="see what the IMF renamed it to")
    if reply.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<?xml", b"<mes")):
        raise SourceError(reply.where, expected="SDMX-JSON, which was asked for", found="SDMX-ML")
    return json_of(reply)


def flows(reply: Reply, wanted: Mapping[str, str]) -> dict[str, Flow]:
    """Return the data flows `wanted`, agencies by id, from the list of all.

    Raises SourceError for a flow that is not listed, by which the IMF retires one, or names no structure.
    """
    found: dict[str, Flow] = {}
    for entry in within(opened(reply), ("data", "dataflows"), list, reply):
        if not isinstance(entry, dict) or wanted.get(str(entry.get("id"))) != entry.get("agencyID"):
            continue
        name = str(entry["id"])
        followed = _STRUCTURE.fullmatch(str(entry.get("structure")))
        version = entry.get("version")
        if not followed or not isinstance(version, str) or name in found:
            expected = f"data flow {name} once, with a version and a data structure"
            raise SourceError(reply.where, expected=expected, found=str(entry.get("structure"))[:80])
        found[name] = Flow(name, wanted[name], version, f"{followed['agency']}:{followed['id']}")
    if lacking := sorted(wanted.keys() - found.keys()):
        expected = f"data flow {lacking[0]} of {wanted[lacking[0]]}"
        raise SourceError(reply.where, expected=expected, found="none of that name", do="see what replaced it")
    return found


def key_order(reply: Reply, flow: Flow, dimensions: frozenset[str]) -> tuple[str, ...]:
    """Return the dimensions of a flow's key in their order.

    Raises SourceError for another structure, for a dimension that is missing, and for one that we do not know: it
    would split each series into several.
    """
    structure = within(opened(reply), ("data", "dataStructures", 0), dict, reply)
    if f"{structure.get('agencyID')}:{structure.get('id')}" != flow.structure:
        found = f"{structure.get('agencyID')}:{structure.get('id')}"
        raise SourceError(reply.where, expected=f"data structure {flow.structure}", found=found)
    listed = within(structure, ("dataStructureComponents", "dimensionList", "dimensions"), list, reply)
    numbers = range(len(listed))
    positions = {within(listed, (n, "position"), int, reply): within(listed, (n, "id"), str, reply) for n in numbers}
    if sorted(positions) != list(numbers) or frozenset(positions.values()) != dimensions:
        expected = f"a key of {', '.join(sorted(dimensions))}"
        found = ".".join(positions[position] for position in sorted(positions))
        raise SourceError(reply.where, expected=expected, found=found, do="see how the flow was restructured")
    return tuple(positions[position] for position in sorted(positions))


def key(order: Sequence[str], codes: Mapping[str, Sequence[str]]) -> str:
    """Return the key that asks for `codes` by dimension; a dimension without codes is asked for whole.

    >>> key(("COUNTRY", "INDICATOR", "FREQUENCY"), {"COUNTRY": ("BLR", "RUS"), "FREQUENCY": ("A",)})
    'BLR+RUS.*.A'
    """
    return ".".join("+".join(codes.get(name, ())) or "*" for name in order)


def availability(reply: Reply, flow: str, dimension: str) -> Availability:
    """Return what a flow has; a key without any series is no error.

    Raises SourceError for the answer about another flow or without its figures.
    """
    constraint = within(opened(reply), ("data", "dataConstraints", 0), dict, reply)
    if constraint.get("id") != flow:
        raise SourceError(reply.where, expected=f"the availability of {flow}", found=str(constraint.get("id"))[:40])
    notes = within(constraint, ("annotations",), list, reply)
    told = {note.get("id"): note.get("title") for note in notes if isinstance(note, dict)}
    count, end = str(told.get("series_count")), told.get("time_period_end")
    if not re.fullmatch(r"\d{1,9}", count):
        raise SourceError(reply.where, expected="series_count, a number", found=repr(told)[:80])
    if int(count) == 0:
        return Availability(0, "", frozenset())
    if not isinstance(end, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", end):
        raise SourceError(reply.where, expected="time_period_end, a day", found=repr(told)[:80])
    return Availability(int(count), end, _codes(constraint, dimension, reply))


def _codes(constraint: Any, dimension: str, reply: Reply) -> frozenset[str]:
    components = within(constraint, ("cubeRegions", 0, "components"), list, reply)
    for number, component in enumerate(components):
        if isinstance(component, dict) and component.get("id") == dimension:
            values = within(components, (number, "values"), list, reply)
            return frozenset(within(values, (n, "value"), str, reply) for n in range(len(values)))
    raise SourceError(reply.where, expected=f"the codes of {dimension}", found="none")
