"""Kyrgyzstan: the row of years wherever it stands, the preliminary year, dashes, continents, and what is refused."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.national import kyrgyzstan

FOLDER = "trade/national_statistics/kyrgyzstan"
HEAD = ("", "4.03.00.20: Географическое распределение импорта товаров", "4.03.00.20: imports")
UNIT = ("(миң АКШ доллары)", "(тыс. долларов США)", "(thousand US dollars)")
YEARS = (None, None, None, 2022, "2023 1")
FOOTNOTE = ("1 Алдын ала", "1 Предварительные данные", "1 Рreliminary data", None, None)


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(content := io.BytesIO())
    return content.getvalue()


def row(name: str, *cells: object) -> tuple[object, ...]:
    return ("", name, "", *cells)


@pytest.fixture(scope="module")
def flows(sources: Path) -> dict[str, Parsed]:
    paths = {flow: f"{FOLDER}/kgz_{flow}s_by_country.xlsx" for flow in ("export", "import")}
    return {flow: kyrgyzstan.parse((sources / path).read_bytes(), path) for flow, path in paths.items()}


def series(parsed: Parsed, partner: str) -> pd.Series:
    table = parsed.observations
    return table[table["partner"] == partner].set_index("period")["value"]


def test_known_answers(flows: dict[str, Parsed]) -> None:
    assert series(flows["export"], "BLR").loc[["2021", "2023"]].tolist() == [15847.106, 33965.798]
    assert series(flows["import"], "BLR").loc[["1994", "2022", "2023"]].tolist() == [2576.641, 86956.716, 76170.221]
    assert series(flows["import"], "RUS").loc["2023"] == 2182927.174
    assert series(flows["export"], "WLD").loc["2023"] == 3384856.093
    for parsed in flows.values():
        assert series(parsed, "WLD").index.tolist() == [str(year) for year in range(1994, 2024)]


def test_years_stand_in_different_rows(flows: dict[str, Parsed]) -> None:
    """The total stands below the years: in row 5 of exports, in row 4 of imports."""
    first = {flow: parsed.observations.query("partner == 'WLD'")["row"].unique() for flow, parsed in flows.items()}
    assert {flow: rows.tolist() for flow, rows in first.items()} == {"export": [5], "import": [4]}


def test_only_imports_of_2023_are_preliminary(flows: dict[str, Parsed]) -> None:
    assert set(flows["export"].observations["note"]) == {""}
    table = flows["import"].observations
    assert set(table.loc[table["note"] == "preliminary", "period"]) == {"2023"}
    assert set(table.loc[table["period"] == "2023", "note"]) == {"preliminary"}


def test_a_dash_is_no_observation(flows: dict[str, Parsed]) -> None:
    assert series(flows["export"], "AND").index.tolist() == ["2020"]
    assert series(flows["export"], "_EAEU").index.min() == "2015"
    assert series(flows["export"], "_SCO").index.min() == "2001"
    assert "2018" not in series(flows["export"], "MYS").index
    assert series(flows["import"], "ALB").loc["2012"] == 0.0


def test_countries_sum_to_the_total_before_2020(flows: dict[str, Parsed]) -> None:
    for parsed in flows.values():
        table = parsed.observations
        parts = table[~table["partner"].isin(["WLD", "_CIS", "_EAEU", "_EU", "_SCO"])]
        gap = series(parsed, "WLD") - parts.groupby("period")["value"].sum()
        assert gap[gap.index < "2019"].abs().max() < 1_000
    # Only of 2021 a third of the exports is not split.
    assert gap.abs().max() < 26_000
    exports = flows["export"].observations
    split = exports[~exports["partner"].isin(["WLD", "_CIS", "_EAEU", "_EU", "_SCO"]) & (exports["period"] == "2021")]
    assert series(flows["export"], "WLD").loc["2021"] - split["value"].sum() == pytest.approx(1_105_454, abs=1)


def test_continents_are_left_out(flows: dict[str, Parsed]) -> None:
    for parsed in flows.values():
        names = [refusal.reason.split("'")[1] for refusal in parsed.refused]
        assert names == ["Европа", "Азия", "Америка", "Африка", "Австралия и Океания"]


def test_names_the_office_spells_in_two_ways_are_one_country(flows: dict[str, Parsed]) -> None:
    salvador = series(flows["import"], "SLV")
    assert salvador.loc[["2007", "2012"]].tolist() == [9.8, 27.355]


def test_an_edition_is_known_at_the_end_of_the_month_of_its_last_saving(flows: dict[str, Parsed]) -> None:
    assert {flow: parsed.vintage for flow, parsed in flows.items()} == {
        "export": date(2024, 10, 31),
        "import": date(2024, 3, 31),
    }


def test_a_small_workbook_is_read_and_an_unknown_country_refused() -> None:
    payload = workbook(
        HEAD, UNIT, YEARS, row("Всего", 9.0, 12.5), row("Беларусь", "-", 2.5), row("Мордор", 1.0, 1.0), FOOTNOTE
    )
    parsed = kyrgyzstan.parse(payload, "kgz.xlsx")
    read = parsed.observations[["item", "partner", "period", "value", "row"]].values.tolist()
    assert sorted(read) == [
        ["import", "BLR", "2023", 2.5, 5],
        ["import", "WLD", "2022", 9.0, 4],
        ["import", "WLD", "2023", 12.5, 4],
    ]
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(6, "unknown area 'Мордор' (1 row)")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((HEAD, ("", "(млн. долларов США)", ""), YEARS, FOOTNOTE), "тыс. долларов США"),
        ((("", "Внешняя торговля услугами", ""), UNIT, YEARS, FOOTNOTE), "geographic distribution"),
        ((HEAD, UNIT, (None, None, None, 2021, "2023 1"), FOOTNOTE), "one column a year"),
        ((HEAD, UNIT, YEARS, row("Всего", 9.0, 12.5)), "footnote 1"),
        ((HEAD, UNIT, (None, None, None, "export", "import"), FOOTNOTE), "a row of years"),
        ((HEAD, UNIT, YEARS, row("Всего", 9.0, "12,5"), FOOTNOTE), "a number or a dash in row 4"),
    ],
)
def test_another_table_is_refused(rows: tuple[tuple[Any, ...], ...], found: str) -> None:
    with pytest.raises(SourceError, match=found):
        kyrgyzstan.parse(workbook(*rows), "kgz.xlsx")


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / FOLDER / "kgz_imports_by_country.xlsx").read_bytes()
    for damaged in (payload[:-100], b"<html><body>404</body></html>", b""):
        with pytest.raises(SourceError):
            kyrgyzstan.parse(damaged, "kgz.xlsx")
