"""Debt by debtor and creditor: stocks, principal and interest, and disbursements.

Traps: the columns are named differently from file to file (`counterpart-area`, `counterpart_area`; `time`, `year`);
debt service after an edition's last data year is what was then scheduled, not paid; disbursement files name the kind
of loan in words instead of the Bank's code and call the Russian Federation `Russia`. `World` is the total over
creditors, not a creditor.
"""

import pandas as pd

from ingest.debt.editions import edition_of, parsed, rename_one_of, status, unknown_areas, years
from ingest.declarations import area_code
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed

_STOCKS = r"DT\.DOD\.[A-Z]{4}\.CD"
_SERVICE = r"DT\.(AMT|INT)\.[A-Z]{4}\.CD"
_DISBURSEMENTS = ("iso_code", "year", "counterpart_area", "indicator", "value", "prices")
_VIA = (
    "ONEcampaign/aftershocks_data @b43bdd374, @0d73d97a5, @2d0ecdd6d, @87ddf2a83 (raw_data/debt); "
    "ONEcampaign/net_flows @ecfe4b6e (raw_data/ids_data)"
)
_VIA_DISBURSEMENTS = "ONEcampaign/net_flows @ecfe4b6e (output/debt_inflows_country.parquet)"


def stocks(payload: bytes, path: str) -> Parsed:
    """Return debt at the end of the year by debtor and creditor, in US dollars.

    >>> line = 'Belarus,World,"PPG, bilateral (DOD, current US$)",2021,1.5,DT.DOD.BLAT.CD'
    >>> file = f"country,counterpart-area,series,time,value,series_code\\n{line}\\n".encode()
    >>> stocks(file, "ids/debt_stock_by_creditor_2009_2022-12.csv").observations[["partner", "value"]].values.tolist()
    [['WLD', 1.5]]

    Raises SourceError for a file with other columns or series.
    """
    return _by_creditor(payload, path, _STOCKS)


def service(payload: bytes, path: str) -> Parsed:
    """Return principal and interest by debtor and creditor, in US dollars; what was only scheduled is `forecast`.

    >>> line = 'Belarus,World,"PPG, bilateral (AMT, current US$)",2022,1.5,DT.AMT.BLAT.CD'
    >>> file = f"country,counterpart-area,series,time,value,series_code\\n{line}\\n".encode()
    >>> service(file, "ids/debt_service_by_creditor_2009_2022-12.csv").observations.loc[0, "status"]
    'forecast'

    Raises SourceError for a file with other columns or series.
    """
    return _by_creditor(payload, path, _SERVICE)


def disbursements(payload: bytes, path: str) -> Parsed:
    """Return what creditors paid out in the year by debtor, creditor and kind of loan, in US dollars.

    >>> line = "BLR,2021,Russia,banks,1.5,current"
    >>> file = f"iso_code,year,counterpart_area,indicator,value,prices\\n{line}\\n".encode()
    >>> disbursements(file, "ids/disbursements_2023-12.csv").observations.loc[0, ["item", "partner"]].tolist()
    ['disbursement.banks', 'RUS']

    Raises SourceError for a file with other columns and for constant prices.
    """
    vintage = edition_of(path)
    table = csv_table(payload, path, _DISBURSEMENTS)
    matching(table["prices"], table["row"], path, "current", "current prices")
    table = table.assign(partner=table["counterpart_area"].map(area_code))
    refused = unknown_areas(table, path, {"counterpart_area": "partner"})
    when = years(table, path, "year")
    observations = pd.DataFrame({
        "item": "disbursement." + table["indicator"], "reporter": table["iso_code"].str.strip(),
        "partner": table["partner"], "title": "Disbursements, " + table["indicator"].str.replace("_", " "),
        "period": when.astype(str), "value": numbers(table["value"], table["row"], path),
        "status": status(when, vintage), "row": table["row"],
    })  # fmt: skip
    return parsed(observations.dropna(subset=["partner"]), path, vintage, refused, _VIA_DISBURSEMENTS)


def _by_creditor(payload: bytes, path: str, items: str) -> Parsed:
    vintage = edition_of(path)
    table = csv_table(payload, path, ("country", "series", "value", "series_code"))
    table = rename_one_of(table, path, "creditor", ("counterpart-area", "counterpart_area"))
    table = rename_one_of(table, path, "time", ("time", "year"))
    matching(table["series_code"], table["row"], path, items, f"a code like {items}")
    matching(table["series"], table["row"], path, r".*current US\$\)", "a series in current US$")
    table = table.assign(reporter=table["country"].map(area_code), partner=table["creditor"].map(area_code))
    refused = unknown_areas(table, path, {"country": "reporter", "creditor": "partner"})
    when = years(table, path, "time")
    observations = pd.DataFrame({
        "item": table["series_code"], "reporter": table["reporter"], "partner": table["partner"],
        "title": table["series"], "period": when.astype(str), "value": numbers(table["value"], table["row"], path),
        "status": status(when, vintage), "row": table["row"],
    })  # fmt: skip
    return parsed(observations.dropna(subset=["reporter", "partner"]), path, vintage, refused, _VIA)
