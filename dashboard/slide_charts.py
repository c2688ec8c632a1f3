"""Charts of a brief as native ones: PowerPoint draws them, and their numbers can be edited in the workbook within.

Statuses are told by marks as on the pages, bounds are thin lines, and nothing is drawn across a year without a value.
"""

from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData
from pptx.chart.series import LineSeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from dashboard.axes import unit_label
from dashboard.charts import Chart
from dashboard.figures import colours
from dashboard.language import tr
from dashboard.slide_series import Column, Series, book, series_of
from dashboard.slide_shapes import MUTED, RULE, SOFT, Box, Sheet
from dashboard.theme import SYMBOLS

_FIRM = ("reported", "mirror")
_MARKS = {"circle": XL_MARKER_STYLE.CIRCLE, "square": XL_MARKER_STYLE.SQUARE, "diamond": XL_MARKER_STYLE.DIAMOND,
          "triangle-up": XL_MARKER_STYLE.TRIANGLE}  # fmt: skip
_FORMATS = {"index": "0.0", "percent": "0"}
_MOST_YEARS = 8  # labelled below a chart
_WIDTH, _THIN = 2.25, 0.75  # points
_LETTERS = 11  # points


def draw(sheet: Sheet, box: Box, declared: Chart, told: str) -> None:
    """Put a chart into a box as one of PowerPoint's own, with words for those who do not see it."""
    series = series_of(declared)
    data = CategoryChartData(number_format="General")
    data.categories = series.years
    for column in series.columns:
        data.add_series(column.name, column.numbers)
    left, top, wide, high = (Inches(inches) for inches in box)
    shapes: Any = sheet.slide.shapes  # whose types are not those of what it takes and returns
    frame = shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, left, top, wide, high, data)
    frame._element._nvXxPr.cNvPr.set("descr", told)
    frame.name = declared.title
    native: Native = frame.chart
    part: Any = native.part
    part.chart_workbook.update_from_xlsx_blob(book(series))  # all digits, and no time of day
    _styled(native, declared, series)


def _styled(native: Native, declared: Chart, series: Series) -> None:
    native.has_title = False
    native.font.size, native.font.color.rgb = Pt(_LETTERS), _rgb(SOFT)
    _axes(native, declared, len(series.years))
    for drawn, column in zip(native.plots[0].series, series.columns, strict=True):
        colour = _rgb(colours(declared.lines)[column.line])
        if column.field == "value":
            _line(drawn, column, colour)
        else:
            _bound(drawn, column, colour)
    _legend(native, series)


def _axes(native: Native, declared: Chart, count: int) -> None:
    values, years = native.value_axis, native.category_axis
    unit = unit_label(declared.unit)["text"]
    for axis, title in ((values, unit), (years, tr("Year"))):
        axis.has_title = True
        frame = axis.axis_title.text_frame
        frame.text = title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.rgb = Pt(_LETTERS), False, _rgb(MUTED)
        axis.format.line.color.rgb = _rgb(RULE)
        axis.tick_labels.font.size = Pt(_LETTERS)
    values.major_gridlines.format.line.color.rgb = _rgb(RULE)
    values.major_gridlines.format.line.width = Pt(0.5)
    values.format.line.fill.background()
    values.tick_labels.number_format = _FORMATS.get(declared.unit, "#,##0")
    values.tick_labels.number_format_is_linked = False
    if declared.unit == "index":
        values.minimum_scale, values.maximum_scale, values.major_unit = 0, 1, 0.2
    step = -(-count // _MOST_YEARS)
    last = years._element.find(qn("c:noMultiLvlLbl"))
    for name in ("tickLblSkip", "tickMarkSkip"):
        last.addprevious(parse_xml(f'<c:{name} {nsdecls("c")} val="{step}"/>'))


def _line(drawn: LineSeries, column: Column, colour: RGBColor) -> None:
    """Draw a line whole where values are reported, dotted to softer ones, with the mark of each one's status."""
    drawn.smooth = False
    drawn.format.line.color.rgb, drawn.format.line.width = colour, Pt(_WIDTH)
    drawn.marker.style = XL_MARKER_STYLE.NONE
    numbers, firm = column.numbers, True
    for place, row in enumerate(column.rows):
        if row is None or numbers[place] is None:
            continue
        before, firm = firm, row.status in _FIRM
        _marked(drawn.points[place], SYMBOLS[row.status], colour, 4 if firm else 6, dotted=not (before and firm))


def _marked(point: Any, symbol: str, colour: RGBColor, size: int, *, dotted: bool) -> None:
    line, marker = point.format.line, point.marker
    line.color.rgb, line.width = colour, Pt(1.5 if dotted else _WIDTH)
    line.dash_style = MSO_LINE_DASH_STYLE.ROUND_DOT if dotted else MSO_LINE_DASH_STYLE.SOLID
    marker.style, marker.size = _MARKS[symbol.removesuffix("-open")], size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = RGBColor(255, 255, 255) if symbol.endswith("-open") else colour
    marker.format.line.color.rgb = colour


def _bound(drawn: LineSeries, column: Column, colour: RGBColor) -> None:
    """Draw a bound as a thin pale line, and as a dash where it stands alone."""
    drawn.smooth = False
    drawn.format.line.color.rgb, drawn.format.line.width = colour, Pt(_THIN)
    _paled(drawn.format.line._ln)
    drawn.marker.style = XL_MARKER_STYLE.NONE
    numbers = [None, *column.numbers, None]
    for place, (before, own, after) in enumerate(zip(numbers, numbers[1:], numbers[2:], strict=False)):
        if own is not None and before is None and after is None:
            marker = drawn.points[place].marker
            marker.style, marker.size = XL_MARKER_STYLE.DASH, 7
            marker.format.fill.solid()
            marker.format.fill.fore_color.rgb = colour


def _paled(line: Any) -> None:
    for colour in line.iter(qn("a:srgbClr")):
        colour.append(parse_xml(f'<a:alpha {nsdecls("a")} val="55000"/>'))


def _legend(native: Native, series: Series) -> None:
    """Name the lines above the chart where there are several; bounds have no names of their own there."""
    native.has_legend = sum(column.field == "value" for column in series.columns) > 1
    if not native.has_legend:
        return
    legend = native.legend
    legend.position, legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    legend.font.size = Pt(_LETTERS)
    position = legend._element.find(qn("c:legendPos"))
    for place, column in reversed(list(enumerate(series.columns))):
        if column.field != "value":
            position.addnext(parse_xml(
                f'<c:legendEntry {nsdecls("c")}><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>'
            ))  # fmt: skip


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())
