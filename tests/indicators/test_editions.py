"""What was answered with each edition: on every day that brought news of what was read, and on no other."""

from datetime import date
from typing import Any

from indicators.clock import as_of
from indicators.editions import by_edition
from indicators.measures import Resolver
from indicators.model import Pair
from made import FLOW, PAIR, TOTAL, MadeTables, declared

MEASURES = declared(flow=[FLOW], total=[TOTAL])


def known(partner: str, period: str, value: float, day: date) -> tuple[Any, ...]:
    return ("wits", "export", "BLR", partner, "_T", "USD mn", "A", period, value, None, None, "reported", day)


def test_each_edition_of_what_is_read_is_asked_for_what_it_knew(tables_of: MadeTables) -> None:
    first, second, other = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)
    tables = tables_of(
        known("RUS", "2019", 1.0, first), known("RUS", "2019", 2.0, second), known("RUS", "2020", 3.0, second),
        known("WLD", "2019", 9.0, other),  # of a measure that is not read
    )  # fmt: skip

    def ask(resolver: Resolver) -> dict[str, float]:
        return {name: cell.value for name, cell in resolver.quantity("flow", PAIR).items()}

    found = by_edition(Resolver(tables, MEASURES), lambda day: Resolver(tables, MEASURES, clock=as_of(day)), ask)
    assert found == ((first, {"2019": 1.0}), (second, {"2019": 2.0, "2020": 3.0}))


def test_what_reads_nothing_has_no_editions(tables_of: MadeTables) -> None:
    resolver = Resolver(tables_of(known("RUS", "2019", 1.0, date(2020, 1, 1))), MEASURES)
    assert resolver.editions() == []
    assert resolver.quantity("flow", Pair("ARM", "RUS")) == {}
    assert resolver.editions() == []


def test_a_world_that_is_read_counts_with_all_its_flows(tables_of: MadeTables) -> None:
    day = date(2020, 1, 1)
    resolver = Resolver(tables_of(known("RUS", "2019", 1.0, day)), MEASURES)
    resolver.world("wits", "export")
    assert resolver.editions() == [day]
