"""Worldwide Governance Indicators: known values, the rank's bounds, missing years, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import wgi

PATH = "politics/wgi_voice_accountability_1996_2023.csv"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return wgi.parse((sources / PATH).read_bytes(), PATH)


def of_belarus(parsed: Parsed, item: str) -> pd.DataFrame:
    table = parsed.observations
    return table[(table["reporter"] == "BLR") & (table["item"] == item)].set_index("period")


def test_known_answers(parsed: Parsed) -> None:
    assert of_belarus(parsed, "VA.EST").loc["1996", "value"] == -0.819772601127625
    assert of_belarus(parsed, "VA.EST").loc["2023", "value"] == pytest.approx(-1.667397, abs=1e-6)
    assert of_belarus(parsed, "VA.NO.SRC").loc["2023", ["value", "status", "unit"]].tolist() == [
        8,
        "reported",
        "sources",
    ]
    assert of_belarus(parsed, "VA.STD.ERR").loc["2023", "value"] == pytest.approx(0.124425, abs=1e-6)


def test_only_the_rank_has_bounds(parsed: Parsed) -> None:
    rank = of_belarus(parsed, "VA.PER.RNK").loc["1996"]
    assert rank[["value", "low", "high", "unit"]].tolist() == [23.5, 13, 37, "percent"]
    others = parsed.observations[parsed.observations["item"] != "VA.PER.RNK"]
    assert others[["low", "high"]].isna().all(axis=None)


def test_years_without_a_survey_are_absent(parsed: Parsed) -> None:
    years = set(parsed.observations["period"])
    assert len(years) == 25
    assert not years & {"1997", "1999", "2001"}
    assert len(parsed.observations) == 275 * 4


def test_a_number_is_where_row_says(sources: Path, parsed: Parsed) -> None:
    line = (sources / PATH).read_text().splitlines()[of_belarus(parsed, "VA.EST").loc["1996", "row"] - 1]
    assert line.startswith('"Belarus","BLR",1996,-0.819772601127625')


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b'"Upper"', b'"Top"', "column 'Upper'"),
        (b'"ARM",1996', b'"ARM",96', "a year in row 2"),
        (b"-0.56990909576416", b"#N/A", "a number in row 2"),
    ],
)
def test_planted_faults_are_refused(sources: Path, old: bytes, new: bytes, complaint: str) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match=complaint):
        wgi.parse(payload.replace(old, new, 1), PATH)


def test_what_is_no_whole_table_is_refused(sources: Path) -> None:
    with pytest.raises(SourceError, match="an HTML page"):
        wgi.parse(b"<!DOCTYPE html>", PATH)
    with pytest.raises(SourceError, match="line end"):
        wgi.parse((sources / PATH).read_bytes()[:-5], PATH)
