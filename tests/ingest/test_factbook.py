"""CIA World Factbook: shares as text and JSON, editions, what Belarus and Russia leave out, concepts of the totals."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import factbook

(PATH,) = factbook.FILES
HEADER = "iso3,field,text,first_seen_commit_date,last_seen_commit_date,a_commit_holding_it\n"
GOOD = 'BLR,Exports - partners,"Russia 42%, Ukraine 13% (2019)",2021-05-23,2024-05-02,cb36ea33\n'


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return factbook.parse((sources / PATH).read_bytes(), PATH)


@pytest.fixture(scope="module")
def raw(sources: Path) -> pd.DataFrame:
    return pd.read_csv(sources / PATH, dtype=str, keep_default_na=False)


def pick(parsed: Parsed, **where: str) -> pd.DataFrame:
    table = parsed.observations
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def one(parsed: Parsed, **where: str) -> "pd.Series[float]":
    found = pick(parsed, **where)
    assert len(found) == 1, found
    return found.iloc[0]


def row_of(field: str, text: str) -> bytes:
    quoted = '"' + text.replace('"', '""') + '"'
    return f"{HEADER}BLR,{field},{quoted},2021-05-23,2024-05-02,cb36ea33\n{GOOD}".encode()


@pytest.mark.parametrize(
    ("item", "year", "share", "known"),
    [
        ("export_share", "2014", 42.2, date(2015, 10, 26)),
        ("export_share", "2015", 39.0, date(2016, 11, 6)),
        ("export_share", "2017", 43.9, date(2020, 11, 24)),
        ("export_share", "2019", 42.0, date(2021, 5, 23)),
        ("import_share", "2014", 54.6, date(2015, 10, 26)),
        ("import_share", "2019", 57.0, date(2021, 5, 23)),
    ],
)
def test_russias_share_by_edition(parsed: Parsed, item: str, year: str, share: float, known: date) -> None:
    stated = one(parsed, item=item, reporter="BLR", partner="RUS", period=year)
    assert (stated["value"], stated["vintage"], stated["unit"]) == (share, known, "percent")


def test_nothing_of_the_pair_after_2021(parsed: Parsed) -> None:
    for reporter, partner, last in (("BLR", "RUS", "2019"), ("RUS", "BLR", "2021")):
        assert pick(parsed, reporter=reporter, partner=partner)["period"].max() == last
    table = parsed.observations
    without = table[table["item"].str.endswith("_without_belarus_russia")]
    assert set(zip(without["reporter"], without["period"], strict=True)) == {
        (reporter, year) for reporter in ("BLR", "RUS") for year in ("2022", "2023")
    }
    china = one(parsed, reporter="BLR", partner="CHN", period="2023", item="export_share_without_belarus_russia")
    assert china["value"] == 34
    assert pick(parsed, reporter="BLR", item="export_share")["period"].max() == "2019"


def test_all_texts_with_numbers_are_read(parsed: Parsed, raw: pd.DataFrame) -> None:
    numbered = raw[~raw["field"].str.endswith("commodities")]
    assert set(parsed.observations["row"]) == set(numbered.index + 2)
    shares = numbered[numbered["field"].str.endswith("partners")]
    by_row = parsed.observations.groupby("row").size()
    assert all(by_row[row + 2] == text.count("%") for row, text in shares["text"].items())
    assert all(by_row[row + 2] == text.count("$") for row, text in numbered.drop(shares.index)["text"].items())
    assert (parsed.observations["status"] == "estimated").all()


def test_lists_of_goods_are_refused_as_two_groups(parsed: Parsed) -> None:
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (3, "Exports - commodities: 64 rows that name goods without a number"),
        (6, "Imports - commodities: 57 rows that name goods without a number"),
    ]


def test_editions_are_vintages(parsed: Parsed) -> None:
    keys = ["item", "reporter", "partner", "product", "unit", "period", "vintage"]
    assert not parsed.observations.duplicated(keys).any()
    totals = pick(parsed, reporter="BLR", partner="WLD", period="2023", item="export_goods_and_services")
    assert totals.set_index("vintage")["value"].to_dict() == {
        date(2024, 7, 25): 47.87,
        date(2025, 1, 22): 47.714,
        date(2025, 5, 15): 47.714,
    }
    assert parsed.vintage == date(2026, 5, 17)


def test_totals_of_different_concepts_are_apart(parsed: Parsed) -> None:
    totals = pick(parsed, partner="WLD")
    spans = totals.groupby(totals["item"].str.partition("_")[2])["vintage"].agg(["min", "max"])
    assert spans.loc["concept_unstated"].tolist() == [date(2015, 10, 26), date(2024, 2, 8)]
    assert spans.loc["goods_and_services", "min"] == date(2024, 4, 4)
    assert set(totals[totals["item"].str.endswith("_gdp")]["reporter"]) == {"TKM"}
    assert one(parsed, reporter="BLR", item="export_concept_unstated", period="2015", vintage=date(2017, 3, 28))[
        "value"
    ] == pytest.approx(26.19)
    assert set(pick(parsed, unit="USD mn")["reporter"]) == {"TJK"}


def test_a_comma_in_a_name_does_not_split_it(parsed: Parsed) -> None:
    assert one(parsed, reporter="KAZ", partner="GMB", item="import_share")["value"] == 4
    kazakhstan = pick(parsed, reporter="KAZ", item="import_share", period="2023")
    assert kazakhstan["partner"].tolist() == ["CHN", "RUS", "GMB", "TUR", "USA"]


def test_short_names_are_known(parsed: Parsed) -> None:
    assert {"GBR", "USA", "ARE", "KOR", "HKG"} <= set(parsed.observations["partner"])


def test_shares_of_a_year_may_exceed_the_whole(parsed: Parsed) -> None:
    sums = parsed.observations[parsed.observations["unit"] == "percent"].groupby(["row"])["value"].sum()
    assert (sums > 100).sum() == 1
    over = parsed.observations[parsed.observations["row"] == sums.idxmax()].iloc[0]
    assert (over["reporter"], over["item"], over["period"], sums.max()) == ("TJK", "import_share", "2019", 102.0)


def test_a_number_is_where_row_says(parsed: Parsed, raw: pd.DataFrame) -> None:
    for stated in parsed.observations.itertuples():
        text = raw["text"].iloc[stated.row - 2]
        assert f"{stated.value:g}" in text or str(stated.value) in text


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("Exports - partners", "Russia 42%, Ukraine about 13% of all (2019)", "is no list of partners"),
        ("Exports - partners", "Russia 42%, Ukraine 13%", "is no list of partners"),
        ("Exports - partners", "Russia 42% (2019) and Ukraine 13% (2018)", "is no list of partners"),
        ("Exports - partners", '{"text": "Russia 42% (2019)', "damaged JSON"),
        ("Exports", "37 billion euros (2014 est.)", "is no amount in dollars"),
        ("Exports", json.dumps({"Exports 2020": "$1 billion (2020 est.)", "note": "services only"}), "unknown note"),
        ("Exports - partners", "Atlantis 42% (2019)", "unknown area 'Atlantis'"),
    ],
)
def test_a_text_that_is_not_understood_is_listed(field: str, text: str, reason: str) -> None:
    parsed = factbook.parse(row_of(field, text), PATH)
    (refusal,) = parsed.refused
    assert refusal.row == 2
    assert reason in refusal.reason
    assert set(parsed.observations["row"]) == {3}


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"<html>", "an HTML page"),
        (HEADER.replace("iso3", "country").encode() + GOOD.encode(), "column 'iso3'"),
        ((HEADER + GOOD)[:-20].encode(), "line end"),
        ((HEADER + GOOD.replace("Exports - partners", "Debt")).encode(), "a field"),
        ((HEADER + GOOD.replace("2021-05-23", "May 2021")).encode(), "a day"),
        ((HEADER + GOOD.replace("BLR", "Belarus")).encode(), "an ISO 3166 code"),
        ((HEADER + GOOD.replace("%", "")).encode(), "1 rows without any"),
    ],
)
def test_what_is_not_the_table_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        factbook.parse(payload, PATH)
