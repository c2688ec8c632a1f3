"""The measures that data/measures.toml declares, on the packaged snapshot."""

import importlib
import math
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pytest

from dashboard.repository import Repository
from indicators.model import Pair, Row
from ingest.live import Ask
from ingest.model import STATUSES
from ingest.providers import providers
from ingest.refresh import ASKED_OF
from plays import RETRIEVED, driven

Answer = Callable[..., dict[str, Row]]
PAIR = Pair("BLR", "RUS")


KEYS = {
    "source", "item", "items", "reporter", "partner", "product", "freq", "family", "bounds", "best", "yearly", "times",
    "annual", "monthly", "parts", "status", "from", "to", "for_partner", "only", "except", "sum", "difference",
    "share_of", "quotient", "measure", "swapped", "world", "of", "flow", "window", "unit", "groups",
}  # fmt: skip
MADE_OF = ("sum", "difference", "share_of", "quotient")


# What tells one series of a source from another, apart from whose it is.
NAMED = ("item", "product", "unit", "freq")


@cache
def delivered(source: str) -> frozenset[tuple[str, ...]]:
    """The series that the live provider of a source brings, as it plays here; none where there is no such provider."""
    provider = providers().get(source)
    if provider is None:
        return frozenset()
    play = importlib.import_module(f"plays.{source}")
    ask = Ask(getattr(play, "TODAY", RETRIEVED.date()), ASKED_OF, since=2024, keyed=True)
    found, _ = driven(provider, provider.pull(ask), play.answer)
    return frozenset() if found is None else names_of(pd.concat([table for _, table in found.parts]))


def names_of(table: pd.DataFrame) -> frozenset[tuple[str, ...]]:
    return frozenset(table[list(NAMED)].drop_duplicates().itertuples(index=False, name=None))


def test_every_candidate_finds_a_series(repository: Repository) -> None:
    """One of the packaged snapshot, or one that a refresh will bring."""
    packaged = {source: names_of(table) for source, table in repository.snapshot.tables.series.groupby("source")}

    def fits(candidate: dict[str, Any], held: Iterable[tuple[str, ...]]) -> bool:
        asked = [(place, candidate[name]) for place, name in enumerate(NAMED) if name in candidate]
        return any(all(names[place] == wanted for place, wanted in asked) for names in held)

    for name, declared in repository.measures.items():
        for candidate in (each for each in declared["candidate"] if "source" in each):
            for item in candidate.get("items", [candidate.get("item")]):
                source, one = candidate["source"], {**candidate, "item": item}
                assert fits(one, packaged.get(source, ())) or fits(one, delivered(source)), (name, source, item)


def test_every_candidate_is_well_formed(repository: Repository) -> None:
    for name, declared in repository.measures.items():
        assert set(declared) <= {"title", "unit", "hidden", "candidate"}, name
        assert declared["title"], name
        for candidate in declared["candidate"]:
            assert set(candidate) <= KEYS, name
            made_of = [(kind, candidate[kind]) for kind in MADE_OF if kind in candidate]
            other = [candidate[kind] for kind in ("measure", "swapped") if kind in candidate]
            assert len(made_of) + len(other) + ("source" in candidate) == 1, name
            assert set(other) <= set(repository.measures), name
            for kind, others in made_of:
                assert len(others) == 2 or (kind == "sum" and len(others) > 2), name
                assert set(others) <= set(repository.measures), name
            assert candidate.get("annual", "mean") in ("mean", "mean_of_trading_days", "sum", "sum_so_far"), name
            assert candidate.get("monthly", "mean") == "mean", name
            assert candidate.get("parts", "floor") in ("floor", "stand_in")
            assert candidate.get("status", "mirror") in STATUSES
            assert candidate.get("groups", True) is True
            for key in ("only", "except"):
                assert isinstance(candidate.get(key, []), list), name
                assert set(candidate.get(key, [])) <= set(repository.names), name


def test_constants_and_windows_are_whole(repository: Repository) -> None:
    for name, declared in repository.measures.items():
        for candidate in declared["candidate"]:
            if "times" in candidate:
                times = candidate["times"]
                assert set(times) == {"value", "low", "high"}, name
                assert 0 < times["low"] <= times["value"] <= times["high"], name
            if "window" in candidate:
                window = candidate["window"]
                assert set(window) == {"years", "first", "last"}, name
                assert 1 < window["years"] <= window["last"] - window["first"] + 1, name


def test_a_candidate_of_the_whole_world_says_which_end_and_which_flow(repository: Repository) -> None:
    for name, declared in repository.measures.items():
        for candidate in (one for one in declared["candidate"] if "world" in one):
            assert candidate["world"] in ("total", "dependents", "pairs"), name
            if candidate["world"] != "total":
                assert candidate["of"] in ("reporter", "partner"), name
                assert candidate["flow"] in repository.measures, name
                assert {candidate["reporter"], candidate["partner"]} == {"dependent", "partner"}, name
                # The country's share of its own trade is what ranks: that end of the flow which it stands at.
                assert candidate[candidate["of"]] == "dependent", name


def test_creditor_s_debt_and_total_as_published(answer: Answer) -> None:
    assert answer("debt_to_partner")["2021"].value == pytest.approx(8478.8, abs=0.1)
    assert answer("public_debt")["2021"].value == pytest.approx(19_979, abs=1)
    assert answer("debt_to_partner")["2021"].status == "reported"


def test_the_price_of_2015_stands_in_for_the_year(answer: Answer) -> None:
    found = answer("gas_price_paid")["2015"]
    assert (found.value, found.low, found.high, found.status) == (142.38, 142.0, 142.38, "estimated")


def test_the_hub_price_in_usd_per_1000_m3(answer: Answer) -> None:
    found = answer("gas_price_hub")
    assert found["2020"].value == pytest.approx(114.6, abs=0.1)
    assert found["2021"].value == pytest.approx(569.8, abs=0.1)
    assert found["2020"].low / found["2020"].value == pytest.approx(35.0 / 35.354)
    known_then = answer("gas_price_hub", as_of=date(2021, 9, 30))
    assert known_then["2021-01..2021-08"].value == pytest.approx(326.6, abs=0.3)
    assert "2021" not in known_then


def test_a_floor_from_the_first_months_of_2025(answer: Answer) -> None:
    found = answer("goods_turnover")["2025"]
    assert math.isnan(found.value)
    assert found.status == "estimated"
    assert found.low == pytest.approx(49_150)
    assert found.high == pytest.approx(49_250 * 12 / 11)


TRADE_OF_THE_PAIR = (
    "goods_exports", "goods_imports", "goods_exports_share_stated", "goods_imports_share_stated",
    "goods_exports_stated", "goods_balance_stated", "goods_exports_reported", "goods_imports_reported",
    "goods_turnover",
)  # fmt: skip
PRICES_OF_THE_PAIR = ("gas_price_paid", "gas_volume", "crude_price_paid")


@pytest.mark.parametrize("measure", [*TRADE_OF_THE_PAIR, *PRICES_OF_THE_PAIR])
def test_nothing_of_the_pair_after_2021_is_reported(measure: str, answer: Answer) -> None:
    assert [name for name, row in answer(measure).items() if name >= "2022" and row.status == "reported"] == []


@pytest.mark.parametrize("measure", TRADE_OF_THE_PAIR)
def test_trade_of_the_pair_after_2021_is_an_interval_or_undisclosed(measure: str, answer: Answer) -> None:
    for name, row in answer(measure).items():
        if name >= "2022" and math.isnan(row.value) and math.isnan(row.low):
            assert row.status == "undisclosed", name
        elif name >= "2022":
            assert row.low < row.high, name


def test_the_pair_s_trade_is_shown_as_hidden_where_nobody_states_it(answer: Answer) -> None:
    for measure in ("goods_exports", "goods_imports"):
        assert [name for name, row in answer(measure).items() if row.status == "undisclosed"] == ["2024", "2025"]


@pytest.mark.parametrize("measure", ["debt_to_partner", "principal_repaid", "interest_paid", "disbursed"])
def test_debt_and_credit_after_2021_stay_reported(measure: str, answer: Answer) -> None:
    known = {name: row.status for name, row in answer(measure).items() if "2022" <= name <= "2024"}
    assert known
    assert set(known.values()) == {"reported"}


def test_what_is_due_later_is_a_forecast(answer: Answer) -> None:
    assert answer("principal_repaid")["2029"].status == "forecast"
