"""How observations lie in a snapshot: series by key, their rows by period and vintage."""

import pandas as pd

from ingest.model import KEY, STATUSES
from ingest.periods import period

_KEYS = list(KEY)
_NAMES = [
    "series", "period", "first", "last", "vintage", "value", "low", "high",
    "status", "preference", "file", "row", "locator", "note",
]  # fmt: skip
ORDER = ("series", "first", "last", "vintage", "preference", "file", "row")


def laid_out(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the series and the observations of a snapshot that holds the rows of `table`, as in `ingest.model.Tables`.

    `table` has the columns OBSERVATION, source and file.
    """
    series = series_of(table)
    return series, rows_of(table, series)


def series_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return the series of `table`, sorted by key, each with its id and the first of its titles.

    >>> key = dict.fromkeys(KEY, "_Z") | {"source": "eia", "item": "RBRTE", "unit": "USD/bbl", "freq": "M"}
    >>> series_of(pd.DataFrame([key | {"title": "Brent"}])).loc[0, ["series_id", "title"]].tolist()
    ['eia:RBRTE:_Z:_Z:_Z:USD_bbl:M', 'Brent']
    """
    series = table.groupby(_KEYS, sort=True, observed=True, as_index=False)["title"].first()
    units = series["unit"].str.replace(r"[^A-Za-z0-9]+", "_", regex=True)
    parts = series[_KEYS].assign(unit=units)
    series["series_id"] = parts[_KEYS[0]].str.cat(parts[_KEYS[1:]], sep=":")
    return pd.DataFrame(series[[*_KEYS, "series_id", "title"]])


def rows_of(table: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `table` as observations of `series`, in the order of a snapshot.

    Bounds that say no more than the value are left out. Raises ValueError for a period that is none.
    """
    numbered = series[_KEYS].assign(series=range(len(series)))
    table = table.merge(numbered, on=_KEYS, how="left", validate="many_to_one")
    spans = {text: period(text) for text in table["period"].unique()}
    observations = table.assign(
        first=table["period"].map({text: span.first for text, span in spans.items()}),
        last=table["period"].map({text: span.last for text, span in spans.items()}),
        status=table["status"].map({status: rank for rank, status in enumerate(STATUSES)}),
        low=table["low"].where(table["low"] != table["value"]),
        high=table["high"].where(table["high"] != table["value"]),
    )
    return observations.sort_values(list(ORDER), kind="stable").reset_index(drop=True)[_NAMES]
