"""What a rule returns, and how signs at the bounds of known values become the state of a claim."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from indicators.catalogue import CATALOGUE
from indicators.engine import evaluate
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Row


class Verdict(NamedTuple):
    """What a rule found: `margin` is the distance to the threshold in units of the tolerance or of one step.

    `missing` names what the rule asked for and did not find.
    """

    state: str
    decided_by: str = ""
    value: float | None = None
    margin: float | None = None
    reason: str = ""
    observations: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()


Rule = Callable[..., Verdict]


def sign(low: float, high: float, tolerance: float = 0.0) -> int:
    """Return 1 for what is surely above the tolerance, -1 for what surely is not, 0 where the bounds leave it open.

    >>> sign(1, 2), sign(-2, 0), sign(-1, 1)
    (1, -1, 0)
    """
    return 1 if low > tolerance else -1 if high <= tolerance else 0


def state_of_signs(signs: Iterable[int]) -> str:
    """Return the state of a claim that holds if each sign is 1.

    >>> state_of_signs([1, 1]), state_of_signs([1, 0]), state_of_signs([0, 1, -1])
    ('supported', 'undecidable', 'mixed')
    """
    found = set(signs)
    if {1, -1} <= found:
        return "mixed"
    if 0 in found or not found:
        return "undecidable"
    return "supported" if 1 in found else "contradicted"


def signed(low: float, high: float, digits: int = 1) -> str:
    """Return a number, or the two bounds, with signs.

    >>> signed(2, 2), signed(-1, 2.25, 2)
    ('+2.0', '-1.00 to +2.25')
    """
    return f"{low:+.{digits}f}" if low == high else f"{low:+.{digits}f} to {high:+.{digits}f}"


def percent_change(ratio: float) -> float:
    """Return the change that a ratio means, free of the last bits' noise.

    >>> percent_change(101 / 100)
    1.0
    """
    return round((ratio - 1) * 100, 9)


def name_of(series: Mapping[str, str]) -> str:
    """Return what a rule reads in words: a measure, or an indicator with its variant.

    >>> name_of({"indicator": "creditor_share", "variant": "bilateral"}), name_of({"measure": "gdp"})
    ('creditor_share (bilateral)', 'gdp')
    """
    variant = series.get("variant", "")
    return f"{series['indicator']} ({variant})" if variant else series.get("indicator") or series["measure"]


def known_rows(resolver: Resolver, pair: Pair, indicator: str, variant: str) -> list[Row]:
    """Return the rows of an indicator that have a value or bounds."""
    if (indicator, pair) not in resolver.results:
        resolver.results[indicator, pair] = evaluate(CATALOGUE[indicator], resolver, pair)
    rows = resolver.results[indicator, pair].of(variant)
    return [row for row in rows if not (math.isnan(row.value) and math.isnan(row.low))]


def known_values(
    resolver: Resolver, pair: Pair, measure: str = "", indicator: str = "", variant: str = ""
) -> dict[str, Row | Cell]:
    """Return by period what is known, with a value or bounds, of a measure or of a variant of an indicator."""
    if indicator:
        return {row.period: row for row in known_rows(resolver, pair, indicator, variant)}
    cells = resolver.quantity(measure, pair)
    return {name: cell for name, cell in cells.items() if not math.isnan(cell.low)}


def observations_of(values: Iterable[Row | Cell | Verdict]) -> tuple[int, ...]:
    """Return the observations behind several values, each once."""
    return tuple(dict.fromkeys(number for value in values for number in value.observations))
