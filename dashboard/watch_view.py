"""The watch list on the overview: its figures in place of the page's own, and the form in which it is made."""

from collections.abc import Mapping

from dash import html

from dashboard.choices import chooser, option, select
from dashboard.compare import other_pairs
from dashboard.components import tile
from dashboard.language import tr
from dashboard.markup import Element
from dashboard.named import choice_named, choices, in_words
from dashboard.theme import capital, curly
from dashboard.view import View
from dashboard.watch import MOST, WATCH, listed, pair_of, raised, without
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known
from indicators.model import Pair, Result
from ingest.alerts import alert_rules
from ingest.declared import Watched

MAKES = "/watch"  # where the form leads to, which leads back with the whole list in the address
FORM = "/watch/form"
ENTRY, PAIR = "add", "for"


def tiles(view: View) -> list[html.A]:
    """Return the figures of the list in its order, each leading to its chart, or to where a measure comes from."""
    shown = dict.fromkeys((one.of, _variant(one), pair_of(one, view.pair)) for one in view.watch)
    return [_tile(view, *one) for one in shown]


def _variant(one: Watched) -> str:
    """Return the variant that is shown of an entry: its own, else the indicator's first; a measure has none."""
    named = f"{one.of}.{one.variant}" if one.variant else one.of
    return choice_named(WATCH.name, named).variant if one.of in CATALOGUE else ""


def _tile(view: View, of: str, variant: str, pair: Pair) -> html.A:
    repository, query = view.repository, view.query
    result = query.within((repository.result if of in CATALOGUE else repository.measure)(of, pair, query.as_of))
    title = _title(view, of, variant)
    title = title if pair == view.pair else f"{title}: {in_words(pair, repository)}"
    return tile(title, result, _leading(view, result, variant, pair), repository, variant=variant)


def _title(view: View, of: str, variant: str) -> str:
    if of in CATALOGUE:
        return choice_named(WATCH.name, f"{of}.{variant}" if variant else of).title
    return capital(tr(str(view.repository.measures[of]["title"])))


def _leading(view: View, result: Result, variant: str, pair: Pair) -> str:
    if result.id in CATALOGUE:
        return view.address("/compare", pair, indicator=f"{result.id}.{variant}" if variant else result.id)
    row = last_known(result, variant)  # without a value there is nothing that it came from
    return view.address("/data", pair, **({"lineage": result.id, "period": row.period} if row else {}))


def card(view: View) -> html.Details:
    """Return the list with what takes an entry out of it, and the way to add one; folded until it is wanted."""
    title = (
        tr("Your watch list: {count} of {most}", count=len(view.watch), most=MOST)
        if view.watch
        else tr("Show a list of your own here")
    )
    note = tr(
        "The address holds the list, and every page keeps it: save the link to come back to it. Alerts and the "
        "brief follow it too."
    )
    return html.Details(
        [html.Summary(title), html.P(note, className="note"), *_entries(view), _more(view)],
        className="more watch",
        id="watch",
    )


def _entries(view: View) -> list[object]:
    if not view.watch:
        return []
    items = [
        html.Li(
            [html.Span(curly(_said(view, one))), *([" ", _raise(view, one)] if place else []), " ", _remove(view, one)]
        )
        for place, one in enumerate(view.watch)
    ]
    every = html.A(tr("Take all out"), href=view.address("/", None, watch=""))
    return [html.Ul(items, className="entries"), html.P(every)]


def _said(view: View, one: Watched) -> str:
    """Return an entry in words: what it is, and of which pair where it names one."""
    title = _title(view, one.of, _variant(one))
    return f"{title}: {in_words(pair_of(one, view.pair), view.repository)}" if one.dependent else title


def _remove(view: View, one: Watched) -> html.A:
    href = _with_list(view, without(view.watch, one))
    return html.A(tr("Remove"), href=href, **{"aria-label": tr("Remove {entry}", entry=_said(view, one))})


def _raise(view: View, one: Watched) -> html.A:
    href = _with_list(view, raised(view.watch, one))
    return html.A(tr("Move up"), href=href, **{"aria-label": tr("Move up {entry}", entry=_said(view, one))})


def _with_list(view: View, watch: tuple[Watched, ...]) -> str:
    return f"{view.address('/', None, watch=listed(watch))}#watch"


def _more(view: View) -> html.P:
    """Return the way to the form, where there is room for an entry; view.js puts the form there once it is wanted.

    Its hundreds of choices would be a sixth of the page, and few visitors make a list.
    """
    if len(view.watch) >= MOST:
        return html.P(tr("The list is full: remove an entry to add another."), className="note")
    return html.P(html.A(tr("Choose what to list"), href=view.address(FORM), **{"data-fill": ""}))


def entry_form(view: View) -> html.Form:
    """Return the form that adds an entry: what, and for which pair."""
    fields = [select(tr("Indicator"), ENTRY, _offered(view), ""), _pairs(view)]
    return chooser(view, MAKES, fields, (ENTRY, PAIR), {}, tr("Add"))


def _offered(view: View) -> Mapping[str, str]:
    """Return what the form offers: every indicator, and the measures that rules of alerts watch."""
    rules = [rule.of for rule in alert_rules() if rule.of in view.repository.measures and rule.of not in CATALOGUE]
    return choices() | {name: _title(view, name, "") for name in dict.fromkeys(rules)}


def _pairs(view: View) -> html.Label:
    own = in_words(view.pair, view.repository)
    always = option(f"{view.pair.dependent}-{view.pair.partner}", tr("always {pair}", pair=own), "")
    groups = [
        Element("optgroup", [option(code, text, "") for code, text in group.items()], label=curly(title))
        for title, group in other_pairs(view).items()
    ]
    return html.Label(
        [tr("for"), Element("select", [option("", tr("the pair of the page"), ""), always, *groups], name=PAIR)]
    )
