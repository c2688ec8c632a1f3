"""Scenarios, the support account and vulnerability by API and command: what is computed, with all it rests on."""

import csv
import io
import json
import math
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.__main__ import main
from dashboard.account_tables import (
    SCENARIO_BANDS,
    SCENARIO_INDEX,
    SCENARIO_LINES,
    SCENARIO_SWINGS,
    SUPPORT,
    VULNERABILITY,
)
from dashboard.parameters import SCENARIO_PARAMETERS
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.tables import Table
from indicators.account import compared, support_account
from indicators.index.rescoring import rescored
from indicators.scenario_inputs import ranges_given, scenario_inputs
from indicators.scenarios import PARAMETERS, ranges_of, scenario
from indicators.shocks import ELASTICITIES, production_cut
from indicators.vulnerability import convex_loss

BASE = "/api/v1"
TABLES = {
    "scenarios": SCENARIO_BANDS, "scenarios/S3": SCENARIO_LINES, "support": SUPPORT, "vulnerability": VULNERABILITY,
    "scenarios/S3/tornado": SCENARIO_SWINGS, "scenarios/S3/index": SCENARIO_INDEX,
}  # fmt: skip


def told(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"{BASE}/{path}")
    assert answer.status_code == 200, answer.text[:200]
    return answer.json


def lines(account: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["line"], row["unit"]): row for row in account["rows"]}


def central(account: dict[str, Any]) -> dict[str, float]:
    return {row["line"]: row["central"] for row in account["rows"] if row["unit"] == "USD mn"}


@pytest.mark.parametrize(("path", "table"), TABLES.items())
def test_a_table_is_the_same_as_json_and_csv(path: str, table: Table, client: FlaskClient) -> None:
    rows = told(client, f"{path}.json")
    rows = rows["rows"] if isinstance(rows, dict) else rows
    found = list(csv.DictReader(io.StringIO(client.get(f"{BASE}/{path}.csv").text)))
    assert list(found[0]) == table.names
    assert len(found) == len(rows) > 0
    for record, row in zip(found, rows, strict=True):
        assert set(row) == set(table.names)
        for column in table.columns:
            if column.kind == "number":
                assert (record[column.name] or None) == (None if row[column.name] is None else str(row[column.name]))
    assert len({tuple(row[name] for name in table.key) for row in rows}) == len(rows)


@pytest.mark.parametrize("horizon", [12, 24])
@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_a_scenario_is_what_the_arithmetic_gives(
    name: str, horizon: int, client: FlaskClient, repository: Repository
) -> None:
    account = told(client, f"scenarios/{name}.json?horizon={horizon}")
    declared = repository.scenarios
    inputs = scenario_inputs(repository.resolver(), DEFAULT_PAIR, declared.base_year, declared.hub_year)
    outcome = scenario(ranges_of(declared.scenarios[name].parameters.values()), ranges_given(inputs), horizon)
    found = lines(account)
    for line in (*outcome.lines, outcome.need, outcome.gap, outcome.output):
        row = found[line.id, "USD mn"]
        assert [row["low"], row["central"], row["high"]] == list(line.loss)
        assert found[line.id, "percent of GDP"]["central"] == line.percent.central
    assert found["cover", "months"]["central"] == outcome.cover.central
    assert math.fsum(found[line.id, "USD mn"]["central"] for line in outcome.lines) == pytest.approx(
        found["need", "USD mn"]["central"]
    )


def test_the_sizes_on_the_packaged_snapshot(client: FlaskClient) -> None:
    """By hand from prices, volumes and debt service of 2021: 128.5 and 569.84 USD, 19.78 bcm, 1,630 mn due in 2022."""
    sudden = central(told(client, "scenarios/S3"))
    assert sudden["gas"] == pytest.approx((569.8 - 128.5) * 19.78 * (569.8 / 128.5) ** -0.2, rel=1e-3)
    assert sudden["credit"] == pytest.approx(1629.7 + 635, abs=0.1)
    assert sudden["market"] == pytest.approx((0.6 * 0.9 + 0.2 * 0.1) * 0.3 * 16342.2, rel=1e-4)
    assert sudden["reserve_use"] == pytest.approx(8424.74 - 6000, abs=0.1)
    slow = central(told(client, "scenarios/S1"))
    assert slow["credit"] == pytest.approx(0.5 * 1629.7, abs=0.1)
    assert slow["corridor"] == 0


def test_statuses_and_sources_come_with_every_number(client: FlaskClient) -> None:
    found = lines(told(client, "scenarios/S3"))
    assert found["gas", "USD mn"]["status"] == "estimated"
    assert found["corridor", "USD mn"]["status"] == "forecast"  # the cargo of 2021 was expected, not counted
    assert found["need", "USD mn"]["status"] == "forecast"  # the weakest of all
    assert any(source.startswith("pinksheet@") for source in found["gas", "USD mn"]["sources"].split(";"))
    assert set(found["gas", "USD mn"]["sources"].split(";")) < set(found["need", "USD mn"]["sources"].split(";"))


def test_months_of_imports_before_and_after(client: FlaskClient) -> None:
    """By hand: reserves of 8,424.74 mn and imports of 45,415.03 mn a year; the floor is 6,000."""
    found = lines(told(client, "scenarios/S3"))
    assert found["cover_before", "months"]["central"] == pytest.approx(8424.74 / (45415.03 / 12), rel=1e-6)
    assert found["cover", "months"]["central"] == pytest.approx(6000 / (45415.03 / 12), rel=1e-6)


def test_what_reserves_lack_is_named(client: FlaskClient) -> None:
    found = lines(told(client, "scenarios/S1?dependent=POL"))
    assert found["cover_before", "months"]["lacks"] == "reserves;imports"
    assert {"reserves", "imports"} <= set(found["cover", "months"]["lacks"].split(";"))
    assert "reserves" in found["gap", "USD mn"]["lacks"]
    assert found["market", "percent of GDP"]["lacks"] == "gdp"
    assert found["market", "USD mn"]["lacks"] is None


def test_the_tornado_moves_one_parameter_at_a_time(client: FlaskClient) -> None:
    rows = told(client, "scenarios/S2/tornado.json?horizon=24")
    assert [row["swing"] for row in rows] == sorted((row["swing"] for row in rows), reverse=True)
    (delta,) = (row for row in rows if row["parameter"] == "delta")
    for end in ("low", "central", "high"):
        found = lines(told(client, f"scenarios/S2?horizon=24&delta={delta[end]}"))
        known = found["at_hand", "USD mn"]["central"] + found["output", "USD mn"]["central"]
        assert delta[f"at_{end}"] == pytest.approx(known)


def test_the_index_is_scored_anew(client: FlaskClient, repository: Repository) -> None:
    index, trade, energy, finance = told(client, "scenarios/S3/index.json")
    declared, pair = repository.scenarios, DEFAULT_PAIR
    inputs = ranges_given(scenario_inputs(repository.resolver(), pair, declared.base_year, declared.hub_year))
    parameters = ranges_of(declared.scenarios["S3"].parameters.values())
    expected = rescored(repository.resolver(), pair, parameters, inputs, 12, declared.base_year)
    assert [index["before"], index["low"], index["central"], index["high"]] == [expected.before, *expected.after]
    (now,) = [row.value for row in repository.result("dependence_index", pair).of("arithmetic") if row.period == "2021"]
    assert index["before"] == pytest.approx(now)
    assert [trade["central"], energy["central"]] == [expected.pillars[name].central for name in ("trade", "energy")]
    assert index["sources"]
    assert finance["status"] == "estimated"


def test_an_index_that_cannot_be_scored_says_why(client: FlaskClient) -> None:
    (early,) = told(client, "scenarios/S3/index.json?as_of=2015-06-30")
    assert early["reason"].startswith("the index has no year 2021")
    kazakh = told(client, "scenarios/S3/index.json?dependent=KAZ")
    assert (kazakh[0]["central"], kazakh[0]["reason"]) == (None, "less than enough of its inputs is observed")
    assert kazakh[1]["central"] is not None


def test_nothing_has_a_probability(client: FlaskClient) -> None:
    text = client.get(f"{BASE}/scenarios/S3").text + client.get(f"{BASE}/scenarios.csv").text
    assert text.lower().count("probability") == text.lower().count("nothing has a probability") == 1


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_can_be_set(name: str, client: FlaskClient) -> None:
    assert [one.name for one in SCENARIO_PARAMETERS] == list(PARAMETERS)
    account = told(client, f"scenarios/S2?{name}=0.5")
    (given,) = (one for one in account["parameters"] if one["id"] == name)
    assert (given["low"], given["central"], given["high"], given["basis"]) == (0.5, 0.5, 0.5, "given")
    assert name not in [swing["parameter"] for swing in account["tornado"]]
    others = [one for one in account["parameters"] if one["id"] != name]
    assert others == [one for one in told(client, "scenarios/S2")["parameters"] if one["id"] != name]


def test_levers_at_zero_cost_nothing(client: FlaskClient) -> None:
    account = told(client, "scenarios/S3?alpha=0&alpha_o=0&rho=1&undisbursed_lost=0&delta=0&closure=0&gas_cut=0")
    assert central(account)["need"] == central(account)["gap"] == central(account)["output"] == 0


def test_the_four_elasticities(client: FlaskClient) -> None:
    account = told(client, "scenarios/S3?gas_share=0.1&gas_cut=0.3")
    found = {row["line"]: row["central"] for row in account["rows"] if row["unit"] == "percent of output"}
    expected = {f"production_{sigma:g}": production_cut(0.1, 0.3)[sigma] for sigma in ELASTICITIES}
    assert found == expected
    assert [round(change, 1) for change in found.values()] == [-21.0, -12.7, -5.1, -3.5]


def test_the_hub_s_year_and_the_benchmark_are_named_and_matter(client: FlaskClient) -> None:
    now, then = told(client, "scenarios/S3"), told(client, "scenarios/S3?hub_year=2020")
    assert (now["hub_year"], then["hub_year"]) == (2021, 2020)
    assert central(then)["gas"] < 0 < central(now)["gas"]  # in 2020 the hub was cheaper than what Belarus paid
    unknown = told(client, "scenarios/S3?benchmark=gazprom_average")
    assert central(unknown)["gas"] is None is central(unknown)["need"]
    assert lines(unknown)["need", "USD mn"]["lacks"] == "gas_benchmark"
    assert lines(unknown)["need", "USD mn"]["status"] is None
    (price,) = (given for given in unknown["inputs"] if given["id"] == "gas_benchmark")
    assert "2021" in price["reason"]


def test_what_was_not_known_then_is_not_used(client: FlaskClient) -> None:
    early = told(client, "scenarios/S3?as_of=2020-06-30")
    assert early["as_of"] == "2020-06-30"
    for given in early["inputs"]:
        assert all(source.split("@")[1] <= "2020-06-30" for source in given["sources"])


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("scenarios/S4", 404, "id"),
        ("scenarios/S1.xlsx", 404, "format"),
        ("scenarios/S1?horizon=0", 400, "horizon"),
        ("scenarios/S1?horizon=25", 400, "horizon"),
        ("scenarios/S1?horizon=12.5", 400, "horizon"),
        ("scenarios/S1?alpha=1.01", 400, "alpha"),
        ("scenarios/S1?alpha=-0.1", 400, "alpha"),
        ("scenarios/S1?alpha=nan", 400, "alpha"),
        ("scenarios/S1?alpha=1e1", 400, "alpha"),
        ("scenarios/S1?phase=121", 400, "phase"),
        ("scenarios/S1?probability=0.5", 400, "probability"),
        ("scenarios/S1?hub_year=1900", 400, "hub_year"),
        ("scenarios/S1?benchmark=netback", 400, "benchmark"),
        ("scenarios/S1?dependent=RUS&partner=RUS", 400, "partner"),
        ("support?benchmark=spot", 400, "benchmark"),
        ("support?discount=7", 400, "discount"),
        ("vulnerability?sigma=1", 400, "sigma"),
        ("vulnerability?sigma=inf", 400, "sigma"),
    ],
)
def test_a_wrong_parameter_is_named(path: str, status: int, parameter: str, client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/{path}")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json(force=True)["parameter"] == parameter


@pytest.mark.parametrize("address", ["hub&discount=5", "gazprom_average&discount=12", "netback&discount=5"])
def test_the_support_account_with_the_published_estimates_beside_it(
    address: str, client: FlaskClient, repository: Repository
) -> None:
    benchmark, discount = address.split("&discount=")
    rows = told(client, f"support?benchmark={address}")
    account = support_account(repository.resolver(), DEFAULT_PAIR, benchmark, float(discount))
    by_line = {(row["period"], row["line"], row["unit"]): row for row in rows}
    for year in account:
        for name, cell in year.components.items():
            assert by_line[year.period, name, "USD mn"]["value"] == (None if math.isnan(cell.value) else cell.value)
        assert ((year.period, "total", "USD mn") in by_line) == (year.total is not None)
    beside = [row for row in rows if row["published"] is not None or row["published_low"] is not None]
    assert len(beside) == len(compared(repository.resolver(), DEFAULT_PAIR, benchmark, float(discount))) == 13
    assert all(row["lacks"] for row in beside if row["value"] is None and row["low"] is None)


def test_2018_adds_up_and_stands_beside_the_ambassador_s_figure(client: FlaskClient) -> None:
    rows = {(row["period"], row["line"], row["unit"]): row for row in told(client, "support")}
    parts = [rows["2018", name, "USD mn"]["value"] for name in ("gas", "oil", "credit", "deferral")]
    assert rows["2018", "total", "USD mn"]["value"] == pytest.approx(math.fsum(parts))
    stated = rows["2018", "support_published", "USD mn"]
    assert stated["published"] == 4000
    assert stated["difference"] == pytest.approx(math.fsum(parts) - 4000)
    assert (stated["known"], stated["years"]) == (1, 1)


def test_vulnerability_of_both_sides(client: FlaskClient) -> None:
    rows = told(client, "vulnerability?sigma=3")
    assert {row["dependent"] for row in rows} == {"BLR", "RUS"}
    for row in rows:
        if row["channel"] != "total" and row["loss"] is not None:
            assert row["loss"] == pytest.approx(convex_loss(row["share"], 3.0))
    year = {row["dependent"]: row for row in rows if row["period"] == "2019" and row["channel"] == "exports"}
    assert year["BLR"]["loss"] > 5 * year["RUS"]["loss"]
    total = next(
        row for row in rows if (row["channel"], row["dependent"], row["loss"] is None) == ("total", "BLR", False)
    )
    parts = [
        row for row in rows
        if row["channel"] != "total" and all(row[k] == total[k] for k in ("dependent", "period", "channels"))
    ]  # fmt: skip
    assert total["loss"] == pytest.approx(math.fsum(row["weight"] * row["loss"] for row in parts))


def test_a_pair_without_figures_has_an_account_of_what_lacks(client: FlaskClient) -> None:
    account = told(client, "scenarios/S3?dependent=FRA&partner=DEU")
    assert "gas_paid" in lines(account)["need", "USD mn"]["lacks"]
    assert lines(account)["need", "USD mn"]["central"] is None
    assert told(client, "support?dependent=FRA&partner=DEU") == []


# --- the command


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["scenarios", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.usefixtures("no_user_store")
def test_the_command_says_what_the_api_says(capsys: pytest.CaptureFixture[str], client: FlaskClient) -> None:
    status, out, _ = run(capsys, "S2", "--horizon", "24", "--hub-year", "2019", "--json")
    assert (status, json.loads(out)) == (0, [told(client, "scenarios/S2?horizon=24&hub_year=2019")])
    status, out, _ = run(capsys, "--json")
    asked = [(one["scenario"], one["horizon"]) for one in json.loads(out)]
    assert asked == [(name, months) for name in ("S1", "S2", "S3") for months in (12, 24)]


@pytest.mark.usefixtures("no_user_store")
def test_the_command_for_a_reader(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "S3", "--horizon", "12")
    assert "gas beside the hub price of 2021; base year 2021" in out
    assert sum("elasticity of" in line for line in out.splitlines()) == len(ELASTICITIES)
    assert "Nothing here is a forecast, and nothing has a probability" in out
    assert "Bachmann" in out
    assert "Geerolf" in out
    _, out, _ = run(capsys, "S3", "--benchmark", "gazprom_average")
    assert "gas_benchmark: nothing is known" in out


@pytest.mark.usefixtures("no_user_store")
@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["S4"], "SCENARIO"), (["S1", "--horizon", "36"], "horizon"), (["--benchmark", "x"], "benchmark")],
)
def test_the_command_refuses_in_one_line(arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert word in err
