"""Groups of countries as partners: who belongs, and that all of them are countries that the data know."""

import csv
from pathlib import Path

import pytest

from dashboard.repository import Repository
from indicators.model import Pair
from ingest import declarations
from ingest.declarations import Group, data_folder, groups


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    with (data_folder() / "codes" / "countries.csv").open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)}


def test_the_union_has_its_members_since_2020() -> None:
    union = groups()["EUU"]
    assert union.name == "European Union"
    assert len(set(union.members)) == len(union.members) == 27
    assert {"DEU", "POL", "LTU", "HRV"} <= set(union.members)
    assert not {"GBR", "NOR", "CHE", "UKR", "BLR"} & set(union.members)
    assert list(union.members) == sorted(union.members)


def test_a_group_is_no_country_and_its_members_are(names: dict[str, str]) -> None:
    for code, group in groups().items():
        assert code not in names
        assert set(group.members) <= set(names)
        assert code not in group.members


def test_groups_are_read_from_the_declarations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "groups.toml").write_text(
        '[BEN]\nname = "Benelux"\nmembers = ["BEL", "NLD", "LUX"]\n', "utf-8"
    )
    monkeypatch.setattr(declarations, "data_folder", lambda: tmp_path)
    groups.cache_clear()
    try:
        assert groups() == {"BEN": Group("Benelux", ("BEL", "NLD", "LUX"))}
    finally:
        groups.cache_clear()


def test_the_union_can_be_a_partner_and_is_no_area_of_its_own(repository: Repository) -> None:
    assert "EUU" in repository.partners
    assert "EUU" not in repository.areas
    assert repository.name("EUU") == "European Union"


def test_the_union_s_trade_is_the_sum_of_its_members(repository: Repository) -> None:
    for measure in ("goods_exports_reconciled", "goods_imports_reconciled"):
        union = {row.period: row.value for row in repository.measure(measure, Pair("BLR", "EUU")).rows}
        by_member = [repository.measure(measure, Pair("BLR", member)).rows for member in groups()["EUU"].members]
        for year in ("2000", "2010", "2019"):
            members = [row.value for rows in by_member for row in rows if row.period == year]
            assert len(members) > 20
            assert union[year] == pytest.approx(sum(members)), (measure, year)
    reconciled, whole = (
        {row.period: row.value for row in repository.measure(name, Pair("BLR", "EUU")).rows if row.value > 0}
        for name in ("goods_exports", "goods_exports_reconciled")
    )
    assert reconciled == whole


@pytest.mark.parametrize("country", ["KAZ", "ARM"])
def test_where_a_statistical_office_names_all_partners_the_union_is_their_sum(
    country: str, repository: Repository
) -> None:
    rows = repository.measure("goods_exports_national", Pair(country, "EUU")).rows
    union = {row.period: row.value for row in rows}
    members = [repository.measure("goods_exports_national", Pair(country, one)).rows for one in groups()["EUU"].members]
    assert len(union) >= 5
    for year, value in union.items():
        own = [row.value for found in members for row in found if row.period == year and row.value > 0]
        assert value == pytest.approx(sum(own), rel=1e-4), year  # a few months of one member differ from its year
