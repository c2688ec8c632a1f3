"""The brief: two pages that decision makers read, as one HTML file that asks no other host for anything.

Its sentences, numbers and charts are those of the pages; each finding leads to the value that it rests on.
"""

import base64
import re
from pathlib import Path

import segno
from dash import html

from dashboard import brief_parts
from dashboard.brief_drawing import Draw, drawn
from dashboard.brief_parts import HORIZON, Asked, Parts, cited, drawable, parts, verdict_word, without_risks
from dashboard.charts import Chart, figure_of
from dashboard.components import table
from dashboard.figures import colours
from dashboard.language import tr
from dashboard.markup import Markup, settled
from dashboard.theme import curly
from dashboard.view import View

PAPERS = {"A4": "210mm 297mm", "letter": "8.5in 11in"}
_ASSETS = Path(__file__).parent / "assets"
_DOCUMENT = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{fonts}{style}@page {{ size: {paper}; margin: 12mm 13mm; }}</style></head>
<body>{body}</body>
</html>
"""


def brief(view: View, asked: Asked, draw: Draw = drawn) -> str:
    """Return the brief as HTML, its charts drawn by `draw`; the same view and choices give the same text."""
    told = parts(view, asked)
    first = [_head(told, asked), _found(view, told), _charts(view, told, draw)]
    second = [_memo(told), _risk(view, told), _unknown(told), _changed(view, told), _sources(told), _foot(told, asked)]
    pages = [html.Div([part for part in page if part is not None], className="page") for page in (first, second)]
    body = settled(html.Div(html.Main(pages))).inner
    return _DOCUMENT.format(
        language=view.language, title=told.question, paper=PAPERS[asked.paper], fonts=_fonts(view.language),
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


def _head(told: Parts, asked: Asked) -> html.Header:
    first, *rest = told.answer
    return html.Header(
        [
            html.P([html.B("depdash"), f" · {told.told}", html.Span(asked.line, className="line")], className="kicker"),
            html.H1(told.question),
            html.P([first, *rest], className="answer"),
        ]
    )


def _found(view: View, told: Parts) -> html.Section:
    linked = [(one.text, brief_parts.source(view, one)) for one in told.findings]
    items = [html.Li([f"{text} ", html.A(tr("source"), href=href)]) for text, href in linked]
    nothing = [html.Li(told.nothing)]
    return html.Section([html.H2(tr("What to know")), html.Ol(items or nothing)], className="findings")


def _charts(view: View, told: Parts, draw: Draw) -> html.Section:
    shown = [one for one in told.charts if drawable(one)]
    pictures = draw([figure_of(view, one) for one in shown])
    return html.Section(list(map(_chart, shown, pictures)), className="charts")


def _chart(declared: Chart, drawn: str) -> html.Figure:
    """Return a chart with its title, the names of its lines and what it says in words."""
    named = [line for line in declared.lines if any(row.status for row in line.rows)]
    keys = [
        html.Li([html.Span(className="chip", style={"background": colour}), curly(line.name)])
        for line, colour in zip(declared.lines, colours(declared.lines), strict=True)
        if line in named and len(named) > 1
    ]
    picture = Markup("div", {"className": "drawn"}, drawn)
    return html.Figure([html.Figcaption([html.B(curly(declared.title)), html.Ul(keys, className="keys")]), picture])


def _memo(told: Parts) -> html.Section | None:
    """Return how the statements of the memo of 2021 came out; it is about one pair alone."""
    if not told.verdicts:
        return None
    rows: list[list[object]] = [[verdict_word(state), str(now)] for state, _, now in told.verdicts if now]
    return html.Section([html.H2(tr("The memo of 2021, tested on what is known now")), *_columns(rows)])


def _columns(rows: list[list[object]]) -> list[html.Div]:
    heads = (tr("Verdict"), tr("Statements"))
    half = -(-len(rows) // 2)
    return [html.Div([table(heads, part, name="numbers") for part in (rows[:half], rows[half:])], className="two")]


def _risk(view: View, told: Parts) -> html.Section:
    """Return what each scenario of the memo would cost, over a year, or why none can be added up."""
    head = html.H2(tr("Money at risk in the memo’s scenarios"))
    if not told.risks:
        return html.Section([head, html.P(without_risks(view))])
    heads = (tr("Scenario"), tr("To be financed, USD mn"), tr("% of GDP"), tr("Left after reserves, USD mn"))
    rows: list[list[object]] = [[f"{one.name}: {one.title}", one.need, one.percent, one.gap] for one in told.risks]
    note = tr("Arithmetic on stated assumptions over {months} months, central and lowest to highest.", months=HORIZON)
    return html.Section([head, html.P(note, className="note"), table(heads, rows, name="numbers")])


def _unknown(told: Parts) -> html.Section:
    """Return what is hidden, what is known by bounds alone, and what the data do not decide."""
    return html.Section([html.H2(tr("What we do not know")), html.Ul([html.Li(one.text) for one in told.unknown])])


def _changed(view: View, told: Parts) -> html.Section | None:
    """Return what changed since the snapshot before, which is nothing where none is at hand."""
    found = view.repository.changes
    if not told.changed or found is None:
        return None
    asked = {"from": found.data.before, "to": found.data.after}
    link = html.A(tr("All that changed"), href=view.address("/data/changes", None, **asked))
    text = html.P([f"{' '.join(told.changed)} ", link], className="note")
    return html.Section([html.H2(tr("What changed since the previous snapshot")), text])


def _sources(told: Parts) -> html.Section:
    listed = html.P(f"{'; '.join(cited(told.sources))}.", className="note", lang="en")
    return html.Section([html.H2(tr("Sources")), listed])


def _foot(told: Parts, asked: Asked) -> html.Footer:
    """Return the address of the very view, as a link and as a code for a telephone."""
    address = f"{asked.base}{told.href[1:]}"
    code = segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True, dark="#1d2129")
    text = [tr("This view, with every number’s source: "), html.A(address, href=told.href)]
    return html.Footer([Markup("div", {"className": "code"}, code), html.P(text)])
