"""The corrections of our own figures, for people: when, what was told, what is right, and why."""

from collections.abc import Sequence

from dash import html

from dashboard.components import table
from dashboard.language import dated, ntr, numeral, tr
from dashboard.theme import capital, curly, interval, spelled, unit_word
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.declared import Erratum, Figure, Restated


def errata_list(view: View, found: Sequence[Erratum]) -> html.Section:
    """Return the corrections, each with its figures as they were and as they are, or that there is none."""
    head = html.H2(tr("Corrections of our own figures: {count}", count=numeral(f"{len(found):,}")))
    note = tr(
        "What this site told wrong, with the old and the new value; nothing is taken out again. Revisions by "
        "publishers are none of these."
    )
    none = [] if found else [html.P(tr("No figure of ours has been corrected yet."), className="note")]
    entries = [_entry(view, one) for one in found]
    return html.Section([head, html.P(note, className="note"), *none, *entries], className="card", id="errata")


def _entry(view: View, one: Erratum) -> html.Details:
    titles = dict.fromkeys(capital(tr(CATALOGUE[each.indicator].title)) for each in one.changes)
    days = tr("Told since {since}, corrected on {day}.", since=dated(one.since), day=dated(one.corrected))
    count = ntr("{count} figure", "{count} figures", len(one.changes))
    heads = (tr("Figure"), tr("Countries"), tr("Period"), tr("Was"), tr("Is"))
    return html.Details(
        [
            html.Summary([html.Span(f"{dated(one.corrected)}. "), curly("; ".join(titles)), f" ({count})"]),
            html.P([html.Span(curly(one.reason.replace("\n", " ")), lang="en"), " ", days], className="note"),
            table(heads, [_row(view, each) for each in one.changes]),
        ],
        className="entry",
        id=f"erratum-{one.id}",
    )


def _row(view: View, one: Restated) -> list[object]:
    declared, pair = CATALOGUE[one.indicator], Pair(one.dependent, one.partner)
    own = next((tr(variant.title) for variant in declared.variants if variant.id == one.variant and one.variant), "")
    title = curly(", ".join(filter(None, (capital(tr(declared.title)), own))))
    cell = view.address("/data", pair, lineage=one.indicator, period=one.period)
    countries = " → ".join(tr(view.repository.name(code)) for code in (one.dependent, one.partner))
    return [
        html.A(title, href=cell) if one.new else title,
        curly(countries),
        spelled(one.period),
        _figure(one.old, declared.unit),
        _figure(one.new, declared.unit),
    ]


def _figure(one: Figure | None, unit: str) -> str:
    if one is None:
        return tr("no value")
    return f"{interval(one.value, one.low, one.high, unit)} {unit_word(unit)}".strip()
