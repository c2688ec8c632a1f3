"""DBnomics live: the yearly Direction of Trade Statistics of the IMF, as far as DBnomics holds them.

History only. The feed was fed from a service that the IMF has shut down and stands still: `indexed_at` of its series
says since when, and is both the mark and the vintage. Values are USD mn, where the IMF's own service of today gives
full dollars; nothing in a reply says so, so the codes of the series are held to exactly those that were asked for.
Areas are those of ISO 3166 with two letters, W00 is the world. A missing value is the text "NA" among the numbers, and
what the server cannot do it may report as `errors` beside status 200. The IMF fills the gaps of those who do not report
with estimates and the feed does not tell which; those of Russia and Belarus from 2022 on, who then stopped, are marked
as such. No figure from here is more than the last resort.
"""

from datetime import date
from typing import Any

import pandas as pd

from ingest.errors import ParameterError, SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import Source, Status, tidy
from ingest.replies import day_of, json_of, records, refuse_repeated, within

SOURCE = Source(
    id="dbnomics",
    publisher="International Monetary Fund, through DBnomics (CEPREMAP)",
    title="Direction of Trade Statistics, the state at which DBnomics stopped",
    url="https://db.nomics.world/IMF/DOT",
    licence="Attribution to the IMF and DBnomics",
    redistribute=True,
    citation="International Monetary Fund, Direction of Trade Statistics, through DBnomics.",
    cadence="none: history",
)

_AREAS = {
    "AM": "ARM", "AZ": "AZE", "BY": "BLR", "CN": "CHN", "GE": "GEO", "KZ": "KAZ", "KG": "KGZ", "MD": "MDA",
    "RU": "RUS", "TJ": "TJK", "TM": "TKM", "UA": "UKR", "UZ": "UZB", "W00": "WLD",
}  # fmt: skip
_PARTNERS = ("RU", "CN", "W00")
_ITEMS = {"TXG_FOB_USD": ("export", "Goods exports, FOB"), "TMG_CIF_USD": ("import", "Goods imports, CIF")}
_FIRST_ESTIMATE = {"RU": 2022, "BY": 2022}
_PAGE = 500  # series of one reply; the server allows 1000
_FIELDS = {
    "provider_code": str, "dataset_code": str, "series_code": str, "@frequency": str, "indexed_at": str,
    "period": list, "value": list,
}  # fmt: skip


def pull(ask: Ask) -> Pull:
    """Bring each country's exports to and imports from Russia, China and the world, page by page."""
    if unknown := set(ask.countries) - set(_AREAS.values()):
        raise ParameterError("countries", expected=f"some of {', '.join(_AREAS.values())}", found=min(unknown))
    reporters = [area for area, country in _AREAS.items() if country in ask.countries]
    asked = {
        f"A.{reporter}.{code}.{partner}"
        for reporter in reporters
        for code in _ITEMS
        for partner in _PARTNERS
        if partner != reporter
    }
    mask = f"A.{'+'.join(reporters)}.{'+'.join(_ITEMS)}.{'+'.join(_PARTNERS)}"
    parts: list[tuple[Reply, pd.DataFrame]] = []
    mark, indexed, seen, total = "", date.min, pd.DataFrame(), 1
    while len(seen) < total:
        query = (("observations", "1"), ("format", "json"), ("limit", str(_PAGE)), ("offset", str(len(seen))))
        reply = yield Request(f"/v22/series/IMF/DOT/{mask}", query)
        found, series = page(reply, len(seen))
        if parts and found != total:
            raise SourceError(reply.where, expected=f"{total} series, as before", found=f"{found}")
        total, seen = found, pd.concat([seen, series], ignore_index=True)
        refuse_repeated(seen, ["series_code"], reply)
        indexed = max(indexed, *(day_of(moment, "indexed_at", reply) for moment in series["indexed_at"]))
        if not parts:
            mark = f"{indexed}, {total} series"
            if mark == ask.known:
                return None
        parts.append((reply, observations(reply, series, asked, ask.since or 0)))
    return Pulled(mark, f"indexed {indexed}", indexed, tuple(parts))


def page(reply: Reply, offset: int) -> tuple[int, pd.DataFrame]:
    """Return how many series there are, and those of this page with the columns of the service.

    Raises SourceError for an error that is reported, another page than the one at `offset`, and one without series.
    """
    document = json_of(reply)
    said: Any = isinstance(document, dict) and (
        document.get("errors") or ("series" not in document and document.get("message"))
    )
    if said:
        raise SourceError(reply.where, expected="series", found=" ".join(str(said).split())[:100], do="try again later")
    docs = within(document, ("series", "docs"), list, reply)
    total: int = within(document, ("series", "num_found"), int, reply)
    if (begins := document["series"].get("offset", offset)) != offset:
        raise SourceError(reply.where, expected=f"the series from {offset} on", found=f"those from {begins}")
    table = records(docs, _FIELDS, reply)
    if not 0 < len(table) <= total - offset:
        found = f"{len(table)} series from {offset} on, of {total}"
        raise SourceError(reply.where, expected="a page of what was found", found=found)
    return total, table


def observations(reply: Reply, series: pd.DataFrame, asked: set[str], since: int) -> pd.DataFrame:
    """Return USD mn of goods by reporter, partner and year, of the series of one page.

    >>> from datetime import datetime
    >>> reply = Reply("https://h/v22/series/IMF/DOT/A.BY", 200, {}, b"", datetime(2026, 11, 24))
    >>> code, day = "A.BY.TXG_FOB_USD.RU", "2025-01-10T04:00:00Z"
    >>> row = ["IMF", "DOT", code, "annual", day, ["2018", "2019"], ["NA", 13569.5], 1]
    >>> table = pd.DataFrame([row], columns=[*_FIELDS, "row"])
    >>> observations(reply, table, {code}, 0)[["reporter", "partner", "period", "value"]].values.tolist()
    [['BLR', 'RUS', '2019', 13569.5]]

    Raises SourceError for a series that was not asked for, years without values and the reverse, a year twice or to
    come, and a value that is neither a number of at least 0 nor "NA".
    """
    tables = []
    for code, moment, periods, values, row, provider, dataset, frequency in series[
        ["series_code", "indexed_at", "period", "value", "row", "provider_code", "dataset_code", "@frequency"]
    ].to_numpy():
        if code not in asked or (provider, dataset, frequency) != ("IMF", "DOT", "annual"):
            found = f"{provider}/{dataset}/{code}, {frequency}"[:80]
            raise SourceError(reply.where, expected="yearly series of IMF/DOT that were asked for", found=found)
        _, reporter, indicator, partner = code.split(".")
        item, title = _ITEMS[indicator]
        table = values_by_year(reply, code, periods, values)
        years = table["period"].astype(int)
        estimated = years >= _FIRST_ESTIMATE.get(reporter, 9999)
        tables.append(
            table[years >= since].assign(
                status=estimated.map({False: Status.REPORTED.value, True: Status.ESTIMATED.value}),
                item=item,
                title=title,
                reporter=_AREAS[reporter],
                partner=_AREAS[partner],
                vintage=day_of(moment, "indexed_at", reply),
                row=row,
                locator=code,
            )
        )
    return tidy(pd.concat(tables, ignore_index=True), product="_T", unit="USD mn")


def values_by_year(reply: Reply, code: str, periods: list[Any], values: list[Any]) -> pd.DataFrame:
    """Return the period and value of one series, without the years whose value is "NA" or null."""
    if len(periods) != len(values):
        raise SourceError(reply.where, expected=f"{len(periods)} values in {code}", found=f"{len(values)}")
    table = records(
        [{"period": year, "value": value} for year, value in zip(periods, values, strict=True)],
        {"period": str, "value": float | str | None},
        reply,
    )
    refuse_repeated(table, ["period"], reply)
    text = table["value"].map(lambda value: isinstance(value, str) and value != "NA").astype(bool)
    numbers = pd.to_numeric(table["value"].where(~text), errors="coerce").astype("float64")
    years = table["period"].str.fullmatch(r"(19|20)\d\d") & (table["period"] <= str(reply.retrieved.year))
    if (wrong := text | (numbers < 0) | ~years).any():
        year, value = table.loc[wrong, ["period", "value"]].iloc[0]
        expected = f"years that have begun, and numbers of at least 0 or 'NA' in {code}"
        raise SourceError(reply.where, expected=expected, found=f"{value!r} in {year!r}")
    return table.assign(value=numbers)[numbers.notna()][["period", "value"]]


PROVIDER = Provider(
    source=SOURCE, base="https://api.db.nomics.world", pace=1.0, pull=pull, every=None, most_requests=20
)
