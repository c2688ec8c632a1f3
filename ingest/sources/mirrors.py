"""What partners report of their goods trade with Belarus, 2019-2023: a table gathered from five publishers.

Each row is the reporter's own figure (`reported`); it becomes a mirror of Belarus only in a measure. Exports are mostly
FOB and imports CIF, as each office values them. Traps: reporters are names or ISO codes; the units are EUR, thousand
USD and mn USD; members of the EU end in November 2022, the Netherlands in October, so those figures are for a part of
the year; `9 months` of Cyprus, Luxembourg or Malta are the months in which they traded, not the months covered;
Uzbekistan's figures may include services and stand under the product `_X`; Russia's are rounded copies of `rosstat`.
"""

import re
from collections.abc import Hashable
from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="mirrors",
    publisher="Eurostat; national statistical offices of Kazakhstan, Kyrgyzstan, Uzbekistan and Russia",
    title="Goods trade with Belarus as its partners report it",
    url="",
    licence="Eurostat: reuse with attribution; the others: official statistics, cite the office",
    redistribute=True,
    citation=(
        "Eurostat, Comext DS-045409; Bureau of National Statistics of Kazakhstan; National Statistical Committee of "
        "the Kyrgyz Republic; Statistics Agency of Uzbekistan; Rosstat."
    ),
    cadence="once",
)

FILES = ("trade/blr_mirror_reported_by_partners_*.csv",)

_COLLECTED = date(2026, 11, 23)  # the table does not carry the editions of its publishers
_COLUMNS = ("year", "reporter", "partner", "flow", "value", "currency", "source", "notes")
_UNITS = {"EUR": "EUR", "thousand USD": "USD thousand", "mn USD": "USD mn"}
_TITLES = {"export": "Goods exports", "import": "Goods imports"}
_COMEXT = "Eurostat Comext"
_PUBLISHERS = {
    _COMEXT: "Eurostat Comext", "Bureau of National Statistics KAZ": "Bureau of National Statistics, Kazakhstan",
    "NSC KGZ": "National Statistical Committee, Kyrgyzstan", "stat.uz": "Statistics Agency of Uzbekistan",
    "Rosstat": "Rosstat",
}  # fmt: skip
_LAST_MONTH = {"2022": 11}  # of Comext, where a year was not over
_LATE = {("NLD", "2022"): 10}  # its monthly figures end in October in both flows; the other members' in November
_MONTHS = re.compile(r"mirror; (\d+) months")
_SERVICES = "may include services"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return each partner's reported exports to and imports from Belarus, in the currency of the table.

    >>> labels = "year,reporter,partner,flow,value,currency,source,notes"
    >>> cells = "2022,Poland,BLR,import,962285091.0,EUR,Eurostat Comext DS-045409,mirror; 11 months"
    >>> observations = parse(f"{labels}\n{cells}\n".encode(), "mirror.csv").observations
    >>> observations[["item", "reporter", "period", "value", "unit"]].values.tolist()
    [['import', 'POL', '2022-01..2022-11', 962285091.0, 'EUR']]

    Raises SourceError for another unit, flow, publisher or partner, and for more months than the table covers.
    """
    table = csv_table(payload, path, _COLUMNS)
    rows = table["row"]
    matching(table["year"], rows, path, r"20\d\d", "a year")
    matching(table["partner"], rows, path, "BLR", "the partner BLR")
    matching(table["flow"], rows, path, "|".join(_TITLES), "a flow, export or import")
    matching(table["currency"], rows, path, "|".join(_UNITS), f"a unit, {' or '.join(_UNITS)}")
    matching(table["notes"], rows, path, "mirror.*", "a note that begins with mirror")
    publishers = table["source"].map(lambda text: _publisher(str(text)))
    matching(publishers, rows, path, ".+", f"a publisher, {' or '.join(_PUBLISHERS)}")
    table = table.assign(
        reporter=table["reporter"].map(_code), name=table["reporter"], publisher=publishers,
        value=numbers(table["value"], rows, path),
    )  # fmt: skip
    unknown = table[table["reporter"].isna()].drop_duplicates("name")
    refused = tuple(Refusal(path, int(row["row"]), f"unknown area {row['name']!r}") for _, row in unknown.iterrows())
    known = table[table["reporter"].notna()]
    if known.empty:
        raise SourceError(path, expected="reporters of trade with Belarus", found=f"{len(table)} rows without any")
    periods = [_period(row, path) for row in known.to_dict("records")]
    read = pd.DataFrame({
        "item": known["flow"], "reporter": known["reporter"], "title": known["flow"].map(_TITLES),
        "product": known["notes"].str.contains(_SERVICES).map({True: "_X", False: "_T"}),
        "unit": known["currency"].map(_UNITS), "period": periods, "value": known["value"], "row": known["row"],
        "freq": ["A" if len(text) == 4 else "_O" for text in periods], "note": known["publisher"],
    })  # fmt: skip
    observations = tidy(read, partner="BLR", vintage=_COLLECTED)
    return Parsed("as collected, editions not recorded", _COLLECTED, observations, refused, _VIA)


_VIA = "vzemlys/ruimpeks @5b5d97cc; mary-lev/eu-export-sanctions @4b6a5dfc"


def _publisher(source: str) -> str | None:
    return next((name for start, name in _PUBLISHERS.items() if source.startswith(start)), None)


def _code(reporter: str) -> str | None:
    """The code of a member of the EU that stands there by name, and of the others that stand there by code."""
    return reporter if re.fullmatch("[A-Z]{3}", reporter) else area_code(reporter)


def _period(row: dict[Hashable, object], path: str) -> str:
    """The year, or the months of it that Comext had; a note that counts more months is another edition."""
    year, months = str(row["year"]), _MONTHS.fullmatch(str(row["notes"]))
    if not str(row["source"]).startswith(_COMEXT):
        return year
    last = _LATE.get((str(row["reporter"]), year), _LAST_MONTH.get(year, 12))
    if months is None or int(months[1]) > last:
        expected = f"at most {last} months of {year} in row {row['row']}"
        raise SourceError(path, expected=expected, found=repr(row["notes"]), do="check the months that it covers")
    return year if last == 12 else f"{year}-01..{year}-{last:02d}"
