"""The gate on what publishers really did: editions one after the other, and the last years of packaged series."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from dashboard.repository import Repository
from ingest.gate import Finding, findings
from ingest.sources import pinksheet, worldbank_debt
from ingest.vintages import held
from snapshots import days, on_top, published, pulled_of

TODAY = date(2026, 11, 24)


def after_each_other(editions: list[pd.DataFrame]) -> list[list[Finding]]:
    """What the gate finds in each edition, pulled when all before it had been."""
    snapshot, found = on_top(None, editions[0], pull="first"), []
    for last, edition in pairwise(editions):
        pulled, day = pulled_of(edition), days(edition["vintage"])[0]
        dated = {"edition_vintage": day, "newest_held_vintage": days(last["vintage"])[0]}
        found.append(findings(held(snapshot, "x"), pulled, {}, today=day, **dated))
        snapshot = published(snapshot, pulled, day)
    return found


@pytest.fixture(scope="module")
def pink_sheets(sources: Path) -> list[pd.DataFrame]:
    paths = sorted((sources / "pinksheet").glob("*.xlsx"))
    return [pinksheet.parse(path.read_bytes(), path.name).observations for path in paths]


def test_five_editions_of_the_pink_sheet_pass_one_after_the_other(pink_sheets: list[pd.DataFrame]) -> None:
    assert len(pink_sheets) == 5
    assert after_each_other(pink_sheets) == [[], [], [], []]


@pytest.mark.parametrize(("earlier", "later"), [(0, 2), (0, 3), (0, 4), (1, 3), (1, 4), (2, 4)])
def test_editions_of_the_pink_sheet_pass_with_some_left_out(
    pink_sheets: list[pd.DataFrame], earlier: int, later: int
) -> None:
    assert after_each_other([pink_sheets[earlier], pink_sheets[later]]) == [[]]


@pytest.mark.parametrize("table", ["debt_stock_by_creditor_2009", "debt_service_by_creditor_2009"])
def test_four_editions_of_the_debt_statistics_pass_but_for_the_country_that_left(sources: Path, table: str) -> None:
    """Russia is a high-income economy since the edition of 2024: a country lost, to be looked at and accepted."""
    paths = sorted((sources / "ids").glob(f"{table}_*.csv"))
    editions = [worldbank_debt.parse(path.read_bytes(), f"ids/{path.name}").observations for path in paths]
    assert len(editions) == 4
    found = after_each_other(editions)
    assert [{finding.check for finding in edition} for edition in found] == [set(), {"series_lost"}, set()]
    assert "all of RUS" in found[1][0].found
    assert after_each_other([edition[edition["reporter"] != "RUS"] for edition in editions]) == [[], [], []]


ANNUAL = ("worldbank", "weo", "worldbank_debt", "imf", "comtrade", "wits", "wgi")


@pytest.mark.parametrize("source", [*ANNUAL, "cbr", "eia", "pinksheet", "rosstat"])
def test_the_last_years_of_packaged_series_pass_as_if_they_came_one_by_one(repository: Repository, source: str) -> None:
    whole = held(repository.snapshot, source).assign(live=True)
    year = whole["first"].dt.year
    for last in sorted(year.unique())[-4:]:
        before, pulled = whole[year < last], whole[year <= last]
        assert findings(before, pulled, {}, today=date(2100, 1, 1), edition_vintage=TODAY) == []


@pytest.mark.parametrize("source", ["worldbank", "weo", "worldbank_debt", "comtrade"])
def test_another_countrys_values_are_found_in_packaged_series(repository: Repository, source: str) -> None:
    whole = held(repository.snapshot, source).assign(live=True)
    for mine, theirs in (("BLR", "RUS"), ("GEO", "ARM"), ("KGZ", "KAZ")):
        other = whole[whole["reporter"] == theirs].assign(reporter=mine)
        pulled = pd.concat([whole[whole["reporter"] != mine], other], ignore_index=True)
        found = findings(whole, pulled, {}, today=date(2100, 1, 1), edition_vintage=TODAY)
        assert "values_replaced" in {finding.check for finding in found}
