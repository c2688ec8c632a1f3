"""Debt, credit, tranches and reserves: formulas and known answers."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.finance import (
    creditor_share,
    net_flow,
    net_transfer,
    reserve_cover,
    tranche_of_reserves_after,
    tranche_of_reserves_before,
)
from indicators.model import Pair, Row

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
AMOUNT = st.floats(0.01, 1e5)


# --- the formulas


@given(AMOUNT, AMOUNT, AMOUNT)
def test_interest_only_lowers(disbursed: float, principal: float, interest: float) -> None:
    assert net_transfer(disbursed, principal, interest) <= net_flow(disbursed, principal)
    assert net_transfer(disbursed, principal, 0.0) == net_flow(disbursed, principal)
    assert net_flow(principal, disbursed) == -net_flow(disbursed, principal)


@given(AMOUNT, AMOUNT)
def test_a_tranche_weighs_more_beside_the_reserves_before_it(tranche: float, before: float) -> None:
    after = before + tranche
    assert tranche_of_reserves_before(tranche, after) > tranche_of_reserves_after(tranche, after)
    assert tranche_of_reserves_before(tranche, after) == pytest.approx(100 * tranche / before, rel=1e-4)
    assert 0 < tranche_of_reserves_after(tranche, after) <= 100


def test_the_golden_tranche() -> None:
    assert tranche_of_reserves_after(500, 7468.5) == pytest.approx(6.69, abs=0.005)
    assert tranche_of_reserves_before(500, 7468.5) == pytest.approx(7.18, abs=0.005)


def test_without_reserves_no_share() -> None:
    assert math.isnan(tranche_of_reserves_before(500, 500))
    assert math.isnan(tranche_of_reserves_after(500, 0))
    assert math.isnan(creditor_share(1, 0))
    assert math.isnan(creditor_share(float("nan"), 1))


def test_reserves_of_a_year_s_imports_last_twelve_months() -> None:
    assert reserve_cover(50.0, 50.0, 100.0) == pytest.approx(12.0)
    assert math.isnan(reserve_cover(50.0, 0.0, 100.0))


@given(AMOUNT, st.floats(1, 100), AMOUNT, AMOUNT)
def test_cover_grows_with_reserves_and_falls_with_imports(
    reserves: float, percent: float, gdp: float, more: float
) -> None:
    cover = reserve_cover(reserves, percent, gdp)
    assert reserve_cover(reserves + more, percent, gdp) > cover > reserve_cover(reserves, percent, gdp + more)
    assert reserve_cover(reserves * 1000, percent, gdp * 1000) == pytest.approx(cover)


# --- the packaged snapshot


@pytest.mark.parametrize(
    ("name", "expected"), [("2021", 42.4), ("2022", 42.9), ("2023", 44.3), ("2024", 46.7), ("2015", 39.1)]
)
def test_known_shares_of_the_creditor(name: str, expected: float, answer: Answer) -> None:
    row = answer("creditor_share")[name]
    assert row.value == pytest.approx(expected, abs=0.05)
    assert row.status == "reported"


def test_the_level_falls_while_the_share_rises(answer: Answer) -> None:
    years = ("2021", "2022", "2023", "2024")
    levels, shares = ([answer(name)[year].value for year in years] for name in ("debt_to_partner", "creditor_share"))
    assert levels == sorted(levels, reverse=True)
    assert shares == sorted(shares)
    assert [round(level / 1000, 2) for level in levels] == [8.48, 8.24, 7.75, 7.62]


@pytest.mark.parametrize(
    ("variant", "name", "expected"),
    [
        ("net_flow", "2020", 360.9),
        ("net_transfer", "2020", 0.0),
        ("net_transfer", "2021", -168.1),
        ("net_transfer", "2022", -739.7),
        ("net_flow", "2021", 171.2),
        ("net_flow_ministry", "2020", 341.6),
        ("net_flow_ministry", "2021Q1", -120.0),
        ("net_flow_with_banks", "2012", -263.9),
        ("net_flow_with_banks", "2013", 695.6),
        ("net_flow_with_banks", "2016", -318.0),
        ("net_transfer_with_banks", "2017", 485.6),
    ],
)
def test_known_flows(variant: str, name: str, expected: float, answer: Answer) -> None:
    assert answer("net_official_flow", variant)[name].value == pytest.approx(expected, abs=0.051)


@pytest.mark.parametrize("variant", ["net_flow", "net_transfer", "net_flow_with_banks", "net_transfer_with_banks"])
def test_years_without_a_disbursement_are_gaps_not_zeros(variant: str, answer: Answer) -> None:
    found = answer("net_official_flow", variant)
    gaps = [name for name, row in found.items() if math.isnan(row.value)]
    assert gaps == ["2003", "2006", "2011"]
    assert all(math.isnan(found[name].low) and found[name].observations == () for name in gaps)
    assert (min(found), max(found)) == ("2001", "2022")


def test_the_flow_of_2021_by_hand_from_what_is_published(answer: Answer, published: Published) -> None:
    lent = published("worldbank_debt", "disbursement.bilateral_non_concessional", "BLR", "RUS", "2021")[-1]
    repaid = published("worldbank_debt", "DT.AMT.BLAT.CD", "BLR", "RUS", "2021")[-1]
    interest = published("worldbank_debt", "DT.INT.BLAT.CD", "BLR", "RUS", "2021")[-1]
    assert answer("net_official_flow", "net_flow")["2021"].value == pytest.approx((lent - repaid) / 1e6)
    assert answer("net_official_flow", "net_transfer")["2021"].value == pytest.approx((lent - repaid - interest) / 1e6)


def test_credit_after_2021_stays_reported(answer: Answer) -> None:
    assert answer("net_official_flow", "net_flow")["2022"].status == "reported"
    assert {row.status for name, row in answer("creditor_share").items() if name >= "2022"} == {"reported"}


def test_gaps_between_the_ministry_s_years_are_shown(answer: Answer) -> None:
    found = answer("net_official_flow", "net_flow_ministry")
    assert {name for name, row in found.items() if not math.isnan(row.value)} == {"2015", "2017", "2020", "2021Q1"}
    assert [name for name, row in found.items() if math.isnan(row.value)] == ["2016", "2018", "2019"]


@pytest.mark.parametrize(("name", "before", "after"), [("2020-12-30", 7.18, 6.69), ("2021-06-02", 7.24, 6.75)])
def test_known_tranches(name: str, before: float, after: float, answer: Answer) -> None:
    assert answer("tranche_size", "reserves_before")[name].value == pytest.approx(before, abs=0.005)
    assert answer("tranche_size", "reserves_after")[name].value == pytest.approx(after, abs=0.005)
    assert answer("tranche_size", "reserves_after")[name].status == "official_statement"


def test_reserve_cover_of_2025(answer: Answer, published: Published) -> None:
    row = answer("reserve_cover")["2025"]
    assert row.value == pytest.approx(3.3, abs=0.05)
    assert row.status == "reported"
    reserves, percent, gdp = (
        published("worldbank", item, "BLR", "_Z", "2025")[-1]
        for item in ("FI.RES.TOTL.CD", "NE.IMP.GNFS.ZS", "NY.GDP.MKTP.CD")
    )
    assert row.value == pytest.approx(reserves / (percent / 100 * gdp / 12))


def test_reserve_cover_is_the_country_s_whoever_the_partner(repository: Repository) -> None:
    one, other = (repository.result("reserve_cover", Pair("BLR", partner)).rows for partner in ("RUS", "UKR"))
    assert one == other
    assert one


# --- the wider forms


def test_with_banks_and_the_fund_the_share_of_2021_by_hand(answer: Answer, published: Published) -> None:
    """Banks were repaid by 2018; the fund's manager is owed 2,520 mn."""
    government = published("worldbank_debt", "DT.DOD.BLAT.CD", "BLR", "RUS", "2021")[-1]
    fund = published("worldbank_debt", "DT.DOD.MLAT.CD", "BLR", "_EDB", "2021")[-1]
    total = published("worldbank", "DT.DOD.DPPG.CD", "BLR", "_Z", "2021")[-1]
    assert round(fund / 1e6) == 2520
    assert answer("creditor_share_broad", "with_fund")["2021"].value == pytest.approx(100 * (government + fund) / total)
    assert answer("creditor_share_broad", "with_banks")["2021"].value == answer("creditor_share")["2021"].value
    banks = published("worldbank_debt", "DT.DOD.PCBK.CD", "BLR", "RUS", "2017")[-1]
    wider = answer("creditor_share_broad", "with_banks")["2017"].value - answer("creditor_share")["2017"].value
    assert wider == pytest.approx(100 * banks / published("worldbank", "DT.DOD.DPPG.CD", "BLR", "_Z", "2017")[-1])


def test_the_fund_counts_for_russia_alone(answer: Answer) -> None:
    assert answer("creditor_share_broad", "with_fund", pair=Pair("BLR", "CHN")) == {}
    assert answer("creditor_share_broad", "with_banks", pair=Pair("BLR", "CHN"))


def test_a_wider_share_is_never_smaller(answer: Answer) -> None:
    narrow, all_of_them = answer("creditor_share"), answer("creditor_share_broad", "with_banks_and_fund")
    for variant in ("with_banks", "with_fund"):
        for name, row in answer("creditor_share_broad", variant).items():
            if not math.isnan(row.value):
                assert row.value >= narrow[name].value - 1e-9, name
                assert name not in all_of_them or all_of_them[name].value >= row.value - 1e-9


def test_the_tranches_beside_service_product_and_imports_by_hand(answer: Answer, published: Published) -> None:
    gdp = published("worldbank", "NY.GDP.MKTP.CD", "BLR", "_Z", "2020")[-1] / 1e6
    imports = published("worldbank", "NE.IMP.GNFS.ZS", "BLR", "_Z", "2020")[-1]
    first = "2020-12-30"
    assert answer("tranche_size", "gdp")[first].value == pytest.approx(100 * 500 / gdp)
    assert answer("tranche_size", "monthly_imports")[first].value == pytest.approx(
        100 * 500 / (imports / 100 * gdp / 12)
    )
    paid = [
        editions[-1] / 1e6
        for kind in ("AMT", "INT")
        for creditor in ("BLAT", "MLAT", "PBND", "PCBK", "PROP")
        if (editions := published("worldbank_debt", f"DT.{kind}.{creditor}.CD", "BLR", "WLD", "2021"))
    ]
    assert len(paid) >= 8
    assert answer("tranche_size", "debt_service")[first].value == pytest.approx(100 * 500 / math.fsum(paid))
    assert answer("debt_service")["2021"].value == pytest.approx(math.fsum(paid))


def test_reserves_cover_less_than_what_falls_due(answer: Answer, published: Published) -> None:
    reserves = published("worldbank", "FI.RES.TOTL.CD", "BLR", "_Z", "2021")[-1] / 1e6
    short = published("worldbank", "DT.DOD.DSTC.CD", "BLR", "_Z", "2021")[-1] / 1e6
    due = answer("debt_service")["2022"].value + short
    row = answer("reserves_to_obligations")["2021"]
    assert row.value == pytest.approx(reserves / due)
    assert 0.3 < row.value < 0.7
    assert answer("reserves_to_obligations")["2024"].status == "forecast"  # what falls due in 2025
