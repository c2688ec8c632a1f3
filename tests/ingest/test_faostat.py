"""FAOSTAT potash: known answers, what is carried forward, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import faostat

PATH = faostat.FILES[0]
HEADER = "Area,Year,Item,Measurement,Unit,Value\n"
LINE = "Belarus,2022,Nutrient potash K2O (total),Export quantity,t,2596624.12\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return faostat.parse((sources / PATH).read_bytes(), PATH)


def series(parsed: Parsed, item: str, reporter: str) -> pd.Series:
    rows = parsed.observations
    return rows[(rows["item"] == item) & (rows["reporter"] == reporter)].set_index("period")["value"]


def test_known_answers_for_belarus(parsed: Parsed) -> None:
    exports = series(parsed, "export", "BLR")
    assert exports.loc["2020":].tolist() == [7_205_003.97, 6_940_300.99, 2_596_624.12, 2_930_829.51]
    assert exports.index[0] == "1992"


def test_carried_forward_production_is_kept_as_published(parsed: Parsed) -> None:
    """An error of the publisher's, left to data/corrections.toml, for Canada as for Belarus."""
    assert series(parsed, "production", "BLR").loc["2020":].tolist() == [7_562_153.0] * 4
    assert series(parsed, "production", "CAN").loc["2020":].tolist() == [13_551_900.0] * 4
    assert series(parsed, "production", "BLR").loc["2019"] == 7_348_293


def test_areas_flows_and_spans(parsed: Parsed) -> None:
    rows = parsed.observations
    assert set(rows["reporter"]) == {"BLR", "CAN", "SUN", "WLD"}
    assert set(zip(rows["item"], rows["partner"], strict=True)) == {
        ("production", "_Z"),
        ("use", "_Z"),
        ("export", "WLD"),
        ("import", "WLD"),
    }
    assert set(rows["product"]) == {"potash_k2o"}
    assert set(rows["unit"]) == {"tonnes"}
    assert series(parsed, "production", "SUN").index[-1] == "1991"
    assert series(parsed, "import", "SUN").empty
    assert series(parsed, "import", "BLR").index[0] == "1998"
    assert len(rows) == 718
    assert not parsed.refused


def test_the_soviet_union_and_belarus_never_share_a_year(parsed: Parsed) -> None:
    for item in ("production", "export", "use"):
        assert not set(series(parsed, item, "SUN").index) & set(series(parsed, item, "BLR").index)


def test_numbers_in_powers_of_ten_are_read(parsed: Parsed, sources: Path) -> None:
    assert series(parsed, "use", "BLR").loc["1994"] == 300_000
    lines = (sources / PATH).read_text().splitlines()
    row = parsed.observations.query("item == 'use' and reporter == 'BLR' and period == '1994'").iloc[0]["row"]
    assert lines[row - 1].endswith("t,3e+05")


def test_an_unknown_area_is_refused_by_name() -> None:
    parsed = faostat.parse((HEADER + LINE + LINE.replace("Belarus", "Atlantis")).encode(), PATH)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (3, "area 'Atlantis' is not in data/codes/areas.csv (1 rows)")
    ]
    assert parsed.observations["reporter"].tolist() == ["BLR"]


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (HEADER.replace("Unit", "Units") + LINE, "column 'Unit'"),
        (HEADER + LINE.replace(",t,", ",kt,"), "tonnes in row 2"),
        (HEADER + LINE.replace("potash", "phosphate"), "potash K2O in row 2"),
        (HEADER + LINE.replace("Export quantity", "Export value"), "a known measurement in row 2"),
        (HEADER + LINE + LINE, "one value an area"),
        (HEADER + LINE.replace("2596624.12", "..."), "a number in row 2"),
        (HEADER + LINE[:-14] + "\n", "the file is cut"),
        (HEADER + LINE[:-1], "line end"),
        ("<html></html>", "an HTML page"),
    ],
)
def test_damaged_files_are_refused(damaged: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        faostat.parse(damaged.encode(), PATH)
