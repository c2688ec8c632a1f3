"""What differs between two snapshots, for people: how much of each source, and the rows themselves up to a limit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import html

from dashboard.comparison import Comparison
from dashboard.components import table
from dashboard.history import Kept
from dashboard.language import marked, ntr, numeral, tr
from dashboard.theme import MINUS, STATE_WORDS, STATUS_WORDS, curly, spelled
from dashboard.view import View
from ingest.differences import Difference, records

MOST = 40  # rows of one kind on a page; `depdash snapshot diff` lists them all
_MOST_SOURCES = 5  # on the overview
_MOST_NAMED = 5  # in a sentence
COUNTED = {"added": "{count} new", "revised": "{count} revised", "withdrawn": "{count} withdrawn"}
_LARGE = 100_000  # from here on digits after the point tell nothing


def summary(view: View) -> html.Section:
    """Return what changed since the snapshot before, in short, or why nothing can be told."""
    found = view.repository.changes
    parts: list[object] = [html.H2(tr("What changed since the previous snapshot"))]
    if found is None:
        told = tr(
            "Snapshot {id} has no predecessor here: there is nothing to compare it with.",
            id=view.repository.snapshot.id,
        )
        return html.Section([*parts, html.P(told, className="note")], className="card", id="overview-changes")
    parts.append(html.P(counted(found.data), className="note"))
    if not found.data.counts.empty:
        parts.append(html.Ul(list(_largest(view, found.data)), className="counts"))
    whole = view.address("/data/changes", None, **{"from": found.data.before, "to": found.data.after})
    parts.append(html.P(html.A(tr("All that changed"), href=whole)))
    return html.Section(parts, className="card", id="overview-changes")


def counted(found: Difference) -> str:
    """Return in one sentence how much differs.

    >>> counted(Difference("a", "b", *[pd.DataFrame({"source": []})] * 3))
    'Snapshot b holds what a holds.'
    """
    counts = found.counts
    if counts.empty:
        return tr("Snapshot {after} holds what {before} holds.", after=found.after, before=found.before)
    told = tr(
        "Beside snapshot {before}, {after} has {changes} values of {sources}.",
        before=found.before,
        after=found.after,
        changes=_told(counts.sum().to_dict()),
        sources=ntr("{count} source", "{count} sources", len(counts)),
    )
    gone = tr("Nothing is left of {sources}.", sources=_few(found.stopped, ", "))
    return f"{told} {gone}" if found.stopped else told


def _few(names: Sequence[str], between: str) -> str:
    """Return the first names of a list in a sentence, and how many more there are.

    >>> _few(["a", "b"], ", "), _few("abcdefg", ", ")
    ('a, b', 'a, b, c, d, e and 2 more')
    """
    shown, more = between.join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    return tr("{names} and {count} more", names=shown, count=more) if more > 0 else shown


def _told(counts: Mapping[Any, int]) -> str:
    """Return counts by kind in words.

    >>> _told({"added": 1200, "revised": 0, "withdrawn": 3})
    '1,200 new and 3 withdrawn'
    """
    found = [tr(COUNTED[str(kind)], count=_grouped(count)) for kind, count in counts.items() if count]
    return tr(" and ").join(filter(None, [", ".join(found[:-1]), found[-1]]))


def _grouped(count: int) -> str:
    return numeral(f"{count:,}")


def _largest(view: View, found: Difference) -> Iterator[html.Li]:
    """Yield the sources that changed most, each with how much."""
    for name, row in _ordered(found).head(_MOST_SOURCES).iterrows():
        yield html.Li([_source(view, str(name)), html.Span(_told(row.to_dict()))])


def _ordered(found: Difference) -> pd.DataFrame:
    counts = found.counts
    return counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def by_source(view: View, found: Difference) -> html.Div:
    """Return how many values were added, revised and withdrawn of each source, the most changed ones first."""
    rows = [
        [
            _source(view, str(name)),
            *(_grouped(count) for count in row),
            _grouped(found.periods.get(str(name), 0)),
            tr("nothing is left") if name in found.stopped else "",
        ]
        for name, row in _ordered(found).iterrows()
    ]
    return table((tr("Source"), tr("New"), tr("Revised"), tr("Withdrawn"), tr("Later periods"), tr("State")), rows)


def _source(view: View, source: str) -> html.A | str:
    known = view.repository.sources.get(source)
    if known is None:
        return source
    return html.A(curly(known["title"]), href=view.address("/data", source=source), lang="en")


def rows_of(view: View, found: Difference) -> list[html.Details]:
    """Return the rows that were revised, added and withdrawn, each kind up to the limit."""
    latest = found.added.sort_values("period", ascending=False, kind="stable")
    shown = Difference(found.before, found.after, latest, found.by_size, found.withdrawn)
    told = records(shown, MOST)
    revised = [_revised(view, row) for row in told["revised"]]
    added, withdrawn = ([_stated(view, row) for row in told[kind]] for kind in ("added", "withdrawn"))
    of_revised = (tr("Series"), tr("Period"), tr("Was"), tr("Is"), tr("Change"), tr("Per cent"), tr("Known by"))
    heads = (tr("Series"), tr("Period"), tr("Value"), tr("Status"), tr("Known by"))
    return [
        _kind("revised", tr("Revised"), tr("the largest in per cent first"), len(found.revised), of_revised, revised),
        _kind("new", tr("New"), tr("the latest periods first"), len(found.added), heads, added),
        _kind("withdrawn", tr("Withdrawn"), tr("as they were"), len(found.withdrawn), heads, withdrawn),
    ]


def verdicts(view: View, found: Comparison) -> html.Section:
    """Return the statements of the memo whose verdict turned by what differs."""
    rows = [
        [
            html.A(one.claim, href=view.address("/memo", None, claim=one.claim)),
            tr(one.text), tr(STATE_WORDS[one.before]), tr(STATE_WORDS[one.after]),
        ]
        for one in found.turned
    ]  # fmt: skip
    head = html.H2(tr("Verdicts that turned: {count}", count=len(rows)))
    content = table((tr("Claim"), tr("What it says"), tr("Was"), tr("Is")), rows) if rows else html.P(tr("Nothing."))
    return html.Section([head, content], className="card", id="changes-verdicts")


def in_short(view: View) -> list[str]:
    """Return in sentences what changed since the snapshot before, nothing where there is none to compare with.

    How much, which source stopped, the largest revision in its unit and in per cent, and the verdicts that turned.
    """
    found = view.repository.changes
    if found is None:
        return []
    said = [counted(found.data)]
    later = sum(found.data.periods.values())
    if later:
        said.append(ntr("{count} value is of a later period.", "{count} values are of later periods.", later))
    for row in records(replace(found.data, revised=found.data.by_size), 1)["revised"]:
        said.append(_of_revision(row))
    if found.turned:
        turned = [f"{one.claim}: {tr(STATE_WORDS[one.before])} → {tr(STATE_WORDS[one.after])}" for one in found.turned]
        said.append(tr("Verdicts that turned: {verdicts}.", verdicts=_few(turned, "; ")))
    return [curly(text) for text in said]


def _of_revision(row: dict[str, Any]) -> str:
    text = (
        marked("The largest revision: {series}, {period}, from {old} to {new} {unit} ({change}, {percent} %).")
        if row["percent"] is not None
        else marked("A revision: {series}, {period}, from {old} to {new} {unit}.")
    )
    known = row["percent"] is not None
    return tr(
        text, series=row["series_id"], period=spelled(row["period"]), old=_figure(row, "_old"),
        new=_figure(row, "_new"), unit=row["unit"], change=_signed(row["change"]) if known else "",
        percent=_signed(round(row["percent"], 2)) if known else "",
    )  # fmt: skip


def _kind(
    name: str, title: str, order: str, count: int, heads: Sequence[str], rows: Sequence[Sequence[object]]
) -> html.Details:
    parts: list[object] = [html.Summary(html.H2(f"{title}: {_grouped(count)}"))]
    if count > MOST:
        parts.append(html.P(tr("The first {most} are shown, {order}.", most=MOST, order=order), className="note"))
    parts.append(table(heads, rows) if count else html.P(tr("Nothing."), className="note"))
    return html.Details(parts, className="card folded", id=f"changes-{name}", open=name == "revised" and count > 0)


def _series(view: View, row: Mapping[str, Any]) -> html.A:
    return html.A(row["series_id"], lang="en", href=view.file(f"/series/{quote(row['series_id'])}.csv"))


def _revised(view: View, row: dict[str, Any]) -> list[object]:
    percent = "" if row["percent"] is None else f"{_signed(round(row['percent'], 2))} %"
    change = "" if row["change"] is None else [f"{_signed(row['change'])} ", html.Span(row["unit"], lang="en")]
    day, before = row["vintage_new"], row["vintage_old"]
    known = day if day == before else [day, html.Span(tr("before: {day}", day=before), className="source")]
    return [
        html.Span(row["series_id"], lang="en"),
        spelled(row["period"]),
        _figure(row, "_old"),
        _figure(row, "_new"),
        change,
        percent,
        known,
    ]


def _stated(view: View, row: dict[str, Any]) -> list[object]:
    value = [f"{_figure(row, '')} ", html.Span(row["unit"], lang="en")]
    status = STATUS_WORDS[row["status"]]
    return [_series(view, row), spelled(row["period"]), value, tr(status), row["vintage"]]


def _figure(row: dict[str, Any], side: str) -> str:
    value, low, high = (row[f"{name}{side}"] for name in ("value", "low", "high"))
    if value is not None:
        return _digits(value)
    ends = ("" if end is None else _digits(end) for end in (low, high))
    return tr("{low} to {high}", **dict(zip(("low", "high"), ends, strict=True))).strip()


def _digits(value: float) -> str:
    """Return a number as published: whole where it is large, else with six digits.

    >>> _digits(-13714900000.0), _digits(17.49023)
    ('−13,714,900,000', '17.4902')
    """
    return numeral(f"{value:{',.0f' if abs(value) >= _LARGE else ',.6g'}}".replace("-", MINUS))


def _signed(value: float) -> str:
    return f"+{_digits(value)}" if value > 0 else _digits(value)


def one_of(ids: Sequence[str], most: int = 10) -> str:
    """Return ids as an error tells them, up to a limit."""
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return f"one of {', '.join(ids[:most])}{more}"


def kept_list(view: View, kept: Sequence[Kept]) -> html.Section:
    """Return the snapshots that are kept, each with its day and what changed from the one before it in the list."""
    shown = view.repository.snapshot.id
    rows = []
    for place, one in enumerate(kept):
        mark = tr(" (shown)") if one.id == shown else ""
        links: list[object] = [html.A(tr("Show"), href=view.address("/", snapshot=one.id))]
        if place + 1 < len(kept):
            asked = {"from": kept[place + 1].id, "to": one.id}
            links += [" ", html.A(tr("What changed"), href=view.address("/data/changes", None, **asked))]
        day = one.at[:16].replace("T", " ")
        rows.append([f"{one.id}{mark}", f"{day} UTC" if day else tr("with the program"), links])
    note = tr("Each holds the data as they stood on a day; a link with its id shows the same picture later.")
    if len(kept) == 1:
        note += " " + tr("It is the only one here: nothing can be compared yet.")
    return html.Section(
        [
            html.H2(tr("Snapshots kept: {count}", count=len(kept))),
            html.P(note, className="note"),
            table((tr("Snapshot"), tr("Current since"), tr("Links")), rows),
        ],
        className="card",
        id="snapshots",
    )
