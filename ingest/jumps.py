"""Values that jump as their series never did: changes from one period to the next, and from one edition to the next.

Changes are logarithms, so only of positive values. Projections are not judged, for each edition projects anew.
"""

import numpy as np
import pandas as pd

from ingest.model import Status

PROJECTED = (Status.FORECAST.value, Status.NOWCAST.value)
WITNESSED = 8  # changes of a series that tell how it moves
JUMP = 8.0  # times the value before: a slip of ten in what is new is beyond it
_BEYOND = 20.0  # robust deviations of the series' own changes
_WIDER = 1.5  # times the widest change there has been
_FLOORS = {"A": 0.1, "M": 0.05, "D": 0.02}  # a calm series' changes deviate by these at least


def changes(held: pd.DataFrame) -> pd.DataFrame:
    """Return, by series, how its values have moved from one to the next: median, deviation, widest and count.

    `held` has series, first, value and status. The deviation is the median one, scaled to a standard deviation.

    >>> held = pd.DataFrame({"series": 0, "first": range(4), "value": [1.0, 2.0, 4.0, 8.0], "status": "reported"})
    >>> changes(held).round(2).to_dict("list")
    {'median': [0.69], 'deviation': [0.0], 'widest': [0.0], 'count': [3]}
    """
    rows = _positive(held[~held["status"].isin(PROJECTED)])
    moves = np.log(rows["value"]).groupby(rows["series"]).diff().dropna()
    series = rows["series"][moves.index]
    median = moves.groupby(series).median()
    apart = (moves - series.map(median)).abs().groupby(series)
    return pd.DataFrame(
        {"median": median, "deviation": 1.4826 * apart.median(), "widest": apart.max(), "count": apart.size()}
    )


def newest(held: pd.DataFrame, pulled: pd.DataFrame) -> pd.DataFrame:
    """Return the pulled values of periods later than any held, each with its `move` from the value before.

    Both tables have series, cell, first, value and status; the value before stands in `value_held`.
    """
    before = held[~held["cell"].isin(pulled["cell"])]
    rows = _positive(pd.concat([before, pulled], ignore_index=True))
    groups = rows.groupby("series")["value"]
    rows = rows.assign(value_held=groups.shift(), move=np.log(rows["value"]) - np.log(groups.shift()))
    last = held.groupby("series")["first"].max()
    return rows[(rows["first"] > last.reindex(rows["series"]).to_numpy()) & rows["move"].notna()]


def revised(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the cells whose `value` is other than `value_held`, each with its `move`."""
    rows = compared[(compared["value"] > 0) & (compared["value_held"] > 0) & ~compared["status_held"].isin(PROJECTED)]
    rows = rows.assign(move=np.log(rows["value"]) - np.log(rows["value_held"]))
    return rows[rows["move"].abs() > 1e-9]


def unheard_of(moves: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Return the moves that are far beyond what their series did before, by `changes`."""
    known = moves[~moves["status"].isin(PROJECTED)].join(history, on="series")
    size = (known["move"] - known["median"]).abs()
    scale = np.maximum(known["deviation"], known["freq"].astype(object).map(_FLOORS).fillna(_FLOORS["A"]))
    beyond = (size > np.log(JUMP)) & (size > _BEYOND * scale) & (size > _WIDER * known["widest"])
    return known[beyond & (known["count"] >= WITNESSED)]


def _positive(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["value"] > 0].sort_values(["series", "first"])
