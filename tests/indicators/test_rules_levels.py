"""The rules on levels, on small hand-made tables: each state that each of them can reach, and what the bounds do."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dashboard.repository import Repository
from indicators.clock import NOW, THEN, Clock
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.rules.levels import (
    below_half_of_mean,
    less_than,
    moved,
    nearer_than,
    not_above_usual,
    share_of_sums,
    stays_beyond,
    stays_within,
    times_the_mean,
)
from ingest.model import Tables

MadeTables = Callable[..., Tables]
NAN = float("nan")
PAIR = Pair("BLR", "RUS")
SCORE = {"source": "vdem", "item": "score", "reporter": "dependent"}
TIV = {"source": "sipri", "item": "tiv", "reporter": "dependent"}
COUNT = {"source": "frontex", "item": "count", "reporter": "dependent", "freq": "M"}
MEASURES = {
    "index": {"title": "", "unit": "index", "candidate": [SCORE]},
    "part": {"title": "", "unit": "TIV mn", "candidate": [TIV | {"partner": "partner"}]},
    "all": {"title": "", "unit": "TIV mn", "candidate": [TIV | {"partner": "all"}]},
    "count": {"title": "", "unit": "detections", "candidate": [COUNT]},
}


def score(name: str, value: float, low: float = NAN, high: float = NAN, country: str = "BLR") -> tuple[Any, ...]:
    return ("vdem", "score", country, "_Z", "_Z", "index", "A", name, value, low, high)


def delivery(name: str, value: float, supplier: str = "RUS") -> tuple[Any, ...]:
    return ("sipri", "tiv", "BLR", supplier, "_T", "TIV mn", "A", name, value)


def counts(year: int, months: int, each: float) -> list[tuple[Any, ...]]:
    ends = ("frontex", "count", "BLR", "_Z", "_Z", "detections", "M")
    return [(*ends, f"{year}-{month:02d}", each) for month in range(1, months + 1)]


def resolver(tables: Tables, clock: Clock = NOW) -> Resolver:
    return Resolver(tables, MEASURES, clock=clock)


# --- stays_beyond


@pytest.mark.parametrize(
    ("rows", "state", "worst"),
    [
        ([score("2000", 0.1), score("2001", 0.19)], "supported", 0.19),
        ([score("2000", 0.1), score("2001", 0.19, 0.18, 0.21)], "undecidable", 0.21),
        ([score("2000", 0.1), score("2001", 0.3, 0.25, 0.4)], "mixed", 0.4),
        ([score("2000", 0.2), score("2001", 0.3)], "contradicted", 0.3),  # at the limit is not below it
        ([score("2000", 0.1), score("2002", 0.1)], "undecidable", 0.1),  # 2001 is missing
    ],
)
def test_below_a_limit_in_every_year(
    rows: list[tuple[Any, ...]], state: str, worst: float, tables_of: MadeTables
) -> None:
    made = resolver(tables_of(score("1999", 0.9), *rows))
    found = stays_beyond(made, PAIR, measure="index", first=2000, limit=0.2, side="below")
    assert (found.state, found.value) == (state, worst)
    assert len(found.observations) == 2


def test_above_a_limit_takes_the_lower_bound(tables_of: MadeTables) -> None:
    made = resolver(tables_of(score("2000", 0.5, 0.4, 0.6), score("2001", 0.9)))
    held = stays_beyond(made, PAIR, measure="index", first=2000, last=2001, limit=0.3, side="above")
    assert (held.state, held.value, held.decided_by) == ("supported", 0.4, "index 2000")
    assert stays_beyond(made, PAIR, measure="index", first=2000, limit=0.45, side="above").state == "undecidable"
    assert stays_beyond(made, PAIR, measure="index", first=2000, limit=0.95, side="above").state == "contradicted"


@pytest.mark.parametrize(("first", "last"), [(1999, 2001), (2000, 2002), (2003, 2004)])
def test_a_span_that_is_not_known_from_end_to_end(first: int, last: int, tables_of: MadeTables) -> None:
    made = resolver(tables_of(score("2000", 0.1), score("2001", 0.1)))
    found = stays_beyond(made, PAIR, measure="index", first=first, last=last, limit=0.2, side="below")
    assert (found.state, found.observations) == ("undecidable", ())


# --- moved


@pytest.mark.parametrize(
    ("later", "state"),
    [
        (score("2021", 0.9), "supported"),
        (score("2021", 0.6, 0.55, 0.65), "supported"),
        (score("2021", 0.6, 0.45, 0.65), "undecidable"),  # overlaps 0.4 to 0.5
        (score("2021", 0.4), "contradicted"),
        (score("2021", 0.1), "contradicted"),
    ],
)
def test_a_rise_counts_bound_against_bound(later: tuple[Any, ...], state: str, tables_of: MadeTables) -> None:
    made = resolver(tables_of(score("2019", 0.45, 0.4, 0.5), later))
    assert moved(made, PAIR, measure="index", start=["2019"], end="2021", way=1).state == state


def test_a_fall_is_the_mirror_of_a_rise(tables_of: MadeTables) -> None:
    made = resolver(tables_of(score("2019", 0.45, 0.4, 0.5), score("2021", 0.3, 0.2, 0.39)))
    fell = moved(made, PAIR, measure="index", start=["2019"], end="2021", way=-1)
    assert (fell.state, fell.value) == ("supported", pytest.approx(-0.01))
    rose = moved(made, PAIR, measure="index", start=["2019"], end="2021", way=1)
    assert (rose.state, rose.value) == ("contradicted", pytest.approx(-0.3))


def test_the_tolerance_is_the_unit_of_the_margin(tables_of: MadeTables) -> None:
    made = resolver(tables_of(score("2019", 1.0), score("2021", 1.5)))
    found = moved(made, PAIR, measure="index", start=["2019"], end="2021", way=1, tolerance=0.2)
    assert (found.state, found.margin) == ("supported", pytest.approx(1.5))
    found = moved(made, PAIR, measure="index", start=["2019"], end="2021", way=1, tolerance=0.5)
    assert (found.state, found.margin) == ("contradicted", pytest.approx(0.0))
    assert moved(made, PAIR, measure="index", start=["2019"], end="2021", way=1).margin is None


def test_every_start_must_agree(tables_of: MadeTables) -> None:
    made = resolver(tables_of(score("2019", 1.0), score("2020", 3.0), score("2021", 2.0)))
    found = moved(made, PAIR, measure="index", start=["2019", "2020"], end="2021", way=1)
    assert found.state == "undecidable"
    assert len(found.observations) == 3
    assert moved(made, PAIR, measure="index", start=["2019"], end="2021", way=1).state == "supported"
    assert moved(made, PAIR, measure="index", start=["2018", "2019"], end="2021", way=1).reason.startswith(
        "index is not"
    )


def test_the_size_leaves_the_sign_aside(tables_of: MadeTables) -> None:
    made = resolver(tables_of(score("2019", -0.5, -0.6, -0.4), score("2022", 0.1, -0.2, 0.3)))
    assert moved(made, PAIR, measure="index", start=["2019"], end="2022", way=-1).state == "contradicted"
    found = moved(made, PAIR, measure="index", start=["2019"], end="2022", way=-1, size=True)
    assert (found.state, found.value) == ("supported", pytest.approx(-0.1))
    assert "[0.4, 0.6] in 2019 to [0, 0.3] in 2022" in found.reason


# --- share_of_sums


@pytest.mark.parametrize(
    ("others", "state", "value"), [(10.0, "supported", 90.0), (11.0, "contradicted", 89.1), (90.0, "contradicted", 50)]
)
def test_a_share_of_what_was_delivered(others: float, state: str, value: float, tables_of: MadeTables) -> None:
    given = (("2015", 900.0, "CHN"), ("2016", 40.0, "RUS"), ("2019", 50.0, "RUS"), ("2018", others, "CHN"))
    made = resolver(tables_of(*(delivery(*one) for one in given)))
    found = share_of_sums(made, PAIR, part=["part"], whole=["all"], first=2016, last=2020, at_least=90)
    assert (found.state, found.value) == (state, pytest.approx(value, abs=0.02))
    assert len(found.observations) == 3


def test_years_that_had_not_ended_are_left_out_on_the_memo_s_clock(tables_of: MadeTables) -> None:
    late = date(2026, 1, 1)
    rows = [(*delivery(name, value, supplier), NAN, NAN, "reported", late)
            for name, value, supplier in (("2020", 9.0, "RUS"), ("2021", 9.0, "CHN"))]  # fmt: skip
    rule: dict[str, Any] = {"part": ["part"], "whole": ["all"], "first": 2020, "last": 2021, "at_least": 90}
    then = share_of_sums(resolver(tables_of(*rows), THEN), PAIR, **rule)
    assert (then.state, then.value) == ("supported", 100.0)
    assert "over 2020 to 2020" in then.reason
    assert share_of_sums(resolver(tables_of(*rows)), PAIR, **rule).value == 50.0


def test_without_any_delivery_nothing_can_be_said(tables_of: MadeTables) -> None:
    made = resolver(tables_of(delivery("2001", 5.0)))
    assert (
        share_of_sums(made, PAIR, part=["part"], whole=["all"], first=2016, last=2020, at_least=90).state
        == "undecidable"
    )


# --- times_the_mean


@pytest.mark.parametrize(
    ("months", "each", "state", "times"),
    [
        (12, 50.0, "supported", 5.0),
        (12, 49.0, "contradicted", 4.9),
        (8, 75.0, "supported", 5.0),  # what is known is already enough
        (8, 60.0, "undecidable", 4.0),  # the rest of the year may bring it
    ],
)
def test_a_year_against_the_mean_of_others(
    months: int, each: float, state: str, times: float, tables_of: MadeTables
) -> None:
    made = resolver(tables_of(*counts(2019, 12, 8.0), *counts(2020, 12, 12.0), *counts(2021, months, each)))
    found = times_the_mean(made, PAIR, measure="count", base=[2019, 2020], year=2021, at_least=5)
    assert (found.state, found.value) == (state, pytest.approx(times))
    assert len(found.observations) == 24 + months


@pytest.mark.parametrize("known", [{2019: 12, 2020: 12}, {2019: 11, 2020: 12, 2021: 12}, {2020: 12, 2021: 12}])
def test_the_base_years_must_be_whole(known: dict[int, int], tables_of: MadeTables) -> None:
    made = resolver(tables_of(*(row for year, months in known.items() for row in counts(year, months, 1.0))))
    assert times_the_mean(made, PAIR, measure="count", base=[2019, 2020], year=2021, at_least=1).state == "undecidable"


# --- nearer_than


def votes(country: str, other: str, name: str, value: float) -> tuple[Any, ...]:
    return ("unga", "same_vote", country, other, "_Z", "ratio", "A", name, value)


def position(country: str, name: str, value: float, low: float = NAN, high: float = NAN) -> tuple[Any, ...]:
    return ("unga", "idealpointall", country, "_Z", "_Z", "index", "A", name, value, low, high)


@pytest.mark.parametrize(
    ("other", "state", "value"), [(0.5, "supported", 0.3), (0.8, "mixed", 0.0), (0.95, "mixed", -0.15)]
)
def test_closer_by_votes_in_every_year(
    other: float, state: str, value: float, tables_of: MadeTables, repository: Repository
) -> None:
    rows = [votes("BLR", "RUS", year, 0.8) for year in ("1993", "1994", "1995")]
    rows += [votes("BLR", "USA", "1993", 0.9), votes("BLR", "USA", "1994", 0.1), votes("BLR", "USA", "1995", other)]
    made = Resolver(tables_of(*rows), repository.measures)
    rule: dict[str, Any] = {"indicator": "foreign_policy_distance", "variant": "same_votes", "than": "USA"}
    found = nearer_than(made, PAIR, first=1994, distance=False, **rule)
    assert (found.state, found.value) == (state, pytest.approx(value))
    assert nearer_than(made, PAIR, first=1996, distance=False, **rule).state == "undecidable"


@pytest.mark.parametrize(
    ("here", "state"),
    [((0.0,), "supported"), ((-1.0,), "supported"), ((1.4,), "contradicted"), ((0.9, 0.2, 1.2), "undecidable")],
)
def test_closer_by_distance_whatever_the_sign(
    here: tuple[float, ...], state: str, tables_of: MadeTables, repository: Repository
) -> None:
    rows = [position("BLR", "2000", *here), position("RUS", "2000", 0.0), position("USA", "2000", 2.0)]
    made = Resolver(tables_of(*rows), repository.measures)
    found = nearer_than(
        made, PAIR, indicator="foreign_policy_distance", variant="ideal_points", than="USA", first=1994, distance=True
    )
    assert found.state == state


# --- not_above_usual


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ({2020: (11.0,), 2021: (8.0,)}, "supported"),
        ({2020: (99.0,), 2021: (8.0,)}, "mixed"),
        ({2020: (99.0,)}, "contradicted"),
        ({2020: (11.0, 9.0, 99.0)}, "undecidable"),
        ({}, "undecidable"),
    ],
)
def test_within_what_was_usual(later: dict[int, tuple[float, ...]], state: str, tables_of: MadeTables) -> None:
    usual = [score(str(year), value) for year, value in ((2015, 9.0), (2016, 11.0), (2017, 9.0), (2018, 11.0))]
    made = resolver(tables_of(*usual, *(score(str(year), *ends) for year, ends in later.items())))
    found = not_above_usual(made, PAIR, measure="index", base=[2015, 2018], years=[2020, 2021])
    assert found.state == state
    if later == {2020: (11.0,), 2021: (8.0,)}:  # one deviation is the root of 4 / 3
        assert (found.value, found.margin) == (11.0, pytest.approx((10 + (4 / 3) ** 0.5 - 11) / (4 / 3) ** 0.5))


def test_the_usual_years_must_all_be_known(tables_of: MadeTables) -> None:
    made = resolver(tables_of(score("2015", 9.0), score("2017", 9.0), score("2020", 1.0)))
    found = not_above_usual(made, PAIR, measure="index", base=[2015, 2017], years=[2020])
    assert (found.state, found.observations) == ("undecidable", ())


# --- stays_within


@pytest.mark.parametrize(
    ("later", "state", "furthest", "margin"),
    [
        ([score("2021", 0.48)], "supported", -0.02, 0.6),
        ([score("2021", 0.54)], "supported", 0.04, 0.2),
        ([score("2021", 0.57)], "contradicted", 0.07, -0.4),
        ([score("2021", 0.5, 0.5, 0.56)], "undecidable", 0.06, -0.2),
        ([score("2021", 0.48), score("2022", 0.4)], "contradicted", -0.1, -1.0),
    ],
)
def test_a_level_stays_within_its_tolerance(
    later: list[tuple[Any, ...]], state: str, furthest: float, margin: float, tables_of: MadeTables
) -> None:
    made = resolver(tables_of(score("2020", 0.5), *later))
    found = stays_within(made, PAIR, before="2020", after=["2021", "2022"], tolerance=0.05, measure="index")
    assert (found.state, found.value, found.margin) == (state, pytest.approx(furthest), pytest.approx(margin))
    assert len(found.observations) == 1 + len(later)


# --- less_than


@pytest.mark.parametrize(
    ("less", "more", "way", "state", "lead"),
    [
        (5.0, 8.0, 1, "supported", 3.0),
        (5.0, 8.0, -1, "contradicted", 3.0),
        (8.0, 5.0, -1, "supported", -3.0),
    ],
)
def test_below_or_above_another_measure(
    less: float, more: float, way: int, state: str, lead: float, tables_of: MadeTables
) -> None:
    made = resolver(tables_of(delivery("2020", less), score("2020", more)))
    found = less_than(made, PAIR, measure="part", than="index", year=2020, way=way)
    assert (found.state, abs(found.value or 0)) == (state, abs(lead))
    assert less_than(made, PAIR, measure="part", than="index", year=2021, way=way).state == "undecidable"


def test_bounds_that_overlap_leave_open_which_is_less(tables_of: MadeTables) -> None:
    made = resolver(tables_of(delivery("2020", 0.5), score("2020", 0.6, 0.4, 0.9)))
    assert less_than(made, PAIR, measure="part", than="index", year=2020, way=1).state == "undecidable"


# --- below_half_of_mean


@pytest.mark.parametrize(("inflow", "state", "margin"), [(4.0, "supported", 0.2), (5.0, "undecidable", 0.0)])
def test_below_half_of_what_it_was(inflow: float, state: str, margin: float, tables_of: MadeTables) -> None:
    usual = [delivery("2018", 8.0), delivery("2019", 12.0)]
    made = resolver(tables_of(*usual, score("2020", inflow)))
    found = below_half_of_mean(made, PAIR, measure="part", at_most="index", base=[2018, 2019], year=2020)
    assert (found.state, found.value, found.margin) == (state, inflow, pytest.approx(margin))
    assert "half of its mean of [2018, 2019] is 5" in found.reason


def test_a_share_of_sums_between_its_bounds_is_open(tables_of: MadeTables) -> None:
    made = resolver(tables_of(delivery("2020", 9.0), score("2020", 10.0, 9.5, 12.0)))
    rule: dict[str, Any] = {"part": ["part"], "whole": ["index"], "first": 2020, "last": 2020}
    assert share_of_sums(made, PAIR, **rule, at_least=75).state == "supported"
    assert share_of_sums(made, PAIR, **rule, at_least=80).state == "undecidable"  # between 75 and 94.7
    assert share_of_sums(made, PAIR, **rule, at_least=95).state == "contradicted"
