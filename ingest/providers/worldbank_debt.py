"""International Debt Statistics live: what debtors owe, pay and are lent by Russia, China and all creditors.

Series, unit (US dollars) and creditors are those of the published files. Two series have no code of their own there:
disbursements by kind of loan are told by name, and what is not concessional is the difference of two codes. Where no
concessional part is published all of a disbursement counts as not concessional; its row says so.

What is given for years after the last one with stocks of debt was then scheduled, and has the status `forecast`: the
day of the update does not tell that year, since an edition is corrected for up to a year after it came out.
In a year without a commitment the three terms of new loans stand as 0; see `ingest.debt.commitments`.
"""

import re
from collections.abc import Generator
from functools import partial
from typing import Any

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.live import Ask, Provider, Pull, Pulled, Receipt, Reply, Request
from ingest.model import Refusal, Status, tidy
from ingest.replies import records, within
from ingest.sources.worldbank_debt import SOURCE
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

_NO_DEBTORS = frozenset({"RUS"})  # of high income since 2024, and so none of the debtors
_MOST_YEARS = 100  # from 1970, with service to come
_CREDITORS = {"087": "RUS", "730": "CHN", "WLD": "WLD"}
_DOLLARS = r".*\(.*current US\$\)"
# By code: how its title ends, and the unit that follows.
_SERIES = {
    **{f"DT.DOD.{kind}.CD": (_DOLLARS, "USD") for kind in ("BLAT", "MLAT", "PBND", "PCBK", "PROP")},
    **{f"DT.{flow}.{kind}.CD": (_DOLLARS, "USD") for flow in ("AMT", "INT") for kind in ("BLAT", "PCBK")},
    **{f"DT.DIS.{kind}.CD": (_DOLLARS, "USD") for kind in ("BLAT", "BLTC", "PCBK")},
    **{f"DT.COM.{kind}.CD": (_DOLLARS, "USD") for kind in ("BLAT", "PRVT")},
    "DT.INR.DPPG": (r".*\(%\)", "percent"),
    "DT.MAT.DPPG": (r".*\(years\)", "years"),
    "DT.GPA.DPPG": (r".*\(years\)", "years"),
}
_TERMS = ("DT.INR.DPPG", "DT.MAT.DPPG", "DT.GPA.DPPG")
_DISBURSED = {
    "DT.DIS.BLTC.CD": ("disbursement.bilateral_concessional", "Disbursements, bilateral concessional"),
    "DT.DIS.BLAT.CD": ("disbursement.bilateral_non_concessional", "Disbursements, bilateral non concessional"),
    "DT.DIS.PCBK.CD": ("disbursement.banks", "Disbursements, banks"),
}
_ZERO_OF_A_LOAN = "0 as published, of a loan made in this year"
_NO_CONCESSIONAL_PART = "all bilateral disbursements: no concessional part is published"
_CONCEPTS = ("Country", "Series", "Counterpart-Area", "Time")
_LOAN = ["Country", "Counterpart-Area", "Time"]
_CENT = 0.01


def pull(ask: Ask) -> Pull:
    """Bring the series of all debtors asked for; one figure of one of them tells whether there was an update."""
    reply = yield _request(("BLR",), ("DT.DOD.BLAT.CD",), 1, creditors=("WLD",), time="YR2020")
    page, _ = _page(document_of(reply), reply)
    mark = page.updated.isoformat()
    if mark == ask.known:
        return None
    debtors = tuple(code for code in ask.countries if code not in _NO_DEBTORS)
    pages, refusals = yield from _pages(debtors, tuple(_SERIES))
    refuse_mixed(pages, page.updated)
    refuse_twice(pages, list(_CONCEPTS))
    table = pd.concat([table.assign(reply=number) for number, (_, table) in enumerate(pages)], ignore_index=True)
    replies = [receipt for receipt, _ in pages]
    observed, of_no_loan = _without_terms_of_no_loan(table.dropna(subset=["value"]), replies)
    observed = observed.assign(status=_status(observed, page, replies[0]))
    observed = _disbursements(observed, replies)
    if ask.since:
        observed = observed[observed["year"] >= ask.since]
    parts = tuple((each, _observations(observed[observed["reply"] == n], page)) for n, each in enumerate(replies))
    return Pulled(mark, f"{SOURCE.title}, updated {mark}", page.updated, parts, (*refusals, *of_no_loan))


def _pages(debtors: tuple[str, ...], codes: tuple[str, ...]) -> Generator[Request, Reply, tuple[Pages, list[Refusal]]]:
    """Return all pages; where the question is refused, those of the debtors and series that are still listed."""
    reply = yield _request(debtors, codes, 1)
    document = document_of(reply)
    refusals: list[Refusal] = []
    if isinstance(document, Message):
        listed = yield from _listed("country")
        listed |= yield from _listed("series")
        lost = [code for code in (*debtors, *codes) if code not in listed]
        refusals = [Refusal(reply.where, 0, f"{code} is no longer listed: {document.text}") for code in lost]
        debtors, codes = (tuple(code for code in asked if code in listed) for asked in (debtors, codes))
        if not (lost and debtors and codes):
            raise refused(document, reply)
        reply = yield _request(debtors, codes, 1)
    most = len(debtors) * len(codes) * len(_CREDITORS) * _MOST_YEARS
    read = partial(figures, debtors=debtors, codes=codes)
    return (yield from all_pages(reply, most, partial(_request, debtors, codes), _page, read)), refusals


def _listed(concept: str) -> Generator[Request, Reply, set[str]]:
    """Return the ids of what the data set has of a concept."""
    reply = yield Request(f"/sources/6/{concept}", (("format", "json"), ("per_page", LARGEST_PAGE)))
    document = document_of(reply)
    variables = within(document, ("source", 0, "concept", 0, "variable"), list, reply)
    return {str(name).strip() for name in records(variables, {"id": str}, reply)["id"]}


def _request(
    debtors: tuple[str, ...],
    codes: tuple[str, ...],
    number: int,
    creditors: tuple[str, ...] = tuple(_CREDITORS),
    time: str = "all",
) -> Request:
    lists = (";".join(names) for names in (debtors, codes, creditors))
    path = "/sources/6/country/{}/series/{}/counterpart-area/{}/time/{}".format(*lists, time)
    return Request(path, (("format", "json"), ("per_page", LARGEST_PAGE), ("page", str(number))))


def _page(document: Any, reply: Reply) -> tuple[Page, list[Any]]:
    """Return the counters of a page and its items."""
    if isinstance(document, Message):
        raise refused(document, reply)
    page = page_of(within(document, (), dict, reply), reply)
    source = within(document, ("source",), dict, reply)
    if str(source.get("id", "")) != "6":
        raise SourceError(reply.where, expected="source 6", found=str(source.get("id"))[:80])
    return page, within(source, ("data",), list, reply)


def figures(items: list[Any], reply: Reply, debtors: tuple[str, ...], codes: tuple[str, ...]) -> pd.DataFrame:
    """Return the items of a page as a table with a column per concept, title, year, value and row.

    >>> from datetime import datetime
    >>> ids = {"Time": "YR2021", "Country": "BLR", "Series": "DT.DOD.BLAT.CD", "Counterpart-Area": "087"}
    >>> names = ("2021", "Belarus", "PPG, bilateral (DOD, current US$)", "Russian Federation")
    >>> concepts = [{"concept": at, "id": ids[at], "value": name} for at, name in zip(ids, names)]
    >>> reply = Reply("https://api.worldbank.org/v2/sources/6", 200, {}, b"", datetime(2026, 11, 24))
    >>> table = figures([{"variable": concepts, "value": 8478.8e6}], reply, ("BLR",), ("DT.DOD.BLAT.CD",))
    >>> table[["Country", "Counterpart-Area", "year", "value"]].values.tolist()
    [['BLR', 'RUS', 2021, 8478800000.0]]

    Raises SourceError for a debtor, creditor or series that was not asked for, or one whose name or unit is another.
    """
    table = records(items, {"variable": list, "value": float | None}, reply)
    told = [_concepts(variable, reply) for variable in table["variable"]]
    named = {concept: [of[concept] for of in told] for concept in _CONCEPTS}
    read = pd.DataFrame(
        {concept: pd.Series([name for name, _ in pairs], dtype=object) for concept, pairs in named.items()}
        | {"title": pd.Series([title for _, title in named["Series"]], dtype=object)}
    )
    _refuse_others(read, debtors, codes, reply)
    _refuse_misnamed(named, reply)
    return read.assign(
        value=table["value"].astype(float),
        row=table["row"],
        year=read["Time"].str[2:].astype(int),
        **{"Counterpart-Area": read["Counterpart-Area"].map(_CREDITORS)},
    )


def _concepts(variable: list[Any], reply: Reply) -> dict[str, tuple[str, str]]:
    """Return (id, name) by concept; the API gives them in the order of the question."""
    found = {}
    for entry in variable:
        words = entry if isinstance(entry, dict) else {}
        concept, *names = (words.get(name) for name in ("concept", "id", "value"))
        if isinstance(concept, str) and all(isinstance(name, str) for name in names):
            found[concept] = (str(names[0]).strip(), " ".join(str(names[1]).split()))
    if lacking := [concept for concept in _CONCEPTS if concept not in found]:
        raise SourceError(reply.where, expected=f"concept {lacking[0]}", found=f"{', '.join(found) or 'none'}"[:80])
    return found


def _refuse_others(read: pd.DataFrame, debtors: tuple[str, ...], codes: tuple[str, ...], reply: Reply) -> None:
    asked = {"Country": debtors, "Series": codes, "Counterpart-Area": tuple(_CREDITORS)}
    for concept, names in asked.items():
        if (others := read[~read[concept].isin(names)]).size:
            found = f"{others[concept].iloc[0]!r} in row {others.index[0] + 1}"
            raise SourceError(reply.where, expected=f"{concept}: {', '.join(names)}", found=found[:80])
    if (others := read[~read["Time"].astype(str).str.fullmatch(r"YR(19|20)\d\d").astype(bool)]).size:
        found = f"{others['Time'].iloc[0]!r} in row {others.index[0] + 1}"
        raise SourceError(reply.where, expected="Time: YR2020 or another year", found=found[:80])


def _refuse_misnamed(named: dict[str, list[tuple[str, str]]], reply: Reply) -> None:
    """Refuse a creditor's number or a series whose name tells of something else."""
    for code, name in sorted({*named["Country"], *named["Counterpart-Area"]}):
        if area_code(name) not in (None, _CREDITORS.get(code, code)):
            raise SourceError(reply.where, expected=f"the name of {code}", found=repr(name)[:80])
    for code, title in sorted(set(named["Series"])):
        if not re.fullmatch(_SERIES[code][0], title):
            raise SourceError(reply.where, expected=f"{code} in {_SERIES[code][1]}", found=repr(title)[:100])


def _status(observed: pd.DataFrame, page: Page, reply: Receipt) -> pd.Series:
    """Return `reported` to the last year with stocks, `forecast` after it."""
    stocks = observed[observed["Series"].str.startswith("DT.DOD.")]
    if not len(stocks) or (last := stocks["year"].max()) >= page.updated.year:
        found = f"stocks of {last}" if len(stocks) else "no stocks"
        raise SourceError(reply.where, expected=f"stocks of debt to {page.updated.year - 1} at the latest", found=found)
    scheduled = observed["year"] > last
    return scheduled.map({False: Status.REPORTED.value, True: Status.FORECAST.value})


def _without_terms_of_no_loan(
    observed: pd.DataFrame, replies: list[Receipt]
) -> tuple[pd.DataFrame, tuple[Refusal, ...]]:
    """Leave out the terms of years without a loan: those whose maturity is not above 0.

    Raises SourceError for such a year with interest or a grace period.
    """
    terms = observed[observed["Series"].isin(_TERMS)]
    made = terms.loc[(terms["Series"] == "DT.MAT.DPPG") & (terms["value"] > 0), _LOAN]
    of_none = terms[~pd.MultiIndex.from_frame(terms[_LOAN]).isin(pd.MultiIndex.from_frame(made))]
    if (wrong := of_none[of_none["value"] != 0]).size:
        row = wrong.iloc[0]
        expected = f"a maturity above 0 with {row['Series']} of {row['Country']} in {row['year']}"
        raise SourceError(replies[row["reply"]].where, expected=expected, found=f"{row['value']} without one")
    first = of_none.groupby("Series")[["reply", "row"]].first().join(of_none["Series"].value_counts())
    refusals = tuple(
        Refusal(replies[number].where, int(row), f"{code}: 0 because nothing was committed in the year ({count} rows)")
        for code, number, row, count in first.itertuples()
    )
    kept = observed.drop(of_none.index)
    zero = kept["Series"].isin(_TERMS) & (kept["value"] == 0)
    return kept.assign(note=zero.map({True: _ZERO_OF_A_LOAN, False: ""})), refusals


def _disbursements(observed: pd.DataFrame, replies: list[Receipt]) -> pd.DataFrame:
    """Name disbursements by kind of loan, and take what is concessional out of all that is bilateral."""
    items = observed["Series"].map({code: item for code, (item, _) in _DISBURSED.items()})
    titles = observed["Series"].map({code: title for code, (_, title) in _DISBURSED.items()})
    concessional = observed[observed["Series"] == "DT.DIS.BLTC.CD"].set_index(_LOAN)["value"]
    part = pd.Series(concessional.reindex(pd.MultiIndex.from_frame(observed[_LOAN])).to_numpy(), observed.index)
    of_all = observed["Series"] == "DT.DIS.BLAT.CD"
    taken = part.where(of_all).fillna(0.0)
    if (wrong := observed[taken > observed["value"].where(of_all, float("inf")) + _CENT]).size:
        row = wrong.iloc[0]
        expected = f"{row['Series']} of {row['Country']} in {row['year']} above its concessional part"
        raise SourceError(replies[row["reply"]].where, expected=expected, found=f"{row['value']}")
    return observed.assign(
        value=(observed["value"] - taken).mask(of_all & (taken > observed["value"]), 0.0),
        note=observed["note"].mask(of_all & part.isna(), _NO_CONCESSIONAL_PART),
        item=items.fillna(observed["Series"]),
        title=titles.fillna(observed["title"]),
    )


def _observations(observed: pd.DataFrame, page: Page) -> pd.DataFrame:
    read = pd.DataFrame(
        {
            "item": observed["item"],
            "reporter": observed["Country"],
            "partner": observed["Counterpart-Area"],
            "title": observed["title"],
            "unit": observed["Series"].map({code: unit for code, (_, unit) in _SERIES.items()}),
            "period": observed["year"].astype(str),
            "value": observed["value"],
            "status": observed["status"],
            "row": observed["row"],
            "note": observed["note"],
        }
    )
    return tidy(read, vintage=page.updated)


PROVIDER = Provider(source=SOURCE, base="https://api.worldbank.org/v2", pace=0.5, pull=pull, every=400)
