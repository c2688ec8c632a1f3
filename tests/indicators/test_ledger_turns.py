"""The memo's claims: for each verdict on politics, arms, trade by month and gas by day, the data that would turn it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from indicators.ledger import Judgement

Edit = Callable[[pd.DataFrame], pd.DataFrame]
Figures = Callable[..., "pd.Series[bool]"]
Judged = Callable[..., Judgement]
NAN = float("nan")
BLR: dict[str, str] = {"reporter": "BLR"}
PAIR = {"reporter": "BLR", "partner": "RUS"}
OPEN, HOLDS, FAILS, CORRECTED = "undecidable", "supported", "contradicted", "supported_with_correction"
PENDING, HELD, FAILED = "prediction_pending", "prediction_held", "prediction_failed"
LATE = ["2023", "2023-01..2023-11", "2024", "2025-01..2025-10", "2025-01..2025-11"]


def months(first: int, last: int, start: int = 1, end: int = 12) -> list[str]:
    return [f"{year}-{month:02d}" for year in range(first, last + 1) for month in range(start, end + 1)]


SPANS = [name for name in months(2018, 2021) if "2018-08" <= name <= "2021-08"]
AFTER = [name for name in SPANS if name >= "2020-08"]
ROSSTAT = {"source": "rosstat", "reporter": "RUS", "partner": "BLR", "freq": "M"}
CRUDE = {"source": "crea", "reporter": "BLR", "product": "crude_oil"}
ARMS = {"source": "sipri", "item": "tiv_delivered", "reporter": "BLR"}
POSITION = {"source": "unga", "item": "idealpointall"}
PORTS = {"source": "press", "item": "oil_products_via_RUS_Baltic_ports", **PAIR}
INFLOW = {"source": "unctad", "item": "fdi_inflow", **BLR}
EU_FUELS = {"source": "eurostat", "item": "import", "partner": "BLR", "product": "27", "freq": "M"}
LISTED = {"source": "ofac", "item": "sdn_entries", "product": "_T", **BLR}
GAS = {"source": "entsog", "item": "physical_flow", "reporter": "BLR"}


def changes(figures: Figures, *wanted: tuple[list[str], dict[str, str], float]) -> Edit:
    """One edit that gives each described group of observations a value, without bounds."""

    def edit(table: pd.DataFrame) -> pd.DataFrame:
        for periods, series, value in wanted:
            rows = figures(periods, **series)
            assert rows.any()
            table.loc[rows, ["value", "low", "high"]] = [value, NAN, NAN]
        return table

    return edit


def scaled(figures: Figures, periods: list[str], by: float, **series: str) -> Edit:
    def edit(table: pd.DataFrame) -> pd.DataFrame:
        rows = figures(periods, **series)
        assert rows.any()
        table.loc[rows, ["value", "low", "high"]] *= by
        return table

    return edit


TURNED: list[tuple[str, tuple[str, str], list[tuple[list[str], dict[str, str], float]]]] = [
    # a free election, in the eyes of the experts, while reserves fell all the same
    ("C001", ("mixed", "mixed"), [(["2020"], {"source": "vdem", "item": "v2x_polyarchy", **BLR}, 0.6)]),
    ("C001", ("mixed", "mixed"), [(["2020"], {"source": "freedom_house", "item": "A1", **BLR}, 3.0)]),
    # credit that Russia paid out in 2021, so that the transfer rose from both years
    ("C002", (OPEN, HOLDS), [
        (["2021"], {"source": "worldbank_debt", "item": "disbursement.bilateral_non_concessional", **PAIR}, 5e9)]),
    # the same flow in each month before and after, and one that doubles
    ("C088", (HOLDS, HOLDS), [(SPANS, ROSSTAT, 100.0)]),
    ("C088", (FAILS, FAILS), [(SPANS, ROSSTAT, 100.0), (AFTER, ROSSTAT, 200.0)]),
    ("C003", (OPEN, OPEN), [(SPANS, ROSSTAT, 100.0)]),  # the register of treaties is still missing
    ("C003", ("mixed", "mixed"), [(SPANS, ROSSTAT, 100.0), (AFTER, ROSSTAT | {"item": "import"}, 200.0)]),
    ("C034", ("mixed", "mixed"), [
        (["2020-12-30"], {"source": "press", "item": "russian_state_loan_tranche", **PAIR}, 400.0)]),
    ("C034", (HOLDS, HOLDS), [(["2021"], {"source": "press", "item": "gas_price_paid_by_BLR", **PAIR}, 127.0)]),
    # the months known are alike: the months to come are still not
    ("C045", (OPEN, OPEN), [
        (["2020-12", *months(2021, 2021, 1, 4)], CRUDE | {"item": "value"}, 300.0),
        (["2020-12", *months(2021, 2021, 1, 4)], CRUDE | {"item": "quantity"}, 1.0)]),
    # a purchase from elsewhere; the deliveries are air defence all through
    ("C059", ("mixed", "mixed"), [(["2016"], ARMS | {"partner": "CHN", "product": "_T"}, 500.0)]),
    ("C059", (HOLDS, HOLDS), [(["2017"], ARMS | {"partner": "RUS", "product": "air_defence_systems"}, 600.0)]),
    ("C067", (OPEN, "mixed"), [(["2021"], {"source": "freedom_house", "item": "E", **BLR}, 3.0)]),
    ("C067", (OPEN, "mixed"), [(["2021"], {"source": "freedom_house", "item": "F", **BLR}, 2.0)]),
    # a share that may have leapt; cargo as agreed; investment as usual, small, of a lesser part; a shorter list
    ("C027", (OPEN, OPEN), [(["2020"], {"source": "press", "item": "goods_turnover", **PAIR}, 40.0)]),
    ("C029", (OPEN, "mixed"), [(["2021"], PORTS | {"product": "expected"}, 3.6)]),
    ("C029", (OPEN, "mixed"), [(["2023"], PORTS | {"product": "reported"}, 3.0)]),
    ("C050", (CORRECTED, CORRECTED), [(["2011"], INFLOW | {"partner": "RUS"}, 900.0)]),
    ("C052", (OPEN, HOLDS), [(["2021"], INFLOW | {"partner": "WLD"}, 800.0)]),
    ("C053", (OPEN, "mixed"), [(["2024Q1"], {"source": "press", "item": "investment_from_RUS", **BLR}, 30.0)]),
    ("C087", (PENDING, FAILED), [(["2024-05-03"], LISTED, 60.0)]),
    ("C069", ("mixed", "mixed"), [(["2005"], {"source": "unga", "item": "same_vote", **BLR, "partner": "USA"}, 0.99)]),
    ("C070", ("mixed", "mixed"), [(["2010"], {"source": "vdem", "item": "v2x_libdem", **BLR}, 0.5)]),
    ("C073", (OPEN, HOLDS), [(["2022"], POSITION | {"reporter": country}, -1.4) for country in ("BLR", "RUS")]),
    ("C073", (OPEN, FAILS), [(["2022"], POSITION | BLR, 2.5)]),
    ("C074", (OPEN, FAILS), [
        (months(2021, 2021), {"source": "frontex", "item": "detections", "partner": "WLD"}, 200.0)]),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "turned", "wanted"), TURNED)
def test_other_data_turn_the_verdict(
    claim: str, turned: tuple[str, str], wanted: list[Any], judged: Judged, figures: Figures
) -> None:
    found = judged(claim, changes(figures, *wanted))
    assert (found.then.state, found.now.state) == turned


# claims of which a part is missing: what the known part alone would say, and what would turn it
HALVES: list[tuple[str, tuple[str, str], tuple[str, str], tuple[list[str], dict[str, str], float]]] = [
    ("C046", (OPEN, FAILS), (OPEN, HOLDS), (
        months(2021, 2021, 7, 12), EU_FUELS, 1.0)),
    ("C049", (HOLDS, HOLDS), (FAILS, "mixed"), (
        ["2020"], {"source": "unctad", "item": "fdi_inflow", "reporter": "BLR", "partner": "WLD"}, 9000.0)),
    ("C051", (HOLDS, HOLDS), ("mixed", "mixed"), (["2010"], {"source": "vdem", "item": "v2x_polyarchy", **BLR}, 0.8)),
    ("C055", (OPEN, FAILS), (OPEN, HOLDS), (["2021"], ARMS | {"partner": "RUS", "product": "_T"}, 900.0)),
    ("C065", (HOLDS, HOLDS), (FAILS, FAILS), (["2015"], ARMS | {"partner": "UKR", "product": "_T"}, 1000.0)),
    ("C070", (HOLDS, HOLDS), ("mixed", "mixed"), (["2010"], {"source": "vdem", "item": "v2x_libdem", **BLR}, 0.5)),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "known", "turned", "wanted"), HALVES)
def test_the_known_half_turns_with_its_data(
    claim: str, known: tuple[str, str], turned: tuple[str, str], wanted: Any, judged: Judged, figures: Figures
) -> None:
    half = judged(claim, missing=[])
    assert (half.then.state, half.now.state) == known
    other = judged(claim, changes(figures, wanted), missing=[])
    assert (other.then.state, other.now.state) == turned
    whole = judged(claim)
    assert (whole.then.state, whole.now.state) == (OPEN, OPEN)


def test_c008_a_smaller_fall_or_a_cheaper_market(judged: Judged, figures: Figures) -> None:
    first = months(2020, 2020, 1, 3)
    found = judged("C008", scaled(figures, first, 3.0, **CRUDE, item="value"))
    assert (found.then.state, found.now.state) == (FAILS, FAILS)
    cheaper = scaled(figures, first, 0.25, source="pinksheet", item="CRUDE_BRENT", freq="M")
    found = judged("C008", cheaper)
    assert (found.then.state, found.now.state) == ("mixed", "mixed")  # in value only
    assert found.now.value == pytest.approx(4.2, abs=0.1)


def test_c032_is_corrected_from_the_day_of_each_event(judged: Judged, moved: Callable[..., Any]) -> None:
    late = date(2021, 10, 1)
    found = judged("C032", events=moved(gas_price_2022=late, union_package_2021=late))
    assert (found.then.state, found.now.state) == (HOLDS, CORRECTED)


def test_c053_a_falling_part_of_the_debt(judged: Judged, figures: Figures) -> None:
    years = [str(number) for number in range(2010, 2025)]
    stock = {"source": "worldbank_debt", "item": "DT.DOD.BLAT.CD", **PAIR}
    falling = changes(figures, *(([year], stock, 5e9 - 3e8 * place) for place, year in enumerate(years)))
    assert judged("C053", falling).now.state == "mixed"


def test_c091_fails_once_only_the_partner_is_counted(judged: Judged, figures: Figures) -> None:
    rows = figures(["2023"], **POSITION, **BLR)
    assert judged("C091", lambda table: table[~rows]).now.state == FAILED
    both = rows | figures(["2022", "2023", "2024"], **POSITION)
    assert judged("C091", lambda table: table[~both]).now.state == PENDING


@pytest.mark.parametrize(("claim", "turned"), [("C007", FAILED), ("C066", FAILED), ("C089", FAILED)])
def test_less_trade_after_2022_turns_the_predictions(claim: str, turned: str, judged: Judged, figures: Figures) -> None:
    assert judged(claim, scaled(figures, LATE, 0.6, source="press")).now.state == turned


def test_without_later_years_the_predictions_are_pending(judged: Judged, figures: Figures) -> None:
    late = figures(["2022", *LATE], source="press")
    assert [judged(claim, lambda table: table[~late]).now.state for claim in ("C007", "C089")] == [PENDING, PENDING]


def test_c071_needs_both_the_share_and_the_banned_chapter(judged: Judged, figures: Figures) -> None:
    banned = months(2022, 2022, 3, 11)
    more = scaled(figures, banned, 20.0, source="eurostat", item="import", partner="BLR", product="27", freq="M")
    assert judged("C071", more).now.state == "mixed"
    less = scaled(figures, ["2022", *LATE], 0.6, source="press")
    assert judged("C071", less).now.state == "mixed"
    assert judged("C071", note="").now.state == HOLDS


def test_c086_holds_where_gas_flows_every_day(judged: Judged, figures: Figures) -> None:
    found = judged("C086", changes(figures, ([], GAS | {"product": "kotlovka"}, 1e6)))
    assert (found.then.state, found.now.state) == (PENDING, HELD)
    assert found.now.value == 0.0
