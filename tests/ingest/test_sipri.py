"""SIPRI transfers: known volumes, sums over deals and classes, uncertain deliveries, and what is refused."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import sipri

PATH = "econ/sipri_transfers_to_postsoviet_2000plus.csv"
PREFACE = "#,SIPRI trend-indicator values (TIVs) are in millions.\n#,Data generated: 3 Jan 2025 9:16:02 PM\n"
HEAD = f"{PREFACE}{','.join(sipri._COLUMNS)}\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return sipri.parse((sources / PATH).read_bytes(), PATH)


@pytest.fixture(scope="module")
def volumes(parsed: Parsed) -> pd.DataFrame:
    return parsed.observations[parsed.observations["item"] == "tiv_delivered"]


def to_belarus(volumes: pd.DataFrame, product: str = "_T") -> pd.DataFrame:
    return volumes[(volumes["reporter"] == "BLR") & (volumes["product"] == product)]


def test_known_answers(volumes: pd.DataFrame) -> None:
    received = to_belarus(volumes).groupby("partner")["value"].sum().round(2)
    assert received.to_dict() == {"RUS": 1_672.05, "UKR": 42.72, "CHN": 4.40}
    assert round(received.sum()) == 1_719
    periods = volumes["period"]
    assert (periods.min(), periods.max()) == ("2000", "2023")


def test_deliveries_of_one_year_and_class_are_added(volumes: pd.DataFrame) -> None:
    missiles = to_belarus(volumes, "missiles").query("period == '2022'").iloc[0]
    assert missiles["value"] == pytest.approx(15.4 + 30 + 37.5)
    assert missiles["status"] == "estimated"


def test_classes_add_up_to_the_total(sources: Path, volumes: pd.DataFrame) -> None:
    keys = ["reporter", "partner", "period"]
    classes = volumes[volumes["product"] != "_T"]
    total = volumes[volumes["product"] == "_T"].set_index(keys)["value"]
    assert abs(classes.groupby(keys)["value"].sum() - total).max() < 1e-9
    assert classes["product"].nunique() == 9
    lines = (sources / PATH).read_text().splitlines()[11:]
    assert total.sum() == pytest.approx(sum(float(row["TIV delivery values"]) for row in csv.DictReader(lines)))


def test_pieces_are_counted_by_class_only(parsed: Parsed) -> None:
    pieces = parsed.observations[parsed.observations["item"] == "units_delivered"]
    assert "_T" not in set(pieces["product"])
    aircraft = pieces.query("reporter == 'BLR' and partner == 'RUS' and product == 'aircraft' and period == '2019'")
    assert aircraft["value"].tolist() == [8]  # four Yak-130 and four Su-30


def test_one_uncertain_delivery_makes_the_sum_an_estimate(volumes: pd.DataFrame) -> None:
    aircraft = to_belarus(volumes, "aircraft").set_index(["partner", "period"])["status"]
    assert aircraft["RUS", "2019"] == "reported"
    assert aircraft["RUS", "2015"] == "estimated"
    assert to_belarus(volumes).set_index(["partner", "period"]).loc[("RUS", "2019"), "status"] == "estimated"


@pytest.mark.parametrize(
    ("number", "year", "status"), [("No", "No", "reported"), ("Yes", "No", "estimated"), ("No", "Yes", "estimated")]
)
def test_each_mark_of_uncertainty_counts(number: str, year: str, status: str) -> None:
    line = f"Russia,Belarus,Aircraft,2019,{number},{year},75,6\n"
    assert set(sipri.parse((HEAD + line).encode(), PATH).observations["status"]) == {status}


def test_a_delivery_without_a_volume_is_no_zero() -> None:
    table = sipri.parse((HEAD + "Russia,Belarus,Aircraft,2019,No,No,,6\n").encode(), PATH).observations
    assert table["item"].tolist() == ["units_delivered"]


def test_years_without_deliveries_are_absent(volumes: pd.DataFrame) -> None:
    years = set(to_belarus(volumes)["period"])
    assert not years & {"2000", "2001", "2002", "2003", "2004"}
    assert volumes["value"].gt(0).all()


def test_an_unknown_supplier_is_not_a_country(volumes: pd.DataFrame, parsed: Parsed) -> None:
    assert "_X" in set(volumes["partner"])
    assert not parsed.refused
    lines = "Atlantis,Belarus,Aircraft,2019,No,No,75,6\nRussia,Belarus,Aircraft,2019,No,No,50,4\n"
    planted = sipri.parse((HEAD + lines).encode(), PATH)
    assert [(refusal.row, refusal.reason) for refusal in planted.refused] == [
        (4, "unknown area 'Atlantis': 1 deliveries")
    ]
    assert planted.observations[["partner", "value"]].values.tolist() == [["RUS", 4], ["RUS", 50], ["RUS", 50]]


def test_it_is_not_passed_on_whole() -> None:
    assert sipri.SOURCE.redistribute is False


def test_the_day_and_the_row_are_those_of_the_file(sources: Path, parsed: Parsed, volumes: pd.DataFrame) -> None:
    assert parsed.vintage.isoformat() == "2025-01-03"
    row = to_belarus(volumes, "air_defence_systems").query("period == '2006'")["row"].iloc[0]
    assert ",S-300PS," in (sources / PATH).read_text().splitlines()[row - 1]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b"are in millions", b"are in thousands", "the TIV in millions"),
        (b"Data generated: 3 Jan 2025", b"Data generated: soon", "'Data generated' with a day"),
        (b"Data generated: 3 Jan 2025", b"Data generated: 31 Feb 2025", "a day like 3 Jan 2025"),
        (b"TIV delivery values", b"TIV", "column 'TIV delivery values'"),
        (b",Sensors,", b",Drones,", "a class of weapons in row 13"),
        (b",Yes,2021,No,", b",maybe,2021,No,", "Yes or No in row 13"),
        (b",Yes,2021,No,", b",Yes,2021-2022,No,", "a year from 2000 on in row 13"),
    ],
)
def test_planted_faults_are_refused(sources: Path, old: bytes, new: bytes, complaint: str) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match=complaint):
        sipri.parse(payload.replace(old, new, 1), PATH)


def test_what_is_no_whole_table_is_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    for damaged, complaint in ((b"<html>", "an HTML page"), (b"", "an empty file"), (payload[:-20], "line end")):
        with pytest.raises(SourceError, match=complaint):
            sipri.parse(damaged, PATH)
    with pytest.raises(SourceError, match="the TIV in millions"):
        sipri.parse(payload[payload.index(b"SIPRI AT") :], PATH)
