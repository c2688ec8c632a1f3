"""Every line of a year side by side: shares, concentration, the conditions of the flags, who else sells it."""

import math
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from indicators.cells import NAN
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.products.flags import (
    CENTRAL,
    FLOOR,
    Verdict,
    cdi,
    cdi_of_union,
    concentrated,
    concentration_bounds,
    deficit,
    exceeds,
    flags_of,
    persistence_of,
    sold_of,
)
from indicators.products.lines import COARSE, LEVELS, Line, Lines, exporters, lines_of
from indicators.products.majority import of_the_world, substitutability
from indicators.products.risk import line_at_risk, resale_of

_OF_IMPORTS = (
    "imports", "imports_from_partner", "import_share", "concentration_low", "concentration_high",
    "imports_over_exports",
)  # fmt: skip
_VERDICTS = ("cdi1", "cdi2", "cdi3", "flagged", "persistent", "flagged_as_union")
_OF_EXPORTS = ("exports", "exports_to_partner", "export_share", "at_risk", "at_risk_low", "at_risk_high")


class Product(NamedTuple):
    """One line in one year; money in USD mn, shares in per cent. NaN and None are not known."""

    period: str
    product: str
    imports: float
    imports_from_partner: float
    import_share: float
    concentration_low: float  # H of suppliers
    concentration_high: float
    exports: float
    exports_to_partner: float
    export_share: float
    imports_over_exports: float
    cdi1: Verdict  # concentrated
    cdi2: Verdict  # mostly from the partner
    cdi3: Verdict  # bought more than sold
    flagged: Verdict
    persistent: Verdict
    flagged_as_union: Verdict  # by the European Union's own conditions, the country alone being the home market
    world_concentration: float
    substitutability: float
    substitutability_open: float  # over suppliers without sanctions against the country
    at_risk: float  # of the exports, by formula T6
    at_risk_low: float
    at_risk_high: float
    status: int
    rows: tuple[int, ...]


def products(resolver: Resolver, pair: Pair, level: str) -> dict[str, tuple[Product, ...]]:
    """Return, by year, every line at one level of detail that the country buys or sells, in the order of codes.

    Lines with imports below 100,000 USD are in the table, but have no flag.
    """
    imports, exports = (lines_of(resolver, pair, flow, level) for flow in ("imports", "exports"))
    persistence = persistence_of(flags_of(imports, exports, CENTRAL))
    closed = resolver.rules.sanctions.get(pair.dependent, frozenset())
    world = exporters(resolver, level)
    found = {}
    for year in sorted({*imports, *exports}):
        bought, sold = (_by_product(flow.get(year)) for flow in (imports, exports))
        exported = {name: line.world for name, line in sold.items()} if year in exports else None
        sellers = of_the_world(
            {name: {area: cell.value for area, cell in areas.items()} for name, areas in world.get(year, {}).items()}
        )
        found[year] = tuple(
            Product(
                year,
                name,
                **_imports(bought.get(name), sold_of(exported, name), persistence.get(year, {}).get(name)),
                **_exports(sold.get(name), resolver, level),
                **_world(sellers.get(name, {}), pair.partner, closed),
                **_origin([line for line in (bought.get(name), sold.get(name)) if line]),
            )
            for name in sorted({*bought, *sold})
        )
    return found


def _imports(line: Line | None, exported: float | None, persists: Verdict) -> dict[str, Any]:
    if line is None:
        return dict.fromkeys(_OF_IMPORTS, NAN) | dict.fromkeys(_VERDICTS)
    low, high = concentration_bounds(line.areas, line.world)
    ratio = deficit(line.world, exported)
    large = line.world >= FLOOR
    return {
        "imports": line.world,
        "imports_from_partner": line.partner,
        "import_share": 100 * line.share,
        "concentration_low": low,
        "concentration_high": high,
        "imports_over_exports": ratio,
        "cdi1": concentrated(line),
        "cdi2": line.share > CENTRAL.share,
        "cdi3": exceeds((ratio, ratio), CENTRAL.deficit),
        "flagged": cdi(line, exported) if large else None,
        "persistent": persists if large else None,
        "flagged_as_union": cdi_of_union(line, exported) if large else None,
    }


def _exports(line: Line | None, resolver: Resolver, level: str) -> dict[str, Any]:
    if line is None:
        return dict.fromkeys(_OF_EXPORTS, NAN)
    risk = line_at_risk(line, resale_of(line.product, resolver.rules.resale), coarse=level in COARSE)
    return {
        "exports": line.world,
        "exports_to_partner": line.partner,
        "export_share": 100 * line.share,
        "at_risk": risk.value,
        "at_risk_low": risk.low,
        "at_risk_high": risk.high,
    }


def _world(sellers: Mapping[str, float], partner: str, closed: Collection[str]) -> dict[str, Any]:
    return {
        "world_concentration": concentration_bounds(sellers, math.fsum(sellers.values()))[0],
        "substitutability": substitutability(sellers, partner),
        "substitutability_open": substitutability(sellers, partner, closed) if closed else NAN,
    }


def _origin(lines: list[Line]) -> dict[str, Any]:
    rows = tuple(dict.fromkeys(row for line in lines for row in (*line.rows, *line.area_rows)))
    return {"status": max(line.status for line in lines), "rows": rows}


def level_of(resolver: Resolver, pair: Pair, *flows: str) -> str:
    """Return the finest level whose latest lines of some of the `flows` hold half of the trade, else the finest of all.

    Empty where the snapshot holds no lines of the pair.
    """
    held: dict[str, list[Lines]] = {}
    for level in LEVELS:
        by_year = [lines_of(resolver, pair, flow, level) for flow in flows]
        held[level] = [years[max(years)] for years in by_year if years]
    for level, latest in held.items():
        if any(lines.hidden <= lines.total.value / 2 for lines in latest):
            return level
    return next((level for level, latest in held.items() if latest), "")


def _by_product(lines: Lines | None) -> dict[str, Line]:
    return {line.product: line for line in lines.lines} if lines else {}
