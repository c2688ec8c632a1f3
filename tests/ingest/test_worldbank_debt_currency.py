"""Currencies of public debt: Belarus's shares, the rouble that has none of its own, shares that make 100, refusals."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import worldbank_debt

CURRENCIES = "ids/ids_2025-12_currency_composition_ppg_2001_2024.csv"
HEADER = (
    "value,indicator_code,indicator_name,counterpart_code,counterpart_name,entity_code,entity_name,is_aggregate,year"
)
LINE = '{},DT.CUR.{}.ZS,"Currency composition of PPG debt, {} (%)",WLD,World,BLR,Belarus,False,2024'
GOOD = "\n".join([HEADER, LINE.format(86.6, "USDL", "U.S. dollars"), LINE.format(13.4, "EURO", "Euro"), ""])


@pytest.fixture(scope="module")
def shares(sources: Path) -> Parsed:
    return worldbank_debt.parse((sources / CURRENCIES).read_bytes(), CURRENCIES)


def of(parsed: Parsed, reporter: str, year: str) -> dict[str, float]:
    table = parsed.observations
    chosen = table[(table["reporter"] == reporter) & (table["period"] == year)]
    return chosen.set_index("item")["value"].to_dict()


def test_currencies_of_belarus_s_debt(shares: Parsed) -> None:
    assert of(shares, "BLR", "2024") == {
        "DT.CUR.USDL.ZS": 86.6312, "DT.CUR.EURO.ZS": 3.0261, "DT.CUR.OTHC.ZS": 10.3427, "DT.CUR.JYEN.ZS": 0.0,
        "DT.CUR.MULC.ZS": 0.0, "DT.CUR.SDRW.ZS": 0.0, "DT.CUR.SWFR.ZS": 0.0, "DT.CUR.UKPS.ZS": 0.0,
    }  # fmt: skip


def test_the_rouble_is_among_all_other_currencies(shares: Parsed) -> None:
    titles = shares.observations.drop_duplicates("item").set_index("item")["title"]
    assert titles["DT.CUR.OTHC.ZS"] == "Currency composition of PPG debt, all other currencies (%)"
    assert not titles.str.contains("roubl|rubl", case=False).any()
    assert len(titles) == 8


def test_every_row_is_read_of_eleven_debtors_without_russia(shares: Parsed) -> None:
    table = shares.observations
    assert (len(table), shares.refused) == (11 * 24 * 8, ())
    assert table["reporter"].nunique() == 11
    assert "RUS" not in set(table["reporter"])
    assert {(row.partner, row.unit, row.status) for row in table.itertuples()} == {("WLD", "percent", "reported")}
    assert (table["period"].min(), table["period"].max()) == ("2001", "2024")


def test_shares_of_a_debtor_and_year_make_100(shares: Parsed) -> None:
    sums = shares.observations.groupby(["reporter", "period"])["value"].sum()
    assert sums.to_numpy() == pytest.approx(100, abs=5e-4)


def test_the_edition_is_in_the_name(shares: Parsed) -> None:
    assert (shares.edition, shares.vintage.isoformat()) == (
        "International Debt Statistics, December 2025",
        "2025-12-31",
    )


def test_the_row_is_the_line_of_the_file(sources: Path, shares: Parsed) -> None:
    lines = (sources / CURRENCIES).read_text(encoding="utf-8").splitlines()
    table = shares.observations
    row = table[(table["item"] == "DT.CUR.USDL.ZS") & (table["reporter"] == "BLR") & (table["period"] == "2024")].iloc[
        0
    ]
    assert lines[row["row"] - 1].startswith(f"{row['value']},{row['item']},")


def test_the_good_lines_are_good() -> None:
    parsed = worldbank_debt.parse(GOOD.encode(), CURRENCIES)
    assert parsed.observations["value"].tolist() == [86.6, 13.4]
    assert pd.api.types.is_float_dtype(parsed.observations["value"])


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ("<html></html>", "an HTML page"),
        (GOOD.replace("indicator_code", "series"), "column 'indicator_code'"),
        (GOOD.replace("DT.CUR.EURO", "DT.DOD.EURO"), "a code like DT.CUR.USDL.ZS in row 3"),
        (GOOD.replace("Euro (%)", "Euro (US$)"), "a series in per cent in row 3"),
        (GOOD.replace("WLD,World", "RUS,Russia", 1), "all creditors, WLD in row 2; found 'RUS'"),
        (GOOD.replace("False", "True", 1), "a single debtor in row 2"),
        (GOOD.replace("BLR,Belarus", "2S,All", 1), "an ISO 3166 code in row 2"),
        (GOOD.replace("13.4", "13.3"), "shares of BLR in 2024 that make 100 per cent; found 99.9000"),
        (GOOD.replace("13.4", "n/a"), "a number in row 3"),
        (GOOD.replace("False,2024", "False,FY24", 1), "a year or a date in row 2"),
        (GOOD.replace("EURO", "USDL"), "DT.CUR.USDL.ZS of BLR to WLD for 2024 twice, row 3"),
        (GOOD[:-1], "a line end after the last record"),
        (GOOD[:-12] + "\n", "the file is cut"),
    ],
)
def test_what_is_no_file_of_currency_shares_is_refused(payload: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        worldbank_debt.parse(payload.encode(), CURRENCIES)


def test_a_name_without_an_edition_is_refused() -> None:
    with pytest.raises(SourceError, match="a name with the edition"):
        worldbank_debt.parse(GOOD.encode(), "ids/currency_composition.csv")
