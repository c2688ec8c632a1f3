"""Cells from the observations of a series, and from other cells: editions, years made of months, sums, spans."""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import chain, pairwise, product
from typing import Any

from indicators.model import Cell, Quantity
from ingest.model import STATUSES, Status, Tables
from ingest.periods import period, spanning, year

NAN = float("nan")
_FEWEST_DAYS = 15  # of a month's mean
ESTIMATED = STATUSES.index(Status.ESTIMATED)
_LONGEST_HOLIDAY = 11  # days: Armenia's market is shut up to ten at the turn of the year


def cells_of_series(tables: Tables, series: int, visible: Any, scale: float, *, best: bool = False) -> Quantity:
    """Return one cell per period of a series, times `scale`.

    Of several editions the latest counts. Single figures (frequency `_O`) are no editions of each other: the best of
    those for one period gives the value and all of them the bounds; with `best` only figures not marked as inferior
    count, and they leave the bounds alone. A value of an edition that is marked as inferior is known to be wrong: it is
    a cell without a value, which empties every total that would hold it.
    """
    rows = tables.rows_of(series)
    if visible is None and tables.plain[series]:
        return _of_one_edition(tables, rows, scale)
    figures_apart = tables.frequencies[series] == "_O"
    names = ("period", "vintage", "value", "low", "high", "status", "preference")
    columns = [tables.columns[name][rows].tolist() for name in names]
    seen: dict[str, list[tuple[Any, ...]]] = {}
    for number, (name, vintage, *numbers, status, preference) in enumerate(zip(*columns, strict=True), rows.start):
        if (visible is None or visible[number]) and not (best and preference > 1):
            seen.setdefault(name, []).append((preference, -vintage, number, *numbers, status))
    cells = {name: _best_figure(figures, scale, figures_apart and not best) for name, figures in seen.items()}
    if not figures_apart and any(figure[0] > 1 for figures in seen.values() for figure in figures):
        wrong = {name for name, figures in seen.items() if min(figures)[0] > 1}
        cells |= {name: cells[name]._replace(value=NAN, low=NAN, high=NAN) for name in wrong}
    return cells


def _of_one_edition(tables: Tables, rows: slice, scale: float) -> Quantity:
    """Return the cells of a series with one ordinary figure for each period: most series, and the inner loop."""
    cells: Quantity = {}
    columns = [tables.columns[name][rows].tolist() for name in ("period", "value", "low", "high", "status")]
    for number, (name, value, low, high, status) in enumerate(zip(*columns, strict=True), rows.start):
        if value == value:  # a figure without bounds of its own is as low and as high as its value
            low, high = (low if low == low else value), (high if high == high else value)
        cells[name] = Cell(value * scale, low * scale, high * scale, status, (number,))
    return cells


def _best_figure(figures: list[tuple[Any, ...]], scale: float, widen: bool) -> Cell:
    _, _, row, value, low, high, status = min(figures) if len(figures) > 1 else figures[0]
    cell = _scaled(value, low, high, status, (row,), scale)
    if not widen or len(figures) == 1:
        return cell
    others = (
        _scaled(other_value, other_low, other_high, other_status, (other_row,), scale)
        for _, _, other_row, other_value, other_low, other_high, other_status in figures
        if other_status <= status
    )
    return widened(cell, others)


def _scaled(value: float, low: float, high: float, status: int, rows: tuple[int, ...], scale: float) -> Cell:
    """A figure without bounds of its own is as low and as high as its value; a one-sided one stays open."""
    if not math.isnan(value):
        low, high = (value if math.isnan(low) else low), (value if math.isnan(high) else high)
    return Cell(value * scale, low * scale, high * scale, status, rows)


def widened(cell: Cell, others: Iterable[Cell]) -> Cell:
    """Return `cell` with bounds that take in those of `others`, and their observations behind its own."""
    low, high, rows = cell.low, cell.high, dict.fromkeys(cell.observations)
    for other in others:
        if other.low < low or other.high > high or math.isnan(low):
            rows |= dict.fromkeys(other.observations)
        low = other.low if math.isnan(low) else min(low, other.low)
        high = other.high if math.isnan(high) else max(high, other.high)
    return cell._replace(low=low, high=high, observations=tuple(rows))


def years_of_parts(parts: Quantity, how: str) -> Quantity:
    """Return years made of months or days: their `mean`, the `mean_of_trading_days`, `sum` or `sum_so_far`.

    A mean or a sum so far of part of a year is named for that part; a `sum` needs the whole year. A gap inside the
    year, or at its start, leaves the year out; of trading days, one longer than holidays are.
    """
    next_day = timedelta(days=1)
    longest = timedelta(days=_LONGEST_HOLIDAY) if how == "mean_of_trading_days" else next_day
    by_year: dict[int, list[tuple[date, date, Cell]]] = {}
    for name, cell in parts.items():
        span = period(name)
        by_year.setdefault(span.first.year, []).append((span.first, span.last, cell))
    found: Quantity = {}
    for number, cells in sorted(by_year.items()):
        cells.sort(key=lambda part: part[0])
        first, last = cells[0][0], cells[-1][1]
        start, end = date(number, 1, 1), date(number, 12, 31)
        whole = first - start < longest and all(
            next_day <= later[0] - earlier[1] <= longest for earlier, later in pairwise(cells)
        )
        if not whole or (how == "sum" and last != end):
            continue
        if end - last < longest:
            first, last = start, end
        divisor = len(cells) if how.startswith("mean") else 1
        total = added([cell for *_, cell in cells])
        found[spanning(first, last).text] = total._replace(
            value=total.value / divisor, low=total.low / divisor, high=total.high / divisor
        )
    return found


def months_of_days(days: Quantity) -> Quantity:
    """Return the mean of each month of which at least fifteen days are known, as for rates that rest on holidays.

    >>> len(months_of_days({f"2021-03-{day:02d}": Cell(2.0, 2.0, 2.0, 0, ()) for day in range(1, 15)}))
    0
    """
    by_month: dict[str, list[Cell]] = {}
    for name, cell in days.items():
        by_month.setdefault(name[:7], []).append(cell)
    found = {}
    for name, cells in by_month.items():
        if len(cells) >= _FEWEST_DAYS:
            total, count = added(cells), len(cells)
            found[name] = total._replace(value=total.value / count, low=total.low / count, high=total.high / count)
    return found


def with_parts(figures: Quantity, how: str) -> Quantity:
    """Return `figures` with the years of which only a part is known, by the rule `how` of data/measures.toml.

    `floor`: a flow from January on; the year holds at least the longest such part, at most the same pace to its end.
    `stand_in`: the longest part stands for the year, within the bounds of all its parts, as an estimate.
    """
    whole = {name: cell for name, cell in figures.items() if not _is_part(name)}
    parts: dict[int, list[tuple[int, str, Cell]]] = {}
    for name, cell in figures.items():
        if _is_part(name) and cell.status <= ESTIMATED:
            parts.setdefault(period(name).first.year, []).append((period(name).months, name, cell))
    for number, found in parts.items():
        name = year(number).text
        if name in whole:
            continue
        months, longest, cell = max(found, key=lambda part: part[0])
        if how == "floor" and months >= 6 and period(longest).first.month == 1:
            whole[name] = cell._replace(value=NAN, high=cell.high * 12 / months, status=max(cell.status, ESTIMATED))
        elif how == "stand_in" and months >= 3:
            whole[name] = widened(cell._replace(status=max(cell.status, ESTIMATED)), (part for _, _, part in found))
        elif how == "stand_in":
            whole[name] = widened(cell._replace(value=NAN, status=max(cell.status, ESTIMATED)), ())
    return whole


def _is_part(name: str) -> bool:
    span = period(name)
    return span.first.year == span.last.year and span.months < 12


def behind(cells: Iterable[Cell]) -> tuple[int, ...]:
    """Return the observations of all cells, each once, in their order."""
    return tuple(dict.fromkeys(chain.from_iterable([cell.observations for cell in cells])))


def added(cells: Iterable[Cell]) -> Cell:
    """Return the sum, with the weakest status and all observations."""
    return combined(lambda *values: math.fsum(values), list(cells))


def combined(formula: Callable[..., float], cells: list[Cell]) -> Cell:
    """Return `formula` of the cells' values, its bounds over their bounds, the weakest status, all observations.

    The bounds are exact for a formula that is monotone in each argument, on either side of nought at least, as an
    absolute value is: its extremes lie at the corners, and at 0 where an argument's bounds span it. For any other they
    hold at least the value itself. With many arguments, which only sums have here, the two corners of all
    lows and all highs suffice.
    """
    value = formula(*[cell.value for cell in cells])
    status = max([cell.status for cell in cells])
    rows = behind(cells)
    wide = sum([cell.low != cell.high for cell in cells])
    if not wide:
        return Cell(value, value, value, status, rows)
    if wide > 6:
        corners = [formula(*[cell.low for cell in cells]), formula(*[cell.high for cell in cells])]
    else:
        corners = [formula(*corner) for corner in product(*map(_ends, cells))]
    if any(math.isnan(corner) for corner in corners):
        return Cell(value, NAN, NAN, status, rows)
    if not math.isnan(value):
        corners.append(value)
    return Cell(value, min(corners), max(corners), status, rows)


def _ends(cell: Cell) -> tuple[float, ...]:
    if cell.low == cell.high:
        return (cell.low,)
    return (cell.low, 0.0, cell.high) if cell.low < 0 < cell.high else (cell.low, cell.high)


def on_shared_periods(formula: Callable[..., float], inputs: Mapping[Any, Quantity]) -> Quantity:
    """Return `formula` for each period that all `inputs` have; the arguments go by position."""
    quantities = list(inputs.values())
    shared = [name for name in quantities[0] if all(name in other for other in quantities[1:])]
    return {name: combined(formula, [quantity[name] for quantity in quantities]) for name in shared}
