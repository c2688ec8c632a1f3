"""What a composite index is made of: indicators, and what they are parts of, at any depth."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ingest.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator, or what several nodes are parts of; `parent` is empty for a part of the index itself."""

    id: str
    parent: str = ""
    weight: float = 1.0
    direction: int = 1  # -1: a higher value is a lower score
    goalposts: tuple[float, float] | None = None  # values that score 0 and 1 before the direction is taken
    target: float | None = None


Structure = Sequence[Node]


def check(table: pd.DataFrame, structure: Structure) -> None:
    """Raise ParameterError where a structure does not fit a table: ids, parents, weights, directions, goalposts."""
    ids = [node.id for node in structure]
    leaves, columns = set(ids) - {node.parent for node in structure}, [str(name) for name in table]
    require(len(set(ids)) == len(ids), "structure", "each id once", f"{len(ids) - len(set(ids))} twice")
    require(leaves == set(columns), "structure", f"leaves {', '.join(columns)}", ", ".join(sorted(leaves)))
    for node in structure:
        require(node.parent in ("", *ids), node.id, "a parent in the structure", node.parent)
        require(node.weight > 0, node.id, "a weight above 0", f"{node.weight}")
        require(node.direction in (1, -1), node.id, "a direction of 1 or -1", f"{node.direction}")
        posts = node.goalposts
        require(posts is None or posts[0] < posts[1], node.id, "goalposts in order", f"{posts}")
        require(len(line_up(node, structure)) <= len(ids), node.id, "a parent above it", "itself")


def require(holds: bool, where: str, expected: str, found: str) -> None:
    """Raise ParameterError unless something holds."""
    if not holds:
        raise ParameterError(where, expected=expected, found=found)


def line_up(node: Node, structure: Structure) -> list[Node]:
    """Return a node and those above it, from itself up; longer than the structure where it goes in a circle."""
    known, line = {one.id: one for one in structure}, [node]
    while line[-1].parent and len(line) <= len(structure):
        line.append(known[line[-1].parent])
    return line
