"""The routes that set reports and countries side by side, and the European Union as a partner."""

import csv
import io
import math

import pytest
from flask.testing import FlaskClient

from dashboard.app import pages
from dashboard.parameters import Query
from dashboard.repository import DEPENDENTS, Repository
from dashboard.tables import PEERS, RECONCILED
from dashboard.view import View
from indicators.model import Pair


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:200]
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_reports_of_a_flow_stand_side_by_side(client: FlaskClient, repository: Repository) -> None:
    rows = {(row["flow"], row["period"]): row for row in rows_of(client, "/api/v1/reconcile.csv")}
    assert list(next(iter(rows.values()))) == RECONCILED.names
    exports = rows["exports", "2019"]
    assert float(exports["reported_value"]) == 13624.09
    assert float(exports["gap"]) == pytest.approx(float(exports["mirror_value"]) - 13624.09)
    assert float(exports["gap_percent"]) == pytest.approx(100 * float(exports["gap"]) / 13624.09)
    assert exports["reason"]
    lines = repository.reconciled(Pair("BLR", "RUS"))
    assert list(rows) == [(line.flow, line.period) for line in lines]


def test_what_nobody_reports_is_an_empty_cell_and_no_gap(client: FlaskClient) -> None:
    found = client.get("/api/v1/reconcile?dependent=BLR&partner=RUS").json
    late = [row for row in found if row["period"] == "2024"]
    assert len(late) == 2
    assert all(row["reported_value"] is None and row["gap"] is None and row["gap_percent"] is None for row in late)


def test_ranks_of_the_region_are_those_of_the_values(client: FlaskClient) -> None:
    rows = rows_of(client, "/api/v1/peers/export_share.csv?partner=RUS")
    assert list(rows[0]) == PEERS.names
    year = {row["dependent"]: row for row in rows if row["period"] == "2016" and row["value"]}
    assert set(year) == set(DEPENDENTS)
    by_value = sorted(year, key=lambda code: -float(year[code]["value"]))
    assert [int(year[code]["rank"]) for code in by_value] == list(range(1, len(year) + 1))
    bounds_only = [row for row in rows if not row["value"]]
    assert bounds_only
    assert all(row["rank"] == "" for row in bounds_only)


def test_the_european_union_is_a_partner_and_no_dependent(client: FlaskClient, repository: Repository) -> None:
    union = rows_of(client, "/api/v1/indicators/export_share.csv?partner=EUU&from=2019&to=2019")
    members = [repository.measure("goods_exports_reconciled", Pair("BLR", code)) for code in repository.groups["EUU"]]
    flows = [row.value for result in members for row in result.rows if row.period == "2019"]
    assert len(flows) == 27
    total = repository.measure("goods_exports_reconciled", Pair("BLR", "EUU"))
    assert next(row.value for row in total.rows if row.period == "2019") == pytest.approx(math.fsum(flows))
    assert union[0]["status"] == "mirror"
    assert client.get("/api/v1/indicators/export_share.csv?dependent=EUU").status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/peers/nonsense.csv", 404),
        ("/api/v1/peers/export_share.csv?dependent=BLR", 400),
        ("/api/v1/peers/export_share.csv?partner=Russia", 400),
        ("/api/v1/reconcile.csv?dependent=RUS&partner=RUS", 400),
    ],
)
def test_nonsense_is_refused(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_any_two_of_the_world_s_countries_can_be_asked_though_pages_offer_a_dozen(
    client: FlaskClient, repository: Repository
) -> None:
    france = client.get("/api/v1/indicators/export_share.json?dependent=FRA&partner=DEU&from=2019&to=2019").json
    assert [row["status"] for row in france["rows"]] == ["mirror"]
    assert france["rows"][0]["value"] == pytest.approx(13.73, abs=0.005)
    ranks = client.get("/api/v1/indicators/trade_rank.json?dependent=FRA&partner=DEU&from=2019&to=2019").json
    by_variant = {row["variant"]: row["value"] for row in ranks["rows"]}
    assert by_variant["export_share_of_pairs"] == 289
    assert "export_share_of_peers" not in by_variant  # France is no post-Soviet country
    for page in (page for page in pages() if not page.alone):
        assert page.body(View(repository, Query(Pair("FRA", "DEU"))))
    traders = repository.resolver().world("baci", "export").areas
    assert len(traders) == 206
    assert set(traders) <= repository.areas
