"""What Eurostat's tables of goods trade share: members, names of areas, flows, products, and that no flow is twice."""

import re
from collections.abc import Iterable

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.model import Refusal

EU27 = "EU27_2020"  # the Union as it has been since February 2020, for all years
MEMBERS = (
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN", "IRL", "ITA",
    "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE",
)  # fmt: skip

ITEMS = {"IMPORT": "import", "EXPORT": "export"}
TITLES = {"import": "Goods imports, CIF", "export": "Goods exports, FOB"}
VALUE = "VALUE_IN_EUROS"

_FUELS = (
    "MINERAL FUELS, MINERAL OILS AND PRODUCTS OF THEIR DISTILLATION; BITUMINOUS SUBSTANCES; MINERAL WAXES"  # chapter 27
)
PRODUCTS = {"Total": "_T", "Total [TOTAL]": "_T", _FUELS: "27", f"{_FUELS} [27]": "27"}

# What Comext adds to a name in brackets: its territory, or the same name again.
_ADDED = re.compile(r" \((incl\. [^()]*|Belorussia|Eire|Russia)\)$")
_ONE_FLOW = ["item", "reporter", "partner", "product", "unit", "period", "vintage"]


def area(name: str) -> str | None:
    """Return the code of a country as Comext spells it, None for an unknown name.

    >>> area("Belgium (incl. Luxembourg 'LU' -> 1998)"), area("Belarus (Belorussia)"), area("Atlantis (Russia)")
    ('BEL', 'BLR', None)
    """
    return area_code(_ADDED.sub("", name))


def coded(names: pd.Series) -> pd.Series:
    """Return the codes of areas by name, missing where a name is unknown.

    >>> coded(pd.Series(["Poland", "Russian Federation (Russia)"])).tolist()
    ['POL', 'RUS']
    """
    return names.map({name: area(str(name)) for name in names.unique()})


def unknown_areas(table: pd.DataFrame, path: str, columns: Iterable[str]) -> tuple[Refusal, ...]:
    """Return one refusal per name in `columns` that is no known area: its rows become no observation.

    >>> table = pd.DataFrame({"partner": ["Atlantis", "Atlantis", "Belarus"], "row": [2, 3, 4]})
    >>> unknown_areas(table, "a.csv", ["partner"])
    (Refusal(path='a.csv', row=2, reason="unknown area 'Atlantis', 2 rows"),)
    """
    refused = []
    for column in columns:
        unknown = table.loc[coded(table[column]).isna()]
        refused += [
            Refusal(path, int(rows.min()), f"unknown area {name!r}, {len(rows)} rows")
            for name, rows in unknown.groupby(column, sort=False)["row"]
        ]
    return tuple(refused)


def stated_once(observations: pd.DataFrame, path: str) -> pd.DataFrame:
    """Return `observations` as they are when no flow is stated twice.

    >>> stated_once(pd.DataFrame(columns=_ONE_FLOW), "a.csv").empty
    True

    Raises SourceError for the first that is.
    """
    twice = observations.duplicated(_ONE_FLOW)
    if twice.any():
        again = observations.iloc[int(twice.to_numpy().argmax())]
        found = f"{again['item']} {again['reporter']} {again['partner']} {again['product']} twice for {again['period']}"
        raise SourceError(path, expected="each flow once", found=f"{found}, row {again['row']}")
    return observations
