"""Cargo through the partner's ports: the fixed base, and kinds of tonnes kept apart; gas and potash on their way."""

import csv
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.model import Pair, Row
from indicators.transit import port_share

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
TONNES = st.floats(0.001, 1e3)
POINTS = ("kondratki", "wysokoje", "tieterowka", "kotlovka")


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


# --- gas and products


@pytest.mark.parametrize(("name", "expected"), [("2018", 366.3), ("2021", 281.8), ("2022", 14.3)])
def test_gas_at_kondratki(name: str, expected: float, answer: Answer) -> None:
    assert answer("gas_flow_kondratki")[name].value == pytest.approx(expected, abs=0.05)


def test_a_year_of_gas_is_the_sum_of_its_days(sources: Path, answer: Answer) -> None:
    flows: dict[str, list[float]] = defaultdict(list)
    with (sources / "energy/entsog_belarus_border_gas_daily_2015_2023.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["label"] == "Kondratki" and row["direction"] == "entry" and row["exportcountry"] == "Belarus":
                flows[row["dates"][:4]].append(float(row["values"]))
    found = answer("gas_flow_kondratki")
    assert len(found) == 8
    for name, row in found.items():
        assert len(flows[name]) == len(row.observations) in (365, 366)
        assert row.value == pytest.approx(math.fsum(flows[name]) / 1e9), name


def test_the_western_border_is_its_four_points(answer: Answer) -> None:
    west = answer("gas_flow_west")
    points = [answer(f"gas_flow_{point}") for point in POINTS]
    known = {name: row.value for name, row in west.items() if not math.isnan(row.value)}
    assert len(known) >= 5
    for name, value in known.items():
        assert value == pytest.approx(math.fsum(point[name].value for point in points)), name
    shares = [answer("gas_transit_share", point)["2020"].value for point in POINTS]
    assert answer("gas_transit_share", "west")["2020"].value == pytest.approx(math.fsum(shares))
    assert math.fsum(shares) == pytest.approx(17.8, abs=0.05)


def test_russia_s_pipeline_gas_of_2020_is_the_published_total(sources: Path, answer: Answer) -> None:
    """A third goes to remainders such as `Other EU`, so the countries that are named do not add up to it."""
    path = sources / "trade/bp2021_gas_pipeline_trade_matrix_2020_bcm.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        table = list(csv.reader(lines))
    total = next(row for row in table if row[0] == "Total exports")
    published_bcm = float(total[table[2].index("Russian Federation")])
    assert published_bcm == pytest.approx(197.7, abs=0.05)
    exports = answer("gas_pipeline_exports_of_partner")
    assert {name: row.value for name, row in exports.items()} == {
        "2020": pytest.approx(published_bcm * 40 / 3.6, rel=1e-5)
    }
    share = answer("gas_transit_share", "kondratki")["2020"]
    assert share.value == pytest.approx(100 * answer("gas_flow_kondratki")["2020"].value / exports["2020"].value)
    assert share.value == pytest.approx(14.8, abs=0.05)


def test_potash_through_russia_in_2022(answer: Answer, published: Published) -> None:
    row = answer("product_route_share", "potash")["2022"]
    (oxide,) = published("faostat", "export", "BLR", "WLD", "2022", "potash_k2o")[-1:]
    cargo = answer("potash_via_partner")["2022"].value
    assert row.value == pytest.approx(100 * cargo / (oxide / 0.61 / 1e6), rel=1e-4)
    assert row.low == pytest.approx(100 * cargo / (oxide / 0.60 / 1e6), rel=1e-4)
    assert row.high == pytest.approx(100 * cargo / (oxide / 0.63 / 1e6), rel=1e-4)
    assert 69 < row.low < row.value < row.high < 73


def test_what_nobody_publishes_says_so(repository: Repository) -> None:
    corridor = repository.result("corridor_share", Pair("BLR", "RUS"))
    assert corridor.rows == ()
    assert corridor.reason == "the value of goods in transit through the partner is published nowhere"
