"""The brief as slides: six, one question each, with charts that can be edited and a source for every number."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from itertools import count

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from dashboard import forms
from dashboard.brief_parts import Asked, Parts, parts
from dashboard.language import tr
from dashboard.slide_pages import charted, headline, memo, risks, what_to_know
from dashboard.slide_shapes import ACCENT, INK, LANGUAGES, LINK, MUTED, SOFT, Box, Sheet, Style
from dashboard.slide_text import Run
from dashboard.theme import COLOURS
from dashboard.view import View

_WIDE, _HIGH = 13.333, 7.5  # inches
_TITLE_ONLY = 5  # the layout of python-pptx's own template that has a title and nothing else
_FONTS = {"majorFont": "Source Serif 4", "minorFont": "Source Sans 3"}
_TOLD, _LINE, _NUMBER = Box(0.6, 0.3, 7.6, 0.28), Box(8.4, 0.3, 4.333, 0.28), Box(11.733, 7.06, 1.0, 0.24)
_RULE = Box(0.6, 0.62, 12.133, 0.03)

Page = Callable[[View, Parts, Sheet], None]


def slides(view: View, asked: Asked) -> bytes:
    """Return the brief as a presentation; the same view and choices give the same bytes.

    Pairs that the memo of 2021 is not about have no slide of its verdicts.
    """
    told = parts(view, asked)
    deck = _deck(view)
    _described(deck, view, told)
    for number, page in zip(count(1), _pages(told), strict=False):
        sheet = Sheet(deck.slides.add_slide(deck.slide_layouts[0]), view.language, asked.base)
        _framed(sheet, told, asked, number)
        page(view, told, sheet)
    held = io.BytesIO()
    deck.save(held)
    return _undated(held.getvalue())


def _pages(told: Parts) -> Sequence[Page]:
    first: list[Page] = [headline, what_to_know, charted(0), charted(2)]
    return [*first, *([memo] if told.verdicts else []), risks]


def _deck(view: View) -> Deck:
    """Return a presentation without slides, wide, with one layout, in the brief's faces and colours."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_HIGH)
    kept = deck.slide_layouts[_TITLE_ONLY]
    for layout in [layout for layout in deck.slide_layouts if layout is not kept]:
        deck.slide_layouts.remove(layout)
    for holder in (deck.slide_master, kept):
        for shape in holder.shapes:
            if shape._element.spPr.xfrm is not None:  # the template is 10 inches wide
                shape.left, shape.width = int(shape.left * _WIDE / 10), int(shape.width * _WIDE / 10)
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _themed(theme.blob.decode()).encode()
    return deck


def _themed(theme: str) -> str:
    """Return a theme with the brief's faces and colours, which new charts and texts of the deck take too."""
    for part, face in _FONTS.items():
        theme = re.sub(rf'(<a:{part}>\s*<a:latin typeface=")[^"]*', rf"\g<1>{face}", theme)
    accents = {f"accent{place}": colour[1:] for place, colour in enumerate((*COLOURS, f"#{ACCENT}"), 1)}
    for name, colour in {**accents, "dk2": SOFT, "hlink": LINK, "folHlink": LINK}.items():
        theme = re.sub(rf'(<a:{name}>\s*<a:srgbClr val=")[^"]*', rf"\g<1>{colour.upper()}", theme)
    return re.sub(r"(<a:dk1>).*?(</a:dk1>)", rf'\g<1><a:srgbClr val="{INK.upper()}"/>\g<2>', theme, flags=re.DOTALL)


def _described(deck: Deck, view: View, told: Parts) -> None:
    """Say in the file's properties what it is of; its day is that of the data, not of the making."""
    own, day = deck.core_properties, datetime.combine(view.repository.known_to, time(), UTC).replace(tzinfo=None)
    own.title, own.subject, own.language = told.question, told.told, LANGUAGES[view.language]
    own.author = own.last_modified_by = "depdash"
    own.keywords, own.comments, own.revision = view.repository.snapshot.id, told.href, 1
    own.created = own.modified = day


def _framed(sheet: Sheet, told: Parts, asked: Asked, number: int) -> None:
    """Put on a slide what all of them have: what it is based on, the line asked for, a rule and its number."""
    small = Style((9, 11), MUTED)
    sheet.text(_TOLD, [[Run("depdash", bold=True), Run(f" · {told.told}")]], small, tr("What it is based on"))
    if asked.line:
        line = Style((6, 11), ACCENT, bold=True, align="right")
        sheet.text(_LINE, [[Run(asked.line.upper())]], line, tr("Line asked for"))
    sheet.rule(_RULE, ACCENT)
    sheet.text(_NUMBER, [[Run(str(number))]], small._replace(align="right"), tr("Number of the slide"))


def _undated(content: bytes) -> bytes:
    """Return a package whose parts bear no time of day."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return forms.archive({name: packed.read(name) for name in packed.namelist()})
