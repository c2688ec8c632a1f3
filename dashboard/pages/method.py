"""How each number is made: every indicator, and the rules, the index, the estimators and the tests behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from dash import html

from dashboard import filters
from dashboard.components import question
from dashboard.formulas import mathml
from dashboard.language import language, speaking, told, tr
from dashboard.markup import Markup, settled
from dashboard.method import DIRECTIONS, LETTERS, VALUES, input_words, method, needed_words, statuses, where_empty
from dashboard.method_index import declared_indices
from dashboard.page import Page
from dashboard.prose import inline, printed, prose
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.theme import curly, unit_word
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Indicator, Input, Variant

THEMES = tuple(dict.fromkeys(indicator.theme for indicator in CATALOGUE.values()))
_SHOWN_ON = {"index": ("/", "Overview")}  # the other themes have a page of their own name
SECTIONS = {  # in English; as the page says them: tr
    "rules": "The rules that test the memo",
    "index": "The indices: pillars, goalposts, weights, uncertainty",
    "composite": "Engine of the indices: an example worked through",
    "estimators": "Estimators of what is no longer published",
    "breaks": "Breaks, trends and tests of no change",
    "scenarios": "Scenarios: formulas and parameters",
}


def body(view: View) -> Sequence[object]:
    """Return the page, its indicators filtered as the address asks.

    Raises ParameterError for a filter that is none of those offered.
    """
    directions = {str(number): tr(words) for number, words in DIRECTIONS.items()}
    asked = filters.asked_for(view, {"theme": THEMES, "direction": tuple(directions)})
    answer = [
        tr(
            "{indicators} indicators are computed from {measures} declared measures by the formulas below, each with "
            "its inputs, source and caveats; nothing on this page is written apart from the declarations that the "
            "program computes by.",
            indicators=len(CATALOGUE),
            measures=len(view.repository.measures),
        )
    ]
    return [
        *question(tr("How is each number made?"), answer),
        _contents(),
        _notation(),
        _indicators(view, asked, directions),
        *_written(view.repository, language()),
    ]


def _contents() -> html.Nav:
    ways = {"method-values": tr("Statuses and bounds"), "method-indicators": tr("Indicators")}
    ways |= {f"method-{name}": tr(title).partition(":")[0] for name, title in SECTIONS.items()}
    items = [html.Li(html.A(curly(title), href=f"#{name}")) for name, title in ways.items()]
    return html.Nav(html.Ul(items, className="inline"), className="contents", **{"aria-label": tr("On this page")})


def _notation() -> html.Section:
    return html.Section(
        [
            html.H2(tr("Statuses and bounds")),
            html.Div(
                [html.Div(_english(f"{VALUES}\n\n{statuses()}")), html.Div(_english(LETTERS))],
                className="halves",
                lang="en",
            ),
        ],
        className="card written",
        id="method-values",
    )


def _english(text: str) -> list[Any]:
    """Return what docs/method says, with the labels of its tables in the same language."""
    with speaking("en"):
        return prose(text)


def _indicators(view: View, asked: dict[str, str], directions: dict[str, str]) -> html.Section:
    """Return all indicators, folded; those that the filters leave out are there, and hidden."""
    chosen = [
        filters.fits(_words(one), {"theme": one.theme, "direction": str(one.direction)}, asked)
        for one in CATALOGUE.values()
    ]
    folded = _entries(replace(view, asked={}), language())
    entries = [
        Markup(one.tag, one.attributes | ({} if fit else {"hidden": True}), one.inner)
        for one, fit in zip(folded, chosen, strict=True)
    ]
    themes = {"all": tr("every theme"), **{name: tr(name) for name in THEMES}}
    fields = [
        filters.choice(tr("Theme"), "theme", themes, asked["theme"]),
        filters.choice(tr("Direction"), "direction", {"all": tr("every direction"), **directions}, asked["direction"]),
    ]
    none = tr("No indicator fits. Search for fewer words, or choose every theme and every direction.")
    return html.Section(
        [
            html.H2(tr("Indicators")),
            filters.form("/method", "method-list", view.shared(), asked, fields),
            filters.listing(
                "method-list", tr("{shown} of {all} indicators"), sum(chosen), entries, html.Div(entries), none
            ),
        ],
        className="card",
        id="method-indicators",
    )


def _words(one: Indicator) -> str:
    """Return what a search looks through: what the page says of it."""
    return curly(f"{one.id} {tr(one.title)} {tr(one.question)} {one.formula} {one.unit} {one.reference}").lower()


@lru_cache(maxsize=32)
def _entries(view: View, spoken: str) -> tuple[Markup, ...]:
    """Return every indicator, made once for all that search among them in the language `spoken`."""
    return tuple(settled(_entry(one, view)) for one in CATALOGUE.values())


def _entry(one: Indicator, view: View) -> html.Details:
    path, page = _SHOWN_ON.get(one.theme, (f"/{one.theme}", one.theme.capitalize()))
    formula = html.Span(printed(one.formula), lang="en")
    facts = {
        tr("Formula"): [mathml(one.tex), html.Span(told("In words: {formula}.", formula=formula), className="source")],
        tr("Unit"): unit_word(one.unit) or tr(one.unit),
        tr("Direction"): tr(DIRECTIONS[one.direction]),
        tr("Inputs"): [part for variant in one.variants for part in _variant(variant, view)],
        tr("Reference"): html.Span(curly(f"{one.reference}."), lang="en"),
        tr("Caveats"): html.Ul([html.Li(printed(caveat)) for caveat in one.caveats], lang="en"),
        tr("Values"): [
            html.A(tr(page), href=view.address(path)),
            " ",
            html.A(tr("CSV"), href=view.file(f"/indicators/{one.id}.csv", "dependent", "partner"), className="csv"),
        ],
    }
    listed = [
        part
        for head, fact in facts.items()
        for part in (html.Dt(head), html.Dd(curly(fact) if isinstance(fact, str) else fact))
    ]
    return html.Details(
        [
            html.Summary(
                [
                    html.B(curly(tr(one.title))),
                    " ",
                    html.Code(one.id),
                    html.Span(curly(tr(one.question)), className="source"),
                ]
            ),
            html.Dl(listed, className="facts"),
        ],
        id=one.id,
        className="entry",
        **{"data-words": _words(one), "data-theme": one.theme, "data-direction": str(one.direction)},
    )


def _variant(variant: Variant, view: View) -> Iterable[object]:
    """Return a way of computing an indicator: its name, and its inputs as links to their series."""
    named = [f"{curly(tr(variant.title))} (", html.Code(variant.id), ")"] if variant.id else []
    why = [html.Span(curly(text), lang="en") for text in where_empty(variant)]
    if named or why:
        yield html.P([*named, *(["; "] if named and why else []), *why])
    items = [_input(name, given, view) for name, given in variant.inputs.items()]
    items += [html.Li(_linked(name, needed_words(name, view.repository.measures), view)) for name in variant.needs]
    if items:
        yield html.Ul(items, lang="en")


def _input(name: str, given: Input, view: View) -> html.Li:
    words = input_words(given, view.repository.measures)
    return html.Li([f"{name.replace('_', ' ')}: ", *_linked(given.indicator or given.measure, words, view)])


def _linked(name: str, words: str, view: View) -> list[object]:
    """Return the words for an input, its id a link: to the indicator on this page, or to the measure's values."""
    if not name:
        return [curly(words)]
    before, _, after = words.partition(f"`{name}`")
    known = name in view.repository.measures
    href = view.file(f"/measures/{quote(name)}.csv", "dependent", "partner") if known else f"#{name}"
    return [*inline(before), html.A(html.Code(name), href=href), *inline(after)]


@lru_cache(maxsize=4)
def _written(repository: Repository, spoken: str) -> list[Any]:
    """Return what docs/method says beside the indicators, folded, under titles in the language `spoken`.

    It is the same for every pair, and long.
    """
    pages = method(repository.measures, repository.nowcast(DEFAULT_PAIR))
    texts = {name: _without_head(pages[f"{name}.md"]) for name in SECTIONS} | {"index": declared_indices()}
    return [
        settled(
            html.Details(
                [
                    html.Summary(html.H2(tr(title))),
                    html.Div(_english(texts[name]), className="written", lang="en"),
                ],
                className="card folded",
                id=f"method-{name}",
            )
        )
        for name, title in SECTIONS.items()
    ]


def _without_head(page: str) -> str:
    """Return a page of docs/method without its title and without what says how the file was made."""
    return page.split("\n\n", 2)[2]


PAGE = Page("/method", "Method", 92, body, asks=("q", "theme", "direction"))
