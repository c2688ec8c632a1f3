"""Every country's flows to every other at once: world totals, and where a pair stands among all pairs."""

from collections.abc import Collection
from copy import copy
from typing import Any

import numpy as np

from indicators.cells import NAN
from indicators.model import Cell, Quantity
from ingest.model import STATUSES, Status, Tables

_MIRROR = STATUSES.index(Status.MIRROR)
_INFERIOR = 2
_Matrix = np.ndarray[Any, Any]


class World:
    """The flows of one item of one source by year, as matrices from reporter to partner in the published unit."""

    def __init__(self, tables: Tables, source: str, item: str, visible: Any = None) -> None:
        series = tables.series
        wanted = ((series["source"] == source) & (series["item"] == item)).to_numpy()
        self.areas = sorted({str(code) for end in ("reporter", "partner") for code in series.loc[wanted, end].unique()})
        place = {code: number for number, code in enumerate(self.areas)}
        self._place = place
        ends = {end: series[end].map(place).fillna(-1).astype(int).to_numpy() for end in ("reporter", "partner")}
        columns = tables.columns
        rows = wanted[columns["series"]]
        if visible is not None:
            rows = rows & visible
        numbers = np.flatnonzero(rows)
        of_row = columns["series"][numbers]
        years = columns["first"][numbers].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        wrong = columns["preference"][numbers] >= _INFERIOR
        size = len(self.areas)
        self.flows: dict[int, _Matrix] = {}
        self._known_shares: dict[tuple[int, str], _Matrix] = {}
        self._wrong: dict[int, _Matrix] = {}
        for year in np.unique(years):
            here = years == year
            flows = np.zeros((size, size))
            flows[ends["reporter"][of_row[here]], ends["partner"][of_row[here]]] = columns["value"][numbers[here]]
            self.flows[int(year)] = flows
            self._wrong[int(year)] = np.zeros((size, size), dtype=bool)
            self._wrong[int(year)][ends["reporter"][of_row[here & wrong]], ends["partner"][of_row[here & wrong]]] = True

    def with_group(self, code: str, members: Collection[str]) -> "World":
        """Return the same flows with a group of countries as one area in place of its members.

        What the members trade among themselves is left out: it is no trade of the group with others.
        """
        found = copy(self)
        found.areas = [area for area in self.areas if area not in members] + [code]
        found._place = {area: number for number, area in enumerate(found.areas)}
        belongs = np.zeros((len(self.areas), len(found.areas)))
        for number, area in enumerate(self.areas):
            belongs[number, found._place[code if area in members else area]] = 1
        found.flows = {year: _joined(flows, belongs) for year, flows in self.flows.items()}
        found._wrong = {year: _joined(wrong, belongs) > 0 for year, wrong in self._wrong.items()}
        found._known_shares = {}
        return found

    def totals(self, scale: float) -> Quantity:
        """Return the flows of all pairs together by year, times `scale`.

        Its rows are every row of the file, too many to list: the file stands in the lineage of the flows beside it.
        """
        cells: Quantity = {}
        for year, flows in self.flows.items():
            total = float(flows.sum()) * scale
            cells[str(year)] = Cell(total, total, total, _MIRROR, ())
        return cells

    def wrong(self, year: int) -> _Matrix:
        """Return which flows of a year are known to be wrong."""
        return self._wrong[year]

    def rank(self, reporter: str, partner: str, end: str, among: str) -> dict[str, float]:
        """Return by year the rank of a pair by the share that its flow has in all flows of one of its `end`s.

        `end` is `reporter` (the partner's share of the reporter's exports) or `partner` (the reporter's share of the
        partner's imports). `among` is `dependents`, all countries that face the same other end, or `pairs`, all pairs
        of the world. Rank 1 is the highest share; equal shares share the better rank. NaN where the pair has no flow,
        and where one of the flows in its total is known to be wrong.
        """
        if reporter not in self._place or partner not in self._place:
            return {}
        here = self._place[reporter], self._place[partner]
        found = {}
        for year in self.flows:
            wrong = self._wrong[year][here[0], :] if end == "reporter" else self._wrong[year][:, here[1]]
            shares = self._shares(year, end)
            facing = shares[:, here[1]] if end == "reporter" else shares[here[0], :]
            others = shares if among == "pairs" else facing
            found[str(year)] = NAN if wrong.any() or shares[here] <= 0 else float((others > shares[here]).sum() + 1)
        return found

    def _shares(self, year: int, end: str) -> _Matrix:
        """Return each flow's share in all flows of its `end`; kept, because every pair asks for the same."""
        if (year, end) not in self._known_shares:
            flows = self.flows[year]
            totals = flows.sum(axis=1 if end == "reporter" else 0, keepdims=True)
            shares = np.divide(flows, totals, out=np.zeros_like(flows), where=totals > 0)
            self._known_shares[year, end] = shares
        return self._known_shares[year, end]


def _joined(flows: _Matrix, belongs: _Matrix) -> _Matrix:
    """Return flows between areas that others belong to, the last of them without what it trades with itself."""
    found: _Matrix = belongs.T @ flows @ belongs
    found[-1, -1] = 0
    return found
