"""National statistics as a whole: every file is read, no series twice, and each name goes to its country's parser."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.national.partners import coded, counted, parsed
from ingest.sources import national_statistics

UNIONS = {"_CIS", "_EAEU", "_EU", "_NONCIS", "_SCO"}


@pytest.fixture(scope="module")
def files(sources: Path) -> dict[str, Parsed]:
    paths = [path for pattern in national_statistics.FILES for path in sorted(sources.glob(pattern))]
    return {
        path.name: national_statistics.parse(path.read_bytes(), path.relative_to(sources).as_posix()) for path in paths
    }


@pytest.fixture(scope="module")
def table(files: dict[str, Parsed]) -> pd.DataFrame:
    return pd.concat([parsed.observations for parsed in files.values()], ignore_index=True)


def test_all_files_are_read(files: dict[str, Parsed], table: pd.DataFrame) -> None:
    assert len(files) == 11
    assert set(table["reporter"]) == {"KGZ", "KAZ", "UZB", "ARM"}
    assert set(table["item"]) == {"export", "import", "import_consignment"}
    assert set(table["unit"]) == {"USD thousand"}
    assert set(table["product"]) == {"_T"}
    assert set(table["status"]) == {"reported"}


def test_no_edition_has_a_figure_twice(table: pd.DataFrame) -> None:
    assert not table.duplicated(["item", "reporter", "partner", "freq", "period", "vintage"]).any()


def test_only_uzbekistan_and_armenia_lack_a_total(table: pd.DataFrame) -> None:
    assert set(table.loc[table["partner"] == "WLD", "reporter"]) == {"KGZ", "KAZ"}


def test_every_name_has_a_code_or_is_a_sum(files: dict[str, Parsed]) -> None:
    reasons = [refusal.reason for parsed in files.values() for refusal in parsed.refused]
    assert not [reason for reason in reasons if "unknown area" in reason]


def test_values_agree_with_the_list_of_mirrors(sources: Path, table: pd.DataFrame) -> None:
    mirrors = pd.read_csv(sources / "trade" / "blr_mirror_reported_by_partners_2019_2023.csv")
    mirrors = mirrors[mirrors["reporter"].isin(["KAZ", "KGZ", "UZB"])]
    keys = ["reporter", "item", "period"]
    ours = table[table["partner"] == "BLR"].sort_values("vintage").drop_duplicates(keys, keep="last").set_index(keys)
    for row in mirrors.itertuples():
        # The list took 2020 from the edition of 2020, to 0.1; the edition of 2021 has more digits.
        assert ours.loc[(row.reporter, row.flow, str(row.year)), "value"] == pytest.approx(row.value, abs=0.06)
    assert len(mirrors) == 29


def test_a_file_of_another_name_is_refused() -> None:
    with pytest.raises(SourceError, match=r"begins with kgz_, kaz_, .*found tjk_trade\.csv"):
        national_statistics.parse(b"a,b\n", "trade/tjk_trade.csv")


def test_names_are_found_whatever_their_blanks() -> None:
    table = pd.DataFrame({"name": [" Всего\nв том числе", "Коста  Рика", "Мордор", "Мордор"], "row": [1, 2, 3, 4]})
    found, refused = coded(table, "x.xls", {"Всего в том числе": "WLD"}, (), "")
    assert found[["partner", "row"]].values.tolist() == [["WLD", 1], ["CRI", 2]]
    assert [(refusal.row, refusal.reason) for refusal in refused] == [(3, "unknown area 'Мордор' (2 rows)")]


def test_rows_of_two_sheets_are_counted_apart() -> None:
    rows = pd.DataFrame({"row": [7, 7, 7], "locator": ["2021", "2021", "2022"]})
    assert counted("x.xls", rows, "why").reason == "why (2 rows)"


def test_two_values_of_one_partner_are_refused() -> None:
    table = pd.DataFrame({
        "item": "export", "partner": ["SLV", "SLV"], "period": "2012", "value": [27.4, 9.8], "row": [142, 151],
    })  # fmt: skip
    with pytest.raises(SourceError, match="export SLV 2012 again in row 151"):
        parsed(table, "x.xlsx", "KGZ", {"export": "x"}, "e")
    blank = table.assign(value=[27.4, float("nan")])
    assert parsed(blank, "x.xlsx", "KGZ", {"export": "x"}, "e").observations["value"].tolist() == [27.4]
