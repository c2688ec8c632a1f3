"""World Development Indicators live: the series of the published file, for all countries, in native units.

All series are asked for in one question, page by page. A question with a series that was deleted is refused as a whole
and without naming it, so it is halved until what was deleted stands alone: that series is left out and named. Values
of groups of countries are left out, but for the world. The day of the last update holds for the whole data set.
"""

from collections.abc import Generator
from functools import partial
from typing import Any

import msgspec
import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Receipt, Reply, Request
from ingest.model import Refusal, tidy
from ingest.replies import records
from ingest.sources.worldbank import SERIES, SOURCE
from ingest.worldbank_live.pages import (
    LARGEST_PAGE,
    Message,
    Page,
    Pages,
    all_pages,
    document_of,
    page_of,
    refuse_mixed,
    refuse_twice,
    refused,
)

_FIRST_YEAR = 1960
_MOST_AREAS = 400  # countries and groups of them; the bank has 266
_DELETED = "175"
_PAGE = tuple[dict[str, Any], msgspec.Raw]  # counters and rows
_ROW = {
    "indicator": {"id": str, "value": str},
    "country": {"id": str, "value": str},
    "countryiso3code": str,
    "date": str,
    "value": float | None,
    "unit": str | None,
}
_UNITS = {code: unit for code, (_, unit) in SERIES.items()}
_TITLES = {code: title for code, (title, _) in SERIES.items()}


def pull(ask: Ask) -> Pull:
    """Bring all series of all countries; the newest figure of one tells whether there was an update."""
    query = (("source", "2"), ("format", "json"), ("mrv", "1"))
    reply = yield Request("/country/BLR/indicator/NY.GDP.MKTP.CD", query)
    page, _ = _page(document_of(reply, _PAGE), reply)
    mark = page.updated.isoformat()
    if mark == ask.known:
        return None
    years = (ask.since or _FIRST_YEAR, ask.today.year)
    pages, refusals = yield from _series(tuple(SERIES), years)
    refuse_mixed(pages, page.updated)
    refuse_twice(pages, ["id", "who", "date"])
    parts = []
    for receipt, table in pages:
        kept, left_out = _of_known_areas(table, ask.countries, receipt)
        kept, retitled = _of_known_units(kept, receipt)
        refusals += (*left_out, *retitled)
        parts.append((receipt, _observations(kept, page)))
    if not any(len(table) for _, table in parts):
        raise SourceError(SOURCE.id, expected="observations", found="none on any page")
    once = {refusal.reason: refusal for refusal in reversed(refusals)}
    return Pulled(mark, f"{SOURCE.title}, updated {mark}", page.updated, tuple(parts), tuple(reversed(once.values())))


def _series(codes: tuple[str, ...], years: tuple[int, int]) -> Generator[Request, Reply, tuple[Pages, list[Refusal]]]:
    """Return the pages of `codes`, and a refusal for each that was deleted."""
    reply = yield _request(codes, years, 1)
    document = document_of(reply, _PAGE)
    if not isinstance(document, Message):
        most = len(codes) * _MOST_AREAS * (years[1] - years[0] + 1)
        read = partial(indicators, codes=codes, years=years)
        return (yield from all_pages(reply, most, partial(_request, codes, years), _page, read, _PAGE)), []
    if len(codes) > 1:
        middle = len(codes) // 2
        before, refusals = yield from _series(codes[:middle], years)
        after, more = yield from _series(codes[middle:], years)
        return before + after, refusals + more
    if document.codes == {_DELETED}:
        return [], [Refusal(reply.where, 0, f"{codes[0]}: {document.text}")]
    raise refused(document, reply)


def _request(codes: tuple[str, ...], years: tuple[int, int], number: int) -> Request:
    query = {"source": "2", "format": "json", "date": f"{years[0]}:{years[1]}", "per_page": LARGEST_PAGE}
    return Request(f"/country/all/indicator/{';'.join(codes)}", (*query.items(), ("page", str(number))))


def _page(document: Any, reply: Reply) -> tuple[Page, Any]:
    """Return the counters of a page and its rows, yet to be read."""
    if isinstance(document, Message):
        raise refused(document, reply)
    counters, rows = document
    page = page_of(counters, reply)
    if str(counters.get("sourceid", "")) != "2":
        raise SourceError(reply.where, expected="sourceid 2", found=str(counters.get("sourceid"))[:80])
    return page, [] if page.total == 0 and bytes(rows) == b"null" else rows


def indicators(rows: Any, reply: Reply, codes: tuple[str, ...], years: tuple[int, int]) -> pd.DataFrame:
    """Return the rows of a page as a table with id, title, who, area, name, date, value and row.

    >>> from datetime import datetime
    >>> row = {"indicator": {"id": "SP.POP.TOTL", "value": "Population, total"}, "date": "2023", "value": 9155978}
    >>> row |= {"country": {"id": "BY", "value": "Belarus"}, "countryiso3code": "BLR", "unit": ""}
    >>> reply = Reply("https://api.worldbank.org/v2/country/BLR", 200, {}, b"", datetime(2026, 11, 24))
    >>> indicators([row], reply, ("SP.POP.TOTL",), (2023, 2023))[["area", "date", "value"]].values.tolist()
    [['BLR', '2023', 9155978.0]]

    Raises SourceError for a series or year that was not asked for, and for a unit, which this data set never states.
    """
    table = records(rows, _ROW, reply)
    asked = [str(year) for year in range(years[0], years[1] + 1)]
    wrong = ~table["indicator.id"].isin(codes) | ~table["date"].isin(asked) | ~table["unit"].isin(["", None])
    if wrong.any():
        number = int(wrong.to_numpy().argmax())
        found = (
            f"{table['indicator.id'].iloc[number]} of {table['date'].iloc[number]} in {table['unit'].iloc[number]!r}"
        )
        expected = f"the series asked for, {years[0]} to {years[1]}, without a unit, in row {number + 1}"
        raise SourceError(reply.where, expected=expected, found=found[:100])
    return pd.DataFrame(
        {
            "id": table["indicator.id"],
            "title": table["indicator.value"],
            "who": table["countryiso3code"].where(table["countryiso3code"] != "", table["country.id"]),
            "name": table["country.value"],
            "area": table["countryiso3code"],
            "date": table["date"],
            "value": table["value"],
            "row": table["row"],
        }
    )


def _of_known_areas(
    table: pd.DataFrame, wanted: tuple[str, ...], reply: Receipt
) -> tuple[pd.DataFrame, tuple[Refusal, ...]]:
    """Return the rows of countries and of the world, and why the others are left out."""
    known, refusals = set(), []
    first = table.drop_duplicates(["area", "name"])[["area", "name", "row"]]
    for area, name, row in first.itertuples(index=False):
        code = area_code(name)
        if area and (code == area or (code is None and area in wanted)):
            known.add(area)
        elif area and code is not None and not code.startswith("_"):
            raise SourceError(reply.where, expected=f"{code} for {name!r} in row {row}", found=area)
        else:
            reason = "is a group of countries" if not area or code else "is not in data/codes/areas.csv"
            refusals.append(Refusal(reply.where, int(row), f"area {name!r} {reason}"))
    return table[table["area"].isin(known)], tuple(refusals)


def _of_known_units(table: pd.DataFrame, reply: Receipt) -> tuple[pd.DataFrame, tuple[Refusal, ...]]:
    """Return the rows of series whose title ends with the unit it always had: a change of it is a new series."""
    first = table.drop_duplicates(["id", "title"])[["id", "title", "row"]]
    retitled = {
        (code, title): Refusal(reply.where, int(row), f"{code}: titled {title!r}, not {_TITLES[code]!r}")
        for code, title, row in first.itertuples(index=False)
        if _last_bracket(title) != _last_bracket(_TITLES[code])
    }
    changed = {code for code, _ in retitled}
    return table[~table["id"].isin(changed)], tuple(retitled.values())


def _last_bracket(title: str) -> str:
    """Return `current US$` of `GDP (current US$)`."""
    return title.rpartition("(")[2].partition(")")[0].strip().lower() if "(" in title else ""


def _observations(table: pd.DataFrame, page: Page) -> pd.DataFrame:
    read = pd.DataFrame(
        {
            "item": table["id"],
            "title": table["id"].map(_TITLES),
            "unit": table["id"].map(_UNITS),
            "reporter": table["area"],
            "period": table["date"],
            "value": table["value"],
            "row": table["row"],
        }
    )
    return tidy(read, vintage=page.updated)


PROVIDER = Provider(source=SOURCE, base="https://api.worldbank.org/v2", pace=0.5, pull=pull, every=120)
