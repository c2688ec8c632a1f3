"""The alerts that hold, as a card: each in words with why it matters, leading to what it rests on."""

from dash import html

from dashboard import alerts
from dashboard.components import traced
from dashboard.language import marked, tr
from dashboard.named import in_words
from dashboard.theme import curly
from dashboard.view import View
from dashboard.watch import by_pair
from indicators.alerts import Firing
from indicators.model import Pair

SEVERITIES = {"high": marked("high"), "medium": marked("medium"), "low": marked("low")}


def card(view: View) -> html.Section:
    """Return what to watch: the alerts that hold for the pair, or for the watch list, the gravest of a pair first."""
    found = {
        pair: alerts.standing(view.repository, pair, entries)
        for pair, entries in by_pair(view.watch, view.pair).items()
    }
    head: list[object] = [html.H2(tr("What to watch"))]
    if not any(found.values()):
        return html.Section([*head, html.P(_none(view), className="note")], className="card", id="alerts")
    items = [html.Li(_told(view, one, pair)) for pair, held in found.items() for one in held]
    feed = html.A(tr("Follow it in a feed reader (Atom)"), href=view.address("/feed.xml"))
    return html.Section(
        [*head, html.P(_note(view), className="note"), html.Ul(items, className="cases"), html.P(feed)],
        className="card",
        id="alerts",
    )


def _none(view: View) -> str:
    return (
        tr("No rule of those declared holds for the watch list on what is known.")
        if view.watch
        else tr("No rule of those declared holds for this pair on what is known.")
    )


def _note(view: View) -> str:
    note = (
        tr("Rules that hold on what is known now: the clock does not turn them.")
        if view.query.as_of
        else tr("Rules that hold on the last values known. What bounds leave open raises none.")
    )
    only = tr("Only of rules on what the watch list has.")
    return f"{note} {only}" if view.watch else note


def _told(view: View, one: Firing, pair: Pair) -> list[object]:
    title, _, said = alerts.told(view.repository, one, pair).partition(". ")
    badge = html.Span(tr(SEVERITIES[one.rule.severity]), className=f"badge severity {one.rule.severity}")
    why = html.Span(curly(tr(one.rule.why)), className="source")
    named = "" if pair == view.pair else f"{in_words(pair, view.repository)}: "
    return [badge, f" {named}{curly(title)}. ", _leading(view, one, pair, curly(said)), why]


def _leading(view: View, one: Firing, pair: Pair, said: str) -> html.A:
    if one.rule.kind == "verdict":
        return html.A(said, href=alerts.address(view, one))
    return traced(view, said, one.rule.of, one.rule.variant, one.period, pair)
