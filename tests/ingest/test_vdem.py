"""V-Dem: known scores, their bounds, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import vdem

PATH = "politics/vdem_v15_main_indices_1990_2024.csv"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return vdem.parse((sources / PATH).read_bytes(), PATH)


@pytest.fixture(scope="module")
def table(parsed: Parsed) -> pd.DataFrame:
    return parsed.observations


def scores(table: pd.DataFrame, reporter: str, item: str = "v2x_polyarchy") -> pd.DataFrame:
    return table[(table["reporter"] == reporter) & (table["item"] == item)].set_index("period")


def test_known_answers(table: pd.DataFrame) -> None:
    assert scores(table, "BLR").loc[["1994", "2020", "2024"], "value"].tolist() == [0.547, 0.211, 0.161]
    russia = scores(table, "RUS").loc["1990", ["value", "low", "high"]]
    assert russia.tolist() == [0.236, 0.215, 0.259]


def test_every_country_year_and_index_is_read(parsed: Parsed, table: pd.DataFrame) -> None:
    assert table["item"].nunique() == 14
    assert table["reporter"].nunique() == 16
    assert len(table) == (560 - 1) * 14  # Turkmenistan has nothing for 1990
    assert not parsed.refused
    assert set(table["unit"]) == {"index"}
    assert set(table["status"]) == {"estimated"}
    assert "1990" not in scores(table, "TKM").index


def test_the_bounds_are_those_of_the_index_and_hold_it(table: pd.DataFrame) -> None:
    indices = table[~table["item"].str.endswith("_sd")]
    assert (indices["low"] <= indices["value"]).all()
    assert (indices["value"] <= indices["high"]).all()
    deviations = table[table["item"].str.endswith("_sd")]
    assert deviations[["low", "high"]].isna().all(axis=None)
    assert scores(table, "BLR", "v2x_polyarchy_sd")["value"].max() < 0.1


def test_the_version_gives_the_day(parsed: Parsed) -> None:
    assert parsed.vintage.isoformat() == "2025-03-31"
    assert set(parsed.observations["vintage"]) == {parsed.vintage}


def test_a_number_is_where_row_says(sources: Path, table: pd.DataFrame) -> None:
    lines = (sources / PATH).read_text().splitlines()
    assert '"Belarus","BLR"' in lines[scores(table, "BLR").loc["2020", "row"] - 1]
    assert "0.211,0.188" in lines[scores(table, "BLR").loc["2020", "row"] - 1]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b'"v2x_api_codelow"', b'"v2x_api_low"', "column 'v2x_api_codelow'"),
        (b'"RUS",11,1990', b'"Rus",11,1990', "an ISO 3166 code in row 2"),
        (b",0.236,0.215", b",23.6,0.215", "a number from 0 to 1 in row 2"),
        (b",0.236,0.215", b",0.236,n/a", "a number from 0 to 1 in row 2"),
    ],
)
def test_planted_faults_are_refused(sources: Path, old: bytes, new: bytes, complaint: str) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match=complaint):
        vdem.parse(payload.replace(old, new, 1), PATH)


@pytest.mark.parametrize(("payload", "complaint"), [(b"<html>", "an HTML page"), (b"", "an empty file")])
def test_what_is_no_table_is_refused(payload: bytes, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        vdem.parse(payload, PATH)


def test_a_cut_end_is_refused(sources: Path) -> None:
    with pytest.raises(SourceError, match="line end"):
        vdem.parse((sources / PATH).read_bytes()[:-9], PATH)
