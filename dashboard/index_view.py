"""The dependence index on a page: its sentence, its chart with the band, its pillars, and what it is made of."""

import math

from dash import html

from dashboard.charts import Chart, draw, variant_lines
from dashboard.components import table
from dashboard.language import Words, numeral, told, tr
from dashboard.sentences import strong
from dashboard.theme import EN_DASH, curly, interval, number, spelled
from dashboard.view import View
from indicators.index.result import VIEWS, IndexResult
from indicators.index.sensitivity import leading
from indicators.model import Result, Row

INDEX = "dependence_index"
HEADLINE = "arithmetic"


def headline(result: Result) -> Row | None:
    """Return the last year of an index that has a value, None where none has."""
    valued = [row for row in result.of(HEADLINE) if not math.isnan(row.value)]
    return valued[-1] if valued else None


def sentence(view: View) -> Words:
    """Return where the index stood last, with its band; nothing where it has no value."""
    row = headline(view.result(INDEX))
    if row is None:
        return []
    dependent, partner = view.names
    return told(
        "On an index from 0 to 1 the dependence of {dependent} on {partner} stood at {value} in {year}; other choices "
        "of method put it from {low} to {high}. ",
        dependent=dependent, partner=partner, year=row.period,
        value=strong(view, row, view.result(INDEX), number(row.value, "index")),
        low=number(row.low, "index"), high=number(row.high, "index"),
    )  # fmt: skip


def whole(view: View, note: str = "") -> Chart:
    """Return the chart of the index with its band."""
    dependent, partner = view.names
    return Chart(
        id="overview-index",
        title=tr("Dependence of {dependent} on {partner}", dependent=dependent, partner=partner),
        note=note,
        unit="index",
        lines=variant_lines(view, INDEX, (HEADLINE,)),
        kind="band",
        theme="overview",
        shaded="trade by partner",
    )


def _made(view: View, found: IndexResult) -> str:
    """Return how the index is made, and what its band comes from most."""
    return tr(
        "Mean of the pillars, each the mean of its inputs between fixed goalposts. The band holds "
        "nine tenths of {draws} draws over inputs, scores, weights, means and inputs left out. Where "
        "less than {percent} % of the weight is observed there is a band only. {spread}",
        draws=numeral(f"{found.panel.rules.draws:,}"),
        percent=number(100 * found.panel.declared.coverage, "rank"),
        spread=_spread(view),
    )


def cards(view: View) -> list[html.Section]:
    """Return the index with its band, what it is made of, its pillars, and the same by other means."""
    found = view.repository.index(INDEX, view.pair)
    pillars = [pillar.id for pillar in found.panel.declared.pillars]
    parts = Chart(
        id="overview-pillars",
        title=tr("The pillars of the index"),
        note=tr(
            "Each from 0 to 1. A pillar of which less than half is observed is not shown; the others "
            "then share its weight, and a change of the index is partly one of what is known."
        ),
        unit="index",
        lines=variant_lines(view, INDEX, pillars),
        theme="overview",
        shaded="trade by partner",
    )
    views = Chart(
        id="overview-views",
        title=tr("The index by other means"),
        note=tr(
            "Other ways to put the pillars together, not a band around the first. The geometric mean "
            "does not let a high pillar make up for a low one; one channel may coerce by itself, so the "
            "highest pillar stands beside."
        ),
        unit="index",
        lines=variant_lines(view, INDEX, tuple(VIEWS)),
        theme="overview",
        shaded="trade by partner",
    )
    drawn = [draw(view, one) for one in (whole(view, _made(view, found)), parts, views)]
    return [drawn[0], _inputs(view, found), *drawn[1:]]


def _spread(view: View) -> str:
    row = headline(view.result(INDEX))
    if row is None:
        return ""
    most = leading(view.repository.index_shares(INDEX, view.pair, int(row.period)))
    if most is None:
        return ""
    percent = number(100 * max(most.first, 0.0), "rank")
    return tr("{percent} % of the spread comes from {factor}.", percent=percent, factor=tr(most.title))


def _inputs(view: View, found: IndexResult) -> html.Section:
    """Return what the index of the last year with a value is made of, each input leading to its goalposts' reason."""
    row = headline(view.result(INDEX))
    if row is None:
        called = tr(" and ").join(view.names)
        why = tr("No year has enough of its inputs for {countries}.", countries=called)
        return html.Section(
            [html.H2(tr("What the index is made of")), html.P(curly(why), className="note")],
            className="card",
            id="overview-inputs",
        )
    lines = []
    for one in found.used(view.pair.dependent, int(row.period)):
        value = EN_DASH if one.cell is None else interval(one.cell.value, one.cell.low, one.cell.high, "percent")
        posts = numeral(f"{one.declared.goalposts.low:g}{EN_DASH}{one.declared.goalposts.high:g}")
        cut = tr(", cut off") if one.clipped else ""
        added = number(one.contribution, "index")
        lines.append([tr(one.declared.title), value, posts, f"{number(one.score, 'index')}{cut}", added])
    heads = (tr("Input"), tr("Value, %"), tr("Goalposts"), tr("Score"), tr("Adds to the index"))
    csv, whole = (view.file(f"/index/{INDEX}.{form}", "dependent", "partner", "as_of") for form in ("csv", "json"))
    return html.Section(
        [
            html.H2(tr("What the index of {period} is made of", period=spelled(row.period))),
            html.P(
                tr(
                    "What is not observed has no value and adds nothing; support, prices and loans are no part of it. "
                    "Transit, products and security stay out, for reasons that the method gives."
                ),
                className="note",
            ),
            table(heads, lines),
            html.P(
                [html.A(tr("CSV index by year"), href=csv, className="csv"), " ",
                 html.A(tr("All of it as JSON"), href=whole, className="csv")],
                className="sources",
            ),
        ],
        className="card",
        id="overview-inputs",
    )  # fmt: skip
