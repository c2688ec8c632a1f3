"""The dated facts as one line over the years, a lane for each kind; on a narrow screen they are a list."""

from collections.abc import Sequence
from datetime import date

from dash import html

from dashboard.cards import day
from dashboard.language import ntr, tr
from dashboard.theme import curly
from dashboard.view import View
from ingest.declared import Event

_FIRST = 2004  # the year in which what the memo tells of begins
LANES = {
    "gas": "Gas", "oil": "Oil", "transit": "Transit", "loan": "Loans", "currency": "Currency", "politics": "Politics",
    "sanctions": "Sanctions", "statistics": "Statistics",
}  # fmt: skip
_ROW = 24  # pixels: the height of a row of marks, and the least size of what can be touched
_GAP = 2.4  # per cent of the width: marks closer than this stand in two rows
_EVERY = 2  # years from one label of the axis to the next


def timeline(view: View) -> list[html.Section]:
    """Return the card with the line of events; nothing for a pair that they are not about."""
    events = view.repository.events_about(view.pair)
    if not events:
        return []
    years = (_FIRST, max(view.repository.known_to, *(event.date for event in events)).year + 1)
    rows, lanes = _rows(events, years)
    axis = [
        html.Span(str(year), className="year", style={"left": _percent(date(year, 1, 1), years)})
        for year in range(*years, _EVERY)
    ]
    names = [
        html.Span(tr(LANES.get(kind, kind)), className="lane", style={"top": f"{top * _ROW}px"})
        for kind, top in lanes.items()
    ]
    items = [_item(event, rows[event.id], years) for event in events]
    height = (max(rows.values()) + 1) * _ROW
    note = ntr(
        "{count} dated fact that charts mark. Point at a mark, or move to it by keyboard, to read it.",
        "{count} dated facts that charts mark. Point at a mark, or move to it by keyboard, to read it.",
        len(events),
    )
    return [
        html.Section(
            [
                html.H2(tr("What happened, {first}–{last}", first=years[0], last=years[1] - 1)),
                html.P(note, className="note wide-only"),
                html.Div(
                    [
                        html.Div(names, className="lanes", **{"aria-hidden": "true"}),
                        html.Div(
                            [html.Div(axis, className="axis", **{"aria-hidden": "true"}), html.Ol(items)],
                            className="marks",
                        ),
                    ],
                    className="timeline",
                    style={"--height": f"{height}px"},
                    tabIndex=0,
                    role="region",
                    **{"aria-label": tr("Events")},
                ),
                html.P(html.A(tr("CSV events"), href=view.file("/events.csv"), className="csv"), className="sources"),
            ],
            className="card",
            id="overview-events",
        )
    ]


def _rows(events: Sequence[Event], years: tuple[int, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the row of each event by id, and the first row of each lane by kind."""
    rows: dict[str, int] = {}
    lanes: dict[str, int] = {}
    top = 0
    kinds = [*LANES, *sorted({event.kind for event in events} - LANES.keys())]
    for kind in kinds:
        ends: list[float] = []  # where the last mark of each row of the lane stands
        for event in events:
            if event.kind != kind:
                continue
            at = _place(event.date, years)
            row = next((number for number, end in enumerate(ends) if at - end >= _GAP), len(ends))
            ends[row:] = [at, *ends[row + 1 :]]
            rows[event.id] = top + row
        if ends:
            lanes[kind] = top
            top += len(ends)
    return rows, lanes


def _item(event: Event, row: int, years: tuple[int, int]) -> html.Li:
    at = _place(event.date, years)
    told = [
        html.Span([html.Time(day(event)), f" {tr(LANES.get(event.kind, event.kind))}"], className="source"),
        html.B(curly(tr(event.title))),
        html.Span(curly(tr(event.text))),
        html.Span(curly(event.source), className="source", lang="en"),
    ]
    mark = html.Button(type="button", className="mark", **{"aria-label": curly(f"{day(event)}: {tr(event.title)}")})
    return html.Li(
        [mark, html.Div(told, className="told")],
        className="late" if at > 55 else "",
        style={"--left": _percent(event.date, years), "--top": f"{row * _ROW}px"},
    )


def _place(when: date, years: tuple[int, int]) -> float:
    """Return where a day stands between the beginnings of two years, in per cent.

    >>> round(_place(date(2005, 1, 1), (2004, 2006)), 2)
    50.07
    """
    first, last = (date(year, 1, 1).toordinal() for year in years)
    return 100 * (when.toordinal() - first) / (last - first)


def _percent(when: date, years: tuple[int, int]) -> str:
    return f"{_place(when, years):.2f}%"
