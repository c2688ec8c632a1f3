"""Currencies of public debt by debtor: shares of what is owed to all creditors at the end of the year.

Only seven currencies, or baskets of them, are told apart: **the rouble is within "all other currencies"** and has no
share of its own. There is no split by creditor.
"""

import pandas as pd

from ingest.debt.editions import edition_of, parsed, years
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed

_COLUMNS = ("value", "indicator_code", "indicator_name", "counterpart_code", "entity_code", "is_aggregate", "year")
_ROUNDING = 0.001  # eight shares to four digits each
_VIA = "ONEcampaign/debt_overview @906fc90 (output/chart_3_download.csv)"


def currency_composition(payload: bytes, path: str) -> Parsed:
    r"""Return the share of each currency in public and publicly guaranteed debt, in per cent.

    >>> head = "value,indicator_code,indicator_name,counterpart_code,entity_code,is_aggregate,year\n"
    >>> line = '{},DT.CUR.{}.ZS,"Currency composition of PPG debt, {} (%)",WLD,BLR,False,2024\n'
    >>> file = head + line.format(86.6, "USDL", "U.S. dollars") + line.format(13.4, "OTHC", "all other currencies")
    >>> shares = currency_composition(file.encode(), "ids/ids_2025-12_currency_composition.csv").observations
    >>> shares[["item", "partner", "unit", "value"]].values.tolist()[0]
    ['DT.CUR.USDL.ZS', 'WLD', 'percent', 86.6]

    Raises SourceError for another series, a single creditor, a group of debtors, or shares that do not make 100.
    """
    vintage = edition_of(path)
    table = csv_table(payload, path, _COLUMNS)
    rows = table["row"]
    observations = pd.DataFrame({
        "item": matching(table["indicator_code"], rows, path, r"DT\.CUR\.[A-Z]{4}\.ZS", "a code like DT.CUR.USDL.ZS"),
        "reporter": matching(table["entity_code"], rows, path, "[A-Z]{3}", "an ISO 3166 code"),
        "partner": matching(table["counterpart_code"], rows, path, "WLD", "all creditors, WLD"),
        "title": matching(table["indicator_name"], rows, path, r".*\(%\)", "a series in per cent"),
        "unit": "percent", "period": years(table, path, "year").astype(str),
        "value": numbers(table["value"], rows, path), "row": rows,
    })  # fmt: skip
    matching(table["is_aggregate"], rows, path, "False", "a single debtor")
    sums = observations.groupby(["reporter", "period"])["value"].sum()
    if (wrong := sums[(sums - 100).abs() > _ROUNDING]).size:
        (debtor, year), found = wrong.index[0], wrong.iloc[0]
        raise SourceError(path, expected=f"shares of {debtor} in {year} that make 100 per cent", found=f"{found:.4f}")
    return parsed(observations, path, vintage, (), _VIA)
