"""Energy from abroad and from the partner: the formulas, nuclear fuel, gas, the price of gas by customs."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.model import Pair, Row
from indicators.supply import through_partner, with_nuclear_fuel

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]


# --- the formulas


@given(st.floats(0.01, 100), st.floats(0, 1e3), st.floats(0, 1e3))
def test_what_comes_from_the_partner_is_part_of_what_comes_from_abroad(part: float, own: float, rest: float) -> None:
    found = through_partner(part, own, own + rest)
    assert math.isnan(found) if own + rest == 0 else -1e-9 <= found <= part + 1e-9


def test_half_of_the_fuels_is_half_of_the_dependency() -> None:
    assert through_partner(80.0, 5.0, 10.0) == 40.0
    assert through_partner(80.0, 0.0, 10.0) == 0.0
    assert math.isnan(through_partner(80.0, 0.0, 0.0))


@pytest.mark.parametrize("dependency", [-126.9, 0.0, float("nan")])
def test_a_net_exporter_depends_on_nobody_s_energy(dependency: float) -> None:
    assert math.isnan(through_partner(dependency, 5.0, 10.0))


@given(st.floats(-100, 100), st.floats(0, 10), st.floats(0.01, 10))
def test_nuclear_fuel_only_ever_adds(dependency: float, nuclear: float, rest: float) -> None:
    found = with_nuclear_fuel(dependency, nuclear, nuclear + rest)
    assert dependency - 1e-9 <= found <= dependency + 100 + 1e-9
    assert with_nuclear_fuel(dependency, 0.0, rest) == dependency


def test_no_nuclear_form_without_a_supply() -> None:
    assert math.isnan(with_nuclear_fuel(77.1, 0.0, 0.0))


# --- the packaged snapshot


def test_dependency_as_the_world_bank_publishes_it(answer: Answer, published: Published) -> None:
    found = answer("energy_import_dependency")
    assert (min(found), max(found)) == ("1990", "2022")
    for name in ("1990", "2019", "2022"):
        assert found[name].value == published("worldbank", "EG.IMP.CONS.ZS", "BLR", "_Z", name)[-1]
    assert found["2019"].value == pytest.approx(85.26, abs=0.005)


def test_the_plant_at_ostrovets_parts_the_two_forms_from_2020_on(answer: Answer, published: Published) -> None:
    plain, adjusted = answer("energy_import_dependency"), answer("energy_import_dependency_nuclear_adjusted")
    for name, row in adjusted.items():
        if name < "2020":
            assert row.value == plain[name].value, name
    nuclear, supply = (
        published("energy_institute", item, "BLR", "_Z", "2022")[-1]
        for item in ("nuclear_consumption_exajoules", "total_energy_supply_tes_exajoules")
    )
    assert adjusted["2022"].value == pytest.approx(plain["2022"].value + 100 * nuclear / supply)
    assert plain["2022"].value < 77.2 < 81.6 < adjusted["2022"].value


def test_fuels_from_russia_by_hand_for_2016(answer: Answer, published: Published) -> None:
    (from_russia,), (from_all,) = (published("comtrade", "import", "BLR", end, "2016", "27") for end in ("RUS", "WLD"))
    (dependency,) = published("worldbank", "EG.IMP.CONS.ZS", "BLR", "_Z", "2016")[-1:]
    found = answer("supplier_energy_dependency", "all_fuels")["2016"].value
    assert found == pytest.approx(dependency * from_russia / from_all)
    assert found < answer("energy_import_dependency")["2016"].value


def test_pipeline_gas_of_2020_and_its_part_of_consumption(answer: Answer, published: Published) -> None:
    gas = answer("gas_pipeline_imports")
    assert (round(gas["2020"].value, 2), gas["2020"].status) == (17.57, "reported")
    # Volumes of the press are at Russian conditions: 37.3 of the 40 MJ, and of them 35.0 to 36.2 MMBtu by 1,000 m3.
    (stated,) = published("press", "gas_import_volume_from_RUS", "BLR", "RUS", "2018")
    assert gas["2018"].value == pytest.approx(stated * 37.3 / 40)
    assert gas["2018"].low == pytest.approx(stated * 35.0 / 37.915, rel=1e-3)
    assert gas["2018"].high == pytest.approx(stated * 36.2 / 37.915, rel=1e-3)
    assert gas["2018"].status == "official_statement"
    (consumption,) = published("energy_institute", "gas_consumption_bcm", "BLR", "_Z", "2020")[-1:]
    share = answer("supplier_energy_dependency", "gas")["2020"].value
    assert share == pytest.approx(100 * gas["2020"].value / consumption)
    assert 95 < share < 100
    for partner in ("RUS", "UZB"):  # Kazakhstan buys of several
        bought = answer("gas_pipeline_imports", pair=Pair("KAZ", partner))["2020"].value
        assert [bought] == published("bp", "gas_pipeline_import", "KAZ", partner, "2020", "natural_gas")


@pytest.mark.parametrize("country", ["AZE", "KAZ"])
def test_exporters_of_energy_have_no_supplier(country: str, answer: Answer, repository: Repository) -> None:
    rows = answer("supplier_energy_dependency", "all_fuels", pair=Pair(country, "RUS"))
    assert all(not row.value < 0 for row in rows.values())
    result = repository.result("supplier_energy_dependency", Pair(country, "RUS"))
    assert result.rows or result.reason


def test_no_country_gets_more_from_the_partner_than_from_abroad(answer: Answer) -> None:
    for country in ("BLR", "ARM", "GEO", "KGZ", "MDA", "UKR"):
        pair = Pair(country, "RUS")
        abroad = answer("energy_import_dependency", pair=pair)
        for name, row in answer("supplier_energy_dependency", "all_fuels", pair=pair).items():
            assert math.isnan(row.value) or 0 <= row.value <= abroad[name].value + 1e-9, (country, name)


# --- the price of gas by customs


@pytest.mark.parametrize(("name", "expected"), [
    ("2016", 132.6), ("2017", 142.2), ("2018", 129.0), ("2019", 127.0), ("2020", 127.0), ("2021-01..2021-04", 128.6),
])  # fmt: skip
def test_the_gas_price_by_customs_meets_the_contract_price(name: str, expected: float, answer: Answer) -> None:
    row = answer("gas_price_customs")[name]
    assert row.value == pytest.approx(expected, abs=0.5)
    assert (row.low, row.high) == (pytest.approx(row.value * 0.66 / 0.674), pytest.approx(row.value * 0.69 / 0.674))
    contract = answer("gas_price_paid")[name[:4]].value
    assert row.low < contract < row.high


def test_the_customs_price_of_2017_by_hand(answer: Answer, published: Published) -> None:
    months = [f"2017-{month:02d}" for month in range(1, 13)]
    value, tonnes = (
        math.fsum(published("crea", item, "BLR", "RUS", month, "natural_gas")[-1] for month in months)
        for item in ("value", "quantity")
    )
    assert answer("gas_price_customs")["2017"].value == pytest.approx(value * 1.1 / tonnes * 0.674)


def test_the_step_of_the_middle_of_2017_shows_in_the_months(answer: Answer) -> None:
    monthly = answer("gas_price_customs_monthly")
    before, after = ([monthly[f"2017-{month:02d}"].value for month in months] for months in (range(2, 5), range(8, 11)))
    assert max(before) < min(after)


def test_imputed_gas_of_others_gives_no_price(answer: Answer) -> None:
    """Georgia's tonnes are made from the value with one price a year: refused, so no price comes back out."""
    found = answer("gas_price_customs_monthly", pair=Pair("GEO", "RUS"))
    assert [name for name in found if name.startswith(("2016", "2019", "2020", "2021"))] == []
