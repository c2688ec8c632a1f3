"""International Debt Statistics: known debts, true vintages, what was scheduled, files that overlap, refusals."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.sources import worldbank_debt

STOCKS = "ids/debt_stock_by_creditor_1990_2024_2025-12.csv"
SERVICE = "ids/debt_service_by_creditor_2009_{}.csv"
SERVICE_FROM_2000 = "ids/debt_service_by_creditor_2000_2025_2023-12.csv"
DISBURSEMENTS = "ids/disbursements_by_creditor_2000_2022_2023-12.csv"
BY_TYPE = "econ/wb_ids_blr_by_creditor_type_2000_2024.csv"
BY_CREDITOR_HEADER = "country,counterpart-area,series,time,value,series_code"
KEY = ["item", "reporter", "partner", "product", "unit", "period"]


@pytest.fixture(scope="module")
def table(sources: Path) -> pd.DataFrame:
    """All files in their order, told apart by `file`; of one edition the first has the say."""
    return pd.concat([read(sources, path) for path in files(sources)], ignore_index=True)


def files(sources: Path) -> list[str]:
    found: list[str] = []
    for pattern in worldbank_debt.FILES:
        matches = sorted(path.relative_to(sources).as_posix() for path in sources.glob(pattern))
        assert matches, pattern
        found += [path for path in matches if path not in found]
    return found


def read(sources: Path, path: str) -> pd.DataFrame:
    return worldbank_debt.parse((sources / path).read_bytes(), path).observations.assign(file=path)


def millions(table: pd.DataFrame, item: str, partner: str, edition: str) -> dict[str, float]:
    """Belarus's figures by year in one edition, as the snapshot keeps them, in million dollars."""
    chosen = table[
        table["item"].str.startswith(item)
        & (table["reporter"] == "BLR")
        & (table["partner"] == partner)
        & (table["vintage"].astype(str).str[:7] == edition)
    ].drop_duplicates(KEY)
    return (chosen.groupby("period")["value"].sum() / 1e6).round(1).to_dict()


def by_creditor(*lines: str, header: str = BY_CREDITOR_HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def test_debt_of_belarus_to_russia_and_to_all(table: pd.DataFrame) -> None:
    to_russia = millions(table, "DT.DOD.", "RUS", "2025-12")
    assert [to_russia[year] for year in ("2021", "2022", "2023", "2024")] == [8478.8, 8237.1, 7749.7, 7624.7]
    to_all = millions(table[table["file"] == STOCKS], "DT.DOD.", "WLD", "2025-12")
    assert (round(to_all["2021"]), round(to_all["2024"])) == (19979, 16325)
    assert round(millions(table, "DT.DOD.", "CHN", "2025-12")["2021"]) == 4264
    assert round(millions(table, "DT.DOD.", "_EDB", "2025-12")["2021"]) == 2520


def test_four_editions_are_four_vintages(table: pd.DataFrame) -> None:
    assert sorted(table["vintage"].astype(str).unique()) == ["2022-12-31", "2023-12-31", "2024-12-31", "2025-12-31"]
    of_2022 = [millions(table, "DT.DOD.BLAT", "WLD", edition)["2022"] for edition in ("2023-12", "2025-12")]
    assert of_2022 == [12304.0, 12182.8]
    assert {millions(table, "DT.DOD.BLAT", "RUS", f"{year}-12")["2021"] for year in range(2022, 2026)} == {8478.8}


def test_russia_and_the_russian_federation_are_one_creditor(table: pd.DataFrame) -> None:
    from_russia = millions(table, "disbursement.bilateral", "RUS", "2023-12")
    assert [from_russia[year] for year in ("2019", "2020", "2021", "2022")] == [730.2, 1065.3, 902.9, 1296.6]
    banks = millions(table, "disbursement.banks", "RUS", "2023-12")
    assert [banks[year] for year in ("2012", "2013", "2015")] == [1000.0, 440.0, 610.3]


def test_years_without_a_disbursement_are_gaps(table: pd.DataFrame) -> None:
    years = millions(table, "disbursement.bilateral", "RUS", "2023-12")
    assert {str(year) for year in range(2001, 2023)} - set(years) == {"2003", "2006", "2011"}


def test_principal_interest_and_flows_between_belarus_and_russia(table: pd.DataFrame) -> None:
    lent = millions(table, "disbursement.bilateral", "RUS", "2023-12")
    principal = millions(table, "DT.AMT.BLAT", "RUS", "2023-12")
    interest = millions(table, "DT.INT.BLAT", "RUS", "2023-12")
    years = ("2020", "2021", "2022")
    assert [principal[year] for year in years] == [704.4, 731.7, 1629.7]
    assert [interest[year] for year in years] == [360.9, 339.4, 406.7]
    assert round(lent["2020"] - principal["2020"], 1) == 360.9
    net = [lent[year] - principal[year] - interest[year] for year in ("2019", *years)]
    assert net == pytest.approx([-319.7, 0.0, -168.1, -739.7], abs=0.11)


def test_service_after_an_editions_last_year_was_only_scheduled(table: pd.DataFrame) -> None:
    service = table[table["item"].str.match(r"DT\.(AMT|INT)")]
    for edition, rows in service.groupby(service["vintage"].astype(str).str[:4]):
        assert rows.loc[rows["status"] == "reported", "period"].max() == str(int(edition) - 1)
        assert rows.loc[rows["status"] == "forecast", "period"].min() == edition
    assert millions(table, "DT.AMT.BLAT", "RUS", "2022-12")["2022"] == 1386.7
    assert set(table.loc[~table.index.isin(service.index), "status"]) == {"reported"}


def test_what_two_files_of_one_edition_disagree_on(table: pd.DataFrame) -> None:
    """Only the two service files of December 2023, from 2022 on, by at most 166.7 million dollars."""
    editions = table.groupby([*KEY, "vintage"])["value"].agg(["min", "max"])
    apart = (editions["max"] - editions["min"]).loc[lambda gap: gap > 0].reset_index(name="gap")
    assert set(apart["vintage"].astype(str)) == {"2023-12-31"}
    assert apart["period"].value_counts().sort_index().to_dict() == {"2022": 11, "2023": 15, "2024": 14, "2025": 18}
    assert apart["gap"].max() == pytest.approx(166_666_666.7)
    assert "RUS" not in set(apart["partner"])


def test_the_preferred_file_has_what_later_editions_repeat(sources: Path) -> None:
    """Of the figures for 2022, then the last actual year, the file from 2000 holds all that stand in later editions."""
    order = files(sources)
    assert order.index(SERVICE_FROM_2000) < order.index(SERVICE.format("2023-12"))
    preferred, other, later = (
        read(sources, path).set_index(KEY)["value"]
        for path in (SERVICE_FROM_2000, SERVICE.format("2023-12"), SERVICE.format("2025-12"))
    )
    common = preferred.index.intersection(other.index)
    common = common[common.get_level_values("period") == "2022"]
    differ = common[(preferred[common] - other[common]).abs() > 0]
    assert len(differ) == 11
    assert (preferred[differ] == later[differ]).all()
    assert not (other[differ] == later[differ]).any()


def test_the_file_by_creditor_type_does_not_clash_with_those_by_creditor(sources: Path) -> None:
    """Padded codes, blank cells; what the other files give to ten cents is left to them, and agrees to a dollar."""
    payload = (sources / BY_TYPE).read_bytes()
    parsed = worldbank_debt.parse(payload, BY_TYPE)
    own = parsed.observations
    assert set(own["reporter"]) == {"BLR"}
    assert len(own) == 11 * 25 + 9
    assert own.loc[own["item"] == "DT.TDS.DECT.EX.ZS", "unit"].unique().tolist() == ["percent"]
    arrears = own[(own["item"] == "DT.AXA.OFFT.CD") & (own["period"] == "2024")]
    assert arrears["value"].tolist() == [361126000.0]
    assert [refusal.reason.partition(":")[0] for refusal in parsed.refused] == [
        "DT.DOD.BLAT.CD", "DT.DOD.MLAT.CD", "DT.DOD.PCBK.CD", "DT.DOD.PROP.CD", "DT.DOD.PBND.CD", "DT.AMT.BLAT.CD",
    ]  # fmt: skip

    left_out = pd.read_csv(sources / BY_TYPE).melt(["Series Code"], [str(year) for year in range(2000, 2025)], "period")
    left_out = left_out.dropna().set_index(["Series Code", "period"])["value"]
    left_out = left_out.drop(own.set_index(["item", "period"]).index)
    finer = pd.concat([read(sources, STOCKS), read(sources, SERVICE.format("2025-12"))])
    finer = finer[(finer["reporter"] == "BLR") & (finer["partner"] == "WLD")].set_index(["item", "period"])["value"]
    assert len(left_out) == 125
    assert (finer[left_out.index] - left_out).abs().max() <= 0.5


def test_no_creditor_is_unknown_and_no_figure_twice_in_a_file(sources: Path, table: pd.DataFrame) -> None:
    for path in files(sources):
        refused = worldbank_debt.parse((sources / path).read_bytes(), path).refused
        assert all(": 0 because" in refusal.reason for refusal in refused) or path == BY_TYPE
    assert not table.duplicated([*KEY, "file"]).any()
    assert {"WLD", "_IBRD", "_EDB", "CHN", "IRN", "VEN"} <= set(table["partner"])


def test_the_row_is_the_line_of_the_file(sources: Path) -> None:
    path = SERVICE.format("2023-12")
    lines = (sources / path).read_text(encoding="utf-8").splitlines()
    found = read(sources, path)
    row = found[(found["reporter"] == "BLR") & (found["partner"] == "RUS") & (found["period"] == "2022")].iloc[0]
    assert lines[row["row"] - 1].startswith("Belarus,Russian Federation,")
    assert f",2022,{row['value']}," in lines[row["row"] - 1]


def test_both_spellings_of_the_columns_and_years_as_dates() -> None:
    line = 'Belarus,World,"PPG, bilateral (AMT, current US$)",{},1.5,DT.AMT.BLAT.CD'
    underscored = BY_CREDITOR_HEADER.replace("-", "_").replace("time", "year")
    path = SERVICE.format("2023-12")
    dated = worldbank_debt.parse(by_creditor(line.format("2021-01-01"), header=underscored), path)
    plain = worldbank_debt.parse(by_creditor(line.format("2021")), path)
    pd.testing.assert_frame_equal(dated.observations, plain.observations)


def test_an_unknown_creditor_is_refused_once_and_the_rest_kept() -> None:
    line = '{},{},"PPG, bilateral (DOD, current US$)",{},1.5,DT.DOD.BLAT.CD'
    rows = ("Belarus Atlantis 2020", "Belarus Atlantis 2021", "Belarus World 2021", "Oz World 2021")
    parsed = worldbank_debt.parse(by_creditor(*(line.format(*row.split()) for row in rows)), STOCKS)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (5, "unknown area 'Oz'"),
        (2, "unknown area 'Atlantis'"),
    ]
    assert parsed.observations["period"].tolist() == ["2021"]


GOOD_LINE = 'Belarus,World,"PPG, bilateral (DOD, current US$)",2021,1.5,DT.DOD.BLAT.CD'


@pytest.mark.parametrize(
    ("payload", "path", "message"),
    [
        (b"<!DOCTYPE html><html>", STOCKS, "an HTML page"),
        (by_creditor(GOOD_LINE, header=BY_CREDITOR_HEADER.replace("counterpart-", "")), STOCKS, "counterpart-area or"),
        (by_creditor(GOOD_LINE, header=BY_CREDITOR_HEADER.replace("value", "amount")), STOCKS, "column 'value'"),
        (by_creditor(GOOD_LINE.replace("current US$", "% of GNI")), STOCKS, "current US"),
        (by_creditor(GOOD_LINE.replace("DT.DOD", "DT.AMT")), STOCKS, "a code like DT"),
        (by_creditor(GOOD_LINE.replace("1.5", "n/a")), STOCKS, "a number in row 2; found 'n/a'"),
        (by_creditor(GOOD_LINE.replace("2021", "mid-2021")), STOCKS, "a year or a date in row 2"),
        (by_creditor(GOOD_LINE, GOOD_LINE), STOCKS, "BLR to WLD for 2021 twice, row 3"),
        (by_creditor(GOOD_LINE)[:-1], STOCKS, "a line end after the last record"),
        (by_creditor(GOOD_LINE)[:-16] + b"\n", STOCKS, "the file is cut"),
        (by_creditor(GOOD_LINE), "ids/debt_stock_by_creditor.csv", "a name with the edition"),
        (by_creditor(GOOD_LINE), "ids/debt_2025-12.csv", "a name with one of debt_stock"),
        (
            b"iso_code,year,counterpart_area,indicator,value,prices\nBLR,2021,World,bonds,1.5,constant\n",
            DISBURSEMENTS,
            "current prices",
        ),
        (
            b"Country Code,Counterpart-Area Code,Series Name,Series Code,2021\nBLR  ,WLD,Terms,DT.INR.DPPG,1.5\n",
            BY_TYPE,
            "found series DT.INR.DPPG",
        ),
        (
            b"Country Code,Counterpart-Area Code,Series Name,Series Code\nBLR,WLD,Stock,DT.DOD.BLAT.CD\n",
            BY_TYPE,
            "one column a year",
        ),
    ],
)  # fmt: skip
def test_what_is_not_the_file_is_refused(payload: bytes, path: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        worldbank_debt.parse(payload, path)
