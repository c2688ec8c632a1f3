"""OFAC counts: known answers by day, what was known when, additions against stock, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import ofac

COUNTS = "politics/ofac_sdn_belarus_counts_2021_2024.csv"
SEEN = "politics/ofac_sdn_belarus_entries_first_seen_2021_2024.csv"
KINDS = ["individual", "entity", "vessel", "aircraft"]


@pytest.fixture(scope="module")
def files(sources: Path) -> dict[str, Parsed]:
    return {path: ofac.parse((sources / path).read_bytes(), path) for path in (COUNTS, SEEN)}


def by_day(parsed: Parsed, product: str = "_T", reporter: str = "BLR") -> pd.Series:
    table = parsed.observations
    chosen = table[(table["product"] == product) & (table["reporter"] == reporter)]
    return chosen.set_index("period")["value"]


def test_known_answers(files: dict[str, Parsed]) -> None:
    days = ["2021-08-18", "2021-12-02", "2022-02-25", "2023-08-09", "2023-12-05", "2024-04-15"]
    assert by_day(files[COUNTS])[days].tolist() == [103, 138, 162, 192, 210, 232]
    assert by_day(files[COUNTS], reporter="WLD")["2024-05-03"] == 14_965


def test_kinds_add_up_on_every_day(files: dict[str, Parsed]) -> None:
    kinds = sum(by_day(files[COUNTS], kind) for kind in KINDS)
    assert kinds.equals(by_day(files[COUNTS]))


def test_of_two_copies_of_one_day_the_later_counts(files: dict[str, Parsed]) -> None:
    counts = by_day(files[COUNTS])
    assert counts.index.is_unique
    assert len(counts) == 308 - 13
    assert counts["2021-12-02"] == 138  # 103 in the copy of that morning
    (refused,) = files[COUNTS].refused
    assert refused.reason.startswith("13 copies followed by another of the same day")


def test_the_later_copy_counts_in_whatever_order_they_stand() -> None:
    head = "commit_date,total_entries,belarus_all,belarus_individual,belarus_entity,belarus_vessel,belarus_aircraft,"
    late, early = "2021-12-02T18:50:23+00:00,9,2,2,0,0,0,0", "2021-12-02T01:41:59+00:00,8,1,1,0,0,0,0"
    parsed = ofac.parse(f"{head}belarus_eo14038\n{late}\n{early}\n".encode(), COUNTS)
    assert by_day(parsed).tolist() == [2]
    assert parsed.refused[0].row == 3


def test_a_count_was_known_on_its_own_day(files: dict[str, Parsed]) -> None:
    for parsed in files.values():
        table = parsed.observations
        assert table["vintage"].astype(str).equals(table["period"])
        assert set(table["freq"]) == {"D"}
        assert parsed.vintage.isoformat() == "2024-05-03"


def test_entries_first_seen_add_up_to_the_stock(files: dict[str, Parsed]) -> None:
    for kind in ["_T", "individual", "entity", "aircraft"]:
        stock = by_day(files[COUNTS], kind)
        seen = by_day(files[SEEN], kind).cumsum().reindex(stock.index).ffill().fillna(0)
        assert seen.equals(stock)
    assert by_day(files[SEEN]).sum() == 232
    assert by_day(files[SEEN], "eo14038").sum() == by_day(files[COUNTS], "eo14038").iloc[-1] == 160


def test_the_first_day_is_no_addition(files: dict[str, Parsed]) -> None:
    table = files[SEEN].observations
    first = table["period"] == "2021-08-18"
    assert set(table.loc[first, "note"]) == {"already listed in the first copy"}
    assert set(table.loc[~first, "note"]) == {""}


def test_no_name_is_kept(files: dict[str, Parsed]) -> None:
    text = files[SEEN].observations.to_csv()
    assert "MIKLASHEVICH" not in text
    assert "INNOTECH" not in text


def test_a_number_is_where_row_says(sources: Path, files: dict[str, Parsed]) -> None:
    table = files[COUNTS].observations
    row = table[(table["period"] == "2024-05-02") & (table["product"] == "eo14038")]["row"].iloc[0]
    line = (sources / COUNTS).read_text().splitlines()[row - 1]
    assert line.endswith("2024-05-02T18:43:33+00:00,14973,232,128,99,0,5,160")


@pytest.mark.parametrize(
    ("path", "old", "new", "complaint"),
    [
        (COUNTS, b"belarus_vessel", b"vessels", "column 'belarus_vessel'"),
        (COUNTS, b"2021-08-18T09:39:01+00:00", b"18/08/2021", "a moment of UTC in row 2"),
        (COUNTS, b",9083,103", b",9083,many", "a number in row 2"),
        (SEEN, b"last_seen", b"until", "column 'last_seen'"),
        (SEEN, b"individual,BELARUS", b"person,BELARUS", "a kind of entry in row 2"),
        (SEEN, b"individual,BELARUS", b"individual,SYRIA", "a programme that names Belarus in row 2"),
    ],
)
def test_planted_faults_are_refused(sources: Path, path: str, old: bytes, new: bytes, complaint: str) -> None:
    payload = (sources / path).read_bytes()
    with pytest.raises(SourceError, match=complaint):
        ofac.parse(payload.replace(old, new, 1), path)


def test_what_is_no_whole_table_is_refused(sources: Path) -> None:
    for path in (COUNTS, SEEN):
        with pytest.raises(SourceError, match="an HTML page"):
            ofac.parse(b"<html>", path)
        with pytest.raises(SourceError, match="line end"):
            ofac.parse((sources / path).read_bytes()[:-4], path)
    with pytest.raises(SourceError, match="a name that begins with"):
        ofac.parse(b"x", "politics/sdn.csv")
