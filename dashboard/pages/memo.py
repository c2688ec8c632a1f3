"""Every statement of the memo with its verdict on what was known then and on what is known now."""

from collections import Counter
from collections.abc import Mapping, Sequence

from dash import Dash, Input, Output, State, dcc, html

from dashboard import sentences
from dashboard.components import badge, question, table
from dashboard.page import Page
from dashboard.snapshots import Snapshots
from dashboard.theme import COMPUTED_WORDS, KIND_WORDS, STATE_WORDS, curly
from dashboard.view import View, view
from indicators.ledger import STATES, Judgement, computed
from indicators.specifications import Reading, agreeing
from indicators.verdict import Verdict
from ingest.declared import Claim
from ingest.errors import ParameterError
from ingest.freezing import rule_hash

_LONGEST_SEARCH = 100
_FEW = 20  # statements of which the readings are told at once
_MOST_ROWS = 24  # of readings shown one by one
_BASES = {
    "editions": "on editions known then",
    "current_data": "on today's data for periods over by August 2021",
    "latest_editions": "on the latest editions",
    "events": "on dated events",
    "none": "",
}


def body(shown: View) -> Sequence[object]:
    """Return the page, filtered as the address asks."""
    search, state, theme = shown.asked.get("q", ""), shown.asked.get("state", "all"), shown.asked.get("theme", "all")
    names = sorted({judged.claim.theme for judged in shown.repository.judgements})
    themes = [{"value": name, "label": name} for name in names]
    states = [judged.now.state for judged in shown.repository.judgements]
    options = [
        {"value": name, "label": f"{STATE_WORDS[name]} ({states.count(name)})"} for name in STATES if name in states
    ]
    return [
        *question("Does the memo of September 2021 hold?", sentences.memo(states)),
        html.Section(
            [
                html.Div(
                    [
                        html.Label(["Search", _search(search)]),
                        html.Label(["Verdict now", _choice("memo-state", "every verdict", options, state)]),
                        html.Label(["Theme", _choice("memo-theme", "every theme", themes, theme)]),
                        html.A("CSV claims", href=shown.file("/claims.csv"), className="csv"),
                    ],
                    className="filters",
                ),
                # What the filters' answers are computed from, and whether their links name it.
                dcc.Store(id="memo-snapshot", data=shown.repository.snapshot.id if shown.pinned else ""),
                html.Div(listing(shown, search, state, theme), id="memo-claims", **{"aria-live": "polite"}),
            ],
            className="card",
        ),
    ]  # fmt: skip


def _search(text: str) -> dcc.Input:
    return dcc.Input(text, id="memo-search", type="search", debounce=0.3, maxLength=_LONGEST_SEARCH)


def _choice(identity: str, every: str, options: list[dict[str, str]], chosen: str) -> dcc.Dropdown:
    return dcc.Dropdown(
        [{"value": "all", "label": every}, *options], chosen, id=identity, clearable=False, searchable=False
    )


def listing(shown: View, search: object, state: object, theme: object) -> list[object]:
    """Return the claims that fit the filters, as a table, with their count.

    Raises ParameterError for a filter that is not one of those offered: any client can post any value.
    """
    judgements = shown.repository.judgements
    themes = {judged.claim.theme for judged in judgements}
    if not isinstance(search, str) or len(search) > _LONGEST_SEARCH:
        raise ParameterError("q", expected=f"at most {_LONGEST_SEARCH} characters", found=search)
    if state not in ("all", *STATES):
        raise ParameterError("state", expected=f"all or one of {', '.join(STATES)}", found=state)
    if not isinstance(theme, str) or theme not in ("all", *themes):
        raise ParameterError("theme", expected=f"all or one of {', '.join(sorted(themes))}", found=theme)
    found = [
        judged
        for judged in judgements
        if state in ("all", judged.now.state) and theme in ("all", judged.claim.theme) and _mentions(judged, search)
    ]
    count = html.P(f"{len(found)} of {len(judgements)} statements", className="note")
    if not found:
        return [count, html.P("None fits. Search for fewer words, or choose every verdict and every theme.")]
    heads = ("Id", "Statement, in our words", "Then", "Now")
    # The readings of all claims are most of the page, and the browser takes long to exchange them.
    whole = len(found) <= _FEW
    more = "Search for an id, such as C041, to see its rule and all its readings."
    hint = [] if whole else [html.P(more, className="note")]
    return [count, *hint, table(heads, [_row(judged, shown, whole=whole) for judged in found], name="stacked claims")]


def _mentions(judged: Judgement, search: str) -> bool:
    text = f"{judged.claim.id} {judged.claim.theme} {judged.claim.claim} {judged.now.reason}".lower()
    return all(word in text for word in search.lower().split())


def _row(judged: Judgement, shown: View, *, whole: bool) -> list[object]:
    place = f"{judged.claim.section.strip('()')}, paragraph {judged.claim.paragraph}"
    told = "" if whole else f"; {_kind(judged.claim, shown)}"
    same = not judged.now.decided_by and judged.now[:5] == judged.then[:5]  # said once is enough
    return [
        judged.claim.id,
        [
            curly(judged.claim.claim),
            html.Span(f"{judged.claim.theme}; {place}{told}", className="source"),
            *([_rule(judged.claim, shown)] if whole else []),
        ],
        _verdict(judged.then, judged.then_basis, judged.then_bases),
        [badge(judged.now.state)] if same else _verdict(judged.now, judged.now_basis, judged.now_bases),
    ]


def _rule(claim: Claim, shown: View) -> html.Details:
    """Return how the claim is tested, since when the rule is frozen, and its readings, folded under their count."""
    readings = shown.repository.specifications(claim.id)
    hashed, frozen = rule_hash(claim), shown.repository.frozen.get(claim.id)
    since = f", frozen {frozen.current[1]}" if frozen and frozen.current[0] == hashed else ", not frozen"
    told: list[object] = [html.P(f"{claim.rule or 'no rule'}, {hashed[:12]}{since}", className="source")]
    if claim.rule:
        told.append(html.P(curly(claim.reason), className="source"))
    if readings:
        told += [_readings(readings), _all_readings(claim, len(readings), shown)]
    return html.Details([html.Summary(_kind(claim, shown)), *told])


def _kind(claim: Claim, shown: View) -> str:
    readings = shown.repository.specifications(claim.id)
    return f"{KIND_WORDS[claim.kind]}{f': {_counted(readings)}' if readings else ''}"


def _counted(readings: Sequence[Reading]) -> str:
    """Return how many readings agree, on what is known now where that was computed."""
    clock = "now" if agreeing(readings, "now")[1] else "then"
    agree, of = agreeing(readings, clock)
    return f"{agree} of {of} reading{'' if of == 1 else 's'} agree{'s' if of == 1 else ''} {clock}"


def _readings(readings: Sequence[Reading]) -> html.Div:
    """Return the readings as a table: each, or their number by verdict and basis where there are too many."""
    if len(readings) <= _MOST_ROWS:
        rows = [
            [one.clock, _way(one), STATE_WORDS[one.verdict.state], "yes" if one.agrees else "no"] for one in readings
        ]
        return table(("Clock", "Reading", "Verdict", "Agrees"), rows, name="numbers")
    counted = Counter((one.clock, one.basis, one.verdict.state, one.agrees) for one in readings)
    rows = [
        [clock, f"{count} readings, {basis}", STATE_WORDS[state], "yes" if agrees else "no"]
        for (clock, basis, state, agrees), count in counted.items()
    ]
    return table(("Clock", "Readings", "Verdict", "Agree"), rows, name="numbers")


def _way(reading: Reading) -> str:
    return f"{reading.basis}, {reading.choices}{' (declared)' if reading.declared else ''}"


def _all_readings(claim: Claim, count: int, shown: View) -> html.A:
    file = shown.file(f"/claims/{claim.id}/specifications.csv")
    return html.A(f"CSV {count} readings of {claim.id}", href=file, className="csv")


def _verdict(verdict: Verdict, basis: str, bases: Mapping[str, Verdict]) -> list[object]:
    said: list[object] = [badge(verdict.state)]
    if verdict.decided_by:
        said.append(html.Span(f"{verdict.decided_by}: {verdict.reason}", className="source"))
    elif verdict.reason:
        said.append(html.Span(verdict.reason, className="source"))
    if verdict.margin is not None:
        said.append(html.Span(f"margin {verdict.margin:+.2f}", className="source"))
    for name, other in bases.items():
        found = "" if other.value is None else f" ({other.value:.3g})"
        said.append(html.Span(f"{name}: {STATE_WORDS[other.state]}{found}", className="source"))
    if computed(verdict) != "whole":
        said.append(html.Span(COMPUTED_WORDS[computed(verdict)], className="source"))
    if _BASES[basis]:
        said.append(html.Span(_BASES[basis], className="source"))
    return said


def wire(app: Dash, snapshots: Snapshots) -> None:
    """Filter the table as the visitor types and chooses."""

    @app.callback(
        Output("memo-claims", "children"),
        Input("memo-search", "value"),
        Input("memo-state", "value"),
        Input("memo-theme", "value"),
        State("memo-snapshot", "data"),
        prevent_initial_call=True,
    )
    def show(search: object, state: object, theme: object, snapshot: object) -> list[object]:
        try:
            asked = {"snapshot": snapshot} if isinstance(snapshot, str) else {}
            return listing(view(asked, snapshots), search or "", state, theme)
        except ParameterError as error:
            return [html.P(str(error), className="problem")]


PAGE = Page("/memo", "Memo", 70, body, wire, asks=("q", "state", "theme"))
