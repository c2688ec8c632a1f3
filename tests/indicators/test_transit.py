"""Cargo through the partner's ports: the fixed base, and kinds of tonnes kept apart."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.model import Pair, Row
from indicators.transit import port_share

Answer = Callable[..., dict[str, Row]]
TONNES = st.floats(0.001, 1e3)


@given(TONNES, TONNES, TONNES)
def test_port_share_is_proportional_and_knows_no_unit(cargo: float, base: float, scale: float) -> None:
    assert port_share(cargo * scale, base * scale) == pytest.approx(port_share(cargo, base))
    assert port_share(cargo * 2, base) == pytest.approx(2 * port_share(cargo, base))


def test_without_a_base_no_share() -> None:
    assert math.isnan(port_share(1.0, 0.0))
    assert math.isnan(port_share(float("nan"), 18.8))


@pytest.mark.parametrize(
    ("variant", "name", "tonnes", "status"),
    [
        ("oil_products_agreed", "2021", 3.5, "forecast"),
        ("oil_products_agreed", "2022", 3.2, "forecast"),
        ("oil_products_agreed", "2023", 3.1, "forecast"),
        ("oil_products_expected", "2021", 2.3, "forecast"),
        ("oil_products_reported", "2023", 6.5, "official_statement"),
    ],
)
def test_known_tonnes_over_the_fixed_base(variant: str, name: str, tonnes: float, status: str, answer: Answer) -> None:
    row = answer("port_share", variant)[name]
    assert row.value == pytest.approx(100 * tonnes / 18.8)
    assert row.status == status
    assert len(row.observations) == 2


def test_the_three_years_agreed_add_up_to_the_agreement(answer: Answer) -> None:
    assert sum(row.value for row in answer("port_oil_agreed").values()) == pytest.approx(9.8)
    assert list(answer("port_oil_agreed")) == ["2021", "2022", "2023"]


def test_a_half_year_is_a_floor(answer: Answer) -> None:
    for name, tonnes in (("2022", 1.5), ("2023", 6.0)):
        row = answer("port_share", "all_cargo")[name]
        assert math.isnan(row.value)
        assert row.status == "estimated"
        assert (row.low, row.high) == (pytest.approx(100 * tonnes / 18.8), pytest.approx(200 * tonnes / 18.8))


def test_no_other_country_has_these_cargoes(repository: Repository) -> None:
    result = repository.result("port_share", Pair("KAZ", "RUS"))
    assert result.rows == ()
    assert "agreed between the governments" in (result.reason or "")
