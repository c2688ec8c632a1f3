"""Plain forms in which a visitor chooses: any two countries, or one of a list; what else is asked for stays."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard.language import alphabetical, tr
from dashboard.markup import Element
from dashboard.theme import curly
from dashboard.view import View


def chooser(
    view: View, path: str, fields: Sequence[object], names: Sequence[str], kept: Mapping[str, str], does: str = ""
) -> html.Form:
    """Return a form that asks for `path` with its fields, called `names`, and with all else that the view asks for.

    `kept` is what the page itself was asked for and still holds, `does` what its button says in place of showing.
    """
    known = view.shared() | dict(kept)
    hidden = [
        Element("input", type="hidden", name=name, value=text)
        for name, text in known.items()
        if text and name not in names
    ]
    show = html.Button(does or tr("Show"), type="submit", className="plain")
    return html.Form([*hidden, *fields, show], action=path, method="GET", className="chooser")


def pair_form(view: View, path: str, kept: Mapping[str, str]) -> html.Form:
    """Return a form that asks for any country on any other, or on a group of them."""
    repository, pair = view.repository, view.pair
    return chooser(
        view,
        path,
        [
            select(tr("Who depends"), "dependent", countries(view, repository.areas), pair.dependent),
            select(tr("on whom"), "partner", countries(view, repository.partners), pair.partner),
        ],
        ("dependent", "partner"),
        kept,
    )


def countries(view: View, codes: frozenset[str]) -> dict[str, str]:
    """Return the names of countries by code, in the order of names."""
    return dict(
        sorted(((code, tr(view.repository.name(code))) for code in codes), key=lambda one: alphabetical(one[1]))
    )


def select(title: str, name: str, options: Mapping[str, str], chosen: str) -> html.Label:
    """Return a labelled list of options by value, one of them chosen."""
    found = [option(value, text, chosen) for value, text in options.items()]
    return html.Label([title, Element("select", found, name=name)])


def option(value: str, text: str, chosen: str) -> Element:
    """Return an option of a list."""
    return Element("option", curly(text), value=value, selected=True if value == chosen else None)
