"""Freedom in the World: known totals, the year that is judged, sums of the parts, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import freedom_house

PATH = "politics/freedom_house_full_2012_2024.csv"
PARTS = ["A", "B", "C", "D", "E", "F", "G"]


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return freedom_house.parse((sources / PATH).read_bytes(), PATH)


@pytest.fixture(scope="module")
def scores(parsed: Parsed) -> pd.DataFrame:
    """One row per country and year judged, one column per score."""
    return parsed.observations.pivot(index=["reporter", "period"], columns="item", values="value")


def test_known_answers(scores: pd.DataFrame) -> None:
    assert scores.loc[("BLR", "2017"), "total"] == 21
    assert scores.loc[("BLR", "2024"), ["total", "pr_full", "cl_full", "pr", "cl"]].tolist() == [7, 1, 6, 7, 7]


def test_the_period_is_the_year_judged_not_the_edition(parsed: Parsed) -> None:
    years = parsed.observations["period"]
    assert (years.min(), years.max()) == ("2012", "2024")
    assert parsed.edition.startswith("Freedom in the World 2013-2025")


def test_scores_add_up_with_the_additional_question_subtracted(scores: pd.DataFrame) -> None:
    assert (scores["pr_full"] + scores["cl_full"] == scores["total"]).all()
    assert (scores[["A", "B", "C"]].sum(axis=1) - scores["AddQ"] + scores["AddA"].fillna(0) == scores["pr_full"]).all()
    assert (scores[["D", "E", "F", "G"]].sum(axis=1) == scores["cl_full"]).all()
    for part in PARTS:
        questions = [name for name in scores.columns if name[0] == part and name[1:].isdigit()]
        assert (scores[questions].sum(axis=1) == scores[part]).all()


def test_a_question_that_was_dropped_is_absent_not_zero(scores: pd.DataFrame) -> None:
    asked = scores["AddA"].notna()
    assert set(scores.index[asked].get_level_values("period")) == {"2012", "2013", "2014", "2015", "2016"}


def test_a_territory_without_a_code_is_refused(parsed: Parsed, scores: pd.DataFrame) -> None:
    reason = "territory 'Russian-Occupied Territories of Ukraine' has no code (1 row)"
    assert [refusal.reason for refusal in parsed.refused] == [reason]
    assert len(scores) == 11 * 13
    assert scores["total"].min() >= 0  # the territory has -1


def test_ratings_and_scores_have_different_units(parsed: Parsed) -> None:
    units = parsed.observations.groupby("unit")["item"].unique().map(set)
    assert units["index"] == {"pr", "cl"}
    assert len(units["points"]) == 37


def test_a_number_is_where_row_says(sources: Path, parsed: Parsed) -> None:
    table = parsed.observations
    total = table[(table["item"] == "total") & (table["reporter"] == "BLR") & (table["period"] == "2024")].iloc[0]
    assert (sources / PATH).read_text().splitlines()[total["row"] - 1].startswith('"Belarus","Eurasia","c",2025,2024')


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b'"AddQ"', b'"AddB"', "column 'AddQ'"),
        (b"2025,2024", b"2024,2024", "found 2024 on 2024 in row 2"),
        (b'"PF",4,4', b'"PF",4,"N/A"', "a number in row 2"),
    ],
)
def test_planted_faults_are_refused(sources: Path, old: bytes, new: bytes, complaint: str) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match=complaint):
        freedom_house.parse(payload.replace(old, new, 1), PATH)


def test_what_is_no_whole_table_is_refused(sources: Path) -> None:
    with pytest.raises(SourceError, match="an HTML page"):
        freedom_house.parse(b"<html>", PATH)
    with pytest.raises(SourceError, match="line end"):
        freedom_house.parse((sources / PATH).read_bytes()[:-3], PATH)
