"""Terms of new loans: Russia's loans to Belarus, terms of 0 where nothing was lent, two vintages, refusals."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import worldbank_debt

FIRST = "ids/ids_2022-12_new_commitments_terms_and_amounts_by_creditor_2000_2021.csv"
LATER = "ids/ids_2023-12_new_commitments_terms_by_creditor_2017_2021.csv"
INTEREST, MATURITY, GRACE = "DT.INR.DPPG", "DT.MAT.DPPG", "DT.GPA.DPPG"
TERMS = (INTEREST, MATURITY, GRACE)
AMOUNTS = ("DT.COM.BLAT.CD", "DT.COM.MLAT.CD", "DT.COM.PRVT.CD")
TITLES = {
    INTEREST: "Average interest on new external debt commitments (%)",
    MATURITY: "Average maturity on new external debt commitments (years)",
    GRACE: "Average grace period on new external debt commitments (years)",
    "DT.COM.BLAT.CD": '"Commitments, bilateral creditors (COM, current US$)"',
}


@pytest.fixture(scope="module")
def first(sources: Path) -> Parsed:
    return worldbank_debt.parse((sources / FIRST).read_bytes(), FIRST)


@pytest.fixture(scope="module")
def later(sources: Path) -> Parsed:
    return worldbank_debt.parse((sources / LATER).read_bytes(), LATER)


def figures(parsed: Parsed, item: str, partner: str = "RUS", reporter: str = "BLR") -> dict[str, float]:
    table = parsed.observations
    chosen = table[(table["item"] == item) & (table["reporter"] == reporter) & (table["partner"] == partner)]
    return chosen.set_index("period")["value"].to_dict()


def new_loan(*lines: tuple[int, str, float], name: str = "Russian Federation") -> bytes:
    rows = [f"Belarus,{name},{TITLES[code]},{year}-01-01,{value},{code}" for year, code, value in lines]
    return "\n".join(["country,counterpart_area,series,year,value,series_code", *rows, ""]).encode()


def test_what_russia_committed_to_belarus(first: Parsed) -> None:
    lent = {year: round(value / 1e6, 1) for year, value in figures(first, "DT.COM.BLAT.CD").items()}
    assert {year: lent[year] for year in ("2007", "2008", "2011", "2014", "2015", "2017", "2020")} == {
        "2007": 1500.0, "2008": 1000.0, "2011": 10000.0, "2014": 2537.0, "2015": 870.0, "2017": 700.0, "2020": 1024.2,
    }  # fmt: skip


def test_at_which_terms(first: Parsed) -> None:
    interest, maturity, grace = (figures(first, item) for item in TERMS)
    assert (interest["2011"], maturity["2011"], grace["2011"]) == (2.5782, 23.9166, 9.4166)
    assert (interest["2017"], interest["2020"], maturity["2020"]) == (2.7676, 1.95, 9.9166)
    assert first.observations.groupby("item")["unit"].unique().map(list).to_dict() == {
        INTEREST: ["percent"], MATURITY: ["years"], GRACE: ["years"], **{code: ["USD"] for code in AMOUNTS},
    }  # fmt: skip


def test_a_year_without_a_commitment_has_no_terms_but_its_zero_amount(first: Parsed) -> None:
    for year in ("2016", "2018", "2019", "2021"):
        assert figures(first, "DT.COM.BLAT.CD")[year] == 0
        assert not any(year in figures(first, term) for term in TERMS)


def test_the_zeros_left_out_are_counted_by_term(first: Parsed, later: Parsed) -> None:
    assert {refusal.reason for refusal in first.refused} == {
        f"{term}: 0 because nothing was committed in the year (7303 rows)" for term in TERMS
    }
    assert {refusal.reason for refusal in later.refused} == {
        f"{term}: 0 because nothing was committed in the year (1648 rows)" for term in TERMS
    }
    assert (len(first.observations) + 3 * 7303, len(later.observations) + 3 * 1648) == (28_966, 6_030)


def test_maturity_tells_exactly_where_something_was_committed(sources: Path) -> None:
    """What the reader relies on, read from the file without it."""
    amounts: dict[tuple[str, ...], float] = defaultdict(float)
    maturities: dict[tuple[str, ...], float] = {}
    with (sources / FIRST).open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            year = (line["country"], line["counterpart_area"], line["year"])
            if line["series_code"] == MATURITY:
                maturities[year] = float(line["value"])
            elif line["series_code"] in AMOUNTS:
                amounts[year] += float(line["value"])
    assert len(maturities) == 8_756
    assert {year for year, value in maturities.items() if value > 0} == {y for y, value in amounts.items() if value > 0}


def test_interest_of_zero_is_kept_for_a_loan_that_was_made_and_marked(first: Parsed) -> None:
    """The Bank's average over all creditors counts it as 0: 3 bn of 2011 without interest among 16.6 bn."""
    terms = first.observations[first.observations["item"].isin(TERMS)]
    zeros = terms[terms["value"] == 0]
    assert zeros["item"].value_counts().to_dict() == {INTEREST: 35, GRACE: 33}
    assert set(zeros["note"]) == {"0 as published, of a loan made in this year"}
    assert set(terms.loc[terms["value"] > 0, "note"]) == {""}
    table = first.observations[first.observations["reporter"].eq("BLR") & first.observations["period"].eq("2011")]
    lent = table[table["item"].isin(AMOUNTS)].groupby("partner")["value"].sum()
    rates = table[table["item"] == INTEREST].set_index("partner")["value"]
    creditors = rates.index.drop("WLD")
    average = (lent[creditors] * rates[creditors]).sum() / lent[creditors].sum()
    assert rates["_EEC"] == 0
    assert average == pytest.approx(rates["WLD"], abs=1e-4)


def test_the_average_over_all_creditors_of_2017_is_that_of_its_loans(first: Parsed, later: Parsed) -> None:
    assert figures(first, INTEREST, "WLD")["2017"] == 5.0179
    assert figures(later, INTEREST, "WLD")["2017"] == 5.0564
    assert figures(first, INTEREST, "_BOND")["2017"] == 7.1964


def test_a_later_edition_is_a_later_vintage(first: Parsed, later: Parsed) -> None:
    assert (first.vintage.isoformat(), later.vintage.isoformat()) == ("2022-12-31", "2023-12-31")
    assert later.edition == "International Debt Statistics, December 2023"
    assert (figures(first, INTEREST)["2017"], figures(later, INTEREST)["2017"]) == (2.7676, 2.9038)
    assert set(first.observations["status"]) == set(later.observations["status"]) == {"reported"}


def test_creditors_and_debtors_by_code(first: Parsed) -> None:
    """Some names are padded with blanks; `Asian Dev. Bank` is one of them."""
    assert {"WLD", "_ADB", "_IBRD", "_EDB", "_BOND", "CHN"} <= set(first.observations["partner"])
    assert first.observations["reporter"].nunique() == 12
    assert set(first.observations["product"]) == {"_Z"}


def test_the_row_is_the_line_of_the_file(sources: Path, first: Parsed) -> None:
    lines = (sources / FIRST).read_text(encoding="utf-8").splitlines()
    table = first.observations
    row = table[(table["item"] == MATURITY) & (table["reporter"] == "BLR") & (table["period"] == "2011")].iloc[0]
    assert lines[row["row"] - 1].endswith(f",2011-01-01,{row['value']},{MATURITY}")


def test_terms_and_amounts_of_one_year_among_others() -> None:
    years_without = [(year, term, 0) for year in (2018, 2019, 2021) for term in (INTEREST, MATURITY)]
    loans = new_loan((2020, INTEREST, 0.0), (2020, MATURITY, 9.9), *years_without)
    parsed = worldbank_debt.parse(loans, LATER)
    assert parsed.observations[["item", "period", "value", "note"]].values.tolist() == [
        [INTEREST, "2020", 0.0, "0 as published, of a loan made in this year"],
        [MATURITY, "2020", 9.9, ""],
    ]
    assert [(refusal.row, refusal.reason[-8:]) for refusal in parsed.refused] == [(4, "(3 rows)"), (5, "(3 rows)")]


def test_an_unknown_creditor_is_refused_by_name() -> None:
    parsed = worldbank_debt.parse(new_loan((2020, MATURITY, 9.9), (2019, MATURITY, 9.9), name="Atlantis"), LATER)
    assert parsed.observations.empty
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(2, "unknown area 'Atlantis'")]


GOOD = new_loan((2020, MATURITY, 9.9), (2020, "DT.COM.BLAT.CD", 1e9))


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (GOOD.replace(b"counterpart_area", b"creditor"), "column 'counterpart_area'"),
        (GOOD.replace(b"value", b"amount", 1), "column 'value'"),
        (GOOD.replace(b"(years)", b"(months)"), r"ends like .*years.* in row 2"),
        (GOOD.replace(b"current US$", b"% of GNI"), r"ends like .*COM, current US.* in row 3"),
        (GOOD.replace(b"DT.COM.BLAT", b"DT.DOD.BLAT"), "a code of new commitments in row 3; found 'DT.DOD.BLAT.CD'"),
        (GOOD.replace(b"2020-01-01", b"mid-2020", 1), "a year or a date in row 2"),
        (GOOD.replace(b"9.9", b"n/a"), "a number in row 2; found 'n/a'"),
        (GOOD[:-1], "a line end after the last record"),
        (GOOD[:-20] + b"\n", "the file is cut"),
        (new_loan((2020, MATURITY, 9.9), (2020, MATURITY, 9.8)), "BLR to RUS for 2020 twice, row 3"),
        (new_loan((2020, INTEREST, 1.95), (2020, MATURITY, 0)), r"with DT.INR.DPPG of Belarus in 2020; found 1.95"),
        (new_loan((2020, "DT.COM.BLAT.CD", 1e9), (2020, MATURITY, 0)), "with DT.COM.BLAT.CD of Belarus in 2020"),
    ],
)
def test_what_is_no_file_of_new_commitments_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        worldbank_debt.parse(payload, LATER)


def test_the_good_lines_are_good() -> None:
    assert len(worldbank_debt.parse(GOOD, LATER).observations) == 2
