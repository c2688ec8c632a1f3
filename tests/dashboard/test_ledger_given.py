"""The ledger as API, table and page give it: rule, hash, both verdicts, what was computed, readings, lineage."""

import csv
import io
from typing import Any

import pytest
from dash import html
from flask.testing import FlaskClient

from dashboard import claim_view, ledger
from dashboard.graph import Graph
from dashboard.pages import memo
from dashboard.repository import Repository
from dashboard.view import View
from indicators.ledger import COMPUTED, STATES
from indicators.rules import KINDS, RULES
from ingest.freezing import rule_hash

FIXED = {"id", "theme", "claim", "section", "paragraph", "then", "now"}
VERDICT = {
    "state", "decided_by", "value", "margin", "basis", "reason", "computed", "missing", "bases", "sources",
}  # fmt: skip


def texts(component: Any) -> list[str]:
    """Every piece of text inside a component."""
    if isinstance(component, str):
        return [component]
    if isinstance(component, list | tuple):
        return [text for one in component for text in texts(one)]
    return texts(getattr(component, "children", None) or [])


def test_each_claim_has_its_rule_and_both_verdicts(repository: Repository) -> None:
    claims = ledger.claims_json(repository)
    assert len({claim["id"] for claim in claims}) == len(claims) == len(repository.claims)
    for claim, declared in zip(claims, repository.claims, strict=True):
        assert set(claim) == FIXED | {"kind", "rule", "rule_hash", "rule_frozen"}
        assert claim["kind"] in KINDS
        assert claim["rule"] in {None, *RULES}
        assert claim["rule_hash"] == rule_hash(declared)
        assert claim["rule_frozen"] == repository.frozen[declared.id].current[1].isoformat()
        for verdict in (claim["then"], claim["now"]):
            assert set(verdict) == VERDICT
            assert verdict["state"] in STATES
            assert verdict["computed"] in COMPUTED
            assert bool(verdict["sources"]) == (verdict["basis"] not in ("none", "events"))


def test_a_rule_that_is_not_the_frozen_one_has_no_day(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "frozen", {"C001": repository.frozen["C002"]})
    first, second = ledger.claims_json(repository)[:2]
    assert (first["rule_frozen"], second["rule_frozen"]) == (None, None)


def test_one_claim_with_all_behind_it(client: FlaskClient, repository: Repository) -> None:
    found = client.get("/api/v1/claims/C041.json").get_json()
    assert client.get("/api/v1/claims/C041").get_json() == found
    assert found.items() >= next(one for one in ledger.claims_json(repository) if one["id"] == "C041").items()
    assert found["parameters"] == {"measure": "gas_price_paid", "first": 2015, "last": 2020}
    assert found["agreeing"]["now"] == {"agree": 6, "of": 16}
    assert len(found["specifications"]) == 32
    assert {one["basis"]: one["value"] for one in found["now"]["bases"]} == {
        "relative to Europe": 4.0, "RUB": 4.0, "BYN": 5.0,
    }  # fmt: skip
    assert found["changes"] == []
    (year,) = (seen for seen in found["lineage"]["now"] if seen["period"] == "2019")
    assert (year["value"], year["source"], len(year["sha256"])) == (127.0, "press", 64)
    assert year["vintage"] > "2019"


def test_the_readings_as_a_table(client: FlaskClient) -> None:
    answer = client.get("/api/v1/claims/C041/specifications.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="C041_specifications.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert [row["reading"] for row in rows] == [str(number) for number in range(1, 33)]
    assert {row["claim"] for row in rows} == {"C041"}
    assert sum(row["agrees"] == "true" for row in rows if row["clock"] == "now") == 6


@pytest.mark.parametrize(("path", "parameter"), [("C999.json", "id"), ("C999/specifications.csv", "id")])
def test_an_unknown_claim_is_named(path: str, parameter: str, client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/claims/{path}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (404, parameter)


def test_the_ledger_as_a_table_tells_what_was_computed(repository: Repository) -> None:
    rows = {row["id"]: row for row in ledger.claim_records(repository)}
    assert (rows["C041"]["now_computed"], rows["C065"]["now_computed"]) == ("whole", "part")
    assert rows["C065"]["now_missing"] == "a dated list of joint exercises"
    assert rows["C041"]["now_bases"] == "relative to Europe: mixed (4);RUB: mixed (4);BYN: mixed (5)"
    assert rows["C009"]["now_missing"] is None


def test_a_claim_beside_the_table_tells_rule_hash_day_and_how_many_readings_agree(repository: Repository) -> None:
    said = texts(claim_view.card(View(repository), "C041"))
    claim = next(one for one in repository.claims if one.id == "C041")
    assert "6 of 16 readings agree now" in said
    assert f"Rule yearly_rises, frozen {repository.frozen['C041'].current[1]}, sha256 " in said
    assert rule_hash(claim)[:12] in said
    assert ["Basis RUB", "mixed (4)"] in [said[place : place + 2] for place in range(len(said))]
    assert "16 readings" not in said
    assert "CSV 32 readings of C041" in said


def test_a_claim_shows_the_series_that_its_rule_reads(repository: Repository, inside: Any) -> None:
    card = claim_view.card(View(repository), "C002")
    drawn = {trace["meta"]["id"] for graph in inside(card, Graph) for trace in graph.figure["data"]}
    assert drawn >= {"trade_asymmetry", "net_official_flow", "reserve_cover"}
    assert list(inside(claim_view.card(View(repository), "C009"), Graph)) == []


def test_readings_that_are_too_many_to_list_are_counted(repository: Repository) -> None:
    said = texts(claim_view.card(View(repository), "C004"))
    listed = [text for text in said if text.endswith("readings, as published")]
    total = sum(int(text.split()[0]) for text in listed)
    assert total == len(repository.specifications("C004"))


def test_a_claim_says_what_was_not_computed(repository: Repository) -> None:
    said = texts(claim_view.card(View(repository), "C065"))
    assert any(text.startswith("computed in part: what is missing leaves it open") for text in said)
    said = texts(claim_view.card(View(repository), "C009"))
    assert "not computed" in said
    assert any(text.startswith("Rule none, ") for text in said)
    assert not [text for text in said if "readings" in text]


def test_the_page_lists_every_statement_and_hides_what_the_address_leaves_out(
    repository: Repository, inside: Any
) -> None:
    body = html.Div(list(memo.body(View(repository, asked={"q": "GAS russia", "state": "contradicted"}))))
    rows = [row for row in inside(body, html.Tr) if getattr(row, "data-words", None)]
    assert len(rows) == len(repository.claims)
    shown = [row for row in rows if not row.hidden]
    assert 0 < len(shown) < 10
    assert all(getattr(row, "data-state") == "contradicted" for row in shown)
    assert all("gas" in getattr(row, "data-words") for row in shown)
    assert f"{len(shown)} of {len(rows)} statements" in texts(body)
