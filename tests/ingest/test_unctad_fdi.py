"""UNCTAD's foreign direct investment: Russia's share in Belarus, two reports of one flow, a pair that stands twice."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import unctad

PAIRS = "fdi/unctad_bilateral_fdi_2001_2012_postsoviet.csv"
TOTALS = "fdi/unctad_wir2022_fdi_flows_1990_2021.csv"
PAIRS_HEADER = "ID,CountryPair,year,FDI_inflows,FDI_outflows,FDI_instock,FDI_outstock\n"
TOTALS_HEADER = "table,level,type,Region/economy,1991,2011\n"
TOTALS_LINE = '"FDI inflows, mn USD",5,country,Belarus,0.0,4002.4\n'


@pytest.fixture(scope="module")
def pairs(sources: Path) -> Parsed:
    return unctad.parse((sources / PAIRS).read_bytes(), PAIRS)


@pytest.fixture(scope="module")
def totals(sources: Path) -> Parsed:
    return unctad.parse((sources / TOTALS).read_bytes(), TOTALS)


def series(parsed: Parsed, item: str, reporter: str, partner: str) -> pd.Series:
    wanted = pd.Series((item, reporter, partner), index=["item", "reporter", "partner"])
    table = parsed.observations
    return table[(table[wanted.index] == wanted).all(axis=1)].set_index("period")["value"]


def by_pair(*lines: str) -> Parsed:
    return unctad.parse((PAIRS_HEADER + "".join(f"{line}\n" for line in lines)).encode(), PAIRS)


def test_investment_from_russia_in_belarus(pairs: Parsed) -> None:
    inflow = series(pairs, "fdi_inflow", "BLR", "RUS")
    assert inflow[["2009", "2011"]].tolist() == [1_370, 2_819.6]
    stock = series(pairs, "fdi_inward_stock", "BLR", "RUS")
    assert stock.round(1).to_dict() == {"2010": 5_877.9, "2011": 8_387.7, "2012": 9_037.3}
    assert set(pairs.observations["unit"]) == {"USD mn"}


def test_both_reports_of_one_investment_are_kept(pairs: Parsed) -> None:
    outward = series(pairs, "fdi_outward_stock", "RUS", "BLR")
    assert outward[["2009", "2012"]].round(1).tolist() == [5_688.0, 3_789.9]
    assert series(pairs, "fdi_outflow", "RUS", "BLR")["2012"] == 593.281
    assert series(pairs, "fdi_inflow", "BLR", "RUS")["2012"] == 469.9


def test_russias_share_of_belarus_inflow(pairs: Parsed, totals: Parsed) -> None:
    share = 100 * series(pairs, "fdi_inflow", "BLR", "RUS") / series(totals, "fdi_inflow", "BLR", "WLD")
    known = {"2009": 73.0, "2010": 67.0, "2011": 70.4, "2012": 32.9}
    assert share[list(known)].round(1).to_dict() == known


def test_belarus_partners_are_no_total(pairs: Parsed) -> None:
    table = pairs.observations
    assert set(table.loc[table["reporter"] == "BLR", "partner"]) == {"RUS", "UKR"}
    assert "WLD" not in {*table["reporter"], *table["partner"]}
    assert series(pairs, "fdi_inflow", "CYP", "BLR").empty is False


def test_a_pair_that_stands_twice_is_kept_where_both_rows_agree(pairs: Parsed) -> None:
    inflow = series(pairs, "fdi_inflow", "UKR", "SRB")
    assert inflow.index.is_unique
    assert inflow["2007"] == 45.3
    kept = series(pairs, "fdi_inward_stock", "UKR", "SRB")
    assert set(kept.index) <= {"2011", "2012"}
    assert [refusal.reason for refusal in pairs.refused] == ["UKR-SRB FDI_instock: two rows of a year differ (20 rows)"]
    assert not pairs.observations.duplicated(["item", "reporter", "partner", "period"]).any()


def test_exact_duplicates_are_one_observation() -> None:
    line = "BLR-RUS_2011,BLR-RUS,2011,2819.6,,8387.6,"
    parsed = by_pair(line, line)
    assert parsed.observations["row"].tolist() == [2, 2]
    assert not parsed.refused


def test_blanks_are_no_reports_and_zeros_are(pairs: Parsed) -> None:
    counts = pairs.observations["item"].value_counts().to_dict()
    assert counts == {
        "fdi_inflow": 6_663,
        "fdi_inward_stock": 4_391,
        "fdi_outflow": 2_870,
        "fdi_outward_stock": 2_363,
    }
    assert series(pairs, "fdi_inflow", "ARG", "BLR")["2001"] == 0
    assert series(pairs, "fdi_outflow", "ARG", "BLR").empty


def test_totals_have_the_world_as_partner(totals: Parsed) -> None:
    inflow = series(totals, "fdi_inflow", "BLR", "WLD")
    assert inflow[["2009", "2011", "2021"]].round(1).tolist() == [1_876.5, 4_002.4, 1_232.9]
    assert series(totals, "fdi_outflow", "BLR", "WLD")["2021"] == -84.9243615
    assert series(totals, "fdi_inflow", "WLD", "WLD")["2021"] == 1_582_309.757
    assert totals.observations["reporter"].nunique() == 13


def test_a_zero_in_the_report_is_no_figure(totals: Parsed) -> None:
    assert series(totals, "fdi_inflow", "BLR", "WLD").index.min() == "1992"
    assert not totals.observations["value"].eq(0).any()
    assert series(totals, "fdi_inflow", "TKM", "WLD")["1992"] == 0.00001
    years = sum(int(refusal.reason.split("(")[1].split()[0]) for refusal in totals.refused)
    assert years + len(totals.observations) == 25 * 32


def test_the_publications_are_told_apart(pairs: Parsed, totals: Parsed) -> None:
    assert (pairs.vintage.isoformat(), totals.vintage.isoformat()) == ("2014-12-31", "2022-06-30")
    assert "Bilateral FDI Statistics 2014" in pairs.edition
    assert "World Investment Report 2022" in totals.edition


def test_a_number_is_where_row_says(sources: Path, pairs: Parsed, totals: Parsed) -> None:
    flow = pairs.observations.query("item == 'fdi_inflow' and reporter == 'BLR' and partner == 'RUS'").iloc[-1]
    assert '"BLR-RUS",2012,469.9,' in (sources / PAIRS).read_text(encoding="utf-8").splitlines()[flow["row"] - 1]
    total = totals.observations.query("item == 'fdi_inflow' and reporter == 'BLR'").iloc[-1]
    assert "Belarus" in (sources / TOTALS).read_text(encoding="utf-8").splitlines()[total["row"] - 1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x,BLR_RUS,2011,1,,,", "a pair like BLR-RUS"),
        ("x,BLR-RUS,11,1,,,", "a year"),
        ("x,BLR-RUS,2011,n/a,,,", "a number in row 2"),
    ],
)
def test_other_cells_by_partner_are_refused(line: str, expected: str) -> None:
    with pytest.raises(SourceError, match=expected):
        by_pair(line)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("mn USD", "mn EUR", "a table of FDI flows in mn USD"),
        (",1991,", ",total,", "a column per year"),
        ("4002.4", "..", "a number in row 2"),
    ],
)
def test_other_totals_are_refused(old: str, new: str, expected: str) -> None:
    with pytest.raises(SourceError, match=expected):
        unctad.parse((TOTALS_HEADER + TOTALS_LINE).replace(old, new, 1).encode(), TOTALS)


def test_an_unknown_economy_is_refused() -> None:
    parsed = unctad.parse((TOTALS_HEADER + TOTALS_LINE.replace("Belarus", "Atlantis")).encode(), TOTALS)
    assert parsed.observations.empty
    assert [refusal.reason for refusal in parsed.refused] == ["area 'Atlantis' is not in data/codes/areas.csv"]


def test_damaged_files_are_refused(sources: Path) -> None:
    for path in (PAIRS, TOTALS):
        payload = (sources / path).read_bytes()
        with pytest.raises(SourceError, match="line end"):
            unctad.parse(payload[:-4], path)
        with pytest.raises(SourceError, match="an HTML page"):
            unctad.parse(b"<html>", path)
    with pytest.raises(SourceError, match="column 'FDI_instock'"):
        unctad.parse((sources / PAIRS).read_bytes().replace(b"instock", b"stock", 1), PAIRS)
    with pytest.raises(SourceError, match="a name that begins with"):
        unctad.parse(b"", "fdi/other.csv")
