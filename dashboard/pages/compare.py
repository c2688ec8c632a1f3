"""Two indicators or two pairs in one chart, chosen in a form or in the address."""

from collections.abc import Sequence

from dash import html

from dashboard import sentences
from dashboard.charts import Chart, draw
from dashboard.choices import chooser, option, select
from dashboard.compare import Compared, compared, lines, other_pairs, units
from dashboard.components import question
from dashboard.figures import Line
from dashboard.language import tr
from dashboard.markup import Element
from dashboard.named import choices, in_words
from dashboard.page import Page
from dashboard.theme import capital, curly
from dashboard.view import View


def body(view: View) -> Sequence[object]:
    """Return the page.

    Raises ParameterError for an indicator or a pair that is none.
    """
    asked = compared(view)
    drawn = lines(view, asked)
    return [
        *question(tr("How do two indicators, or two pairs of countries, compare?"), sentences.compared(view, drawn)),
        _form(view, asked),
        draw(view, _chart(view, asked, drawn)),
    ]


def _chart(view: View, asked: Compared, drawn: Sequence[Line]) -> Chart:
    titles = "; ".join(choice.title for choice in asked.choices)
    pairs = tr(" and ").join(in_words(pair, view.repository) for pair in asked.pairs)
    themes = [choice.indicator.theme for choice in asked.choices]
    return Chart(
        id="compare",
        title=titles,
        note=f"{pairs}. {capital(units(asked))}. {' '.join(tr(choice.indicator.question) for choice in asked.choices)}",
        unit="",
        lines=drawn,
        theme=themes[0],
        kind="panels",
        shaded="trade by partner" if "trade" in themes else "",
    )


def _form(view: View, asked: Compared) -> html.Form:
    known = choices()
    first, *second = [choice.id for choice in asked.choices]
    fields = [
        select(tr("Indicator"), "indicator", known, first),
        select(tr("and"), "and", {"": tr("no second indicator")} | known, second[0] if second else ""),
        _second_pair(view, asked),
    ]
    return chooser(view, "/compare", fields, ("indicator", "and", "with"), {})


def _second_pair(view: View, asked: Compared) -> html.Label:
    """Return the list of second pairs; the one asked for is in it, whichever it is."""
    groups, chosen = other_pairs(view), view.asked.get("with", "")
    offered = [code for group in groups.values() for code in group]
    own = [] if not chosen or chosen in offered else [option(chosen, in_words(asked.pairs[1], view.repository), chosen)]
    found = [
        Element("optgroup", [option(code, text, chosen) for code, text in group.items()], label=curly(title))
        for title, group in groups.items()
    ]
    none = option("", tr("no second pair"), chosen)
    return html.Label([tr("with"), Element("select", [none, *own, *found], name="with")])


PAGE = Page("/compare", "Compare", 62, body, asks=("indicator", "and", "with"), within="/peers")
