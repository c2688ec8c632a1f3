"""Make observations of the IMF's figures: our items and areas, exact units, and how each value came to be known."""

import re
from datetime import date

import pandas as pd

from ingest.errors import SourceError
from ingest.files import matching
from ingest.imf_live.flows import WORLD, Item, Question
from ingest.live import Reply
from ingest.model import Refusal, Status, tidy
from ingest.replies import refuse_repeated

_AREAS = {WORLD: "WLD", "G998": "EU27_2020", "TX126": "_BLX", "TX899": "_SPEC", "WBG": "PSE"}  # as in the IMTS file
_COUNTRY = re.compile(r"[A-Z]{3}")
_GROUP = re.compile(r"(G|GX|TX)[0-9]{3}")
_PERIODS = {"A": (r"[12]\d{3}", "a year"), "M": (r"[12]\d{3}-M(0[1-9]|1[0-2])", "a month, as in 2024-M01")}
# Reported (O, also R and OU). M stands at the United States' total of 2023, which is the official one to the dollar.
_REPORTED = ("", "O", "OU", "R", "M")
_FIRST_ESTIMATE = "2022"  # from this year on Russia's trade is the IMF's own estimate
_STATUSES = {"E": Status.ESTIMATED.value, "F": Status.FORECAST.value}


def observed(
    table: pd.DataFrame, question: Question, reply: Reply, since: int | None
) -> tuple[pd.DataFrame, list[Refusal]]:
    """Return the observations that a message's table holds, and the areas left out, once each.

    Raises SourceError for what was not asked, a period of another frequency or yet to come, a figure stated twice, in
    another unit or scale, or below nought where nothing can be.
    """
    _refuse_unasked(table, question, reply)
    dimensions = [name for name in ("COUNTERPART_COUNTRY", *question.codes) if name in table]
    refuse_repeated(table, [*dict.fromkeys(dimensions), "period"], reply)
    pattern, expected = _PERIODS[question.frequency]
    periods = matching(table["period"], table["row"], reply.where, pattern, expected).str.replace("-M", "-")
    table = table.assign(period=periods)[table["value"].notna() & (periods.str[:4] >= str(since or 0).zfill(4))]
    _refuse_future(table, question, reply)
    known, refused = _with_areas(table, reply)
    parts = [_converted(part, question.items[str(code)], reply) for code, part in known.groupby("INDICATOR")]
    whole = pd.concat(parts) if parts else known.assign(item="", title="", unit="")
    whole = whole.sort_values("row").assign(status=_statuses(whole, question, reply.retrieved.date()))
    columns = ["item", "title", "unit", "reporter", "partner", "period", "value", "status", "row"]
    constants = {"product": question.product, "freq": question.frequency, "vintage": reply.retrieved.date()}
    return tidy(whole[columns], **constants), refused


def _refuse_unasked(table: pd.DataFrame, question: Question, reply: Reply) -> None:
    for dimension, codes in question.codes.items():
        wrong = ~table[dimension].isin(codes)
        if wrong.any():
            found = f"{table.loc[wrong, dimension].iloc[0]} in observation {table.loc[wrong, 'row'].iloc[0]}"
            expected = f"{dimension} {', '.join(codes)[:80]}, as asked"
            raise SourceError(reply.where, expected=expected, found=found)


def _refuse_future(table: pd.DataFrame, question: Question, reply: Reply) -> None:
    today = reply.retrieved.date().isoformat()
    late = table["period"] > today[: 4 if question.frequency == "A" else 7]
    if late.any() and not question.projected:
        raise SourceError(reply.where, expected=f"figures of up to {today}", found=table.loc[late, "period"].iloc[0])


def _with_areas(table: pd.DataFrame, reply: Reply) -> tuple[pd.DataFrame, list[Refusal]]:
    """Return the table with reporter and partner, without the groups of countries that the published file has not."""
    # Prices are of the world, whichever code they stand under.
    table = table.assign(reporter="WLD" if "DATA_TRANSFORMATION" in table else _areas(table["COUNTRY"]))
    if "COUNTERPART_COUNTRY" not in table:
        return table.assign(partner="_Z"), []
    table = table.assign(partner=_areas(table["COUNTERPART_COUNTRY"]))
    known = table["partner"] != ""
    first = table[~known].drop_duplicates("COUNTERPART_COUNTRY")
    refused = [
        Refusal(reply.where, int(row), f"group of countries {code!r} is not known")
        for code, row in zip(first["COUNTERPART_COUNTRY"], first["row"], strict=True)
    ]
    return table[known], refused


def area(code: str) -> str:
    """Return our code of an area of the IMF, empty for a group that is not one of the IMTS file's.

    >>> area("BLR"), area("G998"), area("GX901"), area("U019")
    ('BLR', 'EU27_2020', '_GX901', '')
    """
    return _AREAS.get(code) or (code if _COUNTRY.fullmatch(code) else f"_{code}" if _GROUP.fullmatch(code) else "")


def _areas(codes: pd.Series) -> pd.Series:
    return codes.map({code: area(code) for code in codes.unique()})


def _converted(part: pd.DataFrame, item: Item, reply: Reply) -> pd.DataFrame:
    """Return the figures of one indicator in our unit.

    Raises SourceError where another unit is stated or the figures tell of another scale: the largest, as `Item` says.
    """
    stated = part["UNIT"][~part["UNIT"].isin((*item.sent, ""))]
    if len(stated):
        raise SourceError(reply.where, expected=f"{item.item} in {' or '.join(item.sent)}", found=stated.iloc[0])
    values = part["value"] / item.divisor
    largest = values.abs().max()
    if not item.least <= largest <= item.most:
        expected = f"the largest {item.item} between {item.least:g} and {item.most:g} {item.unit}"
        raise SourceError(reply.where, expected=expected, found=f"{largest:g}", do="see whether its scale changed")
    # Residual groups can be below nought, where what is known of countries exceeds a total.
    negative = (values < 0) & ~part["partner"].str.fullmatch("_[A-Y].*")
    if negative.any() and not item.signed:
        raise SourceError(reply.where, expected=f"{item.item} of 0 or more", found=f"{values[negative].iloc[0]:g}")
    return part.assign(value=values, item=item.item, title=item.title, unit=item.unit)


def _statuses(table: pd.DataFrame, question: Question, day: date) -> "pd.Series[str]":
    """Return how each value came to be known: the weakest of what the IMF marks and of what is known about it."""
    years = table["period"].str[:4]
    status = table["STATUS"].map(_STATUSES).fillna(Status.REPORTED.value)
    estimated = ~table["DERIVATION_TYPE"].isin(_REPORTED)
    if question.product == "_T":
        estimated |= (table["reporter"] == "RUS") & (years >= _FIRST_ESTIMATE)
    status = status.mask(estimated & (status != Status.FORECAST.value), Status.ESTIMATED.value)
    if not question.projected:
        return status
    latest = table["LATEST_ACTUAL_ANNUAL_DATA"].str.extract(r"(\d{4})", expand=False).fillna("9999")
    return status.mask((years >= str(first_projected(day))) | (years > latest), Status.FORECAST.value)


def first_projected(day: date) -> int:
    """Return the first year that the World Economic Outlook in force on a day projects.

    The edition of April projects the year before, that of October its own year; nothing in a reply names the edition.
    Until the end of October the edition of April is taken to stand, so that no projection passes for a report.

    >>> first_projected(date(2026, 4, 2)), first_projected(date(2026, 10, 20)), first_projected(date(2026, 11, 24))
    (2025, 2025, 2026)
    """
    return day.year if day.month >= 11 else day.year - 1
