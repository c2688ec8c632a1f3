"""The brief: its sentences say what the bounds carry, its numbers are those of the results, and it needs nobody."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dash import html
from flask.testing import FlaskClient

from dashboard.__main__ import main
from dashboard.brief import brief
from dashboard.brief_charts import svg
from dashboard.brief_findings import findings
from dashboard.brief_parts import Asked
from dashboard.brief_pdf import chromium
from dashboard.charts import figure_of, shares_chart
from dashboard.language import speaking
from dashboard.pages import briefing
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.theme import MINUS
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.errors import DepdashError

ARMENIA, NOBODY = Pair("ARM", "RUS"), Pair("FJI", "NRU")


@pytest.mark.parametrize("pair", [DEFAULT_PAIR, ARMENIA])
def test_every_finding_leads_to_a_value_that_holds_its_numbers(pair: Pair, repository: Repository) -> None:
    found = findings(View(repository, Query(pair)))
    assert 3 <= len(found) <= 5
    assert len({one.text for one in found}) == len(found)
    for one in found:
        if one.claim:
            continue
        compute = repository.result if one.of in CATALOGUE else repository.measure
        result = compute(one.of, pair)
        rows = result.of(one.variant)
        assert one.period in {row.period for row in rows}
        known = [number for row in rows for number in (row.value, row.low, row.high) if not math.isnan(number)]
        known += [a - b for a in known for b in known]
        text = re.sub(r"\b(19|20)\d\d(-\d\d|Q\d)?(–(19|20)\d\d)?\b", "", one.text)
        for number in re.findall(rf"[{MINUS}+]?\d[\d,]*(?:\.\d+)?", text):
            value = float(number.replace(",", "").replace(MINUS, "-"))
            digits = len(number.partition(".")[2])
            assert any(abs(round(each, digits) - value) < 10**-digits * 1.01 for each in known), (number, one.text)


@pytest.mark.parametrize("pair", [DEFAULT_PAIR, ARMENIA, NOBODY])
@pytest.mark.parametrize("code", ["en", "ru", "be"])
def test_a_brief_is_whole_and_asks_nobody(pair: Pair, code: str, repository: Repository) -> None:
    view = View(repository, Query(pair), language=code)
    with speaking(code):
        document = brief(view, Asked(since=2015, line="For <official> use", base="https://depdash.example/"))
        again = brief(view, Asked(since=2015, line="For <official> use", base="https://depdash.example/"))
    assert document == again
    assert f'<html lang="{code}">' in document
    assert "For &lt;official&gt; use" in document
    loaded = re.findall(r'\b(?:src=|url\()"?([^")\s]+)', document)
    assert loaded
    assert all(address.startswith(("data:", "#")) for address in loaded)
    links = re.findall(r'href="([^"]+)"', document)
    assert all(link.startswith(("https://depdash.example/", "#")) for link in links)
    assert any(repository.snapshot.id in link for link in links)
    assert "{" not in re.sub(r"<style>.*?</style>", "", document, flags=re.S)
    assert "nan" not in re.sub(r"<svg.*?</svg>|<[^>]*>", " ", document, flags=re.S).lower().split()


def test_a_chart_is_drawn_without_a_browser_and_the_same_each_time(repository: Repository) -> None:
    view = View(repository)
    figure = figure_of(view, shares_chart(view, "shares", "overview"))
    drawn = svg(figure)
    assert drawn == svg(figure)
    assert drawn.startswith("<svg")
    assert drawn.count("<path") > 20
    assert ">60</text>" in drawn.replace("\n", "")


@pytest.mark.browser
def test_the_command_prints_two_tagged_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "brief.pdf"
    assert main(["brief", "--out", str(target), "--since", "2015"]) == 0
    content = target.read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", content)) == 2
    for part in (b"/StructTreeRoot", b"/Outlines", b"/Lang", b"/Title"):
        assert part in content
    assert [path.name for path in tmp_path.iterdir()] == ["brief.pdf"]
    assert "written" in capsys.readouterr().out


def test_the_brief_is_given_away_under_its_name(client: FlaskClient, repository: Repository) -> None:
    answer = client.get("/briefing.html?dependent=ARM&partner=RUS&lang=ru")
    assert answer.mimetype == "text/html"
    name = f"brief_ARM_RUS_{repository.snapshot.id}.html"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert '<html lang="ru">' in answer.text
    assert 'href="http://localhost/data?dependent=ARM' in answer.text
    assert client.get("/briefing.html?dependent=ARM&partner=RUS&lang=ru").data == answer.data
    assert client.get("/briefing.html?lang=de").get_json()["parameter"] == "lang"


@pytest.mark.parametrize("pair", [DEFAULT_PAIR, ARMENIA, NOBODY])
def test_the_page_has_the_findings_of_the_brief(pair: Pair, repository: Repository, inside: Callable[..., Any]) -> None:
    view = View(repository, Query(pair))
    items = list(inside(briefing.body(view), html.Li))
    texts = [item.children[0] if isinstance(item.children, list) else item.children for item in items]
    expected = [one.text for one in findings(view)] or ["Nothing moved beyond its bounds, and no rule holds."]
    assert [str(text).rstrip() for text in texts] == expected


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--out", "brief.doc"], 2, "--out: expected a name that ends in .html, .pdf, .pptx"),
        (["--out", "b.html", "--address", "depdash.example"], 2, "--address: expected an address of a server"),
        (["--out", "b.html", "--lang", "de"], 2, "lang: expected"),
        (["--out", "nowhere/b.html"], 1, "nowhere"),
    ],
)
def test_bad_usage_is_told_in_a_line(
    arguments: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["brief", *arguments]) == status
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_without_a_browser_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPDASH_CHROME", "/nowhere/chromium")
    with pytest.raises(DepdashError, match=r"found as /nowhere/chromium; install one .*, or write the brief"):
        chromium()
