"""How far does one country depend on the other? The answer, the main figures, the memo, the events, what is new."""

from collections import Counter
from collections.abc import Sequence

from dash import html

from dashboard import alert_cards, changes, index_view, sentences, watch_view
from dashboard.charts import draw, prices_chart, shares_chart
from dashboard.claim_view import reason_of
from dashboard.components import badge, question, tile, typeset
from dashboard.language import tr
from dashboard.page import Page
from dashboard.theme import STATE_WORDS
from dashboard.timeline import timeline
from dashboard.view import View
from indicators.ledger import MEMO_PAIR, STATES

# Tile title, indicator, variant, page and its part.
TILES = (
    ("Share of goods exports", "export_share", "", "/trade#trade-shares"),
    ("Share of goods imports", "import_share", "", "/trade#trade-shares"),
    ("Discount on gas, beside Europe's hub", "gas_price_discount", "hub", "/energy#energy-discount"),
    ("Share of public external debt", "creditor_share", "", "/finance#finance-share"),
    ("Net transfer on official credit", "net_official_flow", "net_transfer", "/finance#finance-flow"),
    ("Cargo by partner's ports, of the former flow", "port_share", "all_cargo", "/transit#transit-share"),
    ("Opacity: how much is hidden, 0 to 1", "opacity_index", "arithmetic", "/method#opacity_index"),
    ("Reserve cover", "reserve_cover", "", "/finance#finance-cover"),
)

# Verdicts in the order in which they are worth a reader's first look.
_TELLING = ("contradicted", "prediction_failed", "mixed", "supported_with_correction", "prediction_held", "supported")


def body(view: View) -> Sequence[object]:
    """Return the overview."""
    tiles = watch_view.tiles(view) or [
        tile(tr(title), view.result(name), _place(view, place), view.repository, variant=variant)
        for title, name, variant, place in TILES
    ]
    dependent, partner = view.names
    changed, of_memo = changes.summary(view), view.pair == MEMO_PAIR
    return [
        *question(
            tr("How far does {dependent} depend on {partner}?", dependent=dependent, partner=partner),
            [*index_view.sentence(view), *sentences.overview(view)],
        ),
        html.Div(tiles, className="tiles"),
        watch_view.card(view),
        html.Div(
            [
                html.Div(
                    [
                        *index_view.cards(view),
                        draw(view, shares_chart(view, "overview-shares", "overview")),
                        draw(view, prices_chart(view, "overview-gas")),
                    ],
                    className="stack",
                ),
                *([html.Div([alert_cards.card(view), _memo(view), changed], className="stack")] if of_memo else []),
            ],
            className="columns" if of_memo else "",
        ),
        *timeline(view),
        *([] if of_memo else [alert_cards.card(view), changed]),
    ]


def _place(view: View, place: str) -> str:
    """Return the address of a part of a page."""
    page, _, part = place.partition("#")
    return f"{view.address(page)}#{part}"


def _memo(view: View) -> html.Section:
    judged = view.repository.judgements
    count = Counter(judgement.now.state for judgement in judged)
    bar = [
        html.Span(
            className=f"part {state}",
            style={"flexGrow": count[state]},
            title=tr("{count} {state}", count=count[state], state=tr(STATE_WORDS[state])),
        )
        for state in STATES
        if count[state]
    ]
    listed = [
        html.Li([html.A(tr(STATE_WORDS[state]), href=view.address("/memo", state=state)), html.Span(str(count[state]))])
        for state in STATES
        if count[state]
    ]
    decided = [judgement for judgement in judged if judgement.now.value is not None]
    found = sorted(
        (judgement for judgement in decided if judgement.now.state in _TELLING),
        key=lambda judgement: _TELLING.index(judgement.now.state),
    )
    cases = [
        html.Li(
            typeset(
                [
                    badge(judgement.now.state),
                    f" {tr(judgement.claim.claim)} ",
                    html.Span(**reason_of(judgement.now, view.repository.titles), className="source"),
                ]
            )
        )
        for judgement in found[:6]
    ]
    return html.Section(
        [
            html.H2(tr("The memo, tested")),
            html.P(
                tr("{count} statements of September 2021, on what is known now", count=len(judged)), className="note"
            ),
            html.Div(bar, className="verdicts"),
            html.Ul(listed, className="counts"),
            html.Ul(cases, className="cases"),
            html.P(html.A(tr("All statements with both verdicts"), href=view.address("/memo"))),
        ],
        className="card",
    )


PAGE = Page("/", "Overview", 0, body)
