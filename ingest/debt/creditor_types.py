"""Debt of Belarus by kind of creditor: wide by year, codes padded with blanks, in whole dollars.

What the files by creditor of the same edition give to ten cents is left to them.
"""

import re

import pandas as pd

from ingest.debt.editions import known_by, parsed, status
from ingest.errors import SourceError
from ingest.files import csv_table, numbers
from ingest.model import Parsed, Refusal

_EDITION = "2025-12"  # the file does not carry it in its name
_COLUMNS = ("Country Code", "Counterpart-Area Code", "Series Name", "Series Code")
_FIRST_YEAR_BY_CREDITOR = {"DT.DOD": 1990, "DT.AMT": 2009}
_TYPES_BY_CREDITOR = frozenset({"BLAT", "MLAT", "PBND", "PCBK", "PROP"})
_VIA = "rajanaga22-creator/international_debt_analysis @5dd8fee9"


def by_creditor_type(payload: bytes, path: str) -> Parsed:
    """Return stocks, service and arrears by kind of creditor, in US dollars or per cent as the code says.

    >>> head = "Country Code,Counterpart-Area Code,Series Name,Series Code,2024"
    >>> file = f"{head}\\nBLR   ,WLD,Arrears,DT.AXA.OFFT.CD  ,361126000\\n".encode()
    >>> by_creditor_type(file, "wb_ids_blr.csv").observations[["reporter", "unit", "value"]].values.tolist()
    [['BLR', 'USD', 361126000.0]]

    Raises SourceError for a file without years or with a series in another unit.
    """
    vintage = known_by(_EDITION)
    table = csv_table(payload, path, _COLUMNS)
    year_columns = [name for name in table.columns if re.fullmatch(r"\d{4}", name)]
    if not year_columns:
        raise SourceError(path, expected="one column a year", found=f"columns {', '.join(table.columns[:8])}")
    for name in _COLUMNS:
        table[name] = table[name].str.strip()
    table = table.assign(unit=[_unit(code, path) for code in table["Series Code"]])
    long = table.melt([*_COLUMNS, "unit", "row"], year_columns, "period", "value").dropna(subset=["value"])
    named = zip(long["Series Code"], long["period"], strict=True)
    repeated = [_is_by_creditor(code, int(year)) for code, year in named]
    refused = tuple(
        Refusal(path, int(row), f"{code}: the files by creditor of this edition have it to ten cents, here to a dollar")
        for row, code in long.loc[repeated, ["row", "Series Code"]].drop_duplicates().itertuples(index=False)
    )
    own = long[~pd.Series(repeated, index=long.index, dtype=bool)]
    observations = pd.DataFrame({
        "item": own["Series Code"], "reporter": own["Country Code"], "partner": own["Counterpart-Area Code"],
        "title": own["Series Name"], "unit": own["unit"], "period": own["period"],
        "value": numbers(own["value"], own["row"], path),
        "status": status(own["period"].astype(int), vintage), "row": own["row"],
    })  # fmt: skip
    return parsed(observations, path, vintage, refused, _VIA)


def _is_by_creditor(code: str, year: int) -> bool:
    """Whether the files by creditor of the same edition give this figure for the World, and more precisely."""
    first = _FIRST_YEAR_BY_CREDITOR.get(code[:6])
    return first is not None and year >= first and code[7:11] in _TYPES_BY_CREDITOR


def _unit(code: str, path: str) -> str:
    if code.endswith(".ZS"):
        return "percent"
    if ".CD" in code:
        return "USD"
    raise SourceError(path, expected="series in current US$ (.CD) or percent (.ZS)", found=f"series {code}")
