"""The composite indices as users get them: API, CSV, command and the overview tell the same numbers."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dash import html
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from dashboard.__main__ import main
from dashboard.index_report import index_records, index_report
from dashboard.index_view import cards, sentence
from dashboard.openapi import schemas
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.view import View
from indicators.model import Pair

Capture = pytest.CaptureFixture[str]
Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
INDEX = "dependence_index"


@pytest.fixture(scope="module")
def report(repository: Repository) -> dict[str, Any]:
    return index_report(repository, INDEX, DEFAULT_PAIR, 2012)


def year(report: dict[str, Any], when: str) -> dict[str, Any]:
    return next(row for row in report["rows"] if row["period"] == when)


def test_the_report_holds_the_indicator_and_its_band(report: dict[str, Any], repository: Repository) -> None:
    rows = [row for row in repository.result(INDEX, DEFAULT_PAIR).of("arithmetic") if row.status]
    assert [row["period"] for row in report["rows"]] == [row.period for row in rows]
    for told, row in zip(report["rows"], rows, strict=True):
        known = row.value == row.value
        assert (told["value"], told["p5"], told["p95"]) == (row.value if known else None, row.low, row.high)
        assert known == (told["p50"] is not None)
        assert known == (told["coverage"] >= report["coverage_needed"] - 1e-12)
        assert told["status"] == row.status
        assert told["sources"]


def test_weights_and_contributions_add_up(report: dict[str, Any]) -> None:
    assert sum(one["effective_weight"] for one in report["inputs"]) == pytest.approx(1.0)
    for row in report["rows"]:
        assert all((one["weight"] > 0) == (one["score"] is not None) for one in row["inputs"])
        assert sum(one["weight"] for one in row["inputs"]) == pytest.approx(1.0)
        if row["value"] is not None:
            assert sum(one["contribution"] or 0.0 for one in row["inputs"]) == pytest.approx(row["value"])
    change = report["change"]
    assert (change["from"], change["to"]) == ("2012", "2023")
    moved = year(report, "2023")["value"] - year(report, "2012")["value"]
    assert sum(change["inputs"].values()) == pytest.approx(moved)


def test_a_value_beyond_a_goalpost_is_flagged(report: dict[str, Any]) -> None:
    (goalpost,) = (one["goalpost_high"] for one in report["inputs"] if one["id"] == "trade_to_gdp")
    told = {row["period"]: next(one for one in row["inputs"] if one["id"] == "trade_to_gdp") for row in report["rows"]}
    assert {when for when, one in told.items() if one["clipped"]} == {
        when for when, one in told.items() if one["value"] is not None and one["value"] > goalpost
    }
    assert told["2023"]["clipped"]
    assert told["2023"]["score"] == 1.0
    assert not told["2019"]["clipped"]


def test_probabilities_are_of_a_rise_since_the_year_asked(report: dict[str, Any], repository: Repository) -> None:
    assert report["since"] == 2012
    assert year(report, "2012")["probability_of_rise"] is None
    assert 0.0 <= year(report, "2013")["probability_of_rise"] < 0.5 < year(report, "2023")["probability_of_rise"] <= 1
    other = index_report(repository, INDEX, DEFAULT_PAIR, 2007)
    assert year(other, "2013")["probability_of_rise"] < year(report, "2014")["probability_of_rise"]
    assert index_report(repository, INDEX, DEFAULT_PAIR)["since"] == 2000


def test_ranks_are_before_rounding_among_those_with_a_value(report: dict[str, Any]) -> None:
    assert (year(report, "2012")["rank"], year(report, "2012")["ranked"]) == (1, 7)
    assert year(report, "2024")["rank"] is None
    values = [peer["value"] for peer in report["peers"] if peer["value"] is not None]
    assert values == sorted(values, reverse=True)
    assert report["peers"][0]["dependent"] == "BLR"
    assert len(report["peers"]) == 11


def test_what_spreads_the_index_is_told(report: dict[str, Any]) -> None:
    spread = report["sensitivity"]
    assert spread["period"] == "2023"
    factors = {one["factor"]: one for one in spread["factors"]}
    assert len(factors) == 7
    total, error = (sum(one[name] for one in factors.values()) for name in ("first", "first_error"))
    assert total <= 1.0 + error
    most = max(factors.values(), key=lambda one: one["first"])
    assert spread["sentence"] == f"{100 * most['first']:.0f} % of the spread comes from {most['title']}."


@pytest.mark.parametrize("name", [INDEX, "opacity_index"])
@pytest.mark.parametrize("pair", [DEFAULT_PAIR, Pair("KAZ", "CHN"), Pair("TKM", "EUU"), Pair("MNG", "RUS")])
def test_the_answer_is_as_described(name: str, pair: Pair, client: FlaskClient) -> None:
    asked = {"dependent": pair.dependent, "partner": pair.partner}
    answer = client.get(f"/api/v1/index/{name}.json", query_string=asked)
    assert answer.status_code == 200
    content = json.loads(answer.get_data(as_text=True), parse_constant=pytest.fail)
    schema = {"$ref": "#/components/schemas/Index", "components": {"schemas": schemas()}}
    Draft202012Validator(schema).validate(content)
    assert bool(content["reason"]) == (not content["rows"])
    assert client.get(f"/api/v1/index/{name}.json", query_string=asked).get_data() == answer.get_data()


def test_the_file_holds_the_years_of_the_answer(client: FlaskClient, report: dict[str, Any]) -> None:
    answer = client.get(f"/api/v1/index/{INDEX}.csv?since=2012")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    for row, record in zip(rows, index_records(report), strict=True):
        assert row == {name: "" if value is None else str(value) for name, value in record.items()}
    assert client.get(f"/api/v1/index/{INDEX}.json?since=2012").get_json() == report


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"{INDEX}.json?since=1950", 400, "since: expected a year of the index, 2000 to 2025; found '1950'"),
        (f"{INDEX}.csv?since=soon", 400, "since: expected a year of the index, such as 2012; found 'soon'"),
        (f"{INDEX}.csv?from=2012", 400, "from: expected one of the parameters dependent, partner, since, as_of"),
        ("export_share.json", 404, "id: expected one of dependence_index, opacity_index; found 'export_share'"),
    ],
)
def test_a_wrong_question_names_what_is_allowed(path: str, status: int, said: str, client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/index/{path}")
    assert answer.status_code == status
    assert said in answer.get_json()["detail"]


def test_as_of_sees_no_later_edition(client: FlaskClient, report: dict[str, Any]) -> None:
    then = client.get(f"/api/v1/index/{INDEX}.json?since=2012&as_of=2021-09-30")
    if then.status_code == 400:  # what was known then does not reach 2012
        assert "since: expected" in then.get_json()["detail"]
        return
    for row in then.get_json()["rows"]:
        assert all(source.rpartition("@")[2] <= "2021-09-30" for source in row["sources"])
    assert then.get_json()["as_of"] == "2021-09-30"


@pytest.mark.usefixtures("no_user_store")
def test_the_command_prints_the_same(capsys: Capture, report: dict[str, Any]) -> None:
    assert main(["index", INDEX, "--since", "2012", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == report
    assert main(["index", INDEX, "--since", "2012"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Dependence index, Belarus on Russia: mean of the pillars")
    told = next(line for line in lines if line.startswith("2012"))
    assert f"{year(report, '2012')['value']:.3f}" in told
    assert report["sensitivity"]["sentence"] in "\n".join(lines)
    assert sum(line.startswith("left out: ") for line in lines) == len(report["left_out"])
    assert main(["index", "opacity_index", "--dependent", "TKM", "--partner", "CHN"]) == 0
    capsys.readouterr()
    assert main(["index", "nonsense"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["index", INDEX, "--since", "1950"]) == 2


def test_the_overview_says_where_the_index_stood(
    repository: Repository, report: dict[str, Any], inside: Inside, text_of: TextOf
) -> None:
    row = year(report, "2023")
    said = " ".join(text_of(html.P(sentence(View(repository)))).split())
    assert f"stood at {row['value']:.2f} in 2023" in said
    assert f"from {row['p5']:.2f} to {row['p95']:.2f}" in said
    shown = cards(View(repository))
    assert [card.id for card in shown] == ["overview-index", "overview-inputs", "overview-pillars", "overview-views"]
    table = [[text_of(cell) for cell in line.children] for line in inside(shown[1], html.Tr)][1:]
    assert [line[0] for line in table] == [one["title"] for one in report["inputs"]]
    assert [line[4] for line in table] == [
        "–" if one["contribution"] is None else f"{one['contribution']:.2f}" for one in row["inputs"]
    ]
    assert report["sensitivity"]["sentence"] in text_of(shown[0])


def test_a_pair_without_a_value_has_no_sentence_and_says_why(repository: Repository, text_of: TextOf) -> None:
    pair = Pair("TKM", "EUU")
    assert sentence(View(repository, Query(pair))) == []
    assert "No year has enough of its inputs for" in text_of(cards(View(repository, Query(pair)))[1])
