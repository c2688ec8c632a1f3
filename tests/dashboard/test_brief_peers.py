"""The same brief for the neighbours: made in each form, and what is about Belarus alone is left out in words."""

import io
import re

import pytest
from flask.testing import FlaskClient
from pptx import Presentation

from dashboard.brief_parts import Asked, parts, without_risks
from dashboard.language import speaking
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.view import View
from indicators.model import Pair

NAMES = {"ARM": "Armenia", "KGZ": "Kyrgyzstan", "MDA": "Moldova"}
WITHOUT = (
    "The memo of 2021 is about Belarus and Russia. None of its statements is about {name} and Russia, and what its "
    "scenarios rest on is not known of them."
)


def said(document: str) -> str:
    """The text of a document without its drawings."""
    return " ".join(re.sub(r"<svg.*?</svg>|<style.*?</style>|<[^>]*>", " ", document, flags=re.S).split())


@pytest.mark.parametrize("code", NAMES)
def test_a_neighbour_has_the_same_brief(code: str, client: FlaskClient, repository: Repository) -> None:
    asked = f"dependent={code}&partner=RUS"
    page, name = client.get(f"/briefing.html?{asked}").text, NAMES[code]
    text = said(page)
    assert f"How far does {name} depend on Russia?" in text
    assert WITHOUT.format(name=name) in text
    assert text.count("Belarus") == 1
    assert "tested on what is known now" not in text
    assert "To be financed" not in text
    assert page.count("<figure") >= 2
    made = parts(View(repository, Query(Pair(code, "RUS"))), Asked())
    assert len(made.findings) >= 3
    assert not made.verdicts
    assert all(one.text in text for one in made.findings)
    slides = Presentation(io.BytesIO(client.get(f"/briefing.pptx?{asked}").data)).slides
    shown = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    assert WITHOUT.format(name=name) in shown
    assert not [text for text in shown if "memo of September 2021" in text]


def test_the_memo_s_own_pair_has_its_scenarios(repository: Repository) -> None:
    assert [one.name for one in parts(View(repository), Asked()).risks] == ["S1", "S2", "S3"]
    assert "on this day" in without_risks(View(repository))


@pytest.mark.parametrize("language", ["be", "ru"])
def test_it_is_left_out_in_each_language(language: str, repository: Repository) -> None:
    with speaking(language):
        for pair in (DEFAULT_PAIR, Pair("ARM", "RUS")):
            assert not re.search("[A-Za-z]", without_risks(View(repository, Query(pair), language=language)))
