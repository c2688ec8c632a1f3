"""One figure of every site, beside its floor and its limit, as a row of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

TITLES = {"floor": "static page", "bare": "bare Dash app"}


@dataclass(frozen=True)
class Row:
    """What was measured in each round, by site."""

    what: str
    unit: str  # ms, s, kB or none for a count
    found: Mapping[str, Sequence[float]]
    floor: str = "floor"
    limit: float | None = None  # of the ratio to the floor

    @property
    def ratio(self) -> float:
        """How many times the floor depdash takes."""
        return median(self.found["depdash"]) / median(self.found[self.floor])

    @property
    def kept(self) -> bool:
        """Whether the ratio is within its limit, where there is one."""
        return self.limit is None or self.ratio <= self.limit

    def behind(self, peers: Sequence[str]) -> list[str]:
        """Return the peers that take less than depdash.

        >>> Row("requests", "", {"depdash": [3], "vizro": [2], "streamlit": [4]}).behind(["vizro", "streamlit"])
        ['vizro']
        """
        return [name for name in peers if median(self.found[name]) < median(self.found["depdash"])]

    def cells(self, peers: Sequence[str]) -> list[str]:
        """Return the row as texts: what, depdash, its floor, ratio, limit, each peer, and whether it is ahead."""
        limit = f"{self.limit:g}: {'kept' if self.kept else 'BROKEN'}" if self.limit else ""
        cells = [self.what, self._cell("depdash"), f"{self._cell(self.floor)} ({TITLES[self.floor]})"]
        ahead = ", ".join(f"behind {name.title()}" for name in self.behind(peers)) or "yes"
        beside = [*map(self._cell, peers), *([ahead] if peers else [])]
        return [*cells, f"{self.ratio:.2f}", limit, *beside]

    def _cell(self, name: str) -> str:
        """Return the median, and where rounds differ the lowest and the highest."""
        values = self.found[name]
        digits = 1 if self.unit == "s" else 0
        low, middle, high = (f"{value:,.{digits}f}" for value in (min(values), median(values), max(values)))
        return f"{middle} {self.unit}".strip() + (f" ({low} to {high})" if low != high else "")


def judged(rows: Sequence[Row], peers: Sequence[str]) -> str:
    """Return in words how many limits are broken, and on how many rows a peer is ahead."""
    broken = [row.what for row in rows if not row.kept]
    behind = [row.what for row in rows if row.behind(peers)]
    said = [f"Limits broken: {len(broken)}{': ' if broken else ''}{'; '.join(broken)}."]
    if peers:
        state = "kept" if len(behind) <= 1 else "BROKEN"
        said.append(f"Rows on which a peer is ahead (at most one): {len(behind)}, {state}. {'; '.join(behind)}".strip())
    return "\n\n".join(said)
