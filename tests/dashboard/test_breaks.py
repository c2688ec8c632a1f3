"""Structural breaks as they are served and printed: the same in each form, complete, and refused in the usual way."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from dashboard.__main__ import main
from dashboard.analysis_tables import BREAKS
from dashboard.breaks import break_records, breaks_json
from dashboard.repository import DEFAULT_PAIR, Repository
from indicators.breaks import METHODS
from indicators.catalogue import CATALOGUE

Capture = pytest.CaptureFixture[str]


def test_csv_and_json_hold_the_same_tests(client: FlaskClient) -> None:
    told = client.get("/api/v1/breaks/reserve_cover.json").get_json()
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/breaks/reserve_cover.csv").text)))
    tests = [test for run in told["runs"] for test in (*run["known"], *run["unknown"])]
    assert len(rows) == len(tests) > 3
    assert list(rows[0]) == BREAKS.names
    for row, test in zip(rows, tests, strict=True):
        assert (row["method"], row["period"], row["low"], row["high"]) == (
            test["method"], test["period"], test["low"], test["high"],
        )  # fmt: skip
        assert row["events"] == ";".join(test["events"])
        assert [float(row[name]) for name in ("before", "after", "size", "statistic")] == [
            test[name] for name in ("before", "after", "size", "statistic")
        ]
        assert row["found"] == str(test["found"]).lower()
    assert {row["sources"] for row in rows} == {";".join(told["runs"][0]["sources"])}
    assert rows[0]["sources"].startswith("worldbank@")


def test_the_plain_address_answers_as_json_does(client: FlaskClient) -> None:
    plain, named = (client.get(f"/api/v1/breaks/export_share{form}") for form in ("", ".json"))
    assert plain.get_json() == named.get_json()
    assert named.get_json()["left"][0]["reason"].startswith("status mirror")
    assert client.get("/api/v1/breaks/export_share.xlsx").data[:2] == b"PK"
    assert client.get("/api/v1/breaks/export_share.parquet").data[:4] == b"PAR1"


def test_a_measure_a_variant_and_a_day_can_be_asked(client: FlaskClient) -> None:
    assert client.get("/api/v1/breaks/border_detections_monthly.json").get_json()["runs"][0]["frequency"] == "month"
    one = client.get("/api/v1/breaks/trade_asymmetry.json?variant=share_of_dependent").get_json()
    assert {run["variant"] for run in one["runs"]} == {"share_of_dependent"}
    then = client.get("/api/v1/breaks/reserve_cover.json?as_of=2000-01-01").get_json()
    assert then["runs"] == []
    assert then["reason"]


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("variant=nix", "variant", "none: export_share has no variants"),
        ("dependent=XXX", "dependent", "an ISO 3166 alpha-3 code"),
        ("partner=BLR", "partner", "another country than the dependent one"),
        ("as_of=then", "as_of", "a day such as"),
        ("from=2010", "from", "one of the parameters dependent, partner, as_of, variant"),
    ],
)
def test_a_wrong_parameter_is_named(query: str, parameter: str, said: str, client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/breaks/export_share.json?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["parameter"] == parameter
    assert said in answer.get_json()["detail"]


@pytest.mark.parametrize(("path", "parameter"), [("nix.json", "id"), ("nix", "id"), ("export_share.xml", "format")])
def test_what_is_unknown_is_not_found(path: str, parameter: str, client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/breaks/{path}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (404, parameter)


def test_every_indicator_has_an_answer(repository: Repository) -> None:
    """Runs, or a reason why there is none; no row twice; every cell as its column says."""
    for name in CATALOGUE:
        found = repository.breaks(name, DEFAULT_PAIR)
        assert bool(found.runs) == (found.reason is None), name
        json.dumps(breaks_json(found, repository), allow_nan=False)
        records = break_records(found, repository)
        keys = [tuple(record[column] for column in BREAKS.key) for record in records]
        assert len(keys) == len(set(keys)), name
        for record in records:
            assert list(record.keys() - set(BREAKS.names)) == []
            assert record["method"] in METHODS
            assert all(record[column.name] is not None for column in BREAKS.columns if column.required)
            assert not record["low"] or record["low"] <= record["period"] <= record["high"]
            assert record["low"] is None or record["first"] <= record["low"]


@pytest.mark.usefixtures("no_user_store")
def test_the_command_prints_what_was_tested_and_what_was_not(capsys: Capture) -> None:
    assert main(["breaks", "export_share"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Partner's share of goods exports, Belarus on Russia, percent"
    assert lines[1] == "1998 to 2019, 22 points, level"
    assert lines[2].split()[:4] == ["method", "event", "after", "interval"]
    assert any(line.startswith("bai_perron") and "2003 to 2006" in line and "<= 0.01" in line for line in lines)
    assert "note: low power: 22 points, so that a break that is not found may be there all the same" in lines
    assert "left out: 2024 to 2025: status undisclosed: only reported values are tested" in lines
    assert "not tested: election_2020: no run of reported values holds 2020-08-09" in lines


@pytest.mark.usefixtures("no_user_store")
def test_the_command_answers_a_program_as_the_api_does(capsys: Capture, client: FlaskClient) -> None:
    assert main(["breaks", "trade_asymmetry", "--variant", "share_of_dependent", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == client.get("/api/v1/breaks/trade_asymmetry?variant=share_of_dependent").get_json()


@pytest.mark.usefixtures("no_user_store")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nix",), "INDICATOR: expected one of export_share"),
        (("export_share", "--variant", "hub"), "variant: expected none: export_share has no variants"),
        (("export_share", "--partner", "BLR"), "partner: expected another country"),
        (("export_share", "--as-of", "soon"), "as_of: expected a day such as"),
    ],
)
def test_bad_usage_is_told_in_a_line(arguments: tuple[str, ...], said: str, capsys: Capture) -> None:
    assert main(["breaks", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
