"""The rules on months and days, on small hand-made tables: each state that each of them can reach."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.repository import Repository
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.rules.months import equivalent, fell_on_year_before
from indicators.rules.predictions import never_stops
from indicators.rules.prices import held_since
from ingest.model import Tables

MadeTables = Callable[..., Tables]
PAIR = Pair("BLR", "RUS")
FLOW = {"source": "crea", "item": "flow", "reporter": "dependent", "partner": "partner", "freq": "M"}
PRICE = {"source": "pinksheet", "item": "price", "reporter": "WLD", "freq": "M"}
DAYS = {"source": "entsog", "item": "days", "reporter": "dependent", "partner": "partner", "freq": "D"}
MEASURES = {
    "flow": {"title": "", "unit": "USD mn", "candidate": [FLOW]},
    "price": {"title": "", "unit": "USD/bbl", "candidate": [PRICE]},
    "days": {"title": "", "unit": "TWh", "candidate": [DAYS]},
}


def flow(name: str, value: float) -> tuple[Any, ...]:
    return ("crea", "flow", "BLR", "RUS", "_T", "USD mn", "M", name, value)


def price(name: str, value: float) -> tuple[Any, ...]:
    return ("pinksheet", "price", "WLD", "_Z", "_Z", "USD/bbl", "M", name, value)


def day(name: str, value: float) -> tuple[Any, ...]:
    return ("entsog", "days", "BLR", "RUS", "_T", "TWh", "D", name, value)


def resolver(tables: Tables) -> Resolver:
    return Resolver(tables, MEASURES)


QUARTER: dict[str, Any] = {"measure": "flow", "first": "2020-01", "last": "2020-03", "percent": 50}
YEAR_BEFORE = [flow(f"2019-0{month}", 10.0) for month in (1, 2, 3)]


@pytest.mark.parametrize(
    ("flows", "state", "change"),
    [
        ((4.0, 5.0, 5.0), "supported", -53.333333333),
        ((5.0, 5.0, 5.0), "contradicted", -50.0),  # half is not more than half
        ((0.0, 0.0, 20.0), "contradicted", -33.333333333),
    ],
)
def test_a_fall_of_the_sum_on_the_year_before(
    flows: tuple[float, ...], state: str, change: float, tables_of: MadeTables
) -> None:
    now = [flow(f"2020-0{month}", value) for month, value in enumerate(flows, 1)]
    found = fell_on_year_before(resolver(tables_of(*YEAR_BEFORE, *now, flow("2020-04", 0.0))), PAIR, **QUARTER)
    assert (found.state, found.value) == (state, pytest.approx(change))
    assert found.margin == pytest.approx((-50 - change) / 50)
    assert len(found.observations) == 6


@pytest.mark.parametrize(
    ("prices", "state"), [((1.0, 1.0), "supported"), ((0.5, 1.0), "mixed"), ((4.0, 1.0), "supported")]
)
def test_a_cheaper_market_alone_does_not_count(prices: tuple[float, float], state: str, tables_of: MadeTables) -> None:
    now = [flow(f"2020-0{month}", 3.0) for month in (1, 2, 3)]
    costs = [
        price(f"20{year}-0{month}", cost) for year, cost in ((20, prices[0]), (19, prices[1])) for month in (1, 2, 3)
    ]
    made = resolver(tables_of(*YEAR_BEFORE, *now, *costs))
    found = fell_on_year_before(made, PAIR, **QUARTER, price="price")
    assert found.state == state
    assert found.value == pytest.approx(max(-70.0, 100 * (0.3 * prices[1] / prices[0] - 1)))
    assert len(found.observations) == 12


@pytest.mark.parametrize("lacking", ["2019-02", "2020-02"])
def test_each_month_of_both_years_must_be_known(lacking: str, tables_of: MadeTables) -> None:
    rows = [*YEAR_BEFORE, *(flow(f"2020-0{month}", 1.0) for month in (1, 2, 3))]
    made = resolver(tables_of(*(row for row in rows if row[7] != lacking)))
    assert fell_on_year_before(made, PAIR, **QUARTER).state == "undecidable"
    whole = resolver(tables_of(*rows, price("2020-01", 1.0)))
    assert fell_on_year_before(whole, PAIR, **QUARTER, price="price").state == "undecidable"


# --- held_since

HELD: dict[str, Any] = {"measure": "flow", "base": "2020-12", "last": "2021-02", "tolerance_percent": 1}


@pytest.mark.parametrize(
    ("months", "state", "change"),
    [
        ({"2021-01": 100.5, "2021-02": 99.2}, "supported", -0.8),
        ({"2021-01": 101.0, "2021-02": 100.0}, "supported", 1.0),
        ({"2021-01": 101.5, "2021-02": 100.0}, "supported_with_correction", 1.5),
        ({"2021-01": 100.0, "2021-02": 97.0}, "contradicted", -3.0),
        ({"2021-01": 103.0}, "contradicted", 3.0),  # one month off is enough
        ({"2021-01": 100.0}, "undecidable", 0.0),  # and one alike is not
        ({"2021-01": 101.5}, "undecidable", 1.5),
        ({"2021-01": 100.0, "2021-02": 100.0, "2021-03": 150.0}, "supported", 0.0),
    ],
)
def test_a_price_held_since_a_month(months: dict[str, float], state: str, change: float, tables_of: MadeTables) -> None:
    made = resolver(tables_of(flow("2020-12", 100.0), *(flow(*one) for one in months.items())))
    found = held_since(made, PAIR, **HELD)
    assert (found.state, found.value) == (state, pytest.approx(change))
    assert found.margin == pytest.approx(1 - abs(change))


def test_without_the_month_to_compare_with(tables_of: MadeTables) -> None:
    assert held_since(resolver(tables_of(flow("2021-01", 1.0))), PAIR, **HELD).state == "undecidable"
    assert held_since(resolver(tables_of(flow("2020-12", 1.0))), PAIR, **HELD).state == "undecidable"


# --- never_stops


@pytest.mark.parametrize(
    ("days", "state", "stops"),
    [
        ({"2021-10-01": 1.0, "2021-10-02": 0.1}, "prediction_held", 0),
        ({"2021-10-01": 1.0, "2021-10-03": 0.0, "2021-10-04": 0.0}, "undecidable", 2),
        ({"2021-09-30": 0.0, "2021-10-01": 1.0}, "prediction_held", 0),
        ({"2021-09-30": 1.0}, "prediction_pending", None),
    ],
)
def test_a_stop_leaves_open_who_ordered_it(
    days: dict[str, float], state: str, stops: float | None, tables_of: MadeTables
) -> None:
    made = resolver(tables_of(*(day(*one) for one in days.items())))
    found = never_stops(made, PAIR, measure="days", first="2021-10-01")
    assert (found.state, found.value) == (state, stops)
    assert len(found.observations) == len([name for name in days if name >= "2021-10-01"])


# --- equivalent

BEFORE = [f"{year}-{month:02d}" for year in (2018, 2019) for month in range(1, 13)]
AFTER = [f"2020-{month:02d}" for month in range(1, 13)]


def mirror(name: str, value: float) -> tuple[Any, ...]:
    return ("rosstat", "import", "RUS", "BLR", "_T", "USD mn", "M", name, value)


def trade(months: dict[str, float], share: float = 30.0) -> list[tuple[Any, ...]]:
    totals = [
        ("wits", "export", "BLR", partner, "_T", "USD mn", "A", "2019", value)
        for partner, value in (("RUS", share), ("WLD", 100.0))
    ]
    return [*(mirror(*one) for one in months.items()), *totals]


def ask(tables: Tables, repository: Repository, **other: Any) -> Any:
    given: dict[str, Any] = {
        "measure": "goods_exports_mirror_monthly", "before": ["2018-01", "2019-12"], "after": ["2020-01", "2020-12"],
        "without": [], "share": "export_share", "share_year": 2019, "points": 3,
    }  # fmt: skip
    return equivalent(Resolver(tables, repository.measures), PAIR, **(given | other))


@pytest.mark.parametrize(
    ("level", "noise", "state"),
    [
        (0.0, 1.0, "supported"),
        (0.05, 1.0, "supported"),
        (0.2, 1.0, "contradicted"),
        (-0.2, 1.0, "contradicted"),
        (0.09, 5.0, "undecidable"),  # across the margin of 9.5 %
        (0.0, 20.0, "undecidable"),  # no power
    ],
)
def test_two_spans_alike_within_the_margin(
    level: float, noise: float, state: str, tables_of: MadeTables, repository: Repository
) -> None:
    blocks = [0.02 * (1 if number % 4 < 2 else -1) for number in range(12)]
    after = {name: math.exp(level + noise * off) for name, off in zip(AFTER, blocks, strict=True)}
    found = ask(tables_of(*trade(dict.fromkeys(BEFORE, 1.0) | after)), repository)
    assert found.state == state
    assert "margin 10.0 %" in found.reason  # 3 points of 30
    assert ("lacks power" in found.reason) == (noise == 20.0)
    assert len(found.observations) == 38  # 36 months and the two figures of the share


def test_months_left_out_do_not_count(tables_of: MadeTables, repository: Repository) -> None:
    stop = dict.fromkeys(("2019-01", "2019-02", "2019-03"), 1e-3)
    months = dict.fromkeys([*BEFORE, *AFTER], 1.0) | stop
    assert ask(tables_of(*trade(months)), repository).state == "undecidable"
    assert ask(tables_of(*trade(months)), repository, without=list(stop)).state == "supported"


def test_a_year_of_months_on_either_side_is_needed(tables_of: MadeTables, repository: Repository) -> None:
    whole = dict.fromkeys([*BEFORE, *AFTER], 1.0)
    short = {name: value for name, value in whole.items() if name != "2020-12"}
    found = ask(tables_of(*trade(short)), repository)
    assert (found.state, found.value, found.margin) == ("undecidable", 11.0, -1.0)
    unlike = {name: value for name, value in whole.items() if name not in ("2018-05", "2019-05")}
    assert ask(tables_of(*trade(unlike)), repository).state == "undecidable"
    assert ask(tables_of(*trade(whole)), repository, share_year=2018).state == "undecidable"
