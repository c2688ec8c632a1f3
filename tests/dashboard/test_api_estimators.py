"""The routes and the table of estimators: the columns, the numbers of the repository, and the switch of the nowcast."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dash import html
from flask.testing import FlaskClient

from dashboard.analysis_tables import ESTIMATED, FREIGHT, RELIABILITY, REPLAY
from dashboard.estimates import estimated
from dashboard.pages import trade
from dashboard.repository import DEFAULT_PAIR, Repository, open_repository
from dashboard.tables import RECONCILED, Table
from dashboard.view import View
from ingest.errors import ParameterError

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:200]
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize(("address", "table"), [
    ("estimators", ESTIMATED), ("nowcast", REPLAY), ("cif_fob", FREIGHT), ("reliability", RELIABILITY),
])  # fmt: skip
def test_each_table_has_its_columns_and_one_row_for_each_key(client: FlaskClient, address: str, table: Table) -> None:
    rows = rows_of(client, f"/api/v1/{address}.csv")
    assert list(rows[0]) == table.names
    keys = [tuple(row[name] for name in table.key) for row in rows]
    assert len(set(keys)) == len(keys)
    assert len(client.get(f"/api/v1/{address}").json) == len(rows)


def test_the_estimates_are_those_of_the_repository(client: FlaskClient, repository: Repository) -> None:
    rows = rows_of(client, "/api/v1/estimators.csv")
    assert [(row["flow"], row["period"], row["estimator"]) for row in rows] == [
        (one.flow, one.period, one.estimator) for one in repository.estimates(DEFAULT_PAIR)
    ]
    (residual,) = (
        row for row in rows if (row["flow"], row["period"], row["estimator"]) == ("exports", "2021", "residual")
    )
    assert (residual["value"], residual["low"], residual["share"]) == ("", "", "")
    assert float(residual["share_high"]) == pytest.approx(81.8, abs=0.1)
    assert float(residual["coverage"]) == pytest.approx(39.5, abs=0.1)
    assert "EUU factor=1.06" in residual["inputs"]
    assert "eurostat@" in residual["sources"]


def test_the_nowcast_is_left_out_when_asked(client: FlaskClient) -> None:
    estimators = {row["estimator"] for row in rows_of(client, "/api/v1/estimators.csv?nowcast=off")}
    assert "nowcast" not in estimators
    assert "residual" in estimators
    answer = client.get("/api/v1/estimators.csv?nowcast=no")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["parameter"] == "nowcast"


def test_the_operator_can_switch_it_off(
    no_user_store: object, monkeypatch: pytest.MonkeyPatch, text_of: TextOf
) -> None:
    monkeypatch.setenv("DEPDASH_NOWCAST", "off")
    silent = open_repository()
    assert all(one.estimator != "nowcast" for one in silent.estimates(DEFAULT_PAIR))
    text = text_of(estimated(View(silent)))
    assert "Nowcast" not in text
    assert "With the nowcast" not in text
    monkeypatch.setenv("DEPDASH_NOWCAST", "maybe")
    with pytest.raises(ParameterError, match="DEPDASH_NOWCAST: expected on or off; found 'maybe'"):
        open_repository()


def test_the_mean_weighed_by_reliability_is_a_column_of_the_reports(client: FlaskClient) -> None:
    rows = {(row["flow"], row["period"]): row for row in rows_of(client, "/api/v1/reconcile.csv")}
    assert {"weighted_value", "weighted_low", "weighted_high"} <= set(RECONCILED.names)
    line = rows["exports", "2016"]
    assert 9_807 < float(line["weighted_value"]) < 10_902
    assert rows["exports", "2010"]["weighted_value"] == ""


def test_cif_over_fob_of_a_chosen_country(client: FlaskClient) -> None:
    rows = {(row["flow"], row["partner"], row["product"]): row for row in rows_of(client, "/api/v1/cif_fob.csv")}
    pair = rows["exports", "RUS", "_T"]
    assert (pair["years"], pair["low"], pair["high"]) == ("6", "0.87", "1.0")
    assert rows["imports", "RUS", "27"]["remark"]
    assert all(row["partner"] != "KAZ" for row in rows_of(client, "/api/v1/cif_fob.csv?dependent=KAZ"))
    assert client.get("/api/v1/cif_fob.csv?partner=RUS").status_code == 400


# --- the table on /trade


def shown(section: html.Section, inside: Inside, text_of: TextOf) -> list[list[str]]:
    bodies = list(inside(section, html.Tbody))
    return [[text_of(cell) for cell in row.children] for body in bodies for row in body.children]


def test_the_table_shows_every_estimate_of_a_year(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    rows = shown(estimated(View(repository)), inside, text_of)
    yearly = [one for one in repository.estimates(DEFAULT_PAIR) if len(one.period) == 4]
    assert len(rows) == len(yearly)
    texts = {(row[0], row[1]): row for row in rows[: len([one for one in yearly if one.flow == "exports"])]}
    assert texts["2022", "Official statement"][2] == "22,900 (22,850–22,950)"
    assert texts["2021", "Residual"][2:5] == ["at most 32,530", "at most 81.8", "39.5"]
    assert texts["2023", "Residual"][2] == "–"
    assert texts["2023", "Official statement"][2] == "23,015–25,118"


def test_the_page_shows_it_with_or_without_the_nowcast(repository: Repository, text_of: TextOf) -> None:
    with_it, without = (text_of(trade.body(View(repository, asked=asked))) for asked in ({}, {"nowcast": "off"}))
    assert "cannot see" in with_it
    assert "Without the nowcast" in with_it
    assert "cannot see" not in without
    assert "With the nowcast" in without


def test_a_flow_without_an_estimate_says_so(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, text_of: TextOf
) -> None:
    monkeypatch.setattr(repository, "estimates", lambda *_: ())
    assert text_of(estimated(View(repository))).count("No estimator has an answer") == 2
