"""Rosstat: two workbooks, their misspelt labels, known totals, and what is refused."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import rosstat

ANNUAL, MONTHLY = rosstat.FILES


@pytest.fixture(scope="module")
def annual(sources: Path) -> Parsed:
    return rosstat.parse((sources / ANNUAL).read_bytes(), ANNUAL)


@pytest.fixture(scope="module")
def monthly(sources: Path) -> Parsed:
    return rosstat.parse((sources / MONTHLY).read_bytes(), MONTHLY)


def flow(parsed: Parsed, item: str, partner: str) -> pd.Series:
    table = parsed.observations
    return table[(table["item"] == item) & (table["partner"] == partner)].set_index("period")["value"]


def replaced(payload: bytes, sheet: str, cell: str, value: Any) -> bytes:
    """Return the workbook with one cell changed."""
    book = openpyxl.load_workbook(io.BytesIO(payload))
    book[sheet][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_known_answers_of_2021(annual: Parsed) -> None:
    assert flow(annual, "export", "BLR")["2021"] == 23_137
    assert flow(annual, "import", "BLR")["2021"] == 15_637
    assert flow(annual, "export", "WLD")["2021"] == 493_096
    assert flow(annual, "import", "WLD")["2021"] == 293_531


def test_annual_rows_are_complete(annual: Parsed) -> None:
    table = annual.observations
    assert len(table) == 28 * 2 * 9
    assert set(table["reporter"]) == {"RUS"}
    assert set(table["unit"]) == {"USD mn"}
    for item in ("export", "import"):
        parts = flow(annual, item, "_CIS") + flow(annual, item, "_NONCIS")
        assert (parts - flow(annual, item, "WLD")).abs().max() <= 5  # exports of 2017; elsewhere the parts round to 1


@pytest.mark.parametrize(("item", "label"), [("export", "Экспорт"), ("import", "Импорт")])
def test_monthly_partners_are_read_through_misspelt_headers(monthly: Parsed, item: str, label: str) -> None:
    table = monthly.observations[monthly.observations["item"] == item]
    assert table["partner"].nunique() == 29
    assert {"CHN", "KOR", "CZE", "TWN", "CHE"} <= set(table["partner"])
    assert set(table["locator"]) == {label}
    assert (table["period"].min(), table["period"].max()) == ("2006-01", "2021-12")
    assert monthly.refused == ()


def test_months_that_were_not_published_are_absent(monthly: Parsed) -> None:
    for item in ("export", "import"):
        kazakhstan = flow(monthly, item, "KAZ")
        assert [period for period in kazakhstan.index if period.startswith("2010")] == [
            f"2010-{month:02d}" for month in range(1, 7)
        ]
        assert len(kazakhstan) == 192 - 6


@pytest.mark.parametrize("item", ["export", "import"])
def test_months_sum_to_the_year_but_not_in_2012_to_2019(annual: Parsed, monthly: Parsed, item: str) -> None:
    months = flow(monthly, item, "BLR")
    sums = months.groupby(months.index.str[:4]).sum()
    ratio = sums / flow(annual, item, "BLR")
    equal = [str(year) for year in (*range(2006, 2012), 2020, 2021)]
    other = [str(year) for year in range(2012, 2020)]
    assert (ratio[equal] - 1).abs().max() < 0.0005
    assert 0.01 < (ratio[other] - 1).abs().max() < 0.08


def test_cells_are_where_row_and_locator_say(sources: Path, monthly: Parsed) -> None:
    may = monthly.observations.query("item == 'import' and partner == 'CHN' and period == '2021-05'").iloc[0]
    book = openpyxl.load_workbook(sources / MONTHLY, read_only=True)
    row = list(book[may["locator"]].iter_rows(values_only=True))[may["row"] - 1]
    assert row[:2] == ("  май", may["value"])


def test_another_unit_is_refused(sources: Path) -> None:
    payload = (sources / ANNUAL).read_bytes()
    with pytest.raises(SourceError, match="the unit"):
        rosstat.parse(replaced(payload, "2004", "B3", "(млрд долларов США)"), ANNUAL)
    with pytest.raises(SourceError, match="the unit"):
        rosstat.parse(replaced((sources / MONTHLY).read_bytes(), "Импорт", "A4", "(млрд рублей)"), MONTHLY)


def test_an_annual_sheet_without_a_row_is_refused(sources: Path) -> None:
    payload = (sources / ANNUAL).read_bytes()
    with pytest.raises(SourceError, match="no row"):
        rosstat.parse(replaced(payload, "2021", "A18", None), ANNUAL)
    with pytest.raises(SourceError, match="a partner or a flow in row 18"):
        rosstat.parse(replaced(payload, "2021", "A18", "Белоруссия"), ANNUAL)
    with pytest.raises(SourceError, match="a number in row 18"):
        rosstat.parse(replaced(payload, "2021", "B18", "15 637"), ANNUAL)


def test_a_month_out_of_order_is_refused(sources: Path) -> None:
    payload = (sources / MONTHLY).read_bytes()
    with pytest.raises(SourceError, match="the next year or month in row 203"):
        rosstat.parse(replaced(payload, "Экспорт", "A203", "  март"), MONTHLY)


def test_an_unknown_partner_is_refused_by_name_and_the_rest_is_kept(sources: Path) -> None:
    planted = replaced((sources / MONTHLY).read_bytes(), "Экспорт", "B5", "Атлантида")
    parsed = rosstat.parse(planted, MONTHLY)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(5, "partner 'Атлантида' has no code")]
    assert flow(parsed, "export", "CHN").empty
    assert flow(parsed, "export", "BLR").size == 192


def test_damaged_workbooks_are_refused(sources: Path) -> None:
    payload = (sources / ANNUAL).read_bytes()
    with pytest.raises(SourceError, match="workbook"):
        rosstat.parse(payload[: len(payload) // 2], ANNUAL)
    with pytest.raises(SourceError, match="an HTML page"):
        rosstat.parse(b"<!DOCTYPE html>", ANNUAL)
