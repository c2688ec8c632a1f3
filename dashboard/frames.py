"""The indicators for notebooks: one function that returns what the site shows as a pandas table."""

from collections.abc import Mapping
from functools import cache

import pandas as pd

from dashboard import exports
from dashboard.parameters import QUESTION, question, values
from dashboard.repository import Repository, open_repository
from indicators.catalogue import CATALOGUE
from ingest.errors import ParameterError


def frame(name: str, **asked: str) -> pd.DataFrame:
    """Return an indicator or a measure as a table, a row for each period, with the columns of its CSV.

    `asked` takes what an address of the API takes, as text: `dependent`, `partner`, `from_`, `to`, `as_of`. `attrs`
    holds title, unit, sources, snapshot and, where there is no row, the reason.

    >>> shares = frame("export_share", dependent="BLR", partner="RUS", from_="2019", to="2019")
    >>> shares[["period", "value", "unit", "status"]].round(1).values.tolist()
    [['2019', 41.3, 'percent', 'reported']]
    >>> shares.attrs["title"]
    "Partner's share of goods exports"

    Raises ParameterError for a name or a parameter that is none, with what is allowed.
    """
    repository = _repository()
    known = [*CATALOGUE, *repository.measures]
    if name not in known:
        raise ParameterError("name", expected=f"one of {', '.join(known)}", found=name)
    return _framed(repository, name, {key.rstrip("_"): text for key, text in asked.items()})


def _framed(repository: Repository, name: str, asked: Mapping[str, str]) -> pd.DataFrame:
    checked = question(values(dict(asked), QUESTION, repository))
    compute = repository.result if name in CATALOGUE else repository.measure
    result = checked.within(compute(name, checked.pair, checked.as_of))
    table = exports.table_of(result)
    found = pd.DataFrame(exports.result_records(result, repository), columns=list(table.names))
    sources = sorted({source for row in found["sources"].dropna() for source in row.split(";")})
    found.attrs = {
        "title": result.title, "unit": result.unit, "sources": sources, "snapshot": repository.snapshot.id,
        "reason": result.reason,
    }  # fmt: skip
    return found


@cache
def _repository() -> Repository:
    return open_repository()
