"""What stands around every page: the pair, the clock, what charts draw, the way to the others, the drawer."""

import json
from collections.abc import Sequence

from dash import html

from dashboard.choices import pair_form
from dashboard.language import tr
from dashboard.markup import Element
from dashboard.repository import DEPENDENTS
from dashboard.theme import EN_DASH
from dashboard.view import View
from indicators.clock import THEN_KNOWN
from indicators.model import Pair

Titles = Sequence[tuple[str, str]]  # (path, title)
_PARTNERS = ("RUS", "CHN", "EUU", "DEU", "POL", "UKR", "KAZ", "LTU", "LVA", "TUR", "ITA", "NLD", "GBR", "USA")
_SPAN = (1990, 2035)  # years that may be asked for in the form; the address takes any period
_NOTICE = {"className": "notice", "role": "status"}
# What the drawer says around a value's lineage; view.js fills in the rest.
_DRAWER = {
    "loading": "Looking it up …", "failed": "The server did not answer. Try again, or open Data.",
    "value": "Value", "unrounded": "Unrounded",
    "bounds": "Bounds", "status": "Status", "variant": "Computed as", "formula": "Formula", "inputs": "Inputs",
    "series": "Series", "source": "Publisher", "edition": "Edition", "known": "Known by", "retrieved": "Retrieved",
    "file": "File", "row": "row", "hash": "sha256", "note": "Note", "correction": "Correction",
    "earlier": "Other editions", "more": "More stand in the JSON lineage of the data page.",
}  # fmt: skip


def frame(path: str, view: View, body: Sequence[object], titles: Titles, within: str = "") -> html.Div:
    """Return a page: header with the view's choices and the way to the others, the body, what it rests on.

    A page `within` another shows no years of its own: `from` and `to` may mean something else there.
    """
    return html.Div(
        [
            html.A("Skip to the content", href="#main", className="skip"),
            html.Header([_bar(path, view, years=not within), _ways(path, within, view, titles)]),
            html.Main(list(body), id="main", className="wide"),
            html.Footer(
                html.Div(
                    [
                        "Every number leads to the bytes it came from: see ",
                        html.A("Data", href=view.address("/data")),
                        ". What is not published is left out, never filled in.",
                    ],
                    className="wide",
                )
            ),
            _drawer(),
        ],
        id="frame",
        **{"data-snapshot": view.repository.snapshot.id, "data-pinned": "true" if view.pinned else None},
    )


def notice(view: View, current: str, path: str) -> list[html.P]:
    """Return what a visitor has to know of the snapshot that is shown, nothing where it is the current one."""
    shown = view.repository.snapshot.id
    if view.missing:
        return [html.P(f"This link shows snapshot {view.missing}, which is not kept here; this is {shown}.", **_NOTICE)]
    if shown == current:
        return []
    newest = html.A(f"Show {current}, the current one", href=view.address(path, None, **{**view.asked, "snapshot": ""}))
    return [html.P([f"This link shows snapshot {shown}, an earlier one. ", newest, "."], **_NOTICE)]


def _bar(path: str, view: View, *, years: bool) -> html.Div:
    return html.Div(
        [
            html.A(["dep", html.B("dash")], href=view.address("/"), className="brand"),
            _pair_menu(path, view),
            _clock(path, view),
            *([_years(path, view)] if years else []),
            _switches(view),
            html.Span(f"Snapshot {view.repository.snapshot.id}", className="snapshot"),
            html.Button(
                "◐",
                id="theme",
                className="plain",
                title="Light or dark",
                **{"aria-label": "Change between light and dark"},
            ),
        ],
        className="wide bar",
    )


def _ways(path: str, within: str, view: View, titles: Titles) -> html.Nav:
    # Plain links: the browser loads a page of many charts in a second, Dash takes many to exchange one for another.
    links = [
        html.Span(title, className="way current", **{"aria-current": "page"})
        if to == path
        else html.A(title, href=view.address(to), className="way current" if to == within else "way")
        for to, title in titles
    ]
    return html.Nav(html.Div(links, className="wide ways"), **{"aria-label": "Pages"})


def _clock(path: str, view: View) -> html.Div:
    """Return the two clocks; a third day, given in the address, is a clock of its own."""
    day = view.query.as_of
    clocks = {"": "Known now", THEN_KNOWN.isoformat(): f"Known on {THEN_KNOWN:%-d %b %Y}"}
    if day and day.isoformat() not in clocks:
        clocks[day.isoformat()] = f"Known on {day:%-d %b %Y}"
    chosen = day.isoformat() if day else ""
    links = [
        html.Span(title, className="chosen", **{"aria-current": "true"})
        if name == chosen
        else html.A(title, href=view.address(path, None, **{**view.asked, "as_of": name}))
        for name, title in clocks.items()
    ]
    return html.Div(links, className="segments", role="group", **{"aria-label": "Clock"})


def _years(path: str, view: View) -> html.Details:
    """Return the form that asks for a span of years; it keeps all else that the address asks for."""
    query, kept = view.query, {**view.shared(), **view.asked}
    hidden = [
        Element("input", type="hidden", name=name, value=text)
        for name, text in kept.items()
        if text and name not in ("from", "to")
    ]
    first = query.start.first.year if query.start else None
    last = query.end.last.year if query.end else None
    years = [
        html.Label(
            [title, Element("input", name=name, type="number", min=_SPAN[0], max=_SPAN[1], step=1, value=chosen)]
        )
        for title, name, chosen in (("From", "from", first), ("to", "to", last))
    ]
    show = html.Button("Show", type="submit", className="plain")
    every = html.A("All years", href=view.address(path, None, **{**view.asked, "from": "", "to": ""}))
    form = html.Form([*hidden, *years, show], action=path, method="GET", id="years")
    chosen = f"{first or ''}{EN_DASH}{last or ''}" if first or last else "all"
    return html.Details(
        [html.Summary(f"Years: {chosen}"), html.Div([form, *([every] if first or last else [])], className="menu")],
        className="drop years",
        key=f"{path}{view.pair}{chosen}",
    )


def _switches(view: View) -> html.Div:
    """Return the switches of what charts draw; the browser turns them by itself."""
    switches = [
        html.Button(title, className="switch", **{"data-switch": name, "aria-pressed": "true" if on else "false"})
        for title, name, on in (("Bounds", "bounds", view.bounds), ("Events", "events", view.events))
    ]
    return html.Div(switches, className="switches", role="group", **{"aria-label": "What charts draw"})


def _pair_menu(path: str, view: View) -> html.Details:
    repository, pair = view.repository, view.pair

    def choice(code: str, chosen: Pair) -> html.Li:
        return html.Li(html.A(repository.name(code), href=view.address(path, chosen)))

    dependents = [choice(code, Pair(code, pair.partner)) for code in (*DEPENDENTS, "RUS") if code != pair.partner]
    partners = [choice(code, Pair(pair.dependent, code)) for code in _PARTNERS if code != pair.dependent]
    return html.Details(
        [
            html.Summary(f"{repository.name(pair.dependent)} → {repository.name(pair.partner)}"),
            html.Div(
                [
                    html.Div([html.H2("Who depends"), html.Ul(dependents)]),
                    html.Div([html.H2("on whom"), html.Ul(partners)]),
                    html.Div([html.H2(tr("or any two countries")), pair_form(view, path, {})]),
                ],
                className="menu",
            ),
        ],
        className="drop pair",
        # The key makes the menu a new one, closed, on every page.
        key=f"{path}{pair}",
    )


def _drawer() -> html.Dialog:
    close = html.Button("×", className="plain close", **{"aria-label": "Close"})
    body = html.Div(className="drawer-body", **{"aria-live": "polite"})
    labels = {"data-labels": json.dumps(_DRAWER, ensure_ascii=False)}
    return html.Dialog([close, body], id="drawer", **labels, **{"aria-label": "Where this value comes from"})
