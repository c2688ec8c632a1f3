"""Investment, remittances and migrants: what comes from the partner of what comes from all."""

import math
from collections.abc import Callable

import pytest

from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Row

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]


@pytest.mark.parametrize(("name", "expected"), [("2009", 73.0), ("2011", 70.4)])
def test_russia_s_part_of_the_inflow_of_investment(name: str, expected: float, answer: Answer) -> None:
    assert answer("capital_links", "fdi_inflow")[name].value == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("name", ["2005", "2009", "2011"])
def test_the_whole_is_the_world_s_and_never_belarus_s_two_partners(
    name: str, answer: Answer, published: Published
) -> None:
    russia, ukraine, world = (published("unctad", "fdi_inflow", "BLR", end, name)[-1] for end in ("RUS", "UKR", "WLD"))
    found = answer("capital_links", "fdi_inflow")[name].value
    assert found == pytest.approx(100 * russia / world)
    assert abs(found - 100 * russia / (russia + ukraine)) > 10
    assert answer("fdi_inflow_total")[name].value == world


def test_the_stock_of_both_reports_over_gdp(answer: Answer, published: Published) -> None:
    gdp = published("worldbank", "NY.GDP.MKTP.CD", "BLR", "_Z", "2012")[-1] / 1e6
    own = published("unctad", "fdi_inward_stock", "BLR", "RUS", "2012")[-1]
    mirror = published("unctad", "fdi_outward_stock", "RUS", "BLR", "2012")[-1]
    rows = {name: answer("capital_links", f"fdi_stock_to_gdp{name}")["2012"] for name in ("", "_mirror")}
    assert rows[""].value == pytest.approx(100 * own / gdp)
    assert rows["_mirror"].value == pytest.approx(100 * mirror / gdp)
    assert {name: row.status for name, row in rows.items()} == {"": "reported", "_mirror": "mirror"}


def test_remittances_of_2021(answer: Answer) -> None:
    assert answer("remittances")["2021"].value == pytest.approx(577.9, abs=0.05)
    assert answer("remittances_total")["2021"].value == pytest.approx(1_136.7, abs=0.05)
    share = answer("capital_links", "remittances")
    assert share["2021"].value == pytest.approx(100 * 577.942 / 1_136.747, abs=0.001)
    assert {row.status for row in share.values() if row.status} == {"estimated"}
    assert [name for name, row in share.items() if math.isnan(row.value)] == ["2018", "2019", "2020"]


def test_people_born_in_belarus_who_live_in_russia(answer: Answer, published: Published) -> None:
    share = answer("capital_links", "emigrants")
    in_russia = published("undesa", "migrant_stock", "RUS", "BLR", "2020")[-1]
    assert share["2020"].value == pytest.approx(100 * in_russia / answer("emigrants")["2020"].value)
    assert 20 < share["2024"].value < share["2020"].value < share["2000"].value < 70


def test_armenia_s_transfers_come_from_its_central_bank(answer: Answer, published: Published) -> None:
    pair = Pair("ARM", "RUS")
    months = [f"2019-{month:02d}" for month in range(1, 13)]
    russia, world = (
        math.fsum(published("cba", "transfers_inflow", "ARM", end, month)[-1] for month in months)
        for end in ("RUS", "WLD")
    )
    assert answer("capital_links", "transfers", pair=pair)["2019"].value == pytest.approx(100 * russia / world)
    assert answer("capital_links", "transfers") == {}


def test_kazakhstan_s_investment_by_wiiw_stands_apart_from_unctad_s(answer: Answer, published: Published) -> None:
    pair = Pair("KAZ", "RUS")
    found = answer("capital_links", "fdi_stock_wiiw", pair=pair)
    russia, world = (published("wiiw", "fdi_inward_stock", "KAZ", end, "2020")[-1] for end in ("RUS", "WLD"))
    assert found["2020"].value == pytest.approx(100 * russia / world)
    assert 0 < found["2020"].value < 10


def test_stocks_and_people_are_shares_for_every_country(answer: Answer) -> None:
    for country in ("ARM", "AZE", "GEO", "KAZ", "KGZ", "MDA", "TJK", "UKR", "UZB"):
        for variant in ("remittances", "transfers", "emigrants", "fdi_stock_wiiw"):
            for name, row in answer("capital_links", variant, pair=Pair(country, "RUS")).items():
                assert math.isnan(row.value) or 0 <= row.value <= 100, (country, variant, name)


def test_cyprus_adds_to_russia_s_share_where_a_country_tells_it_apart(answer: Answer, published: Published) -> None:
    pair = Pair("KAZ", "RUS")
    plain, wider = (
        answer("capital_links", "fdi_stock_wiiw", pair=pair),
        answer("capital_links", "fdi_stock_wiiw_with_cyprus", pair=pair),
    )
    cyprus, world = (published("wiiw", "fdi_inward_stock", "KAZ", partner, "2021")[-1] for partner in ("CYP", "WLD"))
    assert wider["2021"].value - plain["2021"].value == pytest.approx(100 * cyprus / world)
    assert answer("capital_links", "fdi_inflow_with_cyprus") == {}  # Belarus does not
    assert answer("capital_links", "fdi_stock_wiiw_with_cyprus", pair=Pair("KAZ", "CHN")) == {}


def test_investment_as_stated(answer: Answer) -> None:
    stated = answer("capital_links", "investment_stated")
    known = {name: row.value for name, row in stated.items() if not math.isnan(row.value)}
    assert known == {"2011": 50.0, "2019-01..2019-09": 44.2, "2024Q1": 57.5}
    assert all(row.status == "official_statement" for row in stated.values() if row.status)


def test_what_no_source_splits_says_so() -> None:
    (banks,) = (variant for variant in CATALOGUE["capital_links"].variants if variant.id == "bank_assets")
    assert banks.empty
    assert "bank" in banks.reason
