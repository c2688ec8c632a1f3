"""The gas price: formulas, benchmarks, what was known in September 2021."""

import math
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.energy import gas_price_discount, gas_transfer
from indicators.model import Pair, Row

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
PRICE = st.floats(1, 2000)
THEN = date(2021, 9, 30)


# --- the formulas


def test_the_golden_numbers() -> None:
    assert gas_price_discount(127, 203) == pytest.approx(37.44, abs=0.005)
    assert gas_transfer(127, 203, 20) == 1520


@given(PRICE, PRICE, PRICE)
def test_a_higher_price_is_a_smaller_discount(price: float, more: float, benchmark: float) -> None:
    assert gas_price_discount(price + more, benchmark) < gas_price_discount(price, benchmark) < 100


@given(PRICE, PRICE, PRICE)
def test_a_higher_benchmark_is_a_larger_discount_and_transfer(price: float, benchmark: float, more: float) -> None:
    assert gas_price_discount(price, benchmark + more) > gas_price_discount(price, benchmark)
    assert gas_transfer(price, benchmark + more, 20) > gas_transfer(price, benchmark, 20)


@given(PRICE, PRICE, st.floats(0.1, 30))
def test_discount_and_transfer_have_one_sign(price: float, benchmark: float, volume: float) -> None:
    discount, transfer = gas_price_discount(price, benchmark), gas_transfer(price, benchmark, volume)
    assert transfer == pytest.approx(discount / 100 * benchmark * volume, abs=1e-6)


@given(PRICE, PRICE, st.floats(0.01, 100))
def test_the_discount_knows_no_unit(price: float, benchmark: float, scale: float) -> None:
    assert gas_price_discount(price * scale, benchmark * scale) == pytest.approx(
        gas_price_discount(price, benchmark), abs=1e-6
    )


@pytest.mark.parametrize("benchmark", [0.0, -5.0, float("nan")])
def test_no_discount_without_a_benchmark(benchmark: float) -> None:
    assert math.isnan(gas_price_discount(127.0, benchmark))


# --- the packaged snapshot


@pytest.mark.parametrize(
    ("variant", "name", "expected"),
    [("gazprom_average", "2019", 37.4), ("hub", "2020", -10.8), ("hub", "2021", 77.4), ("hub", "2019", 25.2)],
)
def test_known_discounts(variant: str, name: str, expected: float, answer: Answer) -> None:
    row = answer("gas_price_discount", variant)[name]
    assert row.value == pytest.approx(expected, abs=0.05)
    assert row.status == "official_statement"


def test_the_calorific_value_bounds_the_hub_discount(answer: Answer) -> None:
    for name, row in answer("gas_price_discount", "hub").items():
        assert row.low < row.value < row.high, name
    gazprom = answer("gas_price_discount", "gazprom_average")["2019"]
    assert gazprom.low == gazprom.value == gazprom.high


def test_as_of_september_2021_eight_months_were_known(answer: Answer) -> None:
    found = answer("gas_price_discount", "hub", as_of=THEN)
    assert found["2021-01..2021-08"].value == pytest.approx(60.7, abs=0.05)
    assert max(found) == "2021-01..2021-08"
    assert found["2021-01..2021-08"].low < 60.7 < found["2021-01..2021-08"].high
    assert "2021-01..2021-08" not in answer("gas_price_discount", "hub")


def test_the_discount_by_hand_from_the_months_then_known(answer: Answer, published: Published) -> None:
    months = [published("pinksheet", "NGAS_EUR", "WLD", "_Z", f"2021-{month:02d}")[0] for month in range(1, 9)]
    (paid,) = published("press", "gas_price_paid_by_BLR", "BLR", "RUS", "2021")
    benchmark = math.fsum(months) / 8 * 35.354
    found = answer("gas_price_discount", "hub", as_of=THEN)["2021-01..2021-08"]
    assert found.value == pytest.approx(100 * (1 - paid / benchmark))


def test_the_transfer_changes_its_sign_with_the_hub(answer: Answer) -> None:
    found = answer("implicit_gas_transfer", "hub")
    assert found["2020"].high < 0 < found["2019"].low
    assert found["2021"].value == pytest.approx((569.789 - 128.5) * 19.78, abs=1)
    assert found["2021"].low < found["2021"].value < found["2021"].high


def test_a_volume_known_in_part_bounds_the_transfer_of_2019(answer: Answer) -> None:
    hub, gazprom = (answer("implicit_gas_transfer", variant)["2019"] for variant in ("hub", "gazprom_average"))
    for row in (hub, gazprom):
        assert math.isnan(row.value)
        assert 0 < row.low < row.high
        assert row.status == "estimated"
    assert hub.high < gazprom.low  # the benchmark is the result


def test_years_without_a_volume_are_gaps(answer: Answer) -> None:
    found = answer("implicit_gas_transfer", "hub")
    gaps = [name for name, row in found.items() if math.isnan(row.value) and math.isnan(row.low)]
    assert gaps == ["2010", "2012", "2015", "2016"]
    assert all(found[name].observations == () and found[name].status == "" for name in gaps)


def test_the_netback_is_empty_and_says_why(repository: Repository) -> None:
    for name in ("gas_price_discount", "implicit_gas_transfer"):
        result = repository.result(name, Pair("BLR", "RUS"))
        assert "netback" in result.variants
        assert result.of("netback") == ()
        assert repository.result(name, Pair("MDA", "RUS")).reason


@pytest.mark.parametrize("name", ["gas_price_discount", "implicit_gas_transfer"])
def test_no_gas_price_of_the_pair_is_reported(name: str, repository: Repository) -> None:
    rows = repository.result(name, Pair("BLR", "RUS")).rows
    assert rows
    assert "reported" not in {row.status for row in rows}


def test_gazprom_s_average_is_no_benchmark_for_another_partner(repository: Repository) -> None:
    assert repository.measure("gas_price_gazprom_average", Pair("BLR", "UKR")).rows == ()
    assert repository.measure("gas_price_gazprom_average", Pair("BLR", "RUS")).rows
