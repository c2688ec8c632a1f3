"""Claims made of several parts, and predictions of a level that stays: each state that the rules can reach."""

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.repository import Repository
from indicators import rules
from indicators.measures import Resolver
from indicators.model import Pair
from indicators.rules import all_hold, most_hold
from indicators.rules.predictions import counted_apart, stays_near
from indicators.verdict import Verdict, sign, state_of_signs
from ingest.model import Tables

MadeTables = Callable[..., Tables]
NAN = float("nan")
PAIR = Pair("BLR", "RUS")
HOLDS, FAILS, OPEN = "supported", "contradicted", "undecidable"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tables_of: MadeTables) -> Resolver:
    """A resolver for rules that answer what they are told: `says` reaches the state, its reason and one observation."""

    def says(resolver: Resolver, pair: Pair, *, state: str, number: int = 1) -> Verdict:
        return Verdict(state, f"series {number}", float(number), 0.5, f"{state} by {number}", (number,))

    monkeypatch.setitem(rules.RULES, "says", says)
    return Resolver(tables_of(("wits", "export", "BLR", "RUS", "_T", "USD mn", "A", "2019", 1.0)), {})


def parts(*states: str) -> list[dict[str, Any]]:
    return [{"rule": "says", "state": state, "number": number} for number, state in enumerate(states, 1)]


@pytest.mark.parametrize(
    ("states", "missing", "state"),
    [
        ([HOLDS, HOLDS], [], HOLDS),
        ([HOLDS, "supported_with_correction"], [], "supported_with_correction"),
        ([HOLDS, "prediction_held"], [], HOLDS),
        ([HOLDS, FAILS], [], "mixed"),
        ([HOLDS, "mixed"], [], "mixed"),
        ([FAILS, "prediction_failed"], [], FAILS),
        ([HOLDS, OPEN], [], OPEN),
        ([FAILS, OPEN], [], OPEN),
        ([HOLDS, HOLDS], ["polls"], OPEN),
        ([FAILS], ["polls"], OPEN),
        ([HOLDS, FAILS], ["polls"], "mixed"),
        ([HOLDS, "prediction_pending"], [], OPEN),
    ],
)
def test_all_parts_must_hold(states: list[str], missing: list[str], state: str, made: Resolver) -> None:
    found = all_hold(made, PAIR, parts=parts(*states), missing=missing)
    assert found.state == state
    assert found.observations == tuple(range(1, len(states) + 1))
    assert all(f"{one} by" in found.reason for one in states)
    assert ("not at hand: polls" in found.reason) == bool(missing)


def test_the_first_part_that_does_not_hold_decides(made: Resolver) -> None:
    assert all_hold(made, PAIR, parts=parts(HOLDS, FAILS, OPEN)).decided_by == "series 2"
    assert all_hold(made, PAIR, parts=parts(HOLDS, HOLDS)).decided_by == "series 1"
    found = all_hold(made, PAIR, parts=parts(HOLDS, HOLDS, "mixed"))
    assert (found.decided_by, found.value, found.margin) == ("series 3", 3.0, 0.5)


@pytest.mark.parametrize(
    ("stricter", "note", "state"),
    [
        ([HOLDS], "", HOLDS),
        ([FAILS], "", "supported_with_correction"),
        ([HOLDS, OPEN], "", "supported_with_correction"),
        ([], "cause unknown", "supported_with_correction"),
    ],
)
def test_what_corrects_a_claim_that_holds(stricter: list[str], note: str, state: str, made: Resolver) -> None:
    found = all_hold(made, PAIR, parts=parts(HOLDS), corrections=parts(*stricter), note=note)
    assert found.state == state
    assert note in found.reason
    assert (f"{FAILS} by 1" in found.reason) == (FAILS in stricter)
    assert all_hold(made, PAIR, parts=parts(FAILS), corrections=parts(*stricter), note=note).state == FAILS


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["prediction_held", "prediction_held"], "prediction_held"),
        (["prediction_failed", "prediction_failed"], "prediction_failed"),
        (["prediction_held", "prediction_failed"], "mixed"),
        (["prediction_held", OPEN], OPEN),
        (["prediction_held", "prediction_pending"], "prediction_pending"),
        (["prediction_pending", OPEN], "prediction_pending"),
        (["prediction_held", "prediction_failed", "prediction_pending"], "mixed"),
    ],
)
def test_a_prediction_of_several_parts(states: list[str], state: str, made: Resolver) -> None:
    assert all_hold(made, PAIR, parts=parts(*states), prediction=True).state == state


@pytest.mark.parametrize(
    ("states", "state", "value"),
    [
        ([HOLDS, HOLDS, FAILS], HOLDS, 2.0),
        ([HOLDS, OPEN, FAILS], OPEN, 1.0),
        ([HOLDS, FAILS, FAILS], FAILS, 1.0),
        ([FAILS, OPEN, OPEN], OPEN, 0.0),
        ([HOLDS, "mixed", OPEN], OPEN, 1.0),
    ],
)
def test_most_parts_must_hold(states: list[str], state: str, value: float, made: Resolver) -> None:
    found = most_hold(made, PAIR, parts=parts(*states), needed=2)
    assert (found.state, found.value, found.margin) == (state, value, value - 2)
    assert found.observations == (1, 2, 3)


# --- stays_near


def turnover(name: str, low: float, high: float) -> list[tuple[Any, ...]]:
    value = low if low == high else NAN
    return [
        ("press", "goods_turnover", "BLR", "RUS", "_Z", "USD mn", "_O", name, value, low * 1e3, high * 1e3, "reported"),
        ("worldbank", "TX.VAL.MRCH.CD.WT", "BLR", "_Z", "_Z", "USD", "A", name, 60e9),
        ("worldbank", "TM.VAL.MRCH.CD.WT", "BLR", "_Z", "_Z", "USD", "A", name, 40e9),
    ]


@pytest.mark.parametrize(
    ("later", "both", "below"),
    [
        ({"2023": (59, 61)}, "prediction_held", "prediction_held"),
        ({"2023": (62.5, 62.9)}, "prediction_held", "prediction_held"),
        ({"2023": (70, 71)}, "prediction_failed", "prediction_held"),  # a rise is no fall
        ({"2023": (50, 51)}, "prediction_failed", "prediction_failed"),
        ({"2023": (55, 59)}, "undecidable", "undecidable"),
        ({"2023": (61, 66)}, "undecidable", "prediction_held"),
        ({"2023": (59, 61), "2024": (50, 51)}, "prediction_failed", "prediction_failed"),
        ({"2023": (59, 61), "2024": (55, 59)}, "undecidable", "undecidable"),
        ({"2021": (59, 61)}, "prediction_pending", "prediction_pending"),
    ],
)
def test_a_level_that_stays_within_three_points(
    later: dict[str, tuple[float, float]], both: str, below: str, tables_of: MadeTables, repository: Repository
) -> None:
    rows = [row for name, ends in ({"2022": (59.9, 60.1)} | later).items() for row in turnover(name, *ends)]
    asked = Resolver(tables_of(*rows), repository.measures)
    rule: dict[str, Any] = {"indicator": "turnover_share", "before": "2022", "after": ["2023", "2024"], "tolerance": 3}
    found = stays_near(asked, PAIR, **rule, below=False)
    assert found.state == both
    assert stays_near(asked, PAIR, **rule, below=True).state == below
    if both != "prediction_pending":
        lowest = min(low for low, _ in later.values()) - 60.1
        assert (found.value, found.margin) == (pytest.approx(lowest), pytest.approx((lowest + 3) / 3))


def test_signs_at_the_bounds() -> None:
    assert [sign(*ends) for ends in ((1, 2), (0, 1), (-1, 0), (-1, 1), (0, 0))] == [1, 0, -1, 0, -1]
    assert [sign(*ends, 1.0) for ends in ((1.5, 2), (1, 2), (0, 1))] == [1, 0, -1]
    assert state_of_signs([]) == "undecidable"


PEOPLE = {"source": "press", "item": "asylum", "reporter": "dependent"}


@pytest.mark.parametrize(
    ("ours", "theirs", "state", "value", "margin"),
    [
        (("2021", "2022"), ("2020", "2021", "2022"), "prediction_held", 2.0, 0.0),
        (("2021",), ("2021", "2022"), "prediction_failed", 1.0, -1.0),
        (("2021",), ("2020",), "prediction_pending", None, None),
    ],
)
def test_counted_apart_from_a_year_on(
    ours: tuple[str, ...], theirs: tuple[str, ...], state: str, value: float, margin: float, tables_of: MadeTables
) -> None:
    """What was counted before that year tells nothing of the prediction."""
    rows = [("press", "asylum", country, "_Z", "_Z", "persons", "A", name, 1.0)
            for country, names in (("BLR", ours), ("RUS", theirs)) for name in names]  # fmt: skip
    resolver = Resolver(tables_of(*rows), {"asylum": {"title": "", "unit": "persons", "candidate": [PEOPLE]}})
    found = counted_apart(resolver, PAIR, measure="asylum", first=2021)
    assert (found.state, found.value, found.margin) == (state, value, margin)
