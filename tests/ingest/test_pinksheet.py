"""The Pink Sheet: five editions with one set of series, drifting layouts, known gas prices, refusals."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import pinksheet

PATH = "pinksheet/CMO-Historical-Data-Monthly_{}.xlsx"
EDITIONS = ("2021-09-02", "2022-03-02", "2025-04-02", "2026-03-03", "2026-06-02")
MMBTU_PER_1000_M3 = 35.354


@pytest.fixture(scope="module")
def editions(sources: Path) -> dict[str, Parsed]:
    return {day: pinksheet.parse((sources / PATH.format(day)).read_bytes(), PATH.format(day)) for day in EDITIONS}


def months(parsed: Parsed, item: str) -> "pd.Series[float]":
    table = parsed.observations
    return table[table["item"] == item].set_index("period")["value"]


def workbook(**changes: Any) -> bytes:
    """A small edition of October 2021 with all series; `changes` replace its day, rows or single cells."""
    names = pinksheet._TITLES | changes.get("names", {})
    units = pinksheet._PUBLISHED_UNITS | changes.get("units", {})
    codes = changes.get("codes", {})
    rows: list[list[Any]] = [["World Bank Commodity Price Data (The Pink Sheet)"], [None], [None]]
    rows.append([changes.get("updated", "Updated on October 04, 2021")])
    rows.append([None, *names.values()])
    rows.append([None, *(units[code] for code in names)])
    if codes:
        rows.append([None, *(codes.get(code, code) for code in names)])
    for month in changes.get("months", ("2021M08", "2021M09")):
        rows.append([month, *(changes.get("cells", {}).get((code, month), 1.25) for code in names)])
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = changes.get("sheet", pinksheet.SHEET)
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_every_edition_has_the_same_71_series_from_1960_to_the_month_before(editions: dict[str, Parsed]) -> None:
    names = ["item", "unit", "title"]
    series = [set(parsed.observations[names].itertuples(index=False, name=None)) for parsed in editions.values()]
    assert len(series[0]) == 71
    assert all(found == series[0] for found in series)
    last = {day: parsed.observations["period"].max() for day, parsed in editions.items()}
    assert list(last.values()) == ["2021-08", "2022-02", "2025-03", "2026-02", "2026-05"]
    for parsed in editions.values():
        table = parsed.observations
        assert table["period"].min() == "1960-01"
        assert (set(table["freq"]), set(table["reporter"]), set(table["status"])) == ({"M"}, {"WLD"}, {"reported"})
        assert parsed.refused == ()
        assert parsed.via


def test_the_vintage_is_the_printed_day(editions: dict[str, Parsed]) -> None:
    for day, parsed in editions.items():
        assert parsed.vintage == date.fromisoformat(day)
        assert set(parsed.observations["vintage"]) == {parsed.vintage}
    assert editions["2021-09-02"].edition == "Updated on September 02, 2021"


def test_gas_in_europe_as_known_in_september_2021(editions: dict[str, Parsed]) -> None:
    known = months(editions["2021-09-02"], "NGAS_EUR")["2021-01":"2021-08"]
    assert len(known) == 8
    assert known.mean() * MMBTU_PER_1000_M3 == pytest.approx(326.6, abs=0.5)


def test_gas_in_europe_as_known_in_june_2026(editions: dict[str, Parsed]) -> None:
    prices = months(editions["2026-06-02"], "NGAS_EUR")
    assert prices["2020-01":"2020-12"].mean() * MMBTU_PER_1000_M3 == pytest.approx(114.6, abs=0.05)
    assert prices["2021-01":"2021-12"].mean() * MMBTU_PER_1000_M3 == pytest.approx(569.8, abs=0.05)


def test_values_keep_the_publishers_precision_and_revisions(editions: dict[str, Parsed]) -> None:
    august = [months(parsed, "NGAS_EUR")["2021-08"] for parsed in editions.values()]
    assert august == [15.4919978375939, 15.426475938433, 15.42647593843, 15.42647593843, 15.43]
    assert months(editions["2026-06-02"], "CRUDE_BRENT")["2026-04"] == 120.42
    table = editions["2026-06-02"].observations
    brent = table[(table["item"] == "CRUDE_BRENT") & (table["period"] == "2026-05")].iloc[0]
    assert (brent["row"], brent["locator"], brent["unit"], brent["value"]) == (803, "Monthly Prices", "USD/bbl", 107.54)


def test_missing_marks_of_all_editions_are_gaps(editions: dict[str, Parsed]) -> None:
    """Brent of 1960 is `..` in the editions of 2021 and 2022, a number in the later ones; coal is missing in all."""
    assert "1960-01" not in months(editions["2021-09-02"], "CRUDE_BRENT").index
    assert months(editions["2025-04-02"], "CRUDE_BRENT")["1960-01"] == 1.63000011444
    for parsed in editions.values():
        assert "1960-01" not in months(parsed, "COAL_AUS").index
        assert parsed.observations["value"].notna().all()
    marks = ("..", "...", "…", None, " … ")
    cells = {(code, "2021M09"): mark for code, mark in zip(("DAP", "TSP", "LEAD", "GOLD", "Tin"), marks, strict=True)}
    found = pinksheet.parse(workbook(cells=cells), "CMO.xlsx").observations
    assert len(found) == 2 * 71 - 5


def test_an_index_and_cents_stand_among_the_prices(editions: dict[str, Parsed]) -> None:
    units = editions["2026-06-02"].observations.groupby("item")["unit"].first()
    assert (units["iNATGAS"], units["PLYWOOD"]) == ("index", "US cents/sheet")
    assert units[["NGAS_EUR", "POTASH", "COCOA", "GOLD"]].tolist() == ["USD/MMBtu", "USD/t", "USD/kg", "USD/troy oz"]


@pytest.mark.parametrize("codes", [{}, {"DAP": "DAP"}], ids=["without codes", "with codes"])
def test_old_names_stars_and_blanks_are_the_same_series(codes: dict[str, str]) -> None:
    drifted = {"CHICKEN": "Meat, chicken", "LAMB": "Lamb **", "DAP": "DAP ", "RUBBER1_MYSG": "Rubber, SGP/MYS"}
    found = pinksheet.parse(workbook(names=drifted, codes=codes), "CMO.xlsx")
    plain = pinksheet.parse(workbook(codes=codes), "CMO.xlsx")
    pd.testing.assert_frame_equal(found.observations, plain.observations)


def test_a_new_series_is_refused_by_name_and_the_rest_kept() -> None:
    parsed = pinksheet.parse(workbook(names={"NEW": "Lithium"}, units={"NEW": "($/mt)"}), "CMO.xlsx")
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(5, "unknown series 'Lithium'")]
    assert parsed.observations["item"].nunique() == 71


def cut(payload: bytes) -> bytes:
    return payload[: len(payload) // 2]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: b"<!DOCTYPE html><html>", "an HTML page"),
        (lambda: b"", "an empty file"),
        (lambda: cut(workbook()), "a file that does not open"),
        (lambda: workbook(sheet="Prices"), "sheet 'Monthly Prices'"),
        (lambda: workbook(names={"NGAS_EUR": "Natural gas, Atlantis"}), "'Natural gas, Europe'.*unknown.*Atlantis"),
        (lambda: workbook(units={"NGAS_EUR": "($/mt)"}), r"\(\$/mmbtu\) for 'Natural gas, Europe'; found '\(\$/mt\)'"),
        (lambda: workbook(codes={"NGAS_EUR": "NGAS_US"}), "expected NGAS_EUR for 'Natural gas, Europe'"),
        (lambda: workbook(updated="October 2021"), "a line 'Updated on"),
        (lambda: workbook(updated="Updated on Octember 04, 2021"), "a date like"),
        (lambda: workbook(months=()), "rows of months"),
        (lambda: workbook(months=("2021M07", "2021M09")), "the month after 2021M07; found 2021M09"),
        (lambda: workbook(months=("2021M08", "2021M09", "average")), "months like 1960M01.*'average'"),
        (lambda: workbook(months=("2021M08", None, "2021M09")), "an empty row after 2021M08"),
        (lambda: workbook(months=("2021M07", "2021M08")), "data to 2021M09; found data to 2021M08"),
        (lambda: workbook(cells={("DAP", "2021M09"): "n/a"}), "a missing mark; found 'n/a' in row 8"),
    ],
)
def test_what_is_not_the_workbook_is_refused(make: Callable[[], bytes], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        pinksheet.parse(make(), "CMO.xlsx")


def test_a_name_that_contradicts_the_printed_day_is_refused(sources: Path) -> None:
    payload = (sources / PATH.format("2021-09-02")).read_bytes()
    with pytest.raises(SourceError, match="the edition of 2022-03-02 that its name says; found Updated on September"):
        pinksheet.parse(payload, PATH.format("2022-03-02"))
