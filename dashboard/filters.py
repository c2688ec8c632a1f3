"""The form that assets/table.js filters a list by: as it is typed and chosen, without asking the server again."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard.language import tr
from dashboard.markup import Element
from dashboard.theme import curly
from dashboard.view import View
from ingest.errors import ParameterError

LONGEST_SEARCH = 100


def asked_for(view: View, choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the words searched for as `q`, and for each choice what the address asks, `all` by default.

    Raises ParameterError for a search that is too long, or a choice that is none of those offered.
    """
    asked = {"q": view.asked.get("q", ""), **{name: view.asked.get(name, "all") for name in choices}}
    if len(asked["q"]) > LONGEST_SEARCH:
        raise ParameterError("q", expected=f"at most {LONGEST_SEARCH} characters", found=asked["q"])
    for name, known in choices.items():
        if asked[name] not in ("all", *known):
            raise ParameterError(name, expected=f"all or one of {', '.join(known)}", found=asked[name])
    return asked


def fits(words: str, values: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Return whether an entry has every word searched for, in `words` of small letters, and each value chosen.

    >>> fits("gas price paid", {"theme": "energy"}, {"q": "PRICE gas", "theme": "all"})
    True
    """
    searched = curly(asked["q"]).lower().split()
    return all(word in words for word in searched) and all(asked[name] in ("all", values[name]) for name in values)


def form(
    action: str, listed: str, kept: Mapping[str, str], asked: Mapping[str, str], fields: Sequence[object]
) -> html.Form:
    """Return the form for the list with the id `listed`; `kept` is what else the address asks for."""
    search = Element("input", type="search", name="q", value=asked["q"], maxLength=LONGEST_SEARCH, autoComplete="off")
    hidden = [Element("input", type="hidden", name=name, value=text) for name, text in kept.items() if text]
    return html.Form(
        [*hidden, html.Label([tr("Search"), search]), *fields],
        action=action,
        method="GET",
        className="filters",
        **{"data-filters": listed},
    )


def choice(title: str, name: str, options: Mapping[str, str], chosen: str) -> html.Label:
    """Return a field that offers `options`, text by value."""
    found = [
        Element("option", curly(text), value=value, selected=True if value == chosen else None)
        for value, text in options.items()
    ]
    return html.Label([title, Element("select", found, name=name)])


def listing(identity: str, counted: str, shown: int, entries: Sequence[object], content: object, none: str) -> html.Div:
    """Return a list with its count, `counted` of `{shown}` and `{all}`, and with what it says where nothing fits."""
    count = html.Output(counted.format(shown=shown, all=len(entries)), className="note count")
    empty = html.P(none, className="none", hidden=shown > 0)
    return html.Div([count, empty, content], id=identity, **{"data-count": counted})
