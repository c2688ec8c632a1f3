"""UN DESA migrant stocks: known answers for both sexes, concepts, who is missing, and what is refused."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import undesa

PATH = "migration/undesa_migrant_stock_by_origin_1990_2024_postsoviet_origins.csv.gz"
HEAD = b"geo,t,from,sex,n,type_b,type_c,type_r,type_i\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return undesa.parse((sources / PATH).read_bytes(), PATH)


@pytest.fixture(scope="module")
def table(parsed: Parsed) -> pd.DataFrame:
    return parsed.observations


def born_in_belarus(table: pd.DataFrame, product: str = "_T") -> pd.DataFrame:
    return table[(table["partner"] == "BLR") & (table["product"] == product)]


def test_known_answers(table: pd.DataFrame) -> None:
    in_russia = born_in_belarus(table).query("reporter == 'RUS'").set_index("period")["value"]
    assert in_russia[["1990", "2020", "2024"]].tolist() == [809_353, 381_017, 255_159]
    assert born_in_belarus(table).query("period == '2024'")["value"].sum() == 790_232


def test_both_sexes_are_read_and_their_sum_is_marked(table: pd.DataFrame) -> None:
    keys = ["reporter", "partner", "period"]
    sexes = table[table["product"] != "_T"]
    both = table[table["product"] == "_T"]
    assert len(sexes) == 7_472
    assert len(both) == 7_472 / 2
    assert both.set_index(keys)["value"].to_dict() == sexes.groupby(keys)["value"].sum().to_dict()
    assert both["note"].str.startswith("both sexes added").all()


def test_one_sex_alone_makes_no_total() -> None:
    table = undesa.parse(gzip.compress(HEAD + b"RUS,2024,BLR,female,5,1,0,0,0\n"), PATH).observations
    assert table["product"].tolist() == ["female"]


def test_the_reporter_is_where_they_live(table: pd.DataFrame) -> None:
    assert table["reporter"].nunique() == 82
    assert table["partner"].nunique() == 11
    assert "RUS" not in set(table["partner"])  # Russians abroad are not in this file


def test_a_zero_is_kept_and_an_absent_pair_is_not_made_one(table: pd.DataFrame) -> None:
    sexes = table[table["product"] != "_T"]
    assert (sexes["value"] == 0).sum() == 591
    assert sexes.groupby("period").size().nunique() == 1
    assert table.query("reporter == 'AFG' and partner == 'BLR'").empty


def test_the_note_says_whom_a_figure_counts(table: pd.DataFrame) -> None:
    women = table[table["product"] == "female"]
    assert women.query("reporter == 'RUS'")["note"].unique().tolist() == ["born abroad, refugees added"]
    assert women.query("reporter == 'CHN'")["note"].str.startswith("foreign citizens").all()
    assert set(table["status"]) == {"estimated"}


def test_a_number_is_where_row_says(sources: Path, table: pd.DataFrame) -> None:
    lines = gzip.decompress((sources / PATH).read_bytes()).decode().splitlines()
    found = born_in_belarus(table, "female").query("reporter == 'RUS' and period == '2024'").iloc[0]
    assert lines[found["row"] - 1].startswith('"RUS",2024,"BLR","female",145223')


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"Russia,2024,BLR,female,5,1,0,0,0\n", "an ISO 3166 code in row 2"),
        (b"RUS,2024,BLR,total,5,1,0,0,0\n", "female or male in row 2"),
        (b"RUS,2024,BLR,female,5.5,1,0,0,0\n", "a count in row 2"),
        (b"RUS,2024,BLR,female,5,1,0,0,2\n", "a flag 0 or 1 in row 2"),
        (b"RUS,2024,BLR,female,5,1,0,0,0", "line end"),
    ],
)
def test_planted_faults_are_refused(line: bytes, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        undesa.parse(gzip.compress(HEAD + line), PATH)


def test_what_is_no_whole_file_is_refused(sources: Path) -> None:
    with pytest.raises(SourceError, match="an HTML page"):
        undesa.parse(b"<html>", PATH)
    with pytest.raises(SourceError, match="an undamaged gzip file"):
        undesa.parse((sources / PATH).read_bytes()[:-20], PATH)
    with pytest.raises(SourceError, match="column 'from'"):
        undesa.parse(gzip.compress(HEAD.replace(b"from", b"origin")), PATH)
