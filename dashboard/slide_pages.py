"""The slides of a brief, one question each: what stands on them, and where."""

import io
from collections.abc import Callable

import segno

from dashboard import cards, charts, sentences
from dashboard.brief_parts import HORIZON, Parts, cited, drawable, source, verdict_word, without_risks
from dashboard.charts import Chart
from dashboard.components import reason
from dashboard.index_view import INDEX
from dashboard.language import marked, tr
from dashboard.slide_charts import draw
from dashboard.slide_notes import editions_of_chart, noted, noted_charts
from dashboard.slide_series import series_of
from dashboard.slide_shapes import ACCENT, INK, MUTED, RULE, SOFT, Box, Sheet, Style
from dashboard.slide_text import Paragraph, Run, runs
from dashboard.theme import EN_DASH, STATUS_MARKS, STATUS_WORDS, capital, changed, curly, number
from dashboard.view import View
from ingest.model import STATUSES

_TITLE = Box(0.6, 0.78, 12.133, 0.78)
_HEADING = Style((22, 30), INK, "serif", bold=True, anchor="middle")
_HEAD = Style((11, 17), INK, "serif", bold=True)
_TEXT = Style((10, 14), SOFT)
_NOTE = Style((9, 11), MUTED)
_TABLE = Style((10, 15), INK)
_MOST_FINDINGS = 5


def headline(view: View, told: Parts, sheet: Sheet) -> None:
    """Fill the slide of the answer: the index, its band, its change, and the sentences of the brief."""
    sheet.title(Box(0.6, 0.95, 12.133, 1.1), told.question, _HEADING._replace(sizes=(28, 44)))
    _figures(view, told, sheet)
    answer = runs(told.answer)
    sheet.text(Box(0.6, 4.6, 12.133, 1.7 if told.changed else 2.3), [answer], Style((13, 21), SOFT, "serif"),
               tr("Answer"))  # fmt: skip
    if told.changed:
        since = tr("What changed since the previous snapshot")
        words = [Run(f"{since}: ", bold=True), Run(" ".join(told.changed))]
        sheet.text(Box(0.6, 6.4, 11.0, 0.75), [words], _NOTE._replace(sizes=(8, 11)), since)
    noted(view, sheet, answer, extra=[_index_run(told)] if told.index else [])


def _figures(view: View, told: Parts, sheet: Sheet) -> None:
    """Put the three figures of the index side by side, or why there are none."""
    row = told.index
    if row is None:
        why = curly(tr("No year has enough of its inputs for {countries}.", countries=tr(" and ").join(view.names)))
        sheet.text(Box(0.6, 2.4, 12.133, 1.6), [[Run(why)]], Style((16, 24), MUTED), tr("Index"))
        return
    band = f"{number(row.low, 'index')}{EN_DASH}{number(row.high, 'index')}"
    moved = changed(told.change, "index") if told.change else tr("nothing before it can be compared")
    heads = (
        tr("Index in {year}, from 0 to 1", year=row.period), tr("By other choices of method"),
        tr("Change of the index"),
    )  # fmt: skip
    shown = (_index_run(told), Run(band), Run(capital(moved)))
    for place, (head, run) in enumerate(zip(heads, shown, strict=True)):
        left = 0.6 + place * 4.15
        sheet.rule(Box(left, 2.35, 3.8, 0.015), RULE)
        sheet.text(Box(left, 2.48, 3.8, 0.34), [[Run(head)]], Style((10, 14), MUTED), head)
        large = Style((44, 60), INK, "serif", bold=True) if place < 2 else Style((16, 26), INK, "serif", bold=True)
        sheet.text(Box(left, 2.86, 3.8, 1.35), [[run]], large, f"{head}:")


def _index_run(told: Parts) -> Run:
    """Return the value of the index, which leads where its sentence leads."""
    return next(run for run in runs(told.answer) if run.of == INDEX)


def what_to_know(view: View, told: Parts, sheet: Sheet) -> None:
    """Fill the slide of the findings, each a sentence that leads to its value."""
    dependent, partner = view.names
    asked = tr("What should be known of {dependent} and {partner}?", dependent=dependent, partner=partner)
    sheet.title(_TITLE, curly(asked), _HEADING)
    found = [
        [Run(f"{one.text} "), Run(tr("source"), href=source(view, one), of=one.of, variant=one.variant,
                                  period=one.period)] for one in told.findings[:_MOST_FINDINGS]
    ]  # fmt: skip
    rows: list[list[Run]] = found or [[Run(told.nothing)]]
    for place, row in enumerate(rows):
        top = 1.75 + place * 1.04
        sheet.text(Box(0.6, top + 0.06, 0.6, 0.8), [[Run(str(place + 1))]], _NUMERAL, f"{place + 1}")
        sheet.text(Box(1.3, top + 0.06, 11.433, 0.86), [row], _FINDING, tr("What to know"))
        if place + 1 < len(rows):
            sheet.rule(Box(0.6, top + 0.98, 12.133, 0.012), RULE)
    noted(view, sheet, [run for row in rows for run in row],
          claims=[one.claim for one in told.findings if one.claim], told=told.findings)  # fmt: skip


_NUMERAL = Style((24, 30), ACCENT, "serif", bold=True, anchor="middle")
_FINDING = Style((12, 20), INK, anchor="middle")


def charted(first: int) -> Callable[[View, Parts, Sheet], None]:
    """Return what fills the slide of two charts, the one at `first` and the next."""

    def fill(view: View, told: Parts, sheet: Sheet) -> None:
        asked = (
            tr("How has the dependence moved, and how has trade?")
            if first == 0
            else tr("What does gas cost, and who holds the debt?")
        )
        sheet.title(_TITLE, asked, _HEADING)
        pair = told.charts[first : first + 2]
        for place, declared in enumerate(pair):
            _chart(view, declared, sheet, 0.6 + place * 6.2)
        noted_charts(view, sheet, pair)

    return fill


def _chart(view: View, declared: Chart, sheet: Sheet, left: float) -> None:
    title = curly(declared.title)
    sheet.text(Box(left, 1.66, 5.933, 0.34), [[Run(title)]], _HEAD, title)
    if not drawable(declared):
        why = curly(" ".join(dict.fromkeys(reason(line, view.repository) for line in declared.lines)))
        sheet.text(Box(left, 2.2, 5.933, 3.0), [[Run(why)]], Style((11, 16), MUTED), tr("Why there is no chart"))
        return
    draw(sheet, Box(left, 2.02, 5.933, 3.34), declared, f"{title}. {cards.sentence(declared.lines)}")
    sheet.text(Box(left, 5.38, 5.933, 0.5), [[Run(_reading(view, declared))]], _NOTE, tr("How to read it"))
    sources = "; ".join(cited(editions_of_chart(view, declared)))
    words = [[Run(f"{tr('Sources')}: "), Run(f"{sources}.")]]
    sheet.text(Box(left, 5.91, 5.933, 1.13), words, _NOTE._replace(sizes=(8, 10)), tr("Sources"))


def _reading(view: View, declared: Chart) -> str:
    """Return what the marks mean, what the thin lines are, and what is hidden or is no whole year."""
    series = series_of(declared)
    met = {row.status for column in series.columns for row in column.rows if row is not None}
    said = [
        "  ".join(f"{STATUS_MARKS[name]} {tr(STATUS_WORDS[name])}" for name in STATUSES if name in met & _SHOWN) + "."
    ]
    if any(column.field != "value" for column in series.columns):
        said.append(tr("Thin lines: bounds."))
    hidden = charts.hidden_from(view, declared.shaded)
    if hidden:
        text = marked("Since {year} not published: {what}.")
        said.append(tr(text, year=hidden.year, what=tr(declared.shaded)))
    said += [tr("{name}, {year}: {period} alone.", name=name, year=year, period=period)
             for name, year, period in series.partial]  # fmt: skip
    return curly(" ".join(said))


_SHOWN = set(STATUS_MARKS)


def memo(view: View, told: Parts, sheet: Sheet) -> None:
    """Fill the slide of the memo's verdicts, then and now."""
    sheet.title(_TITLE, tr("Does the memo of September 2021 hold?"), _HEADING)
    states = [state for state, _, now in told.verdicts for _ in range(now)]
    answer = runs(sentences.memo(states))
    sheet.text(Box(0.6, 1.66, 12.133, 0.86), [answer], Style((12, 17), SOFT, "serif"), tr("Answer"))
    heads = [[Run(text)] for text in (tr("Verdict"), tr("On what was known in September 2021"), tr("Now"))]
    rows = [
        [[Run(capital(verdict_word(state)), href=view.address("/memo", None, state=state))], [Run(str(then))],
         [Run(str(now))]] for state, then, now in told.verdicts
    ]  # fmt: skip
    about = tr("The memo of 2021, tested on what is known now")
    sheet.table(Box(0.6, 2.6, 9.6, 4.4), (4.4, 3.8, 1.4), [heads, *rows], _TABLE, about)
    noted(view, sheet, [run for row in rows for cell in row for run in cell],
          claims=[one.claim.id for one in view.repository.judgements])  # fmt: skip


def risks(view: View, told: Parts, sheet: Sheet) -> None:
    """Fill the slide of the money at risk, what is not known, the sources, and the way back to the view."""
    sheet.title(_TITLE, tr("What is at risk, and what do we not know?"), _HEADING)
    title = tr("Money at risk in the memo’s scenarios")
    sheet.text(Box(0.6, 1.62, 7.4, 0.32), [[Run(title)]], _HEAD, title)
    said = _risks(told, sheet, title) if told.risks else _no_risks(view, sheet, title)
    _unknown(view, told, sheet)
    _sources(told, sheet)
    _way_back(told, sheet)
    noted(view, sheet, said, told=told.unknown, editions=told.sources)


def _risks(told: Parts, sheet: Sheet, title: str) -> list[Run]:
    """Fill in the table of what each scenario would cost, and return what it says."""
    heads = (tr("Scenario"), tr("To be financed, USD mn"), tr("% of GDP"), tr("Left after reserves, USD mn"))
    rows = [
        [
            [Run(one.name, href=one.href), Run(f": {one.title}")],
            *([Run(_whole(text))] for text in (one.need, one.percent, one.gap)),
        ]
        for one in told.risks
    ]
    sheet.table(Box(0.6, 1.96, 7.4, 2.1), (2.75, 2.0, 1.65, 2.0), [[[Run(head)] for head in heads], *rows],
                _TABLE._replace(sizes=(8, 12)), title)  # fmt: skip
    note = tr("Arithmetic on stated assumptions over {months} months, central and lowest to highest.", months=HORIZON)
    sheet.text(Box(0.6, 4.16, 7.4, 0.28), [[Run(note)]], _NOTE, tr("Note"))
    return [run for row in rows for cell in row for run in cell]


def _no_risks(view: View, sheet: Sheet, title: str) -> list[Run]:
    said = [Run(without_risks(view))]
    sheet.text(Box(0.6, 1.98, 7.4, 1.2), [said], _TEXT, title)
    return said


def _unknown(view: View, told: Parts, sheet: Sheet) -> None:
    title = tr("What we do not know")
    sheet.text(Box(8.4, 1.62, 4.333, 0.32), [[Run(title)]], _HEAD, title)
    items: list[Paragraph] = [
        [Run(f"{one.text} "), Run(tr("source"), href=source(view, one), of=one.of, variant=one.variant,
                                  period=one.period)] if one.of else [Run(one.text)] for one in told.unknown
    ]  # fmt: skip
    sheet.text(Box(8.4, 1.98, 4.333, 2.44), items, _TEXT, title)


def _sources(told: Parts, sheet: Sheet) -> None:
    sheet.rule(Box(0.6, 4.5, 12.133, 0.012), RULE)
    sheet.text(Box(0.6, 4.58, 10.2, 0.3), [[Run(tr("Sources"))]], _HEAD, tr("Sources"))
    listed = f"{'; '.join(cited(told.sources))}."
    sheet.text(Box(0.6, 4.9, 10.2, 2.1), [[Run(listed)]], _NOTE._replace(sizes=(7.5, 11)), listed[:20], language="en")


def _way_back(told: Parts, sheet: Sheet) -> None:
    """Put the address of the very view, as a code for a telephone and as a link."""
    address = sheet.address(told.href)
    held = io.BytesIO()
    segno.make(address, error="m", micro=False).save(held, kind="png", scale=8, border=0, dark=f"#{INK}")
    sheet.picture(Box(11.233, 4.66, 1.5, 1.5), held.getvalue(), tr("Code that leads to {address}", address=address))
    rest = tr("with every number’s source")
    words = [[Run(tr("This view"), href=told.href), Run(f" {rest}")]]
    sheet.text(Box(11.0, 6.22, 1.733, 0.8), words, _NOTE._replace(align="right"), tr("This view"))


def _whole(text: str) -> str:
    """Return a figure with its bounds so that no line ends within it."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace(EN_DASH, f"\N{WORD JOINER}{EN_DASH}\N{WORD JOINER}")
