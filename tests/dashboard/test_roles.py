"""What the observations behind a value make in its formula: each stands in one role, and none is lost."""

from dataclasses import replace

import pytest

from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.roles import roles
from indicators.catalogue import CATALOGUE


def test_a_share_is_one_flow_over_another(repository: Repository) -> None:
    """Exports of 2019 to Russia, 13,624.09, with the mirrors that bound it, over 32,955.12 to the world (WITS)."""
    result = repository.result("export_share", DEFAULT_PAIR)
    row = next(row for row in result.rows if row.period == "2019")
    part, whole = roles(repository, result, row)
    assert part.row
    assert whole.row
    assert (part.row.value, whole.row.value) == (13624.09, 32955.12)
    assert [entry["value"] for entry in repository.lineage(row._replace(observations=whole.observations))] == [32955.12]
    assert (part.unit, len(part.observations)) == ("USD mn", 15)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_no_observation_is_lost_or_told_twice(name: str, repository: Repository) -> None:
    result = repository.result(name, DEFAULT_PAIR)
    for row in [row for row in result.rows if row.observations][-3:]:
        found = roles(repository, result, row)
        assert sorted(number for role in found for number in role.observations) == sorted(set(row.observations))
        assert all(role.title for role in found[:-1])


def test_a_measure_has_no_roles(repository: Repository) -> None:
    result = repository.measure("goods_exports", DEFAULT_PAIR)
    row = next(row for row in result.rows if row.period == "2019")
    assert [(role.title, role.observations) for role in roles(repository, result, row)] == [("", row.observations)]


def test_what_nothing_stands_behind_has_none(repository: Repository) -> None:
    result = repository.result("export_share", DEFAULT_PAIR)
    gap = result.rows[-1]._replace(observations=())
    assert roles(repository, replace(result, rows=(gap,)), gap) == []
