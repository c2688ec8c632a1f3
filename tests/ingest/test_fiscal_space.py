"""Fiscal space: 13 debt ratios with their units, checked against one another, and what is refused."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import fiscal_space

PATH = "econ/wb_fiscal_space_postsoviet_long.csv"
HEAD = "variable,iso3,ifs_code,year,value"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return fiscal_space.parse((sources / PATH).read_bytes(), PATH)


def series(parsed: Parsed, item: str, reporter: str = "BLR") -> pd.Series:
    table = parsed.observations
    return table[(table["item"] == item) & (table["reporter"] == reporter)].set_index("period")["value"]


def test_known_answers(parsed: Parsed) -> None:
    assert series(parsed, "ggdy").loc[["2020", "2021", "2022"]].tolist() == [47.493, 41.182, 39.753]
    assert series(parsed, "xtdebty").loc["2020"] == pytest.approx(68.163, abs=0.001)
    assert series(parsed, "avglife").loc["2020"] == pytest.approx(6.0287, abs=0.0001)
    assert series(parsed, "xtdebtres").loc["2021"] == pytest.approx(494.42, abs=0.01)


def test_all_rows_of_the_eleven_are_read(parsed: Parsed) -> None:
    assert len(parsed.observations) == 2_851
    assert not parsed.refused
    assert parsed.observations["reporter"].nunique() == 11
    assert parsed.observations["item"].nunique() == 13
    assert not parsed.observations.duplicated(["item", "reporter", "period"]).any()


def test_only_maturity_is_in_years(parsed: Parsed) -> None:
    units = parsed.observations.groupby("item")["unit"].unique().map(list).to_dict()
    assert {item for item, unit in units.items() if unit != ["percent"]} == {"avglife"}
    assert units["avglife"] == ["years"]


def test_short_term_debt_has_one_meaning_in_both_ratios(parsed: Parsed) -> None:
    """Short-term debt over reserves is its share of all debt, times all debt over reserves: the titles hold."""
    share, whole, short = (series(parsed, item) for item in ("stdebtall", "xtdebtres", "stdebtres"))
    expected = (share * whole / 100).dropna()
    assert len(expected) == 28
    assert (short / expected - 1).abs().max() < 0.02


def test_external_debt_agrees_with_the_debt_statistics(parsed: Parsed, sources: Path) -> None:
    """Total external debt over GDP, from another collection of the same bank, within its later revisions."""
    wdi = pd.read_csv(sources / "econ" / "wdi_postsoviet_long.csv")
    wide = wdi[wdi["Country Code"] == "BLR"].pivot_table(index="Year", columns="Indicator Code", values="Value")
    later = 100 * wide["DT.DOD.DECT.CD"] / wide["NY.GDP.MKTP.CD"]
    ratio = series(parsed, "xtdebty")
    for year in (2015, 2018, 2020):
        assert ratio.loc[str(year)] == pytest.approx(later[year], rel=0.03)


def test_belarus_has_nothing_on_holders_and_currency_of_government_debt(parsed: Parsed) -> None:
    for item in ("fordebtsh", "fxsovsh", "debtduey"):
        assert series(parsed, item).empty
    assert series(parsed, "concggd").index.max() == "1996"


def test_the_edition_is_spring_2023_of_no_known_month(parsed: Parsed) -> None:
    assert parsed.edition == "Spring 2023, month not recorded"
    assert parsed.vintage == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("pby,BLR,913,2020,1.5", "a known variable in row 2"),
        ("ggdy,Belarus,913,2020,1.5", "an ISO code of a country in row 2"),
        ("ggdy,BLR,913,2020Q1,1.5", "a year in row 2"),
        ("ggdy,BLR,913,2020,..", "a number in row 2"),
        ("ggdy,BLR,913,2020,1.5\nggdy,BLR,913,2020,1.6", "another in row 3"),
    ],
)
def test_other_rows_are_refused(line: str, found: str) -> None:
    with pytest.raises(SourceError, match=found):
        fiscal_space.parse(f"{HEAD}\n{line}\n".encode(), PATH)


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="column 'iso3'"):
        fiscal_space.parse(payload.replace(b"iso3", b"country", 1), PATH)
    with pytest.raises(SourceError, match="line end"):
        fiscal_space.parse(payload[:-3], PATH)
    with pytest.raises(SourceError, match="an HTML page"):
        fiscal_space.parse(b"<html>", PATH)
