"""WDI: two layouts of one edition, the unusable series, and unknown codes."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import worldbank

LONG, TRADE = worldbank.FILES
HEADER = b"Indicator Code,Country Name,Country Code,Year,Value\n"


@pytest.fixture(scope="module")
def long(sources: Path) -> Parsed:
    return worldbank.parse((sources / LONG).read_bytes(), LONG)


@pytest.fixture(scope="module")
def trade(sources: Path) -> Parsed:
    return worldbank.parse((sources / TRADE).read_bytes(), TRADE)


def belarus(parsed: Parsed, item: str) -> pd.Series:
    table = parsed.observations
    return table[(table["item"] == item) & (table["reporter"] == "BLR")].set_index("period")["value"]


def test_known_answers_for_belarus(long: Parsed) -> None:
    assert belarus(long, "NY.GDP.MKTP.CD")["2025"] == 93_397_215_864.198
    assert belarus(long, "DT.DOD.DECT.CD")["2024"] == 34_217_084_774.6
    assert belarus(long, "FI.RES.TOTL.CD")["2025"] == 14_519_884_903.0865
    assert belarus(long, "BN.CAB.XOKA.CD")["2024"] == pytest.approx(-1.63e9, abs=5e6)


def test_known_trade_of_belarus(trade: Parsed) -> None:
    years = [str(year) for year in range(2020, 2026)]
    exports = (belarus(trade, "TX.VAL.MRCH.CD.WT")[years] / 1e9).round(2).tolist()
    imports = (belarus(trade, "TM.VAL.MRCH.CD.WT")[years] / 1e9).round(2).tolist()
    assert exports == pytest.approx([29.18, 39.76, 38.22, 39.84, 40.34, 41.40], abs=0.006)
    assert imports == pytest.approx([32.77, 41.39, 38.31, 43.09, 45.71, 48.37], abs=0.006)


def test_the_edition_is_the_month_it_is_known_to(long: Parsed, trade: Parsed) -> None:
    for parsed in (long, trade):
        assert (parsed.edition, parsed.vintage.isoformat()) == ("July 2026", "2026-07-31")


def test_the_two_files_agree_where_they_overlap(long: Parsed, trade: Parsed) -> None:
    keys = ["item", "reporter", "period", "unit", "title", "vintage"]
    both = long.observations.merge(trade.observations, on=keys)
    assert len(both) == 1_890
    assert both["value_x"].equals(both["value_y"])


def test_the_unusable_series_is_refused_whole(long: Parsed) -> None:
    assert "EG.USE.COMM.FO.ZS" not in set(long.observations["item"])
    (refusal,) = long.refused
    assert refusal.reason.startswith("EG.USE.COMM.FO.ZS: 0 or negative")
    assert "349 rows" in refusal.reason


@pytest.mark.parametrize(
    ("item", "last"),
    [
        ("DT.NFL.DECT.CD", "2016"),
        ("TX.VAL.FUEL.ZS.UN", "2020"),
        ("EG.IMP.CONS.ZS", "2022"),
        ("GC.DOD.TOTL.GD.ZS", "2019"),
    ],
)
def test_stale_series_are_kept_and_not_carried_on(long: Parsed, item: str, last: str) -> None:
    assert belarus(long, item).index.max() == last


def test_titles_and_units_are_those_of_the_indicator_list(sources: Path, long: Parsed) -> None:
    listed = pd.read_csv(sources / "econ/wdi_postsoviet_indicators.csv").set_index("indicator")["title"]
    carried = long.observations.drop_duplicates("item").set_index("item")
    assert len(listed) == 43
    assert carried["title"].to_dict() == listed.drop("EG.USE.COMM.FO.ZS").to_dict()
    percent = carried["title"].str.contains("%")
    assert set(carried.loc[percent, "unit"]) == {"percent"}
    assert "percent" not in set(carried.loc[~percent, "unit"])
    dollars = carried["title"].str.contains("current US$", regex=False)
    assert set(carried.loc[dollars, "unit"]) == {"USD"}
    assert "USD" not in set(carried.loc[~dollars, "unit"])


def test_an_unknown_code_is_refused_once_by_name() -> None:
    rows = b"XX.NEW.CODE,Belarus,BLR,2020,1\nXX.NEW.CODE,Belarus,BLR,2021,2\nNY.GDP.MKTP.CD,Belarus,BLR,2021,3\n"
    parsed = worldbank.parse(HEADER + rows, LONG)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (2, "XX.NEW.CODE: title and unit are not known (2 rows)")
    ]
    assert parsed.observations["row"].tolist() == [4]


def test_an_empty_cell_is_no_observation() -> None:
    parsed = worldbank.parse(HEADER + b"NY.GDP.MKTP.CD,Belarus,BLR,2020,\n", LONG)
    assert parsed.observations.empty


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"Indicator Code,Country Name,Country Code,Year\nNY.GDP.MKTP.CD,Belarus,BLR,2020\n", "column 'Value'"),
        (b"<html></html>", "an HTML page"),
        (HEADER + b"NY.GDP.MKTP.CD,Belarus,BLR,2020,1\nNY.GDP.MKTP.CD,Belarus,BL", "line end"),
        (HEADER + b"NY.GDP.MKTP.CD,Belarus,BLR,2020,1\nNY.GDP.MKTP.CD,Bel\n", "the file is cut"),
        (HEADER + b"NY.GDP.MKTP.CD,Belarus,BLR,FY20,1\n", "a year in row 2"),
        (HEADER + b"NY.GDP.MKTP.CD,Belarus,BLR,2020,..\n", "a number in row 2"),
    ],
)
def test_what_is_no_wdi_file_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        worldbank.parse(payload, LONG)
