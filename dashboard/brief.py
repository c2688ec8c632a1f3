"""The brief: two pages that decision makers read, as one HTML file that asks no other host for anything.

Its sentences, numbers and charts are those of the pages; each finding leads to the value that it rests on.
"""

import base64
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import segno
from dash import html

from dashboard import brief_findings, charts, index_view, sentences
from dashboard.brief_findings import Finding, findings, sentence_of
from dashboard.charts import Chart, figure_of
from dashboard.components import table
from dashboard.figures import colours
from dashboard.index_report import index_report
from dashboard.language import dated, marked, numeral, tr
from dashboard.markup import Markup, settled
from dashboard.scenario_account import scenario_account
from dashboard.theme import EN_DASH, STATE_WORDS, curly, number
from dashboard.view import View
from indicators.ledger import MEMO_PAIR, STATES
from indicators.scenarios import Range

PAPERS = {"A4": "210mm 297mm", "letter": "8.5in 11in"}
_ASSETS = Path(__file__).parent / "assets"
_NEARLY = 0.99  # of the draws: they are too few to tell it from certainty
_HORIZON = 12  # months, over which the scenarios are added up
_DOCUMENT = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{fonts}{style}@page {{ size: {paper}; margin: 12mm 13mm; }}</style></head>
<body>{body}</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a brief is asked for besides its view: a year to compare with, paper, a line of classification, a server."""

    since: int | None = None
    paper: str = "A4"
    line: str = ""
    base: str = "http://127.0.0.1:8050/"  # what links lead to


def brief(view: View, asked: Asked) -> str:
    """Return the brief as an HTML document; the same view and choices give the same text."""
    dependent, partner = view.names
    question = tr("How far does {dependent} depend on {partner}?", dependent=dependent, partner=partner)
    first = [_head(view, asked, question), _found(view), _charts(view)]
    second = [_memo(view), _risk(view), _unknown(view), _sources(view), _foot(view, asked)]
    pages = [html.Div([part for part in parts if part is not None], className="page") for parts in (first, second)]
    body = settled(html.Div(html.Main(pages))).inner
    return _DOCUMENT.format(
        language=view.language, title=question, paper=PAPERS[asked.paper], fonts=_fonts(view.language),
        style=(_ASSETS / "print" / "brief.css").read_text(encoding="utf-8"), body=_absolute(body, asked.base),
    )  # fmt: skip


def _fonts(language: str) -> str:
    """Return the faces that the language needs, within the file."""
    subsets = ["latin"] if language == "en" else ["latin", "cyrillic"]
    faces = []
    for family, name in (("Source Sans 3 Variable", "source-sans-3"), ("Source Serif 4 Variable", "source-serif-4")):
        for subset in subsets:
            data = base64.b64encode((_ASSETS / "fonts" / f"{name}-{subset}-wght-normal.woff2").read_bytes()).decode()
            span = "U+0400-04FF" if subset == "cyrillic" else "U+0000-03FF, U+1E00-2FFF"
            faces.append(
                f'@font-face {{ font-family: "{family}"; font-weight: 200 900; unicode-range: {span}; '
                f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
            )
    return "".join(faces)


def _absolute(body: str, base: str) -> str:
    """Return HTML whose links lead to the server, without what only its pages can do."""
    body = re.sub(r' data-[a-z]+="[^"]*"', "", body)
    return body.replace('href="/', f'href="{base}')


def _head(view: View, asked: Asked, question: str) -> html.Header:
    day = dated(view.query.as_of or view.repository.known_to)
    told = tr("Known by {day}; snapshot {id}", day=day, id=view.repository.snapshot.id)
    answer = [*index_view.sentence(view), *sentences.overview(view), *_since(view, asked)]
    first, *rest = [curly(part) if isinstance(part, str) else part for part in answer]
    return html.Header(
        [
            html.P([html.B("depdash"), f" · {told}", html.Span(asked.line, className="line")], className="kicker"),
            html.H1(curly(question)),
            html.P([first, *rest], className="answer"),
        ]
    )


def _since(view: View, asked: Asked) -> list[str]:
    """Return how likely it is that the index rose since a year, nothing where that cannot be told."""
    if asked.since is None:
        return []
    report = index_report(view.repository, index_view.INDEX, view.pair, asked.since, view.query.as_of)
    rows = [row for row in report["rows"] if row["probability_of_rise"] is not None and row["value"] is not None]
    if not rows:
        return [" ", tr("Whether the index rose since {year} cannot be told.", year=asked.since)]
    chance, last = rows[-1]["probability_of_rise"], rows[-1]["period"]
    if chance > _NEARLY:
        return [" ", tr("In nearly all draws it stood higher in {last} than in {year}.", last=last, year=asked.since)]
    percent = number(100 * chance, "rank")
    text = marked("In {percent} % of the draws it stood higher in {last} than in {year}.")
    return [" ", tr(text, percent=percent, last=last, year=asked.since)]


def _found(view: View) -> html.Section:
    items = [html.Li([f"{one.text} ", html.A(tr("source"), href=_source(view, one))]) for one in findings(view)]
    nothing = [html.Li(tr("Nothing moved beyond its bounds, and no rule holds."))]
    return html.Section([html.H2(tr("What to know")), html.Ol(items or nothing)], className="findings")


def _source(view: View, one: Finding) -> str:
    if one.claim:
        return view.address("/memo", None, claim=one.claim)
    return view.address("/data", view.pair, lineage=one.of, period=one.period)


def _charts(view: View) -> html.Section:
    debt = Chart("brief-debt", tr("Share of public external debt"), "", "percent",
                 charts.variant_lines(view, "creditor_share"), "finance")  # fmt: skip
    shown = [index_view.whole(view), charts.shares_chart(view, "brief-shares", "overview"),
             charts.prices_chart(view, "brief-gas"), debt]  # fmt: skip
    drawn = [_chart(view, one) for one in shown if any(row.status for line in one.lines for row in line.rows)]
    return html.Section(drawn, className="charts")


def _chart(view: View, declared: Chart) -> html.Figure:
    """Return a chart with its title, the names of its lines and what it says in words."""
    from dashboard.brief_charts import svg  # loads matplotlib, which takes a second that only briefs need

    named = [line for line in declared.lines if any(row.status for row in line.rows)]
    keys = [
        html.Li([html.Span(className="chip", style={"background": colour}), curly(line.name)])
        for line, colour in zip(declared.lines, colours(declared.lines), strict=True)
        if line in named and len(named) > 1
    ]
    picture = Markup("div", {"className": "drawn"}, svg(figure_of(view, declared)))
    return html.Figure([html.Figcaption([html.B(curly(declared.title)), html.Ul(keys, className="keys")]), picture])


def _memo(view: View) -> html.Section | None:
    """Return how the statements of the memo of 2021 came out; it is about one pair alone."""
    if view.pair != MEMO_PAIR:
        return None
    count = Counter(judged.now.state for judged in view.repository.judgements)
    rows: list[list[object]] = [[tr(STATE_WORDS[state]), str(count[state])] for state in STATES if count[state]]
    return html.Section([html.H2(tr("The memo of 2021, tested on what is known now")), *_columns(rows)])


def _columns(rows: list[list[object]]) -> list[html.Div]:
    heads = (tr("Verdict"), tr("Statements"))
    half = -(-len(rows) // 2)
    return [html.Div([table(heads, part, name="numbers") for part in (rows[:half], rows[half:])], className="two")]


def _risk(view: View) -> html.Section:
    """Return what each scenario of the memo would cost, over a year."""
    heads = (tr("Scenario"), tr("To be financed, USD mn"), tr("% of GDP"), tr("Left after reserves, USD mn"))
    rows: list[list[object]] = []
    for name, told in view.repository.scenarios.scenarios.items():
        outcome = scenario_account(view.repository, name, view.pair, _HORIZON, as_of=view.query.as_of).outcome
        need = outcome.need
        rows.append([f"{name}: {tr(told.title)}", _band(need.loss), _band(need.percent, 1), _band(outcome.gap.loss)])
    note = tr("Arithmetic on stated assumptions over {months} months, central and lowest to highest.", months=_HORIZON)
    head = html.H2(tr("Money at risk in the memo’s scenarios"))
    return html.Section([head, html.P(note, className="note"), table(heads, rows, name="numbers")])


def _band(amounts: Range, digits: int = 0) -> str:
    low, central, high = amounts
    if central != central:
        return tr("not known")
    ends = [numeral(f"{one:,.{digits}f}") for one in (central, low, high)]
    return f"{ends[0]} ({ends[1]}{EN_DASH}{ends[2]})"


def _unknown(view: View) -> html.Section:
    """Return what is hidden, what is known by bounds alone, and what the data do not decide."""
    dependent, _ = view.names
    items: list[str] = []
    year = view.repository.hidden_from.get(view.pair.dependent)
    if year:
        items.append(tr("{dependent} publishes no trade by partner since {year}.", dependent=dependent, year=year))
    items += [sentence_of(view, view.result(name), variant).text
              for name, variant in (("opacity_index", "arithmetic"), ("bounds_width", ""))]  # fmt: skip
    if view.pair == MEMO_PAIR:
        judged = view.repository.judgements
        open_ = sum(one.now.state in ("undecidable", "undocumented", "not_testable") for one in judged)
        text = marked("{open} of {all} statements of the memo cannot be decided with the data at hand.")
        items.append(tr(text, open=open_, all=len(judged)))
    return html.Section([html.H2(tr("What we do not know")), html.Ul([html.Li(curly(text)) for text in items])])


def _sources(view: View) -> html.Section:
    results = [view.result(name) for name, _ in brief_findings.WATCHED]
    editions = view.repository.editions_of(result for result in results if result.rows)
    told = "; ".join(edition if title in edition else f"{title}: {edition}" for title, edition in editions)
    return html.Section([html.H2(tr("Sources")), html.P(curly(f"{told}."), className="note", lang="en")])


def _foot(view: View, asked: Asked) -> html.Footer:
    """Return the address of the very view, as a link and as a code for a telephone."""
    href = view.address("/", None, snapshot=view.repository.snapshot.id)
    address = f"{asked.base}{href[1:]}"
    code = segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True, dark="#1d2129")
    text = [tr("This view, with every number’s source: "), html.A(address, href=href)]
    return html.Footer([Markup("div", {"className": "code"}, code), html.P(text)])
