"""Prices of gas and dependence on imported energy, from Eurostat's tables in JSON-stat.

The tables are small and are asked for with all countries: which of the dependents have joined a table changes, and a
country that it does not know is an error for Eurostat. Import dependency is (imports - exports) / gross available
energy: another concept than the World Bank's net imports over energy use, and never to be mixed with it. By origin it
counts where the fuel came from at first, whatever it passed through. All nuclear energy counts as home-made.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ingest.errors import SourceError
from ingest.eurostat_live.answers import ANSWERS
from ingest.eurostat_live.comext import PARTNERS
from ingest.eurostat_live.flags import explained, hidden
from ingest.eurostat_live.jsonstat import cube
from ingest.live import Reply, Request
from ingest.model import tidy

SERVICE = "/dissemination"
_PERIODS = {"A": r"\d{4}", "S": r"\d{4}-S[12]"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of Eurostat's, which part of it is asked for, and what that is called here."""

    code: str
    chosen: tuple[tuple[str, str], ...]  # dimension and category
    item: str
    title: str
    unit: str
    freq: str
    partner: str = "_Z"
    product: str = "_Z"
    by: str = ""  # the dimension that becomes the product

    def request(self, since: int | None) -> Request:
        """Return the question, from the year `since` on.

        >>> TABLES[0].request(2019).query[-1]
        ('sinceTimePeriod', '2019')
        """
        first = "" if since is None else f"{since}-S1" if self.freq == "S" else str(since)
        query = (("format", "JSON"), ("lang", "EN"), *self.chosen, *((("sinceTimePeriod", first),) if first else ()))
        return Request(f"{SERVICE}/statistics/1.0/data/{self.code}", query, answers=ANSWERS)


def _by_origin(code: str, product: str, name: str) -> Table:
    title = f"{name} imported from Russia, of the gross available energy from it"
    chosen = (("freq", "A"), ("unit", "PC"), ("partner", "RU"))
    return Table(code, chosen, "import_dependency", title, "percent", "A", partner="RUS", product=product)


TABLES = (
    Table(
        "nrg_ind_id",
        (("freq", "A"), ("unit", "PC"), ("siec", "TOTAL")),
        "import_dependency",
        "Net energy imports of gross available energy",
        "percent",
        "A",
        product="_T",
    ),
    _by_origin("nrg_ind_idogas", "natural_gas", "Natural gas"),
    _by_origin("nrg_ind_idooil", "oil", "Oil"),
    _by_origin("nrg_ind_idosff", "solid_fossil_fuels", "Solid fossil fuels"),
    Table(
        "nrg_pc_203",
        (("freq", "S"), ("unit", "KWH"), ("tax", "X_TAX"), ("currency", "EUR")),
        "gas_price_non_household",
        "Gas price for non-household consumers without taxes, by yearly use",
        "EUR/kWh",
        "S",
        by="nrg_cons",
    ),
)


def figures(reply: Reply, table: Table, countries: Iterable[str], since: int | None) -> pd.DataFrame:
    """Return the values of a table for those of the `countries` that it has, dated by its last update.

    Raises SourceError for another part of the table than was chosen, a period of another kind or before `since`, and
    a dimension of which it is not known what to choose.
    """
    found = cube(reply)
    rows = found.table
    chosen = dict(table.chosen)
    read = {"geo", "time", *chosen, *filter(None, [table.by])}
    if lacking := sorted(read - set(found.dimensions)):
        raise SourceError(
            reply.where, expected=f"a dimension {lacking[0]}", found=f"{', '.join(found.dimensions)}"[:80]
        )
    others = [name for name in found.dimensions if name not in read]
    for name in (*chosen, *others):
        codes = sorted(rows[name].unique())
        if codes != [chosen.get(name, *codes[:1])] and len(rows):
            expected = f"{name} {chosen.get(name, 'of one category')}"
            raise SourceError(reply.where, expected=expected, found=", ".join(codes)[:80])
    years = rows["time"].str[:4]
    wrong = ~rows["time"].str.fullmatch(_PERIODS[table.freq]) | ~years.between(
        str(since or 1900), str(reply.retrieved.year)
    )
    if wrong.any():
        expected = f"a period like {_PERIODS[table.freq]} from {since or 1900} on"
        raise SourceError(reply.where, expected=expected, found=repr(rows["time"][wrong].iloc[0])[:60])
    codes_of = {PARTNERS[country]: country for country in countries if country in PARTNERS}
    kept = rows[rows["geo"].isin(list(codes_of)) & ~hidden(rows["flag"])]
    read_rows = pd.DataFrame({
        "reporter": kept["geo"].map(codes_of), "product": kept[table.by] if table.by else table.product,
        "period": kept["time"].str.replace("-S", "H"), "value": kept["value"], "row": kept["row"],
    }).join(explained(kept["flag"]))  # fmt: skip
    fixed = {"item": table.item, "partner": table.partner, "title": table.title, "unit": table.unit, "freq": table.freq}
    return tidy(read_rows, vintage=found.updated, **fixed)
