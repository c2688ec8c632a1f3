"""The rules on small hand-made tables: each state that each of them can reach."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.clock import NOW, THEN, Clock, as_of
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.rules import COMBINED, KINDS, RULES, kinds_of
from indicators.rules.flows import amount_paid
from indicators.rules.prices import _rises, held_fixed, held_since, priced, yearly_rises
from indicators.verdict import Verdict
from ingest.memo import CLAIM_KINDS
from ingest.model import Tables

MadeTables = Callable[..., Tables]
NAN = float("nan")
PAIR = Pair("BLR", "RUS")
PRICE = {"source": "press", "item": "price", "reporter": "dependent", "partner": "partner"}
HUB = {"source": "press", "item": "hub", "reporter": "WLD", "partner": "_Z"}
MEASURES = {
    "price": {"title": "", "unit": "USD mn", "candidate": [PRICE]},
    "hub": {"title": "", "unit": "USD mn", "candidate": [HUB]},
}


def price(name: str, value: float, vintage: date = date(2021, 1, 1)) -> tuple[Any, ...]:
    return ("press", "price", "BLR", "RUS", "_Z", "USD mn", "_O", name, value, NAN, NAN, "official_statement", vintage)


def hub(name: str, value: float) -> tuple[Any, ...]:
    return ("press", "hub", "WLD", "_Z", "_Z", "USD mn", "_O", name, value)


def prices(values: dict[int, float]) -> list[tuple[Any, ...]]:
    return [price(str(number), value) for number, value in values.items()]


def resolver(tables: Tables, clock: Clock = NOW) -> Resolver:
    return Resolver(tables, MEASURES, clock=clock)


def test_the_rules_by_name() -> None:
    assert set(RULES) == {
        "amount_paid", "held_fixed", "yearly_rises", "flow_positive_each_period", "sign_on_every_basis", "trend_up",
        "trend_down", "rises_above", "stays_near", "all_hold", "most_hold", "stays_beyond", "moved", "share_of_sums",
        "times_the_mean", "nearer_than", "not_above_usual", "fell_on_year_before", "held_since", "never_stops",
        "equivalent", "documented_by", "contradicted_by_events", "counted_apart", "stays_within", "less_than",
        "below_half_of_mean",
    }  # fmt: skip
    assert all(rule.__doc__ for rule in RULES.values())


def test_each_rule_is_of_one_kind_and_a_combination_of_those_of_its_parts() -> None:
    assert tuple(KINDS) == CLAIM_KINDS
    single = set(RULES) - {rule.__name__ for rule in COMBINED}
    assert all(len(kinds_of(name, {})) == 1 for name in single)
    nested = {"parts": [{"rule": "all_hold", "parts": [{"rule": "trend_up"}]}, {"rule": "amount_paid"}]}
    assert kinds_of("most_hold", nested) == {"trend", "value"}


# --- amount_paid


@pytest.mark.parametrize(
    ("paid", "state", "margin"),
    [
        (500.0, "supported", 1.0),
        (510.0, "supported", 0.0),
        (490.0, "supported", 0.0),
        (495.0, "supported", 0.5),
        (511.0, "contradicted", -0.1),
        (400.0, "contradicted", -9.0),
    ],
)
def test_an_amount_within_two_per_cent(paid: float, state: str, margin: float, tables_of: MadeTables) -> None:
    given = {"first": "2020-12-01", "last": "2020-12-31", "amount": 500, "tolerance_percent": 2}
    found = amount_paid(resolver(tables_of(price("2020-12-30", paid))), PAIR, measure="price", **given)
    assert (found.state, found.value, found.margin) == (state, paid, pytest.approx(margin))
    assert found.decided_by == "price 2020-12-30"
    assert found.observations == (0,)


@pytest.mark.parametrize("day", ["2020-11-30", "2021-01-01", "2020-12", "2020"])
def test_only_a_payment_on_a_day_between_counts(day: str, tables_of: MadeTables) -> None:
    given = {"first": "2020-12-02", "last": "2020-12-31", "amount": 500, "tolerance_percent": 2}
    found = amount_paid(resolver(tables_of(price(day, 500.0))), PAIR, measure="price", **given)
    assert (found.state, found.observations) == ("undecidable", ())
    assert found.reason == "no price known between 2020-12-02 and 2020-12-31"


def test_an_amount_known_only_within_bounds_contradicts_nothing(tables_of: MadeTables) -> None:
    bounds = (*price("2020-12-30", NAN)[:9], 400.0, 600.0, "official_statement", date(2021, 1, 1))
    given = {"first": "2020-12-01", "last": "2020-12-31", "amount": 500, "tolerance_percent": 2}
    assert amount_paid(resolver(tables_of(bounds)), PAIR, measure="price", **given).state == "undecidable"


# --- held_fixed


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (100.0, "supported"),
        (101.0, "supported"),
        (99.0, "supported"),
        (101.5, "supported_with_correction"),
        (98.1, "supported_with_correction"),
        (102.5, "contradicted"),
        (97.0, "contradicted"),
    ],
)
def test_a_price_held_within_one_per_cent_or_two(value: float, state: str, tables_of: MadeTables) -> None:
    tables = tables_of(*prices({2020: 100.0, 2021: value}))
    found = held_fixed(resolver(tables), PAIR, measure="price", year=2021, tolerance_percent=1)
    assert (found.state, found.value) == (state, pytest.approx(value - 100))
    assert found.margin == pytest.approx(1 - abs(value - 100))
    assert len(found.observations) == 2


@pytest.mark.parametrize("years", [{2020: 100.0}, {2021: 100.0}, {}])
def test_without_both_years_nothing_can_be_said(years: dict[int, float], tables_of: MadeTables) -> None:
    tables = tables_of(*prices(years | {2010: 1.0}))
    assert held_fixed(resolver(tables), PAIR, measure="price", year=2021, tolerance_percent=1).state == "undecidable"


def test_what_was_announced_is_not_what_was_paid(tables_of: MadeTables) -> None:
    announced = tables_of(price("2021", 100.0), price("2022", 100.0, date(2021, 7, 13)))
    rule: dict[str, Any] = {"measure": "price", "year": 2022, "tolerance_percent": 1}
    now = held_fixed(resolver(announced), PAIR, **rule)
    assert now.state == "supported_with_correction"
    assert "announced" in now.reason
    then = held_fixed(resolver(announced, THEN), PAIR, **rule)
    assert then.state == "supported"
    assert "announced" not in then.reason
    paid = tables_of(price("2021", 100.0), price("2022", 100.0, date(2022, 1, 1)))
    assert held_fixed(resolver(paid), PAIR, **rule).state == "supported"
    dearer = tables_of(price("2021", 100.0), price("2022", 110.0, date(2021, 7, 13)))
    assert held_fixed(resolver(dearer), PAIR, **rule).state == "contradicted"


# --- yearly_rises

PATHS = st.lists(st.integers(1, 9), min_size=7, max_size=7)


def rises(found: Verdict) -> tuple[int, int]:
    counted = re.match(r"(\d+)(?: to (\d+))? rises? in 6 years", found.reason)
    assert counted, found.reason
    return int(counted[1]), int(counted[2] or counted[1])


@pytest.mark.parametrize(
    ("values", "state", "count"),
    [
        ((1, 2, 3, 4, 5, 6, 7), "supported", 6),
        ((1, 2, 3, 4, 5, 6, 6), "mixed", 5),
        ((1, 2, 3, 4, 5, 4, 3), "mixed", 4),
        ((1, 2, 3, 4, 3, 2, 1), "contradicted", 3),
        ((7, 6, 5, 4, 3, 2, 1), "contradicted", 0),
    ],
)
def test_all_rises_or_at_most_half(values: tuple[int, ...], state: str, count: int, tables_of: MadeTables) -> None:
    tables = tables_of(*prices(dict(enumerate(map(float, values), 2014))))
    found = yearly_rises(resolver(tables), PAIR, measure="price", first=2015, last=2020)
    assert (found.state, found.value, rises(found)) == (state, count, (count, count))
    assert found.margin == 3 - count
    assert len(found.observations) == 7


@settings(max_examples=40)
@given(PATHS, st.sets(st.integers(2014, 2020), max_size=7))
def test_missing_years_only_widen_the_count(tables_of: MadeTables, values: list[int], missing: set[int]) -> None:
    whole = dict(enumerate(map(float, values), 2014))
    truth = sum(whole[number] > whole[number - 1] for number in range(2015, 2021))
    known = {number: value for number, value in whole.items() if number not in missing}
    tables = tables_of(*prices(known), price("2000", 1.0), price("2021", 99.0))
    found = yearly_rises(resolver(tables), PAIR, measure="price", first=2015, last=2020)
    if not known:
        assert found.state == "undecidable"
        assert found.observations == ()
        return
    fewest, most = rises(found)
    assert fewest <= truth <= most
    assert len(found.observations) == len(known)
    certain = {"supported": truth == 6, "contradicted": truth <= 3, "mixed": 3 < truth < 6, "undecidable": True}
    assert certain[found.state]
    assert found.state != "undecidable" or fewest < most


def test_few_years_leave_it_open_unless_too_few_rises_remain(tables_of: MadeTables) -> None:
    open_ = yearly_rises(resolver(tables_of(*prices({2014: 1, 2020: 9}))), PAIR, measure="price", first=2015, last=2020)
    assert (open_.state, rises(open_)) == ("undecidable", (1, 6))
    risen = tables_of(*prices(dict(enumerate((1.0, 2, 3, 4, 5, 6), 2014))))
    found = yearly_rises(resolver(risen), PAIR, measure="price", first=2015, last=2020)
    assert (found.state, rises(found)) == ("undecidable", (5, 6))  # 2020 may have been the sixth
    fallen = tables_of(*prices({2014: 5.0, 2018: 4.0, 2019: 3.0, 2020: 2.0}))
    found = yearly_rises(resolver(fallen), PAIR, measure="price", first=2015, last=2020)
    assert (found.state, rises(found)) == ("contradicted", (0, 3))


def test_a_price_on_its_other_bases(tables_of: MadeTables) -> None:
    """A price that never moves, a benchmark that falls four times and rises twice: worked out by hand."""
    path = prices(dict(enumerate((10.0, 10, 10, 10, 10, 10, 10), 2014)))
    benchmark = [hub(str(number), value) for number, value in enumerate((9.0, 8, 7, 6, 5, 6, 7), 2014)]
    both = resolver(tables_of(*path, *benchmark))
    asked: dict[str, Any] = {"measure": "price", "first": 2015, "last": 2020}
    assert yearly_rises(both, PAIR, **asked).value == 0
    relative = yearly_rises(both, PAIR, **asked, per="hub")
    assert (relative.state, relative.value, len(relative.observations)) == ("mixed", 4, 14)
    converted = yearly_rises(both, PAIR, **asked, times="hub")
    assert (converted.state, converted.value) == ("contradicted", 2)
    alone = yearly_rises(resolver(tables_of(*path)), PAIR, **asked, per="hub")
    assert (alone.state, alone.observations) == ("undecidable", ())
    held = {"measure": "price", "year": 2015, "tolerance_percent": 1}
    assert held_fixed(both, PAIR, **held).value == 0
    assert held_fixed(both, PAIR, **held, per="hub").value == pytest.approx(12.5)
    assert held_fixed(both, PAIR, **held, times="hub").value == pytest.approx(-100 / 9)


def test_two_clocks_decide_apart(tables_of: MadeTables) -> None:
    tables = tables_of(price("2020-12-30", 500.0, date(2021, 1, 5)), price("2020-12-30", 400.0, date(2022, 1, 1)))
    rule: dict[str, Any] = {"measure": "price", "first": "2020-12-01", "last": "2020-12-31", "amount": 500}
    states = [
        amount_paid(resolver(tables, clock), PAIR, **rule, tolerance_percent=2).state
        for clock in (as_of(date(2021, 1, 1)), THEN, NOW)
    ]
    assert states == ["undecidable", "supported", "contradicted"]


def test_a_price_never_known_may_have_risen_in_every_year(tables_of: MadeTables) -> None:
    found = yearly_rises(resolver(tables_of(hub("2015", 1.0))), PAIR, measure="price", first=2015, last=2020)
    assert (found.state, found.value, found.margin) == ("undecidable", None, None)
    assert _rises({}, 2015, 2020) == (0, 6, ())


def test_the_bounds_of_a_price_on_another_basis(tables_of: MadeTables) -> None:
    bounded = ("press", "price", "BLR", "RUS", "_Z", "USD mn", "_O", "2019", 10.0, 8.0, 13.0)
    made = resolver(tables_of(bounded, hub("2019", 2.0)))
    assert priced(made, PAIR, "price", "hub", "")["2019"][:3] == (5.0, 4.0, 6.5)
    assert priced(made, PAIR, "price", "", "hub")["2019"][:3] == (20.0, 16.0, 26.0)


# --- held_since


@pytest.mark.parametrize(
    ("months", "state", "value", "margin"),
    [
        ({"02": 102.0, "03": 101.0}, "supported", 2.0, 0.6),
        ({"02": 102.0, "03": 92.5}, "supported_with_correction", -7.5, -0.5),
        ({"02": 111.0}, "contradicted", 11.0, -1.2),
        ({"02": 102.0}, "undecidable", 2.0, 0.6),  # March may be another price
    ],
)
def test_a_price_held_since_a_month(
    months: dict[str, float], state: str, value: float, margin: float, tables_of: MadeTables
) -> None:
    rows = [price(f"2021-{month}", value) for month, value in ({"01": 100.0} | months).items()]
    made = resolver(tables_of(*rows))
    found = held_since(made, PAIR, measure="price", base="2021-01", last="2021-03", tolerance_percent=5)
    assert (found.state, found.value, found.margin) == (state, pytest.approx(value), pytest.approx(margin))
