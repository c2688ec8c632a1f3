"""Comtrade's tables of flows: known answers, re-flows apart, areas apart, what is left out, and Russia's code 99."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import comtrade

FUELS = "trade/comtrade_hs27_1998_2017_postsoviet_extract.csv"
WOOD = "trade/comtrade_hs44_wood_1998_2017_postsoviet_extract.csv"
TOTALS = "trade/comtrade_russia_hs2/russia_total_trade_all_partners_2000_2020.csv"
CHAPTERS = "trade/comtrade_russia_hs2/russia_hs2_by_partner_postsoviet_neighbours_2000_2020.csv"
HEADER = "Year,Trade Flow,Reporter,Partner,Commodity Code,Trade Value (US$)\n"
KEY = ["item", "reporter", "partner", "product", "unit", "period"]


@pytest.fixture(scope="module")
def files(sources: Path) -> dict[str, Parsed]:
    return {path: comtrade.parse((sources / path).read_bytes(), path) for path in (FUELS, WOOD, TOTALS, CHAPTERS)}


def value(parsed: Parsed, item: str, reporter: str, partner: str, year: int, product: str) -> float:
    wanted = (item, reporter, partner, product, "USD", str(year))
    (found,) = parsed.observations.loc[(parsed.observations[KEY] == pd.Series(wanted, index=KEY)).all(axis=1), "value"]
    return float(found)


def parse(*lines: str) -> Parsed:
    return comtrade.parse((HEADER + "".join(f"{line}\n" for line in lines)).encode(), FUELS)


def test_belarus_buys_her_fuels_from_russia(files: dict[str, Parsed]) -> None:
    assert value(files[FUELS], "import", "BLR", "RUS", 2016, "27") == 7_291_882_500
    assert value(files[FUELS], "import", "BLR", "WLD", 2016, "27") == 7_372_958_100
    assert value(files[WOOD], "export", "BLR", "WLD", 2017, "44") > value(
        files[WOOD], "export", "BLR", "RUS", 2017, "44"
    )


def test_the_world_is_the_sum_of_partners(files: dict[str, Parsed]) -> None:
    flows = files[FUELS].observations.query("item == 'import' and reporter == 'BLR' and period == '2016'")
    world = flows["partner"] == "WLD"
    assert flows.loc[~world, "value"].sum() == pytest.approx(flows.loc[world, "value"].item(), abs=1)


def test_re_flows_are_items_of_their_own(files: dict[str, Parsed]) -> None:
    counts = {path: parsed.observations["item"].value_counts().to_dict() for path, parsed in files.items()}
    assert counts[FUELS] == {"export": 16_406, "import": 12_480, "re_export": 470, "re_import": 42}
    assert counts[WOOD] == {"export": 15_337, "import": 16_792, "re_export": 525, "re_import": 102}
    assert counts[TOTALS] == {"export": 3_924, "import": 4_336, "re_import": 2}
    assert not any(parsed.observations.duplicated(KEY).any() for parsed in files.values())


def test_goods_that_came_back_are_stated_once(files: dict[str, Parsed]) -> None:
    table = files[TOTALS].observations
    own = table[table["reporter"] == table["partner"]]
    assert own[["item", "period", "value"]].values.tolist() == [["re_import", "2015", 660_565_614]]
    assert [refusal.reason for refusal in files[TOTALS].refused] == [
        "import of RUS with itself: goods that came back (1 rows)"
    ]
    refused = sum(int(refusal.reason.split("(")[1].split()[0]) for refusal in files[FUELS].refused)
    assert refused + len(files[FUELS].observations) == 29_416


def test_all_reporters_and_nameless_partners_have_codes(files: dict[str, Parsed]) -> None:
    table = files[FUELS].observations
    assert table["reporter"].nunique() == 156
    assert {"_X", "_S19", "_BUNK", "_OEUR", "_OAFR", "WLD"} <= set(table["partner"])
    assert table["partner"].nunique() == 232


def test_areas_that_the_iso_column_merges_stay_apart(files: dict[str, Parsed]) -> None:
    table = files[FUELS].observations
    for former, successor in (("_SUD", "SDN"), ("_BLX", "BEL"), ("_SACU", "ZAF")):
        assert {former, successor} <= {*table["reporter"], *table["partner"]}
    both = table[table["period"] == "2005"]
    assert {"SCG", "SRB"} <= {*both["reporter"], *both["partner"]}


def test_russia_suppresses_part_of_her_exports_to_belarus(files: dict[str, Parsed]) -> None:
    rosstat = {2012: 24_958, 2013: 20_228, 2014: 19_719, 2015: 15_363}  # mn USD, as Rosstat prints them
    for year, published in rosstat.items():
        here = value(files[TOTALS], "export", "RUS", "BLR", year, "_T") / 1e6
        assert 2_900 < published - here < 3_700
    assert value(files[TOTALS], "export", "RUS", "BLR", 2015, "_T") == 12_428_309_688


def test_trade_with_belarus_is_split_by_product_from_2012(files: dict[str, Parsed]) -> None:
    flows = files[CHAPTERS].observations.query("partner == 'BLR' and item == 'export'")
    early = flows[flows["period"] < "2012"]
    assert set(early["product"]) == {"99"}
    assert set(early["note"]) == {"all goods of the year: none is specified by kind"}
    assert "2009" not in set(early["period"])
    late = flows[flows["period"] >= "2012"]
    assert set(late["note"]) == {""}
    assert late.groupby("period")["product"].nunique().min() == 95
    assert (late.groupby("period")["value"].sum() / 1e6)["2015"] == pytest.approx(12_428.3, abs=0.1)
    gas = value(files[CHAPTERS], "export", "RUS", "BLR", 2016, "99")
    assert gas == pytest.approx(2_703.56e6, abs=0.01e6)


def test_chapters_have_two_digits(files: dict[str, Parsed]) -> None:
    assert set(files[CHAPTERS].observations["product"]) == {f"{n:02d}" for n in range(1, 100) if n not in (77, 98)}
    assert set(files[TOTALS].observations["product"]) == {"_T"}
    assert len(files[CHAPTERS].observations) == 45_672


def test_the_revised_file_comes_first(files: dict[str, Parsed]) -> None:
    places = [next(n for n, pattern in enumerate(comtrade.FILES) if Path(path).match(pattern)) for path in files]
    assert places == [2, 3, 1, 1]
    revised, first = (value(files[path], "export", "RUS", "BLR", 2016, "27") for path in (CHAPTERS, FUELS))
    assert (revised, first) == (4_871_271_402, 4_747_028_431)
    assert value(files[CHAPTERS], "export", "RUS", "BLR", 2015, "27") == value(
        files[FUELS], "export", "RUS", "BLR", 2015, "27"
    )


def test_a_number_is_where_row_says(sources: Path, files: dict[str, Parsed]) -> None:
    flow = files[FUELS].observations.query("item == 'import' and reporter == 'BLR' and partner == 'RUS'").iloc[-1]
    line = (sources / FUELS).read_text(encoding="utf-8").splitlines()[flow["row"] - 1]
    assert "BLR" in line
    assert f",{flow['value']:.0f}," in line


def test_an_unknown_area_is_refused_once() -> None:
    lines = [f"{year},Export,Belarus,Atlantis,27,5" for year in (2015, 2016)]
    parsed = parse(*lines, "2016,Export,Belarus,Poland,27,5")
    assert parsed.observations["partner"].tolist() == ["POL"]
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (2, "area 'Atlantis' is not in data/codes/areas.csv (2 rows)")
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2016,Transit,Belarus,Poland,27,5", "a flow in row 2; found 'Transit'"),
        ("2016-01,Export,Belarus,Poland,27,5", "a year in row 2"),
        ("2016,Export,Belarus,Poland,2709,5", "a chapter of the Harmonized System in row 2"),
        ("2016,Export,Belarus,Poland,27,n/a", "a number in row 2"),
        ("2016,Export,Belarus,Poland,27", "6 cells in the last record"),
    ],
)
def test_other_cells_are_refused(line: str, expected: str) -> None:
    with pytest.raises(SourceError, match=expected):
        parse(line)


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / FUELS).read_bytes()
    with pytest.raises(SourceError, match=r"column 'Trade Value \(US\$\)'"):
        comtrade.parse(payload.replace(b"(US$)", b"(EUR)", 1), FUELS)
    with pytest.raises(SourceError, match="line end"):
        comtrade.parse(payload[:-10], FUELS)
    with pytest.raises(SourceError, match="an HTML page"):
        comtrade.parse(b"<html></html>", FUELS)


def test_blank_values_are_no_observations() -> None:
    table: pd.DataFrame = parse("2016,Export,Belarus,Poland,27,", "2017,Export,Belarus,Poland,27,0").observations
    assert table[["period", "value"]].values.tolist() == [["2017", 0.0]]
