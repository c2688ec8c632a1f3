"""What the observations behind a value make in its formula: its numerator, its denominator, and so on."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Input, Pair, Result, Row


class Role(NamedTuple):
    """An input of a formula, with what it was for one value."""

    title: str  # in English; as the page says it: tr
    unit: str
    row: Row | None  # its own row where it took one period, the value's; None where it took several or another
    observations: tuple[int, ...]


def roles(repository: Repository, result: Result, row: Row) -> list[Role]:
    """Return the inputs of a value that have observations, in the order of the formula; last what has no role, if any.

    All that stands behind a measure has no role. Each observation stands in the first role that it has.

    >>> from dashboard.repository import DEFAULT_PAIR, open_repository
    >>> repository = open_repository()
    >>> result = repository.result("export_share", DEFAULT_PAIR)
    >>> year = next(row for row in result.rows if row.period == "2019")
    >>> [(role.title.split()[-1], len(role.observations)) for role in roles(repository, result, year)]
    [('partner', 15), ('world', 1)]
    """
    every, found, told = frozenset(row.observations), list[Role](), set[int]()
    for given in _inputs(result, row.variant):
        taken = _taken(repository, given, result)
        made = [one for one in taken.rows if one.observations and every.issuperset(one.observations)] if taken else []
        numbers = {number for one in made for number in one.observations} - told
        if taken and numbers:
            same = made[0] if len(made) == 1 and made[0].period == row.period else None
            found.append(Role(taken.title, taken.unit, same, _of(row, numbers)))
            told |= numbers
    return [*found, Role("", "", None, _of(row, every - told))] if every - told else found


def _of(row: Row, numbers: Collection[int]) -> tuple[int, ...]:
    return tuple(number for number in row.observations if number in numbers)


def _inputs(result: Result, variant: str) -> list[Input]:
    declared = CATALOGUE[result.id].variants if result.id in CATALOGUE else ()
    return [given for one in declared if one.id == variant for given in one.inputs.values()]


def _taken(repository: Repository, given: Input, result: Result) -> Result | None:
    """Return the result that an input takes its values from; None for one by partner, and for what is no result."""
    if given.each or not (given.measure or given.indicator):
        return None
    pair = Pair(result.pair.partner, result.pair.dependent) if given.of == "partner" else result.pair
    if given.indicator:
        whole = repository.result(given.indicator, pair, result.as_of)
        return replace(whole, rows=whole.of(given.variant))
    return repository.measure(given.measure, pair, result.as_of)
