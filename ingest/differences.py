"""What differs between two snapshots: rows added, revised and withdrawn, by the newest vintage of each."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from ingest.model import KEY, STATUSES, Tables
from ingest.store import Snapshot
from ingest.vintages import coded, differs, newest, standing

_Numbers: TypeAlias = "np.ndarray[Any, Any]"
_STATED = ["value", "low", "high", "status", "vintage"]
_NAMED = [*KEY, "series_id", "period"]
LATER, WITHIN, SERIES = "later", "within", "series"  # what a row added is: see Difference
_FIGURE = ["vintage", "value", "low", "high"]  # what tells single figures of one period from each other


@dataclass(frozen=True)
class Difference:
    """What one snapshot has that another has not.

    All tables have KEY, series_id and period, sorted by them. `added` and `withdrawn` have value, low, high, status
    and vintage, and `added` which `kind` each row is of: a later period than the series had, one `within` those that it
    had, or a new series. `revised` has each of these twice, as `value_old` and `value_new`, and the change of the value
    in its unit and in per cent of what it was. `stopped` names the sources of which nothing is left.
    """

    before: str
    after: str
    added: pd.DataFrame
    revised: pd.DataFrame
    withdrawn: pd.DataFrame
    stopped: tuple[str, ...] = ()

    @property
    def counts(self) -> pd.DataFrame:
        """How many rows were added, revised and withdrawn, by source; sources without any are left out."""
        tables = {"added": self.added, "revised": self.revised, "withdrawn": self.withdrawn}
        found = {name: table["source"].astype(object).value_counts() for name, table in tables.items()}
        return pd.DataFrame(found, columns=list(tables)).fillna(0).astype(int).sort_index()

    @property
    def periods(self) -> dict[str, int]:
        """How many of the rows added continue a series by a later period, by source."""
        later = self.added[self.added["kind"] == LATER]
        return {str(source): int(count) for source, count in later["source"].astype(object).value_counts().items()}

    @property
    def by_size(self) -> pd.DataFrame:
        """The rows revised, the largest change in per cent first, those without one last."""
        sized = self.revised.assign(size=self.revised["percent"].abs())
        return sized.sort_values("size", ascending=False, kind="stable").drop(columns="size")


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """Return what `after` has that `before` has not, and the other way round.

    Of each series and period the newest vintage counts; one without a value is a withdrawal. Single figures
    (frequency `_O`) are no editions of each other: each is added or withdrawn as a whole.
    """
    old, new = _standing(before.tables), _standing(after.tables)
    places = _places(old, new, before.tables, after.tables)
    place = pd.Index(places[len(old) :]).get_indexer(pd.Index(places[: len(old)]))
    shared = place >= 0
    left, right = old[shared].reset_index(drop=True), new.iloc[place[shared]].reset_index(drop=True)
    changed = differs(right, left)
    come = np.ones(len(new), dtype=bool)
    come[place[shared]] = False
    return Difference(
        before.id,
        after.id,
        _named(new[come], after.tables).assign(kind=_kinds(old, new, before.tables, after.tables)[come]),
        _revised(left[changed], right[changed], after.tables),
        _named(old[~shared], before.tables),
        tuple(sorted(_sources(old, before.tables) - _sources(new, after.tables))),
    )


def lines(found: Difference, most: int = 5) -> Iterator[str]:
    """Yield what differs, a line for each source and under it at most `most` rows of each kind."""
    counts = found.counts
    if counts.empty:
        yield f"{found.after} holds what {found.before} holds"
    for source, row in counts.iterrows():
        ended = "; nothing of it is left" if source in found.stopped else ""
        later = f" ({found.periods[source]:,} of them later periods)" if source in found.periods else ""
        added, revised, withdrawn = (f"{row[kind]:,} {kind}" for kind in ("added", "revised", "withdrawn"))
        yield f"{source}: {added}{later}, {revised}, {withdrawn}{ended}"
        for sign, table in (("+", found.added), ("~", found.revised), ("-", found.withdrawn)):
            rows = table[table["source"] == source]
            yield from (f"  {sign} {_line(record)}" for record in _records(rows.head(most)))
            if len(rows) > most:
                yield f"  {sign} and {len(rows) - most:,} more"


def records(found: Difference, most: int | None = None) -> dict[str, Any]:
    """Return what differs for JSON: both ids, the sources that stopped, the counts, and at most `most` rows of a kind.

    Days are ISO texts; what is not known is None.
    """
    tables = {"added": found.added, "revised": found.revised, "withdrawn": found.withdrawn}
    return {
        "before": found.before,
        "after": found.after,
        "stopped": list(found.stopped),
        "periods": found.periods,
        "counts": found.counts.rename_axis("source").reset_index().to_dict("records"),
        **{name: _records(table if most is None else table.head(most)) for name, table in tables.items()},
    }


def _standing(tables: Tables) -> pd.DataFrame:
    """Return the newest vintage of each series and period that states something, and all single figures."""
    rows = tables.observations
    figure = (tables.series["freq"] == "_O").to_numpy()[rows["series"].to_numpy()]
    kept = figure.copy()
    kept[newest(rows)] = True
    kept &= standing(rows).to_numpy()
    return rows.loc[kept, ["series", "period", "last", *_STATED]].assign(figure=figure[kept])


def _sources(rows: pd.DataFrame, tables: Tables) -> set[str]:
    """Return the sources that state something."""
    return set(tables.series["source"].iloc[rows["series"].unique()].astype(str))


def _places(old: pd.DataFrame, new: pd.DataFrame, before: Tables, after: Tables) -> "pd.Series[int]":
    """Return a number for each row of `old`, then of `new`: equal for the same series and period of either.

    Of a single figure it is its own number, the same only for one that says the same.
    """
    number = np.append(*_series(old, new, before, after))
    period = union_categoricals([coded(rows["period"]) for rows in (old, new)]).codes
    both = pd.concat([old[[*_FIGURE, "figure"]], new[[*_FIGURE, "figure"]]], ignore_index=True)
    both = both.assign(series=number, period=period)
    figures = both[both["figure"]].groupby(["series", "period", *_FIGURE], dropna=False).ngroup()
    place = both["series"].astype("int64") * (both["period"].max() + 1) + both["period"]
    return place.where(~both["figure"], -1 - figures.reindex(both.index, fill_value=0))


def _series(old: pd.DataFrame, new: pd.DataFrame, before: Tables, after: Tables) -> tuple[_Numbers, _Numbers]:
    """Return a number for the series of each row of `old` and of `new`, equal for the same series of either."""
    keys = pd.concat([tables.series[list(KEY)].astype(object) for tables in (before, after)], ignore_index=True)
    series = keys.groupby(list(KEY), sort=False).ngroup().to_numpy()
    return series[old["series"]], series[len(before.series) :][new["series"]]


def _kinds(old: pd.DataFrame, new: pd.DataFrame, before: Tables, after: Tables) -> _Numbers:
    """Return of each row of `new` what it is beside the periods that `old` has of its series."""
    of_old, of_new = _series(old, new, before, after)
    known = old["last"].groupby(of_old).max().reindex(of_new).to_numpy()
    later = new["last"].to_numpy() > known
    return np.where(pd.isna(known), SERIES, np.where(later, LATER, WITHIN))


def _named(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return rows with the key of their series, and the name of their status, instead of numbers."""
    series = tables.series.iloc[rows["series"].to_numpy()][[*KEY, "series_id"]].set_axis(rows.index)
    stated = rows[["period", *_STATED]].assign(status=np.array(STATUSES, dtype=object)[rows["status"].to_numpy()])
    return pd.concat([series, stated], axis=1).reset_index(drop=True)


def _revised(old: pd.DataFrame, new: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return rows of the same cells, as they were and as they are."""
    found = _named(new, tables)
    was = old[_STATED].assign(status=np.array(STATUSES, dtype=object)[old["status"].to_numpy()])
    sides = {"old": was.reset_index(drop=True), "new": found[_STATED]}
    columns = {f"{name}_{side}": table[name] for name in _STATED for side, table in sides.items()}
    change = columns["value_new"] - columns["value_old"]
    percent = 100 * change / columns["value_old"].abs().where(columns["value_old"] != 0)
    return found[_NAMED].assign(**columns, change=change, percent=percent)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    days = [name for name in map(str, table) if name.startswith("vintage")]
    found = table.assign(**{name: table[name].dt.strftime("%Y-%m-%d") for name in days}).to_dict("records")
    return [{str(name): None if _unknown(cell) else cell for name, cell in record.items()} for record in found]


def _unknown(cell: Any) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def _line(record: dict[str, Any]) -> str:
    start = f"{record['series_id'].partition(':')[2]} {record['period']}:"
    if "change" not in record:
        return f"{start} {_figure(record, '')} {record['unit']} ({record['vintage']})"
    percent = "" if record["percent"] is None else f", {record['percent']:+.3g} %"
    change = "" if record["change"] is None else f" ({record['change']:+.6g}{percent})"
    was, now = _figure(record, "_old"), _figure(record, "_new")
    return f"{start} {was} -> {now} {record['unit']}{change}, {record['vintage_old']} -> {record['vintage_new']}"


def _figure(record: dict[str, Any], side: str) -> str:
    value, low, high = (record[f"{name}{side}"] for name in ("value", "low", "high"))
    bounds = f"{'' if low is None else f'{low:.6g}'}..{'' if high is None else f'{high:.6g}'}"
    text = bounds if value is None else f"{value:.6g}"
    return text if record[f"status{side}"] == STATUSES[0] else f"{text} {record[f'status{side}']}"
