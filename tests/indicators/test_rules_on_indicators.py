"""The rules that ask indicators, on small hand-made tables: each state that each of them can reach."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dashboard.repository import Repository
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.rules.flows import flow_positive_each_period, sign_on_every_basis, trend_down, trend_up
from indicators.rules.predictions import rises_above
from indicators.verdict import Verdict
from ingest.model import Tables

MadeTables = Callable[..., Tables]
NAN = float("nan")
PAIR = Pair("BLR", "RUS")


def loan(name: str, received: float, repaid: float) -> list[tuple[Any, ...]]:
    ends = ("BLR", "RUS", "_Z", "USD mn", "_O", name)
    stated = (NAN, NAN, "official_statement", date(2021, 4, 1))
    return [
        ("press", "russian_loans_received_all", *ends, received, *stated),
        ("press", "external_debt_repayment", *ends, repaid, *stated),
    ]


@pytest.mark.parametrize(
    ("flows", "state", "worst"),
    [
        ({"2020": 5.0, "2021Q1": 3.0}, "supported", 3.0),
        ({"2020": 5.0, "2021Q1": -3.0}, "mixed", -3.0),
        ({"2020": 5.0, "2021Q1": 0.0}, "mixed", 0.0),
        ({"2020": -5.0, "2021Q1": -3.0}, "contradicted", -5.0),
        ({"2019": -5.0, "2020": 5.0, "2022": -5.0, "2021": -5.0}, "supported", 5.0),
    ],
)
def test_a_flow_positive_in_every_known_period(
    flows: dict[str, float], state: str, worst: float, tables_of: MadeTables, repository: Repository
) -> None:
    tables = tables_of(*(row for name, flow in flows.items() for row in loan(name, 100.0 + flow, 100.0)))
    found = flow_positive_each_period(
        Resolver(tables, repository.measures), PAIR, indicator="net_official_flow", variant="net_flow_ministry",
        first="2020-01-01", last="2021-09-30",
    )  # fmt: skip
    assert (found.state, found.value) == (state, worst)
    assert len(found.observations) == 2 * len([name for name in flows if name in ("2020", "2021Q1")])


def test_no_flow_known_is_undecidable(tables_of: MadeTables, repository: Repository) -> None:
    found = flow_positive_each_period(
        Resolver(tables_of(*loan("2019", 2.0, 1.0)), repository.measures), PAIR, indicator="net_official_flow",
        variant="net_flow_ministry", first="2020-01-01", last="2021-09-30",
    )  # fmt: skip
    assert found.state == "undecidable"
    assert "2020-01-01" in found.reason


def test_a_flow_whose_sign_the_bounds_leave_open_contradicts_nothing(
    tables_of: MadeTables, repository: Repository
) -> None:
    received, repaid = loan("2020", NAN, 100.0)
    tables = tables_of((*received[:9], 90.0, 110.0, *received[11:]), repaid)
    found = flow_positive_each_period(
        Resolver(tables, repository.measures), PAIR, indicator="net_official_flow", variant="net_flow_ministry",
        first="2020-01-01", last="2021-09-30",
    )  # fmt: skip
    assert found.state == "undecidable"


def debt(name: str, lent: float, repaid: float, interest: float) -> list[tuple[Any, ...]]:
    items = {"disbursement.bilateral_concessional": lent, "DT.AMT.BLAT.CD": repaid, "DT.INT.BLAT.CD": interest}
    return [
        ("worldbank_debt", item, "BLR", "RUS", "_Z", "USD", "A", name, value * 1e6) for item, value in items.items()
    ]


@pytest.mark.parametrize(
    ("interest", "lent", "state", "value"),
    [
        (5.0, 110.0, "supported", 10.0),
        (10.0, 110.0, "mixed", 0.0),
        (9.6, 110.0, "mixed", 0.8),  # positive, but by less than the tolerance
        (5.0, 100.0, "contradicted", -10.0),
    ],
)
def test_the_sign_before_and_after_interest(
    interest: float, lent: float, state: str, value: float, tables_of: MadeTables, repository: Repository
) -> None:
    tables = tables_of(
        *(row for name in ("2020", "2021") for row in debt(name, lent, 100.0, interest)), *debt("2019", 1.0, 900.0, 1.0)
    )
    rule: dict[str, Any] = {"indicator": "net_official_flow", "variants": ["net_flow", "net_transfer"], "first": 2020}
    found = sign_on_every_basis(Resolver(tables, repository.measures), PAIR, **rule, last=2021, tolerance=1)
    assert (found.state, found.value) == (state, pytest.approx(value))
    assert found.margin == pytest.approx(value - 1)
    assert found.decided_by == "net_official_flow (net_transfer)"


def test_every_basis_must_be_known(tables_of: MadeTables, repository: Repository) -> None:
    tables = tables_of(*debt("2020", 10.0, 1.0, 1.0)[:2])
    rule: dict[str, Any] = {"indicator": "net_official_flow", "variants": ["net_flow", "net_transfer"], "first": 2020}
    found = sign_on_every_basis(Resolver(tables, repository.measures), PAIR, **rule, last=2021, tolerance=1)
    assert found.state == "undecidable"


def test_a_sum_whose_sign_the_bounds_leave_open_contradicts_nothing(
    tables_of: MadeTables, repository: Repository
) -> None:
    lent, *rest = debt("2020", NAN, 100.0, 5.0)
    tables = tables_of((*lent, 90e6, 120e6), *rest)
    rule: dict[str, Any] = {"indicator": "net_official_flow", "variants": ["net_flow", "net_transfer"], "first": 2020}
    found = sign_on_every_basis(Resolver(tables, repository.measures), PAIR, **rule, last=2021, tolerance=1)
    assert found.state == "undecidable"


def owed(shares: dict[int, float]) -> list[tuple[Any, ...]]:
    return [
        row
        for number, share in shares.items()
        for row in (
            ("worldbank_debt", "DT.DOD.BLAT.CD", "BLR", "RUS", "_Z", "USD", "A", str(number), share * 1e6),
            ("worldbank", "DT.DOD.DPPG.CD", "BLR", "_Z", "_Z", "USD", "A", str(number), 1e8),
        )
    ]


RISING = {number: 10.0 + number - 2010 for number in range(2010, 2018)}
LEVEL = {number: 10.0 + (number % 2) for number in range(2010, 2018)}


@pytest.mark.parametrize(
    ("rule", "shares", "state"),
    [
        (trend_up, RISING, "supported"),
        (trend_down, RISING, "contradicted"),
        (trend_up, {number: 30 - share for number, share in RISING.items()}, "contradicted"),
        (trend_down, {number: 30 - share for number, share in RISING.items()}, "supported"),
        (trend_up, LEVEL, "undecidable"),
        (trend_down, LEVEL, "undecidable"),
    ],
)
def test_a_trend_of_eight_points(
    rule: Callable[..., Verdict], shares: dict[int, float], state: str, tables_of: MadeTables, repository: Repository
) -> None:
    tables = tables_of(*owed(shares), *owed({2009: 99.0}))
    found = rule(Resolver(tables, repository.measures), PAIR, indicator="creditor_share", first=2010, min_points=8)
    assert found.state == state
    assert found.decided_by == "creditor_share 2010 to 2017"
    assert len(found.observations) == 16
    if state != "undecidable":
        assert abs(found.value or 0) == pytest.approx(1.0)
        assert (found.margin or 0) > 0
    else:
        assert (found.margin or 0) < 0


def test_seven_points_make_no_trend(tables_of: MadeTables, repository: Repository) -> None:
    tables = tables_of(*owed({number: share for number, share in RISING.items() if number != 2013}))
    found = trend_up(Resolver(tables, repository.measures), PAIR, indicator="creditor_share", first=2010, min_points=8)
    assert (found.state, found.value, found.margin) == ("undecidable", 7.0, -1.0)
    assert found.reason == "7 yearly points from 2010 to 2017; a trend needs 8"
    none = trend_up(Resolver(tables, repository.measures), PAIR, indicator="creditor_share", first=2050, min_points=8)
    assert none.state == "undecidable"
    assert "0 yearly points from 2050 on" in none.reason


def test_the_window_ends_where_it_is_said_to(tables_of: MadeTables, repository: Repository) -> None:
    tables = tables_of(*owed(RISING | dict.fromkeys(range(2018, 2026), 1.0)))
    made = Resolver(tables, repository.measures)
    rule: dict[str, Any] = {"indicator": "creditor_share", "first": 2010, "min_points": 8}
    assert trend_up(made, PAIR, **rule, last=2017).state == "supported"
    assert trend_up(made, PAIR, **rule).state != "supported"


def test_a_part_of_a_year_is_no_point_of_a_trend(tables_of: MadeTables, repository: Repository) -> None:
    rows = [row for number in range(2010, 2018) for row in loan(str(number), 100.0 + number, 100.0)]
    made = Resolver(tables_of(*rows, *loan("2018Q1", 0.0, 500.0)), repository.measures)
    rule: dict[str, Any] = {"indicator": "net_official_flow", "variant": "net_flow_ministry", "first": 2010}
    found = trend_up(made, PAIR, **rule, min_points=8)
    assert (found.state, found.decided_by) == ("supported", "net_official_flow 2010 to 2017")


def turnover(name: str, low: float, high: float) -> list[tuple[Any, ...]]:
    return [
        ("press", "goods_turnover", "BLR", "RUS", "_Z", "USD mn", "_O", name, (low + high) / 2, low, high,
         "official_statement", date(2025, 1, 1)),
        ("worldbank", "TX.VAL.MRCH.CD.WT", "BLR", "_Z", "_Z", "USD", "A", name, 60e6),
        ("worldbank", "TM.VAL.MRCH.CD.WT", "BLR", "_Z", "_Z", "USD", "A", name, 40e6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ({"2023": (52, 55), "2024": (60, 61)}, "prediction_held"),
        ({"2023": (40, 44), "2024": (30, 31)}, "prediction_failed"),
        ({"2023": (50, 55), "2024": (60, 61)}, "undecidable"),  # overlaps 45 to 51
        ({"2023": (40, 44), "2024": (60, 61)}, "undecidable"),
        ({"2023": (46, 47), "2024": (45.5, 47)}, "undecidable"),  # within 45 to 51
        ({"2022": (60, 61), "2025": (60, 61)}, "prediction_pending"),
    ],
)
def test_bound_against_bound(
    later: dict[str, tuple[float, float]], state: str, tables_of: MadeTables, repository: Repository
) -> None:
    rows = [row for name, ends in ({"2020": (45.0, 51.0)} | later).items() for row in turnover(name, *ends)]
    made = Resolver(tables_of(*rows), repository.measures)
    found = rises_above(made, PAIR, indicator="turnover_share", before="2020", after=["2023", "2024"])
    assert found.state == state
