"""World Bank International Debt Statistics: external public debt of debtors by creditor, from four editions.

Traps: the columns are named differently from file to file (`counterpart-area`, `counterpart_area`; `time`, `year`);
debt service after an edition's last data year is what was then scheduled, not paid; disbursement files name the kind
of loan in words instead of the Bank's code and call the Russian Federation `Russia`; the file by creditor type pads
its codes with blanks, is wide by year, and repeats in whole dollars what the files by creditor give to ten cents.
`World` is the total over creditors, not a creditor. Two files of the edition of December 2023 disagree on debt
service: see FILES.
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, Status, tidy
from ingest.periods import period

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
    "econ/wb_ids_blr_by_creditor_type_2000_2024.csv",
)

_EDITION = re.compile(r"_(\d{4}-\d{2})\.csv$")
_EDITION_BY_TYPE = "2025-12"  # the file by creditor type does not carry it in its name
_ITEMS = {
    "debt_stock": r"DT\.DOD\.[A-Z]{4}\.CD",
    "debt_service": r"DT\.(AMT|INT)\.[A-Z]{4}\.CD",
}
_YEAR = r"\d{4}(-\d{2}-\d{2})?"
_DISBURSEMENTS = ("iso_code", "year", "counterpart_area", "indicator", "value", "prices")
_BY_TYPE = ("Country Code", "Counterpart-Area Code", "Series Name", "Series Code")
_FIRST_YEAR_BY_CREDITOR = {"DT.DOD": 1990, "DT.AMT": 2009}
_BY_CREDITOR_TYPES = frozenset({"BLAT", "MLAT", "PBND", "PCBK", "PROP"})
_VIA_BY_CREDITOR = (
    "ONEcampaign/aftershocks_data @b43bdd374, @0d73d97a5, @2d0ecdd6d, @87ddf2a83 (raw_data/debt); "
    "ONEcampaign/net_flows @ecfe4b6e (raw_data/ids_data)"
)
_VIA_DISBURSEMENTS = "ONEcampaign/net_flows @ecfe4b6e (output/debt_inflows_country.parquet)"
_VIA_BY_TYPE = "rajanaga22-creator/international_debt_analysis @5dd8fee9"


def parse(payload: bytes, path: str) -> Parsed:
    """Return the observations of one file of debt stocks, debt service, disbursements or debt by creditor type.

    >>> head = "country,counterpart-area,series,time,value,series_code"
    >>> line = 'Belarus,Russian Federation,"PPG, bilateral (AMT, current US$)",2022,1386.7,DT.AMT.BLAT.CD'
    >>> scheduled = parse(f"{head}\\n{line}\\n".encode(), "ids/debt_service_by_creditor_2009_2022-12.csv")
    >>> scheduled.vintage.isoformat(), scheduled.observations.loc[0, ["reporter", "partner", "status"]].tolist()
    ('2022-12-31', ['BLR', 'RUS', 'forecast'])
    """
    name = PurePosixPath(path).name
    if name.startswith("wb_ids_"):
        return _by_creditor_type(payload, path, _edition(_EDITION_BY_TYPE))
    edition = _EDITION.search(name)
    if edition is None:
        raise SourceError(path, expected="a name that ends in the edition, _2025-12.csv", found=name, do="rename it")
    if name.startswith("disbursements_"):
        return _disbursements(payload, path, _edition(edition[1]))
    for kind, items in _ITEMS.items():
        if name.startswith(kind):
            return _by_creditor(payload, path, _edition(edition[1]), items)
    expected = "a name that begins with debt_stock, debt_service, disbursements or wb_ids"
    raise SourceError(path, expected=expected, found=name, do="rename it")


def _edition(month: str) -> date:
    """The last day of the edition's month: by then it was certainly known."""
    return period(month).last


def _edition_text(vintage: date) -> str:
    return f"International Debt Statistics, {vintage:%B %Y}"


def _by_creditor(payload: bytes, path: str, vintage: date, items: str) -> Parsed:
    table = csv_table(payload, path, ("country", "series", "value", "series_code"))
    table = _rename_one_of(table, path, "creditor", ("counterpart-area", "counterpart_area"))
    table = _rename_one_of(table, path, "time", ("time", "year"))
    matching(table["series_code"], table["row"], path, items, f"a code like {items}")
    matching(table["series"], table["row"], path, r".*current US\$\)", "a series in current US$")
    table = table.assign(reporter=table["country"].map(area_code), partner=table["creditor"].map(area_code))
    refused = _unknown_areas(table, path, {"country": "reporter", "creditor": "partner"})
    years = _years(table, path, "time")
    observations = pd.DataFrame({
        "item": table["series_code"], "reporter": table["reporter"], "partner": table["partner"],
        "title": table["series"], "period": years.astype(str), "value": numbers(table["value"], table["row"], path),
        "status": _status(years, vintage), "row": table["row"],
    })  # fmt: skip
    known = observations.dropna(subset=["reporter", "partner"])
    return _parsed(known, path, vintage, refused, _VIA_BY_CREDITOR)


def _disbursements(payload: bytes, path: str, vintage: date) -> Parsed:
    table = csv_table(payload, path, _DISBURSEMENTS)
    matching(table["prices"], table["row"], path, "current", "current prices")
    table = table.assign(partner=table["counterpart_area"].map(area_code))
    refused = _unknown_areas(table, path, {"counterpart_area": "partner"})
    years = _years(table, path, "year")
    observations = pd.DataFrame({
        "item": "disbursement." + table["indicator"], "reporter": table["iso_code"].str.strip(),
        "partner": table["partner"], "title": "Disbursements, " + table["indicator"].str.replace("_", " "),
        "period": years.astype(str), "value": numbers(table["value"], table["row"], path),
        "status": _status(years, vintage), "row": table["row"],
    })  # fmt: skip
    return _parsed(observations.dropna(subset=["partner"]), path, vintage, refused, _VIA_DISBURSEMENTS)


def _by_creditor_type(payload: bytes, path: str, vintage: date) -> Parsed:
    table = csv_table(payload, path, _BY_TYPE)
    years = [name for name in table.columns if re.fullmatch(_YEAR, name)]
    if not years:
        raise SourceError(path, expected="one column a year", found=f"columns {', '.join(table.columns[:8])}")
    for name in _BY_TYPE:
        table[name] = table[name].str.strip()
    table = table.assign(unit=[_unit(code, path) for code in table["Series Code"]])
    long = table.melt([*_BY_TYPE, "unit", "row"], years, "period", "value").dropna(subset=["value"])
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
        "status": _status(own["period"].astype(int), vintage), "row": own["row"],
    })  # fmt: skip
    return _parsed(observations, path, vintage, refused, _VIA_BY_TYPE)


def _is_by_creditor(code: str, year: int) -> bool:
    """Whether the files by creditor of the same edition give this figure for the World, and more precisely."""
    first = _FIRST_YEAR_BY_CREDITOR.get(code[:6])
    return first is not None and year >= first and code[7:11] in _BY_CREDITOR_TYPES


def _unit(code: str, path: str) -> str:
    if code.endswith(".ZS"):
        return "percent"
    if ".CD" in code:
        return "USD"
    raise SourceError(path, expected="series in current US$ (.CD) or percent (.ZS)", found=f"series {code}")


def _parsed(table: pd.DataFrame, path: str, vintage: date, refused: tuple[Refusal, ...], via: str) -> Parsed:
    observations = tidy(table, unit="USD", vintage=vintage)
    keys = ["item", "reporter", "partner", "unit", "period"]
    if (twice := observations[observations.duplicated(keys)]).size:
        row = twice.iloc[0]
        raise SourceError(
            path,
            expected="one figure per debtor, creditor, series and year",
            found=f"{row['item']} of {row['reporter']} to {row['partner']} for {row['period']} twice, row {row['row']}",
        )
    return Parsed(_edition_text(vintage), vintage, observations, refused, via)


def _status(years: pd.Series, vintage: date) -> pd.Series:
    """An edition of December has data to the year before; what it gives for later years was scheduled."""
    scheduled = years >= vintage.year
    return scheduled.map({False: Status.REPORTED.value, True: Status.FORECAST.value})


def _rename_one_of(table: pd.DataFrame, path: str, name: str, spellings: Sequence[str]) -> pd.DataFrame:
    for spelling in spellings:
        if spelling in table.columns:
            return table.rename(columns={spelling: name})
    raise SourceError(path, expected=f"a column {' or '.join(spellings)}", found=f"columns {', '.join(table.columns)}")


def _unknown_areas(table: pd.DataFrame, path: str, columns: dict[str, str]) -> tuple[Refusal, ...]:
    """One refusal per name that is no known area: its rows become no observation."""
    refused = []
    for names, codes in columns.items():
        unknown = table.loc[table[codes].isna(), [names, "row"]].drop_duplicates(names)
        refused += [Refusal(path, int(row), f"unknown area {name!r}") for name, row in unknown.itertuples(index=False)]
    return tuple(refused)


def _years(table: pd.DataFrame, path: str, column: str) -> pd.Series:
    """The years of a column that holds years or dates."""
    return matching(table[column], table["row"], path, _YEAR, "a year or a date").str[:4].astype(int)
