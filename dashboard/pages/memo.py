"""Every statement of the memo with its verdict on what was known then and on what is known now, and one beside them."""

from collections.abc import Sequence

from dash import html

from dashboard import claim_view, sentences
from dashboard.components import badge, question
from dashboard.language import tr
from dashboard.markup import Element
from dashboard.page import Page
from dashboard.theme import KIND_WORDS, STATE_WORDS, curly
from dashboard.view import View
from indicators.ledger import STATES, Judgement
from ingest.errors import ParameterError

_LONGEST_SEARCH = 100
_FILTERS = ("q", "state", "theme")
_HEADS = ("Id", "Statement, in our words", "Then", "Now")  # in English; as the page says them: tr


def body(view: View) -> Sequence[object]:
    """Return the page, filtered as the address asks, with the claim beside the table that it asks for.

    Raises ParameterError for a filter or a claim that is none of those offered.
    """
    judgements = view.repository.judgements
    asked = {name: view.asked.get(name, "" if name == "q" else "all") for name in _FILTERS}
    themes = sorted({judged.claim.theme for judged in judgements})
    if len(asked["q"]) > _LONGEST_SEARCH:
        raise ParameterError("q", expected=f"at most {_LONGEST_SEARCH} characters", found=asked["q"])
    for name, known in (("state", STATES), ("theme", themes)):
        if asked[name] not in ("all", *known):
            raise ParameterError(name, expected=f"all or one of {', '.join(known)}", found=asked[name])
    states = [judged.now.state for judged in judgements]
    beside = [claim_view.card(view, view.asked["claim"])] if "claim" in view.asked else []
    listed = html.Section([_filters(view, asked, themes, states), _list(view, asked)], className="card")
    return [
        *question(tr("Does the memo of September 2021 hold?"), sentences.memo(states)),
        html.Div([listed, *beside], className="beside" if beside else "stack"),
    ]


def _filters(view: View, asked: dict[str, str], themes: Sequence[str], states: Sequence[str]) -> html.Form:
    """Return the form that table.js filters the statements by, as they are typed and chosen."""
    kept = {name: text for name, text in view.shared().items() if text}
    if "claim" in view.asked:
        kept["claim"] = view.asked["claim"]
    counted = {name: f"{tr(STATE_WORDS[name])} ({states.count(name)})" for name in STATES if name in states}
    search = Element("input", type="search", name="q", value=asked["q"], maxLength=_LONGEST_SEARCH, autoComplete="off")
    return html.Form(
        [
            *(Element("input", type="hidden", name=name, value=text) for name, text in kept.items()),
            html.Label([tr("Search"), search]),
            _choice(tr("Verdict now"), "state", {"all": tr("every verdict"), **counted}, asked["state"]),
            _choice(
                tr("Theme"), "theme", {"all": tr("every theme"), **{name: tr(name) for name in themes}}, asked["theme"]
            ),
            html.A(tr("CSV claims"), href=view.file("/claims.csv"), className="csv"),
        ],
        action="/memo",
        method="GET",
        className="filters",
        **{"data-filters": "memo-claims"},
    )


def _choice(title: str, name: str, options: dict[str, str], chosen: str) -> html.Label:
    found = [
        Element("option", curly(text), value=value, selected=True if value == chosen else None)
        for value, text in options.items()
    ]
    return html.Label([title, Element("select", found, name=name)])


def _list(view: View, asked: dict[str, str]) -> html.Div:
    """Return the statements as a table; those that the filters leave out are there, and hidden."""
    judgements = view.repository.judgements
    fits = [_fits(judged, asked) for judged in judgements]
    rows = [_row(judged, view, hidden=not fit) for judged, fit in zip(judgements, fits, strict=True)]
    heads = [
        html.Th(html.Button(tr(title), type="button", **{"data-sort": str(number)}), scope="col")
        for number, title in enumerate(_HEADS)
    ]
    none = html.P(
        tr("No statement fits. Search for fewer words, or choose every verdict and every theme."),
        className="none",
        hidden=any(fits),
    )
    whole = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="stacked claims")
    scrolled = html.Div(whole, className="scroll", tabIndex=0, role="region", **{"aria-label": tr("Statements")})
    count = html.Output(tr("{shown} of {all} statements", shown=sum(fits), all=len(rows)), className="note count")
    return html.Div([count, none, scrolled], id="memo-claims", **{"data-count": tr("{shown} of {all} statements")})


def _fits(judged: Judgement, asked: dict[str, str]) -> bool:
    return (
        asked["state"] in ("all", judged.now.state)
        and asked["theme"] in ("all", judged.claim.theme)
        and all(word in _words(judged) for word in asked["q"].lower().split())
    )


def _words(judged: Judgement) -> str:
    """Return what a search looks through."""
    claim = judged.claim
    return curly(f"{claim.id} {tr(claim.theme)} {tr(claim.claim)} {judged.now.reason}").lower()


def _row(judged: Judgement, view: View, *, hidden: bool) -> html.Tr:
    claim = judged.claim
    href = view.address("/memo", None, **{**view.asked, "claim": claim.id})
    opens = html.A(claim.id, href=f"{href}#claim-{claim.id}", **{"data-soft": "true"})
    told = html.Span(f"{claim_view.place_of(claim)}; {tr(KIND_WORDS[claim.kind])}", className="source")
    verdicts = [
        html.Td(
            [badge(verdict.state), html.Span(curly(verdict.reason), className="source")],
            **{"data-label": tr(title), "data-key": str(STATES.index(verdict.state))},
        )
        for title, verdict in (("Then", judged.then), ("Now", judged.now))
    ]
    return html.Tr(
        [
            html.Th(opens, scope="row"),
            html.Td([curly(tr(claim.claim)), told], **{"data-label": tr("Statement, in our words")}),
            *verdicts,
        ],
        hidden=hidden,
        className="current" if view.asked.get("claim") == claim.id else None,
        **{"data-words": _words(judged), "data-state": judged.now.state, "data-theme": claim.theme},
    )


PAGE = Page("/memo", "Memo", 70, body, asks=(*_FILTERS, "claim"))
