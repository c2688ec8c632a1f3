"""Frontex: known detections, the sum of the nationalities, unknown nationalities, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import frontex

PATH = "migration/frontex_eastern_borders_monthly_2009_2025.csv"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return frontex.parse((sources / PATH).read_bytes(), PATH)


@pytest.fixture(scope="module")
def table(parsed: Parsed) -> pd.DataFrame:
    return parsed.observations


def detected(table: pd.DataFrame, period: str, partner: str) -> float:
    chosen = table[table["period"].str.startswith(period) & (table["partner"] == partner)]
    return float(chosen["value"].sum())


def test_known_answers(table: pd.DataFrame) -> None:
    assert detected(table, "2020", "WLD") == 615
    assert detected(table, "2021", "WLD") == 8_075
    assert detected(table, "2021-07", "WLD") == 3_236
    assert detected(table, "2021", "IRQ") == 4_814


def test_the_total_is_the_sum_of_the_nationalities_and_says_so(table: pd.DataFrame) -> None:
    world = table[table["partner"] == "WLD"]
    nationalities = table[table["partner"] != "WLD"]
    assert world.set_index("period")["value"].to_dict() == nationalities.groupby("period")["value"].sum().to_dict()
    assert set(world["note"]) == {"sum of the nationalities"}
    assert set(nationalities["note"]) == {""}
    assert len(world) == 196  # no month is missing from January 2009 to April 2025
    assert len(nationalities) == 2_945


def test_a_nationality_that_was_not_detected_is_absent_not_zero(table: pd.DataFrame) -> None:
    assert table["value"].gt(0).all()
    assert table[table["partner"] == "IRQ"]["period"].nunique() < 196


def test_unknown_and_stateless_have_codes_of_their_own(table: pd.DataFrame) -> None:
    assert {"_X", "_STL"} <= set(table["partner"])
    assert not {"OOO", "STL"} & set(table["partner"])


def test_the_reporter_is_the_union_not_one_member(table: pd.DataFrame) -> None:
    assert set(table["reporter"]) == {"_EU"}
    assert set(table["unit"]) == {"detections"}


def test_the_printed_day_is_the_vintage(parsed: Parsed) -> None:
    assert parsed.vintage.isoformat() == "2025-06-03"


def test_a_number_is_where_row_says(sources: Path, table: pd.DataFrame) -> None:
    found = table[(table["partner"] == "UKR") & (table["period"] == "2025-04")].iloc[0]
    line = (sources / PATH).read_text().splitlines()[found["row"] - 1]
    assert line == '"Eastern Borders Route","Land","UKR","2025-04",537'


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b'"nat"', b'"citizen"', "column 'nat'"),
        (b'"Eastern Borders Route"', b'"Western Balkan Route"', "the Eastern Borders Route in row 2"),
        (b'"Land"', b'"Sea"', "a land border in row 2"),
        (b'"2009-01",22', b'"2009-13",22', "a month in row 2"),
        (b'"2009-01",22', b'"2009-01",-22', "a count in row 2"),
    ],
)
def test_planted_faults_are_refused(sources: Path, old: bytes, new: bytes, complaint: str) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match=complaint):
        frontex.parse(payload.replace(old, new, 1), PATH)


def test_what_is_no_whole_table_is_refused(sources: Path) -> None:
    with pytest.raises(SourceError, match="an HTML page"):
        frontex.parse(b"<html>", PATH)
    with pytest.raises(SourceError, match="line end"):
        frontex.parse((sources / PATH).read_bytes()[:-3], PATH)
