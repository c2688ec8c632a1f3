"""The brief as slides: nothing hangs over, and the charts are native and hold the numbers of the CSV files."""

import copy
import csv
import io
import math
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pytest
from flask.testing import FlaskClient
from pptx import Presentation

from dashboard.__main__ import main
from dashboard.brief_parts import Asked, Parts, drawable, parts
from dashboard.brief_slides import slides
from dashboard.charts import Chart
from dashboard.comparison import Comparison, Turned
from dashboard.exports import result_csv
from dashboard.figures import Line
from dashboard.language import LANGUAGES, numeral, speaking
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.slide_series import series_of
from dashboard.slide_shapes import Box, Style, row_height
from dashboard.slide_text import Run, fitted, height
from dashboard.theme import MINUS, number
from dashboard.view import View
from indicators.model import Pair, Result, Row
from ingest.differences import Difference
from ingest.periods import period

ARMENIA, NOBODY = Pair("ARM", "RUS"), Pair("FJI", "NRU")
ASKED = Asked(since=2015, line="For official use", base="https://depdash.example/")
PAIRS = [DEFAULT_PAIR, ARMENIA, NOBODY]
SPAN = Query(DEFAULT_PAIR, period("2004"), period("2023"))
LONG = (
    "net_official_flow",
    "export_bounds_wide",
    "net_flow_negative_quarter",
    "own_trade_hidden",
    "turnover_share_break",
)
OWN = Asked(findings=LONG, line="For official use", base="https://depdash.example/")
EMU = 914_400  # an inch


class Deck(NamedTuple):
    """A deck with what it was made of."""

    view: View
    told: Parts
    content: bytes
    asked: Asked

    @property
    def slides(self) -> list[Any]:
        return list(Presentation(io.BytesIO(self.content)).slides)


@pytest.fixture(
    scope="module", params=[*((pair, code) for pair in PAIRS for code in LANGUAGES), *((OWN, c) for c in LANGUAGES)],
    ids=str,
)  # fmt: skip
def deck(request: pytest.FixtureRequest, repository: Repository) -> Deck:
    asked, code = request.param
    if isinstance(asked, Pair):
        return made(View(repository, Query(asked), language=code), ASKED)
    return made(View(changed(repository), SPAN, language=code), asked)


def made(view: View, asked: Asked) -> Deck:
    with speaking(view.language):
        return Deck(view, parts(view, asked), slides(view, asked), asked)


def changed(repository: Repository) -> Repository:
    """The repository as if much had changed: many sources stopped, many verdicts turned."""
    found = copy.copy(repository)
    nothing = {name: pd.DataFrame({"source": ["x"], "kind": ["later"]}) for name in ("added", "withdrawn")}
    stopped = tuple(f"national_statistics_{place}" for place in range(20))
    data = Difference(
        "0" * 12, "1" * 12, revised=pd.DataFrame({"source": [], "percent": []}), stopped=stopped, **nothing
    )
    turned = (Turned(f"C{place:03}", "", "supported_with_correction", "not_testable") for place in range(30))
    found.__dict__["changes"] = Comparison(data, tuple(turned))
    return found


def texts(shape: Any) -> Iterator[Any]:
    """The frames of a shape's text: its own, or those of a table's cells."""
    if shape.has_text_frame:
        yield shape.text_frame
    if shape.has_table:
        yield from (cell.text_frame for row in shape.table.rows for cell in row.cells)


def charts(deck: Deck) -> list[tuple[Chart, Any]]:
    """The charts of the brief that can be drawn, each with the native one."""
    native = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    return list(zip([one for one in deck.told.charts if drawable(one)], native, strict=True))


def test_six_slides_each_with_a_title(deck: Deck) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(titles) == len(set(titles)) == (6 if deck.view.pair == DEFAULT_PAIR else 5)
    assert all(title.endswith("?") for title in titles)


def test_every_shape_lies_inside_its_slide(deck: Deck) -> None:
    whole = Presentation(io.BytesIO(deck.content))
    wide, high = whole.slide_width, whole.slide_height
    assert wide / high == pytest.approx(16 / 9, rel=1e-3)
    for slide in whole.slides:
        for shape in slide.shapes:
            assert shape.left >= 0, shape.name
            assert shape.top >= 0, shape.name
            assert shape.left + shape.width <= wide, shape.name
            assert shape.top + shape.height <= high, shape.name


def test_nothing_lies_over_anything_else(deck: Deck) -> None:
    for slide in deck.slides:
        for one, other in combinations([shape for shape in slide.shapes if shape.name != "rule"], 2):
            apart = (
                one.left + one.width <= other.left or other.left + other.width <= one.left
                or one.top + one.height <= other.top or other.top + other.height <= one.top
            )  # fmt: skip
            assert apart, (one.name, other.name)


def test_every_text_fits_its_box_by_the_faces_of_the_theme(deck: Deck) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            if not shape.has_text_frame or not shape.text_frame.text:
                continue
            lines = [[Run(run.text, bool(run.font.bold)) for run in line.runs] for line in shape.text_frame.paragraphs]
            (size,) = {run.font.size.pt for line in shape.text_frame.paragraphs for run in line.runs}
            (face,) = {run.font.name for line in shape.text_frame.paragraphs for run in line.runs}
            family = "serif" if face == "+mj-lt" else "sans"
            assert size >= 7.5, shape.name
            assert height(lines, size, shape.width / EMU, family) <= shape.height / EMU + 1e-6, shape.text_frame.text


def test_the_workbook_of_a_chart_holds_the_numbers_of_the_csv_files(deck: Deck) -> None:
    for declared, shape in charts(deck):
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        (head, *rows) = list(book["Sheet1"].iter_rows(values_only=True))
        with speaking(deck.view.language):
            series = series_of(declared)
        assert list(head[1:]) == [column.name for column in series.columns]
        assert [row[0] for row in rows] == list(series.years)
        held = {(head[place], row[0]): row[place] for row in rows for place in range(1, len(head))}
        expected: dict[tuple[str, str], float | None] = dict.fromkeys(held)
        for place, line in enumerate(declared.lines):
            named = {column.field: column.name for column in series.columns if column.line == place}
            of_parts = {known: year for name, year, known in partial(declared, deck) if name == line.name}
            for row in csv.DictReader(io.StringIO(result_csv(line.result, deck.view.repository))):
                year = of_parts.get(row["period"], row["period"])
                if row.get("variant", "") != line.variant or year not in series.years:
                    continue
                expected |= {(named[field], year): float(row[field]) if row[field] else None for field in named}
        assert held == expected


def partial(declared: Chart, deck: Deck) -> list[tuple[str, str, str]]:
    """What is known of a year in part alone: the name of the line, the year, and the period as the CSV has it."""
    found = []
    for line in declared.lines:
        whole = {row.period for row in line.rows}
        latest = {str(period(row.period).last.year): row.period for row in line.rows}
        found += [(line.name, year, known) for year, known in latest.items() if year not in whole]
    return found


def test_what_is_drawn_is_what_the_workbook_holds_and_gaps_are_gaps(deck: Deck) -> None:
    for _, shape in charts(deck):
        chart = shape.chart
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        columns = list(book["Sheet1"].iter_cols(min_col=2, min_row=2, values_only=True))
        drawn = [tuple(series.values) for series in chart.plots[0].series]
        assert drawn == [tuple(column) for column in columns]
        assert 'c:dispBlanksAs val="gap"' in chart.part.blob.decode()


def test_charts_are_native_with_axes_in_units_and_words_for_them(deck: Deck) -> None:
    assert not [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13][
        1:
    ]  # the code alone
    for declared, shape in charts(deck):
        assert shape.has_chart
        assert shape.chart.value_axis.axis_title.text_frame.text
        assert shape.chart.category_axis.axis_title.text_frame.text
        assert shape._element._nvXxPr.cNvPr.get("descr").startswith(declared.title.replace("'", "’"))


def test_a_missing_year_is_a_gap_and_a_part_of_a_year_is_said_to_be_one() -> None:
    rows = tuple(
        Row("", name, value, value, value, "reported", ())
        for name, value in (("2018", 0.0), ("2020", 2.0), ("2021-01..2021-04", 3.0), ("2022", math.nan))
    )
    line = Line("Share", Result("x", "Share", "percent", 1, DEFAULT_PAIR, None, "", rows))
    found = series_of(Chart("x", "", "", "percent", [line]))
    assert found.years == ("2018", "2019", "2020", "2021", "2022")
    assert found.columns[0].numbers == [0.0, None, 2.0, 3.0, None]
    assert found.partial == (("Share", "2021", "2021-01 to 2021-04"),)


NUMBER = re.compile(rf"[{MINUS}+]?\d(?:[\d,]*\d)?(?:\.\d+)?")


@pytest.mark.parametrize("pair", PAIRS)
def test_every_number_is_one_of_the_brief(pair: Pair, repository: Repository) -> None:
    view = View(repository, Query(pair))
    told, deck = parts(view, ASKED), Presentation(io.BytesIO(slides(view, ASKED)))
    known = numbers_of(view, told)
    for slide in deck.slides:
        for shape in slide.shapes:
            for frame in texts(shape):
                unknown = set(NUMBER.findall(frame.text.replace("\u00a0", " ").replace("\u2060", ""))) - known
                assert not unknown, (frame.text, unknown)


def numbers_of(view: View, told: Parts) -> set[str]:
    """Every number of the brief as text: of its sentences and tables, of its index, and of its charts' CSV files."""
    said: list[str] = [told.question, told.told, told.href, str(len(view.repository.judgements)), "0 1 2 3 4 5 6 12"]
    said += [str(getattr(part, "children", part)) for part in told.answer]
    said += [one.text for one in (*told.findings, *told.unknown)]
    said += [f"{one.name} {one.title} {one.need} {one.percent} {one.gap}" for one in told.risks]
    said += [f"{then} {now}" for _, then, now in told.verdicts]
    held = sum(now for state, _, now in told.verdicts if state.startswith(("supported", "prediction_held")))
    said += [str(held), *(f"{title} {edition}" for title, edition in told.sources), "2021"]
    if told.index:
        said += [number(value, "index") for value in (told.index.value, told.index.low, told.index.high)]
    if told.change:
        said += [told.change.since.period, *(number(value, "index") for value in (told.change.low, told.change.high))]
    for declared in told.charts:
        said.append(declared.title)
        lines = [row for line in declared.lines for row in line.rows]
        said += [row.period for row in lines] + [year for row in lines for year in re.findall(r"\d{4}", row.period)]
        editions = view.repository.editions_behind(n for row in lines for n in row.observations)
        said += [f"{title} {edition}" for title, edition in editions]
    said += [str(year) for year in view.repository.hidden_from.values()]
    return {found for text in said for found in NUMBER.findall(text)}


def test_notes_name_the_sources_and_lead_to_the_cells(deck: Deck) -> None:
    editions = {edition for _, edition in deck.told.sources}
    for number_, slide in enumerate(deck.slides, 1):
        notes = slide.notes_slide.notes_text_frame.text
        if deck.view.pair == DEFAULT_PAIR:
            assert any(edition in notes for edition in editions), number_
            assert "https://depdash.example/" in notes, number_
    first = deck.slides[0].notes_slide.notes_text_frame.text
    for words in deck.told.answer:
        if inner := getattr(words, "children", None):
            assert f"{inner.children}: https://depdash.example{inner.href}" in first


def test_figures_lead_where_they_lead_in_the_html(deck: Deck) -> None:
    led = {
        run.hyperlink.address
        for slide in deck.slides for shape in slide.shapes for frame in texts(shape)
        for line in frame.paragraphs for run in line.runs
    } - {None}  # fmt: skip
    assert all(link.startswith("https://depdash.example/") for link in led)
    expected = [inner.href for words in deck.told.answer if (inner := getattr(words, "children", None))]
    assert {f"https://depdash.example{href}" for href in expected} <= led
    assert f"https://depdash.example{deck.told.href}" in led
    assert sum("/data?" in link or "/memo?" in link for link in led) >= len(deck.told.findings)


def test_the_same_view_gives_the_same_bytes(deck: Deck) -> None:
    with speaking(deck.view.language):
        assert slides(deck.view, deck.asked) == deck.content


def test_the_file_tells_what_it_is(deck: Deck) -> None:
    own = Presentation(io.BytesIO(deck.content)).core_properties
    assert own.title == deck.told.question
    assert deck.view.repository.snapshot.id in own.subject
    assert own.language == {"en": "en-GB", "be": "be-BY", "ru": "ru-RU"}[deck.view.language]
    assert own.created.date() == own.modified.date() == deck.view.repository.known_to


def test_the_line_asked_for_stands_on_every_slide(deck: Deck) -> None:
    for slide in deck.slides:
        assert "FOR OFFICIAL USE" in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_numbers_have_the_signs_of_the_language(repository: Repository) -> None:
    for code in ("ru", "be"):
        view = View(repository, language=code)
        with speaking(code):
            deck, shown = Presentation(io.BytesIO(slides(view, ASKED))), numeral("0.89")
        text = " ".join(frame.text for slide in deck.slides for shape in slide.shapes for frame in texts(shape))
        assert shown == "0,89"
        assert shown in text
        assert not re.search(r"How |What |Thin lines|Money at risk", text)


def test_a_text_too_long_is_set_smaller_and_a_row_grows_with_its_text() -> None:
    box, style = Box(0, 0, 3, 0.5), Style((8, 20))
    long, short = [[Run("A long sentence of many words " * 2)]], [[Run("Short")]]
    sizes = [fitted(one, (box.wide, box.high), style.sizes) for one in (long, short)]
    assert 8 <= sizes[0] < sizes[1] == 20
    assert height(long, sizes[0], box.wide) <= box.high
    assert row_height([*short, *long], [2, 2], 12) == row_height(long, [2], 12) > row_height(short, [2], 12)


def test_it_is_given_away_under_its_name(client: FlaskClient, repository: Repository) -> None:
    answer = client.get("/briefing.pptx?dependent=ARM&partner=RUS&lang=ru")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    name = f"brief_ARM_RUS_{repository.snapshot.id}.pptx"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert len(Presentation(io.BytesIO(answer.data)).slides) == 5
    assert client.get("/briefing.html?dependent=ARM&partner=RUS&lang=ru").mimetype == "text/html"
    assert client.get("/briefing.pptx?lang=de").get_json()["parameter"] == "lang"


@pytest.mark.usefixtures("no_user_store")
def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "brief.pptx"
    assert main(["brief", "--out", str(target), "--line", "Draft"]) == 0
    assert "written" in capsys.readouterr().out
    shapes = Presentation(str(target)).slides[0].shapes
    assert "DRAFT" in [shape.text_frame.text for shape in shapes if shape.has_text_frame]
