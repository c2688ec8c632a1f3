"""Alerts as users meet them: what fires on the packaged snapshot, in words, as a list, a feed, a page and a command."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from dash import html
from flask.testing import FlaskClient

from dashboard import alert_cards, alerts
from dashboard.__main__ import main
from dashboard.alert_history import history
from dashboard.language import speaking
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.theme import MINUS
from dashboard.view import View
from indicators.model import Pair

Inside = Callable[..., Any]
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def fired(repository: Repository) -> list[alerts.Firing]:
    return alerts.fired(repository, DEFAULT_PAIR)


@pytest.mark.parametrize(
    ("rule", "period"),
    [
        ("gas_price_gap", "2021"),  # Europe's hub rose fivefold, the price paid stood still
        ("customs_stopped", "2021-12"),  # Russian customs
        ("own_trade_hidden", "2022"),  # Belstat among others
        ("reserves_fall", "2020"),
        ("net_flow_negative_quarter", "2021Q1"),
        ("export_share_moved", "2022"),
        ("aid_without_break", "2021-04-01"),  # the ministry's figures of the first quarter of 2021
        ("interest_schedule_revised", "2027"),  # International Debt Statistics of December 2023
        ("creditor_share_place", "2002"),
    ],
)
def test_what_should_have_been_told_is(rule: str, period: str, fired: list[alerts.Firing]) -> None:
    assert (rule, period) in {(one.rule.id, one.period) for one in fired}


def test_the_rules_are_silent_where_nothing_was_written_down(repository: Repository) -> None:
    found = alerts.backtests(repository, DEFAULT_PAIR)
    quiet, alarms = sum(one.quiet for one in found), sum(one.alarms for one in found)
    assert quiet > 200
    assert alarms / quiet < 0.1


def test_the_table_in_docs_is_that_of_the_packaged_snapshot(repository: Repository) -> None:
    assert history(repository, DEFAULT_PAIR) == (DOCS / "alerts.md").read_text(encoding="utf-8")


def test_no_alert_says_a_number_that_its_result_has_not(repository: Repository, fired: list[alerts.Firing]) -> None:
    for one in fired:
        said = alerts.told(repository, one, DEFAULT_PAIR).removeprefix(f"{one.rule.title}. ")
        rows = [row for row in (one.now, one.before) if row]
        known = [number for row in rows for number in (row.value, row.low, row.high)] + [one.rule.limit]
        for period in sorted({one.period, one.since, one.day} - {""}, key=len, reverse=True):
            said = said.replace(period, "")
        for text in re.findall(rf"{MINUS}?\d[\d,]*(?:\.\d+)?", said):
            number = float(text.replace(",", "").replace(MINUS, "-"))
            digits = len(text.partition(".")[2])
            assert any(round(each, digits) == number for each in known if each == each), (one.rule.id, text, said)


@pytest.mark.parametrize("code", ["en", "ru", "be"])
def test_every_alert_is_whole_in_every_language(code: str, repository: Repository, fired: list[alerts.Firing]) -> None:
    with speaking(code):
        texts = [alerts.told(repository, one, DEFAULT_PAIR) for one in fired]
    assert all(text.endswith(".") and "{" not in text and ".." not in text for text in texts)


def test_what_is_new_is_what_the_snapshot_before_did_not_say(
    repository: Repository, fired: list[alerts.Firing], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alerts.since(repository, repository, DEFAULT_PAIR) == []
    seen = alerts.fired
    previous = object()
    monkeypatch.setattr(alerts, "fired", lambda which, *asked: [] if which is previous else seen(which, *asked))
    new = alerts.since(repository, previous, DEFAULT_PAIR)
    assert len(new) == len(fired)
    order = [alerts.ORDER.index(one.rule.severity) for one in new]
    assert order == sorted(order)


def test_the_list_is_given_away_as_declared(client: FlaskClient, repository: Repository) -> None:
    rows = client.get("/api/v1/alerts").get_json()
    names = ["rule", "severity", "indicator", "period", "text", "value", "since", "dependent", "partner"]
    assert all(list(row) == names for row in rows)
    assert {row["rule"] for row in rows} >= {"customs_stopped", "net_transfer_negative"}
    csv = client.get("/api/v1/alerts.csv?dependent=ARM")
    assert csv.status_code == 200
    assert csv.headers["Content-Disposition"] == 'attachment; filename="alerts_ARM_RUS.csv"'
    assert client.get("/api/v1/alerts?dependent=QQQ").status_code == 400


@pytest.mark.parametrize("query", ["", "?dependent=KAZ&partner=RUS&lang=ru"])
def test_feed_readers_accept_the_feed(query: str, client: FlaskClient) -> None:
    answer = client.get(f"/feed.xml{query}")
    assert answer.mimetype == "application/atom+xml"
    told = feedparser.parse(answer.data)
    assert (told.bozo, told.version) == (False, "atom10")
    assert told.feed.title
    assert told.feed.author == "depdash"
    assert told.feed.links[0].rel == "self"
    ids = [entry.id for entry in told.entries]
    assert ids
    assert len(set(ids)) == len(ids)
    for entry in told.entries:
        assert entry.title
        assert entry.summary
        assert entry.updated_parsed
        page = client.get(entry.link.removeprefix("http://localhost"))
        assert page.status_code == 200
    assert client.get(f"/feed.xml{query}").data == answer.data


def test_a_feed_of_nobody_is_refused(client: FlaskClient) -> None:
    answer = client.get("/feed.xml?dependent=Belarus")
    assert answer.status_code == 400
    assert answer.get_json()["parameter"] == "dependent"


def test_the_overview_tells_what_to_watch_and_leads_to_it(repository: Repository, inside: Inside) -> None:
    shown = alert_cards.card(View(repository, Query(DEFAULT_PAIR)))
    points = [link for link in inside(shown, html.A) if "lineage=" in link.href]
    assert len(points) == len(alerts.standing(repository, DEFAULT_PAIR))
    empty = alert_cards.card(View(repository, Query(Pair("FJI", "NRU"))))
    assert [part.children for part in inside(empty, html.P)] == [
        "No rule of those declared holds for this pair on what is known."
    ]


def test_the_command_tells_what_holds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["alerts", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert main(["alerts"]) == 0
    said = capsys.readouterr().out
    assert all(row["text"] in said for row in rows)
    assert "has no predecessor here: nothing can be told to be new" in said
    assert main(["alerts", "--backtest", "--out", str(tmp_path / "a.md")]) == 0
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# Alerts over the past")
    assert main(["alerts", "--dependent", "QQQ"]) == 2
    assert "dependent" in capsys.readouterr().err
