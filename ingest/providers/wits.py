"""World Integrated Trade Solution live: goods exports and imports of countries by partner, in mn USD.

The service gives US$ thousand, the published file mn USD: values are divided by a thousand. It lets two parts of a
question be `all` at most, and refuses what makes too large an answer with status 413 or with a message in place of
data; such a question is halved. A first question asks for the totals of all reporters and years, which tell what there
is to be had and whether it is new: no reply tells when the figures were published. All partners are brought, not only
the largest that the file names; regions are left out.
"""

import hashlib
import re
from collections.abc import Generator, Sequence
from typing import Any

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import Refusal, tidy
from ingest.replies import json_of, records, refuse_repeated, within
from ingest.sources.wits import SOURCE

_ALSO = "CHN"  # whose own reports mirror those of the countries asked for
_TOTAL = "Total"
_ITEMS = {"XPRT-TRD-VL": ("export", "Goods exports, FOB"), "MPRT-TRD-VL": ("import", "Goods imports, CIF")}
_THOUSANDS = "(US$ Thousand)"
_PER_MILLION = 1000
_DIMENSIONS = ("FREQ", "REPORTER", "PARTNER", "PRODUCTCODE", "INDICATOR", "TIME_PERIOD")
_NAMED = ("REPORTER", "PARTNER", "INDICATOR")
_FLOW = ["REPORTER", "TIME_PERIOD", "INDICATOR"]
_YEARS_AT_ONCE = 5
_ROUNDING = 1.01  # by how much a partner's flow may exceed that with the world

_Span = tuple[tuple[str, ...], tuple[str, ...]]  # reporters and years of one question


def pull(ask: Ask) -> Pull:
    """Bring the trade of the countries asked for, and of China, with all partners, the newest years first."""
    reporters = tuple(dict.fromkeys((*ask.countries, _ALSO)))
    reply = yield _request(reporters, ("all",), "wld")
    totals = _judged(trade(reply), (reporters, ()), reply)
    if not len(totals) or set(totals["PARTNER"]) != {"WLD"}:
        found = ", ".join(sorted(set(totals["PARTNER"]))[:8]) or "none"
        raise SourceError(reply.where, expected="totals with the world", found=found)
    mark = _mark(totals)
    if mark == ask.known:
        return None
    wanted = totals[totals["TIME_PERIOD"].astype(int) >= (ask.since or 0)]
    parts = [(reply, _observations(wanted.assign(partner="WLD"), reply))]
    refusals: dict[str, Refusal] = {}
    for reply, table in (yield from _by_partner(wanted)):
        known, unknown = _of_known_partners(table, reporters, reply)
        refusals |= unknown
        parts.append((reply, _observations(known, reply)))
    edition = f"trade statistics to {totals['TIME_PERIOD'].max()}, publication date not told"
    return Pulled(mark, edition, reply.retrieved.date(), tuple(parts), tuple(refusals.values()))


def _mark(totals: pd.DataFrame) -> str:
    """Return a check sum of the totals: a reply also tells when it was made, and never is the same twice."""
    told = totals.sort_values(_FLOW)[[*_FLOW, "value"]].to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(told.encode()).hexdigest()


def _request(reporters: Sequence[str], years: Sequence[str], partner: str) -> Request:
    path = (
        f"/datasource/tradestats-trade/reporter/{';'.join(reporters).lower()}/year/{';'.join(years)}"
        f"/partner/{partner}/product/{_TOTAL}/indicator/{';'.join(_ITEMS)}"
    )
    return Request(path, (("format", "JSON"),), answers=(200, 404, 413))


def _by_partner(totals: pd.DataFrame) -> Generator[Request, Reply, list[tuple[Reply, pd.DataFrame]]]:
    """Return the trade with all partners for the reporters and years that have totals."""
    years = sorted(set(totals["TIME_PERIOD"]), reverse=True)
    spans = [tuple(years[start : start + _YEARS_AT_ONCE]) for start in range(0, len(years), _YEARS_AT_ONCE)]
    waiting: list[_Span] = [(_reporters_of(totals, span), span) for span in spans]
    found = []
    while waiting:
        span = waiting.pop(0)
        reply = yield _request(*span, "all")
        if not _is_too_wide(reply):
            table = _judged(trade(reply), span, reply)
            _refuse_misfit(table, totals, span, reply)
            found.append((reply, table))
            continue
        if (halves := _halves(span)) is None:
            raise SourceError(reply.where, expected="trade of one country in one year", found=_said(reply))
        waiting = [(tuple(code for code in _reporters_of(totals, years) if code in codes), years)
                   for codes, years in halves] + waiting  # fmt: skip
    return found


def _reporters_of(totals: pd.DataFrame, years: Sequence[str]) -> tuple[str, ...]:
    return tuple(totals.loc[totals["TIME_PERIOD"].isin(years), "REPORTER"].unique())


def _halves(span: _Span) -> tuple[_Span, _Span] | None:
    """Return two narrower questions, by year and then by reporter; None for the narrowest."""
    reporters, years = span
    if len(years) > 1:
        middle = len(years) // 2
        return (reporters, years[:middle]), (reporters, years[middle:])
    if len(reporters) > 1:
        middle = len(reporters) // 2
        return (reporters[:middle], years), (reporters[middle:], years)
    return None


def _is_too_wide(reply: Reply) -> bool:
    """Tell whether a question is refused for its size: a message in place of data can say so with any status."""
    return reply.status == 413 or (reply.status == 200 and b"wits:error" in reply.body[:2000])


def _said(reply: Reply) -> str:
    text = re.sub(r"(&lt;|<).*?(&gt;|>)", " ", reply.body[:2000].decode("utf-8", errors="replace"))
    return f"status {reply.status}, {' '.join(text.split())[:80] or 'nothing'}"


def trade(reply: Reply) -> pd.DataFrame:
    """Return what a reply in SDMX-JSON holds: a column per dimension, the names of some, value in US$ thousand and row.

    >>> from datetime import datetime
    >>> def words(id, *values): return {"id": id, "values": [{"id": value, "name": name} for value, name in values]}
    >>> flow = words("INDICATOR", ("XPRT-TRD-VL", "Export Trade Value (US$ Thousand)"))
    >>> series = [words("FREQ", ("A", "Annual")), words("REPORTER", ("BLR", "Belarus")), flow]
    >>> series += [words("PARTNER", ("RUS", "Russian Federation")), words("PRODUCTCODE", ("Total", "All Products"))]
    >>> structure = {"dimensions": {"series": series, "observation": [words("TIME_PERIOD", ("2019", "2019"))]}}
    >>> sets = [{"series": {"0:0:0:0:0": {"observations": {"0": [13624090.5, 0]}}}}]
    >>> import json
    >>> body = json.dumps({"dataSets": sets, "structure": structure}).encode()
    >>> table = trade(Reply("https://wits.worldbank.org/API", 200, {}, body, datetime(2026, 11, 24)))
    >>> table[["REPORTER", "PARTNER", "TIME_PERIOD", "value"]].values.tolist()
    [['BLR', 'RUS', '2019', 13624090.5]]

    A reply with status 404 that tells of no records is an empty table. Raises SourceError for any other body.
    """
    if reply.status == 404 and b"NoRecordsFound" in reply.body:
        return pd.DataFrame(columns=[*_DIMENSIONS, *(f"{name} name" for name in _NAMED), "value", "row"])
    if reply.status != 200:
        raise SourceError(reply.where, expected="data or NoRecordsFound", found=_said(reply))
    document = json_of(reply)
    series = _dimension_values(within(document, ("structure", "dimensions", "series"), list, reply), reply)
    times = _dimension_values(within(document, ("structure", "dimensions", "observation"), list, reply), reply)
    if lacking := [name for name in _DIMENSIONS if name not in series | times]:
        told = ", ".join(series | times)[:80] or "none"
        raise SourceError(reply.where, expected=f"dimension {lacking[0]}", found=told)
    found: list[dict[str, Any]] = []
    for place in range(len(within(document, ("dataSets",), list, reply))):
        for key, held in within(document, ("dataSets", place, "series"), dict, reply).items():
            of_series = _named(key, series, reply)
            for at, cells in within(held, ("observations",), dict, reply).items():
                value = cells[0] if isinstance(cells, list) and cells else "no value"
                found.append(of_series | _named(at, times, reply) | {"value": value})
    table = records(found, {"value": float | None}, reply)
    names = (*_DIMENSIONS, *(f"{name} name" for name in _NAMED))
    return pd.DataFrame({name: pd.Series([of[name] for of in found], dtype=object) for name in names}).assign(
        value=table["value"].astype(float), row=table["row"]
    )


def _dimension_values(dimensions: Any, reply: Reply) -> dict[str, list[tuple[str, str]]]:
    """Return (id, name) of the values of each dimension, both in the order that keys count them in."""
    table = records(dimensions, {"id": str, "values": list}, reply)
    found = {}
    for name, values in table[["id", "values"]].itertuples(index=False):
        read = records(values, {"id": str, "name": str}, reply)
        found[name] = list(read[["id", "name"]].itertuples(index=False, name=None))
    return found


def _named(key: str, dimensions: dict[str, list[tuple[str, str]]], reply: Reply) -> dict[str, str]:
    """Return what a key like `0:3:0:1:0` stands for."""
    places = key.split(":")
    if len(places) != len(dimensions) or not all(re.fullmatch("[0-9]{1,6}", place) for place in places):
        raise SourceError(reply.where, expected=f"a key of {len(dimensions)} numbers", found=repr(key)[:80])
    found = {}
    for place, (dimension, values) in zip(places, dimensions.items(), strict=True):
        if int(place) >= len(values):
            raise SourceError(reply.where, expected=f"{len(values)} values of {dimension}", found=f"number {place}")
        found[dimension], name = values[int(place)]
        if dimension in _NAMED:
            found[f"{dimension} name"] = name
    return found


def _judged(table: pd.DataFrame, span: _Span, reply: Reply) -> pd.DataFrame:
    """Return the table, where it is of the reporters and years asked for (none named: all), once each, in thousands."""
    reporters, years = span
    expected = {
        "FREQ": table["FREQ"] == "A",
        "REPORTER": table["REPORTER"].isin(reporters),
        "TIME_PERIOD": table["TIME_PERIOD"].isin(years) if years else _are_years(table, reply),
        "PRODUCTCODE": table["PRODUCTCODE"] == _TOTAL,
        "INDICATOR": table["INDICATOR"].isin(list(_ITEMS)),
        "INDICATOR name": table["INDICATOR name"].astype(str).str.contains(_THOUSANDS, regex=False),
        "REPORTER name": (named := table["REPORTER name"].map(area_code)).isna() | (named == table["REPORTER"]),
        "value": ~(table["value"] < 0),
    }
    for name, fits in expected.items():
        if not fits.all():
            found = f"{name} {table[name].iloc[int((~fits.astype(bool)).to_numpy().argmax())]!r}"
            asked = f"yearly totals of {', '.join(reporters)}, {', '.join(years) or 'all years'}, in US$ thousand"
            raise SourceError(reply.where, expected=asked, found=found[:80])
    refuse_repeated(table, [*_FLOW, "PARTNER"], reply)
    return table.dropna(subset=["value"])


def _are_years(table: pd.DataFrame, reply: Reply) -> "pd.Series[bool]":
    past = {str(year) for year in range(1950, reply.retrieved.year + 1)}
    return table["TIME_PERIOD"].isin(past)


def _refuse_misfit(table: pd.DataFrame, totals: pd.DataFrame, span: _Span, reply: Reply) -> None:
    """Refuse trade by partner of which a year that has a total is lost, or that exceeds the total."""
    reporters, years = span
    asked = totals[totals["REPORTER"].isin(reporters) & totals["TIME_PERIOD"].isin(years)]
    flows = pd.MultiIndex.from_frame(table[_FLOW])
    if (lost := asked[~pd.MultiIndex.from_frame(asked[_FLOW]).isin(flows)]).size:
        named = " ".join(str(name) for name in lost.iloc[0][_FLOW])
        raise SourceError(reply.where, expected=f"partners of {named}, which has a total", found="none")
    total = asked.set_index(_FLOW)["value"].reindex(flows).to_numpy()
    above = (table["value"] > _ROUNDING * total).to_numpy()
    if above.any():
        row, most = table[above].iloc[0], float(total[above][0])
        named = " ".join(str(name) for name in row[_FLOW])
        found = f"{row['value']} with {row['PARTNER']}"
        raise SourceError(reply.where, expected=f"at most {most} of {named}, the total", found=found)


def _of_known_partners(
    table: pd.DataFrame, reporters: tuple[str, ...], reply: Reply
) -> tuple[pd.DataFrame, dict[str, Refusal]]:
    """Return the rows of known partners but the world, which the totals have, and a refusal by name of the others."""
    codes, refusals = {}, {}
    first = table.drop_duplicates("PARTNER")[["PARTNER", "PARTNER name", "row"]]
    for partner, name, row in first.itertuples(index=False):
        code = area_code(name) or (partner if partner in reporters else None)
        if partner in reporters and code != partner:
            raise SourceError(reply.where, expected=f"the name of {partner}", found=repr(name)[:80])
        if code is None:
            refusals[name] = Refusal(reply.where, int(row), f"area {name!r} is not in data/codes/areas.csv")
        elif code != "WLD":
            codes[partner] = code
    known = table.assign(partner=table["PARTNER"].map(codes)).dropna(subset=["partner"])
    twice = known.duplicated([*_FLOW, "partner"])
    for name, code, row in known.loc[twice, ["PARTNER name", "partner", "row"]].itertuples(index=False):
        refusals.setdefault(name, Refusal(reply.where, int(row), f"area {name!r} is {code}, as another partner is"))
    return known[~twice], refusals


def _observations(table: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    """Return the flows in mn USD."""
    read = pd.DataFrame(
        {
            "item": table["INDICATOR"].map({name: item for name, (item, _) in _ITEMS.items()}),
            "title": table["INDICATOR"].map({name: title for name, (_, title) in _ITEMS.items()}),
            "reporter": table["REPORTER"],
            "partner": table["partner"],
            "period": table["TIME_PERIOD"],
            "value": table["value"] / _PER_MILLION,
            "row": table["row"],
        }
    )
    return tidy(read, product="_T", unit="USD mn", vintage=reply.retrieved.date())


PROVIDER = Provider(
    source=SOURCE,
    base="https://wits.worldbank.org/API/V1/SDMX/V21",
    pace=1.0,
    pull=pull,
    every=400,
    dated=False,
)
