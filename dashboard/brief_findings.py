"""The findings of a brief, chosen by rules: alerts that hold, moves beyond their bounds, verdicts that turned.

Each is one sentence of a declared template for what the bounds carry: a rise, a fall, no change beyond the bounds, a
first value, or nothing known; an alert that fired, one that holds no longer, one that did not fire. No template claims
more than the numbers that go into it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

from dashboard import alerts
from dashboard.alert_evidence import BY_EDITION, judged
from dashboard.components import reason
from dashboard.figures import Line
from dashboard.language import marked, tr
from dashboard.named import choice_named
from dashboard.theme import STATE_WORDS, STATUS_WORDS, capital, changed, curly, in_words, number, spelled
from dashboard.view import View
from dashboard.watch import by_pair
from indicators.alerts import Firing
from indicators.catalogue import CATALOGUE
from indicators.change import Change, last_change, whole_change
from indicators.engine import last_known
from indicators.ledger import MEMO_PAIR
from indicators.model import Result, Row
from ingest.alerts import alert_rules
from ingest.declared import AlertRule
from ingest.periods import period

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
    "slight": marked("{title}: {value} in {period} ({status}); hardly another than in {since}."),
    "first": marked("{title}: {value} in {period} ({status}); nothing before it can be compared."),
}
_FIRM = ("reported", "mirror")
_ENDING = ("level", "sign", "width", "stopped", "late")  # kinds of rules that hold for a time, others at one moment
_TELLING = ("contradicted", "prediction_failed", "supported", "prediction_held")


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and the value that it leads to: an indicator or measure, its variant and period, or a claim."""

    text: str
    of: str = ""
    variant: str = ""
    period: str = ""
    claim: str = ""


def findings(view: View, chosen: Sequence[str] = ()) -> list[Finding]:
    """Return the findings that are `chosen`, by the ids of indicators or measures and of rules of alerts.

    By default those of the view's watch list; without one up to five: the gravest alerts, the verdicts that turned,
    the largest moves for the rest.
    """
    if names := chosen or followed(view):
        return [_chosen(view, name) for name in names]
    found = [*_of_alerts(view)[:_MOST_ALERTS], *_turned(view)[:_MOST_VERDICTS]]
    named = {one.of for one in found}
    moves = [one for one in _moves(view) if one.of not in named]
    return [*found, *moves][:MOST]


def none_found(view: View) -> str:
    """Return why a brief has no finding: nothing is known of what it watches, or nothing of it moved."""
    if any(last_known(view.result(name), variant) for name, variant in WATCHED):
        return tr("Nothing moved beyond its bounds, and no rule holds.")
    dependent, partner = view.names
    text = marked("Nothing is known of {dependent} and {partner} that a brief could tell.")
    return curly(tr(text, dependent=dependent, partner=partner))


def followed(view: View) -> tuple[str, ...]:
    """Return the findings that the view's watch list asks for: the first that are about its pair, as many as fit.

    >>> from dashboard.repository import open_repository
    >>> from ingest.watch import watched
    >>> followed(View(open_repository(), watch=(watched("export_share"), watched("export_share.ARM-RUS"))))
    ('export_share',)
    """
    own = by_pair(view.watch, view.pair).get(view.pair, ())
    names = (f"{one.of}.{one.variant}" if one.variant else one.of for one in own)
    return tuple(dict.fromkeys(names))[:MOST]


def _chosen(view: View, name: str) -> Finding:
    rule = next((rule for rule in alert_rules() if rule.id == name), None)
    if rule is not None:
        return _of_rule(view, rule)
    of, _, variant = name.partition(".")
    if of not in CATALOGUE:
        return sentence_of(view, view.measure(of), "")
    return sentence_of(view, view.result(of), variant or dict(WATCHED).get(of) or choice_named("watch", of).variant)


def _of_rule(view: View, rule: AlertRule) -> Finding:
    """Return what a rule said last, whether it still holds, or that it did not fire, or that nothing lets tell."""
    found = judged(view.repository, rule, view.query)
    if found.firings:
        last = found.firings[-1]
        return _of_alert(view, last, [] if last.holds or rule.kind not in _ENDING else [tr("It no longer holds.")])
    asked = [name for name in found.occasions if view.query.touches(period(name))]
    text = (
        marked("The rule “{title}” did not fire.")
        if asked
        else marked("The rule “{title}” cannot be tested: nothing is known of what it watches.")
    )
    said = curly(tr(text, title=tr(rule.title)))
    if rule.kind in BY_EDITION:
        return Finding(said, claim=rule.of) if rule.kind == "verdict" else Finding(said)
    return Finding(said, rule.of, rule.variant, asked[-1] if asked else "")


def _of_alerts(view: View) -> list[Finding]:
    return [_of_alert(view, one) for one in alerts.standing_in(view.repository, view.query, ("high",))]


def _of_alert(view: View, one: Firing, more: Sequence[str] = ()) -> Finding:
    text, rule = curly(" ".join([alerts.told(view.repository, one, view.pair), *more])), one.rule
    return Finding(text, claim=rule.of) if rule.kind == "verdict" else Finding(text, rule.of, rule.variant, one.period)


def _turned(view: View) -> list[Finding]:
    """Return the memo's statements whose verdict now is another than on what was known in September 2021.

    On an earlier clock there are none: neither of the two days is its own.
    """
    if view.pair != MEMO_PAIR or not of_today(view):
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


def of_today(view: View) -> bool:
    """Return whether a view is of all that is known, and not of an earlier day."""
    return view.query.as_of is None or view.query.as_of >= view.repository.known_to


def _moves(view: View) -> list[Finding]:
    """Return what is watched, the moves largest beside those of the past first, what did not move last."""
    results = [(view.result(name), variant) for name, variant in WATCHED]
    known = [(result, variant) for result, variant in results if last_known(result, variant)]
    known.sort(key=lambda one: -_size(view, *one))
    return [sentence_of(view, result, variant) for result, variant in known]


def _size(view: View, result: Result, variant: str) -> float:
    """Return the least that the change can be, in mean changes of the past; 0 within the bounds."""
    change = change_of(view, result, variant)
    if change is None or _state(change, result.unit) not in ("rise", "fall"):
        return 0.0
    values = [row.value for row in result.of(variant) if not math.isnan(row.value)]
    usual = fmean(abs(after - before) for before, after in pairwise(values)) if values[1:] else 0.0
    return min(abs(change.low), abs(change.high)) / usual if usual else 0.0


def change_of(view: View, result: Result, variant: str) -> Change | None:
    """Return the change that a brief tells of: since the first value of the span asked for, else the last change."""
    return last_change(result, variant) if view.query.start is None else whole_change(result, variant)


def sentence_of(view: View, result: Result, variant: str) -> Finding:
    """Return where a result stands last and how it moved, as far as its bounds let tell."""
    row, title = last_known(result, variant), capital(tr(title_of(result, variant)))
    if row is None:
        text = tr(
            "{title}: not known. {reason}", title=title, reason=reason(Line(title, result, variant), view.repository)
        )
        return Finding(curly(text), result.id, variant)
    change = change_of(view, result, variant)
    text = tr(
        _SAID[_state(change, result.unit)], title=title, value=in_words(row, result.unit), period=spelled(row.period),
        status=tr(STATUS_WORDS[row.status]), change=changed(_by_bounds(change), result.unit) if change else "",
        since=spelled(change.since.period) if change else "",
    )  # fmt: skip
    return Finding(curly(text), result.id, variant, row.period)


def _state(change: Change | None, unit: str) -> str:
    """Return which sentence a change is told in: one too small for the digits shown is called neither up nor down."""
    if change is None:
        return "first"
    if change.sign and number(change.low, unit) == number(change.high, unit) == number(0.0, unit):
        return "slight"
    return {1: "rise", -1: "fall", 0: "same"}[change.sign]


def _by_bounds(change: Change) -> Change:
    """Return a change without its value where that of one of the two rows is not told either, only its bounds."""
    firm = all(_as_one_figure(row) for row in (change.since, change.to))
    return change if firm else replace(change, value=math.nan)


def _as_one_figure(row: Row) -> bool:
    return row.status in _FIRM or math.isnan(row.low) or row.low == row.high


def title_of(result: Result, variant: str) -> str:
    """Return the title of a variant, of the result where it has none of its own."""
    known = CATALOGUE[result.id].variants if result.id in CATALOGUE else ()
    own = next((one.title for one in known if one.id == variant), "")
    return f"{tr(result.title)}, {tr(own)}" if own else result.title
