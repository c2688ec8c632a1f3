"""The formulas of the catalogue as MathML, which browsers set by themselves: no script, no picture."""

import re
from collections.abc import Sequence

from dashboard.markup import Element
from dashboard.theme import MINUS

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|[A-Za-z]+|\S")
_SPACES = {r"\,": "0.17em", r"\;": "0.28em", r"\quad": "1em"}
_OPERATORS = {
    "-": MINUS, r"\cdot": "·", r"\wedge": "∧", r"\le": "≤", r"\geq": "≥", r"\in": "∈", r"\{": "{", r"\}": "}",
    r"\#": "#",
} | {sign: sign for sign in "+/=<>:,;()[]"}  # fmt: skip
_LETTERS = {r"\theta": "θ", r"\tau": "τ", r"\phi": "φ", r"\pi": "π", r"\sigma": "σ"}
_INDICES = set("bpwjkt")  # letters that stand for a country, a product or a time: `bp` is b and p, `low` a word


def mathml(tex: str) -> Element:
    """Return a formula of LaTeX, in the part of it that the catalogue uses, as a `math` element.

    Raises ValueError for a command that is not known, or a group that is not closed.

    >>> mathml("x^2").children[0].tag
    'msup'
    """
    tokens = _tokens(tex)
    parts = _row(tokens, "")
    return Element("math", parts, display="block", tabindex="0")  # a telephone moves long ones sideways


def _tokens(tex: str) -> list[str]:
    """Return the tokens, the last one first; the words of `text` stay whole, behind a space."""
    found: list[str] = []
    for position, stretch in enumerate(re.split(r"\\text\{([^}]*)\}", tex)):
        if position % 2:
            found.append(f" {stretch}")
            continue
        for part in _TOKEN.findall(stretch):
            found += part if set(part) <= _INDICES else [part]
    return found[::-1]


def _row(tokens: list[str], end: str) -> list[Element]:
    """Return the parts up to `end`, with their indices and powers; takes them off the tokens."""
    parts: list[Element] = []
    while tokens and tokens[-1] != end:
        if tokens[-1] in "_^":
            base = parts.pop() if parts else Element("mrow", [])
            parts.append(_scripted(base, tokens))
        else:
            parts.append(_one(tokens))
    if end:
        _take(tokens, end)
    return parts


def _scripted(base: Element, tokens: list[str]) -> Element:
    scripts: dict[str, Element] = {}
    while tokens and tokens[-1] in "_^":
        mark = tokens.pop()
        scripts[mark] = _one(tokens)
    below, above = ("munder", "mover") if base.children == "∑" else ("msub", "msup")
    both = "munderover" if base.children == "∑" else "msubsup"
    tag = both if len(scripts) == 2 else {"_": below, "^": above}[next(iter(scripts))]
    return Element(tag, [base, *(scripts[mark] for mark in "_^" if mark in scripts)])


def _one(tokens: list[str]) -> Element:
    """Return the next part: a group, a command with what it takes, a number, a name or a sign."""
    if not tokens:
        raise ValueError("a formula ends where something is expected")
    part = tokens.pop()
    if part == "{":
        return _grouped(_row(tokens, "}"))
    if part == r"\frac":
        return Element("mfrac", [_one(tokens), _one(tokens)])
    if part == r"\sqrt":
        return Element("msqrt", [_one(tokens)])
    if part == r"\left":
        opens = Element("mo", tokens.pop())
        return Element("mrow", [opens, *_row(tokens, r"\right"), Element("mo", tokens.pop())])
    return _leaf(part)


def _leaf(part: str) -> Element:
    if part.startswith(" "):
        return Element("mtext", part.replace(" ", "\N{NO-BREAK SPACE}"))
    if part in _SPACES:
        return Element("mspace", width=_SPACES[part])
    if part == r"\sum":
        return Element("mo", "∑")
    if part == "|":
        return Element("mo", part, lspace="0", rspace="0")
    if part in _OPERATORS:
        return Element("mo", _OPERATORS[part], stretchy="false")
    if part[0].isdigit():
        return Element("mn", part)
    if part in _LETTERS or part.isalpha():
        return Element("mi", _LETTERS.get(part, part))
    raise ValueError(f"no part of a formula is known as {part!r}")


def _grouped(parts: Sequence[Element]) -> Element:
    return parts[0] if len(parts) == 1 else Element("mrow", list(parts))


def _take(tokens: list[str], expected: str) -> None:
    if not tokens or tokens.pop() != expected:
        raise ValueError(f"a formula lacks {expected!r}")
