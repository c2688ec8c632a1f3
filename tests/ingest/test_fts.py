"""Russian customs' short publications: two layouts, totals and their parts, printed growth, and what is refused."""

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import fts, rosstat

FOLDER = "trade/rus_fts"
CONTINENTS, HS2 = f"{FOLDER}/fts_russia_continents_2023-12.xlsx", f"{FOLDER}/fts_russia_hs2_2021_2022.xlsx"


@pytest.fixture(scope="module")
def files(sources: Path) -> dict[str, Parsed]:
    paths = [path for pattern in fts.FILES for path in sorted(sources.glob(pattern))]
    names = [path.relative_to(sources).as_posix() for path in paths]
    return {name: fts.parse(path.read_bytes(), name) for name, path in zip(names, paths, strict=True)}


def flow(parsed: Parsed, item: str, partner: str = "WLD", product: str = "_T") -> pd.Series:
    table = parsed.observations
    named = (table["item"] == item) & (table["partner"] == partner) & (table["product"] == product)
    return table[named].set_index("period")["value"]


def cells(payload: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(payload), data_only=True).worksheets[0].iter_rows(values_only=True))


def replaced(payload: bytes, cell: str, value: Any) -> bytes:
    """Return the workbook with one cell changed."""
    book = openpyxl.load_workbook(io.BytesIO(payload))
    book.worksheets[0][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_totals_of_russia_after_2021(files: dict[str, Parsed]) -> None:
    assert flow(files[CONTINENTS], "export").to_dict() == {"2022": 592.487, "2023": 425.088}
    assert flow(files[CONTINENTS], "import").to_dict() == {"2022": 255.305, "2023": 285.057}
    later = files[f"{FOLDER}/fts_russia_continents_2024-09.xlsx"]
    assert flow(later, "import").to_dict() == {"2023-01..2023-09": 213.8824, "2024-01..2024-09": 203.3063}


def test_chapters_are_of_another_edition(files: dict[str, Parsed]) -> None:
    totals = flow(files[HS2], "export") / 1000, flow(files[HS2], "import") / 1000
    assert [round(total["2022"], 1) for total in totals] == [591.5, 259.1]
    assert flow(files[HS2], "export", product="27")["2021"] == pytest.approx(268_805.16)


def test_the_year_2021_is_rosstats(files: dict[str, Parsed], sources: Path) -> None:
    annual = rosstat.parse((sources / rosstat.FILES[0]).read_bytes(), rosstat.FILES[0])
    for item in ("export", "import"):
        assert flow(files[HS2], item)["2021"] == pytest.approx(flow(annual, item)["2021"], abs=0.5)


def test_every_file_is_read_whole(files: dict[str, Parsed]) -> None:
    assert [len(parsed.observations) for parsed in files.values()] == [24, 24, 24, 36, 36, 288]
    assert not any(parsed.refused for parsed in files.values())
    for parsed in files.values():
        assert not parsed.observations.duplicated(["item", "partner", "product", "unit", "period"]).any()
    table = pd.concat([parsed.observations for parsed in files.values()])
    assert "BLR" not in set(table["partner"]) | set(table["reporter"])
    assert set(table["freq"][table["period"].str.len() == 4]) == {"A"}
    assert set(table["freq"][table["period"].str.len() > 4]) == {"_O"}
    assert table.groupby("unit")["period"].unique().map(sorted).to_dict() == {
        "USD bn": [
            "2022", "2023", "2023-01..2023-04", "2023-01..2023-09", "2024-01..2024-04", "2024-01..2024-09",
        ],
        "USD mn": ["2021", "2022"],
    }  # fmt: skip


def test_continents_and_groups_make_the_total(files: dict[str, Parsed]) -> None:
    for name, parsed in files.items():
        table = parsed.observations
        parts = table[(table["partner"] != "WLD") | (table["product"] != "_T")]
        total = table.drop(parts.index).set_index(["item", "period"])["value"]
        left = 1 - parts.groupby(["item", "period"])["value"].sum() / total
        assert left.max() < (0.04 if name == HS2 else 0.03)
        assert left.min() > -0.001


def test_what_the_chapters_leave_out(files: dict[str, Parsed]) -> None:
    table = files[HS2].observations
    codes = set(table["product"]) - {"_T", "01-24"}
    assert {f"{number:02d}" for number in range(25, 98)} - codes == {"77", "88", "93"}
    exports = table[(table["item"] == "export") & (table["product"] != "_T")].groupby("period")["value"].sum()
    hidden = flow(files[HS2], "export") - exports
    assert hidden.round(-2).to_dict() == {"2021": 11_000, "2022": 7_300}


def test_printed_growth_and_turnover_follow_from_what_is_read(files: dict[str, Parsed], sources: Path) -> None:
    checked = 0
    for row in cells((sources / HS2).read_bytes())[5:77]:
        assert row[1] == pytest.approx(row[2] + row[3])
        assert row[4] == pytest.approx(row[5] + row[6])
        assert row[8:10] == pytest.approx((100 * row[5] / row[2], 100 * row[6] / row[3]), abs=0.06)
        checked += 1
    assert checked == len(files[HS2].observations) / 4


def test_codes_stand_before_words_and_marks(files: dict[str, Parsed]) -> None:
    structure = files[f"{FOLDER}/fts_russia_structure_2023-12.xlsx"].observations
    assert sorted(set(structure["product"])) == [
        "01-24", "25-27", "28-40", "41-43", "44-49", "50-67", "68-70+84-97", "71-83", "_T",
    ]  # fmt: skip
    assert {"54", "57", "89"} <= set(files[HS2].observations["product"])  # `54-ГРУППА 54`, `57-М2-`, `89-ШТ-`


def test_a_number_is_where_row_says(files: dict[str, Parsed], sources: Path) -> None:
    for name, parsed in files.items():
        rows = cells((sources / name).read_bytes())
        for stated in parsed.observations.itertuples():
            assert stated.value in rows[stated.row - 1]
    assert not any(re.match("в том числе", str(rows[row - 1][0])) for row in parsed.observations["row"])


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        ("A1", "Экспорт и импорт товаров\n(млн. долл. США)", "expected a unit"),
        ("B8", "265,6", "row 8: expected a number; found '265,6'"),
        ("A6", "Итого", "four totals"),
        ("B6", None, "four totals"),
    ],
)
def test_another_unit_text_and_missing_totals_are_refused(sources: Path, cell: str, value: Any, message: str) -> None:
    payload = replaced((sources / CONTINENTS).read_bytes(), cell, value)
    with pytest.raises(SourceError, match=message):
        fts.parse(payload, CONTINENTS)


def test_a_header_without_months_is_refused(sources: Path) -> None:
    payload = (sources / CONTINENTS).read_bytes()
    for cell in ("B5", "C5", "E5", "F5"):
        payload = replaced(payload, cell, "2022")
    with pytest.raises(SourceError, match="columns of exports and imports by months"):
        fts.parse(payload, CONTINENTS)


def test_an_unknown_line_is_listed(sources: Path) -> None:
    parsed = fts.parse(replaced((sources / CONTINENTS).read_bytes(), "A12", "АНТАРКТИДА"), CONTINENTS)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (12, "'АНТАРКТИДА' is no continent and no group of goods")
    ]
    assert "_OCEANIA" not in set(parsed.observations["partner"])


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / CONTINENTS).read_bytes()
    with pytest.raises(SourceError, match="an HTML page"):
        fts.parse(b"<html>", CONTINENTS)
    with pytest.raises(SourceError, match="does not open"):
        fts.parse(payload[:-2000], CONTINENTS)
