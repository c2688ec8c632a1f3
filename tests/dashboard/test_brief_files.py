"""The PDF of the brief from a server: refused in words, waited for, then given; offered only where it is printed."""

import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from dash import html
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.brief_files import prints
from dashboard.pages import briefing
from dashboard.printing import FOLDER
from dashboard.repository import Repository
from dashboard.view import View

PATIENCE = 120  # seconds


@pytest.fixture
def printer(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    return create_app(repository).server.test_client()


def whole(client: FlaskClient, address: str) -> TestResponse:
    """Ask until it is printed, as a page does."""
    pause = threading.Event()
    for _ in range(PATIENCE * 5):
        answer = client.get(address)
        if answer.status_code != 202:
            return answer
        pause.wait(0.2)
    raise AssertionError(f"not printed in {PATIENCE} seconds")


@pytest.mark.browser
def test_the_pdf_is_printed_beside_the_requests(printer: FlaskClient, chromium: object) -> None:
    address = "/briefing.pdf?dependent=ARM&partner=RUS&lang=ru"
    first = printer.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (first.status_code, first.headers["Retry-After"], first.headers["Cache-Control"]) == (202, "2", "no-store")
    page = first.get_data(as_text=True)
    assert '<html lang="ru">' in page
    assert '<meta http-equiv="refresh" content="2">' in page
    assert '<a href="/briefing?dependent=ARM&amp;partner=RUS&amp;lang=ru">' in page
    assert printer.get(address, headers={"Accept": "application/json"}).get_json() == {"status": "being printed"}
    answer = whole(printer, address)
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith('inline; filename="brief_ARM_RUS_')
    with pdfplumber.open(io.BytesIO(answer.data)) as found:
        assert "Армения" in found.pages[0].extract_text()


def test_without_a_chromium_it_says_what_to_do(printer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPDASH_CHROME", "no-such-browser")
    answer = printer.get("/briefing.pdf")
    assert (answer.status_code, answer.content_type) == (501, "application/problem+json")
    assert "install one" in answer.get_json()["detail"]


def test_without_a_folder_it_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    answer = client.get("/briefing.pdf")
    assert answer.status_code == 501
    assert FOLDER in answer.get_json()["detail"]


@pytest.mark.parametrize("asked", ["findings=nonsense", "from=soon", "lang=xx", "dependent=BLR&partner=BLR"])
def test_a_wrong_question_is_not_printed(asked: str, printer: FlaskClient, tmp_path: Path) -> None:
    answer = printer.get(f"/briefing.pdf?{asked}")
    assert answer.status_code == 400
    assert list(tmp_path.rglob("*.asked")) == []


def test_a_browser_that_prints_nothing_is_told_of(
    printer: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\necho it broke >&2\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("DEPDASH_CHROME", str(broken))
    answer = whole(printer, "/briefing.pdf")
    assert answer.status_code == 502
    assert "did not print the brief: it broke" in answer.get_json()["detail"]


def test_a_page_offers_what_its_server_prints(
    repository: Repository, inside: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def offered() -> bool:
        return any("/briefing.pdf" in str(link.href) for link in inside(briefing.body(View(repository)), html.A))

    monkeypatch.delenv(FOLDER, raising=False)
    assert not offered()
    monkeypatch.setenv(FOLDER, str(tmp_path))
    monkeypatch.setenv("DEPDASH_CHROME", "no-such-browser")
    assert (prints(), offered()) == (False, False)
    monkeypatch.setenv("DEPDASH_CHROME", "sh")
    assert (prints(), offered()) == (True, True)
