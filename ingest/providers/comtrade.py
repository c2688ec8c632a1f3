"""UN Comtrade live: goods trade by partner and by product, each data set dated by its own release.

The list of data sets says of each reporter and year when it was last released and under which check sum: while those
are as they were, nothing else is asked. Rows are counted before they are asked for, because the keyless preview cuts
its replies at 500 rows and does not say so; what is counted is split until it fits, and every row has to arrive.

Without a key the last five years are asked for, or those from the year that is wanted, at most twelve: one reporter's
trade by partner over two or three years fills a preview. Earlier years stand in the published files, and with a key (a
free one gives 500 calls a day) all of them are asked for. A year that leaves the window is kept.

Series are those of `ingest.comtrade.flows`: US dollars, exports with re-exports, 0 is the world, and what came back to
its own country is left out. Partners are known by the name that the reply gives them, as in the files; the list of
reporters helps where a name is unknown. Only rows of all modes of transport, customs procedures and second partners
are asked for and let through: without that trade is counted about nine times. Of the estimates that
`legacyEstimationFlag` marks none is of a value: 2, 4 and 6 mean quantity, weight and both, which are not read.
`isAggregate` marks sums of reported rows.

Of Belarus every chapter is brought with Russia and the world, and with a key every subheading of the last five years,
for which the preview, cut at 500, would be asked hundreds of times. What a subheading is differs between the revisions
of the Harmonised System, so the revision stands before it: `H6-310420`.
"""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from math import ceil
from typing import Any

import msgspec
import pandas as pd

from ingest.comtrade.lines import titles
from ingest.declarations import area_code
from ingest.errors import ParameterError, SourceError
from ingest.live import Ask, Key, Provider, Pull, Pulled, Reply, Request
from ingest.model import Refusal, tidy
from ingest.replies import Fields, day_of, json_of, records, refuse_repeated, within
from ingest.sources.comtrade import SOURCE

# The numbers of the reporters that are asked for; the list of reporters has to confirm them.
_CODES = {
    "ARM": 51, "AZE": 31, "BLR": 112, "CHN": 156, "GEO": 268, "KAZ": 398, "KGZ": 417, "MDA": 498, "RUS": 643,
    "TJK": 762, "TKM": 795, "UKR": 804, "UZB": 860,
}  # fmt: skip
_COUNTRIES = {code: country for country, code in _CODES.items()}
_WORLD = 0
_PARTNERS = ("RUS", "CHN")
_BY_PARTNER = ("TOTAL", "27")  # with every partner; the other products with the two partners and the world
_PRODUCTS = ("04", "2709", "2710", "2711", "31", "3104", "44", "87")
_LINES_OF = "BLR"
_CHAPTERS = tuple(
    code for code in (f"{number:02}" for number in range(1, 100)) if code not in ("77", "98", *_BY_PARTNER, *_PRODUCTS)
)
_SUBHEADINGS = "AG6"
_SUBHEADING_YEARS = 5
_FLOWS = {"X": ("export", "Exports"), "M": ("import", "Imports")}
_PREVIEW, _KEYED = 500, 20_000  # rows of one reply; a key allows 100,000, of which one would be 120 MB
_MOST_PERIODS = 12
_KEYLESS_YEARS = 5
_FIXED = {
    "typeCode": "C", "freqCode": "A", "classificationSearchCode": "HS", "partner2Code": 0, "motCode": 0,
    "customsCode": "C00",
}  # fmt: skip
_FIELDS = {
    "typeCode": str, "freqCode": str, "classificationSearchCode": str, "classificationCode": str, "period": str,
    "reporterCode": int, "reporterISO": str, "flowCode": str, "partnerCode": int, "partnerISO": str | None,
    "partnerDesc": str | None, "partner2Code": int, "cmdCode": str, "customsCode": str, "motCode": int,
    "primaryValue": float, "cifvalue": float | None, "fobvalue": float | None,
}  # fmt: skip
_LISTED = {
    "reporterCode": int, "period": int | str, "datasetChecksum": int | str, "lastReleased": str,
}  # fmt: skip
_REPORTER = {"reporterCode": int, "reporterCodeIsoAlpha3": str, "isGroup": bool}


@dataclass(frozen=True, slots=True)
class Block:
    """Trade that one question asks for; no partners mean all of them."""

    reporters: tuple[int, ...]
    flows: tuple[str, ...]
    periods: tuple[int, ...]
    products: tuple[str, ...]
    partners: tuple[int, ...] = ()

    def request(self, keyed: bool, *, count: bool) -> Request:
        """Return the question for the rows, or for how many there are."""
        wanted: list[tuple[str, Sequence[object]]] = [
            ("reporterCode", self.reporters),
            ("period", self.periods),
            ("flowCode", self.flows),
            ("cmdCode", self.products),
            ("partnerCode", self.partners),
        ]
        query = [(name, ",".join(str(one) for one in these)) for name, these in wanted if these]
        query += [(name, str(_FIXED[name])) for name in ("partner2Code", "motCode", "customsCode")]
        query.append(("countOnly" if count else "includeDesc", "true"))
        return Request("/data/v1/get/C/A/HS" if keyed else "/public/v1/preview/C/A/HS", tuple(query), keyed=keyed)

    def parts(self, number: int) -> list["Block"]:
        """Return the block in some `number` of pieces, cut along one side after the other; none where it cannot be."""
        for side in ("reporters", "flows", "periods", "products"):
            these = getattr(self, side)
            if len(these) > 1 < number:
                pieces = [replace(self, **{side: group}) for group in _groups(these, ceil(len(these) / number))]
                rest = ceil(number / len(pieces))
                return [small for piece in pieces for small in (piece.parts(rest) or [piece])]
        return []


@dataclass(frozen=True)
class Known:
    """What the lists say: the day on which each data set was released, and the country of each number."""

    released: Mapping[tuple[int, int], date]  # by number of the reporter and year
    countries: Mapping[int, str]


def pull(ask: Ask) -> Pull:
    """Bring totals and mineral fuels by partner, and the other products with Russia, China and the world."""
    if unknown := [country for country in ask.countries if country not in _CODES]:
        raise ParameterError("countries", expected=f"some of {', '.join(_CODES)}", found=unknown[0])
    codes = [_CODES[country] for country in dict.fromkeys((*ask.countries, *_PARTNERS))]
    listed = yield Request("/public/v1/getDA/C/A/HS", (("reporterCode", ",".join(map(str, codes))),))
    table = data_sets(listed, codes, _first_year(ask))
    mark = _mark(table)
    if mark == ask.known:
        return None
    reference = yield Request("/files/v1/app/reference/Reporters.json")
    released = {(int(code), int(year)): day for code, year, day in table[["code", "year", "day"]].to_numpy()}
    known = Known(released, countries_by_number(reference, codes))
    parts, refused = [], _unlisted(codes, table, listed)
    for block in (*_blocks(ask.countries, known), *_lines(ask, known)):
        brought = yield from _rows(block, ask.keyed)
        for reply, part, count in brought:
            observations, without = flows(reply, part, count, known)
            parts.append((reply, observations))
            refused += without
    _refuse_empty(released, parts)
    newest = max(released.values())
    once = {refusal.reason: refusal for refusal in reversed(refused)}  # each reason where it is met first
    return Pulled(mark, f"released to {newest}", newest, tuple(parts), tuple(reversed(once.values())))


def _first_year(ask: Ask) -> int:
    if ask.keyed:
        return ask.since or 0
    return max(ask.since or ask.today.year - _KEYLESS_YEARS, ask.today.year - _MOST_PERIODS)


def _rows(block: Block, keyed: bool) -> Generator[Request, Reply, list[tuple[Reply, Block, int]]]:
    """Bring a block in replies that no cap can cut: (reply, what it was asked for, how many rows it must have)."""
    counting = yield block.request(keyed, count=True)
    count = _count(_answer(counting), counting)
    if not count:
        return []
    most = _KEYED if keyed else _PREVIEW
    if count <= most:
        reply = yield block.request(keyed, count=False)
        return [(reply, block, count)]
    found = []
    for part in block.parts(ceil(count / most)):
        found += yield from _rows(part, keyed)
    if sum(one for *_, one in found) != count:
        expected = f"{count} rows in parts of {most}"
        raise SourceError(counting.where, expected=expected, found=f"{sum(one for *_, one in found)} rows")
    return found


def _blocks(countries: tuple[str, ...], known: Known) -> Iterator[Block]:
    """Return what is asked for, at most twelve years at once; only years in which one of the reporters has a set."""
    inside = [country for country in _PARTNERS if country in countries]
    outside = [country for country in _PARTNERS if country not in countries]
    ends = (*_codes(_PARTNERS), _WORLD)
    wanted: list[tuple[list[str], tuple[str, ...], tuple[int, ...]]] = [
        (list(countries), _BY_PARTNER, ()),
        ([country for country in countries if country not in inside], _PRODUCTS, ends),
        (inside, _PRODUCTS, tuple(dict.fromkeys((*_codes(countries), *ends)))),
        (outside, (*_BY_PARTNER, *_PRODUCTS), (*_codes(countries), _WORLD)),
    ]
    for reporters, products, partners in wanted:
        codes = _codes(reporters)
        years = sorted({year for code, year in known.released if code in codes})
        for periods in _groups(years, _MOST_PERIODS):
            there = tuple(code for code in codes if any((code, year) in known.released for year in periods))
            yield Block(there, tuple(_FLOWS), periods, products, partners)


def _lines(ask: Ask, known: Known) -> Iterator[Block]:
    """Return what is asked for to tell one country's trade with the partner apart by product."""
    code = _CODES[_LINES_OF]
    years = sorted(year for one, year in known.released if one == code and _LINES_OF in ask.countries)
    wanted = [(periods, _CHAPTERS) for periods in _groups(years, _MOST_PERIODS)]
    if ask.keyed and years:
        wanted.append((tuple(years[-_SUBHEADING_YEARS:]), (_SUBHEADINGS,)))
    for periods, products in wanted:
        yield Block((code,), tuple(_FLOWS), periods, products, (_CODES["RUS"], _WORLD))


def _codes(countries: Sequence[str]) -> tuple[int, ...]:
    return tuple(_CODES[country] for country in countries)


def _groups(these: Sequence[Any], size: int) -> list[tuple[Any, ...]]:
    return [tuple(these[start : start + size]) for start in range(0, len(these), size)]


class _Answer(msgspec.Struct):
    """A reply: its rows, yet to be read, how many it says there are, and what it reports as an error."""

    count: int | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")
    error: Any = None
    message: Any = None


def _answer(reply: Reply) -> _Answer:
    """Return what a reply says; what it reports as an error is one, whatever its status."""
    answer: _Answer = json_of(reply, _Answer)
    if said := answer.error or answer.message:
        raise SourceError(reply.where, expected="rows", found=" ".join(str(said).split())[:100], do="try again later")
    return answer


def _count(answer: _Answer, reply: Reply) -> int:
    if answer.count is None or answer.count < 0:
        raise SourceError(reply.where, expected="a count", found=str(answer.count))
    return answer.count


def _listed_rows(reply: Reply, fields: Fields) -> pd.DataFrame:
    answer = _answer(reply)
    table = records(answer.data, fields, reply)
    if (count := _count(answer, reply)) != len(table):
        raise SourceError(reply.where, expected=f"{count} rows, as it says", found=f"{len(table)} rows")
    return table


def data_sets(reply: Reply, codes: Sequence[int], first: int) -> pd.DataFrame:
    """Return code, year, check and day of release of each data set of the reporters `codes`, from the year `first`.

    >>> body = b'{"count":1,"data":[{"reporterCode":112,"period":2020,"datasetChecksum":7,'
    >>> body += b'"lastReleased":"2021-06-12T01:47:07.73"}],"error":""}'
    >>> from datetime import datetime
    >>> reply = Reply("https://h/public/v1/getDA/C/A/HS", 200, {}, body, datetime(2026, 11, 24))
    >>> data_sets(reply, [112], 2000).values.tolist()
    [[112, 2020, '7', datetime.date(2021, 6, 12)]]

    A data set that is listed in several classifications has the latest day. Raises SourceError for a list without any
    of them, and for a release of a day to come.
    """
    table = _listed_rows(reply, _LISTED)
    table = table[table["reporterCode"].isin(codes)]
    years = table["period"].map(lambda year: _year(year, reply))
    table = pd.DataFrame({
        "code": table["reporterCode"], "year": years, "check": table["datasetChecksum"].map(str),
        "day": table["lastReleased"].map(lambda moment: day_of(moment, "lastReleased", reply)),
    })  # fmt: skip
    table = table[table["year"] >= first].sort_values(["code", "year", "day", "check"])
    if not len(table):
        raise SourceError(reply.where, expected=f"data sets from {first} on", found="none")
    last = table.groupby(["code", "year"], sort=True)
    return last.agg({"check": " ".join, "day": "last"}).reset_index()


def _year(year: int | str, reply: Reply) -> int:
    if not re.fullmatch(r"(19|20)\d\d", str(year)) or int(year) > reply.retrieved.year:
        raise SourceError(reply.where, expected="a year that has begun", found=repr(year))
    return int(year)


def _mark(table: pd.DataFrame) -> str:
    lines = (" ".join(str(cell) for cell in row) for row in table.to_numpy())
    return sha256("\n".join(lines).encode()).hexdigest()


def countries_by_number(reply: Reply, codes: Sequence[int]) -> dict[int, str]:
    """Return the ISO 3166 code of each reporter, groups left out.

    Raises SourceError where a reporter that is asked for has another code than it is asked for under.
    """
    table = records(within(json_of(reply), ("results",), list, reply), _REPORTER, reply)
    table = table[~table["isGroup"].astype(bool) & table["reporterCodeIsoAlpha3"].str.fullmatch("[A-Z]{3}")]
    found = dict(zip(table["reporterCode"], table["reporterCodeIsoAlpha3"], strict=True))
    for code in codes:
        if found.get(code) != _COUNTRIES[code]:
            raise SourceError(reply.where, expected=f"{_COUNTRIES[code]} as {code}", found=str(found.get(code)))
    return found


def flows(reply: Reply, block: Block, count: int, known: Known) -> tuple[pd.DataFrame, list[Refusal]]:
    """Return exports and imports in USD by reporter, partner and product, and what was left out.

    The vintage of a row is the day on which its reporter's year was last released. Raises SourceError for more or
    fewer rows than were counted, for rows that were not asked for, a flow given twice, a value that is neither the
    CIF nor the FOB value beside it, and a data set that the list of data sets does not name.
    """
    table = _listed_rows(reply, _FIELDS)
    if len(table) != count:
        found = f"{len(table)} rows{': the reply is cut' if len(table) in (_PREVIEW, _KEYED) else ''}"
        do = "fetch it again; a key that gives no more than the preview is better unset"
        raise SourceError(reply.where, expected=f"{count} rows, as counted", found=found, do=do)
    _refuse_other_rows(table, block, known, reply)
    names = {place: _area(place, known) for place in {*zip(table["partnerCode"], table["partnerDesc"], strict=True)}}
    partners = [names[place] for place in zip(table["partnerCode"], table["partnerDesc"], strict=True)]
    years, products = table["period"].astype(int), table["cmdCode"].replace("TOTAL", "_T")
    if _SUBHEADINGS in block.products:
        products = table["classificationCode"] + "-" + products
    read = pd.DataFrame({
        "item": table["flowCode"].map({flow: item for flow, (item, _) in _FLOWS.items()}),
        "reporter": table["reporterCode"].map(_COUNTRIES), "partner": partners, "product": products,
        "title": table["flowCode"].map({flow: title for flow, (_, title) in _FLOWS.items()}) + titles(products),
        "period": table["period"], "value": table["primaryValue"].astype(float), "row": table["row"],
        "vintage": [known.released[key] for key in zip(table["reporterCode"], years, strict=True)],
    })  # fmt: skip
    unknown, to_itself = read["partner"].isna(), read["partner"] == read["reporter"]
    refuse_repeated(read[~unknown], ["item", "reporter", "partner", "product", "period"], reply)
    refused = [
        Refusal(reply.where, int(row), f"area {name!r} ({code}) is not in data/codes/areas.csv")
        for row, code, name in table.loc[unknown, ["row", "partnerCode", "partnerDesc"]].to_numpy()
    ]
    refused += [
        Refusal(reply.where, int(row), f"{item} of {reporter} with itself: goods that came back")
        for row, item, reporter in read.loc[to_itself, ["row", "item", "reporter"]].to_numpy()
    ]
    return tidy(read[~unknown & ~to_itself], unit="USD"), refused


def _refuse_other_rows(table: pd.DataFrame, block: Block, known: Known, reply: Reply) -> None:
    """Refuse rows of anything but what was asked for: the service says nothing when it drops a condition."""
    asked = {
        "reporterCode": block.reporters, "flowCode": block.flows,
        "period": [str(year) for year in block.periods], **{name: (value,) for name, value in _FIXED.items()},
    } | ({"partnerCode": block.partners} if block.partners else {})  # fmt: skip
    as_asked = {name: table[name].isin(these) for name, these in asked.items()}
    as_asked["cmdCode"] = table["cmdCode"].isin(block.products)
    if _SUBHEADINGS in block.products:
        as_asked["cmdCode"] = table["cmdCode"].str.fullmatch(r"\d{6}")
        as_asked["classificationCode"] = table["classificationCode"].str.fullmatch("H[0-6]")
    for name, fits in as_asked.items():
        if not fits.all():
            row, found = table.loc[~fits, ["row", name]].iloc[0]
            raise SourceError(reply.where, expected=f"{name} as asked for", found=f"{found!r} in row {row}")
    cif, fob, value = (table[name].astype(float) for name in ("cifvalue", "fobvalue", "primaryValue"))
    close = value.abs() * 1e-9 + 0.5
    stated = (cif.isna() & fob.isna()) | ((value - cif).abs() <= close) | ((value - fob).abs() <= close)
    for row, code, iso3, partner, partner_iso3, year, right in zip(
        table["row"], table["reporterCode"], table["reporterISO"], table["partnerCode"], table["partnerISO"],
        table["period"], stated & (value >= 0), strict=True,
    ):  # fmt: skip
        if iso3 != _COUNTRIES[code] or partner_iso3 not in (None, known.countries.get(partner, partner_iso3)):
            found = f"{code} {iso3} with {partner} {partner_iso3} in row {row}"
            raise SourceError(reply.where, expected="codes of the list of reporters", found=found)
        if (code, int(year)) not in known.released:
            raise SourceError(reply.where, expected="data sets that are listed", found=f"{iso3} {year}")
        if not right:
            found = f"{value[row - 1]} beside {cif[row - 1]} and {fob[row - 1]} in row {row}"
            raise SourceError(reply.where, expected="the CIF or the FOB value, not below 0", found=found)


def _area(place: tuple[int, str | None], known: Known) -> str | None:
    """Return the code of a partner by its name, else by its number; a former one's name has its last year behind it."""
    code, name = place
    if code == _WORLD:
        return "WLD"
    bare = re.sub(r" \(\.\.\.\d{4}\)$", "", name or "")
    return area_code(name or "") or area_code(bare) or known.countries.get(code)


def _unlisted(codes: Sequence[int], table: pd.DataFrame, reply: Reply) -> list[Refusal]:
    lacking = [_COUNTRIES[code] for code in codes if code not in set(table["code"])]
    return [Refusal(reply.where, 0, f"{country} has no data set in these years") for country in lacking]


def _refuse_empty(released: Mapping[tuple[int, int], date], parts: Sequence[tuple[Reply, pd.DataFrame]]) -> None:
    """A question in a form that the service does not take is answered as if there were no trade."""
    found: set[tuple[str, str]] = set()
    for _, table in parts:
        totals = table[(table["product"] == "_T") & (table["partner"] == "WLD")]
        found.update(zip(totals["reporter"], totals["period"], strict=True))
    for code, year in released:
        if (_COUNTRIES[code], str(year)) not in found:
            expected = f"all goods of {_COUNTRIES[code]} in {year}, whose data set is listed"
            raise SourceError("/public/v1/getDA/C/A/HS", expected=expected, found="no row with the world")


PROVIDER = Provider(
    source=SOURCE,
    base="https://comtradeapi.un.org",
    pace=1.1,
    pull=pull,
    every=60,
    key=Key("DEPDASH_COMTRADE_KEY", header="Ocp-Apim-Subscription-Key"),
    most_requests=800,  # twelve years without a key; the last five take some 200
    withdraws=False,  # the window of years moves on
)
