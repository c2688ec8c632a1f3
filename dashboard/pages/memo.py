"""Every statement of the memo with its verdict on what was known then and on what is known now, and one beside them."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import claim_view, filters, sentences
from dashboard.components import badge, question
from dashboard.language import tr
from dashboard.page import Page
from dashboard.theme import KIND_WORDS, STATE_WORDS, curly
from dashboard.view import View
from indicators.ledger import STATES, Judgement

_FILTERS = ("q", "state", "theme")
HEADS = ("Id", "Statement, in our words", "Then", "Now")  # in English; as the page says them: tr


def body(view: View) -> Sequence[object]:
    """Return the page, filtered as the address asks, with the claim beside the table that it asks for.

    Raises ParameterError for a filter or a claim that is none of those offered.
    """
    judgements = view.repository.judgements
    themes = sorted({judged.claim.theme for judged in judgements})
    asked = filters.asked_for(view, {"state": STATES, "theme": themes})
    states = [judged.now.state for judged in judgements]
    then = [judged.then.state for judged in judgements]
    at_first = html.P([tr("On what was known when it was written:"), " ", *sentences.memo(then)], className="note")
    beside = [claim_view.card(view, view.asked["claim"])] if "claim" in view.asked else []
    listed = html.Section([_filters(view, asked, themes, states), _list(view, asked)], className="card")
    return [
        *question(tr("Does the memo of September 2021 hold?"), sentences.memo(states)),
        html.Div(at_first, className="reading"),
        html.Div([listed, *beside], className="beside" if beside else "stack"),
    ]


def _filters(view: View, asked: dict[str, str], themes: Sequence[str], states: Sequence[str]) -> html.Form:
    """Return the form that filters the statements."""
    kept = {**view.shared(), "claim": view.asked.get("claim", "")}
    counted = {name: f"{tr(STATE_WORDS[name])} ({states.count(name)})" for name in STATES if name in states}
    by_theme = {"all": tr("every theme"), **{name: tr(name) for name in themes}}
    fields = [
        filters.choice(tr("Verdict now"), "state", {"all": tr("every verdict"), **counted}, asked["state"]),
        filters.choice(tr("Theme"), "theme", by_theme, asked["theme"]),
        html.A(tr("CSV claims"), href=view.file("/claims.csv"), className="csv"),
    ]
    return filters.form("/memo", "memo-claims", kept, asked, fields)


def _list(view: View, asked: dict[str, str]) -> html.Div:
    """Return the statements as a table; those that the filters leave out are there, and hidden."""
    judgements = view.repository.judgements
    fits = [
        filters.fits(
            _words(judged, view.repository.titles), {"state": judged.now.state, "theme": judged.claim.theme}, asked
        )
        for judged in judgements
    ]
    rows = [_row(judged, view, hidden=not fit) for judged, fit in zip(judgements, fits, strict=True)]
    heads = [
        html.Th(html.Button(tr(title), type="button", **{"data-sort": str(number)}), scope="col")
        for number, title in enumerate(HEADS)
    ]
    whole = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="stacked claims")
    scrolled = html.Div(whole, className="scroll", tabIndex=0, role="region", **{"aria-label": tr("Statements")})
    none = tr("No statement fits. Search for fewer words, or choose every verdict and every theme.")
    return filters.listing("memo-claims", tr("{shown} of {all} statements"), sum(fits), rows, scrolled, none)


def _words(judged: Judgement, titles: Mapping[str, str]) -> str:
    """Return what a search looks through: also what was read, by its title, its id and the words of that."""
    claim, read = judged.claim, judged.now.decided_by
    why = claim_view.in_words(f"{tr(judged.now.reason)} {read}", titles)
    return curly(f"{claim.id} {tr(claim.theme)} {tr(claim.claim)} {why} {read} {read.replace('_', ' ')}").lower()


def _row(judged: Judgement, view: View, *, hidden: bool) -> html.Tr:
    claim = judged.claim
    href = view.address("/memo", None, **{**view.asked, "claim": claim.id})
    opens = html.A(claim.id, href=f"{href}#claim-{claim.id}", **{"data-soft": "true"})
    told = html.Span(f"{claim_view.place_of(claim)}; {tr(KIND_WORDS[claim.kind])}", className="source")
    verdicts = [
        html.Td(
            [
                badge(verdict.state),
                html.Span(**claim_view.reason_of(verdict, view.repository.titles), className="source"),
            ],
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
        **{
            "data-words": _words(judged, view.repository.titles),
            "data-state": judged.now.state,
            "data-theme": claim.theme,
        },
    )


PAGE = Page("/memo", "Memo", 70, body, asks=(*_FILTERS, "claim"))
