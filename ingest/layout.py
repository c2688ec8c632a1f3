"""How observations lie in a snapshot: series by key, their rows by period and vintage."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

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

    `table` has the columns OBSERVATION, source and file; texts may be categories in the order of the alphabet. Bounds
    that say no more than the value are left out. Raises ValueError for a period that is none.

    >>> key = dict.fromkeys(KEY, "_Z") | {"source": "eia", "item": "RBRTE", "unit": "USD/bbl", "freq": "M"}
    >>> stated = {"period": "2021-08", "vintage": "2021-09-02", "value": 70.75, "low": None, "high": None}
    >>> row = key | stated | {"title": "Brent", "status": "reported", "preference": 1, "file": 0, "row": 7}
    >>> series, rows = laid_out(pd.DataFrame([row | {"locator": "", "note": ""}]))
    >>> series.loc[0, ["series_id", "title"]].tolist(), rows.loc[0, ["series", "value"]].tolist()
    (['eia:RBRTE:_Z:_Z:_Z:USD_bbl:M', 'Brent'], [0.0, 70.75])
    """
    of_one = table.groupby(_KEYS, sort=True, observed=True)
    series = of_one["title"].first().astype(object).reset_index().astype(dict.fromkeys(_KEYS, object))
    return _identified(series), _rows(table, of_one.ngroup())


def _identified(series: pd.DataFrame) -> pd.DataFrame:
    units = series["unit"].str.replace(r"[^A-Za-z0-9]+", "_", regex=True)
    parts = series[_KEYS].assign(unit=units)
    series["series_id"] = parts[_KEYS[0]].str.cat(parts[_KEYS[1:]], sep=":")
    return pd.DataFrame(series[[*_KEYS, "series_id", "title"]])


def _rows(table: pd.DataFrame, numbers: "pd.Series[int]") -> pd.DataFrame:
    """Return the rows of `table` as observations of the series of these `numbers`, in the order of a snapshot."""
    table = table.drop(columns=[*_KEYS, "title"])  # of a million rows each copy less is a tenth of the memory
    first, last = spans_of(table["period"])
    observations = table.assign(
        series=numbers.to_numpy(),
        first=first,
        last=last,
        vintage=days_of(table["vintage"]),
        status=_each(table["status"], STATUSES.index),
        low=table["low"].where(table["low"] != table["value"]),
        high=table["high"].where(table["high"] != table["value"]),
    )
    found = observations.sort_values(list(ORDER), kind="stable").reset_index(drop=True)[_NAMES]
    return found.assign(**{name: _numbered(found[name]) for name in ("period", "locator", "note")})


def _numbered(column: "pd.Series[Any]") -> pd.Categorical:
    """Return texts as codes, numbered as they first occur."""
    codes, texts = pd.factorize(column)
    return pd.Categorical.from_codes(codes, pd.Index(texts).astype("str"))


def _each(column: "pd.Series[Any]", of: Callable[[str], Any]) -> "pd.Series[Any]":
    """Return `of` each text, computed once for each that differs."""
    codes, texts = pd.factorize(column)
    found = pd.Series([of(text) for text in texts], dtype=None if len(texts) else object)
    return found.take(codes).set_axis(column.index)


def spans_of(periods: "pd.Series[Any]") -> "tuple[pd.Series[Any], pd.Series[Any]]":
    """Return the first and the last day of each period; raises ValueError for what is none.

    >>> [str(days[0].date()) for days in spans_of(pd.Series(["2020-02"]))]
    ['2020-02-01', '2020-02-29']
    """
    first, last = _each(periods, lambda text: period(text).first), _each(periods, lambda text: period(text).last)
    return days_of(first), days_of(last)


def days_of(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return dates as a loaded snapshot has them.

    >>> from datetime import date
    >>> days_of(pd.Series([date(2021, 9, 2)])).dtype
    dtype('<M8[ms]')
    """
    return pd.to_datetime(column).dt.as_unit("ms")


def packed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its texts, and days that are objects, as categories: a tenth of the memory.

    >>> packed(pd.DataFrame({"item": ["gdp", "gdp"], "value": [1.0, 2.0]})).dtypes.astype(str).tolist()
    ['category', 'float64']
    """
    texts = [name for name in table if table[name].dtype == object or isinstance(table[name].dtype, pd.StringDtype)]
    return table.assign(**{str(name): _categories(*pd.factorize(table[name])) for name in texts})


def joined(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return packed tables of the same columns as one, its categories in the order of the alphabet.

    >>> whole = joined([packed(pd.DataFrame({"item": [name]})) for name in ("gdp", "debt")])
    >>> whole["item"].tolist(), whole["item"].cat.categories.tolist()
    (['gdp', 'debt'], ['debt', 'gdp'])
    """
    tables = list(tables)
    return pd.DataFrame({name: _joined([table[name] for table in tables]) for name in tables[0]})


def _joined(columns: "list[pd.Series[Any]]") -> Any:
    if not all(isinstance(column.dtype, pd.CategoricalDtype) for column in columns):
        return np.concatenate([column.to_numpy() for column in columns])
    # The same kind of texts in each: pandas joins no others.
    alike = [_categories(column.cat.codes.to_numpy(), column.cat.categories) for column in columns]
    return union_categoricals(alike, sort_categories=True)


def _categories(codes: Any, texts: Iterable[Any]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, pd.Index(list(texts), dtype=object))
