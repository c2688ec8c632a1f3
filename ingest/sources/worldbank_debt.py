"""World Bank International Debt Statistics: external public debt of debtors by creditor, from four editions.

What it is made of and the traps of each file stand in the modules of `ingest.debt`. Two files of the edition of
December 2023 disagree on debt service: see FILES.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.debt.commitments import new_commitments
from ingest.debt.creditor_types import by_creditor_type
from ingest.debt.creditors import disbursements, service, stocks
from ingest.debt.currencies import currency_composition
from ingest.debt.editions import edition_of
from ingest.errors import SourceError
from ingest.model import Parsed, Source

SOURCE = Source(
    id="worldbank_debt",
    publisher="World Bank",
    title="International Debt Statistics",
    url="https://www.worldbank.org/en/programs/debt-statistics",
    licence="CC BY 4.0",
    redistribute=True,
    citation="World Bank, International Debt Statistics (editions of December 2022, 2023, 2024 and 2025)",
    cadence="yearly, in December",
)

# Of one edition the first file wins. The service file that begins in 2000 comes before the one that begins in 2009:
# of the 58 figures in which they differ the 11 for 2022, the edition's last data year, are those that the editions of
# 2024 and 2025 repeat without exception; the other file's stand in no later edition. It was taken after a correction.
FILES: tuple[str, ...] = (
    "ids/debt_stock_by_creditor_1990_*.csv",
    "ids/debt_stock_by_creditor_2009_*.csv",
    "ids/debt_service_by_creditor_2000_*.csv",
    "ids/debt_service_by_creditor_2009_*.csv",
    "ids/disbursements_by_creditor_*.csv",
    "ids/ids_*_new_commitments_*.csv",
    "ids/ids_*_currency_composition_*.csv",
    "econ/wb_ids_blr_by_creditor_type_2000_2024.csv",
)

_PARTS: dict[str, Callable[[bytes, str], Parsed]] = {
    "debt_stock": stocks,
    "debt_service": service,
    "disbursements": disbursements,
    "new_commitments": new_commitments,
    "currency_composition": currency_composition,
    "by_creditor_type": by_creditor_type,
}


def parse(payload: bytes, path: str) -> Parsed:
    """Return the observations of one file, told by its name: what it holds and, but for one, its edition.

    >>> head = "country,counterpart-area,series,time,value,series_code"
    >>> line = 'Belarus,Russian Federation,"PPG, bilateral (AMT, current US$)",2022,1386.7,DT.AMT.BLAT.CD'
    >>> scheduled = parse(f"{head}\\n{line}\\n".encode(), "ids/debt_service_by_creditor_2009_2022-12.csv")
    >>> scheduled.vintage.isoformat(), scheduled.observations.loc[0, ["reporter", "partner", "status"]].tolist()
    ('2022-12-31', ['BLR', 'RUS', 'forecast'])

    Raises SourceError for a name that tells neither, and for a file that is not what its name tells.
    """
    name = PurePosixPath(path).name
    for words, read in _PARTS.items():
        if words in name:
            return read(payload, path)
    edition_of(path)
    raise SourceError(path, expected=f"a name with one of {', '.join(_PARTS)}", found=name, do="rename it")
