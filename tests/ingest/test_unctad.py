"""UNCTAD's goods trade: the matrix by section, its names run together, and the indices of concentration."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import unctad

MATRIX = "trade/unctad_trade_matrix_1995_2005_2015_sitc1_postsoviet_extract.csv"
INDICES = "trade/unctad_concentration_diversification_indices_1995_2023.csv"
MATRIX_HEADER = "exporter,importer,value_thousand_usd,year,sitc_section\n"


@pytest.fixture(scope="module")
def matrix(sources: Path) -> Parsed:
    return unctad.parse((sources / MATRIX).read_bytes(), MATRIX)


@pytest.fixture(scope="module")
def indices(sources: Path) -> Parsed:
    return unctad.parse((sources / INDICES).read_bytes(), INDICES)


def exports(matrix: Parsed, reporter: str, partner: str, year: int) -> pd.Series:
    wanted = pd.Series((reporter, partner, str(year)), index=["reporter", "partner", "period"])
    table = matrix.observations
    return table[(table[wanted.index] == wanted).all(axis=1)].set_index("product")["value"]


def index(indices: Parsed, item: str, reporter: str) -> pd.DataFrame:
    table = indices.observations
    return table[(table["item"] == item) & (table["reporter"] == reporter)].set_index("period")


def test_russia_sells_fuels_to_belarus(matrix: Parsed) -> None:
    sold = exports(matrix, "RUS", "BLR", 2015)
    assert sold["_T"] == pytest.approx(12_428_309.688)
    assert sold["SITC3"] == pytest.approx(6_238_866.177)
    assert set(sold.index) == {"_T", *(f"SITC{section}" for section in range(10))}
    assert set(matrix.observations["unit"]) == {"USD thousand"}


def test_sections_add_up_to_all_goods(matrix: Parsed) -> None:
    table = matrix.observations.query("reporter in ['BLR', 'RUS', 'UKR']")
    wide = table.pivot_table(index=["reporter", "partner", "period"], columns="product", values="value")
    large = wide[wide["_T"] > 1_000]
    assert ((large.drop(columns="_T").sum(axis=1) / large["_T"] - 1).abs() < 0.001).mean() > 0.97


def test_section_9_absorbs_what_is_not_specified(matrix: Parsed) -> None:
    for reporter, partner, year in (("BLR", "RUS", 1995), ("RUS", "BLR", 1995), ("RUS", "BLR", 2005)):
        sold = exports(matrix, reporter, partner, year)
        assert set(sold.index) == {"_T", "SITC9"}
        assert sold["SITC9"] == sold["_T"]
    assert len(exports(matrix, "BLR", "RUS", 2005)) == 11


def test_names_run_together_all_have_codes(matrix: Parsed) -> None:
    assert not matrix.refused
    assert len(matrix.observations) == 59_717
    table = matrix.observations
    assert not table.duplicated(["reporter", "partner", "product", "period"]).any()
    assert {"MDA", "ATG", "BIH", "CIV", "TWN", "VCT", "LAO", "GNB", "_SUD", "SCG", "TTO"} <= set(table["reporter"])


def test_former_areas_do_not_overlap_their_successors(matrix: Parsed) -> None:
    table = matrix.observations
    for former, successor in (("_SUD", "SDN"), ("SCG", "SRB")):
        years = [set(table.loc[table["reporter"] == code, "period"]) for code in (former, successor)]
        assert all(years)
        assert not years[0] & years[1]


def test_the_matrix_does_not_flag_its_estimates(matrix: Parsed) -> None:
    assert set(matrix.observations["status"]) == {"estimated"}


def test_flagged_indices_are_estimated(indices: Parsed) -> None:
    exported = index(indices, "export_concentration_index", "BLR")
    assert exported.loc["2019", ["value", "status"]].tolist() == [0.149047, "estimated"]
    assert exported.loc["2023", ["value", "status"]].tolist() == [0.085093, "reported"]
    bought = index(indices, "import_diversification_index", "BLR")
    assert bought.loc["2023", ["value", "unit", "partner"]].tolist() == [0.375871, "index", "WLD"]
    assert index(indices, "export_product_count", "BLR").loc["2023", ["value", "unit"]].tolist() == [243, "products"]


def test_unclassified_trade_is_noted(indices: Parsed) -> None:
    exported = index(indices, "export_concentration_index", "BLR")
    assert exported.loc["1995", ["status", "note"]].tolist() == ["reported", "over 30 % not classified (SITC 931)"]
    assert exported.loc["2000", "note"] == ""
    table = indices.observations
    both = table[(table["note"] != "") & (table["status"] == "estimated")]
    assert len(both) == 55 * 2


def test_groups_are_left_out_and_the_world_is_kept(indices: Parsed) -> None:
    assert index(indices, "export_concentration_index", "WLD").loc["1995", "value"] == 0.051771
    assert indices.observations["reporter"].str.len().max() <= 5
    left_out = [refusal.reason for refusal in indices.refused if "groups" in refusal.reason]
    assert len(indices.refused) == 14
    assert left_out == ["63 groups of economies, no parties to a measure (3654 rows)"]


def test_a_row_without_figures_is_refused(indices: Parsed) -> None:
    refused = [refusal.reason for refusal in indices.refused if "not applicable" in refusal.reason]
    assert "Serbia: not applicable in 26 rows" in refused
    rows = sum(int(reason.split()[-2]) for reason in refused)
    per_row = indices.observations.groupby("row").size()
    assert len(per_row) + rows + 3_654 == 16_724
    assert per_row.value_counts().to_dict() == {3: 12_696, 2: 2}


def test_a_number_is_where_row_says(sources: Path, matrix: Parsed, indices: Parsed) -> None:
    flow = matrix.observations.query("reporter == 'BLR' and partner == 'RUS' and period == '2015'").iloc[0]
    line = (sources / MATRIX).read_text(encoding="utf-8").splitlines()[flow["row"] - 1]
    assert line.startswith(f"Belarus,RussianFederation,{flow['value']},2015,")
    found = index(indices, "export_concentration_index", "BLR").loc["2023"]
    assert f",{found['value']}," in (sources / INDICES).read_text(encoding="utf-8").splitlines()[found["row"] - 1]


def test_an_unknown_name_is_refused_once() -> None:
    lines = "Belarus,Atlantis,1.0,2015,All\nAtlantis,Belarus,1.0,2015,All\nBelarus,Poland,1.0,2015,All\n"
    parsed = unctad.parse((MATRIX_HEADER + lines).encode(), MATRIX)
    assert parsed.observations["partner"].tolist() == ["POL"]
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (2, "area 'Atlantis' is not in data/codes/areas.csv (2 rows)")
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Belarus,Poland,1.0,2015,HS27\n", "a section of the SITC"),
        ("Belarus,Poland,1.0,15,All\n", "a year"),
        ("Belarus,Poland,n/a,2015,All\n", "a number in row 2"),
    ],
)
def test_other_cells_of_the_matrix_are_refused(line: str, expected: str) -> None:
    with pytest.raises(SourceError, match=expected):
        unctad.parse((MATRIX_HEADER + line).encode(), MATRIX)


def test_other_indices_are_refused(sources: Path) -> None:
    payload = (sources / INDICES).read_bytes()
    with pytest.raises(SourceError, match="a known footnote in row"):
        unctad.parse(payload.replace(b'"Estimated"', b'"Provisional"', 1), INDICES)
    with pytest.raises(SourceError, match="Exports or Imports"):
        unctad.parse(payload.replace(b'"Exports"', b'"Transit"', 1), INDICES)


def test_damaged_files_are_refused(sources: Path) -> None:
    for path in (MATRIX, INDICES):
        payload = (sources / path).read_bytes()
        with pytest.raises(SourceError, match="line end"):
            unctad.parse(payload[:-3], path)
        with pytest.raises(SourceError, match="an HTML page"):
            unctad.parse(b"<html>", path)
    with pytest.raises(SourceError, match="column 'value_thousand_usd'"):
        unctad.parse((sources / MATRIX).read_bytes().replace(b"thousand", b"mn", 1), MATRIX)
    with pytest.raises(SourceError, match="column 'Concentration Index Footnote'"):
        unctad.parse((sources / INDICES).read_bytes().replace(b"Concentration Index Footnote", b"Note", 1), INDICES)
