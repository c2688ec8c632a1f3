"""What scenarios start from: prices, volumes, trade, debt service and reserves of the latest year that is known."""

import math
from typing import NamedTuple

from indicators.cells import NAN
from indicators.engine import variant_cells
from indicators.measures import Resolver
from indicators.model import Pair, Quantity, status_name
from indicators.scenarios import LINES, NEEDS, Range
from ingest.model import STATUSES, Status
from ingest.periods import year

OLDEST = 2  # years before the base year: what is older says too little of it, and counts as missing
NOT_KNOWN = Range(NAN, NAN, NAN)

# Taken as last known at or before the base year.
_MEASURES = {
    "gas_paid": "gas_price_paid",
    "gas_volume": "gas_volume",
    "oil_compensation": "oil_compensation_stated",
    "exports": "goods_exports",
    "exports_total": "goods_exports_total",
    "cargo": "transit_cargo",
    "cargo_value": "transit_unit_value",
    "gdp": "gdp",
    "reserves": "reserves",
    "imports": "imports_goods_services",
}
GAS_BENCHMARKS = {"hub": "gas_price_hub", "gazprom_average": "gas_price_gazprom_average"}
_OIL_DISCOUNT = ("oil_transfer", "price_gap")


class Given(NamedTuple):
    """One input of a scenario: its range, the year it is of, and where it comes from; `reason` where it is missing.

    `of` is the measure, or the indicator with its `variant`, whose value it is.
    """

    title: str
    unit: str
    range: Range
    period: str
    status: str
    observations: tuple[int, ...]
    reason: str
    of: str = ""
    variant: str = ""


def scenario_inputs(
    resolver: Resolver, pair: Pair, base: int, hub: int | None = None, benchmark: str = "hub"
) -> dict[str, Given]:
    """Return the inputs of `scenario` by name, for the year `base`.

    The benchmark price of gas (`hub` or `gazprom_average`) is that of the year `hub`, by default the base year's:
    whoever shows a result names it. Principal is what falls due in the two years after `base`. Everything else is the
    latest known at or up to two years before `base`, and says of which year it is.

    Raises ValueError for a benchmark that is neither.
    """
    if benchmark not in GAS_BENCHMARKS:
        raise ValueError(f"no gas benchmark {benchmark!r}; there are {', '.join(GAS_BENCHMARKS)}")
    found = {name: _measure(resolver, pair, measure, base, OLDEST) for name, measure in _MEASURES.items()}
    found["gas_benchmark"] = _measure(resolver, pair, GAS_BENCHMARKS[benchmark], base if hub is None else hub, 0)
    for later in (1, 2):
        found[f"principal_{later}"] = _measure(resolver, pair, "principal_repaid", base + later, 0)
    oil = variant_cells(*_OIL_DISCOUNT, resolver, pair)
    given = _latest(oil, "Implicit transfer through the oil price", "USD mn", base, OLDEST)
    indicator, variant = _OIL_DISCOUNT
    found["oil_discount"] = given._replace(of=indicator, variant=variant)
    return found


def ranges_given(inputs: dict[str, Given]) -> dict[str, Range]:
    """Return the ranges alone, as `scenario` takes them."""
    return {name: given.range for name, given in inputs.items()}


def _measure(resolver: Resolver, pair: Pair, measure: str, last: int, years: int) -> Given:
    declared = resolver.measures[measure]
    given = _latest(resolver.quantity(measure, pair), declared["title"], declared["unit"], last, years)
    return given._replace(of=measure)


def _latest(quantity: Quantity, title: str, unit: str, last: int, years: int) -> Given:
    """Return the latest whole year that has both bounds, of `last` and the years before it."""
    for number in range(last, last - years - 1, -1):
        cell = quantity.get(year(number).text)
        if cell and not (math.isnan(cell.low) or math.isnan(cell.high)):
            found = Range(cell.low, cell.value, cell.high)
            return Given(title, unit, found, year(number).text, status_name(cell.status), cell.observations, "")
    asked = f"{last - years} to {last}" if years else f"{last}"
    return Given(title, unit, NOT_KNOWN, "", "", (), f"nothing is known of {title!r} for {asked}")


# What the lines below the payments rest on besides them: what has to be paid, what is at hand, and a month's imports.
_ALL_LINES = tuple(name for line in LINES for name in NEEDS[line])
_RESTS_ON = NEEDS | {
    "need": _ALL_LINES,
    "at_hand": _ALL_LINES,
    "gap": (*_ALL_LINES, "reserves"),
    "reserve_use": (*_ALL_LINES, "reserves"),
    "reserves_left": (*_ALL_LINES, "reserves"),
    "cover_before": ("reserves", "imports"),
    "cover": (*_ALL_LINES, "reserves", "imports"),
    "cover_without_floor": (*_ALL_LINES, "reserves", "imports"),
}


def behind(line: str, inputs: dict[str, Given]) -> tuple[str, tuple[int, ...]]:
    """Return the weakest status of what a line of a scenario rests on, and its observations.

    Never better than `estimated`: the parameters are judgements as well as data. What is not known counts for nothing.
    """
    known = [given for name in _RESTS_ON[line] if (given := inputs[name]).status]
    weakest = max([STATUSES.index(Status.ESTIMATED), *(STATUSES.index(given.status) for given in known)])
    return status_name(weakest), tuple(dict.fromkeys(row for given in known for row in given.observations))
