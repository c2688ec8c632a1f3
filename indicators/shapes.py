"""Give the cells of a candidate the shape that a measure wants: years of months, windows, parts, conversions."""

from typing import Any

from indicators.cells import added, months_of_days, with_parts, years_of_parts
from indicators.model import Cell, Quantity
from ingest.model import STATUSES
from ingest.periods import period


def shaped(cells: Quantity, candidate: dict[str, Any], ended: int = 9999) -> Quantity:
    """Return `cells` as the candidate's keys say: `monthly`, `annual`, `window`, `parts`, `status`, `times`.

    `ended` is the last year that was over for whoever asks: a window that reaches beyond it is not full yet.
    """
    if "monthly" in candidate:
        cells = months_of_days(cells)
    if "annual" in candidate:
        cells = years_of_parts(cells, candidate["annual"])
    if "window" in candidate:
        window = candidate["window"]
        cells = windows(cells, **(window | {"last": min(window["last"], ended)}))
    if "parts" in candidate:
        cells = with_parts(cells, candidate["parts"])
    if "status" in candidate:
        rank = STATUSES.index(candidate["status"])
        cells = {name: cell._replace(status=max(cell.status, rank)) for name, cell in cells.items()}
    if "times" in candidate:
        cells = {name: _times(cell, **candidate["times"]) for name, cell in cells.items()}
    return cells


def windows(cells: Quantity, years: int, first: int, last: int) -> Quantity:
    """Return sums over each span of `years` years that lies between `first` and `last`, named for the span.

    For registers of things that happened: between the two years, those of its edition, a year without an entry is one
    in which nothing happened. A span without any entry is therefore zero, and rests on all entries there are: none of
    them lies in it. A register without any entry tells nothing.

    >>> entry = Cell(40.0, 40.0, 40.0, 0, (1,))
    >>> {span: cell.value for span, cell in windows({"2015": entry}, years=5, first=2014, last=2020).items()}
    {'2014..2018': 40.0, '2015..2019': 40.0, '2016..2020': 0.0}
    """
    found: Quantity = {}
    if not cells:
        return found
    nothing = added(list(cells.values()))._replace(value=0.0, low=0.0, high=0.0)
    for start in range(first, last - years + 2):
        inside = [cells[str(year)] for year in range(start, start + years) if str(year) in cells]
        found[period(f"{start}..{start + years - 1}").text] = added(inside) if inside else nothing
    return found


def _times(cell: Cell, value: float, low: float, high: float) -> Cell:
    """Convert a positive quantity by a constant that is itself known between `low` and `high`."""
    return cell._replace(value=cell.value * value, low=cell.low * low, high=cell.high * high)
