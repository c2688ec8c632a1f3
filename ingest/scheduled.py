"""What was scheduled for a year and is in no edition that tells of that year any more: it has been withdrawn.

Debt service of the years ahead is scheduled with each edition. A year later the next one tells what was paid, and
leaves out a debtor and creditor between whom nothing was: the schedule would stand as the newest that is known.
"""

import numpy as np
import pandas as pd

from ingest.model import Status
from ingest.vintages import CELL, WITHDRAWN

_YEAR = ["source", "item", "reporter", "freq", "period"]


def no_longer_scheduled(editions: pd.DataFrame) -> pd.DataFrame:
    """Return a row without a value for each amount scheduled that the next edition to tell of its year does not have.

    An edition tells of a year where it reports the same item of the same reporter with any partner: files of later
    editions do not hold all items. A scheduled 0 stays, since an amount left out says the same. The row's vintage is
    that of the edition, its file the first of it that tells of the year.

    >>> cell = {"source": "x", "reporter": "MDA", "partner": "RUS", "product": "_T", "unit": "USD", "freq": "A"}
    >>> cell |= {"item": "DT.AMT.BLAT.CD", "period": "2022", "low": None, "high": None}
    >>> due = cell | {"value": 14.5, "status": "forecast", "vintage": 2022, "file": 0}
    >>> paid = cell | {"partner": "WLD", "value": 15.0, "status": "reported", "vintage": 2023, "file": 1}
    >>> gone = no_longer_scheduled(pd.DataFrame([due, paid]))
    >>> gone[["partner", "value", "status", "vintage", "file"]].values.tolist()
    [['RUS', nan, 'undisclosed', 2023, 1]]
    """
    forecast = editions["status"] == Status.FORECAST.value
    near = editions[editions["source"].isin(editions.loc[forecast, "source"].unique())]
    newest = near.sort_values("vintage", kind="stable").drop_duplicates(list(CELL), keep="last")
    amount = newest["value"].notna() & newest["value"].ne(0)
    scheduled = newest[(newest["status"] == Status.FORECAST.value) & amount]
    told = near[near["status"] == Status.REPORTED.value].drop_duplicates([*_YEAR, "vintage"])
    told = told[[*_YEAR, "vintage", "file"]].rename(columns={"vintage": "later", "file": "by"})
    joined = scheduled.merge(told, on=_YEAR)
    joined = joined[joined["later"] > joined["vintage"]].sort_values("later", kind="stable")
    gone = joined.drop_duplicates(list(CELL))
    return gone.assign(
        vintage=gone["later"], file=gone["by"], value=np.nan, low=np.nan, high=np.nan,
        status=Status.UNDISCLOSED.value, row=0, locator="", note=WITHDRAWN,
    )[[*editions.columns]]  # fmt: skip
