"""CREA's imports from Russia by month: the constant of 1.1, known tonnes, tonnes that are none, years spread evenly."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import crea

PATH = "trade/crea_energy_imports_from_russia_monthly_2016_2022.csv"
HEADER = "country,partner,date,commodity,EU,unit,value,source\n"
LINE = "Belarus,Russia,2019-12-01,oil,False,{unit},{value},comtrade_eurostat\n"


@pytest.fixture(scope="module")
def parsed(sources: Path) -> Parsed:
    return crea.parse((sources / PATH).read_bytes(), PATH)


def monthly(parsed: Parsed, item: str, reporter: str, product: str) -> pd.Series:
    wanted = pd.Series((item, reporter, product), index=["item", "reporter", "product"])
    table = parsed.observations
    return table[(table[wanted.index] == wanted).all(axis=1)].set_index("period")["value"]


def yearly(series: pd.Series) -> pd.Series:
    return series.groupby(series.index.str[:4]).sum()


def parse(*lines: str) -> Parsed:
    return crea.parse((HEADER + "".join(lines)).encode(), PATH)


def test_belarus_crude_by_weight(parsed: Parsed) -> None:
    tonnes = yearly(monthly(parsed, "quantity", "BLR", "crude_oil")) / 1e6
    assert tonnes["2016"] == pytest.approx(18.11, abs=0.005)
    assert tonnes["2019"] == pytest.approx(18.00, abs=0.005)


def test_values_times_the_constant_are_dollars(parsed: Parsed) -> None:
    table = parsed.observations
    assert table.groupby("item")["unit"].unique().map(list).to_dict() == {"value": ["USD/1.1"], "quantity": ["tonnes"]}
    # Customs count the same gas: price = dollars over 1,000 m3 at 0.674 kg/m3.
    dollars = yearly(monthly(parsed, "value", "BLR", "natural_gas")) * 1.1
    thousand_m3 = yearly(monthly(parsed, "quantity", "BLR", "natural_gas")) / 0.674
    known = {"2016": 132.6, "2017": 142.2, "2018": 129.0, "2019": 127.0, "2020": 127.0, "2021": 128.6}
    assert (dollars / thousand_m3).to_dict() == pytest.approx(known, abs=0.1)


def test_belarus_is_there_to_april_2021(parsed: Parsed) -> None:
    belarus = parsed.observations.query("reporter == 'BLR'")
    assert set(belarus["product"]) == {"crude_oil", "natural_gas", "oil_products", "coal", "coke", "tar"}
    assert belarus["period"].max() == "2021-04"
    assert set(belarus["partner"]) == {"RUS"}
    assert len(belarus) == 680
    assert parsed.observations["reporter"].nunique() == 124


def test_imputed_tonnes_can_be_told_by_their_price(parsed: Parsed) -> None:
    """The months that data/corrections.toml names: values stand, tonnes are a value over one price."""
    for reporter, product, months, count, price in (
        ("BLR", "crude_oil", ("2020-01", "2020-11"), 11, 322.705),
        ("KGZ", "natural_gas", ("2017-01", "2017-12"), 12, 289.605),
        ("GEO", "natural_gas", ("2020-01", "2020-12"), 12, 220.193),
    ):
        prices = monthly(parsed, "value", reporter, product) * 1.1 / monthly(parsed, "quantity", reporter, product)
        imputed = prices[(prices.index >= months[0]) & (prices.index <= months[1])]
        assert len(imputed) == count
        assert set(imputed.round(3)) == {price}
    december = monthly(parsed, "value", "BLR", "crude_oil") * 1.1 / monthly(parsed, "quantity", "BLR", "crude_oil")
    assert december["2020-12"] == pytest.approx(307.82, abs=0.01)


def test_a_weight_that_was_not_reported_is_no_zero(parsed: Parsed) -> None:
    table = parsed.observations
    wide = table.pivot_table(index=["reporter", "product", "period"], columns="item", values="value")
    assert not ((wide["quantity"] == 0) & (wide["value"] > 0)).any()
    refused = [refusal for refusal in parsed.refused if "tonnes 0 beside a value" in refusal.reason]
    assert sum(int(refusal.reason.split("(")[1].split()[0]) for refusal in refused) == 344
    small = parse(LINE.format(unit="eur", value=5.0), LINE.format(unit="tonne", value=0.0))
    assert small.observations["item"].tolist() == ["value"]
    none = parse(LINE.format(unit="eur", value=0.0), LINE.format(unit="tonne", value=0.0))
    assert none.observations["value"].tolist() == [0.0, 0.0]


def test_a_negative_import_is_refused(parsed: Parsed) -> None:
    assert (parsed.observations["value"] >= 0).all()
    refused = {refusal.reason.split(":")[0] for refusal in parsed.refused if "negative" in refusal.reason}
    assert refused == {"China", "Finland", "Netherlands", "Sweden"}


def test_a_year_spread_over_its_months_is_interpolated(parsed: Parsed) -> None:
    table = parsed.observations
    spread = table[table["status"] == "interpolated"]
    assert set(spread["reporter"]) == {"AUT", "CHN", "DNK", "IRL", "MLT"}
    assert spread.groupby(["item", "reporter", "product", spread["period"].str[:4]]).size().eq(12).all()
    assert set(table.loc[table["reporter"] == "BLR", "status"]) == {"reported"}


def test_the_union_is_the_sum_of_27_members(sources: Path, parsed: Parsed) -> None:
    raw = pd.read_csv(sources / PATH)
    crude = raw[(raw["commodity"] == "oil") & (raw["unit"] == "tonne") & (raw["date"] == "2019-05-01")]
    members = crude[crude["EU"].astype(str) == "True"]
    assert "United Kingdom" not in set(members["country"])
    assert raw[raw["EU"].astype(str) == "True"]["country"].nunique() == 27
    assert monthly(parsed, "quantity", "EU27_2020", "crude_oil")["2019-05"] == pytest.approx(members["value"].sum())


def test_every_row_is_an_observation_a_blank_or_refused(sources: Path, parsed: Parsed) -> None:
    refused = sum(int(refusal.reason.split("(")[1].split()[0]) for refusal in parsed.refused)
    blank = pd.read_csv(sources / PATH)["value"].isna().sum()
    assert blank == 530
    assert len(parsed.observations) + refused + blank == 32_752


def test_a_number_is_where_row_says(sources: Path, parsed: Parsed) -> None:
    table = parsed.observations
    flow = table[(table["reporter"] == "BLR") & (table["period"] == "2020-12") & (table["product"] == "crude_oil")]
    lines = (sources / PATH).read_text(encoding="utf-8").splitlines()
    for row in flow.itertuples():
        assert lines[row.row - 1].startswith("Belarus,Russia,2020-12-01,oil,")
        assert float(lines[row.row - 1].split(",")[6]) == row.value


def test_an_unknown_importer_is_refused_once() -> None:
    lines = [f"Atlantis,Russia,2019-{month}-01,oil,False,eur,5.0,x\n" for month in ("01", "02")]
    parsed = parse(*lines, LINE.format(unit="eur", value=5.0))
    assert parsed.observations["reporter"].tolist() == ["BLR"]
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [
        (2, "Atlantis: area is not in data/codes/areas.csv (2 rows)")
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("eur", "usd", "a unit, eur or tonne"),
        ("oil", "peat", "a commodity"),
        ("Russia", "Norway", "Russia as the partner"),
        ("2019-12-01", "2019-12-31", "the first day of a month"),
        ("5.0", "n/a", "a number in row 2"),
    ],
)
def test_other_cells_are_refused(old: str, new: str, expected: str) -> None:
    with pytest.raises(SourceError, match=expected):
        parse(LINE.format(unit="eur", value=5.0).replace(old, new, 1))


def test_damaged_files_are_refused(sources: Path) -> None:
    payload = (sources / PATH).read_bytes()
    with pytest.raises(SourceError, match="column 'commodity'"):
        crea.parse(payload.replace(b"commodity", b"fuel", 1), PATH)
    with pytest.raises(SourceError, match="line end"):
        crea.parse(payload[:-30], PATH)
    with pytest.raises(SourceError, match="an HTML page"):
        crea.parse(b"<!DOCTYPE html>", PATH)
