"""The printed brief: its words lie on the page, none on another, in its own faces; its numbers are in the files."""

import csv
import io
import itertools
import logging
import re
from collections.abc import Iterator
from html import unescape

import pdfplumber
import pytest
from flask.testing import FlaskClient

from dashboard.brief import Asked, brief
from dashboard.brief_findings import WATCHED, findings
from dashboard.brief_pdf import printed
from dashboard.index_view import INDEX
from dashboard.language import speaking
from dashboard.repository import Repository
from dashboard.theme import MINUS
from dashboard.view import View
from indicators.catalogue import CATALOGUE

_LETTER = r"[^\W_ʼ]"  # the last is an apostrophe: one glyph, which PDF readers take for a letter
_FACES = {"SourceSans3", "SourceSerif4"}
_DATES = (
    r"\b\d{1,2} [A-Z][a-z]+ \d{4}|\b[A-Z][a-z]+ (?:19|20)\d\d|\b(?:19|20)\d\d(?:-\d\d|Q\d)?\b|\b[CS]\d+\b|\b12 months\b"
)
_NUMBER = rf"[{MINUS}+]?\d[\d,]*(?:\.\d+)?"


@pytest.fixture(scope="module", params=["en", "ru", "be"])
def document(request: pytest.FixtureRequest, repository: Repository) -> str:
    """The brief as HTML, in each language."""
    with speaking(request.param):
        return brief(View(repository, language=request.param), Asked())


@pytest.fixture(scope="module")
def pages(document: str) -> Iterator[list[pdfplumber.page.Page]]:
    """The pages of its PDF."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # Chromium's fonts state no box, which nothing here needs
    with pdfplumber.open(io.BytesIO(printed(document))) as opened:
        yield opened.pages


def told(document: str) -> str:
    """Return the text of a document without its charts, a line for each block."""
    body = re.sub(r"<svg.*?</svg>|<style.*?</style>|<title.*?</title>|<figure.*?</figure>", "", document, flags=re.S)
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|li|h1|h2|td|th|div)>", "\n", body)))


@pytest.mark.browser
def test_every_word_lies_on_its_page_and_on_no_other(pages: list[pdfplumber.page.Page]) -> None:
    assert len(pages) == 2
    for page in pages:
        words = page.extract_words()
        assert len(words) > 100
        for word in words:
            assert 0 <= word["x0"] < word["x1"] <= page.width, word["text"]
            assert 0 <= word["top"] < word["bottom"] <= page.height, word["text"]
        for one, other in itertools.combinations(words, 2):
            wide = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
            high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            line = min(one["bottom"] - one["top"], other["bottom"] - other["top"])
            assert wide <= 0.5 or high <= line / 8, (one["text"], other["text"])  # boxes are higher than their letters


@pytest.mark.browser
def test_no_glyph_is_missing_and_no_word_is_lost(pages: list[pdfplumber.page.Page], document: str) -> None:
    characters = [character for page in pages for character in page.chars]
    # A letter that these faces lack would be set in another one.
    assert {character["fontname"].partition("+")[2].partition("-")[0] for character in characters} == _FACES
    text = "".join(page.extract_text() for page in pages)
    assert not re.search(r"\ufffd|\(cid:", text)
    printed_words = "".join(re.findall(_LETTER, text))
    for word in told(document).split():  # a cell of two lines has its words apart
        assert "".join(re.findall(_LETTER, word)) in printed_words, word


def of_values(client: FlaskClient, names: set[str]) -> set[float]:
    """Return every number of the files of indicators and measures, and what the last ones of each differ by."""
    found: set[float] = set()
    for name in sorted(names):
        kind = "indicators" if name in CATALOGUE else "measures"
        rows = [row for row in rows_of(client, f"/api/v1/{kind}/{name}.csv") if row["low"] or row["value"]]
        of_row = [[float(row[column]) for column in ("value", "low", "high") if row[column]] for row in rows]
        found |= set(itertools.chain.from_iterable(of_row))
        for before, after in itertools.pairwise(of_row):
            found |= {b - a for a in before for b in after}
    return found


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text[:200])
    return list(csv.DictReader(io.StringIO(answer.text)))


def in_the_files(client: FlaskClient, repository: Repository) -> dict[str, set[float]]:
    """Return, by the heading of each part of the brief, the numbers of the files that it draws on."""
    alerted = {one.of for one in findings(View(repository)) if one.of}
    states = [row["now_state"] for row in rows_of(client, "/api/v1/claims.csv")]
    counts = {float(states.count(state)) for state in set(states)}
    undecided = sum(state in ("undecidable", "undocumented", "not_testable") for state in states)
    scenarios = [
        cell
        for name in repository.scenarios.scenarios
        for row in rows_of(client, f"/api/v1/scenarios/{name}.csv?horizon=12")
        for cell in row.values()
    ]
    return {
        "How far does": of_values(client, {INDEX, "export_share", "creditor_share"}),
        "What to know": of_values(client, {*(name for name, _ in WATCHED), *alerted}),
        "The memo of 2021": counts,
        "Money at risk": {float(cell) for cell in scenarios if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell or "")},
        "What we do not know": {*of_values(client, {"opacity_index", "bounds_width"}), len(states), undecided},
    }


@pytest.mark.parametrize("document", ["en"], indirect=True)
def test_every_number_of_the_text_is_in_the_files(document: str, client: FlaskClient, repository: Repository) -> None:
    known = in_the_files(client, repository)
    parts = re.split(rf"({'|'.join(known)}|Sources\n)", told(document))
    text = {head: rest for head, rest in zip(parts[1::2], parts[2::2], strict=True) if head in known}
    assert text.keys() == known.keys()
    for head, said in text.items():
        read = re.findall(_NUMBER, re.sub(_DATES, "", said.replace("0 to 1", "").replace("years ", "")))
        assert len(read) > 2, head
        for number in read:
            value, digits = float(number.replace(",", "").replace(MINUS, "-")), len(number.partition(".")[2])
            assert any(abs(each - value) <= 0.505 * 10**-digits for each in known[head]), (head, number)
