"""Central Bank of Armenia: drams per US dollar, euro, rouble and Belarusian rouble by day; transfers of individuals.

Rates are drams for an amount of foreign units, as published: one, or ten of the old Belarusian rouble (BYR), which the
unit says. On 2016-07-01 10,000 BYR became one BYN: two series, never one. Four rows carry the other's code (BYN on
2016-01-08, BYR on 2016-10-25 to 27) and are left out. RUR is the same rouble as RUB under its old code, on other days:
one series. The Belarusian rate lags by days in a crisis. Eleven holidays of January 2000 hold the rates of the same day
of November or December 2000. Ten BYR have two decimals, so that at 0.25 drams one step is 4 %.

Transfers through banks, in thousand USD by month: into and out of Armenia, all and non-commercial (between persons
without trade). The net, which the file also has, is the difference and not read. `Total` is the world.
"""

from datetime import date
from pathlib import PurePosixPath

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="cba",
    publisher="Central Bank of Armenia",
    title="Exchange rates; money transfers of individuals through banks",
    url="https://www.cba.am/",
    licence="Not stated with the files; official statistics, cite the Central Bank of Armenia",
    redistribute=True,
    citation="Central Bank of Armenia, official exchange rates and transfers of individuals by country.",
    cadence="daily; monthly",
)

_RATES, _TRANSFERS = "cba_armenia_daily_amd_rates_", "cba_armenia_transfers_by_country_monthly_"
FILES: tuple[str, ...] = (f"econ/{_RATES}*.csv", f"migration/{_TRANSFERS}*.csv")

_COLLECTED = date(2026, 11, 23)  # the days of publication were not recorded
_RATE_COLUMNS = ("date", "iso", "amount_foreign_units", "rate_amd_for_amount")
_CURRENCIES = {"USD": "USD", "EUR": "EUR", "RUB": "RUB", "RUR": "RUB", "BYR": "BYR", "BYN": "BYN"}
_AMOUNTS = {"USD": "1", "EUR": "1", "RUB": "1", "BYR": "10", "BYN": "1"}
_NEW_ROUBLE = "2016-07-01"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TRANSFER_COLUMNS = ("date", "year", "month", "country", "direction", "type", "K_USD")
_DIRECTIONS = {"Inflow": "transfers_inflow", "Outflow": "transfers_outflow"}
_NET = "Net inflow"
_TYPES = {"total": "_Z", "non-commercial": "non_commercial"}
_TITLES = {
    ("transfers_inflow", "_Z"): "Transfers of individuals into Armenia",
    ("transfers_inflow", "non_commercial"): "Non-commercial transfers of individuals into Armenia",
    ("transfers_outflow", "_Z"): "Transfers of individuals out of Armenia",
    ("transfers_outflow", "non_commercial"): "Non-commercial transfers of individuals out of Armenia",
}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return drams per unit of foreign currency by day, or transfers by country and month in thousand USD.

    >>> head = "date,iso,amount_foreign_units,rate_amd_for_amount"
    >>> payload = f"{head}\n2016-06-30,BYR,10.0,0.24\n2016-07-01,BYN,1.0,237.78\n".encode()
    >>> parse(payload, "cba_armenia_daily_amd_rates_2016.csv").observations[["item", "unit", "value"]].values.tolist()
    [['BYR', 'LCU per 10 BYR', 0.24], ['BYN', 'LCU per BYN', 237.78]]

    Raises SourceError for an unknown currency, another amount of it, an unknown direction or type, and two values of
    one day or month.
    """
    name = PurePosixPath(path).name
    if name.startswith(_RATES):
        return _rates(payload, path)
    if name.startswith(_TRANSFERS):
        return _transfers(payload, path)
    raise SourceError(path, expected=f"a name that begins with {_RATES} or {_TRANSFERS}", found=name, do="rename it")


def _rates(payload: bytes, path: str) -> Parsed:
    table = csv_table(payload, path, _RATE_COLUMNS)
    days = matching(table["date"], table["row"], path, _DAY, "a date like 2016-07-01")
    currencies = matching(table["iso"], table["row"], path, "|".join(_CURRENCIES), "a known currency").map(_CURRENCIES)
    mislabelled = (currencies == "BYR") & (days >= _NEW_ROUBLE) | (currencies == "BYN") & (days < _NEW_ROUBLE)
    refused = tuple(
        Refusal(path, int(row), f"{code} on {day}: the rate of the other Belarusian rouble under this code")
        for row, code, day in zip(*(column[mislabelled] for column in (table["row"], currencies, days)), strict=True)
    )
    table = table.assign(period=days, item=currencies)[~mislabelled]
    amounts = table["amount_foreign_units"].str.removesuffix(".0")
    if (other := amounts != table["item"].map(_AMOUNTS)).any():
        row = table[other].iloc[0]
        expected = f"{_AMOUNTS[row['item']]} {row['item']} in row {row['row']}"
        raise SourceError(path, expected=expected, found=f"an amount of {row['amount_foreign_units']}")
    per = table["item"].map({code: code if number == "1" else f"{number} {code}" for code, number in _AMOUNTS.items()})
    rates = pd.DataFrame({
        "item": table["item"], "unit": "LCU per " + per, "title": "Official rate, drams per " + per,
        "period": table["period"], "value": numbers(table["rate_amd_for_amount"], table["row"], path),
        "row": table["row"],
    })  # fmt: skip
    return _parsed(rates, path, "D", refused, "vlivyur/ExchangeRatesByDate @3ac6ce9e")


def _transfers(payload: bytes, path: str) -> Parsed:
    table = csv_table(payload, path, _TRANSFER_COLUMNS)
    months = matching(table["date"], table["row"], path, _DAY, "the last day of a month").str[:7]
    matching(table["direction"], table["row"], path, "|".join((*_DIRECTIONS, _NET)), "a known direction")
    matching(table["type"], table["row"], path, "|".join(_TYPES), "a known type")
    net = table["direction"] == _NET
    partners = table["country"].map({name: _partner(name) for name in table["country"].unique()})
    cells = pd.DataFrame({
        "item": table["direction"].map(_DIRECTIONS), "partner": partners, "product": table["type"].map(_TYPES),
        "period": months, "value": numbers(table["K_USD"], table["row"], path), "row": table["row"],
    })[~net].assign(unit="USD thousand")  # fmt: skip
    unknown = table[partners.isna() & ~net].drop_duplicates("country")
    refused = [
        Refusal(path, int(row), f"unknown area {name!r}")
        for row, name in unknown[["row", "country"]].itertuples(index=False)
    ]
    if net.any():
        why = f"net inflow is inflow less outflow ({net.sum()} rows)"
        refused.append(Refusal(path, int(table["row"][net].iloc[0]), why))
    cells = cells.dropna(subset=["partner"])
    titles = [_TITLES[key] for key in zip(cells["item"], cells["product"], strict=True)]
    return _parsed(cells.assign(title=titles), path, "M", tuple(refused), "tavad/tvyal_newsletter @21cee1a")


def _partner(name: str) -> str | None:
    return "WLD" if name == "Total" else area_code(name)


def _parsed(table: pd.DataFrame, path: str, freq: str, refused: tuple[Refusal, ...], via: str) -> Parsed:
    observations = tidy(table, reporter="ARM", freq=freq, vintage=_COLLECTED)
    twice = observations[observations.duplicated(["item", "partner", "product", "period"])]
    if len(twice):
        row = twice.iloc[0]
        found = f"{row['item']} {row['period']} again in row {row['row']}"
        raise SourceError(path, expected="one value per series and period", found=found)
    edition = f"to {observations['period'].max()}, publication date not recorded"
    return Parsed(edition, _COLLECTED, observations, refused, via)
