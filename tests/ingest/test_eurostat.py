"""Eurostat's Comext: the members' trade by partner, Lithuania's earlier edition, the Union's exports by year."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.eurostat.flows import MEMBERS, area
from ingest.model import Parsed
from ingest.sources import eurostat

FOLDER = "trade/eurostat_comext"
WORKBOOK = f"{FOLDER}/eu_total_trade_4630244_spreadsheet.xlsx"
LONG = f"{FOLDER}/eu_trade_by_partner_monthly_2020_2022_long.csv"
ANNUAL = f"{FOLDER}/eu27_exports_to_belarus_annual_2010_2023_eur.csv"
LITHUANIA = {"_T": f"{FOLDER}/lt_total_exports.xlsx", "27": f"{FOLDER}/lt_energy_exports.xlsx"}
KEYS = ["item", "reporter", "partner", "product", "unit", "freq", "period", "vintage"]

LINE = "Total [TOTAL],EXPORT,VALUE_IN_EUROS,Poland,Belarus (Belorussia),2020-01,121156139"
HEADER = "product,flow,indicator,reporter,partner,month,value"


def read(sources: Path, path: str) -> Parsed:
    return eurostat.parse((sources / path).read_bytes(), path)


@pytest.fixture(scope="module")
def workbook(sources: Path) -> Parsed:
    return read(sources, WORKBOOK)


@pytest.fixture(scope="module")
def long(sources: Path) -> Parsed:
    return read(sources, LONG)


@pytest.fixture(scope="module")
def annual(sources: Path) -> Parsed:
    return read(sources, ANNUAL)


def union_mn(table: pd.DataFrame, item: str, product: str, partner: str) -> list[int]:
    """Sums over members of all months of 2020, 2021 and 2022, mn EUR."""
    flow = table[(table["item"] == item) & (table["product"] == product) & (table["partner"] == partner)]
    return [round(total / 1e6) for total in flow.groupby(flow["period"].str[:4])["value"].sum()]


def test_known_answers(workbook: Parsed) -> None:
    table = workbook.observations
    assert union_mn(table, "import", "27", "BLR") == [506, 1_212, 123]
    assert union_mn(table, "export", "_T", "BLR") == [6_228, 6_906, 5_717]
    assert set(table["unit"]) == {"EUR"}
    assert set(table["freq"]) == {"M"}


def test_all_members_report_and_the_union_has_no_row_of_its_own(workbook: Parsed) -> None:
    table = workbook.observations
    assert set(table["reporter"]) == set(MEMBERS)
    assert len(MEMBERS) == 27
    assert set(table["partner"]) == {"ARM", "BLR", "GEO", "KAZ", "KGZ", "RUS", "UZB"}
    assert set(table["product"]) == {"_T", "27"}
    assert (table["period"].min(), table["period"].max()) == ("2020-01", "2022-11")


def test_the_long_table_states_what_the_workbook_states(workbook: Parsed, long: Parsed) -> None:
    ours, theirs = (parsed.observations.set_index(KEYS)["value"].sort_index() for parsed in (workbook, long))
    assert len(ours) == 17_968
    pd.testing.assert_series_equal(ours, theirs)
    assert not long.refused


def test_a_colon_is_no_observation(workbook: Parsed) -> None:
    assert len(workbook.observations) + 9_248 == 4 * 27 * 7 * 36
    assert [refusal.reason.split(" cells")[0] for refusal in workbook.refused] == [
        "Sheet 1: 4731",
        "Sheet 2: 3402",
        "Sheet 3: 651",
        "Sheet 4: 464",
    ]
    austria = workbook.observations.query("item == 'import' and product == '27' and reporter == 'AUT'")
    assert "BLR" not in set(austria["partner"])


def test_the_three_published_zeros_stay(workbook: Parsed) -> None:
    assert workbook.observations["value"].eq(0).sum() == 3


def test_numbers_are_where_row_and_locator_say(sources: Path, workbook: Parsed, long: Parsed) -> None:
    lines = (sources / LONG).read_text(encoding="utf-8").splitlines()
    for flow in long.observations.sample(50, random_state=1).itertuples():
        assert lines[flow.row - 1].endswith(f",{flow.period},{flow.value:.0f}")
    with pytest.warns(UserWarning, match="no default style"):
        book = openpyxl.load_workbook(sources / WORKBOOK)
    for flow in workbook.observations.sample(50, random_state=1).itertuples():
        assert flow.value in [cell.value for cell in book[flow.locator][flow.row]]


def test_the_vintage_is_the_printed_day_of_update(sources: Path, workbook: Parsed) -> None:
    assert (workbook.vintage, workbook.edition) == (date(2023, 1, 13), "Comext, last updated 13/01/2023")
    assert {read(sources, path).vintage for path in LITHUANIA.values()} == {date(2022, 12, 16)}


def test_lithuania_was_revised_in_2022_by_fuels_to_two_partners(sources: Path, workbook: Parsed) -> None:
    apart = {}
    for product, path in LITHUANIA.items():
        earlier = read(sources, path).observations
        assert set(earlier["period"].str[:4] + earlier["reporter"]) == {"2020LTU", "2021LTU", "2022LTU"}
        assert earlier["period"].max() == "2022-10"
        joined = earlier.merge(workbook.observations, on=KEYS[:-1], suffixes=("", "_later"))
        assert len(joined) == len(earlier)
        changed = joined[joined["value"] != joined["value_later"]]
        assert {(partner, month[:4]) for partner, month in zip(changed["partner"], changed["period"], strict=True)} == {
            ("BLR", "2022"),
            ("RUS", "2022"),
        }
        apart[product] = changed.set_index(["partner", "period"]).eval("value - value_later")
        if product == "27":
            august = changed[(changed["partner"] == "BLR") & (changed["period"] == "2022-08")]
            assert august[["value", "value_later"]].values.tolist() == [[47_279_937, 897_837]]
    pd.testing.assert_series_equal(apart["_T"], apart["27"])


def test_names_of_areas() -> None:
    assert area("France (incl. Saint Barthélemy 'BL' -> 2012; incl. French Guiana 'GF' from 1997)") == "FRA"
    assert area("Ireland (Eire)") == "IRL"
    assert area("Poland (Posen)") is None


def test_exports_by_year_in_two_languages_and_two_spellings(annual: Parsed) -> None:
    table = annual.observations.set_index("period")
    assert list(table.index.sort_values()) == [str(year) for year in range(2010, 2024)]
    assert table.loc[["2010", "2016", "2020", "2021", "2022", "2023"], "value"].tolist() == [
        6_501_505_345,
        4_918_196_978,
        6_216_494_604,
        6_877_777_682,
        6_561_902_389,
        8_122_312_148,
    ]
    assert table[["item", "reporter", "partner", "product", "unit", "freq"]].drop_duplicates().values.tolist() == [
        ["export", "EU27_2020", "BLR", "_T", "EUR", "A"]
    ]


def test_a_year_is_known_from_the_day_of_its_extraction(annual: Parsed) -> None:
    days = annual.observations.set_index("period")["vintage"]
    assert [days[year] for year in ("2018", "2019", "2023")] == [
        date(2024, 11, 25),
        date(2024, 11, 17),
        date(2024, 11, 17),
    ]
    assert annual.vintage == date(2024, 11, 25)


def test_years_extracted_later_lie_just_below_the_months(annual: Parsed, workbook: Parsed) -> None:
    years = annual.observations.set_index("period")["value"]
    flows = workbook.observations.query("item == 'export' and product == '_T' and partner == 'BLR'")
    months = flows.groupby(flows["period"].str[:4])["value"].sum()
    assert [round(100 * (years[year] / months[year] - 1), 1) for year in ("2020", "2021")] == [-0.2, -0.4]


@pytest.mark.parametrize(
    ("planted", "by", "message"),
    [
        ("HR, HU", "GB, HR, HU", "REPORTER"),
        ("Biélorussie (Belarus)", "Ukraine", "PARTNER"),
        ("2-EXPORT", "1-IMPORT", "FLOW"),
        ("Jan.-Dec. 2014", "Jan.-Nov. 2014", "PERIOD"),
        ("202152-Jan.-Dec. 2021", "202152-Jan.-Dec. 2020", "one year in a period"),
        ("Relational_View_2024-11-25T10_45_49", "Relational_View_2024-13-25T10_45_49", "day of extraction"),
        ("7360430030", "7360.4 mn", "a number"),
        ("VALUE_IN_EUR", "VALUE_IN_USD", "column 'VALUE_IN_EUR'"),
    ],
)
def test_another_extraction_by_year_is_refused(sources: Path, planted: str, by: str, message: str) -> None:
    text = (sources / ANNUAL).read_text(encoding="utf-8")
    assert planted in text
    with pytest.raises(SourceError, match=message):
        eurostat.parse(text.replace(planted, by, 1).encode(), ANNUAL)


@pytest.mark.parametrize(
    ("planted", "by", "message"),
    [
        ("VALUE_IN_EUROS", "QUANTITY_IN_100KG", "the indicator"),
        ("EXPORT", "TRANSIT", "a known flow"),
        ("Total [TOTAL]", "Cereals [10]", "a known product"),
        ("2020-01", "2020", "a month"),
        ("121156139", "121 mn", "a number"),
        ("indicator", "measure", "column 'indicator'"),
    ],
)
def test_another_long_table_is_refused(planted: str, by: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        eurostat.parse(f"{HEADER}\n{LINE}\n".replace(planted, by).encode(), LONG)


def test_a_flow_stated_twice_is_refused() -> None:
    with pytest.raises(SourceError, match="export POL BLR _T twice for 2020-01, row 3"):
        eurostat.parse(f"{HEADER}\n{LINE}\n{LINE}\n".encode(), LONG)


def test_an_unknown_area_is_refused_once() -> None:
    unknown = LINE.replace("Poland", "Atlantis")
    parsed = eurostat.parse(f"{HEADER}\n{unknown}\n{unknown}\n{LINE}\n".encode(), LONG)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(2, "unknown area 'Atlantis', 2 rows")]
    assert parsed.observations["row"].tolist() == [4]


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / LONG).read_bytes()
    with pytest.raises(SourceError, match="line end"):
        eurostat.parse(payload[:-4], LONG)
    for path in (LONG, WORKBOOK, ANNUAL):
        with pytest.raises(SourceError, match="an HTML page"):
            eurostat.parse(b"<html>", path)
    with pytest.raises(SourceError, match="does not open"):
        eurostat.parse((sources / WORKBOOK).read_bytes()[:-2_000], WORKBOOK)
    with pytest.raises(SourceError, match="a name that begins with"):
        eurostat.parse(payload, f"{FOLDER}/us_trade.csv")


SHEET: dict[str, list[Any]] = {
    "updated": ["Last updated: ", "13/01/2023 11:00"],
    "reporter": ["REPORTER", None, "Lithuania"],
    "product": ["PRODUCT", None, "Total"],
    "flow": ["FLOW", None, "EXPORT"],
    "indicator": ["INDICATORS", None, "VALUE_IN_EUROS"],
    "time": ["TIME", "2020-01", "2020-02"],
    "freq": ["FREQ (Labels)", "Monthly", "Monthly"],
    "partner": ["PARTNER (Labels)"],
    "cells": ["Belarus (Belorussia)", 12.0, ":"],
}


def sheet(**changed: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Sheet 1"
    for row in (SHEET | changed).values():
        book.active.append(row)
    payload = io.BytesIO()
    book.save(payload)
    return payload.getvalue()


def test_a_sheet_as_the_data_browser_writes_it() -> None:
    found = eurostat.parse(sheet(), "lt_total_exports.xlsx").observations
    assert found[["reporter", "partner", "period", "value", "row"]].values.tolist() == [
        ["LTU", "BLR", "2020-01", 12.0, 9]
    ]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"updated": ["Last updated: ", datetime(2023, 1, 13)]}, "a day like"),
        ({"updated": ["Last changed: ", "13/01/2023 11:00"]}, "a day like"),
        ({"indicator": ["INDICATORS", None, "QUANTITY_IN_100KG"]}, "the indicator VALUE_IN_EUROS"),
        ({"flow": ["FLOW", None, "TRANSIT"]}, "a flow and a product"),
        ({"product": ["PRODUCT", None, "Cereals"]}, "a flow and a product"),
        ({"freq": ["FREQ (Labels)", "Annual", "Annual"]}, "monthly columns"),
        ({"time": ["TIME", "2020-01", "2020"]}, "a month over each column"),
        ({"time": ["PERIOD", "2020-01", "2020-02"]}, "a row TIME"),
        ({"cells": ["Belarus (Belorussia)", 12.0, "c"]}, "a number or ':'"),
        ({"cells": ["Belarus (Belorussia)", 12.0]}, "a number or ':'"),
    ],
)
def test_another_sheet_is_refused(changed: dict[str, list[Any]], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        eurostat.parse(sheet(**changed), "lt_total_exports.xlsx")
