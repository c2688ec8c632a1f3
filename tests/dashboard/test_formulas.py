"""Formulas as MathML: every one of the catalogue, and what is no formula."""

from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.formulas import mathml
from dashboard.markup import Element, settled
from indicators.catalogue import CATALOGUE
from indicators.model import Indicator

_CHILDREN = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}


def elements(part: Any) -> Iterator[Element]:
    if isinstance(part, list):
        for each in part:
            yield from elements(each)
    elif isinstance(part, Element):
        yield part
        yield from elements(part.children)


def written(part: Any) -> str:
    """A formula as one would read it aloud: fractions and scripts with their signs."""
    if isinstance(part, list):
        return "".join(map(written, part))
    if not isinstance(part, Element):
        return "" if part is None else str(part)
    inner = [written(each) for each in part.children] if isinstance(part.children, list) else [written(part.children)]
    signs = {"mfrac": "/", "msub": "_", "msup": "^", "munder": "_", "mover": "^"}
    if part.tag in ("msubsup", "munderover"):
        return f"{inner[0]}_{inner[1]}^{inner[2]}"
    return f"({signs[part.tag].join(inner)})" if part.tag in signs else "".join(inner)


@pytest.mark.parametrize("declared", CATALOGUE.values(), ids=lambda declared: declared.id)
def test_every_formula_of_the_catalogue_is_set(declared: Indicator) -> None:
    found = list(elements(mathml(declared.tex)))
    assert {each.tag: len(each.children) for each in found if each.tag in _CHILDREN}.items() <= _CHILDREN.items()
    assert sum(each.tag == "mfrac" for each in found) == declared.tex.count(r"\frac")
    assert "\\" not in settled(found[0]).inner


@pytest.mark.parametrize(
    ("tex", "read"),
    [
        (r"\frac{X_{bp}}{X_{bw}}", "((X_bp)/(X_bw))"),
        (r"1 - \frac{p_c}{p_B}", "1−((p_c)/(p_B))"),
        (r"\sum_j \left( \frac{a}{b} \right)^2", "(∑_j)(((a/b))^2)"),
        (r"X^{27}_{bp}", "X_bp^27"),
        (r"\theta \quad \text{and so} \le 7.3 \, Brent", "θ\N{NO-BREAK SPACE}and\N{NO-BREAK SPACE}so≤7.3Brent"),
    ],
)  # fmt: skip
def test_a_formula_is_built_as_it_is_written(tex: str, read: str) -> None:
    assert written(mathml(tex).children) == read


@pytest.mark.parametrize("tex", [r"\unknown{x}", r"\frac{a}", "{a", r"\left( a", "a_"])
def test_what_is_no_formula_is_refused(tex: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        mathml(tex)


@pytest.mark.parametrize(
    ("tex", "tag"),
    [(r"\sum_k x", "munder"), (r"\sum_{t-4}^{t} x", "munderover"), ("x_k", "msub"), ("x_k^2", "msubsup")],
)
def test_what_a_sum_runs_over_stands_below_it(tex: str, tag: str) -> None:
    assert mathml(tex).children[0].tag == tag
