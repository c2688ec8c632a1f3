"""The choices of a brief: the same words on the command line, on the page and in the files, each checked where it
enters."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import html
from dash.development.base_component import Component
from flask.testing import FlaskClient
from pptx import Presentation

from dashboard.__main__ import main
from dashboard.brief import brief
from dashboard.brief_choices import FINDINGS, offered
from dashboard.brief_findings import MOST, WATCHED, findings
from dashboard.brief_parts import Asked
from dashboard.language import speaking
from dashboard.making import Making
from dashboard.markup import Element
from dashboard.pages import briefing
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.view import View
from indicators.model import Pair
from ingest.alerts import alert_rules
from ingest.errors import ParameterError
from ingest.periods import period

CHOSEN = ("export_share", "gas_price_gap", "reserves_fall")
SPAN = Query(DEFAULT_PAIR, period("2012"), period("2019"))
ASKED = f"from=2012&to=2019&findings={','.join(CHOSEN)}"
NAMES = [*(name for name, _ in WATCHED), *(rule.id for rule in alert_rules())]


def said(document: str) -> str:
    """The text of a document without its drawings."""
    return " ".join(re.sub(r"<svg.*?</svg>|<style.*?</style>|<[^>]*>", " ", document, flags=re.S).split())


@pytest.mark.parametrize(
    "text",
    ["export_share,", "export_share,export_share", "nonsense", "C004", "export_share;import_share", ",".join(NAMES[:6]),
     "e" * 500],
)  # fmt: skip
def test_what_is_no_finding_is_refused_with_all_there_are(text: str, repository: Repository) -> None:
    with pytest.raises(ParameterError) as caught:
        FINDINGS.checked(text, repository)
    told = str(caught.value)
    assert told.startswith("findings: expected at most 5 different ones of export_share, import_share, ")
    assert all(name in told for name in NAMES)
    assert "\n" not in told


def test_each_that_is_offered_can_be_asked_for(repository: Repository) -> None:
    watched, rules = offered(View(repository))
    assert [*watched, *rules] == NAMES
    assert all(watched.values())
    assert len(set(watched.values())) == len(watched)
    for name in NAMES:
        assert FINDINGS.checked(name, repository) == (name,)
        (one,) = findings(View(repository), [name])
        assert one.text
    assert FINDINGS.checked("", repository) == ()
    assert len(FINDINGS.checked(",".join(NAMES[:MOST]), repository)) == MOST


def test_page_file_slides_and_command_tell_the_same(
    client: FlaskClient, repository: Repository, tmp_path: Path, whole: Callable[..., Component],
    text_of: Callable[[Any], str], no_user_store: Path,
) -> None:  # fmt: skip
    expected = [one.text for one in findings(View(repository, SPAN), CHOSEN)]
    page = text_of(whole("/briefing", DEFAULT_PAIR, {"from": "2012", "to": "2019", "findings": ",".join(CHOSEN)}))
    file = said(client.get(f"/briefing.html?{ASKED}").text)
    target = tmp_path / "brief.html"
    assert main(["brief", "--out", str(target), "--from", "2012", "--to", "2019", "--findings", ",".join(CHOSEN)]) == 0
    written = said(target.read_text(encoding="utf-8"))
    slides = tmp_path / "brief.pptx"
    slides.write_bytes(client.get(f"/briefing.pptx?{ASKED}").data)
    shapes = [shape for slide in Presentation(str(slides)).slides for shape in slide.shapes if shape.has_text_frame]
    shown = "\n".join(shape.text_frame.text for shape in shapes)
    for text in expected:
        assert text in page
        assert text in file
        assert text in shown
    assert written == file.replace("http://localhost/", "http://127.0.0.1:8050/")
    assert "periods from 2012 to 2019" in file
    assert "periods from 2012 to 2019" in shown


def test_paper_and_line_are_those_asked_for(client: FlaskClient) -> None:
    asked = client.get("/briefing.html?paper=letter&line=For+%3Cofficial%3E+use").text
    assert "size: 8.5in 11in" in asked
    assert '<span class="line">For &lt;official&gt; use</span>' in asked
    usual = client.get("/briefing.html").text
    assert "size: 210mm 297mm" in usual
    assert "For &lt;official&gt; use" not in usual
    slides = client.get("/briefing.pptx?line=For+official+use").data
    for slide in Presentation(io.BytesIO(slides)).slides:
        assert any("FOR OFFICIAL USE" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


@pytest.mark.parametrize("code", ["ru", "be"])
def test_the_choices_are_spoken_in_each_language(code: str, repository: Repository) -> None:
    view = View(repository, SPAN, language=code)
    with speaking(code):
        document = said(brief(view, Asked(findings=CHOSEN)))
    assert "periods" not in document
    assert re.search("периоды|перыяды", document)
    assert "did not fire" not in document


@pytest.mark.parametrize(
    ("asked", "parameter", "detail"),
    [
        ("findings=nonsense", "findings", "findings: expected at most 5 different ones of export_share"),
        ("from=soon", "from", "from: expected a period such as 2019, 2021Q1"),
        ("from=2019&to=2012", "to", "to: expected a period not before 2019; found '2012'"),
        ("findings=export_share&findings=reserves_fall", "findings", "findings: expected one value"),
        ("paper=A5", "paper", "paper: expected one of A4, letter; found 'A5'"),
        (f"line={'x' * 81}", "line", "line: expected at most 80 characters on one line"),
        ("line=two%0Alines", "line", "line: expected at most 80 characters on one line"),
    ],
)
@pytest.mark.parametrize("form", ["html", "pptx"])
def test_the_files_refuse_in_one_line(form: str, asked: str, parameter: str, detail: str, client: FlaskClient) -> None:
    answer = client.get(f"/briefing.{form}?{asked}")
    assert answer.status_code == 400
    told = answer.get_json()
    assert told["parameter"] == parameter
    assert told["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("arguments", "detail"),
    [
        (["--findings", "nonsense"], "findings: expected at most 5 different ones of export_share"),
        (["--from", "soon"], "from: expected a period such as 2019"),
        (["--from", "2019", "--to", "2012"], "to: expected a period not before 2019"),
        (["--paper", "A5"], "paper: expected one of A4, letter"),
        (["--line", "two\nlines"], "line: expected at most 80 characters on one line"),
        (["--since", "20"], "since: expected a year of the index"),
    ],
)
def test_the_command_refuses_in_one_line(
    arguments: list[str], detail: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", "--out", str(tmp_path / "b.html"), *arguments]) == 2
    error = capsys.readouterr().err
    assert detail in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_page_refuses_in_words(whole: Callable[..., Component], inside: Callable[..., Any]) -> None:
    page = whole("/briefing", DEFAULT_PAIR, {"findings": "nonsense"})
    (problem,) = [part for part in inside(page, html.P) if getattr(part, "className", "") == "problem"]
    assert str(problem.children).startswith("findings: expected at most 5 different ones of export_share")


def test_the_form_gives_back_what_was_asked(repository: Repository, inside: Callable[..., Any]) -> None:
    pair = Pair("ARM", "RUS")
    asked = {"findings": ",".join(CHOSEN), "paper": "letter", "line": "Draft"}
    view = View(repository, Query(pair, period("2012")), asked=asked, language="ru")
    (form,) = inside(briefing.body(view), html.Form)
    fields = [field.attributes for field in inside(form, Element) if field.tag == "input"]
    texts = {field["name"]: field["value"] for field in fields if field["type"] in ("text", "hidden")}
    assert texts == {"from": "2012", "to": "", "line": "Draft", "dependent": "ARM", "partner": "RUS", "lang": "ru"}
    papers = [field.attributes for field in inside(form, Element) if field.tag == "option"]
    assert [(one["value"], bool(one.get("selected"))) for one in papers] == [("A4", False), ("letter", True)]
    boxes = [field for field in fields if field["type"] == "checkbox"]
    assert [field["value"] for field in boxes] == NAMES
    assert tuple(field["value"] for field in boxes if field.get("checked")) == CHOSEN
    assert (form.action, form.method) == ("/briefing", "GET")
    links = [link.href for link in inside(briefing.body(view), html.A) if "/briefing." in str(link.href)]
    assert len(links) == 2
    assert all("paper=letter" in link and "line=Draft" in link for link in links)
    assert all(
        "findings=export_share%2Cgas_price_gap%2Creserves_fall" in link and "from=2012" in link for link in links
    )


def test_a_form_gives_each_choice_once(whole: Callable[..., Component], inside: Callable[..., Any]) -> None:
    def chosen(asked: dict[str, Any]) -> list[str]:
        page = whole("/briefing", DEFAULT_PAIR, asked)
        boxes = [field.attributes for field in inside(page, Element) if field.attributes.get("type") == "checkbox"]
        return [box["value"] for box in boxes if box.get("checked")]

    assert chosen({"findings": ["export_share", "gas_price_gap"]}) == ["export_share", "gas_price_gap"]
    assert chosen({"findings": "export_share,gas_price_gap"}) == ["export_share", "gas_price_gap"]
    assert chosen({}) == []


def test_what_is_asked_for_often_stays_made() -> None:
    made: list[int] = []

    def make(key: int) -> bytes:
        made.append(key)
        return b"%d" % key

    making = Making("brief", make, most=2)
    for key in (1, 2, 1, 3, 1, 4, 1):
        assert making.get(key) == b"%d" % key
    assert made == [1, 2, 3, 4]


@pytest.mark.parametrize("name", ["aid_without_break", "export_share_place", "gas_benchmark_revised"])
def test_a_rule_of_editions_is_told_on_its_clock(name: str, repository: Repository) -> None:
    """What a later edition showed is nothing that an earlier day knew."""
    early = Query(DEFAULT_PAIR, as_of=date(2019, 6, 30))
    told = [findings(View(repository, query), [name])[0].text for query in (Query(DEFAULT_PAIR), early)]
    assert told[0] != told[1]
    assert not re.search("202[0-9]", told[1])
