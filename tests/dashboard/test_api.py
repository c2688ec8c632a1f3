"""The HTTP API: the promised forms, the same numbers in each, and refusals that name what is allowed."""

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE

BASE = "/api/v1/indicators"


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def told(answer: TestResponse) -> Any:
    assert answer.status_code == 200
    assert answer.content_type == "application/json; charset=utf-8"
    return answer.get_json()


def test_it_lives_and_is_ready(client: FlaskClient, repository: Repository) -> None:
    assert told(client.get("/healthz")) == {"status": "ok"}
    assert told(client.get("/readyz")) == {"status": "ready", "snapshot": repository.snapshot.id}


def test_the_catalogue(client: FlaskClient) -> None:
    assert [entry["id"] for entry in told(client.get(BASE))] == list(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_an_indicator_is_the_same_in_every_form(name: str, client: FlaskClient) -> None:
    plain, named = told(client.get(f"{BASE}/{name}")), told(client.get(f"{BASE}/{name}.json"))
    assert plain == named
    rows = rows_of(client.get(f"{BASE}/{name}.csv"))
    assert [(r.get("variant"), r["period"], r["value"]) for r in rows] == [
        (r.get("variant"), r["period"], "" if r["value"] is None else repr(float(r["value"]))) for r in plain["rows"]
    ]


def test_a_file_has_a_name_that_tells_what_it_is(client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/export_share.csv?dependent=KAZ&partner=CHN")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="export_share_KAZ_CHN.csv"'


def test_the_question_is_answered_for_the_pair_and_the_time_asked(client: FlaskClient) -> None:
    answer = told(client.get(f"{BASE}/export_share?dependent=KAZ&partner=RUS&from=2010&to=2012"))
    assert (answer["dependent"], answer["partner"], answer["reason"]) == ("KAZ", "RUS", None)
    assert [row["period"] for row in answer["rows"]] == ["2010", "2011", "2012"]


def test_nothing_that_was_not_known_then_is_used(client: FlaskClient) -> None:
    early = told(client.get(f"{BASE}/gas_price_discount?as_of=1990-01-01"))
    assert early["rows"] == []
    assert "1990-01-01" in early["reason"]
    now = told(client.get(f"{BASE}/creditor_share"))
    then = told(client.get(f"{BASE}/creditor_share?as_of=2023-06-30"))
    assert then["as_of"] == "2023-06-30"
    assert then["rows"] != now["rows"]
    assert all(source.partition("@")[2] <= "2023-06-30" for row in then["rows"] for source in row["sources"])


def test_metadata_belong_to_the_file_beside_them(client: FlaskClient) -> None:
    found = told(client.get(f"{BASE}/gas_price_discount.csv-metadata.json?dependent=BLR&partner=RUS"))
    rows = rows_of(client.get(found["url"]))
    assert [column["name"] for column in found["tableSchema"]["columns"]] == list(rows[0])


def test_every_measure_can_be_had(client: FlaskClient, repository: Repository) -> None:
    listed = told(client.get("/api/v1/measures"))
    assert [entry["id"] for entry in listed] == list(repository.measures)
    for entry in listed:
        for row in rows_of(client.get(f"/api/v1/measures/{entry['id']}.csv")):
            assert (row["indicator"], row["unit"]) == (entry["id"], entry["unit"])


def test_a_value_leads_to_the_bytes_it_came_from(client: FlaskClient, repository: Repository) -> None:
    hashes = {raw["path"]: raw["sha256"] for raw in repository.snapshot.manifest["raw"]}
    (variant,) = told(client.get("/api/v1/lineage/export_share/2019"))
    assert variant["observations"]
    for observation in variant["observations"]:
        assert hashes[observation["file"]] == observation["sha256"]
        assert observation["row"] > 0
    exports = [seen["value"] for seen in variant["observations"] if seen["series"].startswith("wits:export:BLR:RUS")]
    assert exports == [pytest.approx(13_624, abs=1)]


@pytest.mark.parametrize("name", ["claims", "events", "sources"])
def test_lists_are_the_same_as_json_and_csv(name: str, client: FlaskClient) -> None:
    listed, rows = told(client.get(f"/api/v1/{name}")), rows_of(client.get(f"/api/v1/{name}.csv"))
    assert told(client.get(f"/api/v1/{name}.json")) == listed
    assert len(rows) == len(listed) > 0
    key = "path" if name == "sources" else "id"
    assert [row[key] for row in rows] == [entry[key] for entry in listed]


def test_the_ledger_as_a_table_has_both_verdicts(client: FlaskClient) -> None:
    rows, claims = rows_of(client.get("/api/v1/claims.csv")), told(client.get("/api/v1/claims"))
    for row, claim in zip(rows, claims, strict=True):
        assert (row["then_state"], row["now_state"]) == (claim["then"]["state"], claim["now"]["state"])


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("dependent=blr", "dependent"),
        ("dependent=XXX", "dependent"),
        ("partner=BLR", "partner"),
        ("from=soon", "from"),
        ("to=2010&from=2012", "to"),
        ("as_of=2021-02-30", "as_of"),
        ("colour=red", "colour"),
        ("dependent=BLR&dependent=KAZ", "dependent"),
        (f"from={'9' * 5000}", "from"),
        ("from=%00", "from"),
    ],
)
@pytest.mark.parametrize(
    "what", ["indicators/export_share.csv", "measures/goods_exports.json", "lineage/export_share/2019"]
)
def test_a_wrong_parameter_is_named_with_what_is_allowed(
    asked: str, parameter: str, what: str, client: FlaskClient
) -> None:
    problem(client.get(f"/api/v1/{what}?{asked}"), 400, parameter)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("indicators/nix", "id"),
        ("indicators/nix.csv", "id"),
        ("indicators/nix.csv-metadata.json", "id"),
        ("indicators/export_share.docx", "format"),
        ("measures/nix.csv", "id"),
        ("lineage/nix/2019", "id"),
        ("lineage/export_share/1066", "period"),
        ("claims.xml", "format"),
        ("nix", "path"),
        ("indicators/", "path"),
        ("indicators/" + "x" * 5000, "id"),
    ],
)
def test_an_unknown_id_is_not_found_and_what_exists_is_named(path: str, parameter: str, client: FlaskClient) -> None:
    problem(client.get(f"/api/v1/{path}"), 404, parameter)


def test_the_end_of_the_calendar_is_no_end_of_the_server(client: FlaskClient) -> None:
    assert client.get(f"{BASE}/export_share.csv?from=9999-12").status_code in (200, 400)


def problem(answer: TestResponse, status: int, parameter: str) -> None:
    """Check that the answer is RFC 9457's, names the parameter, and says what is allowed, in a line."""
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    content = answer.get_json()
    assert set(content) == {"type", "title", "status", "detail", "parameter"}
    assert (content["status"], content["parameter"]) == (status, parameter)
    assert re.match(rf"{parameter}: expected .+; found ", content["detail"])
    assert "Traceback" not in content["detail"]


def test_no_route_of_the_api_answers_with_a_page(client: FlaskClient) -> None:
    for path in ("/api/v1", "/api/v1/", "/api/v2/indicators"):
        problem(client.get(path), 404, "path")
