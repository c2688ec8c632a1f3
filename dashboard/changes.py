"""What differs between two snapshots, for people: how much of each source, and the rows themselves up to a limit."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components import table
from dashboard.history import Kept
from dashboard.theme import MINUS, STATUS_WORDS, curly, spelled
from dashboard.view import View
from ingest.differences import Difference, records

MOST = 40  # rows of one kind on a page; `depdash snapshot diff` lists them all
_MOST_SOURCES = 5  # on the overview


def summary(view: View) -> html.Section:
    """Return what changed since the snapshot before, in short, or why nothing can be told."""
    found = view.repository.changes
    parts: list[object] = [html.H2("What changed since the previous snapshot")]
    if found is None:
        told = f"Snapshot {view.repository.snapshot.id} has no predecessor here: there is nothing to compare it with."
        return html.Section([*parts, html.P(told, className="note")], className="card", id="overview-changes")
    parts.append(html.P(counted(found), className="note"))
    if not found.counts.empty:
        parts.append(by_source(view, found, _MOST_SOURCES))
    whole = view.address("/data/changes", None, **{"from": found.before, "to": found.after})
    parts.append(html.P(html.A("All that changed", href=whole)))
    return html.Section(parts, className="card", id="overview-changes")


def counted(found: Difference) -> str:
    """Return in one sentence how much differs.

    >>> import pandas as pd
    >>> counted(Difference("a", "b", *[pd.DataFrame({"source": []})] * 3))
    'Snapshot b holds what a holds.'
    """
    counts = found.counts
    if counts.empty:
        return f"Snapshot {found.after} holds what {found.before} holds."
    told = [f"{total:,} {name}" for name, total in counts.sum().items() if total]
    of = "1 source" if len(counts) == 1 else f"{len(counts)} sources"
    gone = f" Nothing is left of {', '.join(found.stopped)}." if found.stopped else ""
    return f"Beside snapshot {found.before}, {found.after} has {', '.join(told)} values, of {of}.{gone}"


def by_source(view: View, found: Difference, most: int | None = None) -> html.Div:
    """Return how many values were added, revised and withdrawn of each source, the most changed ones first."""
    counts = found.counts
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:most]
    rows = [
        [
            html.A(_title(view, str(name)), href=view.address("/data", source=str(name))),
            *(f"{count:,}" for count in row),
            "nothing is left" if name in found.stopped else "",
        ]
        for name, row in counts.loc[order].iterrows()
    ]
    return table(("Source", "New", "Revised", "Withdrawn", ""), rows)


def _title(view: View, source: str) -> str:
    known = view.repository.sources.get(source)
    return curly(known["title"]) if known else source


def rows_of(found: Difference) -> list[html.Section]:
    """Return the rows that were revised, added and withdrawn, each kind up to the limit."""
    largest = found.revised.assign(size=found.revised["percent"].abs())
    largest = largest.sort_values("size", ascending=False, kind="stable").drop(columns="size")
    latest = found.added.sort_values("period", ascending=False, kind="stable")
    shown = Difference(found.before, found.after, latest, largest, found.withdrawn)
    told = records(shown, MOST)
    return [
        _kind("Revised", "the largest in per cent first", len(found.revised), _REVISED, map(_revised, told["revised"])),
        _kind("New", "the latest periods first", len(found.added), _STATED, map(_stated, told["added"])),
        _kind("Withdrawn", "as they were", len(found.withdrawn), _STATED, map(_stated, told["withdrawn"])),
    ]


_REVISED = ("Series", "Period", "Was", "Is", "Change", "Per cent", "Known by")
_STATED = ("Series", "Period", "Value", "Status", "Known by")


def _kind(title: str, order: str, count: int, heads: Sequence[str], rows: Any) -> html.Section:
    parts: list[object] = [html.H2(f"{title}: {count:,}")]
    if count > MOST:
        parts.append(html.P(f"The first {MOST} are shown, {order}.", className="note"))
    parts.append(table(heads, list(rows)) if count else html.P("None.", className="note"))
    return html.Section(parts, className="card", id=f"changes-{title.lower()}")


def _revised(row: dict[str, Any]) -> list[object]:
    percent = "" if row["percent"] is None else f"{_signed(row['percent'], 3)} %"
    change = "" if row["change"] is None else f"{_signed(row['change'], 6)} {row['unit']}"
    day = row["vintage_new"]
    known = day if day == row["vintage_old"] else [day, html.Span(f"before: {row['vintage_old']}", className="source")]
    return [
        row["series_id"],
        spelled(row["period"]),
        _figure(row, "_old"),
        _figure(row, "_new"),
        change,
        percent,
        known,
    ]


def _stated(row: dict[str, Any]) -> list[object]:
    value = f"{_figure(row, '')} {row['unit']}"
    return [row["series_id"], spelled(row["period"]), value, STATUS_WORDS[row["status"]], row["vintage"]]


def _figure(row: dict[str, Any], side: str) -> str:
    value, low, high = (row[f"{name}{side}"] for name in ("value", "low", "high"))
    if value is not None:
        return _digits(value, 6)
    return " to ".join("" if end is None else _digits(end, 6) for end in (low, high)).strip()


def _digits(value: float, digits: int) -> str:
    return f"{value:,.{digits}g}".replace("-", MINUS)


def _signed(value: float, digits: int) -> str:
    return f"{value:+,.{digits}g}".replace("-", MINUS)


def kept_list(view: View, kept: Sequence[Kept]) -> html.Section:
    """Return the snapshots that are kept, each with its day and what changed from the one before it in the list."""
    shown = view.repository.snapshot.id
    rows = []
    for place, one in enumerate(kept):
        mark = " (shown)" if one.id == shown else ""
        links: list[object] = [html.A("Show", href=view.address("/", snapshot=one.id))]
        if place + 1 < len(kept):
            asked = {"from": kept[place + 1].id, "to": one.id}
            links += [" ", html.A("What changed", href=view.address("/data/changes", None, **asked))]
        day = one.at[:16].replace("T", " ")
        rows.append([f"{one.id}{mark}", f"{day} UTC" if day else "with the program", links])
    alone = "It is the only one here: nothing can be compared yet." if len(kept) == 1 else ""
    note = (
        f"Each holds the data as they stood on a day; a link with its id shows the same picture later. {alone}".strip()
    )
    return html.Section(
        [
            html.H2(f"Snapshots kept: {len(kept)}"),
            html.P(note, className="note"),
            table(("Snapshot", "Current since", ""), rows),
        ],
        className="card",
        id="snapshots",
    )
