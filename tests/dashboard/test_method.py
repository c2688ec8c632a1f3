"""docs/method: every indicator and rule with its formula, inputs, reference and caveats, as declared."""

import re
from pathlib import Path

import pytest

from dashboard.method import method
from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Indicator
from indicators.rules import RULES

DOCS = Path(__file__).parents[2] / "docs" / "method"


def test_the_pages_are_those_that_the_declarations_make(repository: Repository) -> None:
    pages = method(repository.measures)
    assert {path.name for path in DOCS.iterdir()} == pages.keys()
    for name, text in pages.items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, "depdash indicators --method docs/method"


@pytest.mark.parametrize("declared", CATALOGUE.values(), ids=lambda declared: declared.id)
def test_an_indicator_has_a_formula_inputs_a_reference_and_caveats(repository: Repository, declared: Indicator) -> None:
    page = method(repository.measures)[f"{declared.theme}.md"]
    (section,) = re.findall(rf"^## [^\n]* \(`{declared.id}`\)\n(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL)
    for text in (declared.question, f"$${declared.tex}$$", declared.formula, declared.reference, *declared.caveats):
        assert text
        assert text in section
    assert declared.tex.count("{") == declared.tex.count("}")
    assert declared.caveats
    for variant in declared.variants:
        assert variant.reason in section
        for given in variant.inputs.values():
            assert f"`{given.measure}`" in section or not given.measure


def test_every_rule_is_explained(repository: Repository) -> None:
    page = method(repository.measures)["rules.md"]
    assert re.findall(r"^## `(\w+)`$", page, flags=re.MULTILINE) == list(RULES)
    assert all(rule.__doc__ for rule in RULES.values())
    assert ">>>" not in page
