"""What stands on a slide: boxes of text, tables, rules and pictures, in the brief's colours, each where it is put."""

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Length, Pt

from dashboard.slide_text import LEADING, Paragraph, Run, fitted, height, space_after

# The colours of assets/print/brief.css.
INK, SOFT, MUTED, RULE, ACCENT, LINK = "1d2129", "454d5a", "59616d", "d9d5ca", "9d2235", "23506f"
LANGUAGES = {"en": "en-GB", "be": "be-BY", "ru": "ru-RU"}
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # neither fills nor lines
_CELL = 0.07  # inches between a cell's text and its edge
Rows = Sequence[Sequence[Paragraph]]
_THEME = {"sans": "+mn-lt", "serif": "+mj-lt"}


class Box(NamedTuple):
    """A place on a slide, in inches."""

    left: float
    top: float
    wide: float
    high: float


class Style(NamedTuple):
    """How a text looks; its size is the largest of `sizes` at which it fits."""

    sizes: tuple[float, float]
    colour: str = INK
    family: str = "sans"
    bold: bool = False
    align: str = "left"
    anchor: str = "top"


class Sheet:
    """A slide that is filled: every text speaks a language, every link leads to a server."""

    def __init__(self, slide: Slide, language: str, base: str) -> None:
        self.slide, self.language, self._base = slide, language, base

    def address(self, href: str) -> str:
        """Return an address of the dashboard as a link from elsewhere."""
        return f"{self._base}{href[1:]}"

    def text(self, box: Box, paragraphs: Sequence[Paragraph], style: Style, name: str, language: str = "") -> None:
        """Put paragraphs into a box, at the largest size of their style that fits."""
        shape = self.slide.shapes.add_textbox(*_place(box))
        shape.name = name
        self._filled(shape.text_frame, box, paragraphs, style, language)

    def title(self, box: Box, text: str, style: Style) -> None:
        """Put the slide's title into its placeholder, by which outlines and readers find it."""
        (shape,) = self.slide.placeholders  # the layout has no other
        shape.left, shape.top, shape.width, shape.height = _place(box)
        self._filled(shape.text_frame, box, [[Run(text)]], style, "")

    def rule(self, box: Box, colour: str) -> None:
        """Draw a rule, which says nothing."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(colour.upper())
        shape.line.fill.background()
        shape._element.remove(shape._element.find(qn("p:style")))  # which has a shadow
        shape.name = "rule"
        _described(shape, "")

    def picture(self, box: Box, content: bytes, told: str) -> None:
        """Put a picture into a box, with words for those who do not see it."""
        _described(self.slide.shapes.add_picture(io.BytesIO(content), *_place(box)), told)

    def table(self, box: Box, columns: Sequence[float], rows: Rows, style: Style, told: str) -> None:
        """Put a table of one line of heads and rows of numbers into a box; `columns` are parts of its width."""
        count = len(rows)
        frame = self.slide.shapes.add_table(count, len(columns), *_place(box))
        _described(frame, told)
        table = frame.table
        for style_id in table._tbl.iter(qn("a:tableStyleId")):
            style_id.text = _PLAIN_TABLE
        table.horz_banding = False
        wide = [box.wide * part / sum(columns) for part in columns]
        for place, inches in enumerate(wide):
            table.columns[place].width = Inches(inches)
        size = self.table_size(box, columns, rows, style)
        for place, row in enumerate(rows):
            table.rows[place].height = Inches(row_height(row, wide, size))
            for column, content in enumerate(row):
                look = style._replace(sizes=(size, size), align="right" if column else "left",
                                      colour=style.colour if place else MUTED, anchor="middle")  # fmt: skip
                self._cell(table.cell(place, column), content, look)
        frame.height = Emu(sum(int(table.rows[place].height) for place in range(count)))

    @staticmethod
    def table_size(box: Box, columns: Sequence[float], rows: Rows, style: Style) -> float:
        """Return the largest size of a style at which a table fits its box; the least where none does."""
        wide, size = [box.wide * part / sum(columns) for part in columns], style.sizes[1]
        while size > style.sizes[0] and sum(row_height(row, wide, size) for row in rows) > box.high:
            size -= 0.5
        return size

    def note(self, text: str) -> None:
        """Put a text into the notes of the speaker, which have no room to run out of."""
        frame = self.slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = text

    def _cell(self, cell: Any, content: Paragraph, style: Style) -> None:
        cell.margin_left = cell.margin_right = Inches(_CELL)
        cell.margin_top = cell.margin_bottom = Inches(_CELL / 2)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        self._written(cell.text_frame, [content], style, style.sizes[0], self.language)
        properties = cell._tc.get_or_add_tcPr()
        properties.append(parse_xml(
            f'<a:lnB {nsdecls("a")} w="6350"><a:solidFill><a:srgbClr val="{RULE.upper()}"/></a:solidFill></a:lnB>'
        ))  # fmt: skip

    def _filled(self, frame: TextFrame, box: Box, paragraphs: Sequence[Paragraph], style: Style, language: str) -> None:
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Length(0)
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[
            style.anchor
        ]
        size = fitted(paragraphs, (box.wide, box.high), style.sizes, style.family, style.bold)
        self._written(frame, paragraphs, style, size, language or self.language)

    def _written(
        self, frame: TextFrame, paragraphs: Sequence[Paragraph], style: Style, size: float, language: str
    ) -> None:
        for place, runs in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.RIGHT if style.align == "right" else PP_ALIGN.LEFT
            paragraph.line_spacing = Pt(round(size * LEADING, 1))
            paragraph.space_before = Pt(0)
            paragraph.space_after = Pt(space_after(size) if place + 1 < len(paragraphs) else 0)
            for one in runs:
                run = paragraph.add_run()
                run.text = one.text
                run.font.size, run.font.bold, run.font.name = Pt(size), style.bold or one.bold, _THEME[style.family]
                run.font.color.rgb = RGBColor.from_string(style.colour.upper())
                run.font._rPr.set("lang", LANGUAGES[language])
                if one.href:
                    run.hyperlink.address = self.address(one.href)


def row_height(row: Sequence[Paragraph], wide: Sequence[float], size: float) -> float:
    """Return how high a row of a table stands, in inches.

    >>> row_height([[Run("1")]], [2.0], 10) < row_height([[Run("many words " * 9)]], [2.0], 10)
    True
    """
    inner = [inches - 2 * _CELL for inches in wide]
    tallest = max(height([cell], size, inches) for cell, inches in zip(row, inner, strict=True))
    return tallest + _CELL


def _place(box: Box) -> tuple[Length, Length, Length, Length]:
    return Inches(box.left), Inches(box.top), Inches(box.wide), Inches(box.high)


def _described(shape: Any, told: str) -> None:
    """Give a shape the words that stand for it; none to one that only adorns."""
    shape._element._nvXxPr.cNvPr.set("descr", told)
