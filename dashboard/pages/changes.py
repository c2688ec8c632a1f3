"""What differs between two snapshots that are kept, and what we told wrong ourselves."""

from collections.abc import Sequence

from dash import html

from dashboard import changes, filters
from dashboard.components import question
from dashboard.errata_list import errata_list
from dashboard.history import History, Kept
from dashboard.language import tr
from dashboard.markup import Element
from dashboard.page import Page
from dashboard.view import View
from ingest.errata import errata
from ingest.errors import ParameterError


def body(view: View) -> Sequence[object]:
    """Return the page: by default what changed from the snapshot before to the one that is shown.

    Raises ParameterError for an id that is not that of a snapshot kept here.
    """
    history = view.repository.history
    if history is None:
        return [*question(_title(), [tr("No store of snapshots is at hand.")]), errata_list(view, errata())]
    kept = history.kept()
    ids = [one.id for one in kept]
    for name in ("from", "to"):
        if view.asked.get(name) and view.asked[name] not in ids:
            raise ParameterError(
                name,
                expected=f"the id of a snapshot that is kept here, {changes.one_of(ids)}",
                found=view.asked[name][:40],
            )
    after = view.asked.get("to") or view.repository.snapshot.id
    before = view.asked.get("from") or history.before(after)
    back = html.P(html.A(tr("All data"), href=view.address("/data")))
    if before is None or before not in ids:
        told = (
            tr("Nothing can be compared with snapshot {id}: its predecessor is no longer kept.", id=after)
            if before
            else tr("Nothing can be compared with snapshot {id}: it has no predecessor.", id=after)
        )
        return [*question(_title(), [told]), back, *_choice(view, kept, "", after), errata_list(view, errata())]
    return [back, *_compared(view, history, kept, before, after), errata_list(view, errata())]


def _title() -> str:
    return tr("What changed from one snapshot to another?")


def _compared(view: View, history: History, kept: Sequence[Kept], before: str, after: str) -> list[object]:
    found = history.difference(before, after)
    parts = [*question(_title(), [changes.counted(found)]), *_choice(view, kept, before, after)]
    if found.counts.empty:
        return parts
    sources = html.Section(
        [html.H2(tr("By source: {count}", count=len(found.counts))), changes.by_source(view, found)],
        className="card",
        id="changes-sources",
    )
    command = f"depdash snapshot diff {before} {after} --json"
    whole = html.P([tr("All rows: "), html.Code(command)], className="note")
    return [*parts, sources, *changes.rows_of(view, found), whole]


def _choice(view: View, kept: Sequence[Kept], before: str, after: str) -> list[html.Form]:
    """Return the form that asks for two others; with a single snapshot there is nothing to choose."""
    if len(kept) < 2:
        return []
    options = {one.id: f"{one.id} {one.at[:10]}".strip() for one in kept}
    hidden = [
        Element("input", type="hidden", name=name, value=text)
        for name, text in view.shared().items()
        if text and name not in ("from", "to")
    ]
    fields = [
        filters.choice(tr("From"), "from", options, before),
        filters.choice(tr("to"), "to", options, after),
        html.Button(tr("Compare"), type="submit", className="plain"),
    ]
    return [html.Form([*hidden, *fields], action="/data/changes", method="GET", className="filters")]


PAGE = Page("/data/changes", "Changes", 91, body, asks=("from", "to"), within="/data")
