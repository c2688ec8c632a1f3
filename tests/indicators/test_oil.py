"""The partner's oil: what it costs beside the world price, what that is worth, and what the tax manoeuvre takes."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.model import Pair, Row
from indicators.oil import duty_forgone, oil_price_ratio, price_gap, tax_manoeuvre_loss

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
POSITIVE = st.floats(0.01, 1e4)
MONTHS = [f"{month:02d}" for month in range(1, 13)]


# --- the price beside the world price


@given(POSITIVE, POSITIVE, POSITIVE)
def test_oil_at_the_world_price_has_the_ratio_one_and_no_gap(mass: float, price: float, part: float) -> None:
    assert oil_price_ratio(mass * price, mass, price) == pytest.approx(1)
    assert price_gap(mass * price, mass, price) == pytest.approx(0, abs=1e-6)
    assert oil_price_ratio(part * mass * price, mass, price) == pytest.approx(part)


@given(POSITIVE, POSITIVE, POSITIVE)
def test_the_gap_is_what_the_ratio_leaves_of_the_world_price(value: float, mass: float, price: float) -> None:
    left = (1 - oil_price_ratio(value, mass, price)) * mass * price
    assert price_gap(value, mass, price) == pytest.approx(left, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("mass", "price"), [(0.0, 467.0), (18.0, 0.0), (float("nan"), 467.0), (18.0, float("nan"))])
def test_no_ratio_without_tonnes_or_a_price(mass: float, price: float) -> None:
    assert math.isnan(oil_price_ratio(6500.0, mass, price))


# --- the duty and the tax manoeuvre


@pytest.mark.parametrize(
    ("year", "duty", "urals"),
    # The export duty a tonne as Russia set it, and the Urals price a barrel behind it.
    [(2018, 139.1, 75.2), (2019, 90.5, 61.3), (2020, 77.2, 64.5)],
)
def test_the_duty_is_the_one_in_force(year: int, duty: float, urals: float) -> None:
    assert duty_forgone(1.0, urals * 7.3, year) == pytest.approx(duty, abs=0.5)


@given(POSITIVE, POSITIVE, st.integers(2018, 2040))
def test_what_the_manoeuvre_takes_and_leaves_is_the_duty_of_2018(mass: float, price: float, year: int) -> None:
    whole = duty_forgone(mass, price, 2018)
    assert whole == pytest.approx(mass * (29.2 + 0.30 * (price - 182.5)))
    taken, left = tax_manoeuvre_loss(mass, price, year), duty_forgone(mass, price, year)
    assert taken + left == pytest.approx(whole)
    assert taken == pytest.approx(whole * min(year - 2018, 6) / 6)


def test_no_duty_before_2017_and_no_manoeuvre_before_2018() -> None:
    assert math.isnan(duty_forgone(18.0, 467.0, 2016))
    assert duty_forgone(18.0, 467.0, 2017) == duty_forgone(18.0, 467.0, 2018)
    assert math.isnan(tax_manoeuvre_loss(18.0, 467.0, 2017))
    assert tax_manoeuvre_loss(18.0, 467.0, 2018) == 0
    assert duty_forgone(18.0, 467.0, 2024) == 0


def test_the_manoeuvre_by_hand() -> None:
    assert tax_manoeuvre_loss(18.0, 482.5, 2021) == pytest.approx(18.0 * 0.5 * (29.2 + 90.0))


# --- the packaged snapshot


@pytest.mark.parametrize(("name", "mass", "ratio"), [
    ("2016", 18.11, 0.68), ("2017", 18.07, 0.74), ("2018", 18.25, 0.72), ("2019", 18.00, 0.78),
])  # fmt: skip
def test_tonnes_and_prices_of_russian_crude(name: str, mass: float, ratio: float, answer: Answer) -> None:
    assert answer("crude_import_mass")[name].value == pytest.approx(mass, abs=0.005)
    assert answer("oil_price_ratio")[name].value == pytest.approx(ratio, abs=0.005)


def test_the_ratio_of_2019_by_hand_from_what_is_published(answer: Answer, published: Published) -> None:
    value, tonnes = (
        math.fsum(published("crea", item, "BLR", "RUS", f"2019-{month}", "crude_oil")[-1] for month in MONTHS)
        for item in ("value", "quantity")
    )
    brent = math.fsum(published("pinksheet", "CRUDE_BRENT", "WLD", "_Z", f"2019-{month}")[-1] for month in MONTHS) / 12
    unit_value = value * 1.1 / tonnes  # the publisher's "euro" is a dollar over 1.1
    assert answer("crude_unit_value")["2019"].value == pytest.approx(unit_value)
    assert answer("oil_price_ratio")["2019"].value == pytest.approx(unit_value / (brent * 7.3))
    gap = answer("oil_transfer", "price_gap")["2019"].value
    assert gap == pytest.approx((brent * 7.3 - unit_value) * tonnes / 1e6)


def test_the_imputed_tonnes_of_2020_give_no_ratio_but_an_empty_row(answer: Answer) -> None:
    assert "2020" not in answer("crude_import_mass")
    assert "2020" in answer("crude_import_value")
    assert all(name == name[:4] for name in answer("crude_import_value")), "part of a year is no year"
    empty = answer("oil_price_ratio")["2020"]
    assert math.isnan(empty.value)
    assert math.isnan(empty.low)
    assert (empty.status, empty.observations) == ("", ())
    assert "2020" not in answer("oil_transfer", "duty_forgone")
    assert math.isnan(answer("oil_transfer", "price_gap")["2020"].value)


def test_of_2020_only_december_has_tonnes(answer: Answer) -> None:
    masses = answer("crude_import_mass_monthly")
    assert [name for name in masses if name.startswith("2020")] == ["2020-12"]
    ratios = answer("oil_price_ratio_monthly")
    assert all(math.isnan(ratios[f"2020-{month}"].value) for month in MONTHS[:-1])
    assert 0.5 < ratios["2020-12"].value < 1.2


def test_the_months_of_a_year_lie_around_its_ratio(answer: Answer) -> None:
    yearly, monthly = answer("oil_price_ratio"), answer("oil_price_ratio_monthly")
    for name in ("2016", "2017", "2018", "2019"):
        months = [monthly[f"{name}-{month}"].value for month in MONTHS]
        assert min(months) < yearly[name].value < max(months)


def test_the_loss_from_the_manoeuvre_of_2019_is_above_what_officials_state(answer: Answer) -> None:
    own, stated = (answer("tax_manoeuvre_loss", variant) for variant in ("upper_bound", "stated"))
    assert own["2019"].value == pytest.approx(344, abs=0.5)
    assert stated["2019"].value == 330
    assert list(own) == ["2018", "2019"]
    assert own["2018"].value == 0
    assert {name: stated[name].status for name in ("2019", "2020", "2021")} == {
        "2019": "official_statement", "2020": "forecast", "2021": "forecast",
    }  # fmt: skip


def test_officials_state_it_for_the_eastern_partner_only(answer: Answer) -> None:
    assert answer("tax_manoeuvre_loss", "stated", pair=Pair("BLR", "CHN")) == {}


def test_only_the_customs_union_is_free_of_the_duty(answer: Answer) -> None:
    assert answer("crude_import_mass", pair=Pair("AZE", "RUS"))
    for country in ("AZE", "UKR", "GEO"):
        assert answer("crude_free_of_duty", pair=Pair(country, "RUS")) == {}
        assert answer("oil_transfer", "duty_forgone", pair=Pair(country, "RUS")) == {}
        assert answer("tax_manoeuvre_loss", "upper_bound", pair=Pair(country, "RUS")) == {}
    own, free = answer("crude_import_mass"), answer("crude_free_of_duty")
    assert {name: row.value for name, row in free.items()} == {name: row.value for name, row in own.items()}


def test_the_duty_not_taken_is_less_than_the_gap_to_the_world_price_in_2019(answer: Answer) -> None:
    gap, duty = (answer("oil_transfer", variant)["2019"].value for variant in ("price_gap", "duty_forgone"))
    assert 1_500 < duty < gap < 2_000


@pytest.mark.parametrize(
    ("transfer", "variant"),
    [
        ("implicit_gas_transfer", "hub"), ("implicit_gas_transfer", "gazprom_average"), ("oil_transfer", "price_gap"),
        ("oil_transfer", "duty_forgone"), ("tax_manoeuvre_loss", "upper_bound"), ("tax_manoeuvre_loss", "stated"),
    ],
)  # fmt: skip
def test_a_transfer_of_gdp_is_the_transfer_over_gdp(transfer: str, variant: str, answer: Answer) -> None:
    of_gdp, amounts, gdp = answer(f"{transfer}_of_gdp", variant), answer(transfer, variant), answer("gdp")
    known = {name for name, row in amounts.items() if not math.isnan(row.low) and name in gdp}
    assert known == {name for name, row in of_gdp.items() if not math.isnan(row.low)} != set()
    for name in known:
        assert of_gdp[name].high == pytest.approx(100 * amounts[name].high / gdp[name].value), name
        assert set(amounts[name].observations) < set(of_gdp[name].observations)


def test_the_manoeuvre_cost_half_a_per_cent_of_gdp_in_2019(answer: Answer) -> None:
    assert answer("tax_manoeuvre_loss_of_gdp", "upper_bound")["2019"].value == pytest.approx(0.53, abs=0.005)
    assert answer("tax_manoeuvre_loss_of_gdp", "stated")["2019"].value == pytest.approx(0.51, abs=0.005)
    assert answer("implicit_gas_transfer_of_gdp", "hub")["2020"].value < 0
