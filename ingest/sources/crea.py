"""CREA: what importers bought of Russian energy by month, put together from UN Comtrade and Eurostat.

The column called `eur` is **US dollars divided by 1.1, a constant**, in every month: the unit is USD/1.1, and 1.1 times
the figure is what customs reported. Where a report has a value and no weight the tonnes are 0: that is no quantity, and
a negative figure is what revisions left over, no import. Some importers report a year only; twelve equal months stand
for it, which is an even spread and not a report. `EU` is the sum of the 27 members of 2020.
Blank cells (gas of Estonia, Latvia, Finland) are no report.

Comtrade fills in missing weights at one price a tonne for many months: such tonnes look like any other here (Belarus's
crude oil in January-November 2020 at 322.705 USD/t), and data/corrections.toml names them. Values are not touched.
"""

from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, Status, tidy

SOURCE = Source(
    id="crea",
    publisher="Centre for Research on Energy and Clean Air (CREA)",
    title="Imports of energy from Russia by month, from UN Comtrade and Eurostat",
    url="https://energyandcleanair.org/",
    licence="terms of UN Comtrade and of Eurostat",
    redistribute=False,
    citation="Centre for Research on Energy and Clean Air, from UN Comtrade and Eurostat Comext.",
    cadence="monthly",
)

FILES = ("trade/crea_energy_imports_from_russia_monthly_*.csv",)

_COLLECTED = date(2026, 11, 23)  # the day of the compilation was not recorded
_ITEMS = {"eur": ("value", "USD/1.1", "value"), "tonne": ("quantity", "tonnes", "quantity")}
_COMMODITIES = {
    "coal": "coal", "coal_gas": "coal_gas", "coke": "coke", "lng": "lng", "natural_gas": "natural_gas",
    "oil": "crude_oil", "oil_products": "oil_products", "tar": "tar",
}  # fmt: skip
_UNION = {"EU": "EU27_2020"}
_MONTH = r"\d{4}-\d{2}-01"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return imports from Russia by importer, commodity and month: `value` in USD/1.1 and `quantity` in tonnes.

    >>> head = "country,partner,date,commodity,EU,unit,value,source"
    >>> line = "Belarus,Russia,2019-12-01,oil,False,eur,587170500.0,comtrade_eurostat"
    >>> parsed = parse(f"{head}\n{line}\n".encode(), "crea.csv")
    >>> parsed.observations[["item", "reporter", "partner", "product", "unit", "period"]].values.tolist()
    [['value', 'BLR', 'RUS', 'crude_oil', 'USD/1.1', '2019-12']]

    Raises SourceError for another partner, commodity or unit, and for a date that begins no month.
    """
    table = csv_table(payload, path, ("country", "partner", "date", "commodity", "unit", "value"))
    matching(table["partner"], table["row"], path, "Russia", "Russia as the partner")
    matching(table["date"], table["row"], path, _MONTH, "the first day of a month")
    matching(table["unit"], table["row"], path, "|".join(_ITEMS), "a unit, eur or tonne")
    matching(table["commodity"], table["row"], path, "|".join(_COMMODITIES), "a commodity")
    table = table.assign(value=numbers(table["value"], table["row"], path)).dropna(subset="value")
    codes = {name: _UNION.get(name) or area_code(name) for name in table["country"].unique()}
    imports = pd.DataFrame({
        "item": table["unit"].map({unit: item for unit, (item, _, _) in _ITEMS.items()}),
        "unit": table["unit"].map({unit: named for unit, (_, named, _) in _ITEMS.items()}),
        "reporter": table["country"].map(codes), "product": table["commodity"].map(_COMMODITIES),
        "title": _titles(table), "period": table["date"].str[:7], "value": table["value"], "row": table["row"],
        "country": table["country"],
    })  # fmt: skip
    reasons = _reasons(imports)
    spread = _spread_over_the_year(imports)
    kept = imports[reasons == ""].drop(columns="country")
    kept = kept.assign(
        status=spread.map({True: Status.INTERPOLATED.value, False: Status.REPORTED.value}),
        note=spread.map({True: "a year spread evenly", False: ""}),
    )
    return Parsed(
        f"{min(table['date'])[:7]} to {max(table['date'])[:7]}, day of the compilation not recorded",
        _COLLECTED,
        tidy(kept, partner="RUS", freq="M", vintage=_COLLECTED),
        _refusals(imports, reasons, path),
        "energyandcleanair/202203_russian_gas @fd872c8a",
    )


def _titles(table: pd.DataFrame) -> pd.Series:
    kinds = table["unit"].map({unit: title for unit, (_, _, title) in _ITEMS.items()})
    return "Imports from Russia, " + kinds + ": " + table["commodity"].map(_COMMODITIES).str.replace("_", " ")


def _reasons(imports: pd.DataFrame) -> pd.Series:
    """Why each row is no observation, blank for one that is."""
    key = ["reporter", "product", "period"]
    paid = imports["value"].where(imports["item"] == "value").groupby([imports[name] for name in key]).transform("max")
    reasons = pd.Series("", index=imports.index)
    reasons[(imports["item"] == "quantity") & (imports["value"] == 0) & paid.notna() & (paid != 0)] = (
        "tonnes 0 beside a value"
    )
    reasons[imports["value"] < 0] = "a negative import"
    reasons[imports["reporter"].isna()] = "area is not in data/codes/areas.csv"
    return reasons


def _spread_over_the_year(imports: pd.DataFrame) -> pd.Series:
    """Whether a month is one of twelve that are equal, in a year that was reported as one figure."""
    key = [imports["item"], imports["reporter"], imports["product"], imports["period"].str[:4]]
    months = imports["value"].groupby(key)
    return (months.transform("size") == 12) & (months.transform("nunique") == 1) & (imports["value"] != 0)


def _refusals(imports: pd.DataFrame, reasons: pd.Series, path: str) -> tuple[Refusal, ...]:
    rows = imports.assign(reason=reasons)[reasons != ""].groupby(["country", "reason"])["row"]
    return tuple(
        Refusal(path, int(found.min()), f"{country}: {reason} ({len(found)} rows)") for (country, reason), found in rows
    )
