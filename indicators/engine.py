"""Evaluate an indicator for a pair: bring the inputs together, apply the formula, keep bounds, status and lineage."""

import math
from collections.abc import Iterable, Mapping

from indicators.catalogue import CATALOGUE
from indicators.cells import NAN, added, on_shared_periods
from indicators.measures import Resolver
from indicators.model import Cell, Indicator, Input, Pair, Quantity, Result, Row, Variant, status_name
from ingest.errors import DeclarationError
from ingest.model import Status
from ingest.periods import period, year

Panel = Mapping[str, Mapping[str, Cell]]  # by period, then by partner


def evaluate(indicator: Indicator, resolver: Resolver, pair: Pair) -> Result:
    """Return the indicator for `pair`: a row per variant and period, with the reason where there is none.

    Years missing between the first and the last are rows without a value: a gap is shown, never bridged.
    """
    rows: list[Row] = []
    for variant in indicator.variants:
        if not variant.empty:
            rows += _rows(variant.id, _cells(variant, resolver, pair), _expected(variant, resolver, pair))
    return Result(
        indicator.id,
        indicator.title,
        indicator.unit,
        indicator.direction,
        pair,
        resolver.clock.day,
        resolver.tables.snapshot,
        tuple(rows),
        None if rows else _why_empty(indicator, resolver, pair),
        tuple(variant.id for variant in indicator.variants if variant.id),
    )


def measured(measure: str, resolver: Resolver, pair: Pair) -> Result:
    """Return a measure for `pair` in the form of a result.

    Raises DeclarationError for a measure that is not declared.
    """
    rows = _rows("", resolver.quantity(measure, pair))
    declared = resolver.measures[measure]
    reason = (
        None
        if rows
        else f"nothing in this snapshot fills {declared['title']!r} for {pair.dependent} and {pair.partner}"
    )
    day, snapshot = resolver.clock.day, resolver.tables.snapshot
    return Result(measure, declared["title"], declared["unit"], 0, pair, day, snapshot, tuple(rows), reason)


def variant_cells(indicator: str, variant: str, resolver: Resolver, pair: Pair) -> Quantity:
    """Return one variant of an indicator of the catalogue by period; nothing where it has no inputs or no answer.

    Raises DeclarationError for an indicator or a variant that the catalogue does not list.
    """
    found = [one for one in CATALOGUE[indicator].variants if one.id == variant] if indicator in CATALOGUE else []
    if not found:
        raise DeclarationError(f"no variant {variant!r} of an indicator {indicator!r} in the catalogue")
    return {} if found[0].empty else _cells(found[0], resolver, pair)


def _cells(variant: Variant, resolver: Resolver, pair: Pair) -> Quantity:
    if variant.needs:
        cells: Quantity = variant.formula(resolver, pair)
        return cells
    if any(given.each for given in variant.inputs.values()):
        return _cells_by_partner(variant, resolver, pair)
    found = [_families(given, resolver, pair) for given in variant.inputs.values()]
    anchors = [
        families for families, given in zip(found, variant.inputs.values(), strict=True) if given.align == "period"
    ]
    names = list(dict.fromkeys(name for families in anchors for name in families if name != "any")) or ["any"]
    cells = {}
    for family in names:
        inputs: dict[str, Quantity] = {}
        for (name, given), families in zip(variant.inputs.items(), found, strict=True):
            inputs[name] = families.get("any", {}) | families.get(family, {})
            if given.align not in ("period", "rate"):
                every = {period: cell for other in families.values() for period, cell in other.items()}
                inputs[name] = _aligned(given.align, every, inputs[next(iter(inputs))])
        for name, given in variant.inputs.items():
            if given.align == "rate":
                inputs[name] = _over_parts(inputs[name], inputs)
            elif given.register:
                inputs[name] = _nothing_found(inputs) | inputs[name]
        cells = on_shared_periods(variant.formula, inputs) | cells
    return cells


def _over_parts(rate: Quantity, inputs: Mapping[str, Quantity]) -> Quantity:
    """Let a year's rate stand beside the part of the year for which other inputs are known, where the year is not."""
    parts: Quantity = {}
    for quantity in inputs.values():
        for name in quantity:
            whole = year(period(name).first.year).text
            if whole in rate and name not in rate and whole not in quantity:
                parts[name] = rate[whole]
    return rate | parts


def _nothing_found(inputs: Mapping[str, Quantity]) -> Quantity:
    """Return a zero for each period that any input has: what a register does not hold did not happen."""
    return {name: Cell(0.0, 0.0, 0.0, 0, ()) for quantity in inputs.values() for name in quantity}


def _families(given: Input, resolver: Resolver, pair: Pair) -> dict[str, Quantity]:
    asked = pair if given.of == "pair" else Pair(pair.partner, pair.dependent)
    if given.indicator:
        families = {"any": variant_cells(given.indicator, given.variant, resolver, asked)}
    elif given.measure:
        families = resolver.families(given.measure, asked)
    else:
        return {}
    if given.end == "value":
        return families
    return {
        family: {name: _bound(cell, given.end) for name, cell in cells.items()} for family, cells in families.items()
    }


def _bound(cell: Cell, end: str) -> Cell:
    bound = cell.low if end == "low" else cell.high
    return cell._replace(value=bound, low=bound, high=bound)


def _aligned(how: str, quantity: Quantity, anchor: Quantity) -> Quantity:
    """Return a cell for each period of `anchor`: the next of `quantity`, the only one, its year's number and so on."""
    if how == "year":
        years = {name: float(period(name).first.year) for name in anchor}
        return {name: Cell(number, number, number, 0, ()) for name, number in years.items()}
    if not quantity:
        return {}
    if how == "previous":
        before = {name: year(period(name).first.year - 1).text for name in anchor}
        return {name: quantity[other] for name, other in before.items() if other in quantity}
    if how == "begins":
        return {name: added(cells) for name in anchor if (cells := _begun_in(name, quantity))}
    by_day = sorted(quantity.items(), key=lambda item: period(item[0]).first)
    if how == "constant":
        return dict.fromkeys(anchor, by_day[-1][1])
    found = {}
    for name in anchor:
        later = [cell for other, cell in by_day if period(other).first >= period(name).last]
        if later:
            found[name] = later[0]
    return found


def _begun_in(name: str, quantity: Quantity) -> list[Cell]:
    return [cell for other, cell in quantity.items() if period(other).first.year == period(name).first.year]


def _cells_by_partner(variant: Variant, resolver: Resolver, pair: Pair) -> Quantity:
    """Apply a formula whose first argument is the values by partner; it returns a value, or a low and a high."""
    given, *others = variant.inputs.values()
    panel: Panel = resolver.panel(given.measure, pair, given.each)
    if any(other.each for other in others):
        panel = _with_group(panel, resolver, pair)
    rest = [
        _own(_with_group(resolver.panel(other.measure, pair, other.each), resolver, pair), pair)
        if other.each
        else resolver.quantity(other.measure, pair)
        for other in others
    ]
    cells: Quantity = {}
    for name, by_partner in panel.items():
        if not all(name in quantity for quantity in rest):
            continue
        used = [*by_partner.values(), *(quantity[name] for quantity in rest)]
        values = {area: cell.value for area, cell in by_partner.items()}
        outcome = variant.formula(values, *(quantity[name].value for quantity in rest))
        low, high = outcome if isinstance(outcome, tuple) else (outcome, outcome)
        value = NAN if isinstance(outcome, tuple) else outcome
        rows = tuple(dict.fromkeys(row for cell in used for row in cell.observations))
        cells[name] = Cell(value, low, high, max(cell.status for cell in used), rows)
    return cells


def _with_group(panel: Panel, resolver: Resolver, pair: Pair) -> Panel:
    """Return the panel with the members of a group of countries as one partner, where the partner is a group."""
    members = resolver.groups.get(pair.partner, ())
    if not members:
        return panel
    found = {}
    for name, by_partner in panel.items():
        own = [cell for area, cell in by_partner.items() if area in members]
        others = {area: cell for area, cell in by_partner.items() if area not in members}
        found[name] = others | ({pair.partner: added(own)} if own else {})
    return found


def _own(panel: Panel, pair: Pair) -> Quantity:
    """Return the partner's own cell of each period."""
    return {name: by_partner[pair.partner] for name, by_partner in panel.items() if pair.partner in by_partner}


def _expected(variant: Variant, resolver: Resolver, pair: Pair) -> list[str]:
    """Return the periods that have a row in any case: those of the input that `every` names."""
    if not variant.every:
        return []
    families = _families(variant.inputs[variant.every], resolver, pair)
    return list(dict.fromkeys(name for cells in families.values() for name in cells))


def _rows(variant: str, cells: Quantity, expected: Iterable[str] = ()) -> list[Row]:
    cells = {name: cell for name, cell in cells.items() if not _is_empty(cell)}
    years = sorted(int(name) for name in [*cells, *expected] if name == year(period(name).first.year).text)
    if not cells:
        return []
    gaps: dict[str, Cell | None] = dict.fromkeys(expected)
    if years:
        gaps |= {year(number).text: None for number in range(years[0], years[-1] + 1)}
    every = gaps | cells
    return [
        Row(variant, name, NAN, NAN, NAN, "", ())
        if cell is None
        else Row(variant, name, *cell[:3], status_name(cell.status), cell.observations)
        for name, cell in sorted(every.items(), key=lambda item: (period(item[0]).first, period(item[0]).last))
    ]


def _is_empty(cell: Cell) -> bool:
    """Tell a cell that says nothing from one that says that something is withheld."""
    return math.isnan(cell.value) and math.isnan(cell.low) and status_name(cell.status) != Status.UNDISCLOSED


def _why_empty(indicator: Indicator, resolver: Resolver, pair: Pair) -> str:
    known = f" known by {resolver.clock.day}" if resolver.clock.day else ""
    stated = [variant.reason for variant in indicator.variants if variant.empty or variant.needs]
    if len(stated) == len(indicator.variants):
        return stated[0]
    lacking = dict.fromkeys(
        CATALOGUE[given.indicator].title if given.indicator else resolver.measures[given.measure]["title"]
        for variant in indicator.variants
        for given in variant.inputs.values()
        if (given.measure or given.indicator) and not any(_families(given, resolver, pair).values())
    )
    what = "; ".join(lacking) or "the inputs share no period in which all are known"
    return f"no observation{known} for {pair.dependent} and {pair.partner}: {what}"


def last_known(result: Result, variant: str = "") -> Row | None:
    """Return the latest row of a variant that has a value or bounds, None where there is none."""
    known = [row for row in result.of(variant) if not (math.isnan(row.value) and math.isnan(row.low))]
    return known[-1] if known else None
