"""Bank of Russia: one series in today's roubles, one in the old ones, from two files that agree."""

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import cbr

WORKBOOK = "econ/cbr_RC_usd_rub_1992-07_2023-11.xlsx"
CARRIED = "econ/cbr_usd_rub_daily_1992_2023.csv"
HEAD = ("nominal", "data", "curs", "cdx")
DOLLAR = "Доллар США"


@pytest.fixture(scope="module")
def bank(sources: Path) -> Parsed:
    return cbr.parse((sources / WORKBOOK).read_bytes(), WORKBOOK)


@pytest.fixture(scope="module")
def carried(sources: Path) -> Parsed:
    return cbr.parse((sources / CARRIED).read_bytes(), CARRIED)


def rates(parsed: Parsed, item: str = "exchange_rate") -> pd.Series:
    table = parsed.observations
    return table[table["item"] == item].set_index("period")["value"].sort_index()


def workbook(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD, sheet: str = "RC") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in (head, *rows):
        book.active.append(row)
    book.save(content := io.BytesIO())
    return content.getvalue()


def test_known_rates(bank: Parsed, carried: Parsed) -> None:
    for parsed in (bank, carried):
        assert rates(parsed).loc[["2023-11-30", "1998-01-01"]].tolist() == [88.8841, 5.96]
        assert len(parsed.observations) == 7_231
        assert not parsed.refused
    assert rates(carried).loc["1992-07-01"] == 0.12526
    assert rates(carried).loc["2014-12-18"] == 67.7851


def test_the_redenomination_of_1998_parts_the_series(bank: Parsed, carried: Parsed) -> None:
    old = rates(bank, "exchange_rate_old_rouble")
    assert old.index.min() == "1992-07-01"
    assert old.index.max() == "1997-12-30"
    assert old.loc["1997-12-30"] == 5960.0
    assert rates(bank).index.min() == "1998-01-01"
    assert "exchange_rate_old_rouble" not in set(carried.observations["item"])


def test_the_two_files_are_the_same_rates(bank: Parsed, carried: Parsed) -> None:
    today, old = rates(bank), rates(bank, "exchange_rate_old_rouble")
    assert rates(carried)[today.index].equals(today)
    assert (rates(carried)[old.index] * 1_000 / old - 1).abs().max() < 1e-12
    assert len(old) == 798
    assert len(old) + len(today) == len(rates(carried))


def test_rates_that_the_carrier_divided_say_so(carried: Parsed) -> None:
    table = carried.observations
    noted = table[table["note"] != ""]
    assert len(noted) == 798
    assert noted["period"].max() == "1997-12-30"


def test_the_workbook_counts_where_both_have_a_day() -> None:
    assert [pattern.rpartition(".")[2] for pattern in cbr.FILES] == ["xlsx", "csv"]


def test_dates_have_the_month_first() -> None:
    parsed = cbr.parse(b"date,rate\n2/1/2023,70.5\n", "cbr.csv")
    assert parsed.observations["period"].tolist() == ["2023-02-01"]


def test_series_name_country_and_unit(bank: Parsed) -> None:
    keys = ["reporter", "partner", "product", "unit", "freq"]
    assert bank.observations[keys].drop_duplicates().values.tolist() == [["RUS", "_Z", "_Z", "LCU per USD", "D"]]


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        (b"day,rate\n2/1/2023,70.5\n", "column 'date'"),
        (b"date,rate\n2023-02-01,70.5\n", "a date like 11/30/2023"),
        (b"date,rate\n13/1/2023,70.5\n", "month, day and year in row 2"),
        (b"date,rate\n2/1/2023,70.5\n2/1/2023,70.6\n", "one rate a day"),
        (b"date,rate\n2/1/2023,70,5\n", "2 cells in each record|Expected 2 fields"),
        (b"date,rate\n2/1/2023,7O.5\n", "a number in row 2"),
        (b"date,rate\n2/1/2023,70.5\n2/2/2023,7", "line end"),
        (b"<!doctype html>", "an HTML page"),
    ],
)
def test_other_csv_files_are_refused(payload: bytes, found: str) -> None:
    with pytest.raises(SourceError, match=found):
        cbr.parse(payload, "cbr.csv")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ((1, datetime(2023, 2, 1), 75.0, "Евро"), "Евро"),
        ((100, datetime(2023, 2, 1), 75.0, DOLLAR), "found 100"),
        ((1, "2023-02-01", 75.0, DOLLAR), "a day and a rate in row 2"),
        ((1, datetime(2023, 2, 1), None, DOLLAR), "a day and a rate in row 2"),
    ],
)
def test_other_rows_of_the_workbook_are_refused(row: tuple[object, ...], found: str) -> None:
    with pytest.raises(SourceError, match=found):
        cbr.parse(workbook(row), "cbr.xlsx")


def test_other_workbooks_are_refused(sources: Path) -> None:
    row = (1, datetime(2023, 2, 1), 75.0, DOLLAR)
    with pytest.raises(SourceError, match="columns nominal"):
        cbr.parse(workbook(row, head=("nominal", "date", "curs", "cdx")), "cbr.xlsx")
    with pytest.raises(SourceError, match="sheet 'RC'"):
        cbr.parse(workbook(row, sheet="Sheet"), "cbr.xlsx")
    with pytest.raises(SourceError):
        cbr.parse((sources / WORKBOOK).read_bytes()[:-50], "cbr.xlsx")
