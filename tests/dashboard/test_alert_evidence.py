"""What rules judge by, on the packaged snapshot: its real editions, its countries, the days of its sources."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import feedparser
import pytest
from dash import html
from flask.testing import FlaskClient

from dashboard import alert_cards, alerts
from dashboard.alert_evidence import judged
from dashboard.brief_findings import findings
from dashboard.language import speaking
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, DEPENDENTS, Repository
from dashboard.view import View
from indicators.alerts import Firing
from indicators.model import Pair
from ingest.alerts import alert_rules
from ingest.declared import AlertRule
from ingest.periods import period

PINK_SHEETS = ["2021-09-02", "2022-03-02", "2025-04-02", "2026-03-03", "2026-06-02"]


def rule(name: str) -> AlertRule:
    return next(one for one in alert_rules() if one.id == name)


def only(repository: Repository, name: str) -> Firing:
    (one,) = judged(repository, rule(name), Query(DEFAULT_PAIR)).firings
    return one


def test_real_revisions_inside_the_bounds_are_noise(repository: Repository) -> None:
    """The June 2026 Pink Sheet has Europe's gas price 1.2 % lower all back to 1960; the bounds are wider than that."""
    asked = rule("gas_benchmark_revised")
    values = [dict(_rows(result.of())) for _, result in repository.editions(asked.of, DEFAULT_PAIR)]
    assert values[-1]["2021-06"] != values[0]["2021-06"]
    found = judged(repository, replace(asked, limit=1e-9), Query(DEFAULT_PAIR))
    assert found.firings == []
    assert found.occasions == PINK_SHEETS[1:]


def _rows(rows: Any) -> list[tuple[str, float]]:
    return [(row.period, row.value) for row in rows]


def test_a_real_revision_says_that_it_is_one(repository: Repository) -> None:
    one = only(repository, "interest_schedule_revised")
    assert (one.period, one.since, one.day) == ("2027", "2022-12-31", "2023-12-31")
    said = alerts.told(repository, one, DEFAULT_PAIR)
    assert said.endswith(
        "A revision of 2023-12-31: 467 mn USD for 2027; it was 151 mn USD before, as known by 2022-12-31."
    )
    assert alerts.known_by(repository, one) == date(2023, 12, 31)
    for code, word in (("ru", "Пересмотр"), ("be", "Перагляд")):
        with speaking(code):
            assert word in alerts.told(repository, one, DEFAULT_PAIR)


def test_the_debt_of_2022_was_revised_by_a_quarter_of_a_point(repository: Repository) -> None:
    """International Debt Statistics: 42.61 % in December 2023, 42.88 % a year later."""
    asked = replace(rule("creditor_share_revised"), limit=0.2)
    (one,) = judged(repository, asked, Query(DEFAULT_PAIR)).firings
    assert one.before is not None
    assert (one.period, one.day, one.holds) == ("2022", "2024-12-31", False)
    assert (round(one.before.value, 2), round(one.now.value, 2)) == (42.61, 42.88)


def test_the_verdict_on_aid_turned_with_the_first_quarter_of_2021(repository: Repository) -> None:
    one = only(repository, "aid_without_break")
    said = alerts.told(repository, one, DEFAULT_PAIR)
    assert said.endswith("On what was known by 2021-04-01: mixed; by 2021-01-01 it was: supported.")
    view = View(repository, Query(DEFAULT_PAIR))
    assert alerts.address(view, one).startswith("/memo?")
    assert "claim=C011" in alerts.address(view, one)


@pytest.mark.parametrize("name", ["interest_schedule_revised", "aid_without_break"])
def test_what_an_edition_brought_was_not_known_before_it(name: str, repository: Repository) -> None:
    day = date.fromisoformat(only(repository, name).day)
    before, then = (Query(DEFAULT_PAIR, as_of=known) for known in (day - timedelta(days=1), day))
    assert judged(repository, rule(name), before).firings == []
    assert [one.day for one in judged(repository, rule(name), then).firings] == [day.isoformat()]
    assert judged(repository, rule(name), Query(DEFAULT_PAIR, end=period(str(day.year - 1)))).firings == []


def test_a_verdict_leads_to_its_claim_wherever_it_is_told(
    repository: Repository, client: FlaskClient, inside: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = only(repository, "aid_without_break")
    monkeypatch.setattr(alerts, "standing_in", lambda *asked: [one])
    view = View(repository, Query(DEFAULT_PAIR))
    links = [link.href for link in inside(alert_cards.card(view), html.A)]
    assert alerts.address(view, one) in links
    assert findings(view)[0].claim == "C011"
    entry = feedparser.parse(client.get("/feed.xml").data).entries[0]
    assert entry.link == f"http://localhost{alerts.address(view, one)}"
    assert client.get(alerts.address(view, one)).status_code == 200
    assert client.get("/api/v1/alerts").get_json()[0]["indicator"] == "C011"


def test_a_verdict_is_of_the_pair_of_the_memo_alone(repository: Repository) -> None:
    assert judged(repository, rule("aid_without_break"), Query(Pair("ARM", "RUS"))) == ([], [])


def test_the_place_of_moldova_is_among_its_neighbours(repository: Repository) -> None:
    found = judged(repository, rule("export_share_place"), Query(Pair("MDA", "RUS"))).firings
    ban = next(one for one in found if one.period == "2006")  # Russia banned Moldova's wine in March
    assert ban.before is not None
    assert (ban.before.value, ban.now.value) == (2, 5)
    assert judged(repository, rule("export_share_place"), Query(Pair("DEU", "RUS"))) == ([], [])


def test_the_partner_is_not_among_the_countries_that_are_ranked(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Pair] = []
    result = repository.result("export_share", DEFAULT_PAIR)
    monkeypatch.setattr(repository, "result", lambda _, pair, day: asked.append(pair) or result)
    judged(repository, rule("export_share_place"), Query(Pair("ARM", "KAZ")))
    assert {pair.partner for pair in asked} == {"KAZ"}
    assert {pair.dependent for pair in asked} == set(DEPENDENTS) - {"KAZ"}


def test_no_edition_came_without_the_period_that_was_due(repository: Repository) -> None:
    found = judged(repository, rule("gas_benchmark_late"), Query(DEFAULT_PAIR))
    assert found == ([], PINK_SHEETS)
    assert len(judged(repository, rule("debt_by_creditor_late"), Query(DEFAULT_PAIR)).occasions) == 4


def test_a_source_that_answers_without_news_is_late_from_a_day_on(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last Pink Sheet has May 2026; June is due 40 days after its end, and 10 more are borne with: on 19 August."""
    told = repository.status(repository.known_to)
    for answered, late in (("2026-08-19", False), ("2026-08-20", True)):
        now = [one | ({"last_success": answered} if one["id"] == "pinksheet" else {}) for one in told]
        monkeypatch.setattr(repository, "status", lambda _, now=now: now)
        found = judged(repository, rule("gas_benchmark_late"), Query(DEFAULT_PAIR)).firings
        assert [(one.period, one.since, one.holds) for one in found] == [("2026-05", "2026-08-19", True)] * late
    said = alerts.told(repository, found[0], DEFAULT_PAIR)
    assert said == "Europe's gas price is overdue. The last value is of 2026-05; the next, due by 2026-08-19, was late."
    assert alerts.known_by(repository, found[0]) == date(2026, 8, 19)


def test_a_country_that_was_left_out_does_not_make_its_source_late(repository: Repository) -> None:
    """Kyrgyzstan's debt to Russia was written off in 2018; the same editions have later years of others."""
    assert judged(repository, rule("debt_by_creditor_late"), Query(Pair("KGZ", "RUS"))) == ([], [])


def test_a_period_that_is_revised_again_is_new_again(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    one = only(repository, "interest_schedule_revised")
    again = one._replace(day="2024-12-31")
    monkeypatch.setattr(alerts, "fired", lambda which, *_: [one] if which is repository else [one, again])
    assert alerts.since(Later(), repository, DEFAULT_PAIR) == [again]


class Later:
    """A snapshot that came after the packaged one."""
