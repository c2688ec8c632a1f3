"""Kazakhstan: five workbooks with two years each, their vintages, and what is refused."""

import struct
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.national import kazakhstan

FOLDER = "trade/national_statistics/kazakhstan"
SUMS = 7
SHEET: list[list[Any]] = [
    ["Основные показатели внешней торговли", "", "", "", "", "", ""],
    ["за январь-декабрь 2021 года", "", "", "", "", "", ""],
    ["", "", "", "", "тыс. долларов США", "", ""],
    ["Наименование области", "Товарооборот", "", "экспорт", "", "импорт", ""],
    ["", "Всего", "доля", "Всего", "доля", "Всего", "доля"],
    ["Всего\nв том числе", 30.0, 100.0, 10.0, 100.0, 20.0, 100.0],
    ["Страны вне ЕАЭС", 5.0, 1.0, 5.0, 1.0, "", ""],
    ["Беларусь", 20.0, 2.0, "", "", 20.0, 3.0],
]


def planted(monkeypatch: pytest.MonkeyPatch, row: int, column: int, cell: object, sheet: str = "12_2021") -> Parsed:
    rows = [list(cells) for cells in SHEET]
    rows[row][column] = cell
    monkeypatch.setattr(kazakhstan, "xls_sheets", lambda payload, path: {sheet: rows})
    return kazakhstan.parse(b"", "kaz.xls")


@pytest.fixture(scope="module")
def editions(sources: Path) -> dict[str, Parsed]:
    paths = sorted((sources / FOLDER).glob("kaz_*.xls"))
    return {path.stem[-4:]: kazakhstan.parse(path.read_bytes(), path.name) for path in paths}


@pytest.fixture(scope="module")
def table(editions: dict[str, Parsed]) -> pd.DataFrame:
    return pd.concat([parsed.observations for parsed in editions.values()], ignore_index=True)


def latest(table: pd.DataFrame, item: str, partner: str, year: str) -> float:
    found = table[(table["item"] == item) & (table["partner"] == partner) & (table["period"] == year)]
    return float(found.sort_values("vintage")["value"].iloc[-1])


def test_known_answers(table: pd.DataFrame) -> None:
    assert latest(table, "export", "WLD", "2023") == 79138754.67736
    assert latest(table, "import", "RUS", "2023") == 16847033.9314
    assert latest(table, "export", "BLR", "2021") == 110295.76861
    assert latest(table, "import", "BLR", "2018") == 607328.6
    assert latest(table, "import", "_NONCIS", "2021") == 20671004.89072


def test_each_edition_has_its_year_and_the_one_before(editions: dict[str, Parsed]) -> None:
    years = {year: sorted(set(parsed.observations["period"])) for year, parsed in editions.items()}
    assert years == {str(year): [str(year - 1), str(year)] for year in range(2019, 2024)}


def test_vintages_are_the_printed_day_or_the_month_of_the_last_saving(editions: dict[str, Parsed]) -> None:
    assert {year: parsed.vintage for year, parsed in editions.items()} == {
        "2019": date(2020, 8, 31),
        "2020": date(2021, 7, 31),
        "2021": date(2022, 7, 31),
        "2022": date(2023, 7, 31),
        "2023": date(2024, 7, 25),
    }
    assert editions["2023"].edition == "for 2023, published 2024-07-25"


def test_countries_sum_to_the_total(table: pd.DataFrame) -> None:
    keys = ["item", "period", "vintage"]
    countries = table[~table["partner"].isin(["WLD", "_CIS", "_EAEU", "_EU", "_NONCIS"])]
    totals = table[table["partner"] == "WLD"].set_index(keys)["value"]
    assert len(totals) == 20
    assert (totals - countries.groupby(keys)["value"].sum()).abs().max() < 1


def test_only_sums_are_left_out(editions: dict[str, Parsed]) -> None:
    for parsed in editions.values():
        assert len(parsed.refused) == SUMS
        assert all("a sum of the countries below it" in refusal.reason for refusal in parsed.refused)


def test_an_empty_cell_is_no_observation(table: pd.DataFrame) -> None:
    niue = table[(table["partner"] == "NIU") & (table["period"] == "2019")]
    assert set(niue["item"]) == {"import"}
    # The legend: 0.0 is an amount too small to show.
    assert set(table.loc[table["value"] == 0, "period"]) == {"2018"}


def test_a_number_is_where_row_and_sheet_say(editions: dict[str, Parsed]) -> None:
    found = editions["2019"].observations.query("partner == 'BLR' and item == 'export'").set_index("period")
    assert found.loc["2019", ["locator", "row", "value"]].tolist() == ["12_2019", 10, 106814.90137]
    assert found.loc["2018", ["locator", "row", "value"]].tolist() == ["12_2018", 10, 105087.9]


def test_a_small_sheet_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = planted(monkeypatch, 0, 0, "any title")
    assert parsed.observations[["item", "partner", "period", "value", "row"]].values.tolist() == [
        ["export", "WLD", "2021", 10.0, 6],
        ["import", "WLD", "2021", 20.0, 6],
        ["import", "BLR", "2021", 20.0, 8],
    ]
    assert parsed.vintage == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("row", "column", "cell", "found"),
    [
        (2, 4, "млн. долларов США", "тыс. долларов США"),
        (1, 0, "за январь-июнь 2021 года", "the whole year 2021"),
        (1, 0, "за январь-декабрь 2020 года", "the whole year 2021"),
        (3, 3, "Импорт", "columns Экспорт and Импорт"),
        (4, 5, "Январь", "columns Экспорт and Импорт"),
        (7, 5, "20,0", "a number in row 8"),
        (7, 5, 21.0, r"sum to 20\.0 in row 8"),
        (7, 1, "", "sum to nan in row 8"),
    ],
)
def test_another_table_is_refused(
    monkeypatch: pytest.MonkeyPatch, row: int, column: int, cell: object, found: str
) -> None:
    with pytest.raises(SourceError, match=found):
        planted(monkeypatch, row, column, cell)


def test_a_workbook_without_a_year_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="a sheet named by a year"):
        planted(monkeypatch, 0, 0, "any title", sheet="06_2021")


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / FOLDER / "kaz_trade_by_country_2021.xls").read_bytes()
    with pytest.raises(SourceError, match="an HTML page"):
        kazakhstan.parse(b"\n<html><table>", "kaz.xls")
    with pytest.raises(SourceError, match="another format"):
        kazakhstan.parse(b"PK\x03\x04", "kaz.xls")
    with pytest.raises(SourceError, match="the file is cut"):
        kazakhstan.parse(payload[:-20], "kaz.xls")
    with pytest.raises(SourceError, match=r"an undamaged \.xls workbook"):
        kazakhstan.parse(payload[:-512], "kaz.xls")
    before, after = struct.pack("<d", 780733.46803), struct.pack("<d", 880733.46803)
    assert before in payload
    with pytest.raises(SourceError, match="sheet 12_2021: expected exports and imports that sum to"):
        kazakhstan.parse(payload.replace(before, after), "kaz.xls")
    unit = "тыс. долларов".encode("utf-16-le")
    assert unit in payload
    with pytest.raises(SourceError, match=r"млн\. долларов"):
        kazakhstan.parse(payload.replace(unit, "млн. долларов".encode("utf-16-le")), "kaz.xls")
