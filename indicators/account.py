"""The support account by year and component, and what others have estimated beside it."""

import math
from typing import NamedTuple

from indicators.catalogue import CATALOGUE
from indicators.cells import added, combined
from indicators.engine import variant_cells
from indicators.measures import Resolver, share
from indicators.model import Cell, Pair, Quantity
from indicators.support import deferral_gift
from ingest.periods import period, year

BENCHMARKS = ("hub", "gazprom_average", "netback")
DISCOUNTS = (5.0, 12.0)  # per cent a year, as in loan_grant_element
_LACKING = {
    "gas": "gas: no price paid, benchmark or volume for the year",
    "oil": "oil: no value and tonnes of crude that can be used for the year",
    "credit": "credit: disbursements, principal and interest are not all recorded for the year",
    "deferral": "deferral: its terms were not published",
}


class AccountYear(NamedTuple):
    """One year of the account, USD mn; `total` and `percent` are None in a year that lacks a component.

    `at_hand` is the sum of the components that are known, whatever else lacks: a part, never the account.
    """

    period: str
    components: dict[str, Cell]
    total: Cell | None
    percent: Cell | None  # of the country's product
    at_hand: Cell
    lacks: tuple[str, ...]


def support_account(
    resolver: Resolver, pair: Pair, benchmark: str = "hub", discount: float = 5.0
) -> tuple[AccountYear, ...]:
    """Return the account for each year in which a transfer through gas, oil or credit is known, in million USD.

    Components: `gas` by the benchmark of implicit_gas_transfer, `oil` the gap to the Brent price, `credit` the net
    transfer of the partner's government, `deferral` the gift in deferred service at `discount` per cent. Each amount
    stands in one component alone. Bounds, weakest status and observations are carried. Raises DeclarationError for
    a benchmark that is not one of BENCHMARKS.
    """
    known = {
        "gas": variant_cells("implicit_gas_transfer", benchmark, resolver, pair),
        "oil": variant_cells("oil_transfer", "price_gap", resolver, pair),
        "credit": variant_cells("net_official_flow", "net_transfer", resolver, pair),
    }
    years = sorted({name for cells in known.values() for name in cells if name == name[:4]})
    known["deferral"] = _deferrals(resolver, pair, years, discount)
    (gas,) = (one for one in CATALOGUE["implicit_gas_transfer"].variants if one.id == benchmark)
    reasons = _LACKING | ({"gas": f"gas: {gas.reason}"} if gas.reason else {})
    gdp = resolver.quantity("gdp", pair)
    return tuple(_year(name, known, gdp.get(name), reasons) for name in years)


def _deferrals(resolver: Resolver, pair: Pair, years: list[str], discount: float) -> Quantity:
    """Return the gift in what was deferred, by the year in which it begins; a register: no entry is no deferral."""
    found = {name: Cell(0.0, 0.0, 0.0, 0, ()) for name in years}
    for name, cell in resolver.quantity("debt_deferred", pair).items():
        begins = period(name).first.year
        if year(begins).text in found:
            found[year(begins).text] = combined(lambda amount, at=begins: deferral_gift(amount, at, discount), [cell])
    return found


def _year(name: str, known: dict[str, Quantity], gdp: Cell | None, reasons: dict[str, str]) -> AccountYear:
    cells = {part: quantity[name] for part, quantity in known.items() if name in quantity}
    components = {part: cell for part, cell in cells.items() if not (math.isnan(cell.value) and math.isnan(cell.low))}
    lacks = tuple(reasons[part] for part in known if part not in components)
    at_hand = added(components.values())
    total = None if lacks else at_hand
    percent = combined(share, [total, gdp]) if total and gdp else None
    return AccountYear(name, components, total, percent, at_hand, lacks)


class Compared(NamedTuple):
    """A published estimate beside the account for the same span: sums for money, means for what is stated a year.

    `ours` and `difference` (ours less published) are None unless every year of the span is known; `known` of `years`
    says how many are.
    """

    measure: str
    period: str
    unit: str
    published: Cell
    ours: Cell | None
    difference: Cell | None
    known: int
    years: int


# What of the account a published estimate stands beside, and whether it is a sum over its span or an amount a year.
_BESIDE = {
    "support_published": ("total", False),
    "support_planned": ("total", False),
    "support_published_of_gdp": ("percent", True),
    "support_published_oil": ("oil", True),
}
# An estimate whose note says that it is duty forgone on oil, summed over its span.
_OIL_ALONE = {("support_published", "2011..2015")}


def compared(resolver: Resolver, pair: Pair, benchmark: str = "hub", discount: float = 5.0) -> tuple[Compared, ...]:
    """Return every published estimate of the partner's support beside the account, in the order of the measures.

    Published estimates differ in what they cover, most without saying: their notes stand with their observations.
    """
    account = {line.period: line for line in support_account(resolver, pair, benchmark, discount)}
    found = []
    for measure, (beside, yearly) in _BESIDE.items():
        unit = str(resolver.measures[measure]["unit"])
        for name, cell in resolver.quantity(measure, pair).items():
            part = "oil" if (measure, name) in _OIL_ALONE else beside
            span = [str(number) for number in range(period(name).first.year, period(name).last.year + 1)]
            cells = [ours for one in span if one in account and (ours := _part(account[one], part))]
            ours = _over(cells, yearly) if len(cells) == len(span) else None
            difference = combined(lambda own, other: own - other, [ours, cell]) if ours else None
            found.append(Compared(measure, name, unit, cell, ours, difference, len(cells), len(span)))
    return tuple(found)


def _part(line: AccountYear, part: str) -> Cell | None:
    if part in ("total", "percent"):
        return line.total if part == "total" else line.percent
    return line.components.get(part)


def _over(cells: list[Cell], yearly: bool) -> Cell:
    total = added(cells)
    if not yearly:
        return total
    value, low, high = (number / len(cells) for number in total[:3])
    return total._replace(value=value, low=low, high=high)
