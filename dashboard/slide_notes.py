"""What stands in the speaker's notes of a slide: the sources with their editions, and where each figure comes from."""

from collections.abc import Sequence

from dashboard.brief_findings import Finding
from dashboard.brief_parts import cited, source
from dashboard.cards import file_of
from dashboard.charts import Chart
from dashboard.language import tr
from dashboard.slide_shapes import Sheet
from dashboard.slide_text import Run
from dashboard.theme import curly, in_words, spelled
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.engine import last_known
from indicators.model import Result

Editions = Sequence[tuple[str, str]]


def noted(
    view: View,
    sheet: Sheet,
    shown: Sequence[Run],
    *,
    extra: Sequence[Run] = (),
    told: Sequence[Finding] = (),
    claims: Sequence[str] = (),
    editions: Editions = (),
) -> None:
    """Write into a slide's notes the sources of its figures and the address of each.

    `told` are findings whose text says more than their link; `claims` are statements of the memo whose verdict rests on
    observations of its own; `editions` are what the slide lists itself.
    """
    figures = [f"{run.text}: {sheet.address(run.href)}" for run in (*extra, *shown) if run.href and run.bold]
    figures += [f"{run.text}: {sheet.address(run.href)}" for run in shown if run.href and not (run.bold or run.of)]
    figures += [f"{one.text} {sheet.address(source(view, one))}" for one in told if one.of or one.claim]
    names = {run.of for run in shown if run.of} | {one.of for one in told if one.of}
    results = [_result(view, name) for name in sorted(names)]
    behind = {n for one in view.repository.judgements if one.claim.id in claims for n in one.now.observations}
    found = {*view.repository.editions_of(results), *view.repository.editions_behind(behind), *editions}
    sheet.note(_listed(figures, sorted(found)))


def noted_charts(view: View, sheet: Sheet, shown: Sequence[Chart]) -> None:
    """Write into a slide's notes the sources of its charts, the last value of each line, and its file."""
    figures = []
    for line in (line for declared in shown for line in declared.lines):
        row = last_known(line.result, line.variant)
        if row is None:
            continue
        cell = view.address("/data", line.result.pair, lineage=line.result.id, period=row.period)
        value = f"{curly(line.name)}: {in_words(row, line.result.unit)}, {spelled(row.period)}"
        figures.append(f"{value}: {sheet.address(cell)}")
        figures.append(f"CSV: {sheet.address(file_of(view, line.result, 'csv'))}")
    found = {edition for declared in shown for edition in editions_of_chart(view, declared)}
    sheet.note(_listed(figures, sorted(found)))


def editions_of_chart(view: View, declared: Chart) -> list[tuple[str, str]]:
    """Return the titles and editions of the sources behind the lines of a chart."""
    return view.repository.editions_behind(n for line in declared.lines for row in line.rows for n in row.observations)


def _result(view: View, name: str) -> Result:
    return view.result(name) if name in CATALOGUE else view.measure(name)


def _listed(figures: Sequence[str], editions: Editions) -> str:
    parts = [tr("Where the figures come from"), *dict.fromkeys(figures), "", tr("Sources"), *cited(editions)]
    return "\n".join(parts if figures else parts[2:])
