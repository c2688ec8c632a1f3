"""First applications for asylum: the Union's row is not one of its members, sexes add up, absence is not nought."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.eurostat.flows import MEMBERS
from ingest.model import Parsed
from ingest.sources import eurostat

PATH = "migration/eurostat_asylum_applications_blr_rus_ukr_annual.csv"
LINES = '"geo","t","nat","sex","n"\n"EU27",2021,"BLR","male",2330\n"POL",2021,"BLR","male",1200\n'


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return eurostat.parse((sources / PATH).read_bytes(), PATH)


def totals(table: pd.DataFrame, citizenship: str) -> pd.Series:
    return table[table["partner"] == citizenship].groupby("period")["value"].sum()


def test_the_union_once_and_a_sum_over_all_rows(parsed: Parsed) -> None:
    table = parsed.observations
    union = totals(table[table["reporter"] == "EU27_2020"], "BLR")
    assert union.loc["2020":"2024"].tolist() == [1_305, 3_790, 5_430, 5_570, 5_110]
    assert totals(table, "BLR").loc["2020":"2022"].tolist() == [2_635, 7_625, 10_935]  # the Union twice, and others


def test_members_sum_to_the_union_but_for_rounding(parsed: Parsed) -> None:
    table = parsed.observations
    members = table[table["reporter"].isin(MEMBERS)]
    assert set(members["reporter"]) == set(MEMBERS)
    for citizenship in ("BLR", "RUS", "UKR"):
        union = totals(table[table["reporter"] == "EU27_2020"], citizenship)
        assert union.index.tolist() == [str(year) for year in range(2013, 2025)]
        apart = (totals(members, citizenship) - union).dropna().loc["2014":]
        assert apart.abs().max() <= 30
    outside = set(table["reporter"]) - set(MEMBERS) - {"EU27_2020"}
    assert outside == {"CHE", "GBR", "ISL", "LIE", "MNE", "NOR"}


def test_the_unions_women_of_belarus_are_missing_in_2013(parsed: Parsed) -> None:
    table = parsed.observations
    first = table[(table["reporter"] == "EU27_2020") & (table["partner"] == "BLR") & (table["period"] == "2013")]
    assert first[["item", "value"]].values.tolist() == [["asylum_applications_first.male", 705.0]]
    assert totals(table[table["reporter"].isin(MEMBERS)], "BLR")["2013"] == 875


def test_every_row_is_an_observation_of_persons(parsed: Parsed) -> None:
    table = parsed.observations
    assert len(table) == 2_074
    assert not parsed.refused
    assert table[["unit", "freq", "product"]].drop_duplicates().to_numpy().tolist() == [["persons", "A", "_Z"]]
    assert set(table["item"]) == {f"asylum_applications_first.{sex}" for sex in ("female", "male", "unknown")}
    assert (table["value"] % 5).eq(0).all()
    assert table["value"].gt(0).all()
    assert parsed.vintage == date(2025, 5, 26)


def test_a_number_is_where_row_says(sources: Path, parsed: Parsed) -> None:
    lines = (sources / PATH).read_text(encoding="utf-8").splitlines()
    for count in parsed.observations.sample(50, random_state=1).itertuples():
        sex = count.item.removeprefix("asylum_applications_first.")
        geo = count.reporter.removesuffix("_2020")
        assert lines[count.row - 1] == f'"{geo}",{count.period},"{count.partner}","{sex}",{count.value:.0f}'


@pytest.mark.parametrize(
    ("planted", "by", "message"),
    [
        ("EU27", "EU28", "a country's code or EU27 in row 2"),
        ('"BLR"', '"Belarus"', "a country's code in row 2"),
        ("2021", "2021-Q1", "a year in row 2"),
        ("male", "total", "female, male or unknown in row 2"),
        ("2330", ":", "a number of persons in row 2"),
        ("2330", "-5", "a number of persons in row 2"),
        ('"sex"', '"age"', "column 'sex'"),
        ('"EU27"', '"POL"', "each flow once"),
    ],
)
def test_another_table_is_refused(planted: str, by: str, message: str) -> None:
    assert planted in LINES
    with pytest.raises(SourceError, match=message):
        eurostat.parse(LINES.replace(planted, by, 1).encode(), PATH)


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="line end"):
        eurostat.parse(payload[:-3], PATH)
    with pytest.raises(SourceError, match="an HTML page"):
        eurostat.parse(b"<html>", PATH)
