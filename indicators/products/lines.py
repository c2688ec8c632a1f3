"""A country's trade line by line: what it buys or sells of each product, from or to the partner and in all.

A line is a product at some level of detail. The finest, `hs6`, is what the indicators are defined for; `hs4` and `hs2`
are headings and chapters. Coarser ones stand in where nothing finer is at hand: `groups`, sixteen groups of chapters
whose total WITS publishes and whose part with the partner is the partner's own report; `sitc`, nine sections of the
SITC from UNCTAD's matrix. What is in no line, because its code is secret or is not at hand, is hidden.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from indicators.cells import NAN, added
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Quantity
from indicators.products.revisions import constant, shortened
from ingest.model import STATUSES, Status

LEVELS = ("hs6", "hs4", "hs2", "groups", "sitc")
COARSE = ("hs4", "hs2", "groups", "sitc")  # what the indicators mean by a product is a subheading
_CODES = {"hs6": r"H\d-(?!99)\d{6}", "hs4": r"H\d-(?!99)\d{4}", "hs2": r"(?!99)\d\d"}  # 99: not specified by kind
_DIGITS = {"hs6": 6, "hs4": 4}
_ITEMS = {"exports": "export", "imports": "import"}
_WORLD, _ALL = "WLD", "_T"
_MIRROR = STATUSES.index(Status.MIRROR)
_UNDISCLOSED = STATUSES.index(Status.UNDISCLOSED)

Trade = dict[str, dict[str, dict[str, Cell]]]  # by year, product (`_T` is all), area (WLD is all)


class Line(NamedTuple):
    """One product in one year, in USD mn."""

    product: str
    partner: float  # 0 where the reporter names the partner in other lines of the year, but not in this one
    world: float
    areas: Mapping[str, float]  # every area that is named, those without a country's name too
    status: int
    rows: tuple[int, ...]  # of the two values
    area_rows: tuple[int, ...]  # of those of the areas

    @property
    def share(self) -> float:
        """The partner's part of the line, 0 to 1; a mirror report beyond the whole counts as all of it."""
        return min(self.partner / self.world, 1.0)


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of one flow in one year, and the totals that they are part of, in USD mn."""

    lines: tuple[Line, ...]
    total: Cell
    partner_total: Cell
    mirrored: bool = False  # the partner's part is its own report: what it hides is not bounded by the country's lines

    @property
    def hidden(self) -> float:
        """What is traded with the world in no line; NaN where the total is not known."""
        return max(self.total.value - math.fsum(line.world for line in self.lines), 0.0)

    @property
    def hidden_partner(self) -> float:
        """What is traded with the partner in no line, at most what is hidden in all; NaN where it is not known."""
        own = max(self.partner_total.value - math.fsum(line.partner for line in self.lines), 0.0)
        if self.mirrored:
            return own
        return self.hidden if math.isnan(own) else min(own, self.hidden)

    @property
    def status(self) -> int:
        """The weakest status of what is used."""
        return max([self.total.status, *(line.status for line in self.lines)])

    @property
    def rows(self) -> tuple[int, ...]:
        """Every observation behind the lines and the total."""
        found = (*(row for line in self.lines for row in line.rows), *observations((self.total, self.partner_total)))
        return tuple(dict.fromkeys(found))


def lines_of(resolver: Resolver, pair: Pair, flow: str, level: str) -> dict[str, Lines]:
    """Return the lines of the dependent country's `exports` or `imports` by year; no year without any.

    A year in which no line names the partner is left out: whether there was no trade or no report is not known.
    """

    def make() -> dict[str, Lines]:
        trade = {"groups": _groups, "sitc": _sections}.get(level, _customs)(resolver, pair, flow, level)
        totals = [resolver.quantity(f"goods_{flow}{end}", pair) for end in ("_total", "")]
        partners = _members(resolver, pair)
        found = {year: _year(year, products, partners, totals, level) for year, products in trade.items()}
        return {year: lines for year, lines in sorted(found.items()) if lines}

    made: dict[str, Lines] = resolver.kept((pair, flow, level), make)
    return made


def exporters(resolver: Resolver, level: str) -> Trade:
    """Return what each country sells to the world, by year and line; the area is the exporter.

    Nothing for groups and sections, of which the exports of all countries are not at hand.
    """
    if level not in _CODES:
        return {}

    def make() -> Trade:
        found = resolver.lines("comtrade", "export", "partner", _WORLD, _CODES[level])
        return _of_one_basket(_by_year(found), resolver, level)

    made: Trade = resolver.kept(("exporters", level), make)
    return made


def _customs(resolver: Resolver, pair: Pair, flow: str, level: str) -> Trade:
    pattern = f"{_CODES[level]}|{_ALL}"
    found = resolver.lines("comtrade", _ITEMS[flow], "reporter", pair.dependent, pattern)
    return _of_one_basket(_by_year(found), resolver, level)


def _sections(resolver: Resolver, pair: Pair, flow: str, _: str) -> Trade:
    """UNCTAD's matrix has exports alone: imports are what others sell. It has no world: that is the sum."""
    end = "reporter" if flow == "exports" else "partner"
    trade = _by_year(resolver.lines("unctad", "export", end, pair.dependent, rf"SITC[0-8]|{_ALL}"))
    for products in trade.values():
        for areas in products.values():
            areas[_WORLD] = added(areas.values())
    return trade


def _groups(resolver: Resolver, pair: Pair, flow: str, _: str) -> Trade:
    """The world's total of each group as the country reports it, with the partner's report of its own trade in it."""
    if flow != "exports":  # WITS has imports by stage of processing, which chapters do not make up
        return {}
    names = "|".join([*resolver.rules.groups, _ALL])
    whole = _by_year(resolver.lines("wits", "export", "reporter", pair.dependent, names))
    mirrors = _mirrors(resolver, pair)
    return {
        year: {
            group: {_WORLD: areas[_WORLD], **mirrors[year].get(group, {})}
            for group, areas in groups.items()
            if _WORLD in areas
        }
        for year, groups in whole.items()
        if year in mirrors
    }


def _mirrors(resolver: Resolver, pair: Pair) -> Trade:
    """Return what the partner reports to buy, by group of chapters."""
    group_of = {chapter: group for group, chapters in resolver.rules.groups.items() for chapter in chapters}
    trade: Trade = {}
    for partner in _members(resolver, pair):
        bought = resolver.lines("comtrade", "import", "reporter", partner, rf"{_CODES['hs2']}|{_ALL}")
        for product, areas in bought.items():
            for year, cell in areas.get(pair.dependent, {}).items():
                held = trade.setdefault(year, {}).setdefault(group_of.get(product, product), {})
                mirror = cell._replace(status=max(cell.status, _MIRROR))
                held[partner] = added([held[partner], mirror]) if partner in held else mirror
    return trade


def _by_year(found: Mapping[str, Mapping[str, Quantity]]) -> Trade:
    trade: Trade = {}
    for product, areas in found.items():
        for area, cells in areas.items():
            for year, cell in cells.items():
                trade.setdefault(year, {}).setdefault(product, {})[area] = cell
    return trade


def _of_one_basket(trade: Trade, resolver: Resolver, level: str) -> Trade:
    """Return the trade by products that are the same in all years; chapters are, whatever the revision."""
    if level not in _DIGITS:
        return trade
    correlation = shortened(resolver.rules.correlation, _DIGITS[level])
    named = {year: [product for product in products if product != _ALL] for year, products in trade.items()}
    merged: Trade = {}
    for year, names in constant({year: some for year, some in named.items() if some}, correlation).items():
        products = merged.setdefault(year, {})
        for former, product in [*names.items(), (_ALL, _ALL)]:
            for area, cell in trade[year].get(former, {}).items():
                held = products.setdefault(product, {})
                held[area] = added([held[area], cell]) if area in held else cell
    return merged


def _members(resolver: Resolver, pair: Pair) -> tuple[str, ...]:
    return resolver.groups.get(pair.partner, (pair.partner,))


def _year(
    year: str, products: dict[str, dict[str, Cell]], partners: tuple[str, ...], totals: list[Quantity], level: str
) -> Lines | None:
    """Return a year's lines, None where none of them names the partner."""
    lines = tuple(
        _line(product, areas, partners)
        for product, areas in sorted(products.items())
        if product != _ALL and _WORLD in areas and areas[_WORLD].value > 0
    )
    if not any(line.partner > 0 for line in lines):
        return None
    own = products.get(_ALL, {})
    whole = own.get(_WORLD) or totals[0].get(year) or _unknown()
    part = added(cells) if (cells := _of(own, partners)) else totals[1].get(year) or _unknown()
    return Lines(lines, whole, part, mirrored=level == "groups")


def _line(product: str, areas: Mapping[str, Cell], partners: tuple[str, ...]) -> Line:
    own = _of(areas, partners)
    used = [areas[_WORLD], *own]
    named = {area: cell.value for area, cell in areas.items() if area != _WORLD and cell.value == cell.value}
    if len(partners) > 1:  # a group of countries is one supplier
        named = {area: value for area, value in named.items() if area not in partners}
        named |= {partners[0]: math.fsum(cell.value for cell in own)} if own else {}
    return Line(
        product,
        math.fsum(cell.value for cell in own),
        areas[_WORLD].value,
        named,
        max(cell.status for cell in used),
        observations(used),
        observations(areas.values()),
    )


def observations(cells: Iterable[Cell]) -> tuple[int, ...]:
    """Return every observation behind the cells, each once."""
    return tuple(dict.fromkeys(row for cell in cells for row in cell.observations))


def _of(areas: Mapping[str, Cell], partners: Iterable[str]) -> list[Cell]:
    return [areas[partner] for partner in partners if partner in areas and areas[partner].value == areas[partner].value]


def _unknown() -> Cell:
    return Cell(NAN, NAN, NAN, _UNDISCLOSED, ())
