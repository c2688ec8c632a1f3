"""The alerts that hold, as a card: each in words with why it matters, leading to what it rests on."""

from dash import html

from dashboard import alerts
from dashboard.components import traced
from dashboard.language import marked, tr
from dashboard.theme import curly
from dashboard.view import View
from indicators.alerts import Firing

SEVERITIES = {"high": marked("high"), "medium": marked("medium"), "low": marked("low")}


def card(view: View) -> html.Section:
    """Return what to watch: the alerts that hold for the pair, the gravest first."""
    found = alerts.standing(view.repository, view.pair)
    head: list[object] = [html.H2(tr("What to watch"))]
    if not found:
        text = tr("No rule of those declared holds for this pair on what is known.")
        return html.Section([*head, html.P(text, className="note")], className="card", id="alerts")
    items = [html.Li(_told(view, one)) for one in found]
    feed = html.A(tr("Follow it in a feed reader (Atom)"), href=view.address("/feed.xml"))
    note = (
        tr("Rules that hold on what is known now: the clock does not turn them.")
        if view.query.as_of
        else tr("Rules that hold on the last values known. What bounds leave open raises none.")
    )
    return html.Section(
        [*head, html.P(note, className="note"), html.Ul(items, className="cases"), html.P(feed)],
        className="card",
        id="alerts",
    )


def _told(view: View, one: Firing) -> list[object]:
    title, _, said = alerts.told(view.repository, one, view.pair).partition(". ")
    badge = html.Span(tr(SEVERITIES[one.rule.severity]), className=f"badge severity {one.rule.severity}")
    why = html.Span(curly(tr(one.rule.why)), className="source")
    return [badge, f" {curly(title)}. ", _leading(view, one, curly(said)), why]


def _leading(view: View, one: Firing, said: str) -> html.A:
    if one.rule.kind == "verdict":
        return html.A(said, href=alerts.address(view, one))
    return traced(view, said, one.rule.of, one.rule.variant, one.period)
