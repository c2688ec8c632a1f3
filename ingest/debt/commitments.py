"""New loans by debtor and creditor: what was committed in a year, at which interest, maturity and grace period.

Trap: **in a year without a commitment the three terms stand as 0**. They are no free loan and become no observation.
Such a year is known by its maturity, which is 0 exactly where nothing was committed (of the amounts only one of the
two files tells). A loan may have no grace period, and interest of 0 is published for three dozen real loans; the Bank
counts those as 0 in its averages over all creditors (`World`). A commitment published as 0 stays 0.
"""

import pandas as pd

from ingest.debt.editions import edition_of, parsed, unknown_areas, years
from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal

_COLUMNS = ("country", "counterpart_area", "series", "year", "value", "series_code")
_MATURITY = "DT.MAT.DPPG"
_TERMS = ("DT.INR.DPPG", _MATURITY, "DT.GPA.DPPG")
# By code: how its title ends, and the unit that follows.
_UNITS = {
    r"DT\.INR\.DPPG": (r".*\(%\)", "percent"),
    r"DT\.(MAT|GPA)\.DPPG": (r".*\(years\)", "years"),
    r"DT\.COM\.(BLAT|MLAT|PRVT)\.CD": (r".*\(COM, current US\$\)", "USD"),
}
_LOAN = ["country", "counterpart_area", "period"]
_ZERO_OF_A_LOAN = "0 as published, of a loan made in this year"
_VIA = "ONEcampaign/interest_rates @dc3501827, @f361a58af, @4cbda5108 (raw_data/ids_data)"


def new_commitments(payload: bytes, path: str) -> Parsed:
    r"""Return new commitments in US dollars, and their average interest in per cent, maturity and grace in years.

    >>> head = "country,counterpart_area,series,year,value,series_code\n"
    >>> line = "Belarus,World,Average maturity on new external debt commitments (years),{},{},DT.MAT.DPPG\n"
    >>> file = head + line.format(2020, 9.9) + line.format(2021, 0)
    >>> terms = new_commitments(file.encode(), "ids/ids_2022-12_new_commitments.csv")
    >>> terms.observations[["period", "value", "unit"]].values.tolist(), terms.refused[0].reason
    ([['2020', 9.9, 'years']], 'DT.MAT.DPPG: 0 because nothing was committed in the year (1 rows)')

    Raises SourceError for another series or unit, and where the maturity and the other figures of a year disagree on
    whether a loan was made.
    """
    vintage = edition_of(path)
    table = csv_table(payload, path, _COLUMNS)
    table = table.assign(
        unit=_units(table, path), period=years(table, path, "year").astype(str),
        amount=numbers(table["value"], table["row"], path).astype("float64"),
        reporter=table["country"].map(area_code), partner=table["counterpart_area"].map(area_code),
    )  # fmt: skip
    of_no_loan = _terms_of_no_loan(table, path)
    unknown = unknown_areas(table, path, {"country": "reporter", "counterpart_area": "partner"})
    read = table[~of_no_loan].dropna(subset=["reporter", "partner"])
    zero = read["series_code"].isin(_TERMS) & (read["amount"] == 0)
    observations = pd.DataFrame({
        "item": read["series_code"], "reporter": read["reporter"], "partner": read["partner"], "title": read["series"],
        "unit": read["unit"], "period": read["period"], "value": read["amount"], "row": read["row"],
        "note": zero.map({True: _ZERO_OF_A_LOAN, False: ""}),
    })  # fmt: skip
    return parsed(observations, path, vintage, (*unknown, *_refusals(table[of_no_loan], path)), _VIA)


def _units(table: pd.DataFrame, path: str) -> pd.Series:
    """The unit of each row by its code, when the title of the series says the same."""
    codes = matching(table["series_code"], table["row"], path, "|".join(_UNITS), "a code of new commitments")
    units = pd.Series("", index=table.index)
    for pattern, (title, unit) in _UNITS.items():
        rows = table[codes.str.fullmatch(pattern)]
        matching(rows["series"], rows["row"], path, title, f"a series that ends like {title}")
        units[rows.index] = unit
    return units


def _terms_of_no_loan(table: pd.DataFrame, path: str) -> pd.Series:
    """Whether each row is a term of a year without a commitment: one whose maturity is 0."""
    loans = table.loc[(table["series_code"] == _MATURITY) & (table["amount"] > 0), _LOAN]
    made = pd.MultiIndex.from_frame(table[_LOAN]).isin(pd.MultiIndex.from_frame(loans))
    if (wrong := table[~made & (table["amount"] > 0)]).size:
        row = wrong.iloc[0]
        raise SourceError(
            path,
            expected=f"a maturity above 0 with {row['series_code']} of {row['country']} in {row['period']}",
            found=f"{row['value']} in row {row['row']} without one",
        )
    return table["series_code"].isin(_TERMS) & ~made


def _refusals(rows: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    """One refusal per term, at its first row."""
    first = rows.groupby("series_code")["row"].agg(["min", "size"])
    return tuple(
        Refusal(path, int(row), f"{code}: 0 because nothing was committed in the year ({count} rows)")
        for code, row, count in first.itertuples()
    )
