"""When a country's place among others surely changed: in every order that the bounds of all of them allow."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from indicators.alerts import Firing, Judged, after_pauses, is_next, least_move, looked_at
from indicators.model import Row
from ingest.declared import AlertRule


def judged_by_rank(rule: AlertRule, own: Sequence[Row], others: Mapping[str, Sequence[Row]]) -> Judged:
    """Return when a country rose or fell by the rule's limit of places at the least, among those known in both periods.

    A rise is one towards the first place, which the highest value has.

    >>> rule = AlertRule("place", "rank", "x", "", "A", 1.0, 0, "high", "Place", "It matters.", ())
    >>> def rows(*values):
    ...     return [Row("", str(2019 + n), v, v - 1, v + 1, "reported", ()) for n, v in enumerate(values)]
    >>> found = judged_by_rank(rule, rows(40.0, 50.0, 46.0), {"ARM": rows(45.0, 45.0, 45.0)})
    >>> [(one.period, one.before.value, one.now.value, one.holds) for one in found.firings]
    [('2020', 2.0, 1.0, False)]
    """
    known = looked_at(rule, own)
    by_period = [{row.period: row for row in looked_at(rule, rows)} for rows in others.values()]
    found = [one for before, row in pairwise(known) if (one := _moved(rule, before, row, by_period, known[-1]))]
    occasions = [row.period for row in known]
    return Judged(after_pauses(rule, found, occasions), occasions)


def _moved(rule: AlertRule, before: Row, row: Row, others: Iterable[Mapping[str, Row]], last: Row) -> Firing | None:
    if not is_next(before, row):
        return None
    both = [rows for rows in others if before.period in rows and row.period in rows]
    was, now = (placed(one, [rows[one.period] for rows in both]) for one in (before, row))
    # The first place is the highest: who rises falls in number.
    if least_move(replace(rule, direction=-rule.direction), was, now) < rule.limit:
        return None
    return Firing(rule, row.period, now, before.period, row is last, was)


def placed(row: Row, others: Sequence[Row]) -> Row:
    """Return the place of a row among others, 1 for the highest, with the best and the worst that the bounds allow.

    >>> rows = [Row("", "2021", v, v - 2, v + 2, "reported", ()) for v in (40.0, 50.0, 43.0)]
    >>> placed(rows[0], rows[1:])[2:5]
    (nan, 2.0, 3.0)
    """
    best = 1.0 + sum(other.low > row.high for other in others)
    worst = 1.0 + sum(other.high > row.low for other in others)
    behind = tuple(dict.fromkeys(number for one in (row, *others) for number in one.observations))
    value = best if best == worst else math.nan
    return row._replace(value=value, low=best, high=worst, observations=behind)
