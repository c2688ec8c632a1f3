"""What was answered with each edition: the same question, asked of what was known on each day that brought news."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from indicators.measures import Resolver

Answer = TypeVar("Answer")


def by_edition(
    fresh: Resolver, at: Callable[[date], Resolver], ask: Callable[[Resolver], Answer]
) -> tuple[tuple[date, Answer], ...]:
    """Return what `ask` finds on each day on which something that it reads became known or was revised.

    `fresh` is a resolver that has read nothing yet: what it has read afterwards tells the days. `at` returns the one
    that knows what was known on a day.

    >>> class Made:
    ...     def __init__(self, day=None):
    ...         self.day = day
    ...     def editions(self):
    ...         return [date(2021, 1, 1), date(2022, 1, 1)]
    >>> by_edition(Made(), Made, lambda one: one.day and one.day.year)
    ((datetime.date(2021, 1, 1), 2021), (datetime.date(2022, 1, 1), 2022))
    """
    ask(fresh)
    return tuple((day, ask(at(day))) for day in fresh.editions())
