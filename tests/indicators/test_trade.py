"""Trade with one partner: known answers, printed shares, what is hidden."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Row
from indicators.trade import trade_asymmetry, trade_to_gdp, turnover_share

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
POSITIVE = st.floats(0.01, 1e6)
# After 2021 an interval or nothing; the width of the bounds is itself no interval, and the others end before.
BOUNDED_AFTER_2021 = (
    "export_share", "import_share", "turnover_share", "trade_to_gdp", "trade_asymmetry", "salience", "symmetry",
    "interdependence",
)  # fmt: skip
TRADE = [name for name, indicator in CATALOGUE.items() if indicator.theme == "trade"]


# --- the formulas


@given(POSITIVE, POSITIVE, POSITIVE)
def test_the_turnover_share_is_a_share_and_knows_no_unit(turnover: float, rest: float, scale: float) -> None:
    found = turnover_share(turnover, turnover + rest)
    assert 0 <= found <= 100
    assert turnover_share(turnover * scale, (turnover + rest) * scale) == pytest.approx(found)


def test_trade_may_exceed_gdp_and_needs_one() -> None:
    assert trade_to_gdp(120.0, 60.0) == 200.0
    assert math.isnan(trade_to_gdp(120.0, 0.0))
    assert math.isnan(trade_to_gdp(120.0, float("nan")))


@given(POSITIVE, POSITIVE, POSITIVE)
def test_asymmetry_is_the_difference_of_the_shares(turnover: float, rest: float, partner_rest: float) -> None:
    total, partner_total = turnover + rest, turnover + partner_rest
    found = trade_asymmetry(turnover, total, partner_total)
    assert -100 <= found <= 100
    assert found == pytest.approx(turnover_share(turnover, total) - turnover_share(turnover, partner_total))
    assert found == pytest.approx(-trade_asymmetry(turnover, partner_total, total))
    assert trade_asymmetry(turnover, total, total) == 0


@given(POSITIVE, POSITIVE, st.floats(1.01, 100))
def test_asymmetry_is_no_ratio_of_sizes(turnover: float, rest: float, more: float) -> None:
    """With the totals fixed, more trade means more asymmetry; the ratio of the two shares would not move."""
    total, partner_total = (turnover + rest) * more, (turnover + rest) * more * 10
    assert trade_asymmetry(turnover * more, total, partner_total) > trade_asymmetry(turnover, total, partner_total)


# --- the packaged snapshot


@pytest.mark.parametrize(
    ("indicator", "period", "expected"),
    [
        ("export_share", "2019", 41.34),
        ("import_share", "2019", 54.78),
        ("turnover_share", "2019", 48.66),
        ("export_share", "1998", 65.18),
        ("export_share", "2009", 31.54),
        ("export_share", "2016", 46.32),
        ("turnover_share", "2020", 47.65),
        ("export_share", "2021", 41.10),
        ("import_share", "2021", 56.60),
        ("turnover_share", "2021", 49.01),
    ],
)
def test_known_shares_of_the_pair(indicator: str, period: str, expected: float, answer: Answer) -> None:
    assert answer(indicator)[period].value == pytest.approx(expected, abs=0.005)


def test_the_levels_behind_the_share_of_2019(answer: Answer) -> None:
    assert answer("goods_exports")["2019"].value == pytest.approx(13_624.09, abs=0.005)
    assert answer("goods_exports_total")["2019"].value == pytest.approx(32_955.12, abs=0.005)
    assert answer("export_share")["2019"].status == "reported"


@pytest.mark.parametrize("name", ["2000", "2010", "2019"])
def test_turnover_indicators_by_hand_from_what_is_published(name: str, answer: Answer, published: Published) -> None:
    (sold,), (bought,) = (published("wits", item, "BLR", "RUS", name) for item in ("export", "import"))
    (exports,), (imports,) = (published("wits", item, "BLR", "WLD", name) for item in ("export", "import"))
    gdp = published("worldbank", "NY.GDP.MKTP.CD", "BLR", "_Z", name)[-1]
    turnover = sold + bought
    assert answer("turnover_share")[name].value == pytest.approx(100 * turnover / (exports + imports))
    assert answer("trade_to_gdp")[name].value == pytest.approx(100 * turnover / (gdp / 1e6))
    (russian_exports,), (russian_imports,) = (
        published("wits", item, "RUS", "WLD", name) for item in ("export", "import")
    )
    partner = 100 * turnover / (russian_exports + russian_imports)
    difference = answer("trade_asymmetry", "difference")[name].value
    assert difference == pytest.approx(100 * turnover / (exports + imports) - partner)


def test_asymmetry_of_2020_with_both_sides(answer: Answer) -> None:
    difference, dependent, partner = (
        answer("trade_asymmetry", variant)["2020"]
        for variant in ("difference", "share_of_dependent", "share_of_partner")
    )
    assert difference.value == pytest.approx(42.5, abs=0.05)
    assert difference.low == pytest.approx(41.2, abs=0.05)
    assert dependent.value == pytest.approx(47.65, abs=0.005)
    assert partner.value == pytest.approx(5.18, abs=0.005)
    assert difference.value == pytest.approx(dependent.value - partner.value)
    assert answer("trade_asymmetry", "difference")["2021"].value == pytest.approx(44.0, abs=0.1)


def test_the_sides_of_the_relation_are_those_of_the_turnover_shares(answer: Answer) -> None:
    own = answer("turnover_share")
    for name, row in answer("trade_asymmetry", "share_of_dependent").items():
        assert row[1:] == own[name][1:] or math.isnan(row.value), name


def test_all_printed_partner_shares_are_met(repository: Repository, answer: Answer) -> None:
    """WITS prints a share beside each flow: 4,760 of them check flows, totals and the formula at once."""
    tables = repository.snapshot.tables
    printed = tables.series[(tables.series["source"] == "wits") & tables.series["item"].isin(TRADE)]
    checked, off = 0, []
    for number, series in printed.iterrows():
        rows = tables.rows_of(int(str(number)))
        shares = dict(zip(tables.columns["period"][rows], tables.columns["value"][rows], strict=True))
        found = answer(series["item"], pair=Pair(series["reporter"], series["partner"]))
        checked += len(shares)
        off += [
            (series["item"], series["reporter"], series["partner"], name, printed_share, found[name].value)
            for name, printed_share in shares.items()
            if not abs(found[name].value - printed_share) <= 0.01 or found[name].status != "reported"
        ]
    assert checked == 4760
    assert off == []


@pytest.mark.parametrize("name", ["2012", "2014", "2019"])
def test_every_published_report_widens_the_flow(name: str, answer: Answer, published: Published) -> None:
    reports = [
        *published("wits", "export", "BLR", "RUS", name),
        *published("wits", "import", "RUS", "BLR", name),
        *published("rosstat", "export", "BLR", "RUS", name),
        *published("rosstat", "import", "RUS", "BLR", name),
        math.fsum(published("rosstat", "import", "RUS", "BLR", f"{name}-{month:02d}")[-1] for month in range(1, 13)),
    ]
    row = answer("goods_exports")[name]
    assert len(reports) >= 3
    assert row.value == pytest.approx(published("wits", "export", "BLR", "RUS", name)[0])
    assert (row.low, row.high) == (pytest.approx(min(reports)), pytest.approx(max(reports)))


@pytest.mark.parametrize(
    ("measure", "name", "expected"),
    [
        ("goods_exports", "2022", 22_900.0),
        ("goods_exports", "2023", 23_900.0),  # as Russia states its imports
        ("goods_imports", "2022", 22_772.6),  # exports less the stated balance
        ("goods_imports", "2023", 22_600.0),  # as Russia states its exports
    ],
)
def test_stated_flows_after_2021(measure: str, name: str, expected: float, answer: Answer) -> None:
    row = answer(measure)[name]
    assert row.value == pytest.approx(expected)
    assert row.low < row.value < row.high
    assert row.status == "official_statement"


@pytest.mark.parametrize(("name", "turnover"), [("2022", 45_672.6), ("2023", 46_500.0), ("2024", 50_000.0)])
def test_stated_turnover_after_2021_over_the_world_s_totals(name: str, turnover: float, answer: Answer) -> None:
    row, share = answer("goods_turnover")[name], answer("turnover_share")[name]
    assert row.value == pytest.approx(turnover)
    assert row.status == share.status == "official_statement"
    total = answer("goods_turnover_total")[name].value
    assert (share.low, share.high) == (pytest.approx(100 * row.low / total), pytest.approx(100 * row.high / total))
    assert 53 < share.low < share.value < share.high < 61


@pytest.mark.parametrize("indicator", TRADE)
def test_no_trade_with_the_pair_is_reported_after_2021(indicator: str, repository: Repository) -> None:
    rows = repository.result(indicator, Pair("BLR", "RUS")).rows
    late = [row for row in rows if row.period >= "2022"]
    assert [row for row in late if row.status == "reported"] == []
    assert indicator in (*BOUNDED_AFTER_2021, "bounds_width") or late == []
    for row in late if indicator in BOUNDED_AFTER_2021 else []:
        if math.isnan(row.value) and math.isnan(row.low):
            assert row.status == "undisclosed", row.period
        else:
            assert row.low < row.high, row.period


def test_the_partner_hides_the_same_trade(repository: Repository) -> None:
    for indicator in ("export_share", "import_share", "turnover_share", "trade_to_gdp"):
        rows = repository.result(indicator, Pair("RUS", "BLR")).rows
        assert [row for row in rows if row.period >= "2022" and row.status == "reported"] == []


def test_years_nobody_states_are_shown_empty(answer: Answer) -> None:
    for indicator in ("export_share", "import_share"):
        empty = {name for name, row in answer(indicator).items() if row.status == "undisclosed"}
        assert empty == {"2024", "2025"}
    latest = answer("turnover_share")["2025"]
    assert math.isnan(latest.value)
    assert latest.status == "estimated"
    assert 54 < latest.low < latest.high < 60


def test_before_1995_no_share_stands_on_totals_that_leave_out_the_former_union(answer: Answer) -> None:
    assert min(answer("export_share")) == "1995"
