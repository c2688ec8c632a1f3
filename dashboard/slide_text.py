"""Text of slides measured before it is set: PowerPoint breaks lines, but its file cannot tell how many there will be.

The theme's own faces are measured. Machines without them show others, some of them wider, so that room is left.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dash import html
from PIL import ImageFont

from dashboard.language import Words
from dashboard.theme import curly

_FONTS = Path(__file__).parent / "assets" / "fonts"
_FILES = {"sans": "source-sans-3", "serif": "source-serif-4"}
_WEIGHTS = {False: 400, True: 640}
_EM = 100  # at which letters are measured: wide enough that rounding does not tell
_ROOM = 1.12  # times the width measured, for faces that stand in
LEADING = 1.24  # of the size: the distance between lines
_AFTER = 0.45  # of the size: the space after a paragraph that others follow


class Run(NamedTuple):
    """A piece of text of one look, and where it leads."""

    text: str
    bold: bool = False
    href: str = ""  # begins with a slash
    of: str = ""  # the indicator or measure that it is a value of, with its variant and period
    variant: str = ""
    period: str = ""


Paragraph = Sequence[Run]


def runs(words: Words) -> list[Run]:
    """Return the words of a sentence as runs; a value of it leads to its lineage as it does on a page.

    >>> runs(["Russia took ", html.B(html.A("41 %", href="/data", **{"data-point": "export_share"}))])[1]
    Run(text='41 %', bold=True, href='/data', of='export_share', variant='', period='')
    """
    return [_run(word) for word in words]


def _run(word: object) -> Run:
    if not isinstance(word, html.B):
        return Run(curly(str(word)))
    inner = word.children
    if not isinstance(inner, html.A):
        return Run(str(inner), bold=True)
    point = [getattr(inner, name, "") for name in ("data-point", "data-variant", "data-period")]
    return Run(str(inner.children), True, inner.href, *point)


def width(text: str, size: float, family: str = "sans", bold: bool = False) -> float:
    """Return how wide a text is in inches at a size in points, as the theme's face has it.

    >>> 0.5 < width("Dependence", 12) < 1.2 and width("Dependence", 24) == 2 * width("Dependence", 12)
    True
    """
    return sum(_advance(letter, family, bold) for letter in text) * size / 72


def height(
    paragraphs: Sequence[Paragraph], size: float, wide: float, family: str = "sans", bold: bool = False
) -> float:
    """Return how high paragraphs stand in inches in a box `wide` inches wide, with room for wider faces.

    >>> one = height([[Run("Dependence")]], 12, 5)
    >>> round(height([[Run("Dependence " * 20)]], 12, 5) / one)
    5
    """
    counts = [_lines(paragraph, size, wide, family, bold) for paragraph in paragraphs]
    return (sum(counts) * LEADING + (len(counts) - 1) * _AFTER) * size / 72


def fitted(
    paragraphs: Sequence[Paragraph],
    box: tuple[float, float],
    sizes: tuple[float, float],
    family: str = "sans",
    bold: bool = False,
) -> float:
    """Return the largest size in points, of those from the least to the most by halves, at which paragraphs fit a box.

    Where none does it is the least one.

    >>> fitted([[Run("Short")]], (5, 1), (10, 20)), fitted([[Run("Much longer " * 40)]], (5, 1), (10, 20))
    (20, 10.0)
    """
    least, most = sizes
    size = most
    while size > least and height(paragraphs, size, box[0], family, bold) > box[1]:
        size -= 0.5
    return size


def space_after(size: float) -> float:
    """Return the space after a paragraph in points, as `height` counts it.

    >>> space_after(20)
    9.0
    """
    return size * _AFTER


def _lines(paragraph: Paragraph, size: float, wide: float, family: str, bold: bool) -> int:
    """Return how many lines a paragraph takes: words go to the next one whole, longer ones than a line are broken."""
    count, taken, blank = 1, 0.0, width(" ", size, family) * _ROOM
    for word, heavy in _words(paragraph, bold):
        long = width(word, size, family, heavy) * _ROOM
        if taken and taken + blank + long > wide:
            count, taken = count + 1, 0.0
        taken += long + (blank if taken else 0.0)
        while taken > wide:
            count, taken = count + 1, taken - wide
    return count


def _words(paragraph: Paragraph, bold: bool) -> list[tuple[str, bool]]:
    return [(word, bold or run.bold) for run in paragraph for word in run.text.split(" ") if word]


@cache
def _advance(letter: str, family: str, bold: bool) -> float:
    """Return how wide a letter is, in ems."""
    return _face(family, "cyrillic" if "\u0400" <= letter <= "\u04ff" else "latin", bold).getlength(letter) / _EM


@cache
def _face(family: str, subset: str, bold: bool) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(_FONTS / f"{_FILES[family]}-{subset}-wght-normal.woff2", _EM)
    axes = face.get_variation_axes()
    weight, own = _WEIGHTS[bold], [axis["default"] or 0 for axis in axes]
    face.set_variation_by_axes(
        [weight if axis["name"] == b"Weight" else value for axis, value in zip(axes, own, strict=True)]
    )
    return face
