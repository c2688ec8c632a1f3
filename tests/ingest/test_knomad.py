"""Remittance and migration matrices: who pays whom, totals, zeros and dashes, and what is refused."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.errors import SourceError
from ingest.files import sheets
from ingest.model import Parsed
from ingest.sources import knomad

NOW = "econ/knomad_bilateral_remittance_matrix_2021.xlsx"
THEN = "econ/wb_bilateral_remittance_2017.xlsx"
MIGRANTS = "econ/knomad_bilateral_migration_matrix_2021.xlsx"
HEADING = "Bilateral Remittance Estimates for 2021 (millions of US$) (December 2022 Version)"
CORNER = "receiving (across) / sending (down)"


@pytest.fixture(scope="module")
def files(sources: Path) -> dict[str, Parsed]:
    return {path: knomad.parse((sources / path).read_bytes(), path) for path in (NOW, THEN, MIGRANTS)}


def value(parsed: Parsed, reporter: str, partner: str) -> float:
    table = parsed.observations
    (found,) = table.loc[(table["reporter"] == reporter) & (table["partner"] == partner), "value"]
    return float(found)


def workbook(*rows: list[Any], heading: str = HEADING, corner: str = CORNER) -> bytes:
    book, payload = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in ([heading], [corner, "Belarus", "Russia", "WORLD"], *rows):
        book.active.append(row)
    book.save(payload)
    return payload.getvalue()


def test_known_answers_and_who_pays_whom(files: dict[str, Parsed]) -> None:
    assert value(files[NOW], "BLR", "RUS") == pytest.approx(577.9, abs=0.05)
    assert value(files[NOW], "BLR", "WLD") == pytest.approx(1_136.7, abs=0.05)
    assert value(files[NOW], "RUS", "BLR") == pytest.approx(593.5, abs=0.05)
    assert value(files[THEN], "BLR", "RUS") == pytest.approx(545.2, abs=0.05)
    assert value(files[THEN], "BLR", "WLD") == 1_200
    assert value(files[MIGRANTS], "RUS", "BLR") == 763_879
    assert value(files[MIGRANTS], "BLR", "RUS") == 672_481
    assert value(files[MIGRANTS], "BLR", "WLD") == 1_067_090


@pytest.mark.parametrize("path", [NOW, THEN, MIGRANTS])
def test_the_world_is_the_total_of_the_others_and_never_one_of_them(files: dict[str, Parsed], path: str) -> None:
    table = files[path].observations
    for reporter in ("BLR", "RUS", "UKR", "ARM", "KAZ"):
        received = table[table["reporter"] == reporter].set_index("partner")["value"]
        assert received.drop("WLD").sum() == pytest.approx(received["WLD"], rel=1e-6)
        sent = table[table["partner"] == reporter].set_index("reporter")["value"]
        assert sent.drop("WLD").sum() == pytest.approx(sent["WLD"], rel=1e-6)


def test_all_is_modelled(files: dict[str, Parsed]) -> None:
    for parsed in files.values():
        assert set(parsed.observations["status"]) == {"estimated"}


def test_items_units_years_and_editions(files: dict[str, Parsed]) -> None:
    told = {
        path: (parsed.vintage.isoformat(), *parsed.observations[["item", "unit", "period"]].iloc[0])
        for path, parsed in files.items()
    }
    assert told == {
        NOW: ("2022-12-31", "remittance_received", "USD mn", "2021"),
        THEN: ("2018-04-30", "remittance_received", "USD mn", "2017"),
        MIGRANTS: ("2022-12-31", "migrant_stock", "persons", "2021"),
    }


def test_every_cell_is_accounted_for(files: dict[str, Parsed]) -> None:
    cells = {NOW: 10_619, THEN: 46_221 + 4, MIGRANTS: 13_511 + 1}
    for path, parsed in files.items():
        counted = [refusal.reason.partition(" ")[0] for refusal in parsed.refused]
        left_out = sum(int(number) for number in counted if number.isdigit())
        assert len(parsed.observations) + left_out == cells[path]


def test_kept_are_totals_and_pairs_with_one_of_the_eleven(files: dict[str, Parsed]) -> None:
    for parsed in files.values():
        table = parsed.observations
        assert (table["reporter"].isin(knomad._KEPT) | table["partner"].isin(knomad._KEPT)).all()
        assert not table.duplicated(["reporter", "partner"]).any()
    assert value(files[NOW], "WLD", "DEU") > 10_000  # what Germany pays in all stays, though not to whom


def test_a_zero_of_remittances_is_no_estimate(files: dict[str, Parsed]) -> None:
    assert files[NOW].observations["value"].gt(0).all()
    assert files[THEN].observations["value"].gt(0).all()
    reasons = [refusal.reason for refusal in files[THEN].refused]
    assert "33928 cells of 0, which is no estimate here" in reasons
    assert "4 cells with a dash or dots for a number" in reasons
    assert files[MIGRANTS].observations["value"].eq(0).any()


def test_a_number_under_the_matrix_is_refused(files: dict[str, Parsed]) -> None:
    stray = [refusal.row for refusal in files[NOW].refused if "under the matrix" in refusal.reason]
    assert stray == [218]


def test_a_number_is_where_row_says(sources: Path, files: dict[str, Parsed]) -> None:
    table = files[NOW].observations
    found = table[(table["reporter"] == "BLR") & (table["partner"] == "RUS")].iloc[0]
    ((title, rows),) = sheets((sources / NOW).read_bytes(), NOW).items()
    cells = rows[found["row"] - 1]
    assert cells[0] == "Russian Federation"
    assert found["value"] in cells
    assert found["locator"] == title.strip()


def test_an_unknown_country_is_refused_once() -> None:
    parsed = knomad.parse(workbook(["Atlantis", 1.0, 2.0, 3.0], ["WORLD", 1.0, 2.0, 3.0]), NOW)
    assert [refusal.reason for refusal in parsed.refused] == ["unknown area 'Atlantis'"]
    assert len(parsed.observations) == 3


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        (workbook(["WORLD", 1.0], heading=HEADING.replace("millions", "thousands")), "in millions of US"),
        (workbook(["WORLD", 1.0], corner="sending (across) / receiving (down)"), "receiving across and sending down"),
        (workbook(["Poland", 1.0]), "a row World"),
        (workbook(["Poland", "n/a"], ["WORLD", 1.0]), "a number in row 3"),
        (workbook(["WORLD", 1.0], heading=HEADING.replace("December 2022", "final")), "an edition like"),
        (b"<html>", "an HTML page"),
    ],
)
def test_planted_faults_are_refused(payload: bytes, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        knomad.parse(payload, NOW)


def test_a_cut_end_is_refused(sources: Path) -> None:
    with pytest.raises(SourceError, match="does not open"):
        knomad.parse((sources / NOW).read_bytes()[:-200], NOW)
