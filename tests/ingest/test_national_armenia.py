"""Armenia: two concepts of imports, two files that overlap, years among months, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.national import armenia
from ingest.sources import national_statistics

FOLDER = "trade/national_statistics/armenia"
EXTRACT = "armstat_armenia_trade_by_country_monthly_2007_2024_extract.csv"
ALL = "armenia_data.csv"
HEAD = "country,export,import_consigment,import_origin,timeperiod,year\r\n\r\n"
EXTRACT_HEAD = "country,year,month,export,import_origin,import_consignment,date\n"


@pytest.fixture(scope="module")
def extract(sources: Path) -> Parsed:
    return armenia.parse_extract((sources / FOLDER / EXTRACT).read_bytes(), EXTRACT)


@pytest.fixture(scope="module")
def others(sources: Path) -> Parsed:
    return armenia.parse_all_partners((sources / FOLDER / ALL).read_bytes(), ALL)


def by_year(parsed: Parsed, item: str, partner: str) -> pd.Series:
    table = parsed.observations
    table = table[(table["item"] == item) & (table["partner"] == partner) & (table["freq"] == "M")]
    return table.groupby(table["period"].str[:4])["value"].sum() / 1_000


def test_trade_with_belarus_after_2021(extract: Parsed) -> None:
    years = ["2021", "2022", "2023", "2024"]
    assert by_year(extract, "export", "BLR")[years].round(1).tolist() == [28.3, 77.0, 97.3, 115.0]
    assert by_year(extract, "import", "BLR")[years].round(1).tolist() == [57.9, 109.9, 91.2, 90.6]


def test_imports_have_two_concepts(extract: Parsed, others: Parsed) -> None:
    assert by_year(extract, "import_consignment", "BLR").round(1)["2024"] == 99.9
    for parsed in (extract, others):
        titles = parsed.observations.drop_duplicates("item").set_index("item")["title"]
        assert titles["import"] == "Goods imports by country of origin"
        assert titles["import_consignment"] == "Goods imports by country of consignment"


def test_the_extract_spans_2007_to_2024(extract: Parsed) -> None:
    table = extract.observations
    belarus = table[(table["partner"] == "BLR") & (table["item"] == "export")]
    assert len(belarus) == 18 * 12
    assert belarus["period"].min() == "2007-01"
    assert belarus["period"].max() == "2024-12"
    assert table.loc[table["partner"].isin(["IRN", "USA"]), "period"].max() == "2023-12"
    assert not extract.refused


def test_what_is_left_out_of_the_other_file_is_in_the_extract(
    monkeypatch: pytest.MonkeyPatch, sources: Path, extract: Parsed
) -> None:
    """Its months of the extract's partners all stand there; to 2021 they are the same, rounded, later revised."""
    monkeypatch.setattr(armenia, "_IN_EXTRACT", frozenset())
    whole = armenia.parse_all_partners((sources / FOLDER / ALL).read_bytes(), ALL).observations
    keys = ["item", "partner", "period"]
    shared = whole[whole["partner"].isin(set(extract.observations["partner"])) & (whole["freq"] == "M")]
    joined = shared.merge(extract.observations, on=keys, how="left", suffixes=("", "_later"))
    assert joined["value_later"].notna().all()
    apart = joined[(joined["value"] - joined["value_later"]).abs() > 0.051]
    assert apart["period"].min() == "2022-01"
    assert len(shared) == 2391


def test_the_extract_comes_first() -> None:
    order = [pattern.rpartition("/")[2] for pattern in national_statistics.FILES if "/armenia/" in pattern]
    assert order == ["armstat_armenia_trade_by_country_monthly_*.csv", ALL]


def test_partners_of_the_extract_are_not_in_the_other_file(extract: Parsed, others: Parsed) -> None:
    assert not set(extract.observations["partner"]) & set(others.observations["partner"])
    assert {"ITA", "FRA", "BGR", "_X"} <= set(others.observations["partner"])


def test_years_are_no_months(others: Parsed) -> None:
    table = others.observations.query("partner == 'ITA' and item == 'export'")
    years = table[table["freq"] == "A"].set_index("period")["value"]
    months = table[table["freq"] == "M"]
    assert years.index.tolist() == ["2022", "2021", "2020", "2019", "2018", "2017"]
    assert months["period"].str.fullmatch(r"20\d\d-\d\d").all()
    sums = months.groupby(months["period"].str[:4])["value"].sum()
    assert (years - sums[years.index]).abs().max() < 0.7
    assert months["period"].max() == "2023-01"


def test_the_year_that_is_one_month_and_lost_names_are_left_out(others: Parsed) -> None:
    assert [(refusal.row, refusal.reason) for refusal in others.refused] == [
        (22027, "no country is named (67 rows)"),
        (71, "the year is not complete (138 rows)"),
        (2427, "a partner of the extract, which has a later edition to more digits (906 rows)"),
    ]


def test_every_row_is_read_or_refused(sources: Path, others: Parsed) -> None:
    lines = (sources / FOLDER / ALL).read_bytes().decode().splitlines()
    records = sum(1 for line in lines[1:] if line)
    empty = sum(1 for line in lines[1:] if ",-,-,-," in line)
    refused = 67 + 138 + 906
    assert empty == 323  # seven of them are of a partner of the extract or of January 2023's year
    assert records == others.observations["row"].nunique() + refused + empty - 7


def test_a_number_is_in_the_line_that_row_names(sources: Path, others: Parsed) -> None:
    lines = (sources / FOLDER / ALL).read_bytes().decode().splitlines()
    found = others.observations.query("partner == 'AFG' and period == '2020-10' and item == 'export'").iloc[0]
    assert lines[found["row"] - 1] == "Afghanistan,1081.8,-,-,10,2020"


def test_a_dash_is_no_trade(others: Parsed) -> None:
    month = others.observations.query("partner == 'AFG' and period == '2020-10'")
    assert month["item"].tolist() == ["export"]
    assert others.observations["value"].gt(0).all()


def test_an_unknown_country_is_refused() -> None:
    months = "".join(f"Mordor,1.0,-,-,{month},2020\r\n\r\n" for month in range(1, 13))
    parsed = armenia.parse_all_partners(f"{HEAD}{months}Italy,2.0,-,3.5,Year,2020\r\n\r\n".encode(), ALL)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(3, "unknown area 'Mordor' (12 rows)")]
    assert parsed.observations[["item", "period", "freq", "value", "row"]].values.tolist() == [
        ["export", "2020", "A", 2.0, 27],
        ["import", "2020", "A", 3.5, 27],
    ]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("Italy,1.0,-,-,13,2020", "a month or Year in row 3"),
        ("Italy,1.0,-,-,1,20", "a year in row 3"),
        ("Italy,n/a,-,-,1,2020", "a number in row 3"),
        ("Italy,1.0,-,-,1", "6 cells in the last record"),
    ],
)
def test_other_cells_are_refused(cells: str, found: str) -> None:
    with pytest.raises(SourceError, match=found):
        armenia.parse_all_partners(f"{HEAD}{cells}\r\n\r\n".encode(), ALL)


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / FOLDER / EXTRACT).read_bytes()
    with pytest.raises(SourceError, match="column 'import_origin'"):
        armenia.parse_extract(payload.replace(b"import_origin", b"import", 1), EXTRACT)
    with pytest.raises(SourceError, match="line end"):
        armenia.parse_extract(payload[:-7], EXTRACT)
    with pytest.raises(SourceError, match="an HTML page"):
        armenia.parse_extract(b"<html>", EXTRACT)
    with pytest.raises(SourceError, match="a month in row 2"):
        armenia.parse_extract(f"{EXTRACT_HEAD}Belarus,2024,0,1,2,3,x\n".encode(), EXTRACT)
    twice = "Belarus,2024,1,1.5,2,3,x\n" * 2
    with pytest.raises(SourceError, match="export BLR 2024-01 again in row 3"):
        armenia.parse_extract(f"{EXTRACT_HEAD}{twice}".encode(), EXTRACT)
