"""JODI live: natural gas, crude oil and oil products by month, as the countries report them to the joint initiative.

Gas comes as one archive with the whole history, oil as a table a year (crude in the primary, products in the secondary
ones) of which the last five years are asked for, or those from the year that is wanted. A year in progress is a table
of another name. The archive is asked for first: while it is as it was, nothing else is.

A fact stands there once in each of several units, which must not be added up: gas is read in terajoules of gross
calorific value, oil in thousand tonnes. `-`, `x`, `N/A` and `..` stand for what is not known and are no zeros. Of the
assessment, 1 is comparable with other sources, 2 says that the country's notes are to be read, which the note of the
observation repeats, and 3 that nobody has compared; none of them marks an estimate. The whole history is revised each
month and no edition is dated: vintages are days of retrieval. The terms of use are not stated.
"""

import io
import zipfile
from collections.abc import Generator, Mapping
from dataclasses import dataclass

import pandas as pd

from ingest.errors import ParameterError, SourceError
from ingest.files import DAMAGED_ARCHIVE, csv_table, matching, numbers, refuse_page
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import Refusal, Source, tidy
from ingest.replies import refuse_repeated

SOURCE = Source(
    id="jodi",
    publisher="Joint Organisations Data Initiative",
    title="JODI Oil and Gas World Databases",
    url="https://www.jodidata.org/",
    licence="Not stated",
    redistribute=False,
    citation="Joint Organisations Data Initiative, JODI Oil World Database and JODI Gas World Database.",
    cadence="monthly",
)

_GAS = "/_resources/files/downloads/gas-data/jodi_gas_csv_beta.zip"
_OIL = "/_resources/files/downloads/oil-data/annual-csv"
_AREAS = {
    "AM": "ARM", "AZ": "AZE", "BY": "BLR", "GE": "GEO", "KZ": "KAZ", "KG": "KGZ", "MD": "MDA", "RU": "RUS",
    "TJ": "TJK", "TM": "TKM", "UA": "UKR", "UZ": "UZB",
}  # fmt: skip
_COLUMNS = (
    "REF_AREA", "TIME_PERIOD", "ENERGY_PRODUCT", "FLOW_BREAKDOWN", "UNIT_MEASURE", "OBS_VALUE", "ASSESSMENT_CODE",
)  # fmt: skip
_UNITS = ("TJ", "M3", "KTONS", "KBD", "KBBL", "KL", "CONVBBL")
_UNKNOWN = ("-", "x", "N/A", "..")
_CONSULT = {"2": "JODI: consult the country's notes"}
_FIRST_YEAR, _YEARS = 2002, 5  # of the tables of oil, and how many of them are asked for
_LARGEST = 100_000_000  # bytes of the table in the archive; the real one has some 15 million


@dataclass(frozen=True, slots=True)
class Balance:
    """What is read of one kind of table: a product in one unit, and its flows."""

    code: str
    product: str
    title: str
    unit: str
    flows: Mapping[str, str]


_UNIT_NAMES = {"TJ": "TJ", "KTONS": "kt"}
_NATURAL_GAS = Balance(
    "NATGAS", "natural_gas", "Natural gas", "TJ",
    {"INDPROD": "production", "TOTIMPSB": "imports", "TOTEXPSB": "exports", "TOTDEMO": "demand"},
)  # fmt: skip
_OIL_BY_KIND = {
    "primary": Balance(
        "CRUDEOIL", "crude_oil", "Crude oil", "KTONS",
        {"INDPROD": "production", "TOTIMPSB": "imports", "TOTEXPSB": "exports", "REFINOBS": "refinery_intake"},
    ),
    "secondary": Balance(
        "TOTPRODS", "oil_products", "Oil products", "KTONS",
        {"REFGROUT": "production", "TOTIMPSB": "imports", "TOTEXPSB": "exports", "TOTDEMO": "demand"},
    ),
}  # fmt: skip


def pull(ask: Ask) -> Pull:
    """Bring production, imports, exports and use of gas, crude oil and oil products by month."""
    if unknown := set(ask.countries) - set(_AREAS.values()):
        raise ParameterError("countries", expected=f"some of {', '.join(_AREAS.values())}", found=min(unknown))
    gas = yield Request(_GAS, accept="application/zip, */*")
    if gas.sha256 == ask.known:
        return None
    name, payload = member(gas)
    table, refused = months(gas, payload, _NATURAL_GAS, ask.countries)
    parts = [(gas, table[table["period"] >= str(ask.since or 0)].assign(locator=name))]
    for kind, balance in _OIL_BY_KIND.items():
        for year in range(max(ask.since or ask.today.year - _YEARS + 1, _FIRST_YEAR), ask.today.year + 1):
            reply = yield from _oil(kind, year, ask.today.year)
            if reply:
                table, without = months(reply, reply.body, balance, ask.countries, year)
                parts.append((reply, table))
                refused += without
    newest = max((table["period"].max() for _, table in parts if len(table)), default=None)
    if newest is None:
        raise SourceError(gas.where, expected="months", found="none in any table")
    return Pulled(gas.sha256, f"to {newest}", gas.retrieved.date(), tuple(parts), tuple(refused))


def _oil(kind: str, year: int, this_year: int) -> Generator[Request, Reply, Reply | None]:
    """Bring the table of a year under whichever of its two names; a year that has begun may have none yet."""
    names = [f"{year}.csv", f"{kind}year{year}.csv"]
    for name in reversed(names) if year == this_year else names:
        reply = yield Request(f"{_OIL}/{kind}/{name}", accept="text/csv, */*", answers=(200, 404))
        if reply.status == 200:
            return reply
    if year < this_year:
        raise SourceError(f"{_OIL}/{kind}", expected=f"{' or '.join(names)}", found="neither")
    return None


def member(reply: Reply) -> tuple[str, bytes]:
    """Return the name and the bytes of the one table in an archive.

    Raises SourceError for what is no archive, is damaged or locked, holds no or several tables, or would unpack to
    more than 100 MB.
    """
    expected = "a zip archive with one CSV of at most 100 MB"
    refuse_page(reply.body, reply.where, expected)
    try:
        with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
            tables = [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
            if len(tables) != 1:
                names = ", ".join(info.filename for info in archive.infolist())[:80]
                raise SourceError(reply.where, expected=expected, found=f"{len(tables)} of them: {names}")
            with archive.open(tables[0]) as opened:
                payload = opened.read(_LARGEST + 1)
    except DAMAGED_ARCHIVE as error:
        found = f"one that does not open ({error})"[:120]
        raise SourceError(reply.where, expected=expected, found=found) from error
    if len(payload) > _LARGEST:
        raise SourceError(reply.where, expected=expected, found=f"more than {_LARGEST:,} bytes")
    return tables[0].filename, payload


def months(
    reply: Reply, payload: bytes, balance: Balance, countries: tuple[str, ...], year: int | None = None
) -> tuple[pd.DataFrame, list[Refusal]]:
    r"""Return the flows of a product by country and month, of one `year` where it is given, and what was left out.

    >>> from datetime import datetime
    >>> lines = ["BY,2021-01,NATGAS,TOTIMPSB,TJ,81234.5,3", "BY,2021-02,NATGAS,TOTIMPSB,TJ,-,3"]
    >>> lines += [f"RU,2021-01,NATGAS,{flow},TJ,1,1" for flow in ("INDPROD", "TOTEXPSB", "TOTDEMO")]
    >>> payload = "\n".join([",".join(_COLUMNS), *lines]).encode()
    >>> reply = Reply("https://h/gas.zip", 200, {}, b"", datetime(2026, 11, 24))
    >>> table, refused = months(reply, payload, _NATURAL_GAS, ("BLR",))
    >>> table[["item", "reporter", "product", "unit", "period", "value"]].values.tolist()
    [['imports', 'BLR', 'natural_gas', 'TJ', '2021-01', 81234.5]]

    An amount below nought is refused. Raises SourceError for other columns, units or months, a flow that the whole
    table lacks or that stands there twice, and a value that is neither a number nor one of JODI's signs for none.
    """
    few = [name for name in _COLUMNS if name not in ("OBS_VALUE", "ASSESSMENT_CODE")]
    table = csv_table(payload, reply.where, _COLUMNS, ends_with_newline=False, few=few)
    matching(table["TIME_PERIOD"], table["row"], reply.where, r"(19|20)\d\d-(0[1-9]|1[0-2])", "a month")
    matching(table["UNIT_MEASURE"], table["row"], reply.where, "|".join(_UNITS), "a unit of JODI")
    matching(table["ASSESSMENT_CODE"], table["row"], reply.where, r"\d", "an assessment")
    _refuse_other_months(table["TIME_PERIOD"], reply, year)
    read = table[(table["ENERGY_PRODUCT"] == balance.code) & (table["UNIT_MEASURE"] == balance.unit)]
    if lacking := sorted(set(balance.flows) - set(read["FLOW_BREAKDOWN"].unique())):
        found = f"no {lacking[0]}"
        expected = f"{', '.join(balance.flows)} of {balance.code} in {balance.unit}"
        raise SourceError(reply.where, expected=expected, found=found)
    areas = {area: country for area, country in _AREAS.items() if country in countries}
    read = read[read["REF_AREA"].isin(areas) & read["FLOW_BREAKDOWN"].isin(balance.flows)]
    refuse_repeated(read, ["REF_AREA", "FLOW_BREAKDOWN", "TIME_PERIOD"], reply)
    cells = read["OBS_VALUE"].str.strip()
    values = numbers(cells.where(~cells.isin(_UNKNOWN)), read["row"], reply.where)
    items = read["FLOW_BREAKDOWN"].map(balance.flows)
    observed = pd.DataFrame({
        "item": items, "title": items.map(lambda item: f"{balance.title}: {item.replace('_', ' ')}"),
        "reporter": read["REF_AREA"].map(areas), "period": read["TIME_PERIOD"], "value": values, "row": read["row"],
        "note": read["ASSESSMENT_CODE"].map(lambda code: _CONSULT.get(code, "")),
    })  # fmt: skip
    below = observed["value"] < 0
    refused = [
        Refusal(reply.where, int(row), f"{item} of {reporter} in {month} below nought: {value}")
        for item, reporter, month, value, row in observed.loc[
            below, ["item", "reporter", "period", "value", "row"]
        ].to_numpy()
    ]
    unit, vintage = _UNIT_NAMES[balance.unit], reply.retrieved.date()
    return tidy(observed[~below], product=balance.product, unit=unit, freq="M", vintage=vintage), refused


def _refuse_other_months(cells: pd.Series, reply: Reply, year: int | None) -> None:
    last = f"{reply.retrieved:%Y-%m}"
    first = f"{year or 1900}-01"
    if other := [month for month in cells.unique() if not first <= month <= min(last, f"{year or 9999}-12")]:
        expected = f"months of {year}" if year else "months"
        raise SourceError(reply.where, expected=f"{expected} that have begun", found=other[0])


PROVIDER = Provider(
    source=SOURCE,
    base="https://www.jodidata.org",
    pace=1.0,
    pull=pull,
    every=45,
    most_requests=110,
    withdraws=False,  # the window of years moves on
    dated=False,
)
