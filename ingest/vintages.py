"""From a pull to a snapshot: what is held of a source, what a pull has that is new, and the snapshot with that on top.

What was once held stays: a revised value, and one that the publisher withdrew, is a new vintage.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from ingest.layout import ORDER, days_of
from ingest.model import KEY, OBSERVATION, STATUSES, Status
from ingest.store import Contents, Snapshot

WITHDRAWN = "withdrawn by the publisher"
# What tells one value of a source from the other.
CELL = (*KEY[1:], "period")
_STATED = ["value", "low", "high", "status"]
_UNIT = "datetime64[ms]"  # of days, as in a loaded snapshot
_TEXTS = ("period", "locator", "note")
_KINDS = {
    "series": "int32", "period": "category", "first": _UNIT, "last": _UNIT, "vintage": _UNIT,
    "value": "float64", "low": "float64", "high": "float64", "status": "int8", "preference": "int8",
    "file": "int32", "row": "int32", "locator": "category", "note": "category",
}  # fmt: skip


def held(snapshot: Snapshot, source: str) -> pd.DataFrame:
    """Return the newest vintage of each series and period of `source`, single figures (frequency `_O`) left out.

    The columns are KEY, period, first, last, vintage, value, low, high, status (as text), preference and live: whether
    it came of a live pull.
    """
    series, observations = snapshot.tables.series, snapshot.tables.observations
    wanted = ((series["source"] == source) & (series["freq"] != "_O")).to_numpy()
    rows = observations[wanted[observations["series"].to_numpy()]]
    rows = rows.iloc[newest(rows)]
    pulled = np.array(["pull" in entry for entry in snapshot.manifest["raw"]], dtype=bool)
    names = ["first", "last", "vintage", "value", "low", "high", "preference"]
    own = series.iloc[rows["series"].to_numpy()]
    return pd.DataFrame(
        {
            **{name: own[name].astype(object).to_numpy() for name in KEY},
            "period": rows["period"].astype(object).to_numpy(),
            **{name: rows[name].to_numpy() for name in names},
            "status": np.array(STATUSES, dtype=object)[rows["status"].to_numpy()],
            "live": pulled[rows["file"].to_numpy()],
        }
    )[[*KEY, "period", "first", "last", "vintage", "value", "low", "high", "status", "preference", "live"]]


def newest(observations: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return the numbers of the rows that are the newest of their series and period, in the order of a snapshot.

    >>> rows = pd.DataFrame({"series": 0, "first": [2019, 2019, 2020], "last": 2020, "vintage": [1, 2, 1]})
    >>> newest(rows).tolist()
    [1, 2]
    """
    columns = [observations[name].to_numpy() for name in ("series", "first", "last", "vintage")]
    changes = np.array([column[1:] != column[:-1] for column in columns])
    new_cell = np.append(True, changes[:3].any(axis=0))[: len(observations)]
    editions = np.flatnonzero(new_cell | np.append(True, changes[3])[: len(observations)])
    return editions[np.append(new_cell[editions[1:]], True)[: len(editions)]]


def standing(table: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows state something: a value that was withdrawn has neither value nor bounds.

    >>> standing(pd.DataFrame({"value": [1.0, None, None], "low": [None, 7.0, None], "high": None})).tolist()
    [True, True, False]
    """
    return table[["value", "low", "high"]].notna().any(axis=1)


def news(
    held: pd.DataFrame, pulled: pd.DataFrame, day: date, *, withdraws: bool, since: int | None = None
) -> pd.DataFrame:
    """Return the rows of a pull that are new or say other than the newest that is held of the same series and period.

    `pulled` has the columns OBSERVATION and reply. The vintage of a row that comes back is its own where that is later
    than the newest held, else `day`, the day of retrieval, else the day after the newest held. Where a source
    `withdraws`, a live row that the pull no longer has, of a period that begins in `since` or later, comes back without
    a value, its reply -1. Days are numpy's.
    """
    rows = pulled.assign(vintage=days_of(pulled["vintage"]), status=pulled["status"].astype(object))
    found = _changed(held, rows, day)
    if withdraws and held["live"].any():
        edition = rows["vintage"].max() if len(rows) else pd.Timestamp(day)
        found = pd.concat([found, _withdrawn(held, rows, edition, day, since)], ignore_index=True)
    return found[[*OBSERVATION, "reply"]]


def _changed(held: pd.DataFrame, rows: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the rows that are new or differ; of several vintages of a cell each is compared with the one before."""
    if held.empty and not rows.duplicated(list(CELL)).any():
        return rows  # of a million rows a copy less
    names = ["vintage", *_STATED]
    last = held[[*CELL, *names]].rename(columns={name: f"held_{name}" for name in names})
    joined = rows.merge(last, how="left", on=list(CELL)).sort_values("vintage", kind="stable")
    cell = joined.groupby(list(CELL), sort=False).ngroup()
    candidates = joined[~(joined["vintage"] <= joined["held_vintage"]) | ~cell.duplicated(keep="last")]
    cell = cell[candidates.index]
    before = candidates[[f"held_{name}" for name in names]].set_axis(names, axis=1)
    before = candidates[names].groupby(cell).shift().where(cell.duplicated(), before)
    new = before["vintage"].isna() | differs(candidates, before)
    found = candidates[new]
    return found.assign(vintage=_vintages(found["vintage"], before["vintage"][new], day)).sort_index()


def differs(new: pd.DataFrame, old: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows of two tables of equal index state other values, bounds or statuses.

    >>> old = pd.DataFrame({"value": [1.0, 2.0, None], "low": None, "high": None, "status": "reported"})
    >>> differs(old.assign(value=[1.0, 2.1, None], low=[1.0, None, None]), old).tolist()
    [False, True, False]
    """
    apart = pd.Series(new["status"].to_numpy() != old["status"].to_numpy(), new.index)
    for name in ("value", "low", "high"):
        # A figure without bounds of its own is as low and as high as its value.
        one, other = (table[name].astype(float).fillna(table["value"].astype(float)) for table in (new, old))
        apart |= ~np.isclose(one, other, rtol=1e-9, atol=0, equal_nan=True)
    return apart


def _vintages(own: "pd.Series[Any]", last: "pd.Series[Any]", day: date) -> "pd.Series[Any]":
    """Return the days on which rows were certainly known, later than the newest held of the same cell."""
    following = last + pd.Timedelta(days=1)
    following = following.where(following >= pd.Timestamp(day), pd.Timestamp(day))
    return days_of(own.where(last.isna() | (own > last), following))


def _withdrawn(
    held: pd.DataFrame, rows: pd.DataFrame, edition: pd.Timestamp, day: date, since: int | None
) -> pd.DataFrame:
    """Return a row without a value for each live row held that an edition no longer has."""
    live = held[held["live"] & standing(held)]
    if since is not None:
        live = live[live["first"].dt.year >= since]
    cells = rows[list(CELL)].drop_duplicates()
    there = live.merge(cells, how="left", on=list(CELL), indicator=True)["_merge"] == "both"
    gone = live[~there.to_numpy()]
    found = gone.assign(
        vintage=_vintages(pd.Series(edition, index=gone.index), gone["vintage"], day),
        value=np.nan, low=np.nan, high=np.nan, status=Status.UNDISCLOSED.value,
        title="", preference=1, row=0, locator="", note=WITHDRAWN, reply=-1,
    )  # fmt: skip
    return found[[*OBSERVATION, "reply"]]


def appended(
    snapshot: Snapshot,
    entries: list[dict[str, Any]],
    added: Iterable[tuple[pd.DataFrame, pd.DataFrame]],
    sources: Iterable[dict[str, Any]],
) -> Contents:
    """Return the contents of `snapshot` with what is `added` on top, as if all had been laid out at once.

    Each of `added` are series and rows as `ingest.layout.laid_out` returns them; `file` is the number of the row's
    entry in `entries`, from 0. `sources` are added, or take the place of those of the same id.
    """
    before, added = snapshot.manifest, list(added)
    series, moved = _joined_series([snapshot.tables.series, *(series for series, _ in added)])
    tables = [rows.assign(file=rows["file"] + len(before["raw"])) for _, rows in added]
    tables.insert(0, snapshot.tables.observations)
    rows = [table.assign(series=new[table["series"].to_numpy()]) for table, new in zip(tables, moved, strict=True)]
    known = {source["id"]: source for source in [*before["sources"], *sources]}
    history = {"origin": before.get("origin", ""), "made_from": tuple(before.get("made_from", ()))}
    return Contents(series, _interleaved(rows), [*before["raw"], *entries], list(known.values()), **history)


def _joined_series(tables: list[pd.DataFrame]) -> tuple[pd.DataFrame, list[np.ndarray[Any, Any]]]:
    """Return the series of all tables by key, each with its first title, and for each table its series' new numbers."""
    whole = pd.concat([table.astype(object) for table in tables], ignore_index=True)
    keys = list(KEY)
    series = whole.drop_duplicates(keys).sort_values(keys, kind="stable").reset_index(drop=True)
    numbers = whole[keys].merge(series[keys].assign(number=series.index.to_numpy()), how="left", on=keys)["number"]
    ends = np.cumsum([len(table) for table in tables])
    return series, np.split(numbers.to_numpy().astype("int32"), ends[:-1])


def _interleaved(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return tables as one in the order of a snapshot, as the first is; texts stay codes, numbered as they first occur.

    One column after the other: of millions of rows nothing is held twice.
    """

    def column(name: str) -> np.ndarray[Any, Any]:
        return np.concatenate([table[name].to_numpy().astype(_KINDS[name]) for table in tables])

    order = _order({name: column(name) for name in ORDER}, len(tables[0]))
    found: dict[str, Any] = {}
    for name in _KINDS:
        if name in _TEXTS:
            found[name] = _renumbered(union_categoricals([coded(table[name]) for table in tables]), order)
        else:
            found[name] = column(name)[order]
    return pd.DataFrame(found)


def _order(columns: dict[str, np.ndarray[Any, Any]], held: int) -> np.ndarray[Any, Any]:
    """Return the order of rows of which the first `held` are in order already: only series with new rows are sorted."""
    series = columns["series"]
    order = np.argsort(series, kind="stable")
    touched = np.zeros(series.max(initial=-1) + 1, dtype=bool)
    touched[series[held:]] = True
    places = np.flatnonzero(touched[series[order]])
    mixed = order[places]
    order[places] = mixed[np.lexsort([columns[name][mixed] for name in reversed(ORDER)])]
    return order


def coded(column: "pd.Series[Any]") -> pd.Categorical:
    """Return texts as codes of pandas' own texts, so that those of two tables can be joined.

    >>> coded(pd.Series(["2019", "2020", "2019"])).codes.tolist()
    [0, 1, 0]
    """
    values = pd.Categorical(column)
    return pd.Categorical.from_codes(values.codes, values.categories.astype("str"))


def _renumbered(values: pd.Categorical, order: np.ndarray[Any, Any]) -> pd.Categorical:
    codes, first = pd.factorize(values.codes[order])
    return pd.Categorical.from_codes(codes, values.categories[first])
