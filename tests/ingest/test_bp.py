"""BP's matrix of gas by pipeline: Belarus's only supplier, sums across and down, and what is left out."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import bp

PATH = "trade/bp2021_gas_pipeline_trade_matrix_2020_bcm.csv"


@pytest.fixture(scope="module")
def payload(sources: Path) -> bytes:
    return (sources / PATH).read_bytes()


@pytest.fixture(scope="module")
def parsed(payload: bytes) -> Parsed:
    return bp.parse(payload, PATH)


def suppliers(parsed: Parsed, reporter: str) -> pd.Series:
    table = parsed.observations
    return table[table["reporter"] == reporter].set_index("partner")["value"]


def test_russia_is_the_only_supplier_of_belarus(parsed: Parsed) -> None:
    belarus = suppliers(parsed, "BLR")
    assert belarus[belarus > 0].round(2).to_dict() == {"RUS": 17.57, "WLD": 17.57}
    assert set(parsed.observations["unit"]) == {"bcm"}
    assert set(parsed.observations["period"]) == {"2020"}
    assert parsed.vintage.isoformat() == "2021-07-31"


def test_the_world_is_the_other_end_of_totals(parsed: Parsed) -> None:
    assert suppliers(parsed, "WLD")["RUS"] == pytest.approx(197.68, abs=0.01)
    assert suppliers(parsed, "WLD")["WLD"] == pytest.approx(755.84, abs=0.01)
    assert suppliers(parsed, "UKR")[["RUS", "WLD"]].round(2).tolist() == [0.0, 14.75]


def test_totals_are_sums_and_regions_would_count_twice(parsed: Parsed) -> None:
    for reporter in ("BLR", "KAZ", "RUS", "MEX"):
        imports = suppliers(parsed, reporter)
        assert imports.drop("WLD").sum() == pytest.approx(imports["WLD"])
    totals = parsed.observations.query("partner == 'WLD'").set_index("reporter")["value"]
    assert 500 < totals.drop("WLD").sum() < totals["WLD"]


def test_regions_and_remainders_are_refused_each_once(parsed: Parsed) -> None:
    refused = [refusal.reason.partition(":")[0] for refusal in parsed.refused]
    assert len(refused) == len(set(refused)) == 15
    assert {refusal.reason.partition(": ")[2] for refusal in parsed.refused} == {"a group of countries or a remainder"}
    assert {"CIS", "Europe", "Other EU", "Other CIS", "Other Europe"} <= set(refused)
    assert parsed.observations.groupby("reporter").size().nunique() == 1
    assert parsed.observations["reporter"].nunique() == 25
    assert parsed.observations["partner"].nunique() == 18


def test_a_number_is_where_row_says(payload: bytes, parsed: Parsed) -> None:
    flow = parsed.observations.query("reporter == 'KAZ' and partner == 'RUS'").iloc[0]
    line = payload.decode().splitlines()[flow["row"] - 1]
    assert line.startswith("Kazakhstan,")
    assert f"{flow['value']}" in line


def test_an_unknown_importer_is_refused(payload: bytes) -> None:
    parsed = bp.parse(payload.replace(b"\nBelarus,", b"\nAtlantis,"), PATH)
    assert suppliers(parsed, "BLR").empty
    assert "Atlantis: not in data/codes/areas.csv" in {refusal.reason for refusal in parsed.refused}


def test_other_tables_are_refused(payload: bytes) -> None:
    with pytest.raises(SourceError, match="'Natural Gas: Trade movements 2020 by pipeline' in row 1"):
        bp.parse(payload.replace(b"2020", b"2019", 1), PATH)
    with pytest.raises(SourceError, match="'Billion cubic metres' in row 2"):
        bp.parse(payload.replace(b"metres", b"feet", 1), PATH)
    with pytest.raises(SourceError, match="'To' in row 3"):
        bp.parse(payload.replace(b"\nTo,", b"\nFrom,", 1), PATH)
    with pytest.raises(SourceError, match="a number in row"):
        bp.parse(payload.replace(b"17.57098190562223", b"n/a", 1), PATH)
    with pytest.raises(SourceError, match="found an HTML page"):
        bp.parse(b"<html>\n", PATH)
    with pytest.raises(SourceError, match="found an empty file"):
        bp.parse(b"", PATH)
    with pytest.raises(SourceError, match="UTF-8"):
        bp.parse(b"\xff\xfe", PATH)


def test_a_cut_file_is_refused(payload: bytes) -> None:
    with pytest.raises(SourceError, match="a file that is cut"):
        bp.parse(payload[: payload.index(b"Total exports")], PATH)
    with pytest.raises(SourceError, match="a file that is cut"):
        bp.parse(payload[: payload.index(b"755.8426306101192") + 5], PATH)
    with pytest.raises(SourceError, match="the file is cut"):
        bp.parse(payload.replace(b",755.8426306101192,,", b""), PATH)
