"""What stands around every page: the pair, the clock, what charts draw, the way to the others, the drawer."""

import json
from collections.abc import Sequence

from dash import html

from dashboard.choices import pair_form
from dashboard.language import LANGUAGES, dated, marked, told, tr
from dashboard.markup import Element
from dashboard.repository import DEPENDENTS
from dashboard.theme import EN_DASH
from dashboard.view import View
from indicators.clock import THEN_KNOWN
from indicators.model import Pair

Titles = Sequence[tuple[str, str]]  # (path, title)
_PARTNERS = ("RUS", "CHN", "EUU", "DEU", "POL", "UKR", "KAZ", "LTU", "LVA", "TUR", "ITA", "NLD", "GBR", "USA")
_SPAN = (1990, 2035)  # years that may be asked for in the form; the address takes any period
_TURNED = ("/", "/trade", "/energy", "/finance", "/transit", "/security", "/compare")  # by the clock
_NOTICE = {"className": "notice", "role": "status"}
# What the drawer says around a value's lineage; view.js fills in the rest.
DRAWER = {
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
            html.A(tr("Skip to the content"), href="#main", className="skip"),
            html.Header([_bar(path, view, years=not within), _ways(path, within, view, titles)]),
            html.Main(list(body), id="main", className="wide"),
            html.Footer(
                html.Div(
                    [
                        *told(
                            "Every number leads to the bytes it came from: see {data}. What is not published is left "
                            "out, never filled in.",
                            data=html.A(tr("Data"), href=view.address("/data")),
                        ),
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
        text = marked("This link shows snapshot {id}, which is not kept here; this is {shown}.")
        return [html.P(tr(text, id=view.missing, shown=shown), **_NOTICE)]
    if shown == current:
        return _then(view, path)
    address = view.address(path, None, **{**view.asked, "snapshot": ""})
    newest = html.A(tr("Show {id}, the current one", id=current), href=address)
    return [
        html.P(told("This link shows snapshot {id}, an earlier one. {newest}.", id=shown, newest=newest), **_NOTICE)
    ]


def _then(view: View, path: str) -> list[html.P]:
    """Return why little is known on an earlier day, on pages whose numbers the clock turns."""
    if not view.query.as_of or path not in _TURNED:
        return []
    text = marked(
        "What was known on {day}: few publishers record the day on which an edition came out, and one without it "
        "counts from the day its file was collected. Much that was known then is therefore missing here. {why}."
    )
    why = html.A(tr("What the site cannot tell"), href=f"{view.address('/about')}#limits")
    return [html.P(told(text, day=view.query.as_of.isoformat(), why=why), **_NOTICE)]


def _bar(path: str, view: View, *, years: bool) -> html.Div:
    return html.Div(
        [
            html.A(["dep", html.B("dash")], href=view.address("/"), className="brand"),
            _pair_menu(path, view),
            _clock(path, view),
            *([_years(path, view)] if years else []),
            _switches(view),
            html.Span(tr("Snapshot {id}", id=view.repository.snapshot.id), className="snapshot"),
            _languages(path, view),
            html.Button(
                "◐",
                id="theme",
                className="plain",
                title=tr("Light or dark"),
                **{"aria-label": tr("Change between light and dark")},
            ),
        ],
        className="wide bar",
    )


def _languages(path: str, view: View) -> html.Div:
    """Return the languages, each under its own name, as links to the same view."""
    links = [
        html.Span(code.upper(), className="chosen", title=name, lang=code, **{"aria-current": "true"})
        if code == view.language
        else html.A(
            code.upper(), title=name, lang=code, hrefLang=code,
            href=view.address(path, None, **{**view.asked, "lang": "" if code == "en" else code}),
        )
        for code, name in LANGUAGES.items()
    ]  # fmt: skip
    return html.Div(links, className="languages", role="group", **{"aria-label": tr("Language")})


def _ways(path: str, within: str, view: View, titles: Titles) -> html.Nav:
    # Plain links: the browser loads a page of many charts in a second, Dash takes many to exchange one for another.
    links = [
        html.Span(tr(title), className="way current", **{"aria-current": "page"})
        if to == path
        else html.A(tr(title), href=view.address(to), className="way current" if to == within else "way")
        for to, title in titles
    ]
    return html.Nav(html.Div(links, className="wide ways"), **{"aria-label": tr("Pages")})


def _clock(path: str, view: View) -> html.Div:
    """Return the two clocks; a third day, given in the address, is a clock of its own."""
    day = view.query.as_of
    clocks = {"": tr("Known now"), THEN_KNOWN.isoformat(): tr("Known on {day}", day=dated(THEN_KNOWN))}
    if day and day.isoformat() not in clocks:
        clocks[day.isoformat()] = tr("Known on {day}", day=dated(day))
    chosen = day.isoformat() if day else ""
    links = [
        html.Span(title, className="chosen", **{"aria-current": "true"})
        if name == chosen
        else html.A(title, href=view.address(path, None, **{**view.asked, "as_of": name}))
        for name, title in clocks.items()
    ]
    return html.Div(links, className="segments", role="group", **{"aria-label": tr("Clock")})


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
        for title, name, chosen in ((tr("From"), "from", first), (tr("to"), "to", last))
    ]
    show = html.Button(tr("Show"), type="submit", className="plain")
    every = html.A(tr("All years"), href=view.address(path, None, **{**view.asked, "from": "", "to": ""}))
    form = html.Form([*hidden, *years, show], action=path, method="GET", id="years")
    chosen = f"{first or ''}{EN_DASH}{last or ''}" if first or last else tr("all")
    return html.Details(
        [
            html.Summary(tr("Years: {years}", years=chosen)),
            html.Div([form, *([every] if first or last else [])], className="menu"),
        ],
        className="drop years",
        key=f"{path}{view.pair}{chosen}",
    )


def _switches(view: View) -> html.Div:
    """Return the switches of what charts draw; the browser turns them by itself."""
    switches = [
        html.Button(title, className="switch", **{"data-switch": name, "aria-pressed": "true" if on else "false"})
        for title, name, on in ((tr("Bounds"), "bounds", view.bounds), (tr("Events"), "events", view.events))
    ]
    return html.Div(switches, className="switches", role="group", **{"aria-label": tr("What charts draw")})


def _pair_menu(path: str, view: View) -> html.Details:
    repository, pair = view.repository, view.pair

    def choice(code: str, chosen: Pair) -> html.Li:
        return html.Li(html.A(tr(repository.name(code)), href=view.address(path, chosen)))

    dependents = [choice(code, Pair(code, pair.partner)) for code in (*DEPENDENTS, "RUS") if code != pair.partner]
    partners = [choice(code, Pair(pair.dependent, code)) for code in _PARTNERS if code != pair.dependent]
    return html.Details(
        [
            html.Summary(f"{tr(repository.name(pair.dependent))} → {tr(repository.name(pair.partner))}"),
            html.Div(
                [
                    html.Div([html.H2(tr("Who depends")), html.Ul(dependents)]),
                    html.Div([html.H2(tr("on whom")), html.Ul(partners)]),
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
    close = html.Button("×", className="plain close", **{"aria-label": tr("Close")})
    body = html.Div(className="drawer-body", **{"aria-live": "polite"})
    labels = {"data-labels": json.dumps({name: tr(text) for name, text in DRAWER.items()}, ensure_ascii=False)}
    return html.Dialog([close, body], id="drawer", **labels, **{"aria-label": tr("Where this value comes from")})
