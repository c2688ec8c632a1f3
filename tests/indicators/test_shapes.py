"""The shapes of a candidate: windows, parts, statuses, conversions, quotients, groups, exceptions, units."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.clock import NOW, THEN
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Quantity
from indicators.shapes import shaped, windows
from ingest.model import STATUSES, Tables

MadeTables = Callable[..., Tables]
NAN = float("nan")
PAIR = Pair("BLR", "RUS")
ENTRIES = st.dictionaries(st.integers(2000, 2023), st.floats(0.1, 500), max_size=24)


def cell(value: float, status: str = "reported", row: int = 0) -> Cell:
    return Cell(value, value, value, STATUSES.index(status), (row,))


def entries(values: dict[int, float]) -> Quantity:
    return {str(year): cell(value, row=year) for year, value in sorted(values.items())}


# --- windows


@given(ENTRIES)
def test_a_window_is_the_sum_of_its_years_and_every_window_is_there(values: dict[int, float]) -> None:
    found = windows(entries(values), years=5, first=2000, last=2023)
    assert list(found) == ([f"{start}..{start + 4}" for start in range(2000, 2020)] if values else [])
    for name, total in found.items():
        inside = [value for year, value in values.items() if name[:4] <= str(year) <= name[-4:]]
        assert total.value == pytest.approx(math.fsum(inside))
        assert total.low == total.high == total.value


@given(ENTRIES)
def test_windows_side_by_side_add_up_to_the_register(values: dict[int, float]) -> None:
    found = windows(entries(values), years=6, first=2000, last=2023)
    apart = [found[f"{start}..{start + 5}"].value for start in (2000, 2006, 2012, 2018)] if found else []
    assert math.fsum(apart) == pytest.approx(math.fsum(values.values()))


def test_a_window_stands_on_its_entries_and_takes_the_weakest_status() -> None:
    found = windows({"2015": cell(3.0, row=1), "2016": cell(4.0, "estimated", 2)}, years=2, first=2014, last=2018)
    assert [(name, total.value, STATUSES[total.status], total.observations) for name, total in found.items()] == [
        ("2014..2015", 3.0, "reported", (1,)),
        ("2015..2016", 7.0, "estimated", (1, 2)),
        ("2016..2017", 4.0, "estimated", (2,)),
        ("2017..2018", 0.0, "estimated", (1, 2)),
    ]


def test_an_empty_register_has_no_windows() -> None:
    assert windows({}, years=5, first=2000, last=2023) == {}


def test_years_outside_the_edition_are_left_out() -> None:
    assert list(windows(entries({2024: 9.0, 2023: 1.0}), years=5, first=2018, last=2023)) == [
        "2018..2022",
        "2019..2023",
    ]
    assert windows(entries({2024: 9.0, 2023: 1.0}), years=5, first=2019, last=2023)["2019..2023"].value == 1.0


# --- the other keys, and their order


def test_nothing_asked_for_changes_nothing() -> None:
    cells = entries({2019: 1.0})
    assert shaped(cells, {"source": "x"}) == cells


def test_a_conversion_within_bounds() -> None:
    found = shaped({"2020": Cell(2.0, 1.0, 3.0, 0, (7,))}, {"times": {"value": 10.0, "low": 9.0, "high": 12.0}})
    assert found == {"2020": Cell(20.0, 9.0, 36.0, 0, (7,))}


@pytest.mark.parametrize(("held", "asked", "expected"), [
    ("reported", "mirror", "mirror"), ("estimated", "mirror", "estimated"), ("mirror", "mirror", "mirror"),
])  # fmt: skip
def test_a_status_only_weakens(held: str, asked: str, expected: str) -> None:
    assert STATUSES[shaped({"2020": cell(1.0, held)}, {"status": asked})["2020"].status] == expected


def test_years_are_made_before_windows_and_converted_after() -> None:
    months = {f"{year}-{month:02d}": cell(1.0) for year in (2019, 2020) for month in range(1, 13)}
    candidate = {
        "annual": "sum",
        "window": {"years": 2, "first": 2019, "last": 2020},
        "times": {"value": 2.0, "low": 2.0, "high": 2.0},
    }
    assert {name: total.value for name, total in shaped(months, candidate).items()} == {"2019..2020": 48.0}


def test_a_sum_so_far_is_named_for_its_months() -> None:
    months = {f"2022-{month:02d}": cell(1.0) for month in range(1, 12)}
    assert {name: one.value for name, one in shaped(months, {"annual": "sum_so_far"}).items()} == {
        "2022-01..2022-11": 11.0
    }
    assert shaped(months, {"annual": "sum"}) == {}
    assert shaped({name: months[name] for name in ("2022-02", "2022-03")}, {"annual": "sum_so_far"}) == {}


def test_a_mean_of_trading_days_bears_weekends_and_holidays_and_no_longer_gap() -> None:
    def days(*dates: str) -> list[str]:
        found = shaped({day: cell(float(day[5:7])) for day in dates}, {"annual": "mean_of_trading_days"})
        return [f"{name} {one.value:g}" for name, one in found.items()]

    every = [f"2022-{month:02d}-{day:02d}" for month in range(1, 13) for day in (2, 11, 20, 28)]
    assert days(*every) == ["2022 6.5"]
    assert days(*every[:4]) == ["2022-01-02..2022-01-28 1"]  # not over yet: named for what there is
    assert days(*every[2:]) == []  # no start of the year
    assert days(*every[:9], *every[12:]) == []
    assert shaped({day: cell(1.0) for day in every}, {"annual": "mean"}) == {}


# --- what the resolver makes of the keys


def series(item: str, value: float, **given: Any) -> tuple[Any, ...]:
    ends = given.get("reporter", "BLR"), given.get("partner", "RUS"), given.get("product", "_T")
    return ("x", item, *ends, given.get("unit", "USD mn"), given.get("freq", "A"), given.get("name", "2019"), value)


def candidate(item: str, **keys: Any) -> dict[str, Any]:
    return {"source": "x", "item": item, "reporter": "dependent", "partner": "partner"} | keys


def ask(tables: Tables, pair: Pair = PAIR, groups: Any = None, **candidates: Any) -> dict[str, float]:
    measures = {name: {"title": name, "unit": "USD mn", "candidate": one} for name, one in candidates.items()}
    made = Resolver(tables, measures, groups=groups)
    return {name: one.value for name, one in made.quantity(next(iter(measures)), pair).items()}


def test_a_quotient_and_its_empty_denominator(tables_of: MadeTables) -> None:
    tables = tables_of(series("value", 60.0), series("mass", 20.0), series("value", 5.0, name="2020"),
                       series("mass", 0.0, name="2020"))  # fmt: skip
    found = ask(tables, ratio=[{"quotient": ["value", "mass"]}], value=[candidate("value")], mass=[candidate("mass")])
    assert found["2019"] == 3.0
    assert math.isnan(found["2020"])


def test_a_sum_of_three_needs_all_three(tables_of: MadeTables) -> None:
    tables = tables_of(series("a", 1.0), series("b", 2.0), series("c", 4.0), series("a", 1.0, name="2020"))
    parts = {name: [candidate(name)] for name in "abc"}
    assert ask(tables, all=[{"sum": ["a", "b", "c"]}], **parts) == {"2019": 7.0}


def test_the_unit_chooses_among_series_of_one_item(tables_of: MadeTables) -> None:
    tables = tables_of(series("loan", 2.0, unit="USD bn"), series("loan", 7.0, name="2020"))
    assert ask(tables, loan=[candidate("loan", unit="USD bn")]) == {"2019": 2000.0}
    assert ask(tables, loan=[candidate("loan", unit="USD mn")]) == {"2020": 7.0}


def test_the_product_and_the_frequency_choose_too(tables_of: MadeTables) -> None:
    tables = tables_of(series("export", 9.0), series("export", 4.0, product="27"),
                       series("export", 1.0, freq="M", name="2019-01"))  # fmt: skip
    assert ask(tables, flow=[candidate("export")]) == {"2019": 9.0}
    assert ask(tables, flow=[candidate("export", product="27")]) == {"2019": 4.0}
    assert ask(tables, flow=[candidate("export", freq="M")]) == {"2019-01": 1.0}


@pytest.mark.parametrize(("keys", "known"), [
    ({"except": ["UZB"]}, {"BLR", "KAZ"}), ({"only": ["KAZ", "UZB"]}, {"KAZ", "UZB"}), ({}, {"BLR", "KAZ", "UZB"}),
    ({"for_partner": "CHN"}, set()),
])  # fmt: skip
def test_a_candidate_is_meant_for_those_who_report(
    keys: dict[str, Any], known: set[str], tables_of: MadeTables
) -> None:
    tables = tables_of(*(series("export", 9.0, reporter=country) for country in ("BLR", "KAZ", "UZB")))
    found = {
        country
        for country in ("BLR", "KAZ", "UZB")
        if ask(tables, Pair(country, "RUS"), x=[candidate("export", **keys)])
    }
    assert found == known
    mirror = candidate("export", reporter="partner", partner="dependent", **keys)
    swapped = {country for country in ("BLR", "KAZ", "UZB") if ask(tables, Pair("RUS", country), x=[mirror])}
    assert swapped == ({"BLR", "KAZ", "UZB"} if "for_partner" not in keys else set()) & (known or set())


def test_a_window_that_was_not_over_is_left_out() -> None:
    window = {"window": {"years": 2, "first": 2017, "last": 2023}}
    register = entries({2017: 1.0, 2019: 2.0})
    assert list(shaped(register, window))[-1] == "2022..2023"
    assert list(shaped(register, window, ended=2020)) == ["2017..2018", "2018..2019", "2019..2020"]


def test_for_the_memo_s_authors_the_last_window_ends_in_2020(tables_of: MadeTables) -> None:
    tables = tables_of(series("arms", 5.0), series("arms", 7.0, name="2021"))
    window = {"years": 2, "first": 2017, "last": 2022}
    measures = {"arms": {"title": "", "unit": "USD mn", "candidate": [candidate("arms", window=window)]}}
    spans = {clock.name: list(Resolver(tables, measures, clock=clock).quantity("arms", PAIR)) for clock in (NOW, THEN)}
    assert spans["now"][-1] == "2021..2022"
    assert spans["then"][-1] == "2019..2020"


GROUPS = {"EUU": ("DEU", "POL")}
MEMBERS = (
    ("BLR", "DEU", 10.0), ("BLR", "POL", 20.0), ("BLR", "RUS", 90.0), ("DEU", "BLR", 7.0), ("POL", "BLR", 5.0),
    ("RUS", "BLR", 50.0), ("DEU", "RUS", 99.0),
)  # fmt: skip


@pytest.mark.parametrize(("pair", "ends", "expected"), [
    (Pair("BLR", "EUU"), ("dependent", "partner"), 30.0),
    (Pair("BLR", "EUU"), ("partner", "dependent"), 12.0),
    (Pair("EUU", "BLR"), ("partner", "dependent"), 30.0),
    (Pair("BLR", "RUS"), ("dependent", "partner"), 90.0),
])  # fmt: skip
def test_a_group_is_the_sum_of_its_members(
    pair: Pair, ends: tuple[str, str], expected: float, tables_of: MadeTables
) -> None:
    tables = tables_of(*(series("export", value, reporter=end, partner=other) for end, other, value in MEMBERS))
    flow = candidate("export", groups=True) | dict(zip(("reporter", "partner"), ends, strict=True))
    assert ask(tables, pair, GROUPS, flow=[flow]) == {"2019": expected}


def test_a_group_has_no_flow_where_it_is_not_asked_for(tables_of: MadeTables) -> None:
    tables = tables_of(*(series("export", value, reporter=end, partner=other) for end, other, value in MEMBERS))
    assert ask(tables, Pair("BLR", "EUU"), GROUPS, flow=[candidate("export")]) == {}


def test_unions_are_never_among_the_partners_that_are_added_up(tables_of: MadeTables) -> None:
    tables = tables_of(*(series("export", 1.0, partner=end) for end in ("RUS", "DEU", "WLD", "EU27_2020", "_EAEU")))
    assert ask(tables, total=[candidate("export", partner="all")]) == {"2019": 2.0}
