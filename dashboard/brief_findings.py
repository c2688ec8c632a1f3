"""The findings of a brief, chosen by rules: alerts that hold, moves beyond their bounds, verdicts that turned.

Each is one sentence of a declared template for what the bounds carry: a rise, a fall, no change beyond the bounds, a
first value, or nothing known. No template claims more than the numbers that go into it.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from dashboard import alerts
from dashboard.components import reason
from dashboard.figures import Line
from dashboard.language import marked, tr
from dashboard.theme import STATE_WORDS, STATUS_WORDS, capital, changed, curly, in_words, spelled
from dashboard.view import View
from indicators.alerts import Firing
from indicators.catalogue import CATALOGUE
from indicators.change import last_change
from indicators.engine import last_known
from indicators.ledger import MEMO_PAIR
from indicators.model import Result

MOST = 5
_MOST_ALERTS, _MOST_VERDICTS = 2, 1
# What a brief may report a move of: indicator and variant, each of another side of dependence.
WATCHED = (
    ("export_share", ""), ("import_share", ""), ("trade_asymmetry", "difference"), ("gas_price_discount", "hub"),
    ("creditor_share", ""), ("net_official_flow", "net_transfer"), ("port_share", "all_cargo"), ("reserve_cover", ""),
    ("energy_import_dependency", ""), ("arms_supplier_share", "all"), ("opacity_index", "arithmetic"),
)  # fmt: skip
_SAID = {
    "rise": marked("{title}: {value} in {period} ({status}), up: {change}."),
    "fall": marked("{title}: {value} in {period} ({status}), down: {change}."),
    "same": marked("{title}: {value} in {period} ({status}); {change}."),
    "first": marked("{title}: {value} in {period} ({status}); nothing before it can be compared."),
}
_TELLING = ("contradicted", "prediction_failed", "supported", "prediction_held")


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and the value that it leads to: an indicator or measure, its variant and period, or a claim."""

    text: str
    of: str = ""
    variant: str = ""
    period: str = ""
    claim: str = ""


def findings(view: View) -> list[Finding]:
    """Return up to five findings: the gravest alerts, the verdicts that turned, the largest moves for the rest."""
    found = [*_of_alerts(view)[:_MOST_ALERTS], *_turned(view)[:_MOST_VERDICTS]]
    named = {one.of for one in found}
    moves = [one for one in _moves(view) if one.of not in named]
    return [*found, *moves][:MOST]


def _of_alerts(view: View) -> list[Finding]:
    return [_of_alert(view, one) for one in alerts.standing(view.repository, view.pair, ("high",))]


def _of_alert(view: View, one: Firing) -> Finding:
    text, rule = curly(alerts.told(view.repository, one, view.pair)), one.rule
    return Finding(text, claim=rule.of) if rule.kind == "verdict" else Finding(text, rule.of, rule.variant, one.period)


def _turned(view: View) -> list[Finding]:
    """Return the memo's statements whose verdict now is another than on what was known in September 2021."""
    if view.pair != MEMO_PAIR:
        return []
    judged = [one for one in view.repository.judgements if one.then.state != one.now.state]
    telling = [one for one in judged if one.now.state in _TELLING]
    telling.sort(key=lambda one: (_TELLING.index(one.now.state), one.claim.id))
    return [
        Finding(
            curly(
                tr(
                    "The memo, {id}: “{claim}”. On what was known in September 2021: {then}; now: {now}.",
                    id=one.claim.id, claim=tr(one.claim.claim).rstrip("."), then=tr(STATE_WORDS[one.then.state]),
                    now=tr(STATE_WORDS[one.now.state]),
                )
            ),
            claim=one.claim.id,
        )
        for one in telling
    ]  # fmt: skip


def _moves(view: View) -> list[Finding]:
    """Return what is watched, the moves largest beside those of the past first, what did not move last."""
    results = [(view.result(name), variant) for name, variant in WATCHED]
    known = [(result, variant) for result, variant in results if last_known(result, variant)]
    known.sort(key=lambda one: -_size(*one))
    return [sentence_of(view, result, variant) for result, variant in known]


def _size(result: Result, variant: str) -> float:
    """Return the least that the last change can be, in mean changes of the past; 0 within the bounds."""
    change = last_change(result, variant)
    if change is None or not change.sign:
        return 0.0
    values = [row.value for row in result.of(variant) if not math.isnan(row.value)]
    usual = fmean(abs(after - before) for before, after in pairwise(values)) if values[1:] else 0.0
    return min(abs(change.low), abs(change.high)) / usual if usual else 0.0


def sentence_of(view: View, result: Result, variant: str) -> Finding:
    """Return where a result stands last and how it moved, as far as its bounds let tell."""
    row, title = last_known(result, variant), capital(tr(title_of(result, variant)))
    if row is None:
        text = tr(
            "{title}: not known. {reason}", title=title, reason=reason(Line(title, result, variant), view.repository)
        )
        return Finding(curly(text), result.id, variant)
    change = last_change(result, variant)
    state = "first" if change is None else {1: "rise", -1: "fall", 0: "same"}[change.sign]
    text = tr(
        _SAID[state], title=title, value=in_words(row, result.unit), period=spelled(row.period),
        status=tr(STATUS_WORDS[row.status]), change=changed(change, result.unit) if change else "",
    )  # fmt: skip
    return Finding(curly(text), result.id, variant, row.period)


def title_of(result: Result, variant: str) -> str:
    """Return the title of a variant, of the result where it has none of its own."""
    known = CATALOGUE[result.id].variants if result.id in CATALOGUE else ()
    own = next((one.title for one in known if one.id == variant), "")
    return f"{tr(result.title)}, {tr(own)}" if own else result.title
