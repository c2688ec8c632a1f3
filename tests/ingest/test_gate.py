"""The gate: each check finds its fault, and none that is not there."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.gate import THRESHOLDS, Finding, findings
from ingest.store import Snapshot
from ingest.vintages import held
from snapshots import EMPTY, on_top, published, rows

TODAY = date(2026, 11, 24)
EDITION = date(2026, 11, 1)
COUNTRIES = ("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ")
ITEMS = ("debt", "output", "population", "wages")
Change = Callable[[pd.DataFrame], pd.DataFrame]


def panel(first: int = 2000, last: int = 2024) -> pd.DataFrame:
    """Made-up yearly figures: a level for each country and item, growth, and a wave of its own."""
    table = pd.DataFrame(
        [
            (item, country, str(year), 100.0 * 3**number * (place + 1) * 1.04 ** (year - 2000) * (1 + 0.05 * wave))
            for number, country in enumerate(COUNTRIES)
            for place, item in enumerate(ITEMS)
            for year in range(first, last + 1)
            for wave in [np.sin(year * (number + 2) + place)]
        ],
        columns=["item", "reporter", "period", "value"],
    )
    whole = rows(("BLR", "2000", 1.0), partner="_Z", vintage=EDITION)
    return pd.concat([whole.drop(columns=list(table))] * len(table), ignore_index=True).join(table)


def judged(
    base: Snapshot, pulled: pd.DataFrame, thresholds: Mapping[str, float | None] | None = None, **how: Any
) -> Any:
    given = {"today": TODAY, "edition_vintage": EDITION, "newest_held_vintage": EDITION}
    return findings(held(base, "x"), pulled, thresholds or {}, **given | how)


def names(found: list[Finding]) -> set[str]:
    return {finding.check for finding in found}


PANEL = panel()
LIVE = on_top(None, PANEL, pull="first")
FILE = on_top(None, PANEL)


def where(table: pd.DataFrame, **keys: str) -> "pd.Series[bool]":
    """The rows with these keys."""
    found = pd.Series(True, table.index)
    for name, text in keys.items():
        found &= table[name] == text
    return found


def times(factor: float, **keys: str) -> Change:
    return lambda table: table.assign(value=table["value"].mask(where(table, **keys), table["value"] * factor))


def without(**keys: str) -> Change:
    return lambda table: table[~where(table, **keys)]


def of_another(mine: str, theirs: str, **keys: str) -> Change:
    """The values of another country under the key of this one."""

    def changed(table: pd.DataFrame) -> pd.DataFrame:
        other = table[where(table, reporter=theirs, **keys)].assign(reporter=mine)
        return pd.concat([table[~where(table, reporter=mine, **keys)], other], ignore_index=True)

    return changed


# --- what has to be found

FAULTS: dict[str, tuple[Change, str]] = {
    "a thousand times": (times(1000), "unit_slip"),
    "a thousandth": (times(0.001), "unit_slip"),
    "a hundred times in one country": (times(100, reporter="BLR"), "unit_slip"),
    "ten times in one series": (times(10, reporter="BLR", item="debt"), "unit_slip"),
    "the sign turned": (times(-1), "sign_flip"),
    "the sign turned in one series": (times(-1, reporter="BLR", item="debt"), "sign_flip"),
    "a year lost": (without(period="2015"), "periods_lost"),
    "the newest year lost": (without(period="2024"), "periods_lost"),
    "the oldest year lost": (without(period="2000"), "periods_lost"),
    "a year lost in one item": (without(period="2015", item="debt"), "periods_lost"),
    "a country lost": (without(reporter="BLR"), "series_lost"),
    "an item lost": (without(item="debt"), "series_lost"),
    "a fifth of the rows lost": (lambda table: table[np.arange(len(table)) % 5 > 0], "rows_lost"),
    "another country": (of_another("BLR", "KAZ"), "values_replaced"),
    "another country under one key": (of_another("GEO", "ARM", item="debt"), "values_replaced"),
    "another unit": (lambda table: table.assign(unit="EUR"), "unit_changed"),
    "another unit of one item": (
        lambda table: table.assign(unit=table["unit"].astype(str).mask(where(table, item="debt"), "EUR")),
        "unit_changed",
    ),
    "rows twice": (lambda table: pd.concat([table, table.iloc[:2]]), "duplicates"),
    "a contradiction": (lambda table: pd.concat([table, times(1.5)(table.iloc[:1])]), "duplicates"),
    "no row": (lambda table: table.iloc[:0], "rows_lost"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str) -> None:
    change, check = FAULTS[name]
    found = judged(LIVE, change(PANEL))
    assert check in names(found), [str(finding) for finding in found]


@pytest.mark.parametrize("name", ["a thousand times", "the sign turned", "another country", "rows twice", "no row"])
def test_what_files_hold_is_compared_at_the_first_pull(name: str) -> None:
    change, check = FAULTS[name]
    assert check in names(judged(FILE, change(PANEL)))


@pytest.mark.parametrize("name", ["a year lost", "a country lost", "another unit"])
def test_what_only_files_hold_is_not_missed_in_a_first_pull(name: str) -> None:
    assert judged(FILE, FAULTS[name][0](PANEL)) == []


def test_a_pull_like_the_last_passes() -> None:
    assert judged(LIVE, PANEL) == []
    assert judged(FILE, PANEL) == []
    assert judged(EMPTY, PANEL) == []
    assert judged(EMPTY, PANEL.iloc[:0]) == []


def test_a_year_more_and_the_last_ones_revised_pass() -> None:
    more = pd.concat([PANEL, panel(2025, 2025)], ignore_index=True)
    recent = more["period"] >= "2022"
    assert judged(LIVE, more.assign(value=more["value"].mask(recent, more["value"] * 1.07))) == []


def test_a_new_base_year_that_moves_all_values_a_little_passes() -> None:
    assert judged(LIVE, times(1.3)(PANEL)) == []


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(0, 0.1))
def test_revisions_of_a_tenth_pass(seed: int, most: float) -> None:
    factors = np.random.default_rng(seed).uniform(1 - most, 1 + most, len(PANEL))
    assert judged(LIVE, PANEL.assign(value=PANEL["value"] * factors)) == []


@settings(max_examples=25)
@given(st.sampled_from([0.001, 0.01, 0.1, 10, 100, 1000]), st.floats(0.99, 1.01), st.sampled_from(COUNTRIES))
def test_a_slip_is_found_whatever_its_power_and_beside_small_revisions(factor: float, by: float, who: str) -> None:
    assert "unit_slip" in names(judged(LIVE, times(factor * by, reporter=who)(PANEL)))


# --- the checks one by one, on the border of what they let pass


def test_rows_lost_counts_live_rows_of_series_that_are_there() -> None:
    (finding,) = judged(LIVE, PANEL.iloc[19:])
    assert finding.check == "rows_lost"
    assert finding.found == "19 of 600 live rows gone"
    assert finding.allowed == "3 %"
    assert finding.examples[0] == "debt ARM 2000"
    assert judged(LIVE, PANEL.iloc[18:]) == []


def test_rows_before_the_first_year_asked_for_are_not_missed() -> None:
    pulled = PANEL[PANEL["period"] >= "2020"]
    assert judged(LIVE, pulled, since=2020) == []
    assert names(judged(LIVE, pulled, since=2019)) == {"rows_lost", "periods_lost"}
    newest = PANEL[PANEL["period"] == "2024"]  # one value of each series
    assert judged(LIVE, newest, since=2024) == []
    assert names(judged(LIVE, times(1000)(newest), since=2024)) >= {"unit_slip"}
    assert judged(LIVE, pulled.iloc[:0], since=2025) == []


def test_a_window_that_moves_on_loses_nothing_where_a_provider_does_not_withdraw() -> None:
    pulled = PANEL[PANEL["period"] >= "2020"]
    assert judged(LIVE, pulled, withdraws=False) == []
    assert names(judged(LIVE, without(period="2022")(pulled), withdraws=False)) >= {"periods_lost"}


def test_a_withdrawn_row_is_not_missed_again() -> None:
    """18 rows of one series, then 17 of the next: each below the threshold, together above it."""
    pulled = PANEL.drop(PANEL.index[:18])
    after = published(LIVE, pulled, TODAY)
    fewer = pulled.drop(PANEL.index[25:42])
    assert judged(after, pulled) == []
    assert judged(after, fewer) == []
    assert names(judged(LIVE, fewer)) == {"rows_lost"}


def test_series_cut_off_at_their_old_end_pass_where_they_are_few() -> None:
    """As the Pink Sheet of 2025 did with natural gas and phosphate."""
    cut = (PANEL["item"] == "debt") & (PANEL["reporter"] == "ARM") & (PANEL["period"] < "2012")
    assert judged(LIVE, PANEL[~cut]) == []
    months = [f"{year}-{month:02d}" for year in range(2020, 2024) for month in range(1, 13)]
    prices = [rows(*(("WLD", month, 2.0) for month in months), item=f"price {n}", freq="M") for n in range(40)]
    base = on_top(None, pd.concat(prices, ignore_index=True), pull="first")
    assert judged(base, pd.concat([prices[0].iloc[12:], *prices[1:]], ignore_index=True)) == []
    holed = prices[0].drop(index=range(12, 24))
    assert names(judged(base, pd.concat([holed, *prices[1:]], ignore_index=True))) == {"periods_lost"}


def test_a_series_of_twenty_may_be_lost_and_no_country() -> None:
    lost = (PANEL["item"] == "debt") & (PANEL["reporter"] == "ARM")
    assert judged(LIVE, PANEL[~lost]) == []
    (finding,) = judged(LIVE, without(reporter="ARM")(PANEL))
    assert finding.found == "4 of 24 live series gone, all of ARM"


def test_projections_are_made_anew_in_each_edition() -> None:
    projected = panel(2025, 2035).assign(status="forecast")
    base = on_top(None, pd.concat([PANEL, projected], ignore_index=True), pull="first")
    other = of_another("BLR", "KAZ")(projected)
    assert judged(base, pd.concat([PANEL, other], ignore_index=True)) == []
    assert judged(base, other, since=2025) == []
    assert "unit_slip" in names(judged(base, pd.concat([PANEL, times(1000)(projected)], ignore_index=True)))


def newer(factor: float, **keys: str) -> pd.DataFrame:
    """The panel with one year more, times a factor."""
    return pd.concat([PANEL, times(factor, **keys)(panel(2025, 2025))], ignore_index=True)


def test_a_new_value_that_jumps_as_its_series_never_did_is_found() -> None:
    found = judged(LIVE, newer(1000, reporter="BLR", item="debt"))
    assert [finding.check for finding in found] == ["value_jump"]
    assert found[0].examples[0].startswith("debt BLR 2025 2")
    assert names(judged(LIVE, newer(0.001))) == {"value_jump"}
    assert judged(LIVE, newer(6, reporter="BLR", item="debt")) == []


@pytest.mark.parametrize("factor", [10, 0.1, 100, 0.01])
def test_a_slip_of_ten_in_the_newest_year_alone_is_found(factor: float) -> None:
    assert names(judged(LIVE, newer(factor, reporter="BLR", item="debt"))) == {"value_jump"}


def test_a_series_that_always_jumped_may_jump() -> None:
    wild = [1.0, 4000.0, 3.0, 9000.0, 1.0, 700.0, 2.0, 5000.0, 2.0, 8000.0, 1.0]
    figures = [("BLR", str(2000 + number), value) for number, value in enumerate(wild)]
    base = on_top(None, rows(*figures[:-1]), pull="first")
    assert judged(base, rows(*figures)) == []


def test_a_lively_series_may_move_far() -> None:
    figures = [("BLR", str(2000 + number), float(np.exp(np.sin(2.4 * number)))) for number in range(20)]
    base = on_top(None, rows(*figures), pull="first")
    assert judged(base, rows(*figures, ("BLR", "2020", 40 * figures[-1][2]))) == []


def test_a_crisis_of_a_currency_passes() -> None:
    """The Belarusian rouble lost a third in a day in 2011, after years of changes of a thousandth."""
    months = [f"{year}-{month:02d}" for year in (2009, 2010) for month in range(1, 13)]
    calm = [("BLR", month, 3000.0 * 1.001**number) for number, month in enumerate(months)]
    base = on_top(None, rows(*calm, freq="M"), pull="first")
    assert judged(base, rows(*calm, ("BLR", "2011-01", 4930.0), freq="M")) == []
    assert names(judged(base, rows(*calm, ("BLR", "2011-01", 3.03), freq="M"))) == {"value_jump"}


def test_most_new_values_far_from_those_before_are_found_even_in_wild_series() -> None:
    wild = [("BLR", str(2000 + number), 30.0 ** (number % 2)) for number in range(20)]
    parts = [rows(*wild, item=item) for item in "abcd"]
    base = on_top(None, pd.concat(parts, ignore_index=True), pull="first")
    new = [rows(*wild, ("BLR", "2020", 0.3), item=item) for item in "abcd"]
    assert "value_jump" in names(judged(base, pd.concat(new, ignore_index=True)))
    assert judged(base, pd.concat([*new[:1], *parts[1:]], ignore_index=True)) == []


def test_two_slipped_values_are_no_pattern() -> None:
    short = rows(("UZB", "2023", 5.0), ("UZB", "2024", 6.0))
    base = on_top(LIVE, short, pull="second")
    assert judged(base, pd.concat([PANEL, times(10)(short)], ignore_index=True)) == []


def test_growth_revised_across_nought_is_no_turned_sign() -> None:
    growth = [("BLR", str(2000 + number), value) for number, value in enumerate([0.1, 0.05, 0.3, 4.0, 5.0, -6.0])]
    base = on_top(None, rows(*growth, unit="percent"), pull="first")
    revised = [(who, year, value - 0.35 if abs(value) < 1 else value) for who, year, value in growth]
    assert judged(base, rows(*revised, unit="percent")) == []


@pytest.mark.parametrize(
    ("period", "freq", "status", "expected"),
    [
        ("2025", "A", "reported", False),
        ("2026", "A", "reported", True),
        ("2027", "A", "forecast", False),
        ("2026-10", "M", "reported", False),
        ("2026-11", "M", "reported", True),
        ("2026Q3", "Q", "reported", False),
        ("2026Q4", "Q", "reported", True),
        ("2026-12-01", "D", "reported", False),
        ("2026-12-02", "D", "reported", True),
    ],
)
def test_what_has_not_ended_is_not_reported(period: str, freq: str, status: str, expected: bool) -> None:
    found = judged(EMPTY, rows(("BLR", period, 1.0), freq=freq, status=status))
    assert names(found) == ({"future_reported"} if expected else set())


def test_a_year_has_not_ended_on_its_last_day() -> None:
    year = rows(("BLR", "2026", 1.0))
    assert names(judged(EMPTY, year, today=date(2026, 12, 31))) == {"future_reported"}
    assert judged(EMPTY, year, today=date(2027, 1, 1)) == []


def test_several_vintages_of_one_value_are_no_duplicates() -> None:
    assert (
        judged(LIVE, pd.concat([PANEL, times(1.1)(PANEL).assign(vintage=date(2026, 11, 2))], ignore_index=True)) == []
    )


def trade(world: float, *parts: float, **keys: Any) -> pd.DataFrame:
    partners = ("WLD", "RUS", "CHN", "DEU")
    tables = [
        rows(("BLR", "2020", value), partner=who, **keys) for who, value in zip(partners, (world, *parts), strict=False)
    ]
    return pd.concat(tables, ignore_index=True)


def test_partners_together_are_no_more_than_the_world() -> None:
    assert judged(EMPTY, trade(100.0, 60.0, 30.0, 14.0)) == []
    (finding,) = judged(EMPTY, trade(100.0, 60.0, 30.0, 16.0))
    assert (finding.check, finding.examples) == ("world_below_parts", ("export BLR WLD 2020",))
    assert judged(EMPTY, trade(100.0, 160.0, unit="percent")) == []  # rates do not add up
    assert judged(EMPTY, trade(100.0, 160.0, -10.0)) == []  # nor do net flows, of which some are not told


def mirrors(quotients: Mapping[str, float], last: int = 2022) -> pd.DataFrame:
    """What each of some countries exports to Russia, and what Russia imports from it, with the quotient of 2023."""
    tables = []
    for who, quotient in quotients.items():
        years = [(year, 100.0 + year % 7, 1.0 + year % 3 / 10) for year in range(2010, 2023)]
        years += [(2023, 103.0, quotient)] if last == 2023 else []
        tables.append(rows(*((who, str(year), value * by) for year, value, by in years)))
        tables.append(
            pd.concat([rows(("RUS", str(y), v), item="import", partner=who) for y, v, _ in years], ignore_index=True)
        )
    return pd.concat(tables, ignore_index=True)


def test_reports_of_both_sides_do_not_part_as_never_before() -> None:
    before = on_top(None, mirrors(dict.fromkeys(COUNTRIES, 1.0)), pull="first")
    assert judged(before, mirrors(dict.fromkeys(COUNTRIES, 5.0), 2023)) == []
    found = judged(before, mirrors(dict.fromkeys(COUNTRIES, 7.0), 2023))
    assert names(found) == {"mirror_band"}
    assert judged(before, mirrors(dict.fromkeys(COUNTRIES, 1.0) | {"BLR": 9.0}, 2023)) == []  # one pair is its own case


def test_an_older_edition_is_found_where_editions_are_dated() -> None:
    (finding,) = judged(LIVE, PANEL, edition_vintage=date(2026, 10, 1))
    assert (finding.check, finding.found) == (
        "edition_older",
        "an edition of 2026-10-01, where one of 2026-11-01 is held",
    )
    assert judged(LIVE, PANEL, edition_vintage=date(2026, 10, 1), dated=False) == []
    assert judged(FILE, PANEL, edition_vintage=date(2026, 10, 1), newest_held_vintage=EDITION) == []


# --- thresholds


def test_a_provider_may_be_given_other_thresholds_or_none() -> None:
    some = PANEL.iloc[20:]
    assert names(judged(LIVE, some)) == {"rows_lost"}
    assert judged(LIVE, some, {"rows_lost": 0.5}) == []
    assert names(judged(LIVE, PANEL.iloc[1:], {"rows_lost": 0.0})) == {"rows_lost"}
    assert judged(LIVE, FAULTS["a thousand times"][0](PANEL), dict.fromkeys(THRESHOLDS)) == []
    assert judged(LIVE, PANEL.iloc[:0], {"rows_lost": None}) == []
    with pytest.raises(ValueError, match="no check is called rows_gone"):
        judged(LIVE, PANEL, {"rows_gone": 0.5})


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_that_is_switched_off_finds_nothing(name: str) -> None:
    change, check = FAULTS[name]
    assert check not in names(judged(LIVE, change(PANEL), {check: None}))


def test_a_finding_is_one_line() -> None:
    for change, _ in FAULTS.values():
        for finding in judged(LIVE, change(PANEL)):
            assert "\n" not in str(finding)
            assert len(finding.examples) <= 3
