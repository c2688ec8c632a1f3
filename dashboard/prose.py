"""The Markdown that the method is written in, as parts of a page: headings, paragraphs, lists and tables."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from dash import html

from dashboard.components import table
from dashboard.theme import MINUS, curly

_INLINE = re.compile(r"`([^`]*)`|\[([^\]]*)\]\(([^)]*)\)")
_ITEM = re.compile(r"(?:- |\d+\. )")


def prose(markdown: str, *, below: int = 1) -> list[Any]:
    """Return the parts of a text; its headings stand `below` so many levels of a page.

    Taken are headings, paragraphs, lists of one level, tables and `code`; other marks stay as they are written.

    >>> [type(part).__name__ for part in prose("## Rules\\n\\nOne `x`.\\n\\n- a\\n- b")]
    ['H3', 'P', 'Ul']
    """
    return [part for block in markdown.strip().split("\n\n") for part in _block(block, below)]


def _block(block: str, below: int) -> Iterator[Any]:
    lines = block.strip("\n").split("\n")
    if lines[0].startswith("#"):
        marks, _, title = lines[0].partition(" ")
        yield getattr(html, f"H{min(len(marks) + below, 6)}")(inline(title))
    elif lines[0].startswith("|"):
        heads, _, *rows = ([inline(cell) for cell in _cells(line)] for line in lines)
        # Two columns fit a narrow screen as they are.
        look = "stacked" if len(heads) > 2 else "plain-table"
        yield table(["".join(map(_plain, head)) for head in heads], rows, name=look)
    elif _ITEM.match(lines[0]):
        items = [html.Li(inline(text)) for text in _items(lines)]
        yield html.Ol(items) if lines[0][0].isdigit() else html.Ul(items)
    else:
        yield html.P(inline(" ".join(lines)))


def _items(lines: Iterable[str]) -> list[str]:
    """Return the texts of a list's items; a line without a mark goes on with the one before."""
    found: list[str] = []
    for line in lines:
        if mark := _ITEM.match(line):
            found.append(line[mark.end() :])
        else:
            found[-1] += f" {line.strip()}"
    return found


def _cells(line: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def inline(text: str) -> list[Any]:
    """Return a line of text with its code set apart and the signs of print; a link stands as its words.

    >>> inline("a - b of `gdp`")[0]
    'a − b of '
    """
    parts: list[Any] = []
    position = 0
    for found in _INLINE.finditer(text):
        parts += [printed(text[position : found.start()]), html.Code(found[1]) if found[1] is not None else found[2]]
        position = found.end()
    return [part for part in [*parts, printed(text[position:])] if part != ""]


def printed(text: str) -> str:
    """Return text with the minus and multiplication signs of print and its apostrophes."""
    return curly(text.replace(" - ", f" {MINUS} ").replace(" x ", " × "))


def _plain(part: Any) -> str:
    return part if isinstance(part, str) else str(part.children)
