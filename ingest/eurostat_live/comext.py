"""Goods trade of DS-045409 in SDMX-CSV 1.0, the form that prints the day of the last update.

Version 2.0 of the form has no such day (it begins with STRUCTURE, STRUCTURE_ID). An absent row is no trade or a
confidential one, never nought. A flag `c` is a confidential value, left out if it should ever be printed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pandas as pd

from ingest.errors import SourceError
from ingest.eurostat.flows import EU27, TITLES, VALUE
from ingest.eurostat_live.answers import ANSWERS
from ingest.eurostat_live.flags import explained, hidden
from ingest.files import csv_table, matching, numbers
from ingest.live import Reply, Request
from ingest.model import tidy
from ingest.replies import refuse_repeated

SERVICE = "/comext/dissemination"
_DATASET = "DS-045409"
_COLUMNS = (
    "DATAFLOW", "LAST UPDATE", "freq", "reporter", "partner", "product", "flow", "indicators", "TIME_PERIOD",
    "OBS_VALUE",
)  # fmt: skip
_ITEMS = {"1": "import", "2": "export"}
# The Union and its members as Comext spells them, Greece as GR.
REPORTERS = {
    EU27: EU27,
    "AT": "AUT", "BE": "BEL", "BG": "BGR", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK", "EE": "EST",
    "ES": "ESP", "FI": "FIN", "FR": "FRA", "GR": "GRC", "HR": "HRV", "HU": "HUN", "IE": "IRL", "IT": "ITA",
    "LT": "LTU", "LU": "LUX", "LV": "LVA", "MT": "MLT", "NL": "NLD", "PL": "POL", "PT": "PRT", "RO": "ROU",
    "SE": "SWE", "SI": "SVN", "SK": "SVK",
}  # fmt: skip
PARTNERS = {
    "BLR": "BY", "ARM": "AM", "AZE": "AZ", "GEO": "GE", "KAZ": "KZ", "KGZ": "KG", "MDA": "MD", "TJK": "TJ",
    "TKM": "TM", "UKR": "UA", "UZB": "UZ", "RUS": "RU", "CHN": "CN",
}  # fmt: skip
_PRODUCTS = {"TOTAL": "_T"}
_ALL_REPORT = 2015  # the first year of which every one of the 27 members has long reported each month
_MONTHS = 12  # in fewer a small member may have traded with none
_OF_A_CODE = {"8703": "EU exports, FOB, of a code banned for Russia"}  # as the files name the series


@dataclass(frozen=True, slots=True)
class Selection:
    """What one question to Comext asks for, in its own codes; years both included."""

    frequency: str  # M or A
    reporters: tuple[str, ...]
    partners: tuple[str, ...]
    products: tuple[str, ...]
    flows: tuple[str, ...]
    first: int
    last: int

    def request(self) -> Request:
        """Return the question.

        >>> chosen = Selection("M", ("PL", "LT"), ("BY",), ("27",), ("1",), 2019, 2020)
        >>> chosen.request().query[1], chosen.request().query[6]
        (('c[reporter]', 'PL,LT'), ('c[TIME_PERIOD]', 'ge:2019-01+le:2020-12'))
        """
        month, last_month = ("-01", "-12") if self.frequency == "M" else ("", "")
        chosen = {
            "freq": self.frequency,
            "reporter": ",".join(self.reporters),
            "partner": ",".join(self.partners),
            "product": ",".join(self.products),
            "flow": ",".join(self.flows),
            "indicators": VALUE,
            "TIME_PERIOD": f"ge:{self.first}{month}+le:{self.last}{last_month}",
        }
        query = [(f"c[{name}]", text) for name, text in chosen.items()]
        form = [("format", "csvdata"), ("formatVersion", "1.0"), ("compress", "false")]
        return Request(
            f"{SERVICE}/sdmx/3.0/data/dataflow/ESTAT/{_DATASET}/+", (*query, *form), accept="text/csv", answers=ANSWERS
        )

    def halves(self) -> tuple["Selection", ...]:
        """Return two selections that make up this one, by years, then by reporters; none where it cannot be divided.

        >>> chosen = Selection("M", ("PL", "LT"), ("BY",), ("27",), ("1",), 2019, 2021)
        >>> [(half.first, half.last) for half in chosen.halves()]
        [(2021, 2021), (2019, 2020)]
        """
        if self.first < self.last:
            middle = (self.first + self.last) // 2
            return replace(self, first=middle + 1), replace(self, last=middle)
        middle = len(self.reporters) // 2
        halves = self.reporters[:middle], self.reporters[middle:]
        return tuple(replace(self, reporters=half) for half in halves) if middle else ()


def trade(reply: Reply, asked: Selection) -> pd.DataFrame:
    r"""Return the flows of a reply in EUR, each dated by the day of the last update that its row prints.

    >>> head = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE"
    >>> row = "ESTAT:DS-045409(1.0),14/08/26 11:00:00,M,PL,BY,TOTAL,2,VALUE_IN_EUROS,2025-06,220"
    >>> reply = Reply("https://h/a", 200, {}, f"{head}\r\n{row}\r\n".encode(), datetime(2026, 11, 24))
    >>> found = trade(reply, Selection("M", ("PL",), ("BY",), ("TOTAL",), ("2",), 2025, 2026))
    >>> found[["item", "reporter", "partner", "product", "period", "value", "unit"]].values.tolist()
    [['export', 'POL', 'BLR', '_T', '2025-06', 220.0, 'EUR']]

    Raises SourceError for another data set, indicator, area, product, flow or period than asked for, a flow stated
    twice, what is no amount, and a reply that lacks a member of the Union.
    """
    table = csv_table(reply.body, reply.where, _COLUMNS)
    _refuse_other(table, asked, reply)
    refuse_repeated(table, ["reporter", "partner", "product", "flow", "TIME_PERIOD"], reply)
    _refuse_lacking(table, asked, reply)
    flags = table["OBS_FLAG"].fillna("") if "OBS_FLAG" in table else pd.Series("", index=table.index, dtype=str)
    items = table["flow"].map(_ITEMS)
    codes = {code: name for name, code in PARTNERS.items()}
    updates = {text: updated(text, reply).date() for text in table["LAST UPDATE"].unique()}
    read = pd.DataFrame({
        "item": items, "reporter": table["reporter"].map(REPORTERS), "partner": table["partner"].map(codes),
        "product": table["product"].replace(_PRODUCTS),
        "title": table["product"].map(_OF_A_CODE).fillna(items.map(TITLES)),
        "period": table["TIME_PERIOD"], "value": _amounts(table, flags, reply),
        "vintage": table["LAST UPDATE"].map(updates), "row": table["row"],
    })  # fmt: skip
    return tidy(read.join(explained(flags)), unit="EUR", freq=asked.frequency)


def _refuse_other(table: pd.DataFrame, asked: Selection, reply: Reply) -> None:
    """Refuse a row of anything but what was asked for."""
    month = r"-(0[1-9]|1[0-2])" if asked.frequency == "M" else ""
    years = "|".join(str(year) for year in range(asked.first, asked.last + 1))
    for column, allowed in (
        ("DATAFLOW", [rf"ESTAT:{_DATASET}\(\d+\.\d+\)"]),
        ("LAST UPDATE", [r"\d\d/\d\d/\d\d( \d\d:\d\d:\d\d)?"]),
        ("freq", [asked.frequency]),
        ("reporter", asked.reporters),
        ("partner", asked.partners),
        ("product", asked.products),
        ("flow", asked.flows),
        ("indicators", [VALUE]),
        ("TIME_PERIOD", [f"({years}){month}"]),
    ):
        matching(table[column], table["row"], reply.where, "|".join(allowed), f"{column} {','.join(allowed)[:90]}")


def _amounts(table: pd.DataFrame, flags: pd.Series, reply: Reply) -> pd.Series:
    """Return the amounts; `:` and what is marked confidential are not available."""
    values = numbers(table["OBS_VALUE"].replace(":", None), table["row"], reply.where)
    if (values < 0).any():
        raise SourceError(reply.where, expected="amounts of at least 0", found=f"{values.min():g}")
    return values.mask(hidden(flags))


def updated(text: str, reply: Reply) -> datetime:
    """Return the moment of an update as SDMX-CSV prints it, with or without the time of day.

    >>> updated("14/08/26 11:00:00", Reply("https://h/a", 200, {}, b"", datetime(2026, 11, 24)))
    datetime.datetime(2026, 8, 14, 11, 0)

    Raises SourceError for another text.
    """
    expected = "a moment like 14/08/26 11:00:00, not after the reply"
    try:
        moment = datetime.strptime(text if " " in text else f"{text} 00:00:00", "%d/%m/%y %H:%M:%S")
    except ValueError as error:
        raise SourceError(reply.where, expected=expected, found=repr(text)[:60]) from error
    if moment.date() > reply.retrieved.date() + timedelta(days=1):
        raise SourceError(reply.where, expected=expected, found=repr(text)[:60])
    return moment


def last_update(reply: Reply) -> str:
    r"""Return the moment of the last update that a reply prints, empty where it has no row.

    >>> body = ",".join(_COLUMNS).encode() + b"\r\nESTAT:DS-045409(1.0),14/08/26 11:00:00,M,,,,,,,\r\n"
    >>> last_update(Reply("https://h/a", 200, {}, body, datetime(2026, 11, 24)))
    '2026-08-14T11:00:00'
    """
    moments = csv_table(reply.body, reply.where, _COLUMNS)["LAST UPDATE"].dropna().unique()
    return max((updated(text, reply).isoformat() for text in moments), default="")


def _refuse_lacking(table: pd.DataFrame, asked: Selection, reply: Reply) -> None:
    """Refuse a reply without one of the members asked for: each traded with Russia in all months of these years.

    The Union's trade is the sum of its members', so one that is left out would be a fall of trade.
    """
    months = table["TIME_PERIOD"].nunique()
    if asked.frequency != "M" or asked.first < _ALL_REPORT or "RU" not in asked.partners or months < _MONTHS:
        return
    if "TOTAL" not in asked.products:
        return
    for flow in asked.flows:
        there = set(table["reporter"][(table["flow"] == flow) & (table["product"] == "TOTAL")].unique())
        if lacking := sorted(set(asked.reporters) - there):
            expected = f"the {_ITEMS[flow]}s of all {len(asked.reporters)} reporters"
            raise SourceError(reply.where, expected=expected, found=f"none of {', '.join(lacking)}")
