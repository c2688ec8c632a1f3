"""The method of composite indices as text: what each is made of and why, the engine, and an example worked through."""

import inspect
from collections.abc import Sequence

import pandas as pd

from indicators import composite as engine
from indicators.composite import Node, effective_weights
from indicators.index import uncertainty
from indicators.index.panel import structure_of
from ingest.declared import Index, Indices
from ingest.index import indices

_PANELS = {
    "world": "95th percentile of the world",
    "peers": "95th percentile of the peers",
    "bound": "stated bound",
}
# Two pillars: debt (two indicators, the second weighs twice) and trade (two); in reserve cover less is more.
EXAMPLE = pd.DataFrame(
    {
        "debt": [40.0, 10.0, 60.0],
        "cover": [3.0, 8.0, float("nan")],
        "exports": [40.0, 8.0, 20.0],
        "imports": [57.0, 12.0, float("nan")],
    },
    index=["A", "B", "C"],
)
EXAMPLE_STRUCTURE = (
    Node("finance"),
    Node("trade", weight=3.0),
    Node("debt", "finance", goalposts=(0, 50)),
    Node("cover", "finance", weight=2.0, direction=-1, goalposts=(0, 10)),
    Node("exports", "trade", goalposts=(0, 80)),
    Node("imports", "trade", goalposts=(0, 60)),
)
_STEPS = (
    engine.denominate, engine.treat, engine.impute, engine.interpolate, engine.goalposts, engine.min_max,
    engine.z_score, engine.rank, engine.borda, engine.percentile_rank, engine.distance_to_reference,
    engine.distance_to_maximum, engine.distance_to_target, engine.effective_weights, engine.dirichlet_weights,
    engine.pca_weights, engine.arithmetic, engine.geometric, engine.harmonic, engine.power_mean, engine.maximum,
    engine.copeland, engine.composite, engine.contributions, engine.change_by_indicator, engine.log_shares_of_change,
)  # fmt: skip


def declared_indices() -> str:
    """Return what each composite index is made of, with every weight, goalpost and reason, and how chance is drawn."""
    declared = indices()
    return "\n\n".join([_rules(declared), *(_index(one) for one in declared.indices.values()), _ended(declared)])


def _rules(declared: Indices) -> str:
    peers, partners = ", ".join(declared.peers), ", ".join(declared.partners)
    return "\n\n".join(
        [
            "## How the indices are made",
            "An index is the arithmetic mean of its pillars, a pillar that of its inputs, an input its distance "
            "between two fixed goalposts, cut off at 0 and 1. What is not observed leaves its weight to the others of "
            "its pillar, and a pillar without any to the other pillars; the coverage tells how much is observed. One "
            "missing year between two known ones is filled halfway, never once the country hides its trade. Where only "
            "bounds are known their middle counts.",
            f"Scales are made of reported and mirror figures alone, of {declared.first} to {declared.scale_last}: in "
            f"each year the largest value of each of {peers} towards {partners}, for every partner the same.",
            f"The band is that of {declared.draws:,} draws with the seed {declared.seed}. Each takes every input from "
            "a triangular distribution between its bounds (a uniform one where only bounds are known), one of the "
            f"normalisations, weights from a Dirichlet distribution of concentration {declared.concentration:g} around "
            "those declared, one of the means over the pillars, and leaves out one input or none. Below the coverage "
            "the band runs from the 5th percentile as if what is missing scored 0 to the 95th as if it scored 1.",
            f"Normalisations: {_first(uncertainty.Scale.score, 1)}",
            f"A rise since a year: {_first(uncertainty.probability_of_rise)} "
            f"{_first(uncertainty.probability_of_rise, 1)}",
        ]
    )


def _index(declared: Index) -> str:
    weights = effective_weights(structure_of(declared))
    pillars = [[one.title, f"{one.weight:g}", one.reason] for one in declared.pillars]
    inputs = [
        [
            f"{one.title} (`{one.indicator}`{f', `{one.variant}`' if one.variant else ''})", one.pillar,
            f"{one.weight:g}", f"{weights[one.id]:.3f}", f"{one.goalposts.low:g}", f"{one.goalposts.high:g}",
            _PANELS[one.goalposts.panel], one.goalposts.reason,
        ]
        for one in declared.inputs
    ]  # fmt: skip
    return "\n\n".join(
        [
            f"## What {declared.title.lower()} is made of",
            f"Coverage needed: {100 * declared.coverage:g} %. Normalisations drawn: "
            f"{', '.join(declared.normalisations)}. Means drawn: {', '.join(declared.aggregations)}.",
            _table(("pillar", "weight", "reason"), pillars),
            _table(("input", "pillar", "weight", "in the whole", "0 at", "1 at", "from", "reason"), inputs),
            _table(("left out", "reason"), [[one.what, f"{one.reason}."] for one in declared.left_out]),
        ]
    )


def _ended(declared: Indices) -> str:
    rows = [
        [one.dependent, str(one.year), f"`{one.event}`", ", ".join(f"`{name}`" for name in one.measures)]
        for one in declared.discontinued
    ]
    return f"## Inputs discontinued\n\n{_table(('country', 'year', 'event', 'measures'), rows)}"


def composite_page(made: str) -> str:
    """Return the page of the composite engine: each step in words, and an example worked through."""
    head = (
        "`from indicators.composite import ...` works on any table of units by indicators: a row for each unit, a "
        "column for each indicator, NaN for what is not known; a `Node` for each indicator and for what it is part of, "
        "at any depth."
    )
    steps = [f"- `{step.__name__}`: {_first(step)}" for step in _STEPS]
    return "\n\n".join(["# Composite engine", made, head, "\n".join(steps), _example()]) + "\n"


def _example() -> str:
    scored = engine.scores(EXAMPLE, EXAMPLE_STRUCTURE)
    found = engine.composite(scored, EXAMPLE_STRUCTURE, coverage=0.4)
    added = engine.contributions(scored, EXAMPLE_STRUCTURE)
    results = pd.DataFrame(
        {**{name: found.parts[name] for name in found.parts}, "index": found.index, "coverage": found.coverage,
         "low": found.low, "high": found.high, "rank": found.ranks}
    )  # fmt: skip
    nodes = [
        [one.id, one.parent or "index", f"{one.weight:g}", f"{one.direction}", _posts(one)] for one in EXAMPLE_STRUCTURE
    ]
    return "\n\n".join(
        [
            "## An example worked through",
            "Three units, two pillars. In `cover` less is more; `debt` of C lies beyond its goalpost.",
            _table(("node", "part of", "weight", "direction", "goalposts"), nodes),
            _frame(EXAMPLE, 0),
            "Scores: debt / 50, 1 - cover / 10, exports / 80, imports / 60, cut off at 0 and 1.",
            _frame(scored, 4),
            "A: finance is (0.8 + 2 x 0.7) / 3, trade (0.5 + 0.95) / 2, and the index (finance + 3 x trade) / 4. C is "
            "observed by 0.4583 of the weight; `low` and `high` are its index if the rest scored 0 or 1.",
            _frame(results, 4),
            "What each indicator adds; the rows add up to the index.",
            _frame(added, 4),
        ]
    )


def _posts(node: Node) -> str:
    return f"{node.goalposts[0]:g} to {node.goalposts[1]:g}" if node.goalposts else ""


def _frame(table: pd.DataFrame, digits: int) -> str:
    rows = [
        [str(unit), *("" if value != value else f"{value:.{digits}f}" for value in values)]
        for unit, values in zip(table.index, table.to_numpy(dtype=float).tolist(), strict=True)
    ]
    return _table(("unit", *map(str, table)), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _first(function: object, paragraph: int = 0) -> str:
    """Return one paragraph of a function's docstring on one line."""
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[paragraph].split())
