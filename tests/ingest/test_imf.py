"""IMF IMTS: scale, estimates since 2022, groups and their members, agreement with Rosstat, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import imf, rosstat

PATH = "trade/imf_imts/RUS_IMTS_2016_2024_all_partners.csv"
MEMBERS = (
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN", "IRL", "ITA",
    "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE",
)  # fmt: skip
HEADER = "DATASET,SERIES_CODE,COUNTRY.ID,INDICATOR.ID,COUNTERPART_COUNTRY.ID,FREQUENCY.ID,SCALE.ID,SCALE,2021,2022\n"
LINE = "IMF.STA:IMTS(1.0.0),RUS.XG_FOB_USD.BLR.A,RUS,XG_FOB_USD,BLR,A,6,Millions,22825.6,28677.0\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return imf.parse((sources / PATH).read_bytes(), PATH)


def flow(parsed: Parsed, item: str, partner: str) -> pd.Series:
    table = parsed.observations
    return table[(table["item"] == item) & (table["partner"] == partner)].set_index("period")["value"]


def test_known_answers(parsed: Parsed) -> None:
    assert flow(parsed, "export", "BLR")["2016"] == 14_106.665299
    assert flow(parsed, "import", "BLR")["2021"] == 15_619.579579
    assert flow(parsed, "export", "WLD")["2021"] == 492_048.058897
    assert flow(parsed, "import", "CHN")["2019"] == 54_066.431304


def test_all_is_read_once_in_millions(parsed: Parsed) -> None:
    table = parsed.observations
    assert (len(table), parsed.refused) == (3_704, ())
    assert table[["reporter", "product", "unit", "freq"]].drop_duplicates().values.tolist() == [
        ["RUS", "_T", "USD mn", "A"]
    ]
    assert not table.duplicated(["item", "partner", "period"]).any()
    assert table["value"].gt(0).all()


def test_what_russia_did_not_report_is_an_estimate(parsed: Parsed) -> None:
    table = parsed.observations
    by_year = table.groupby("period")["status"].unique().map(list).to_dict()
    assert by_year == {str(year): ["reported"] for year in range(2016, 2022)} | {
        str(year): ["estimated"] for year in range(2022, 2025)
    }


def test_reported_years_agree_with_rosstat(parsed: Parsed, sources: Path) -> None:
    path = rosstat.FILES[0]
    annual = rosstat.parse((sources / path).read_bytes(), path).observations
    for item, largest in (("export", 0.04), ("import", 0.07)):
        of_rosstat = annual[(annual["item"] == item) & (annual["partner"] == "BLR")].set_index("period")["value"]
        years = [str(year) for year in range(2016, 2022)]
        apart = (flow(parsed, item, "BLR")[years] / of_rosstat[years] - 1).abs()
        assert apart.max() <= largest
        assert apart["2021"] <= 0.014


def test_groups_are_apart_from_countries(parsed: Parsed) -> None:
    partners = set(parsed.observations["partner"])
    assert {"WLD", "EU27_2020", "PSE", "_G163", "_GX901", "_TX898"} <= partners
    assert all(len(code) == 3 for code in partners if not code.startswith(("_", "EU")))
    assert "_CIS" not in partners  # Rosstat's has no Georgia, Turkmenistan and Ukraine


@pytest.mark.parametrize("item", ["export", "import"])
def test_the_eu_has_its_members_of_2020_in_every_year(parsed: Parsed, item: str) -> None:
    members = parsed.observations[parsed.observations["partner"].isin(MEMBERS)]
    sums = members[members["item"] == item].groupby("period")["value"].sum()
    assert (sums / flow(parsed, item, "EU27_2020") - 1).abs().max() < 1e-4


def test_partners_without_a_figure_and_empty_years_are_absent(parsed: Parsed) -> None:
    partners = set(parsed.observations["partner"])
    assert not {"YUG", "CSK", "SCG", "_BLX", "_SPEC"} & partners
    assert flow(parsed, "export", "KAZ").index.max() == "2023"


def test_a_number_is_where_row_says(parsed: Parsed, sources: Path) -> None:
    lines = (sources / PATH).read_text(encoding="utf-8-sig").splitlines()
    table = parsed.observations
    row = table.query("item == 'export' and partner == 'BLR' and period == '2016'").iloc[0]["row"]
    assert '"RUS.XG_FOB_USD.BLR.A"' in lines[row - 1]
    assert '"14106.665299"' in lines[row - 1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("6,Millions", "0,Units", "SCALE.ID 6 in row 2"),
        ("6,Millions", "6,Units", "SCALE Millions in row 2"),
        ("RUS,XG_FOB_USD", "RUS,XG_FOB_EUR", "INDICATOR.ID"),
        (",A,6", ",M,6", "FREQUENCY.ID A"),
        ("IMTS(1.0.0)", "DOT(1.0.0)", "DATASET"),
        (",BLR,A", ",913,A", "COUNTERPART_COUNTRY.ID"),
        ("22825.6", "22 825.6", "a number in row 2"),
        ("28677.0\n", "28677.0\n" + LINE, "a series once"),
    ],
)
def test_another_table_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        imf.parse((HEADER + LINE.replace(old, new)).encode(), PATH)


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="an HTML page"):
        imf.parse(b"<html>", PATH)
    with pytest.raises(SourceError, match="line end"):
        imf.parse(payload[:-20], PATH)
    with pytest.raises(SourceError, match=r"column 'COUNTERPART_COUNTRY\.ID'"):
        imf.parse(payload.replace(b'"COUNTERPART_COUNTRY.ID"', b'"PARTNER.ID"', 1), PATH)
    with pytest.raises(SourceError, match="a column per year"):
        imf.parse((HEADER.replace("2021,2022", "value,note") + LINE).encode(), PATH)
