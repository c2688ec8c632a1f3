"""WITS country summaries: known answers, printed shares against values, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import wits

HEADER = "Reporter,Partner,Product categories,Indicator Type,Indicator,2019,2018\n"
PATH = "trade/wits_summary_2019/en_BLR_AllYears_WITS_Trade_Summary.CSV"
TOP = "Belarus,{partner},All Products,Export,{indicator},   13624.09,\n"


@pytest.fixture(scope="module")
def files(sources: Path) -> list[Parsed]:
    paths = [path for pattern in wits.FILES for path in sorted(sources.glob(pattern))]
    return [wits.parse(path.read_bytes(), path.relative_to(sources).as_posix()) for path in paths]


@pytest.fixture(scope="module")
def table(files: list[Parsed]) -> pd.DataFrame:
    return pd.concat([parsed.observations for parsed in files], ignore_index=True)


def value(table: pd.DataFrame, reporter: str, item: str, partner: str, year: str, product: str = "_T") -> float:
    keys = {"reporter": reporter, "item": item, "partner": partner, "period": year, "product": product}
    (found,) = table.loc[(table[list(keys)] == pd.Series(keys)).all(axis=1), "value"]
    return float(found)


def test_known_answers_for_belarus_2019(table: pd.DataFrame) -> None:
    assert value(table, "BLR", "export", "RUS", "2019") == 13_624.09
    assert value(table, "BLR", "import", "RUS", "2019") == 21_623.54
    assert value(table, "BLR", "export", "WLD", "2019") == 32_955.12
    assert value(table, "BLR", "import", "WLD", "2019") == 39_476.68
    assert value(table, "BLR", "export", "WLD", "2019", "fuels") == 6_821.22
    assert value(table, "BLR", "import", "WLD", "2019", "raw_materials") == 9_705.94


def test_all_files_are_read_and_no_series_twice(files: list[Parsed], table: pd.DataFrame) -> None:
    assert len(files) == 21
    assert table["reporter"].nunique() == 21
    assert not any(parsed.refused for parsed in files)
    assert not table.duplicated(["item", "reporter", "partner", "product", "unit", "period"]).any()
    assert table.groupby("item")["unit"].unique().map(list).to_dict() == {
        "export": ["USD mn"],
        "import": ["USD mn"],
        "export_share": ["percent"],
        "import_share": ["percent"],
        "hh_market_concentration": ["index"],
    }


def test_printed_shares_equal_value_over_total(table: pd.DataFrame) -> None:
    keys = ["reporter", "period"]
    checked = 0
    for flow in ("export", "import"):
        values = table[(table["item"] == flow) & (table["product"] == "_T")]
        total = values[values["partner"] == "WLD"][[*keys, "value"]].rename(columns={"value": "total"})
        shares = table[table["item"] == f"{flow}_share"][[*keys, "partner", "value"]].rename(columns={"value": "share"})
        joined = shares.merge(values, on=[*keys, "partner"]).merge(total, on=keys)
        assert len(joined) == len(shares)
        assert (joined["share"] - 100 * joined["value"] / joined["total"]).abs().max() <= 0.01
        checked += len(joined)
    assert checked == 4_760


def test_a_partner_outside_the_top_is_absent_not_zero(table: pd.DataFrame) -> None:
    italy = table[(table["reporter"] == "BLR") & (table["partner"] == "ITA") & (table["item"] == "import")]
    assert "2019" not in set(italy["period"])
    partners = table[(table["product"] == "_T") & ~table["partner"].isin(["WLD", "_Z"]) & (table["item"] == "export")]
    assert partners.groupby(["reporter", "period"]).size().max() <= 6
    assert partners["value"].gt(0).all()


def test_ser_is_serbia(table: pd.DataFrame) -> None:
    assert "SRB" in set(table["reporter"])
    assert "SER" not in set(table["reporter"])


def test_partners_without_a_country_have_codes_of_their_own(table: pd.DataFrame) -> None:
    assert value(table, "BLR", "export", "_X", "2019") == 1_621.73
    assert {"_X", "_SPEC", "_S19", "_BLX"} <= set(table["partner"])


def test_the_published_concentration_index_is_a_series_not_a_check(table: pd.DataFrame) -> None:
    index = table[(table["item"] == "hh_market_concentration") & (table["reporter"] == "BLR")].set_index("period")
    assert index.loc["2019", ["value", "unit", "partner"]].tolist() == [0.33, "index", "_Z"]


def test_the_edition_is_the_last_year_of_the_header(files: list[Parsed]) -> None:
    assert {parsed.edition.partition(",")[0] for parsed in files} == {"trade summary to 2015", "trade summary to 2019"}
    tajikistan = next(parsed for parsed in files if "2015" in parsed.edition)
    assert set(tajikistan.observations["reporter"]) == {"TJK"}


def test_a_number_is_where_row_says(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    lines = payload.decode().splitlines()
    table = wits.parse(payload, PATH).observations
    flow = table.query("item == 'export' and partner == 'RUS' and period == '2019'").iloc[0]
    assert lines[flow["row"] - 1].startswith("Belarus,Russian Federation,All Products,Export,Trade")
    assert "13624.09" in lines[flow["row"] - 1]


@pytest.mark.parametrize(
    "indicator", ["Trade (EUR Mil)-Top 5 Export Partner", "Trade (US$ Thousand)-Top 5 Export Partner"]
)
def test_another_unit_is_refused(indicator: str) -> None:
    with pytest.raises(SourceError, match="in US"):
        wits.parse((HEADER + TOP.format(partner="Poland", indicator=indicator)).encode(), PATH)


def test_an_unknown_partner_is_refused_once() -> None:
    rows = [
        TOP.format(partner="Atlantis", indicator="Trade (US$ Mil)-Top 5 Export Partner"),
        TOP.format(partner="Atlantis", indicator="Partner share(%)-Top 5 Export Partner"),
        TOP.format(partner="Poland", indicator="Trade (US$ Mil)-Top 5 Export Partner"),
    ]
    parsed = wits.parse((HEADER + "".join(rows)).encode(), PATH)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (2, "area 'Atlantis' is not in data/codes/areas.csv")
    ]
    assert parsed.observations[["partner", "period"]].values.tolist() == [["POL", "2019"]]


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="column 'Partner'"):
        wits.parse(payload.replace(b"Partner", b"Country", 1), PATH)
    with pytest.raises(SourceError, match="a column per year"):
        wits.parse(payload.replace(b",2018,", b",total,", 1), PATH)
    with pytest.raises(SourceError, match="line end"):
        wits.parse(payload[:-20], PATH)
    with pytest.raises(SourceError, match="a number in row"):
        wits.parse(payload.replace(b"  13624.09", b"13 624.09", 1), PATH)
    with pytest.raises(SourceError, match="an HTML page"):
        wits.parse(b"<html>", PATH)
