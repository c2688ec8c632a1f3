"""BACI: the whole world's pairs, their status, the rows known to be wrong, and a cut archive."""

import gzip
import time
from pathlib import Path

import pandas as pd
import pytest

from ingest.corrections import corrected, corrections
from ingest.errors import SourceError
from ingest.sources import baci

PATH = baci.FILES[0]


@pytest.fixture(scope="module")
def table(sources: Path) -> pd.DataFrame:
    return baci.parse((sources / PATH).read_bytes(), PATH).observations


def test_every_pair_is_read_as_a_mirror(table: pd.DataFrame) -> None:
    assert len(table) == 581_494
    assert len(table.groupby(["reporter", "partner"])) == 38_146
    assert len({*table["reporter"], *table["partner"]}) == 206
    assert set(table["status"]) == {"mirror"}
    assert set(table["unit"]) == {"USD thousand"}
    assert (table["period"].min(), table["period"].max()) == ("2000", "2020")


def test_the_exporter_is_the_reporter(table: pd.DataFrame) -> None:
    flow = table[(table["reporter"] == "BLR") & (table["partner"] == "RUS") & (table["period"] == "2020")].iloc[0]
    assert flow["value"] == 12_857_659.969
    exports = table[(table["reporter"] == "BLR") & (table["period"] == "2019")]["value"].sum()
    own_report = 32_955_120
    assert 0.96 < exports / own_report < 0.99


def test_rows_known_to_be_wrong_are_marked_inferior(table: pd.DataFrame) -> None:
    inferior = table[table["preference"] == 2]
    pairs = set(zip(inferior["reporter"], inferior["partner"], strict=True))
    assert pairs == {("CHN", "KGZ"), ("CHN", "TJK")}
    assert inferior["note"].ne("").all()


def test_the_wrong_british_figure_is_left_to_the_corrections(table: pd.DataFrame) -> None:
    british = table[(table["reporter"] == "GBR") & (table["partner"] == "BLR") & (table["period"] == "2020")]
    assert british[["value", "preference"]].values.tolist() == [[1_263_124.101, 1]]
    corrected_table, refused, touched = corrected(table, "baci", PATH, corrections())
    inferior = corrected_table[(corrected_table["preference"] == 2) & (corrected_table["reporter"] == "GBR")]
    assert inferior[["partner", "period", "value"]].values.tolist() == [["BLR", "2020", 1_263_124.101]]
    assert (len(corrected_table), refused, touched) == (len(table), [], {"baci_blr_from_gbr_2020": 1})


def test_row_is_the_line_of_the_unpacked_csv(sources: Path, table: pd.DataFrame) -> None:
    lines = gzip.decompress((sources / PATH).read_bytes()).splitlines()
    last = table.iloc[-1]
    assert lines[last["row"] - 1].decode() == f"2020,ZWE,ZMB,{last['value']}"


def test_it_is_read_in_seconds(sources: Path) -> None:
    start = time.process_time()
    baci.parse((sources / PATH).read_bytes(), PATH)
    assert time.process_time() - start < 10


def test_a_cut_archive_is_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="undamaged gzip"):
        baci.parse(payload[: len(payload) // 2], PATH)
    with pytest.raises(SourceError, match="undamaged gzip"):
        baci.parse(payload[:-4], PATH)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (b"year,exporter,importer,value_usd\n2020,BLR,RUS,1\n", "column 'value_thousand_usd'"),
        (b"year,exporter,importer,value_thousand_usd\n2020,112,643,1\n", "an ISO 3166 code in row 2"),
        (b"year,exporter,importer,value_thousand_usd\n20,BLR,RUS,1\n", "a year in row 2"),
        (b"year,exporter,importer,value_thousand_usd\n2020,BLR,RUS,inf\n", "a number in row 2"),
        (b"year,exporter,importer,value_thousand_usd\n2020,BLR", "line end"),
    ],
)
def test_another_table_in_the_archive_is_refused(cells: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        baci.parse(gzip.compress(cells), PATH)


def test_a_page_or_a_bare_csv_instead_of_the_archive_is_refused() -> None:
    with pytest.raises(SourceError, match="an HTML page"):
        baci.parse(b"<html><body>404</body></html>", PATH)
    with pytest.raises(SourceError, match="gzip"):
        baci.parse(b"year,exporter,importer,value_thousand_usd\n2020,BLR,RUS,1\n", PATH)
