"""Eurostat live: the Union's goods trade with the region (Comext), dependence on imported energy, prices of gas.

Comext gives each member's trade under the keys of ingest.sources.eurostat, whose months it goes on with; the Union
itself only where the files have it, in its exports of cars and in the exports of whole years: beside the members in
the same table it would be one of them too many. Questions span five years, and are divided where Eurostat finds them
too big; where it puts an answer off, the pull waits for it.
"""

from collections.abc import Generator
from datetime import date

import pandas as pd

from ingest.errors import SourceError
from ingest.eurostat.flows import EU27
from ingest.eurostat_live import comext, energy
from ingest.eurostat_live.answers import TooBigError, fetched
from ingest.eurostat_live.comext import PARTNERS, REPORTERS, Selection
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import Refusal
from ingest.sources.eurostat import SOURCE

_FIRST = 2000  # what comes before, few of the measures reach back to
_SPAN = 5  # years in one question: some 70,000 values, far below the 500,000 that are put off
_MEMBERS = tuple(code for code in REPORTERS if code != EU27)
_YEAR_IS_OUT = 3  # the month by which the last month of the year before is published

Parts = list[tuple[Reply, pd.DataFrame]]


def pull(ask: Ask) -> Pull:
    """Bring cars, whole years, the members' months and energy; while Comext's last update is as it was, only cars.

    Comext is updated each month, mostly twice. What is updated apart from it, the energy tables once or twice a year,
    is seen with its next update, or when everything is asked for again.
    """
    first = max(ask.since or _FIRST, _FIRST)
    partners = tuple(PARTNERS[country] for country in ask.countries if country in PARTNERS)
    cars = Selection("M", (EU27,), partners, ("8703",), ("2",), first, ask.today.year)
    parts = yield from _traded(cars)
    mark = max((comext.last_update(reply) for reply, _ in parts), default="")
    if not mark:
        raise SourceError(cars.request().path, expected="the Union's exports of cars", found="no row")
    if mark == ask.known:
        return None
    for chosen in _selections(partners, first, ask.today):
        parts += yield from _traded(chosen)
    refused: list[Refusal] = []
    for table in energy.TABLES:
        parts += yield from _figures(table, ask, refused)
    day = date.fromisoformat(mark[:10])
    vintage = max((table["vintage"].max() for _, table in parts if len(table)), default=day)
    return Pulled(mark, f"Comext, last updated {day:%d/%m/%Y}", vintage, tuple(parts), tuple(refused))


def _selections(partners: tuple[str, ...], first: int, today: date) -> list[Selection]:
    """Return what is asked of Comext beside the first question, the newest first.

    A year's own figure is asked for once the year is out: until then it would be that of a part.
    """
    out = today.year - (1 if today.month >= _YEAR_IS_OUT else 2)
    found = [Selection("A", (EU27,), partners, ("TOTAL",), ("2",), first, out)] if first <= out else []
    for last in range(today.year, first - 1, -_SPAN):
        start = max(first, last - _SPAN + 1)
        found.append(Selection("M", _MEMBERS, partners, ("TOTAL", "27"), ("1", "2"), start, last))
    return found


def _traded(chosen: Selection) -> Generator[Request, Reply, Parts]:
    """Return the replies to a question, or to the questions that it had to be divided into, with their tables."""
    try:
        reply = yield from fetched(chosen.request(), comext.SERVICE)
    except TooBigError:
        if not chosen.halves():
            raise
        found: Parts = []
        for half in chosen.halves():
            found += yield from _traded(half)
        return found
    return [(reply, comext.trade(reply, chosen))] if reply else []


def _figures(table: energy.Table, ask: Ask, refused: list[Refusal]) -> Generator[Request, Reply, Parts]:
    """Return the reply with an energy table; a table that Eurostat has given up is named, and holds nothing else up."""
    request = table.request(ask.since)
    try:
        reply = yield from fetched(request, energy.SERVICE)
    except SourceError as error:
        if "ERR_NOT_FOUND" not in str(error):
            raise
        refused.append(Refusal(request.path, 0, f"Eurostat has no table {table.code}"))
        return []
    return [(reply, energy.figures(reply, table, ask.countries, ask.since))] if reply else []


PROVIDER = Provider(
    source=SOURCE,
    base="https://ec.europa.eu/eurostat/api",
    pace=1.0,
    pull=pull,
    every=45,
    patience=300.0,
    most_requests=1000,
)
