"""EU exports of goods banned for Russia: headings twice in the tables, members against the Union, noughts."""

import gzip
import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.eurostat.flows import MEMBERS
from ingest.model import Parsed
from ingest.sources import eurostat

FOLDER = "trade/eurostat_comext"
CN8 = f"{FOLDER}/eurostat_comext_eu_exports_sanctioned_cn8"
BY_PARTNER = f"{CN8}_by_partner_monthly_2020_2022.csv.gz"
BY_REPORTER = f"{CN8}_to_belarus_by_reporter_monthly_2020_2022.csv.gz"
SUMS = f"{FOLDER}/eu_export_sanctioned.xlsx"
PARTNER_LINES = "product,partner,period,value_eur\n8703,Belarus,2022-10,253597412.0\n"
REPORTER_LINES = (
    "product,flow,indicator,reporter,partner,period,value_eur\n"
    "8703,EXPORT,VALUE_IN_EUROS,Lithuania,Belarus,2022-10,110879573.0\n"
)


def read(sources: Path, path: str) -> Parsed:
    return eurostat.parse((sources / path).read_bytes(), path)


@pytest.fixture(scope="module")
def by_partner(sources: Path) -> pd.DataFrame:
    return read(sources, BY_PARTNER).observations


@pytest.fixture(scope="module")
def by_reporter(sources: Path) -> pd.DataFrame:
    return read(sources, BY_REPORTER).observations


@pytest.fixture(scope="module")
def sums(sources: Path) -> Parsed:
    return read(sources, SUMS)


def by_year_mn(table: pd.DataFrame) -> list[int]:
    return [round(total / 1e6) for total in table.groupby(table["period"].str[:4])["value"].sum()]


def digits(table: pd.DataFrame, number: int) -> pd.DataFrame:
    return table[table["product"].str.len() == number]


@pytest.mark.parametrize(
    ("partner", "all_rows", "without_double_count"),
    [
        ("BLR", [2_846, 3_528, 4_326], [1_963, 2_457, 2_688]),
        ("RUS", [44_687, 51_786, 18_916], [29_543, 33_195, 12_554]),
        ("KGZ", [91, 109, 798], [63, 75, 495]),
        ("ARM", [312, 326, 1_095], [184, 198, 702]),
    ],
)
def test_a_sum_over_all_rows_counts_whole_headings_twice(
    by_partner: pd.DataFrame, partner: str, all_rows: list[int], without_double_count: list[int]
) -> None:
    table = by_partner[by_partner["partner"] == partner]
    assert [abs(found - told) <= 1 for found, told in zip(by_year_mn(table), all_rows, strict=True)] == [True] * 3
    assert by_year_mn(digits(table, 8)) == without_double_count


def test_cars_to_belarus(by_partner: pd.DataFrame) -> None:
    cars = by_partner[(by_partner["partner"] == "BLR") & by_partner["product"].str.startswith("8703")]
    assert by_year_mn(cars) == [408, 655, 2_373]  # each car twice
    assert by_year_mn(cars[cars["product"] == "8703"]) == by_year_mn(digits(cars, 8)) == [204, 327, 1_187]


def test_a_heading_is_never_less_than_its_products(by_partner: pd.DataFrame) -> None:
    keys = ["product", "partner", "period"]
    headings = digits(by_partner, 4).set_index(keys)["value"]
    assert headings.index.get_level_values("product").nunique() == 114
    parts = digits(by_partner, 8).assign(product=lambda table: table["product"].str[:4]).groupby(keys)["value"].sum()
    banned_whole = parts[parts.index.get_level_values("product").isin(headings.index.get_level_values("product"))]
    assert set(banned_whole.index) <= set(headings.index)
    beyond = headings - parts.reindex(headings.index).fillna(0)
    assert beyond.min() >= -8  # each row is rounded to whole EUR
    assert round(beyond["8802"].sum() / 1e9, 2) == 4.76  # aircraft, confidential by product
    assert round(beyond["8411"].sum() / 1e9, 2) == 0.66  # turbines


def test_every_row_is_an_observation(by_partner: pd.DataFrame, by_reporter: pd.DataFrame) -> None:
    assert (len(by_partner), len(by_reporter)) == (271_820, 179_524)
    for table in (by_partner, by_reporter):
        assert table["value"].gt(0).all()  # an absent cell is an absent row
        assert table[["item", "unit", "freq"]].drop_duplicates().to_numpy().tolist() == [["export", "EUR", "M"]]
        assert set(table["vintage"]) == {date(2023, 1, 13)}
        assert (table["period"].min(), table["period"].max()) == ("2020-01", "2022-11")
    assert set(by_partner["reporter"]) == {"EU27_2020"}
    assert set(by_partner["partner"]) == {"ARM", "BLR", "GEO", "KAZ", "KGZ", "RUS", "UZB"}
    assert set(by_reporter["partner"]) == {"BLR"}


def test_the_members_exports_to_belarus_sum_to_the_unions(by_partner: pd.DataFrame, by_reporter: pd.DataFrame) -> None:
    assert set(by_reporter["reporter"]) == set(MEMBERS)
    keys = ["product", "period"]
    members = by_reporter.groupby(keys)["value"].sum()
    union = by_partner[by_partner["partner"] == "BLR"].set_index(keys)["value"].sort_index()
    assert len(union) == 49_187
    pd.testing.assert_series_equal(members, union, rtol=0, atol=0)


def test_the_sums_by_member_are_those_of_the_8_digit_rows(
    sums: Parsed, by_partner: pd.DataFrame, by_reporter: pd.DataFrame
) -> None:
    table = sums.observations
    assert set(table["product"]) == {"sanctioned_rus_cn8"}
    keys = ["partner", "period"]
    union = digits(by_partner, 8).groupby(keys)["value"].sum()
    pd.testing.assert_series_equal(table.groupby(keys)["value"].sum(), union)
    keys = ["reporter", "period"]
    members = digits(by_reporter, 8).groupby(keys)["value"].sum()
    pd.testing.assert_series_equal(table[table["partner"] == "BLR"].groupby(keys)["value"].sum(), members)


def test_nought_in_the_sums_is_the_sum_of_nothing(sums: Parsed) -> None:
    assert len(sums.observations) + 645 == 27 * 7 * 36
    assert sums.observations["value"].gt(0).all()
    assert sums.observations["period"].max() == "2022-11"
    assert [(refusal.row, refusal.reason) for refusal in sums.refused] == [
        (37, "2022-11 was the last month published: 0 is the sum of nothing; 189 rows"),
        (114, "0 is the sum of no rows: no trade, or confidential; 456 rows"),
    ]


@pytest.mark.parametrize("path", [BY_PARTNER, BY_REPORTER])
def test_a_number_is_where_row_says(sources: Path, path: str) -> None:
    lines = gzip.decompress((sources / path).read_bytes()).decode().splitlines()
    for flow in read(sources, path).observations.sample(50, random_state=1).itertuples():
        assert lines[flow.row - 1].startswith(f"{flow.product},")
        assert lines[flow.row - 1].endswith(f",{flow.period},{flow.value:.1f}")


@pytest.mark.parametrize(
    ("path", "lines", "planted", "by", "message"),
    [
        (BY_PARTNER, PARTNER_LINES, "value_eur", "value_usd", "column 'value_eur'"),
        (BY_PARTNER, PARTNER_LINES, "8703,", "870332,", "a code of 4 or 8 digits"),
        (BY_PARTNER, PARTNER_LINES, "2022-10", "2022", "a month"),
        (BY_PARTNER, PARTNER_LINES, "253597412.0", ":", "a number"),
        (BY_PARTNER, PARTNER_LINES, "8703,", "8703,Belarus,2022-10,1.0\n8703,", "each flow once"),
        (BY_REPORTER, REPORTER_LINES, "VALUE_IN_EUROS", "QUANTITY_IN_100KG", "the indicator"),
        (BY_REPORTER, REPORTER_LINES, "EXPORT", "IMPORT", "the flow EXPORT"),
    ],
)
def test_another_table_is_refused(path: str, lines: str, planted: str, by: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        eurostat.parse(gzip.compress(lines.replace(planted, by).encode()), path)


def test_an_unknown_partner_is_refused_once() -> None:
    lines = PARTNER_LINES + "8703,Atlantis,2022-09,1.0\n8703,Atlantis,2022-10,1.0\n"
    parsed = eurostat.parse(gzip.compress(lines.encode()), BY_PARTNER)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(3, "unknown area 'Atlantis', 2 rows")]
    assert len(parsed.observations) == 1


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / BY_PARTNER).read_bytes()
    for damaged in (payload[:-100], gzip.decompress(payload)[:1_000], payload[:50_000] + b"0" + payload[50_001:]):
        with pytest.raises(SourceError, match="gzip"):
            eurostat.parse(damaged, BY_PARTNER)
    with pytest.raises(SourceError, match="an HTML page"):
        eurostat.parse(b"<!DOCTYPE html>", BY_REPORTER)
    with pytest.raises(SourceError, match="line end"):
        eurostat.parse(gzip.compress(PARTNER_LINES.encode()[:-3]), BY_PARTNER)


def book(*rows: list[object], header: str = "partner,reporter,month,sanctioned_export") -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "Sheet1"
    for row in ([*header.split(",")], *rows):
        made.active.append(row)
    payload = io.BytesIO()
    made.save(payload)
    return payload.getvalue()


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (book(["Armenia", "Austria", datetime(2020, 1, 1), 5], header="partner,reporter,month,export"), "columns"),
        (book(["Armenia", "Austria", "2020-01", 5]), "the first of a month in row 2"),
        (book(["Armenia", "Austria", datetime(2020, 1, 2), 5]), "the first of a month in row 2"),
        (book(["Armenia", "Austria", datetime(2020, 1, 1), "n/a"]), "an amount in row 2"),
        (book(["Armenia", "Austria", datetime(2022, 12, 1), 5]), "no trade after 2022-11"),
        (book(*[["Armenia", "Austria", datetime(2020, 1, 1), 5]] * 2), "each flow once"),
    ],
)
def test_another_workbook_of_sums_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        eurostat.parse(payload, SUMS)
