"""Shares without fuels and at constant fuel prices; what the European Union buys and sells; cars counted once."""

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.goods import share_at_fuel_price
from indicators.measures import share
from indicators.model import Pair, Row

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
POSITIVE = st.floats(0.01, 1e5)
COMEXT = "trade/eurostat_comext"
CN8 = f"{COMEXT}/eurostat_comext_eu_exports_sanctioned_cn8_by_partner_monthly_2020_2022.csv.gz"
BY_MONTH = f"{COMEXT}/eu_trade_by_partner_monthly_2020_2022_long.csv"


# --- the formula


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_in_the_base_year_it_is_the_share_at_current_prices(
    goods: float, fuels: float, other_goods: float, other_fuels: float, price: float
) -> None:
    all_goods, all_fuels = goods + other_goods, fuels + other_fuels
    found = share_at_fuel_price(goods, fuels, all_goods, all_fuels, price, price)
    assert found == pytest.approx(share(goods + fuels, all_goods + all_fuels))


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_it_lies_between_the_shares_of_goods_and_of_fuels(
    goods: float, fuels: float, other_goods: float, other_fuels: float, price: float, base: float
) -> None:
    all_goods, all_fuels = goods + other_goods, fuels + other_fuels
    ends = sorted((share(goods, all_goods), share(fuels, all_fuels)))
    found = share_at_fuel_price(goods, fuels, all_goods, all_fuels, price, base)
    assert ends[0] - 1e-9 <= found <= ends[1] + 1e-9


def test_dear_oil_weighs_less_at_the_price_of_the_base_year() -> None:
    assert share_at_fuel_price(20, 30, 70, 30, 104.0, 52.0) == pytest.approx(100 * 35 / 85)
    assert share_at_fuel_price(20, 30, 70, 30, 26.0, 52.0) == pytest.approx(100 * 80 / 130)


# --- without fuels, from what is published


def test_the_fuels_of_2016(answer: Answer) -> None:
    assert answer("fuel_imports")["2016"].value == pytest.approx(7_290, abs=5)
    assert answer("fuel_imports_total")["2016"].value == pytest.approx(7_370, abs=5)


@pytest.mark.parametrize("flow", ["import", "export"])
def test_the_shares_of_2016_by_hand(flow: str, answer: Answer, published: Published) -> None:
    (goods,), (total,) = (published("wits", flow, "BLR", end, "2016") for end in ("RUS", "WLD"))
    fuels, all_fuels = (published("comtrade", flow, "BLR", end, "2016", "27")[0] for end in ("RUS", "WLD"))
    if fuels > 1e6:  # the source states dollars, WITS million dollars
        fuels, all_fuels = fuels / 1e6, all_fuels / 1e6
    plain, deflated = (
        answer(f"{flow}_share_{kind}")["2016"].value for kind in ("without_fuels", "constant_fuel_price")
    )
    assert plain == pytest.approx(100 * (goods - fuels) / (total - all_fuels))
    brent = [
        math.fsum(
            published("pinksheet", "CRUDE_BRENT", "WLD", "_Z", f"{name}-{month:02d}")[-1] for month in range(1, 13)
        )
        for name in ("2015", "2016")
    ]
    price = brent[1] / brent[0]
    expected = 100 * (goods - fuels + fuels / price) / (total - all_fuels + all_fuels / price)
    assert deflated == pytest.approx(expected)


def test_without_fuels_russia_sells_less_and_buys_more(answer: Answer) -> None:
    imports, exports = (answer(f"{flow}_share_without_fuels") for flow in ("import", "export"))
    assert list(imports) == list(exports) == [str(number) for number in range(1998, 2018)]
    assert all(row.value < answer("import_share")[name].value for name, row in imports.items())
    assert all(row.value > answer("export_share")[name].value for name, row in exports.items())
    assert imports["2016"].value == pytest.approx(37.96, abs=0.005)


def test_in_2015_constant_prices_change_nothing(answer: Answer) -> None:
    for flow in ("import", "export"):
        current = answer(f"{flow}_share")["2015"].value
        assert answer(f"{flow}_share_constant_fuel_price")["2015"].value == pytest.approx(current)


# --- the European Union's side


@pytest.mark.parametrize(("name", "expected"), [("2020", 506), ("2021", 1_212), ("2022-01..2022-11", 123)])
def test_mineral_fuels_that_the_union_bought_of_belarus(name: str, expected: float, answer: Answer) -> None:
    assert answer("eu_fuel_imports")[name].value == pytest.approx(expected, abs=0.5)


def test_they_are_the_sum_of_the_members_in_the_published_file(sources: Path, answer: Answer) -> None:
    by_year: dict[str, float] = defaultdict(float)
    with (sources / BY_MONTH).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            described = row["product"].endswith("[27]"), row["flow"], row["indicator"], row["partner"][:7]
            if described == (True, "IMPORT", "VALUE_IN_EUROS", "Belarus") and not row["reporter"].startswith("Euro"):
                by_year[row["month"][:4]] += float(row["value"] or 0) / 1e6
    found = {name[:4]: row.value for name, row in answer("eu_fuel_imports").items()}
    assert found == pytest.approx(dict(by_year))


def cars(sources: Path) -> list[tuple[str, str, float]]:
    """(code, year, million euro) of every row of the published file about cars sold to Belarus."""
    with gzip.open(sources / CN8, "rt", encoding="utf-8", newline="") as lines:
        return [
            (row["product"], row["period"][:4], float(row["value_eur"]) / 1e6)
            for row in csv.DictReader(lines)
            if row["product"].startswith("8703") and row["partner"] == "Belarus"
        ]


RIGHT = {"2020": 203.9, "2021": 327.3, "2022": 1_186.6}
COUNTED_TWICE = {"2020": 408, "2021": 655, "2022": 2_373}


def test_the_file_holds_cars_twice_as_heading_and_as_codes(sources: Path) -> None:
    rows = cars(sources)
    for name, right in RIGHT.items():
        heading = math.fsum(value for code, year, value in rows if year == name and len(code) == 4)
        codes = math.fsum(value for code, year, value in rows if year == name and len(code) == 8)
        assert heading == pytest.approx(right, abs=0.05)
        assert codes == pytest.approx(heading, rel=0.001)
        assert heading + codes == pytest.approx(COUNTED_TWICE[name], abs=0.8)


def test_the_measure_counts_cars_once(answer: Answer, sources: Path) -> None:
    found = {name[:4]: row.value for name, row in answer("eu_car_exports").items()}
    assert list(answer("eu_car_exports")) == ["2020", "2021", "2022-01..2022-11"]
    assert found == pytest.approx(RIGHT, abs=0.05)
    every_row: dict[str, float] = defaultdict(float)
    for _, year, value in cars(sources):
        every_row[year] += value
    assert {name: 2 * value for name, value in found.items()} == pytest.approx(dict(every_row), rel=0.001)


def test_the_union_s_exports_in_a_year_are_near_the_sum_of_its_months(answer: Answer) -> None:
    yearly, monthly = answer("eu_exports"), answer("eu_exports_monthly")
    assert yearly["2014"].value == pytest.approx(7_360.430030)
    assert len(yearly["2021"].observations) == 1
    months = math.fsum(row.value for name, row in monthly.items() if name.startswith("2021"))
    assert months == pytest.approx(yearly["2021"].value, rel=0.05)


def test_the_union_s_flows_are_of_the_country_asked_for(answer: Answer) -> None:
    kazakhstan = answer("eu_fuel_imports", pair=Pair("KAZ", "RUS"))
    assert kazakhstan["2021"].value > 5 * answer("eu_fuel_imports")["2021"].value
