"""The Comtrade matrix: which way it is turned, what is left out, and Belarus's partner concentration."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import comtrade

PATH = comtrade.FILES[0]


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return comtrade.parse((sources / PATH).read_bytes(), PATH)


def exports(parsed: Parsed, reporter: str, year: int) -> pd.Series:
    table = parsed.observations
    return table[(table["reporter"] == reporter) & (table["period"] == str(year))].set_index("partner")["value"]


def workbook(rows: list[list[Any]], sheet: str = "2012") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_column_is_the_exporter(parsed: Parsed) -> None:
    belarus = exports(parsed, "BLR", 2012)
    assert belarus.sum() == pytest.approx(44.89e6, abs=0.01e6)
    assert belarus["RUS"] == pytest.approx(16.16e6, abs=0.01e6)
    assert set(parsed.observations["unit"]) == {"USD thousand"}


@pytest.mark.parametrize(("year", "known"), [(1998, 0.436), (2009, 0.151), (2014, 0.214)])
def test_partner_concentration_of_belarus(parsed: Parsed, year: int, known: float) -> None:
    flows = exports(parsed, "BLR", year)
    assert float(((flows / flows.sum()) ** 2).sum()) == pytest.approx(known, abs=0.002)


def test_belarus_reports_nothing_before_1998(parsed: Parsed) -> None:
    table = parsed.observations
    assert table.loc[table["reporter"] == "BLR", "period"].min() == "1998"


def test_blanks_are_no_observations_and_zeros_are_kept(parsed: Parsed) -> None:
    table = parsed.observations
    assert table["value"].notna().all()
    assert (table["value"] == 0).sum() == 7_087
    assert not exports(parsed, "BLR", 2010).eq(0).any()


def test_no_self_trade_and_no_union_beside_its_members(parsed: Parsed) -> None:
    table = parsed.observations
    assert not (table["reporter"] == table["partner"]).any()
    assert "_EU" not in {*table["reporter"], *table["partner"]}
    assert "DEU" in set(table["reporter"])
    assert [refusal.reason for refusal in parsed.refused] == ["European Union: its exports repeat those of its members"]


def test_every_name_has_a_code_of_its_own(parsed: Parsed) -> None:
    table = parsed.observations
    assert not table.duplicated(["reporter", "partner", "period"]).any()
    assert exports(parsed, "SRB", 2012).sum() == pytest.approx(11.2e6, rel=0.01)


@pytest.mark.parametrize(("former", "successor"), [("_SUD", "SDN"), ("_BLX", "BEL"), ("_BLX", "LUX")])
def test_former_areas_do_not_overlap_their_successors(parsed: Parsed, former: str, successor: str) -> None:
    table = parsed.observations
    for end in ("reporter", "partner"):
        years = [set(table.loc[table[end] == code, "period"]) for code in (former, successor)]
        assert all(years)
        assert not years[0] & years[1]


def test_the_cell_is_where_row_and_locator_say(sources: Path, parsed: Parsed) -> None:
    flow = parsed.observations.query("reporter == 'BLR' and partner == 'RUS' and period == '2012'").iloc[0]
    book = openpyxl.load_workbook(sources / PATH, read_only=True)
    rows = list(book[flow["locator"]].iter_rows(values_only=True))
    assert rows[flow["row"] - 1][0] == "Russian Federation"
    assert rows[flow["row"] - 1][rows[0].index("Belarus")] == flow["value"]


def test_an_unknown_name_is_refused_once() -> None:
    rows = [["country", "Belarus", "Atlantis"], ["Belarus", None, 3.0], ["Atlantis", 5.0, None]]
    parsed = comtrade.parse(workbook(rows), PATH)
    assert parsed.observations.empty
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (3, "area 'Atlantis' is not in data/codes/areas.csv")
    ]


def test_self_trade_is_left_out() -> None:
    rows = [["country", "Belarus", "Poland"], ["Belarus", 7.0, None], ["Poland", 5.0, None]]
    table = comtrade.parse(workbook(rows), PATH).observations
    assert table[["reporter", "partner", "value"]].values.tolist() == [["BLR", "POL", 5.0]]


def test_other_layouts_are_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="workbook"):
        comtrade.parse(payload[: len(payload) // 2], PATH)
    with pytest.raises(SourceError, match="an HTML page"):
        comtrade.parse(b"<html></html>", PATH)
    square = [["country", "Belarus", "Poland"], ["Belarus", None, 1.0], ["Poland", 5.0, None]]
    with pytest.raises(SourceError, match="one sheet a year"):
        comtrade.parse(workbook(square, "Notes"), PATH)
    with pytest.raises(SourceError, match="same countries across and down"):
        comtrade.parse(workbook([square[0], square[2], square[1]]), PATH)
    with pytest.raises(SourceError, match="same countries across and down"):
        comtrade.parse(workbook(square[:2]), PATH)
    with pytest.raises(SourceError, match=r"a number; found 'n/a'"):
        comtrade.parse(workbook([*square[:2], ["Poland", "n/a", None]]), PATH)
