"""A point's lineage by the API: known inputs with file and hash, the correction that touched one, other editions."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from dashboard.openapi import schemas
from dashboard.points import MOST
from dashboard.repository import DEFAULT_PAIR, Repository
from ingest.corrections import corrections


def point(client: FlaskClient, where: str) -> Any:
    answer = client.get(f"/api/v1/points/{where}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def test_the_share_of_2019_rests_on_two_figures_of_wits(client: FlaskClient, repository: Repository) -> None:
    """World Integrated Trade Solution, Belarus 2019: exports 32955.12 mn USD, of it to Russia 13624.09."""
    told = point(client, "export_share/2019")
    assert told["value"] == pytest.approx(13624.09 / 32955.12 * 100)
    assert told["said"] == "41.3 %"
    assert (told["status"], told["snapshot"]) == ("reported", repository.snapshot.id)
    assert told["total"] == len(told["inputs"]) > 2, "its bounds rest on the other reports"
    own = {one["value"]: one for one in told["inputs"] if one["series"].startswith("wits:export:BLR:")}
    assert own.keys() == {13624.09, 32955.12}
    hashes = {raw["path"]: raw["sha256"] for raw in repository.snapshot.manifest["raw"]}
    for one in own.values():
        assert one["publisher"] == repository.sources["wits"]["publisher"]
        assert one["url"].startswith("https://")
        assert one["sha256"] == hashes[one["file"]]
        assert (one["period"], one["correction"], one["row"] > 0) == ("2019", "", True)


def test_a_point_is_as_described(client: FlaskClient) -> None:
    described = {"components": {"schemas": schemas()}, "$ref": "#/components/schemas/Point"}
    for where in ("export_share/2019", "export_share/2023", "gas_price_hub/2015", "gas_price_discount/2019"):
        Draft202012Validator(described).validate(point(client, where))


def test_a_corrected_observation_names_its_correction(client: FlaskClient, repository: Repository) -> None:
    """Every point of the pair that stands on a corrected figure tells the reason that is declared."""
    declared = {known.reason for known in corrections()}
    told = corrected(client, repository)
    reasons = set(told.values()) - {""}  # a figure beside a corrected one, of the same file and period, has none
    assert reasons
    assert reasons <= declared


def corrected(client: FlaskClient, repository: Repository) -> Mapping[str, str]:
    """The reasons told at points whose file and period a correction names, by point; looks at one measure of each."""
    files = repository.snapshot.tables.files["path"]
    columns = repository.snapshot.tables.columns
    touched = {(file, when) for known in corrections() for file in known.files for when in known.periods}
    found: dict[str, str] = {}
    for name in repository.measures:
        result = repository.measure(name, DEFAULT_PAIR)
        for row in result.rows[-60:]:
            if any((files.iat[columns["file"][n]], columns["period"][n]) in touched for n in row.observations):
                where = f"{name}/{row.period}" + (f"?variant={row.variant}" if row.variant else "")
                found[where] = next(
                    (one["correction"] for one in point(client, where)["inputs"] if one["correction"]), ""
                )
                break
    return found


def test_a_price_of_the_pink_sheet_lists_its_other_editions(client: FlaskClient, repository: Repository) -> None:
    told = point(client, "gas_price_hub/2015")
    (one,) = [entry for entry in told["inputs"] if entry["source"] == "pinksheet"][:1]
    vintages = [old["vintage"] for old in one["earlier"]]
    assert vintages == sorted(vintages, reverse=True)
    assert vintages
    assert one["vintage"] not in vintages
    series = client.get(f"/api/v1/series/{one['series']}.json?from={one['period']}&to={one['period']}").get_json()
    published = {row["vintage"]: row["value"] for row in series["observations"] if row["period"] == one["period"]}
    assert {old["vintage"]: old["value"] for old in one["earlier"]} | {one["vintage"]: one["value"]} == published


def test_the_clock_takes_later_editions_away(client: FlaskClient) -> None:
    told = point(client, "gas_price_hub/2015?as_of=2021-09-30")
    assert told["inputs"]
    assert all(one["vintage"] <= "2021-09-30" for one in told["inputs"])


def test_of_very_many_inputs_the_first_are_told_and_all_counted(client: FlaskClient, repository: Repository) -> None:
    rows = repository.result("opacity_index", DEFAULT_PAIR).rows
    row = next(row for row in reversed(rows) if len(row.observations) > MOST)
    told = point(client, f"opacity_index/{row.period}?variant={row.variant}")
    assert (len(told["inputs"]), told["total"]) == (MOST, len(row.observations))


@pytest.mark.parametrize(
    ("where", "status", "named"),
    [
        ("nix/2019", 404, "id"),
        ("export_share/1066", 404, "period"),
        ("export_share/soon", 404, "period"),
        ("export_share/2019?variant=nix", 400, "variant"),
        ("export_share/2019?snapshot=0123456789ab", 400, "snapshot"),
    ],
)
def test_what_is_not_there_is_told(where: str, status: int, named: str, client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/points/{where}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (status, named)
